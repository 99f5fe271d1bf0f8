//! QR codes as PNG pictures: black on white with a quiet zone, in dark mode too.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, EcLevel, QrCode};

/// Pixels of a module.
const SCALE: usize = 8;

/// Modules of white around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// The picture of a text; `None` when the text is too long for a code.
pub(crate) fn qr(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let modules = code.width();
    let side = (modules + 2 * QUIET) * SCALE;
    let mut pixels = vec![255_u8; side * side];
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (row, column) = (at / modules + QUIET, at % modules + QUIET);
            for y in row * SCALE..(row + 1) * SCALE {
                let from = y * side + column * SCALE;
                pixels.get_mut(from..from + SCALE)?.fill(0);
            }
        }
    }
    let side = u32::try_from(side).ok()?;
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&pixels, side, side, ExtendedColorType::L8).ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_a_white_border() {
        let png = qr("https://link.countersign.test/enroll#x").unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_luma8();
        assert_eq!(picture.width() % 8, 0);
        assert!((0..32).all(|at| picture.get_pixel(at, at).0 == [255]));
        assert_eq!(picture.get_pixel(32, 32).0, [0]);
        assert!(qr(&"x".repeat(3000)).is_none());
    }
}
