//! One schedule: what happens, and in which order, follows from its seed and its number.

use crate::planted::Planted;
use crate::snapshot::Snapshot;
use crate::world::World;

/// Where a schedule's chance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed {
    /// The seed of a run.
    pub run: u64,
    /// The number of the schedule in it.
    pub number: u64,
}

impl Seed {
    fn mixed(self) -> u64 {
        self.run.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ self.number.wrapping_mul(0x9E37_79B9)
    }
}

/// What a schedule came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Everything that happened, one thing a line.
    pub happened: Vec<String>,
    /// What was not as it must be.
    pub violation: Option<String>,
    /// Sign-ins that were approved.
    pub approved: usize,
    /// Sign-ins that were denied.
    pub denied: usize,
    /// Sign-ins that a wrong number ended.
    pub wrong: usize,
}

/// Plays a schedule on a copy of what was set up.
pub async fn run(snapshot: &Snapshot, seed: Seed, planted: Option<Planted>) -> Outcome {
    let mut world = World::new(snapshot, seed.mixed(), planted).await;
    let violation = world.play().await.err();
    world.outcome(violation)
}
