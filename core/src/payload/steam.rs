//! `steam://SECRET`: Base32, else Base64 of exactly 20 bytes (Proton writes both).

use data_encoding::BASE64_NOPAD;
use zeroize::Zeroizing;

use crate::otp::OtpKind;
use crate::secret::SecretBytes;

use super::account::{Names, ScannedAccount};
use super::finding::{Field, Malformed, Reason};
use super::query::{Plus, decode};
use super::secret::from_base32;

/// Bytes of a Steam secret in Base64.
const LENGTH: usize = 20;

/// Judges what stands behind `steam:`.
pub(super) fn classify(rest: &str) -> Result<ScannedAccount, Malformed> {
    let raw = rest.strip_prefix("//").unwrap_or(rest);
    let raw = raw.split(['?', '#']).next().unwrap_or_default();
    if raw.is_empty() {
        return Err(Malformed::new(Field::Secret, Reason::Missing));
    }
    let text = decode(raw, Plus::Literal, Field::Secret)?;
    let mut warnings = Vec::new();
    let secret = match (from_base32(&text, &mut warnings), base64(&text)) {
        (Ok(secret), _) | (Err(_), Some(secret)) => secret,
        (Err(error), None) => return Err(error),
    };
    let names = Names::new("Steam", "", &mut warnings)?;
    Ok(ScannedAccount::new(names, OtpKind::Steam, secret, warnings))
}

fn base64(text: &str) -> Option<SecretBytes> {
    let plain: Zeroizing<String> = Zeroizing::new(standard_base64(text));
    let secret = SecretBytes::new(BASE64_NOPAD.decode(plain.as_bytes()).ok()?);
    (secret.len() == LENGTH).then_some(secret)
}

/// Turns the URL alphabet into the standard one and drops the padding.
pub(super) fn standard_base64(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.trim_end_matches('=').chars() {
        plain.push(match c {
            '-' => '+',
            '_' => '/',
            ' ' => '+',
            other => other,
        });
    }
    plain
}
