//! Making, opening, changing: the ordinary life of a vault.
#![allow(missing_docs, clippy::as_conversions, reason = "tests")]

mod vault_support;

use countersign_core::account::{KeyRef, PushAccount};
use countersign_core::device::{SecureKeyError, VaultFile};
use countersign_core::otp::{Counter, OtpKind};
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::vault::{
    EntryBody, KdfParams, NewPlatformSlot, NewSlots, RollbackStatus, SlotType, StateFolder, Unlock,
    Vault, VaultDependencies, VaultError, probe,
};
use vault_support::{
    NOW, PASSCODE, Phone, TempFolder, UNLOCK_KEY, add, every_kind, hotp_entry, names, passcode,
    platform_only, refused_after_approval, renewing, seen_of_every_kind, tokens,
};

#[test]
fn what_was_saved_is_there_after_opening_v10() {
    let phone = Phone::new();
    assert_eq!(phone.open().err(), Some(VaultError::NoVault));
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    add(&mut vault, "bob");
    drop(vault);
    let vault = phone.open().unwrap();
    assert_eq!(names(&vault), ["alice", "bob"]);
    assert_eq!((vault.rollback_status(), vault.generation()), (RollbackStatus::Current, 3));
    let vault = phone.open_with(PASSCODE, NOW).unwrap();
    assert_eq!(names(&vault), ["alice", "bob"]);
}

#[test]
fn every_field_of_every_kind_survives_v43() {
    let phone = Phone::new();
    let mut vault = phone.create();
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries = every_kind();
            contents.entries.extend(tokens());
            renewing(&mut contents.entries);
            contents.hide_codes = true;
            contents.seen = seen_of_every_kind();
            contents.seen.extend(refused_after_approval());
            Ok(())
        })
        .unwrap();
    let opened = phone.open().unwrap();
    let (before, after) = (vault.contents(), opened.contents());
    assert!(after.unreadable.is_empty() && after.unknown.is_empty());
    assert!(after.hide_codes && !after.recovery_declined);
    let seen = [seen_of_every_kind(), refused_after_approval()].concat();
    assert!(before.seen == after.seen && after.seen == seen);
    assert_eq!(before.entries.len(), after.entries.len());
    for (one, other) in before.entries.iter().zip(&after.entries) {
        // The secrets are redacted in Debug and compared by hand.
        let plain = |e: &countersign_core::vault::Entry| {
            format!(
                "{:?}{}{}{:?}{}{:?}{}{}{}{:?}{:?}",
                e.id,
                e.issuer,
                e.account,
                e.display_name,
                e.note,
                e.tags,
                e.favourite,
                e.order,
                e.created,
                e.trashed,
                e.body
            )
        };
        assert_eq!(plain(one), plain(other));
        match (&one.body, &other.body) {
            (EntryBody::Otp(one), EntryBody::Otp(other)) => {
                assert!(one.secret.ct_eq(other.secret.expose()));
                if let (OtpKind::Yandex { pin: a }, OtpKind::Yandex { pin: b }) =
                    (&one.kind, &other.kind)
                {
                    assert!(a.as_ref().unwrap().ct_eq(b.as_ref().unwrap().expose()));
                }
            }
            (EntryBody::Push(one), EntryBody::Push(other)) => {
                let seed = |a: &Option<countersign_core::account::OtpSeed>| {
                    a.as_ref().map(|seed| seed.secret.expose().to_vec())
                };
                assert_eq!(seed(&one.otp), seed(&other.otp));
                let next = |a: &PushAccount| match a.next_key.as_ref() {
                    Some(KeyRef::Hardware { id, public }) => (id.clone(), public.clone()),
                    Some(KeyRef::Software { pkcs8 }) => (String::new(), pkcs8.expose().to_vec()),
                    None => panic!("its next key is lost"),
                };
                assert_eq!(next(one), next(other));
                assert_eq!((one.protocol, &one.token), (other.protocol, &other.token));
                let text = |a: &Option<SecretString>| a.as_ref().map(|t| t.expose().to_owned());
                assert_eq!(text(&one.client_secret), text(&other.client_secret));
                assert_eq!(text(&one.completion), text(&other.completion));
            }
            _ => panic!("the kinds differ"),
        }
    }
}

#[test]
fn a_failed_change_leaves_memory_and_file_as_they_were_v40() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let file = phone.file();
    let refused = vault.change(|contents| -> Result<(), VaultError> {
        contents.entries.clear();
        Err(VaultError::TooLarge)
    });
    assert_eq!(refused, Err(VaultError::TooLarge));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        vault.change(|contents| -> Result<(), VaultError> {
            contents.entries.clear();
            panic!("in the middle of a change")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(names(&vault), ["alice"]);
    assert!(phone.file() == file);
}

#[test]
fn a_value_that_could_not_be_read_back_is_not_saved_v43() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    for secret in [vec![], vec![1; 257]] {
        let saved = vault.change(|contents| -> Result<(), VaultError> {
            if let EntryBody::Otp(account) = &mut contents.entries[0].body {
                account.secret = SecretBytes::new(secret);
            }
            Ok(())
        });
        assert_eq!(saved, Err(VaultError::TooLarge));
    }
    let saved = vault.change(|contents| -> Result<(), VaultError> {
        contents.entries[0].note = "x".repeat(13 << 20);
        Ok(())
    });
    assert_eq!(saved, Err(VaultError::TooLarge));
    assert_eq!(names(&phone.open().unwrap()), ["alice"]);
}

#[test]
fn creating_never_overwrites_v42() {
    let phone = Phone::new();
    let mut vault = phone.create();
    add(&mut vault, "alice");
    let file = phone.file();
    let again = Vault::create(phone.parts(), platform_only()).err();
    assert_eq!(again, Some(VaultError::AlreadyExists));
    assert!(phone.file() == file);
    // The current file is gone, the one before it is there: not a fresh start.
    phone.store.put(VaultFile::Current, None);
    let again = Vault::create(phone.parts(), platform_only()).err();
    assert_eq!(again, Some(VaultError::AlreadyExists));
    assert_eq!(phone.open().err(), Some(VaultError::Damaged));
}

#[test]
fn slots_come_and_go_without_touching_entries_v10() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    let recovery = SecretBytes::new((0..16).collect());
    vault.set_recovery(&recovery).unwrap();
    let second = NewPlatformSlot { key_id: "second".to_owned(), user_presence: false };
    let second = vault.add_platform(&second).unwrap();
    vault.set_passcode(&passcode("another passcode"), KdfParams::FLOOR).unwrap();
    assert_eq!(vault.slots().len(), 4);

    let by_recovery = Vault::open(phone.parts(), Unlock::Recovery(&recovery), NOW).unwrap();
    assert_eq!(names(&by_recovery), ["alice"]);
    let wrong = SecretBytes::new(vec![9; 16]);
    let wrong = Vault::open(phone.parts(), Unlock::Recovery(&wrong), NOW).err();
    assert_eq!(wrong, Some(VaultError::WrongRecoveryCode));
    assert_eq!(names(&phone.open_with("another passcode", NOW).unwrap()), ["alice"]);
    let old = phone.open_with(PASSCODE, NOW).err();
    assert_eq!(old, Some(VaultError::WrongPasscode { tries_left: 9 }));

    vault.remove_slot(second).unwrap();
    assert_eq!(vault.remove_slot(second), Err(VaultError::NoSuchSlot));
    for kind in [SlotType::Passcode, SlotType::Recovery] {
        let slot = vault.slots().into_iter().find(|slot| slot.kind == kind).unwrap();
        vault.remove_slot(slot.id).unwrap();
    }
    let last = vault.slots()[0].id;
    assert_eq!(vault.remove_slot(last), Err(VaultError::LastSlot));
    assert_eq!(phone.open_with(PASSCODE, NOW).err(), Some(VaultError::NoSuchSlot));
    assert_eq!(names(&phone.open().unwrap()), ["alice"]);
}

#[test]
fn on_a_phone_a_passcode_is_never_the_only_slot_v10() {
    let mut phone = Phone::new();
    let only_passcode = || NewSlots {
        passcode: Some(passcode(PASSCODE)),
        kdf: KdfParams::FLOOR,
        ..NewSlots::default()
    };
    let refused = Vault::create(phone.parts(), only_passcode()).err();
    assert_eq!(refused, Some(VaultError::PasscodeAlone));
    assert_eq!(
        Vault::create(phone.parts(), NewSlots::default()).err(),
        Some(VaultError::NoSuchSlot)
    );
    assert!(phone.store.everything().is_empty());
    let mut vault = phone.create_with_passcode();
    let platform = vault.slots()[0].id;
    assert_eq!(vault.remove_slot(platform), Err(VaultError::PasscodeAlone));

    phone = Phone::seeded(2);
    phone.passcode_alone = true;
    let declined = NewSlots { recovery_declined: true, ..only_passcode() };
    drop(Vault::create(phone.parts(), declined).unwrap());
    assert!(phone.open_with(PASSCODE, NOW).unwrap().contents().recovery_declined);
}

#[test]
fn a_phone_without_a_key_that_asks_for_the_person_has_a_passcode_alone_v10() {
    let phone = Phone::new();
    let slots = NewSlots {
        passcode: Some(passcode(PASSCODE)),
        kdf: KdfParams::FLOOR,
        no_person_key: true,
        ..NewSlots::default()
    };
    drop(Vault::create(phone.parts(), slots).unwrap());
    let mut vault = phone.open_with(PASSCODE, NOW).unwrap();
    // It stays usable: another passcode takes the place of the one, and a key joins it where one can be made.
    vault.set_passcode(&passcode("another-horse"), KdfParams::FLOOR).unwrap();
    assert_eq!(vault.slots().len(), 1);
    let key = NewPlatformSlot { key_id: UNLOCK_KEY.to_owned(), user_presence: true };
    let key = vault.add_platform(&key).unwrap();
    assert_eq!(vault.remove_slot(key), Err(VaultError::PasscodeAlone));
    drop(vault);
    assert_eq!(phone.open_with("another-horse", NOW).unwrap().slots().len(), 2);
}

#[test]
fn a_key_store_that_does_not_answer_has_lost_no_key_v11() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let lost = || probe(&phone.parts(), VaultFile::Current, NOW).unwrap().unwrap().lost.len();
    for failure in [SecureKeyError::Failed, SecureKeyError::LockedOut, SecureKeyError::Cancelled] {
        phone.keys.fail(Some(failure));
        assert_eq!(lost(), 0, "{failure}");
    }
    phone.keys.fail(None);
    phone.keys.lose(UNLOCK_KEY);
    assert_eq!(lost(), 1);
}

#[test]
fn there_is_room_for_eight_slots_and_the_ninth_changes_nothing_v10() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let new = NewPlatformSlot { key_id: "more".to_owned(), user_presence: false };
    for _ in 1..8 {
        vault.add_platform(&new).unwrap();
    }
    let file = phone.file();
    assert_eq!(vault.add_platform(&new), Err(VaultError::TooManySlots));
    assert!(phone.file() == file);
    let long = NewPlatformSlot { key_id: "x".repeat(129), user_presence: false };
    assert_eq!(vault.add_platform(&long), Err(VaultError::TooManySlots));
    assert_eq!(phone.open().unwrap().slots().len(), 8);
}

#[test]
fn without_the_platforms_answer_there_is_no_opening_and_a_lost_key_is_reported_v11() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    drop(vault);
    let file = phone.file();
    for failure in [
        SecureKeyError::Cancelled,
        SecureKeyError::LockedOut,
        SecureKeyError::Failed,
        SecureKeyError::Unsupported,
    ] {
        phone.keys.fail(Some(failure));
        assert_eq!(phone.open().err(), Some(VaultError::SecureKey(failure)));
    }
    phone.keys.fail(None);
    phone.keys.lose(UNLOCK_KEY);
    assert_eq!(phone.open().err(), Some(VaultError::SecureKey(SecureKeyError::Lost)));
    let info = probe(&phone.parts(), VaultFile::Current, NOW).unwrap().unwrap();
    assert_eq!(info.lost, [info.slots[0].id]);
    let mut vault = phone.open_with(PASSCODE, NOW).unwrap();
    assert_eq!(names(&vault), ["alice"]);
    assert!(phone.file() == file);
    // A second platform slot works beside the lost one.
    let new = NewPlatformSlot { key_id: "second".to_owned(), user_presence: true };
    vault.add_platform(&new).unwrap();
    assert_eq!(names(&phone.open().unwrap()), ["alice"]);
}

#[test]
fn a_counter_is_durable_before_its_code_is_shown_v44() {
    let phone = Phone::new();
    let mut vault = phone.create();
    let entry = hotp_entry("counted", 41);
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries.push(entry);
            Ok(())
        })
        .unwrap();
    // The facade's step: advance, save, only then show the code of the old counter.
    let advance = |vault: &mut Vault| {
        vault.change(|contents| -> Result<u64, VaultError> {
            let EntryBody::Otp(account) = &mut contents.entries[0].body else { panic!() };
            let OtpKind::Hotp { counter, .. } = &mut account.kind else { panic!() };
            let shown = counter.get();
            *counter = Counter::new(shown + 1).unwrap();
            Ok(shown)
        })
    };
    let mut shown = Vec::new();
    for fault in 0..30 {
        phone.store.inject(countersign_core::vault::testing::Fault::PowerLossBefore(fault));
        if let Ok(counter) = advance(&mut vault) {
            shown.push(counter);
        }
        phone.store.reboot(usize::MAX);
        vault = phone.open().unwrap();
    }
    assert!(shown.len() > 15, "most of these power losses come after the save");
    assert!(shown.windows(2).all(|pair| pair[0] < pair[1]), "a counter was shown twice: {shown:?}");
}

#[test]
fn a_fresh_unlock_uses_only_keys_that_ask_for_the_person_v70() {
    let phone = Phone::new();
    let key =
        |name: &str, user_presence| NewPlatformSlot { key_id: name.to_owned(), user_presence };
    let new = NewSlots { platform: Some(key("unattended", false)), ..NewSlots::default() };
    let mut vault = Vault::create(phone.parts(), new).unwrap();
    assert!(!vault.person_was_there(), "making a key asks for nobody");
    let person = |vault: &Vault| {
        vault.verifier().verify_person(Unlock::Platform, NOW).map(|verified| verified.person)
    };
    let unwraps = phone.keys.unwraps();
    assert_eq!(person(&vault), Err(VaultError::NoSuchSlot));
    assert_eq!(phone.keys.unwraps(), unwraps, "the key is not even asked");
    assert!(!vault.verifier().verify(Unlock::Platform, NOW).unwrap().person);
    vault.add_platform(&key("asking", true)).unwrap();
    assert_eq!(person(&vault), Ok(true));
    phone.keys.lose("asking");
    let lost = VaultError::SecureKey(SecureKeyError::Lost);
    assert_eq!(person(&vault), Err(lost), "the other key does not stand in for it");
    drop(vault);
    assert!(!phone.open().unwrap().person_was_there());
    phone.keys.lose("unattended");
    assert_eq!(phone.open().err(), Some(lost));

    let vault = Phone::seeded(2).create_with_passcode();
    assert!(vault.person_was_there());
    let phone = Phone::seeded(3);
    drop(phone.create_with_passcode());
    assert!(
        phone.open().unwrap().person_was_there()
            && phone.open_with(PASSCODE, NOW).unwrap().person_was_there()
    );
}

#[test]
fn a_folder_is_a_vault_of_its_own_v10() {
    let folder = TempFolder::new();
    let random = std::sync::Arc::new(countersign_core::random::SystemRandom::new());
    let (dir, root) = (folder.path().join("data"), folder.path().join("state"));
    let parts =
        || VaultDependencies::in_folder(&dir, StateFolder::Under(root.clone()), random.clone());
    assert_eq!(probe(&parts(), VaultFile::Current, NOW), Ok(None));
    assert!(!dir.exists() && !root.exists(), "looking creates nothing");
    let new = NewSlots {
        passcode: Some(passcode(PASSCODE)),
        kdf: KdfParams::FLOOR,
        recovery_declined: true,
        ..NewSlots::default()
    };
    let mut vault = Vault::create(parts(), new).unwrap();
    add(&mut vault, "alice");
    let state = root.join(vault.id().to_string());
    for file in ["vault", "vault.prev", "lock"] {
        assert!(dir.join(file).exists(), "{file}");
    }
    for file in ["device.key", "platform"] {
        assert!(state.join(file).exists(), "{file}");
    }
    let entries = std::fs::read_dir(&dir).unwrap().count();
    assert_eq!(entries, 3, "no temporary file is left");
    #[cfg(unix)]
    for path in [dir.join("vault"), dir.join("lock"), state.join("device.key")] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
        let parent = path.parent().unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(parent & 0o777, 0o700);
    }

    // While it is open a second one is refused; afterwards it is not.
    let text = SecretString::new(PASSCODE.to_owned());
    let second = Vault::open(parts(), Unlock::Passcode(&text), NOW).err();
    assert_eq!(second, Some(VaultError::LockedByOther));
    drop(vault);
    let vault = Vault::open(parts(), Unlock::Passcode(&text), NOW).unwrap();
    assert_eq!(names(&vault), ["alice"]);
    drop(vault);

    // The folder alone, without the device's share, allows no guessing at all (V-12).
    let elsewhere = StateFolder::Under(folder.path().join("other"));
    let stolen = VaultDependencies::in_folder(&dir, elsewhere, random.clone());
    let refused = Vault::open(stolen, Unlock::Passcode(&text), NOW).err();
    assert!(matches!(refused, Some(VaultError::DeviceKeyMissing { .. })), "{refused:?}");

    // The state may be named exactly.
    let exact = VaultDependencies::in_folder(&dir, StateFolder::Exactly(state), random);
    assert_eq!(names(&Vault::open(exact, Unlock::Passcode(&text), NOW).unwrap()), ["alice"]);
}
