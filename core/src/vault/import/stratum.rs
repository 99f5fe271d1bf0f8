//! Stratum, earlier Authenticator Pro: JSON, plain or encrypted in one of two ways.

use std::collections::BTreeMap;

use super::cipher;
use super::draft::{Draft, DraftKind, Secret};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Kdf, Opener};
use crate::otp::Algorithm;
use crate::payload::Field;
use crate::vault::Refusal;

/// How the newer and the older encrypted files begin.
const STRONG: &[u8] = b"AUTHENTICATORPRO";
const LEGACY: &[u8] = b"AuthenticatorPro";
const TAG: usize = 16;
const BLOCK: usize = 16;

pub(super) fn is_it(json: &Json) -> bool {
    json.has("Authenticators")
}

pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    bytes.starts_with(STRONG) || bytes.starts_with(LEGACY)
}

/// An encrypted file, split.
struct Sealed<'a> {
    strong: bool,
    salt: &'a [u8],
    nonce: &'a [u8],
    text: &'a [u8],
}

impl<'a> Sealed<'a> {
    fn split(bytes: &'a [u8]) -> Result<Self, ImportError> {
        let strong = bytes.starts_with(STRONG);
        let (salt, nonce) = if strong { (16, 12) } else { (20, BLOCK) };
        let cut = |bytes: &'a [u8], at| bytes.split_at_checked(at).ok_or(ImportError::DAMAGED);
        let (_, rest) = cut(bytes, STRONG.len())?;
        let (salt, rest) = cut(rest, salt)?;
        let (nonce, text) = cut(rest, nonce)?;
        let whole = if strong {
            text.len() >= TAG
        } else {
            !text.is_empty() && text.len().is_multiple_of(BLOCK)
        };
        if whole { Ok(Self { strong, salt, nonce, text }) } else { Err(ImportError::DAMAGED) }
    }

    /// The file does not say what its derivation costs.
    fn kdf(&self) -> Kdf<'a> {
        if self.strong {
            Kdf::Argon2id { memory_kib: 65_536, passes: 3, lanes: 4, salt: self.salt }
        } else {
            Kdf::Pbkdf2Sha1 { iterations: 64_000, salt: self.salt }
        }
    }
}

/// What opening an encrypted file costs.
pub(super) fn inspect(bytes: &[u8]) -> Result<Cost, ImportError> {
    Sealed::split(bytes)?.kdf().cost()
}

pub(super) fn read(bytes: &[u8], opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    let sealed = Sealed::split(bytes)?;
    let key = opener.derive(sealed.kdf())?;
    if sealed.strong {
        let plain = cipher::gcm(&key, sealed.nonce, b"", sealed.text)?;
        return read_plain(&parse(plain.ok_or(ImportError::WrongPassword)?.expose())?);
    }
    // Nothing authenticates it: the password is right where padding, text and form all hold.
    let plain = cipher::cbc(&key, sealed.nonce, sealed.text)?.ok_or(ImportError::WrongPassword)?;
    let json = parse(plain.expose()).map_err(|_| ImportError::WrongPassword)?;
    if is_it(&json) { read_plain(&json) } else { Err(ImportError::WrongPassword) }
}

fn parse(plain: &[u8]) -> Result<Json, ImportError> {
    Json::parse(plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(plain))
}

pub(super) fn read_plain(json: &Json) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Stratum);
    file.left_behind = json.list("CustomIcons").is_some_and(|icons| !icons.is_empty());
    let names = json.index("Categories", "Id", "Name");
    let links = json.list("AuthenticatorCategories").unwrap_or_default();
    // Categories are tied to the text of the secret: a digest of it finds them in linear time.
    let mut tags: BTreeMap<[u8; 32], Vec<&str>> = BTreeMap::new();
    for link in links {
        let secret = link.get("AuthenticatorSecret").and_then(Json::as_text);
        let id = link.get("CategoryId").and_then(Json::as_text);
        let name = id.and_then(|id| names.get(id)).copied();
        if let (Some(secret), Some(name)) = (secret, name) {
            tags.entry(crate::vault::crypto::sha256(secret.as_bytes())).or_default().push(name);
        }
    }
    for json in json.list("Authenticators").ok_or(ImportError::DAMAGED)? {
        let tagged = entry(json).map(|mut account| {
            let secret = json.get("Secret").and_then(Json::as_text).unwrap_or_default();
            let key = crate::vault::crypto::sha256(secret.as_bytes());
            account.add_tags(tags.get(&key).into_iter().flatten().copied());
            account
        });
        let issuer = json.name("Issuer").unwrap_or_default();
        let label = json.name("Username").unwrap_or_default();
        file.push(SourceEntry::new(issuer, label, tagged))?;
    }
    Ok(file)
}

fn entry(json: &Json) -> Result<ImportedAccount, Refusal> {
    let kind = match json.number("Type", Field::Type)? {
        Some(1) => DraftKind::Hotp,
        Some(2) => DraftKind::Totp,
        Some(3) => DraftKind::Motp,
        Some(4) => DraftKind::Steam,
        Some(5) => DraftKind::Yandex,
        None => return Err(Refusal::MissingField { field: Field::Type }),
        Some(_) => return Err(Refusal::UnsupportedType),
    };
    let secret = json.text("Secret")?;
    let mut draft = Draft::new(kind, json.name("Issuer")?, json.name("Username")?, secret);
    if kind == DraftKind::Motp {
        draft.secret = Secret::Hex(secret);
    }
    if matches!(kind, DraftKind::Totp | DraftKind::Hotp) {
        draft.algorithm = Some(match json.number("Algorithm", Field::Algorithm)? {
            None | Some(0) => Algorithm::Sha1,
            Some(1) => Algorithm::Sha256,
            Some(2) => Algorithm::Sha512,
            Some(_) => return Err(Refusal::UnsupportedAlgorithm),
        });
        draft.digits = json.number("Digits", Field::Digits)?;
        draft.period = json.number("Period", Field::Period)?;
        draft.counter = json.number("Counter", Field::Counter)?;
    }
    draft.pin = json.text("Pin")?;
    draft.finish()
}
