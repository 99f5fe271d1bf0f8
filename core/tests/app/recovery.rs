//! The recovery code, the ways to open the vault, and a way that was compromised.

use countersign_core::app::{
    Authenticator, Kept, NewRecoveryCode, NewVault, Safety, UnlockError, VaultState,
};
use countersign_core::device::VaultFile;
use countersign_core::secret::SecretString;
use countersign_core::vault::testing::{Fault as Disk, MemoryDeviceState, MemoryKey};
use countersign_core::vault::{
    KdfParams, NewPlatformSlot, RecoveryCode, RollbackStatus, SlotType, Unlock,
};

use crate::world::{World, platform_key, secret};

const PASSCODE: &str = "correct-horse";
const OTHER: &str = "another-horse";

fn with_passcode() -> World {
    let passcode = Some(secret(PASSCODE));
    World::unlocked_by(NewVault { passcode, kdf: KdfParams::FLOOR, ..platform_key() })
}

/// Types the groups that are asked for, as they stand on the paper.
fn confirm(
    app: &Authenticator,
    new: &NewRecoveryCode,
    paper: &SecretString,
) -> Result<(), UnlockError> {
    let groups: Vec<&str> = paper.expose().split('-').collect();
    let typed = new.asked().map(|number| secret(groups[number - 1]));
    app.vault().use_recovery_code(new, [&typed[0], &typed[1]])
}

/// A recovery code in use.
fn recovery(app: &Authenticator) -> RecoveryCode {
    let new = app.vault().new_recovery_code(Unlock::Platform).unwrap();
    confirm(app, &new, &new.text()).unwrap();
    RecoveryCode::parse(&new.text()).unwrap()
}

fn kinds(app: &Authenticator) -> Vec<SlotType> {
    app.vault().ways().unwrap().into_iter().map(|way| way.kind).collect()
}

#[tokio::test]
async fn a_forgotten_passcode_and_a_lost_lock_are_recovered_by_the_code_a74() {
    let world = with_passcode();
    world.add(1).await.unwrap();
    let code = recovery(&world.app);
    world.app.vault().lock();
    world.keys.lose("unlock");
    assert_eq!(world.app.vault().unlock(Unlock::Platform).unwrap_err(), UnlockError::KeyLost);
    for _ in 0..10 {
        world.clock.advance(200);
        let _wrong =
            world.app.vault().unlock(Unlock::Passcode(&secret("not-the-one"))).unwrap_err();
    }
    let off = world.app.vault().unlock(Unlock::Passcode(&secret(PASSCODE))).unwrap_err();
    assert_eq!(off, UnlockError::PasscodeOff);
    let how = Unlock::Recovery(code.secret());
    assert_eq!(world.app.vault().unlock(how).unwrap().rollback_status, RollbackStatus::Current);
    assert_eq!(world.accounts().len(), 1);
    // The person chooses a new passcode, which has ten fresh tries, and the phone a new key.
    world.app.vault().change_passcode(how, secret(OTHER), KdfParams::FLOOR).unwrap();
    let key = NewPlatformSlot { key_id: "unlock-2".to_owned(), user_presence: true };
    world.app.vault().add_platform_key(how, &key).unwrap();
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    // The way whose key is lost is gone.
    let platform = kinds(&world.app).into_iter().filter_map(|kind| match kind {
        SlotType::Platform { key_id, .. } => Some(key_id),
        SlotType::Passcode | SlotType::Recovery => None,
    });
    assert_eq!(platform.collect::<Vec<_>>(), ["unlock-2"]);
}

#[tokio::test]
async fn the_code_opens_a_copy_on_another_phone_v63_a74() {
    let world = with_passcode();
    world.add(1).await.unwrap();
    let code = recovery(&world.app);
    world.app.vault().lock();
    let mut outside = world.outside.clone();
    let keys = std::sync::Arc::new(MemoryKey::seeded(77));
    outside.vault.keys = keys;
    outside.vault.device_state = std::sync::Arc::new(MemoryDeviceState::new());
    let other = Authenticator::new(outside);
    assert!(other.vault().unlock(Unlock::Platform).is_err());
    assert!(other.vault().unlock(Unlock::Passcode(&secret(PASSCODE))).is_err());
    let how = Unlock::Recovery(code.secret());
    assert_eq!(other.vault().unlock(how).unwrap().rollback_status, RollbackStatus::NewPhone);
    other.vault().accept().unwrap();
    other.vault().change_passcode(how, secret(OTHER), KdfParams::FLOOR).unwrap();
    other.vault().lock();
    other.vault().unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
    assert_eq!(other.accounts().list().unwrap().len(), 1);
}

#[test]
fn a_code_is_in_use_once_two_groups_were_typed_and_not_before_v15() {
    let world = with_passcode();
    let vault = world.app.vault();
    let first = recovery(&world.app);
    let new = vault.new_recovery_code(Unlock::Platform).unwrap();
    let [one, two] = new.asked();
    assert!(one != two && (1..=7).contains(&one) && (1..=7).contains(&two));
    let wrong = vault.use_recovery_code(&new, [&secret("AAAA"), &secret("AAAA")]);
    assert_eq!(wrong, Err(UnlockError::WrongRecoveryCode));
    let opens =
        |code: &RecoveryCode| world.app.vault().unlock(Unlock::Recovery(code.secret())).is_ok();
    let second = RecoveryCode::parse(&new.text()).unwrap();
    assert!(opens(&first) && !opens(&second), "the code before holds");
    // A typing mistake is no end: the same code is confirmed after it.
    confirm(&world.app, &new, &new.text()).unwrap();
    assert!(!opens(&first) && opens(&second));
    // One recovery slot, whatever was made.
    assert_eq!(kinds(&world.app).iter().filter(|kind| **kind == SlotType::Recovery).count(), 1);
    // A lock ends what was shown before it.
    let late = vault.new_recovery_code(Unlock::Platform).unwrap();
    vault.lock();
    assert_eq!(confirm(&world.app, &late, &late.text()), Err(UnlockError::Locked));
    vault.unlock(Unlock::Platform).unwrap();
    assert_eq!(confirm(&world.app, &late, &late.text()), Err(UnlockError::Locked));
    assert!(opens(&second));
}

#[test]
fn a_code_that_was_shown_is_void_once_the_ways_have_changed_v15_v16() {
    let world = with_passcode();
    let vault = world.app.vault();
    // Used once, it is used up: after the vault key was changed because it leaked, it does not come back.
    let leaked = vault.new_recovery_code(Unlock::Platform).unwrap();
    confirm(&world.app, &leaked, &leaked.text()).unwrap();
    assert_eq!(confirm(&world.app, &leaked, &leaked.text()), Err(UnlockError::WaysChanged));
    let key = platform_key().platform.unwrap();
    vault.change_vault_key(Unlock::Platform, vec![Kept::Platform(key)]).unwrap();
    assert_eq!(confirm(&world.app, &leaked, &leaked.text()), Err(UnlockError::WaysChanged));
    assert!(!kinds(&world.app).contains(&SlotType::Recovery));
    // Nor does one that was shown before another was taken replace that one.
    let early = vault.new_recovery_code(Unlock::Platform).unwrap();
    let taken = recovery(&world.app);
    assert_eq!(confirm(&world.app, &early, &early.text()), Err(UnlockError::WaysChanged));
    assert!(vault.unlock(Unlock::Recovery(taken.secret())).is_ok());
}

#[test]
fn a_code_that_another_one_replaced_opens_no_save_on_this_phone_v41() {
    let world = with_passcode();
    let old = recovery(&world.app);
    recovery(&world.app);
    world.app.vault().lock();
    let opened = world.app.vault().unlock_previous(Unlock::Recovery(old.secret()));
    assert_eq!(opened.unwrap_err(), UnlockError::NoVault);
}

#[test]
fn a_platform_key_that_opens_nothing_is_no_kept_way_v16() {
    let world = with_passcode();
    let strange = NewPlatformSlot { key_id: "of somebody else".into(), user_presence: true };
    let refused =
        world.app.vault().change_vault_key(Unlock::Platform, vec![Kept::Platform(strange)]);
    assert_eq!(refused, Err(UnlockError::NoSuchWay));
    assert!(world.app.vault().unlock(Unlock::Platform).is_ok());
}

#[test]
fn a_recovery_code_takes_an_unlock_of_its_own_v70() {
    let world = with_passcode();
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let wrong = world.app.vault().new_recovery_code(Unlock::Passcode(&secret("not-the-one")));
    assert!(matches!(wrong, Err(UnlockError::WrongPasscode { .. })));
    world.app.vault().lock();
    let locked = world.app.vault().new_recovery_code(Unlock::Platform);
    assert!(matches!(locked, Err(UnlockError::Locked)));
}

#[test]
fn without_a_recovery_code_or_a_backup_the_app_warns_until_dismissed_v17() {
    let mut world = with_passcode();
    let safety = |world: &World| world.app.settings().safety().unwrap();
    let none = Safety { recovery_code: false, backup: false, warn: true };
    assert_eq!(safety(&world), none);
    world.app.settings().decline_recovery_code().unwrap();
    assert_eq!(safety(&world), Safety { warn: false, ..none });
    world.restart();
    assert_eq!(safety(&world), Safety { warn: false, ..none }, "declining is recorded");
    let other = with_passcode();
    recovery(&other.app);
    assert_eq!(safety(&other), Safety { recovery_code: true, warn: false, ..none });
}

#[test]
fn a_compromised_way_and_all_that_is_not_presented_open_nothing_any_more_v16() {
    let world = with_passcode();
    let code = recovery(&world.app);
    let stolen = world.store.bytes(VaultFile::Current).unwrap();
    // The platform's key is kept; passcode and recovery code are dropped, and named.
    let key = platform_key().platform.unwrap();
    let dropped =
        world.app.vault().change_vault_key(Unlock::Platform, vec![Kept::Platform(key)]).unwrap();
    let dropped: Vec<SlotType> = dropped.into_iter().map(|way| way.kind).collect();
    assert_eq!(dropped, [SlotType::Passcode, SlotType::Recovery]);
    assert!(world.store.bytes(VaultFile::Previous).is_none(), "the old key opens no save here");
    world.app.vault().lock();
    let by = |how: Unlock<'_>| world.app.vault().unlock(how).map(|open| open.rollback_status);
    assert_eq!(by(Unlock::Recovery(code.secret())), Err(UnlockError::NoSuchWay));
    assert_eq!(by(Unlock::Passcode(&secret(PASSCODE))), Err(UnlockError::NoSuchWay));
    assert_eq!(by(Unlock::Platform), Ok(RollbackStatus::Current));
    // The copy of before is an older one, and no key of it opens a save of now.
    world.app.vault().lock();
    world.store.put(VaultFile::Current, Some(stolen));
    assert!(matches!(
        by(Unlock::Recovery(code.secret())),
        Ok(RollbackStatus::NewPhone | RollbackStatus::RolledBack { .. })
    ));
}

#[test]
fn kept_ways_are_presented_and_a_wrong_one_changes_nothing_v16() {
    let world = with_passcode();
    let code = recovery(&world.app);
    let kept = |passcode: &str| {
        let code = RecoveryCode::parse(&code.text()).unwrap();
        let passcode = Kept::Passcode { passcode: secret(passcode), kdf: KdfParams::FLOOR };
        vec![passcode, Kept::Recovery(code)]
    };
    let before = world.store.bytes(VaultFile::Current);
    let wrong = world.app.vault().change_vault_key(Unlock::Platform, kept("not-the-one"));
    assert!(matches!(wrong, Err(UnlockError::WrongPasscode { .. })));
    let none = world.app.vault().change_vault_key(Unlock::Platform, Vec::new());
    assert_eq!(none.unwrap_err(), UnlockError::NoSuchWay);
    assert_eq!(world.store.bytes(VaultFile::Current), before);
    let dropped = world.app.vault().change_vault_key(Unlock::Platform, kept(PASSCODE)).unwrap();
    assert!(matches!(dropped[0].kind, SlotType::Platform { .. }) && dropped.len() == 1);
    world.app.vault().lock();
    assert_eq!(world.app.vault().unlock(Unlock::Platform).unwrap_err(), UnlockError::NoSuchWay);
    world.app.vault().unlock(Unlock::Passcode(&secret(PASSCODE))).unwrap();
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Recovery(code.secret())).unwrap();
}

#[test]
fn power_lost_while_the_vault_key_is_changed_leaves_a_vault_that_opens_v16_v40() {
    let key = || vec![Kept::Platform(platform_key().platform.unwrap())];
    let operations = {
        let world = with_passcode();
        world.store.inject(Disk::None);
        world.app.vault().change_vault_key(Unlock::Platform, key()).unwrap();
        world.store.operations()
    };
    for at in 0..=operations {
        let world = with_passcode();
        world.store.inject(Disk::PowerLossBefore(at));
        let _ = world.app.vault().change_vault_key(Unlock::Platform, key());
        world.store.reboot(1);
        let app = Authenticator::new(world.outside.clone());
        let rollback_status = app.vault().unlock(Unlock::Platform).unwrap().rollback_status;
        assert!(
            matches!(rollback_status, RollbackStatus::Current | RollbackStatus::Repaired),
            "at {at}: {rollback_status:?}"
        );
        app.accounts().hide_codes().unwrap();
    }
}

#[test]
fn a_platform_value_that_was_not_written_with_the_new_key_is_made_good_v16_v31() {
    let world = with_passcode();
    let key = vec![Kept::Platform(platform_key().platform.unwrap())];
    // The file is durable, and the process dies before the platform's value.
    world.fuse.after(1);
    let _ = world.app.vault().change_vault_key(Unlock::Platform, key);
    world.fuse.mend();
    let app = Authenticator::new(world.outside.clone());
    assert!(matches!(app.vault().state().unwrap(), VaultState::Locked(_)));
    let rollback_status = app.vault().unlock(Unlock::Platform).unwrap().rollback_status;
    assert_eq!(rollback_status, RollbackStatus::Repaired);
    app.accounts().hide_codes().unwrap();
    app.vault().lock();
    assert_eq!(
        app.vault().unlock(Unlock::Platform).unwrap().rollback_status,
        RollbackStatus::Current
    );
}
