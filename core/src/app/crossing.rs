//! What shells and bindings hold besides the handles: values of the rooms below that stand in snapshots and
//! errors, and what a platform hands in. Everything that crosses is named by [`app`](super).

pub use crate::account::{AccountId, DenyReason, ItContact};
pub use crate::clock::{Clock, SystemClock, UnixSeconds};
pub use crate::device::{
    BackupFolder, DeviceStateStore, Exposed, FolderError, SecureKey, SecureKeyError, StoreError,
    VaultFile, VaultId, VaultStore,
};
pub use crate::net::{HttpTransport, TokioRuntime, UnreachableCause};
pub use crate::payload::choice::{
    Choice as CodeChoice, CodeKind as ScannedKind, choose as choose_code,
};
pub use crate::payload::live::{LiveChoice, LiveChooser};
pub use crate::payload::{
    AccountWarning, Detail, Field, Malformed, NonAccountKind, Reason, Vendor,
};
pub use crate::push::activity::PastOutcome;
pub use crate::push::request::{Assurance, CountryMismatch, Outcome, Prompt, Purpose, Reported};
pub use crate::push::{TokenFault, Version};
pub use crate::random::SystemRandom;
pub use crate::secret::{SecretBytes, SecretString};
pub use crate::url::Network;
pub use crate::vault::backup::WeakPassphrase;
#[cfg(feature = "importers")]
pub use crate::vault::export::{Left, Target};
#[cfg(feature = "importers")]
pub use crate::vault::import::{Container, Cost, FileKind, Format, ImportWarning};
pub use crate::vault::{
    BackupTrouble, CommitId, HeaderInfo, KdfParams, NewPlatformSlot, RecoveryCode, Refusal,
    RollbackStatus, SlotType, Unlock, VaultDependencies, WeakPasscode,
};
pub use countersign_qr as qr;

/// A device in memory, for tests.
#[cfg(feature = "testing")]
pub use crate::vault::testing as memory;
