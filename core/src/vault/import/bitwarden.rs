//! Bitwarden and Bitwarden Authenticator: JSON, plain or with a password. Their CSV is read by `table`.

use data_encoding::BASE64;

use super::cipher;
use super::entry::{ImportWarning, ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Kdf, Opener};
use super::value;
use crate::secret::SecretBytes;
use crate::vault::Refusal;
use crate::vault::crypto::sha256;

/// The one kind of sealed text that is read: AES-256-CBC with HMAC-SHA256.
const SEALED: &str = "2.";

pub(super) fn is_it(json: &Json) -> bool {
    if json.has("passwordProtected") || json.has("encKeyValidation_DO_NOT_EDIT") {
        return true;
    }
    json.list("items").is_some_and(|items| items.first().is_none_or(|first| first.has("type")))
}

/// What opening it costs where it is encrypted.
pub(super) fn inspect(json: &Json) -> Result<Option<Cost>, ImportError> {
    match envelope(json)? {
        None => Ok(None),
        Some(envelope) => envelope.kdf().cost().map(Some),
    }
}

pub(super) fn read(json: &Json, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    match envelope(json)? {
        None => items(json),
        Some(envelope) => items(&Json::parse(envelope.open(opener)?.expose())?),
    }
}

/// A file with a password.
struct Envelope<'a> {
    argon2: Option<(u64, u64)>,
    iterations: u64,
    salt: SecretBytes,
    check: &'a str,
    data: &'a str,
}

fn envelope(json: &Json) -> Result<Option<Envelope<'_>>, ImportError> {
    if !json.is_set("encrypted") {
        return Ok(None);
    }
    if !json.is_set("passwordProtected") {
        return Err(ImportError::AccountRestricted);
    }
    let text = json.raw_text("salt")?.as_bytes();
    let (argon2, salt) = match json.raw_number("kdfType")? {
        0 => (None, SecretBytes::copy_of(text)),
        1 => {
            let memory_kib = json.raw_number("kdfMemory")?.saturating_mul(1024);
            let lanes = json.raw_number("kdfParallelism")?;
            (Some((memory_kib, lanes)), SecretBytes::copy_of(&sha256(text)))
        }
        _ => return Err(ImportError::UnsupportedVersion),
    };
    let iterations = json.raw_number("kdfIterations")?;
    let check = json.raw_text("encKeyValidation_DO_NOT_EDIT")?;
    Ok(Some(Envelope { argon2, iterations, salt, check, data: json.raw_text("data")? }))
}

impl Envelope<'_> {
    fn kdf(&self) -> Kdf<'_> {
        let salt = self.salt.expose();
        match self.argon2 {
            Some((memory_kib, lanes)) => {
                Kdf::Argon2id { memory_kib, passes: self.iterations, lanes, salt }
            }
            None => Kdf::Pbkdf2Sha256 { iterations: self.iterations, salt },
        }
    }

    fn open(&self, opener: Opener<'_>) -> Result<SecretBytes, ImportError> {
        // What is no sealed text is refused before the key is derived.
        let (check, data) = (Sealed::read(self.check)?, Sealed::read(self.data)?);
        let key = opener.derive(self.kdf())?;
        let keys = (cipher::expand(&key, b"enc")?, cipher::expand(&key, b"mac")?);
        check.open(&keys)?.ok_or(ImportError::WrongPassword)?;
        // The check opened, so the password is right.
        data.open(&keys)?.ok_or(ImportError::DAMAGED)
    }
}

/// `2.base64(iv)|base64(cipher text)|base64(mac)`.
struct Sealed {
    iv: Vec<u8>,
    text: Vec<u8>,
    mac: Vec<u8>,
}

impl Sealed {
    fn read(text: &str) -> Result<Self, ImportError> {
        let text = text.strip_prefix(SEALED).ok_or(ImportError::UnsupportedVersion)?;
        let mut parts = text.split('|');
        let mut part = || {
            let part = parts.next().ok_or(ImportError::DAMAGED)?;
            BASE64.decode(part.as_bytes()).map_err(|_| ImportError::DAMAGED)
        };
        let sealed = Self { iv: part()?, text: part()?, mac: part()? };
        if parts.next().is_some() { Err(ImportError::DAMAGED) } else { Ok(sealed) }
    }

    /// The text, where its authenticator is the one of the keys.
    fn open(
        &self,
        (enc, mac): &(SecretBytes, SecretBytes),
    ) -> Result<Option<SecretBytes>, ImportError> {
        if !cipher::has_mac(mac, &[&self.iv, &self.text], &self.mac) {
            return Ok(None);
        }
        cipher::cbc(enc, &self.iv, &self.text)?.ok_or(ImportError::DAMAGED).map(Some)
    }
}

fn items(json: &Json) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Bitwarden);
    let folders = json.index("folders", "id", "name");
    for item in json.list("items").ok_or(ImportError::DAMAGED)? {
        let login = item.get("login");
        let totp = login.and_then(|login| login.get("totp"));
        let is_login = matches!(item.get("type"), Some(Json::Number(1)) | None);
        let empty = |totp: &Json| totp.as_text().is_some_and(|text| text.trim().is_empty());
        let (true, Some(login), Some(_)) = (is_login, login, totp.filter(|totp| !empty(totp)))
        else {
            file.skip();
            continue;
        };
        let name = item.name("name").unwrap_or_default();
        let user = login.name("username").unwrap_or_default();
        let read = account(item, login).map(|mut account| {
            let folder = item.get("folderId").and_then(Json::as_text);
            if let Some(folder) = folder.and_then(|id| folders.get(id)) {
                account.add_tag(folder);
            }
            if item.get("deletedDate").is_some() {
                account.warnings.push(ImportWarning::SourceTrash);
            }
            account
        });
        file.push(SourceEntry::new(name, user, read))?;
    }
    Ok(file)
}

fn account(item: &Json, login: &Json) -> Result<ImportedAccount, Refusal> {
    let totp = login.name("totp")?;
    let mut account = value::code(totp, item.name("name")?, login.name("username")?)?;
    account.favourite = item.is_set("favorite");
    account.set_note(item.name("notes")?);
    Ok(account)
}
