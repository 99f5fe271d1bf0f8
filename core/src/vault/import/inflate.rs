//! Deflated data (RFC 1951), in memory for what it is said to hold and no more.

use zeroize::Zeroizing;

/// Most bits of a code.
const LONGEST: usize = 15;
/// The order in which the lengths of the codes for lengths stand.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END: u16 = 256;

/// Inflates data to exactly so many bytes. `None` when it is damaged, or holds less or more.
pub(super) fn inflate(data: &[u8], size: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut bits = Bits { rest: data, held: 0, count: 0 };
    let mut out = Zeroizing::new(Vec::with_capacity(size));
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out, size)?,
            1 => {
                let literals: Vec<u8> = (0..288_u16)
                    .map(|symbol| match symbol {
                        0..=143 => 8,
                        144..=255 => 9,
                        256..=279 => 7,
                        _ => 8,
                    })
                    .collect();
                let codes = [Huffman::new(&literals)?, Huffman::new(&[5; 32])?];
                block(&mut bits, &codes, &mut out, size)?;
            }
            2 => {
                let codes = described(&mut bits)?;
                block(&mut bits, &codes, &mut out, size)?;
            }
            _ => return None,
        }
        if last {
            return (out.len() == size).then_some(out);
        }
    }
}

/// The data, bit after bit, the lowest of a byte first.
struct Bits<'a> {
    rest: &'a [u8],
    held: u32,
    count: u32,
}

impl Bits<'_> {
    /// The next bits, 16 at most.
    fn take(&mut self, wanted: u32) -> Option<u16> {
        while self.count < wanted {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            self.held |= u32::from(*byte) << self.count;
            self.count += 8;
        }
        let taken = self.held & ((1 << wanted) - 1);
        self.held >>= wanted;
        self.count -= wanted;
        u16::try_from(taken).ok()
    }
}

/// A code: how many symbols have each length, and the symbols in the order of their codes.
struct Huffman {
    counts: [u16; LONGEST + 1],
    symbols: Vec<u16>,
}

impl Huffman {
    /// The code of these lengths. `None` where they make none; one symbol alone may have a code of one bit.
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0_u16; LONGEST + 1];
        let mut symbols = Vec::with_capacity(lengths.len());
        let mut left = 1_u32;
        for bits in 1..=LONGEST {
            let of_length =
                (0_u16..).zip(lengths).filter(|(_, length)| usize::from(**length) == bits);
            let before = symbols.len();
            symbols.extend(of_length.map(|(symbol, _)| symbol));
            let count = u16::try_from(symbols.len() - before).ok()?;
            *counts.get_mut(bits)? = count;
            left = (left << 1).checked_sub(u32::from(count))?;
        }
        let whole = left == 0 || symbols.is_empty() || (symbols.len() == 1 && counts[1] == 1);
        whole.then_some(Self { counts, symbols })
    }

    fn symbol(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let (mut code, mut first, mut before) = (0_u32, 0_u32, 0_u32);
        for count in self.counts.iter().skip(1) {
            code |= u32::from(bits.take(1)?);
            let count = u32::from(*count);
            if let Some(nth) = code.checked_sub(first).filter(|nth| *nth < count) {
                return self.symbols.get(usize::try_from(before + nth).ok()?).copied();
            }
            before += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, size: usize) -> Option<()> {
    // It begins at a whole byte. Fewer than eight bits are held.
    (bits.held, bits.count) = (0, 0);
    let (length, check) = (bits.take(16)?, bits.take(16)?);
    let (bytes, rest) = bits.rest.split_at_checked(usize::from(length))?;
    bits.rest = rest;
    if length != !check || out.len() + bytes.len() > size {
        return None;
    }
    out.extend_from_slice(bytes);
    Some(())
}

/// The two codes that stand before a block.
fn described(bits: &mut Bits<'_>) -> Option<[Huffman; 2]> {
    let literals = usize::from(bits.take(5)?) + 257;
    let distances = usize::from(bits.take(5)?) + 1;
    let lengths = usize::from(bits.take(4)?) + 4;
    if literals > 286 || distances > 30 {
        return None;
    }
    let mut of_lengths = [0; ORDER.len()];
    for place in ORDER.into_iter().take(lengths) {
        *of_lengths.get_mut(place)? = u8::try_from(bits.take(3)?).ok()?;
    }
    let code = Huffman::new(&of_lengths)?;
    let mut found: Vec<u8> = Vec::with_capacity(literals + distances);
    while found.len() < literals + distances {
        let (length, times) = match code.symbol(bits)? {
            16 => (*found.last()?, bits.take(2)? + 3),
            17 => (0, bits.take(3)? + 3),
            18 => (0, bits.take(7)? + 11),
            length => (u8::try_from(length).ok()?, 1),
        };
        found.resize(found.len() + usize::from(times), length);
    }
    if found.len() != literals + distances || found.get(usize::from(END)) == Some(&0) {
        return None;
    }
    let (literals, distances) = found.split_at_checked(literals)?;
    Some([Huffman::new(literals)?, Huffman::new(distances)?])
}

fn block(
    bits: &mut Bits<'_>,
    [literals, distances]: &[Huffman; 2],
    out: &mut Vec<u8>,
    size: usize,
) -> Option<()> {
    loop {
        let symbol = literals.symbol(bits)?;
        if symbol == END {
            return Some(());
        }
        if out.len() >= size {
            return None;
        }
        if let Ok(byte) = u8::try_from(symbol) {
            out.push(byte);
            continue;
        }
        let length = match symbol - 257 {
            nth @ 0..=7 => nth + 3,
            28 => 258,
            nth @ 8..=27 => {
                let more = u32::from(nth / 4 - 1);
                ((4 + nth % 4) << more) + 3 + bits.take(more)?
            }
            _ => return None,
        };
        let distance = match distances.symbol(bits)? {
            nth @ 0..=3 => nth + 1,
            nth @ 4..=29 => {
                let more = u32::from(nth / 2 - 1);
                ((2 + nth % 2) << more) + 1 + bits.take(more)?
            }
            _ => return None,
        };
        let (length, distance) = (usize::from(length), usize::from(distance));
        if out.len() + length > size {
            return None;
        }
        let from = out.len().checked_sub(distance)?;
        for at in from..from + length {
            out.push(*out.get(at)?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;
    use proptest::prelude::*;

    #[test]
    fn a_text_that_zlib_deflated_is_read() {
        // `hello hello hello hello`, with the fixed codes.
        let data = [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01];
        assert_eq!(*inflate(&data, 23).unwrap(), b"hello hello hello hello");
        assert!(inflate(&data, 22).is_none() && inflate(&data, 24).is_none());
        assert!(inflate(&data[..9], 23).is_none());
    }

    proptest! {
        #[test]
        fn whatever_another_library_deflates_comes_back(
            parts in proptest::collection::vec((any::<u8>(), 1..400_usize, any::<bool>()), 0..60),
            level in 0..10_u8,
        ) {
            let text: Vec<u8> = parts
                .iter()
                .flat_map(|(byte, length, counts)| {
                    (0..*length).map(move |at| if *counts { byte.wrapping_add(u8::try_from(at * at % 251).unwrap()) } else { *byte })
                })
                .collect();
            let data = compress_to_vec(&text, level);
            prop_assert_eq!(&*inflate(&data, text.len()).unwrap(), &text);
            prop_assert!(inflate(&data, text.len() + 1).is_none());
            if let Some(less) = text.len().checked_sub(1) {
                prop_assert!(inflate(&data, less).is_none());
            }
        }

        #[test]
        fn any_bytes_have_an_answer(data in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(out) = inflate(&data, 4096) {
                prop_assert_eq!(out.len(), 4096);
            }
        }
    }
}
