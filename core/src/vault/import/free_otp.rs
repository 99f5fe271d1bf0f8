//! FreeOTP+ and FreeOTP 1: lists of tokens, in clear. FreeOTP 2 seals the secrets of the same tokens
//! (`free_otp2`).

use super::draft::{Draft, DraftKind, Secret, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::lines;
use super::xml::Preferences;
use crate::payload::{AccountWarning, Field};
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// FreeOTP 1 keeps the order of its tokens beside them.
const ORDER: &str = "tokenOrder";

pub(super) fn is_it(json: &Json) -> bool {
    json.has("tokens") && json.has(ORDER)
}

/// Whether an app's preferences are those of FreeOTP 1.
pub(super) fn are_tokens(preferences: &Preferences) -> bool {
    preferences.iter().any(|(name, _)| name == ORDER)
}

pub(super) fn read_plus(json: &Json) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::FreeOtpPlus);
    for token in json.list("tokens").ok_or(ImportError::DAMAGED)? {
        file.push(plain(token))?;
    }
    Ok(file)
}

/// Reads FreeOTP 1. Old versions of it kept a link in the place of a token.
pub(super) fn read_preferences(preferences: &Preferences) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::FreeOtp1);
    for (name, value) in preferences.iter().filter(|(name, _)| name != ORDER) {
        let value = value.trim();
        file.push(if value.starts_with('{') {
            match Json::parse(value.as_bytes()) {
                Ok(token) => plain(&token),
                Err(ImportError::TooLarge) => return Err(ImportError::TooLarge),
                Err(_) => SourceEntry::new("", name, Err(Refusal::Damaged)),
            }
        } else {
            lines::entry_of(value)
        })?;
    }
    Ok(file)
}

fn plain(token: &Json) -> SourceEntry {
    let secret = match token.get("secret") {
        None => Err(Refusal::MissingField { field: Field::Secret }),
        Some(_) => token.bytes("secret").ok_or(Refusal::BadSecret),
    };
    entry(token, secret)
}

/// The entry of a token, with its secret or why there is none.
pub(super) fn entry(token: &Json, secret: Result<SecretBytes, Refusal>) -> SourceEntry {
    let (issuer, label) = names(token).unwrap_or_default();
    SourceEntry::new(issuer, label, account(token, secret))
}

/// The person's own names win over those of the code.
fn names(token: &Json) -> Result<(&str, &str), Refusal> {
    let given = |names: &[&str]| {
        for name in names {
            let text = token.name(name)?;
            if !text.trim().is_empty() {
                return Ok(text);
            }
        }
        Ok("")
    };
    Ok((given(&["issuerAlt", "issuerExt", "issuerInt"])?, given(&["labelAlt", "label"])?))
}

fn account(token: &Json, secret: Result<SecretBytes, Refusal>) -> Result<ImportedAccount, Refusal> {
    let (issuer, label) = names(token)?;
    let kind = match token.name("type")?.to_ascii_uppercase().as_str() {
        "" | "TOTP" if issuer == "Steam" => DraftKind::Steam,
        "" | "TOTP" => DraftKind::Totp,
        "HOTP" => DraftKind::Hotp,
        _ => return Err(Refusal::UnsupportedType),
    };
    let mut draft = Draft::new(kind, issuer, label, None);
    draft.secret = Secret::Bytes(secret);
    if kind != DraftKind::Steam {
        draft.algorithm = algorithm(token.text("algo")?, &mut draft.warnings)?;
        draft.digits = token.number("digits", Field::Digits)?;
        draft.period = token.number("period", Field::Period)?;
    }
    if kind == DraftKind::Hotp {
        if matches!(token.get("counter"), Some(Json::Negative(-1))) {
            // A token that was never used.
            draft.warnings.push(AccountWarning::CounterMissing);
        } else {
            draft.counter = token.number("counter", Field::Counter)?;
        }
    }
    draft.finish()
}
