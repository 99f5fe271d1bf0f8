//! A frame in full, half, quarter size and so on, each made when it is first asked for.
#![allow(clippy::as_conversions, reason = "small factors to coordinates")]

use std::cell::OnceCell;

use super::frame::Frame;
use super::limits::MAX_SEARCHED_PIXELS;

/// The sizes of one frame.
pub(crate) struct Pyramid<'a> {
    full: &'a Frame<'a>,
    smaller: [OnceCell<Option<Frame<'static>>>; SMALLEST],
}

impl<'a> Pyramid<'a> {
    pub(crate) fn new(full: &'a Frame<'a>) -> Self {
        Self { full, smaller: Default::default() }
    }

    /// The frame with both sides halved `times` times, or `None` if nothing would be left of it.
    pub(crate) fn level(&self, times: usize) -> Option<&Frame<'_>> {
        match times {
            0 => Some(self.full),
            _ => self
                .smaller
                .get(times - 1)?
                .get_or_init(|| self.level(times - 1)?.halved())
                .as_ref(),
        }
    }

    /// How often a frame is halved until it is of a size that is searched in full.
    pub(crate) fn base(&self) -> usize {
        let mut pixels = self.full.width() * self.full.height();
        let mut times = 0;
        while pixels > MAX_SEARCHED_PIXELS {
            pixels /= 4;
            times += 1;
        }
        times
    }

    /// The smallest size in which a module of `module` pixels still has enough of them, and by
    /// what it was reduced.
    pub(crate) fn suiting(&self, module: f32) -> (&Frame<'_>, usize) {
        (1..=SMALLEST)
            .rev()
            .filter(|times| module / (1 << times) as f32 >= ENOUGH)
            .find_map(|times| self.level(times).map(|frame| (frame, 1 << times)))
            .unwrap_or((self.full, 1))
    }
}

/// How often a frame is halved at most.
const SMALLEST: usize = 5;

/// Pixels a module that sampling wants.
const ENOUGH: f32 = 2.6;
