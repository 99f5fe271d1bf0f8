//! What takes an unlock of its own (V-70), who has to be there for it, and what goes on meanwhile.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use countersign_core::account::AccountId;
use countersign_core::app::{AppError, Authenticator, Fresh, NewVault, Operation, PROOF_LIFE};
use countersign_core::device::{SecureKey, SecureKeyError, VaultFile};
use countersign_core::random::{Random, SystemRandom};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::testing::{MemoryGenerations, MemoryKey, MemoryStore};
use countersign_core::vault::{
    FolderKey, KdfParams, NewPlatformSlot, Parts, Standing, StateFolder, Unlock, VaultError,
    WeakPasscode,
};

use crate::world::{A, NOW, World, approval, platform_key, secret};

const PASSCODE: &str = "harbour-7391";
const OTHER: &str = "quay-and-crane-88";

fn with_passcode() -> NewVault {
    NewVault { passcode: Some(secret(PASSCODE)), kdf: KdfParams::FLOOR, ..platform_key() }
}

fn settings() -> [Operation; 3] {
    [Operation::ChangeKeySlots, Operation::ShowCodes, Operation::TurnOffAppLock]
}

/// Whether a fresh unlock is taken for this setting.
fn used_for(app: &Authenticator, setting: &Operation, fresh: Fresh) -> bool {
    let done = match setting {
        Operation::ChangeKeySlots => app.change_passcode(fresh, secret(OTHER), KdfParams::FLOOR),
        Operation::ShowCodes => app.show_codes(fresh),
        Operation::TurnOffAppLock => app.turn_off_app_lock(fresh),
        Operation::Approve { .. } => app.present(fresh).map(drop),
    };
    match done {
        Ok(()) => true,
        Err(AppError::NeedsReauth) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_protected_setting_takes_an_unlock_made_for_it_v70() {
    let world = World::unlocked_by(with_passcode());
    world.app.hide_codes().unwrap();
    for setting in settings() {
        for other in settings().into_iter().chain([approval(any_account(), A)]) {
            let fresh = world.fresh_for(other.clone());
            assert_eq!(used_for(&world.app, &setting, fresh), setting == other, "{setting:?}");
        }
    }
    assert!(!world.app.hides_codes().unwrap());
    // Turning protection on asks for nothing.
    world.app.hide_codes().unwrap();
    // And a fresh unlock for a setting approves nothing.
    let fresh = world.fresh_for(Operation::ShowCodes);
    assert_eq!(world.app.present(fresh).unwrap_err(), AppError::NeedsReauth);
}

fn any_account() -> AccountId {
    AccountId::parse("0000000000000000").unwrap()
}

#[tokio::test]
async fn the_unlock_of_the_app_is_for_approving_alone_v70() {
    let world = World::unlocked_by(with_passcode());
    for setting in settings() {
        let proof = world.app.unlock(Unlock::Platform).unwrap().proof;
        assert_eq!(world.app.spend(proof, setting).unwrap_err(), AppError::NeedsReauth);
    }
    let proof = world.app.unlock(Unlock::Platform).unwrap().proof;
    assert!(world.app.spend(proof, approval(any_account(), A)).is_ok());
}

#[tokio::test]
async fn an_unlock_for_a_setting_is_good_for_a_minute_and_not_after_a_lock_v70() {
    let world = World::unlocked_by(with_passcode());
    for setting in settings() {
        let fresh = || world.fresh_for(setting.clone());
        let made = fresh();
        world.clock.advance(PROOF_LIFE + 1);
        assert!(!used_for(&world.app, &setting, made));
        let made = fresh();
        world.clock.set(NOW);
        assert!(!used_for(&world.app, &setting, made), "from the future");
        let made = fresh();
        world.app.lock();
        world.app.unlock(Unlock::Platform).unwrap();
        assert!(!used_for(&world.app, &setting, made));
        let made = fresh();
        world.clock.advance(PROOF_LIFE);
        assert!(used_for(&world.app, &setting, made), "to the last second");
    }
}

#[tokio::test]
async fn a_key_that_asks_for_nobody_opens_the_app_and_proves_nothing_v70() {
    let world = unattended();
    world.app.lock();
    let unlocked = world.app.unlock(Unlock::Platform).unwrap();
    let spent = world.app.spend(unlocked.proof, approval(any_account(), A));
    assert_eq!(spent.unwrap_err(), AppError::NeedsReauth);
    for operation in settings().into_iter().chain([approval(any_account(), A)]) {
        let refused = world.app.reauth(operation, Unlock::Platform).unwrap_err();
        assert_eq!(refused, AppError::Vault(VaultError::NoSuchSlot));
    }
    // Unlocking the open app is no way around it either; the passcode is.
    let again = world.app.unlock(Unlock::Platform).unwrap();
    assert!(world.app.spend(again.proof, approval(any_account(), A)).is_err());
    let passcode = secret(PASSCODE);
    assert!(world.app.reauth(Operation::ShowCodes, Unlock::Passcode(&passcode)).is_ok());
    let typed = world.app.unlock(Unlock::Passcode(&passcode)).unwrap();
    assert!(world.app.spend(typed.proof, approval(any_account(), A)).is_ok());
}

/// A phone whose platform key asks for nobody, with a passcode.
fn unattended() -> World {
    let key = NewPlatformSlot { key_id: "unattended".to_owned(), user_presence: false };
    World::unlocked_by(NewVault { platform: Some(key), ..with_passcode() })
}

#[tokio::test]
async fn making_a_vault_proves_somebody_only_by_a_passcode_v70() {
    for (new, proven) in [(with_passcode(), true), (platform_key(), false)] {
        let mut world = World::new();
        world.outside.vault.store = Arc::new(MemoryStore::new());
        world.outside.vault.generations = Arc::new(MemoryGenerations::new());
        world.app = Authenticator::new(world.outside.clone());
        let made = world.app.create_vault(new).unwrap();
        let spent = world.app.spend(made.proof, approval(any_account(), A));
        assert_eq!(spent.is_ok(), proven);
    }
}

#[tokio::test]
async fn a_changed_passcode_is_the_one_from_then_on_v20() {
    let world = World::unlocked_by(with_passcode());
    let change = |new: &str| {
        let fresh = world.fresh_for(Operation::ChangeKeySlots);
        world.app.change_passcode(fresh, secret(new), KdfParams::FLOOR)
    };
    let weak = VaultError::WeakPasscode(WeakPasscode::Common);
    assert_eq!(change("password").unwrap_err(), AppError::Vault(weak));
    change(OTHER).unwrap();
    world.app.lock();
    let wrong = AppError::Vault(VaultError::WrongPasscode { tries_left: 9 });
    assert_eq!(world.app.unlock(Unlock::Passcode(&secret(PASSCODE))).unwrap_err(), wrong);
    world.app.unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
}

/// A platform's key store during whose next call something else happens.
struct Meanwhile {
    keys: MemoryKey,
    app: OnceLock<Weak<Authenticator>>,
    then: Mutex<Option<Then>>,
}

/// What happens.
type Then = Box<dyn FnOnce(&Authenticator) + Send>;

impl Meanwhile {
    fn now(&self) {
        let then = self.then.lock().unwrap().take();
        if let (Some(then), Some(app)) = (then, self.app.get().and_then(Weak::upgrade)) {
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
    outside.vault.generations = Arc::new(MemoryGenerations::new());
    let app = Arc::new(Authenticator::new(outside));
    app.create_vault(with_passcode()).unwrap();
    assert!(keys.app.set(Arc::downgrade(&app)).is_ok());
    (app, keys, store)
}

impl Meanwhile {
    fn during_the_next_call(&self, then: impl FnOnce(&Authenticator) + Send + 'static) {
        *self.then.lock().unwrap() = Some(Box::new(then));
    }
}

fn change(app: &Authenticator, new: &str) -> Result<(), AppError> {
    let fresh = app.reauth(Operation::ChangeKeySlots, Unlock::Platform)?;
    app.change_passcode(fresh, secret(new), KdfParams::FLOOR)
}

#[test]
fn the_app_goes_on_while_a_passcode_is_changed_v70() {
    let (app, keys, _) = interrupted();
    let fresh = app.reauth(Operation::ChangeKeySlots, Unlock::Platform).unwrap();
    let (said, heard) = channel();
    let other = Arc::clone(&app);
    keys.during_the_next_call(move |_| {
        let done = std::thread::spawn(move || said.send(other.hide_codes()).unwrap());
        // Were the state held, this would wait for ever.
        let hidden = heard.recv_timeout(Duration::from_secs(60)).expect("the state is not held");
        hidden.unwrap();
        done.join().unwrap();
    });
    app.change_passcode(fresh, secret(OTHER), KdfParams::FLOOR).unwrap();
    // Neither change undid the other one.
    assert!(app.hides_codes().unwrap());
    app.lock();
    app.unlock(Unlock::Passcode(&secret(OTHER))).unwrap();
    assert!(app.hides_codes().unwrap());
}

#[test]
fn a_lock_while_a_passcode_is_changed_leaves_the_old_one_v70() {
    let (app, keys, store) = interrupted();
    let fresh = app.reauth(Operation::ChangeKeySlots, Unlock::Platform).unwrap();
    let before = store.bytes(VaultFile::Current);
    keys.during_the_next_call(|app| app.lock());
    let changed = app.change_passcode(fresh, secret(OTHER), KdfParams::FLOOR);
    assert_eq!(changed.unwrap_err(), AppError::Locked);
    // Also when it was unlocked again before the key was derived.
    app.unlock(Unlock::Platform).unwrap();
    let fresh = app.reauth(Operation::ChangeKeySlots, Unlock::Platform).unwrap();
    keys.during_the_next_call(|app| {
        app.lock();
        app.unlock(Unlock::Platform).unwrap();
    });
    let changed = app.change_passcode(fresh, secret(OTHER), KdfParams::FLOOR);
    assert_eq!(changed.unwrap_err(), AppError::Locked);
    assert!(store.bytes(VaultFile::Current) == before);
    app.lock();
    app.unlock(Unlock::Passcode(&secret(PASSCODE))).unwrap();
}

#[test]
fn of_two_passcodes_that_are_set_at_once_one_is_refused_v70() {
    let (app, keys, _) = interrupted();
    let fresh = app.reauth(Operation::ChangeKeySlots, Unlock::Platform).unwrap();
    keys.during_the_next_call(|app| change(app, "the faster one 7").unwrap());
    let changed = app.change_passcode(fresh, secret(OTHER), KdfParams::FLOOR);
    assert_eq!(changed.unwrap_err(), AppError::Vault(VaultError::SlotsChanged));
    app.lock();
    app.unlock(Unlock::Passcode(&secret("the faster one 7"))).unwrap();
}

#[test]
fn an_unlock_for_an_operation_that_ends_after_a_lock_is_none_v70() {
    let (app, keys, _) = interrupted();
    for again in [false, true] {
        keys.during_the_next_call(move |app| {
            app.lock();
            if again {
                app.unlock(Unlock::Platform).unwrap();
            }
        });
        let fresh = app.reauth(Operation::ShowCodes, Unlock::Platform);
        assert_eq!(fresh.unwrap_err(), AppError::Locked);
        app.unlock(Unlock::Platform).unwrap();
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
    outside.vault = Parts {
        store: Arc::clone(&store) as _,
        keys: Arc::new(FolderKey::new(state, Arc::new(SystemRandom::new()))),
        generations: Arc::new(MemoryGenerations::new()),
        random: Arc::new(SystemRandom::new()),
        passcode_alone: true,
    };
    let app = Authenticator::new(outside);
    let generation =
        || u64::from_be_bytes(store.bytes(VaultFile::Current).unwrap()[30..38].try_into().unwrap());
    let wrong = AppError::Vault(VaultError::WrongPasscode { tries_left: 9 });
    assert_eq!(app.unlock(Unlock::Passcode(&composed)).unwrap_err(), wrong, "not its form of then");
    // A copy that this device does not know stays as it is until it is accepted.
    assert_eq!(app.unlock(Unlock::Passcode(&typed)).unwrap().standing, Standing::NewPhone);
    assert_eq!(generation(), 1);
    app.accept_vault().unwrap();
    assert_eq!(generation(), 2);
    drop(app.reauth(Operation::ShowCodes, Unlock::Passcode(&typed)).unwrap());
    assert_eq!(generation(), 3);
    drop(app.reauth(Operation::ShowCodes, Unlock::Passcode(&composed)).unwrap());
    app.lock();
    app.unlock(Unlock::Passcode(&composed)).unwrap();
    assert_eq!(generation(), 3, "once");
}
