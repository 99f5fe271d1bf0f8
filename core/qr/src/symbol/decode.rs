//! Modules to text: format, mask, codewords, correction.
#![allow(clippy::as_conversions, reason = "small numbers of modules and bits")]

use zeroize::Zeroizing;

use super::content::Content;
use super::format::{Format, formats};
use super::layout::Version;
use super::modules::Modules;
use super::reed_solomon::correct;
use super::text;
use crate::rank::sort_by_rank;

/// What a symbol says.
pub(crate) struct Decoded {
    pub(crate) content: Content,
    /// Whether rows and columns were exchanged.
    pub(crate) mirrored: bool,
}

/// Reads the text, in the mirror too, or `None` if it cannot be had with certainty.
pub(crate) fn decode(modules: &Modules, plan: &Plan) -> Option<Decoded> {
    let version = modules.version();
    formats(version, |x, y| i32::from(modules.at(x, y, false)))
        .into_iter()
        .filter(|(score, _)| *score >= MIN_FORMAT)
        .find_map(|(_, format)| decode_as(modules, plan, format))
}

/// Agreement below which the format information is not to be seen.
const MIN_FORMAT: i32 = 500;

/// The data modules of a version in the order of their bits.
pub(crate) struct Plan {
    path: Vec<(u8, u8)>,
}

impl Plan {
    pub(crate) fn new(version: Version) -> Self {
        Self { path: data_path(version) }
    }
}

fn decode_as(modules: &Modules, plan: &Plan, format: Format) -> Option<Decoded> {
    let version = modules.version();
    let (codewords, trust) = codewords(modules, plan, format);
    let blocks = version.blocks(format.level);
    let short = blocks.total / blocks.count;
    let short_count = blocks.count - blocks.total % blocks.count;
    let short_data = short - blocks.correction;

    let mut data = Zeroizing::new(Vec::with_capacity(blocks.total));
    for block in 0..blocks.count {
        let long = block >= short_count;
        let mut places: Vec<usize> = (0..short_data).map(|i| i * blocks.count + block).collect();
        if long {
            places.push(short_data * blocks.count + block - short_count);
        }
        let first = short_data * blocks.count + blocks.count - short_count;
        places.extend((0..blocks.correction).map(|i| first + i * blocks.count + block));
        let mut words: Zeroizing<Vec<u8>> =
            Zeroizing::new(places.iter().map(|p| codewords[*p]).collect());
        let trusts: Vec<u8> = places.iter().map(|p| trust[*p]).collect();
        repair(&mut words, blocks.correction, &trusts)?;
        data.extend_from_slice(&words[..words.len() - blocks.correction]);
    }
    let content = text::decode(&data, version)?;
    Some(Decoded { content, mirrored: format.mirrored })
}

/// Codewords left over as evidence when erasures were used: an accident then is one of 2^32.
const EVIDENCE: usize = 4;

/// Corrects a block as it is, and if that fails with ever more of its least trusted codewords
/// taken as erased.
fn repair(words: &mut [u8], correction: usize, trusts: &[u8]) -> Option<()> {
    if correct(words, correction, &[], 1).is_some() {
        return Some(());
    }
    let mut order: Vec<usize> = (0..words.len()).collect();
    sort_by_rank(&mut order, |i| f32::from(trusts[*i]));
    let most = correction.saturating_sub(EVIDENCE);
    [correction / 4, correction / 2, correction * 3 / 4, most]
        .into_iter()
        .filter(|count| (1..=most).contains(count))
        .find_map(|count| correct(words, correction, &order[..count], EVIDENCE))
        .map(|_| ())
}

/// The codewords in the order of the symbol, and the confidence of each one's weakest module.
fn codewords(modules: &Modules, plan: &Plan, format: Format) -> (Zeroizing<Vec<u8>>, Vec<u8>) {
    let version = modules.version();
    let total = version.blocks(format.level).total;
    let mut words = Zeroizing::new(Vec::with_capacity(total));
    let mut trusts = Vec::with_capacity(total);
    let (mut word, mut trust, mut bits) = (0_u8, u8::MAX, 0);
    for &(x, y) in &plan.path {
        let (x, y) = (usize::from(x), usize::from(y));
        let value = modules.at(x, y, format.mirrored);
        let dark = (value > 0) != masked(format.mask, x, y);
        word = word << 1 | u8::from(dark);
        trust = trust.min(value.unsigned_abs());
        bits += 1;
        if bits == 8 {
            words.push(word);
            trusts.push(trust);
            (word, trust, bits) = (0, u8::MAX, 0);
        }
    }
    (words, trusts)
}

/// Up and down in columns of two, from the right.
pub(crate) fn data_path(version: Version) -> Vec<(u8, u8)> {
    let size = version.size();
    let centres = version.alignment_centres();
    let mut path = Vec::with_capacity(size * size);
    let mut right = size - 1;
    let mut upwards = true;
    loop {
        for step in 0..size {
            let y = if upwards { size - 1 - step } else { step };
            path.extend(
                [right, right - 1]
                    .into_iter()
                    .filter(|x| !version.is_function(&centres, *x, y))
                    .map(|x| (x as u8, y as u8)),
            );
        }
        upwards = !upwards;
        match right {
            0..=2 => return path,
            8 => right = 5, // Column 6 is the timing pattern.
            _ => right -= 2,
        }
    }
}

/// Whether the mask turns the module over (ISO/IEC 18004 table 10).
pub(crate) fn masked(mask: u16, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (y / 2 + x / 3).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

#[cfg(test)]
mod tests {
    use qrcode::{Color, EcLevel, QrCode, Version as Made};

    use super::*;

    fn modules(code: &QrCode, mirrored: bool) -> Modules {
        let size = code.width();
        let values = (0..size * size)
            .map(|i| {
                let (x, y) = if mirrored { (i / size, i % size) } else { (i % size, i / size) };
                if code[(x, y)] == Color::Dark { 100 } else { -100 }
            })
            .collect();
        Modules::new(Version::new((size - 17) / 4).unwrap(), values).unwrap()
    }

    fn read(modules: &Modules) -> Option<Decoded> {
        decode(modules, &Plan::new(modules.version()))
    }

    #[test]
    fn every_version_and_level_is_read_and_in_the_mirror() {
        for number in 1..=40_i16 {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let text = format!("v{number}").repeat(2);
                let code = QrCode::with_version(&text, Made::Normal(number), level).unwrap();
                for mirrored in [false, true] {
                    let decoded = read(&modules(&code, mirrored)).unwrap();
                    assert_eq!(decoded.content.text().0, text.as_bytes(), "{number} {level:?}");
                    assert_eq!(decoded.mirrored, mirrored);
                }
            }
        }
    }

    #[test]
    fn a_hidden_third_is_read_by_erasures_and_not_without() {
        let code = QrCode::with_error_correction_level("A".repeat(300), EcLevel::Q).unwrap();
        let mut sure = modules(&code, false);
        let size = sure.version().size();
        let hidden = |i: usize| (size / 3..size * 2 / 3).contains(&(i / size)) && i % size > 9;
        for i in (0..size * size).filter(|i| hidden(*i)) {
            sure.values[i] = 100;
        }
        assert!(read(&sure).is_none(), "wrong and sure of it");
        for i in (0..size * size).filter(|i| hidden(*i)) {
            sure.values[i] = 1;
        }
        // Half of all codewords are gone, as many as the level has for correction.
        let text = read(&sure).map(|d| d.content.text().0);
        assert!(text.is_none() || text == Some(vec![b'A'; 300]));
        for i in (0..size * size).filter(|i| hidden(*i) && i % size > size / 2) {
            sure.values[i] = if code[(i % size, i / size)] == Color::Dark { 100 } else { -100 };
        }
        assert_eq!(read(&sure).unwrap().content.text().0, vec![b'A'; 300]);
    }

    #[test]
    fn modules_without_information_give_nothing() {
        for value in [0, 100, -100] {
            let version = Version::new(5).unwrap();
            let values = vec![value; version.size() * version.size()];
            assert!(read(&Modules::new(version, values).unwrap()).is_none());
        }
    }
}
