//! Backups: made, read back, restored elsewhere; automatic ones; what never leaves.

use std::collections::BTreeMap;
use std::sync::Mutex;

use countersign_core::app::{
    AccountState, AutoBackupView, Choice, Export, ImportChoices, ImportOptions, ImportStatus, Kept,
    NewPassphrase, Safety, SettingsError, TransferError, UnlockError,
};
use countersign_core::device::{BackupFolder, FolderError, VaultFile};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::backup::WeakPassphrase;
use countersign_core::vault::export::Left;
use countersign_core::vault::testing::Fault as Disk;
use countersign_core::vault::{BackupTrouble, KdfParams, Refusal, Unlock};

use crate::world::{NOW, World, secret};

const PASSPHRASE: &str = "lantern Käse 42";
const DAY: u64 = 24 * 60 * 60;
const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn passphrase(text: &str) -> NewPassphrase {
    NewPassphrase { passphrase: secret(text), kdf: KdfParams::FLOOR }
}

async fn add(world: &World, text: &str) {
    let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap();
}

/// A phone with an account of every kind of code, and a push account.
async fn full() -> World {
    let world = World::enrolled().await;
    for text in [
        format!(
            "otpauth://totp/Harbour:ida?secret={KEY}&issuer=Harbour&algorithm=SHA256&digits=8&period=60"
        ),
        format!("otpauth://hotp/Quay:ida?secret={KEY}&issuer=Quay&counter=7"),
        format!("otpauth://steam/Steam:gamer?secret={KEY}&issuer=Steam"),
        "otpauth://yaotp/ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY&pin=GEZDGNA".to_owned(),
        "motp://Ferry:ida?secret=00112233445566778899aabbccddeeff".to_owned(),
    ] {
        add(&world, &text).await;
    }
    world
}

fn back_up(world: &World) -> Export {
    world.app.transfer().back_up(Unlock::Platform, Some(&passphrase(PASSPHRASE))).unwrap()
}

fn restore(
    world: &World,
    file: &[u8],
    text: &str,
) -> Result<countersign_core::app::ImportReport, TransferError> {
    let options = ImportOptions { password: Some(secret(text)), ..ImportOptions::default() };
    let plan = world.app.transfer().plan(SecretBytes::copy_of(file), options)?;
    world.app.transfer().commit(plan, &ImportChoices::default())
}

/// Names and codes, without the ids.
fn codes(world: &World) -> Vec<(String, String, Option<String>)> {
    let codes = world.app.accounts().codes(Some(1_111_111_109)).unwrap();
    codes.into_iter().map(|code| (code.issuer, code.label, code.code)).collect()
}

#[tokio::test]
async fn a_backup_opens_on_another_phone_with_equal_codes_and_push_to_be_set_up_again_v83_a49() {
    let world = full().await;
    let export = back_up(&world);
    export.check(export.file().expose()).unwrap();
    assert_eq!(export.accounts, 6);
    assert_eq!(export.left_out.len(), 1);
    assert_eq!(export.left_out[0].reason, Left::PushAccount);
    let other = World::new();
    let report = restore(&other, export.file().expose(), PASSPHRASE).unwrap();
    assert_eq!(
        (report.totals.imported, report.totals.with_warning, report.totals.refused),
        (5, 1, 0)
    );
    assert_eq!(report.receipts.iter().filter(|one| !one.warnings.is_empty()).count(), 1);
    let own = |codes: Vec<(String, String, Option<String>)>| {
        codes.into_iter().filter(|(issuer, ..)| issuer != "Acme").collect::<Vec<_>>()
    };
    let mut expected = own(codes(&world));
    expected.retain(|(_, label, code)| code.is_some() || label != "ida@push");
    for row in own(codes(&other)) {
        assert!(expected.contains(&row), "{row:?}");
    }
    assert_eq!(other.app.accounts().list().unwrap().len(), 6);
    let push = other.accounts().into_iter().find(|row| row.kind == "push").unwrap();
    assert_eq!(push.state, AccountState::SetUpAgain);
    let whole = world.accounts().into_iter().find(|row| row.kind == "push").unwrap();
    assert_eq!((push.issuer, push.label), (whole.issuer, whole.label));
    let (ours, theirs) = (push.push.unwrap(), whole.push.unwrap());
    assert_eq!((ours.host, ours.it_contact), (theirs.host, theirs.it_contact), "whom to call");
    assert_eq!(ours.page, theirs.page, "where it is set up again");
    assert!(theirs.page.is_some());
    // Nobody is asked for it, and a refresh changes nothing.
    let asked = other.server.bodies("/login/pending").len();
    other.app.requests().refresh(countersign_core::app::Asked::ByItself, &|| {}).await.unwrap();
    assert_eq!(other.server.bodies("/login/pending").len(), asked);
    // The counter goes on where it was.
    let counted = other.accounts().into_iter().find(|row| row.kind == "hotp").unwrap();
    assert_eq!(other.app.accounts().next_code(counted.id).unwrap().counter, 7);
}

#[tokio::test]
async fn a_restore_merges_with_receipts_and_is_undone_v83_a49() {
    let world = full().await;
    let export = back_up(&world);
    let before = codes(&world);
    // Into the same vault: all of it is there, and nothing is touched.
    let report = restore(&world, export.file().expose(), PASSPHRASE).unwrap();
    assert_eq!((report.commit, report.totals.refused), (None, 6));
    let duplicate = |status: &ImportStatus| {
        matches!(status, ImportStatus::Refused(Refusal::Duplicate { of: Some(_) }))
    };
    assert!(report.receipts.iter().all(|receipt| duplicate(&receipt.status)));
    assert_eq!(codes(&world), before);
    // What was deleted since comes back, once.
    let gone = world.accounts().into_iter().find(|row| row.kind == "steam").unwrap();
    world.app.accounts().remove(gone.id).await.unwrap();
    let report = restore(&world, export.file().expose(), PASSPHRASE).unwrap();
    assert_eq!((report.totals.imported, report.totals.refused), (1, 5));
    assert_eq!(codes(&world).len(), before.len());
    let undone = world.app.transfer().undo(report.commit.unwrap()).unwrap();
    assert_eq!(undone.binned.len(), 1);
    assert_eq!(codes(&world).len(), before.len() - 1);
    // Undone on a phone that had nothing, the push account goes too.
    let other = World::new();
    let report = restore(&other, export.file().expose(), PASSPHRASE).unwrap();
    assert_eq!(other.app.transfer().undo(report.commit.unwrap()).unwrap().binned.len(), 6);
    assert!(other.accounts().is_empty());
}

#[tokio::test]
async fn names_notes_order_and_marks_come_back_and_the_bin_stays_behind_a49() {
    let world = full().await;
    let rows = world.accounts();
    let (harbour, quay) = (rows[1].id, rows[2].id);
    world.app.accounts().rename(harbour, "Home").unwrap();
    world.app.accounts().reorder(&[quay, harbour]).unwrap();
    let steam = rows.iter().find(|row| row.kind == "steam").unwrap().id;
    world.app.accounts().remove(steam).await.unwrap();
    let export = back_up(&world);
    let other = World::new();
    restore(&other, export.file().expose(), PASSPHRASE).unwrap();
    let names = |world: &World| {
        world.accounts().into_iter().map(|row| (row.issuer, row.label)).collect::<Vec<_>>()
    };
    assert_eq!(names(&other), names(&world));
    assert!(other.app.settings().bin().unwrap().is_empty());
}

#[tokio::test]
async fn a_wrong_passphrase_a_damaged_file_and_a_newer_one_are_told_apart_a49() {
    let world = full().await;
    let file = back_up(&world).file().expose().to_vec();
    let other = World::new();
    let mapped = PASSPHRASE.replace('ä', "a\u{308}").replace(' ', "\u{a0}");
    assert!(restore(&World::new(), &file, &mapped).is_ok(), "the same passphrase typed elsewhere");
    assert_eq!(
        restore(&other, &file, "not the passphrase").unwrap_err(),
        TransferError::WrongPassword
    );
    let mut damaged = file.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let damage = TransferError::Damaged { at: None };
    assert_eq!(restore(&other, &damaged, PASSPHRASE).unwrap_err(), damage);
    for cut in [0, 7, 9, 100, 154, 155, file.len() - 1, file.len() - 4096] {
        assert!(restore(&other, &file[..cut], PASSPHRASE).is_err(), "{cut}");
    }
    let mut newer = file.clone();
    newer[9] = 2;
    assert_eq!(restore(&other, &newer, PASSPHRASE).unwrap_err(), TransferError::UnsupportedVersion);
    // Half of the memory that is free may be taken.
    let options = ImportOptions {
        password: Some(secret(PASSPHRASE)),
        free_memory: Some(37 << 20),
        ..ImportOptions::default()
    };
    let costly = other.app.transfer().plan(SecretBytes::copy_of(&file), options);
    assert!(matches!(costly, Err(TransferError::KdfTooCostly { .. })));
    assert!(other.accounts().is_empty());
}

#[tokio::test]
async fn a_backup_takes_an_unlock_of_its_own_and_a_passphrase_that_is_none_to_guess_v70_v82() {
    let world = full().await;
    let transfer = world.app.transfer();
    let none = transfer.back_up(Unlock::Platform, None).unwrap_err();
    assert_eq!(none, TransferError::NoPassphrase);
    for (text, rule) in [
        ("short one", WeakPassphrase::TooShort),
        ("passwordpassword", WeakPassphrase::Guessable),
        ("Harbour", WeakPassphrase::Name),
    ] {
        let weak = transfer.set_backup_passphrase(Unlock::Platform, &passphrase(text)).unwrap_err();
        assert_eq!(weak, TransferError::WeakPassphrase { rule }, "{text}");
    }
    let wrong =
        transfer.back_up(Unlock::Passcode(&secret("nothing")), Some(&passphrase(PASSPHRASE)));
    let why = UnlockError::NoSuchWay;
    assert_eq!(wrong.unwrap_err(), TransferError::NotUnlocked { why });
    let safety = |world: &World| world.app.settings().safety().unwrap();
    assert!(safety(&world).warn);
    transfer.set_backup_passphrase(Unlock::Platform, &passphrase(PASSPHRASE)).unwrap();
    assert_eq!(safety(&world), Safety { recovery_code: false, backup: true, warn: false });
    // Set once, used for all that follow; each file is sealed anew.
    let (one, two) = (
        transfer.back_up(Unlock::Platform, None).unwrap(),
        transfer.back_up(Unlock::Platform, None).unwrap(),
    );
    assert_ne!(one.file().expose(), two.file().expose());
    assert_eq!(one.file().expose()[70..95], two.file().expose()[70..95], "one derivation");
    assert!(restore(&World::new(), two.file().expose(), PASSPHRASE).is_ok());
    world.app.vault().lock();
    assert!(matches!(
        transfer.back_up(Unlock::Platform, None).unwrap_err(),
        TransferError::NotUnlocked { why: UnlockError::Locked }
    ));
}

#[tokio::test]
async fn what_was_not_written_as_it_is_is_no_backup_v81() {
    let world = full().await;
    let export = back_up(&world);
    let file = export.file().expose();
    for read in [&[][..], &file[..file.len() - 1], &[file, b"x"].concat()[..]] {
        assert_eq!(export.check(read), Err(TransferError::NotWritten));
    }
    export.check(file).unwrap();
    let printed = format!("{export:?}");
    assert!(!printed.contains("Harbour"), "{printed}");
}

/// A folder in memory that can go wrong.
#[derive(Default)]
struct Folder {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    fails: Mutex<Option<FolderError>>,
    cuts: Mutex<bool>,
}

impl Folder {
    fn fail(&self, with: Option<FolderError>) {
        *self.fails.lock().unwrap() = with;
    }

    fn names(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    fn last(&self) -> Vec<u8> {
        self.files.lock().unwrap().last_key_value().unwrap().1.clone()
    }
}

impl BackupFolder for Folder {
    fn names(&self) -> Result<Vec<String>, FolderError> {
        Ok(Folder::names(self))
    }

    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, FolderError> {
        let mut file = self.files.lock().unwrap().get(name).cloned().ok_or(FolderError::Failed)?;
        file.truncate(limit);
        Ok(file)
    }

    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        if let Some(error) = *self.fails.lock().unwrap() {
            return Err(error);
        }
        let kept = if *self.cuts.lock().unwrap() { &bytes[..bytes.len() / 2] } else { bytes };
        let before = self.files.lock().unwrap().insert(name.to_owned(), kept.to_vec());
        assert!(before.is_none(), "a backup is never overwritten");
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), FolderError> {
        self.files.lock().unwrap().remove(name).map(drop).ok_or(FolderError::Failed)
    }
}

/// Automatic backups are on.
async fn automatic() -> (World, Folder) {
    let world = full().await;
    let transfer = world.app.transfer();
    let start = || transfer.start_auto_backup(Unlock::Platform, "/b".to_owned());
    assert_eq!(start(), Err(TransferError::NoPassphrase));
    transfer.set_backup_passphrase(Unlock::Platform, &passphrase(PASSPHRASE)).unwrap();
    start().unwrap();
    (world, Folder::default())
}

/// Whether a backup was made.
fn run(world: &World, folder: &Folder) -> bool {
    world.app.transfer().run_auto_backup(folder).unwrap().is_some()
}

#[tokio::test]
async fn an_automatic_backup_comes_after_changes_and_at_most_daily_v80_a75() {
    let (mut world, folder) = automatic().await;
    assert!(run(&world, &folder), "the first one at once");
    assert!(!run(&world, &folder));
    add(&world, &format!("otpauth://totp/New:ida?secret={KEY}&issuer=New")).await;
    assert!(!run(&world, &folder), "at most daily");
    world.clock.advance(DAY - 1);
    assert!(!run(&world, &folder));
    world.clock.advance(1);
    world.restart();
    assert!(run(&world, &folder));
    world.clock.advance(10 * DAY);
    assert!(!run(&world, &folder), "nothing changed");
    // What a person sees of it is no change of an account.
    world.app.accounts().hide_codes().unwrap();
    assert!(!run(&world, &folder));
    let counted = world.accounts().into_iter().find(|row| row.kind == "hotp").unwrap();
    world.app.accounts().next_code(counted.id).unwrap();
    assert!(run(&world, &folder), "a counter that moved is one");
    assert_eq!(folder.names().len(), 3);
    let other = World::new();
    assert_eq!(restore(&other, &folder.last(), PASSPHRASE).unwrap().totals.found, 7);
    world.app.transfer().stop_auto_backup().unwrap();
    world.clock.advance(DAY);
    world.app.accounts().next_code(counted.id).unwrap();
    assert!(!run(&world, &folder), "off");
    assert_eq!(world.app.transfer().auto_backup().unwrap(), None);
}

#[tokio::test]
async fn where_backups_go_takes_an_unlock_for_that_alone_v70_a75() {
    let (world, folder) = automatic().await;
    assert!(run(&world, &folder));
    let stands = world.app.transfer().auto_backup().unwrap();
    // Whoever finds the app open sends no copies elsewhere.
    let wrong = secret("not the passcode");
    let guessed =
        world.app.transfer().start_auto_backup(Unlock::Passcode(&wrong), "/theirs".to_owned());
    assert!(matches!(guessed, Err(TransferError::NotUnlocked { .. })), "{guessed:?}");
    assert_eq!(world.app.transfer().auto_backup().unwrap(), stands);
    // The same folder again forgets nothing, and asks all the same.
    let asked = world.keys.unwraps();
    world.app.transfer().start_auto_backup(Unlock::Platform, "/b".to_owned()).unwrap();
    assert_eq!(world.app.transfer().auto_backup().unwrap(), stands);
    assert_eq!(world.keys.unwraps(), asked + 1);
}

#[tokio::test]
async fn the_last_five_are_kept_and_nothing_else_is_touched_v80_a75() {
    let (world, folder) = automatic().await;
    let foreign = ["holiday.jpg", "countersign-00000000-2020-01-01-000000.csbackup"];
    for name in foreign {
        folder.write_new(name, b"not ours").unwrap();
    }
    let counted = world.accounts().into_iter().find(|row| row.kind == "hotp").unwrap();
    let mut made = Vec::new();
    for _ in 0..8 {
        made.push(world.app.transfer().run_auto_backup(&folder).unwrap().unwrap().name);
        world.clock.advance(DAY);
        world.app.accounts().next_code(counted.id).unwrap();
    }
    let names = folder.names();
    assert_eq!(names.len(), 5 + foreign.len());
    for name in made[3..].iter().map(String::as_str).chain(foreign) {
        assert!(names.iter().any(|have| have == name), "{name}");
    }
}

#[tokio::test]
async fn files_of_a_later_date_do_not_push_out_the_backup_just_made_v80_a75() {
    let (world, folder) = automatic().await;
    let first = world.app.transfer().run_auto_backup(&folder).unwrap().unwrap().name;
    let (vault, _) = first.split_at("countersign-00000000-".len());
    for second in 0..6 {
        folder.write_new(&format!("{vault}9999-12-31-23595{second}.csbackup"), b"later").unwrap();
    }
    let counted = world.accounts().into_iter().find(|row| row.kind == "hotp").unwrap();
    world.app.accounts().next_code(counted.id).unwrap();
    world.clock.advance(DAY);
    let second = world.app.transfer().run_auto_backup(&folder).unwrap().unwrap().name;
    let names = folder.names();
    assert!(names.contains(&first) && names.contains(&second), "{names:?}");
}

#[tokio::test]
async fn a_new_vault_key_takes_the_passphrase_of_backups_along_v16() {
    let (world, folder) = automatic().await;
    assert!(run(&world, &folder));
    let key = crate::world::platform_key().platform.unwrap();
    world.app.vault().change_vault_key(Unlock::Platform, vec![Kept::Platform(key)]).unwrap();
    assert_eq!(world.app.transfer().auto_backup().unwrap(), None, "said by the settings");
    assert!(!world.app.settings().safety().unwrap().backup);
    let again = world.app.transfer().back_up(Unlock::Platform, None);
    assert!(matches!(again, Err(TransferError::NoPassphrase)));
}

#[tokio::test]
async fn a_failure_is_told_until_one_succeeds_and_takes_no_older_backup_away_v81_a75() {
    let (mut world, folder) = automatic().await;
    assert!(run(&world, &folder));
    let counted = world.accounts().into_iter().find(|row| row.kind == "hotp").unwrap();
    world.app.accounts().next_code(counted.id).unwrap();
    world.clock.advance(DAY);
    let view = |world: &World| world.app.transfer().auto_backup().unwrap().unwrap();
    for (error, why) in [
        (FolderError::Missing, BackupTrouble::NoFolder),
        (FolderError::Full, BackupTrouble::Full),
        (FolderError::Failed, BackupTrouble::Failed),
    ] {
        folder.fail(Some(error));
        let failed = world.app.transfer().run_auto_backup(&folder).unwrap_err();
        assert_eq!(failed, TransferError::BackupFailed { why });
        world.restart();
        let told = AutoBackupView { folder: "/b".to_owned(), last: Some(NOW), failed: Some(why) };
        assert_eq!(view(&world), told, "it outlives a restart");
    }
    folder.fail(None);
    *folder.cuts.lock().unwrap() = true;
    let failed = world.app.transfer().run_auto_backup(&folder).unwrap_err();
    assert_eq!(failed, TransferError::BackupFailed { why: BackupTrouble::ReadBack });
    assert_eq!(folder.names().len(), 1, "the half one is gone, the one before it stays");
    *folder.cuts.lock().unwrap() = false;
    assert!(run(&world, &folder), "tried again with the next call");
    assert_eq!(view(&world).failed, None);
    assert_eq!(view(&world).last, Some(NOW + DAY));
}

#[tokio::test]
async fn a_locked_or_a_full_phone_makes_no_automatic_backup_by_halves_a75() {
    let (world, folder) = automatic().await;
    world.store.inject(Disk::FullAfterBytes(0));
    assert!(matches!(
        world.app.transfer().run_auto_backup(&folder),
        Err(TransferError::NotStored { .. })
    ));
    world.store.inject(Disk::None);
    world.clock.advance(1);
    assert!(run(&world, &folder), "what could not be noted is made again");
    world.app.vault().lock();
    assert_eq!(world.app.transfer().run_auto_backup(&folder), Err(TransferError::Locked));
    assert_eq!(world.app.settings().safety(), Err(SettingsError::Locked));
    assert!(world.store.bytes(VaultFile::Current).is_some());
}
