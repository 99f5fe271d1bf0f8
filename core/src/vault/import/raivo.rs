//! Raivo: a list in which every value is a text; it comes in a zip archive with the master password.

use super::draft::{Draft, DraftKind, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use crate::payload::Field;
use crate::vault::Refusal;

pub(super) fn is_it(json: &Json) -> bool {
    let Json::List(entries) = json else { return false };
    entries.first().is_some_and(|first| first.has("kind") && first.has("timer"))
}

pub(super) fn read(json: &Json) -> Result<SourceFile, ImportError> {
    let Json::List(entries) = json else { return Err(ImportError::DAMAGED) };
    let mut file = SourceFile::new(Format::Raivo);
    for json in entries {
        file.left_behind |= json.get("iconValue").is_some();
        let (issuer, label) = (json.name("issuer"), json.name("account"));
        let (issuer, label) = (issuer.unwrap_or_default(), label.unwrap_or_default());
        file.push(SourceEntry::new(issuer, label, entry(json)))?;
    }
    Ok(file)
}

fn entry(json: &Json) -> Result<ImportedAccount, Refusal> {
    let kind = match json.name("kind")?.to_ascii_uppercase().as_str() {
        "TOTP" => DraftKind::Totp,
        "HOTP" => DraftKind::Hotp,
        "" => return Err(Refusal::MissingField { field: Field::Type }),
        _ => return Err(Refusal::UnsupportedType),
    };
    let (issuer, label) = (json.name("issuer")?, json.name("account")?);
    let mut draft = Draft::new(kind, issuer, label, json.text("secret")?);
    draft.algorithm = algorithm(json.text("algorithm")?, &mut draft.warnings)?;
    draft.digits = json.number("digits", Field::Digits)?;
    if kind == DraftKind::Totp {
        draft.period = json.number("timer", Field::Period)?;
    } else {
        draft.counter = json.number("counter", Field::Counter)?;
    }
    let mut account = draft.finish()?;
    account.favourite = json.name("pinned")? == "true";
    Ok(account)
}
