//! Moving in from other apps.

use std::sync::Arc;

use crate::secret::SecretBytes;
use crate::vault::CommitId;
use crate::vault::import::{FileKind, Format};

use super::super::error::TransferError;
use super::super::import_plan::{ImportChoices, ImportPlan};
use super::super::importing::{ImportOptions, ImportReport, ImportSummary, Undone};
use super::super::inner::Inner;

/// Imports. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
#[derive(Debug, Clone)]
pub struct Transfer(pub(in super::super) Arc<Inner>);

impl Transfer {
    /// Says whose export a file is, whether it has a password and what opening it costs; also while locked
    /// and without a vault.
    ///
    /// # Errors
    /// [`TransferError`] when it is none that can be read.
    pub fn inspect(&self, file: &[u8], format: Option<Format>) -> Result<FileKind, TransferError> {
        self.0.inspect_import(file, format)
    }

    /// A dry run: opens the file, judges every entry and compares it with the vault. Nothing is changed.
    /// Where there is no vault, it is compared with an empty one. File and password are wiped afterwards.
    /// This may derive a key: call it from a background thread.
    ///
    /// # Errors
    /// [`TransferError::Locked`] where there is a vault and it is locked; what is wrong with the file as a
    /// whole; [`TransferError::TooLarge`] when the vault could not hold what would be added.
    pub fn plan(
        &self,
        file: SecretBytes,
        options: ImportOptions,
    ) -> Result<ImportPlan, TransferError> {
        self.0.plan_import(file, options)
    }

    /// Adds what a plan showed, as the person chose: one save, all or nothing. What stands in the way is
    /// judged again, since the list may have changed.
    ///
    /// # Errors
    /// [`TransferError::NothingUsable`], [`TransferError::PartsMissing`], [`TransferError::TooLarge`],
    /// [`TransferError::Locked`], [`TransferError::NotStored`]; nothing was added then.
    pub fn commit(
        &self,
        plan: ImportPlan,
        choices: &ImportChoices,
    ) -> Result<ImportReport, TransferError> {
        self.0.commit_import(plan, choices)
    }

    /// Takes an import back, whatever was imported since: what it added goes to the bin, what it replaced
    /// comes back, and what was edited since is named and stays. Once, for thirty days.
    ///
    /// # Errors
    /// [`TransferError::NoSuchImport`], [`TransferError::Locked`], [`TransferError::NotStored`].
    pub fn undo(&self, commit: CommitId) -> Result<Undone, TransferError> {
        self.0.undo_import(commit)
    }

    /// The imports that can still be undone, newest first.
    ///
    /// # Errors
    /// [`TransferError::Locked`].
    pub fn imports(&self) -> Result<Vec<ImportSummary>, TransferError> {
        self.0.imports()
    }
}
