//! The QR room from outside: pictures, frames, refusals.
#![allow(
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "tests: pixel arithmetic, sure values"
)]

use std::io::Cursor;

use countersign_qr::{self as qr, Picture, QrError, Scanner};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbaImage};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

const TEXT: &str =
    "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example";

/// The code for `text`, `module` pixels a module, with the standard's quiet zone.
fn code(text: &[u8], module: u32) -> GrayImage {
    drawn(&QrCode::with_error_correction_level(text, EcLevel::M).unwrap(), module)
}

fn drawn(code: &QrCode, module: u32) -> GrayImage {
    let width = code.width() as u32;
    let colors = code.to_colors();
    GrayImage::from_fn((width + 8) * module, (width + 8) * module, |x, y| {
        let (x, y) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
        let dark = x < width && y < width && colors[(y * width + x) as usize] == Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn texts(found: &[qr::Found]) -> Vec<&str> {
    found.iter().map(|f| f.text().unwrap()).collect()
}

#[test]
fn every_picture_format_is_read() {
    let gray = DynamicImage::ImageLuma8(code(TEXT.as_bytes(), 4));
    let rgb = DynamicImage::ImageRgb8(gray.to_rgb8());
    for (image, format) in [
        (&gray, ImageFormat::Png),
        (&gray, ImageFormat::Jpeg),
        (&rgb, ImageFormat::WebP),
        (&rgb, ImageFormat::Gif),
    ] {
        let found = qr::scan_picture(&encoded(image, format)).unwrap();
        assert_eq!(texts(&found), [TEXT], "{format:?}");
    }
}

#[test]
fn transparent_background_counts_as_white() {
    let gray = code(TEXT.as_bytes(), 4);
    let clear = RgbaImage::from_fn(gray.width(), gray.height(), |x, y| {
        image::Rgba([0, 0, 0, 255 - gray.get_pixel(x, y).0[0]])
    });
    let png = encoded(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
    assert_eq!(texts(&qr::scan_picture(&png).unwrap()), [TEXT]);
}

#[test]
fn other_bytes_are_refused_by_kind() {
    assert_eq!(qr::scan_picture(b"BM and more").unwrap_err(), QrError::UnsupportedPicture);
    assert_eq!(qr::scan_picture(b"").unwrap_err(), QrError::UnsupportedPicture);
    let png = encoded(&DynamicImage::ImageLuma8(code(b"x", 2)), ImageFormat::Png);
    assert_eq!(qr::scan_picture(&png[..png.len() / 2]).unwrap_err(), QrError::DamagedPicture);
}

#[test]
fn a_picture_too_large_is_refused_by_its_header() {
    // A PNG's size stands in its header; the rest of the file is missing, so that it would be
    // "damaged" if the pixels were asked for first.
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    header.extend(30_000_u32.to_be_bytes());
    header.extend(30_000_u32.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let crc = header[12..].iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    header.extend((!crc).to_be_bytes());
    header.extend(b"\0\0\0\0IDAT");
    assert_eq!(
        qr::scan_picture(&header).unwrap_err(),
        QrError::TooLarge { width: 30_000, height: 30_000 }
    );
}

#[test]
fn frames_are_checked_before_they_are_read() {
    let luma = vec![255; 110];
    assert_eq!(qr::scan_frame(&luma, 0, 10, 10).unwrap_err(), QrError::EmptyFrame);
    assert_eq!(
        qr::scan_frame(&luma, 10, 10, 9).unwrap_err(),
        QrError::BadStride { stride: 9, width: 10 }
    );
    assert_eq!(
        qr::scan_frame(&luma[..100], 10, 11, 10).unwrap_err(),
        QrError::FrameTooShort { expected: 110, got: 100 }
    );
    assert!(matches!(
        qr::scan_frame(&luma, u32::MAX, u32::MAX, u32::MAX),
        Err(QrError::TooLarge { .. })
    ));
    // The padding behind the last row may be missing.
    assert_eq!(qr::scan_frame(&luma[..98], 8, 10, 10).unwrap(), []);
}

#[test]
fn a_camera_plane_with_padding_is_read_as_it_comes() {
    let code = code(TEXT.as_bytes(), 5);
    let (width, height) = code.dimensions();
    let stride = width + 13;
    let mut plane = Vec::new();
    for row in code.as_raw().chunks(width as usize) {
        plane.extend(row);
        plane.extend([0x55; 13]);
    }
    let found = qr::scan_frame(&plane, width, height, stride).unwrap();
    assert_eq!(texts(&found), [TEXT]);
    let live = Scanner::new().scan(&plane, width, height, stride).unwrap();
    assert_eq!(texts(&live), [TEXT]);
}

#[test]
fn corners_are_those_of_the_symbol() {
    let image = code(TEXT.as_bytes(), 6);
    let far = image.width() as f32 - 24.0;
    let found = Picture::decode(&encoded(&DynamicImage::ImageLuma8(image), ImageFormat::Png))
        .unwrap()
        .scan()
        .unwrap();
    let expected = [(24.0, 24.0), (far, 24.0), (far, far), (24.0, far)];
    for (corner, (x, y)) in found[0].corners.iter().zip(expected) {
        assert!((corner.x - x).abs() < 6.0 && (corner.y - y).abs() < 6.0, "{corner:?}");
    }
}

#[test]
fn a_found_text_is_not_printed() {
    let image = code(TEXT.as_bytes(), 4);
    let (width, height) = image.dimensions();
    let found = qr::scan_frame(image.as_raw(), width, height, width).unwrap();
    assert_eq!(texts(&found), [TEXT]);
    assert!(!format!("{found:?}").contains("secret"));
    assert!(format!("{found:?}").contains("[redacted]"));
}

#[test]
fn text_that_is_not_utf8_comes_out_as_it_stands() {
    let bytes = [0x41, 0xff, 0x00, 0x80, 0xfe];
    let image = code(&bytes, 4);
    let (width, height) = image.dimensions();
    let found = qr::scan_frame(image.as_raw(), width, height, width).unwrap();
    assert_eq!(found[0].bytes, bytes);
    assert_eq!(found[0].text(), None);
}

#[test]
fn a_character_that_was_added_to_the_standard_set_is_read() {
    // A circled 1 in kanji mode: NEC's row 13.
    let mut bits = Bits::new(Version::Normal(2));
    bits.push_kanji_data(&[0x87, 0x40]).unwrap();
    bits.push_terminator(EcLevel::M).unwrap();
    let image = drawn(&QrCode::with_bits(bits, EcLevel::M).unwrap(), 4);
    let (width, height) = image.dimensions();
    let found = qr::scan_frame(image.as_raw(), width, height, width).unwrap();
    assert_eq!(texts(&found), ["①"]);
}
