//! What tests, fuzzing and the bench may see of the inside.

use super::detector::{Examination, Stage, Work};
use super::frame::Frame;
use super::limits::{
    MAX_CODES, MAX_CROSS_CHECKS, MAX_GRIDS, MAX_POSES, MAX_PROBES, MAX_READ_MODULES,
    MAX_SAMPLED_MODULES, MAX_SEARCHED_PIXELS,
};
use super::scanner::{STILL, examine_live, examine_still};
use super::types::{Found, QrError};

/// Names of the stages of a still, in their order.
pub const STAGES: [&str; STILL.len()] = [
    "quarter size",
    "half size",
    "full size",
    "quarter size, no border",
    "half size, no border",
    "full size, no border",
    "half size, sharpened",
    "half size, two finders",
    "full size, sharpened",
    "full size, two finders",
];

/// Stages of one frame of the camera at most.
const LIVE_STAGES: usize = 5;

/// Readings of modules that may come on top of the bound: those of the symbol that reached it, in
/// each of its attempts.
const LAST_SYMBOL: usize = 177 * 177 * 5;

/// Reads a still by some of its stages until one finds a code, and says whether the work stayed within
/// its bounds.
///
/// # Errors
/// Those of [`scan_frame`](super::scan_frame).
pub fn scan_by(
    luma: &[u8],
    (width, height, row_stride): (u32, u32, u32),
    wanted: impl Fn(usize) -> bool,
) -> Result<(Vec<Found>, bool), QrError> {
    let chosen = STILL.iter().enumerate().filter(|(i, _)| wanted(*i)).map(|(_, stage)| *stage);
    let stages: Vec<Stage> = chosen.collect();
    let frame = Frame::new(luma, width, height, row_stride)?;
    let done = Examination::new(&frame, MAX_CODES).until_found(&stages);
    Ok((done.found, is_bounded(&done.work, stages.len())))
}

/// Reads a still as [`scan_frame`](super::scan_frame) does, and says whether the work stayed within
/// its bounds.
///
/// # Errors
/// Those of [`scan_frame`](super::scan_frame).
pub fn still_is_bounded(
    luma: &[u8],
    (width, height, row_stride): (u32, u32, u32),
) -> Result<(Vec<Found>, bool), QrError> {
    let frame = Frame::new(luma, width, height, row_stride)?;
    let done = examine_still(&frame);
    Ok((done.found, is_bounded(&done.work, STILL.len())))
}

/// Whether a live frame's work, with the `turn` of the rotation, stays within its bounds.
///
/// # Errors
/// Those of [`scan_frame`](super::scan_frame).
pub fn live_is_bounded(
    luma: &[u8],
    (width, height, row_stride): (u32, u32, u32),
    turn: usize,
) -> Result<bool, QrError> {
    let frame = Frame::new(luma, width, height, row_stride)?;
    Ok(is_bounded(&examine_live(&frame, turn).work, LIVE_STAGES))
}

fn is_bounded(work: &Work, stages: usize) -> bool {
    work.pixels <= stages * MAX_SEARCHED_PIXELS
        && work.checks <= stages * MAX_CROSS_CHECKS
        && work.poses <= MAX_POSES
        && work.grids <= MAX_GRIDS
        && work.probes <= MAX_PROBES + MAX_PROBES / 10
        && work.modules <= MAX_SAMPLED_MODULES + LAST_SYMBOL
        && work.read <= MAX_READ_MODULES + LAST_SYMBOL
}

/// The fuzz target.
pub mod fuzz {
    use super::{MAX_CODES, STAGES, still_is_bounded};

    /// A frame out of any bytes: its sizes and its scale, then its modules or its pixels, repeated.
    ///
    /// # Panics
    /// When the reader breaks a promise.
    #[allow(clippy::panic, reason = "a broken promise is what the fuzzer looks for")]
    pub fn run(data: &[u8]) {
        let Some(([width, height, scale, stride], content)) = data.split_first_chunk::<4>() else {
            return;
        };
        let (width, height) = (u32::from(*width) * 2 + 1, u32::from(*height) * 2 + 1);
        let row_stride = width + u32::from(*stride % 8);
        let scale = u32::from(*scale % 8) + 1;
        let across = width.div_ceil(scale);
        let luma: Vec<u8> = (0..row_stride * height)
            .map(|i| {
                let (x, y) = (i % row_stride / scale, i / row_stride / scale);
                let at = usize::try_from(y * across + x).unwrap_or(0);
                content.get(at % content.len().max(1)).copied().unwrap_or(u8::MAX)
            })
            .collect();
        let Ok((found, bounded)) = still_is_bounded(&luma, (width, height, row_stride)) else {
            panic!("a sound frame was refused");
        };
        assert!(bounded, "more work than {} stages may do", STAGES.len());
        assert!(found.len() <= MAX_CODES);
        let corners = found.iter().flat_map(|code| code.corners);
        assert!(corners.into_iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()));
    }
}
