//! Ente Auth: lines with its own parameter `codeDisplay`, plain or encrypted.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::cipher;
use super::entry::{ImportWarning, ImportedAccount, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Kdf, Opener};
use super::lines;
use crate::payload::form_value;
use crate::secret::SecretBytes;

const PARAMETER: &str = "codeDisplay=";

pub(super) fn is_it(json: &Json) -> bool {
    json.has("kdfParams") && json.has("encryptedData") && json.has("encryptionNonce")
}

/// Whether one of the lines has Ente's parameter.
pub(super) fn is_list(text: &str) -> bool {
    lines::links(text).any(|line| display(&line).is_some())
}

/// The version, and what opening it costs.
pub(super) fn inspect(json: &Json) -> Result<(u64, Option<Cost>), ImportError> {
    let version = json.raw_number("version")?;
    if version != 1 {
        return Err(ImportError::UnsupportedVersion);
    }
    Ok((version, Some(Sealed::read(json)?.kdf().cost()?)))
}

pub(super) fn read(json: &Json, opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    inspect(json)?;
    let sealed = Sealed::read(json)?;
    let key = opener.derive(sealed.kdf())?;
    let opened = cipher::secretstream(&key, &sealed.header, &sealed.chunk)?;
    let opened = opened.ok_or(ImportError::WrongPassword)?;
    read_list(std::str::from_utf8(opened.expose()).map_err(|_| ImportError::DAMAGED)?)
}

struct Sealed {
    memory_kib: u64,
    passes: u64,
    salt: SecretBytes,
    header: Vec<u8>,
    chunk: Vec<u8>,
}

impl Sealed {
    fn read(json: &Json) -> Result<Self, ImportError> {
        let params = json.get("kdfParams").ok_or(ImportError::DAMAGED)?;
        let bytes = |json: &Json, name: &str| {
            let text = json.raw_text(name)?;
            BASE64.decode(text.as_bytes()).map_err(|_| ImportError::DAMAGED)
        };
        let header = bytes(json, "encryptionNonce")?;
        if header.len() != cipher::STREAM_HEADER {
            return Err(ImportError::DAMAGED);
        }
        Ok(Self {
            memory_kib: params.raw_number("memLimit")? / 1024,
            passes: params.raw_number("opsLimit")?,
            salt: SecretBytes::new(bytes(params, "salt")?),
            header,
            chunk: bytes(json, "encryptedData")?,
        })
    }

    fn kdf(&self) -> Kdf<'_> {
        let (memory_kib, passes) = (self.memory_kib, self.passes);
        Kdf::Argon2id { memory_kib, passes, lanes: 1, salt: self.salt.expose() }
    }
}

/// Reads the lines, and what Ente says of each beside the code.
pub(super) fn read_list(text: &str) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Ente);
    for line in lines::links(text) {
        // Its parameter may be longer than a code can be.
        let mut entry = lines::entry_of(&without_display(&line));
        if let (Ok(account), Some(display)) = (&mut entry.outcome, display(&line)) {
            file.left_behind |= display.get("iconID").is_some();
            describe(account, &display);
        }
        file.push(entry)?;
    }
    Ok(file)
}

/// Pinned, tags and note; a code in Ente's bin is imported with a warning.
fn describe(account: &mut ImportedAccount, display: &Json) {
    account.favourite = display.is_set("pinned");
    if display.is_set("trashed") {
        account.warnings.push(ImportWarning::SourceTrash);
    }
    let tags = display.list("tags").unwrap_or_default().iter().filter_map(Json::as_text);
    account.add_tags(tags);
    account.set_note(display.name("note").unwrap_or_default());
}

/// The link without Ente's parameter.
fn without_display(line: &str) -> Zeroizing<String> {
    let Some((link, query)) = line.split_once('?') else { return Zeroizing::new(line.to_owned()) };
    let mut plain = Zeroizing::new(String::with_capacity(line.len()));
    plain.push_str(link);
    let others = query.split('&').filter(|part| !part.starts_with(PARAMETER));
    for (nth, part) in others.enumerate() {
        plain.push(if nth == 0 { '?' } else { '&' });
        plain.push_str(part);
    }
    plain
}

/// Ente's parameter of a line.
fn display(line: &str) -> Option<Json> {
    let (_, query) = line.split_once('?')?;
    let value = query.split('&').find_map(|part| part.strip_prefix(PARAMETER))?;
    let text = form_value(value)?;
    Json::parse(text.as_bytes()).ok().filter(|json| matches!(json, Json::Object(_)))
}
