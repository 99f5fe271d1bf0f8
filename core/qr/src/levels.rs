//! The threshold between black and white at each place of a frame: it follows the light.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::frame::Frame;

/// Sides of the blocks that have one threshold each, in pixels.
pub(crate) const BLOCK: usize = 8;

/// A threshold for each block of 8 x 8 pixels: the mean of the black points of the 5 x 5 blocks
/// around it.
pub(crate) struct Levels {
    values: Vec<u8>,
    columns: usize,
}

impl Levels {
    /// Measures a frame.
    pub(crate) fn of(frame: &Frame<'_>) -> Self {
        let (columns, rows) = (frame.width().div_ceil(BLOCK), frame.height().div_ceil(BLOCK));
        let points = black_points(frame, columns, rows);
        Self { values: smoothed(&points, columns, rows), columns }
    }

    /// The same threshold everywhere.
    #[cfg(test)]
    pub(crate) fn even(frame: &Frame<'_>, level: u8) -> Self {
        let (columns, rows) = (frame.width().div_ceil(BLOCK), frame.height().div_ceil(BLOCK));
        Self { values: vec![level; columns * rows], columns }
    }

    /// Row after row.
    pub(crate) fn values(&self) -> &[u8] {
        &self.values
    }

    /// Blocks in a row.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }
}

/// A block with less contrast holds no edge.
const FLAT: u8 = 24;

/// Sum, minimum and maximum of each column of one row of blocks.
struct Columns {
    sums: Vec<u16>,
    lows: Vec<u8>,
    highs: Vec<u8>,
}

impl Columns {
    /// Columns beyond the width repeat the last one, so that every block is whole.
    fn measure(&mut self, frame: &Frame<'_>, top: usize) {
        let width = frame.width();
        let bottom = (top + BLOCK).min(frame.height());
        if bottom - top == BLOCK {
            self.eight(std::array::from_fn(|y| frame.row(top + y)));
        } else {
            self.sums.fill(0);
            self.lows.fill(u8::MAX);
            self.highs.fill(0);
            for (i, y) in (top..top + BLOCK).enumerate() {
                // Rows below the frame repeat its last ones.
                let y = if y < bottom { y } else { top + i % (bottom - top) };
                for (x, &pixel) in frame.row(y).iter().enumerate() {
                    self.sums[x] += u16::from(pixel);
                    self.lows[x] = self.lows[x].min(pixel);
                    self.highs[x] = self.highs[x].max(pixel);
                }
            }
        }
        let last = width - 1;
        let (sum, low, high) = (self.sums[last], self.lows[last], self.highs[last]);
        self.sums[width..].fill(sum);
        self.lows[width..].fill(low);
        self.highs[width..].fill(high);
    }

    /// Written so that it is vectorised.
    fn eight(&mut self, lines: [&[u8]; BLOCK]) {
        let width = lines[0].len();
        let (sums, lows, highs) =
            (&mut self.sums[..width], &mut self.lows[..width], &mut self.highs[..width]);
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
}

/// The threshold of each block by itself. A flat block is light, unless it is darker than what its
/// neighbours above and to the left call dark.
fn black_points(frame: &Frame<'_>, columns: usize, rows: usize) -> Vec<u8> {
    let width = columns * BLOCK;
    let mut lines = Columns { sums: vec![0; width], lows: vec![0; width], highs: vec![0; width] };
    let mut halves = [vec![0; width / 2], vec![0; width / 4]];
    let (mut lows, mut highs) = (vec![0; columns], vec![0; columns]);
    let mut out: Vec<u8> = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        lines.measure(frame, row * BLOCK);
        eighths(&lines.lows, &mut halves, &mut lows, i16::min);
        eighths(&lines.highs, &mut halves, &mut highs, i16::max);
        let sums = lines.sums.as_chunks::<BLOCK>().0;
        for (x, ((sums, &low), &high)) in sums.iter().zip(&lows).zip(&highs).enumerate() {
            let above = out.len().checked_sub(columns);
            let point = if high - low > FLAT {
                (sums.iter().map(|sum| u32::from(*sum)).sum::<u32>() / (BLOCK * BLOCK) as u32) as u8
            } else if let (Some(above), 1..) = (above, x) {
                let around = (u16::from(out[above])
                    + 2 * u16::from(out[out.len() - 1])
                    + u16::from(out[above - 1]))
                    / 4;
                if u16::from(low) < around { around as u8 } else { low / 2 }
            } else {
                low / 2
            };
            out.push(point);
        }
    }
    out
}

/// Eight neighbours to one, in three halvings.
fn eighths(
    values: &[u8],
    [half, quarter]: &mut [Vec<u8>; 2],
    out: &mut [u8],
    join: impl Fn(i16, i16) -> i16,
) {
    // Two values as one number and its halves: that is vectorised.
    let pass = |from: &[u8], to: &mut [u8]| {
        for (out, two) in to.iter_mut().zip(from.as_chunks::<2>().0) {
            let two = u16::from_le_bytes(*two);
            *out = join((two & 0xff) as i16, (two >> 8) as i16) as u8;
        }
    };
    pass(values, half);
    pass(half, quarter);
    pass(quarter, out);
}

/// The mean over 5 x 5 values, or over as many as there are. At the edges the window is moved
/// inwards.
fn smoothed(values: &[u8], columns: usize, rows: usize) -> Vec<u8> {
    let (across, down) = (columns.min(WINDOW), rows.min(WINDOW));
    let area = (across * down) as u16;
    let mut sums = vec![0_u16; columns];
    let mut out = Vec::with_capacity(values.len());
    for y in 0..rows {
        let top = window(y, rows);
        sums.fill(0);
        for line in values.chunks_exact(columns).skip(top).take(down) {
            for (sum, value) in sums.iter_mut().zip(line) {
                *sum += u16::from(*value);
            }
        }
        let mean = |part: &[u16]| (part.iter().sum::<u16>() / area) as u8;
        // The first and the last columns share the outermost windows.
        let first = mean(&sums[..across]);
        let last = mean(&sums[columns - across..]);
        out.resize(out.len() + (across / 2).min(columns - 1), first);
        match sums.windows(WINDOW) {
            whole if whole.len() > 0 && area == 25 => {
                out.extend(whole.map(|five| (five.iter().sum::<u16>() / 25) as u8));
            }
            _ => out.extend(sums.windows(across).map(mean)),
        }
        out.resize((y + 1) * columns, last);
    }
    out
}

/// Blocks on a side of the window.
const WINDOW: usize = 5;

/// Where the window around a place begins.
fn window(at: usize, end: usize) -> usize {
    at.saturating_sub(WINDOW / 2).min(end.saturating_sub(WINDOW))
}

#[cfg(test)]
mod tests {
    use super::super::bits::Bits;
    use super::*;

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
        let levels = Levels::of(&frame);
        let bits = Bits::new(&frame, &levels);
        let right = (0..width * height)
            .filter(|i| {
                let (x, y) = (i % width, i / width);
                bits.is_dark(x as i32, y as i32) == dark(x, y)
            })
            .count();
        assert!(right * 100 >= width * height * 99, "{right} of {}", width * height);
    }

    #[test]
    fn the_window_is_moved_inwards_at_the_edges() {
        let values: Vec<u8> = (0..7 * 6).map(|i| (i * i % 251) as u8).collect();
        for (columns, rows) in [(7, 6), (6, 7), (3, 14), (14, 3), (1, 42), (42, 1), (4, 4)] {
            let values = &values[..columns * rows];
            let range = |at: usize, end: usize| {
                let low = at.saturating_sub(2).min(end.saturating_sub(5));
                low..(low + 5).min(end)
            };
            let expected: Vec<u8> = (0..columns * rows)
                .map(|i| {
                    let (across, down) = (range(i % columns, columns), range(i / columns, rows));
                    let area = across.len() * down.len();
                    let all = down.flat_map(|y| across.clone().map(move |x| y * columns + x));
                    (all.map(|i| usize::from(values[i])).sum::<usize>() / area) as u8
                })
                .collect();
            assert_eq!(smoothed(values, columns, rows), expected, "{columns} {rows}");
        }
    }
}
