//! One-time codes, pure in the time.

mod types;

pub use types::{Algorithm, Counter, Digits, OtpKind, OtpTypeError, Period};
