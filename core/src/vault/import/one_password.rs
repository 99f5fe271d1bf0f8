//! 1Password's 1pux: a zip archive with the items of all vaults in `export.data`, in clear.

use super::entry::{SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::Opener;
use super::value;
use super::zip::Archive;
use crate::vault::Refusal;

pub(super) const MEMBER: &[u8] = b"export.data";

pub(super) fn read(archive: &Archive<'_>, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    let member = archive.member(MEMBER).ok_or(ImportError::UnknownFormat)?;
    let json = Json::parse(&member.open(opener)?)?;
    let mut file = SourceFile::new(Format::OnePassword);
    for account in json.list("accounts").ok_or(ImportError::DAMAGED)? {
        let vaults = account.list("vaults").unwrap_or_default();
        for vault in vaults {
            // Somebody with one vault did not choose its name.
            let named = (vaults.len() > 1).then(|| vault.get("attrs")).flatten();
            let tag = named.and_then(|attrs| attrs.get("name")).and_then(Json::as_text);
            for item in vault.list("items").unwrap_or_default() {
                read_item(&mut file, item, tag)?;
            }
        }
    }
    Ok(file)
}

/// Each code of an item is an entry of its own.
fn read_item(file: &mut SourceFile, item: &Json, vault: Option<&str>) -> Result<(), ImportError> {
    let none = Json::Null;
    let (details, overview) =
        (item.get("details").unwrap_or(&none), item.get("overview").unwrap_or(&none));
    let codes = details.list("sections").unwrap_or_default().iter().flat_map(|section| {
        let fields = section.list("fields").unwrap_or_default().iter();
        fields.filter_map(|field| field.get("value")?.get("totp"))
    });
    let is_user =
        |field: &&Json| field.get("designation").and_then(Json::as_text) == Some("username");
    let fields = details.list("loginFields").unwrap_or_default();
    let user = fields.iter().find(is_user).map(|field| field.name("value"));
    let (title, user) = (overview.name("title"), user.unwrap_or(Ok("")));
    let mut found = false;
    for code in codes {
        let code = code.as_text().ok_or(Refusal::Damaged);
        if code.is_ok_and(|code| code.trim().is_empty()) {
            continue;
        }
        found = true;
        let read = || {
            let mut account = value::code(code?, title?, user?)?;
            account.favourite = matches!(item.get("favIndex"), Some(Json::Number(1..)));
            let tags = overview.list("tags").unwrap_or_default().iter().filter_map(Json::as_text);
            account.add_tags(vault.into_iter().chain(tags));
            account.set_note(details.name("notesPlain")?);
            Ok(account)
        };
        let (title, user) = (title.unwrap_or_default(), user.unwrap_or_default());
        file.push(SourceEntry::new(title, user, read()))?;
    }
    if !found {
        file.skip();
    }
    Ok(())
}
