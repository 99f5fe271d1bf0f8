//! A symbol on a surface that bends in one direction, as a label around a bottle does.

use super::geometry::{Equations, frame_of, narrowed};
use super::types::Point;

/// How a symbol is bent.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// Modules on a side.
    pub(crate) size: f32,
    /// Half of the arc that it covers on a cylinder, in radians.
    pub(crate) arc: f32,
    /// Whether its columns bend; else its rows do.
    pub(crate) down: bool,
}

impl Shape {
    /// Coordinates on the cylinder, from its middle: along the arc, along the axis, and towards the back.
    fn place(&self, x: f32, y: f32) -> [f32; 3] {
        let (along, across) = if self.down { (y, x) } else { (x, y) };
        let half = self.size / 2.0;
        let (sin, cos) = (self.arc * (along / half - 1.0)).sin_cos();
        [sin / self.arc, across / half - 1.0, (1.0 - cos) * 2.0 / (self.arc * self.arc)]
    }
}

/// A cylinder in the picture. Where its middle line lies is in the projection: moving the symbol around the
/// cylinder is a linear map of sine and cosine.
#[derive(Clone, Copy)]
pub(crate) struct Bend {
    pub(crate) shape: Shape,
    /// Two rows of four for x and y, and three for the distance, which is 1 in the middle.
    rows: [f32; 11],
}

impl Bend {
    /// The cylinder of that shape that takes the first of each pair to the second as nearly as can be.
    pub(crate) fn fitted(pairs: &[(Point, Point, f32)], shape: Shape) -> Option<Self> {
        let (scale, middle) = frame_of(pairs.iter().map(|p| p.1))?;
        let mut normal = Equations::<11>::default();
        for (from, to, weight) in pairs {
            let [s, b, c] = shape.place(from.x, from.y).map(f64::from);
            let to = to.minus(middle).times(scale);
            let (u, v) = (f64::from(to.x), f64::from(to.y));
            let weight = f64::from(*weight);
            let first = [s, b, c, 1.0, 0.0, 0.0, 0.0, 0.0, -u * s, -u * b, -u * c];
            let second = [0.0, 0.0, 0.0, 0.0, s, b, c, 1.0, -v * s, -v * b, -v * c];
            normal.add(first, u, weight);
            normal.add(second, v, weight);
        }
        // A strong perspective needs strong evidence: noise at the finders' corners looks like one.
        for i in 8..11 {
            let factors = std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 });
            normal.add(factors, 0.0, PERSPECTIVE_DOUBT);
        }
        let p = normal.solved()?.map(narrowed);
        let mut rows = p;
        for (axis, at) in [(0, middle.x), (4, middle.y)] {
            // 1 for the constant.
            let depth = [p[8], p[9], p[10], 1.0];
            for i in 0..4 {
                rows[axis + i] = p[axis + i] / scale + at * depth[i];
            }
        }
        let bend = Self { shape, rows };
        bend.is_sound().then_some(bend)
    }

    /// The pixel of a position in modules.
    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        let [s, b, c] = self.shape.place(x, y);
        let r = &self.rows;
        let w = r[8] * s + r[9] * b + r[10] * c + 1.0;
        Point::new(
            (r[0] * s + r[1] * b + r[2] * c + r[3]) / w,
            (r[4] * s + r[5] * b + r[6] * c + r[7]) / w,
        )
    }

    /// The steps of one module along x and along y at a position.
    pub(crate) fn steps(&self, x: f32, y: f32) -> (Point, Point) {
        (
            self.at(x + 0.5, y).minus(self.at(x - 0.5, y)),
            self.at(x, y + 0.5).minus(self.at(x, y - 0.5)),
        )
    }

    /// Whether all of the symbol is in front of the camera and on the side towards it.
    fn is_sound(&self) -> bool {
        let r = &self.rows;
        let size = self.shape.size;
        r.iter().all(|value| value.is_finite())
            && (0..9_u8).all(|i| {
                let (x, y) = (f32::from(i % 3) * size / 2.0, f32::from(i / 3) * size / 2.0);
                let [s, b, c] = self.shape.place(x, y);
                let (right, down) = self.steps(x, y);
                r[8] * s + r[9] * b + r[10] * c + 1.0 > 0.1 && right.cross(down) > 0.0
            })
    }
}

/// The weight against perspective, beside 1 for a finder's centre.
const PERSPECTIVE_DOUBT: f64 = 3e-4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cylinder_is_recovered_from_its_points_wherever_its_middle_lies() {
        let shape = Shape { size: 33.0, arc: 0.9, down: false };
        // Seen a little from the side, so that the nearest line is not the middle of the symbol.
        let seen = |x: f32, y: f32| {
            let angle = 0.9 * (x / 16.5 - 1.0) + 0.2;
            let away = 1.0 + 0.2 * (1.0 - angle.cos());
            Point::new(200.0 + 80.0 * angle.sin() / away, 150.0 + 5.0 * (y - 16.5) / away)
        };
        for down in [false, true] {
            let shape = Shape { down, ..shape };
            let turned = |x: f32, y: f32| {
                let at = if down { seen(y, x) } else { seen(x, y) };
                if down { Point::new(at.y, at.x) } else { at }
            };
            let mut pairs = Vec::new();
            for (x, y) in [(0.0, 0.0), (26.0, 0.0), (0.0, 26.0)] {
                for (dx, dy) in [(0.0, 0.0), (7.0, 0.0), (7.0, 7.0), (0.0, 7.0), (3.5, 3.5)] {
                    let (x, y) = (x + dx, y + dy);
                    pairs.push((Point::new(x, y), turned(x, y), 1.0));
                }
            }
            let bend = Bend::fitted(&pairs, shape).unwrap();
            for (x, y) in [(16.5, 16.5), (29.0, 29.0), (10.0, 25.0)] {
                assert!(bend.at(x, y).distance(turned(x, y)) < 1.0, "{x} {y} {down}");
            }
            assert!(Bend::fitted(&pairs[..2], shape).is_none_or(|bend| bend.is_sound()));
        }
    }
}
