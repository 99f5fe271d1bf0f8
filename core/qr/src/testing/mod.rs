//! What tests, fuzzing and the bench may see of the inside.

pub mod fuzz;
pub use crate::writer;

use crate::detector::{Examination, Stage, Work};
use crate::frame::Frame;
use crate::limits::{
    MAX_CODES, MAX_CROSS_CHECKS, MAX_FRAME_CHECKS, MAX_GRIDS, MAX_MEASURED, MAX_POSES, MAX_PROBES,
    MAX_READ_MODULES, MAX_SAMPLED_MODULES, MAX_SEARCHED_PIXELS, TRIPLES_A_CODE,
};
use crate::scanner::{STILL, examine_live, examine_still};
use crate::types::{Found, QrError};

/// Names of the stages of a still, in their order.
pub const STAGES: [&str; STILL.len()] = [
    "quarter size",
    "half size",
    "full size",
    "half size, bent",
    "full size, bent",
    "double size",
    "quarter size, no border",
    "half size, no border",
    "full size, no border",
    "half size, sharpened",
    "half size, two finders",
    "full size, sharpened",
    "full size, two finders",
];

/// Stages of one frame of the camera at most.
const LIVE_STAGES: usize = 8;

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
        && work.checks <= MAX_FRAME_CHECKS.min(stages * MAX_CROSS_CHECKS)
        && work.poses <= MAX_POSES + work.codes * TRIPLES_A_CODE
        && work.measured <= stages * MAX_MEASURED
        && work.grids <= MAX_GRIDS
        && work.probes <= MAX_PROBES + MAX_PROBES / 10
        && work.modules <= MAX_SAMPLED_MODULES + LAST_SYMBOL
        && work.read <= MAX_READ_MODULES + LAST_SYMBOL
}
