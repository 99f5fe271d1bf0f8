//! What people see of the demo: the phone's screens and the frame around both sides, one askama
//! struct a screen, one template each.
//!
//! A screen is drawn by [`askama::Template::render`] and decides nothing. Addresses and fields of the
//! forms are in [`paths`]; **the primary action of a screen is a POST to the screen's own address**,
//! and the answer to a POST is a 303.
//!
//! # What the screens expect
//! - [`assets::ALL`] and [`countersign_signin::pages::assets::ALL`] are served under their paths.
//! - The policy is `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';
//!   connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'`,
//!   with `Permissions-Policy: camera=(self)` and `Referrer-Policy: same-origin`.
//! - [`paths::PULSE`] answers with [`Phone::version`] of the moment as plain text. The script of
//!   every screen asks every three seconds while it is in front. When the version changed it fetches the
//!   screen again and puts what differs in its place: what was typed, the focus and what was scrolled to
//!   stay.
//!   So the version changes when, and only when, the screen would: a new request, a request that is
//!   over, an account in another state. It does not change as seconds go by.
//! - [`paths::SCAN`] takes `multipart/form-data`: [`paths::CSRF`] and [`paths::PICTURE`], a picture of
//!   at most [`paths::PICTURE_BYTES`] bytes. With or without script it is the same form. A redirect to
//!   another screen says that the picture was understood; one back to the [`add::Scanner`] screen, which says
//!   once what the problem is, that it was not.

pub mod accounts;
pub mod add;
pub mod assets;
pub mod frame;
pub mod notifications;
pub mod passcode;
pub mod paths;
pub mod phone;
pub mod request;
pub mod settings;
pub mod told;

#[cfg(test)]
mod tests;

pub use phone::Phone;
