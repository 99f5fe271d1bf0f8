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
mod activity;
mod answering;
mod backup;
mod backup_meanwhile;
mod bin;
mod clocks;
mod details;
mod ending;
mod enrolling;
mod fuse;
mod groups;
mod importing;
mod leaving;
mod list_order;
mod listing;
mod locking;
mod matching;
mod once;
mod own_code;
mod protected;
mod recovery;
mod renewal;
mod replacing;
mod restoring;
mod ringing;
mod secrets;
mod server;
mod several;
mod snapshots;
mod time;
mod together;
mod tokens;
mod typed_code;
mod whatever;
mod wire;
mod world;
