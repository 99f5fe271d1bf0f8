//! The push adapter against scripted conversations: what it sends, and what it makes of every answer
//! of PROTOCOL.md sections 2.5 and 4.4.
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

mod answer_coded;
mod answer_plain;
mod calls;
mod cold_start;
mod device;
mod enrol;
mod keys;
mod list;
mod logs;
mod offer;
mod pipush;
mod support;
mod vectors;
