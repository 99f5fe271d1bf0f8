//! Exports of other apps: what is recognised, what every entry becomes, and what is said of broken files
//! (FORMATS.md). The encrypted fixtures are made by a script that does not know the core.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test"
)]

mod aegis;
mod apps;
mod broken;
mod lines;
mod managers;
mod phones;
mod sealed;
mod silence;

use countersign_core::otp::OtpKind;
use countersign_core::secret::SecretString;
use countersign_core::vault::import::{
    Format, ImportError, ReadOptions, SourceEntry, SourceFile, inspect, read,
};

pub const PASSWORD: &str = "lantern Käse 42";
/// `12345678901234567890` in Base32.
pub const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

pub fn open(bytes: &[u8]) -> Result<SourceFile, ImportError> {
    read(bytes, ReadOptions::default())
}

pub fn open_with(bytes: &[u8], password: &str) -> Result<SourceFile, ImportError> {
    let password = SecretString::new(password.to_owned());
    read(bytes, ReadOptions { password: Some(&password), ..ReadOptions::default() })
}

/// Every entry as one line: names, kind, parameters, secret, what was kept of it, and warnings.
pub fn told(file: &SourceFile) -> Vec<String> {
    file.entries.iter().map(line).collect()
}

fn line(entry: &SourceEntry) -> String {
    let found = match &entry.outcome {
        Err(refusal) => {
            let field = refusal.field().map_or("", |field| field.name());
            return format!("{}|{}|{}{field}", entry.issuer, entry.label, refusal.name());
        }
        Ok(found) => found,
    };
    let account = &found.account;
    let pin = match &account.kind {
        OtpKind::Yandex { pin: Some(pin) } | OtpKind::Motp { pin: Some(pin), .. } => pin.expose(),
        _ => "",
    };
    let numbers = match (account.period(), account.counter()) {
        (Some(period), _) => format!("{}/{period}", account.digits()),
        (None, counter) => format!("{}#{}", account.digits(), counter.unwrap().get()),
    };
    let mut parts = vec![
        entry.issuer.clone(),
        entry.label.clone(),
        account.kind.name().to_owned(),
        account.algorithm().to_owned(),
        numbers,
        account.secret_base32().expose().to_owned(),
    ];
    parts.extend((!pin.is_empty()).then(|| format!("pin {pin}")));
    parts.extend(found.display_name.as_ref().map(|name| format!("name {name}")));
    parts.extend(found.favourite.then(|| "favourite".to_owned()));
    parts.extend((!found.tags.is_empty()).then(|| format!("tags {}", found.tags.join(","))));
    parts.extend((!found.note.is_empty()).then(|| format!("note {}", found.note)));
    parts.extend(found.warnings.iter().map(|warning| format!("!{}", warning.name())));
    parts.join("|")
}

/// The plain and the encrypted file hold the same, and the encrypted one tells a wrong password, a missing
/// one, damage and truncation apart as far as its format can.
pub fn same_when_encrypted(format: Format, plain: &[u8], sealed: &[u8]) {
    let kind = inspect(sealed, None).unwrap();
    assert_eq!((kind.format, kind.encrypted), (format, true));
    assert!(kind.cost.is_some());
    assert!(!inspect(plain, None).unwrap().encrypted);
    assert_eq!(told(&open_with(sealed, PASSWORD).unwrap()), told(&open(plain).unwrap()));
    assert_eq!(open(sealed).err(), Some(ImportError::PasswordNeeded));
    for wrong in [" lantern Käse 42", "lantern Ka\u{308}se 42"] {
        assert_eq!(open_with(sealed, wrong).err(), Some(ImportError::WrongPassword), "{wrong:?}");
    }
}

/// Damage at no place in particular.
pub const DAMAGED: ImportError = ImportError::Damaged { at: None };
