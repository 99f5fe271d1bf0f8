//! Leaving: encrypted backups, and other apps' files (FORMATS.md section 6). Each takes an unlock of its
//! own (V-70), says what it leaves out, and counts as done once what was written was read back.

use std::fmt;

use countersign_qr::Matrix;

use crate::account::AccountId;
use crate::secret::{SecretBytes, SecretString};
use crate::text::shown;
use crate::vault::backup::{self, Passphrase};
use crate::vault::export::{self, ExportError, Left, Target};
use crate::vault::{BackupKey, Entry, EntryBody, KdfParams};

use super::accounts::listed;
use super::error::TransferError;
use super::fresh::{Fresh, Operation};
use super::inner::Inner;
use super::state::Session;
use super::views::issuer;

/// What is to be exported to another app.
///
/// ```
/// use countersign_core::app::{ExportRequest, SecretString, Unlock};
/// use countersign_core::vault::export::Target;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let request = ExportRequest {
///     target: Target::Aegis,
///     password: Some(SecretString::new("correct horse battery staple".to_owned())),
///     plain_agreed: false,
/// };
/// let export = app.transfer().export(Unlock::Platform, &request)?;
/// assert_eq!(export.accounts, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ExportRequest {
    /// To whom.
    pub target: Target,
    /// The password of an encrypted file, twelve characters at least.
    pub password: Option<SecretString>,
    /// The person was warned that anyone who has the file has the codes, and typed that they want it.
    pub plain_agreed: bool,
}

/// A passphrase that the person chose for backups.
///
/// ```
/// use countersign_core::app::{Authenticator, NewPassphrase, SecretString, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let passphrase = SecretString::new("correct horse battery staple".to_owned());
/// let new = NewPassphrase { passphrase, kdf: Authenticator::calibrate()? };
/// let backup = app.transfer().back_up(Unlock::Platform, Some(&new))?;
/// assert_eq!(backup.accounts, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct NewPassphrase {
    /// It.
    pub passphrase: SecretString,
    /// What its key derivation costs; see [`Authenticator::calibrate`](super::Authenticator::calibrate).
    pub kdf: KdfParams,
}

/// An account that a file does not hold.
///
/// ```
/// use countersign_core::app::{ExportRequest, LeftOut, Unlock};
/// use countersign_core::vault::export::Target;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// let request = ExportRequest { target: Target::Otpauth, password: None, plain_agreed: true };
/// let export = app.transfer().export(Unlock::Platform, &request)?;
/// for LeftOut { issuer, label, reason, .. } in &export.left_out {
///     println!("{issuer} {label} is not in the file: {}", reason.name());
/// }
/// assert_eq!(export.left_out.len(), 1, "what confirms sign-ins stays on this phone");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub id: AccountId,
    /// Its issuer, safe to show.
    pub issuer: String,
    /// Its name, safe to show.
    pub label: String,
    /// Why.
    pub reason: Left,
}

/// A file in memory, on its way out. It is done once [`Export::check`] says so.
///
/// ```
/// use countersign_core::app::{Export, ExportRequest, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # use countersign_core::vault::export::Target;
/// # let request = ExportRequest { target: Target::Otpauth, password: None, plain_agreed: true };
/// # let folder = std::env::temp_dir().join(format!("countersign-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("export.txt");
///
/// let export: Export = app.transfer().export(Unlock::Platform, &request)?;
/// std::fs::write(&path, export.file().expose())?;
/// export.check(&std::fs::read(&path)?)?;
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
pub struct Export {
    file: SecretBytes,
    /// How many accounts it holds.
    pub accounts: u32,
    /// The accounts that it does not hold, or holds by name only.
    pub left_out: Vec<LeftOut>,
    /// Notes, tags, own names or PINs had no place in the format.
    pub left_behind: bool,
    /// Accounts of the vault that this app does not understand: they stay there.
    pub unreadable: u32,
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("accounts", &self.accounts).finish_non_exhaustive()
    }
}

impl Export {
    /// The file: it goes straight to where the person wants it, never to a temporary folder.
    #[must_use]
    pub fn file(&self) -> &SecretBytes {
        &self.file
    }

    /// The lines of an export to Google Authenticator as codes to be scanned, one after another: drawn only while
    /// the person looks, with screen capture blocked, and saved nowhere.
    #[must_use]
    pub fn pictures(&self) -> Vec<Matrix> {
        let lines = self.file.expose().split(|byte| *byte == b'\n');
        let links = lines.filter(|line| line.starts_with(b"otpauth-migration:"));
        links.filter_map(countersign_qr::write).collect()
    }

    /// Compares what was read back from where it was written. The file itself was opened, and every account in
    /// it compared, before it was handed out.
    ///
    /// # Errors
    /// [`TransferError::NotWritten`]: it is not there as it should be.
    pub fn check(&self, read_back: &[u8]) -> Result<(), TransferError> {
        if self.file.ct_eq(read_back) { Ok(()) } else { Err(TransferError::NotWritten) }
    }
}

impl Inner {
    /// Exports to another app; `fresh` is for [`Operation::Export`].
    pub(super) fn export(
        &self,
        fresh: Fresh,
        request: &ExportRequest,
    ) -> Result<Export, TransferError> {
        // Copies, so that nothing waits for the key derivation; push accounts by name, to be named as left out.
        let (entries, unreadable) = {
            let state = self.lock_state()?;
            let contents = state.vault()?.contents();
            self.use_up(&state, fresh, &Operation::Export)?;
            let entries: Vec<Entry> =
                listed(&contents.entries).filter_map(Entry::for_backup).collect();
            (entries, u32::try_from(contents.unreadable.len()).unwrap_or(u32::MAX))
        };
        if request.target.is_plain() && !request.plain_agreed {
            let all = entries.iter().filter(|entry| is_code(entry));
            let accounts = u32::try_from(all.count()).unwrap_or(u32::MAX);
            return Err(TransferError::NotConfirmed { accounts });
        }
        let none = SecretString::new(String::new());
        let password = match (&request.password, request.target.is_plain()) {
            (_, true) => &none,
            (None, false) => return Err(TransferError::PasswordNeeded),
            (Some(password), false) => {
                let names = names(&entries);
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Passphrase::parse(password, &names)
                    .map_err(|rule| TransferError::WeakPassphrase { rule })?;
                password
            }
        };
        let (now, random) = (self.now(), self.dependencies.vault.random.as_ref());
        let written = export::write(request.target, entries.iter(), password, now, random)?;
        let left_out = left_out(&entries, &written.left_out);
        let (accounts, left_behind) = (written.accounts, written.left_behind);
        Ok(Export { file: written.file, accounts, left_out, left_behind, unreadable })
    }

    /// A passphrase that could be set.
    pub(super) fn suggest_passphrase(&self) -> Result<SecretString, TransferError> {
        Ok(backup::suggested::passphrase(self.dependencies.vault.random.as_ref())?)
    }

    /// Sets another backup passphrase; `fresh` is for [`Operation::Export`]. Derives a key.
    pub(super) fn set_backup_passphrase(
        &self,
        fresh: Fresh,
        new: &NewPassphrase,
    ) -> Result<(), TransferError> {
        let session = fresh.session.clone();
        {
            let state = self.lock_state()?;
            self.use_up(&state, fresh, &Operation::Export)?;
        }
        self.put_passphrase(&session, new)
    }

    /// An encrypted backup, under the passphrase that was set before or a new one; `fresh` is for
    /// [`Operation::Export`].
    pub(super) fn back_up(
        &self,
        fresh: Fresh,
        new: Option<&NewPassphrase>,
    ) -> Result<Export, TransferError> {
        let session = fresh.session.clone();
        {
            let state = self.lock_state()?;
            self.use_up(&state, fresh, &Operation::Export)?;
        }
        if let Some(new) = new {
            self.put_passphrase(&session, new)?;
        }
        let now = self.now();
        let state = self.lock_session(&session)?;
        let contents = state.vault()?.contents();
        let key = contents.settings.backup_key.as_ref().ok_or(TransferError::NoPassphrase)?;
        let entries: Vec<Entry> = listed(&contents.entries).filter_map(Entry::for_backup).collect();
        let accounts = entries.len();
        let by_name: Vec<(AccountId, Left)> = entries
            .iter()
            .filter(|entry| !is_code(entry))
            .map(|entry| (entry.id, Left::PushAccount))
            .collect();
        let file = backup::seal(key, entries, now, self.dependencies.vault.random.as_ref())?;
        opens(&file, key, accounts)?;
        Ok(Export {
            file: SecretBytes::new(file),
            accounts: u32::try_from(accounts).unwrap_or(u32::MAX),
            left_out: left_out(&contents.entries, &by_name),
            left_behind: false,
            unreadable: u32::try_from(contents.unreadable.len()).unwrap_or(u32::MAX),
        })
    }

    fn put_passphrase(&self, session: &Session, new: &NewPassphrase) -> Result<(), TransferError> {
        let names = names(&self.lock_session(session)?.vault()?.contents().entries);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let passphrase = Passphrase::parse(&new.passphrase, &names)
            .map_err(|rule| TransferError::WeakPassphrase { rule })?;
        // Without the lock: it takes a second.
        let random = self.dependencies.vault.random.as_ref();
        let key = BackupKey::derive(&passphrase, new.kdf, random)?;
        let mut state = self.lock_session(session)?;
        state.vault_mut()?.change::<_, TransferError>(|contents| {
            contents.settings.backup_key = Some(key);
            if let Some(auto) = &mut contents.settings.auto_backup {
                // What lies in the folder opens by the old passphrase: the next one is made soon.
                (auto.last, auto.held) = (None, [0; 32]);
            }
            Ok(())
        })
    }
}

/// A file that was just made opens again, and holds as many accounts.
pub(super) fn opens(file: &[u8], key: &BackupKey, accounts: usize) -> Result<(), TransferError> {
    match backup::open_by_key(file, key) {
        Ok(read) if read.entries.len() == accounts && read.unreadable == 0 => Ok(()),
        Ok(_) | Err(_) => Err(TransferError::NotWritten),
    }
}

fn is_code(entry: &Entry) -> bool {
    entry.trashed.is_none() && matches!(entry.body, EntryBody::Otp(_))
}

/// Names that a passphrase must not be.
fn names(entries: &[Entry]) -> Vec<String> {
    entries.iter().flat_map(|entry| [entry.issuer.clone(), entry.account.clone()]).collect()
}

fn left_out(entries: &[Entry], left: &[(AccountId, Left)]) -> Vec<LeftOut> {
    let named = |(id, reason): &(AccountId, Left)| {
        let entry = entries.iter().find(|entry| entry.id == *id)?;
        let (issuer, label) = (issuer(entry), shown(&entry.account));
        Some(LeftOut { id: *id, issuer, label, reason: *reason })
    };
    left.iter().filter_map(named).collect()
}

impl From<ExportError> for TransferError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Nothing => Self::NothingToExport,
            ExportError::Random(_) => Self::Failed,
            ExportError::ReadBack => Self::NotWritten,
        }
    }
}
