//! What the person chose, beside the two flags of the first settings, and its bytes.

use std::fmt;

use super::bytes::{Malformed, Reader, Writer};
use super::crypto::KEY_LEN;
use super::kdf::KdfParams;
use crate::clock::UnixSeconds;
use crate::secret::SecretBytes;

/// Settings of the vault. All of it is at rest inside the seal.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What backups are sealed under, once a passphrase was set.
    pub backup_key: Option<BackupKey>,
    /// Automatic backups, where they are on.
    pub auto_backup: Option<AutoBackup>,
    /// Codes are made by the services' time where the phone's clock is known to be wrong.
    pub corrected_time: bool,
    /// When a service last told its time, by the phone's clock.
    pub clock_asked: Option<UnixSeconds>,
    /// What the platform kept when the vault key was changed, until the next change: its authenticator was made
    /// with the key before.
    pub(super) former_record: Option<Vec<u8>>,
}

impl Settings {
    /// A second copy, made on purpose: a change works on one.
    pub(super) fn duplicate(&self) -> Self {
        Self {
            backup_key: self.backup_key.as_ref().map(BackupKey::duplicate),
            auto_backup: self.auto_backup.clone(),
            corrected_time: self.corrected_time,
            clock_asked: self.clock_asked,
            former_record: self.former_record.clone(),
        }
    }
}

/// What a backup passphrase became (V-80): the passphrase itself is stored nowhere.
pub struct BackupKey {
    /// What it cost.
    pub(super) kdf: KdfParams,
    /// What it was derived with.
    pub(super) salt: [u8; 16],
    /// The result of the derivation, 32 bytes.
    pub(super) stretched: SecretBytes,
}

impl BackupKey {
    /// Whether it is the same one: of the same derivation.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.salt == other.salt
    }

    /// A second copy, made on purpose: a backup is sealed while the vault is not held.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self { kdf: self.kdf, salt: self.salt, stretched: self.stretched.duplicate() }
    }
}

impl PartialEq for BackupKey {
    fn eq(&self, other: &Self) -> bool {
        self.kdf == other.kdf
            && self.salt == other.salt
            && self.stretched.ct_eq(other.stretched.expose())
    }
}

impl Eq for BackupKey {}

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupKey([redacted])")
    }
}

/// Automatic backups (V-80).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AutoBackup {
    /// The folder that the person chose, as the shell knows it.
    pub folder: String,
    /// When the last one was made.
    pub last: Option<UnixSeconds>,
    /// What the last one held, as a digest: nothing is written while that has not changed.
    pub held: [u8; 32],
    /// The last try failed.
    pub failed: Option<BackupTrouble>,
}

impl fmt::Debug for AutoBackup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutoBackup")
            .field("last", &self.last)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// Why the last automatic backup failed.
///
/// ```
/// use countersign_core::app::BackupTrouble;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// if let Some(auto) = app.transfer().auto_backup()? {
///     if auto.failed == Some(BackupTrouble::NoFolder) {
///         println!("choose the folder for backups again");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BackupTrouble {
    /// The folder is not there, or may not be written to.
    NoFolder,
    /// No space is left there.
    Full,
    /// What was read back is not what was written.
    ReadBack,
    /// Anything else.
    Failed,
}

pub(super) fn write(w: &mut Writer, settings: &Settings) {
    w.option(settings.backup_key.as_ref(), |w, key| {
        w.u32(key.kdf.memory_kib());
        w.u32(key.kdf.passes());
        w.u32(key.kdf.lanes());
        w.raw(&key.salt);
        w.bytes(key.stretched.expose());
    });
    w.option(settings.auto_backup.as_ref(), |w, auto| {
        w.text(&auto.folder);
        w.option(auto.last, Writer::u64);
        w.raw(&auto.held);
        w.option(auto.failed, |w, failed| {
            w.u8(match failed {
                BackupTrouble::NoFolder => 1,
                BackupTrouble::Full => 2,
                BackupTrouble::ReadBack => 3,
                BackupTrouble::Failed => 4,
            });
        });
    });
    w.flag(settings.corrected_time);
    w.option(settings.clock_asked, Writer::u64);
    w.option(settings.former_record.as_deref(), Writer::bytes);
}

pub(super) fn read(r: &mut Reader<'_>) -> Result<Settings, Malformed> {
    Ok(Settings {
        backup_key: r.option(|r| {
            let (memory_kib, passes, lanes) = (r.u32()?, r.u32()?, r.u32()?);
            let kdf = KdfParams::for_backup(memory_kib, passes, lanes);
            let (salt, stretched) = (r.array()?, r.secret()?);
            if stretched.len() != KEY_LEN {
                return Err(Malformed::Broken);
            }
            Ok(BackupKey { kdf: kdf.map_err(|_| Malformed::Broken)?, salt, stretched })
        })?,
        auto_backup: r.option(|r| {
            Ok(AutoBackup {
                folder: r.text()?,
                last: r.option(Reader::u64)?,
                held: r.array()?,
                failed: r.option(|r| match r.u8()? {
                    1 => Ok(BackupTrouble::NoFolder),
                    2 => Ok(BackupTrouble::Full),
                    3 => Ok(BackupTrouble::ReadBack),
                    4 => Ok(BackupTrouble::Failed),
                    _ => Err(Malformed::Broken),
                })?,
            })
        })?,
        corrected_time: r.flag()?,
        clock_asked: r.option(Reader::u64)?,
        former_record: r.option(Reader::bytes)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::codec;
    use crate::vault::model::Contents;

    #[test]
    fn settings_are_read_back_and_a_vault_without_them_has_no_section() {
        let plain = codec::encode(&Contents::default()).unwrap();
        let settings = Settings {
            backup_key: Some(BackupKey {
                kdf: KdfParams::FLOOR,
                salt: [3; 16],
                stretched: SecretBytes::new(vec![4; KEY_LEN]),
            }),
            auto_backup: Some(AutoBackup {
                folder: "/backups".to_owned(),
                last: Some(7),
                held: [5; 32],
                failed: Some(BackupTrouble::Full),
            }),
            corrected_time: true,
            clock_asked: Some(9),
            former_record: Some(vec![6; 77]),
        };
        let contents = Contents { settings, ..Contents::default() };
        let bytes = codec::encode(&contents).unwrap();
        assert!(bytes.len() > plain.len() + 100);
        assert_eq!(codec::decode(&bytes).unwrap().settings, contents.settings);
        let none = codec::decode(&plain).unwrap().settings;
        assert_eq!(none, Settings::default());
        let printed = format!("{:?}", contents.settings);
        assert!(!printed.contains("4, 4") && !printed.contains("/backups"), "{printed}");
    }
}
