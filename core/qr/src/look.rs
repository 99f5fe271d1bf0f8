//! Three finder patterns, or two, to the text of the symbol that they belong to.
#![allow(clippy::as_conversions, reason = "small factors to coordinates")]

use super::bits::Bits;
use super::detector::Work;
use super::finder::Finder;
use super::grey::Grey;
use super::limits::{
    MAX_BENT_TRIPLES, MAX_MEASURED, MAX_PAIRED_FINDERS, MAX_TRIPLES, MAX_UNUSUAL_TRIPLES,
    TRIPLES_A_CODE,
};
use super::locate::Pose;
use super::measure::Measured;
use super::mesh::Mesh;
use super::outline::Pixels;
use super::patterns::Patterns;
use super::pyramid::Pyramid;
use super::sample::Samples;
use super::symbol::{self, Decoded, Plan, Version, second_opinion};
use super::triple::{alike, triples};
use super::types::{Found, Point};

/// The finders of one view.
pub(crate) struct Look<'a> {
    pub(crate) pyramid: &'a Pyramid<'a>,
    pub(crate) bits: Bits<'a>,
    pub(crate) factor: f32,
    /// Those that belong to no code yet.
    pub(crate) finders: Vec<&'a Finder>,
    pub(crate) most: usize,
    /// Whether symbols on bent surfaces are looked for.
    pub(crate) bent: bool,
}

impl Look<'_> {
    pub(crate) fn triples(&self, work: &mut Work, found: &mut Vec<Found>) {
        let mut used = vec![false; self.finders.len()];
        let (begin, mut unusual) = (*work, 0);
        let most = if self.bent { MAX_BENT_TRIPLES } else { MAX_TRIPLES };
        for triple in triples(&self.finders) {
            let members = [triple.corner, triple.right, triple.below];
            if members.iter().any(|i| used[*i]) {
                continue;
            }
            if work.poses - begin.poses >= most + work.codes * TRIPLES_A_CODE
                || work.measured - begin.measured >= MAX_MEASURED
                || work.is_exhausted()
                || found.len() >= self.most
            {
                return;
            }
            if !triple.usual && unusual >= MAX_UNUSUAL_TRIPLES {
                continue;
            }
            let before = work.poses;
            work.usual |= triple.usual;
            match self.counted(members.map(|i| Some(self.finders[i])), work) {
                Some(code) => {
                    members.iter().for_each(|i| used[*i] = true);
                    self.mark(&code, &mut used);
                    add(found, code);
                }
                None if !triple.usual => unusual += work.poses - before,
                None => {}
            }
        }
    }

    /// Marks the finders that a code covers.
    fn mark(&self, code: &Found, used: &mut [bool]) {
        for (used, finder) in used.iter_mut().zip(&self.finders) {
            *used |= covers(code, finder.centre.times(self.factor));
        }
    }

    /// Takes every two of the likeliest finders for an edge or the diagonal of a symbol.
    pub(crate) fn pairs(&self, work: &mut Work, found: &mut Vec<Found>) {
        let few = &self.finders[..self.finders.len().min(MAX_PAIRED_FINDERS)];
        let mut used = vec![false; self.finders.len()];
        for (i, &a) in few.iter().enumerate() {
            for (j, &b) in few.iter().enumerate().skip(i + 1).filter(|(_, b)| alike(a, b)) {
                let (a, b) = (Some(a), Some(b));
                for symbol in [
                    [a, b, None],
                    [b, a, None],
                    [a, None, b],
                    [b, None, a],
                    [None, a, b],
                    [None, b, a],
                ] {
                    if work.is_exhausted() || found.len() >= self.most {
                        return;
                    }
                    if used[i] || used[j] {
                        break;
                    }
                    if let Some(code) = self.counted(symbol, work) {
                        (used[i], used[j]) = (true, true);
                        self.mark(&code, &mut used);
                        add(found, code);
                    }
                }
            }
        }
    }

    /// The code of three finders, and what it cost by whether it was in vain.
    fn counted(&self, symbol: [Option<&Finder>; 3], work: &mut Work) -> Option<Found> {
        let before = *work;
        let code = self.code(symbol, work);
        if code.is_some() {
            let read = before.read + work.modules - before.modules;
            *work = Work { read, codes: before.codes + 1, ..before };
        }
        code
    }

    /// The code whose corner's, right and lower finders these are.
    fn code(&self, symbol: [Option<&Finder>; 3], work: &mut Work) -> Option<Found> {
        let inverted = symbol.iter().flatten().any(|finder| finder.inverted);
        let factor = self.factor;
        let ink = Pixels { bits: self.bits, inverted };
        work.measured += 1;
        let measured = Measured::of(ink, symbol)?;
        let module = symbol.iter().flatten().map(|finder| finder.module).fold(f32::MAX, f32::min);
        // Small modules are measured less exactly.
        let most = if self.bent { MOST_OBLONG_BENT } else { MOST_OBLONG + 0.4 / module };
        if symbol.iter().all(Option::is_some) && measured.oblong() > most {
            return None;
        }
        work.poses += 1;
        // Brightness is read in the size in which a module has about three pixels; positions stay
        // in those of this look.
        let (frame, ratio) = self.pyramid.suiting(module * factor);
        let grey = Grey::new(frame, factor / ratio as f32, inverted);
        let pose = Pose::outlined(measured, grey)?;
        let candidates = if self.bent {
            let (candidates, readings) = pose.bent_candidates(grey);
            work.probes += readings / 25;
            candidates
        } else {
            pose.candidates(grey)
        };
        candidates.into_iter().find_map(|(version, surface)| {
            if work.is_exhausted() {
                return None;
            }
            work.grids += 1;
            let mut mesh = Mesh::fitted(grey, version, surface, pose.anchors(version));
            work.probes += mesh.probes;
            let seen = |mesh: &Mesh| Patterns::seen(grey, version, |x, y| mesh.at(x, y));
            let mut patterns = seen(&mesh);
            // What was mistaken for alignment patterns leads away from those that are sure.
            let bare = Mesh::bare(version, surface);
            let patterns_of_bare = seen(&bare);
            if patterns_of_bare.score() > patterns.score() + MISLED {
                (mesh, patterns) = (bare, patterns_of_bare);
            }
            let Decoded { content, mirrored } = decoded(grey, version, &mesh, &patterns, work)?;
            let corners = self.corners(&mesh, version.size() as f32, mirrored);
            Some(Found::new(content, corners))
        })
    }

    fn corners(&self, mesh: &Mesh, size: f32, mirrored: bool) -> [Point; 4] {
        [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)].map(|(x, y)| {
            let (x, y) = if mirrored { (y, x) } else { (x, y) };
            mesh.at(x, y).times(self.factor)
        })
    }
}

/// Whether a point lies in a code or so near to its edge that a finder there would be its own.
pub(crate) fn covers(code: &Found, point: Point) -> bool {
    let [a, b, c, d] = code.corners;
    let middle = a.plus(b).plus(c).plus(d).times(0.25);
    // Turned over if it is mirrored.
    let side = b.minus(a).cross(c.minus(b)).signum();
    [(a, b), (b, c), (c, d), (d, a)].into_iter().all(|(from, to)| {
        let outwards = to.minus(from).cross(middle.minus(from)) * 0.04;
        to.minus(from).cross(point.minus(from)) * side >= -outwards.abs()
    })
}

/// The text of the symbol that a mesh lies over.
fn decoded(
    grey: Grey<'_>,
    version: Version,
    mesh: &Mesh,
    patterns: &Patterns,
    work: &mut Work,
) -> Option<Decoded> {
    if !patterns.are_likely() {
        return None;
    }
    let cost = version.size() * version.size();
    let samples = Samples::taken(grey, version, mesh);
    let plan = Plan::new(version);
    work.modules += cost;
    for (sharpening, reach) in ATTEMPTS {
        work.modules += cost;
        let modules = samples.sharpened(sharpening).modules(reach)?;
        let decoded = symbol::decode(&modules, &plan);
        if decoded.is_some() {
            return decoded;
        }
    }
    if !patterns.are_clear() {
        return None;
    }
    work.modules += cost;
    second_opinion::decode(&samples.modules(ATTEMPTS[0].1)?)
}

/// How many times more modules than across there may be down, or the other way round; of the symbols
/// that the bench reads, one in 200 is measured so that it has 1.23 times as many.
const MOST_OBLONG: f32 = 1.3;
/// The same where the surface bends.
const MOST_OBLONG_BENT: f32 = 2.5;

/// How much worse timing and format are to be seen once alignment patterns were found that are none.
const MISLED: f32 = 0.2;

/// Sharpening and window of each attempt at the same samples.
const ATTEMPTS: [(f32, usize); 4] = [(0.1, 5), (0.0, 8), (0.3, 4), (0.6, 6)];

/// Adds a code unless the same one was read there before.
pub(crate) fn add(found: &mut Vec<Found>, code: Found) {
    if !found.iter().any(|old| old.says_what(&code) && near(old, &code)) {
        found.push(code);
    }
}

/// Whether two codes lie over each other.
fn near(a: &Found, b: &Found) -> bool {
    let middle = |f: &Found| f.corners[0].towards(f.corners[2], 0.5);
    middle(a).distance(middle(b)) < a.corners[0].distance(a.corners[2]) * 0.25
}
