//! Our own encrypted backup: every account comes back as it was, push accounts by their names.

use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::kdf::{Cost, Opener};
use crate::account::AccountId;
use crate::payload::ScannedAccount;
use crate::text::shown;
use crate::vault::backup::{self, BackupError};
use crate::vault::{Entry, EntryBody, KdfParams, Refusal};

pub(super) use backup::is_backup as is_it;

/// The version, and what opening it costs.
pub(super) fn inspect(file: &[u8]) -> Result<(u64, Option<Cost>), ImportError> {
    let head = backup::inspect(file)?;
    Ok((u64::from(head.version), Some(cost(head.kdf))))
}

pub(super) fn read(file: &[u8], opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    let head = backup::inspect(file)?;
    let password = opener.affords(cost(head.kdf))?;
    let contents = backup::open(file, password)?;
    let mut source = SourceFile::new(Format::Countersign);
    for entry in contents.entries {
        source.push(judged(entry))?;
    }
    for _ in 0..contents.unreadable {
        source.push(SourceEntry::refused(Refusal::Damaged))?;
    }
    Ok(source)
}

/// One entry: what can be compared of it, and the whole of it to be added.
fn judged(mut entry: Entry) -> SourceEntry {
    // Ours hold nothing from a bin. One that says so is an entry like the others, with its guards.
    entry.trashed = None;
    let (issuer, label) = (shown(&entry.issuer), shown(&entry.account));
    let outcome = match &entry.body {
        EntryBody::Push(_) => Err(Refusal::PushAccount),
        EntryBody::Otp(account) => {
            let (kind, secret) = (account.kind.duplicate(), account.secret.duplicate());
            ScannedAccount::from_parts(&entry.issuer, &entry.account, kind, secret, Vec::new())
                .map_err(super::draft::refusal_of)
                // It was in a vault: what there was to warn of was told then.
                .map(|account| {
                    Box::new(ImportedAccount {
                        warnings: Vec::new(),
                        ..ImportedAccount::from(account)
                    })
                })
        }
    };
    let usable = outcome.is_ok() || matches!(entry.body, EntryBody::Push(_));
    let whole = usable.then(|| entry.restored_as(AccountId::from_bytes([0; 8]))).flatten();
    SourceEntry { issuer, label, outcome, whole: whole.map(Box::new) }
}

fn cost(kdf: KdfParams) -> Cost {
    Cost::of_argon2id(u64::from(kdf.memory_kib()), u64::from(kdf.passes()))
}

impl From<BackupError> for ImportError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Damaged => Self::DAMAGED,
            BackupError::NewerVersion { .. } => Self::UnsupportedVersion,
            BackupError::WrongPassphrase => Self::WrongPassword,
            BackupError::TooCostly { needed_kib, passes } => Self::KdfTooCostly {
                needed: Cost::of_argon2id(u64::from(needed_kib), u64::from(passes)),
            },
            BackupError::OutOfMemory => Self::KdfTooCostly {
                needed: Cost::of_argon2id(u64::from(KdfParams::CAP.memory_kib()), 1),
            },
            BackupError::TooLarge => Self::TooLarge,
        }
    }
}
