//! Brightness between the pixels, from the level of the pyramid that suits the module's size.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::frame::Frame;
use super::types::Point;

/// A frame read in the coordinates of the frame it was reduced from, light inside dark if the
/// symbol is in negative.
#[derive(Clone, Copy)]
pub(crate) struct Grey<'a> {
    frame: &'a Frame<'a>,
    factor: f32,
    inverted: bool,
}

impl<'a> Grey<'a> {
    pub(crate) fn new(frame: &'a Frame<'a>, factor: f32, inverted: bool) -> Self {
        Self { frame, factor, inverted }
    }

    /// Interpolated brightness from 0 to 255; beyond the edge, the edge's.
    #[inline]
    pub(crate) fn at(&self, point: Point) -> f32 {
        let (right, bottom) = (self.frame.width() - 1, self.frame.height() - 1);
        // Pixel centres lie at halves.
        let x = (point.x / self.factor - 0.5).clamp(0.0, right as f32);
        let y = (point.y / self.factor - 0.5).clamp(0.0, bottom as f32);
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let (upper, lower) = (self.frame.row(top), self.frame.row((top + 1).min(bottom)));
        let next = (left + 1).min(right);
        let mix = |row: &[u8]| {
            let (a, b) = (f32::from(row[left]), f32::from(row[next]));
            a + (b - a) * fx
        };
        let (a, b) = (mix(upper), mix(lower));
        let value = a + (b - a) * fy;
        if self.inverted { 255.0 - value } else { value }
    }
}
