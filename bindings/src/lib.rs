//! Countersign's core for Swift and Kotlin: the facade `countersign_core::app::Authenticator`, and no
//! decision of its own.
//!
//! - Every export returns a `Result`: a panic through Swift is a crash.
//! - Secrets do not cross, but for what is shown (codes; after an unlock of its own a recovery code and an
//!   account's secret) and what is typed (passcode, number, key, PIN). They cross as UTF-8 bytes, because
//!   records print their fields and bytes print as a length.
//! - Calls that wait for the network are async, run on the library's own runtime and go on when the
//!   caller is cancelled. Synchronous ones may block for a key derivation or a biometric prompt: call
//!   them from a background thread, except those that only read.
//! - A foreign implementation of a trait that throws gives a typed error.

mod accounts;
mod adding;
mod authenticator;
mod foreign;
mod mirrors;
mod preview;
mod qr;
mod refreshing;
mod requests;
mod running;
mod services;
mod settings;
#[cfg(feature = "testing")]
mod testing;
mod transfer;
mod vault;
mod views;

pub use accounts::Accounts;
pub use authenticator::{Authenticator, DeviceInfo};
pub use countersign_core::app::{
    AccountError, AddError, RequestError, ServiceError, SettingsError, TransferError, UnlockError,
};
pub use foreign::{
    BackupFolder, BackupFolderError, Clock, ClockError, DeviceStateStore, KeyError, SecureKey,
    StorageError, VaultFileKind, VaultStore,
};
pub use preview::{AddPreview, PreviewDetails};
pub use qr::{
    CodeChoice, FoundCode, FramePoint, FrameScanner, LiveChooser, PartsCollector, PartsProgress,
    ScanError, ScannedCode, ScannedKind, choose_code, scan_pixels, scan_still,
};
pub use refreshing::Refresh;
pub use requests::Requests;
pub use services::{PastRequest, Services};
pub use settings::Settings;
#[cfg(feature = "testing")]
pub use testing::scan_picture;
pub use transfer::{Export, ImportPlan, Transfer};
pub use vault::{KeptWay, NewRecoveryCode, UnlockWith, Vault, VaultStatus};
pub use views::{
    AccountDetails, AccountList, AccountRow, AccountSetting, BinnedAccount, CodePicture, CodeRow,
    CounterCode, ExportDetails, ImportChoices, ImportReceipt, ImportReport, InboxSnapshot,
    PastImport, PlanDetails, RequestSnapshot,
};

uniffi::setup_scaffolding!();
