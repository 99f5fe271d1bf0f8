//! The exact shape of a finder pattern: its module along two directions, and its four corners.
#![allow(clippy::as_conversions, reason = "pixel arithmetic within the checked frame size")]

use super::bits::Bits;
use super::geometry::Line;
use super::grey::Grey;
use super::types::Point;

/// Dark or light at a position between the pixels.
pub(crate) trait Ink {
    /// Whether it is dark there, or light in a symbol in negative.
    fn at(&self, point: Point) -> bool;

    /// The distance from `start` along the unit vector `direction` to the `changes`-th change of
    /// colour, or `None` if it is further than `limit`.
    fn change(&self, start: Point, direction: Point, changes: usize, limit: f32) -> Option<f32> {
        const STEP: f32 = 0.25;
        let mut colour = self.at(start);
        let (mut seen, mut at) = (0, 0.0);
        while at < limit {
            at += STEP;
            let now = self.at(start.plus(direction.times(at)));
            if now != colour {
                colour = now;
                seen += 1;
                if seen == changes {
                    return Some(at - STEP / 2.0);
                }
            }
        }
        None
    }
}

/// Black and white with the polarity of one symbol.
#[derive(Clone, Copy)]
pub(crate) struct Pixels<'a> {
    pub(crate) bits: Bits<'a>,
    pub(crate) inverted: bool,
}

impl Ink for Pixels<'_> {
    fn at(&self, point: Point) -> bool {
        self.bits.is_dark(point.x.floor() as i32, point.y.floor() as i32) != self.inverted
    }
}

/// Brightness with a threshold of its own, for edges finer than a pixel.
struct Shades<'a> {
    grey: Grey<'a>,
    level: f32,
}

impl Ink for Shades<'_> {
    fn at(&self, point: Point) -> bool {
        self.grey.at(point) < self.level
    }
}

/// The module's size along a unit vector, measured to both outer edges of the pattern.
pub(crate) fn module_along(
    ink: Pixels<'_>,
    centre: Point,
    direction: Point,
    guess: f32,
) -> Option<f32> {
    if !ink.at(centre) {
        return None;
    }
    let reach = |direction| ink.change(centre, direction, 3, guess * 6.0 + 2.0);
    let sum = match (reach(direction), reach(direction.times(-1.0))) {
        (Some(a), Some(b)) => (a + b) / 7.0,
        (Some(one), None) | (None, Some(one)) => one / 3.5,
        (None, None) => return None,
    };
    (sum > guess * 0.4 && sum < guess * 1.8).then_some(sum)
}

/// Four corners of a finder pattern.
#[derive(Clone, Copy)]
pub(crate) struct Outline {
    /// In the order (-,-), (+,-), (+,+), (-,+) of the given steps of one module.
    pub(crate) corners: [Point; 4],
    /// How far inside the pattern's outer edge they lie, in modules: 0, or 1 for the inner edge of the ring.
    pub(crate) inset: f32,
}

/// The pattern's outer square; where that has no edge, because the page around is as dark, the inner
/// edge of its ring. `None` if the sides are not straight lines.
pub(crate) fn outline(grey: Grey<'_>, centre: Point, right: Point, down: Point) -> Option<Outline> {
    let outer = corners(grey, centre, right, down, Edge::Outer);
    match outer {
        Some(corners) => Some(Outline { corners, inset: 0.0 }),
        None => corners(grey, centre, right, down, Edge::Inner)
            .map(|corners| Outline { corners, inset: 1.0 }),
    }
}

/// Of the dark ring.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Inner,
    Outer,
}

fn corners(
    grey: Grey<'_>,
    centre: Point,
    right: Point,
    down: Point,
    edge: Edge,
) -> Option<[Point; 4]> {
    let ring = [right, down, right.times(-1.0), down.times(-1.0)]
        .map(|step| grey.at(centre.plus(step.times(2.0))));
    let (dark, light) = (grey.at(centre), ring.iter().sum::<f32>() / 4.0);
    if light - dark < 8.0 {
        return None;
    }
    let ink = Shades { grey, level: (dark + light) / 2.0 };
    let side = |out: Point, along: Point| -> Option<Line> {
        let length = out.length();
        let direction = out.times(1.0 / length);
        let mut points = Vec::with_capacity(RAYS);
        for ray in 0..RAYS {
            let offset = (ray as f32 / (RAYS - 1) as f32 - 0.5) * 4.6;
            // Starts in the light ring, two modules out.
            let start = centre.plus(along.times(offset)).plus(out.times(2.0));
            if ink.at(start) {
                continue;
            }
            let inner = ink.change(start, direction, 1, length * 1.4 + 1.0);
            let outer = match edge {
                Edge::Inner => None,
                Edge::Outer => ink.change(start, direction, 2, length * 3.0 + 1.0),
            };
            let at = match edge {
                Edge::Inner => inner,
                Edge::Outer => inner.and(outer),
            };
            points.extend(at.map(|at| start.plus(direction.times(at))));
        }
        if points.len() < RAYS / 2 {
            return None;
        }
        let line = Line::through(&points)?;
        let tolerance = (length * 0.35).max(0.6);
        points.retain(|point| line.distance(*point) < tolerance);
        (points.len() >= RAYS / 2).then(|| Line::through(&points)).flatten()
    };
    let (left, up) = (right.times(-1.0), down.times(-1.0));
    let sides = [side(up, right)?, side(right, down)?, side(down, right)?, side(left, down)?];
    let corners = [
        sides[3].meets(&sides[0])?,
        sides[0].meets(&sides[1])?,
        sides[1].meets(&sides[2])?,
        sides[2].meets(&sides[3])?,
    ];
    // 3.5 √2 modules from the centre, or 2.5 √2, give or take a strong perspective.
    let size = right.length().max(down.length());
    corners
        .iter()
        .all(|corner| {
            let distance = corner.distance(centre);
            distance > size * 2.0 && distance < size * 8.0
        })
        .then_some(corners)
}

const RAYS: usize = 11;
