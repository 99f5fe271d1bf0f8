//! The symbol's plane corrected by its alignment patterns: paper bends, lenses distort.
#![allow(clippy::as_conversions, reason = "counts of modules")]

use super::grey::Grey;
use super::rank::sort_by_rank;
use super::surface::Surface;
use super::symbol::Version;
use super::types::Point;

/// A surface with a displacement at each alignment pattern's place.
pub(crate) struct Mesh {
    surface: Surface,
    centres: Vec<f32>,
    /// Displacements in pixels, row after row of the alignment patterns' grid.
    shifts: Vec<Point>,
    /// Places at which an alignment pattern was looked for.
    pub(crate) probes: usize,
}

impl Mesh {
    /// The surface as it is.
    pub(crate) fn bare(version: Version, surface: Surface) -> Self {
        let centres = version.alignment_centres().iter().map(|c| *c as f32 + 0.5).collect();
        Self { surface, centres, shifts: Vec::new(), probes: 0 }
    }

    /// Looks for every alignment pattern, beginning next to the finders, and fits the surface
    /// again with each one found.
    pub(crate) fn fitted(
        grey: Grey<'_>,
        version: Version,
        surface: Surface,
        mut anchors: Vec<(Point, Point, f32)>,
    ) -> Self {
        let size = version.size() as f32;
        let centres = version.alignment_centres();
        let mut mesh = Self::bare(version, surface);
        let mut found: Vec<(Point, Point)> = Vec::new();
        for (tried, (place, distance)) in places(version, &centres).into_iter().enumerate() {
            if tried >= TRIED_IN_VAIN && found.is_empty() {
                break;
            }
            let shift = nearest_shift(&found, &mesh.surface, place);
            let guess = mesh.surface.at(place.x, place.y).plus(shift);
            let known = found.iter().map(|(at, _)| at.distance(place)).fold(distance, f32::min);
            let reach = (1.2 + known / 8.0).min(MAX_REACH);
            let (pixel, probes) = alignment_pattern(grey, &mesh.surface, place, guess, reach);
            mesh.probes += probes;
            let Some(pixel) = pixel else {
                continue;
            };
            found.push((place, pixel));
            anchors.push((place, pixel, 1.0));
            if let Some(better) = mesh.surface.fitted(&anchors, size) {
                mesh.surface = better;
            }
        }
        if found.len() > 1 {
            mesh.shifts = mesh.shifts_by(&found);
        }
        mesh
    }

    /// The pixel of a position in modules.
    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        let pixel = self.surface.at(x, y);
        if self.shifts.is_empty() {
            return pixel;
        }
        let count = self.centres.len();
        let cell = |value: f32| {
            let index = self.centres.iter().rposition(|c| *c <= value).unwrap_or(0).min(count - 2);
            let (low, high) = (self.centres[index], self.centres[index + 1]);
            // Beyond the outermost patterns the correction stays as it is there.
            (index, ((value - low) / (high - low)).clamp(0.0, 1.0))
        };
        let ((i, fx), (j, fy)) = (cell(x), cell(y));
        let upper = self.shifts[j * count + i].towards(self.shifts[j * count + i + 1], fx);
        let lower =
            self.shifts[(j + 1) * count + i].towards(self.shifts[(j + 1) * count + i + 1], fx);
        pixel.plus(upper.towards(lower, fy))
    }

    /// The steps of one module at a position.
    pub(crate) fn steps(&self, x: f32, y: f32) -> (Point, Point) {
        self.surface.steps(x, y)
    }

    /// A displacement for each place of the grid: its own, or a mean of the near ones'.
    fn shifts_by(&self, found: &[(Point, Point)]) -> Vec<Point> {
        let places =
            self.centres.iter().flat_map(|y| self.centres.iter().map(|x| Point::new(*x, *y)));
        places.map(|place| nearest_shift(found, &self.surface, place)).collect()
    }
}

/// The alignment patterns' places, those near a finder first, with that distance in modules.
fn places(version: Version, centres: &[usize]) -> Vec<(Point, f32)> {
    let far = version.size() as f32 - 3.5;
    let finders = [Point::new(3.5, 3.5), Point::new(far, 3.5), Point::new(3.5, far)];
    let mut places: Vec<(Point, f32)> = centres
        .iter()
        .flat_map(|y| centres.iter().map(move |x| (*x, *y)))
        .filter(|(x, y)| version.has_alignment(*x, *y))
        .map(|(x, y)| {
            let place = Point::new(x as f32 + 0.5, y as f32 + 0.5);
            let near = finders.iter().map(|f| f.distance(place)).fold(f32::MAX, f32::min);
            (place, near)
        })
        .collect();
    sort_by_rank(&mut places, |(_, near)| *near);
    places
}

/// What the surface is off at a place, by the patterns found around it.
fn nearest_shift(found: &[(Point, Point)], surface: &Surface, place: Point) -> Point {
    let (mut sum, mut weights) = (Point::default(), 0.0);
    for (at, pixel) in found {
        let weight = 1.0 / (1.0 + at.distance(place).powi(3));
        sum = sum.plus(pixel.minus(surface.at(at.x, at.y)).times(weight));
        weights += weight;
    }
    // Far from all of them the surface alone is trusted.
    sum.times(1.0 / (weights + 1e-5))
}

/// The pattern's centre within `reach` modules of `guess`, if it is to be seen there, and how many
/// places were compared.
fn alignment_pattern(
    grey: Grey<'_>,
    surface: &Surface,
    place: Point,
    guess: Point,
    reach: f32,
) -> (Option<Point>, usize) {
    let (right, down) = surface.steps(place.x, place.y);
    let at = |x: f32, y: f32| guess.plus(right.times(x)).plus(down.times(y));
    let likeness = |x: f32, y: f32| likeness(grey, at(x, y), right, down);
    let mut best = (MIN_LIKENESS, None);
    let steps = (reach / COARSE).ceil() as i32;
    for j in -steps..=steps {
        for i in -steps..=steps {
            let (x, y) = (i as f32 * COARSE, j as f32 * COARSE);
            // Of two alike the nearer one.
            let score = likeness(x, y) - 0.01 * x.hypot(y);
            if score > best.0 {
                best = (score, Some((x, y)));
            }
        }
    }
    let probes = (2 * steps as usize + 1).pow(2);
    let Some((mut x, mut y)) = best.1 else { return (None, probes) };
    let mut score = likeness(x, y);
    for step in [COARSE / 2.0, COARSE / 4.0] {
        let (cx, cy) = (x, y);
        for (dx, dy) in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
            let (nx, ny) = (cx + dx as f32 * step, cy + dy as f32 * step);
            let new = likeness(nx, ny);
            if new > score {
                (x, y, score) = (nx, ny, new);
            }
        }
    }
    (Some(at(x, y)), probes + 16)
}

/// After so many places without a pattern the symbol is taken to be none.
const TRIED_IN_VAIN: usize = 4;
const COARSE: f32 = 0.5;
/// Modules around the expected place that are searched at most.
const MAX_REACH: f32 = 5.0;
const MIN_LIKENESS: f32 = 0.55;

/// Correlation of 5 x 5 modules around a pixel with an alignment pattern, from -1 to 1.
fn likeness(grey: Grey<'_>, centre: Point, right: Point, down: Point) -> f32 {
    let (mut sum, mut squares, mut dark) = (0.0, 0.0, 0.0);
    for j in -2..=2_i32 {
        let row = centre.plus(down.times(j as f32));
        for i in -2..=2_i32 {
            let value = grey.at(row.plus(right.times(i as f32)));
            sum += value;
            squares += value * value;
            if i.abs().max(j.abs()) != 1 {
                dark += value;
            }
        }
    }
    // 17 dark and 8 light modules.
    let variance = squares / 25.0 - (sum / 25.0).powi(2);
    let contrast = (sum - dark) / 8.0 - dark / 17.0;
    contrast * (17.0_f32 * 8.0).sqrt() / 25.0 / variance.max(4.0).sqrt()
}
