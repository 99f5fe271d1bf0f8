//! What people see of the sign-in service: one askama struct a page, one template each.
//!
//! A page is drawn by [`askama::Template::render`]. It decides nothing: the service hands over who,
//! what and how many seconds, the words live in `texts/` (the master is English; `LOOK.md`).
//!
//! # What a page expects of the service
//! - Every form is a plain POST; its address and fields are in [`paths`]. **The primary action of a
//!   page is a POST to the page's own address**; secondary actions have addresses of their own. An
//!   answer to a POST is a 303 to the page that now stands.
//! - A GET of a page that is not where this browser stands is answered by a 303 to the page that is.
//!   The waiting pages rely on it: their script goes to [`paths::SIGN_IN`] when the state changed.
//! - [`assets::ALL`] is served under its paths; [`paths::MARK`] and [`paths::ACCENTS`] are where
//!   [`OwnLook`] says that they are.
//! - The policy is `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';
//!   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`: nothing is
//!   inline. `Referrer-Policy` must be `same-origin` (with `no-referrer`, browsers send
//!   `Origin: null` with a form, which an origin check refuses).
//! - The waiting pages listen to [`paths::EVENTS`], server-sent events without a name (or named
//!   `status`) whose data is `{"status": "..."}`, with `"deviceLabel"` beside `CLAIMED`. Without
//!   scripts they offer a Continue link that asks again.

pub mod admin;
pub mod assets;
pub mod chrome;
pub mod cloud;
pub mod code;
pub mod error;
pub mod log;
pub mod number;
pub mod paths;
pub mod phones;
pub mod plain;
pub mod setup;
pub mod signin;

#[cfg(test)]
mod tests;

pub use chrome::{Chrome, ItContact, OwnLook};
