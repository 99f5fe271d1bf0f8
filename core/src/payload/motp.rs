//! `motp:ISSUER:ACCOUNT?secret=HEX`, in the grammar of `otpauth` (PAYLOADS.md section 4).

use crate::otp::{MotpForm, OtpKind};

use super::account::ScannedAccount;
use super::finding::Malformed;
use super::otpauth::{lock, names, secret_of};
use super::query::Query;
use super::secret::from_hex;

/// Judges what stands behind `motp:`: up to three slashes, `ISSUER:ACCOUNT?secret=HEX`.
pub(super) fn classify(rest: &str) -> Result<ScannedAccount, Malformed> {
    let slashes = rest.bytes().take(3).take_while(|byte| *byte == b'/').count();
    let rest = rest.get(slashes..).unwrap_or_default();
    let (label, query) = rest.split_once('?').unwrap_or((rest, ""));
    let query = Query::parse(query)?;
    let mut warnings = Vec::new();
    query.warn(&mut warnings);
    let names = names(label, &query, &mut warnings)?;
    let secret = secret_of(&query, &mut warnings, |text, _| from_hex(text))?;
    lock(&query, &mut warnings)?;
    Ok(ScannedAccount::new(
        names,
        OtpKind::Motp { pin: None, form: MotpForm::Bytes },
        secret,
        warnings,
    ))
}
