//! The whole story on one machine: a sign-in page and a phone, side by side.

pub mod auto;
pub mod cli;
pub mod phone;
pub mod screens;
pub mod server;
mod stage;
