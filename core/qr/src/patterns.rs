//! What every symbol has beside the finder patterns: timing patterns and format information.
#![allow(clippy::as_conversions, reason = "counts of modules")]

use super::grey::Grey;
use super::symbol::{Version, format_places, formats};
use super::types::Point;

/// Both scores together once the alignment patterns are found. The symbols that the bench reads
/// score 1.69 and more, of accidental triples two of three less than this.
const MIN_FITTED_PATTERNS: f32 = 1.5;
/// Both scores together where there is a symbol beyond doubt; all photographs that the bench reads
/// score 1.95 and more.
const CLEAR_PATTERNS: f32 = 1.8;
/// A timing pattern that scores so much speaks for a covered one too, if less than two would.
const CLEAR_LINE: f32 = 0.8;
const ALONE: f32 = 0.75;

/// How well timing patterns and format information are to be seen where they should be.
pub(crate) struct Patterns {
    /// Of the timing pattern across and of the one down.
    timing: [f32; 2],
    format: f32,
}

impl Patterns {
    /// Looks for them.
    pub(crate) fn seen(
        grey: Grey<'_>,
        version: Version,
        place: impl Fn(f32, f32) -> Point,
    ) -> Self {
        Self {
            timing: timing_scores(grey, version, usize::MAX, &place),
            format: format_score(grey, version, &place),
        }
    }

    /// Both scores together, 2 for perfectly.
    pub(crate) fn score(&self) -> f32 {
        f32::midpoint(self.timing[0], self.timing[1]) + self.format
    }

    /// Whether sampling the rest is worth its while: also if one of the two timing patterns is
    /// covered and the other is plain to be seen.
    pub(crate) fn are_likely(&self) -> bool {
        let best = self.timing[0].max(self.timing[1]);
        let alone = if best >= CLEAR_LINE { best * ALONE } else { 0.0 };
        self.score().max(alone + self.format) >= MIN_FITTED_PATTERNS
    }

    /// Whether they are there beyond doubt.
    pub(crate) fn are_clear(&self) -> bool {
        self.score() >= CLEAR_PATTERNS
    }
}

/// How well the likeliest format agrees with what is seen, 1 for perfectly.
pub(crate) fn format_score(
    grey: Grey<'_>,
    version: Version,
    place: impl Fn(f32, f32) -> Point,
) -> f32 {
    let read = |(x, y): (usize, usize)| grey.at(place(x as f32 + 0.5, y as f32 + 0.5));
    let [first, second] = format_places(version).map(|copy| copy.map(read));
    let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
    // The second copy stands in two places, each with its own light.
    let (corner, right, below) = (mean(&first), mean(&second[..8]), mean(&second[8..]));
    let size = version.size();
    let best = formats(version, |x, y| {
        let level = match (x > size / 2, y > size / 2) {
            (true, _) => right,
            (_, true) => below,
            _ => corner,
        };
        (level - read((x, y))) as i32
    });
    best.first().map_or(0.0, |(score, _)| *score as f32 / 1000.0)
}

/// How well the two timing patterns alternate over at most `length` modules from the corner: 1 for
/// perfectly, about 0 for noise.
pub(crate) fn timing_score(
    grey: Grey<'_>,
    version: Version,
    length: usize,
    place: impl Fn(f32, f32) -> Point,
) -> f32 {
    let [across, down] = timing_scores(grey, version, length, place);
    f32::midpoint(across, down)
}

/// The same for each of them.
fn timing_scores(
    grey: Grey<'_>,
    version: Version,
    length: usize,
    place: impl Fn(f32, f32) -> Point,
) -> [f32; 2] {
    let line = |down: bool| {
        let values: Vec<f32> = (7..version.size() - 7)
            .take(length)
            .map(|i| {
                let (along, across) = (i as f32 + 0.5, 6.5);
                let (x, y) = if down { (across, along) } else { (along, across) };
                grey.at(place(x, y))
            })
            .collect();
        // Each module against its two neighbours, so that falling light does not count.
        let (mut agree, mut total) = (0.0, 1.0);
        for (i, three) in values.windows(3).enumerate() {
            let step = three[1] - (three[0] + three[2]) / 2.0;
            // Module 8 is the middle of the first window; even modules are dark.
            agree += if i % 2 == 0 { -step } else { step };
            total += step.abs();
        }
        agree / total
    };
    [line(false), line(true)]
}
