//! The core's plain enums, told to uniffi variant by variant: one that is added or renamed in the core
//! does not compile here.

mod accounts;
mod errors;
mod payload;
mod requests;
mod settings;
mod transfer;
