//! One look at a frame: black and white, finders, triples, modules, text.
#![allow(clippy::as_conversions, reason = "small factors to coordinates")]

use super::bits::Bits;
use super::finder::{self, Finder};
use super::frame::Frame;
use super::grey::Grey;
use super::levels::Levels;
use super::limits::{
    MAX_BENT_TRIPLES, MAX_GRIDS, MAX_PAIRED_FINDERS, MAX_POSES, MAX_PROBES, MAX_READ_MODULES,
    MAX_SAMPLED_MODULES, MAX_SEARCHED_PIXELS, MAX_TRIPLES, MAX_UNUSUAL_TRIPLES,
};
use super::locate::{Patterns, Pose};
use super::mesh::Mesh;
use super::outline::Pixels;
use super::pyramid::Pyramid;
use super::runs::Rings;
use super::sample::Samples;
use super::symbol::{self, Decoded, Plan, Version, second_opinion};
use super::triple::{alike, as_large, triples};
use super::types::{Found, Point};

/// Work done on one frame, counted so that it is bounded whatever is in it. What led to a code is
/// counted apart: a page full of codes may cost more than one full of nothing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// Places looked at closely for a finder pattern.
    pub(crate) checks: usize,
    /// Whether three finder patterns were measured that lie as they do without a strong tilt.
    pub(crate) usual: bool,
    /// Groups of finder patterns measured in vain.
    pub(crate) poses: usize,
    /// Grids fitted to alignment patterns in vain.
    pub(crate) grids: usize,
    /// Places compared with an alignment pattern in vain.
    pub(crate) probes: usize,
    /// Modules sampled or decoded in vain.
    pub(crate) modules: usize,
    /// Modules sampled or decoded for the codes that were read.
    pub(crate) read: usize,
    /// Pixels made black or white.
    pub(crate) pixels: usize,
}

/// One way to look at a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) view: View,
    /// Which finder patterns make a symbol.
    pub(crate) search: Search,
}

/// How black and white are had from a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct View {
    /// How often its sides are halved, beyond the size that is searched at all.
    pub(crate) halved: usize,
    /// What is done to it then.
    pub(crate) treated: Treated,
    /// Which rings a finder pattern may have.
    pub(crate) rings: Rings,
}

/// What is done to a frame before it is made black and white.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treated {
    Not,
    Sharpened,
    /// Doubled on both sides, if it is small enough: edges lie between the pixels of small modules.
    Doubled,
}

impl View {
    /// Pixels of the frame for one of the view, which was halved so often on both sides.
    fn factor(self, halved: usize) -> f32 {
        let factor = (1 << halved) as f32;
        if self.treated == Treated::Doubled { factor / 2.0 } else { factor }
    }
}

/// Which finder patterns make a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// All three.
    Triples,
    /// Two, the third being hidden or damaged.
    Pairs,
    /// All three, of a symbol on a surface that bends.
    Bent,
}

/// What is known of a view.
struct Viewed {
    view: View,
    levels: Levels,
    /// The frame itself if it is not one of the pyramid's.
    own: Option<Frame<'static>>,
    finders: Vec<Finder>,
}

/// One frame under examination, with what is known of it so far.
pub(crate) struct Examination<'a> {
    pyramid: Pyramid<'a>,
    views: Vec<Viewed>,
    pub(crate) work: Work,
    pub(crate) found: Vec<Found>,
    most: usize,
}

impl<'a> Examination<'a> {
    /// Of which `most` codes are wanted at most.
    pub(crate) fn new(frame: &'a Frame<'a>, most: usize) -> Self {
        Self {
            pyramid: Pyramid::new(frame),
            views: Vec::new(),
            work: Work::default(),
            found: Vec::new(),
            most,
        }
    }

    /// Goes through stages until a code is found, which may have been before.
    pub(crate) fn until_found(mut self, stages: &[Stage]) -> Self {
        for stage in stages {
            if !self.found.is_empty() {
                break;
            }
            self.look(*stage);
        }
        self
    }

    /// Goes through all stages.
    pub(crate) fn through(mut self, stages: &[Stage]) -> Self {
        stages.iter().for_each(|stage| self.look(*stage));
        self
    }

    /// Goes through stages as long as there may be a code that was not read: before one was found,
    /// and while there are finder patterns that belong to none.
    pub(crate) fn while_unread(mut self, stages: &[Stage]) -> Self {
        for stage in stages {
            if self.found.is_empty() || self.has_unread_finders() {
                self.look(*stage);
            }
        }
        self
    }

    /// Whether finder patterns were seen that may be those of a symbol, read or not.
    pub(crate) fn has_seen_a_triple(&self) -> bool {
        self.work.usual || !self.found.is_empty()
    }

    /// Whether any view shows two finder patterns alike, well seen, outside of all codes.
    fn has_unread_finders(&self) -> bool {
        self.views.iter().any(|known| {
            let halved = self.pyramid.base() + known.view.halved;
            let free = free(&known.finders, &self.found, known.view.factor(halved));
            let seen: Vec<_> = free.iter().filter(|finder| finder.is_well_seen()).collect();
            seen.iter().enumerate().any(|(i, a)| seen[i + 1..].iter().any(|b| as_large(a, b)))
        })
    }

    fn look(&mut self, stage: Stage) {
        let halved = self.pyramid.base() + stage.view.halved;
        let Some(level) = self.pyramid.level(halved) else { return };
        let pixels = level.width() * level.height();
        if stage.view.treated == Treated::Doubled && pixels * 4 > MAX_SEARCHED_PIXELS {
            return;
        }
        let at = self.views.iter().position(|known| known.view == stage.view);
        let at = at.unwrap_or_else(|| {
            let own = match stage.view.treated {
                Treated::Not => None,
                Treated::Sharpened => Some(level.sharpened()),
                Treated::Doubled => Some(level.doubled()),
            };
            let frame = own.as_ref().unwrap_or(level);
            self.work.pixels += frame.width() * frame.height();
            let levels = Levels::of(frame);
            let step = if stage.view.halved == 0 { 3 } else { 2 };
            let search = finder::search(Bits::new(frame, &levels), step, stage.view.rings);
            self.work.checks += search.checks;
            self.views.push(Viewed { view: stage.view, levels, own, finders: search.finders });
            self.views.len() - 1
        });
        let known = &self.views[at];
        let factor = stage.view.factor(halved);
        let look = Look {
            pyramid: &self.pyramid,
            bits: Bits::new(known.own.as_ref().unwrap_or(level), &known.levels),
            factor,
            finders: free(&known.finders, &self.found, factor),
            most: self.most,
            bent: stage.search == Search::Bent,
        };
        match stage.search {
            Search::Triples | Search::Bent => look.triples(&mut self.work, &mut self.found),
            Search::Pairs => look.pairs(&mut self.work, &mut self.found),
        }
    }
}

/// The finders that lie in none of the codes; a pixel of theirs is `factor` pixels of the frame.
fn free<'f>(finders: &'f [Finder], found: &[Found], factor: f32) -> Vec<&'f Finder> {
    finders
        .iter()
        .filter(|finder| !found.iter().any(|code| covers(code, finder.centre.times(factor))))
        .collect()
}

/// Whether a point lies in a code or so near to its edge that a finder there would be its own.
fn covers(code: &Found, point: Point) -> bool {
    let [a, b, c, d] = code.corners;
    let middle = a.plus(b).plus(c).plus(d).times(0.25);
    // Turned over if it is mirrored.
    let side = b.minus(a).cross(c.minus(b)).signum();
    [(a, b), (b, c), (c, d), (d, a)].into_iter().all(|(from, to)| {
        let outwards = to.minus(from).cross(middle.minus(from)) * 0.04;
        to.minus(from).cross(point.minus(from)) * side >= -outwards.abs()
    })
}

/// The finders of one view.
struct Look<'a> {
    pyramid: &'a Pyramid<'a>,
    bits: Bits<'a>,
    factor: f32,
    /// Those that belong to no code yet.
    finders: Vec<&'a Finder>,
    most: usize,
    /// Whether symbols on bent surfaces are looked for.
    bent: bool,
}

impl Look<'_> {
    fn triples(&self, work: &mut Work, found: &mut Vec<Found>) {
        let mut used = vec![false; self.finders.len()];
        let (mut in_vain, mut unusual) = (0, 0);
        for triple in triples(&self.finders) {
            let members = [triple.corner, triple.right, triple.below];
            if members.iter().any(|i| used[*i]) {
                continue;
            }
            if in_vain >= if self.bent { MAX_BENT_TRIPLES } else { MAX_TRIPLES }
                || self.is_exhausted(work, found)
            {
                return;
            }
            if !triple.usual && unusual >= MAX_UNUSUAL_TRIPLES {
                continue;
            }
            work.usual |= triple.usual;
            match self.counted(members.map(|i| Some(self.finders[i])), work) {
                Some(code) => {
                    members.iter().for_each(|i| used[*i] = true);
                    self.mark(&code, &mut used);
                    add(found, code);
                }
                None => {
                    in_vain += 1;
                    unusual += usize::from(!triple.usual);
                }
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
    fn pairs(&self, work: &mut Work, found: &mut Vec<Found>) {
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
                    if self.is_exhausted(work, found) {
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

    fn is_exhausted(&self, work: &Work, found: &[Found]) -> bool {
        found.len() >= self.most
            || work.modules >= MAX_SAMPLED_MODULES
            || work.read >= MAX_READ_MODULES
            || work.poses >= MAX_POSES
    }

    /// The code of three finders, and what it cost by whether it was in vain.
    fn counted(&self, symbol: [Option<&Finder>; 3], work: &mut Work) -> Option<Found> {
        let before = *work;
        let code = self.code(symbol, work);
        if code.is_some() {
            let read = before.read + work.modules - before.modules;
            *work = Work { read, ..before };
        }
        code
    }

    /// The code whose corner's, right and lower finders these are.
    fn code(&self, symbol: [Option<&Finder>; 3], work: &mut Work) -> Option<Found> {
        work.poses += 1;
        let inverted = symbol.iter().flatten().any(|finder| finder.inverted);
        let factor = self.factor;
        // Brightness is read in the size in which a module has about three pixels; positions stay
        // in those of this look.
        let module = symbol.iter().flatten().map(|finder| finder.module).fold(f32::MAX, f32::min);
        let (frame, ratio) = self.pyramid.suiting(module * factor);
        let grey = Grey::new(frame, factor / ratio as f32, inverted);
        let ink = Pixels { bits: self.bits, inverted };
        let pose = Pose::measured(ink, grey, symbol)?;
        let candidates = if self.bent {
            let (candidates, readings) = pose.bent_candidates(grey);
            work.probes += readings / 25;
            candidates
        } else {
            pose.candidates(grey)
        };
        candidates.into_iter().find_map(|(version, surface)| {
            if work.grids >= MAX_GRIDS || work.probes >= MAX_PROBES {
                return None;
            }
            work.grids += 1;
            let mesh = Mesh::fitted(grey, version, surface, pose.anchors(version));
            work.probes += mesh.probes;
            let patterns = Patterns::seen(grey, version, |x, y| mesh.at(x, y))?;
            let Decoded { content, mirrored } = decoded(grey, version, &mesh, patterns, work)?;
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

/// The text of the symbol that a mesh lies over.
fn decoded(
    grey: Grey<'_>,
    version: Version,
    mesh: &Mesh,
    patterns: Patterns,
    work: &mut Work,
) -> Option<Decoded> {
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
    if patterns != Patterns::Clear {
        return None;
    }
    work.modules += cost;
    second_opinion::decode(&samples.modules(ATTEMPTS[0].1)?)
}

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
