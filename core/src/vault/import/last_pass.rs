//! LastPass Authenticator: JSON of accounts and folders.

use super::draft::{Draft, DraftKind, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::{Index, Json};
use crate::payload::Field;
use crate::vault::Refusal;

pub(super) fn is_it(json: &Json) -> bool {
    let account = |first: &Json| first.has("issuerName") || first.has("timeStep");
    let accounts = json.list("accounts").unwrap_or_default();
    json.has("folders") && json.has("version") && accounts.first().is_none_or(account)
}

/// The version: 1 was written on iOS.
pub(super) fn inspect(json: &Json) -> Result<Option<u64>, ImportError> {
    match json.raw_number("version")? {
        version @ (1 | 3) => Ok(Some(version)),
        _ => Err(ImportError::UnsupportedVersion),
    }
}

pub(super) fn read(json: &Json) -> Result<SourceFile, ImportError> {
    inspect(json)?;
    let folders = json.index("folders", "id", "name");
    let mut file = SourceFile::new(Format::LastPass);
    for json in json.list("accounts").ok_or(ImportError::DAMAGED)? {
        let (issuer, label) = names(json).unwrap_or_default();
        file.push(SourceEntry::new(issuer, label, entry(json, &folders)))?;
    }
    Ok(file)
}

/// The person's own names, else those of the code.
fn names(json: &Json) -> Result<(&str, &str), Refusal> {
    let given = |name: &str, original: &str| {
        let text = json.name(name)?;
        if text.trim().is_empty() { json.name(original) } else { Ok(text) }
    };
    Ok((given("issuerName", "originalIssuerName")?, given("userName", "originalUserName")?))
}

fn entry(json: &Json, folders: &Index<'_>) -> Result<ImportedAccount, Refusal> {
    let (issuer, label) = names(json)?;
    let secret = json.name("secret")?;
    if secret.trim().is_empty() && json.is_set("pushNotification") {
        return Err(Refusal::PushAccount);
    }
    let mut draft = Draft::new(DraftKind::Totp, issuer, label, Some(secret));
    draft.algorithm = algorithm(json.text("algorithm")?, &mut draft.warnings)?;
    draft.digits = json.number("digits", Field::Digits)?;
    draft.period = json.number("timeStep", Field::Period)?;
    let mut account = draft.finish()?;
    account.favourite = json.is_set("isFavorite");
    let folder = match json.get("folderData").and_then(|data| data.get("folderId")) {
        Some(Json::Number(id)) => folders.get(id.to_string().as_str()),
        id => id.and_then(Json::as_text).and_then(|id| folders.get(id)),
    };
    if let Some(folder) = folder {
        account.add_tag(folder);
    }
    Ok(account)
}
