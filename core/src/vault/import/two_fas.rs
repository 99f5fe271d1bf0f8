//! 2FAS: a list of services, plain or encrypted.

use data_encoding::BASE64;

use super::cipher;
use super::draft::{Draft, DraftKind, algorithm};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::{Index, Json};
use super::kdf::{Cost, Kdf, Opener};
use super::value;
use crate::otp::OtpKind;
use crate::payload::{Field, ScannedAccount};
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// Rounds of the key derivation, which the file does not name.
const ITERATIONS: u64 = 10_000;

pub(super) fn is_it(json: &Json) -> bool {
    json.has("schemaVersion") && (json.has("services") || json.has("servicesEncrypted"))
}

/// The version, and what opening it costs where it is encrypted.
pub(super) fn inspect(json: &Json) -> Result<(u64, Option<Cost>), ImportError> {
    let version = json.raw_number("schemaVersion")?;
    if !(1..=4).contains(&version) {
        return Err(ImportError::UnsupportedVersion);
    }
    let cost = match Sealed::read(json)? {
        Some(sealed) => Some(sealed.kdf().cost()?),
        None => None,
    };
    Ok((version, cost))
}

pub(super) fn read(json: &Json, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    inspect(json)?;
    let groups = json.index("groups", "id", "name");
    match Sealed::read(json)? {
        None => services(json.get("services").ok_or(ImportError::DAMAGED)?, &groups),
        Some(sealed) => services(&Json::parse(sealed.open(opener)?.expose())?, &groups),
    }
}

/// `base64(cipher text and tag):base64(salt):base64(nonce)`.
struct Sealed {
    text: Vec<u8>,
    salt: Vec<u8>,
    nonce: Vec<u8>,
}

impl Sealed {
    fn read(json: &Json) -> Result<Option<Self>, ImportError> {
        let text = match json.get("servicesEncrypted") {
            None => return Ok(None),
            Some(value) => value.as_text().ok_or(ImportError::DAMAGED)?,
        };
        if text.is_empty() {
            return Ok(None);
        }
        let mut parts = text.split(':');
        let mut part = || {
            let part = parts.next().ok_or(ImportError::DAMAGED)?;
            BASE64.decode(part.as_bytes()).map_err(|_| ImportError::DAMAGED)
        };
        let sealed = Self { text: part()?, salt: part()?, nonce: part()? };
        if parts.next().is_some() { Err(ImportError::DAMAGED) } else { Ok(Some(sealed)) }
    }

    fn kdf(&self) -> Kdf<'_> {
        Kdf::Pbkdf2Sha256 { iterations: ITERATIONS, salt: &self.salt }
    }

    fn open(&self, opener: Opener<'_>) -> Result<SecretBytes, ImportError> {
        let key = opener.derive(self.kdf())?;
        cipher::gcm(&key, &self.nonce, b"", &self.text)?.ok_or(ImportError::WrongPassword)
    }
}

fn services(list: &Json, groups: &Index<'_>) -> Result<SourceFile, ImportError> {
    let Json::List(services) = list else { return Err(ImportError::DAMAGED) };
    let mut file = SourceFile::new(Format::TwoFas);
    for json in services {
        file.left_behind |= json.get("icon").is_some() || json.get("badge").is_some();
        let tagged = service(json).map(|mut account| {
            let id = json.get("groupId").and_then(Json::as_text);
            if let Some(name) = id.and_then(|id| groups.get(id)) {
                account.add_tag(name);
            }
            account
        });
        let label = json.get("otp").map(|otp| otp.name("account").unwrap_or_default());
        let issuer = json.name("name").unwrap_or_default();
        file.push(SourceEntry::new(issuer, label.unwrap_or_default(), tagged))?;
    }
    Ok(file)
}

fn service(json: &Json) -> Result<ImportedAccount, Refusal> {
    let none = Json::Null;
    let otp = json.get("otp").unwrap_or(&none);
    let kind = match otp.name("tokenType")?.to_ascii_uppercase().as_str() {
        "" | "TOTP" => DraftKind::Totp,
        "HOTP" => DraftKind::Hotp,
        "STEAM" => DraftKind::Steam,
        _ => return Err(Refusal::UnsupportedType),
    };
    // What the link says counts only where the fields say nothing.
    let link = otp.text("link")?.and_then(|link| value::link(link).ok());
    let given = |text: &&str| !text.trim().is_empty();
    let linked = |part: fn(&ScannedAccount) -> &str| link.as_ref().map(part);
    let name = json.name("name")?;
    let issuer = otp.text("issuer")?.filter(given).or_else(|| linked(|link| &link.issuer));
    let issuer = issuer.filter(given).unwrap_or(name);
    let account = otp.text("account")?.filter(given).or_else(|| linked(|link| &link.account));
    let account = account.filter(given).or(otp.text("label")?).unwrap_or_default();
    let linked_secret = link.as_ref().map(ScannedAccount::secret_base32);
    let secret = json.text("secret")?.filter(given);
    let secret = secret.or_else(|| linked_secret.as_ref().map(|secret| secret.expose()));
    let mut draft = Draft::new(kind, issuer, account, secret);
    if kind != DraftKind::Steam {
        draft.algorithm = algorithm(otp.text("algorithm")?, &mut draft.warnings)?;
        draft.digits = otp.number("digits", Field::Digits)?;
        draft.period = otp.number("period", Field::Period)?;
        draft.counter = otp.number("counter", Field::Counter)?;
        if let Some(link) = &link {
            fill(&mut draft, link);
        }
    }
    let mut account = draft.finish()?;
    if !name.trim().is_empty() && name.trim() != account.account.issuer {
        account.set_display_name(name);
    }
    Ok(account)
}

/// What the link says where the fields say nothing.
fn fill(draft: &mut Draft<'_>, link: &ScannedAccount) {
    let (algorithm, period) = match &link.kind {
        OtpKind::Totp { algorithm, period, .. } => (*algorithm, Some(period.get())),
        OtpKind::Hotp { algorithm, .. } => (*algorithm, None),
        OtpKind::Steam | OtpKind::Yandex { .. } | OtpKind::Motp { .. } => return,
    };
    draft.algorithm = draft.algorithm.or(Some(algorithm));
    draft.digits = draft.digits.or(Some(u64::from(link.digits())));
    draft.period = draft.period.or(period.map(u64::from));
    draft.counter = draft.counter.or(link.counter().map(|counter| counter.get()));
}
