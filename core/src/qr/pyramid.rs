//! A frame in full, half, quarter size and so on, each made when it is first asked for.
#![allow(clippy::as_conversions, reason = "small factors to coordinates")]

use std::cell::OnceCell;

use super::frame::Frame;

/// The sizes of one frame.
pub(crate) struct Pyramid<'a> {
    full: &'a Frame<'a>,
    smaller: [OnceCell<Option<Frame<'static>>>; 3],
}

impl<'a> Pyramid<'a> {
    pub(crate) fn new(full: &'a Frame<'a>) -> Self {
        Self { full, smaller: Default::default() }
    }

    /// The frame reduced by 1, 2, 4 or 8, or `None` if nothing would be left of it.
    pub(crate) fn level(&self, factor: usize) -> Option<&Frame<'_>> {
        let index = match factor {
            1 => return Some(self.full),
            2 => 0,
            4 => 1,
            8 => 2,
            _ => return None,
        };
        self.smaller[index].get_or_init(|| self.level(factor / 2)?.reduced(2)).as_ref()
    }

    /// The smallest size in which a module of `module` pixels still has enough of them, and by
    /// what it was reduced.
    pub(crate) fn suiting(&self, module: f32) -> (&Frame<'_>, usize) {
        [8, 4, 2]
            .into_iter()
            .filter(|factor| module / *factor as f32 >= ENOUGH)
            .find_map(|factor| self.level(factor).map(|frame| (frame, factor)))
            .unwrap_or((self.full, 1))
    }
}

/// Pixels a module that sampling wants.
const ENOUGH: f32 = 2.6;
