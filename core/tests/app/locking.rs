//! Locking takes everything away, from calls under way too; unlocking is no way around anything.

use std::sync::Arc;

use countersign_core::app::{
    AppError, Authenticator, NewVault, PROOF_LIFE, Phase, PlatformKey, VaultState,
};
use countersign_core::push::PushError;
use countersign_core::push::request::Outcome;
use countersign_core::vault::testing::{MemoryKey, MemoryStore};
use countersign_core::vault::{KdfParams, Unlock};
use tokio::sync::Notify;

use crate::server::{Fault, NUMBER};
use crate::together::turn;
use crate::world::{A, B, World, approval, ids, platform_key, secret};

#[tokio::test]
async fn a_locked_app_shows_nothing_and_does_nothing_v72() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let id = world.id();
    world.app.lock();
    assert!(matches!(world.app.vault_state().unwrap(), VaultState::Locked(_)));
    let locked = AppError::Locked;
    assert_eq!(world.app.accounts().unwrap_err(), locked);
    assert_eq!(world.app.codes(None).unwrap_err(), locked);
    assert_eq!(world.app.inbox().unwrap_err(), locked);
    assert_eq!(world.app.request(A).unwrap_err(), locked);
    assert_eq!(world.app.ended(A).unwrap_err(), locked);
    assert_eq!(world.app.type_number(A, &secret(NUMBER)).unwrap_err(), locked);
    assert_eq!(world.app.approve(A).await.unwrap_err(), locked);
    assert_eq!(world.app.refresh().await.unwrap_err(), locked);
    assert_eq!(world.app.remove(id).await.unwrap_err(), locked);
    assert_eq!(world.app.next_code(id).unwrap_err(), locked);
    assert_eq!(world.app.reauth(approval(id, A), Unlock::Platform).unwrap_err(), locked);
    assert_eq!(world.app.preview(b"otpauth://totp/x?secret=GEZDGNBV").await.unwrap_err(), locked);
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
        assert_eq!(app.platform_key().unwrap(), PlatformKey::None, "no vault");
        app
    };
    let with = fresh();
    with.create_vault(platform_key()).unwrap();
    for lost in [PlatformKey::Ready, PlatformKey::Lost] {
        assert_eq!(with.platform_key().unwrap(), lost, "open");
        keys.lose("unlock");
    }
    with.lock();
    assert_eq!(with.platform_key().unwrap(), PlatformKey::Lost, "locked");

    let alone = NewVault {
        passcode: Some(secret("correct-horse")),
        kdf: KdfParams::FLOOR,
        no_person_key: true,
        ..NewVault::default()
    };
    let without = fresh();
    without.create_vault(alone).unwrap();
    assert_eq!(without.platform_key().unwrap(), PlatformKey::None, "open");
    without.lock();
    assert_eq!(without.platform_key().unwrap(), PlatformKey::None, "locked");
}

#[tokio::test]
async fn a_poll_under_way_brings_nothing_into_a_locked_app_v72() {
    let world = World::enrolled().await;
    world.server.ask(A);
    let late = Arc::new(Notify::new());
    world.server.fault("/login/pending", Fault::Held(Arc::clone(&late)));
    let mut polling = Box::pin(world.app.refresh());
    assert!(turn(&mut polling).await.is_none());
    world.app.lock();
    late.notify_one();
    assert_eq!(polling.await.unwrap_err(), AppError::Locked);
    assert_eq!(world.app.request(A).unwrap_err(), AppError::Locked);
    world.app.unlock(Unlock::Platform).unwrap();
    assert!(world.app.inbox().unwrap().requests.is_empty());
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
    world.app.lock();
    world.app.unlock(Unlock::Platform).unwrap();
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
    assert_eq!(world.approve(A).await.unwrap().phase, Phase::Unsent);
    world.app.unlock(Unlock::Platform).unwrap();
    assert_eq!(world.app.request(A).unwrap().phase, Phase::Unsent);
    assert_eq!(world.app.retry(A).await.unwrap().outcome, Some(Outcome::Approved));
    let sent = world.answers();
    assert!(sent.iter().all(|body| *body == sent[0]), "never a second answer");
}

#[tokio::test]
async fn an_unlock_may_be_spent_for_a_minute_and_not_after_a_lock_v70() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let id = world.id();
    let proof = || world.app.unlock(Unlock::Platform).unwrap().proof;
    let made = proof();
    world.clock.advance(PROOF_LIFE + 1);
    assert_eq!(world.app.spend(made, approval(id, A)).unwrap_err(), AppError::NeedsReauth);
    let made = proof();
    world.clock.set(1_764_000_000);
    assert_eq!(
        world.app.spend(made, approval(id, A)).unwrap_err(),
        AppError::NeedsReauth,
        "from the future"
    );
    let (proof_before, fresh_before) = (proof(), world.fresh(A));
    world.app.lock();
    assert_eq!(world.app.present(fresh_before).unwrap_err(), AppError::Locked);
    world.app.unlock(Unlock::Platform).unwrap();
    assert_eq!(world.app.spend(proof_before, approval(id, A)).unwrap_err(), AppError::NeedsReauth);
    world.app.refresh().await.unwrap();
    let fresh_before = world.fresh(A);
    world.app.lock();
    world.app.unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.present(fresh_before).unwrap_err(), AppError::NeedsReauth);
    world.app.type_number(A, &secret(NUMBER)).unwrap();
    assert_eq!(world.app.approve(A).await.unwrap_err(), PushError::Locked.into());
    let made = proof();
    world.clock.advance(PROOF_LIFE);
    assert!(world.app.spend(made, approval(id, A)).is_ok(), "to the last second");
}

#[tokio::test]
async fn an_unlock_of_another_app_is_worth_nothing_here_v70() {
    let (one, other) = (World::enrolled().await, World::enrolled().await);
    one.asked(A).await;
    other.asked(A).await;
    let foreign = other.app.reauth(approval(one.id(), A), Unlock::Platform).unwrap();
    assert_eq!(one.app.present(foreign).unwrap_err(), AppError::NeedsReauth);
}
