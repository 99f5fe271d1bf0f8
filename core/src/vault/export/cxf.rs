//! CXF, the FIDO Alliance's Credential Exchange Format 1.0 (FORMATS.md section 9).

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{ExportError, Item};
use crate::account::CodeAccount;
use crate::clock::UnixSeconds;
use crate::otp::{Algorithm, OtpKind};
use crate::random::Random;
use crate::secret::SecretBytes;

/// Who exports, to whom it may concern.
const EXPORTER: &str = "org.countersign";
/// The largest life that the format has, in seconds.
const LONGEST: u32 = 255;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    version: Version,
    exporter_rp_id: &'static str,
    exporter_display_name: &'static str,
    timestamp: u64,
    accounts: [Account<'a>; 1],
}

#[derive(Serialize)]
struct Version {
    major: u8,
    minor: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    id: String,
    username: &'static str,
    email: &'static str,
    collections: [(); 0],
    items: Vec<ItemJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemJson<'a> {
    id: String,
    creation_at: u64,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    subtitle: &'a str,
    favorite: bool,
    tags: &'a [String],
    credentials: [Credential<'a>; 1],
}

#[derive(Serialize)]
struct Credential<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(serialize_with = "super::shown_once")]
    secret: Zeroizing<String>,
    period: u32,
    digits: u8,
    algorithm: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    username: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    issuer: &'a str,
}

pub(super) fn can_say(account: &CodeAccount) -> bool {
    match &account.kind {
        OtpKind::Totp { period, .. } => period.get() <= LONGEST,
        OtpKind::Hotp { .. } | OtpKind::Steam | OtpKind::Yandex { .. } | OtpKind::Motp { .. } => {
            false
        }
    }
}

pub(super) fn write(
    items: &[Item<'_>],
    now: UnixSeconds,
    random: &dyn Random,
) -> Result<SecretBytes, ExportError> {
    let id = || Ok::<_, ExportError>(BASE64URL_NOPAD.encode(&random.bytes::<16>()?));
    let mut written = Vec::with_capacity(items.len());
    for item in items {
        let OtpKind::Totp { algorithm, digits, period } = &item.account.kind else { continue };
        let (issuer, name) = (item.entry.issuer.trim(), item.entry.account.trim());
        let secret = Zeroizing::new(BASE32_NOPAD.encode(item.account.secret.expose()));
        written.push(ItemJson {
            id: id()?,
            creation_at: item.entry.created,
            title: issuer,
            subtitle: name,
            favorite: item.entry.favourite,
            tags: &item.entry.tags,
            credentials: [Credential {
                kind: "totp",
                secret,
                period: period.get(),
                digits: digits.get(),
                algorithm: match algorithm {
                    Algorithm::Sha1 => "sha1",
                    Algorithm::Sha256 => "sha256",
                    Algorithm::Sha512 => "sha512",
                },
                username: name,
                issuer,
            }],
        });
    }
    let account = Account { id: id()?, username: "", email: "", collections: [], items: written };
    let document = Document {
        version: Version { major: 1, minor: 0 },
        exporter_rp_id: EXPORTER,
        exporter_display_name: "Countersign",
        timestamp: now,
        accounts: [account],
    };
    super::aegis::json(&document)
}
