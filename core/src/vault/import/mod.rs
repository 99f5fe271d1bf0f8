//! Other apps' exports to entries: pure, without I/O, in bounded memory and time (FORMATS.md).
//!
//! [`inspect`] says what a file is, by its content and never by its name, and what opening it costs;
//! [`read`] opens it and judges every entry. One bad entry never stops the others: each has an outcome
//! of its own. The facade compares the entries with the vault and adds them (`app/importing.rs`).
//!
//! | file | what |
//! |---|---|
//! | `detect` | which format a file has |
//! | `own` | our own encrypted backup |
//! | `aegis`, `andotp`, `authy`, `bitwarden`, `cxf`, `ente`, `last_pass`, `microsoft`, `one_password`, `proton`, `raivo`, `stratum`, `two_fas` | one app's files each |
//! | `free_otp`, `free_otp2` | FreeOTP+ and FreeOTP 1; FreeOTP 2, which seals the same tokens |
//! | `keepass`, `table` | KeePass' XML; CSV of KeePassXC, Bitwarden and any other: both give `fields` |
//! | `locked_zip`, `win_auth` | Raivo and WinAuth in an archive with a password; WinAuth's links |
//! | `lines` | lists of `otpauth` and the like, Google's export parts among them |
//! | `json`, `csv`, `xml`, `zip`, `inflate` | containers in bounded memory, wiped when dropped |
//! | `fields`, `value` | what the fields of a password manager's item mean; what its one-time code may look like |
//! | `draft` | one account of a file through the guards that a scanned code passes too |
//! | `kdf`, `cipher` | how exports are encrypted; every cost is checked before memory is taken |

mod aegis;
mod andotp;
mod authy;
mod bitwarden;
mod cipher;
mod csv;
mod cxf;
mod detect;
mod draft;
mod ente;
mod entry;
mod error;
mod fields;
mod format;
mod free_otp;
mod free_otp2;
mod inflate;
mod json;
mod kdf;
mod keepass;
mod last_pass;
mod lines;
mod locked_zip;
mod microsoft;
mod one_password;
mod own;
mod proton;
mod raivo;
mod stratum;
mod table;
mod two_fas;
mod value;
mod win_auth;
mod xml;
mod zip;

pub use entry::{ImportWarning, ImportedAccount, SourceEntry, SourceFile};
pub use error::{Container, ImportError};
pub use format::{FileKind, Format};
pub use kdf::Cost;
pub use microsoft::{may_lack_rows, query_of, rows_of};

use crate::secret::{SecretBytes, SecretString};
use detect::{Body, detect};
use kdf::Opener;

/// Largest file that is read.
pub const MAX_FILE: usize = 16 * 1024 * 1024;
/// Most entries of a file.
pub const MAX_ENTRIES: usize = 10_000;

/// The key that Aegis makes from a password; exports are made with it too.
pub(super) fn aegis_key(
    password: &SecretString,
    n: u64,
    r: u64,
    p: u64,
    salt: &[u8],
) -> Result<SecretBytes, ImportError> {
    let opener = Opener { password: Some(password), free_memory: None };
    opener.derive(kdf::Kdf::Scrypt { n, r, p, salt })
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions<'a> {
    /// The format that the person named, in place of the detected one.
    pub format: Option<Format>,
    /// The password of an encrypted file.
    pub password: Option<&'a SecretString>,
    /// Bytes of memory that the system reports as free: a key derivation takes half of it at most.
    pub free_memory: Option<u64>,
}

/// Says what a file is and what opening it costs. No password is needed and no key is derived.
///
/// # Errors
/// [`ImportError`] when the file is none that can be read.
pub fn inspect(bytes: &[u8], format: Option<Format>) -> Result<FileKind, ImportError> {
    let found = detect(bytes, format)?;
    let (version, cost) = match (&found.body, found.format) {
        (Body::Text(_) | Body::Csv(_) | Body::KeePass(_), _) => (None, None),
        (Body::Zip(_), Format::OnePassword) => (None, None),
        (Body::Zip(_), _) => (None, Some(locked_zip::COST)),
        (Body::Preferences(found), Format::Authy) => (None, authy::inspect(found)?),
        (Body::Preferences(_), _) => (None, None),
        (Body::Json(json), Format::Aegis) => some(aegis::inspect(json)?),
        (Body::Json(json), Format::TwoFas) => some(two_fas::inspect(json)?),
        (Body::Json(json), Format::Ente) => some(ente::inspect(json)?),
        (Body::Json(json), Format::Proton) => some(proton::inspect(json)?),
        (Body::Json(json), Format::Cxf) => (cxf::inspect(json)?, None),
        (Body::Json(json), Format::Bitwarden) => (None, bitwarden::inspect(json)?),
        (Body::Json(json), Format::LastPass) => (last_pass::inspect(json)?, None),
        (
            Body::Json(_),
            Format::Stratum
            | Format::AndOtp
            | Format::AndOtpOld
            | Format::FreeOtpPlus
            | Format::Raivo,
        ) => (None, None),
        (Body::Bytes(bytes), Format::Countersign) => some(own::inspect(bytes)?),
        (Body::Bytes(bytes), Format::Stratum) => (None, Some(stratum::inspect(bytes)?)),
        (Body::Bytes(bytes), Format::FreeOtp2) => (None, Some(free_otp2::inspect(bytes)?)),
        (Body::Bytes(bytes), format @ (Format::AndOtp | Format::AndOtpOld)) => {
            (None, Some(andotp::inspect(bytes, format)?))
        }
        (Body::Json(_) | Body::Bytes(_), _) => return Err(ImportError::UnknownFormat),
    };
    let (format, guessed) = (found.format, found.guessed);
    Ok(FileKind { format, version, encrypted: cost.is_some(), cost, guessed })
}

fn some<T>((version, cost): (u64, T)) -> (Option<u64>, T) {
    (Some(version), cost)
}

/// Opens a file and judges every entry of it.
///
/// # Errors
/// [`ImportError`] when the file as a whole cannot be read; nothing of it is kept.
pub fn read(bytes: &[u8], options: ReadOptions<'_>) -> Result<SourceFile, ImportError> {
    let found = detect(bytes, options.format)?;
    let opener = Opener { password: options.password, free_memory: options.free_memory };
    let mut file = match (&found.body, found.format) {
        (Body::Text(text), Format::Ente) => ente::read_list(text)?,
        (Body::Text(text), Format::WinAuth) => win_auth::read(text)?,
        (Body::Text(text), _) => lines::read(text)?,
        (Body::Csv(text), format) => table::read(text, format)?,
        (Body::KeePass(text), _) => keepass::read(text)?,
        (Body::Preferences(found), Format::Authy) => authy::read(found, opener)?,
        (Body::Preferences(found), _) => free_otp::read_preferences(found)?,
        (Body::Zip(archive), Format::OnePassword) => one_password::read(archive, opener)?,
        (Body::Zip(archive), _) => locked_zip::read(archive, opener)?,
        (Body::Json(json), Format::Aegis) => aegis::read(json, opener)?,
        (Body::Json(json), Format::TwoFas) => two_fas::read(json, opener)?,
        (Body::Json(json), Format::Ente) => ente::read(json, opener)?,
        (Body::Json(json), Format::Proton) => proton::read(json, opener)?,
        (Body::Json(json), Format::Cxf) => cxf::read(json)?,
        (Body::Json(json), Format::Bitwarden) => bitwarden::read(json, opener)?,
        (Body::Json(json), Format::FreeOtpPlus) => free_otp::read_plus(json)?,
        (Body::Json(json), Format::LastPass) => last_pass::read(json)?,
        (Body::Json(json), Format::Raivo) => raivo::read(json)?,
        (Body::Json(json), Format::Stratum) => stratum::read_plain(json)?,
        (Body::Json(json), Format::AndOtp | Format::AndOtpOld) => andotp::read_plain(json)?,
        (Body::Bytes(bytes), Format::Countersign) => own::read(bytes, opener)?,
        (Body::Bytes(bytes), Format::Stratum) => stratum::read(bytes, opener)?,
        (Body::Bytes(bytes), Format::FreeOtp2) => free_otp2::read(bytes, opener)?,
        (Body::Bytes(bytes), format @ (Format::AndOtp | Format::AndOtpOld)) => {
            andotp::read(bytes, format, opener)?
        }
        (Body::Json(_) | Body::Bytes(_), _) => return Err(ImportError::UnknownFormat),
    };
    if !matches!(found.body, Body::Zip(_)) {
        // What stands in an archive is known when it is open.
        file.format = found.format;
    }
    if file.entries.len() > MAX_ENTRIES {
        return Err(ImportError::TooLarge);
    }
    Ok(file)
}
