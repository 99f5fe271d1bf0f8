//! Frames made to cost as much as possible, and what must be read all the same. The bound is on
//! counted work, never on time.
#![allow(
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "tests: pixel arithmetic, sure values"
)]

use std::fs;

use countersign_qr::{Scanner, limits, scan_frame, testing};
use proptest::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

struct Frame {
    luma: Vec<u8>,
    width: usize,
    height: usize,
}

impl Frame {
    fn new(width: usize, height: usize, mut pixel: impl FnMut(usize, usize) -> u8) -> Self {
        let luma = (0..width * height).map(|i| pixel(i % width, i / width)).collect();
        Self { luma, width, height }
    }

    fn size(&self) -> (u32, u32, u32) {
        (self.width as u32, self.height as u32, self.width as u32)
    }

    fn texts(&self) -> Vec<String> {
        let (width, height, stride) = self.size();
        let found = scan_frame(&self.luma, width, height, stride).unwrap();
        found.iter().map(|code| code.text().unwrap().to_owned()).collect()
    }

    /// Nothing is read, and neither a still nor any turn of the camera exceeds its bounds.
    fn costs_no_more_than_promised(&self, name: &str) {
        let (found, bounded) = testing::still_is_bounded(&self.luma, self.size()).unwrap();
        assert!(bounded, "{name}");
        assert!(found.is_empty(), "{name} has no text");
        for turn in 0..14 {
            assert!(testing::live_is_bounded(&self.luma, self.size(), turn).unwrap(), "{name}");
        }
    }
}

fn finder(x: usize, y: usize) -> u8 {
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    if ring == 2 || ring > 3 { 255 } else { 0 }
}

/// Repeatable noise.
fn noise() -> impl FnMut() -> u8 {
    let mut state = 1_u64;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    }
}

struct Symbol {
    size: usize,
    dark: Vec<bool>,
}

impl Symbol {
    fn new(text: &str, level: EcLevel) -> Self {
        let code = QrCode::with_error_correction_level(text, level).unwrap();
        let dark = code.to_colors().iter().map(|c| *c == Color::Dark).collect();
        Self { size: code.width(), dark }
    }

    /// Dark at a place in modules from the symbol's corner.
    fn at(&self, x: f32, y: f32) -> bool {
        let size = self.size as f32;
        x >= 0.0
            && y >= 0.0
            && x < size
            && y < size
            && self.dark[y as usize * self.size + x as usize]
    }

    /// The symbol in the middle of a frame, turned by `degrees`.
    fn turned(&self, degrees: f32, module: f32, mirrored: bool, inverted: bool) -> Frame {
        let half = self.size as f32 / 2.0;
        let side = ((self.size as f32 + 8.0) * module * 1.5) as usize;
        let (sin, cos) = degrees.to_radians().sin_cos();
        Frame::new(side, side, |x, y| {
            let (dx, dy) = (x as f32 - side as f32 / 2.0, y as f32 - side as f32 / 2.0);
            let (u, v) = ((dx * cos + dy * sin) / module, (dy * cos - dx * sin) / module);
            let (u, v) = if mirrored { (v, u) } else { (u, v) };
            if self.at(u + half, v + half) != inverted { 30 } else { 220 }
        })
    }
}

const TEXT: &str = "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example";

#[test]
fn hostile_frames_are_bounded_by_counted_work() {
    let (width, height) = (1500, 1100);
    let mut byte = noise();
    Frame::new(width, height, |_, _| byte()).costs_no_more_than_promised("noise");
    for pitch in [1, 2, 3, 8] {
        let board =
            |x: usize, y: usize| if (x / pitch + y / pitch).is_multiple_of(2) { 0 } else { 255 };
        Frame::new(width, height, board).costs_no_more_than_promised("checkerboard");
    }
    for module in [1, 2, 4] {
        Frame::new(width, height, |x, y| finder(x / module % 8, y / module % 8))
            .costs_no_more_than_promised("tiled finders");
    }
    let mut byte = noise();
    let jitter: Vec<usize> = (0..4096).map(|_| usize::from(byte() % 3)).collect();
    Frame::new(width, height, |x, y| {
        let move_by = jitter[(x / 44 + y / 44 * 64) % jitter.len()];
        finder((x % 44).saturating_sub(move_by) / (3 + move_by), y % 44 / (3 + move_by))
    })
    .costs_no_more_than_promised("jittered finders");
}

#[test]
fn symbols_with_patterns_but_without_content_are_bounded() {
    // Finders and timing patterns are right everywhere; sampling is worth its while, and in vain.
    let mut byte = noise();
    let content: Vec<bool> = (0..64 * 64).map(|_| byte() > 127).collect();
    Frame::new(1600, 1200, |x, y| {
        let (x, y) = (x / 3 % 64, y / 3 % 64);
        match (x, y) {
            (0..8, 0..8) => finder(x, y),
            (49..57, 0..8) => finder(x.wrapping_sub(50), y),
            (0..8, 49..57) => finder(x, y.wrapping_sub(50)),
            (57.., _) | (_, 57..) => 255,
            (6, _) | (_, 6) => ((x + y) % 2 * 255) as u8,
            _ => u8::from(content[y * 64 + x]) * 255,
        }
    })
    .costs_no_more_than_promised("symbols without content");
}

/// A page of equal codes, `columns` x `rows`, with a light border of `border` modules around each.
fn page(symbol: &Symbol, (columns, rows): (usize, usize), module: usize, border: usize) -> Frame {
    let pitch = symbol.size + 2 * border;
    Frame::new(pitch * columns * module, pitch * rows * module, |x, y| {
        let (x, y) = (x / module % pitch, y / module % pitch);
        let place = |at: usize| at as f32 - border as f32;
        if symbol.at(place(x), place(y)) { 0 } else { 255 }
    })
}

#[test]
fn a_frame_full_of_codes_gives_all_and_stops_at_the_bound() {
    let symbol = Symbol::new("HTTPS://EXAMPLE.COM/", EcLevel::L);
    let frame = page(&symbol, (22, 12), 3, 4);
    let (found, bounded) = testing::still_is_bounded(&frame.luma, frame.size()).unwrap();
    assert!(bounded);
    assert_eq!(found.len(), 264);
    assert!(found.iter().all(|code| code.text() == Some("HTTPS://EXAMPLE.COM/")));
    let (width, height, stride) = frame.size();
    let live = Scanner::new().scan(&frame.luma, width, height, stride).unwrap();
    assert_eq!(live.len(), limits::MAX_LIVE_CODES);
    let frame = page(&symbol, (30, 20), 2, 1);
    let (found, bounded) = testing::still_is_bounded(&frame.luma, frame.size()).unwrap();
    assert!(bounded && found.len() <= limits::MAX_CODES, "{}", found.len());
}

#[test]
fn symbols_are_read_at_every_angle_mirrored_and_in_negative() {
    let symbol = Symbol::new(TEXT, EcLevel::M);
    for degrees in (0..360).step_by(15) {
        for (mirrored, inverted) in [(false, false), (true, false), (false, true), (true, true)] {
            let frame = symbol.turned(degrees as f32, 4.0, mirrored, inverted);
            assert_eq!(frame.texts(), [TEXT], "{degrees} {mirrored} {inverted}");
        }
    }
}

/// Symbols side by side, each with the pixels of its module, on a light page.
fn beside(symbols: &[(&Symbol, usize)]) -> Frame {
    let sides: Vec<usize> =
        symbols.iter().map(|(symbol, module)| (symbol.size + 8) * module).collect();
    let (width, height) = (sides.iter().sum(), sides.iter().copied().max().unwrap() + 20);
    Frame::new(width, height, |x, y| {
        let mut left = 0;
        for ((symbol, module), side) in symbols.iter().zip(&sides) {
            if (left..left + side).contains(&x) {
                let place =
                    |at: usize, from: usize| ((at as f32 - from as f32) / *module as f32) - 4.0;
                return if symbol.at(place(x, left), place(y, 10)) { 0 } else { 255 };
            }
            left += side;
        }
        255
    })
}

/// A symbol on a dark page, with a light border of some pixels whose corners are rounded by some.
fn on_a_dark_page(
    symbol: &Symbol,
    module: usize,
    border: f32,
    rounded: f32,
    page: u8,
    ink: u8,
) -> Frame {
    let side = (symbol.size * module) as f32;
    let whole = side as usize + 300;
    Frame::new(whole + 60, whole, |x, y| {
        let (x, y) = (x as f32 + 0.5 - 170.0, y as f32 + 0.5 - 120.0);
        // Of the bordered square; below zero inside.
        let from_middle = |v: f32| (v - side / 2.0).abs() - (side / 2.0 + border - rounded);
        let (dx, dy) = (from_middle(x), from_middle(y));
        let outside = if dx > 0.0 && dy > 0.0 { dx.hypot(dy) } else { dx.max(dy) } > rounded;
        if outside {
            page
        } else if symbol.at(x / module as f32, y / module as f32) {
            ink
        } else {
            250
        }
    })
}

#[test]
fn codes_without_a_light_border_are_read_on_a_dark_page() {
    let symbol = Symbol::new(TEXT, EcLevel::M);
    for (page, ink) in [(0, 0), (18, 0), (60, 0), (30, 30), (0, 34)] {
        for module in [2, 3, 4, 6, 9, 14] {
            let pixels = module as f32;
            for (border, rounded) in [
                (0.0, 0.0),
                (0.0, pixels * 2.0),
                (pixels, 0.0),
                (pixels, pixels * 3.0),
                (pixels / 2.0, 0.0),
            ] {
                let frame = on_a_dark_page(&symbol, module, border, rounded, page, ink);
                let name = format!("{page} {ink} {module} {border} {rounded}");
                assert_eq!(frame.texts(), [TEXT], "{name}");
                let negative = Frame::new(frame.width, frame.height, |x, y| {
                    255 - frame.luma[y * frame.width + x]
                });
                assert_eq!(negative.texts(), [TEXT], "{name}, negative");
            }
        }
    }
}

#[test]
fn the_camera_reads_a_code_without_a_border_within_ten_frames() {
    let symbol = Symbol::new(TEXT, EcLevel::M);
    for module in [3, 6] {
        let frame = on_a_dark_page(&symbol, module, 0.0, 0.0, 18, 18);
        let (width, height, stride) = frame.size();
        let mut scanner = Scanner::new();
        let read =
            (0..10).any(|_| !scanner.scan(&frame.luma, width, height, stride).unwrap().is_empty());
        assert!(read, "{module}");
    }
}

#[test]
fn two_codes_in_one_picture_are_both_read_in_reading_order() {
    let (first, second) = (Symbol::new(TEXT, EcLevel::M), Symbol::new("another", EcLevel::H));
    for module in [2, 3, 4, 8, 12, 16] {
        assert_eq!(
            beside(&[(&first, module), (&second, 3)]).texts(),
            [TEXT, "another"],
            "{module}"
        );
        assert_eq!(
            beside(&[(&second, module), (&first, 2)]).texts(),
            ["another", TEXT],
            "{module}"
        );
    }
}

#[test]
fn a_set_up_code_beside_a_large_store_code_is_read_by_the_camera_too() {
    let (store, code) =
        (Symbol::new("https://apps.example/app", EcLevel::L), Symbol::new(TEXT, EcLevel::M));
    let codes = beside(&[(&store, 16), (&code, 2)]);
    // So large that full size is not looked at each time, and a pixel off what half size would show.
    let frame = Frame::new(1400, 1000, |x, y| {
        let (x, y) = (x.wrapping_sub(1), y.wrapping_sub(1));
        if x < codes.width && y < codes.height { codes.luma[y * codes.width + x] } else { 255 }
    });
    let (width, height, stride) = frame.size();
    let mut scanner = Scanner::new();
    let counts: Vec<usize> =
        (0..4).map(|_| scanner.scan(&frame.luma, width, height, stride).unwrap().len()).collect();
    assert_eq!(counts[0], 1);
    assert_eq!(counts[3], 2);
    assert_eq!(frame.texts(), ["https://apps.example/app", TEXT]);
}

#[test]
fn sixty_small_codes_on_a_page_are_all_read() {
    let symbols: Vec<Symbol> =
        (0..60).map(|i| Symbol::new(&format!("code {i}"), EcLevel::M)).collect();
    let (module, pitch) = (3, symbols[0].size + 8);
    let frame = Frame::new(10 * pitch * module, 6 * pitch * module, |x, y| {
        let (x, y) = (x / module, y / module);
        let symbol = &symbols[y / pitch * 10 + x / pitch];
        if symbol.at((x % pitch) as f32 - 4.0, (y % pitch) as f32 - 4.0) { 20 } else { 230 }
    });
    let expected: Vec<String> = (0..60).map(|i| format!("code {i}")).collect();
    assert_eq!(frame.texts(), expected);
}

#[test]
fn a_spoilt_code_beside_a_whole_one_is_read() {
    // Of the second one a finder is covered: a stage that a picture with one code never comes to.
    let (first, second) = (Symbol::new("whole", EcLevel::M), Symbol::new(TEXT, EcLevel::Q));
    let mut frame = beside(&[(&first, 6), (&second, 4)]);
    let left = (first.size + 8) * 6 + 16;
    for y in 26..26 + 28 {
        frame.luma[y * frame.width + left..][..28].fill(230);
    }
    assert_eq!(frame.texts(), ["whole", TEXT]);
}

#[test]
fn a_covered_finder_pattern_is_done_without() {
    let symbol = Symbol::new(TEXT, EcLevel::Q);
    let size = symbol.size as f32;
    for (cx, cy) in [(3.5, 3.5), (size - 3.5, 3.5), (3.5, size - 3.5)] {
        let whole = symbol.turned(7.0, 4.0, false, false);
        let half = whole.width as f32 / 2.0;
        let (sin, cos) = 7_f32.to_radians().sin_cos();
        let (u, v) = ((cx - size / 2.0) * 4.0, (cy - size / 2.0) * 4.0);
        let (px, py) = (half + u * cos - v * sin, half + u * sin + v * cos);
        let covered = Frame::new(whole.width, whole.height, |x, y| {
            let near = (x as f32 - px).hypot(y as f32 - py) < 10.0;
            if near { 230 } else { whole.luma[y * whole.width + x] }
        });
        assert_eq!(covered.texts(), [TEXT]);
    }
}

#[test]
fn a_covered_finder_pattern_costs_the_camera_no_frame() {
    // The other two are well seen, so that two are tried at once.
    let symbol = Symbol::new(TEXT, EcLevel::Q);
    let whole = symbol.turned(0.0, 6.0, false, false);
    let edge = (whole.width as f32 / 2.0 - (symbol.size as f32 / 2.0 - 3.5) * 6.0) as usize;
    let covered = Frame::new(whole.width, whole.height, |x, y| {
        let near = x.abs_diff(edge) < 12 && y.abs_diff(edge) < 12;
        if near { 230 } else { whole.luma[y * whole.width + x] }
    });
    let (width, height, stride) = covered.size();
    let read = Scanner::new().scan(&covered.luma, width, height, stride).unwrap();
    assert_eq!(read.len(), 1);
}

#[test]
fn finders_seen_but_not_read_are_looked_at_in_full_size_at_once() {
    // Modules of a pixel in half size: the finder patterns are seen, the content is not read.
    let symbol = Symbol::new(&"B".repeat(600), EcLevel::L).turned(0.0, 2.2, false, false);
    let (width, height, stride) = symbol.size();
    let by = |stage: usize| testing::scan_by(&symbol.luma, symbol.size(), |i| i == stage).unwrap();
    let read: Vec<usize> = (0..4).map(|stage| by(stage).0.len()).collect();
    assert_eq!(read, [0, 0, 1, 0], "{:?}", testing::STAGES);
    // The second frame of the camera has no turn in full size.
    let mut scanner = Scanner::new();
    let blank = vec![u8::MAX; symbol.luma.len()];
    assert!(scanner.scan(&blank, width, height, stride).unwrap().is_empty());
    assert_eq!(scanner.scan(&symbol.luma, width, height, stride).unwrap().len(), 1);
}

#[test]
fn the_fuzz_corpus_breaks_no_promise() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/corpus/qr_frame");
    let files: Vec<_> = fs::read_dir(corpus).unwrap().collect();
    assert!(files.len() >= 11);
    for file in files {
        testing::fuzz::run(&fs::read(file.unwrap().path()).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_are_a_frame_that_is_answered(data in proptest::collection::vec(any::<u8>(), 0..3000)) {
        testing::fuzz::run(&data);
    }

    #[test]
    fn any_text_comes_back(text in "[ -~]{1,200}", level in 0..4_usize) {
        let level = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][level];
        let frame = Symbol::new(&text, level).turned(3.0, 3.0, false, false);
        prop_assert_eq!(frame.texts(), [text]);
    }
}
