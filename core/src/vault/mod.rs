//! The encrypted file and what it holds.
//!
//! One file, rewritten whole and atomically for each change, sealed under a key of its own for each
//! save. The layout to the byte is in FORMAT.md beside this file; `tests/vault-reader` reads it
//! without this code. [`Vault`] is the open vault, [`VaultDependencies`] the outside world it is given.

pub mod backup;
mod bytes;
mod codec;
mod codec_imports;
mod codec_push;
mod crypto;
mod dependencies;
mod disk;
mod error;
#[cfg(feature = "importers")]
pub mod export;
mod folder;
mod folder_disk;
mod folder_safety;
mod folder_state;
mod header;
#[cfg(feature = "importers")]
pub mod import;
mod kdf;
mod key_slots;
mod model;
mod open_vault;
mod passcode;
mod platform;
mod receipts;
mod recovery_code;
mod seal;
mod settings;
mod slot_maker;
mod slots;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod unlock;
mod verifier;

pub use dependencies::{NewPlatformSlot, NewSlots, VaultDependencies};
pub use error::VaultError;
pub use folder::FolderStore;
pub use folder_safety::exposed_path;
pub use folder_state::{FolderDeviceState, FolderKey, StateFolder};
pub use header::SlotId;
pub use kdf::KdfParams;
pub(crate) use key_slots::lost_among;
pub use key_slots::{HeaderInfo, PasscodeInfo, SlotInfo, SlotType, probe};
pub use model::{Contents, Entry, EntryBody, UnknownSection, UnreadableEntry};
pub use open_vault::{RollbackStatus, Vault};
pub use passcode::{Passcode, WeakPasscode};
pub use receipts::{CommitId, ImportRecord, KeptReceipt, Refusal, UNDO_FOR, fingerprint};
pub use recovery_code::{BadRecoveryCode, GROUPS, RecoveryCode};
pub use settings::{AutoBackup, BackupKey, BackupTrouble, Settings};
pub use slot_maker::{ReadySlot, SlotMaker};
pub use unlock::Unlock;
pub use verifier::{Verified, Verifier};
