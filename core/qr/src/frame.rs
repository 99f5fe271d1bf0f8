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
        if width == 0 || height == 0 {
            return Err(QrError::EmptyFrame);
        }
        if width > MAX_SIDE
            || height > MAX_SIDE
            || u64::from(width) * u64::from(height) > MAX_PIXELS
        {
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

    /// Row `y`, which must be below [`height`](Self::height).
    #[inline]
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let start = y * self.stride;
        &self.pixels[start..start + self.width]
    }

    /// The smaller frame whose pixels are the means of `factor` x `factor` pixels of this one, or
    /// `None` if nothing would be left. Rows and columns that do not fill a block are left out.
    pub(crate) fn reduced(&self, factor: usize) -> Option<Frame<'static>> {
        let (width, height) = (self.width / factor, self.height / factor);
        if width == 0 || height == 0 {
            return None;
        }
        let mut pixels = Vec::with_capacity(width * height);
        let mut sums = vec![0_u16; self.width];
        let area = (factor * factor) as u32;
        for y in 0..height {
            sums.fill(0);
            for row in 0..factor {
                for (sum, &pixel) in sums.iter_mut().zip(self.row(y * factor + row)) {
                    *sum += u16::from(pixel);
                }
            }
            match factor {
                2 => pixels.extend(sums.chunks_exact(2).map(|c| ((c[0] + c[1] + 2) >> 2) as u8)),
                _ => pixels.extend(sums.chunks_exact(factor).map(|c| {
                    ((c.iter().map(|&s| u32::from(s)).sum::<u32>() + area / 2) / area) as u8
                })),
            }
        }
        Some(Frame::owned(pixels, width, height))
    }

    /// Each pixel driven away from the mean of the 5 x 5 around it, so that what blur has closed
    /// opens again.
    pub(crate) fn sharpened(&self) -> Frame<'static> {
        const REACH: usize = 2;
        let (width, height) = (self.width, self.height);
        let mut pixels = vec![0; width * height];
        // Sums of five rows, with the edge repeated to both sides.
        let mut columns = vec![0_u16; width + 2 * REACH];
        for (y, out) in pixels.chunks_exact_mut(width).enumerate() {
            let line = |i: usize| &self.row((y + i).saturating_sub(REACH).min(height - 1))[..width];
            let [a, b, c, d, e] = [line(0), line(1), line(2), line(3), line(4)];
            let middle = &mut columns[REACH..REACH + width];
            for x in 0..width {
                middle[x] = u16::from(a[x])
                    + u16::from(b[x])
                    + u16::from(c[x])
                    + u16::from(d[x])
                    + u16::from(e[x]);
            }
            let first = columns[REACH];
            columns[..REACH].fill(first);
            let last = columns[width + REACH - 1];
            columns[width + REACH..].fill(last);
            let part = |i: usize| &columns[i..i + width];
            let [f, g, h, i, j] = [part(0), part(1), part(2), part(3), part(4)];
            for x in 0..width {
                let sum = f[x] + g[x] + h[x] + i[x] + j[x];
                // Three times the pixel less twice the mean (655 / 2^13 = 2 / 25).
                let twice_mean = (i32::from(sum) * 655) >> 13;
                out[x] = (3 * i32::from(c[x]) - twice_mean).clamp(0, 255) as u8;
            }
        }
        Frame::owned(pixels, width, height)
    }
}
