//! The sign-in request: enrolment, number match, deny and report.

pub mod activity;
pub mod adapter;
pub mod context;
pub(crate) mod device_name;
pub mod dpop;
pub mod error;
pub mod guards;
pub mod inbox;
pub mod jcs;
pub mod jose;
pub mod key;
mod log;
pub mod machine;
pub mod request;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod view;

pub use error::{EnrolError, PushError, TokenFault, Version};
