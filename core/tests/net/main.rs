//! The HTTP client against small servers that misbehave.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test"
)]

mod causes;
mod http;
mod support;
mod tls;
