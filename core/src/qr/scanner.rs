//! Which stages are tried on a frame, and in which order.

use super::frame::Frame;
use super::limits::MAX_CODES;
use super::rxing_reader;
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
        Ok(first_success(&frame, &factors))
    }
}

/// Every stage on one frame, until one finds a code.
pub(crate) fn scan_still(frame: &Frame<'_>) -> Vec<Found> {
    let found = first_success(frame, &[4, 2, 1]);
    if !found.is_empty() {
        return found;
    }
    let half = frame.reduced(2).unwrap_or_else(|| frame.clone());
    rxing_reader::read(&half.inverted(), 2.0)
}

fn first_success(frame: &Frame<'_>, factors: &[usize]) -> Vec<Found> {
    for &factor in factors {
        let found = match factor {
            1 => rxing_reader::read(frame, 1.0),
            _ => frame.reduced(factor).map_or_else(Vec::new, |small| {
                rxing_reader::read(&small, if factor == 4 { 4.0 } else { 2.0 })
            }),
        };
        if !found.is_empty() {
            return found.into_iter().take(MAX_CODES).collect();
        }
    }
    Vec::new()
}
