//! Which stages are tried on a frame, and in which order.

use super::bits::Threshold;
use super::detector::{Work, look};
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
        let mut factors = vec![4, 2];
        if turn.is_multiple_of(2) {
            factors.push(1);
        }
        let mut work = Work::default();
        Ok(first_success(&Pyramid::new(&frame), &factors, Threshold::Near, &mut work))
    }
}

/// Every stage on one frame, until one finds a code.
pub(crate) fn scan_still(frame: &Frame<'_>) -> Vec<Found> {
    let mut work = Work::default();
    let pyramid = Pyramid::new(frame);
    let found = first_success(&pyramid, &[4, 2, 1], Threshold::Near, &mut work);
    if !found.is_empty() {
        return found;
    }
    first_success(&pyramid, &[4, 2, 1], Threshold::Wide, &mut work)
}

fn first_success(
    pyramid: &Pyramid<'_>,
    factors: &[usize],
    threshold: Threshold,
    work: &mut Work,
) -> Vec<Found> {
    let mut found = Vec::new();
    for &factor in factors {
        look(pyramid, factor, threshold, work, &mut found);
        if !found.is_empty() {
            break;
        }
    }
    found
}
