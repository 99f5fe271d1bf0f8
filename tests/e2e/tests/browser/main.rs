//! The sign-in service in a real browser, with the real core as the phone.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests: what is missing ends them"
)]

mod admin;
mod demo;
mod demo_frame;
mod demo_list;
mod demo_refusing;
mod demo_story;
mod enrolment;
mod guards;
mod habits;
mod languages;
mod limits;
mod look;
mod looks;
mod phones;
mod plain;
mod plain_realm;
mod reporting;
mod sign_in;
mod staying;
mod steps;
mod two_browsers;
