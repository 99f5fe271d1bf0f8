//! rqrr's decoder on modules that our own could not read. Only its decoder: its detector can take
//! minutes on an ordinary picture (tests/qr-bench), and is never called.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{Grid, SimpleGrid};
use zeroize::Zeroizing;

use super::decode::Decoded;
use super::modules::Modules;

/// Reads the text without regard to how sure the detector is of each module.
///
/// Work is bounded by the size of the symbol. A panic inside is a symbol that cannot be read.
pub(crate) fn decode(modules: &Modules) -> Option<Decoded> {
    let size = modules.version().size();
    let read = || {
        let grid = SimpleGrid::from_func(size, |x, y| modules.at(x, y, false) > 0);
        let mut bytes = Zeroizing::new(Vec::new());
        Grid::new(grid).decode_to(&mut *bytes).ok().map(|_| bytes.to_vec())
    };
    let bytes = catch_unwind(AssertUnwindSafe(read)).ok().flatten()?;
    (!bytes.is_empty()).then_some(Decoded { bytes, mirrored: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol::{self, Plan, Version};

    fn modules(text: &str, hide: impl Fn(usize) -> bool) -> Modules {
        modules_of(&qrcode::QrCode::new(text).unwrap(), hide)
    }

    fn modules_of(code: &qrcode::QrCode, hide: impl Fn(usize) -> bool) -> Modules {
        let size = code.width();
        let values = code
            .to_colors()
            .into_iter()
            .enumerate()
            .map(|(at, colour)| {
                let dark = (colour == qrcode::Color::Dark) != hide(at);
                if dark { 100 } else { -100 }
            })
            .collect();
        Modules::new(Version::new((size - 17) / 4).unwrap(), values).unwrap()
    }

    #[test]
    fn a_whole_symbol_is_read_and_a_ruined_one_is_not() {
        let text = "otpauth://totp/Example:ida?secret=GEZDGNBVGY3TQOJQ&issuer=Example";
        let read = decode(&modules(text, |_| false)).unwrap();
        assert_eq!(read.bytes, text.as_bytes());
        assert!(decode(&modules(text, |at| at % 3 == 0)).is_none());
    }

    #[test]
    fn a_character_beyond_the_standard_is_given_as_it_stands() {
        let circled_one = [0x87, 0x40];
        let mut bits = qrcode::bits::Bits::new(qrcode::Version::Normal(2));
        bits.push_kanji_data(&circled_one).unwrap();
        bits.push_terminator(qrcode::EcLevel::M).unwrap();
        let code = qrcode::QrCode::with_bits(bits, qrcode::EcLevel::M).unwrap();
        let modules = modules_of(&code, |_| false);
        assert!(symbol::decode(&modules, &Plan::new(modules.version())).is_none());
        assert_eq!(decode(&modules).unwrap().bytes, circled_one);
    }
}
