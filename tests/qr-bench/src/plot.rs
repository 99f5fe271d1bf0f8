//! Decode rate by distortion and level, as one SVG.

use std::fmt::Write;

use crate::generator::{DISTORTIONS, LEVELS};
use crate::payloads::PAYLOADS;

const COLOURS: [&str; 5] = ["#0b6e4f", "#5fb49c", "#c1292e", "#3066be", "#8d8741"];
const PANEL: (usize, usize) = (150, 110);
const COLUMNS: usize = 5;

/// A panel for each distortion, a line for each reader.
pub(crate) fn svg(readers: &[&str], rates: &[[[usize; LEVELS]; DISTORTIONS.len()]]) -> String {
    let rows = DISTORTIONS.len().div_ceil(COLUMNS);
    let (width, height) = (COLUMNS * PANEL.0 + 20, rows * PANEL.1 + 20);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"10\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (i, name) in DISTORTIONS.iter().enumerate() {
        let (left, top) = (i % COLUMNS * PANEL.0 + 20, i / COLUMNS * PANEL.1 + 10);
        let (w, h) = (PANEL.0 - 30, PANEL.1 - 40);
        panel(&mut out, name, left, top, w, h);
        for (reader, rate) in rates.iter().enumerate() {
            let points: Vec<String> = rate[i]
                .iter()
                .enumerate()
                .map(|(level, decoded)| {
                    let x = left + level * w / (LEVELS - 1);
                    format!("{x},{}", top + 15 + h - decoded * h / PAYLOADS)
                })
                .collect();
            let colour = COLOURS[reader % COLOURS.len()];
            line(&mut out, &points.join(" "), colour);
        }
    }
    for (i, reader) in readers.iter().enumerate() {
        let x = DISTORTIONS.len() % COLUMNS * PANEL.0 + 20;
        let y = (rows - 1) * PANEL.1 + 35 + i * 14;
        let colour = COLOURS[i % COLOURS.len()];
        let label = format!("<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{reader}</text>\n");
        out.push_str(&label);
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, name: &str, left: usize, top: usize, w: usize, h: usize) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" font-weight=\"bold\">{name}</text>\n<rect x=\"{left}\" y=\"{}\" width=\"{w}\" height=\"{h}\" fill=\"none\" stroke=\"#bbb\"/>",
        top + 10,
        top + 15,
    );
    for level in 0..LEVELS {
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" fill=\"#666\" text-anchor=\"middle\">{}</text>",
            left + level * w / (LEVELS - 1),
            top + h + 27,
            level + 1,
        );
    }
}

fn line(out: &mut String, points: &str, colour: &str) {
    let _ = writeln!(
        out,
        "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-opacity=\"0.85\"/>",
    );
}
