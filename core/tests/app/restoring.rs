//! A vault that does not open, and copies that are not the last save (V-31, V-41).

use countersign_core::app::{AccountError, SaveError, UnlockError, VaultState};
use countersign_core::device::VaultFile;
use countersign_core::vault::{RollbackStatus, Unlock};

use crate::world::World;

/// A phone whose second to last save has one account named so, and whose last one another.
async fn saved() -> (World, Vec<u8>) {
    let world = World::enrolled().await;
    let id = world.id();
    world.app.accounts().rename(id, "Before").unwrap();
    world.app.accounts().rename(id, "After").unwrap();
    world.app.vault().lock();
    let file = world.store.bytes(VaultFile::Current).unwrap();
    (world, file)
}

fn name(world: &World) -> String {
    world.account().issuer
}

#[tokio::test]
async fn a_damaged_vault_is_opened_from_the_save_before_and_written_again_v41() {
    // Cut off; and changed inside its data, which only an unlock finds.
    for cut in [true, false] {
        let (mut world, file) = saved().await;
        let mut damaged = file.clone();
        *damaged.last_mut().unwrap() ^= 1;
        damaged.truncate(if cut { file.len() / 2 } else { file.len() });
        let generation = u64::from_be_bytes(file[30..38].try_into().unwrap());
        let before = world.store.bytes(VaultFile::Previous);
        world.store.put(VaultFile::Current, Some(damaged.clone()));
        let error = world.app.vault().unlock(Unlock::Platform).unwrap_err();
        assert_eq!(error, UnlockError::Damaged);
        let offered = world.app.vault().previous().unwrap().unwrap();
        assert_eq!(offered.generation, generation - 1);
        let older = RollbackStatus::RolledBack { file: generation - 1, expected: generation };
        assert_eq!(offered.rollback_status, older);
        assert_eq!(
            world.app.vault().unlock_previous(Unlock::Platform).unwrap().rollback_status,
            older
        );
        assert_eq!(world.app.vault().state().unwrap(), VaultState::ReadOnly);
        assert_eq!(name(&world), "Before");
        let refused = world.app.accounts().rename(world.id(), "New").unwrap_err();
        assert_eq!(refused, AccountError::NotStored { why: SaveError::ReadOnly });
        assert!(world.store.bytes(VaultFile::Current).unwrap() == damaged, "nothing is changed");
        assert!(world.store.bytes(VaultFile::Previous) == before);
        world.app.vault().accept().unwrap();
        assert!(world.store.bytes(VaultFile::Previous).unwrap() == damaged, "it is kept");
        world.app.accounts().rename(world.id(), "New").unwrap();
        world.restart();
        assert_eq!(name(&world), "New");
    }
}

#[tokio::test]
async fn the_save_before_put_in_place_by_hand_can_be_accepted_too_v41() {
    let (mut world, _) = saved().await;
    let before = world.store.bytes(VaultFile::Previous).unwrap();
    world.store.put(VaultFile::Current, Some(before));
    let VaultState::Locked(info) = world.app.vault().state().unwrap() else { panic!() };
    assert!(
        matches!(info.rollback_status, RollbackStatus::RolledBack { .. }),
        "said before the unlock"
    );
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let refused = world.app.accounts().rename(world.id(), "New").unwrap_err();
    assert_eq!(refused, AccountError::NotStored { why: SaveError::ReadOnly });
    world.app.vault().accept().unwrap();
    world.app.accounts().rename(world.id(), "New").unwrap();
    world.restart();
    assert_eq!(name(&world), "New");
}

#[tokio::test]
async fn where_the_last_save_is_gone_the_one_before_is_offered_v41() {
    let (world, _) = saved().await;
    world.store.put(VaultFile::Current, None);
    let damaged = UnlockError::Damaged;
    assert_eq!(world.app.vault().state().unwrap_err(), damaged);
    assert!(world.app.vault().previous().unwrap().is_some());
    world.app.vault().unlock_previous(Unlock::Platform).unwrap();
    world.app.vault().accept().unwrap();
    assert_eq!(name(&world), "Before");
    assert_eq!(world.app.vault().state().unwrap(), VaultState::Open);
}

#[tokio::test]
async fn where_there_is_no_save_before_there_is_nothing_to_offer_v41() {
    let (mut world, _) = saved().await;
    world.restart();
    world.app.vault().lock();
    assert_eq!(world.app.vault().previous().unwrap(), None);
    let none = UnlockError::NoVault;
    assert_eq!(world.app.vault().unlock_previous(Unlock::Platform).unwrap_err(), none);
    assert!(matches!(world.app.vault().state().unwrap(), VaultState::Locked(_)));
    // While the vault is open, asking for the one before is an unlock like any other.
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let again = world.app.vault().unlock_previous(Unlock::Platform).unwrap();
    assert_eq!((again.rollback_status, name(&world).as_str()), (RollbackStatus::Current, "After"));
}
