//! Brightness between the pixels, from the level of the pyramid that suits the module's size.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::frame::Frame;
use super::types::Point;

/// A frame read in the coordinates of the frame it was reduced from, light inside dark if the
/// symbol is in negative.
#[derive(Clone, Copy)]
pub(crate) struct Grey<'a> {
    pixels: &'a [u8],
    stride: usize,
    right: usize,
    bottom: usize,
    scale: f32,
    inverted: bool,
}

impl<'a> Grey<'a> {
    /// Reads `frame` at `scale` times the coordinates that are asked for.
    pub(crate) fn new(frame: &'a Frame<'a>, scale: f32, inverted: bool) -> Self {
        Self {
            pixels: frame.pixels(),
            stride: frame.stride(),
            right: frame.width() - 1,
            bottom: frame.height() - 1,
            scale,
            inverted,
        }
    }

    /// Interpolated brightness from 0 to 255; beyond the edge, the edge's.
    #[inline]
    pub(crate) fn at(&self, point: Point) -> f32 {
        // Pixel centres lie at halves.
        let x = (point.x * self.scale - 0.5).clamp(0.0, self.right as f32);
        let y = (point.y * self.scale - 0.5).clamp(0.0, self.bottom as f32);
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let next = usize::from(left < self.right);
        let below = if top < self.bottom { self.stride } else { 0 };
        let upper = top * self.stride + left;
        let mix = |at: usize| {
            let (a, b) = (f32::from(self.pixels[at]), f32::from(self.pixels[at + next]));
            a + (b - a) * fx
        };
        let (a, b) = (mix(upper), mix(upper + below));
        let value = a + (b - a) * fy;
        if self.inverted { 255.0 - value } else { value }
    }
}
