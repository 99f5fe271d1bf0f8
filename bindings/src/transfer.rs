//! Moving in from other apps and out to them, and backups.

use std::sync::Arc;

use countersign_core::app::{
    self, Authenticator, AutoBackupDone, AutoBackupView as AutoBackup, CommitId, ExportRequest,
    FileKind, Format, Held, Hold, ImportOptions, NewPassphrase, SecretBytes, Target, TransferError,
    Undone,
};

use crate::foreign::{BackupFolder, ForeignAdapter};
use crate::qr::ScannedCode;
use crate::vault::{UnlockWith, typed};
use crate::views::{
    CodePicture, ExportDetails, ImportChoices, ImportReport, PastImport, PlanDetails,
};

/// Imports, exports and backups. What the person types crosses in UTF-8, files as bytes; both are wiped here.
#[derive(Debug, uniffi::Object)]
pub struct Transfer(pub(crate) app::Transfer);

/// What an import would do; hand it to `Transfer.commit` once. It holds the accounts of the file; locking empties it.
#[derive(uniffi::Object)]
pub struct ImportPlan {
    details: PlanDetails,
    held: Held<app::ImportPlan>,
}

/// A file in memory, on its way out. It is done when `check` has seen what was read back. Locking empties it.
#[derive(Debug, uniffi::Object)]
pub struct Export(Held<Arc<app::Export>>);

#[uniffi::export]
impl ImportPlan {
    /// What to show.
    pub fn details(&self) -> Result<PlanDetails, TransferError> {
        Ok(self.details.clone())
    }
}

#[uniffi::export]
impl Export {
    /// What it holds, and what not.
    pub fn details(&self) -> Result<ExportDetails, TransferError> {
        Ok((&*self.0.get()?).into())
    }

    /// The file: it goes straight to where the person wants it, never to a temporary folder.
    pub fn file(&self) -> Result<Vec<u8>, TransferError> {
        Ok(self.0.get()?.file().expose().to_vec())
    }

    /// The codes of an export to Google Authenticator: drawn while the person looks, and saved nowhere.
    pub fn pictures(&self) -> Result<Vec<CodePicture>, TransferError> {
        Ok(self.0.get()?.pictures().into_iter().map(CodePicture::from).collect())
    }

    /// Compares what was read back from where it was written.
    pub fn check(&self, read_back: Vec<u8>) -> Result<(), TransferError> {
        self.0.get()?.check(SecretBytes::new(read_back).expose())
    }
}

#[uniffi::export]
impl Transfer {
    /// Says whose export a file is, whether it has a password and what opening it costs; also while locked.
    pub fn inspect(
        &self,
        file: Vec<u8>,
        format: Option<Format>,
    ) -> Result<FileKind, TransferError> {
        self.0.inspect(SecretBytes::new(file).expose(), format)
    }

    /// What to ask the platform's SQLite, where a file is a database; the answer goes to `database_rows`.
    pub fn database_query(&self, file: Vec<u8>) -> Result<Option<String>, TransferError> {
        Ok(self.0.database_query(SecretBytes::new(file).expose()).map(str::to_owned))
    }

    /// Whether the newest rows of a database may lie in a `-wal` file beside it: say so with the plan. The first 100 bytes are
    /// enough.
    pub fn database_may_lack_rows(&self, file: Vec<u8>) -> Result<bool, TransferError> {
        Ok(self.0.database_may_lack_rows(SecretBytes::new(file).expose()))
    }

    /// The file to inspect and to plan in the place of a database: its rows, blobs and numbers as texts. No columns
    /// where it did not answer.
    pub fn database_rows(
        &self,
        columns: Vec<String>,
        rows: Vec<Vec<Option<String>>>,
    ) -> Result<Vec<u8>, TransferError> {
        Ok(self.0.database_rows(&columns, rows)?.expose().to_vec())
    }

    /// A dry run: what the file would add, and what not and why. Nothing is changed. `free_memory`: what the system
    /// reports, in bytes. Blocks for a key derivation.
    pub fn plan(
        &self,
        file: Vec<u8>,
        format: Option<Format>,
        password: Option<Vec<u8>>,
        free_memory: Option<u64>,
    ) -> Result<Arc<ImportPlan>, TransferError> {
        let file = SecretBytes::new(file);
        let password = password.map(typed).transpose()?;
        let plan = self.0.plan(file, ImportOptions { format, password, free_memory })?;
        Ok(self.planned(plan))
    }

    /// The same for the codes of another app's export, as they were scanned one after another.
    pub fn plan_scanned(
        &self,
        codes: Vec<Arc<ScannedCode>>,
    ) -> Result<Arc<ImportPlan>, TransferError> {
        let codes: Vec<&app::qr::Found> = codes.iter().map(|code| &code.0).collect();
        Ok(self.planned(self.0.plan_scanned(&codes)?))
    }

    /// Adds what a plan showed, as the person chose: one save, all or nothing.
    pub fn commit(
        &self,
        plan: Arc<ImportPlan>,
        choices: ImportChoices,
    ) -> Result<ImportReport, TransferError> {
        let held = plan.held.take().ok_or(TransferError::Failed)?;
        Ok(self.0.commit(held, &choices.into())?.into())
    }

    /// Takes an import back: once, for thirty days.
    pub fn undo(&self, commit: CommitId) -> Result<Undone, TransferError> {
        self.0.undo(commit)
    }

    /// The imports that can still be undone, newest first.
    pub fn imports(&self) -> Result<Vec<PastImport>, TransferError> {
        Ok(self.0.imports()?.into_iter().map(PastImport::from).collect())
    }

    /// Exports to another app, after an unlock for this alone. `plain_agreed`: the person was warned of a file in
    /// clear, and typed that they want it. Blocks for a key derivation.
    pub fn export(
        &self,
        how: UnlockWith,
        target: Target,
        password: Option<Vec<u8>>,
        plain_agreed: bool,
    ) -> Result<Arc<Export>, TransferError> {
        let password = password.map(typed).transpose()?;
        let request = ExportRequest { target, password, plain_agreed };
        how.by(|how| Ok(self.out(self.0.export(how, &request)?)))
    }

    /// An encrypted backup, after an unlock for this alone, under the passphrase that was set before or a new one,
    /// which is set for later ones too. Blocks for key derivations.
    pub fn back_up(
        &self,
        how: UnlockWith,
        passphrase: Option<Vec<u8>>,
    ) -> Result<Arc<Export>, TransferError> {
        let new = passphrase.map(chosen).transpose()?;
        how.by(|how| Ok(self.out(self.0.back_up(how, new.as_ref())?)))
    }

    /// A passphrase for backups that nobody can guess, in UTF-8, to be written down and typed. It is kept nowhere.
    pub fn suggest_passphrase(&self) -> Result<Vec<u8>, TransferError> {
        Ok(self.0.suggest_passphrase()?.expose().as_bytes().to_vec())
    }

    /// Sets the passphrase of backups, after an unlock for this alone. Blocks for key derivations.
    pub fn set_backup_passphrase(
        &self,
        how: UnlockWith,
        new: Vec<u8>,
    ) -> Result<(), TransferError> {
        let new = chosen(new)?;
        how.by(|how| self.0.set_backup_passphrase(how, &new))
    }

    /// How automatic backups stand; none while they are off.
    pub fn auto_backup(&self) -> Result<Option<AutoBackup>, TransferError> {
        self.0.auto_backup()
    }

    /// Turns automatic backups on, into a folder as the shell knows it, after an unlock for this alone.
    pub fn start_auto_backup(&self, how: UnlockWith, folder: String) -> Result<(), TransferError> {
        how.by(|how| self.0.start_auto_backup(how, folder))
    }

    /// Turns automatic backups off. Those that were made stay.
    pub fn stop_auto_backup(&self) -> Result<(), TransferError> {
        self.0.stop_auto_backup()
    }

    /// Makes a backup where one is due: call it at the start of the app and after changes, from the background.
    pub fn run_auto_backup(
        &self,
        folder: Arc<dyn BackupFolder>,
    ) -> Result<Option<AutoBackupDone>, TransferError> {
        self.0.run_auto_backup(&ForeignAdapter(folder))
    }
}

fn chosen(new: Vec<u8>) -> Result<NewPassphrase, TransferError> {
    Ok(NewPassphrase { passphrase: typed(new)?, kdf: Authenticator::calibrate()? })
}

impl Transfer {
    fn planned(&self, plan: app::ImportPlan) -> Arc<ImportPlan> {
        Arc::new(ImportPlan { details: (&plan).into(), held: self.0.hold(plan) })
    }

    fn out(&self, export: app::Export) -> Arc<Export> {
        Arc::new(Export(self.0.hold(Arc::new(export))))
    }
}
