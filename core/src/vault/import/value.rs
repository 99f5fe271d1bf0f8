//! What the field of a one-time code holds in password managers: a link, or bare Base32.

use super::draft::{Draft, DraftKind, refusal_of};
use super::entry::ImportedAccount;
use crate::payload::{self, AccountWarning, ScannedAccount, Verdict};
use crate::vault::Refusal;

/// The account of the field; an item's names stand in for those that it lacks.
pub(super) fn code(totp: &str, name: &str, user: &str) -> Result<ImportedAccount, Refusal> {
    let totp = totp.trim();
    if !totp.contains("://") {
        return Draft::new(DraftKind::Totp, name, user, Some(totp)).finish();
    }
    let account = link(totp)?;
    let steam = totp.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("steam://"));
    if steam || (account.account.is_empty() && account.issuer.is_empty()) {
        named(account, name, user)
    } else if account.account.is_empty() {
        let issuer = account.issuer.clone();
        named(account, &issuer, user)
    } else {
        Ok(ImportedAccount::from(account))
    }
}

/// The account of a link.
pub(super) fn link(uri: &str) -> Result<ScannedAccount, Refusal> {
    match payload::classify(uri.as_bytes()) {
        Verdict::Otp(account) => Ok(*account),
        Verdict::Malformed(error) => Err(refusal_of(error)),
        Verdict::Enrol(_) => Err(Refusal::PushAccount),
        Verdict::Foreign { .. } => Err(Refusal::UnsupportedType),
        Verdict::OtpBatch(_) | Verdict::NotAnAccount { .. } => Err(Refusal::Damaged),
    }
}

/// The same account under other names.
pub(super) fn named(
    account: ScannedAccount,
    issuer: &str,
    user: &str,
) -> Result<ImportedAccount, Refusal> {
    let of_names = |warning: &AccountWarning| {
        matches!(warning, AccountWarning::NameMissing | AccountWarning::IssuerDiffers)
    };
    let ScannedAccount { kind, secret, mut warnings, .. } = account;
    warnings.retain(|warning| !of_names(warning));
    ScannedAccount::from_parts(issuer, user, kind, secret, warnings)
        .map(ImportedAccount::from)
        .map_err(refusal_of)
}
