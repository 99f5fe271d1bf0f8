//! Finder patterns: the three squares that a symbol is found by.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::bits::Bits;
use super::limits::MAX_FINDERS;
use super::rank::sort_by_rank;
use super::runs::{Crossing, Rings, Row};
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
    /// Whether it is so much longer one way than the other that it is an accident unless a symbol is
    /// read by it.
    pub(crate) stretched: bool,
}

/// What a search found and what it cost.
pub(crate) struct Search {
    /// The finders, those seen in more rows first, at most [`MAX_FINDERS`].
    pub(crate) finders: Vec<Finder>,
    /// Places looked at closely.
    pub(crate) checks: usize,
}

/// Looks through every `step`th row, for both polarities at once, with at most so many looks closely.
pub(crate) fn search(bits: Bits<'_>, step: usize, rings: Rings, most: usize) -> Search {
    let cells = Cells::new(bits);
    let mut search = Collector { bits, rings, found: Vec::new(), checks: 0, most, cells };
    let mut row = Row::default();
    for y in (step / 2..bits.height()).step_by(step) {
        row.read(bits, y, rings);
        for crossing in row.crossings(rings) {
            search.candidate(y, &crossing);
        }
    }
    let mut finders = search.found;
    sort_by_rank(&mut finders, |finder| -finder.weight());
    Search { finders, checks: search.checks }
}

impl Finder {
    /// Whether so many rows lead to it that it is hardly an accident.
    pub(crate) fn is_well_seen(&self) -> bool {
        !self.stretched && (self.seen >= 3 || self.weight() >= 0.9)
    }

    /// Rows that led to it, as a part of those that could have.
    fn weight(&self) -> f32 {
        (self.seen as f32 / self.module).min(1.0) + (self.module / 64.0).min(0.5)
    }
}

/// Finders by place, so that a row's hit on a known one is recognised without a look at all.
struct Cells {
    columns: usize,
    lists: Vec<Vec<u16>>,
}

const CELL: usize = 32;

impl Cells {
    fn new(bits: Bits<'_>) -> Self {
        let columns = bits.width() / CELL + 1;
        Self { columns, lists: vec![Vec::new(); columns * (bits.height() / CELL + 1)] }
    }

    fn index(&self, x: f32, y: f32) -> usize {
        (y.max(0.0) as usize / CELL) * self.columns + (x.max(0.0) as usize / CELL)
    }
}

/// How much longer a finder pattern may be one way than the other: those at the sides of a bottle, or
/// tilted by 60 degrees, are.
const MOST_STRETCHED: f32 = 3.0;
/// What tells others from accidents.
const STRETCHED: f32 = 2.2;

struct Collector<'a> {
    bits: Bits<'a>,
    rings: Rings,
    found: Vec<Finder>,
    checks: usize,
    most: usize,
    cells: Cells,
}

impl Collector<'_> {
    fn candidate(&mut self, row: usize, crossing: &Crossing) {
        let Crossing { middle: x, module, inverted, .. } = *crossing;
        let y = row as f32 + 0.5;
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
        if self.checks >= self.most || self.found.len() >= MAX_FINDERS {
            return;
        }
        self.checks += 1;
        let Some(finder) = self.checked(row, crossing) else { return };
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
    ///
    /// Black and white are told apart by the crossing itself, not by the mean of what lies around:
    /// halfway between its core and its gaps there is still an edge to be seen across rings that
    /// motion has smeared.
    fn checked(&self, row: usize, crossing: &Crossing) -> Option<Finder> {
        let Crossing { middle: x, module, inverted, .. } = *crossing;
        let y = row as f32 + 0.5;
        let level = crossing.level(self.bits.bytes(row))?;
        let (y, down) = self.across(x, y, module, inverted, level, (0, 1))?;
        let (x, right) = self.across(x, y, module, inverted, level, (1, 0))?;
        let (y, down2) = self.across(x, y, down.max(right), inverted, level, (0, 1))?;
        let module = (right + down2) / 2.0;
        let stretch = (right / down2).max(down2 / right);
        let stretched = stretch > STRETCHED;
        let centre = Point::new(x, y);
        (stretch <= MOST_STRETCHED).then_some(Finder {
            centre,
            module,
            inverted,
            seen: 1,
            stretched,
        })
    }

    /// Measures the five runs through a place along one axis, dark up to `level`; returns the refined coordinate on
    /// that axis and the module's size along it.
    fn across(
        &self,
        x: f32,
        y: f32,
        module: f32,
        inverted: bool,
        level: u8,
        (dx, dy): (i32, i32),
    ) -> Option<(f32, f32)> {
        let (start_x, start_y) = (x as i32, y as i32);
        let limit = (module * 3.5 * MOST_STRETCHED) as i32 + 3;
        let colour = |at: i32| {
            let (x, y) = (start_x + dx * at, start_y + dy * at);
            Some((self.bits.brightness(x, y)? <= level) != inverted)
        };
        if colour(0) != Some(true) {
            return None;
        }
        // From the middle outwards: half the core, the gap, the ring.
        let outwards = |sign: i32| -> Option<[i32; 3]> {
            let (mut at, mut runs) = (0, [0; 3]);
            for (i, run) in runs.iter_mut().enumerate() {
                let dark = i != 1;
                let from = at;
                while colour(sign * (at + 1)) == Some(dark) {
                    at += 1;
                    if at > limit {
                        if i == 2 && self.rings == Rings::Open {
                            break;
                        }
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
        let module = self.rings.module(runs)?;
        let offset = (high[0] - low[0]) as f32 / 2.0;
        let base = if dx == 1 { start_x } else { start_y };
        Some((base as f32 + 0.5 + offset, module))
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::levels::Levels;
    use super::super::limits::MAX_CROSS_CHECKS;
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
            let frame = tiled(3, 100, 100, inverted);
            let levels = Levels::of(&frame);
            let found =
                search(Bits::new(&frame, &levels), 2, Rings::Closed, MAX_CROSS_CHECKS).finders;
            let finder = found.iter().find(|f| f.inverted == inverted).unwrap();
            assert!(finder.centre.distance(Point::new(13.5, 13.5)) < 0.6, "{finder:?}");
            assert!((finder.module - 3.0).abs() < 0.3, "{finder:?}");
        }
    }

    #[test]
    fn a_finder_without_a_light_border_is_found_on_a_page_of_its_colour() {
        let closed = tiled(4, 100, 100, false);
        // Dark from the ring to the upper left, light below and to the right of it.
        let pixels = (0..100 * 100)
            .map(|i| {
                let (x, y) = (i % 100, i / 100);
                if x < 4 || y < 4 { 20 } else { closed.row(y)[x] }
            })
            .collect();
        let frame = Frame::owned(pixels, 100, 100);
        let levels = Levels::of(&frame);
        let find = |rings| search(Bits::new(&frame, &levels), 2, rings, MAX_CROSS_CHECKS).finders;
        let near = |f: &Finder| f.centre.distance(Point::new(18.0, 18.0)) < 0.6;
        assert!(find(Rings::Open).iter().any(near));
        assert!(!find(Rings::Closed).iter().any(near));
    }

    #[test]
    fn a_finder_smeared_by_motion_is_found() {
        // Moved downwards by a module and a half: along the motion, ring and gap are two greys.
        let (side, module, length) = (120, 4, 6);
        let sharp = tiled(module, 120, side, false);
        let pixels = (0..side * side)
            .map(|i| {
                let (x, y) = (i % side, i / side);
                let column = (0..length).map(|dy| u32::from(sharp.row((y + dy).min(side - 1))[x]));
                (column.sum::<u32>() / length as u32) as u8
            })
            .collect();
        let frame = Frame::owned(pixels, side, side);
        // The levels of a page of which much is dark lie below those of a finder by itself.
        for level in [70, 190] {
            let levels = Levels::even(&frame, level);
            let found =
                search(Bits::new(&frame, &levels), 2, Rings::Closed, MAX_CROSS_CHECKS).finders;
            assert!(
                found.iter().any(|f| f.centre.distance(Point::new(18.0, 15.5)) < 2.0),
                "{level}"
            );
        }
    }

    #[test]
    fn tiled_finders_are_cut_off_by_count() {
        let frame = tiled(1, 9, 1800, false);
        let levels = Levels::of(&frame);
        let search = search(Bits::new(&frame, &levels), 1, Rings::Closed, MAX_CROSS_CHECKS);
        assert_eq!(search.finders.len(), MAX_FINDERS);
        assert!(search.checks <= MAX_CROSS_CHECKS);
    }
}
