//! Plane geometry: vectors, lines and the projection of a symbol's plane into the picture.

use super::types::Point;

impl Point {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(crate) fn times(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    pub(crate) fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    pub(crate) fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// Above zero if `other` lies clockwise of this vector, as pictures have it (y downwards).
    pub(crate) fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    pub(crate) fn distance(self, other: Self) -> f32 {
        self.minus(other).length()
    }

    /// `self` at 0, `other` at 1.
    pub(crate) fn towards(self, other: Self, part: f32) -> Self {
        self.plus(other.minus(self).times(part))
    }
}

/// A straight line: `normal` has length one, and points on it have `normal.dot(p) == offset`.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    normal: Point,
    offset: f32,
}

impl Line {
    /// The line of least squares through points, or `None` for less than two.
    pub(crate) fn through(points: &[Point]) -> Option<Self> {
        let count = f32::from(u16::try_from(points.len()).ok().filter(|n| *n >= 2)?);
        let middle = points.iter().fold(Point::default(), |s, p| s.plus(*p)).times(1.0 / count);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for p in points {
            let d = p.minus(middle);
            xx += d.x * d.x;
            xy += d.x * d.y;
            yy += d.y * d.y;
        }
        let angle = 0.5 * f32::atan2(2.0 * xy, xx - yy);
        let normal = Point::new(-angle.sin(), angle.cos());
        Some(Self { normal, offset: normal.dot(middle) })
    }

    pub(crate) fn distance(&self, point: Point) -> f32 {
        (self.normal.dot(point) - self.offset).abs()
    }

    /// Where two lines meet, or `None` if they are as good as parallel.
    pub(crate) fn meets(&self, other: &Self) -> Option<Point> {
        let determinant = self.normal.cross(other.normal);
        (determinant.abs() > 0.05).then(|| {
            Point::new(
                (self.offset * other.normal.y - other.offset * self.normal.y) / determinant,
                (other.offset * self.normal.x - self.offset * other.normal.x) / determinant,
            )
        })
    }
}

/// A projective map from module coordinates to pixels.
#[derive(Clone, Copy)]
pub(crate) struct Projection([f32; 9]);

impl Projection {
    /// The map that takes each first point to its second as nearly as can be (least squares of an
    /// algebraic error, on normalised coordinates). At least four pairs.
    pub(crate) fn fitted(pairs: &[(Point, Point, f32)]) -> Option<Self> {
        if pairs.len() < 4 {
            return None;
        }
        let (from_scale, from_middle) = frame_of(pairs.iter().map(|p| p.0))?;
        let (to_scale, to_middle) = frame_of(pairs.iter().map(|p| p.1))?;
        let mut normal = Equations::<8>::default();
        for (from, to, weight) in pairs {
            let f = from.minus(from_middle).times(from_scale);
            let t = to.minus(to_middle).times(to_scale);
            let (x, y, u, v) = (f64::from(f.x), f64::from(f.y), f64::from(t.x), f64::from(t.y));
            let weight = f64::from(*weight);
            normal.add([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], u, weight);
            normal.add([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y], v, weight);
        }
        let h = normal.solved()?;
        // Undo the two normalisations: T⁻¹ H S.
        let (s, t) = (f64::from(from_scale), f64::from(to_scale));
        let (sx, sy) = (f64::from(from_middle.x), f64::from(from_middle.y));
        let (tx, ty) = (f64::from(to_middle.x), f64::from(to_middle.y));
        let h = [h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], 1.0];
        let mut hs = [0.0; 9];
        for row in 0..3 {
            let (a, b, c) = (h[row * 3] * s, h[row * 3 + 1] * s, h[row * 3 + 2]);
            hs[row * 3] = a;
            hs[row * 3 + 1] = b;
            hs[row * 3 + 2] = c - a * sx - b * sy;
        }
        let mut out = [0.0_f32; 9];
        for column in 0..3 {
            let w = hs[6 + column];
            out[column] = narrowed(hs[column] / t + tx * w);
            out[3 + column] = narrowed(hs[3 + column] / t + ty * w);
            out[6 + column] = narrowed(w);
        }
        out.iter().all(|v| v.is_finite()).then_some(Self(out))
    }

    /// The affine map with `origin` at (0, 0) and the given steps along x and y.
    pub(crate) fn affine(origin: Point, right: Point, down: Point) -> Self {
        Self([right.x, down.x, origin.x, right.y, down.y, origin.y, 0.0, 0.0, 1.0])
    }

    /// The pixel of a position in modules.
    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        Point::new((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)
    }

    /// The steps of one module along x and along y at a position.
    pub(crate) fn steps(&self, x: f32, y: f32) -> (Point, Point) {
        (
            self.at(x + 0.5, y).minus(self.at(x - 0.5, y)),
            self.at(x, y + 0.5).minus(self.at(x, y - 0.5)),
        )
    }

    /// Whether a square of `size` modules stays in front of the camera and keeps its orientation.
    pub(crate) fn is_sound(&self, size: f32) -> bool {
        let m = &self.0;
        let sign = m[8].signum();
        [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)].into_iter().all(|(x, y)| {
            let (right, down) = self.steps(x, y);
            (m[6] * x + m[7] * y + m[8]) * sign > 0.0 && right.cross(down) > 0.0
        })
    }
}

#[allow(clippy::as_conversions, reason = "rounding to f32 is what is meant")]
pub(crate) fn narrowed(value: f64) -> f32 {
    value as f32
}

/// A scale and a middle that bring points to a mean distance of about one from the origin.
pub(crate) fn frame_of(points: impl Iterator<Item = Point> + Clone) -> Option<(f32, Point)> {
    let (mut count, mut sum) = (0.0, Point::default());
    for point in points.clone() {
        count += 1.0;
        sum = sum.plus(point);
    }
    let middle = sum.times(1.0 / count);
    let spread = points.map(|p| p.distance(middle)).sum::<f32>() / count;
    (spread.is_finite() && spread > 1e-3).then(|| (1.0 / spread, middle))
}

/// Linear equations gathered for a solution of least squares.
pub(crate) struct Equations<const N: usize> {
    rows: [([f64; N], f64); N],
}

impl<const N: usize> Default for Equations<N> {
    fn default() -> Self {
        Self { rows: [([0.0; N], 0.0); N] }
    }
}

impl<const N: usize> Equations<N> {
    /// The equation that the products with `factors` add up to `sum`.
    pub(crate) fn add(&mut self, factors: [f64; N], sum: f64, weight: f64) {
        for ((row, right), factor) in self.rows.iter_mut().zip(factors) {
            for (value, other) in row.iter_mut().zip(factors) {
                *value += weight * factor * other;
            }
            *right += weight * factor * sum;
        }
    }

    /// Gauss elimination with pivoting.
    pub(crate) fn solved(self) -> Option<[f64; N]> {
        let mut rows = self.rows;
        for column in 0..N {
            let size = |row: &usize| rows[*row].0[column].abs();
            let pivot = (column..N).max_by(|a, b| size(a).total_cmp(&size(b)))?;
            if size(&pivot) < 1e-12 {
                return None;
            }
            rows.swap(column, pivot);
            let (head, head_right) = rows[column];
            for (index, (row, right)) in rows.iter_mut().enumerate() {
                if index != column {
                    let factor = row[column] / head[column];
                    for (value, above) in row.iter_mut().zip(head).skip(column) {
                        *value -= factor * above;
                    }
                    *right -= factor * head_right;
                }
            }
        }
        Some(std::array::from_fn(|i| rows[i].1 / rows[i].0[i]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_is_recovered_from_its_points() {
        let true_map = Projection([5.0, 0.7, 100.0, -0.4, 6.0, 50.0, 0.002, -0.001, 1.0]);
        let corners = [(0.0, 0.0), (29.0, 0.0), (29.0, 29.0), (0.0, 29.0), (11.0, 7.0)];
        let pairs: Vec<_> =
            corners.map(|(x, y)| (Point::new(x, y), true_map.at(x, y), 1.0)).to_vec();
        let map = Projection::fitted(&pairs).unwrap();
        assert!(map.is_sound(29.0));
        for (x, y) in [(3.0, 25.0), (20.0, 20.0), (-2.0, 31.0)] {
            assert!(map.at(x, y).distance(true_map.at(x, y)) < 0.01);
        }
        assert!(Projection::fitted(&pairs[..3]).is_none());
        let same = vec![(Point::new(1.0, 1.0), Point::new(2.0, 2.0), 1.0); 5];
        assert!(Projection::fitted(&same).is_none());
    }

    #[test]
    fn lines_meet_where_they_should() {
        let points =
            |f: fn(f32) -> Point| -> Vec<Point> { (0..9_u8).map(|i| f(f32::from(i))).collect() };
        let level = Line::through(&points(|i| Point::new(i, 3.0))).unwrap();
        let steep = Line::through(&points(|i| Point::new(5.0 + 0.1 * i, i))).unwrap();
        assert!(level.meets(&steep).unwrap().distance(Point::new(5.3, 3.0)) < 1e-3);
        assert!(level.meets(&level).is_none());
        assert!((level.distance(Point::new(0.0, 5.0)) - 2.0).abs() < 1e-5);
    }
}
