//! Stolen, changed, truncated and full storage, from the facade down to real files.

use std::fs;
use std::sync::Arc;

use countersign_core::app::{AccountError, AddError, NewVault, SaveError, UnlockError};
use countersign_core::device::VaultFile;
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::testing::{Fault, MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{KdfParams, Unlock, VaultDependencies};
use countersign_e2e::meddler::Meddler;
use countersign_e2e::phone::passcode;
use countersign_e2e::{IDA, Phone, PhoneOptions, Puppet, Stage};
use countersign_phone::words::Told;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const RAW: &[u8] = b"12345678901234567890";

fn totp() -> String {
    format!("otpauth://totp/Example:ida?secret={SECRET}&issuer=Example")
}

#[tokio::test]
async fn copied_storage_tells_nothing_and_a_changed_byte_is_seen_a48() {
    let (stage, phone) = Stage::with_idas_phone().await;
    phone.add(&totp()).await.unwrap();
    for file in phone.folder.files() {
        let bytes = fs::read(&file).unwrap();
        for secret in [SECRET.as_bytes(), RAW, IDA.as_bytes(), b"harbour-7391", b"Harbour Bank"] {
            let told = bytes.windows(secret.len()).any(|part| part == secret);
            assert!(!told, "{} tells a secret", file.display());
        }
    }

    // The vault without the device's own key: the right passcode is not enough.
    let stolen = phone.folder.copy();
    fs::remove_dir_all(stolen.path().join("state")).unwrap();
    let thief = Phone::over(&stage.clock, PhoneOptions::default(), stolen);
    assert!(thief.unlock().is_err());
    assert_eq!(thief.app.accounts().list().unwrap_err(), AccountError::Locked);

    // Any changed byte: from the first to the last, and some between.
    let vault = fs::read(phone.vault_file()).unwrap();
    let places = (0..vault.len()).step_by(vault.len() / 40).chain([vault.len() - 1]);
    for at in places {
        let copy = phone.folder.copy();
        let mut changed = vault.clone();
        changed[at] ^= 0x01;
        fs::write(copy.path().join("data").join("vault"), &changed).unwrap();
        let finder = Phone::over(&stage.clock, PhoneOptions::default(), copy);
        assert!(finder.unlock().is_err(), "byte {at} was changed and nobody noticed");
        assert_eq!(finder.app.accounts().list().unwrap_err(), AccountError::Locked);
        assert_eq!(fs::read(finder.vault_file()).unwrap(), changed, "the file is left alone");
    }
}

#[tokio::test]
async fn a_wrong_passcode_opens_nothing_and_breaks_nothing() {
    let stage = Stage::new().await;
    let phone = stage.phone("Phone");
    phone.add(&totp()).await.unwrap();
    let before = fs::read(phone.vault_file()).unwrap();
    phone.app.vault().lock();
    let wrong = SecretString::new("harbour-7392".to_owned());
    let error = phone.app.vault().unlock(Unlock::Passcode(&wrong)).unwrap_err();
    assert!(matches!(error, UnlockError::WrongPasscode { .. }), "{error:?}");
    assert_eq!(phone.app.accounts().list().unwrap_err(), AccountError::Locked);
    assert_eq!(fs::read(phone.vault_file()).unwrap(), before);
    phone.unlock().unwrap();
    assert_eq!(phone.app.accounts().list().unwrap().len(), 1);
}

#[tokio::test]
async fn a_truncated_vault_is_said_to_be_damaged_and_never_replaced() {
    let stage = Stage::new().await;
    let phone = stage.phone("Phone");
    phone.add(&totp()).await.unwrap();
    let whole = fs::read(phone.vault_file()).unwrap();
    for length in [0, 1, 7, 16, 100, whole.len() / 2, whole.len() - 1] {
        let copy = phone.folder.copy();
        let file = copy.path().join("data").join("vault");
        fs::write(&file, &whole[..length]).unwrap();
        let finder = Phone::over(&stage.clock, PhoneOptions::default(), copy);
        let error = finder.unlock().unwrap_err();
        assert_eq!(error.kind(), "damaged", "{length} bytes: {error:?}");
        assert!(error.advice().contains("Nothing was deleted"), "{}", error.advice());
        // Nor can a new vault take its place by mistake.
        let new =
            NewVault { passcode: Some(passcode()), kdf: KdfParams::FLOOR, ..NewVault::default() };
        assert!(finder.app.vault().create(new).is_err(), "{length} bytes");
        assert_eq!(fs::read(&file).unwrap(), &whole[..length]);
        fs::write(&file, &whole).unwrap();
        finder.unlock().unwrap();
        assert_eq!(finder.app.accounts().list().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_nothing_is_sent() {
    let stage = Stage::with_ida().await;
    let (store, line) = (Arc::new(MemoryStore::new()), Meddler::new());
    let parts = VaultDependencies {
        store: store.clone(),
        keys: Arc::new(MemoryKey::seeded(1)),
        device_state: Arc::new(MemoryDeviceState::new()),
        random: Arc::new(SystemRandom::new()),
        passcode_alone: true,
    };
    let options = PhoneOptions {
        transport: Arc::new(line.clone()),
        parts: Some(parts),
        ..PhoneOptions::default()
    };
    let phone = Phone::new(&stage.clock, options);
    phone.add(&totp()).await.unwrap();
    let (accounts, bytes) = (phone.app.accounts().list().unwrap(), store.bytes(VaultFile::Current));
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    browser.to("scan").await;

    for room in [0, 1, 100] {
        store.inject(Fault::FullAfterBytes(room));
        let other =
            "otpauth://totp/Example:bob?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Example";
        let error = phone.add(other).await.unwrap_err();
        assert_eq!(error, AddError::NotStored { why: SaveError::DiskFull });
        store.inject(Fault::FullAfterBytes(room));
        let error = phone.scan(&browser.code()).await.unwrap_err();
        assert_eq!(error, AddError::NotStored { why: SaveError::DiskFull });
        assert!(error.advice().contains("Free some space"), "{}", error.advice());
        assert_eq!(phone.app.accounts().list().unwrap(), accounts);
        assert_eq!(store.bytes(VaultFile::Current), bytes, "the old vault is whole");
    }
    let told = line.calls().iter().any(|call| call.url.ends_with("/enroll/complete"));
    assert!(!told, "a key that was not stored was never sent");

    // With room again the same code is still good.
    store.inject(Fault::None);
    phone.scan(&browser.code()).await.unwrap();
    browser.to("try_out").await;
    phone.approve(&browser.number()).await;
    browser.to("success").await;
    let phone = phone.restart();
    assert_eq!(phone.app.accounts().list().unwrap().len(), 2);
}
