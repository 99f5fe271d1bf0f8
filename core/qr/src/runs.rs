//! The runs of one colour in a row of pixels, and where five of them may cross a finder pattern.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::bits::Bits;

/// One row at a time; keeps its memory for the next.
#[derive(Default)]
pub(crate) struct Row {
    /// Columns where the colour changes, the row's start and end included.
    edges: Vec<u16>,
    /// Distances between them, at most [`LONGEST`].
    runs: Vec<i16>,
    fits: Vec<u8>,
    starts_dark: bool,
}

/// Five runs that may cross a finder pattern.
pub(crate) struct Crossing {
    pub(crate) middle: f32,
    /// Columns where the five runs begin, and where the last one ends.
    pub(crate) edges: [u16; 6],
    /// Pixels a module along the row.
    pub(crate) module: f32,
    /// Whether the outer runs are light.
    pub(crate) inverted: bool,
}

impl Crossing {
    /// The brightness halfway between the core and the gaps around it, of which blur leaves the
    /// most in one pixel. `row` is the row that was crossed.
    pub(crate) fn level(&self, row: &[u8]) -> Option<u8> {
        let [_, gap, core, other, end, _] = self.edges.map(usize::from);
        let pixels = row.get(core..other)?;
        let sum: u32 = pixels.iter().map(|pixel| u32::from(*pixel)).sum();
        let core_mean = sum / u32::try_from(pixels.len()).ok()?.max(1);
        let extreme = |part: &[u8]| {
            let most = if self.inverted { part.iter().min() } else { part.iter().max() };
            most.copied().map(u32::from)
        };
        let gaps = (extreme(row.get(gap..core)?)? + extreme(row.get(other..end)?)?) / 2;
        u8::try_from(u32::midpoint(core_mean, gaps)).ok()
    }
}

impl Row {
    /// Reads row `y`, for rings of that kind.
    pub(crate) fn read(&mut self, bits: Bits<'_>, y: usize, rings: Rings) {
        self.edges.clear();
        self.starts_dark = bits.edges(y, &mut self.edges);
        let count = self.edges.len() - 1;
        self.runs.resize(count, 0);
        let (runs, from, to) = (&mut self.runs[..], &self.edges[..count], &self.edges[1..]);
        for i in 0..count {
            runs[i] = (to[i] - from[i]).min(LONGEST) as i16;
        }
        let count = (self.runs.len() + 1).saturating_sub(5);
        self.fits.clear();
        self.fits.resize(count, 0);
        let part = |i: usize| self.runs.get(i..i + count).unwrap_or(&[]);
        let [a, b, c, d, e] = [part(0), part(1), part(2), part(3), part(4)];
        match rings {
            Rings::Closed => may_cross::<false>(&mut self.fits, a, b, c, d, e),
            Rings::Open => may_cross::<true>(&mut self.fits, a, b, c, d, e),
        }
    }

    /// The crossings of the row that was read last.
    pub(crate) fn crossings(&self, rings: Rings) -> impl Iterator<Item = Crossing> {
        let fitting = self.fits.iter().enumerate().filter(|(_, fits)| **fits != 0);
        fitting.filter_map(move |(i, _)| self.crossing(i, rings))
    }

    /// That of the five runs from the `i`-th, if their ratio agrees.
    #[inline]
    fn crossing(&self, i: usize, rings: Rings) -> Option<Crossing> {
        let edges: &[u16; 6] = self.edges[i..].first_chunk()?;
        let [a, b, c, d, e, f] = edges.map(u32::from);
        let module = rings.module([b - a, c - b, d - c, e - d, f - e])?;
        Some(Crossing {
            middle: (c + d) as f32 / 2.0,
            edges: *edges,
            module,
            inverted: i.is_multiple_of(2) != self.starts_dark,
        })
    }
}

/// A longer run is no part of a finder pattern in a frame of the size that is searched.
const LONGEST: u16 = 4000;

/// What the outer ring of a finder pattern may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rings {
    /// Light on both sides of it.
    Closed,
    /// On one of them a page as dark as itself, so that it has no end there.
    Open,
}

impl Rings {
    /// The module's size if five runs are those of a finder pattern.
    #[inline]
    pub(crate) fn module(self, runs: [u32; 5]) -> Option<f32> {
        match self {
            Self::Closed => ratio(runs),
            Self::Open => open_ratio(runs),
        }
    }
}

/// Marks where the ratio may agree, by bounds that follow from its own. Written so that it is
/// vectorised: nearly all of a row is turned down here.
fn may_cross<const OPEN: bool>(
    fits: &mut [u8],
    a: &[i16],
    b: &[i16],
    c: &[i16],
    d: &[i16],
    e: &[i16],
) {
    let count = fits.len();
    let [a, b, c, d, e] = [a, b, c, d, e].map(|part| &part[..count]);
    for i in 0..count {
        let outer = if OPEN { a[i].min(e[i]) } else { a[i].max(e[i]) };
        let (most, least) = (outer.max(b[i]).max(d[i]), a[i].min(b[i]).min(d[i]).min(e[i]));
        fits[i] = u8::from((most * 4 <= c[i] * 3 + 4) & (least * 8 + 4 >= c[i]));
    }
}

/// The module's size if the runs are as 1 : 1 : 3 : 1 : 1, give or take half a module and the half
/// pixel that each edge may be off.
#[inline]
pub(crate) fn ratio(runs: [u32; 5]) -> Option<f32> {
    let total: u32 = runs.iter().sum();
    if total < 7 || runs.contains(&0) {
        return None;
    }
    let module = total as f32 / 7.0;
    let slack = module * 0.5 + 0.35;
    let fits =
        |run: u32, modules: f32| (run as f32 - modules * module).abs() < slack * modules.sqrt();
    (fits(runs[0], 1.0)
        && fits(runs[1], 1.0)
        && fits(runs[2], 3.0)
        && fits(runs[3], 1.0)
        && fits(runs[4], 1.0))
    .then_some(module)
}

/// The same if one of the outer runs goes on into a page of its colour.
fn open_ratio(runs: [u32; 5]) -> Option<f32> {
    let [first, gap, core, other, last] = runs;
    let closed = first.min(last);
    ratio([closed, gap, core, other, closed])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_may_be_open_on_one_side_only() {
        assert_eq!(open_ratio([5, 5, 15, 5, 400]), Some(5.0));
        assert_eq!(open_ratio([400, 5, 15, 5, 5]), Some(5.0));
        assert_eq!(open_ratio([5, 5, 15, 5, 5]), Some(5.0));
        assert_eq!(open_ratio([400, 5, 15, 5, 400]), None);
        assert_eq!(open_ratio([5, 5, 15, 400, 5]), None);
        assert_eq!(open_ratio([0, 5, 15, 5, 5]), None);
    }

    #[test]
    fn the_bounds_turn_down_nothing_that_the_ratio_takes() {
        let mut taken = 0;
        for core in 1..90_i16 {
            for side in 1..70_i16 {
                for other in [1, core / 6, core / 3, core / 2, side] {
                    for runs in [
                        [side, other, core, other, side],
                        [other, side, core, side, other],
                        [side, side, core, other, other],
                        [side, other, core, side, other],
                    ] {
                        if ratio(runs.map(|run| run as u32)).is_none() {
                            continue;
                        }
                        taken += 1;
                        let mut fits = [0];
                        let [a, b, c, d, e] = runs.map(|run| [run]);
                        may_cross::<false>(&mut fits, &a, &b, &c, &d, &e);
                        assert_eq!(fits, [1], "{runs:?}");
                        let mut fits = [0];
                        may_cross::<true>(&mut fits, &a, &b, &c, &d, &[3000]);
                        assert_eq!(fits, [1], "{runs:?}, open");
                    }
                }
            }
        }
        assert!(taken > 1000);
    }
}
