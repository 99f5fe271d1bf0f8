//! What takes an unlock of its own (V-70), who has to be there for it, and what goes on meanwhile.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use countersign_core::app::{Authenticator, NewVault, UnlockError};
use countersign_core::device::{SecureKey, SecureKeyError, VaultFile};
use countersign_core::random::{Random, SystemRandom};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{
    FolderKey, KdfParams, NewPlatformSlot, RollbackStatus, StateFolder, Unlock, VaultDependencies,
    WeakPasscode,
};

use crate::world::{A, Refresh, World, platform_key, secret};

const PASSCODE: &str = "harbour-7391";
const OTHER: &str = "quay-and-crane-88";

fn with_passcode() -> NewVault {
    NewVault { passcode: Some(secret(PASSCODE)), kdf: KdfParams::FLOOR, ..platform_key() }
}

/// The protected settings, each changed after an unlock by `how`.
fn change_all(
    app: &Authenticator,
    how: impl Fn() -> Unlock<'static>,
) -> [Result<(), UnlockError>; 3] {
    [
        app.vault().change_passcode(how(), secret(OTHER), KdfParams::FLOOR),
        app.accounts().show_codes(how()),
        app.vault().turn_off_app_lock(how()),
    ]
}

#[tokio::test]
async fn each_protected_setting_takes_an_unlock_made_for_it_v70() {
    let world = World::unlocked_by(with_passcode());
    world.app.accounts().hide_codes().unwrap();
    // The unlock of the app, made just now, is worth nothing for them: each asks for itself.
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.keys.fail(Some(SecureKeyError::Cancelled));
    let refused = change_all(&world.app, || Unlock::Platform);
    assert_eq!(refused, [Err(UnlockError::Cancelled); 3], "a cancelled question is no lost key");
    assert!(world.app.accounts().hides_codes().unwrap());
    world.keys.fail(None);
    let done = change_all(&world.app, || Unlock::Platform);
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert!(!world.app.accounts().hides_codes().unwrap());
    // Turning protection on asks for nothing.
    world.keys.fail(Some(SecureKeyError::Cancelled));
    world.app.accounts().hide_codes().unwrap();
}

#[tokio::test]
async fn a_key_that_asks_for_nobody_opens_the_app_and_proves_nothing_v70() {
    let world = unattended().await;
    world.asked(A).await;
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    assert!(world.app.requests().open(A).await.unwrap().needs_unlock);
    for refused in change_all(&world.app, || Unlock::Platform) {
        assert_eq!(refused.unwrap_err(), UnlockError::NoSuchWay);
    }
    let refused = world.app.requests().authorise(A, Unlock::Platform);
    assert_eq!(refused.unwrap_err(), UnlockError::NoSuchWay);
    // Unlocking the open app is no way around it either; the passcode is.
    world.app.vault().unlock(Unlock::Platform).unwrap();
    assert!(world.app.requests().open(A).await.unwrap().needs_unlock);
    let passcode = secret(PASSCODE);
    assert!(world.app.accounts().show_codes(Unlock::Passcode(&passcode)).is_ok());
    world.app.vault().unlock(Unlock::Passcode(&passcode)).unwrap();
    assert!(!world.app.requests().open(A).await.unwrap().needs_unlock);
}

/// A phone whose platform key asks for nobody, with a passcode.
async fn unattended() -> World {
    let key = NewPlatformSlot { key_id: "unattended".to_owned(), user_presence: false };
    let world = World::unlocked_by(NewVault { platform: Some(key), ..with_passcode() });
    world.add(1).await.unwrap();
    world
}

#[tokio::test]
async fn making_a_vault_proves_somebody_only_by_a_passcode_v70() {
    for (new, proven) in [(with_passcode(), true), (platform_key(), false)] {
        let world = World::unlocked_by(new);
        world.add(1).await.unwrap();
        world.asked(A).await;
        assert_eq!(world.app.requests().open(A).await.unwrap().needs_unlock, !proven);
    }
}

#[tokio::test]
async fn a_changed_passcode_is_the_one_from_then_on_v20() {
    let world = World::unlocked_by(with_passcode());
    let change = |new: &str| change(&world.app, new);
    let weak = UnlockError::WeakPasscode { rule: WeakPasscode::Common };
    assert_eq!(change("password").unwrap_err(), weak);
    change(OTHER).unwrap();
    world.app.vault().lock();
    let wrong = UnlockError::WrongPasscode { tries_left: 9 };
    assert_eq!(world.app.vault().unlock(Unlock::Passcode(&secret(PASSCODE))).unwrap_err(), wrong);
    world.app.vault().unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
}

/// A platform's key store during whose next call something else happens.
struct Meanwhile {
    keys: MemoryKey,
    app: OnceLock<Weak<Authenticator>>,
    /// How many calls come first, and what happens then.
    then: Mutex<Option<(usize, Then)>>,
}

/// What happens.
type Then = Box<dyn FnOnce(&Authenticator) + Send>;

impl Meanwhile {
    fn now(&self) {
        let mut waiting = self.then.lock().unwrap();
        let Some((first, then)) = waiting.take() else { return };
        if let Some(first) = first.checked_sub(1) {
            *waiting = Some((first, then));
            return;
        }
        drop(waiting);
        if let Some(app) = self.app.get().and_then(Weak::upgrade) {
            then(&app);
        }
    }
}

impl SecureKey for Meanwhile {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        self.keys.create(id)
    }
    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        self.keys.sign(id, message)
    }
    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        self.now();
        self.keys.wrap(id, plain)
    }
    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        self.now();
        self.keys.unwrap(id, wrapped)
    }
    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        self.keys.delete(id)
    }
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        self.keys.lost(id)
    }
}

/// A phone with a passcode, and what makes something happen during the key store's next call.
fn interrupted() -> (Arc<Authenticator>, Arc<Meanwhile>, Arc<MemoryStore>) {
    let world = World::new();
    let keys = MemoryKey::seeded(3);
    let keys = Arc::new(Meanwhile { keys, app: OnceLock::new(), then: Mutex::new(None) });
    let store = Arc::new(MemoryStore::new());
    let mut outside = world.outside.clone();
    outside.vault.keys = Arc::clone(&keys) as _;
    outside.vault.store = Arc::clone(&store) as _;
    outside.vault.device_state = Arc::new(MemoryDeviceState::new());
    let app = Arc::new(Authenticator::new(outside));
    app.vault().create(with_passcode()).unwrap();
    assert!(keys.app.set(Arc::downgrade(&app)).is_ok());
    (app, keys, store)
}

impl Meanwhile {
    fn during_the_next_call(&self, then: impl FnOnce(&Authenticator) + Send + 'static) {
        *self.then.lock().unwrap() = Some((0, Box::new(then)));
    }

    /// When the person has unlocked and the new passcode's key is sealed.
    fn while_the_slot_is_made(&self, then: impl FnOnce(&Authenticator) + Send + 'static) {
        *self.then.lock().unwrap() = Some((1, Box::new(then)));
    }
}

fn change(app: &Authenticator, new: &str) -> Result<(), UnlockError> {
    app.vault().change_passcode(Unlock::Platform, secret(new), KdfParams::FLOOR)
}

#[test]
fn the_app_goes_on_while_a_passcode_is_changed_v70() {
    let (app, keys, _) = interrupted();
    let (said, heard) = channel();
    let other = Arc::clone(&app);
    keys.while_the_slot_is_made(move |_| {
        let done = std::thread::spawn(move || said.send(other.accounts().hide_codes()).unwrap());
        // Were the state held, this would wait for ever.
        let hidden = heard.recv_timeout(Duration::from_secs(60)).expect("the state is not held");
        hidden.unwrap();
        done.join().unwrap();
    });
    app.vault().change_passcode(Unlock::Platform, secret(OTHER), KdfParams::FLOOR).unwrap();
    // Neither change undid the other one.
    assert!(app.accounts().hides_codes().unwrap());
    app.vault().lock();
    app.vault().unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
    assert!(app.accounts().hides_codes().unwrap());
}

#[test]
fn a_lock_while_a_passcode_is_changed_leaves_the_old_one_v70() {
    let (app, keys, store) = interrupted();
    let before = store.bytes(VaultFile::Current);
    keys.while_the_slot_is_made(|app| app.vault().lock());
    let changed = app.vault().change_passcode(Unlock::Platform, secret(OTHER), KdfParams::FLOOR);
    assert_eq!(changed.unwrap_err(), UnlockError::Locked);
    // Also when it was unlocked again before the key was derived.
    app.vault().unlock(Unlock::Platform).unwrap();
    keys.while_the_slot_is_made(|app| {
        app.vault().lock();
        app.vault().unlock(Unlock::Platform).unwrap();
    });
    let changed = app.vault().change_passcode(Unlock::Platform, secret(OTHER), KdfParams::FLOOR);
    assert_eq!(changed.unwrap_err(), UnlockError::Locked);
    assert!(store.bytes(VaultFile::Current) == before);
    app.vault().lock();
    app.vault().unlock(Unlock::Passcode(&secret(PASSCODE))).unwrap();
}

#[test]
fn of_two_passcodes_that_are_set_at_once_one_is_refused_v70() {
    let (app, keys, _) = interrupted();
    keys.while_the_slot_is_made(|app| change(app, "the faster one 7").unwrap());
    let changed = app.vault().change_passcode(Unlock::Platform, secret(OTHER), KdfParams::FLOOR);
    assert_eq!(changed.unwrap_err(), UnlockError::WaysChanged);
    app.vault().lock();
    app.vault().unlock(Unlock::Passcode(&secret("the faster one 7"))).unwrap();
}

#[test]
fn a_passcode_that_was_changed_opens_no_save_on_this_phone_v41() {
    let world = World::unlocked_by(with_passcode());
    change(&world.app, OTHER).unwrap();
    world.app.vault().lock();
    let old = world.app.vault().unlock_previous(Unlock::Passcode(&secret(PASSCODE)));
    assert_eq!(old.unwrap_err(), UnlockError::NoVault);
    world.app.vault().unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
}

#[test]
fn an_unlock_for_an_operation_that_ends_after_a_lock_is_none_v70() {
    let (app, keys, _) = interrupted();
    for again in [false, true] {
        keys.during_the_next_call(move |app| {
            app.vault().lock();
            if again {
                app.vault().unlock(Unlock::Platform).unwrap();
            }
        });
        let shown = app.accounts().show_codes(Unlock::Platform);
        assert_eq!(shown.unwrap_err(), UnlockError::Locked);
        app.vault().unlock(Unlock::Platform).unwrap();
    }
}

/// A folder of one's own with a copy of the device key, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn of_the_device_key(key: &Path) -> Self {
        let random: &dyn Random = &SystemRandom::new();
        let folder = std::env::temp_dir().join(format!("countersign-{}", random.uuid().unwrap()));
        let bytes = std::fs::read(key).unwrap();
        // The key store makes the folder and the file with the rights that they need.
        let state = StateFolder::Exactly(folder.clone());
        let keys = FolderKey::new(state, Arc::new(SystemRandom::new()));
        let id = format!("{}/device", "0".repeat(32));
        keys.wrap(&id, &SecretBytes::new(vec![0; 32])).unwrap();
        std::fs::write(folder.join("device.key"), bytes).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_passcode_of_before_the_mapping_is_wrapped_anew_by_any_unlock_v20() {
    // The kept vault, made when passcodes were not mapped, and its device key.
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vault-unmapped");
    let typed = secret("zu\u{308}rich\u{a0}e\u{301}te\u{301}");
    let composed = secret("z\u{fc}rich \u{e9}t\u{e9}");
    let store = Arc::new(MemoryStore::new());
    store.put(VaultFile::Current, Some(std::fs::read(kept.join("data/vault")).unwrap()));
    let folder = Folder::of_the_device_key(&kept.join("state/device.key"));
    let state = StateFolder::Exactly(folder.0.clone());
    let mut outside = World::new().outside;
    outside.vault = VaultDependencies {
        store: Arc::clone(&store) as _,
        keys: Arc::new(FolderKey::new(state, Arc::new(SystemRandom::new()))),
        device_state: Arc::new(MemoryDeviceState::new()),
        random: Arc::new(SystemRandom::new()),
        passcode_alone: true,
    };
    let app = Authenticator::new(outside);
    let generation =
        || u64::from_be_bytes(store.bytes(VaultFile::Current).unwrap()[30..38].try_into().unwrap());
    let wrong = UnlockError::WrongPasscode { tries_left: 9 };
    assert_eq!(
        app.vault().unlock(Unlock::Passcode(&composed)).unwrap_err(),
        wrong,
        "not its form of then"
    );
    // A copy that this device does not know stays as it is until it is accepted.
    assert_eq!(
        app.vault().unlock(Unlock::Passcode(&typed)).unwrap().rollback_status,
        RollbackStatus::NewPhone
    );
    assert_eq!(generation(), 1);
    app.vault().accept().unwrap();
    assert_eq!(generation(), 2);
    app.vault().turn_off_app_lock(Unlock::Passcode(&typed)).unwrap();
    assert_eq!(generation(), 3);
    app.vault().turn_off_app_lock(Unlock::Passcode(&composed)).unwrap();
    app.vault().lock();
    app.vault().unlock(Unlock::Passcode(&composed)).unwrap();
    assert_eq!(generation(), 3, "once");
}
