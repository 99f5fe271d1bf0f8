//! The core of an authenticator app.
//!
//! A phone scans an enrolment QR code, keeps the account's secrets encrypted, shows one-time codes
//! and answers a sign-in by the number that the sign-in page shows. Screens talk to one type,
//! [`app::Authenticator`]; every other room is pure, or is given the outside world as a trait.
//!
//! | room | concern |
//! |---|---|
//! | [`app`] | the facade that the shells use |
//! | [`push`] | the sign-in request: enrolment, number match, deny, report |
//! | [`vault`] | the encrypted file and what it holds |
//! | [`account`] | what an account is |
//! | [`payload`] | a scanned text to a typed verdict |
//! | [`net`] | HTTP, the only room that knows reqwest and tokio |
//! | [`otp`] | one-time codes, pure in the time |
//! | [`text`] | what people see of others' text, and digits of any script |
//! | [`url`] | addresses, and which of them may be contacted |
//! | [`device`] | what the core asks of the device: files, small values, keys |
//! | [`secret`] | memory that is wiped and never printed |
//! | [`clock`], [`random`] | the two sources of nondeterminism |
//! | [`qr`] | pixels to texts: a crate of its own (`core/qr`), so that it is optimised for speed and the rest for size |
#![forbid(unsafe_code)]

pub mod account;
pub mod app;
pub mod clock;
pub mod device;
pub mod net;
pub mod otp;
pub mod payload;
pub mod push;
pub mod random;
pub mod secret;
pub mod text;
pub mod url;
pub mod vault;

pub use countersign_qr as qr;

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
