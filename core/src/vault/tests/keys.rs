//! Keys: fresh for each save, bound to their slot, and the work done for a wrong passcode.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use super::super::crypto::{self, Purpose};
use super::super::header::{Header, SlotId, SlotKind};
use super::super::kdf::RUNS;
use super::super::slots::{self, Wrapping};
use super::super::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use super::super::{KdfParams, NewSlots, Passcode, Unlock, Vault, VaultDependencies, VaultError};
use super::{parts, platform_only};
use crate::device::{StoreError, VaultFile, VaultId, VaultStore};
use crate::random::{FixedRandom, Random};
use crate::secret::{SecretBytes, SecretString};

/// Keeps of each save what must not repeat, and not the save.
#[derive(Default)]
struct Salts(Mutex<Vec<Save>>);

/// Generation, salt, and the first block of the sealed part.
type Save = (u64, [u8; 32], [u8; 16]);

impl VaultStore for Salts {
    fn read(&self, _: VaultFile, _: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }
    fn replace(&self, bytes: &[u8]) -> Result<(), StoreError> {
        let (header, len) = Header::parse(bytes).map_err(|_| StoreError::Io)?;
        let first = bytes[len..len + 16].try_into().unwrap();
        self.0.lock().unwrap().push((header.generation, header.salt, first));
        Ok(())
    }
    fn forget_previous(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[test]
fn a_hundred_thousand_saves_repeat_no_key_salt_or_nonce_v04() {
    const SAVES: usize = 100_000;
    let store = Arc::new(Salts::default());
    let parts = VaultDependencies { store: Arc::clone(&store) as _, ..parts() };
    let mut vault = Vault::create(parts, platform_only()).unwrap();
    for _ in 1..SAVES {
        vault.change(|_| Ok::<(), VaultError>(())).unwrap();
    }
    let saves = store.0.lock().unwrap();
    let (mut salts, mut keys, mut firsts) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (generation, salt, first) in saves.iter() {
        let purpose = Purpose::Data { generation: *generation };
        let key = crypto::derive_key(salt, &vault.vault_key, purpose).unwrap();
        assert!(salts.insert(*salt) && keys.insert(key.expose().to_vec()));
        // The same plain text each time: the same stream of the cipher would show here.
        assert!(firsts.insert(*first));
    }
    // The nonce is fixed, so that a key that never repeats is a pair that never repeats.
    assert_eq!(keys.len(), SAVES);
}

/// A vault key, and what is needed to wrap it.
struct Fixture {
    keys: MemoryKey,
    random: FixedRandom,
    vault_key: SecretBytes,
}

impl Fixture {
    fn new() -> Self {
        let vault_key = SecretBytes::new((0..32).collect());
        Self { keys: MemoryKey::seeded(1), random: FixedRandom::seeded(1), vault_key }
    }

    fn wrapping(&self, vault: u8) -> Wrapping<'_> {
        let (keys, random): (_, &dyn Random) = (&self.keys, &self.random);
        Wrapping { vault: VaultId([vault; 16]), vault_key: &self.vault_key, keys, random }
    }
}

#[test]
fn every_slot_wraps_the_same_key_and_opens_only_in_its_place_v03() {
    let fixture = Fixture::new();
    let (mine, theirs) = (VaultId([1; 16]), VaultId([2; 16]));
    let platform = fixture.wrapping(1).platform("key", true).unwrap();
    let opened = slots::open_platform(mine, &platform, &fixture.keys).unwrap();
    assert!(opened.ct_eq(fixture.vault_key.expose()));
    let refused = |vault, slot| slots::open_platform(vault, slot, &fixture.keys).err();
    assert_eq!(refused(theirs, &platform), Some(VaultError::HeaderTampered));
    let mut moved = platform.clone();
    moved.id = SlotId([9; 8]);
    assert_eq!(refused(mine, &moved), Some(VaultError::HeaderTampered));
    let mut weakened = platform.clone();
    if let SlotKind::Platform { user_presence, .. } = &mut weakened.kind {
        *user_presence = false;
    }
    assert_eq!(refused(mine, &weakened), Some(VaultError::HeaderTampered));

    let secret = SecretBytes::new(vec![5; 16]);
    let recovery = fixture.wrapping(1).recovery(&secret).unwrap();
    let open = |vault, slot| slots::open_recovery(vault, slot, &secret).unwrap();
    assert!(open(mine, &recovery).unwrap().ct_eq(fixture.vault_key.expose()));
    assert!(open(theirs, &recovery).is_none());
    let mut other_type = recovery.clone();
    other_type.kind = platform.kind.clone();
    assert_eq!(refused(mine, &other_type), Some(VaultError::HeaderTampered));
}

#[test]
fn the_passcode_key_needs_passcode_and_device_secret_v12() {
    let fixture = Fixture::new();
    let text = SecretString::new("correct-horse".to_owned());
    let passcode = Passcode::parse(text.duplicate(), &[]).unwrap();
    let slot = fixture.wrapping(1).passcode(&passcode, KdfParams::FLOOR, "device").unwrap();
    let id = VaultId([1; 16]);
    let device = slots::device_secret(&slot, &fixture.keys).unwrap();
    let open = |text: &SecretString, device: Option<&SecretBytes>| {
        slots::open_passcode(id, &slot, text, device).unwrap()
    };
    assert!(open(&text, Some(&device)).unwrap().ct_eq(fixture.vault_key.expose()));
    assert!(open(&text, None).is_none());
    assert!(open(&text, Some(&SecretBytes::new(vec![1; 32]))).is_none());
    assert!(open(&SecretString::new("correct-horsf".to_owned()), Some(&device)).is_none());
}

#[test]
fn wrong_passcode_and_damaged_slot_are_the_same_to_a_stranger_v23() {
    let store = Arc::new(MemoryStore::new());
    let device_state = Arc::new(MemoryDeviceState::new());
    let parts = VaultDependencies {
        store: Arc::clone(&store) as _,
        device_state: Arc::clone(&device_state) as _,
        ..parts()
    };
    let text = SecretString::new("correct-horse".to_owned());
    let new = NewSlots {
        passcode: Some(Passcode::parse(text.duplicate(), &[]).unwrap()),
        kdf: KdfParams::FLOOR,
        ..NewSlots::default()
    };
    drop(Vault::create(parts.clone(), new).unwrap());
    let file = store.bytes(VaultFile::Current).unwrap();
    let (header, header_len) = Header::parse(&file).unwrap();
    let SlotKind::Passcode { key_id, .. } = &header.slots[0].kind else { panic!() };
    // Type, id, cost, then salt, key name, wrapped device secret, nonce, sealed key.
    let salt_at = 71 + 9 + 9;
    let wrapped_at = salt_at + 16 + 2 + key_id.len() + 2;
    let attempt = |file: &[u8], text: &SecretString| {
        device_state.restore(Default::default());
        store.put(VaultFile::Current, Some(file.to_vec()));
        let before = RUNS.get();
        let error = Vault::open(parts.clone(), Unlock::Passcode(text), 0).err();
        (error, RUNS.get() - before)
    };
    let wrong = SecretString::new("incorrect-horse".to_owned());
    let expected = (Some(VaultError::WrongPasscode { tries_left: 9 }), 1);
    assert_eq!(attempt(&file, &wrong), expected);
    for at in [salt_at, wrapped_at, wrapped_at + 30, header_len - 60, header_len - 1] {
        let mut damaged = file.clone();
        damaged[at] ^= 1;
        assert_eq!(attempt(&damaged, &text), expected, "byte {at}");
        assert_eq!(attempt(&damaged, &wrong), expected, "byte {at}");
    }
    assert_eq!(attempt(&file, &text), (None, 1));
}
