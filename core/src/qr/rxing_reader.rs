//! rxing's detector and decoder (its port of zxing-cpp), kept within counted bounds.
#![allow(clippy::as_conversions, reason = "module counts to coordinates")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{BitMatrix, DetectorRXingResult, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{
    FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleQR,
};
use rxing::{Binarizer, Luma8LuminanceSource};

use super::frame::Frame;
use super::limits::{MAX_CODES, MAX_FINDERS, MAX_TRIPLES};
use super::types::{Found, Point};

/// Reads the codes of `frame`; corners are multiplied by `scale`.
///
/// A panic inside rxing counts as "nothing found"; the process's panic hook, if it prints, prints.
pub(crate) fn read(frame: &Frame<'_>, scale: f32) -> Vec<Found> {
    catch_unwind(AssertUnwindSafe(|| read_unguarded(frame, scale))).unwrap_or_default()
}

fn read_unguarded(frame: &Frame<'_>, scale: f32) -> Vec<Found> {
    let (Ok(width), Ok(height)) = (u32::try_from(frame.width()), u32::try_from(frame.height()))
    else {
        return Vec::new();
    };
    let Ok(source) = Luma8LuminanceSource::new(frame.packed().into_owned(), width, height) else {
        return Vec::new();
    };
    let binarizer = HybridBinarizer::new(source);
    binarizer.get_black_matrix().map_or_else(|_| Vec::new(), |bits| read_bits(bits, scale))
}

fn read_bits(bits: &BitMatrix, scale: f32) -> Vec<Found> {
    let mut finders = FindFinderPatterns(bits, true, 0);
    finders.sort_by_key(|finder| std::cmp::Reverse(finder.size));
    finders.truncate(MAX_FINDERS);
    let mut used = Vec::new();
    let mut found = Vec::new();
    for set in GenerateFinderPatternSets(&mut finders).into_iter().take(MAX_TRIPLES) {
        if [set.bl, set.tl, set.tr].iter().any(|finder| used.contains(finder)) {
            continue;
        }
        let Ok(sample) = SampleQR(bits, &set) else { continue };
        let Ok(decoded) = Decode(sample.getBits()) else { continue };
        if !decoded.isValid() {
            continue;
        }
        used.extend([set.bl, set.tl, set.tr]);
        let corners = corners(&set, sample.getBits().width(), scale);
        found.push(Found { bytes: decoded.content().bytes().to_vec(), corners });
        if found.len() >= MAX_CODES {
            break;
        }
    }
    found
}

/// The symbol's corners by the three finder centres, which lie 3.5 modules inside. rxing itself
/// gives none once it has sampled by alignment patterns.
fn corners(set: &FinderPatternSet, size: u32, scale: f32) -> [Point; 4] {
    let between = size.saturating_sub(7).max(1) as f32;
    let right = ((set.tr.p.x - set.tl.p.x) / between, (set.tr.p.y - set.tl.p.y) / between);
    let down = ((set.bl.p.x - set.tl.p.x) / between, (set.bl.p.y - set.tl.p.y) / between);
    let far = between + 3.5;
    [(-3.5, -3.5), (far, -3.5), (far, far), (-3.5, far)].map(|(x, y)| {
        Point::new(
            (set.tl.p.x + right.0 * x + down.0 * y) * scale,
            (set.tl.p.y + right.1 * x + down.1 * y) * scale,
        )
    })
}
