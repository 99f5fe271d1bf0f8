//! rqrr's decoder on modules that our own could not read. Only its decoder: its detector can take
//! minutes on an ordinary picture (tests/qr-bench), and is never called.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{Grid, SimpleGrid};
use zeroize::Zeroizing;

use super::content::{Content, Writing};
use super::decode::Decoded;
use super::modules::Modules;

/// Reads the text without regard to how sure the detector is of each module, and corrects as many
/// errors as there can be.
///
/// Work is bounded by the size of the symbol. A panic inside is a symbol that cannot be read.
pub(crate) fn decode(modules: &Modules) -> Option<Decoded> {
    let size = modules.version().size();
    let read = || {
        let grid = SimpleGrid::from_func(size, |x, y| modules.at(x, y, false) > 0);
        let mut bytes = Zeroizing::new(Vec::new());
        Grid::new(grid).decode_to(&mut *bytes).ok().map(|_| bytes)
    };
    let bytes = catch_unwind(AssertUnwindSafe(read)).ok().flatten()?;
    Some(Decoded { content: content(&bytes)?, mirrored: false })
}

/// The decoder tells neither modes nor character sets, so only good UTF-8 is taken: of all else the letters
/// could be wrong, and our own decoder may yet read it in another size. A zero speaks for a wide set.
fn content(bytes: &[u8]) -> Option<Content> {
    let text = !bytes.is_empty() && !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
    text.then(|| {
        let mut content = Content::default();
        content.push(Writing::Undeclared, bytes);
        content
    })
}

#[cfg(test)]
mod tests {
    use qrcode::{Color, EcLevel, QrCode, Version as Made, bits::Bits};

    use super::*;
    use crate::symbol::{self, Characters, Plan, Version, data_path};

    const TEXT: &str = "otpauth://totp/Example:ida?secret=GEZDGNBVGY3TQOJQ&issuer=Example";

    /// The modules of a code, but that those are turned over whose places `hide` names.
    fn modules(code: &QrCode, hide: impl Fn(usize, usize) -> bool) -> Modules {
        let size = code.width();
        let values = (0..size * size)
            .map(|at| {
                let (x, y) = (at % size, at / size);
                if (code[(x, y)] == Color::Dark) == hide(x, y) { -100 } else { 100 }
            })
            .collect();
        Modules::new(Version::new((size - 17) / 4).unwrap(), values).unwrap()
    }

    fn ours(modules: &Modules) -> Option<(Vec<u8>, Characters)> {
        symbol::decode(modules, &Plan::new(modules.version())).map(|d| d.content.text())
    }

    fn second(modules: &Modules) -> Option<(Vec<u8>, Characters)> {
        decode(modules).map(|d| d.content.text())
    }

    #[test]
    fn a_whole_symbol_is_read_and_a_ruined_one_is_not() {
        let code = QrCode::new(TEXT).unwrap();
        let read = second(&modules(&code, |_, _| false)).unwrap();
        assert_eq!(read, (TEXT.as_bytes().to_vec(), Characters::Known));
        assert!(decode(&modules(&code, |x, y| (y * code.width() + x).is_multiple_of(3))).is_none());
    }

    #[test]
    fn as_many_errors_as_can_be_corrected_are_read_here_only() {
        // Version 2, level M: one block with 16 codewords of correction. Ours keeps one of them as evidence.
        let code = QrCode::with_version("HTTPS://A.EXAMPLE", Made::Normal(2), EcLevel::M).unwrap();
        let path = data_path(Version::new(2).unwrap());
        let spoilt = |words: usize| {
            let places: Vec<_> = (0..words).map(|word| path[word * 24]).collect();
            modules(&code, |x, y| {
                places.contains(&(u8::try_from(x).unwrap(), u8::try_from(y).unwrap()))
            })
        };
        let text = (b"HTTPS://A.EXAMPLE".to_vec(), Characters::Known);
        assert_eq!(ours(&spoilt(7)), Some(text.clone()));
        assert_eq!(ours(&spoilt(8)), None);
        assert_eq!(second(&spoilt(8)), Some(text));
        assert_eq!(second(&spoilt(9)), None);
    }

    fn written(fill: impl Fn(&mut Bits)) -> Modules {
        let mut bits = Bits::new(Made::Normal(2));
        fill(&mut bits);
        bits.push_terminator(EcLevel::M).unwrap();
        modules(&QrCode::with_bits(bits, EcLevel::M).unwrap(), |_, _| false)
    }

    #[test]
    fn a_circled_one_in_kanji_mode_is_a_letter_to_ours_and_no_text_by_rqrr() {
        let circled_one = [0x87, 0x40];
        let modules = written(|bits| bits.push_kanji_data(&circled_one).unwrap());
        assert_eq!(ours(&modules), Some(("①".into(), Characters::Known)));
        assert_eq!(second(&modules), None);
    }

    #[test]
    fn what_is_not_utf8_is_left_to_our_own_decoder() {
        let wide = written(|bits| {
            bits.push_eci_designator(25).unwrap();
            bits.push_byte_data(b"\0o\0t\0p").unwrap();
        });
        assert_eq!(ours(&wide), Some((b"otp".to_vec(), Characters::Known)));
        assert_eq!(second(&wide), None);
        let latin = written(|bits| {
            bits.push_eci_designator(4).unwrap();
            bits.push_byte_data(b"\xb3\xf3d\xbc").unwrap();
        });
        assert_eq!(ours(&latin), Some(("łódź".into(), Characters::Known)));
        assert_eq!(second(&latin), None);
    }
}
