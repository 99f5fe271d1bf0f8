//! Every implementation of the outside world keeps the same contract.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::sync::Arc;

use countersign_core::device::{
    DeviceStateStore, SecureKey, SecureKeyError, StoreError, VaultFile, VaultStore,
};
use countersign_core::random::SystemRandom;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore, contract};
use countersign_core::vault::{FolderDeviceState, FolderKey, FolderStore, StateFolder};
use vault_support::TempFolder;

const VAULT: &str = "00112233445566778899aabbccddeeff";

#[test]
fn vault_stores_keep_their_contract_v40() {
    let folder = TempFolder::new();
    contract::vault_store(&MemoryStore::new()).unwrap();
    contract::vault_store(&FolderStore::new(folder.path())).unwrap();
    contract::vault_store(&FolderStore::new(&folder.path().join("not/yet/there"))).unwrap();
}

#[test]
fn generation_stores_keep_their_contract_v30() {
    let folder = TempFolder::new();
    let exactly = StateFolder::Exactly(folder.path().join("exactly"));
    let under = StateFolder::Under(folder.path().to_owned());
    contract::device_state_store(&MemoryDeviceState::new(), VAULT).unwrap();
    contract::device_state_store(&FolderDeviceState::new(exactly), VAULT).unwrap();
    contract::device_state_store(&FolderDeviceState::new(under.clone()), VAULT).unwrap();
    // And what was written is there for the next process.
    let next = FolderDeviceState::new(under);
    assert_eq!(next.read(&format!("{VAULT}/generation")), Ok(Some(vec![2])));
}

#[test]
fn secure_keys_keep_their_contract_v11() {
    let folder = TempFolder::new();
    let state = StateFolder::Under(folder.path().to_owned());
    let folder_key = FolderKey::new(state, Arc::new(SystemRandom::new()));
    contract::secure_key(&MemoryKey::seeded(1), "key").unwrap();
    contract::secure_key(&folder_key, &format!("{VAULT}/device")).unwrap();
    contract::signing_key(&MemoryKey::seeded(1), "key").unwrap();
    contract::signing_key(&folder_key, &format!("{VAULT}/device")).unwrap();
}

#[test]
fn the_contract_finds_a_store_that_forgets_v40() {
    struct Forgetful;
    impl VaultStore for Forgetful {
        fn read(&self, _: VaultFile, _: usize) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(None)
        }
        fn replace(&self, _: &[u8]) -> Result<(), StoreError> {
            Ok(())
        }
        fn forget_previous(&self) -> Result<(), StoreError> {
            Ok(())
        }
    }
    assert!(contract::vault_store(&Forgetful).is_err());
}

#[test]
fn a_folders_state_reaches_nothing_outside_it_v01() {
    let folder = TempFolder::new();
    for state in [
        StateFolder::Under(folder.path().join("state")),
        StateFolder::Exactly(folder.path().join("state")),
    ] {
        let key = FolderKey::new(state.clone(), Arc::new(SystemRandom::new()));
        let device_state = FolderDeviceState::new(state);
        let secret = countersign_core::secret::SecretBytes::new(vec![1; 32]);
        for id in ["", "device", "../device", "../../x/device", "/device", "aa/device"] {
            assert_eq!(key.wrap(id, &secret), Err(SecureKeyError::Unsupported), "{id}");
            assert_eq!(device_state.write(id, b"x"), Err(StoreError::Io), "{id}");
        }
        let other = format!("{VAULT}/other");
        assert_eq!(key.wrap(&other, &secret), Err(SecureKeyError::Unsupported));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_damaged_platform_file_or_device_key_fails_closed_v22() {
    let folder = TempFolder::new();
    let state = StateFolder::Exactly(folder.path().to_owned());
    std::fs::write(folder.path().join("platform"), b"garbage").unwrap();
    std::fs::write(folder.path().join("device.key"), b"short").unwrap();
    let device_state = FolderDeviceState::new(state.clone());
    let tries = format!("{VAULT}/tries");
    assert_eq!(device_state.read(&tries), Err(StoreError::Io));
    assert_eq!(device_state.write(&tries, b"x"), Err(StoreError::Io));
    let key = FolderKey::new(state, Arc::new(SystemRandom::new()));
    let id = format!("{VAULT}/device");
    let secret = countersign_core::secret::SecretBytes::new(vec![1; 32]);
    assert_eq!(key.wrap(&id, &secret), Err(SecureKeyError::Failed), "never overwritten");
    assert_eq!(std::fs::read(folder.path().join("device.key")).unwrap(), b"short");
}

#[test]
fn two_processes_that_create_at_once_make_one_vault_v42() {
    let folder = TempFolder::new();
    let path = folder.path().join("data");
    let (first, second) = (FolderStore::new(&path), FolderStore::new(&path));
    assert_eq!(first.read(VaultFile::Current, 10), Ok(None));
    assert_eq!(second.read(VaultFile::Current, 10), Ok(None));
    first.replace(b"first").unwrap();
    assert_eq!(second.replace(b"second"), Err(StoreError::LockedByOther));
    drop(first);
    for _ in 0..2 {
        assert_eq!(second.replace(b"second"), Err(StoreError::LockedByOther));
    }
    assert_eq!(std::fs::read(path.join("vault")).unwrap(), b"first");
}
