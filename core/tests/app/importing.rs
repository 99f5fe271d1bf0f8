//! Moving in from another app: plan, commit, undo, and what stands in the way.

use std::collections::BTreeMap;

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountError, Choice, EntryChoice, ImportChoices, ImportOptions, ImportPlan, ImportReport,
    ImportStatus, SaveError, TransferError,
};
use countersign_core::device::{VaultFile, VaultStore};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::testing::Fault as Disk;
use countersign_core::vault::{CommitId, Refusal, UNDO_FOR};

use crate::world::{World, secret};

const ONE: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const TWO: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
const THREE: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const ENCRYPTED: &[u8] = include_bytes!("../fixtures/import/aegis-encrypted.json");

fn link(issuer: &str, account: &str, key: &str) -> String {
    format!("otpauth://totp/{issuer}:{account}?secret={key}&issuer={issuer}\n")
}

/// Harbour, Quay, Crane, and a line that is damaged.
fn list() -> String {
    [link("Harbour", "ida", ONE), link("Quay", "ida", TWO), link("Crane", "ida", THREE)].concat()
        + "otpauth://totp/Buoy:x?secret=1\n"
}

fn plan(world: &World, text: &str) -> ImportPlan {
    world
        .app
        .transfer()
        .plan(SecretBytes::copy_of(text.as_bytes()), ImportOptions::default())
        .unwrap()
}

fn commit(world: &World, text: &str, choices: &ImportChoices) -> ImportReport {
    world.app.transfer().commit(plan(world, text), choices).unwrap()
}

fn import(world: &World, text: &str) -> ImportReport {
    commit(world, text, &ImportChoices::default())
}

fn reasons(report: &ImportReport) -> Vec<Option<Refusal>> {
    let reason = |status: &ImportStatus| match status {
        ImportStatus::Imported { .. } => None,
        ImportStatus::Refused(refusal) => Some(*refusal),
    };
    report.receipts.iter().map(|receipt| reason(&receipt.status)).collect()
}

fn issuers(world: &World) -> Vec<String> {
    world.accounts().into_iter().map(|row| row.issuer).collect()
}

fn id_of(world: &World, issuer: &str) -> AccountId {
    world.accounts().into_iter().find(|row| row.issuer == issuer).unwrap().id
}

async fn add(world: &World, text: &str) {
    let preview = world.app.accounts().preview(text.trim().as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap();
}

#[test]
fn a_plan_changes_nothing_and_a_commit_adds_it_all_in_one_save_a71() {
    let mut world = World::new();
    let stored = || world.store.read(VaultFile::Current, usize::MAX).unwrap();
    let before = stored();
    let plan = plan(&world, &list());
    assert_eq!(stored(), before, "a dry run writes nothing");
    assert_eq!(plan.totals.found, 4);
    assert_eq!((plan.totals.imported, plan.totals.refused), (3, 1));
    let report = world.app.transfer().commit(plan, &ImportChoices::default()).unwrap();
    assert_eq!(reasons(&report), [None, None, None, Some(Refusal::BadSecret)]);
    let sum = report.totals;
    assert_eq!(sum.found, sum.imported + sum.with_warning + sum.refused);
    world.restart();
    assert_eq!(issuers(&world), ["Harbour", "Quay", "Crane"], "in the order of the file");
    assert_eq!(world.app.accounts().codes(Some(59)).unwrap()[0].code.as_deref(), Some("287082"));
    let [summary] = world.app.transfer().imports().unwrap().try_into().unwrap();
    assert_eq!(Some(summary.id), report.commit);
    assert_eq!((summary.format.as_str(), summary.added, summary.refused), ("otpauth", 3, 1));
}

#[test]
fn a_password_is_told_of_before_it_is_asked_and_a_wrong_one_adds_nothing_a71() {
    let world = World::new();
    let kind = world.app.transfer().inspect(ENCRYPTED, None).unwrap();
    let cost = kind.cost.unwrap();
    assert!(kind.encrypted && cost.memory_kib == 32 * 1024);
    let with = |password: Option<&str>, free_memory| {
        let password = password.map(secret);
        let options = ImportOptions { password, free_memory, ..ImportOptions::default() };
        world
            .app
            .transfer()
            .plan(SecretBytes::copy_of(ENCRYPTED), options)
            .map(|plan| plan.totals.found)
    };
    assert_eq!(with(None, None), Err(TransferError::PasswordNeeded));
    assert_eq!(with(Some("wrong"), None), Err(TransferError::WrongPassword));
    assert_eq!(with(Some("lantern Käse 42"), None), Ok(14));
    // Half of what is free may be taken: a slot takes 32 MiB.
    let costly = with(Some("lantern Käse 42"), Some(63 << 20)).unwrap_err();
    let TransferError::KdfTooCostly { needed } = costly else { panic!("{costly:?}") };
    assert_eq!(needed.memory_kib, cost.memory_kib);
    assert_eq!(with(Some("lantern Käse 42"), Some(64 << 20)), Ok(14));
    assert!(issuers(&world).is_empty());
}

#[test]
fn a_locked_vault_is_opened_first_and_no_vault_is_an_empty_one_a71() {
    let world = World::new();
    world.app.vault().lock();
    let file = || SecretBytes::copy_of(list().as_bytes());
    let locked = world.app.transfer().plan(file(), ImportOptions::default());
    assert_eq!(locked.map(drop), Err(TransferError::Locked));
    // Whose file it is can be said all the same.
    assert!(world.app.transfer().inspect(list().as_bytes(), None).is_ok());
    // A lock between plan and commit: nothing is added.
    let world = World::new();
    let plan = plan(&world, &list());
    world.app.vault().lock();
    let refused = world.app.transfer().commit(plan, &ImportChoices::default());
    assert_eq!(refused, Err(TransferError::Locked));
}

#[tokio::test]
async fn what_is_there_is_never_added_twice_or_overwritten_a71() {
    let world = World::new();
    add(&world, &link("Harbour", "ida", ONE)).await;
    add(&world, &link("Quay", "ida", ONE)).await;
    add(&world, &link("Pier", "ida", TWO)).await;
    let harbour = id_of(&world, "Harbour");
    let (quay, pier) = (id_of(&world, "Quay"), id_of(&world, "Pier"));
    // The very same, the same names, the same secret, and a new one twice.
    let file = [
        link("Harbour", "ida", ONE),
        link("Quay", "ida", THREE),
        link("Tug", "ida", TWO),
        link("Crane", "ida", THREE),
        link("Crane", "ida", THREE),
    ]
    .concat();
    let report = import(&world, &file);
    let expected = [
        Some(Refusal::Duplicate { of: Some(harbour) }),
        Some(Refusal::Conflict { with: quay }),
        Some(Refusal::Conflict { with: pier }),
        None,
        Some(Refusal::Duplicate { of: None }),
    ];
    assert_eq!(reasons(&report), expected);
    // "Keep both" adds what stood in the way, and never the very same.
    let keep = ImportChoices { others: EntryChoice::KeepBoth, ..ImportChoices::default() };
    let report = commit(&world, &file, &keep);
    assert_eq!(report.totals.imported, 2);
    assert_eq!(issuers(&world).len(), 6);
    let again = commit(&world, &file, &keep);
    assert_eq!((again.commit, again.totals.imported), (None, 0));
}

#[test]
fn the_same_names_or_the_same_secret_inside_a_file_are_all_imported_a71() {
    let world = World::new();
    let file = [link("Harbour", "ida", ONE), link("Harbour", "ida", TWO), link("Quay", "ida", ONE)];
    assert_eq!(import(&world, &file.concat()).totals.imported, 3);
}

#[test]
fn each_entry_has_a_choice_of_its_own_a71() {
    let world = World::new();
    let entries = BTreeMap::from([(1, EntryChoice::Skip)]);
    let choices = ImportChoices { entries, ..ImportChoices::default() };
    let report = commit(&world, &list(), &choices);
    assert_eq!(reasons(&report)[1], Some(Refusal::NotSelected));
    assert_eq!(issuers(&world), ["Harbour", "Crane"]);
}

#[tokio::test]
async fn a_plan_says_which_choices_add_what_is_there_already_a71() {
    let world = World::new();
    add(&world, &link("Harbour", "ida", ONE)).await;
    let file = [
        link("Harbour", "ida", ONE),
        link("Harbour", "ida", TWO),
        link("Quay", "ida", ONE),
        link("Crane", "ida", TWO),
    ]
    .join("\n");
    let offers: Vec<_> = plan(&world, &file).receipts.into_iter().map(|one| one.offers).collect();
    // The very same never comes twice; the same key under another name takes no name's place.
    let (both, replace) = (EntryChoice::KeepBoth, EntryChoice::Replace);
    assert_eq!(offers, [vec![], vec![both, replace], vec![both], vec![]]);
    for offer in [both, replace] {
        let choices = ImportChoices { others: offer, ..ImportChoices::default() };
        let report = commit(&world, &file, &choices);
        let added = report
            .receipts
            .iter()
            .filter(|one| matches!(one.status, ImportStatus::Imported { .. }));
        assert_eq!(added.count(), if offer == both { 3 } else { 2 });
        assert!(report.receipts.iter().all(|one| one.offers.is_empty()));
        world.app.transfer().undo(report.commit.unwrap()).unwrap();
        assert_eq!(issuers(&world), ["Harbour"]);
    }
}

#[test]
fn a_plan_is_judged_again_when_it_is_committed_a71() {
    let world = World::new();
    let (first, second) = (plan(&world, &list()), plan(&world, &list()));
    world.app.transfer().commit(first, &ImportChoices::default()).unwrap();
    let report = world.app.transfer().commit(second, &ImportChoices::default()).unwrap();
    assert_eq!((report.commit, report.totals.refused), (None, 4));
    assert_eq!(issuers(&world).len(), 3);
}

#[test]
fn a_file_without_a_usable_account_is_an_error_a71() {
    let world = World::new();
    let plan = plan(&world, "otpauth://totp/Buoy:x?secret=1\n");
    assert!(!plan.is_usable());
    let refused = world.app.transfer().commit(plan, &ImportChoices::default());
    assert_eq!(refused, Err(TransferError::NothingUsable));
}

#[test]
fn nothing_of_an_incomplete_export_is_added_before_the_person_says_so_a70() {
    let world = World::new();
    let part = "otpauth-migration://offline?data=CkEKFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEhpFeGFtcGxlOmFsaWNlQGV4YW1wbGUudGVzdBoHRXhhbXBsZSABKAEwAhABGAIgASj7%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F8B";
    let half = plan(&world, part);
    assert_eq!((half.missing.as_slice(), half.parts), (&[0][..], 2));
    let refused = world.app.transfer().commit(half, &ImportChoices::default());
    assert_eq!(refused, Err(TransferError::PartsMissing { missing: 1, count: 2 }));
    assert!(issuers(&world).is_empty());
    let these = ImportChoices { incomplete: true, ..ImportChoices::default() };
    assert_eq!(commit(&world, part, &these).totals.imported, 1);
}

#[test]
fn undoing_bins_what_was_added_and_keeps_what_was_edited_a72() {
    let mut world = World::new();
    let report = import(&world, &list());
    // Whatever was imported since.
    let later = import(&world, &link("Later", "ida", ONE));
    assert_eq!(later.commit, None, "the same secret waits for the person");
    let ferry = "otpauth://totp/Ferry:ida?secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU\n";
    let later = import(&world, ferry);
    let quay = id_of(&world, "Quay");
    world.app.accounts().rename(quay, "My quay").unwrap();
    world.restart();
    let undone = world.app.transfer().undo(report.commit.unwrap()).unwrap();
    assert_eq!((undone.binned.len(), undone.kept.as_slice()), (2, &[quay][..]));
    world.restart();
    assert_eq!(issuers(&world), ["My quay", "Ferry"]);
    // Once only; the later import can still be undone.
    let again = world.app.transfer().undo(report.commit.unwrap());
    assert_eq!(again, Err(TransferError::NoSuchImport));
    assert_eq!(world.app.transfer().undo(later.commit.unwrap()).unwrap().binned.len(), 1);
    assert_eq!(issuers(&world), ["My quay"]);
    // What lies in the bin stands in nobody's way.
    assert_eq!(import(&world, ferry).totals.imported, 1);
}

#[tokio::test]
async fn undoing_brings_back_what_was_replaced_a72() {
    let mut world = World::new();
    add(&world, &link("Harbour", "ida", ONE)).await;
    let old = id_of(&world, "Harbour");
    let choices = ImportChoices { others: EntryChoice::Replace, ..ImportChoices::default() };
    let report = commit(&world, &link("Harbour", "ida", TWO), &choices);
    assert_eq!(issuers(&world), ["Harbour"]);
    assert_ne!(id_of(&world, "Harbour"), old);
    world.restart();
    let undone = world.app.transfer().undo(report.commit.unwrap()).unwrap();
    assert_eq!((undone.binned.len(), undone.restored.as_slice()), (1, &[old][..]));
    assert_eq!(id_of(&world, "Harbour"), old);
}

#[tokio::test]
async fn undoing_leaves_in_the_bin_what_was_deleted_on_purpose_since_a72() {
    let world = World::new();
    add(&world, &link("Harbour", "ida", ONE)).await;
    let old = id_of(&world, "Harbour");
    let choices = ImportChoices { others: EntryChoice::Replace, ..ImportChoices::default() };
    let report = commit(&world, &link("Harbour", "ida", TWO), &choices);
    world.app.settings().take_back(old).unwrap();
    world.clock.advance(60);
    world.app.accounts().remove(old).await.unwrap();
    let undone = world.app.transfer().undo(report.commit.unwrap()).unwrap();
    assert!(undone.restored.is_empty(), "{:?}", undone.restored);
    assert!(issuers(&world).is_empty());
}

#[test]
fn a_counter_that_moved_is_no_edit_a72() {
    let world = World::new();
    let hotp = format!("otpauth://hotp/Crane:ida?secret={ONE}&issuer=Crane&counter=0\n");
    let report = import(&world, &hotp);
    let crane = id_of(&world, "Crane");
    world.app.accounts().next_code(crane).unwrap();
    assert_eq!(world.app.transfer().undo(report.commit.unwrap()).unwrap().binned.len(), 1);
    let code = world.app.accounts().next_code(crane);
    assert_eq!(code.unwrap_err(), AccountError::NoSuchAccount, "the bin makes no codes");
}

#[test]
fn an_import_can_be_undone_for_thirty_days_a72() {
    let world = World::new();
    let commit = import(&world, &list()).commit.unwrap();
    world.clock.advance(UNDO_FOR - 1);
    assert_eq!(world.app.transfer().imports().unwrap().len(), 1);
    world.clock.advance(1);
    assert!(world.app.transfer().imports().unwrap().is_empty());
    assert_eq!(world.app.transfer().undo(commit), Err(TransferError::NoSuchImport));
    assert_eq!(issuers(&world).len(), 3);
    let unknown = CommitId::parse("0011223344556677").unwrap();
    assert_eq!(world.app.transfer().undo(unknown), Err(TransferError::NoSuchImport));
}

#[test]
fn an_end_at_any_step_leaves_the_old_or_the_new_vault_a71() {
    let mut outcomes = [false; 2];
    for steps in 0..6 {
        let mut world = World::new();
        let plan = plan(&world, &list());
        world.fuse.after(steps);
        let _ended = world.app.transfer().commit(plan, &ImportChoices::default());
        world.restart();
        let (count, imports) =
            (issuers(&world).len(), world.app.transfer().imports().unwrap().len());
        assert!(matches!((count, imports), (0, 0) | (3, 1)), "{steps}: {count} {imports}");
        outcomes[imports] = true;
        // The same at an undo.
        let Some(done) = world.app.transfer().imports().unwrap().first().map(|done| done.id) else {
            continue;
        };
        world.fuse.after(steps);
        let _ended = world.app.transfer().undo(done);
        world.restart();
        let (count, imports) =
            (issuers(&world).len(), world.app.transfer().imports().unwrap().len());
        assert!(matches!((count, imports), (0, 0) | (3, 1)), "{steps}: {count} {imports}");
    }
    assert_eq!(outcomes, [true; 2], "both states were seen");
}

#[test]
fn a_full_disk_adds_nothing_a71() {
    let world = World::new();
    let plan = plan(&world, &list());
    world.store.inject(Disk::FullAfterBytes(10));
    let refused = world.app.transfer().commit(plan, &ImportChoices::default());
    assert_eq!(refused, Err(TransferError::NotStored { why: SaveError::DiskFull }));
    assert!(issuers(&world).is_empty() && world.app.transfer().imports().unwrap().is_empty());
}

#[test]
fn more_than_a_vault_holds_is_refused_before_anybody_agrees_v48() {
    let world = World::new();
    let many = |from: usize, count: usize| {
        let line = |n: usize| {
            let key =
                data_encoding::BASE32_NOPAD.encode(&[&[7; 12][..], &n.to_be_bytes()].concat());
            link("Harbour", &format!("ida{n}"), &key)
        };
        (from..from + count).map(line).collect::<String>()
    };
    assert_eq!(import(&world, &many(0, 6_000)).totals.imported, 6_000);
    let file = SecretBytes::new(many(6_000, 4_001).into_bytes());
    let refused = world.app.transfer().plan(file, ImportOptions::default());
    assert_eq!(refused.map(drop), Err(TransferError::TooLarge));
    assert_eq!(import(&world, &many(6_000, 4_000)).totals.imported, 4_000);
}

#[test]
fn an_motp_secret_in_upper_case_makes_the_codes_that_the_other_app_made_a71() {
    let mut world = World::new();
    import(&world, include_str!("../fixtures/import/stratum-plain.json"));
    world.restart();
    let codes = world.app.accounts().codes(Some(59)).unwrap();
    let upper = codes.iter().find(|code| code.label == "upper").unwrap();
    // The front of MD5("5AABBCC1234"); of "5aabbcc1234" it would be d7a87e.
    assert_eq!(upper.code.as_deref(), Some("9fc7e5"));
}

#[test]
fn receipts_and_plans_print_no_names_and_no_secrets_v60() {
    let world = World::new();
    let plan = plan(&world, &list());
    let printed = format!("{plan:?} {:?}", plan.receipts);
    let report = world.app.transfer().commit(plan, &ImportChoices::default()).unwrap();
    let printed = format!("{printed} {report:?} {:?}", world.app.transfer().imports());
    for word in ["Harbour", "Quay", "ida", ONE, TWO, "12345678901234567890"] {
        assert!(!printed.contains(word), "{word}: {printed}");
    }
}
