//! What a shell's implementations do to the library when they fail, and what crosses when they do not.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::{Arc, Mutex};

use countersign::{
    AccountError, Authenticator, Clock, ClockError, DeviceInfo, DeviceStateStore, KeyError,
    SecureKey, StorageError, UnlockError, UnlockWith, VaultFileKind, VaultStatus, VaultStore,
};
use countersign_core::app::{Choice, Platform, RollbackStatus, SaveError};

/// A shell whose storage, small values, keys or clock can be made to fail.
#[derive(Default)]
struct ForeignAdapter {
    current: Mutex<Option<Vec<u8>>>,
    previous: Mutex<Option<Vec<u8>>>,
    values: Mutex<Vec<(String, Vec<u8>)>>,
    storage_fails: Mutex<bool>,
    values_fail: Mutex<bool>,
    keys_fail: Mutex<Option<KeyError>>,
}

impl VaultStore for ForeignAdapter {
    fn read(&self, file: VaultFileKind, _: u64) -> Result<Option<Vec<u8>>, StorageError> {
        if *self.storage_fails.lock().unwrap() {
            return Err(StorageError::Io);
        }
        Ok(match file {
            VaultFileKind::Current => self.current.lock().unwrap().clone(),
            VaultFileKind::Previous => self.previous.lock().unwrap().clone(),
        })
    }

    fn replace(&self, bytes: Vec<u8>) -> Result<(), StorageError> {
        if *self.storage_fails.lock().unwrap() {
            return Err(StorageError::Full);
        }
        *self.previous.lock().unwrap() = self.current.lock().unwrap().replace(bytes);
        Ok(())
    }

    fn forget_previous(&self) -> Result<(), StorageError> {
        *self.previous.lock().unwrap() = None;
        Ok(())
    }
}

impl DeviceStateStore for ForeignAdapter {
    fn read(&self, key: String) -> Result<Option<Vec<u8>>, StorageError> {
        if *self.values_fail.lock().unwrap() {
            return Err(StorageError::Io);
        }
        let values = self.values.lock().unwrap();
        Ok(values.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone()))
    }

    fn write(&self, key: String, value: Vec<u8>) -> Result<(), StorageError> {
        let mut values = self.values.lock().unwrap();
        values.retain(|(name, _)| *name != key);
        values.push((key, value));
        Ok(())
    }
}

impl SecureKey for ForeignAdapter {
    fn create(&self, _: String) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::Unsupported)
    }
    fn create_rsa(&self, _: String) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::Unsupported)
    }
    fn sign(&self, _: String, _: Vec<u8>) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::Unsupported)
    }
    fn wrap(&self, _: String, plain: Vec<u8>) -> Result<Vec<u8>, KeyError> {
        Ok(plain.iter().map(|byte| byte ^ 0x5a).collect())
    }
    fn unwrap(&self, id: String, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyError> {
        match *self.keys_fail.lock().unwrap() {
            Some(error) => Err(error),
            None => self.wrap(id, wrapped),
        }
    }
    fn delete(&self, _: String) -> Result<(), KeyError> {
        Ok(())
    }
    fn lost(&self, _: String) -> Result<bool, KeyError> {
        Ok(false)
    }
}

struct NoClock;

impl Clock for NoClock {
    fn now(&self) -> Result<u64, ClockError> {
        Err(ClockError::Failed)
    }
}

fn authenticator(shell: &Arc<ForeignAdapter>) -> Arc<Authenticator> {
    let device = DeviceInfo {
        name: "Pixel".to_owned(),
        platform: Platform::Test,
        app_version: "1.2.3".to_owned(),
        country: None,
    };
    let (store, values, keys) = (Arc::clone(shell), Arc::clone(shell), Arc::clone(shell));
    let clock: Arc<dyn Clock> = Arc::new(NoClock);
    Authenticator::for_loopback(store, values, keys, Some(clock), device).unwrap()
}

fn with_vault() -> (Arc<ForeignAdapter>, Arc<Authenticator>) {
    let shell = Arc::new(ForeignAdapter::default());
    let app = authenticator(&shell);
    app.vault().unwrap().create(Some("unlock".to_owned()), true, None).unwrap();
    (shell, app)
}

#[test]
fn a_clock_that_throws_leaves_the_systems() {
    let (_, app) = with_vault();
    assert_eq!(app.vault().unwrap().status().unwrap(), VaultStatus::Open);
    app.vault().unwrap().lock().unwrap();
    assert!(matches!(app.accounts().unwrap().list(), Err(AccountError::Locked)));
    app.vault().unwrap().unlock(UnlockWith::Platform).unwrap();
    assert!(app.accounts().unwrap().list().unwrap().is_empty());
}

#[test]
fn a_store_that_throws_gives_a_typed_error_and_the_vault_survives() {
    let (shell, app) = with_vault();
    *shell.storage_fails.lock().unwrap() = true;
    assert!(matches!(
        app.accounts().unwrap().hide_codes(),
        Err(AccountError::NotStored { why: SaveError::DiskFull })
    ));
    assert!(!app.accounts().unwrap().hides_codes().unwrap(), "what was not stored is not so");
    app.vault().unwrap().lock().unwrap();
    assert!(matches!(app.vault().unwrap().unlock(UnlockWith::Platform), Err(UnlockError::Failed)));
    *shell.storage_fails.lock().unwrap() = false;
    app.vault().unwrap().unlock(UnlockWith::Platform).unwrap();
}

#[test]
fn small_values_that_cannot_be_read_open_nothing() {
    let (shell, app) = with_vault();
    app.vault().unwrap().lock().unwrap();
    *shell.values_fail.lock().unwrap() = true;
    assert!(matches!(app.vault().unwrap().unlock(UnlockWith::Platform), Err(UnlockError::Failed)));
    *shell.values_fail.lock().unwrap() = false;
    app.vault().unwrap().unlock(UnlockWith::Platform).unwrap();
}

#[test]
fn a_key_that_is_refused_or_lost_is_told_apart() {
    let (shell, app) = with_vault();
    app.vault().unwrap().lock().unwrap();
    let refused = |error| {
        *shell.keys_fail.lock().unwrap() = Some(error);
        app.vault().unwrap().unlock(UnlockWith::Platform).unwrap_err()
    };
    assert!(matches!(refused(KeyError::Cancelled), UnlockError::Cancelled));
    assert!(matches!(refused(KeyError::Failed), UnlockError::KeyFailed));
    assert!(matches!(refused(KeyError::Lost), UnlockError::KeyLost));
    *shell.keys_fail.lock().unwrap() = None;
    app.vault().unwrap().unlock(UnlockWith::Platform).unwrap();
}

#[tokio::test]
async fn a_code_crosses_as_bytes_and_is_not_printed_a43() {
    let (_, app) = with_vault();
    let link = "otpauth://totp/ACME:ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME";
    let preview = app.accounts().unwrap().preview_text(link.to_owned()).await.unwrap();
    let row = app.accounts().unwrap().add(preview, Choice::OnlyNew).await.unwrap();
    let codes = app.accounts().unwrap().codes(None, Some(59)).unwrap();
    assert_eq!(codes[0].code.as_deref(), Some(b"287082".as_slice()));
    assert!(!format!("{codes:?}").contains("287082"));
    app.accounts().unwrap().rename(row.id, "Work".to_owned()).unwrap();
    assert_eq!(
        app.accounts().unwrap().search("work ida".to_owned(), None).unwrap().rows[0].issuer,
        "Work"
    );
    assert!(app.accounts().unwrap().search("elsewhere".to_owned(), None).unwrap().rows.is_empty());
}

#[test]
fn a_protected_setting_takes_its_own_unlock_v70() {
    let shell = Arc::new(ForeignAdapter::default());
    let app = authenticator(&shell);
    let key = Some("unlock".to_owned());
    app.vault().unwrap().create(key, true, Some("harbour-7391".to_owned())).unwrap();
    let (vault, accounts) = (app.vault().unwrap(), app.accounts().unwrap());
    accounts.hide_codes().unwrap();
    let wrong = accounts.show_codes(typed("harbour-7392"));
    assert!(matches!(wrong, Err(UnlockError::WrongPasscode { tries_left: 9 })));
    assert!(accounts.hides_codes().unwrap());
    accounts.show_codes(typed("harbour-7391")).unwrap();
    assert!(!accounts.hides_codes().unwrap());
    vault.turn_off_app_lock(UnlockWith::Platform).unwrap();
    vault.change_passcode(UnlockWith::Platform, "quay-and-crane-88".to_owned()).unwrap();
    vault.lock().unwrap();
    vault.unlock(typed("quay-and-crane-88")).unwrap();
}

#[test]
fn a_passcode_on_its_way_is_not_printed_a48() {
    let printed = format!("{:?} {:?}", typed("harbour-7391"), UnlockWith::Platform);
    assert_eq!(printed, "Passcode([redacted]) Platform");
    // What is no text is no passcode.
    let (_, app) = with_vault();
    let how = UnlockWith::Passcode { passcode: vec![0xff; 8] };
    assert!(matches!(app.vault().unwrap().unlock(how), Err(UnlockError::Failed)));
}

fn typed(passcode: &str) -> UnlockWith {
    UnlockWith::Passcode { passcode: passcode.as_bytes().to_vec() }
}

#[test]
fn a_damaged_vault_is_opened_from_the_save_before_v41() {
    let (shell, app) = with_vault();
    app.accounts().unwrap().hide_codes().unwrap();
    assert_eq!(app.vault().unwrap().previous_status().unwrap(), locked_without_passcode());
    app.vault().unwrap().lock().unwrap();
    shell.current.lock().unwrap().as_mut().unwrap().truncate(100);
    let damaged = app.vault().unwrap().unlock(UnlockWith::Platform);
    assert!(matches!(damaged, Err(UnlockError::Damaged)));
    assert_eq!(app.vault().unwrap().previous_status().unwrap(), locked_without_passcode());
    let none = app.vault().unwrap().unlock_previous(typed("harbour-7391"));
    assert!(matches!(none, Err(UnlockError::NoSuchWay)));
    let rollback_status = app.vault().unwrap().unlock_previous(UnlockWith::Platform).unwrap();
    assert!(!matches!(rollback_status, RollbackStatus::Current | RollbackStatus::Repaired));
    assert_eq!(app.vault().unwrap().status().unwrap(), VaultStatus::ReadOnly);
    app.vault().unwrap().accept().unwrap();
    app.accounts().unwrap().hide_codes().unwrap();
    app.vault().unwrap().lock().unwrap();
    app.vault().unwrap().unlock(UnlockWith::Platform).unwrap();
    assert_eq!(app.vault().unwrap().previous_status().unwrap(), VaultStatus::Absent);
}

fn locked_without_passcode() -> VaultStatus {
    VaultStatus::Locked { passcode: false, tries_left: 0, wait: 0 }
}

#[test]
fn guesses_through_several_handles_at_once_are_counted_each_v22() {
    let shell = Arc::new(ForeignAdapter::default());
    let made = authenticator(&shell);
    made.vault().unwrap().create(None, false, Some("harbour-7391".to_owned())).unwrap();
    drop(made);
    let handles: Vec<_> = (0..12).map(|_| authenticator(&shell)).collect();
    let mut left: Vec<u8> = std::thread::scope(|scope| {
        let guess = |app: &Arc<Authenticator>| {
            app.vault().unwrap().unlock(typed("a wrong guess")).unwrap_err()
        };
        let guesses: Vec<_> = handles.iter().map(|app| scope.spawn(move || guess(app))).collect();
        let said = guesses.into_iter().map(|guess| guess.join().unwrap());
        said.filter_map(|error| {
            if let UnlockError::WrongPasscode { tries_left } = error {
                return Some(tries_left);
            }
            assert!(
                matches!(error, UnlockError::Wait { .. } | UnlockError::PasscodeOff),
                "{error:?}"
            );
            None
        })
        .collect()
    });
    left.sort_unstable();
    let counted = 10 - u8::try_from(left.len()).unwrap();
    assert_eq!(left, (counted..10).collect::<Vec<u8>>(), "each has its own place in the count");
    assert!(matches!(
        handles[0].vault().unwrap().status().unwrap(),
        VaultStatus::Locked { passcode: true, tries_left, .. } if tries_left == counted
    ));
}
