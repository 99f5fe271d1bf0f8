//! Which three finder patterns may belong to one symbol.
#![allow(clippy::as_conversions, reason = "counts of finders and modules")]

use super::finder::Finder;
use super::limits::MAX_TRIPLES;

/// Three finders: the corner's, the one to its right and the one below, by the symbol's own
/// directions unless it is mirrored. Indices into the list of finders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triple {
    pub(crate) corner: usize,
    pub(crate) right: usize,
    pub(crate) below: usize,
    score: f32,
}

/// Plausible triples, the most plausible first, at most [`MAX_TRIPLES`].
pub(crate) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let mut out = Vec::new();
    for a in 0..finders.len() {
        for b in a + 1..finders.len() {
            if !alike(&finders[a], &finders[b]) {
                continue;
            }
            for c in b + 1..finders.len() {
                if alike(&finders[a], &finders[c]) && alike(&finders[b], &finders[c]) {
                    out.extend(triple(finders, a, b, c));
                }
            }
        }
    }
    out.sort_by(|a, b| a.score.total_cmp(&b.score));
    out.truncate(MAX_TRIPLES);
    out
}

/// Whether two finders may belong to the same symbol.
pub(crate) fn alike(a: &Finder, b: &Finder) -> bool {
    a.inverted == b.inverted && a.module < b.module * 2.2 && b.module < a.module * 2.2
}

/// The triple with its corner at the widest angle, scored by how unlike half a square it is.
fn triple(finders: &[Finder], a: usize, b: usize, c: usize) -> Option<Triple> {
    let distance = |i: usize, j: usize| finders[i].centre.distance(finders[j].centre);
    let (ab, bc, ca) = (distance(a, b), distance(b, c), distance(c, a));
    let (corner, one, other, long) = if bc >= ab && bc >= ca {
        (a, b, c, bc)
    } else if ca >= ab {
        (b, c, a, ca)
    } else {
        (c, a, b, ab)
    };
    let (p, q) = (distance(corner, one), distance(corner, other));
    let (short, wide) = (p.min(q), p.max(q));
    let module = (finders[a].module + finders[b].module + finders[c].module) / 3.0;
    // 14 modules between the centres in version 1, 170 in version 40; axis-parallel measures are up
    // to √2 too large.
    if short < 9.0 * module || wide > 190.0 * module || wide > 2.5 * short {
        return None;
    }
    let cosine = (p * p + q * q - long * long) / (2.0 * p * q);
    if cosine.abs() > 0.6 {
        return None;
    }
    let modules = [finders[a].module, finders[b].module, finders[c].module];
    let spread = modules.iter().fold(0.0_f32, |m, v| m.max(*v))
        / modules.iter().fold(f32::MAX, |m, v| m.min(*v))
        - 1.0;
    let rows = [a, b, c].iter().map(|i| finders[*i].seen.min(6)).sum::<u32>() as f32;
    // Small symbols first among equals: a triple across two codes is larger than either.
    let score = cosine.abs() + (wide / short - 1.0) + spread + wide / module / 200.0 - rows / 30.0;
    let (u, v) = (
        finders[one].centre.minus(finders[corner].centre),
        finders[other].centre.minus(finders[corner].centre),
    );
    let (right, below) = if u.cross(v) > 0.0 { (one, other) } else { (other, one) };
    Some(Triple { corner, right, below, score })
}
