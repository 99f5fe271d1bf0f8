//! An account that takes the place of one with the same names: scanned, typed, or moved in from another app.

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountChange, AddError, Added, Choice, Conflict, EntryChoice, ImportChoices, ImportOptions,
    ImportStatus, Preview, Refusal, SaveError, SettingsError,
};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::testing::Fault as Disk;

use crate::world::{World, secret};

const ONE: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const TWO: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
const THREE: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn link(issuer: &str, key: &str) -> String {
    format!("otpauth://totp/{issuer}:ida?secret={key}&issuer={issuer}")
}

async fn previewed(world: &World, issuer: &str, key: &str) -> Preview {
    world.app.accounts().preview(link(issuer, key).as_bytes()).await.unwrap()
}

async fn add(world: &World, issuer: &str, key: &str, choice: Choice) -> Result<Added, AddError> {
    world.app.accounts().add(previewed(world, issuer, key).await, choice).await
}

async fn added(world: &World, issuer: &str, key: &str) -> AccountId {
    add(world, issuer, key, Choice::OnlyNew).await.unwrap().account.id
}

fn listed(world: &World) -> Vec<AccountId> {
    world.accounts().into_iter().map(|row| row.id).collect()
}

fn binned(world: &World) -> Vec<AccountId> {
    world.app.settings().bin().unwrap().iter().map(|binned| binned.account.id).collect()
}

/// A name, a note, groups, a star and both guards.
fn make_it_ones_own(world: &World, id: AccountId) {
    world.app.accounts().rename(id, "Home").unwrap();
    for change in [
        AccountChange::Note("by the door".to_owned()),
        AccountChange::Tags(vec!["private".to_owned(), "old".to_owned()]),
        AccountChange::Favourite(true),
        AccountChange::AskBefore,
        AccountChange::NeverExport,
    ] {
        world.app.settings().set(id, change).unwrap();
    }
}

fn is_ones_own(world: &World, id: AccountId) {
    let details = world.app.settings().details(id).unwrap();
    assert_eq!(
        (details.note.as_str(), details.tags.as_slice()),
        ("by the door", &["private".to_owned(), "old".to_owned()][..])
    );
    assert!(details.favourite);
    let row = world.accounts().into_iter().find(|row| row.id == id).unwrap();
    assert_eq!(row.issuer, "Home");
    // No guard is lowered by a new key.
    assert!(
        world
            .app
            .accounts()
            .codes(None)
            .unwrap()
            .iter()
            .any(|code| code.id == id && code.needs_unlock)
    );
    assert_eq!(world.app.settings().may_show(id), Err(SettingsError::Protected));
}

#[tokio::test]
async fn a_scanned_account_takes_the_place_of_the_one_with_its_names_v45_a76() {
    let mut world = World::new();
    let first = added(&world, "Quay", THREE).await;
    let old = added(&world, "Harbour", ONE).await;
    let last = added(&world, "Crane", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU").await;
    make_it_ones_own(&world, old);
    world.app.settings().set(old, AccountChange::Favourite(false)).unwrap();
    let Preview::Otp(shown) = previewed(&world, "Harbour", TWO).await else { panic!() };
    assert_eq!((shown.conflict, shown.replaceable), (Some(Conflict::SameName { of: old }), true));
    world.clock.advance(60);
    let Added { account, replaced } = add(&world, "Harbour", TWO, Choice::Replace).await.unwrap();
    assert_eq!((replaced, account.issuer.as_str()), (Some(old), "Home"));
    world.app.settings().set(account.id, AccountChange::Favourite(true)).unwrap();
    world.restart();
    is_ones_own(&world, account.id);
    world.app.settings().set(account.id, AccountChange::Favourite(false)).unwrap();
    assert_eq!(listed(&world), [first, account.id, last], "in the old one's place");
    assert_eq!(binned(&world), [old]);
    // For thirty days both can be had: the old one stands beside the new one again.
    world.app.settings().take_back(old).unwrap();
    assert_eq!(listed(&world), [first, old, account.id, last]);
    assert_eq!(world.app.settings().details(old).unwrap().note, "by the door");
}

#[tokio::test]
async fn a_typed_key_takes_the_place_of_the_one_with_its_names_v45_a76() {
    let world = World::new();
    let old = added(&world, "Harbour", ONE).await;
    world.app.accounts().reorder(&[old]).unwrap();
    let preview = world.app.accounts().preview_key("Harbour", "ida", &secret(TWO)).unwrap();
    let added = world.app.accounts().add(preview, Choice::Replace).await.unwrap();
    assert_eq!((added.replaced, listed(&world)), (Some(old), vec![added.account.id]));
    assert_eq!(binned(&world), [old]);
}

#[tokio::test]
async fn only_the_account_that_the_preview_named_is_replaced_v45() {
    let world = World::new();
    let harbour = added(&world, "Harbour", ONE).await;
    // The very same, and the same key under another name: nothing is replaced and nothing added.
    for (issuer, conflict) in [
        ("Harbour", Conflict::Same { of: harbour }),
        ("Quay", Conflict::SameSecret { of: harbour }),
    ] {
        let Preview::Otp(shown) = previewed(&world, issuer, ONE).await else { panic!() };
        assert!(!shown.replaceable, "{conflict:?}");
        let refused = add(&world, issuer, ONE, Choice::Replace).await.unwrap_err();
        assert_eq!(refused, AddError::There { conflict });
    }
    // What stands in the way has changed since the preview was drawn.
    let shown = previewed(&world, "Harbour", TWO).await;
    world.app.accounts().remove(harbour).await.unwrap();
    let other = added(&world, "Harbour", THREE).await;
    let refused = world.app.accounts().add(shown, Choice::Replace).await.unwrap_err();
    assert_eq!(refused, AddError::There { conflict: Conflict::SameName { of: other } });
    assert_eq!((listed(&world), binned(&world)), (vec![other], vec![harbour]));
    // Nothing stands in the way any more.
    let shown = previewed(&world, "Harbour", TWO).await;
    world.app.accounts().remove(other).await.unwrap();
    let added = world.app.accounts().add(shown, Choice::Replace).await.unwrap();
    assert_eq!(added.replaced, None);
}

#[tokio::test]
async fn a_replacement_that_cannot_be_stored_replaces_nothing_v45() {
    let mut world = World::new();
    let old = added(&world, "Harbour", ONE).await;
    make_it_ones_own(&world, old);
    let preview = previewed(&world, "Harbour", TWO).await;
    world.store.inject(Disk::FullAfterBytes(10));
    let refused = world.app.accounts().add(preview, Choice::Replace).await.unwrap_err();
    assert!(matches!(refused, AddError::NotStored { why: SaveError::DiskFull }), "{refused:?}");
    world.restart();
    assert_eq!((listed(&world), binned(&world)), (vec![old], vec![]));
    is_ones_own(&world, old);
}

#[tokio::test]
async fn an_import_replaces_only_what_its_plan_showed_a71() {
    let world = World::new();
    let shown = added(&world, "Harbour", ONE).await;
    let file = [link("Harbour", TWO), link("Quay", THREE)].join("\n");
    let file = SecretBytes::copy_of(file.as_bytes());
    let plan = world.app.transfer().plan(file, ImportOptions::default()).unwrap();
    // Before the person says "replace", other accounts come to have the names.
    world.app.accounts().remove(shown).await.unwrap();
    let harbour = added(&world, "Harbour", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU").await;
    let quay = added(&world, "Quay", "ONXW2ZJANNSXSIDGN5ZCA5DFON2CA3LF").await;
    let choices = ImportChoices { others: EntryChoice::Replace, ..ImportChoices::default() };
    let report = world.app.transfer().commit(plan, &choices).unwrap();
    let refused = |with| ImportStatus::Refused(Refusal::Conflict { with });
    let told: Vec<ImportStatus> = report.receipts.into_iter().map(|one| one.status).collect();
    assert_eq!((report.commit, told), (None, vec![refused(harbour), refused(quay)]));
    assert_eq!((listed(&world), binned(&world)), (vec![harbour, quay], vec![shown]));
}

#[tokio::test]
async fn an_imported_account_takes_the_place_of_the_one_that_it_replaces_a71_a72() {
    let mut world = World::new();
    // A file's accounts are all of the same second: their order is the file's.
    let file = [
        link("Quay", THREE),
        link("Harbour", ONE),
        link("Crane", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
    ];
    let choices = ImportChoices { others: EntryChoice::Replace, ..ImportChoices::default() };
    let import = |world: &World, file: &str| {
        let file = SecretBytes::copy_of(file.as_bytes());
        let plan = world.app.transfer().plan(file, ImportOptions::default()).unwrap();
        world.app.transfer().commit(plan, &choices).unwrap().commit.unwrap()
    };
    import(&world, &file.join("\n"));
    let before = listed(&world);
    make_it_ones_own(&world, before[1]);
    world.app.settings().set(before[2], AccountChange::Favourite(true)).unwrap();
    world.app.settings().set(before[0], AccountChange::Favourite(true)).unwrap();
    world.clock.advance(60);
    let commit = import(&world, &link("Harbour", TWO));
    world.restart();
    let after = listed(&world);
    assert_eq!((after.len(), after[0], after[2]), (3, before[0], before[2]));
    assert_ne!(after[1], before[1]);
    is_ones_own(&world, after[1]);
    // What was taken over from the old one is no edit of the person's.
    let undone = world.app.transfer().undo(commit).unwrap();
    assert_eq!((undone.binned, undone.restored), (vec![after[1]], vec![before[1]]));
    assert_eq!(listed(&world), before);
    is_ones_own(&world, before[1]);
}
