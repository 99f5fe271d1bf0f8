//! One-time codes.

use crate::otp::OtpKind;
use crate::secret::SecretBytes;

/// A one-time-code account.
#[derive(Debug)]
pub struct CodeAccount {
    /// Kind and parameters.
    pub kind: OtpKind,
    /// The shared secret, 1 to 256 bytes.
    pub secret: SecretBytes,
    /// Whether each code asks for an unlock first.
    pub lock_requested: bool,
}
