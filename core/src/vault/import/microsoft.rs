//! Microsoft Authenticator: the rows of its database, which the shell reads with its platform's SQLite and hands
//! over as JSON: `{"table":"accounts","rows":[{column: value}]}`.

use data_encoding::BASE64;

use super::draft::{Draft, DraftKind, Secret};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::{Container, ImportError};
use super::format::Format;
use super::json::Json;
use crate::payload::Field;
use crate::secret::SecretBytes;
use crate::vault::Refusal;

const KEY: &str = "oath_secret_key";
const SEALED_KEY: &str = "encrypted_oath_secret_key";
/// Codes of personal accounts at Microsoft.
const PERSONAL_DIGITS: u64 = 8;

/// Whether it is rows of a database; those of another app are refused by name.
pub(super) fn is_it(json: &Json) -> Result<bool, ImportError> {
    if !json.has("table") || !json.has("rows") {
        return Ok(false);
    }
    let rows = json.list("rows").unwrap_or_default();
    let accounts = json.get("table").and_then(Json::as_text) == Some("accounts");
    if accounts && rows.first().is_none_or(|row| row.has(KEY)) {
        return Ok(true);
    }
    Err(ImportError::UnsupportedContainer { container: Container::Sqlite })
}

pub(super) fn read(json: &Json) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Microsoft);
    for row in json.list("rows").ok_or(ImportError::DAMAGED)? {
        let (issuer, label) = (row.name("name"), row.name("username"));
        let (issuer, label) = (issuer.unwrap_or_default(), label.unwrap_or_default());
        file.push(SourceEntry::new(issuer, label, entry(row)))?;
    }
    Ok(file)
}

fn entry(row: &Json) -> Result<ImportedAccount, Refusal> {
    let kind = row.number("account_type", Field::Type)?;
    if kind == Some(2) {
        return Err(Refusal::PushAccount);
    }
    let secret = row.name(KEY)?.trim();
    let sealed = match row.get(SEALED_KEY) {
        Some(Json::Text(text)) => !text.is_empty(),
        other => other.is_some(),
    };
    if secret.is_empty() && sealed {
        return Err(Refusal::EncryptedEntry);
    }
    let (issuer, label) = (row.name("name")?, row.name("username")?);
    let mut draft = Draft::new(DraftKind::Totp, issuer, label, Some(secret));
    match kind {
        Some(0) => {}
        Some(1) => {
            let bytes = BASE64.decode(secret.as_bytes()).map_err(|_| Refusal::BadSecret);
            draft.secret = Secret::Bytes(bytes.map(SecretBytes::new));
            draft.digits = Some(PERSONAL_DIGITS);
        }
        None => return Err(Refusal::MissingField { field: Field::Type }),
        Some(_) => return Err(Refusal::UnsupportedType),
    }
    draft.finish()
}
