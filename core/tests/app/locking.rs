//! Locking takes everything away, from calls under way too; unlocking is no way around anything.

use std::sync::Arc;

use countersign_core::account::DenyReason;
use countersign_core::app::{
    AccountError, AddError, Authenticator, NewVault, PROOF_LIFE, Phase, PlatformKey, RequestError,
    UnlockError, VaultState,
};
use countersign_core::push::request::Outcome;
use countersign_core::vault::testing::{MemoryKey, MemoryStore};
use countersign_core::vault::{KdfParams, Unlock};
use tokio::sync::Notify;

use crate::server::{Fault, NUMBER};
use crate::together::turn;
use crate::world::{A, B, NOW, Refresh, World, ids, platform_key, secret};

#[tokio::test]
async fn a_locked_app_shows_nothing_and_does_nothing_v72() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let id = world.id();
    world.app.vault().lock();
    assert!(matches!(world.app.vault().state().unwrap(), VaultState::Locked(_)));
    let (list, request) = (AccountError::Locked, RequestError::Locked);
    assert_eq!(world.app.accounts().list().unwrap_err(), list);
    assert_eq!(world.app.accounts().codes(None).unwrap_err(), list);
    assert_eq!(world.app.requests().inbox().unwrap_err(), request);
    assert_eq!(world.app.requests().get(A).unwrap_err(), request);
    assert_eq!(world.app.requests().ended(A).unwrap_err(), request);
    assert_eq!(world.app.requests().type_number(A, &secret(NUMBER)).unwrap_err(), request);
    assert_eq!(world.app.requests().approve(A).await.unwrap_err(), request);
    assert_eq!(world.app.refresh().await.unwrap_err(), request);
    assert_eq!(world.app.accounts().remove(id).await.unwrap_err(), list);
    assert_eq!(world.app.accounts().next_code(id).unwrap_err(), list);
    let how = Unlock::Platform;
    assert_eq!(world.app.requests().authorise(A, how).unwrap_err(), UnlockError::Locked);
    assert_eq!(
        world.app.accounts().preview(b"otpauth://totp/x?secret=GEZDGNBV").await.unwrap_err(),
        AddError::Locked
    );
    assert!(world.answers().is_empty());
}

#[test]
fn whether_a_platform_key_opens_it_is_the_vaults_word_v11() {
    let keys = Arc::new(MemoryKey::seeded(7));
    let fresh = || {
        let mut outside = World::new().outside;
        outside.vault.store = Arc::new(MemoryStore::new());
        outside.vault.keys = Arc::clone(&keys) as _;
        let app = Authenticator::new(outside);
        assert_eq!(app.vault().platform_key().unwrap(), PlatformKey::None, "no vault");
        app
    };
    let with = fresh();
    with.vault().create(platform_key()).unwrap();
    for lost in [PlatformKey::Ready, PlatformKey::Lost] {
        assert_eq!(with.vault().platform_key().unwrap(), lost, "open");
        keys.lose("unlock");
    }
    with.vault().lock();
    assert_eq!(with.vault().platform_key().unwrap(), PlatformKey::Lost, "locked");

    let alone = NewVault {
        passcode: Some(secret("correct-horse")),
        kdf: KdfParams::FLOOR,
        no_person_key: true,
        ..NewVault::default()
    };
    let without = fresh();
    without.vault().create(alone).unwrap();
    assert_eq!(without.vault().platform_key().unwrap(), PlatformKey::None, "open");
    without.vault().lock();
    assert_eq!(without.vault().platform_key().unwrap(), PlatformKey::None, "locked");
}

#[tokio::test]
async fn a_poll_under_way_brings_nothing_into_a_locked_app_v72() {
    let world = World::enrolled().await;
    world.server.ask(A);
    let late = Arc::new(Notify::new());
    world.server.fault("/login/pending", Fault::Held(Arc::clone(&late)));
    let mut polling = Box::pin(world.app.refresh());
    assert!(turn(&mut polling).await.is_none());
    world.app.vault().lock();
    late.notify_one();
    assert_eq!(polling.await.unwrap_err(), RequestError::Locked);
    assert_eq!(world.app.requests().get(A).unwrap_err(), RequestError::Locked);
    world.app.vault().unlock(Unlock::Platform).unwrap();
    assert!(world.app.requests().inbox().unwrap().requests.is_empty());
}

#[tokio::test]
async fn a_poll_from_before_a_lock_is_old_after_it_a23() {
    let world = World::enrolled().await;
    for _ in 0..5 {
        world.app.refresh().await.unwrap();
    }
    let late = Arc::new(Notify::new());
    world.server.fault("/login/pending", Fault::Held(Arc::clone(&late)));
    let mut polling = Box::pin(world.app.refresh());
    assert!(turn(&mut polling).await.is_none());
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    assert_eq!(ids(&world.asked(A).await), [A]);
    late.notify_one();
    assert_eq!(ids(&polling.await.unwrap()), [A], "its empty list withdraws nothing");
    world.server.withdraw_all();
    world.clock.advance(5);
    assert_eq!(world.asked(B).await.front().unwrap().request.id, B, "and newer polls count");
}

#[tokio::test]
async fn unlocking_an_open_app_keeps_the_answer_that_was_sent_a56() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for _ in 0..3 {
        world.server.fault("/respond", Fault::Lost);
    }
    assert_eq!(world.approve(A).await.unwrap().phase, Phase::DeliveryFailed);
    world.app.vault().unlock(Unlock::Platform).unwrap();
    assert_eq!(world.app.requests().get(A).unwrap().phase, Phase::DeliveryFailed);
    assert_eq!(world.app.requests().retry(A).await.unwrap().outcome, Some(Outcome::Approved));
    let sent = world.answers();
    assert!(sent.iter().all(|body| *body == sent[0]), "never a second answer");
}

/// Whether the request can be approved without another unlock once it is opened.
async fn is_unlocked(world: &World) -> bool {
    world.app.refresh().await.unwrap();
    !world.app.requests().open(A).await.unwrap().needs_unlock
}

#[tokio::test]
async fn the_unlock_of_the_app_counts_for_a_minute_for_one_request_and_not_after_a_lock_v70() {
    for (seconds, counts) in [(PROOF_LIFE, true), (PROOF_LIFE + 1, false)] {
        let world = World::enrolled().await;
        world.app.vault().unlock(Unlock::Platform).unwrap();
        world.clock.advance(seconds);
        world.asked(A).await;
        assert_eq!(is_unlocked(&world).await, counts, "{seconds} s");
    }
    let world = World::enrolled().await;
    world.asked(A).await;
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.clock.set(NOW - 10);
    assert!(!is_unlocked(&world).await, "from the future");
    let world = World::enrolled().await;
    world.asked(A).await;
    assert!(world.app.requests().authorise(A, Unlock::Platform).is_ok());
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    world.app.requests().type_number(A, &secret(NUMBER)).unwrap();
    let locked = world.app.requests().approve(A).await.unwrap_err();
    assert_eq!(locked, RequestError::NeedsUnlock, "what was made before the lock is gone");
    // It is spent on the request that is opened first.
    assert!(is_unlocked(&world).await);
    world.app.requests().deny(A, DenyReason::UnknownTrigger).await.unwrap();
    world.app.requests().do_not_report(A).await.unwrap();
    world.clock.advance(5);
    world.asked(B).await;
    assert!(world.app.requests().open(B).await.unwrap().needs_unlock);
}

#[tokio::test]
async fn an_unlock_that_was_too_old_is_not_made_young_by_a_clock_set_back_v70() {
    let world = World::enrolled().await;
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.clock.advance(PROOF_LIFE + 1);
    world.app.refresh().await.unwrap();
    world.clock.set(NOW + 5);
    world.asked(A).await;
    assert!(!is_unlocked(&world).await);
}

#[tokio::test]
async fn a_request_that_was_opened_before_a_lock_spends_no_unlock_made_after_it_v70() {
    let world = World::enrolled().await;
    // The access token is old when the request is opened: a new one is waited for.
    world.clock.advance(265);
    world.asked(A).await;
    world.clock.advance(10);
    let late = Arc::new(Notify::new());
    world.server.fault("/openid-connect/token", Fault::Held(Arc::clone(&late)));
    let requests = world.app.requests();
    let mut opening = Box::pin(requests.open(A));
    assert!(turn(&mut opening).await.is_none());
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    late.notify_one();
    drop(opening.await);
    assert!(world.app.requests().get(A).unwrap().needs_unlock, "nobody opened it since");
    assert!(is_unlocked(&world).await, "and the unlock is there for the one that is opened");
}
