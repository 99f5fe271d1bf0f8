//! One-time codes.

use crate::otp::{Counter, OtpKind};
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
    /// "Never show, never export" (V-48): the secret stays in this vault and its own encrypted backups. Set by
    /// the person, and never unset.
    pub never_export: bool,
    /// The counter of its next code, of an account that counted before it was switched to another kind: it goes
    /// on there when it is switched back (V-44).
    pub counted_to: Option<Counter>,
}

impl CodeAccount {
    /// A second copy, made on purpose.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self {
            kind: self.kind.duplicate(),
            secret: self.secret.duplicate(),
            lock_requested: self.lock_requested,
            never_export: self.never_export,
            counted_to: self.counted_to,
        }
    }
}
