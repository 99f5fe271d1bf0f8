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
    drawn_colours(&code.to_colors(), module)
}

fn drawn_colours(colors: &[Color], module: u32) -> GrayImage {
    let width = colors.len().isqrt() as u32;
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

/// A PNG of eight bits of grey, interlaced: its seven passes one after the other.
fn adam7(gray: &GrayImage) -> Vec<u8> {
    let (width, height) = gray.dimensions();
    let mut passes = Vec::new();
    for (x0, y0, dx, dy) in [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ] {
        for y in (y0..height).step_by(dy) {
            passes.push(0);
            passes.extend((x0..width).step_by(dx).map(|x| gray.get_pixel(x, y).0[0]));
        }
    }
    // Blocks of deflate that are stored as they are.
    let mut packed = vec![0x78, 0x01];
    let mut blocks = passes.chunks(60_000).peekable();
    while let Some(block) = blocks.next() {
        packed.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap();
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &passes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    packed.extend((b << 16 | a).to_be_bytes());
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 1]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", header), (b"IDAT", packed), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(name);
        png.extend(&data);
        png.extend(checksum(&[&name[..], &data].concat()).to_be_bytes());
    }
    png
}

/// That of a chunk of a PNG.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
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
fn light_modules_on_nothing_are_read() {
    // White or cream modules and nothing else: to be seen on a dark page only.
    let gray = code(TEXT.as_bytes(), 4);
    for light in [[255, 255, 255], [250, 240, 215], [120, 220, 255]] {
        for hidden in [[0, 0, 0], [255, 255, 255]] {
            let clear = RgbaImage::from_fn(gray.width(), gray.height(), |x, y| {
                let [r, g, b] = if gray.get_pixel(x, y).0[0] == 0 { light } else { hidden };
                image::Rgba([r, g, b, 255 - gray.get_pixel(x, y).0[0]])
            });
            let picture = DynamicImage::ImageRgba8(clear);
            for format in [ImageFormat::Png, ImageFormat::WebP] {
                let found = qr::scan_picture(&encoded(&picture, format)).unwrap();
                assert_eq!(texts(&found), [TEXT], "{light:?} {hidden:?} {format:?}");
            }
            let premultiplied: Vec<u8> = picture
                .to_rgba8()
                .pixels()
                .flat_map(|pixel| if pixel.0[3] == 0 { [0; 4] } else { pixel.0 })
                .collect();
            let (width, height) = gray.dimensions();
            let found = qr::scan_rgba(&premultiplied, width, height, width * 4).unwrap();
            assert_eq!(texts(&found), [TEXT]);
        }
    }
}

#[test]
fn dark_and_light_codes_on_nothing_are_both_read_once() {
    let (dark, light) = (code(b"dark", 4), code(b"light", 4));
    let both = RgbaImage::from_fn(dark.width() * 3, dark.height(), |x, y| {
        let at = |code: &GrayImage| code.get_pixel(x % dark.width(), y).0[0] == 0;
        match x / dark.width() {
            0 if at(&dark) => image::Rgba([0, 0, 0, 255]),
            1 if at(&light) => image::Rgba([255, 255, 255, 255]),
            // One with paper of its own is to be seen on both.
            2 => image::Rgba(if at(&dark) { [0, 0, 0, 255] } else { [255, 255, 255, 255] }),
            _ => image::Rgba([9, 9, 9, 0]),
        }
    });
    let png = encoded(&DynamicImage::ImageRgba8(both), ImageFormat::Png);
    assert_eq!(texts(&qr::scan_picture(&png).unwrap()), ["dark", "light", "dark"]);
}

#[test]
fn colours_of_equal_brightness_are_told_apart() {
    let gray = code(TEXT.as_bytes(), 4);
    for (ink, paper) in
        [([200, 0, 0], [0, 102, 0]), ([0, 60, 255], [97, 60, 0]), ([255, 80, 90], [0, 200, 125])]
    {
        let coloured = image::RgbImage::from_fn(gray.width(), gray.height(), |x, y| {
            image::Rgb(if gray.get_pixel(x, y).0[0] == 0 { ink } else { paper })
        });
        let png = encoded(&DynamicImage::ImageRgb8(coloured), ImageFormat::Png);
        let picture = Picture::decode(&png).unwrap();
        let (low, high) = (picture.luma().iter().min(), picture.luma().iter().max());
        assert!(high.unwrap() - low.unwrap() < 8, "{ink:?} {paper:?}");
        assert_eq!(texts(&picture.scan().unwrap()), [TEXT], "{ink:?} {paper:?}");
    }
}

/// The code in a corner of a large white picture.
fn on_a_large_page(gray: &GrayImage, width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageLuma8(GrayImage::from_fn(width, height, |x, y| {
        let inside = x < gray.width() && y < gray.height();
        if inside { *gray.get_pixel(x, y) } else { Luma([255]) }
    }))
}

#[test]
fn a_png_whose_end_is_missing_is_read_as_far_as_it_goes() {
    let gray = code(TEXT.as_bytes(), 4);
    for tall in [true, false] {
        let (width, height) = if tall { (500, 1500) } else { gray.dimensions() };
        let png = encoded(&on_a_large_page(&gray, width, height), ImageFormat::Png);
        // IEND, its length and its checksum; then the checksum of the pixels too.
        for missing in [1, 4, 12, 13, 16] {
            let found = qr::scan_picture(&png[..png.len() - missing]).unwrap();
            assert_eq!(texts(&found), [TEXT], "{missing}");
        }
    }
    // Of a noisy page, which hardly can be packed, a good part of the rows is missing.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 29) as u8
    };
    let noisy = GrayImage::from_fn(500, 900, |x, y| {
        let inside = x < gray.width() && y < gray.height();
        let value = if inside { gray.get_pixel(x, y).0[0] } else { 255 };
        Luma([value.saturating_sub(noise())])
    });
    let png = encoded(&DynamicImage::ImageLuma8(noisy), ImageFormat::Png);
    assert_eq!(texts(&qr::scan_picture(&png[..png.len() / 2]).unwrap()), [TEXT]);
    assert_eq!(qr::scan_picture(&png[..png.len() / 9]).unwrap_err(), QrError::DamagedPicture);
}

#[test]
fn an_interlaced_png_is_read_and_its_missing_end_too() {
    let gray = code(TEXT.as_bytes(), 4);
    let png = adam7(&gray);
    for bytes in [&png[..], &png[..png.len() - 20]] {
        assert_eq!(texts(&qr::scan_picture(bytes).unwrap()), [TEXT]);
    }
}

#[test]
fn a_png_of_more_than_72_megapixels_is_read_by_rows() {
    let gray = code(TEXT.as_bytes(), 12);
    let png = encoded(&on_a_large_page(&gray, 9_000, 8_200), ImageFormat::Png);
    let found = qr::scan_picture(&png).unwrap();
    assert_eq!(texts(&found), [TEXT]);
    // Corners are in pixels of the picture, not of what was kept of it.
    let far = gray.width() as f32 - 48.0;
    let corner = found[0].corners[2];
    assert!((corner.x - far).abs() < 20.0 && (corner.y - far).abs() < 20.0, "{corner:?}");
}

#[test]
fn another_picture_of_more_than_50_megapixels_is_refused_with_a_sentence() {
    // The header of a JPEG; its pixels are not asked for.
    let mut header = b"\xff\xd8\xff\xc0\0\x0b\x08".to_vec();
    header.extend(7_200_u16.to_be_bytes());
    header.extend(7_200_u16.to_be_bytes());
    header.extend([1, 1, 0x11, 0]);
    header.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9");
    let error = qr::scan_picture(&header).unwrap_err();
    assert_eq!(error, QrError::TooLarge { width: 7_200, height: 7_200 });
    assert!(error.to_string().contains("cut out the part"));
}

#[test]
fn pixels_in_four_channels_are_checked_before_they_are_read() {
    let pixels = vec![255; 4 * 110];
    let scan = |width, height, stride| qr::scan_rgba(&pixels, width, height, stride).unwrap_err();
    assert_eq!(scan(0, 10, 40), QrError::EmptyFrame);
    assert_eq!(scan(10, 10, 39), QrError::BadStride { stride: 39, width: 40 });
    assert_eq!(scan(10, 12, 40), QrError::FrameTooShort { expected: 480, got: 440 });
    assert!(matches!(scan(u32::MAX, 1, u32::MAX), QrError::TooLarge { .. }));
    assert!(matches!(scan(1, u32::MAX, u32::MAX), QrError::TooLarge { .. }));
    assert_eq!(qr::scan_rgba(&pixels, 10, 11, 40).unwrap(), []);
}

#[test]
fn other_bytes_are_refused_by_kind() {
    assert_eq!(qr::scan_picture(b"BM and more").unwrap_err(), QrError::UnsupportedPicture);
    assert_eq!(qr::scan_picture(b"").unwrap_err(), QrError::UnsupportedPicture);
    let png = encoded(&DynamicImage::ImageLuma8(code(b"x", 2)), ImageFormat::Png);
    for length in [9, 20, 40, 60] {
        assert_eq!(qr::scan_picture(&png[..length]).unwrap_err(), QrError::DamagedPicture);
    }
}

#[test]
fn a_picture_too_large_is_refused_by_its_header() {
    // A PNG's size stands in its header; the rest of the file is missing, so that it would be
    // "damaged" if the pixels were asked for first.
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    header.extend(30_000_u32.to_be_bytes());
    header.extend(30_000_u32.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let crc = checksum(&header[12..]);
    header.extend(crc.to_be_bytes());
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
fn what_only_the_second_opinion_reads_is_read() {
    // Half of the correction's codewords are wrong, and none looks doubtful: the whole of what error
    // correction can do, of which our decoder keeps a part as evidence (`second_opinion`'s tests).
    const ADDRESS: &str = "HTTPS://A.EXAMPLE";
    let picture = QrCode::with_version(ADDRESS, Version::Normal(2), EcLevel::M).unwrap();
    let size = picture.width();
    let mut colours = picture.to_colors();
    // Between the finder patterns at the left are the last eight codewords, beside column 6, which is timing.
    for y in 9..size - 8 {
        for x in (0..9).filter(|x| *x != 6) {
            let module = &mut colours[y * size + x];
            *module = !*module;
        }
    }
    let image = drawn_colours(&colours, 4);
    let (width, height) = image.dimensions();
    let found = qr::scan_frame(image.as_raw(), width, height, width).unwrap();
    assert_eq!(texts(&found), [ADDRESS]);
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
