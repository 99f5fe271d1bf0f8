//! Pictures of QR codes, made and read.

use std::io::Cursor;

use countersign_core::qr;
use countersign_core::qr::testing::writer::{self, Matrix, Segment};
use image::{GrayImage, ImageFormat, Luma, imageops};
use qrcode::{Color, QrCode};

/// Pixels a module, and modules of quiet zone.
const MODULE: u32 = 6;
const QUIET: u32 = 4;

/// A PNG of the codes for these texts, side by side.
#[must_use]
pub fn png_of(texts: &[&str]) -> Vec<u8> {
    sheet(texts.iter().map(|text| draw(text)).collect())
}

/// A PNG of symbols that hold these segments, side by side.
#[must_use]
pub fn png_of_segments(symbols: &[Vec<Segment>]) -> Vec<u8> {
    let symbols = symbols.iter().map(|segments| writer::symbol(segments, 0));
    sheet(symbols.map(|symbol| draw_matrix(&symbol.expect("the segments fit"))).collect())
}

fn sheet(codes: Vec<GrayImage>) -> Vec<u8> {
    let width = codes.iter().map(GrayImage::width).sum();
    let height = codes.iter().map(GrayImage::height).max().unwrap_or(1);
    let mut sheet = GrayImage::from_pixel(width, height, Luma([255]));
    let mut left = 0;
    for code in &codes {
        imageops::overlay(&mut sheet, code, left, 0);
        left += i64::from(code.width());
    }
    let mut bytes = Cursor::new(Vec::new());
    sheet.write_to(&mut bytes, ImageFormat::Png).expect("a PNG can be written to memory");
    bytes.into_inner()
}

/// The one text that a picture holds, read by the core.
#[must_use]
pub fn read(png: &[u8]) -> String {
    let found = qr::scan_picture(png).expect("the picture can be opened");
    let [code] = found.as_slice() else {
        panic!("the picture holds {} codes, not one", found.len());
    };
    code.text().expect("the code holds text").to_owned()
}

fn draw(text: &str) -> GrayImage {
    let code = QrCode::new(text).expect("the text fits into a code");
    let dark = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    draw_matrix(&Matrix { size: code.width(), dark })
}

fn draw_matrix(symbol: &Matrix) -> GrayImage {
    let side = u32::try_from(symbol.size).expect("codes are small");
    GrayImage::from_fn((side + 2 * QUIET) * MODULE, (side + 2 * QUIET) * MODULE, |x, y| {
        let (column, row) = ((x / MODULE).wrapping_sub(QUIET), (y / MODULE).wrapping_sub(QUIET));
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let dark = symbol.at(place(column), place(row));
        Luma([if dark { 0 } else { 255 }])
    })
}
