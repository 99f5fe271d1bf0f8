//! Aegis' vault, encrypted under a password (FORMATS.md sections 3 and 6).

use std::collections::BTreeMap;
use std::io::{self, Write};

use data_encoding::{BASE32_NOPAD, BASE64, HEXLOWER};
use serde::Serialize;
use zeroize::Zeroizing;

use super::super::crypto;
use super::super::import::aegis_key;
use super::super::slots::fresh_key;
use super::{ExportError, Item};
use crate::account::CodeAccount;
use crate::otp::{MotpForm, OtpKind};
use crate::random::Random;
use crate::secret::{SecretBytes, SecretString};

/// Bytes of a tag and of a nonce of AES-GCM, and of the salt.
const TAG: usize = 16;
const NONCE: usize = 12;
const SALT: usize = 32;
/// What Aegis itself writes.
const SCRYPT: Scrypt = Scrypt { n: 32_768, r: 8, p: 1 };

struct Scrypt {
    n: u64,
    r: u64,
    p: u64,
}

#[derive(Serialize)]
struct File {
    version: u8,
    header: Header,
    db: String,
}

#[derive(Serialize)]
struct Header {
    slots: [Slot; 1],
    params: Params,
}

#[derive(Serialize)]
struct Slot {
    #[serde(rename = "type")]
    kind: u8,
    uuid: String,
    key: String,
    key_params: Params,
    n: u64,
    r: u64,
    p: u64,
    salt: String,
    repaired: bool,
    is_backup: bool,
}

#[derive(Serialize)]
struct Params {
    nonce: String,
    tag: String,
}

#[derive(Serialize)]
struct Database<'a> {
    version: u8,
    entries: Vec<EntryJson<'a>>,
    groups: Vec<Group<'a>>,
    icons_optimized: bool,
}

#[derive(Serialize)]
struct Group<'a> {
    uuid: String,
    name: &'a str,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    uuid: String,
    name: &'a str,
    issuer: &'a str,
    note: &'a str,
    favorite: bool,
    icon: Option<()>,
    icon_mime: Option<()>,
    icon_hash: Option<()>,
    info: Info<'a>,
    groups: Vec<String>,
}

#[derive(Serialize)]
struct Info<'a> {
    #[serde(serialize_with = "super::shown_once")]
    secret: Zeroizing<String>,
    algo: &'static str,
    digits: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<&'a str>,
}

/// Aegis hashes an mOTP secret as lower-case hex, and has no account without its PIN.
pub(super) fn can_say(account: &CodeAccount) -> bool {
    match &account.kind {
        OtpKind::Totp { .. } | OtpKind::Hotp { .. } | OtpKind::Steam => true,
        OtpKind::Yandex { pin } => pin.is_some(),
        OtpKind::Motp { pin, form } => pin.is_some() && *form == MotpForm::Bytes,
    }
}

/// The same accounts in a file without a password, which the importer reads too: to see what survives.
pub(super) fn write_plain(
    items: &[Item<'_>],
    random: &dyn Random,
) -> Result<SecretBytes, ExportError> {
    #[derive(Serialize)]
    struct Plain<'a> {
        version: u8,
        header: Empty,
        db: Database<'a>,
    }
    #[derive(Serialize)]
    struct Empty {
        slots: Option<()>,
        params: Option<()>,
    }
    let header = Empty { slots: None, params: None };
    json(&Plain { version: 1, header, db: database(items, random)? })
}

pub(super) fn write(
    items: &[Item<'_>],
    password: &SecretString,
    random: &dyn Random,
) -> Result<SecretBytes, ExportError> {
    let master = fresh_key(random).map_err(|_| ExportError::ReadBack)?;
    let salt: [u8; SALT] = random.bytes()?;
    let key = aegis_key(password, SCRYPT.n, SCRYPT.r, SCRYPT.p, &salt);
    let key = key.map_err(|_| ExportError::ReadBack)?;
    let (sealed_key, key_params) = sealed(&key, master.expose(), random)?;
    let database = database(items, random)?;
    let (sealed_db, params) = sealed(&master, json(&database)?.expose(), random)?;
    let slot = Slot {
        kind: 1,
        uuid: random.uuid()?,
        key: HEXLOWER.encode(&sealed_key),
        key_params,
        n: SCRYPT.n,
        r: SCRYPT.r,
        p: SCRYPT.p,
        salt: HEXLOWER.encode(&salt),
        repaired: true,
        is_backup: false,
    };
    let header = Header { slots: [slot], params };
    json(&File { version: 1, header, db: BASE64.encode(&sealed_db) })
}

/// Seals by AES-256-GCM; the tag stands apart, as Aegis has it.
fn sealed(
    key: &SecretBytes,
    plain: &[u8],
    random: &dyn Random,
) -> Result<(Vec<u8>, Params), ExportError> {
    let nonce: [u8; NONCE] = random.bytes()?;
    let sealed = crypto::seal(key, nonce, b"", &SecretBytes::copy_of(plain));
    let mut sealed = sealed.map_err(|_| ExportError::ReadBack)?;
    let tag = sealed.split_off(sealed.len().saturating_sub(TAG));
    Ok((sealed, Params { nonce: HEXLOWER.encode(&nonce), tag: HEXLOWER.encode(&tag) }))
}

fn database<'a>(items: &[Item<'a>], random: &dyn Random) -> Result<Database<'a>, ExportError> {
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for tag in items.iter().flat_map(|item| &item.entry.tags) {
        if !groups.contains_key(tag.as_str()) {
            groups.insert(tag, random.uuid()?);
        }
    }
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        let entry = item.entry;
        let tags = entry.tags.iter();
        entries.push(EntryJson {
            kind: match item.account.kind {
                OtpKind::Totp { .. } => "totp",
                OtpKind::Hotp { .. } => "hotp",
                OtpKind::Steam => "steam",
                OtpKind::Yandex { .. } => "yandex",
                OtpKind::Motp { .. } => "motp",
            },
            uuid: random.uuid()?,
            name: entry.account.trim(),
            issuer: entry.issuer.trim(),
            note: &entry.note,
            favorite: entry.favourite,
            icon: None,
            icon_mime: None,
            icon_hash: None,
            info: info(item.account),
            groups: tags.filter_map(|tag| groups.get(tag.as_str()).cloned()).collect(),
        });
    }
    let groups = groups.into_iter().map(|(name, uuid)| Group { uuid, name }).collect();
    Ok(Database { version: 3, entries, groups, icons_optimized: true })
}

fn info(account: &CodeAccount) -> Info<'_> {
    let secret = Zeroizing::new(BASE32_NOPAD.encode(account.secret.expose()));
    let of = |algo, digits, period| Info { secret, algo, digits, period, counter: None, pin: None };
    match &account.kind {
        OtpKind::Totp { algorithm, digits, period } => {
            of(algorithm.as_str(), digits.get(), Some(period.get()))
        }
        OtpKind::Hotp { algorithm, digits, counter } => {
            Info { counter: Some(counter.get()), ..of(algorithm.as_str(), digits.get(), None) }
        }
        OtpKind::Steam => of("SHA1", 5, Some(30)),
        OtpKind::Yandex { pin } => {
            Info { pin: pin.as_ref().map(SecretString::expose), ..of("SHA256", 8, Some(30)) }
        }
        OtpKind::Motp { pin, .. } => {
            Info { pin: pin.as_ref().map(SecretString::expose), ..of("MD5", 6, Some(10)) }
        }
    }
}

/// JSON in memory that is wiped, also when it grows.
pub(super) fn json(value: &impl Serialize) -> Result<SecretBytes, ExportError> {
    let mut out = Wiped(Zeroizing::new(Vec::with_capacity(4096)));
    serde_json::to_writer(&mut out, value).map_err(|_| ExportError::ReadBack)?;
    Ok(SecretBytes::new(std::mem::take(&mut *out.0)))
}

struct Wiped(Zeroizing<Vec<u8>>);

impl Write for Wiped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.0.len().saturating_add(bytes.len());
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.saturating_mul(2)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
