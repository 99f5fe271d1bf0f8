//! A backup file as bytes: a clear header with the passphrase's slot, then the sealed contents.

use super::super::bytes::{Malformed, Reader, Writer};
use super::super::codec;
use super::super::crypto::{self, KEY_LEN, NONCE_LEN, Purpose, TAG_LEN};
use super::super::error::VaultError;
use super::super::kdf::{KdfParams, argon2id};
use super::super::model::{Contents, Entry};
use super::super::seal;
use super::super::settings::BackupKey;
use super::super::slots::fresh_key;
use super::passphrase::Passphrase;
use crate::clock::UnixSeconds;
use crate::random::Random;
use crate::secret::{SecretBytes, SecretString, Wiped};

/// Largest backup file that is read.
pub const MAX_BACKUP: usize = seal::MAX_FILE;

const MAGIC: [u8; 8] = *b"CSBACKP\x1a";
const VERSION: u16 = 1;
const HEADER_LEN: usize = 155;
const SEALED_KEY_LEN: usize = KEY_LEN + TAG_LEN;
/// Where the wrap of the file's key begins: all before it is what the wrap is bound to.
const WRAP_AT: usize = HEADER_LEN - NONCE_LEN - SEALED_KEY_LEN;

/// Why a backup was not opened. Numbers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// It is no backup, cut off, or changed.
    #[error("this backup is damaged or cut off")]
    Damaged,
    /// A newer app made it.
    #[error("this backup has format version {found}, this app knows 1; update the app")]
    NewerVersion {
        /// Its version.
        found: u16,
    },
    /// The passphrase is not the one it was made with.
    #[error("that passphrase does not open this backup")]
    WrongPassphrase,
    /// It asks for more key derivation than is allowed; refused before any memory is taken.
    #[error(
        "this backup asks for a key derivation of {needed_kib} KiB and {passes} passes, which is too much"
    )]
    TooCostly {
        /// Memory asked for.
        needed_kib: u32,
        /// Passes asked for.
        passes: u32,
    },
    /// The system has not enough memory for the key derivation.
    #[error("there is not enough memory to open this backup; close other apps and try again")]
    OutOfMemory,
    /// It holds more than a vault may.
    #[error("this backup is too large")]
    TooLarge,
}

impl From<VaultError> for BackupError {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the others do not come from reading a backup"
    )]
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::OutOfMemory => Self::OutOfMemory,
            VaultError::TooLarge => Self::TooLarge,
            VaultError::KdfTooCostly { needed_kib, passes } => {
                Self::TooCostly { needed_kib, passes }
            }
            _ => Self::Damaged,
        }
    }
}

/// What can be said of a backup without its passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupHead {
    /// The format version.
    pub version: u16,
    /// When it was made.
    pub made: UnixSeconds,
    /// What opening it costs.
    pub kdf: KdfParams,
}

/// What a backup holds.
#[derive(Debug)]
pub struct BackupContents {
    /// When it was made.
    pub made: UnixSeconds,
    /// Its accounts.
    pub entries: Vec<Entry>,
    /// Accounts that this app does not understand.
    pub unreadable: usize,
}

/// Whether a file says that it is a backup.
#[must_use]
pub fn is_backup(file: &[u8]) -> bool {
    file.starts_with(&MAGIC)
}

/// Seals the accounts, which are as they are to stand in a backup ([`Entry::for_backup`]).
///
/// # Errors
/// [`VaultError::TooLarge`], [`VaultError::Random`].
pub fn seal(
    key: &BackupKey,
    entries: Vec<Entry>,
    made: UnixSeconds,
    random: &dyn Random,
) -> Result<Vec<u8>, VaultError> {
    let contents = codec::encode(&Contents { entries, ..Contents::default() })?;
    seal_bytes(key, &contents, made, random)
}

fn seal_bytes(
    key: &BackupKey,
    contents: &[u8],
    made: UnixSeconds,
    random: &dyn Random,
) -> Result<Vec<u8>, VaultError> {
    let file_key = fresh_key(random)?;
    let salt: [u8; 32] = random.bytes()?;
    let mut head = Writer::default();
    head.raw(&MAGIC);
    head.u16(VERSION);
    head.u32(u32::try_from(HEADER_LEN).map_err(|_| VaultError::Crypto)?);
    head.raw(&random.bytes::<16>()?);
    head.u64(made);
    head.raw(&salt);
    head.u32(key.kdf.memory_kib());
    head.u32(key.kdf.passes());
    head.u8(u8::try_from(key.kdf.lanes()).map_err(|_| VaultError::Crypto)?);
    head.raw(&key.salt);
    let front = head.finish().ok_or(VaultError::Crypto)?;
    let nonce: [u8; NONCE_LEN] = random.bytes()?;
    let slot_key = crypto::derive_key(&[], &key.stretched, Purpose::BackupSlot)?;
    let sealed = crypto::seal(&slot_key, nonce, &front, &file_key)?;
    let header = [front.as_slice(), &nonce, &sealed].concat();
    let data_key = crypto::derive_key(&salt, &file_key, Purpose::BackupData)?;
    seal::seal_body(&header, &data_key, contents)
}

/// Tells whether two backups would hold the same: a digest of the accounts as they stand in one.
///
/// # Errors
/// [`VaultError::TooLarge`].
pub fn digest(entries: &[Entry]) -> Result<[u8; 32], VaultError> {
    let copies = entries.iter().filter_map(Entry::for_backup).collect();
    let contents = Contents { entries: copies, ..Contents::default() };
    Ok(crypto::sha256(&codec::encode(&contents)?))
}

/// Says what a backup is and what opening it costs.
///
/// # Errors
/// [`BackupError`]; a cost outside the limits is refused here.
pub fn inspect(file: &[u8]) -> Result<BackupHead, BackupError> {
    let head = Head::parse(file)?;
    Ok(BackupHead { version: VERSION, made: head.made, kdf: head.kdf })
}

/// Opens a backup. Derives a key: call it from a background thread.
///
/// # Errors
/// [`BackupError`].
pub fn open(file: &[u8], passphrase: &SecretString) -> Result<BackupContents, BackupError> {
    let head = Head::parse(file)?;
    let typed = Passphrase::typed(passphrase);
    let stretched = argon2id(typed.secret().expose().as_bytes(), &head.kdf_salt, head.kdf)?;
    head.open(file, &stretched)
}

/// Opens a backup that this vault made: what was written is read back without asking for the passphrase.
///
/// # Errors
/// [`BackupError`]; [`BackupError::WrongPassphrase`] for one that was made with another passphrase.
pub fn open_by_key(file: &[u8], key: &BackupKey) -> Result<BackupContents, BackupError> {
    let head = Head::parse(file)?;
    if head.kdf != key.kdf || head.kdf_salt != key.salt {
        return Err(BackupError::WrongPassphrase);
    }
    head.open(file, &key.stretched)
}

/// The header's fields.
struct Head {
    made: UnixSeconds,
    salt: [u8; 32],
    kdf: KdfParams,
    kdf_salt: [u8; 16],
    nonce: [u8; NONCE_LEN],
    sealed: [u8; SEALED_KEY_LEN],
}

impl Head {
    fn parse(file: &[u8]) -> Result<Self, BackupError> {
        let mut reader = Reader::new(file);
        let front = (|| Ok((reader.array()?, reader.u16()?)))();
        let (magic, version): ([u8; 8], u16) =
            front.map_err(|_: Malformed| BackupError::Damaged)?;
        if magic != MAGIC || version == 0 {
            return Err(BackupError::Damaged);
        }
        if version > VERSION {
            return Err(BackupError::NewerVersion { found: version });
        }
        if file.len() > MAX_BACKUP {
            return Err(BackupError::TooLarge);
        }
        let rest = (|| {
            let (len, _id) = (reader.u32()?, reader.array::<16>()?);
            let (made, salt) = (reader.u64()?, reader.array()?);
            let cost = (reader.u32()?, reader.u32()?, reader.u8()?);
            Ok((len, made, salt, cost, reader.array()?, reader.array()?, reader.array()?))
        })();
        let (len, made, salt, (memory, passes, lanes), kdf_salt, nonce, sealed) =
            rest.map_err(|_: Malformed| BackupError::Damaged)?;
        if usize::try_from(len) != Ok(HEADER_LEN) {
            return Err(BackupError::Damaged);
        }
        let kdf = KdfParams::for_backup(memory, passes, u32::from(lanes))?;
        seal::check_sealed_len(file.len().saturating_sub(HEADER_LEN))?;
        Ok(Self { made, salt, kdf, kdf_salt, nonce, sealed })
    }

    fn open(&self, file: &[u8], stretched: &SecretBytes) -> Result<BackupContents, BackupError> {
        let front = file.get(..WRAP_AT).ok_or(BackupError::Damaged)?;
        let slot_key = crypto::derive_key(&[], stretched, Purpose::BackupSlot)?;
        let file_key = crypto::open(&slot_key, self.nonce, front, &self.sealed);
        let file_key = file_key.ok_or(BackupError::WrongPassphrase)?;
        let data_key = crypto::derive_key(&self.salt, &file_key, Purpose::BackupData)?;
        let mut copy = Wiped::new(file.to_vec());
        // The slot opened, so the passphrase is right.
        let contents = seal::open_body(HEADER_LEN, &data_key, &mut copy)?;
        let contents = contents.ok_or(BackupError::Damaged)?;
        let (entries, unreadable) = (contents.entries, contents.unreadable.len());
        Ok(BackupContents { made: self.made, entries, unreadable })
    }
}

/// For the fuzz target: any bytes as contents under a valid seal.
#[cfg(any(test, feature = "testing"))]
pub(in super::super) fn sealed_for_fuzzing(contents: &[u8]) -> Option<(BackupKey, Vec<u8>)> {
    let random = crate::random::FixedRandom::seeded(1);
    let stretched = SecretBytes::new(vec![0; KEY_LEN]);
    let key = BackupKey { kdf: KdfParams::FLOOR, salt: [0; 16], stretched };
    let file = seal_bytes(&key, contents, 0, &random).ok()?;
    Some((key, file))
}
