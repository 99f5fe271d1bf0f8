//! Which stages are tried on a frame, and in which order.

use super::detector::{Examination, Search, Stage, Treated, View};
use super::frame::Frame;
use super::limits::{MAX_CODES, MAX_LIVE_CODES, MAX_PAIRED_FINDERS};
use super::order;
use super::parts::Parts;
use super::runs::Rings;
use super::types::{Found, QrError};

/// Reads codes off the frames of a camera, spreading the rarer stages over several frames.
///
/// Each frame is looked at in quarter and half size and by one specialist in rotation. Every second
/// one is looked at in full size too, and any in which the finder patterns of a symbol were seen
/// that could not be read; if they are well seen, two of them are tried as well. Once a code is read the rest is left to the next frame, but for codes of
/// half its size; every fourth frame is searched in full for smaller ones too.
#[derive(Debug, Default)]
pub struct Scanner {
    frames: usize,
}

impl Scanner {
    /// A scanner before its first frame.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the codes in one camera frame; the arguments are those of
    /// [`scan_frame`](super::scan_frame). An empty list means: show me the next frame.
    ///
    /// # Errors
    /// [`QrError::EmptyFrame`], [`QrError::TooLarge`], [`QrError::BadStride`] and
    /// [`QrError::FrameTooShort`].
    pub fn scan(
        &mut self,
        luma: &[u8],
        width: u32,
        height: u32,
        row_stride: u32,
    ) -> Result<Vec<Found>, QrError> {
        let frame = Frame::new(luma, width, height, row_stride)?;
        let turn = self.frames;
        self.frames = self.frames.wrapping_add(1);
        Ok(order::sort(examine_live(&frame, turn).found))
    }
}

/// Looks at the camera's frame number `turn`.
pub(super) fn examine_live<'a>(frame: &'a Frame<'a>, turn: usize) -> Examination<'a> {
    let mut examination =
        Examination::new(frame, MAX_LIVE_CODES).until_found(&[plain(2), plain(1)]);
    if !examination.found.is_empty() {
        // Smaller codes beside the one that was read: in the next size always, in all where that
        // costs little, and every fourth time.
        let whole = frame.width() * frame.height() <= SMALL_FRAME || turn % 4 == 3;
        return examination.through(if whole { &SMALLER } else { &SMALLER[..1] });
    }
    if turn.is_multiple_of(2) || examination.has_seen_a_triple() {
        examination = examination.until_found(&[plain(0)]);
        // In sizes that were looked at, this costs little; among many finders it is not a hidden one that is
        // missing.
        if examination.has_unread_finders(MAX_PAIRED_FINDERS * 2) {
            examination = examination.until_found(&[pairs(1), pairs(0)]);
        }
        if frame.width() * frame.height() <= SMALL_FRAME {
            examination = examination.until_found(&[DOUBLED]);
        }
    }
    examination.until_found(&[SPECIALISTS[turn / 2 % SPECIALISTS.len()]])
}

/// Sizes in which smaller codes are seen than in quarter size.
const SMALLER: [Stage; 2] = [plain(1), plain(0)];

/// Pixels of a frame that is always looked at in full size.
const SMALL_FRAME: usize = 1_000_000;

/// Every code of one frame, in reading order, with the parts joined that are all there.
pub(crate) fn scan_still(frame: &Frame<'_>) -> Vec<Found> {
    Parts::joined(order::sort(examine_still(frame).found))
}

/// Every size, and every other stage as long as something was not read.
pub(crate) fn examine_still<'a>(frame: &'a Frame<'a>) -> Examination<'a> {
    let (plain, others) = STILL.split_at(PLAIN);
    Examination::new(frame, MAX_CODES).through(plain).while_unread(others)
}

/// Every size, and no more.
pub(crate) fn examine_sizes<'a>(frame: &'a Frame<'a>) -> Examination<'a> {
    Examination::new(frame, MAX_CODES).through(&STILL[..PLAIN])
}

/// Looks that pay rarely: one a frame.
const SPECIALISTS: [Stage; 7] =
    [sharpened(1), pairs(1), open(1), sharpened(0), open(0), bent(1), bent(0)];

/// Sizes of a still that are looked at in any case.
const PLAIN: usize = 3;

/// Each has its row in the bench's README.
pub(super) const STILL: [Stage; 13] = [
    plain(2),
    plain(1),
    plain(0),
    bent(1),
    bent(0),
    DOUBLED,
    open(2),
    open(1),
    open(0),
    sharpened(1),
    pairs(1),
    sharpened(0),
    pairs(0),
];

const fn plain(halved: usize) -> Stage {
    let view = View { halved, treated: Treated::Not, rings: Rings::Closed };
    Stage { view, search: Search::Triples }
}

/// For symbols without a light border on a page as dark as they are.
const fn open(halved: usize) -> Stage {
    let view = View { halved, treated: Treated::Not, rings: Rings::Open };
    Stage { view, search: Search::Triples }
}

/// For modules of less than two pixels.
const DOUBLED: Stage = Stage {
    view: View { halved: 0, treated: Treated::Doubled, rings: Rings::Closed },
    search: Search::Triples,
};

const fn sharpened(halved: usize) -> Stage {
    let view = View { halved, treated: Treated::Sharpened, rings: Rings::Closed };
    Stage { view, search: Search::Triples }
}

const fn pairs(halved: usize) -> Stage {
    Stage { search: Search::Pairs, ..plain(halved) }
}

/// For symbols around a bottle.
const fn bent(halved: usize) -> Stage {
    Stage { search: Search::Bent, ..plain(halved) }
}
