//! What is set for one account, the bin and the recovery code, as they cross.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::Arc;

use countersign::{
    AccountSetting, Authenticator, DeviceInfo, NewRecoveryCode, SettingsError, UnlockError,
    UnlockWith,
};
use countersign_core::app::{AccountId, Choice, CodeKind, Platform};

const PASSCODE: &str = "harbour-7391";
const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

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

async fn add(app: &Authenticator) -> AccountId {
    let accounts = app.accounts().unwrap();
    let preview =
        accounts.preview_key("Quay".to_owned(), "ida".to_owned(), KEY.to_owned()).unwrap();
    accounts.add(preview, Choice::OnlyNew).await.unwrap().id
}

fn passcode(text: &str) -> UnlockWith {
    UnlockWith::Passcode { passcode: text.as_bytes().to_vec() }
}

#[tokio::test]
async fn the_list_says_that_a_code_asks_before_and_one_comes_after_an_unlock_a78() {
    let app = made();
    let id = add(&app).await;
    let settings = app.settings().unwrap();
    settings.set(id, AccountSetting::AskBefore).unwrap();
    assert!(settings.details(id).unwrap().ask_before);
    let row = app.accounts().unwrap().codes(None, None).unwrap().remove(0);
    assert!(row.needs_unlock && !row.needs_pin && row.code.is_none());
    assert!(matches!(settings.code(id, None, None), Err(SettingsError::UnlockNeeded)));
    let wrong = settings.code(id, None, Some(passcode("not-the-one")));
    let why = UnlockError::WrongPasscode { tries_left: 9 };
    assert!(matches!(wrong, Err(SettingsError::NotUnlocked { why: said }) if said == why));
    let shown = settings.code(id, None, Some(passcode(PASSCODE))).unwrap();
    assert_eq!(shown.code.map(|code| code.len()), Some(6));
    assert!(shown.shown_until.unwrap() <= shown.valid_until, "it goes with its life");
    settings.stop_asking(id, passcode(PASSCODE)).unwrap();
    assert!(!app.accounts().unwrap().codes(None, None).unwrap().remove(0).needs_unlock);
}

#[tokio::test]
async fn a_pin_that_is_typed_for_a_code_is_not_stored_a77_a81() {
    let app = made();
    let id = add(&app).await;
    let settings = app.settings().unwrap();
    settings.switch_kind(id, CodeKind::Motp).unwrap();
    let row = app.accounts().unwrap().codes(None, None).unwrap().remove(0);
    assert!(row.needs_pin && !row.needs_unlock);
    assert!(matches!(settings.code(id, None, None), Err(SettingsError::PinNeeded)));
    assert!(settings.code(id, Some(b"1234".to_vec()), None).unwrap().code.is_some());
    assert_eq!(settings.details(id).unwrap().pin_stored, Some(false));
    settings.set(id, AccountSetting::Pin { pin: Some(b"1234".to_vec()) }).unwrap();
    assert_eq!(settings.details(id).unwrap().pin_stored, Some(true));
    assert!(app.accounts().unwrap().codes(None, None).unwrap().remove(0).code.is_some());
}

#[tokio::test]
async fn a_removed_account_is_taken_back_from_the_bin_or_deleted_a76() {
    let app = made();
    let id = add(&app).await;
    let (settings, accounts) = (app.settings().unwrap(), app.accounts().unwrap());
    accounts.remove(id).await.unwrap();
    let binned = settings.bin().unwrap().remove(0);
    assert_eq!(binned.until - binned.since, 30 * 24 * 60 * 60);
    settings.take_back(id).unwrap();
    assert_eq!(accounts.list().unwrap().len(), 1);
    accounts.remove(id).await.unwrap();
    settings.delete_now(id).unwrap();
    assert!(settings.bin().unwrap().is_empty());
    assert!(matches!(settings.take_back(id), Err(SettingsError::NoSuchAccount)));
}

#[tokio::test]
async fn a_secret_is_shown_after_an_unlock_and_never_once_it_is_marked_a80() {
    let app = made();
    let id = add(&app).await;
    let settings = app.settings().unwrap();
    settings.may_show(id).unwrap();
    let wrong = settings.show_secret(id, passcode("not-the-one"));
    assert!(matches!(wrong, Err(SettingsError::NotUnlocked { .. })));
    let link = String::from_utf8(settings.show_secret(id, passcode(PASSCODE)).unwrap()).unwrap();
    assert!(link.contains(KEY));
    let picture = settings.show_picture(id, passcode(PASSCODE)).unwrap();
    assert_eq!(picture.modules.len(), usize::try_from(picture.side * picture.side).unwrap());
    settings.set(id, AccountSetting::NeverExport).unwrap();
    assert!(matches!(settings.may_show(id), Err(SettingsError::Protected)));
    let refused = settings.show_picture(id, passcode(PASSCODE));
    assert!(matches!(refused, Err(SettingsError::Protected)));
}

fn group(new: &NewRecoveryCode, place: usize) -> Vec<u8> {
    let text = String::from_utf8(new.text().unwrap()).unwrap();
    let number = usize::from(new.asked().unwrap()[place]);
    text.split('-').nth(number - 1).unwrap().to_lowercase().into_bytes()
}

#[tokio::test]
async fn the_recovery_code_opens_the_vault_and_another_passcode_is_chosen_by_it_a74() {
    let app = made();
    let (settings, vault) = (app.settings().unwrap(), app.vault().unwrap());
    assert!(settings.safety().unwrap().warn);
    let new = vault.new_recovery_code(passcode(PASSCODE)).unwrap();
    let wrong = vault.use_recovery_code(Arc::clone(&new), group(&new, 0), b"AAAA".to_vec());
    assert!(matches!(wrong, Err(UnlockError::WrongRecoveryCode)));
    vault.use_recovery_code(Arc::clone(&new), group(&new, 0), group(&new, 1)).unwrap();
    let safety = settings.safety().unwrap();
    assert!(safety.recovery_code && !safety.warn);
    let text = new.text().unwrap().to_ascii_lowercase();
    vault.lock().unwrap();
    let typed = || UnlockWith::Recovery { code: text.clone() };
    let mistyped = UnlockWith::Recovery { code: b"no code".to_vec() };
    assert!(matches!(vault.unlock(mistyped), Err(UnlockError::WrongRecoveryCode)));
    vault.unlock(typed()).unwrap();
    vault.change_passcode(typed(), "another-4826".to_owned()).unwrap();
    vault.lock().unwrap();
    vault.unlock(passcode("another-4826")).unwrap();
    assert!(!format!("{new:?} {:?}", typed()).contains('-'), "Debug prints no code");
}
