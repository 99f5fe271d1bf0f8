//! The whole story on one machine: a sign-in page and a phone, side by side.

pub mod screens;
