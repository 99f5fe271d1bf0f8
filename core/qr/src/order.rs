//! The order in which a person reads several codes: rows from the top, in each from the left.

use super::rank::sort_by_rank;
use super::types::Found;

/// Sides of the upright rectangle around a code.
#[derive(Clone, Copy)]
struct Bounds {
    /// Left and right, top and bottom.
    sides: [(f32, f32); 2],
}

/// The two directions, by their places in [`Bounds::sides`].
const ACROSS: usize = 0;
const DOWN: usize = 1;

impl Bounds {
    fn of(code: &Found) -> Self {
        let range = |values: [f32; 4]| {
            let low = values.iter().copied().fold(f32::MAX, f32::min);
            (low, values.iter().copied().fold(f32::MIN, f32::max))
        };
        let sides = [range(code.corners.map(|c| c.x)), range(code.corners.map(|c| c.y))];
        Self { sides }
    }
}

/// Sorts codes for reading.
pub(crate) fn sort(found: Vec<Found>) -> Vec<Found> {
    let mut codes: Vec<(Bounds, Found)> =
        found.into_iter().map(|code| (Bounds::of(&code), code)).collect();
    cut(&mut codes, DOWN, false);
    codes.into_iter().map(|(_, code)| code).collect()
}

/// Cuts the codes where a straight gap goes through all of them, first into rows, each row into
/// columns, each column into rows again. What cannot be cut is sorted by its upper sides.
fn cut(codes: &mut [(Bounds, Found)], along: usize, tried: bool) {
    if codes.len() < 2 {
        return;
    }
    sort_by_rank(codes, |(bounds, _)| bounds.sides[along].0);
    let mut gaps = Vec::new();
    let mut end = f32::MIN;
    for (at, (bounds, _)) in codes.iter().enumerate() {
        let (low, high) = bounds.sides[along];
        if at > 0 && low >= end {
            gaps.push(at);
        }
        end = end.max(high);
    }
    let other = if along == DOWN { ACROSS } else { DOWN };
    if gaps.is_empty() {
        if tried {
            rows(codes);
        } else {
            cut(codes, other, true);
        }
        return;
    }
    let mut rest = codes;
    let mut begin = 0;
    for gap in gaps {
        let (part, after) = rest.split_at_mut(gap - begin);
        cut(part, other, false);
        (rest, begin) = (after, gap);
    }
    cut(rest, other, false);
}

/// Rows of a page that was not held straight: a code belongs to a row if its middle is above the
/// lower side of the row's first.
fn rows(codes: &mut [(Bounds, Found)]) {
    let middle = |bounds: &Bounds, along: usize| {
        let (low, high) = bounds.sides[along];
        f32::midpoint(low, high)
    };
    sort_by_rank(codes, |(bounds, _)| bounds.sides[DOWN].0);
    let mut rest = codes;
    while let Some((first, _)) = rest.first() {
        let bottom = first.sides[DOWN].1;
        let count = rest.iter().take_while(|(bounds, _)| middle(bounds, DOWN) < bottom).count();
        let (row, after) = rest.split_at_mut(count.max(1));
        sort_by_rank(row, |(bounds, _)| middle(bounds, ACROSS));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::super::symbol::Characters;
    use super::super::types::Point;
    use super::*;

    /// A code of that size, turned by a quarter for each odd corner, named by its place in the list.
    fn sorted(places: &[(f32, f32, f32)]) -> String {
        let found = places.iter().zip(b'a'..).map(|(&(x, y, side), name)| {
            let mut corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)]
                .map(|(dx, dy)| Point::new(x + dx, y + dy));
            corners.rotate_left(usize::from(name % 4));
            Found { bytes: vec![name], characters: Characters::Known, part: None, corners }
        });
        sort(found.collect()).iter().filter_map(Found::text).collect()
    }

    #[test]
    fn a_large_and_a_small_code_are_read_from_the_left() {
        assert_eq!(sorted(&[(500.0, 50.0, 100.0), (40.0, 40.0, 300.0)]), "ba");
        assert_eq!(sorted(&[(40.0, 140.0, 300.0), (500.0, 20.0, 100.0)]), "ba", "rows first");
        assert_eq!(
            sorted(&[(40.0, 100.0, 300.0), (500.0, 250.0, 100.0), (500.0, 20.0, 100.0)]),
            "acb"
        );
    }

    #[test]
    fn a_page_is_read_row_by_row_even_if_it_is_turned() {
        for turn in [0.0, 0.12, -0.12] {
            let places: Vec<_> = (0..12_u8)
                .rev()
                .map(|i| {
                    let (x, y) = (f32::from(i % 4) * 100.0, f32::from(i / 4) * 100.0);
                    (x - turn * y, y + turn * x, 80.0)
                })
                .collect();
            assert_eq!(sorted(&places), "lkjihgfedcba", "{turn}");
        }
    }

    #[test]
    fn codes_over_each_other_come_out_all_the_same() {
        assert_eq!(sorted(&[(0.0, 0.0, 50.0); 3]).len(), 3);
        assert_eq!(sorted(&[(f32::NAN, 0.0, 50.0), (0.0, 0.0, 9.0)]).len(), 2);
        assert_eq!(sorted(&[]), "");
    }
}
