//! What each stage of a still adds: a row a stage, so that none is kept that does not pay.

use std::path::Path;

use countersign_core::qr::testing::{STAGES, scan_by};

use crate::generator;
use crate::pictures::{self, same};

struct Sample {
    luma: Vec<u8>,
    width: u32,
    text: Vec<u8>,
    photo: bool,
}

/// Reads everything with the first stages only, and with one stage left out.
pub(crate) fn compare(folders: &[std::path::PathBuf]) {
    let mut samples: Vec<Sample> = generator::cells()
        .map(|cell| Sample {
            luma: cell.luma,
            width: cell.width as u32,
            text: cell.text.into_bytes(),
            photo: false,
        })
        .collect();
    samples.extend(folders.iter().flat_map(|folder| photographs(folder)));

    println!(
        "\n| stage | generated, up to it | photographs, up to it | generated, without it | photographs, without it |"
    );
    println!("|---|---|---|---|---|");
    for (stage, name) in STAGES.iter().enumerate() {
        let up_to = count(&samples, |i| i <= stage);
        let without = count(&samples, |i| i != stage);
        println!("| {name} | {} | {} | {} | {} |", up_to[0], up_to[1], without[0], without[1]);
    }
    let all = count(&samples, |_| true);
    println!("| all | {} | {} | | |", all[0], all[1]);
}

fn photographs(folder: &Path) -> Vec<Sample> {
    pictures::below(folder)
        .into_iter()
        .filter_map(|photo| {
            let picture =
                countersign_core::qr::Picture::decode(&std::fs::read(&photo.path).ok()?).ok()?;
            let (luma, width) = (picture.luma().to_vec(), picture.width());
            Some(Sample { luma, width, text: photo.text?, photo: true })
        })
        .collect()
}

/// Generated cells and photographs read by some stages.
fn count(samples: &[Sample], wanted: impl Fn(usize) -> bool + Copy) -> [usize; 2] {
    let mut read = [0; 2];
    for sample in samples {
        let height = sample.luma.len() as u32 / sample.width;
        let found = scan_by(&sample.luma, (sample.width, height, sample.width), wanted);
        let found = found.map(|(found, _)| found).unwrap_or_default();
        if found.iter().any(|code| same(&sample.text, &code.bytes)) {
            read[usize::from(sample.photo)] += 1;
        }
    }
    read
}
