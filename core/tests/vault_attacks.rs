//! The attacker holds the file, and sometimes the platform's values: what it gains.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::sync::Arc;

use countersign_core::device::{SecureKeyError, VaultFile};
use countersign_core::secret::SecretString;
use countersign_core::vault::testing::MemoryStore;
use countersign_core::vault::{
    NewPlatformSlot, NewSlots, Unlock, Vault, VaultDependencies, VaultError,
};
use vault_support::{NOW, PASSCODE, Phone, UNLOCK_KEY, add, every_kind, names, passcode};

/// Where the fields are, read off the format's description and not off the code.
const VERSION_AT: usize = 8;
const LEN_AT: usize = 10;
const GENERATION_AT: usize = 30;
const SLOT_COUNT_AT: usize = 70;
const SLOTS_AT: usize = 71;
const WRAP_LEN: usize = 12 + 48;

fn header_len(file: &[u8]) -> usize {
    u32::from_be_bytes(file[LEN_AT..LEN_AT + 4].try_into().unwrap()) as usize
}

/// The slots of a header, cut by hand.
fn cut_slots(file: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = &file[SLOTS_AT..header_len(file)];
    let mut slots = Vec::new();
    while !rest.is_empty() {
        let fixed = match rest[0] {
            1 => 1 + 8 + 1,
            2 => 1 + 8 + 4 + 4 + 1 + 16,
            _ => 1 + 8 + 16,
        };
        let mut len = fixed;
        if rest[0] != 3 {
            for _ in 0..2 {
                len += 2 + usize::from(u16::from_be_bytes([rest[len], rest[len + 1]]));
            }
        }
        let (slot, others) = rest.split_at(len + WRAP_LEN);
        slots.push(slot.to_vec());
        rest = others;
    }
    slots
}

/// The file with other slots, and everything that depends on them put right.
fn with_slots(file: &[u8], slots: &[Vec<u8>]) -> Vec<u8> {
    let mut changed = file[..SLOT_COUNT_AT].to_vec();
    changed.push(slots.len() as u8);
    slots.iter().for_each(|slot| changed.extend_from_slice(slot));
    let len = changed.len() as u32;
    changed[LEN_AT..LEN_AT + 4].copy_from_slice(&len.to_be_bytes());
    changed.extend_from_slice(&file[header_len(file)..]);
    changed
}

fn flipped(file: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = file.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

#[test]
fn nothing_readable_stands_in_the_file_v01() {
    use data_encoding::{BASE32_NOPAD, BASE64, HEXLOWER, HEXUPPER};
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries = every_kind();
            Ok(())
        })
        .unwrap();
    let secrets: Vec<Vec<u8>> = [
        "Issuer of kind 1",
        "kind 1",
        "a note",
        "work",
        "日本",
        "Mine",
        "4711",
        PASSCODE,
        "alice",
        "https://idp.example/realms/demo",
        "Example Ltd",
        "client-secret-of-the-app",
        "credential-1",
        "Alice's phone",
        "seed-of-the-push-account",
        "completion.jws",
        "+41 1",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain([vec![2; 16], (0..138).collect(), (100..138).collect()])
    .collect();
    let spellings = |secret: &[u8]| {
        let mut all = vec![
            secret.to_vec(),
            HEXLOWER.encode(secret).into_bytes(),
            HEXUPPER.encode(secret).into_bytes(),
            BASE32_NOPAD.encode(secret).into_bytes(),
            BASE32_NOPAD.encode(secret).to_lowercase().into_bytes(),
            BASE64.encode(secret).trim_end_matches('=').as_bytes().to_vec(),
        ];
        if let Ok(text) = std::str::from_utf8(secret) {
            all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
            all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        }
        all
    };
    let finds = |haystack: &[u8], needle: &[u8]| {
        haystack.windows(needle.len()).any(|window| window == needle)
    };
    let disk = phone.store.everything();
    for secret in &secrets {
        for spelling in spellings(secret) {
            assert!(!finds(&disk, &spelling), "{}", String::from_utf8_lossy(secret));
            // The search itself works.
            assert!(finds(&[&disk[..99], &spelling, &disk[..99]].concat(), &spelling));
        }
    }
    // Only the header is clear: a kilobyte of the rest has no byte that is much too frequent.
    let file = phone.file();
    let sealed = &file[header_len(&file)..];
    let most = (0..=255).map(|byte| sealed.iter().filter(|b| **b == byte).count()).max().unwrap();
    assert!(most < sealed.len() / 64, "{most} of {}", sealed.len());
}

#[test]
fn every_flipped_header_bit_is_found_before_the_slots_are_tried_v02() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    let file = phone.file();
    for bit in 0..header_len(&file) * 8 {
        phone.put(&flipped(&file, bit));
        let error = phone.open().err();
        assert_eq!(error, Some(VaultError::HeaderTampered), "bit {bit}");
    }
    phone.put(&file);
    assert_eq!(names(&phone.open().unwrap()), ["alice"]);
}

#[test]
fn every_flipped_header_bit_is_refused_where_the_platform_knows_nothing_v02() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let file = phone.file();
    phone.device_state.restore(Default::default());
    for bit in 0..header_len(&file) * 8 {
        phone.put(&flipped(&file, bit));
        let error = phone.open().err().unwrap();
        let expected = matches!(
            error,
            VaultError::HeaderTampered
                | VaultError::Damaged
                | VaultError::NewerVersion { .. }
                | VaultError::NoSuchSlot
                | VaultError::SecureKey(SecureKeyError::Failed | SecureKeyError::Lost)
        );
        assert!(expected, "bit {bit}: {error:?}");
    }
}

#[test]
fn a_changed_data_byte_is_damage_and_never_opens_a48() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let file = phone.file();
    for bit in (header_len(&file) * 8..file.len() * 8).step_by(101) {
        phone.put(&flipped(&file, bit));
        assert_eq!(phone.open().err(), Some(VaultError::Damaged), "bit {bit}");
    }
}

#[test]
fn slots_removed_added_swapped_or_doubled_are_refused_v02() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    let second = NewPlatformSlot { key_id: "second".to_owned(), user_presence: false };
    vault.add_platform(&second).unwrap();
    add(&mut vault, "alice");
    let file = phone.file();
    let slots = cut_slots(&file);
    assert_eq!(slots.len(), 3);
    assert!(with_slots(&file, &slots) == file, "the cutting is right");
    let [platform, pass, other] = [&slots[0], &slots[1], &slots[2]].map(Clone::clone);
    let mut new_id = other.clone();
    new_id[1] ^= 1;
    let changes = [
        vec![platform.clone()],
        vec![platform.clone(), pass.clone()],
        vec![platform.clone(), other.clone()],
        vec![platform.clone(), other.clone(), pass.clone()],
        vec![other.clone(), pass.clone(), platform.clone()],
        vec![platform.clone(), pass.clone(), other.clone(), new_id.clone()],
        vec![platform.clone(), pass.clone(), other.clone(), other.clone()],
        vec![platform.clone(), pass.clone(), new_id],
    ];
    let known = phone.device_state.snapshot();
    for (n, slots) in changes.iter().enumerate() {
        phone.put(&with_slots(&file, slots));
        phone.device_state.restore(known.clone());
        assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered), "change {n}");
        // Where the platform knows nothing, the slot opens and the seal does not.
        phone.device_state.restore(Default::default());
        let error = phone.open().err().unwrap();
        let doubled = n == 6;
        let expected = if doubled { VaultError::Damaged } else { VaultError::HeaderTampered };
        assert_eq!(error, expected, "change {n}");
    }
}

#[test]
fn a_slot_from_another_vault_opens_nothing_v03() {
    // Two vaults on one phone, the same platform key.
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let (mine, known) = (phone.file(), phone.device_state.snapshot());
    phone.store.put(VaultFile::Current, None);
    phone.store.put(VaultFile::Previous, None);
    drop(phone.create());
    let theirs = phone.file();
    let pasted = with_slots(&mine, &cut_slots(&theirs));
    for values in [known, Default::default()] {
        phone.device_state.restore(values);
        phone.put(&pasted);
        assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered));
        phone.put(&with_slots(&mine, &[cut_slots(&mine), cut_slots(&theirs)].concat()));
        assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered));
    }
}

#[test]
fn the_sealed_length_is_in_steps_of_4_kib_v07() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let mut lengths = Vec::new();
    for n in 0..60 {
        let file = phone.file();
        lengths.push(file.len() - header_len(&file));
        add(&mut vault, &format!("account {n}"));
    }
    assert!(lengths.iter().all(|len| len % 4096 == 0));
    assert_eq!(lengths[0], 4096);
    assert!(lengths[59] > 4096 && lengths[1] == lengths[10]);
}

#[test]
fn a_copied_file_allows_no_guessing_even_of_the_right_passcode_v12() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    // The thief has the file, and a phone that never saw it.
    let thief = Phone::seeded(66);
    thief.put(&phone.file());
    let refused = thief.open_with(PASSCODE, NOW).err();
    assert!(matches!(refused, Some(VaultError::DeviceKeyMissing { .. })), "{refused:?}");
    // A key of the thief's own under the same name does not help.
    use countersign_core::device::SecureKey;
    use countersign_core::secret::SecretBytes;
    let id: String = phone.file()[14..30].iter().map(|byte| format!("{byte:02x}")).collect();
    thief.keys.wrap(&format!("{id}/device"), &SecretBytes::new(vec![0; 32])).unwrap();
    let refused = thief.open_with(PASSCODE, NOW).err();
    assert_eq!(refused, Some(VaultError::WrongPasscode { tries_left: 9 }));
}

#[test]
fn the_cost_in_a_file_is_checked_before_memory_is_taken_v14() {
    let phone = Phone { passcode_alone: true, ..Phone::new() };
    let new = NewSlots {
        passcode: Some(passcode(PASSCODE)),
        kdf: countersign_core::vault::KdfParams::FLOOR,
        ..NewSlots::default()
    };
    drop(Vault::create(phone.parts(), new).unwrap());
    let file = phone.file();
    let cost = |memory: u32, passes: u32| {
        let mut changed = file.clone();
        changed[SLOTS_AT + 9..SLOTS_AT + 13].copy_from_slice(&memory.to_be_bytes());
        changed[SLOTS_AT + 13..SLOTS_AT + 17].copy_from_slice(&passes.to_be_bytes());
        phone.device_state.restore(Default::default());
        phone.put(&changed);
        phone.open_with(PASSCODE, NOW).err().unwrap()
    };
    for (memory, passes) in [(u32::MAX, 2), (65_537, 2), (19 * 1024, 11), (u32::MAX, u32::MAX)] {
        let expected = VaultError::KdfTooCostly { needed_kib: memory, passes };
        assert_eq!(cost(memory, passes), expected);
    }
    for (memory, passes) in [(0, 0), (8, 1), (19 * 1024 - 1, 2), (19 * 1024, 1)] {
        assert_eq!(cost(memory, passes), VaultError::KdfTooWeak);
    }
    // Inside the limits a changed cost is a wrong key.
    assert_eq!(cost(20 * 1024, 2), VaultError::WrongPasscode { tries_left: 9 });
    // No such refusal counted as a try.
    phone.device_state.restore(Default::default());
    phone.put(&file);
    assert!(phone.open_with(PASSCODE, NOW).is_ok());
}

#[test]
fn a_newer_version_is_named_and_left_alone_v32() {
    let phone = Phone::new();
    drop(phone.create());
    let mut newer = phone.file();
    newer[VERSION_AT..VERSION_AT + 2].copy_from_slice(&7_u16.to_be_bytes());
    phone.put(&newer);
    // The platform remembers version 2 of this very save: somebody changed the byte.
    assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered));
    // A newer app has saved since, or the platform knows nothing.
    phone.device_state.restore(Default::default());
    let found = VaultError::NewerVersion { found: 7, supported: 3 };
    assert_eq!(phone.open().err(), Some(found));
    assert!(phone.file() == newer);
    let again = Vault::create(phone.parts(), vault_support::platform_only()).err();
    assert_eq!(again, Some(VaultError::AlreadyExists));
    assert!(phone.file() == newer);
}

#[test]
fn a_version_set_back_is_tampering_v32() {
    let phone = Phone::new();
    drop(phone.create());
    let good = phone.file();
    for version in [0_u16, 1] {
        phone.put(&[&good[..VERSION_AT], &version.to_be_bytes(), &good[VERSION_AT + 2..]].concat());
        assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered), "{version}");
    }
    phone.device_state.restore(Default::default());
    assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered), "it is under the seal");
}

#[test]
fn a_vault_truncated_anywhere_is_damaged_and_stays_as_it_is_v47() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let (file, known) = (phone.file(), phone.device_state.snapshot());
    for len in 0..file.len() {
        phone.put(&file[..len]);
        phone.device_state.restore(known.clone());
        assert_eq!(phone.open().err(), Some(VaultError::Damaged), "{len}");
        phone.device_state.restore(Default::default());
        assert_eq!(phone.open().err(), Some(VaultError::Damaged), "{len}");
        assert!(phone.file() == file[..len]);
    }
    phone.put(&[file.clone(), vec![0; 4096]].concat());
    assert_eq!(phone.open().err(), Some(VaultError::HeaderTampered));
    phone.put(&[file, vec![0; 13 << 20]].concat());
    assert_eq!(phone.open().err(), Some(VaultError::Damaged));
}

#[test]
fn no_failure_ever_changes_the_file_v42() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    drop(vault);
    let good = phone.file();
    let previous = phone.store.bytes(VaultFile::Previous).unwrap();
    let unchanged = |file: &[u8]| {
        assert!(phone.file() == file);
        assert!(phone.store.bytes(VaultFile::Previous).unwrap() == previous);
    };
    // Ten wrong passcodes and more.
    for n in 0..12 {
        assert!(phone.open_with("wrong passcode", NOW + n * 1000).is_err());
        unchanged(&good);
    }
    let disabled = phone.open_with(PASSCODE, NOW + 99_000).err();
    assert_eq!(disabled, Some(VaultError::PasscodeDisabled));
    // A damaged file, an unknown version, a tampered header.
    for bit in [0, VERSION_AT * 8 + 8, GENERATION_AT * 8, 60 * 8, good.len() * 8 - 1] {
        let bad = flipped(&good, bit);
        phone.put(&bad);
        assert!(phone.open().is_err());
        unchanged(&bad);
    }
    // The platform key lost, the platform refusing.
    phone.put(&good);
    phone.keys.fail(Some(SecureKeyError::LockedOut));
    assert!(phone.open().is_err());
    phone.keys.fail(None);
    phone.keys.lose(UNLOCK_KEY);
    assert!(phone.open().is_err());
    unchanged(&good);
}

#[test]
fn the_random_source_failing_writes_nothing_v06() {
    struct NoRandom;
    impl countersign_core::random::Random for NoRandom {
        fn fill(&self, _: &mut [u8]) -> Result<(), countersign_core::random::RandomError> {
            Err(countersign_core::random::RandomError)
        }
    }
    let phone = Phone::new();
    drop(phone.create());
    let (file, parts) = (phone.file(), phone.parts());
    let parts = VaultDependencies { random: Arc::new(NoRandom), ..parts };
    let mut vault = Vault::open(parts.clone(), Unlock::Platform, NOW).unwrap();
    let saved = vault.change(|contents| -> Result<(), VaultError> {
        contents.hide_codes = true;
        Ok(())
    });
    assert!(matches!(saved, Err(VaultError::Random(_))) && phone.file() == file);
    assert!(!vault.contents().hide_codes);
    let empty = VaultDependencies { store: Arc::new(MemoryStore::new()), ..parts };
    let created = Vault::create(empty, vault_support::platform_only());
    assert!(matches!(created, Err(VaultError::Random(_))));
}

#[test]
fn a_very_long_passcode_and_strange_text_are_only_wrong_v20() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    for text in [String::new(), "x".repeat(1 << 20), "\0\u{202e}".to_owned()] {
        let text = SecretString::new(text);
        let refused = Vault::open(phone.parts(), Unlock::Passcode(&text), NOW).err();
        assert!(matches!(refused, Some(VaultError::WrongPasscode { .. })));
    }
}
