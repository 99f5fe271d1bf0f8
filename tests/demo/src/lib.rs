//! The whole story on one machine: a sign-in page and a phone, side by side.

pub mod auto;
mod browser;
pub mod cli;
mod clocks;
mod controls;
mod drawer;
mod phone;
pub mod screens;
pub mod server;
mod stage;
mod wire;
mod world;
