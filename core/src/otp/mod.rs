//! One-time codes, pure in the time.
//!
//! [`code_at`] makes the code of a time-based account at a given second, with the moments between
//! which it holds and the code that follows. [`hotp_code`] makes the code of one counter value: the
//! caller stores the next counter durably *before* it shows the code (V-44).
//!
//! No input makes this room panic: times, counters, periods and secrets of any size are answered by
//! a code or a typed error.

mod code;
mod motp;
mod rfc;
mod types;
mod yandex;

#[cfg(any(test, feature = "testing"))]
pub use code::made;
pub use code::{Code, CodeText, OtpError, code_at, hotp_code};
pub use types::{Algorithm, Counter, Digits, MotpForm, OtpKind, OtpTypeError, Period};
pub use yandex::{SecretForm, secret_form};
