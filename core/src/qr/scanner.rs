//! Which stages are tried on a frame, and in which order.

use super::bits::Threshold;
use super::detector::{Search, Stage, Work, look};
use super::frame::Frame;
use super::pyramid::Pyramid;
use super::types::{Found, QrError};

/// Reads codes off the frames of a camera, spreading the rarer stages over several frames.
///
/// Each frame is looked at in quarter and half size, every second one in full size too.
#[derive(Debug, Default)]
pub struct Scanner {
    frames: u32,
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
        let mut stages = vec![plain(4), plain(2)];
        if turn.is_multiple_of(2) {
            stages.push(plain(1));
        }
        stages.push(SPECIALISTS[usize::try_from(turn).unwrap_or(0) % SPECIALISTS.len()]);
        let mut work = Work::default();
        Ok(first_success(&Pyramid::new(&frame), &stages, &mut work))
    }
}

/// Looks that pay rarely: one a frame.
const SPECIALISTS: [Stage; 4] = [
    Stage { sharpened: true, ..plain(2) },
    Stage { search: Search::Pairs, ..plain(2) },
    Stage { threshold: Threshold::Wide, ..plain(2) },
    Stage { sharpened: true, ..plain(1) },
];

const fn plain(factor: usize) -> Stage {
    Stage { factor, threshold: Threshold::Near, sharpened: false, search: Search::Triples }
}

/// Every stage on one frame, until one finds a code.
pub(crate) fn scan_still(frame: &Frame<'_>) -> Vec<Found> {
    let mut work = Work::default();
    first_success(&Pyramid::new(frame), &STILL, &mut work)
}

const STILL: [Stage; 11] = [
    plain(4),
    plain(2),
    plain(1),
    Stage { sharpened: true, ..plain(2) },
    Stage { search: Search::Pairs, ..plain(2) },
    Stage { threshold: Threshold::Wide, ..plain(2) },
    Stage { threshold: Threshold::Wide, ..plain(1) },
    Stage { sharpened: true, ..plain(1) },
    Stage { search: Search::Pairs, ..plain(4) },
    Stage { search: Search::Pairs, ..plain(1) },
    Stage { threshold: Threshold::Wide, ..plain(4) },
];

fn first_success(pyramid: &Pyramid<'_>, stages: &[Stage], work: &mut Work) -> Vec<Found> {
    let mut found = Vec::new();
    for &stage in stages {
        look(pyramid, stage, work, &mut found);
        if !found.is_empty() {
            break;
        }
    }
    found
}
