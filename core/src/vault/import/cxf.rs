//! CXF, the FIDO Alliance's Credential Exchange Format 1.0: what password managers hand to each other.

use super::draft::{Draft, DraftKind, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use crate::payload::Field;
use crate::vault::Refusal;

/// The largest life and length that the format has.
const LARGEST: u64 = 255;

pub(super) fn is_it(json: &Json) -> bool {
    let exported = json.has("exporterRpId") && json.has("accounts");
    exported || is_account(json)
}

/// One account by itself.
fn is_account(json: &Json) -> bool {
    let items = json.list("items").unwrap_or_default();
    items.first().is_some_and(|first| first.has("credentials"))
}

/// The version; an account by itself has none.
pub(super) fn inspect(json: &Json) -> Result<Option<u64>, ImportError> {
    if is_account(json) {
        return Ok(None);
    }
    let version = json.get("version").ok_or(ImportError::DAMAGED)?.raw_number("major")?;
    if version == 1 { Ok(Some(version)) } else { Err(ImportError::UnsupportedVersion) }
}

pub(super) fn read(json: &Json) -> Result<SourceFile, ImportError> {
    inspect(json)?;
    let mut file = SourceFile::new(Format::Cxf);
    if is_account(json) {
        account(json, &mut file)?;
    } else {
        for json in json.list("accounts").ok_or(ImportError::DAMAGED)? {
            account(json, &mut file)?;
        }
    }
    Ok(file)
}

fn account(json: &Json, file: &mut SourceFile) -> Result<(), ImportError> {
    for json in json.list("items").ok_or(ImportError::DAMAGED)? {
        let item = Item::read(json);
        for credential in json.list("credentials").unwrap_or_default() {
            if credential.get("type").and_then(Json::as_text) != Some("totp") {
                file.skip();
                continue;
            }
            let (issuer, label) = item.names(credential).unwrap_or_default();
            let read = code(&item, credential);
            file.push(SourceEntry::new(issuer, label, read))?;
        }
    }
    Ok(())
}

/// What an item says of all its credentials: looked up once, since there may be many of both.
struct Item<'a> {
    title: Result<&'a str, Refusal>,
    subtitle: Result<&'a str, Refusal>,
    favourite: bool,
    tags: &'a [Json],
}

impl<'a> Item<'a> {
    fn read(json: &'a Json) -> Self {
        Self {
            title: json.name("title"),
            subtitle: json.name("subtitle"),
            favourite: json.is_set("favorite"),
            tags: json.list("tags").unwrap_or_default(),
        }
    }

    /// Issuer and account: the credential's own, else the item's.
    fn names(&self, credential: &'a Json) -> Result<(&'a str, &'a str), Refusal> {
        let given = |text: &&str| !text.trim().is_empty();
        let issuer = credential.text("issuer")?.filter(given);
        let label = credential.text("username")?.filter(given);
        Ok((issuer.map_or(self.title, Ok)?, label.map_or(self.subtitle, Ok)?))
    }
}

fn code(item: &Item<'_>, credential: &Json) -> Result<ImportedAccount, Refusal> {
    let (issuer, label) = item.names(credential)?;
    let name = credential.text("algorithm")?;
    let steam = name.is_some_and(|name| name.eq_ignore_ascii_case("steam"));
    let kind = if steam { DraftKind::Steam } else { DraftKind::Totp };
    let mut draft = Draft::new(kind, issuer, label, credential.text("secret")?);
    if !steam {
        draft.algorithm = algorithm(name, &mut draft.warnings)?;
        draft.digits = within(credential.number("digits", Field::Digits)?, Field::Digits)?;
        draft.period = within(credential.number("period", Field::Period)?, Field::Period)?;
    }
    let mut account = draft.finish()?;
    account.favourite = item.favourite;
    account.add_tags(item.tags.iter().filter_map(Json::as_text));
    Ok(account)
}

fn within(number: Option<u64>, field: Field) -> Result<Option<u64>, Refusal> {
    match number {
        Some(large) if large > LARGEST => Err(Refusal::OutOfRange { field }),
        other => Ok(other),
    }
}
