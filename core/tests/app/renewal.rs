//! A new device key, whatever happens on the way.

use std::sync::Arc;

use countersign_core::account::AccountId;
use countersign_core::app::{KeyRenewal, Outcome, ServiceError};
use countersign_core::vault::Unlock;
use serde_json::json;
use tokio::sync::Notify;

use crate::server::Fault;
use crate::together::turn;
use crate::wire::{coded, header_of_jws};
use crate::world::{A, B, Refresh, World};

const ROTATE: &str = "/push-mfa/device/rotate-key";

async fn renew(world: &World) -> Result<KeyRenewal, ServiceError> {
    world.app.services().renew_key(world.id()).await
}

/// The key of the last call that was signed.
fn last_key(world: &World) -> String {
    let calls = world.server.calls();
    let proof = |call: &crate::server::Call| {
        let found = call.headers.iter().find(|(name, _)| name == "dpop");
        found.map(|(_, proof)| header_of_jws(proof)["jwk"]["x"].as_str().unwrap().to_owned())
    };
    calls.iter().rev().find_map(proof).unwrap()
}

/// The account is in use: a sign-in is seen and approved.
async fn is_in_use(world: &World, cid: &str) {
    let inbox = world.asked(cid).await;
    assert_eq!(inbox.requests.len(), 1, "{:?}", world.account());
    let view = world.approve(cid).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
    world.app.requests().dismiss(cid);
}

#[tokio::test]
async fn a_new_key_takes_the_place_of_the_old_one() {
    for world in [World::enrolled().await, World::plainly_enrolled().await] {
        let old = last_key(&world);
        assert_eq!(renew(&world).await, Ok(KeyRenewal::Renewed));
        world.app.refresh().await.unwrap();
        let new = last_key(&world);
        assert_ne!(new, old);
        is_in_use(&world, A).await;
        assert_eq!(last_key(&world), new);
        assert_eq!(renew(&world).await, Ok(KeyRenewal::Renewed), "and again");
        is_in_use(&world, B).await;
        assert_ne!(last_key(&world), new);
    }
}

#[tokio::test]
async fn whose_reply_was_lost_is_known_by_one_key_or_the_other_a56() {
    // Not reached, and reached with every reply lost.
    for (fault, times) in [(false, 3), (true, 3), (true, 1)] {
        let mut world = World::enrolled().await;
        for _ in 0..times {
            world.server.fault(ROTATE, if fault { Fault::Lost } else { Fault::Down });
        }
        let asked = renew(&world).await.unwrap();
        assert!(asked == KeyRenewal::Queued || fault && times == 1, "{asked:?}");
        world.restart();
        is_in_use(&world, A).await;
        world.clock.advance(61);
        world.app.refresh().await.unwrap();
        let sent = world.server.bodies(ROTATE).len();
        world.clock.advance(61);
        world.app.refresh().await.unwrap();
        assert_eq!(world.server.bodies(ROTATE).len(), sent, "it is settled");
        is_in_use(&world, B).await;
    }
}

#[tokio::test]
async fn the_app_may_end_at_any_step_of_it_v40_a56() {
    let mut steps = 0;
    loop {
        let mut world = World::enrolled().await;
        world.fuse.after(steps);
        let asked = renew(&world).await;
        if !world.fuse.mend() {
            assert_eq!(asked, Ok(KeyRenewal::Renewed));
            break;
        }
        world.restart();
        is_in_use(&world, A).await;
        world.clock.advance(61);
        is_in_use(&world, B).await;
        steps += 1;
    }
    assert!(steps > 6, "{steps}");
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_loses_no_key_v40() {
    use countersign_core::vault::testing::Fault as Disk;
    let world = World::enrolled().await;
    world.store.inject(Disk::FullAfterBytes(0));
    assert!(matches!(renew(&world).await, Err(ServiceError::NotStored { .. })));
    assert!(world.server.bodies(ROTATE).is_empty(), "nothing was sent");
    world.store.inject(Disk::None);
    // Full only when the service has taken it.
    let store = std::sync::Arc::clone(&world.store);
    world.server.on(ROTATE, move || store.inject(Disk::FullAfterBytes(0)));
    assert_eq!(renew(&world).await, Ok(KeyRenewal::Queued));
    world.app.refresh().await.unwrap();
    world.store.inject(Disk::None);
    is_in_use(&world, A).await;
}

#[tokio::test]
async fn no_key_is_replaced_while_a_request_is_open() {
    let world = World::enrolled().await;
    world.asked(A).await;
    assert_eq!(renew(&world).await, Ok(KeyRenewal::Queued));
    assert!(world.server.bodies(ROTATE).is_empty());
    let view = world.approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
    world.app.requests().dismiss(A);
    world.app.refresh().await.unwrap();
    assert_eq!(world.server.bodies(ROTATE).len(), 1, "once it is over");
    is_in_use(&world, B).await;
}

#[tokio::test]
async fn a_service_that_refuses_it_keeps_the_old_key() {
    for (status, body) in [
        (400, json!({"error": "no"})),
        (404, json!({})),
        (405, json!({})),
        (403, json!({})),
        (403, coded("unlinked")),
    ] {
        let world = World::enrolled().await;
        let old = last_key(&world);
        // Said twice: a refusal is asked about once more.
        for _ in 0..2 {
            world.server.fault(ROTATE, Fault::Says(status, body.clone()));
        }
        world.server.knows(&old);
        assert_eq!(renew(&world).await, Err(ServiceError::NotOffered), "{status}");
        is_in_use(&world, A).await;
        assert_eq!(last_key(&world), old, "{status}");
    }
}

#[tokio::test]
async fn a_phone_that_is_removed_meanwhile_is_forgotten_by_either_key_a46() {
    let world = World::enrolled().await;
    world.server.fault(ROTATE, Fault::Lost);
    world.server.fault(ROTATE, Fault::Down);
    world.server.fault(ROTATE, Fault::Down);
    assert_eq!(renew(&world).await, Ok(KeyRenewal::Queued));
    world.app.accounts().remove(world.id()).await.unwrap();
    assert_eq!(world.server.devices(), 0);
    assert!(world.accounts().is_empty());
}

#[tokio::test]
async fn what_cannot_have_a_new_key_says_why() {
    let world = World::enrolled().await;
    world.server.set_account("locked_out");
    let no_such = world.app.services().renew_key(AccountId::from_bytes([9; 8])).await;
    assert_eq!(no_such, Err(ServiceError::NoSuchAccount));
    let id = world.id();
    world.app.vault().lock();
    assert_eq!(world.app.services().renew_key(id).await, Err(ServiceError::Locked));
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.server.fault("/login/pending", Fault::Says(403, coded("blocked")));
    world.app.refresh().await.unwrap();
    assert_eq!(renew(&world).await, Err(ServiceError::Blocked));
}

#[tokio::test]
async fn a_key_that_the_service_may_have_is_not_dropped_for_another_answer_a56() {
    let odd = json!({"status": "what"});
    // It took the key, and then says something else than that it does not know the phone.
    for (status, body) in [(403, coded("blocked")), (200, odd), (404, json!({}))] {
        let world = World::enrolled().await;
        world.server.fault(ROTATE, Fault::Lost);
        let server = world.server.clone();
        world.server.on(ROTATE, move || {
            server.fault("/login/pending", Fault::Says(status, body.clone()));
        });
        renew(&world).await.unwrap();
        for _ in 0..2 {
            world.clock.advance(61);
            world.app.refresh().await.unwrap();
        }
        is_in_use(&world, A).await;
    }
}

#[tokio::test]
async fn a_reply_from_before_a_lock_speaks_of_the_key_it_was_asked_about_a56() {
    let world = World::enrolled().await;
    let (id, services) = (world.id(), world.app.services());
    let reply = Arc::new(Notify::new());
    world.server.fault(ROTATE, Fault::Held(Arc::clone(&reply)));
    let mut renewing = Box::pin(services.renew_key(id));
    assert!(turn(&mut renewing).await.is_none());
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    // The service has taken the key, and a poll finds it out; the next one does not arrive.
    world.app.refresh().await.unwrap();
    for _ in 0..3 {
        world.server.fault(ROTATE, Fault::Down);
    }
    assert_eq!(renew(&world).await, Ok(KeyRenewal::Queued));
    reply.notify_one();
    let _said = renewing.await;
    is_in_use(&world, A).await;
}
