//! The plain page for what went wrong outside a sign-in.

use askama::Template;

use super::{Chrome, assets, paths};

/// Something went wrong, said plainly.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct Problem {
    /// What stands around it.
    pub chrome: Chrome,
    /// What.
    pub what: ProblemKind,
    /// Origin of the service; empty where the page has it.
    pub origin: String,
}

/// What went wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// No page has this address (404).
    NoSuchPage,
    /// The form's CSRF token or origin did not fit (403).
    FormExpired,
    /// The host name is not the configured one (421).
    WrongHost,
    /// The service failed (500).
    OurFault,
}
