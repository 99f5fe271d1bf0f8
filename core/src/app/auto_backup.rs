//! Automatic backups (V-80, V-81): encrypted only, at most daily, after changes, read back, the last five kept.

use crate::clock::UnixSeconds;
use crate::device::{BackupFolder, FolderError};
use crate::vault::{AutoBackup, BackupTrouble, Entry, backup};

use super::accounts::listed;
use super::error::TransferError;
use super::exporting::opens;
use super::fresh::{Fresh, Operation};
use super::inner::Inner;

/// Seconds between two automatic backups, at least.
const DAY: u64 = 24 * 60 * 60;
/// How many are kept.
const KEPT: usize = 5;
/// How their names end.
const SUFFIX: &str = ".csbackup";

/// How automatic backups stand.
///
/// ```
/// use countersign_core::app::{NewPassphrase, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let passphrase = testing::secret("correct horse battery staple");
/// # let new = NewPassphrase { passphrase, kdf: testing::ways().kdf };
///
/// app.transfer().set_backup_passphrase(Unlock::Platform, &new)?;
/// app.transfer().start_auto_backup(Unlock::Platform, "Backups".to_owned())?;
/// let backups = app.transfer().auto_backup()?.ok_or("they are off")?;
/// assert_eq!((backups.folder.as_str(), backups.last, backups.failed), ("Backups", None, None));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoBackupView {
    /// The folder, as the shell named it.
    pub folder: String,
    /// When the last one was made.
    pub last: Option<UnixSeconds>,
    /// The last try failed: told on the list until one succeeds.
    pub failed: Option<BackupTrouble>,
}

/// A backup that was made by itself.
///
/// ```
/// use countersign_core::app::{NewPassphrase, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let folder = testing::MemoryFolder::default();
/// # let passphrase = testing::secret("correct horse battery staple");
/// # let new = NewPassphrase { passphrase, kdf: testing::ways().kdf };
/// # app.transfer().set_backup_passphrase(Unlock::Platform, &new)?;
/// # app.transfer().start_auto_backup(Unlock::Platform, "Backups".to_owned())?;
///
/// if let Some(done) = app.transfer().run_auto_backup(&folder)? {
///     println!("{} accounts are safe in {}", done.accounts, done.name);
/// }
/// assert_eq!(app.transfer().run_auto_backup(&folder)?, None, "at most daily");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoBackupDone {
    /// Its name in the folder.
    pub name: String,
    /// How many accounts it holds.
    pub accounts: u32,
}

impl Inner {
    /// How automatic backups stand; `None` while they are off.
    pub(super) fn auto_backup(&self) -> Result<Option<AutoBackupView>, TransferError> {
        let state = self.lock_state()?;
        let auto = state.vault()?.contents().settings.auto_backup.as_ref();
        Ok(auto.map(|auto| AutoBackupView {
            folder: auto.folder.clone(),
            last: auto.last,
            failed: auto.failed,
        }))
    }

    /// Turns automatic backups on, into this folder; `fresh` is for [`Operation::Export`] (V-70).
    pub(super) fn start_auto_backup(
        &self,
        fresh: Fresh,
        folder: String,
    ) -> Result<(), TransferError> {
        let mut state = self.lock_state()?;
        self.use_up(&state, fresh, &Operation::Export)?;
        state.vault_mut()?.change::<_, TransferError>(|contents| {
            let settings = &mut contents.settings;
            if settings.backup_key.is_none() {
                return Err(TransferError::NoPassphrase);
            }
            if settings.auto_backup.as_ref().map(|auto| &auto.folder) != Some(&folder) {
                settings.auto_backup = Some(AutoBackup { folder, ..AutoBackup::default() });
            }
            Ok(())
        })
    }

    /// Turns automatic backups off.
    pub(super) fn stop_auto_backup(&self) -> Result<(), TransferError> {
        let mut state = self.lock_state()?;
        state.vault_mut()?.change::<_, TransferError>(|contents| {
            contents.settings.auto_backup = None;
            Ok(())
        })
    }

    /// Makes a backup where one is due. Call it after what changed the vault, and at the start of the app; it
    /// writes files, so from a background thread. What went wrong is kept with the vault and tried again with
    /// the next call.
    pub(super) fn run_auto_backup(
        &self,
        folder: &dyn BackupFolder,
    ) -> Result<Option<AutoBackupDone>, TransferError> {
        let now = self.now();
        let (session, key, place, entries, held, prefix) = {
            let state = self.lock_state()?;
            let vault = state.vault()?;
            let settings = &vault.contents().settings;
            let (Some(auto), Some(key)) = (&settings.auto_backup, &settings.backup_key) else {
                return Ok(None);
            };
            if vault.is_read_only() || !is_due(auto, now) {
                return Ok(None);
            }
            let entries: Vec<Entry> =
                listed(&vault.contents().entries).filter_map(Entry::for_backup).collect();
            let held = backup::digest(&entries)?;
            if held == auto.held && auto.failed.is_none() {
                return Ok(None);
            }
            (
                state.session().clone(),
                key.duplicate(),
                auto.folder.clone(),
                entries,
                held,
                prefix(&vault.id().to_string()),
            )
        };
        let accounts = entries.len();
        let random = self.dependencies.vault.random.as_ref();
        let file = backup::seal(&key, entries, now, random)?;
        let name = format!("{prefix}{}{SUFFIX}", stamp(now));
        // Without the lock: a folder in a cloud may take its time.
        let written = write(folder, &name, &file)
            .and_then(|()| opens(&file, &key, accounts).map_err(|_| BackupTrouble::ReadBack));
        let stored =
            self.lock_session(&session).map_err(TransferError::from).and_then(|mut state| {
                state.vault_mut()?.change::<_, TransferError>(|contents| {
                    // Told of another folder or passphrase meanwhile, the next one is due there.
                    let settings = &mut contents.settings;
                    let same_key = settings.backup_key.as_ref().is_some_and(|now| now.is(&key));
                    let auto = settings.auto_backup.as_mut();
                    if let Some(auto) = auto.filter(|auto| same_key && auto.folder == place) {
                        auto.failed = written.err();
                        if written.is_ok() {
                            (auto.last, auto.held) = (Some(now), held);
                        }
                    }
                    Ok(same_key)
                })
            });
        let dropped = matches!(stored, Ok(false));
        if written.is_ok() && dropped {
            // Who dropped the key does not want what it opens. Should this fail, it is like one made before.
            let _ = folder.delete(&name);
        } else if written.is_ok() {
            prune(folder, &prefix, &name);
        }
        stored?;
        match written {
            Ok(()) if dropped => Ok(None),
            Ok(()) => {
                let accounts = u32::try_from(accounts).unwrap_or(u32::MAX);
                Ok(Some(AutoBackupDone { name, accounts }))
            }
            Err(why) => Err(TransferError::BackupFailed { why }),
        }
    }
}

/// A day after the last one; at once after a failure, and when the clock was set back.
fn is_due(auto: &AutoBackup, now: UnixSeconds) -> bool {
    auto.failed.is_some() || auto.last.is_none_or(|last| now < last || now - last >= DAY)
}

/// Writes a new file and reads it back; one that is not as it should be is taken away again.
fn write(folder: &dyn BackupFolder, name: &str, file: &[u8]) -> Result<(), BackupTrouble> {
    folder.write_new(name, file).map_err(trouble)?;
    match folder.read(name, file.len().saturating_add(1)) {
        Ok(read) if read == file => Ok(()),
        Ok(_) => {
            let _ = folder.delete(name);
            Err(BackupTrouble::ReadBack)
        }
        Err(error) => Err(trouble(error)),
    }
}

/// Deletes all but the last five of this vault's own, `made` among them. Their names are in the order of time; one of a
/// later time, from a clock that ran ahead or from somebody else, counts for nothing and stays.
fn prune(folder: &dyn BackupFolder, prefix: &str, made: &str) {
    let Ok(mut names) = folder.names() else { return };
    names.retain(|name| is_ours(name, prefix) && name.as_str() <= made);
    names.sort_unstable();
    let surplus = names.len().saturating_sub(KEPT);
    for name in names.iter().take(surplus) {
        // One that stays is tried again next time.
        let _ = folder.delete(name);
    }
}

/// A vault's backups have a name of their own, so that two vaults share a folder.
fn prefix(vault: &str) -> String {
    format!("countersign-{}-", vault.get(..8).unwrap_or(vault))
}

/// Exactly the form of [`stamp`]: nothing else in the folder is ever touched.
fn is_ours(name: &str, prefix: &str) -> bool {
    let middle = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(SUFFIX));
    middle.is_some_and(|middle| {
        middle.len() == STAMP.len()
            && middle.bytes().zip(STAMP.bytes()).all(|(have, form)| match form {
                b'-' => have == b'-',
                _ => have.is_ascii_digit(),
            })
    })
}

const STAMP: &str = "0000-00-00-000000";

/// Date and time (UTC) by the proleptic Gregorian calendar.
fn stamp(now: UnixSeconds) -> String {
    let (days, second) = (now / DAY, now % DAY);
    // Counting from 1 March of year 0 puts the leap day last.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year + month / 10;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}-{hour:02}{minute:02}{second:02}")
}

fn trouble(error: FolderError) -> BackupTrouble {
    match error {
        FolderError::Missing => BackupTrouble::NoFolder,
        FolderError::Full => BackupTrouble::Full,
        FolderError::Failed => BackupTrouble::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dates_and_sort_as_time_does() {
        for (now, expected) in [
            (0, "1970-01-01-000000"),
            (951_782_400, "2000-02-29-000000"),
            (951_868_799, "2000-02-29-235959"),
            (951_868_800, "2000-03-01-000000"),
            (1_709_164_800, "2024-02-29-000000"),
            (1_764_000_010, "2025-11-24-160010"),
            (4_107_542_399, "2100-02-28-235959"),
            (4_107_542_400, "2100-03-01-000000"),
        ] {
            assert_eq!(stamp(now), expected);
        }
    }

    #[test]
    fn only_files_of_exactly_our_form_are_ever_deleted_a75() {
        let ours = prefix("0123456789abcdef");
        assert!(is_ours("countersign-01234567-2025-11-24-160010.csbackup", &ours));
        for other in [
            "countersign-01234567-2025-11-24-160010.csbackup.txt",
            "countersign-01234567-2025-11-24-16001x.csbackup",
            "countersign-01234567-holiday.csbackup",
            "countersign-89abcdef-2025-11-24-160010.csbackup",
            "my copy of countersign-01234567-2025-11-24-160010.csbackup",
            "",
        ] {
            assert!(!is_ours(other, &ours), "{other}");
        }
    }
}
