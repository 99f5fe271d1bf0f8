//! The words of the command, shared with the demo: kinds that scripts match on, sentences that people read.

pub mod words;
mod words_living;
mod words_services;
