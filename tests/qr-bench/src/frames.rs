//! Camera frames of 1920 x 1080, with a code and without: what a phone pays for each.

use crate::generator::{frame_with_code, frame_without_code};
use crate::readers::{Reader, Runner, two_live_frames};
use crate::tally::{self, Tally};

const FRAMES: u64 = 24;

pub(crate) fn compare(readers: &[Reader], runner: &mut Runner) {
    let mut with: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    let mut without: Vec<Tally> = readers.iter().map(|r| Tally::new(*r)).collect();
    for seed in 0..FRAMES {
        let cell = frame_with_code(seed);
        for tally in &mut with {
            let outcome = runner.run(tally.reader, &cell.luma, cell.width, cell.height);
            tally.add(&outcome, Some(cell.text.as_bytes()));
        }
        let cell = frame_without_code(seed);
        for tally in &mut without {
            let outcome = if tally.reader == Reader::Live {
                two_live_frames(&cell.luma, cell.width, cell.height)
            } else {
                runner.run(tally.reader, &cell.luma, cell.width, cell.height)
            };
            tally.add(&outcome, None);
        }
    }
    tally::print(&format!("1080p with a code, {FRAMES} frames"), &with);
    tally::print(
        &format!("1080p without a code, {FRAMES} frames (live: mean of two in a row)"),
        &without,
    );
}
