//! Countersign's core for Swift and Kotlin: the facade `countersign_core::app::Authenticator`, and no
//! decision of its own.
//!
//! - Every export returns a `Result`: a panic through Swift is a crash.
//! - Secrets do not cross, but for what is shown (codes) and what is typed (passcode, number, key). A
//!   code crosses as UTF-8 bytes, because records print their fields and bytes print as a length.
//! - Calls that wait for the network are async, run on the library's own runtime and go on when the
//!   caller is cancelled. Synchronous ones may block for a key derivation or a biometric prompt: call
//!   them from a background thread, except those that only read.
//! - A foreign implementation of a trait that throws gives a typed error.

mod accounts;
mod adding;
mod authenticator;
mod error;
mod foreign;
mod mirrors;
mod preview;
mod qr;
mod refreshing;
mod requests;
mod running;
#[cfg(feature = "testing")]
mod testing;
mod vault;
mod views;

pub use accounts::Accounts;
pub use adding::AddChoice;
pub use authenticator::{Authenticator, DeviceInfo};
pub use error::{AccountError, AddError, RequestError, UnlockError};
pub use foreign::{
    Clock, ClockError, DeviceStateStore, KeyError, SecureKey, StorageError, VaultFileKind,
    VaultStore,
};
pub use preview::{AddPreview, PreviewDetails};
pub use qr::{
    CodeChoice, FoundCode, FramePoint, FrameScanner, PartsCollector, PartsProgress, ScanError,
    ScannedCode, ScannedKind, choose_code, scan_pixels, scan_still,
};
pub use refreshing::Refresh;
pub use requests::Requests;
#[cfg(feature = "testing")]
pub use testing::scan_picture;
pub use vault::{UnlockOutcome, UnlockWith, Vault, VaultStatus};
pub use views::{
    AccountNote, AccountRow, ClipboardRule, CodeRow, Contact, CounterCode, InboxSnapshot,
    RefusalReason, RefusedSetup, RequestSnapshot,
};

uniffi::setup_scaffolding!();
