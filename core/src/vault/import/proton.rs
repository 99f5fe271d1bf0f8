//! Proton Authenticator: JSON of entries, plain or encrypted.

use data_encoding::BASE64;

use super::cipher;
use super::draft::{Draft, DraftKind};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Kdf, Opener};
use super::value;
use crate::payload::Field;
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// What the seal is bound to.
const CONTEXT: &[u8] = b"proton.authenticator.export.v1";
const NONCE: usize = 12;
const TAG: usize = 16;

pub(super) fn is_it(json: &Json) -> bool {
    json.has("version") && (json.has("entries") || (json.has("salt") && json.has("content")))
}

/// The version, and what opening it costs where it is encrypted.
pub(super) fn inspect(json: &Json) -> Result<(u64, Option<Cost>), ImportError> {
    let version = json.raw_number("version")?;
    if version != 1 {
        return Err(ImportError::UnsupportedVersion);
    }
    if json.has("entries") {
        return Ok((version, None));
    }
    Ok((version, Some(kdf(&salt(json)?).cost()?)))
}

pub(super) fn read(json: &Json, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    let (_, cost) = inspect(json)?;
    if cost.is_none() {
        return entries(json);
    }
    let content = BASE64.decode(json.raw_text("content")?.as_bytes());
    let content = content.map_err(|_| ImportError::DAMAGED)?;
    let (nonce, sealed) = content.split_at_checked(NONCE).ok_or(ImportError::DAMAGED)?;
    if sealed.len() < TAG {
        return Err(ImportError::DAMAGED);
    }
    let key = opener.derive(kdf(&salt(json)?))?;
    let plain = cipher::gcm(&key, nonce, CONTEXT, sealed)?.ok_or(ImportError::WrongPassword)?;
    entries(&Json::parse(plain.expose())?)
}

fn salt(json: &Json) -> Result<SecretBytes, ImportError> {
    let salt = BASE64.decode(json.raw_text("salt")?.as_bytes());
    salt.map(SecretBytes::new).map_err(|_| ImportError::DAMAGED)
}

/// The file does not say what its derivation costs.
fn kdf(salt: &SecretBytes) -> Kdf<'_> {
    Kdf::Argon2id { memory_kib: 19_456, passes: 2, lanes: 1, salt: salt.expose() }
}

fn entries(json: &Json) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Proton);
    for json in json.list("entries").ok_or(ImportError::DAMAGED)? {
        let name = json.get("content").map(|content| content.name("name").unwrap_or_default());
        file.push(SourceEntry::new("", name.unwrap_or_default(), entry(json)))?;
    }
    Ok(file)
}

fn entry(json: &Json) -> Result<ImportedAccount, Refusal> {
    let missing = Refusal::MissingField { field: Field::Secret };
    let content = json.get("content").ok_or(missing)?;
    let uri = content.text("uri")?.filter(|uri| !uri.trim().is_empty()).ok_or(missing)?;
    let name = content.name("name")?;
    let mut account = match content.name("entry_type")?.to_ascii_lowercase().as_str() {
        "totp" => totp(uri, name)?,
        "steam" => steam(uri, name)?,
        _ => return Err(Refusal::UnsupportedType),
    };
    account.set_note(json.name("note")?);
    Ok(account)
}

/// The link's label wins over the name.
fn totp(uri: &str, name: &str) -> Result<ImportedAccount, Refusal> {
    let account = value::link(uri)?;
    if account.account.is_empty() && !name.trim().is_empty() {
        let issuer = account.issuer.clone();
        return value::named(account, &issuer, name);
    }
    Ok(ImportedAccount::from(account))
}

fn steam(uri: &str, name: &str) -> Result<ImportedAccount, Refusal> {
    let secret = value::link(uri)?.secret_base32();
    let issuer = if name.trim().is_empty() { "Steam" } else { name };
    Draft::new(DraftKind::Steam, issuer, "", Some(secret.expose())).finish()
}
