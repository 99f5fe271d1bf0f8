//! Black and white of a frame, decided where it is asked for: a search reads few of all rows.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::frame::Frame;
use super::levels::{BLOCK, Levels};

/// A frame with the threshold of each of its blocks. A pixel is dark unless it is above it.
#[derive(Clone, Copy)]
pub(crate) struct Bits<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
    levels: &'a [u8],
    columns: usize,
}

impl<'a> Bits<'a> {
    /// The frame by its own levels.
    pub(crate) fn new(frame: &'a Frame<'_>, levels: &'a Levels) -> Self {
        Self {
            pixels: frame.pixels(),
            width: frame.width(),
            height: frame.height(),
            stride: frame.stride(),
            levels: levels.values(),
            columns: levels.columns(),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// The brightness values of row `y`.
    pub(crate) fn bytes(&self, y: usize) -> &'a [u8] {
        &self.pixels[y * self.stride..][..self.width]
    }

    /// Whether the pixel is dark; what lies outside is light.
    #[inline]
    pub(crate) fn is_dark(&self, x: i32, y: i32) -> bool {
        self.at(x, y) == Some(true)
    }

    /// Whether the pixel is dark, or `None` outside.
    #[inline]
    pub(crate) fn at(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        (x < self.width && y < self.height).then(|| {
            self.pixels[y * self.stride + x] <= self.levels[y / BLOCK * self.columns + x / BLOCK]
        })
    }

    /// The pixel's brightness, or `None` outside.
    #[inline]
    pub(crate) fn brightness(&self, x: i32, y: i32) -> Option<u8> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        (x < self.width && y < self.height).then(|| self.pixels[y * self.stride + x])
    }

    /// Appends the columns of row `y` where the colour changes, the row's start and end included,
    /// and returns whether it begins dark.
    pub(crate) fn edges(&self, y: usize, edges: &mut Vec<u16>) -> bool {
        let row = self.bytes(y);
        let levels = &self.levels[y / BLOCK * self.columns..][..self.columns];
        let first = self.at(0, y as i32) == Some(true);
        let mut before = u64::from(first);
        edges.push(0);
        let (whole, rest) = row.as_chunks::<WORD>();
        let mut add = |start: usize, word: u64, count: usize| {
            let mut changes = word ^ (word << 1 | before);
            before = word >> (WORD - 1);
            while changes != 0 {
                let x = changes.trailing_zeros() as usize;
                if x < count {
                    edges.push((start + x) as u16);
                }
                changes &= changes - 1;
            }
        };
        for (i, (pixels, levels)) in whole.iter().zip(levels.as_chunks::<BLOCK>().0).enumerate() {
            add(i * WORD, packed(pixels, levels), WORD);
        }
        if !rest.is_empty() {
            let start = whole.len() * WORD;
            let levels = &levels[start / BLOCK..];
            let dark = |(i, pixel): (usize, &u8)| u64::from(*pixel <= levels[i / BLOCK]) << i;
            add(
                start,
                rest.iter().enumerate().map(dark).fold(0, |word, bit| word | bit),
                rest.len(),
            );
        }
        edges.push(self.width as u16);
        first
    }
}

/// Pixels in a word.
const WORD: usize = 64;

/// A bit for each of 64 pixels, set where it is not above its block's level. The comparison is one
/// that the compiler makes on many bytes at once.
#[inline]
fn packed(pixels: &[u8; WORD], levels: &[u8; BLOCK]) -> u64 {
    let mut wide = [0_u8; WORD];
    for i in 0..WORD {
        wide[i] = levels[i / BLOCK];
    }
    let mut dark = [0_u8; WORD];
    for i in 0..WORD {
        dark[i] = u8::from(pixels[i] <= wide[i]);
    }
    let mut word = 0;
    for i in 0..BLOCK {
        let eight = dark.as_chunks::<BLOCK>().0[i];
        // The product's top byte gathers the lowest bit of each of the eight.
        let bits = u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word |= bits << (i * BLOCK);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_four_pixels_at_once_are_compared_as_one_by_one() {
        let mut pixels = [0_u8; WORD];
        for level in 0..=255_u8 {
            let levels: [u8; BLOCK] = std::array::from_fn(|i| level.wrapping_mul(i as u8 + 1));
            for shift in 0..=255_u8 {
                for (i, pixel) in pixels.iter_mut().enumerate() {
                    *pixel = shift.wrapping_mul(i as u8 * 2 + 1).wrapping_add(levels[i / BLOCK]);
                }
                let dark = |i: usize| u64::from(pixels[i] <= levels[i / BLOCK]);
                let expected = (0..WORD).fold(0, |word, i| word | dark(i) << i);
                assert_eq!(packed(&pixels, &levels), expected, "{pixels:?} {levels:?}");
            }
        }
    }

    #[test]
    fn edges_are_where_the_colour_changes() {
        for width in [1, 8, 63, 64, 65, 203] {
            let dark = |x: usize| (x / 3 + x / 7).is_multiple_of(3);
            let pixels = (0..width * 9).map(|i| if dark(i % width) { 20 } else { 220 }).collect();
            let frame = Frame::owned(pixels, width, 9);
            let levels = Levels::even(&frame, 120);
            let mut edges = Vec::new();
            let first = Bits::new(&frame, &levels).edges(8, &mut edges);
            let changes = (1..width).filter(|x| dark(*x) != dark(x - 1));
            let ends = (std::iter::once(0).chain(changes).chain([width])).map(|x| x as u16);
            assert!(first);
            assert_eq!(edges, ends.collect::<Vec<_>>(), "{width}");
        }
    }
}
