//! The looks at a frame, one stage after another, and what is known of it so far.
#![allow(clippy::as_conversions, reason = "small factors to coordinates")]

use super::bits::Bits;
use super::finder::{self, Finder};
use super::frame::Frame;
use super::levels::Levels;
use super::limits::{
    MAX_CROSS_CHECKS, MAX_FRAME_CHECKS, MAX_GRIDS, MAX_POSES, MAX_PROBES, MAX_READ_MODULES,
    MAX_SAMPLED_MODULES, MAX_SEARCHED_PIXELS, TRIPLES_A_CODE,
};
use super::look::{Look, covers};
use super::pyramid::Pyramid;
use super::runs::Rings;
use super::triple::as_large;
use super::types::Found;

/// Work done on one frame, counted so that it is bounded whatever is in it. What led to a code is
/// counted apart: a page full of codes may cost more than one full of nothing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// Places looked at closely for a finder pattern.
    pub(crate) checks: usize,
    /// Whether three finder patterns were measured that lie as they do without a strong tilt.
    pub(crate) usual: bool,
    /// Groups of finder patterns of which the size was measured in vain.
    pub(crate) measured: usize,
    /// Of these, groups that may be those of a symbol by their size.
    pub(crate) poses: usize,
    /// Grids fitted to alignment patterns in vain.
    pub(crate) grids: usize,
    /// Places compared with an alignment pattern in vain.
    pub(crate) probes: usize,
    /// Modules sampled or decoded in vain.
    pub(crate) modules: usize,
    /// Codes read.
    pub(crate) codes: usize,
    /// Modules sampled or decoded for the codes that were read.
    pub(crate) read: usize,
    /// Pixels made black or white.
    pub(crate) pixels: usize,
}

impl Work {
    /// Whether nothing more is to be tried on the frame.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.poses >= MAX_POSES + self.codes * TRIPLES_A_CODE
            || self.grids >= MAX_GRIDS
            || self.probes >= MAX_PROBES
            || self.modules >= MAX_SAMPLED_MODULES
            || self.read >= MAX_READ_MODULES
    }
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
            if self.found.is_empty() || self.has_unread_finders(usize::MAX) {
                self.look(*stage);
            }
        }
        self
    }

    /// Whether finder patterns were seen that may be those of a symbol, read or not.
    pub(crate) fn has_seen_a_triple(&self) -> bool {
        self.work.usual || !self.found.is_empty()
    }

    /// Whether any view shows two finder patterns alike, well seen, outside of all codes, and at most so many
    /// in all.
    pub(crate) fn has_unread_finders(&self, most: usize) -> bool {
        self.views.iter().any(|known| {
            let halved = self.pyramid.base() + known.view.halved;
            let free = free(&known.finders, &self.found, known.view.factor(halved));
            let seen: Vec<_> = free.iter().filter(|finder| finder.is_well_seen()).collect();
            let alike = |(i, a): (usize, &&&Finder)| seen[i + 1..].iter().any(|b| as_large(a, b));
            seen.len() <= most && seen.iter().enumerate().any(alike)
        })
    }

    fn look(&mut self, stage: Stage) {
        if self.work.is_exhausted() {
            return;
        }
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
            let most = MAX_CROSS_CHECKS.min(MAX_FRAME_CHECKS.saturating_sub(self.work.checks));
            let bits = Bits::new(frame, &levels);
            let search = finder::search(bits, step, stage.view.rings, most);
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
