//! Memory that is wiped when it is dropped and never printed.
//!
//! Neither type is `Clone`, serialisable or comparable with `==`: a copy is made by name
//! ([`SecretBytes::duplicate`]) and a comparison takes constant time ([`SecretBytes::ct_eq`]).

mod typed;

use std::fmt;
use std::ops::{Deref, DerefMut};

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Bytes that are wiped when dropped, in blocks: `Zeroizing` wipes what stands in a vector byte by byte, and only the room
/// behind it in blocks.
#[derive(Default)]
pub(crate) struct Wiped(Vec<u8>);

impl Wiped {
    /// Takes the bytes over.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// In constant time, like all secrets.
impl PartialEq for Wiped {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Wiped {}

impl Deref for Wiped {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Wiped {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        // Wiping no bytes at no address is slow on some processors.
        if self.0.capacity() > 0 {
            // All of it is room then, and all of it is wiped.
            self.0.clear();
            self.0.zeroize();
        }
    }
}

impl fmt::Debug for Wiped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Secret bytes: a key, a seed, a passcode on its way to the key derivation.
///
/// ```
/// use countersign_core::app::SecretBytes;
///
/// let file = SecretBytes::new(b"otpauth://totp/...".to_vec());
/// assert!(!format!("{file:?}").contains("otpauth"), "it is never printed, and wiped when dropped");
/// assert!(file.ct_eq(b"otpauth://totp/..."));
/// ```
pub struct SecretBytes(Wiped);

impl SecretBytes {
    /// Takes the bytes over; the vector is wiped when the secret is dropped.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Wiped::new(bytes))
    }

    /// Copies the bytes; wiping the source remains the caller's business.
    #[must_use]
    pub fn copy_of(bytes: &[u8]) -> Self {
        Self::new(bytes.to_vec())
    }

    /// The bytes, for the one operation that needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// A second copy, made on purpose.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self::copy_of(&self.0)
    }

    /// Number of bytes. The length of a secret is not a secret here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares in constant time for equal lengths.
    #[must_use]
    pub fn ct_eq(&self, other: &[u8]) -> bool {
        self.0.as_slice().ct_eq(other).into()
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Secret text: a passcode, a client secret, an access token.
///
/// ```
/// use countersign_core::app::SecretString;
///
/// let passcode = SecretString::new("an example of a passcode".to_owned());
/// assert!(!format!("{passcode:?}").contains("example"), "it is never printed");
/// assert!(passcode.ct_eq("an example of a passcode"));
/// ```
pub struct SecretString(String);

impl SecretString {
    /// Takes the text over; it is wiped when the secret is dropped.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the one operation that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A second copy, made on purpose.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self::new(self.0.clone())
    }

    /// The text itself, for a screen that shows it: from here on nothing wipes it.
    pub(crate) fn into_shown(mut self) -> String {
        std::mem::take(&mut self.0)
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares in constant time for equal lengths.
    #[must_use]
    pub fn ct_eq(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Drop for SecretString {
    fn drop(&mut self) {
        drop(Wiped::new(std::mem::take(&mut self.0).into_bytes()));
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_redacted_and_compared_v50() {
        let bytes = SecretBytes::copy_of(b"0123456789");
        let text = SecretString::new("correct horse".to_owned());
        assert_eq!(format!("{bytes:?} {bytes:#?}"), "[redacted] [redacted]");
        assert_eq!(format!("{text:?} {text:#?}"), "[redacted] [redacted]");
        assert!(bytes.ct_eq(b"0123456789") && !bytes.ct_eq(b"0123456780") && !bytes.ct_eq(b""));
        assert!(text.ct_eq("correct horse") && !text.ct_eq("correct horsE"));
        assert!(bytes.duplicate().ct_eq(bytes.expose()));
    }
}
