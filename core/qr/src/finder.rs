//! Finder patterns: the three squares that a symbol is found by.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::bits::Bits;
use super::limits::{MAX_CROSS_CHECKS, MAX_FINDERS};
use super::types::Point;

/// A place whose runs of dark and light are as 1 : 1 : 3 : 1 : 1 across and down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finder {
    pub(crate) centre: Point,
    /// Pixels a module along the picture's axes; too large by up to √2 for turned symbols.
    pub(crate) module: f32,
    /// Whether its outer ring is light: a symbol in negative.
    pub(crate) inverted: bool,
    /// How many rows led to it.
    pub(crate) seen: u32,
}

/// What a search found and what it cost.
pub(crate) struct Search {
    /// The finders, those seen in more rows first, at most [`MAX_FINDERS`].
    pub(crate) finders: Vec<Finder>,
    /// Places looked at closely.
    pub(crate) checks: usize,
}

/// Looks through every `step`th row, for both polarities at once.
pub(crate) fn search(bits: &Bits, step: usize) -> Search {
    let mut search = Collector { bits, found: Vec::new(), checks: 0, cells: Cells::new(bits) };
    let mut edges = Vec::new();
    let mut y = step / 2;
    while y < bits.height() {
        edges.clear();
        let first_dark = edges_of(bits.row(y), bits.width(), &mut edges);
        search.row(y, &edges, first_dark);
        y += step;
    }
    let mut finders = search.found;
    finders.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    finders.truncate(MAX_FINDERS);
    Search { finders, checks: search.checks }
}

impl Finder {
    /// Rows that led to it, as a part of those that could have.
    fn weight(&self) -> f32 {
        (self.seen as f32 / self.module).min(1.0) + (self.module / 64.0).min(0.5)
    }
}

/// The positions where the colour changes, the row's end included; returns the first colour.
fn edges_of(words: &[u64], width: usize, edges: &mut Vec<u32>) -> bool {
    let first = words.first().is_some_and(|word| word & 1 == 1);
    let mut before = u64::from(first);
    edges.push(0);
    for (i, &word) in words.iter().enumerate() {
        let mut changes = word ^ (word << 1 | before);
        before = word >> 63;
        while changes != 0 {
            let x = i * 64 + changes.trailing_zeros() as usize;
            if x < width {
                edges.push(x as u32);
            }
            changes &= changes - 1;
        }
    }
    edges.push(width as u32);
    first
}

/// Finders by place, so that a row's hit on a known one is recognised without a look at all.
struct Cells {
    columns: usize,
    lists: Vec<Vec<u16>>,
}

const CELL: usize = 32;

impl Cells {
    fn new(bits: &Bits) -> Self {
        let columns = bits.width() / CELL + 1;
        Self { columns, lists: vec![Vec::new(); columns * (bits.height() / CELL + 1)] }
    }

    fn index(&self, x: f32, y: f32) -> usize {
        (y.max(0.0) as usize / CELL) * self.columns + (x.max(0.0) as usize / CELL)
    }
}

struct Collector<'a> {
    bits: &'a Bits,
    found: Vec<Finder>,
    checks: usize,
    cells: Cells,
}

/// Finders that are remembered in one search; the search ends at this many.
const MAX_REMEMBERED: usize = 1024;

impl Collector<'_> {
    fn row(&mut self, y: usize, edges: &[u32], first_dark: bool) {
        let mut dark = first_dark;
        for window in edges.windows(6) {
            let runs = [
                window[1] - window[0],
                window[2] - window[1],
                window[3] - window[2],
                window[4] - window[3],
                window[5] - window[4],
            ];
            let inverted = !dark;
            dark = !dark;
            // The cheap part first: the middle is wider than its neighbours together are not.
            if runs[2] < runs[1].max(runs[3]) || runs[2] * 2 < runs[0].max(runs[4]) {
                continue;
            }
            if let Some(module) = ratio(runs) {
                let x = (window[2] + window[3]) as f32 / 2.0;
                self.candidate(x, y as f32 + 0.5, module, inverted);
            }
        }
    }

    fn candidate(&mut self, x: f32, y: f32, module: f32, inverted: bool) {
        let cell = self.cells.index(x, y);
        for &index in &self.cells.lists[cell] {
            let finder = &mut self.found[usize::from(index)];
            let (dx, dy) = ((finder.centre.x - x).abs(), (finder.centre.y - y).abs());
            let near = finder.module * 2.0;
            if finder.inverted == inverted && dx < near && dy < near && module < 2.0 * finder.module
            {
                finder.seen += 1;
                return;
            }
        }
        if self.checks >= MAX_CROSS_CHECKS || self.found.len() >= MAX_REMEMBERED {
            return;
        }
        self.checks += 1;
        let Some(finder) = self.checked(x, y, module, inverted) else { return };
        let same = |old: &Finder| {
            old.inverted == inverted && old.centre.distance(finder.centre) < old.module * 2.0
        };
        let cell = self.cells.index(finder.centre.x, finder.centre.y);
        let known = self.cells.lists[cell]
            .iter()
            .copied()
            .find(|index| same(&self.found[usize::from(*index)]));
        if let Some(index) = known {
            self.found[usize::from(index)].seen += 1;
            return;
        }
        let index = self.found.len() as u16;
        self.found.push(finder);
        // Listed wherever its middle reaches.
        let (reach, at) = (finder.module * 2.0, finder.centre);
        let limit = (self.bits.width() as f32 - 1.0, self.bits.height() as f32 - 1.0);
        let mut listed = Vec::new();
        for dx in [-reach, 0.0, reach] {
            for dy in [-reach, 0.0, reach] {
                let cell = self
                    .cells
                    .index((at.x + dx).clamp(0.0, limit.0), (at.y + dy).clamp(0.0, limit.1));
                if !listed.contains(&cell) {
                    listed.push(cell);
                    self.cells.lists[cell].push(index);
                }
            }
        }
    }

    /// The finder at a place, if the column, then the row, then the column again agree.
    fn checked(&self, x: f32, y: f32, module: f32, inverted: bool) -> Option<Finder> {
        let (y, down) = self.across(x, y, module, inverted, (0, 1))?;
        let (x, right) = self.across(x, y, module, inverted, (1, 0))?;
        let (y, down2) = self.across(x, y, down.max(right), inverted, (0, 1))?;
        let module = (right + down2) / 2.0;
        if right > down2 * 2.2 || down2 > right * 2.2 {
            return None;
        }
        Some(Finder { centre: Point::new(x, y), module, inverted, seen: 1 })
    }

    /// Measures the five runs through a place along one axis; returns the refined coordinate on
    /// that axis and the module's size along it.
    fn across(
        &self,
        x: f32,
        y: f32,
        module: f32,
        inverted: bool,
        (dx, dy): (i32, i32),
    ) -> Option<(f32, f32)> {
        let (start_x, start_y) = (x as i32, y as i32);
        let limit = (module * 6.0) as i32 + 3;
        let colour = |at: i32| self.bits.is_dark(start_x + dx * at, start_y + dy * at) != inverted;
        if !colour(0) {
            return None;
        }
        // From the middle outwards: half the core, the gap, the ring.
        let outwards = |sign: i32| -> Option<[i32; 3]> {
            let (mut at, mut runs) = (0, [0; 3]);
            for (i, run) in runs.iter_mut().enumerate() {
                let dark = i != 1;
                let from = at;
                while colour(sign * (at + 1)) == dark
                    && self
                        .bits
                        .contains(start_x + dx * sign * (at + 1), start_y + dy * sign * (at + 1))
                {
                    at += 1;
                    if at > limit {
                        return None;
                    }
                }
                *run = at - from;
            }
            Some(runs)
        };
        let (low, high) = (outwards(-1)?, outwards(1)?);
        let core = low[0] + high[0] + 1;
        let runs =
            [low[2], low[1], core, high[1], high[2]].map(|run| u32::try_from(run).unwrap_or(0));
        let module = ratio(runs)?;
        let offset = (high[0] - low[0]) as f32 / 2.0;
        let base = if dx == 1 { start_x } else { start_y };
        Some((base as f32 + 0.5 + offset, module))
    }
}

/// The module's size if the runs are as 1 : 1 : 3 : 1 : 1, give or take half a module and the half
/// pixel that each edge may be off.
fn ratio(runs: [u32; 5]) -> Option<f32> {
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

#[cfg(test)]
mod tests {
    use super::super::bits::{Threshold, binarised};
    use super::super::frame::Frame;
    use super::*;

    fn tiled(module: usize, pitch: usize, side: usize, inverted: bool) -> Frame<'static> {
        let pixels = (0..side * side)
            .map(|i| {
                let (x, y) = (i % side % pitch / module, i / side % pitch / module);
                let (x, y) = (x.wrapping_sub(1), y.wrapping_sub(1));
                let ring = x.abs_diff(3).max(y.abs_diff(3));
                let dark = ring != 2 && ring <= 3;
                if dark != inverted { 20 } else { 230 }
            })
            .collect();
        Frame::owned(pixels, side, side)
    }

    #[test]
    fn both_polarities_are_found_where_they_are() {
        for inverted in [false, true] {
            let bits = binarised(&tiled(3, 100, 100, inverted), Threshold::Near);
            let found = search(&bits, 2).finders;
            let finder = found.iter().find(|f| f.inverted == inverted).unwrap();
            assert!(finder.centre.distance(Point::new(13.5, 13.5)) < 0.6, "{finder:?}");
            assert!((finder.module - 3.0).abs() < 0.3, "{finder:?}");
        }
    }

    #[test]
    fn tiled_finders_are_cut_off_by_count() {
        let bits = binarised(&tiled(1, 9, 1800, false), Threshold::Near);
        let search = search(&bits, 1);
        assert_eq!(search.finders.len(), MAX_FINDERS);
        assert!(search.checks <= MAX_CROSS_CHECKS);
    }
}
