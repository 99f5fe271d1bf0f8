//! Which copy of the vault this is (V-30, V-31, V-41).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::sync::{Arc, Mutex};

use countersign_core::device::{DeviceStateStore, StoreError, VaultFile, VaultStore};
use countersign_core::vault::{
    RollbackStatus, Unlock, Vault, VaultDependencies, VaultError, probe,
};
use ring::digest::{SHA256, digest};
use vault_support::{NOW, Phone, add, names, platform_only};

fn change(vault: &mut Vault) -> Result<(), VaultError> {
    vault.change(|contents| {
        contents.hide_codes = !contents.hide_codes;
        Ok(())
    })
}

/// A store and a generation store that write down the order of what they are asked.
struct Logged(Phone, Arc<Mutex<Vec<String>>>);

impl VaultStore for Logged {
    fn read(&self, file: VaultFile, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.store.read(file, limit)
    }
    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.0.store.replace(bytes)?;
        let generation = u64::from_be_bytes(bytes[30..38].try_into().unwrap());
        self.1.lock().unwrap().push(format!("file {generation}"));
        Ok(())
    }
    fn forget_previous(&self) -> Result<(), StoreError> {
        self.0.store.forget_previous()
    }
}

impl DeviceStateStore for Logged {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.device_state.read(key)
    }
    fn replace_if(&self, _: &str, _: Option<&[u8]>, _: &[u8]) -> Result<bool, StoreError> {
        panic!("no passcode is tried here")
    }
    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.0.device_state.write(key, value)?;
        let generation = u64::from_be_bytes(value[1..9].try_into().unwrap());
        self.1.lock().unwrap().push(format!("value {generation}"));
        Ok(())
    }
}

#[test]
fn the_generation_counts_saves_and_the_file_is_durable_before_the_value_v30() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let logged = Arc::new(Logged(Phone::new(), Arc::clone(&log)));
    let parts = VaultDependencies {
        store: Arc::clone(&logged) as _,
        device_state: Arc::clone(&logged) as _,
        ..logged.0.parts()
    };
    let mut vault = Vault::create(parts, platform_only()).unwrap();
    change(&mut vault).unwrap();
    change(&mut vault).unwrap();
    let expected = ["value 0", "file 1", "value 1", "file 2", "value 2", "file 3", "value 3"];
    assert_eq!(*log.lock().unwrap(), expected);
    // The value holds the SHA-256 of the header.
    let file = logged.0.file();
    let len = u32::from_be_bytes(file[10..14].try_into().unwrap());
    let hash = digest(&SHA256, &file[..len.try_into().unwrap()]);
    let values = logged.0.device_state.snapshot();
    let record = values.values().next().unwrap();
    assert!(record.windows(32).any(|window| window == hash.as_ref()));
}

#[test]
fn equal_numbers_and_equal_hashes_are_current_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    change(&mut vault).unwrap();
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Current);
}

#[test]
fn equal_numbers_and_different_hashes_are_tampering_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let (first, known) = (phone.file(), phone.device_state.snapshot());
    change(&mut vault).unwrap();
    let one = phone.file();
    // Another save of the same number.
    phone.put(&first);
    phone.device_state.restore(known);
    change(&mut phone.open().unwrap()).unwrap();
    assert_eq!(phone.open().unwrap().generation(), 2);
    phone.put(&one);
    assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered));
}

#[test]
fn a_crash_between_file_and_value_is_repaired_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let known = phone.device_state.snapshot();
    change(&mut vault).unwrap();
    phone.device_state.restore(known);
    let mut vault = phone.open().unwrap();
    assert_eq!((vault.rollback_status(), vault.is_read_only()), (RollbackStatus::Repaired, false));
    assert!(vault.contents().hide_codes);
    change(&mut vault).unwrap();
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Current);
}

#[test]
fn an_older_copy_is_read_only_until_it_is_accepted_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let old = phone.file();
    add(&mut vault, "bob");
    add(&mut vault, "carol");
    phone.put(&old);
    let known = phone.device_state.snapshot();
    let mut vault = phone.open().unwrap();
    assert_eq!(vault.rollback_status(), RollbackStatus::RolledBack { file: 2, expected: 4 });
    assert_eq!(names(&vault), ["alice"]);
    let refused = VaultError::RollbackDetected { file: 2, expected: 4 };
    assert_eq!(change(&mut vault), Err(refused));
    assert_eq!(vault.forget_previous(), Err(refused));
    let slot = vault.slots()[0].id;
    assert_eq!(vault.remove_slot(slot), Err(refused));
    assert!(
        phone.file() == old && phone.device_state.snapshot() == known,
        "looking changes nothing"
    );
    assert!(phone.store.bytes(VaultFile::Previous).is_some());
    // Asked again at each open, until accepted; then it is the newest.
    drop(vault);
    let mut vault = phone.open().unwrap();
    assert!(vault.is_read_only());
    vault.accept().unwrap();
    assert_eq!((vault.generation(), vault.rollback_status()), (5, RollbackStatus::Current));
    change(&mut vault).unwrap();
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Current);
}

#[test]
fn a_platform_value_far_behind_opens_with_a_warning_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let known = phone.device_state.snapshot();
    for _ in 0..3 {
        change(&mut vault).unwrap();
    }
    phone.device_state.restore(known);
    let vault = phone.open().unwrap();
    assert_eq!(vault.rollback_status(), RollbackStatus::PlatformRestored { file: 4, expected: 1 });
    assert!(!vault.is_read_only());
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Current);
}

#[test]
fn a_new_phone_asks_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    phone.device_state.restore(Default::default());
    let mut vault = phone.open().unwrap();
    assert_eq!((vault.rollback_status(), vault.is_read_only()), (RollbackStatus::NewPhone, true));
    assert_eq!(names(&vault), ["alice"]);
    assert_eq!(change(&mut vault), Err(VaultError::ReadOnly));
    assert!(phone.device_state.snapshot().is_empty(), "looking changes nothing");
    vault.accept().unwrap();
    change(&mut vault).unwrap();
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Current);
}

#[test]
fn a_forged_platform_value_does_not_hide_a_rollback_v31() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let old = phone.file();
    add(&mut vault, "alice");
    add(&mut vault, "bob");
    // The attacker puts back the old file and writes the value that would belong to it, from what
    // everyone can see: version, number, length, hash. The authenticator is missing.
    let len = u32::from_be_bytes(old[10..14].try_into().unwrap());
    let hash = digest(&SHA256, &old[..len.try_into().unwrap()]);
    let mut values = phone.device_state.snapshot();
    let record = values.values_mut().next().unwrap();
    let mac = record[45..].to_vec();
    *record = [&[1][..], &old[30..38], &len.to_be_bytes(), hash.as_ref(), &mac].concat();
    phone.device_state.restore(values);
    phone.put(&old);
    let mut vault = phone.open().unwrap();
    assert_eq!(vault.rollback_status(), RollbackStatus::NewPhone);
    assert_eq!(change(&mut vault), Err(VaultError::ReadOnly));
    // Garbage is no value at all.
    let mut values = phone.device_state.snapshot();
    for garbage in [vec![], vec![9; 77], vec![1; 76]] {
        *values.values_mut().next().unwrap() = garbage;
        phone.device_state.restore(values.clone());
        assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::NewPhone);
    }
}

#[test]
fn a_value_that_could_not_be_written_is_made_good_before_the_next_save_v30() {
    let phone = Phone::new();
    let mut vault = phone.create();
    phone.device_state.fail_writes(Some(StoreError::Io));
    add(&mut vault, "alice");
    let file = phone.file();
    let refused = vault.change(|contents| -> Result<(), VaultError> {
        contents.entries.clear();
        Ok(())
    });
    assert_eq!(refused, Err(VaultError::Io), "the file does not run two saves ahead");
    assert!(phone.file() == file && names(&vault) == ["alice"]);
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Repaired);
    phone.device_state.fail_writes(None);
    add(&mut vault, "bob");
    assert_eq!(phone.open().unwrap().rollback_status(), RollbackStatus::Current);
}

#[test]
fn the_previous_generation_is_kept_until_the_next_open_v41() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let first = phone.file();
    add(&mut vault, "bob");
    drop(vault);
    assert!(phone.store.bytes(VaultFile::Previous).unwrap() == first);
    drop(phone.open().unwrap());
    assert_eq!(phone.store.bytes(VaultFile::Previous), None);
}

#[test]
fn a_damaged_file_offers_the_previous_one_with_the_rollback_notice_v41() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    add(&mut vault, "bob");
    drop(vault);
    let mut damaged = phone.file();
    damaged.truncate(3000);
    phone.put(&damaged);
    assert_eq!(phone.open().err(), Some(VaultError::Damaged));
    assert_eq!(probe(&phone.parts(), VaultFile::Current, NOW), Err(VaultError::Damaged));
    let offered = probe(&phone.parts(), VaultFile::Previous, NOW).unwrap().unwrap();
    assert_eq!(offered.generation, 2);
    let mut vault = Vault::open_previous(phone.parts(), Unlock::Platform, NOW).unwrap();
    assert_eq!(vault.rollback_status(), RollbackStatus::RolledBack { file: 2, expected: 3 });
    assert_eq!(names(&vault), ["alice"]);
    assert!(phone.file() == damaged);
    vault.accept().unwrap();
    // What was damaged is kept until the next successful open.
    assert!(phone.store.bytes(VaultFile::Previous).unwrap() == damaged);
    let vault = phone.open().unwrap();
    assert_eq!(
        (names(&vault), vault.rollback_status()),
        (vec!["alice".to_owned()], RollbackStatus::Current)
    );
}

#[test]
fn the_previous_file_is_read_only_even_when_the_platform_knows_no_newer_v41() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let known = phone.device_state.snapshot();
    add(&mut vault, "bob");
    // Crash before the value, and the new file turns out damaged.
    phone.device_state.restore(known);
    phone.put(b"CSVAULT");
    let mut vault = Vault::open_previous(phone.parts(), Unlock::Platform, NOW).unwrap();
    assert_eq!(vault.rollback_status(), RollbackStatus::RolledBack { file: 2, expected: 2 });
    assert!(change(&mut vault).is_err());
    vault.accept().unwrap();
    assert_eq!(names(&phone.open().unwrap()), ["alice"]);
}

#[test]
fn deleting_now_leaves_no_copy_behind_v41() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries.clear();
            Ok(())
        })
        .unwrap();
    vault.forget_previous().unwrap();
    assert_eq!(phone.store.bytes(VaultFile::Previous), None);
    assert_eq!(phone.store.everything(), phone.file(), "the current file is all there is");
}
