//! Which three finder patterns may belong to one symbol.
#![allow(clippy::as_conversions, reason = "counts of finders and modules")]

use super::finder::Finder;
use super::rank::sort_by_rank;
use super::types::Point;

/// Three finders: the corner's, the one to its right and the one below, by the symbol's own
/// directions unless it is mirrored. Indices into the list of finders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triple {
    pub(crate) corner: usize,
    pub(crate) right: usize,
    pub(crate) below: usize,
    /// Whether they lie as they do without a strong tilt.
    pub(crate) usual: bool,
    score: f32,
}

/// Plausible triples, the most plausible first, at most [`OF_A_CORNER`] for each finder as the
/// corner's.
pub(crate) fn triples(finders: &[&Finder]) -> Vec<Triple> {
    let few = finders.len() <= FEW;
    let places = Places::of(finders);
    let (mut out, mut of_one) = (Vec::new(), Vec::new());
    for corner in 0..finders.len() {
        let near = places.near(finders, corner, if few { FEW_NEIGHBOURS } else { NEIGHBOURS });
        for (i, &one) in near.iter().enumerate() {
            // The others are further away; too far for the one, they are too far from here on.
            let others = near[i + 1..].iter().take_while(|(far, _)| *far <= 3.0 * one.0);
            for &other in others {
                if alike(finders[one.1], finders[other.1]) {
                    of_one.extend(triple(finders, corner, one, other));
                }
            }
        }
        sort_by_rank(&mut of_one, |triple: &Triple| triple.score);
        of_one.truncate(OF_A_CORNER);
        out.append(&mut of_one);
    }
    sort_by_rank(&mut out, |triple| triple.score);
    out
}

/// Finders up to which nearly all of them are looked at together.
const FEW: usize = 64;
/// Nearest finders that are looked at with each, where there are few and where there are many.
const FEW_NEIGHBOURS: usize = 32;
const NEIGHBOURS: usize = 12;
/// Triples with the same corner.
const OF_A_CORNER: usize = 6;

/// Finders by place, about one in each square.
struct Places {
    side: f32,
    columns: usize,
    squares: Vec<Vec<u16>>,
}

impl Places {
    fn of(finders: &[&Finder]) -> Self {
        let far =
            |along: fn(&Point) -> f32| finders.iter().map(|f| along(&f.centre)).fold(1.0, f32::max);
        let (width, height) = (far(|p| p.x), far(|p| p.y));
        let side = (width * height / finders.len().max(1) as f32).sqrt().max(16.0);
        let (columns, rows) = ((width / side) as usize + 1, (height / side) as usize + 1);
        let mut places = Self { side, columns, squares: vec![Vec::new(); columns * rows] };
        for (i, finder) in finders.iter().enumerate() {
            let (x, y) = places.square(finder.centre);
            places.squares[y * columns + x].push(i as u16);
        }
        places
    }

    fn square(&self, at: Point) -> (usize, usize) {
        ((at.x.max(0.0) / self.side) as usize, (at.y.max(0.0) / self.side) as usize)
    }

    /// The finders nearest to one that may be of the same symbol, at most `count`, and how far away.
    fn near(&self, finders: &[&Finder], index: usize, count: usize) -> Vec<(f32, usize)> {
        let finder = finders[index];
        let (x, y) = self.square(finder.centre);
        let rows = self.squares.len() / self.columns;
        let mut near: Vec<(f32, usize)> = Vec::new();
        for ring in 0..self.columns.max(rows) {
            for row in y.saturating_sub(ring)..(y + ring + 1).min(rows) {
                let whole = row.abs_diff(y) == ring;
                let step = if whole { 1 } else { (2 * ring).max(1) };
                for column in (0..=2 * ring).step_by(step) {
                    let Some(column) = (x + column).checked_sub(ring) else { continue };
                    if column >= self.columns {
                        break;
                    }
                    for other in self.squares[row * self.columns + column].iter().copied() {
                        let other = usize::from(other);
                        let distance = finders[other].centre.distance(finder.centre);
                        let module = finder.module.max(finders[other].module);
                        if other != index
                            && alike(finder, finders[other])
                            && distance >= NEAREST * module * 0.6
                        {
                            near.push((distance, other));
                        }
                    }
                }
            }
            // What lies further out than the next ring is further away than all of these.
            let reached = near.iter().filter(|(distance, _)| *distance <= ring as f32 * self.side);
            if reached.count() >= count || ring as f32 * self.side > finder.module * FURTHEST * 2.0
            {
                break;
            }
        }
        sort_by_rank(&mut near, |(distance, _)| *distance);
        near.truncate(count);
        near
    }
}

/// Whether two finders may belong to the same symbol.
pub(crate) fn alike(a: &Finder, b: &Finder) -> bool {
    within(a, b, 2.6)
}

/// Whether they are so in all but a strong tilt.
pub(crate) fn as_large(a: &Finder, b: &Finder) -> bool {
    within(a, b, 2.2)
}

fn within(a: &Finder, b: &Finder, most: f32) -> bool {
    a.inverted == b.inverted && a.module < b.module * most && b.module < a.module * most
}

/// Modules between two finders of a symbol: 14 between the centres in version 1, 170 in version 40;
/// axis-parallel measures are up to √2 too large.
const NEAREST: f32 = 9.0;
const FURTHEST: f32 = 190.0;

/// The triple, if its corner's is the widest angle, scored by how unlike half a square it is. The other two
/// come with their distances from the corner's, the nearer one first.
fn triple(
    finders: &[&Finder],
    corner: usize,
    (short, one): (f32, usize),
    (wide, other): (f32, usize),
) -> Option<Triple> {
    let modules = [corner, one, other].map(|i| finders[i].module);
    let module = modules.iter().sum::<f32>() / 3.0;
    if short < NEAREST * module || wide > FURTHEST * module {
        return None;
    }
    let (u, v) = (
        finders[one].centre.minus(finders[corner].centre),
        finders[other].centre.minus(finders[corner].centre),
    );
    let cosine = u.dot(v) / (short * wide);
    if cosine.abs() > 0.75 {
        return None;
    }
    let long = finders[one].centre.distance(finders[other].centre);
    if long < wide * 0.75 {
        return None;
    }
    let spread = modules.iter().fold(0.0_f32, |m, v| m.max(*v))
        / modules.iter().fold(f32::MAX, |m, v| m.min(*v))
        - 1.0;
    let rows = [corner, one, other].iter().map(|i| finders[*i].seen.min(6)).sum::<u32>() as f32;
    // Small symbols first among equals: a triple across two codes is larger than either.
    let score = cosine.abs() + (wide / short - 1.0) + spread + wide / module / 200.0 - rows / 30.0;
    let (right, below) = if u.cross(v) > 0.0 { (one, other) } else { (other, one) };
    let all_alike = [corner, one, other].iter().all(|i| {
        !finders[*i].stretched
            && [corner, one, other].iter().all(|j| as_large(finders[*i], finders[*j]))
    });
    let usual = all_alike && long >= wide && wide <= 2.5 * short && cosine.abs() <= 0.6;
    Some(Triple { corner, right, below, usual, score })
}
