//! The bin: taking back, deleting now, and what thirty days do.

use countersign_core::account::AccountId;
use countersign_core::app::{AccountError, Choice, KEPT_FOR, Removal, SaveError, SettingsError};
use countersign_core::device::VaultFile;
use countersign_core::vault::testing::Fault as Disk;

use crate::world::{NOW, World};

const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

async fn add(world: &World, issuer: &str) -> AccountId {
    let text = format!("otpauth://totp/{issuer}:ida?secret={KEY}&issuer={issuer}");
    let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap().account.id
}

fn binned(world: &World) -> Vec<AccountId> {
    world.app.settings().bin().unwrap().iter().map(|binned| binned.account.id).collect()
}

#[tokio::test]
async fn an_account_deleted_by_mistake_is_taken_back_as_it_was_a76() {
    let mut world = World::new();
    let (harbour, quay) = (add(&world, "Harbour").await, add(&world, "Quay").await);
    world.app.accounts().rename(harbour, "Home").unwrap();
    let before = world.app.accounts().codes(Some(59)).unwrap()[0].code.clone();
    assert_eq!(world.app.accounts().remove(harbour).await.unwrap(), Removal::Local);
    assert_eq!(world.account().id, quay, "it left the list");
    assert_eq!(world.app.accounts().codes(None).unwrap().len(), 1, "the bin makes no codes");
    let again = world.app.accounts().remove(harbour).await;
    assert_eq!(again, Err(AccountError::NoSuchAccount));
    world.clock.advance(5);
    world.app.accounts().remove(quay).await.unwrap();
    assert_eq!(binned(&world), [quay, harbour], "last removed first");
    let row = &world.app.settings().bin().unwrap()[1];
    assert_eq!((row.account.issuer.as_str(), row.since, row.until), ("Home", NOW, NOW + KEPT_FOR));
    world.restart();
    world.app.settings().take_back(harbour).unwrap();
    assert_eq!(world.account().issuer, "Home");
    assert_eq!(world.app.accounts().codes(Some(59)).unwrap()[0].code, before);
    assert_eq!(world.app.settings().take_back(harbour), Err(SettingsError::NoSuchAccount));
}

#[tokio::test]
async fn delete_now_leaves_nothing_in_the_vault_or_the_save_before_v45_a76() {
    let mut world = World::new();
    let (harbour, quay) = (add(&world, "Harbour").await, add(&world, "Quay").await);
    world.app.accounts().remove(harbour).await.unwrap();
    assert!(world.store.bytes(VaultFile::Previous).is_some(), "the save before still holds it");
    // What is in the list is not deleted by this.
    assert_eq!(world.app.settings().delete_now(quay), Err(SettingsError::NoSuchAccount));
    world.app.settings().delete_now(harbour).unwrap();
    assert!(world.store.bytes(VaultFile::Previous).is_none());
    assert_eq!(world.app.settings().take_back(harbour), Err(SettingsError::NoSuchAccount));
    // Where the first try ended between the two, the second one finishes.
    world.store.put(VaultFile::Previous, world.store.bytes(VaultFile::Current));
    assert_eq!(world.app.settings().delete_now(harbour), Err(SettingsError::NoSuchAccount));
    assert!(world.store.bytes(VaultFile::Previous).is_none());
    world.restart();
    assert!(binned(&world).is_empty());
    assert_eq!(world.account().id, quay);
    world.app.accounts().remove(quay).await.unwrap();
    world.app.settings().empty_bin().unwrap();
    assert!(world.store.bytes(VaultFile::Previous).is_none());
    assert!(binned(&world).is_empty() && world.accounts().is_empty());
}

#[tokio::test]
async fn after_thirty_days_it_is_gone_with_the_next_unlock_and_not_before_a76() {
    let mut world = World::new();
    let harbour = add(&world, "Harbour").await;
    world.app.accounts().remove(harbour).await.unwrap();
    let file = |world: &World| world.store.bytes(VaultFile::Current);
    world.clock.advance(KEPT_FOR - 1);
    world.restart();
    assert_eq!(binned(&world), [harbour], "the last second of thirty days");
    let before = file(&world);
    world.restart();
    assert_eq!(file(&world), before, "an unlock writes nothing while nothing is over");
    world.clock.advance(1);
    assert!(binned(&world).is_empty(), "it is not offered any more");
    assert_eq!(world.app.settings().take_back(harbour), Err(SettingsError::NoSuchAccount));
    world.restart();
    // It is really gone: a clock that is set back shows it no more.
    world.clock.set(NOW);
    assert!(binned(&world).is_empty());
}

#[tokio::test]
async fn a_clock_that_was_set_back_empties_no_bin_a76() {
    let mut world = World::new();
    let harbour = add(&world, "Harbour").await;
    world.app.accounts().remove(harbour).await.unwrap();
    world.clock.set(1_000);
    world.restart();
    assert_eq!(binned(&world), [harbour]);
    world.app.settings().take_back(harbour).unwrap();
}

#[tokio::test]
async fn a_full_disk_deletes_nothing_by_halves_a76() {
    let world = World::new();
    let harbour = add(&world, "Harbour").await;
    let full =
        |result| assert_eq!(result, Err(SettingsError::NotStored { why: SaveError::DiskFull }));
    world.store.inject(Disk::FullAfterBytes(0));
    let not_removed = world.app.accounts().remove(harbour).await;
    assert_eq!(not_removed, Err(AccountError::NotStored { why: SaveError::DiskFull }));
    assert_eq!(world.account().id, harbour);
    world.store.inject(Disk::None);
    world.app.accounts().remove(harbour).await.unwrap();
    world.store.inject(Disk::FullAfterBytes(0));
    full(world.app.settings().take_back(harbour));
    full(world.app.settings().delete_now(harbour));
    world.store.inject(Disk::None);
    assert_eq!(binned(&world), [harbour]);
}

#[tokio::test]
async fn a_locked_app_shows_no_bin_a76() {
    let world = World::new();
    let harbour = add(&world, "Harbour").await;
    world.app.accounts().remove(harbour).await.unwrap();
    world.app.vault().lock();
    assert_eq!(world.app.settings().bin(), Err(SettingsError::Locked));
    assert_eq!(world.app.settings().take_back(harbour), Err(SettingsError::Locked));
    assert_eq!(world.app.settings().delete_now(harbour), Err(SettingsError::Locked));
}
