//! Moving in from other apps and out to them, and backups.

use std::sync::Arc;

use countersign_qr::Found;

use crate::device::BackupFolder;
use crate::secret::{SecretBytes, SecretString};
use crate::vault::import::{self, FileKind, Format};
use crate::vault::{CommitId, Unlock};

use super::super::auto_backup::{AutoBackupDone, AutoBackupView};
use super::super::error::{TransferError, UnlockError};
use super::super::exporting::{Export, ExportRequest, NewPassphrase};
use super::super::fresh::{Fresh, Operation};
use super::super::import_plan::{ImportChoices, ImportPlan};
use super::super::importing::{ImportOptions, ImportReport, ImportSummary, Undone};
use super::super::inner::Inner;

/// Imports, exports and backups. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
///
/// ```
/// use countersign_core::app::{ImportChoices, ImportOptions, SecretBytes};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let transfer = app.transfer();
/// let file = b"otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n".to_vec();
/// assert!(!transfer.inspect(&file, None)?.encrypted);
/// let plan = transfer.plan(SecretBytes::new(file), ImportOptions::default())?;
/// assert_eq!(plan.totals.imported, 1);
/// let report = transfer.commit(plan, &ImportChoices::default())?;
/// transfer.undo(report.commit.ok_or("nothing was added")?)?;
/// # Ok(())
/// # }
/// ```
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

    /// What to ask the platform's SQLite, where a file is a database. Open it for reading only, and hand what it answers
    /// to [`Transfer::database_rows`]; no columns where it does not answer.
    #[must_use]
    pub fn database_query(&self, file: &[u8]) -> Option<&'static str> {
        import::query_of(file)
    }

    /// Whether the newest rows of a database may lie in a `-wal` file beside it, where that was not opened with it: say so
    /// with the plan. The first 100 bytes are enough.
    #[must_use]
    pub fn database_may_lack_rows(&self, file: &[u8]) -> bool {
        import::may_lack_rows(file)
    }

    /// The rows of a database as the file to inspect and to plan in its place.
    ///
    /// # Errors
    /// [`TransferError::UnsupportedContainer`] when it is a database of another app, [`TransferError::TooLarge`].
    ///
    /// ```
    /// use countersign_core::app::Format;
    /// # use countersign_core::app::testing;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), testing::Failed> {
    /// # let (app, _shop) = testing::phone().await?;
    /// # let file = b"SQLite format 3\0 and so on";
    /// # let ask = |_: &str| (["account_type", "name", "oath_secret_key"], ["0", "Mail", "JBSWY3DPEHPK3PXP"]);
    ///
    /// if let Some(query) = app.transfer().database_query(file) {
    ///     let (columns, row) = ask(query);
    ///     let row = row.map(|cell| Some(cell.to_owned())).to_vec();
    ///     let file = app.transfer().database_rows(&columns.map(str::to_owned), vec![row])?;
    ///     assert_eq!(app.transfer().inspect(file.expose(), None)?.format, Format::Microsoft);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn database_rows(
        &self,
        columns: &[String],
        rows: Vec<Vec<Option<String>>>,
    ) -> Result<SecretBytes, TransferError> {
        Ok(import::rows_of(columns, rows.into_iter())?)
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

    /// The same for codes that were scanned one after another: the parts of an export of Google Authenticator, in any
    /// order and however often. [`ImportPlan::missing`] says which are still to be scanned.
    ///
    /// # Errors
    /// As [`Transfer::plan`].
    pub fn plan_scanned(&self, codes: &[&Found]) -> Result<ImportPlan, TransferError> {
        self.0.plan_import(texts(codes), ImportOptions::default())
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

    /// Exports to another app, after an unlock by `how` for this alone: the file in memory, and what it leaves
    /// out. It is done when [`Export::check`] has seen what was read back.
    ///
    /// # Errors
    /// [`TransferError::NotUnlocked`]; [`TransferError::NotConfirmed`] for a plain file that the person was not
    /// warned of; [`TransferError::PasswordNeeded`], [`TransferError::WeakPassphrase`],
    /// [`TransferError::NothingToExport`].
    pub fn export(
        &self,
        how: Unlock<'_>,
        request: &ExportRequest,
    ) -> Result<Export, TransferError> {
        self.0.export(self.fresh(how)?, request)
    }

    /// An encrypted backup of all accounts, after an unlock by `how` for this alone, under the passphrase that
    /// was set before or a new one, which is set for later ones too. [`Transfer::inspect`], [`Transfer::plan`] and
    /// [`Transfer::commit`] bring it back on any device. This may derive a key: call it from a background thread.
    ///
    /// # Errors
    /// [`TransferError::NotUnlocked`]; [`TransferError::NoPassphrase`], [`TransferError::WeakPassphrase`],
    /// [`TransferError::NotStored`].
    pub fn back_up(
        &self,
        how: Unlock<'_>,
        new: Option<&NewPassphrase>,
    ) -> Result<Export, TransferError> {
        self.0.back_up(self.fresh(how)?, new)
    }

    /// A passphrase for backups that nobody can guess: five words of random letters, to be written down and typed. It
    /// is kept nowhere.
    ///
    /// # Errors
    /// [`TransferError::Failed`], when the device has no random bytes.
    pub fn suggest_passphrase(&self) -> Result<SecretString, TransferError> {
        self.0.suggest_passphrase()
    }

    /// Sets the passphrase of backups, after an unlock by `how` for this alone. Backups that were made before
    /// open by the old one. Derives a key: call it from a background thread.
    ///
    /// # Errors
    /// [`TransferError::NotUnlocked`]; [`TransferError::WeakPassphrase`]; [`TransferError::NotStored`].
    pub fn set_backup_passphrase(
        &self,
        how: Unlock<'_>,
        new: &NewPassphrase,
    ) -> Result<(), TransferError> {
        self.0.set_backup_passphrase(self.fresh(how)?, new)
    }

    /// How automatic backups stand; `None` while they are off. A failure is told on the list.
    ///
    /// # Errors
    /// [`TransferError::Locked`].
    pub fn auto_backup(&self) -> Result<Option<AutoBackupView>, TransferError> {
        self.0.auto_backup()
    }

    /// Turns automatic backups on, into a folder as the shell knows it, after an unlock by `how` for this alone: from
    /// then on copies of all accounts leave the device. They are encrypted, always.
    ///
    /// # Errors
    /// [`TransferError::NotUnlocked`]; [`TransferError::NoPassphrase`]; [`TransferError::NotStored`].
    pub fn start_auto_backup(&self, how: Unlock<'_>, folder: String) -> Result<(), TransferError> {
        self.0.start_auto_backup(self.fresh(how)?, folder)
    }

    /// Turns automatic backups off. Those that were made stay.
    ///
    /// # Errors
    /// [`TransferError::NotStored`].
    pub fn stop_auto_backup(&self) -> Result<(), TransferError> {
        self.0.stop_auto_backup()
    }

    /// Makes a backup where one is due: at most daily, after changes; it is read back, and the last five are
    /// kept. Call it at the start of the app and after what changed the vault, from a background thread.
    ///
    /// # Errors
    /// [`TransferError::BackupFailed`], which [`Transfer::auto_backup`] tells until one succeeds;
    /// [`TransferError::NotStored`].
    pub fn run_auto_backup(
        &self,
        folder: &dyn BackupFolder,
    ) -> Result<Option<AutoBackupDone>, TransferError> {
        self.0.run_auto_backup(folder)
    }

    fn fresh(&self, how: Unlock<'_>) -> Result<Fresh, UnlockError> {
        Ok(self.0.reauth(Operation::Export, how)?)
    }

    /// The imports that can still be undone, newest first.
    ///
    /// # Errors
    /// [`TransferError::Locked`].
    pub fn imports(&self) -> Result<Vec<ImportSummary>, TransferError> {
        self.0.imports()
    }
}

/// One text a line, as a list of links has them.
fn texts(codes: &[&Found]) -> SecretBytes {
    let mut lines = Vec::with_capacity(codes.iter().map(|code| code.bytes.len() + 1).sum());
    for text in codes.iter().filter_map(|code| code.text()) {
        lines.extend_from_slice(text.as_bytes());
        lines.push(b'\n');
    }
    SecretBytes::new(lines)
}
