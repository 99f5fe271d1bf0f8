//! The open vault.

use std::fmt;
use std::sync::Arc;

use super::codec;
use super::dependencies::{NewSlots, VaultDependencies};
use super::error::VaultError;
use super::header::{Header, Slot};
use super::model::Contents;
use super::platform::Record;
use super::seal;
use super::slots::fresh_key;
use super::unlock::{Loaded, Unlock};
use crate::clock::UnixSeconds;
use crate::device::{StoreError, VaultFile, VaultId};
use crate::secret::{SecretBytes, SecretString};

/// Most bytes of contents that an import may leave behind (V-48); single changes have the file's own limit.
const MAX_CONTENTS: usize = 8 * 1024 * 1024;

/// How the opened file compares with what this device saved last (V-31).
///
/// ```
/// use countersign_core::app::{RollbackStatus, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// app.vault().lock();
/// match app.vault().unlock(Unlock::Platform)?.rollback_status {
///     RollbackStatus::Current | RollbackStatus::Repaired => println!("draw the list"),
///     other => println!("say that this is not the last save: {other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollbackStatus {
    /// It is that save.
    Current,
    /// The device went down between the file and the platform's value; repaired.
    Repaired,
    /// The platform's value is lost or older by more than one save: open, with a warning.
    PlatformRestored {
        /// Generation of the file.
        file: u64,
        /// Generation that the platform kept.
        expected: u64,
    },
    /// An older copy: read-only until [`Vault::accept`].
    RolledBack {
        /// Generation of the file.
        file: u64,
        /// Generation that the platform kept.
        expected: u64,
    },
    /// This device does not know the vault: read-only until [`Vault::accept`].
    NewPhone,
}

/// An unlocked vault. It holds the vault key; dropping it locks.
pub struct Vault {
    pub(super) parts: VaultDependencies,
    pub(super) header: Header,
    pub(super) vault_key: SecretBytes,
    contents: Contents,
    rollback_status: RollbackStatus,
    record: Record,
    /// The record of the present file is not durable yet.
    record_behind: bool,
    /// See [`Vault::person_was_there`].
    pub(super) person: bool,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("generation", &self.header.generation)
            .field("standing", &self.rollback_status)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// Makes a new vault, durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::AlreadyExists`] when there is a vault or a previous generation of one;
    /// [`VaultError::NoSuchSlot`] without any slot, [`VaultError::PasscodeAlone`]; or what the
    /// outside world says.
    pub fn create(parts: VaultDependencies, new: NewSlots) -> Result<Self, VaultError> {
        for file in [VaultFile::Current, VaultFile::Previous] {
            match parts.store.read(file, seal::MAX_FILE) {
                Ok(None) => {}
                Ok(Some(_)) | Err(StoreError::TooLarge { .. }) => {
                    return Err(VaultError::AlreadyExists);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let id = VaultId(parts.random.bytes()?);
        let vault_key = fresh_key(parts.random.as_ref())?;
        let slots = new.wrap(&parts, id, &vault_key)?;
        // Generation 0 stands for "about to be made": a crash before the next value is repaired.
        let record = Record::of(id, &vault_key, 0, &[])?;
        record.write(parts.device_state.as_ref(), id)?;
        let header = Header { id, generation: 0, salt: [0; 32], slots };
        let contents = Contents { recovery_declined: new.recovery_declined, ..Contents::default() };
        let rollback_status = RollbackStatus::Current;
        let mut vault = Self {
            parts,
            header,
            vault_key,
            contents,
            rollback_status,
            record,
            record_behind: false,
            // Making a platform key asks for nobody.
            person: new.passcode.is_some(),
        };
        vault.save(None, None)?;
        Ok(vault)
    }

    /// Opens the current file.
    ///
    /// A file that is not the last save opens all the same where it is authentic, and
    /// [`Vault::rollback_status`] says how it stands. A successful open forgets the previous generation,
    /// unless the vault is read-only.
    ///
    /// # Errors
    /// [`VaultError`]; the file is untouched. After [`VaultError::Damaged`] or
    /// [`VaultError::HeaderTampered`] offer [`Vault::open_previous`], if [`super::probe`] finds one.
    pub fn open(
        parts: VaultDependencies,
        how: Unlock<'_>,
        now: UnixSeconds,
    ) -> Result<Self, VaultError> {
        Self::open_file(parts, VaultFile::Current, how, now)
    }

    /// Opens the generation before the current one, read-only until accepted (V-41).
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_previous(
        parts: VaultDependencies,
        how: Unlock<'_>,
        now: UnixSeconds,
    ) -> Result<Self, VaultError> {
        Self::open_file(parts, VaultFile::Previous, how, now)
    }

    fn open_file(
        parts: VaultDependencies,
        which: VaultFile,
        how: Unlock<'_>,
        now: UnixSeconds,
    ) -> Result<Self, VaultError> {
        let loaded = Loaded::read(&parts, which)?.ok_or(VaultError::NoVault)?;
        loaded.open(parts, which, how, now)
    }

    pub(super) fn opened(
        parts: VaultDependencies,
        header: Header,
        vault_key: SecretBytes,
        contents: Contents,
        rollback_status: RollbackStatus,
        record: Record,
    ) -> Self {
        let mut vault = Self {
            parts,
            header,
            vault_key,
            contents,
            rollback_status,
            record,
            record_behind: false,
            person: false,
        };
        if !vault.is_read_only() {
            if vault.rollback_status != RollbackStatus::Current {
                vault.write_record();
            }
            // The file just opened, so the one before it is no longer needed. Should this fail, the
            // next open tries again.
            let _ = vault.parts.store.forget_previous();
        }
        vault
    }

    /// Changes the contents and saves them: both or neither.
    ///
    /// `edit` works on a copy. When this returns `Ok` the change is durable; when it returns an
    /// error, or `edit` panics, the memory is as before and the file is the old one (after
    /// [`VaultError::Io`] perhaps the new one, which the next open then shows).
    ///
    /// # Errors
    /// What `edit` returns, then nothing is saved; [`VaultError::RollbackDetected`] or
    /// [`VaultError::ReadOnly`] before [`Vault::accept`]; what saving says.
    pub fn change<T, E: From<VaultError>>(
        &mut self,
        edit: impl FnOnce(&mut Contents) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        let mut copy = self.contents.duplicate();
        copy.settings.former_record = None;
        let result = edit(&mut copy)?;
        self.save(None, Some(copy))?;
        Ok(result)
    }

    /// Says whether a change could be saved, without doing it.
    ///
    /// # Errors
    /// What `edit` returns; [`VaultError::TooLarge`]; as [`Vault::change`] before anything is written.
    pub fn rehearse<T, E: From<VaultError>>(
        &self,
        edit: impl FnOnce(&mut Contents) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        let mut copy = self.contents.duplicate();
        let result = edit(&mut copy)?;
        if codec::encode(&copy)?.len() > MAX_CONTENTS {
            return Err(VaultError::TooLarge.into());
        }
        Ok(result)
    }

    /// Makes a new vault key and wraps it in these slots alone (V-16): for a slot that was compromised. What is
    /// not named here opens the vault no more, nor does it open a copy of the file that is saved from now on.
    /// Both or neither, as [`Vault::change`]; afterwards the previous generation, which the old key opens, is
    /// deleted. The passphrase of backups goes too, and automatic backups with it: whoever read the vault has the
    /// key that was derived from it.
    ///
    /// # Errors
    /// [`VaultError::PasscodeAlone`], [`VaultError::NoSuchSlot`] without any slot, what the platform's keys or
    /// saving say: the old key and its slots hold then.
    pub fn change_key(&mut self, slots: &NewSlots) -> Result<(), VaultError> {
        self.writable()?;
        let new_key = fresh_key(self.parts.random.as_ref())?;
        let slots = slots.wrap(&self.parts, self.header.id, &new_key)?;
        let mut copy = self.contents.duplicate();
        copy.settings.former_record = Some(self.record.encode()?);
        (copy.settings.backup_key, copy.settings.auto_backup) = (None, None);
        let old_key = std::mem::replace(&mut self.vault_key, new_key);
        if let Err(error) = self.save(Some(slots), Some(copy)) {
            self.vault_key = old_key;
            return Err(error);
        }
        // Should it fail, the next open tries again.
        let _ = self.parts.store.forget_previous();
        Ok(())
    }

    /// Takes an older or unknown copy as the vault from now on: saves it as the newest generation.
    /// The file that was current becomes the previous one.
    ///
    /// # Errors
    /// What saving says; the vault stays read-only then.
    pub fn accept(&mut self) -> Result<(), VaultError> {
        self.save(None, None)?;
        self.rollback_status = RollbackStatus::Current;
        Ok(())
    }

    /// Deletes the previous generation now, so that what was deleted from the contents is gone from
    /// the disk too.
    ///
    /// # Errors
    /// [`VaultError::Io`] and the like; it stays until the next open then.
    pub fn forget_previous(&self) -> Result<(), VaultError> {
        self.writable()?;
        Ok(self.parts.store.forget_previous()?)
    }

    /// Asks for the passcode once more, by the same rules as opening (V-22); the open vault is not
    /// touched.
    ///
    /// # Errors
    /// [`VaultError::WrongPasscode`], [`VaultError::TooSoon`], [`VaultError::PasscodeDisabled`],
    /// [`VaultError::NoSuchSlot`], or what the outside world says.
    pub fn verify_passcode(
        &self,
        passcode: &SecretString,
        now: UnixSeconds,
    ) -> Result<(), VaultError> {
        self.verify(Unlock::Passcode(passcode), now)
    }

    /// Asks the platform once more.
    ///
    /// # Errors
    /// [`VaultError::SecureKey`], [`VaultError::NoSuchSlot`].
    pub fn verify_platform(&self) -> Result<(), VaultError> {
        self.verify(Unlock::Platform, 0)
    }

    fn verify(&self, how: Unlock<'_>, now: UnixSeconds) -> Result<(), VaultError> {
        self.verifier().verify(how, now).map(|_| ())
    }

    /// What the vault holds.
    #[must_use]
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// How the file compared with what this device saved last, when it was opened.
    #[must_use]
    pub fn rollback_status(&self) -> RollbackStatus {
        self.rollback_status
    }

    /// Whether somebody proved to be there when it was opened: by a passcode or a recovery code, or to a
    /// platform key that asks for the person.
    #[must_use]
    pub fn person_was_there(&self) -> bool {
        self.person
    }

    /// Whether changes are refused until [`Vault::accept`].
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(self.rollback_status, RollbackStatus::RolledBack { .. } | RollbackStatus::NewPhone)
    }

    /// The vault's identity.
    #[must_use]
    pub fn id(&self) -> VaultId {
        self.header.id
    }

    /// Number of the last save.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.header.generation
    }

    pub(super) fn writable(&self) -> Result<(), VaultError> {
        match self.rollback_status {
            RollbackStatus::RolledBack { file, expected } => {
                Err(VaultError::RollbackDetected { file, expected })
            }
            RollbackStatus::NewPhone => Err(VaultError::ReadOnly),
            RollbackStatus::Current
            | RollbackStatus::Repaired
            | RollbackStatus::PlatformRestored { .. } => Ok(()),
        }
    }

    /// Writes the file, then the platform's record (V-30), then takes the new state into memory.
    pub(super) fn save(
        &mut self,
        slots: Option<Vec<Slot>>,
        contents: Option<Contents>,
    ) -> Result<(), VaultError> {
        if self.record_behind {
            // Otherwise the file would run two saves ahead, which looks like a restored platform.
            self.record.write(self.parts.device_state.as_ref(), self.header.id)?;
            self.record_behind = false;
        }
        let newest = match self.rollback_status {
            RollbackStatus::RolledBack { file, expected } => file.max(expected),
            RollbackStatus::Current
            | RollbackStatus::Repaired
            | RollbackStatus::PlatformRestored { .. }
            | RollbackStatus::NewPhone => self.header.generation,
        };
        let slots_stay = slots.is_none();
        let header = Header {
            id: self.header.id,
            generation: newest.checked_add(1).ok_or(VaultError::Damaged)?,
            salt: self.parts.random.bytes()?,
            slots: slots.unwrap_or_else(|| self.header.slots.clone()),
        };
        let to_save = contents.as_ref().unwrap_or(&self.contents);
        let (file, header_len) = seal::seal_file(&header, &self.vault_key, to_save)?;
        let head = file.get(..header_len).ok_or(VaultError::Crypto)?;
        let record = Record::of(header.id, &self.vault_key, header.generation, head)?;
        let device_state = Arc::clone(&self.parts.device_state);
        // With a value of the save before on the device, under the same key, V-31 repairs the loss of this one.
        let repairable = slots_stay && self.rollback_status != RollbackStatus::NewPhone;
        let staged =
            repairable.then(|| record.stage(device_state.as_ref(), header.id)).transpose()?;
        self.parts.store.replace(&file)?;
        self.header = header;
        self.record = record;
        if let Some(contents) = contents {
            self.contents = contents;
        }
        match staged {
            Some(write) => self.record_behind = write().is_err(),
            None => self.write_record(),
        }
        Ok(())
    }

    /// Writes the record of the present file. A failure is made good before the next save, or by
    /// the next open: the file is durable either way.
    fn write_record(&mut self) {
        let written = self.record.write(self.parts.device_state.as_ref(), self.header.id);
        self.record_behind = written.is_err();
    }
}
