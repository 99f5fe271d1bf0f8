//! What the end-to-end tests share: the sign-in service in-process, the core as a phone, and a real
//! browser, all three under one clock that stands still until a test moves it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "test support: what goes wrong here ends the test that asked for it"
)]

pub mod browser;
pub mod chrome;
pub mod command;
pub mod folder;
pub mod http;
pub mod line;
pub mod meddler;
pub mod phone;
pub mod pictures;
pub mod plain;
pub mod puppet;
pub mod show;
pub mod stage;
pub mod wait;

pub use browser::{Browser, Looks};
pub use phone::{Phone, PhoneOptions};
pub use puppet::Puppet;
pub use show::Show;
pub use stage::{ADMIN, IDA, PASSWORD, Stage};
