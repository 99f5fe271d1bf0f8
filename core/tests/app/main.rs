//! The facade against an attacker and bad luck: full disks, lost power, lost replies, dropped calls,
//! hostile lists, and everything at once.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test"
)]

mod accounts;
mod answering;
mod clocks;
mod ending;
mod enrolling;
mod fuse;
mod importing;
mod list_order;
mod listing;
mod locking;
mod once;
mod protected;
mod restoring;
mod ringing;
mod secrets;
mod server;
mod several;
mod together;
mod whatever;
mod world;
