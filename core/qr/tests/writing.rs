//! What a symbol may hold beside plain bytes: character sets, hanzi, parts of a text. The pictures are made
//! here, by a writer that the first test holds against another one.
#![allow(clippy::unwrap_used, reason = "tests: sure values")]

use countersign_qr::testing::writer::{Matrix, Segment, parts_of, symbol};
use countersign_qr::{Characters, Collected, Found, Parts, Scanner, scan_frame};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

struct Picture {
    luma: Vec<u8>,
    width: u32,
    height: u32,
}

/// Symbols beside each other, three pixels a module.
fn beside(symbols: &[Matrix]) -> Picture {
    let side = symbols.iter().map(|symbol| symbol.size).max().unwrap() + 8;
    let (width, height) = (side * symbols.len() * 3, side * 3);
    let luma = (0..width * height)
        .map(|i| {
            let (x, y) = (i % width / 3, i / width / 3);
            let (column, row) = ((x % side).wrapping_sub(4), y.wrapping_sub(4));
            if symbols[x / side].at(column, row) { 10 } else { 240 }
        })
        .collect();
    Picture { luma, width: u32::try_from(width).unwrap(), height: u32::try_from(height).unwrap() }
}

fn written(symbols: &[Vec<Segment>]) -> Picture {
    let symbols: Vec<Matrix> =
        symbols.iter().map(|segments| symbol(segments, 2).unwrap()).collect();
    beside(&symbols)
}

impl Picture {
    fn codes(&self) -> Vec<Found> {
        scan_frame(&self.luma, self.width, self.height, self.width).unwrap()
    }

    fn live(&self, scanner: &mut Scanner) -> Vec<Found> {
        scanner.scan(&self.luma, self.width, self.height, self.width).unwrap()
    }
}

fn texts(found: &[Found]) -> Vec<Option<&str>> {
    found.iter().map(Found::text).collect()
}

fn in_set(number: u32, bytes: &[u8]) -> Vec<Segment> {
    vec![Segment::CharacterSet(number), Segment::Bytes(bytes.to_vec())]
}

#[test]
fn the_writer_writes_what_another_one_writes() {
    for number in 1..=40 {
        let text = vec![b'a'; usize::try_from(number * number / 2).unwrap() + 9];
        let made = (0..8).filter_map(|mask| symbol(&[Segment::Bytes(text.clone())], mask));
        let mut bits = Bits::new(Version::Normal(1));
        let code = QrCode::with_error_correction_level(&text, EcLevel::M).unwrap();
        let _unused = bits.push_byte_data(&text);
        let expected: Vec<bool> = code.to_colors().iter().map(|c| *c == Color::Dark).collect();
        let equal = made.filter(|matrix| matrix.dark == expected).count();
        assert_eq!(equal, 1, "{number}: {:?}", code.version());
    }
}

#[test]
fn every_declared_set_is_read_off_a_picture() {
    for (number, bytes, text) in [
        (0, &b"caf\x82"[..], "café"),
        (3, b"otpauth://totp/Zo\xeb", "otpauth://totp/Zoë"),
        (4, b"\xb3\xf3d\xbc", "łódź"),
        (7, b"otpauth://totp/\xb1\xd0\xdd\xda", "otpauth://totp/Банк"),
        (8, b"\xc8\xe6\xe3", "بنك"),
        (9, b"\xf4\xf1\xdc\xf0\xe5\xe6\xe1", "τράπεζα"),
        (10, b"\xe1\xf0\xf7", "בנק"),
        (15, b"\xe0\xf0", "ąš"),
        (18, b"\xaa", "Ș"),
        (20, b"\x8b\xe2\x8ds", "銀行"),
        (22, b"\xc1\xe0\xed\xea", "Банк"),
        (24, b"\x81", "پ"),
        (25, b"\0o\0t\0p\x92\x80\x88\x4c", "otp銀行"),
        (26, "銀行".as_bytes(), "銀行"),
        (29, b"\xd2\xf8\xd0\xd0", "银行"),
        (32, b"\xd2\xf8\x90\x30\x81\x30", "银\u{10000}"),
    ] {
        let found = written(&[in_set(number, bytes)]).codes();
        assert_eq!(texts(&found), [Some(text)], "{number}");
        assert_eq!(found[0].characters, Characters::Known, "{number}");
    }
}

#[test]
fn undeclared_bytes_are_guessed_and_say_so() {
    for (bytes, text) in [
        (&b"B\xe4ckerei \xd6l:zo\xeb@post"[..], "Bäckerei Öl:zoë@post"),
        (b"\x8a\xbf\x8e\x9a", "漢字"),
        (b"Stra\xdfe 5", "Straße 5"),
    ] {
        let found = written(&[vec![Segment::Bytes(bytes.to_vec())]]).codes();
        assert_eq!(texts(&found), [Some(text)]);
        assert_eq!(found[0].characters, Characters::Guessed);
    }
    let found = written(&[vec![Segment::Bytes("Bäckerei".into())]]).codes();
    assert_eq!(found[0].characters, Characters::Known, "UTF-8 is no guess");
}

#[test]
fn an_unknown_set_is_named_and_gives_no_text() {
    let found = written(&[in_set(14, b"otpauth://totp/a?secret=MFRGGZDFMZTWQ2LK")]).codes();
    assert_eq!(texts(&found), [None]);
    assert_eq!(found[0].characters, Characters::Unsupported(14));
    let found = written(&[in_set(811_000, b"x")]).codes();
    assert_eq!(found[0].characters, Characters::Unsupported(811_000));
}

#[test]
fn modes_may_follow_each_other() {
    let mixed = vec![
        Segment::Letters(vec![24, 29, 25]),
        Segment::Kanji(vec![0x8abf, 0x8e9a, 0xe040]),
        Segment::Digits(vec![0, 4, 2, 7]),
        Segment::CharacterSet(7),
        Segment::Bytes(b"\xb1".to_vec()),
        Segment::Hanzi(vec![0xcae9, 0xa3ac]),
        Segment::CharacterSet(26),
        Segment::Bytes("é".into()),
    ];
    assert_eq!(texts(&written(&[mixed]).codes()), [Some("OTP漢字漾0427Б书，é")]);
}

const TEXT: &str = "otpauth://totp/Desk:lotte?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Desk";

#[test]
fn parts_in_one_picture_are_one_text_a69() {
    for length in [40, 20, 6] {
        let mut parts = parts_of(TEXT.as_bytes(), length);
        parts.truncate(16);
        let whole = parts.len() * length >= TEXT.len();
        let found = written(&parts).codes();
        if whole {
            assert_eq!(texts(&found), [Some(TEXT)], "{length}");
        }
        parts.reverse();
        assert_eq!(texts(&written(&parts).codes()), [Some(TEXT)], "{length}, the last one first");
    }
}

#[test]
fn a_part_alone_is_no_text_and_says_which_is_missing_a69() {
    let parts = parts_of(TEXT.as_bytes(), 30);
    assert_eq!(parts.len(), 3);
    let mut collector = Parts::new();
    for (at, missing) in [(2, vec![1, 2]), (0, vec![2])] {
        let found = written(&parts[at..=at]).codes();
        assert_eq!(texts(&found), [None]);
        assert!(found[0].bytes.is_empty());
        let index = u8::try_from(at + 1).unwrap();
        let waiting = Collected::Waiting { index, count: 3, missing };
        assert_eq!(collector.add(&found[0]), Some(waiting));
    }
    let last = written(&parts[1..=1]).codes();
    let Some(Collected::Whole(found)) = collector.add(&last[0]) else { panic!("all are here") };
    assert_eq!(found.text(), Some(TEXT));
}

#[test]
fn the_camera_gives_parts_one_after_the_other_a69() {
    let (mut scanner, mut collector) = (Scanner::new(), Parts::new());
    let mut whole = None;
    for part in parts_of(TEXT.as_bytes(), 30) {
        let frame = written(&[part]);
        for code in frame.live(&mut scanner).iter().chain(&frame.live(&mut scanner)) {
            if let Some(Collected::Whole(found)) = collector.add(code) {
                whole = Some(found);
            }
        }
    }
    assert_eq!(whole.unwrap().text(), Some(TEXT));
}

#[test]
fn parts_of_two_texts_stay_apart_a69() {
    let (first, second) =
        (parts_of(TEXT.as_bytes(), 40), parts_of(b"another text of two parts", 13));
    let mixed = [first[0].clone(), second[1].clone()];
    let found = written(&mixed).codes();
    assert!(found.iter().all(|code| code.part.is_some()) && found.len() == 2);
    // By the numbers they belong together, by the parity they do not.
    let Segment::Part { parity, .. } = first[0][0] else { panic!("a part") };
    let mut forged = second[1].clone();
    forged[0] = Segment::Part { index: 1, count: 2, parity };
    let found = written(&[first[0].clone(), forged]).codes();
    assert!(found.iter().all(|code| code.part.is_some()) && found.len() == 2, "{found:?}");
}

#[test]
fn whole_codes_beside_parts_are_read_in_order() {
    let parts = parts_of(TEXT.as_bytes(), 40);
    let plain = |text: &str| vec![Segment::Bytes(text.into())];
    let page = [plain("first"), parts[1].clone(), plain("second"), parts[0].clone()];
    assert_eq!(texts(&written(&page).codes()), [Some("first"), Some(TEXT), Some("second")]);
}

#[test]
fn a_text_of_any_length_is_written_to_be_scanned_from_a_screen_a80() {
    for length in [1, 17, 100, 400, 1_200, 2_331] {
        let text: Vec<u8> = (b'a'..=b'z').cycle().take(length).collect();
        let matrix = countersign_qr::write(&text).unwrap();
        // Four modules of light around it, three pixels a module.
        let side = (matrix.size + 8) * 3;
        let luma: Vec<u8> = (0..side * side)
            .map(|at| {
                let (x, y) = (at % side / 3, at / side / 3);
                let dark = x >= 4 && y >= 4 && matrix.at(x - 4, y - 4);
                if dark { 0 } else { 255 }
            })
            .collect();
        let side = u32::try_from(side).unwrap();
        let found = countersign_qr::scan_frame(&luma, side, side, side).unwrap();
        assert_eq!(found.len(), 1, "{length}");
        assert_eq!(found[0].bytes, text, "{length}");
        assert!(!format!("{matrix:?}").contains("true"));
    }
    assert!(countersign_qr::write(&[b'x'; 2_332]).is_none());
}
