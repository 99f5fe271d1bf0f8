//! The core of an authenticator app.
//!
//! A phone scans an enrolment QR code, keeps the account's secrets encrypted, shows one-time codes
//! and answers a sign-in by the number that the sign-in page shows. Screens talk to one type,
//! [`app::Authenticator`]; every other room is pure, or is given the outside world as a trait.
//!
//! | room | concern |
//! |---|---|
//! | [`secret`] | memory that is wiped and never printed |
//! | [`clock`], [`random`] | the two sources of nondeterminism |
//! | [`digits`] | what people type as a number, in any script |
//! | [`qr`] | pixels to texts: a crate of its own (`core/qr`), so that it is optimised for speed and the rest for size |
//! | [`payload`] | a scanned text to a typed verdict |
//! | [`otp`] | one-time codes, pure in the time |
//! | [`vault`] | the encrypted file and what it holds |
//! | [`push`] | the sign-in request: enrolment, number match, deny, report |
//! | [`net`] | HTTP, the only room that knows reqwest and tokio |
//! | [`app`] | the facade that the shells use |
#![forbid(unsafe_code)]

pub mod app;
pub mod clock;
pub mod digits;
pub mod net;
pub mod otp;
pub mod payload;
pub mod push;
pub mod qr_choice;
pub mod random;
pub mod secret;
pub mod vault;

pub use countersign_qr as qr;
