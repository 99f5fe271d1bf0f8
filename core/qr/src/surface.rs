//! What a symbol lies on: a plane, or something bent.

use super::bend::Bend;
use super::geometry::Projection;
use super::types::Point;

/// The map from modules to pixels.
#[derive(Clone, Copy)]
pub(crate) enum Surface {
    Flat(Projection),
    Bent(Bend),
}

impl Surface {
    /// The pixel of a position in modules.
    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        match self {
            Self::Flat(projection) => projection.at(x, y),
            Self::Bent(bend) => bend.at(x, y),
        }
    }

    /// The steps of one module along x and along y at a position.
    pub(crate) fn steps(&self, x: f32, y: f32) -> (Point, Point) {
        match self {
            Self::Flat(projection) => projection.steps(x, y),
            Self::Bent(bend) => bend.steps(x, y),
        }
    }

    /// The surface of the same kind through these points of a symbol of `size` modules.
    pub(crate) fn fitted(&self, pairs: &[(Point, Point, f32)], size: f32) -> Option<Self> {
        match self {
            Self::Flat(_) => Projection::fitted(pairs)
                .filter(|projection| projection.is_sound(size))
                .map(Self::Flat),
            Self::Bent(bend) => Bend::fitted(pairs, bend.shape).map(Self::Bent),
        }
    }
}
