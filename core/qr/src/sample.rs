//! Brightness at every module, and from it which are dark and how surely.
#![allow(clippy::as_conversions, reason = "counts of modules")]

use super::grey::Grey;
use super::mesh::Mesh;
use super::symbol::{Modules, Version};

/// The brightness of each module of a symbol.
pub(crate) struct Samples {
    version: Version,
    values: Vec<f32>,
    /// Those that a reflection makes so bright that they may be dark.
    dazzled: Vec<bool>,
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
        let dazzled = dazzled(&values, size);
        Self { version, values, dazzled }
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
        Self { version: self.version, values, dazzled: self.dazzled.clone() }
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
                let dazzled = self.dazzled[y * size + x];
                let value = if dazzled { value * DAZZLED } else { value };
                out.push(value.clamp(-127.0, 127.0) as i8);
            }
        }
        Modules::new(self.version, out)
    }
}

/// Marks squares of 3 x 3 modules that are all brighter than light modules are: dark ones among them do not
/// show.
fn dazzled(values: &[f32], size: usize) -> Vec<bool> {
    let (mean, deviation) = Sums::of(values, size).deviation(0, 0, size, size);
    // The mean and one deviation are what light modules have.
    let light = (mean + deviation * 1.15).max(SATURATED);
    let mut dazzled = vec![false; values.len()];
    let square = |x: usize, y: usize| {
        (y - 1..=y + 1).flat_map(move |y| (x - 1..=x + 1).map(move |x| y * size + x))
    };
    for (x, y) in (1..size - 1).flat_map(|y| (1..size - 1).map(move |x| (x, y))) {
        if values[y * size + x] > light && square(x, y).all(|at| values[at] > light) {
            square(x, y).for_each(|at| dazzled[at] = true);
        }
    }
    dazzled
}

/// What the confidence of their modules is worth.
const DAZZLED: f32 = 0.06;

/// Brightness from which on a sensor may have had enough.
const SATURATED: f32 = 248.0;

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
