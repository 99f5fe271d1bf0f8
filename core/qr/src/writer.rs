//! Symbols written module by module: of a text ([`write`](fn@write)), to be drawn on a screen; and for tests with what no
//! other writer here has: character sets, hanzi, parts of a text. `tests/reading.rs` holds it against the crate
//! `qrcode`.
#![allow(clippy::as_conversions, reason = "small numbers of modules and bits")]

use crate::symbol::{
    Level, Version, data_path, format_places, format_word, masked, power, product,
};

/// A piece of a symbol's bit stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// The character set of the bytes that follow, by its number.
    CharacterSet(u32),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Digits, at most 9 each.
    Digits(Vec<u8>),
    /// Values from 0 to 44 of the alphanumeric mode.
    Letters(Vec<u8>),
    /// Shift JIS pairs.
    Kanji(Vec<u16>),
    /// GB 2312 pairs.
    Hanzi(Vec<u16>),
    /// A part of a text; must be first.
    Part {
        /// From 0.
        index: u8,
        /// From 1.
        count: u8,
        /// Of all bytes of the text.
        parity: u8,
    },
}

/// A symbol's modules, row after row.
pub struct Matrix {
    /// Modules on a side.
    pub size: usize,
    /// `true` for dark.
    pub dark: Vec<bool>,
}

impl Matrix {
    /// Whether the module is dark; outside it is light.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }
}

impl std::fmt::Debug for Matrix {
    /// A symbol may hold a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matrix").field("size", &self.size).finish_non_exhaustive()
    }
}

/// The smallest symbol of correction level M that holds the bytes, under the mask that is read best (ISO/IEC
/// 18004 clause 7.8.3), or `None` where they are more than the largest holds. Drawn dark on light, with four light
/// modules around it.
#[must_use]
pub fn write(bytes: &[u8]) -> Option<Matrix> {
    let segments = [Segment::Bytes(bytes.to_vec())];
    (0..8).filter_map(|mask| symbol(&segments, mask)).min_by_key(penalty)
}

/// How hard a symbol is to read: long runs, blocks, what looks like a finder pattern, and too much of one shade.
fn penalty(matrix: &Matrix) -> usize {
    let size = matrix.size;
    let mut sum = 0;
    for turned in [false, true] {
        let at = |line: usize, place: usize| match turned {
            false => matrix.at(place, line),
            true => matrix.at(line, place),
        };
        for line in 0..size {
            let mut run = 0;
            for place in 0..size {
                let same = place > 0 && at(line, place) == at(line, place - 1);
                run = if same { run + 1 } else { 1 };
                sum += match run {
                    5 => 3,
                    6.. => 1,
                    _ => 0,
                };
                // 1011101 with four light modules before or behind it; outside the symbol all is light.
                let finder = [true, false, true, true, true, false, true];
                let found = place + 7 <= size
                    && finder.iter().zip(place..).all(|(dark, place)| at(line, place) == *dark);
                let light = |mut places: std::ops::Range<usize>| {
                    places.all(|place| place >= size || !at(line, place))
                };
                if found && (light(place.saturating_sub(4)..place) || light(place + 7..place + 11))
                {
                    sum += 40;
                }
            }
        }
    }
    for (x, y) in (1..size).flat_map(|x| (1..size).map(move |y| (x, y))) {
        let shade = matrix.at(x, y);
        let block = [(x - 1, y), (x, y - 1), (x - 1, y - 1)];
        sum += if block.iter().all(|(x, y)| matrix.at(*x, *y) == shade) { 3 } else { 0 };
    }
    let dark = matrix.dark.iter().filter(|dark| **dark).count();
    let half = size * size;
    sum + (2 * dark).abs_diff(half) * 10 / half * 10
}

/// The parts of a text, cut into pieces of `length` bytes, each with the parity of all.
#[must_use]
pub fn parts_of(text: &[u8], length: usize) -> Vec<Vec<Segment>> {
    let parity = text.iter().fold(0, |sum, byte| sum ^ byte);
    let pieces = text.chunks(length);
    let count = pieces.len() as u8;
    pieces
        .zip(0..)
        .map(|(piece, index)| {
            vec![Segment::Part { index, count, parity }, Segment::Bytes(piece.to_vec())]
        })
        .collect()
}

/// The smallest symbol of correction level M for the segments, or `None` if they do not fit the
/// largest or are against the standard.
#[must_use]
pub fn symbol(segments: &[Segment], mask: u16) -> Option<Matrix> {
    (1..=40).filter_map(Version::new).find_map(|version| {
        let blocks = version.blocks(Level::M);
        let room = blocks.total - blocks.count * blocks.correction;
        let data = codewords(segments, version, room)?;
        Some(drawn(version, &interleaved(&data, version), mask & 7))
    })
}

/// Values and how many bits each takes.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn push(&mut self, value: usize, width: usize) {
        self.0.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }

    fn segment(&mut self, segment: &Segment, class: usize) -> Option<()> {
        match segment {
            Segment::CharacterSet(number) => {
                let number = *number as usize;
                self.push(7, 4);
                match number {
                    0..=127 => self.push(number, 8),
                    128..=16_383 => self.push(0x8000 | number, 16),
                    16_384..=999_999 => self.push(0xc0_0000 | number, 24),
                    _ => return None,
                }
            }
            Segment::Bytes(bytes) => {
                self.head(4, bytes.len(), [8, 16, 16][class])?;
                bytes.iter().for_each(|byte| self.push(usize::from(*byte), 8));
            }
            Segment::Digits(digits) => {
                self.head(1, digits.len(), [10, 12, 14][class])?;
                for three in digits.chunks(3) {
                    let value = three.iter().fold(0, |sum, d| sum * 10 + usize::from(d % 10));
                    self.push(value, three.len() * 3 + 1);
                }
            }
            Segment::Letters(letters) => {
                self.head(2, letters.len(), [9, 11, 13][class])?;
                for two in letters.chunks(2) {
                    let value = two.iter().fold(0, |sum, l| sum * 45 + usize::from(l % 45));
                    self.push(value, two.len() * 5 + 1);
                }
            }
            Segment::Kanji(pairs) => {
                self.head(8, pairs.len(), [8, 10, 12][class])?;
                for pair in pairs {
                    let from = if *pair < 0xe040 { 0x8140 } else { 0xc140 };
                    let pair = usize::from(pair.checked_sub(from)?);
                    self.push((pair >> 8) * 0xc0 + (pair & 0xff), 13);
                }
            }
            Segment::Hanzi(pairs) => {
                self.push(13, 4);
                self.push(1, 4);
                self.count(pairs.len(), [8, 10, 12][class])?;
                for pair in pairs {
                    let from = if *pair < 0xb0a1 { 0xa1a1 } else { 0xa6a1 };
                    let pair = usize::from(pair.checked_sub(from)?);
                    self.push((pair >> 8) * 0x60 + (pair & 0xff), 13);
                }
            }
            Segment::Part { index, count, parity } => {
                self.push(3, 4);
                self.push(usize::from(index & 15), 4);
                self.push(usize::from(count.wrapping_sub(1) & 15), 4);
                self.push(usize::from(*parity), 8);
            }
        }
        Some(())
    }

    fn head(&mut self, mode: usize, count: usize, width: usize) -> Option<()> {
        self.push(mode, 4);
        self.count(count, width)
    }

    fn count(&mut self, count: usize, width: usize) -> Option<()> {
        (count < 1 << width).then(|| self.push(count, width))
    }
}

fn codewords(segments: &[Segment], version: Version, room: usize) -> Option<Vec<u8>> {
    let class = match version.number() {
        0..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    let mut bits = Bits::default();
    segments.iter().try_for_each(|segment| bits.segment(segment, class))?;
    if bits.0.len() > room * 8 {
        return None;
    }
    bits.push(0, (room * 8 - bits.0.len()).min(4));
    bits.push(0, bits.0.len().next_multiple_of(8) - bits.0.len());
    let packed =
        bits.0.chunks(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit)));
    let mut out: Vec<u8> = packed.collect();
    let filling = [0xec, 0x11].into_iter().cycle().take(room - out.len());
    out.extend(filling);
    Some(out)
}

/// Blocks with their correction, one codeword of each in turn.
fn interleaved(data: &[u8], version: Version) -> Vec<u8> {
    let layout = version.blocks(Level::M);
    let (short, long) = (data.len() / layout.count, data.len() % layout.count);
    let mut rest = data;
    let blocks: Vec<(&[u8], Vec<u8>)> = (0..layout.count)
        .map(|block| {
            let length = short + usize::from(block >= layout.count - long);
            let (head, tail) = rest.split_at(length);
            rest = tail;
            (head, correction(head, layout.correction))
        })
        .collect();
    let longest = short + 1;
    let mut out = Vec::new();
    for i in 0..longest {
        out.extend(blocks.iter().filter_map(|(data, _)| data.get(i).copied()));
    }
    for i in 0..layout.correction {
        out.extend(blocks.iter().filter_map(|(_, check)| check.get(i).copied()));
    }
    out
}

/// The remainder of a division by the generator polynomial.
fn correction(data: &[u8], length: usize) -> Vec<u8> {
    let mut generator = vec![1_u8];
    for i in 0..length {
        let mut next = vec![0; generator.len() + 1];
        for (j, g) in generator.iter().enumerate() {
            next[j] ^= *g;
            next[j + 1] ^= product(*g, power(i));
        }
        generator = next;
    }
    let mut rest = [data, &vec![0; length]].concat();
    for i in 0..data.len() {
        let factor = rest[i];
        for (j, g) in generator.iter().enumerate() {
            rest[i + j] ^= product(factor, *g);
        }
    }
    rest.split_off(data.len())
}

fn drawn(version: Version, codewords: &[u8], mask: u16) -> Matrix {
    let size = version.size();
    let mut matrix = Matrix { size, dark: vec![false; size * size] };
    let mut set = |x: usize, y: usize, dark: bool| matrix.dark[y * size + x] = dark;
    for i in 0..size {
        set(i, 6, i % 2 == 0);
        set(6, i, i % 2 == 0);
    }
    let centres = version.alignment_centres();
    for (cx, cy) in centres.iter().flat_map(|x| centres.iter().map(move |y| (*x, *y))) {
        if version.has_alignment(cx, cy) {
            for (dx, dy) in (0..5).flat_map(|x| (0..5).map(move |y| (x, y))) {
                let ring = usize::abs_diff(dx, 2).max(usize::abs_diff(dy, 2));
                set(cx + dx - 2, cy + dy - 2, ring != 1);
            }
        }
    }
    for (left, top) in [(0, 0), (size - 7, 0), (0, size - 7)] {
        for (dx, dy) in (0..9_usize).flat_map(|x| (0..9_usize).map(move |y| (x, y))) {
            let ring = dx.abs_diff(4).max(dy.abs_diff(4));
            if let (Some(x), Some(y)) = ((left + dx).checked_sub(1), (top + dy).checked_sub(1))
                && x < size
                && y < size
            {
                set(x, y, ring != 2 && ring != 4);
            }
        }
    }
    // Level M is 00 in the two bits before the mask.
    let word = format_word(mask);
    for copy in format_places(version) {
        copy.into_iter().enumerate().for_each(|(bit, (x, y))| set(x, y, word >> bit & 1 == 1));
    }
    set(8, size - 8, true);
    if version.number() >= 7 {
        let mut rest = version.number() << 12;
        for bit in (12..18).rev() {
            if rest >> bit & 1 == 1 {
                rest ^= 0x1f25 << (bit - 12);
            }
        }
        let word = version.number() << 12 | rest;
        for bit in 0..18 {
            let (near, far) = (bit / 3, size - 11 + bit % 3);
            set(near, far, word >> bit & 1 == 1);
            set(far, near, word >> bit & 1 == 1);
        }
    }
    let bits = codewords.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
    for ((x, y), bit) in data_path(version).into_iter().zip(bits.chain(std::iter::repeat(false))) {
        let (x, y) = (usize::from(x), usize::from(y));
        set(x, y, bit != masked(mask, x, y));
    }
    matrix
}
