//! Moving out to other apps, and what never leaves.

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountChange, Authenticator, Choice, Export, ExportRequest, ImportChoices, ImportOptions,
    NewPassphrase, SettingsError, TransferError, UnlockError,
};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::backup::WeakPassphrase;
use countersign_core::vault::export::{Left, Target};
use countersign_core::vault::{KdfParams, Unlock};

use crate::world::{World, scanned, secret};

const PASSWORD: &str = "lantern Käse 42";
const ONE: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const TWO: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

async fn add(world: &World, text: &str) -> AccountId {
    let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap().account.id
}

/// An account of every kind of code, names that are hard to write down, and a push account.
async fn full() -> World {
    let world = World::enrolled().await;
    for text in [
        format!(
            "otpauth://totp/Harbour%20%26%20Sons:ida%2Bwork?secret={ONE}&issuer=Harbour%20%26%20Sons&algorithm=SHA256&digits=8&period=60"
        ),
        format!("otpauth://totp/Quay:ida?secret={TWO}&issuer=Quay"),
        format!(
            "otpauth://hotp/Crane:%E6%97%A5%E6%9C%AC?secret={TWO}&issuer=Crane&counter=41&digits=8"
        ),
        format!("otpauth://steam/Steam:gamer?secret={ONE}&issuer=Steam"),
        "otpauth://yaotp/ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY&pin=GEZDGNA".to_owned(),
        "motp://Ferry:ida?secret=00112233445566778899aabbccddeeff".to_owned(),
        format!("otpauth://totp/a:b%3Ac%20%25?secret={ONE}"),
        format!("otpauth://totp/Slow:ida?secret={ONE}&issuer=Slow&period=600"),
    ] {
        add(&world, &text).await;
    }
    world
}

fn request(target: Target) -> ExportRequest {
    let password = (!target.is_plain()).then(|| secret(PASSWORD));
    ExportRequest { target, password, plain_agreed: true }
}

fn export(app: &Authenticator, target: Target) -> Export {
    let made = app.transfer().export(Unlock::Platform, &request(target)).unwrap();
    made.check(made.file().expose()).unwrap();
    made
}

/// The codes of a phone that the file was imported into.
fn imported(file: &[u8]) -> Vec<(String, String, Option<String>)> {
    let other = World::new();
    let options = ImportOptions { password: Some(secret(PASSWORD)), ..ImportOptions::default() };
    let plan = other.app.transfer().plan(SecretBytes::copy_of(file), options).unwrap();
    other.app.transfer().commit(plan, &ImportChoices::default()).unwrap();
    codes(&other)
}

fn codes(world: &World) -> Vec<(String, String, Option<String>)> {
    let codes = world.app.accounts().codes(Some(1_111_111_109)).unwrap();
    codes.into_iter().map(|code| (code.issuer, code.label, code.code)).collect()
}

#[tokio::test]
async fn each_export_is_read_by_the_other_side_and_names_what_it_leaves_out_a73() {
    let world = full().await;
    let all = codes(&world);
    // Which accounts each format holds, and which it leaves out beside the push account.
    for (target, held, left) in [
        (Target::Aegis, 7, vec!["Ferry"]),
        (Target::Otpauth, 8, vec![]),
        (Target::Google, 3, vec!["Harbour & Sons", "Steam", "Yandex", "Ferry", "Slow"]),
        (Target::Cxf, 3, vec!["Crane", "Steam", "Yandex", "Ferry", "Slow"]),
    ] {
        let made = export(&world.app, target);
        assert_eq!(made.accounts, held, "{target:?}");
        let by_reason = |reason: Left| {
            let these = made.left_out.iter().filter(|one| one.reason == reason);
            these.map(|one| one.issuer.clone()).collect::<Vec<_>>()
        };
        assert_eq!(by_reason(Left::NotRepresentable), left, "{target:?}");
        assert_eq!(by_reason(Left::PushAccount).len(), 1, "{target:?}");
        let there = imported(made.file().expose());
        assert_eq!(there.len(), usize::try_from(held).unwrap(), "{target:?}");
        for (issuer, label, code) in there {
            let own = all.iter().find(|row| row.0 == issuer && row.1 == label);
            let own = own.unwrap_or_else(|| panic!("{target:?}: {issuer} {label}"));
            assert!(code.is_none() || own.2 == code, "{target:?}: {issuer} {label}");
        }
    }
}

#[tokio::test]
async fn an_export_takes_an_unlock_of_its_own_a_warning_and_a_password_v70_v82_a73() {
    let world = full().await;
    let transfer = world.app.transfer();
    let by = |how: Unlock<'_>, request: &ExportRequest| transfer.export(how, request).unwrap_err();
    let wrong = by(Unlock::Passcode(&secret("nothing")), &request(Target::Otpauth));
    assert_eq!(wrong, TransferError::NotUnlocked { why: UnlockError::NoSuchWay });
    for target in [Target::Otpauth, Target::Google, Target::Cxf] {
        let unasked = ExportRequest { plain_agreed: false, ..request(target) };
        let warned = by(Unlock::Platform, &unasked);
        assert_eq!(warned, TransferError::NotConfirmed { accounts: 8 });
    }
    let none = ExportRequest { password: None, ..request(Target::Aegis) };
    assert_eq!(by(Unlock::Platform, &none), TransferError::PasswordNeeded);
    let weak = ExportRequest { password: Some(secret("short")), ..request(Target::Aegis) };
    let rule = WeakPassphrase::TooShort;
    assert_eq!(by(Unlock::Platform, &weak), TransferError::WeakPassphrase { rule });
    world.app.vault().lock();
    let locked = by(Unlock::Platform, &request(Target::Aegis));
    assert_eq!(locked, TransferError::NotUnlocked { why: UnlockError::Locked });
    let empty = World::enrolled().await;
    let nothing = empty.app.transfer().export(Unlock::Platform, &request(Target::Cxf)).unwrap_err();
    assert_eq!(nothing, TransferError::NothingToExport);
}

#[tokio::test]
async fn an_encrypted_export_shows_no_secret_and_a_plain_one_is_cut_off_nowhere_a73() {
    let world = full().await;
    let made = export(&world.app, Target::Aegis);
    let text = String::from_utf8(made.file().expose().to_vec()).unwrap();
    for hidden in [ONE, TWO, "Quay", "ida", "lantern"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let list = export(&world.app, Target::Otpauth);
    let text = String::from_utf8(list.file().expose().to_vec()).unwrap();
    assert_eq!(text.lines().count(), 8);
    // Every parameter is written, blanks are %20, and a plus stays one.
    assert!(text.contains(&format!(
        "otpauth://totp/Quay:ida?secret={TWO}&issuer=Quay&algorithm=SHA1&digits=6&period=30\n"
    )));
    assert!(text.contains("Harbour%20%26%20Sons:ida%2Bwork"), "{text}");
    for made in [&made, &list] {
        assert_eq!(made.check(b""), Err(TransferError::NotWritten));
        assert!(!format!("{made:?}").contains("Quay"));
    }
}

#[tokio::test]
async fn many_accounts_are_cut_into_codes_that_a_camera_reads_a73() {
    let world = World::new();
    for number in 0..25 {
        add(
            &world,
            &format!("otpauth://totp/Number{number}:ida?secret={ONE}&issuer=Number{number}"),
        )
        .await;
    }
    let made = export(&world.app, Target::Google);
    let text = String::from_utf8(made.file().expose().to_vec()).unwrap();
    assert_eq!(text.lines().count(), 3, "ten accounts a part");
    assert!(text.lines().all(|line| line.len() <= 1_200));
    assert_eq!(imported(text.as_bytes()).len(), 25);
    // As codes, one after another.
    let scanned: Vec<String> = made.pictures().iter().map(scanned).collect();
    assert_eq!(scanned, text.lines().collect::<Vec<_>>());
    assert!(export(&world.app, Target::Otpauth).pictures().is_empty());
    // A part alone says that the others are missing.
    let other = World::new();
    let first = text.lines().next().unwrap();
    let options = ImportOptions::default();
    let plan = other.app.transfer().plan(SecretBytes::copy_of(first.as_bytes()), options).unwrap();
    assert_eq!((plan.parts, plan.missing), (3, vec![1, 2]));
    // Long names: fewer a part.
    let long = "n".repeat(400);
    for number in 0..4 {
        add(&world, &format!("otpauth://totp/L{number}:{long}?secret={ONE}&issuer=L{number}"))
            .await;
    }
    let made = export(&world.app, Target::Google);
    let text = String::from_utf8(made.file().expose().to_vec()).unwrap();
    assert!(text.lines().all(|line| line.len() <= 1_200) && text.lines().count() > 4);
    assert_eq!(imported(text.as_bytes()).len(), 29);
}

#[tokio::test]
async fn what_is_marked_is_in_no_export_and_keeps_its_mark_in_a_backup_v48_a73_a80() {
    let world = World::new();
    let marked = add(&world, &format!("otpauth://totp/Safe:ida?secret={TWO}&issuer=Safe")).await;
    add(&world, &format!("otpauth://totp/Quay:ida?secret={ONE}&issuer=Quay")).await;
    world.app.settings().set(marked, AccountChange::NeverExport).unwrap();
    for target in Target::ALL {
        let made = export(&world.app, target);
        assert_eq!(made.accounts, 1);
        assert_eq!((made.left_out[0].id, made.left_out[0].reason), (marked, Left::Protected));
        let plain = String::from_utf8_lossy(made.file().expose()).into_owned();
        assert!(!plain.contains(TWO) && !plain.contains("Safe"));
    }
    let new = NewPassphrase { passphrase: secret(PASSWORD), kdf: KdfParams::FLOOR };
    let backup = world.app.transfer().back_up(Unlock::Platform, Some(&new)).unwrap();
    assert_eq!((backup.accounts, backup.left_out.len()), (2, 0));
    // On another phone: its codes are there, and it is as guarded as it was.
    let other = World::new();
    let options = ImportOptions { password: Some(secret(PASSWORD)), ..ImportOptions::default() };
    let file = SecretBytes::copy_of(backup.file().expose());
    let plan = other.app.transfer().plan(file, options).unwrap();
    let at = plan.receipts.iter().find(|one| one.issuer == "Safe").unwrap().position;
    assert!(plan.reveal(at).is_none(), "not even while it is brought back");
    other.app.transfer().commit(plan, &ImportChoices::default()).unwrap();
    let id = other.accounts().into_iter().find(|row| row.issuer == "Safe").unwrap().id;
    assert!(other.app.accounts().codes(None).unwrap().iter().all(|code| code.code.is_some()));
    let shown = other.app.settings().show_secret(id, Unlock::Platform).unwrap_err();
    assert_eq!(shown, SettingsError::Protected);
    assert_eq!(export(&other.app, Target::Otpauth).accounts, 1);
}
