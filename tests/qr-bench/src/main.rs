//! Compares QR readers in one run: decoded, CPU time, wrong texts.
//!
//! `cargo run --profile bench -p countersign-qr-bench --features peers [-- FOLDER…]`
#![allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "pixel arithmetic of generated pictures"
)]

mod child;
mod frames;
mod generator;
mod hard;
mod hostile;
mod payloads;
mod pictures;
mod plot;
mod raster;
mod readers;
mod reported;
mod rng;
mod stages;
mod tally;

use std::path::PathBuf;

use clap::Parser;

use generator::{DISTORTIONS, LEVELS};
use payloads::PAYLOADS;
use readers::{Reader, Runner};
use tally::Tally;

/// Compares QR readers on generated codes, frames, hostile input and folders of pictures.
#[derive(Parser)]
struct Arguments {
    /// Folders of pictures with texts beside them.
    #[arg(default_value = "../shared/data/qr")]
    folders: Vec<PathBuf>,
    /// Only these readers (beginnings of their names).
    #[arg(long)]
    reader: Vec<String>,
    /// Only these parts: generator, hard, reported, frames, folders, stages, hostile.
    #[arg(long)]
    part: Vec<String>,
    /// Of the harder pictures only this class (the beginning of its name).
    #[arg(long)]
    class: Option<String>,
    /// Writes the plot of decode rates here.
    #[arg(long)]
    plot: Option<PathBuf>,
    /// Names what each reader missed.
    #[arg(long)]
    misses: bool,
    /// Writes the generated cells here as PNG, to look at.
    #[arg(long)]
    dump: Option<PathBuf>,
}

fn main() -> std::io::Result<()> {
    if std::env::args().any(|argument| argument == child::ARGUMENT) {
        return child::serve();
    }
    let arguments = Arguments::parse();
    if let Some(folder) = &arguments.dump {
        return dump(folder);
    }
    let readers: Vec<Reader> = if arguments.reader.is_empty() {
        Reader::ALL.to_vec()
    } else {
        arguments.reader.iter().filter_map(|name| Reader::from_name(name)).collect()
    };
    let wanted = |part: &str| arguments.part.is_empty() || arguments.part.iter().any(|p| p == part);
    let mut runner = Runner::default();

    if wanted("generator") {
        generated(&arguments, &readers, &mut runner)?;
    }
    if wanted("hard") {
        hard_pictures(&readers, &mut runner, arguments.class.as_deref());
    }
    if wanted("reported") {
        reported::compare(&readers, &mut runner);
    }
    if wanted("frames") {
        frames::compare(&readers, &mut runner);
    }
    if wanted("folders") {
        for folder in &arguments.folders {
            photographs(folder, &readers, &mut runner, arguments.misses);
        }
    }
    if wanted("stages") {
        stages::compare(&arguments.folders);
    }
    if wanted("hostile") {
        hostile_frames(&readers, &mut runner);
    }
    Ok(())
}

fn generated(
    arguments: &Arguments,
    readers: &[Reader],
    runner: &mut Runner,
) -> std::io::Result<()> {
    let mut tallies: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    let mut rates = vec![[[0_usize; LEVELS]; DISTORTIONS.len()]; readers.len()];
    let mut total = 0;
    for cell in generator::cells() {
        total += 1;
        for (i, reader) in readers.iter().enumerate() {
            let outcome = runner.run(*reader, &cell.luma, cell.width, cell.height);
            let decoded = tallies[i].add(&outcome, Some(cell.text.as_bytes()));
            if let Some(distortion) = cell.distortion {
                rates[i][distortion][cell.level] += usize::from(decoded);
            }
        }
    }
    tally::print(&format!("Generator, {total} cells"), &tallies);
    print_rates(&rates);
    let mut small_rates = vec![[[0_usize; LEVELS]; DISTORTIONS.len()]; readers.len()];
    let mut small: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    let mut total = 0;
    for cell in generator::small_cells() {
        total += 1;
        for (tally, rates) in small.iter_mut().zip(&mut small_rates) {
            let outcome = runner.run(tally.reader, &cell.luma, cell.width, cell.height);
            let decoded = tally.add(&outcome, Some(cell.text.as_bytes()));
            if let Some(distortion) = cell.distortion {
                rates[distortion][cell.level] += usize::from(decoded);
            }
        }
    }
    tally::print(&format!("Small and spoilt, {total} cells"), &small);
    print_rates(&small_rates);
    if let Some(path) = &arguments.plot {
        let names: Vec<&str> = readers.iter().map(|r| r.name()).collect();
        std::fs::write(path, plot::svg(&names, &rates))?;
    }
    Ok(())
}

/// A row for each distortion of which anything was read.
fn print_rates(rates: &[[[usize; LEVELS]; DISTORTIONS.len()]]) {
    println!("\n| decoded of {PAYLOADS} at levels 1-{LEVELS} |");
    for (distortion, name) in DISTORTIONS.iter().enumerate() {
        if rates.iter().all(|rate| rate[distortion].iter().all(|read| *read == 0)) {
            continue;
        }
        print!("| {name:10} |");
        for rate in rates {
            let levels: Vec<String> = rate[distortion].iter().map(ToString::to_string).collect();
            print!(" {} |", levels.join(" "));
        }
        println!();
    }
}

fn hard_pictures(readers: &[Reader], runner: &mut Runner, class: Option<&str>) {
    let mut read = vec![[[0_usize; hard::LEVELS]; hard::CLASSES.len()]; readers.len()];
    let mut all = [[0_usize; hard::LEVELS]; hard::CLASSES.len()];
    let mut tallies: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    for picture in hard::of(class) {
        all[picture.class][picture.level] += picture.texts.len();
        for (i, tally) in tallies.iter_mut().enumerate() {
            let outcome = runner.run(tally.reader, &picture.luma, picture.width, picture.height);
            read[i][picture.class][picture.level] += tally.add_all(&outcome, &picture.texts);
        }
    }
    tally::print("Harder pictures; decoded counts codes", &tallies);
    println!("\n| codes read at levels 1-{} |", hard::LEVELS);
    for (class, name) in hard::CLASSES.iter().enumerate() {
        let shown = |counts: &[usize]| {
            let sum: usize = counts.iter().sum();
            let levels: Vec<String> = counts.iter().map(ToString::to_string).collect();
            format!("{sum}: {}", levels.join(" "))
        };
        print!("| {name:14} | of {} |", shown(&all[class]));
        read.iter().for_each(|of| print!(" {} |", shown(&of[class])));
        println!();
    }
}

fn photographs(folder: &std::path::Path, readers: &[Reader], runner: &mut Runner, misses: bool) {
    let photos = pictures::below(folder);
    if photos.is_empty() {
        println!("\n{}: no pictures there, nothing measured", folder.display());
        return;
    }
    let mut tallies: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    let mut with_text = 0;
    for photo in &photos {
        with_text += usize::from(photo.text.is_some());
        let Ok(bytes) = std::fs::read(&photo.path) else { continue };
        let picture = match countersign_qr::Picture::decode(&bytes) {
            Ok(picture) => picture,
            Err(error) => {
                println!("{}: {error}", photo.path.display());
                continue;
            }
        };
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        for tally in &mut tallies {
            let outcome = runner.run(tally.reader, picture.luma(), width, height);
            let wrong = tally.wrong;
            let decoded = tally.add(&outcome, photo.text.as_deref());
            if misses && (photo.text.is_some() && !decoded || tally.wrong > wrong) {
                let read: Vec<_> =
                    outcome.texts.iter().map(|t| t.escape_ascii().to_string()).collect();
                println!("{}: {} gave {read:?}", tally.reader.name(), photo.path.display());
            }
        }
    }
    let title = format!("{}, {with_text} with a code of {}", folder.display(), photos.len());
    tally::print(&title, &tallies);
}

fn hostile_frames(readers: &[Reader], runner: &mut Runner) {
    let mut tallies: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    for frame in hostile::frames() {
        print!("| {:32} |", frame.name);
        for tally in &mut tallies {
            let outcome = runner.run(tally.reader, &frame.luma, frame.width, frame.height);
            print!(" {:8.1}{} |", outcome.ms, if outcome.broke { "!" } else { " " });
            let text = frame.name.starts_with("264").then_some(b"HTTPS://EXAMPLE.COM/".as_slice());
            tally.add(&outcome, text);
        }
        println!();
    }
    tally::print("Hostile frames (! = hung for ten seconds, or panicked)", &tallies);
}

fn dump(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (i, cell) in generator::cells().enumerate() {
        let name = cell.distortion.map_or("clean", |d| DISTORTIONS[d]);
        let path = folder.join(format!("{i:03}-{name}-{}.png", cell.level));
        image::save_buffer(
            path,
            &cell.luma,
            cell.width as u32,
            cell.height as u32,
            image::ExtendedColorType::L8,
        )
        .map_err(std::io::Error::other)?;
    }
    Ok(())
}
