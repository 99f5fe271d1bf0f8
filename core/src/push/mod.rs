//! The sign-in request: enrolment, number match, deny and report.

pub mod account;
pub mod request;
