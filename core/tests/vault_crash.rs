//! Power is lost, the disk is full: the old state or the new one, whole (V-40).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use countersign_core::device::{StoreError, VaultFile};
use countersign_core::vault::testing::Fault;
use countersign_core::vault::{RollbackStatus, VaultError};
use vault_support::{Phone, add, names, otp_entry, platform_only};

/// Adds bob while `fault` is on; says whether that returned `Ok`.
fn try_to_add(vault: &mut countersign_core::vault::Vault, name: &str) -> Result<(), VaultError> {
    let entry = otp_entry(name);
    vault.change(|contents| {
        contents.entries.push(entry);
        Ok(())
    })
}

/// After a crash: exactly the old or the new state, the new one if it was promised.
fn check(phone: &Phone, promised: bool, what: &str) {
    let vault = phone.open().unwrap_or_else(|error| panic!("{what}: {error:?}"));
    let expected_standing =
        matches!(vault.rollback_status(), RollbackStatus::Current | RollbackStatus::Repaired);
    assert!(expected_standing, "{what}: {:?}", vault.rollback_status());
    let (old, new) = (names(&vault) == ["alice"], names(&vault) == ["alice", "bob"]);
    assert!(new || (old && !promised), "{what}: {:?}", names(&vault));
    assert!(vault.contents().unreadable.is_empty());
}

#[test]
fn power_lost_before_any_disk_operation_v40() {
    // Two saves before, so that a previous generation exists as well.
    let mut completed = 0;
    for operation in 0..20 {
        for kept in [0, 1, 2, 3, 4, 5, 6, usize::MAX] {
            for value_too in [false, true] {
                let phone = Phone::new();
                let mut vault = phone.create();
                add(&mut vault, "alice");
                phone.store.inject(Fault::PowerLossBefore(operation));
                if value_too {
                    // The platform's value was not written any more either.
                    phone.device_state.fail_writes(Some(StoreError::Io));
                }
                let saved = try_to_add(&mut vault, "bob");
                assert_eq!(saved.is_err(), phone.store.is_down());
                if saved.is_err() {
                    assert_eq!(names(&vault), ["alice"], "memory is as before");
                }
                completed += usize::from(saved.is_ok());
                drop(vault);
                phone.store.reboot(kept);
                phone.device_state.fail_writes(None);
                check(&phone, saved.is_ok(), &format!("operation {operation}, kept {kept}"));
            }
        }
    }
    assert!(completed > 0, "the last rounds come after the whole save");
}

#[test]
fn power_lost_after_any_byte_v40() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let len = phone.file().len();
    let known = phone.device_state.snapshot();
    let file = phone.file();
    for byte in 0..=len {
        phone.store.inject(Fault::PowerLossAfterBytes(byte));
        let saved = try_to_add(&mut vault, "bob");
        assert_eq!(saved.is_ok(), byte == len, "byte {byte}");
        phone.store.reboot(usize::MAX);
        if byte < len {
            assert!(phone.file() == file, "byte {byte}");
            assert!(phone.device_state.snapshot() == known);
        }
        if byte % 64 == 0 || byte == len {
            check(&phone, saved.is_ok(), &format!("byte {byte}"));
        }
    }
}

#[test]
fn a_full_disk_at_any_byte_keeps_the_old_vault_v40() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let file = phone.file();
    let previous = phone.store.bytes(VaultFile::Previous);
    for byte in (0..file.len()).step_by(7).chain([file.len() - 1]) {
        phone.store.inject(Fault::FullAfterBytes(byte));
        assert_eq!(try_to_add(&mut vault, "bob"), Err(VaultError::DiskFull));
        assert_eq!(names(&vault), ["alice"]);
        assert!(phone.file() == file && phone.store.bytes(VaultFile::Previous) == previous);
    }
    let left = phone.store.everything().len();
    assert_eq!(left, file.len() + previous.unwrap().len(), "no part of a new file is left");
    // Space is free again.
    phone.store.inject(Fault::None);
    try_to_add(&mut vault, "bob").unwrap();
    check(&phone, true, "after the disk was full");
}

#[test]
fn power_lost_while_opening_v40() {
    for operation in 0..6 {
        for kept in [0, 1, 2, usize::MAX] {
            let phone = Phone::new();
            let mut vault = phone.create();
            add(&mut vault, "alice");
            add(&mut vault, "bob");
            drop(vault);
            phone.store.inject(Fault::PowerLossBefore(operation));
            // Forgetting the previous generation fails; the vault is open all the same.
            assert_eq!(names(&phone.open().unwrap()), ["alice", "bob"]);
            phone.store.reboot(kept);
            check(&phone, true, &format!("operation {operation}, kept {kept}"));
        }
    }
}

#[test]
fn power_lost_while_creating_v40() {
    for operation in 0..12 {
        for kept in [0, 1, 2, usize::MAX] {
            let phone = Phone::new();
            phone.store.inject(Fault::PowerLossBefore(operation));
            let created = countersign_core::vault::Vault::create(phone.parts(), platform_only());
            let promised = created.is_ok();
            drop(created);
            phone.store.reboot(kept);
            match phone.open() {
                Ok(vault) => assert!(!vault.is_read_only(), "{:?}", vault.rollback_status()),
                Err(VaultError::NoVault) => assert!(!promised),
                Err(error) => panic!("operation {operation}, kept {kept}: {error:?}"),
            }
        }
    }
}

#[test]
fn another_process_keeps_this_one_out_v40() {
    let phone = Phone::new();
    drop(phone.create());
    phone.store.inject(Fault::LockedByOther);
    assert_eq!(phone.open().err(), Some(VaultError::LockedByOther));
}
