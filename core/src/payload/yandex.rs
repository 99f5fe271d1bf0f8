//! Yandex accounts, `otpauth://yaotp/ACCOUNT?...` (PAYLOADS.md section 4).

use crate::otp::{Algorithm, OtpKind, SecretForm, secret_form};
use crate::secret::{SecretBytes, SecretString};

use super::account::{Names, ScannedAccount};
use super::finding::{Field, Malformed, Reason};
use super::otpauth::{algorithm, lock_wish, secret_of};
use super::query::{Plus, Query, decode};
use super::secret::from_base32;
use super::warning::AccountWarning;

/// Bytes of the secret that enter the codes, and that are kept.
const USED: usize = 16;

/// Yandex: the issuer is fixed and the whole label is the account.
pub(super) fn account(
    label: &str,
    query: &Query<'_>,
    mut warnings: Vec<AccountWarning>,
) -> Result<ScannedAccount, Malformed> {
    let long = secret_of(query, &mut warnings, from_base32)?;
    let used = match secret_form(long.expose()) {
        SecretForm::Short | SecretForm::Long => long.expose().get(..USED),
        SecretForm::Wrong => None,
    };
    let secret = used.ok_or(Malformed::new(Field::Secret, Reason::Conflict))?;
    let label = decode(label, Plus::Literal, Field::Label)?;
    let names = Names::new("Yandex", &label, &mut warnings)?;
    query.number("digits", Field::Digits, (8, 8), &mut warnings)?;
    if query.has("algorithm") && algorithm(query, &mut warnings)? != Algorithm::Sha256 {
        return Err(Malformed::new(Field::Algorithm, Reason::Conflict));
    }
    let length = query.number("pin_length", Field::Pin, (4, 16), &mut warnings)?;
    let same = |a: &SecretString, b: &SecretString| a.ct_eq(b.expose());
    let pin = query.one("pin", Field::Pin, &mut warnings, |raw, _| pin_of(raw), same)?;
    let differs = |pin: &SecretString| length.is_some_and(|length| !has_length(pin, length));
    if pin.as_ref().is_some_and(differs) {
        return Err(Malformed::new(Field::Pin, Reason::Conflict));
    }
    lock_wish(query, &mut warnings);
    let secret = SecretBytes::copy_of(secret);
    Ok(ScannedAccount::new(names, OtpKind::Yandex { pin }, secret, warnings))
}

/// A Yandex PIN: Base32 of its UTF-8 text, 4 to 16 digits.
fn pin_of(raw: &str) -> Result<SecretString, Malformed> {
    let wrong = |reason| Malformed::new(Field::Pin, reason);
    let text = decode(raw, Plus::Blank, Field::Pin)?;
    let bytes = from_base32(&text, &mut Vec::new()).map_err(|error| wrong(error.reason))?;
    let pin = std::str::from_utf8(bytes.expose()).map_err(|_| wrong(Reason::BadEncoding))?;
    if !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong(Reason::NotANumber));
    }
    let pin = SecretString::new(pin.to_owned());
    if (4..=16).any(|length| has_length(&pin, length)) {
        return Ok(pin);
    }
    Err(wrong(Reason::OutOfRange { min: 4, max: 16 }))
}

fn has_length(pin: &SecretString, length: u64) -> bool {
    u64::try_from(pin.expose().len()).is_ok_and(|have| have == length)
}
