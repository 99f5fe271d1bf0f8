//! Grey to black and white, by a threshold that follows the light.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::frame::Frame;

/// A picture of one bit a pixel, set for dark, packed in words.
pub(crate) struct Bits {
    words: Vec<u64>,
    stride: usize,
    width: usize,
    height: usize,
}

impl Bits {
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// The words of row `y`; bits beyond the width are light.
    pub(crate) fn row(&self, y: usize) -> &[u64] {
        &self.words[y * self.stride..(y + 1) * self.stride]
    }

    /// Whether the pixel is dark; what lies outside is light.
    pub(crate) fn is_dark(&self, x: i32, y: i32) -> bool {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return false };
        x < self.width
            && y < self.height
            && self.words[y * self.stride + x / 64] >> (x % 64) & 1 == 1
    }

    /// Whether the pixel lies inside.
    pub(crate) fn contains(&self, x: i32, y: i32) -> bool {
        usize::try_from(x).is_ok_and(|x| x < self.width)
            && usize::try_from(y).is_ok_and(|y| y < self.height)
    }
}

/// How the threshold of a place is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// From the blocks of 8 x 8 pixels in a window of five by five; flat blocks take over the
    /// threshold of their neighbours.
    Near,
    /// The mean of a window an eighth of the shorter side wide: for wide modules and soft shadows.
    Wide,
}

const BLOCK: usize = 8;
/// A block with less contrast holds no edge.
const FLAT: u8 = 24;

/// Black and white of a frame.
pub(crate) fn binarised(frame: &Frame<'_>, threshold: Threshold) -> Bits {
    let (columns, rows) = (frame.width().div_ceil(BLOCK), frame.height().div_ceil(BLOCK));
    let blocks = blocks(frame, columns, rows);
    let levels = match threshold {
        Threshold::Near => box_mean(&black_points(&blocks, columns), columns, rows, 2),
        Threshold::Wide => {
            let means: Vec<u8> = blocks.iter().map(|b| b.mean).collect();
            let reach = (frame.width().min(frame.height()) / 16 / BLOCK).max(1);
            box_mean(&means, columns, rows, reach)
        }
    };
    let stride = frame.width().div_ceil(64);
    let mut words = Vec::with_capacity(stride * frame.height());
    for y in 0..frame.height() {
        let start = y / BLOCK * columns;
        pack(frame.row(y), &levels[start..start + columns], &mut words);
    }
    Bits { words, stride, width: frame.width(), height: frame.height() }
}

#[derive(Clone, Copy, Default)]
struct Block {
    mean: u8,
    low: u8,
    high: u8,
}

fn blocks(frame: &Frame<'_>, columns: usize, rows: usize) -> Vec<Block> {
    let mut out = Vec::with_capacity(columns * rows);
    let width = frame.width();
    let (mut sums, mut lows, mut highs) =
        (vec![0_u16; width], vec![u8::MAX; width], vec![0_u8; width]);
    for row in 0..rows {
        let top = row * BLOCK;
        let count = BLOCK.min(frame.height() - top);
        if count == BLOCK {
            let lines: [&[u8]; BLOCK] = std::array::from_fn(|y| frame.row(top + y));
            columns_of(lines, &mut sums, &mut lows, &mut highs);
        } else {
            sums.fill(0);
            lows.fill(u8::MAX);
            highs.fill(0);
            for y in top..top + count {
                for (x, &pixel) in frame.row(y).iter().enumerate() {
                    sums[x] += u16::from(pixel);
                    lows[x] = lows[x].min(pixel);
                    highs[x] = highs[x].max(pixel);
                }
            }
        }
        let chunks = sums.chunks(BLOCK).zip(lows.chunks(BLOCK)).zip(highs.chunks(BLOCK));
        out.extend(chunks.map(|((sums, lows), highs)| Block {
            mean: (sums.iter().map(|s| u32::from(*s)).sum::<u32>() / (sums.len() * count) as u32)
                as u8,
            low: lows.iter().copied().fold(u8::MAX, u8::min),
            high: highs.iter().copied().fold(0, u8::max),
        }));
    }
    out
}

/// Sum, minimum and maximum of each column of eight lines; written so that it is vectorised.
fn columns_of(lines: [&[u8]; BLOCK], sums: &mut [u16], lows: &mut [u8], highs: &mut [u8]) {
    let width = sums.len();
    let (lows, highs) = (&mut lows[..width], &mut highs[..width]);
    let [a, b, c, d, e, f, g, h] = lines.map(|line| &line[..width]);
    for x in 0..width {
        let wide = u16::from;
        sums[x] = wide(a[x])
            + wide(b[x])
            + wide(c[x])
            + wide(d[x])
            + wide(e[x])
            + wide(f[x])
            + wide(g[x])
            + wide(h[x]);
        lows[x] = a[x].min(b[x]).min(c[x]).min(d[x]).min(e[x]).min(f[x]).min(g[x]).min(h[x]);
        highs[x] = a[x].max(b[x]).max(c[x]).max(d[x]).max(e[x]).max(f[x]).max(g[x]).max(h[x]);
    }
}

/// The threshold of each block by itself. A flat block is light, unless it is darker than what its
/// neighbours above and to the left call dark.
fn black_points(blocks: &[Block], columns: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        let point = if block.high - block.low > FLAT {
            block.mean
        } else if i % columns > 0 && i >= columns {
            let around = (u16::from(out[i - columns])
                + 2 * u16::from(out[i - 1])
                + u16::from(out[i - columns - 1]))
                / 4;
            if u16::from(block.low) < around { around as u8 } else { block.low / 2 }
        } else {
            block.low / 2
        };
        out.push(point);
    }
    out
}

/// The mean over a square window of `reach` blocks to each side, cut at the edges.
fn box_mean(values: &[u8], columns: usize, rows: usize, reach: usize) -> Vec<u8> {
    let mut sums = vec![0_u32; (columns + 1) * (rows + 1)];
    for y in 0..rows {
        let mut line = 0;
        for x in 0..columns {
            line += u32::from(values[y * columns + x]);
            sums[(y + 1) * (columns + 1) + x + 1] = sums[y * (columns + 1) + x + 1] + line;
        }
    }
    let mut out = Vec::with_capacity(values.len());
    for y in 0..rows {
        let (top, bottom) = window(y, rows, reach);
        for x in 0..columns {
            let (left, right) = window(x, columns, reach);
            let sum = sums[bottom * (columns + 1) + right] + sums[top * (columns + 1) + left]
                - sums[bottom * (columns + 1) + left]
                - sums[top * (columns + 1) + right];
            out.push((sum / ((bottom - top) * (right - left)) as u32) as u8);
        }
    }
    out
}

/// A window of the full width as long as there is room, moved inwards at the edges.
fn window(at: usize, end: usize, reach: usize) -> (usize, usize) {
    let low = at.saturating_sub(reach).min(end.saturating_sub(2 * reach + 1));
    (low, (low + 2 * reach + 1).min(end))
}

/// Appends a row: dark where the pixel is not above its block's level.
fn pack(row: &[u8], levels: &[u8], words: &mut Vec<u64>) {
    let (whole, rest) = row.as_chunks::<64>();
    for (pixels, levels) in whole.iter().zip(levels.as_chunks::<BLOCK>().0) {
        let (eights, _) = pixels.as_chunks::<BLOCK>();
        let mut word = 0;
        for i in 0..BLOCK {
            word |= u64::from(not_above(eights[i], levels[i])) << (i * BLOCK);
        }
        words.push(word);
    }
    if !rest.is_empty() {
        let levels = &levels[whole.len() * BLOCK..];
        let word = rest
            .iter()
            .enumerate()
            .fold(0, |word, (i, pixel)| word | u64::from(*pixel <= levels[i / BLOCK]) << i);
        words.push(word);
    }
}

/// A bit for each of eight pixels, all compared at once.
#[inline]
fn not_above(pixels: [u8; BLOCK], level: u8) -> u8 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (x, y) = (u64::from(level) * 0x0101_0101_0101_0101, u64::from_le_bytes(pixels));
    // Bytewise x >= y in the high bits: the lower seven bits by a subtraction that cannot borrow
    // from the next byte, the eighth by logic.
    let lower = (x | HIGH) - (y & !HIGH);
    let at_least = ((x & !y) | (!(x ^ y) & lower)) & HIGH;
    // Gathers the eight high bits in the top byte.
    ((at_least >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_pixels_at_once_are_compared_as_one_by_one() {
        let mut pixels = [0_u8; 8];
        for level in 0..=255_u8 {
            for shift in 0..=255_u8 {
                for (i, pixel) in pixels.iter_mut().enumerate() {
                    *pixel = shift.wrapping_mul(i as u8 * 2 + 1).wrapping_add(level);
                }
                let expected =
                    pixels.iter().enumerate().fold(0, |b, (i, p)| b | u8::from(*p <= level) << i);
                assert_eq!(not_above(pixels, level), expected, "{pixels:?} {level}");
            }
        }
    }

    #[test]
    fn dark_squares_are_dark_under_falling_light() {
        let (width, height) = (203, 117);
        let dark = |x: usize, y: usize| (x / 12 + y / 12).is_multiple_of(2);
        let pixels = (0..width * height)
            .map(|i| {
                let (x, y) = (i % width, i / width);
                let light = 255 - x;
                (if dark(x, y) { light / 4 } else { light }) as u8
            })
            .collect();
        let frame = Frame::owned(pixels, width, height);
        for threshold in [Threshold::Near, Threshold::Wide] {
            let bits = binarised(&frame, threshold);
            let right = (0..width * height)
                .filter(|i| {
                    let (x, y) = (i % width, i / width);
                    bits.is_dark(x as i32, y as i32) == dark(x, y)
                })
                .count();
            assert!(right * 100 >= width * height * 99, "{right} of {}", width * height);
        }
    }
}
