//! andOTP: a list of entries, plain, or encrypted in one of two ways without any mark of its own.

use super::cipher;
use super::draft::{Draft, DraftKind, Secret, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Kdf, Opener};
use crate::payload::Field;
use crate::payload::secret::from_base32;
use crate::vault::Refusal;

const SALT: usize = 12;
const NONCE: usize = 12;
const TAG: usize = 16;
/// What the app has ever written is well above; fewer rounds are no sign of it.
const FEWEST: u64 = 1_000;
const MOST: u64 = 10_000_000;

pub(super) fn is_it(json: &Json) -> bool {
    let Json::List(entries) = json else { return false };
    entries.first().is_some_and(|first| first.has("secret") && first.has("label"))
}

/// Which of the two ways bytes without a mark are encrypted in, if they can be.
pub(super) fn guess(bytes: &[u8]) -> Option<Format> {
    if New::split(bytes).is_some_and(|new| (FEWEST..=MOST).contains(&new.iterations)) {
        return Some(Format::AndOtp);
    }
    (bytes.len() > NONCE + TAG).then_some(Format::AndOtpOld)
}

/// What opening it costs.
pub(super) fn inspect(bytes: &[u8], format: Format) -> Result<Cost, ImportError> {
    if format == Format::AndOtpOld {
        return Kdf::Sha256.cost();
    }
    New::split(bytes).ok_or(ImportError::DAMAGED)?.kdf().cost()
}

pub(super) fn read(
    bytes: &[u8],
    format: Format,
    opener: Opener<'_>,
) -> Result<SourceFile, ImportError> {
    let (kdf, sealed) = if format == Format::AndOtpOld {
        (Kdf::Sha256, bytes)
    } else {
        let new = New::split(bytes).ok_or(ImportError::DAMAGED)?;
        (new.kdf(), new.sealed)
    };
    let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(ImportError::DAMAGED)?;
    if sealed.len() < TAG {
        return Err(ImportError::DAMAGED);
    }
    let key = opener.derive(kdf)?;
    let plain = cipher::gcm(&key, nonce, b"", sealed)?.ok_or(ImportError::WrongPassword)?;
    read_plain(&Json::parse(plain.expose())?)
}

/// `iterations, salt, nonce, cipher text, tag`.
struct New<'a> {
    iterations: u64,
    salt: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> New<'a> {
    fn split(bytes: &'a [u8]) -> Option<Self> {
        let (iterations, rest) = bytes.split_first_chunk::<4>()?;
        let (salt, sealed) = rest.split_at_checked(SALT)?;
        let iterations = u64::from(u32::from_be_bytes(*iterations));
        (sealed.len() > NONCE + TAG).then_some(Self { iterations, salt, sealed })
    }

    fn kdf(&self) -> Kdf<'a> {
        Kdf::Pbkdf2Sha1 { iterations: self.iterations, salt: self.salt }
    }
}

pub(super) fn read_plain(json: &Json) -> Result<SourceFile, ImportError> {
    let Json::List(entries) = json else { return Err(ImportError::DAMAGED) };
    let mut file = SourceFile::new(Format::AndOtp);
    for json in entries {
        file.left_behind |= json.get("thumbnail").is_some() || json.get("used_frequency").is_some();
        let (issuer, label) = names(json).unwrap_or_default();
        file.push(SourceEntry::new(issuer, label, entry(json)))?;
    }
    Ok(file)
}

/// Older files have no issuer of their own: it stands in the label, before ` - `, and sometimes in both.
fn names(json: &Json) -> Result<(&str, &str), Refusal> {
    let label = json.name("label")?;
    let issuer = json.name("issuer")?;
    if issuer.trim().is_empty() {
        return Ok(label.split_once(" - ").unwrap_or(("", label)));
    }
    let repeated = label.strip_prefix(issuer).and_then(|rest| rest.strip_prefix(" - "));
    Ok((issuer, repeated.unwrap_or(label)))
}

fn entry(json: &Json) -> Result<ImportedAccount, Refusal> {
    let (issuer, label) = names(json)?;
    let kind = match json.name("type")?.to_ascii_uppercase().as_str() {
        "" | "TOTP" => DraftKind::Totp,
        "HOTP" => DraftKind::Hotp,
        "STEAM" => DraftKind::Steam,
        "MOTP" => DraftKind::Motp,
        _ => return Err(Refusal::UnsupportedType),
    };
    let secret = json.text("secret")?;
    let mut hex = None;
    if kind == DraftKind::Motp {
        // Base32 of the hex digits.
        let digits = from_base32(secret.unwrap_or_default(), &mut Vec::new());
        let digits = digits.map_err(|_| Refusal::BadSecret)?;
        hex = Some(digits);
    }
    let mut draft = Draft::new(kind, issuer, label, secret);
    if let Some(digits) = &hex {
        let text = std::str::from_utf8(digits.expose()).map_err(|_| Refusal::BadSecret)?;
        draft.secret = Secret::Hex(Some(text));
    }
    if matches!(kind, DraftKind::Totp | DraftKind::Hotp) {
        draft.algorithm = algorithm(json.text("algorithm")?, &mut draft.warnings)?;
        draft.digits = json.number("digits", Field::Digits)?;
        draft.period = json.number("period", Field::Period)?;
        draft.counter = json.number("counter", Field::Counter)?;
    }
    let mut account = draft.finish()?;
    let tags = json.list("tags").unwrap_or_default().iter().filter_map(Json::as_text);
    account.add_tags(tags);
    Ok(account)
}
