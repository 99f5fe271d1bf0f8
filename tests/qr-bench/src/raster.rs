//! Grey pictures and the arithmetic on them that the generator needs.

use crate::rng::Rng;

/// A grey picture with values from 0 (black) to 255 (white).
#[derive(Clone)]
pub(crate) struct Raster {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

impl Raster {
    pub(crate) fn filled(width: usize, height: usize, value: f32) -> Self {
        Self { width, height, values: vec![value; width * height] }
    }

    /// The value at a pixel; beyond the edge, the edge's.
    pub(crate) fn at(&self, x: i64, y: i64) -> f32 {
        let x = x.clamp(0, self.width as i64 - 1) as usize;
        let y = y.clamp(0, self.height as i64 - 1) as usize;
        self.values[y * self.width + x]
    }

    /// Changes every pixel by its position and value.
    pub(crate) fn map(&mut self, change: impl Fn(f32, f32, f32) -> f32) {
        for (i, value) in self.values.iter_mut().enumerate() {
            *value = change((i % self.width) as f32, (i / self.width) as f32, *value);
        }
    }

    /// A line of weights over each pixel: along (dx, dy), centred.
    fn convolved(&self, weights: &[f32], dx: f32, dy: f32) -> Self {
        let middle = (weights.len() / 2) as f32;
        let total: f32 = weights.iter().sum();
        let mut out = self.clone();
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sum = 0.0;
                for (i, weight) in weights.iter().enumerate() {
                    let step = i as f32 - middle;
                    sum += weight
                        * self.at(
                            x as i64 + (dx * step).round() as i64,
                            y as i64 + (dy * step).round() as i64,
                        );
                }
                out.values[y * self.width + x] = sum / total;
            }
        }
        out
    }

    pub(crate) fn blurred(&self, sigma: f32) -> Self {
        let reach = (sigma * 3.0).ceil() as i32;
        let weights: Vec<f32> =
            (-reach..=reach).map(|i| (-(i as f32).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
        self.convolved(&weights, 1.0, 0.0).convolved(&weights, 0.0, 1.0)
    }

    /// Smeared over `length` pixels in the direction of `angle`.
    pub(crate) fn moved(&self, length: f32, angle: f32) -> Self {
        let taps = (length.round() as usize).max(1) | 1;
        self.convolved(&vec![1.0; taps], angle.cos(), angle.sin())
    }

    pub(crate) fn with_noise(mut self, deviation: f32, rng: &mut Rng) -> Self {
        for value in &mut self.values {
            *value += deviation * rng.normal();
        }
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.values.iter().map(|v| v.round().clamp(0.0, 255.0) as u8).collect()
    }
}
