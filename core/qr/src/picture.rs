//! A picture in colours and more or less transparent, to the brightness values that are searched.

use super::frame::Frame;
use super::limits::{MAX_CODES, MAX_KEPT_PIXELS, MAX_PIXELS, MAX_SIDE};
use super::parts::Parts;
use super::scanner::{self, Scanner};
use super::types::{Found, Point, QrError};
use super::{look, order};

/// A picture, so that reading the codes can be separated from opening the file.
///
/// Larger ones than [`MAX_KEPT_PIXELS`] are reduced as they come.
pub struct Picture {
    width: u32,
    height: u32,
    /// What it was reduced by, along each side.
    factor: u32,
    /// Brightness on white paper.
    luma: Vec<u8>,
    /// Red, green and blue on white paper, if there is any colour.
    colours: Option<Vec<[u8; 3]>>,
    /// What of each pixel is not transparent, if anything is.
    alpha: Option<Vec<u8>>,
    cut: bool,
}

impl Picture {
    /// Takes red, green, blue and alpha, one byte each and the colours multiplied by alpha as screens
    /// have them; rows start `row_stride` bytes apart.
    ///
    /// # Errors
    /// [`QrError::EmptyFrame`], [`QrError::TooLarge`], [`QrError::BadStride`] and
    /// [`QrError::FrameTooShort`].
    pub fn from_rgba(
        pixels: &[u8],
        width: u32,
        height: u32,
        row_stride: u32,
    ) -> Result<Self, QrError> {
        if width > MAX_SIDE || height > MAX_SIDE {
            return Err(QrError::TooLarge { width, height });
        }
        // The same checks as for a frame, whose pixels are bytes.
        let bytes = Frame::new_checked(pixels, (width * 4, height, row_stride), MAX_PIXELS * 4)
            .map_err(|error| {
                let large = matches!(error, QrError::TooLarge { .. });
                if large { QrError::TooLarge { width, height } } else { error }
            })?;
        let mut rows = Rows::new(width, height);
        for y in 0..bytes.height() {
            rows.push(bytes.row(y).as_chunks::<4>().0.iter().copied());
        }
        Ok(rows.finish())
    }

    /// Brightness values on white paper, one byte a pixel, row after row without gaps.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Number of rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Reads every code, in reading order: on white paper and, where something is transparent, on
    /// black; and if nothing was found in any colour by itself.
    ///
    /// # Errors
    /// [`QrError::EmptyFrame`], [`QrError::DamagedPicture`] if part of the file is missing and the rest
    /// shows no code.
    pub fn scan(&self) -> Result<Vec<Found>, QrError> {
        let still = |frame: &Frame<'_>| scanner::examine_still(frame).found;
        let mut found = still(&self.frame(&self.luma)?);
        if self.alpha.is_some() {
            let black: Vec<u8> = self.on_black(|at| self.luma[at]);
            let more = still(&self.frame(&black)?);
            more.into_iter().for_each(|code| look::add(&mut found, code));
        }
        if let (true, Some(colours)) = (found.is_empty(), &self.colours) {
            for channel in 0..3 {
                let one: Vec<u8> = colours.iter().map(|colour| colour[channel]).collect();
                found = scanner::examine_sizes(&self.frame(&one)?).found;
                if found.is_empty() && self.alpha.is_some() {
                    let black = self.on_black(|at| one[at]);
                    found = scanner::examine_sizes(&self.frame(&black)?).found;
                }
                if !found.is_empty() {
                    break;
                }
            }
        }
        if self.cut && found.is_empty() {
            return Err(QrError::DamagedPicture);
        }
        found.truncate(MAX_CODES);
        Ok(self.enlarged(Parts::joined(order::sort(found))))
    }

    /// Reads the codes as a camera would: the live stages only, with a scanner of its own.
    ///
    /// # Errors
    /// [`QrError::EmptyFrame`].
    pub fn scan_live(&self) -> Result<Vec<Found>, QrError> {
        let found = Scanner::new().scan(&self.luma, self.width, self.height, self.width)?;
        Ok(self.enlarged(found))
    }

    fn frame<'a>(&self, luma: &'a [u8]) -> Result<Frame<'a>, QrError> {
        Frame::new(luma, self.width, self.height, self.width)
    }

    /// What stands on white paper, put on black instead.
    fn on_black(&self, white: impl Fn(usize) -> u8) -> Vec<u8> {
        let alpha = self.alpha.as_deref().unwrap_or_default();
        alpha.iter().enumerate().map(|(at, alpha)| white(at).saturating_sub(255 - alpha)).collect()
    }

    /// Corners in pixels of the picture as it came.
    fn enlarged(&self, mut found: Vec<Found>) -> Vec<Found> {
        let factor = f32::from(u16::try_from(self.factor).unwrap_or(u16::MAX));
        for corner in found.iter_mut().flat_map(|code| &mut code.corners) {
            *corner = Point::new(corner.x * factor, corner.y * factor);
        }
        found
    }
}

/// Builds a picture row after row, from the first.
pub(crate) struct Rows {
    picture: Picture,
    sums: Vec<[u32; 4]>,
    summed: u32,
    /// Pixels that are missing are white.
    area: usize,
}

/// Difference of two channels from which on a pixel has a colour.
const COLOURED: u8 = 24;

impl Rows {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        let mut factor = 1;
        while u64::from(width / factor) * u64::from(height / factor) > MAX_KEPT_PIXELS {
            factor += 1;
        }
        let (width, height) = (width / factor, height / factor);
        let across = usize::try_from(width).unwrap_or(usize::MAX);
        let area = across.saturating_mul(usize::try_from(height).unwrap_or(usize::MAX));
        let picture = Picture {
            width,
            height,
            factor,
            luma: Vec::with_capacity(area),
            colours: None,
            alpha: None,
            cut: false,
        };
        Self { picture, sums: vec![[0; 4]; across], summed: 0, area }
    }

    /// Adds a row of red, green, blue and alpha, the colours multiplied by alpha.
    pub(crate) fn push(&mut self, row: impl Iterator<Item = [u8; 4]>) {
        if self.picture.luma.len() >= self.area {
            return;
        }
        let factor = self.picture.factor;
        if factor == 1 {
            for pixel in row.take(self.sums.len()) {
                self.add(pixel);
            }
            self.fill_row();
            return;
        }
        let step = usize::try_from(factor).unwrap_or(usize::MAX);
        for (x, pixel) in row.enumerate() {
            let Some(sums) = self.sums.get_mut(x / step) else { break };
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += u32::from(value);
            }
        }
        self.summed += 1;
        if self.summed == factor {
            let count = factor * factor;
            for x in 0..self.sums.len() {
                let mean = self.sums[x].map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX));
                self.add(mean);
            }
            self.sums.fill([0; 4]);
            self.summed = 0;
        }
    }

    /// The picture; rows that did not come are white, and it is marked as cut.
    pub(crate) fn finish(mut self) -> Picture {
        self.picture.cut = self.picture.luma.len() < self.area;
        self.fill_to(self.area);
        self.picture
    }

    fn add(&mut self, [red, green, blue, alpha]: [u8; 4]) {
        let picture = &mut self.picture;
        let known = picture.luma.len();
        // Colours that were not multiplied can be brighter than their alpha lets them.
        let white = [red, green, blue].map(|value| value.saturating_add(255 - alpha));
        picture.luma.push(brightness(white));
        let [red, green, blue] = white;
        if red.abs_diff(green).max(green.abs_diff(blue)) > COLOURED && picture.colours.is_none() {
            let mut colours = Vec::with_capacity(self.area);
            colours.extend(picture.luma.iter().take(known).map(|luma| [*luma; 3]));
            picture.colours = Some(colours);
        }
        if let Some(colours) = &mut picture.colours {
            colours.push(white);
        }
        if alpha != u8::MAX && picture.alpha.is_none() {
            let mut alphas = Vec::with_capacity(self.area);
            alphas.resize(known, u8::MAX);
            picture.alpha = Some(alphas);
        }
        if let Some(alphas) = &mut picture.alpha {
            alphas.push(alpha);
        }
    }

    /// A row that was shorter than promised.
    fn fill_row(&mut self) {
        let across = self.sums.len().max(1);
        self.fill_to(self.picture.luma.len().div_ceil(across) * across);
    }

    fn fill_to(&mut self, count: usize) {
        let picture = &mut self.picture;
        picture.luma.resize(count, u8::MAX);
        if let Some(colours) = &mut picture.colours {
            colours.resize(count, [u8::MAX; 3]);
        }
        if let Some(alphas) = &mut picture.alpha {
            alphas.resize(count, u8::MAX);
        }
    }
}

/// By ITU-R BT.601.
fn brightness([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 306 * u32::from(red) + 601 * u32::from(green) + 117 * u32::from(blue) + 512;
    u8::try_from(sum >> 10).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_reduced_as_it_comes() {
        let (width, height) = (9_000_u32, 9_001_u32);
        let mut rows = Rows::new(width, height);
        for y in 0..height {
            rows.push((0..width).map(|x| {
                let dark = (x / 300 + y / 300).is_multiple_of(2);
                if dark { [10, 10, 10, 255] } else { [90, 20, 20, 100] }
            }));
        }
        let picture = rows.finish();
        assert_eq!((picture.width, picture.height, picture.factor), (3_000, 3_000, 3));
        assert!(!picture.cut);
        assert_eq!(picture.luma.len(), 9_000_000);
        assert_eq!(picture.luma[50 * 3_000 + 50], 10);
        assert_eq!(picture.luma[50 * 3_000 + 150], brightness([245, 175, 175]));
        assert_eq!(picture.colours.as_ref().unwrap()[150], [245, 175, 175]);
        assert_eq!(picture.colours.as_ref().unwrap()[50], [10; 3]);
        assert_eq!(picture.alpha.as_ref().unwrap()[50..52], [255; 2]);
        assert_eq!(picture.alpha.as_ref().unwrap()[150], 100);
        assert_eq!(picture.on_black(|at| picture.luma[at])[50], 10);
        assert_eq!(picture.on_black(|at| picture.colours.as_ref().unwrap()[at][0])[150], 90);
    }

    #[test]
    fn missing_rows_are_white_and_remembered() {
        let mut rows = Rows::new(4, 3);
        rows.push([[200, 0, 0, 200]; 4].into_iter());
        rows.push([[0, 0, 0, 255]; 2].into_iter());
        let picture = rows.finish();
        assert!(picture.cut);
        assert_eq!(picture.luma[4..], [0, 0, 255, 255, 255, 255, 255, 255]);
        assert_eq!(picture.alpha.as_ref().unwrap().len(), 12);
        assert_eq!(picture.colours.as_ref().unwrap().len(), 12);
    }
}
