//! The reference sign-in service of Countersign.

pub mod pages;
