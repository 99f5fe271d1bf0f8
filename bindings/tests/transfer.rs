//! Moving in and out, backups and a new vault key, as they cross.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use countersign::{
    Authenticator, BackupFolder, BackupFolderError, DeviceInfo, ImportChoices, KeptWay,
    TransferError, UnlockError, UnlockWith, scan_pixels,
};
use countersign_core::app::qr::{Matrix, write};
use countersign_core::app::{
    AddError, BackupTrouble, Choice, EntryChoice, Format, ImportStatus, Platform, Refusal,
    SlotType, Target, WeakPassphrase,
};

const PASSCODE: &str = "harbour-7391";
const PASSPHRASE: &str = "seven quiet boats at noon";
const LINES: &str = "otpauth://totp/Quay:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Quay\n\
    otpauth://totp/Mail:ida?secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU&issuer=Mail\n\
    otpauth://totp/Bad:ida?secret=1&issuer=Bad\n";

fn made() -> Arc<Authenticator> {
    let device = DeviceInfo {
        name: "Pixel".to_owned(),
        platform: Platform::Test,
        app_version: "1.2.3".to_owned(),
        country: None,
    };
    let app = Authenticator::in_memory(None, device).unwrap();
    app.vault().unwrap().create(None, false, Some(PASSCODE.to_owned())).unwrap();
    app
}

fn passcode(text: &str) -> UnlockWith {
    UnlockWith::Passcode { passcode: text.as_bytes().to_vec() }
}

fn choices() -> ImportChoices {
    let entries = HashMap::new();
    ImportChoices { others: EntryChoice::OnlyNew, entries, incomplete: false }
}

fn moved_in() -> Arc<Authenticator> {
    let app = made();
    let transfer = app.transfer().unwrap();
    let plan = transfer.plan(LINES.into(), None, None, None).unwrap();
    transfer.commit(plan, choices()).unwrap();
    app
}

#[tokio::test]
async fn locking_empties_what_a_shell_still_holds_v50() {
    let app = moved_in();
    let (transfer, accounts) = (app.transfer().unwrap(), app.accounts().unwrap());
    let plan = transfer.plan(LINES.into(), None, None, None).unwrap();
    let export = transfer.export(passcode(PASSCODE), Target::Otpauth, None, true).unwrap();
    let code = app.vault().unwrap().new_recovery_code(passcode(PASSCODE)).unwrap();
    let key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned();
    let preview = accounts.preview_key("Harbour".into(), "ida".into(), key).unwrap();
    app.vault().unwrap().lock().unwrap();
    app.vault().unwrap().unlock(passcode(PASSCODE)).unwrap();
    assert!(transfer.commit(plan, choices()).is_err());
    assert!(matches!(export.file(), Err(TransferError::Locked)));
    assert!(matches!(export.check(LINES.into()), Err(TransferError::Locked)));
    assert!(matches!(code.text(), Err(UnlockError::Locked)));
    let added = accounts.add(preview, Choice::OnlyNew).await;
    assert!(matches!(added, Err(AddError::Used)));
}

#[test]
fn a_file_is_looked_at_planned_added_and_taken_back_a71_a72() {
    let app = made();
    let transfer = app.transfer().unwrap();
    let kind = transfer.inspect(LINES.into(), None).unwrap();
    assert!(kind.format == Format::Otpauth && !kind.encrypted);
    assert!(matches!(
        transfer.inspect(b"no export".to_vec(), None),
        Err(TransferError::UnknownFormat)
    ));
    let plan = transfer.plan(LINES.into(), None, None, None).unwrap();
    let told = plan.details().unwrap();
    assert!(told.usable && told.missing.is_empty() && told.receipts.len() == 3);
    assert_eq!((told.totals.found, told.totals.refused), (3, 1));
    assert_eq!(told.receipts[0].kind.as_deref(), Some("totp"));
    let mut some = choices();
    some.entries.insert(1, EntryChoice::Skip);
    let done = transfer.commit(plan.clone(), some).unwrap();
    assert!(matches!(done.receipts[1].status, ImportStatus::Refused(Refusal::NotSelected)));
    assert_eq!(app.accounts().unwrap().list().unwrap().len(), 1);
    assert!(matches!(transfer.commit(plan, choices()), Err(TransferError::Failed)));
    let past = transfer.imports().unwrap().remove(0);
    assert!(
        Some(past.id) == done.commit && past.added == 1 && past.format == Some(Format::Otpauth)
    );
    assert_eq!(transfer.undo(past.id).unwrap().binned.len(), 1);
    assert!(app.accounts().unwrap().list().unwrap().is_empty());
    assert!(matches!(transfer.undo(past.id), Err(TransferError::NoSuchImport)));
}

#[test]
fn parts_of_googles_export_are_told_until_all_were_scanned_a70() {
    let app = moved_in();
    let transfer = app.transfer().unwrap();
    let many: String = (0..25)
        .map(|n| format!("otpauth://totp/Shop%20{n}:ida?secret=JBSWY3DPEHPK3PXP{}\n", base32(n)))
        .collect();
    let plan = transfer.plan(many.into_bytes(), None, None, None).unwrap();
    transfer.commit(plan, choices()).unwrap();
    let out = transfer.export(passcode(PASSCODE), Target::Google, None, true).unwrap();
    let pictures = out.pictures().unwrap();
    assert!(pictures.len() >= 2);
    let text = String::from_utf8(out.file().unwrap()).unwrap();
    let links: Vec<&str> = text.lines().collect();
    let other = made();
    let transfer = other.transfer().unwrap();
    let scanned: Vec<_> = links.iter().map(|link| scan(&write(link.as_bytes()).unwrap())).collect();
    let some = transfer.plan_scanned(vec![scanned[1].clone(), scanned[1].clone()]).unwrap();
    let told = some.details().unwrap();
    assert!(told.missing.contains(&0) && u32::try_from(pictures.len()) == Ok(told.parts));
    let refused = transfer.commit(some, choices());
    assert!(matches!(refused, Err(TransferError::PartsMissing { .. })));
    assert!(other.accounts().unwrap().list().unwrap().is_empty());
    let whole = transfer.plan_scanned(scanned).unwrap();
    assert!(whole.details().unwrap().missing.is_empty());
    transfer.commit(whole, choices()).unwrap();
    assert_eq!(other.accounts().unwrap().list().unwrap().len(), 27);
}

fn base32(n: usize) -> String {
    let letters: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".chars().collect();
    format!("{0}{0}{0}{0}{0}{0}{0}{0}", letters[n % 32])
}

/// What the camera makes of a code.
fn scan(matrix: &Matrix) -> Arc<countersign::ScannedCode> {
    let (scale, edge) = (4, 4);
    let side = (matrix.size + 2 * edge) * scale;
    let mut rgba = vec![255; side * side * 4];
    for (place, _) in matrix.dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let (x, y) = (place % matrix.size + edge, place / matrix.size + edge);
        for row in y * scale..(y + 1) * scale {
            for column in x * scale..(x + 1) * scale {
                let at = (row * side + column) * 4;
                rgba[at..at + 3].fill(0);
            }
        }
    }
    let size = u32::try_from(side).unwrap();
    scan_pixels(&rgba, size, size, size * 4).unwrap().remove(0).code
}

#[test]
fn leaving_takes_an_unlock_a_warning_and_a_password_a73() {
    let app = moved_in();
    let transfer = app.transfer().unwrap();
    let wrong = transfer.export(passcode("not-the-one"), Target::Otpauth, None, true);
    let why = UnlockError::WrongPasscode { tries_left: 9 };
    assert!(matches!(wrong, Err(TransferError::NotUnlocked { why: said }) if said == why));
    let unwarned = transfer.export(passcode(PASSCODE), Target::Otpauth, None, false);
    assert!(matches!(unwarned, Err(TransferError::NotConfirmed { accounts: 2 })));
    let weak = transfer.export(passcode(PASSCODE), Target::Aegis, Some(b"short".to_vec()), false);
    let short = WeakPassphrase::TooShort;
    assert!(matches!(weak, Err(TransferError::WeakPassphrase { rule }) if rule == short));
    let out = transfer.export(passcode(PASSCODE), Target::Aegis, Some(PASSPHRASE.into()), false);
    let out = out.unwrap();
    assert!(out.details().unwrap().accounts == 2 && out.details().unwrap().left_out.is_empty());
    let file = out.file().unwrap();
    out.check(file.clone()).unwrap();
    assert!(matches!(out.check(file[1..].to_vec()), Err(TransferError::NotWritten)));
    assert!(transfer.inspect(file, None).unwrap().encrypted);
}

#[derive(Default)]
struct Folder {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    gone: Mutex<bool>,
}

impl BackupFolder for Folder {
    fn names(&self) -> Result<Vec<String>, BackupFolderError> {
        Ok(self.files.lock().unwrap().keys().cloned().collect())
    }
    fn read(&self, name: String, _: u64) -> Result<Vec<u8>, BackupFolderError> {
        self.files.lock().unwrap().get(&name).cloned().ok_or(BackupFolderError::Missing)
    }
    fn write_new(&self, name: String, bytes: Vec<u8>) -> Result<(), BackupFolderError> {
        if *self.gone.lock().unwrap() {
            return Err(BackupFolderError::Missing);
        }
        self.files.lock().unwrap().insert(name, bytes);
        Ok(())
    }
    fn delete(&self, name: String) -> Result<(), BackupFolderError> {
        self.files.lock().unwrap().remove(&name);
        Ok(())
    }
}

#[test]
fn backups_go_to_the_folder_by_themselves_and_another_phone_opens_them_a49_a75() {
    let app = moved_in();
    let transfer = app.transfer().unwrap();
    assert!(matches!(
        transfer.start_auto_backup(passcode(PASSCODE), "boats".to_owned()),
        Err(TransferError::NoPassphrase)
    ));
    transfer.set_backup_passphrase(passcode(PASSCODE), PASSPHRASE.into()).unwrap();
    transfer.start_auto_backup(passcode(PASSCODE), "boats".to_owned()).unwrap();
    let folder = Arc::new(Folder::default());
    *folder.gone.lock().unwrap() = true;
    let failed = transfer.run_auto_backup(folder.clone());
    let why = BackupTrouble::NoFolder;
    assert!(matches!(failed, Err(TransferError::BackupFailed { why: said }) if said == why));
    assert_eq!(transfer.auto_backup().unwrap().unwrap().failed, Some(why));
    *folder.gone.lock().unwrap() = false;
    let done = transfer.run_auto_backup(folder.clone()).unwrap().unwrap();
    assert_eq!(done.accounts, 2);
    let stands = transfer.auto_backup().unwrap().unwrap();
    assert!(stands.failed.is_none() && stands.last.is_some() && stands.folder == "boats");
    let file = folder.read(done.name, 0).unwrap();
    let other = made();
    let transfer = other.transfer().unwrap();
    let kind = transfer.inspect(file.clone(), None).unwrap();
    assert!(kind.format == Format::Countersign && kind.cost.is_some());
    let wrong = transfer.plan(file.clone(), None, Some(b"another one".to_vec()), None);
    assert!(matches!(wrong, Err(TransferError::WrongPassword)));
    let plan = transfer.plan(file, None, Some(PASSPHRASE.into()), None).unwrap();
    transfer.commit(plan, choices()).unwrap();
    assert_eq!(other.accounts().unwrap().list().unwrap().len(), 2);
}

#[test]
fn a_new_vault_key_leaves_the_ways_that_are_presented_only_v_16() {
    let app = moved_in();
    let vault = app.vault().unwrap();
    let code = vault.new_recovery_code(passcode(PASSCODE)).unwrap();
    let text = String::from_utf8(code.text().unwrap()).unwrap();
    let groups: Vec<&str> = text.split('-').collect();
    let asked = code.asked().unwrap();
    let group = |at: usize| groups[usize::from(asked[at]) - 1].as_bytes().to_vec();
    vault.use_recovery_code(code.clone(), group(0), group(1)).unwrap();
    vault.add_platform_key(passcode(PASSCODE), "person".to_owned(), true).unwrap();
    let person = SlotType::Platform { key_id: "person".to_owned(), user_presence: true };
    let ways = vault.ways().unwrap();
    assert!(ways.len() == 3 && ways.contains(&person) && ways.contains(&SlotType::Recovery));
    let keep = || KeptWay::Passcode { passcode: PASSCODE.into() };
    let wrong = KeptWay::Recovery { code: b"AAAA".to_vec() };
    let refused = vault.change_vault_key(passcode(PASSCODE), vec![keep(), wrong]);
    assert!(matches!(refused, Err(UnlockError::WrongRecoveryCode)));
    let platform = KeptWay::Platform { key_id: "person".to_owned(), user_presence: true };
    let dropped = vault.change_vault_key(passcode(PASSCODE), vec![keep(), platform]).unwrap();
    assert_eq!(dropped, [SlotType::Recovery]);
    vault.lock().unwrap();
    let old = vault.unlock(UnlockWith::Recovery { code: text.into_bytes() });
    assert!(old.is_err());
    vault.unlock(UnlockWith::Platform).unwrap();
    assert_eq!(app.accounts().unwrap().list().unwrap().len(), 2);
}
