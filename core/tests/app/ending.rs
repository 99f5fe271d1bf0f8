//! What is under way when the app locks: an answer may end, within ten seconds, and nothing else counts.

use std::sync::{Arc, Mutex};

use countersign_core::account::{DenyReason, SeenOutcome};
use countersign_core::app::{
    AccountError, AddError, Authenticator, Choice, NewVault, Phase, RequestError, UnlockError,
    VaultState,
};
use countersign_core::device::{SecureKey, SecureKeyError};
use countersign_core::push::request::Outcome;
use countersign_core::secret::SecretBytes;
use countersign_core::vault::{EntryBody, KdfParams, NewPlatformSlot, Unlock, Vault};
use serde_json::json;
use tokio::sync::Notify;

use crate::server::{Fault, NUMBER};
use crate::together::turn;
use crate::world::{A, B, NOW, Refresh, World, secret};

const RESPOND: &str = "/respond";
const NOT_ME: DenyReason = DenyReason::UnknownTrigger;

/// An answer is on its way, and its reply comes when it is released.
fn held(world: &World) -> Arc<Notify> {
    let reply = Arc::new(Notify::new());
    world.server.fault(RESPOND, Fault::Held(Arc::clone(&reply)));
    reply
}

async fn outcome(world: &World) -> Option<Outcome> {
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    world.app.requests().get(A).unwrap().outcome
}

#[tokio::test]
async fn an_answer_under_way_ends_after_a_lock_and_is_told_after_the_next_unlock_a56() {
    for plain in [false, true] {
        let world = if plain { World::plainly_enrolled().await } else { World::enrolled().await };
        // Approved, and heard while the app is locked.
        world.asked(A).await;
        world.ready(A, NUMBER);
        let reply = held(&world);
        let requests = world.app.requests();
        let mut approving = Box::pin(requests.approve(A));
        assert!(turn(&mut approving).await.is_none());
        world.app.vault().lock();
        assert_eq!(
            world.app.requests().get(A).unwrap_err(),
            RequestError::Locked,
            "sealed at once"
        );
        assert!(turn(&mut approving).await.is_none(), "and it may end");
        reply.notify_one();
        assert_eq!(approving.await.unwrap_err(), RequestError::Locked);
        assert_eq!(outcome(&world).await, Some(Outcome::Approved));
        assert_eq!(world.server.counted(), (1, 0));
        assert_eq!(world.answers().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_under_way_across_a_lock_and_an_unlock_is_the_same_answer_a56() {
    for plain in [false, true] {
        let world = if plain { World::plainly_enrolled().await } else { World::enrolled().await };
        world.asked(A).await;
        world.ready(A, NUMBER);
        let reply = held(&world);
        let requests = world.app.requests();
        let mut approving = Box::pin(requests.approve(A));
        assert!(turn(&mut approving).await.is_none());
        world.app.vault().lock();
        world.app.vault().unlock(Unlock::Platform).unwrap();
        world.app.refresh().await.unwrap();
        let view = world.app.requests().get(A).unwrap();
        assert_eq!((view.phase, view.can_approve), (Phase::Sending, false), "no second answer");
        reply.notify_one();
        assert_eq!(approving.await.unwrap().outcome, Some(Outcome::Approved));
        assert_eq!((world.server.counted(), world.answers().len()), ((1, 0), 1));
    }
}

#[tokio::test]
async fn a_refusal_under_way_ends_after_a_lock_a64() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let reply = held(&world);
    let requests = world.app.requests();
    let mut denying = Box::pin(requests.deny(A, NOT_ME));
    assert!(turn(&mut denying).await.is_none());
    world.app.vault().lock();
    reply.notify_one();
    assert_eq!(denying.await.unwrap_err(), RequestError::Locked);
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let view = world.app.requests().get(A).unwrap();
    assert_eq!((view.phase, view.refused), (Phase::AskReport, true));
    assert_eq!(view.outcome, Some(Outcome::Denied { interrupted: false }));
    assert_eq!((world.server.counted(), world.answers().len()), ((0, 1), 1));
}

#[tokio::test]
async fn ten_seconds_after_a_lock_nothing_is_under_way_a64() {
    let world = World::enrolled().await;
    world.asked(A).await;
    drop(held(&world));
    let requests = world.app.requests();
    let mut denying = Box::pin(requests.deny(A, NOT_ME));
    assert!(turn(&mut denying).await.is_none());
    world.app.vault().lock();
    assert!(turn(&mut denying).await.is_none());
    world.runtime.run_late();
    assert_eq!(denying.await.unwrap_err(), RequestError::Locked, "it is over");
    let tokens = || world.server.bodies("/openid-connect/token").len();
    let before = tokens();
    // It had arrived; the next run does not know, says no once more and shows it closed.
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let view = world.app.requests().get(A).unwrap();
    assert_eq!((view.phase, view.refused), (Phase::DeliveryFailed, true));
    world.app.refresh().await.unwrap();
    assert!(tokens() > before, "the access token went with it");
    let view = world.app.requests().get(A).unwrap();
    assert_eq!((view.phase, view.outcome), (Phase::AskReport, Some(Outcome::AlreadyHandled)));
    assert_eq!(world.server.counted(), (0, 1));
}

#[tokio::test]
async fn a_number_refused_while_the_app_is_locked_is_closed_and_counted_once_a20() {
    for delivered in [true, false] {
        let mut world = World::plainly_enrolled().await;
        world.server.ask_with(A, &json!({"expiresAt": NOW + 240}));
        world.app.refresh().await.unwrap();
        world.ready(A, "43");
        let reply = held(&world);
        let requests = world.app.requests();
        let mut approving = Box::pin(requests.approve(A));
        assert!(turn(&mut approving).await.is_none());
        world.app.vault().lock();
        if !delivered {
            for _ in 0..3 {
                world.server.fault(RESPOND, Fault::Down);
            }
        }
        reply.notify_one();
        assert_eq!(approving.await.unwrap_err(), RequestError::Locked);
        assert_eq!(world.server.is_open(A), !delivered, "the app ends it, locked or not");
        assert_eq!(outcome(&world).await, Some(Outcome::WrongNumber));
        assert!(!world.server.is_open(A));
        assert_eq!((world.server.counted(), world.server.numbers(A).len()), ((0, 1), 1));
        world.app = Authenticator::new(world.outside.clone());
        let vault = Vault::open(world.outside.vault.clone(), Unlock::Platform, NOW).unwrap();
        assert_eq!(vault.contents().seen[0].outcome, SeenOutcome::WrongNumber);
        let EntryBody::Push(account) = &vault.contents().entries[0].body else { panic!() };
        assert_eq!(account.wrong_in_row, 1, "{delivered}");
    }
}

#[tokio::test]
async fn a_refusal_and_a_report_queued_offline_survive_each_lock_a64() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for _ in 0..3 {
        world.server.fault(RESPOND, Fault::Down);
    }
    world.app.requests().deny(A, NOT_ME).await.unwrap();
    for _ in 0..3 {
        world.app.vault().lock();
        world.app.vault().unlock(Unlock::Platform).unwrap();
        let view = world.app.requests().get(A).unwrap();
        assert_eq!((view.phase, view.refused), (Phase::DeliveryFailed, true));
        assert!(
            !world
                .app
                .requests()
                .type_number(A, &secret(NUMBER))
                .is_ok_and(|view| view.can_approve)
        );
    }
    world.app.refresh().await.unwrap();
    assert_eq!(world.server.counted(), (0, 1));
    for _ in 0..3 {
        world.server.fault("/lockout", Fault::Down);
    }
    let view = world.app.requests().report(A, false).await.unwrap();
    assert_eq!((view.phase, view.report_failed.is_some()), (Phase::AskReport, true));
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let view = world.app.requests().get(A).unwrap();
    assert_eq!((view.phase, view.report_disables_account), (Phase::AskReport, false));
    world.app.refresh().await.unwrap();
    assert_eq!(world.server.reports(), 1);
    assert!(world.app.requests().get(A).unwrap().reported.is_some());
    // Where it came too late it is not sent unasked, and the question is there.
    let mut world = World::enrolled().await;
    world.asked(A).await;
    world.app.requests().deny(A, NOT_ME).await.unwrap();
    for _ in 0..3 {
        world.server.fault("/lockout", Fault::Down);
    }
    world.app.requests().report(A, false).await.unwrap();
    world.clock.advance(90);
    world.restart();
    world.app.refresh().await.unwrap();
    let view = world.app.requests().get(A).unwrap();
    assert_eq!((view.phase, view.report_failed.is_some()), (Phase::AskReport, true));
    assert_eq!(world.server.reports(), 0);
    world.clock.advance(600);
    let view = world.app.requests().inbox().unwrap().requests[0].clone();
    assert_eq!((view.phase, view.report_failed.is_some()), (Phase::Ended, true), "it was too late");
    world.restart();
    assert!(world.app.requests().inbox().unwrap().requests.is_empty(), "said once");
}

#[tokio::test]
async fn an_answer_whose_turn_had_not_come_when_the_app_locked_goes_out_after_the_unlock_a64() {
    let world = World::enrolled().await;
    world.server.ask(A);
    world.asked(B).await;
    for cid in [A, B] {
        for _ in 0..3 {
            world.server.fault(RESPOND, Fault::Down);
        }
        world.app.requests().deny(cid, NOT_ME).await.unwrap();
    }
    let reply = held(&world);
    let mut refreshing = Box::pin(world.app.refresh());
    assert!(turn(&mut refreshing).await.is_none());
    world.app.vault().lock();
    reply.notify_one();
    assert_eq!(refreshing.await.unwrap_err(), RequestError::Locked);
    assert_eq!(world.server.counted(), (0, 1), "nothing begins in a locked app");
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(world.server.counted(), (0, 2));
    for cid in [A, B] {
        let view = world.app.requests().get(cid).unwrap();
        assert_eq!(view.outcome, Some(Outcome::Denied { interrupted: false }), "{cid}");
    }
}

/// Keys that do something the moment they are asked.
struct Hooked {
    inner: Arc<dyn SecureKey>,
    hook: Mutex<Option<Box<dyn FnMut() + Send>>>,
}

impl Hooked {
    fn on_next(&self, hook: impl FnMut() + Send + 'static) {
        *self.hook.lock().unwrap() = Some(Box::new(hook));
    }

    fn run(&self) {
        let hook = self.hook.lock().unwrap().take();
        if let Some(mut hook) = hook {
            hook();
        }
    }
}

impl SecureKey for Hooked {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        self.run();
        self.inner.create(id)
    }
    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        self.inner.sign(id, message)
    }
    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        self.run();
        self.inner.wrap(id, plain)
    }
    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        self.run();
        self.inner.unwrap(id, wrapped)
    }
    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        self.inner.delete(id)
    }
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        self.inner.lost(id)
    }
}

const PASSCODE: &str = "correct-horse";

/// A phone whose platform takes its time: what is given happens while it is asked.
fn slow_phone() -> (Arc<Authenticator>, Arc<Hooked>) {
    let mut outside = World::new().outside;
    outside.vault.store = Arc::new(countersign_core::vault::testing::MemoryStore::new());
    let keys = Arc::new(Hooked { inner: outside.vault.keys.clone(), hook: Mutex::default() });
    outside.vault.keys = Arc::clone(&keys) as Arc<_>;
    (Arc::new(Authenticator::new(outside)), keys)
}

fn both_ways() -> NewVault {
    let platform = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: true };
    let passcode = Some(secret(PASSCODE));
    let kdf = KdfParams::FLOOR;
    NewVault { passcode, kdf, platform: Some(platform), ..NewVault::default() }
}

fn lock_meanwhile(app: &Arc<Authenticator>, keys: &Hooked) {
    let app = Arc::clone(app);
    keys.on_next(move || app.vault().lock());
}

fn assert_locked(app: &Authenticator) {
    assert!(matches!(app.vault().state().unwrap(), VaultState::Locked(_)));
    assert_eq!(app.accounts().list().unwrap_err(), AccountError::Locked);
}

#[test]
fn an_unlock_begun_before_a_lock_does_not_open_the_vault_v72() {
    let (app, keys) = slow_phone();
    // Made, and the app was left meanwhile: the vault is there, and locked.
    lock_meanwhile(&app, &keys);
    assert_eq!(app.vault().create(both_ways()).unwrap_err(), UnlockError::Locked);
    assert_locked(&app);
    let passcode = secret(PASSCODE);
    for how in [Unlock::Platform, Unlock::Passcode(&passcode)] {
        lock_meanwhile(&app, &keys);
        assert_eq!(app.vault().unlock(how).unwrap_err(), UnlockError::Locked);
        assert_locked(&app);
        app.vault().unlock(how).unwrap();
        // The same where the vault was open: the unlock is not spent on it after the lock.
        lock_meanwhile(&app, &keys);
        assert_eq!(app.vault().unlock(how).unwrap_err(), UnlockError::Locked);
        assert_locked(&app);
    }
    // Locked and unlocked again meanwhile: the earlier unlock is none of this session's.
    let again = Arc::clone(&app);
    keys.on_next(move || {
        again.vault().lock();
        again.vault().unlock(Unlock::Platform).unwrap();
    });
    assert_eq!(app.vault().unlock(Unlock::Passcode(&passcode)).unwrap_err(), UnlockError::Locked);
    assert_eq!(app.vault().state().unwrap(), VaultState::Open);
}

#[test]
fn a_fresh_unlock_begun_before_a_lock_is_worth_nothing_after_it_v70() {
    let (app, keys) = slow_phone();
    app.vault().create(both_ways()).unwrap();
    let passcode = secret(PASSCODE);
    for how in [Unlock::Platform, Unlock::Passcode(&passcode)] {
        let again = Arc::clone(&app);
        keys.on_next(move || {
            again.vault().lock();
            again.vault().unlock(Unlock::Platform).unwrap();
        });
        assert_eq!(app.accounts().show_codes(how).unwrap_err(), UnlockError::Locked);
    }
    // A passcode is changed with an unlock of this session only.
    let again = Arc::clone(&app);
    keys.on_next(move || {
        again.vault().lock();
        again.vault().unlock(Unlock::Platform).unwrap();
    });
    let (how, new) = (Unlock::Passcode(&passcode), secret("another-horse"));
    let error = app.vault().change_passcode(how, new, KdfParams::FLOOR).unwrap_err();
    assert_eq!(error, UnlockError::Locked);
    app.vault().lock();
    assert!(app.vault().unlock(Unlock::Passcode(&passcode)).is_ok(), "the old one holds");
}

#[tokio::test]
async fn an_account_that_was_being_added_when_the_app_locked_is_not_added_after_it_v72() {
    let world = World::new();
    let keys = Arc::new(Hooked { inner: world.outside.vault.keys.clone(), hook: Mutex::default() });
    let mut outside = world.outside.clone();
    outside.vault.keys = Arc::clone(&keys) as Arc<_>;
    let app = Arc::new(Authenticator::new(outside));
    app.vault().unlock(Unlock::Platform).unwrap();
    let preview = app.accounts().preview(world.server.offer(1).as_bytes()).await.unwrap();
    // The platform makes the key; meanwhile the app is left, and opened again.
    let again = Arc::clone(&app);
    keys.on_next(move || {
        again.vault().lock();
        again.vault().unlock(Unlock::Platform).unwrap();
    });
    assert_eq!(app.accounts().add(preview, Choice::OnlyNew).await.unwrap_err(), AddError::Locked);
    assert!(app.accounts().list().unwrap().is_empty());
    assert!(world.completions().is_empty(), "the service heard nothing of it");
}

#[tokio::test]
async fn a_set_up_under_way_across_a_lock_is_completed_once_a56() {
    let world = World::plain();
    let preview = world.preview(1).await;
    let reply = Arc::new(Notify::new());
    world.server.fault("/enroll/complete", Fault::Held(Arc::clone(&reply)));
    let accounts = world.app.accounts();
    let mut adding = Box::pin(accounts.add(preview, Choice::OnlyNew));
    assert!(turn(&mut adding).await.is_none());
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    // A plain service takes a completion once: a second one would be refused and lose the account.
    world.app.refresh().await.unwrap();
    assert_eq!(world.completions().len(), 1);
    reply.notify_one();
    adding.await.unwrap();
    assert_eq!((world.accounts().len(), world.server.devices()), (1, 1));
}
