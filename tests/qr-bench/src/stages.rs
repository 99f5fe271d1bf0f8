//! What each stage of a still adds: a row a stage, so that none is kept that does not pay.

use std::path::Path;

use countersign_qr::testing::{STAGES, scan_by};

use crate::generator::{self, Cell};
use crate::pictures::{self, same};

struct Sample {
    luma: Vec<u8>,
    width: u32,
    text: Vec<u8>,
    kind: Kind,
}

/// Columns of the table.
#[derive(Clone, Copy)]
enum Kind {
    Generated,
    Small,
    Photo,
}

const KINDS: usize = 3;

/// Reads everything with the first stages only, and with one stage left out.
pub(crate) fn compare(folders: &[std::path::PathBuf]) {
    let generated = |cell: Cell, kind: Kind| Sample {
        luma: cell.luma,
        width: cell.width as u32,
        text: cell.text.into_bytes(),
        kind,
    };
    let mut samples: Vec<Sample> =
        generator::cells().map(|cell| generated(cell, Kind::Generated)).collect();
    samples.extend(generator::small_cells().map(|cell| generated(cell, Kind::Small)));
    samples.extend(folders.iter().flat_map(|folder| photographs(folder)));

    println!(
        "\n| stage | generated, up to it | small, up to it | photographs, up to it | generated, without it | small, without it | photographs, without it |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (stage, name) in STAGES.iter().enumerate() {
        let up_to = row(count(&samples, |i| i <= stage));
        let without = row(count(&samples, |i| i != stage));
        println!("| {name} | {up_to} | {without} |");
    }
    println!("| all | {} | | | |", row(count(&samples, |_| true)));
}

fn row(counts: [usize; KINDS]) -> String {
    counts.map(|count| count.to_string()).join(" | ")
}

fn photographs(folder: &Path) -> Vec<Sample> {
    pictures::below(folder)
        .into_iter()
        .filter_map(|photo| {
            let picture =
                countersign_qr::Picture::decode(&std::fs::read(&photo.path).ok()?).ok()?;
            let (luma, width) = (picture.luma().to_vec(), picture.width());
            Some(Sample { luma, width, text: photo.text?, kind: Kind::Photo })
        })
        .collect()
}

/// How many of each kind are read by some stages.
fn count(samples: &[Sample], wanted: impl Fn(usize) -> bool + Copy) -> [usize; KINDS] {
    let mut read = [0; KINDS];
    for sample in samples {
        let height = sample.luma.len() as u32 / sample.width;
        let found = scan_by(&sample.luma, (sample.width, height, sample.width), wanted);
        let found = found.map(|(found, _)| found).unwrap_or_default();
        if found.iter().any(|code| same(&sample.text, &code.bytes)) {
            read[sample.kind as usize] += 1;
        }
    }
    read
}
