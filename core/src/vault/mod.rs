//! The encrypted file and what it holds.

mod model;
mod outside;

pub use model::{
    AccountId, Contents, Entry, EntryBody, OtpAccount, Quality, SeenOutcome, SeenRequest,
    UnreadableEntry,
};
pub use outside::{GenerationStore, SecureKey, SecureKeyError, StoreError, VaultFile, VaultStore};
