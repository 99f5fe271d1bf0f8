//! The real core and the real sign-in service, in one process, with a network between them that drops,
//! delays, duplicates, reorders and cuts messages, and both killed and started again. One seed and one
//! clock: what happened happens again. See the README.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

mod browser;
mod chance;
mod facts;
mod fate;
mod line;
mod person;
mod phone;
mod planted;
mod record;
mod schedule;
mod server;
mod snapshot;
mod world;

pub use planted::Planted;
pub use schedule::{Outcome, Seed, run};
pub use snapshot::{Realm, Snapshot};
