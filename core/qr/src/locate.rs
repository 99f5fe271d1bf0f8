//! From three finder patterns to the place of every module.
#![allow(clippy::as_conversions, reason = "counts of modules")]

use super::bend::{Bend, Shape};
use super::geometry::Projection;
use super::grey::Grey;
use super::measure::{Measured, completed};
use super::outline::{Outline, outline};
use super::patterns::{format_score, timing_score};
use super::rank::sort_by_rank;
use super::surface::Surface;
use super::symbol::Version;
use super::types::Point;

/// What the finders say about the symbol before its version is known.
pub(crate) struct Pose {
    /// Centres of the finders: the corner's, the right one, the lower one. One may be missing.
    centres: [Option<Point>; 3],
    /// Their corners, where they could be made out.
    outlines: [Option<Outline>; 3],
    /// Modules on a side, across and down.
    sizes: [f32; 2],
}

impl Pose {
    /// Finds the corners of the finders that were measured.
    pub(crate) fn outlined(measured: Measured, grey: Grey<'_>) -> Option<Self> {
        let Measured { centres, modules, ways: [right, down], sizes } = measured;
        let mut outlines = [None; 3];
        for (i, seen) in outlines.iter_mut().enumerate() {
            if let (Some(centre), Some([across, downwards])) = (centres[i], modules[i]) {
                *seen = outline(grey, centre, right.times(across), down.times(downwards));
            }
        }
        if outlines.iter().flatten().count() < 2 && centres.iter().flatten().count() < 3 {
            return None;
        }
        Some(Self { centres, outlines, sizes })
    }

    /// The versions that the measure allows, with the projection of each, the one whose timing
    /// patterns look best first.
    pub(crate) fn candidates(&self, grey: Grey<'_>) -> Vec<(Version, Surface)> {
        let whole = self.centres.iter().all(Option::is_some);
        let mut scored: Vec<(f32, Version, Projection)> =
            versions(f32::midpoint(self.sizes[0], self.sizes[1]))
                .flat_map(|version| self.projections(version).map(move |p| (version, p)))
                .filter_map(|(version, projection)| {
                    let projection = projection?;
                    let place = |x: f32, y: f32| projection.at(x, y);
                    // Most accidents end before the whole of two long lines is read. A missing finder's
                    // place is too uncertain for that.
                    if whole && timing_score(grey, version, NEAR_CORNER, place) < MIN_TIMING_NEAR {
                        return None;
                    }
                    let timing = timing_score(grey, version, usize::MAX, place);
                    if timing < MIN_TIMING {
                        return None;
                    }
                    let format = format_score(grey, version, |x, y| projection.at(x, y));
                    Some((timing + format, version, projection))
                })
                .filter(|(score, _, _)| *score > MIN_PATTERNS)
                .collect();
        sort_by_rank(&mut scored, |(score, _, _)| -score);
        scored.truncate(MAX_VERSIONS);
        scored
            .into_iter()
            .map(|(_, version, projection)| (version, Surface::Flat(projection)))
            .collect()
    }

    /// The same for a surface that bends, across or down; and how many places were looked at. The
    /// direction that stays straight says how many modules there are.
    pub(crate) fn bent_candidates(&self, grey: Grey<'_>) -> (Vec<(Version, Surface)>, usize) {
        let mut scored: Vec<(f32, Version, Surface)> = Vec::new();
        let mut readings = 0;
        // Centres alone do not tell a bend from a tilt.
        if !self.outlines.iter().all(Option::is_some) {
            return (Vec::new(), 0);
        }
        let [across, downwards] = self.sizes;
        for (down, bent, straight) in [(false, across, downwards), (true, downwards, across)] {
            // The sides of a cylinder are foreshortened, and are where the finders lie.
            if !(0.9..2.5).contains(&(bent / straight)) {
                continue;
            }
            for version in versions(straight) {
                let anchors = self.anchors(version);
                for arc in ARCS {
                    let shape = Shape { size: version.size() as f32, arc, down };
                    let Some(bend) = Bend::fitted(&anchors, shape) else { continue };
                    let place = |x: f32, y: f32| bend.at(x, y);
                    readings += 2 * NEAR_CORNER;
                    if timing_score(grey, version, NEAR_CORNER, place) < MIN_TIMING_NEAR {
                        continue;
                    }
                    readings += 2 * version.size();
                    let timing = timing_score(grey, version, usize::MAX, place);
                    if timing < MIN_TIMING {
                        continue;
                    }
                    let format = format_score(grey, version, place);
                    scored.push((timing + format, version, Surface::Bent(bend)));
                }
            }
        }
        scored.retain(|(score, _, _)| *score > MIN_PATTERNS);
        sort_by_rank(&mut scored, |(score, _, _)| -score);
        scored.truncate(MAX_BENT);
        (scored.into_iter().map(|(_, version, surface)| (version, surface)).collect(), readings)
    }

    /// Known points of the plane: positions in modules, in pixels, and their weights.
    pub(crate) fn anchors(&self, version: Version) -> Vec<(Point, Point, f32)> {
        let far = version.size() as f32 - 7.0;
        let origins = [(0.0, 0.0), (far, 0.0), (0.0, far)];
        let mut pairs = Vec::with_capacity(15);
        for ((x, y), (centre, outline)) in
            origins.into_iter().zip(self.centres.iter().zip(&self.outlines))
        {
            let Some(centre) = centre else { continue };
            pairs.push((Point::new(x + 3.5, y + 3.5), *centre, 1.0));
            if let Some(Outline { corners, inset }) = outline {
                let (low, high) = (*inset, 7.0 - inset);
                let places = [(low, low), (high, low), (high, high), (low, high)];
                for ((dx, dy), pixel) in places.into_iter().zip(corners) {
                    pairs.push((Point::new(x + dx, y + dy), *pixel, 0.5));
                }
            }
        }
        pairs
    }

    /// The projection that the outlines give, and the affine map that the centres give.
    fn projections(&self, version: Version) -> [Option<Projection>; 2] {
        let size = version.size() as f32;
        let fitted = (self.outlines.iter().flatten().count() >= 2)
            .then(|| Projection::fitted(&self.anchors(version)))
            .flatten()
            .filter(|projection| projection.is_sound(size));
        if self.outlines.iter().all(Option::is_some) {
            return [fitted, None];
        }
        let affine = completed(self.centres).map(|[corner, right, below]| {
            let (right, down) = (
                right.minus(corner).times(1.0 / (size - 7.0)),
                below.minus(corner).times(1.0 / (size - 7.0)),
            );
            let origin = corner.minus(right.times(3.5)).minus(down.times(3.5));
            Projection::affine(origin, right, down)
        });
        [fitted, affine]
    }
}

/// Versions of about so many modules on a side.
fn versions(size: f32) -> impl Iterator<Item = Version> {
    let guess = (size - 17.0) / 4.0;
    let slack = 1.0 + guess * 0.12;
    let low = (guess - slack).floor().max(1.0) as usize;
    let high = (guess + slack).ceil().min(40.0) as usize;
    (low..=high).filter_map(Version::new)
}

/// Half arcs that are tried, in radians.
const ARCS: [f32; 6] = [0.3, 0.5, 0.7, 0.9, 1.1, 1.3];

/// Below this the timing patterns are not to be seen there at all.
const MIN_TIMING: f32 = 0.2;
/// Modules of the timing patterns that are looked at first.
const NEAR_CORNER: usize = 20;
/// The same for that part.
const MIN_TIMING_NEAR: f32 = 0.1;
/// Both scores together at the first estimate. Of the symbols that the bench reads, one in a
/// thousand scores less; of accidental triples, three of four do.
const MIN_PATTERNS: f32 = 1.15;
/// Versions tried of one triple.
const MAX_VERSIONS: usize = 2;
/// The same, each with the likeliest half arcs, where the surface bends.
const MAX_BENT: usize = 4;
