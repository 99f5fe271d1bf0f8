//! Aegis: a vault of JSON, plain or encrypted with a password of its own.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

use super::cipher;
use super::draft::{Draft, DraftKind, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, KEY, Kdf, Opener};
use crate::otp::Algorithm;
use crate::payload::{AccountWarning, Field};
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// The kind of a key slot that a password opens.
const PASSWORD_SLOT: u64 = 1;
/// Most password slots that are tried; each costs a key derivation.
const MOST_SLOTS: usize = 8;

pub(super) fn is_it(json: &Json) -> bool {
    json.has("version") && json.has("header") && json.has("db")
}

/// The version, and what opening it costs where it is encrypted.
pub(super) fn inspect(json: &Json) -> Result<(u64, Option<Cost>), ImportError> {
    let version = json.raw_number("version")?;
    if version != 1 {
        return Err(ImportError::UnsupportedVersion);
    }
    let Some(slots) = slots(json)? else { return Ok((version, None)) };
    let mut total = Cost { memory_kib: 0, milliseconds: 0 };
    for slot in &slots {
        let cost = slot.kdf()?.cost()?;
        total.memory_kib = total.memory_kib.max(cost.memory_kib);
        total.milliseconds = total.milliseconds.saturating_add(cost.milliseconds);
    }
    Ok((version, Some(total)))
}

pub(super) fn read(json: &Json, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    inspect(json)?;
    let db = json.get("db").ok_or(ImportError::DAMAGED)?;
    match slots(json)? {
        None => database(db),
        Some(slots) => {
            let sealed = db.as_text().ok_or(ImportError::DAMAGED)?;
            database(&Json::parse(open(json, sealed, &slots, opener)?.expose())?)
        }
    }
}

/// A key slot of the header.
struct Slot {
    n: u64,
    r: u64,
    p: u64,
    salt: Vec<u8>,
    nonce: Vec<u8>,
    sealed: Vec<u8>,
}

impl Slot {
    fn read(json: &Json) -> Result<Self, ImportError> {
        let params = json.get("key_params").ok_or(ImportError::DAMAGED)?;
        let mut sealed = hex(json, "key")?;
        if sealed.len() != KEY {
            return Err(ImportError::DAMAGED);
        }
        sealed.extend(hex(params, "tag")?);
        Ok(Self {
            n: json.raw_number("n")?,
            r: json.raw_number("r")?,
            p: json.raw_number("p")?,
            salt: hex(json, "salt")?,
            nonce: hex(params, "nonce")?,
            sealed,
        })
    }

    fn kdf(&self) -> Result<Kdf<'_>, ImportError> {
        Ok(Kdf::Scrypt { n: self.n, r: self.r, p: self.p, salt: &self.salt })
    }
}

/// The slots that a password opens; `None` when the file is plain.
fn slots(json: &Json) -> Result<Option<Vec<Slot>>, ImportError> {
    let header = json.get("header").ok_or(ImportError::DAMAGED)?;
    if header.get("slots").is_none() {
        return Ok(None);
    }
    let slots = header.list("slots").ok_or(ImportError::DAMAGED)?;
    let mut by_password = Vec::new();
    for slot in slots {
        if slot.raw_number("type")? == PASSWORD_SLOT {
            by_password.push(Slot::read(slot)?);
        }
    }
    match by_password.len() {
        // Only a fingerprint of the phone that made it opens it.
        0 => Err(ImportError::DeviceBound),
        1..=MOST_SLOTS => Ok(Some(by_password)),
        _ => Err(ImportError::TooLarge),
    }
}

fn open(
    json: &Json,
    sealed: &str,
    slots: &[Slot],
    opener: Opener<'_>,
) -> Result<SecretBytes, ImportError> {
    let params = json.get("header").and_then(|header| header.get("params"));
    let params = params.ok_or(ImportError::DAMAGED)?;
    let nonce = hex(params, "nonce")?;
    let mut sealed = BASE64.decode(sealed.as_bytes()).map_err(|_| ImportError::DAMAGED)?;
    sealed.extend(hex(params, "tag")?);
    let mut master = None;
    for slot in slots {
        let key = opener.derive(slot.kdf()?)?;
        master = cipher::gcm(&key, &slot.nonce, b"", &slot.sealed)?;
        if master.is_some() {
            break;
        }
    }
    let master = master.ok_or(ImportError::WrongPassword)?;
    // The slot opened, so the password is right.
    cipher::gcm(&master, &nonce, b"", &sealed)?.ok_or(ImportError::DAMAGED)
}

fn hex(json: &Json, name: &str) -> Result<Vec<u8>, ImportError> {
    let text = json.raw_text(name)?;
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| ImportError::DAMAGED)
}

fn database(db: &Json) -> Result<SourceFile, ImportError> {
    if !matches!(db.raw_number("version")?, 1..=3) {
        return Err(ImportError::UnsupportedVersion);
    }
    let mut file = SourceFile::new(Format::Aegis);
    let groups = db.index("groups", "uuid", "name");
    for json in db.list("entries").ok_or(ImportError::DAMAGED)? {
        file.left_behind |= json.get("icon").is_some();
        let (issuer, label) = (json.name("issuer"), json.name("name"));
        let tagged = entry(json).map(|mut account| {
            let uuids = json.list("groups").unwrap_or_default().iter().filter_map(Json::as_text);
            account.add_tags(uuids.filter_map(|uuid| groups.get(uuid).copied()));
            if let Some(name) = json.get("group").and_then(Json::as_text) {
                account.add_tag(name);
            }
            account
        });
        let named = (issuer.unwrap_or_default(), label.unwrap_or_default());
        file.push(SourceEntry::new(named.0, named.1, tagged))?;
    }
    Ok(file)
}

fn entry(json: &Json) -> Result<ImportedAccount, Refusal> {
    let kind = match json.name("type")? {
        "totp" => DraftKind::Totp,
        "hotp" => DraftKind::Hotp,
        "steam" => DraftKind::Steam,
        "yandex" => DraftKind::Yandex,
        "motp" => DraftKind::Motp,
        "" => return Err(Refusal::MissingField { field: Field::Type }),
        _ => return Err(Refusal::UnsupportedType),
    };
    let info = json.get("info").ok_or(Refusal::MissingField { field: Field::Secret })?;
    let mut draft =
        Draft::new(kind, json.name("issuer")?, json.name("name")?, info.text("secret")?);
    if matches!(kind, DraftKind::Totp | DraftKind::Hotp) {
        let name = info.text("algo")?;
        draft.algorithm = if name.is_some_and(|name| name.eq_ignore_ascii_case("md5")) {
            // Aegis makes these codes with SHA-1.
            draft.warnings.push(AccountWarning::AlgorithmSpelling);
            Some(Algorithm::Sha1)
        } else {
            algorithm(name, &mut draft.warnings)?
        };
        draft.digits = info.number("digits", Field::Digits)?;
        draft.period = info.number("period", Field::Period)?;
        draft.counter = info.number("counter", Field::Counter)?;
    }
    draft.pin = info.text("pin")?;
    let mut account = draft.finish()?;
    account.favourite = json.is_set("favorite");
    account.set_note(json.name("note")?);
    Ok(account)
}
