//! Brightness at every module, and from it which are dark and how surely.
#![allow(clippy::as_conversions, reason = "counts of modules")]

use super::grey::Grey;
use super::mesh::Mesh;
use super::symbol::{Modules, Version};

/// The brightness of each module of a symbol.
pub(crate) struct Samples {
    version: Version,
    values: Vec<f32>,
}

impl Samples {
    /// Takes five readings a module: its middle and around it.
    pub(crate) fn taken(grey: Grey<'_>, version: Version, mesh: &Mesh) -> Self {
        let size = version.size();
        let mut values = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let (mx, my) = (x as f32 + 0.5, y as f32 + 0.5);
                let centre = mesh.at(mx, my);
                let (right, down) = mesh.steps(mx, my);
                let (right, down) = (right.times(0.22), down.times(0.22));
                let sum = 2.0 * grey.at(centre)
                    + grey.at(centre.plus(right))
                    + grey.at(centre.minus(right))
                    + grey.at(centre.plus(down))
                    + grey.at(centre.minus(down));
                values.push(sum / 6.0);
            }
        }
        Self { version, values }
    }

    /// The samples with the blur of one module into its four neighbours taken back.
    pub(crate) fn sharpened(&self, amount: f32) -> Self {
        let size = self.version.size();
        let at = |x: usize, y: usize| self.values[y * size + x];
        let values = (0..size * size)
            .map(|i| {
                let (x, y) = (i % size, i / size);
                let around = at(x.saturating_sub(1), y)
                    + at((x + 1).min(size - 1), y)
                    + at(x, y.saturating_sub(1))
                    + at(x, (y + 1).min(size - 1));
                let value = self.values[i];
                value + amount * (4.0 * value - around)
            })
            .collect();
        Self { version: self.version, values }
    }

    /// Dark or light against the mean of a window of `reach` modules to each side. Where the window
    /// holds little contrast (a thumb, a reflection) confidence is low.
    pub(crate) fn modules(&self, reach: usize) -> Option<Modules> {
        let size = self.version.size();
        let sums = Sums::of(&self.values, size);
        let whole = sums.deviation(0, 0, size, size).1;
        let mut out = Vec::with_capacity(size * size);
        for y in 0..size {
            let (top, bottom) = window(y, size, reach);
            for x in 0..size {
                let (left, right) = window(x, size, reach);
                let (mean, deviation) = sums.deviation(left, top, right, bottom);
                let scale = 64.0 / deviation.max(whole * 0.25).max(1.0);
                let value = (mean - self.values[y * size + x]) * scale;
                out.push(value.clamp(-127.0, 127.0) as i8);
            }
        }
        Modules::new(self.version, out)
    }
}

fn window(at: usize, size: usize, reach: usize) -> (usize, usize) {
    let low = at.saturating_sub(reach).min(size.saturating_sub(2 * reach + 1));
    (low, (low + 2 * reach + 1).min(size))
}

/// Sums of values and of their squares over all rectangles from the first corner.
struct Sums {
    width: usize,
    sums: Vec<(f64, f64)>,
}

impl Sums {
    fn of(values: &[f32], size: usize) -> Self {
        let width = size + 1;
        let mut sums = vec![(0.0, 0.0); width * width];
        for y in 0..size {
            let mut line = (0.0, 0.0);
            for x in 0..size {
                let value = f64::from(values[y * size + x]);
                line = (line.0 + value, line.1 + value * value);
                let above = sums[y * width + x + 1];
                sums[(y + 1) * width + x + 1] = (above.0 + line.0, above.1 + line.1);
            }
        }
        Self { width, sums }
    }

    /// Mean and standard deviation over a rectangle.
    fn deviation(&self, left: usize, top: usize, right: usize, bottom: usize) -> (f32, f32) {
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        let (a, b, c, d) = (at(left, top), at(right, top), at(left, bottom), at(right, bottom));
        let count = ((right - left) * (bottom - top)) as f64;
        let mean = (d.0 + a.0 - b.0 - c.0) / count;
        let variance = (d.1 + a.1 - b.1 - c.1) / count - mean * mean;
        (mean as f32, variance.max(0.0).sqrt() as f32)
    }
}
