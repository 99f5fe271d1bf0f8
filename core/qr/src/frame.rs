//! A frame of brightness values, borrowed as the camera gives it or made by a stage.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use std::borrow::Cow;

use super::limits::{MAX_PIXELS, MAX_SIDE};
use super::types::QrError;

/// A checked view: `height` rows of `width` bytes, `stride` bytes apart.
#[derive(Clone)]
pub(crate) struct Frame<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> Frame<'a> {
    /// Checks the sizes against each other and against the limits.
    pub(crate) fn new(
        pixels: &'a [u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<Self, QrError> {
        Self::new_checked(pixels, (width, height, stride), MAX_PIXELS)
    }

    /// The same with a limit of its own, for pixels of several bytes.
    pub(crate) fn new_checked(
        pixels: &'a [u8],
        (width, height, stride): (u32, u32, u32),
        most: u64,
    ) -> Result<Self, QrError> {
        let most_across = if most > MAX_PIXELS { MAX_SIDE * 4 } else { MAX_SIDE };
        if width == 0 || height == 0 {
            return Err(QrError::EmptyFrame);
        }
        if width > most_across || height > MAX_SIDE || u64::from(width) * u64::from(height) > most {
            return Err(QrError::TooLarge { width, height });
        }
        if stride < width {
            return Err(QrError::BadStride { stride, width });
        }
        let (width, height, stride) = (width as usize, height as usize, stride as usize);
        // The last row needs no padding behind it: cameras leave it out.
        let expected = stride
            .checked_mul(height - 1)
            .and_then(|rows| rows.checked_add(width))
            .unwrap_or(usize::MAX);
        if pixels.len() < expected {
            return Err(QrError::FrameTooShort { expected, got: pixels.len() });
        }
        Ok(Self { pixels: Cow::Borrowed(pixels), width, height, stride })
    }

    /// A frame of its own, rows without gaps; missing pixels are white.
    pub(crate) fn owned(mut pixels: Vec<u8>, width: usize, height: usize) -> Frame<'static> {
        pixels.resize(width * height, u8::MAX);
        Frame { pixels: Cow::Owned(pixels), width, height, stride: width }
    }

    /// Pixels in a row.
    #[inline]
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    #[inline]
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Bytes from the start of one row to that of the next.
    #[inline]
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// All rows, [`stride`](Self::stride) bytes apart.
    #[inline]
    pub(crate) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Row `y`, which must be below [`height`](Self::height).
    #[inline]
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let start = y * self.stride;
        &self.pixels[start..start + self.width]
    }

    /// The frame of half the width and height, each pixel the mean of four, or `None` if nothing
    /// would be left. An odd last row or column is left out.
    pub(crate) fn halved(&self) -> Option<Frame<'static>> {
        let (width, height) = (self.width / 2, self.height / 2);
        if width == 0 || height == 0 {
            return None;
        }
        let mut pixels = vec![0; width * height];
        for (y, out) in pixels.chunks_exact_mut(width).enumerate() {
            let upper = self.row(2 * y).as_chunks::<2>().0;
            let lower = self.row(2 * y + 1).as_chunks::<2>().0;
            for ((out, two), below) in out.iter_mut().zip(upper).zip(lower) {
                // Two pixels as one number and its halves: that is vectorised.
                let (a, b) = (u16::from_le_bytes(*two), u16::from_le_bytes(*below));
                *out = (((a & 0xff) + (a >> 8) + (b & 0xff) + (b >> 8) + 2) >> 2) as u8;
            }
        }
        Some(Frame::owned(pixels, width, height))
    }

    /// The frame of twice the width and height, brightness interpolated.
    pub(crate) fn doubled(&self) -> Frame<'static> {
        let (width, height) = (self.width * 2, self.height * 2);
        // A new pixel's middle lies a quarter from its own old one towards the next.
        let next = |at: usize, end: usize| {
            let (own, odd) = (at / 2, at % 2 == 1);
            (own, if odd { (own + 1).min(end - 1) } else { own.saturating_sub(1) })
        };
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let (near, far) = next(y, self.height);
            let (near, far) = (self.row(near), self.row(far));
            let mixed = |x: usize| 3 * u16::from(near[x]) + u16::from(far[x]);
            pixels.extend((0..width).map(|x| {
                let (own, other) = next(x, self.width);
                ((3 * mixed(own) + mixed(other) + 8) / 16) as u8
            }));
        }
        Frame::owned(pixels, width, height)
    }

    /// Each pixel driven away from the mean of the 5 x 5 around it, so that what blur has closed
    /// opens again.
    pub(crate) fn sharpened(&self) -> Frame<'static> {
        const REACH: usize = 2;
        let (width, height) = (self.width, self.height);
        let mut pixels = vec![0; width * height];
        // Sums of five rows, with the edge repeated to all sides.
        let line = |y: usize| &self.row(y.saturating_sub(REACH).min(height - 1))[..width];
        let mut columns = vec![0_u16; width + 2 * REACH];
        for y in 0..2 * REACH {
            for (sum, &pixel) in columns[REACH..].iter_mut().zip(line(y)) {
                *sum += u16::from(pixel);
            }
        }
        for (y, out) in pixels.chunks_exact_mut(width).enumerate() {
            let (entering, middle, leaving) = (line(y + 2 * REACH), self.row(y), line(y));
            for (sum, &pixel) in columns[REACH..].iter_mut().zip(entering) {
                *sum += u16::from(pixel);
            }
            let (first, last) = (columns[REACH], columns[width + REACH - 1]);
            columns[..REACH].fill(first);
            columns[width + REACH..].fill(last);
            let part = |i: usize| &columns[i..i + width];
            let [a, b, c, d, e] = [part(0), part(1), part(2), part(3), part(4)];
            for x in 0..width {
                let sum = a[x] + b[x] + c[x] + d[x] + e[x];
                // Three times the pixel less twice the mean (5243 / 2^16 = 2 / 25).
                let twice_mean = ((u32::from(sum) * 5243) >> 16) as i16;
                out[x] = (3 * i16::from(middle[x]) - twice_mean).clamp(0, 255) as u8;
            }
            for (sum, &pixel) in columns[REACH..].iter_mut().zip(leaving) {
                *sum -= u16::from(pixel);
            }
        }
        Frame::owned(pixels, width, height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width, height and any pixels, with gaps between the rows.
    fn frame(bytes: &[u8]) -> Frame<'_> {
        Frame::new(bytes, 21, 13, 24).unwrap()
    }

    fn bytes() -> Vec<u8> {
        (0..24 * 13_usize).map(|i| (i * i * 37 % 251) as u8).collect()
    }

    #[test]
    fn half_size_is_the_mean_of_four() {
        let bytes = bytes();
        let half = frame(&bytes).halved().unwrap();
        assert_eq!((half.width(), half.height()), (10, 6));
        for (x, y) in (0..6).flat_map(|y| (0..10).map(move |x| (x, y))) {
            let at = |dx, dy| u32::from(bytes[(2 * y + dy) * 24 + 2 * x + dx]);
            let mean = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2) / 4;
            assert_eq!(u32::from(half.row(y)[x]), mean, "{x} {y}");
        }
        assert!(Frame::new(&bytes, 1, 5, 24).unwrap().halved().is_none());
    }

    #[test]
    fn double_size_lies_between_the_pixels() {
        let bytes = bytes();
        let double = frame(&bytes).doubled();
        assert_eq!((double.width(), double.height()), (42, 26));
        for (x, y) in (0..26_i32).flat_map(|y| (0..42_i32).map(move |x| (x, y))) {
            let at = |x: i32, y: i32| {
                u32::from(bytes[y.clamp(0, 12) as usize * 24 + x.clamp(0, 20) as usize])
            };
            let (dx, dy) = (x % 2 * 2 - 1, y % 2 * 2 - 1);
            let (x_in, y_in) = (x / 2, y / 2);
            let sum = 9 * at(x_in, y_in)
                + 3 * at(x_in + dx, y_in)
                + 3 * at(x_in, y_in + dy)
                + at(x_in + dx, y_in + dy);
            assert_eq!(u32::from(double.row(y as usize)[x as usize]), (sum + 8) / 16, "{x} {y}");
        }
    }

    #[test]
    fn sharpening_drives_away_from_the_mean_of_twenty_five() {
        let bytes = bytes();
        let sharp = frame(&bytes).sharpened();
        for (x, y) in (0..13_i32).flat_map(|y| (0..21_i32).map(move |x| (x, y))) {
            let at = |x: i32, y: i32| {
                i32::from(bytes[y.clamp(0, 12) as usize * 24 + x.clamp(0, 20) as usize])
            };
            let square = (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (dx, dy)));
            let sum: i32 = square.map(|(dx, dy)| at(x + dx, y + dy)).sum();
            let expected = (3 * at(x, y) - sum * 2 / 25).clamp(0, 255);
            assert_eq!(i32::from(sharp.row(y as usize)[x as usize]), expected, "{x} {y}");
        }
    }
}
