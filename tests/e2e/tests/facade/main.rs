//! The facade against the running service, without a browser: bad codes, bad networks, bad storage.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests: what is missing ends them"
)]

mod adding;
mod example;
mod network;
mod plain;
mod requests;
mod services;
mod storage;
