//! The size of a symbol, measured by its finder patterns: cheap, and what most accidents fail at.
#![allow(clippy::as_conversions, reason = "counts of modules")]

use super::finder::Finder;
use super::outline::{Pixels, module_along};
use super::types::Point;

/// Finders measured along the directions that they themselves define.
pub(crate) struct Measured {
    /// Centres of the finders: the corner's, the right one, the lower one. One may be missing.
    pub(crate) centres: [Option<Point>; 3],
    /// Pixels a module of each, across and down: it is nearer or further away.
    pub(crate) modules: [Option<[f32; 2]>; 3],
    /// The directions across and down.
    pub(crate) ways: [Point; 2],
    /// Modules on a side, by distance and module size, across and down.
    pub(crate) sizes: [f32; 2],
}

impl Measured {
    /// Measures the finders. Of a missing one the other two say where it should be.
    pub(crate) fn of(ink: Pixels<'_>, finders: [Option<&Finder>; 3]) -> Option<Self> {
        let centres = finders.map(|finder| finder.map(|f| f.centre));
        let [corner, right, below] = completed(centres)?;
        let unit = |v: Point| v.times(1.0 / v.length());
        let ways = [unit(right.minus(corner)), unit(below.minus(corner))];
        let modules = finders.map(|finder| {
            finder.map(|finder| {
                ways.map(|way| {
                    // An axis-parallel line through a turned square is longer than its side.
                    let guess = finder.module * way.x.abs().max(way.y.abs());
                    module_along(ink, finder.centre, way, guess).unwrap_or(guess)
                })
            })
        });
        // The geometric mean is the one that perspective keeps.
        let mean = |way: usize, ends: [usize; 2]| {
            let known: Vec<f32> =
                ends.iter().filter_map(|end| modules[*end]).map(|m| m[way]).collect();
            known.iter().product::<f32>().powf(1.0 / known.len().max(1) as f32)
        };
        let (across, down) = (mean(0, [0, 1]), mean(1, [0, 2]));
        if across < 0.6 || down < 0.6 {
            return None;
        }
        let sizes = [right.distance(corner) / across, below.distance(corner) / down];
        let sizes = sizes.map(|modules| modules + 7.0);
        (17.0..=200.0).contains(&f32::midpoint(sizes[0], sizes[1])).then_some(Self {
            centres,
            modules,
            ways,
            sizes,
        })
    }

    /// How many times longer one side is than the other, in modules: once on a plane, up to twice around a
    /// bottle.
    pub(crate) fn oblong(&self) -> f32 {
        let [across, down] = self.sizes;
        (across / down).max(down / across)
    }
}

/// All three centres; a missing one completes half a square.
pub(crate) fn completed(centres: [Option<Point>; 3]) -> Option<[Point; 3]> {
    let turned = |v: Point| Point::new(-v.y, v.x);
    match centres {
        [Some(corner), Some(right), Some(below)] => Some([corner, right, below]),
        [Some(corner), Some(right), None] => {
            Some([corner, right, corner.plus(turned(right.minus(corner)))])
        }
        [Some(corner), None, Some(below)] => {
            Some([corner, corner.minus(turned(below.minus(corner))), below])
        }
        [None, Some(right), Some(below)] => {
            let half = right.minus(below).times(0.5);
            Some([below.plus(half).minus(turned(half)), right, below])
        }
        _ => None,
    }
}
