//! Where services send what rings on this phone.

use countersign_core::app::{
    AddError, PushHint, PushTargetError, PushTransport, RefusedSetup, ServiceError,
};
use countersign_core::secret::SecretString;
use serde_json::{Value, json};

use crate::server::{Fault, claims_of};
use crate::world::{A, B, Refresh, World};

const TARGET: &str = "/push-mfa/device/push-provider";

fn ring_at(world: &World, address: &str) {
    let address = SecretString::new(address.to_owned());
    world.app.set_push_address(PushTransport::Log, address).unwrap();
}

fn told(world: &World) -> Vec<Value> {
    world.server.bodies(TARGET).iter().map(|body| serde_json::from_str(body).unwrap()).collect()
}

#[tokio::test]
async fn the_service_is_told_once_where_to_ring_a09() {
    let mut world = World::enrolled().await;
    assert_eq!(told(&world), [Value::Null; 0], "no address, nothing to tell");
    assert!(!world.app.push_registered(world.id()));
    ring_at(&world, "phone-1");
    assert!(!world.app.push_registered(world.id()), "not yet");
    world.app.refresh().await.unwrap();
    world.app.refresh().await.unwrap();
    ring_at(&world, "phone-1");
    world.app.refresh().await.unwrap();
    let here = json!({"pushProviderId": "phone-1", "pushProviderType": "log"});
    assert_eq!(told(&world), std::slice::from_ref(&here));
    assert!(world.app.push_registered(world.id()));
    let details = world.app.settings().details(world.id()).unwrap().account;
    assert_eq!(details, world.account(), "the list and the details say the same");
    assert!(details.push.unwrap().rings);
    // Another address, and after a restart the same: a service may have lost it.
    ring_at(&world, "phone-2");
    world.app.refresh().await.unwrap();
    world.restart();
    ring_at(&world, "phone-2");
    world.app.refresh().await.unwrap();
    let there = json!({"pushProviderId": "phone-2", "pushProviderType": "log"});
    assert_eq!(told(&world), [here, there.clone(), there]);
}

#[tokio::test]
async fn notifications_refused_take_the_address_back_a10() {
    let world = World::enrolled().await;
    ring_at(&world, "phone-1");
    world.app.refresh().await.unwrap();
    world.app.no_push_address();
    world.app.refresh().await.unwrap();
    let none = json!({"pushProviderId": "disabled", "pushProviderType": "none"});
    assert_eq!(told(&world).last(), Some(&none));
    assert!(!world.app.push_registered(world.id()));
}

#[tokio::test]
async fn an_enrolment_says_where_to_ring_at_once_a09() {
    let world = World::new();
    ring_at(&world, "phone-1");
    world.add(1).await.unwrap();
    let claims = claims_of(&world.completions()[0]);
    assert_eq!(claims["pushProviderType"], "log");
    assert_eq!(claims["pushProviderId"], "phone-1");
    assert!(world.app.push_registered(world.id()));
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world), [Value::Null; 0], "it knows already");
}

#[tokio::test]
async fn a_request_that_waits_comes_before_the_address_a23() {
    let world = World::enrolled().await;
    ring_at(&world, "phone-1");
    world.asked(A).await;
    assert_eq!(told(&world), [Value::Null; 0]);
    world.approve(A).await.unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world).len(), 1);
}

#[tokio::test]
async fn a_service_that_does_not_take_it_is_left_alone_and_nothing_is_lost_a10() {
    let world = World::enrolled().await;
    ring_at(&world, "phone-1");
    // It fails: not again before a minute is over.
    world.server.fault(TARGET, Fault::Down);
    let inbox = world.app.refresh().await.unwrap();
    assert!(inbox.accounts.is_empty(), "the list was refreshed all the same");
    assert_eq!(told(&world).len(), 1);
    world.clock.advance(59);
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world).len(), 1);
    // It refuses: not again in this run.
    world.server.fault(TARGET, Fault::Says(400, json!({"error": "no such transport"})));
    world.clock.advance(1);
    world.app.refresh().await.unwrap();
    let tried = told(&world).len();
    world.clock.advance(600);
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world).len(), tried);
    assert!(!world.app.push_registered(world.id()));
    // A request is seen all the same.
    assert_eq!(world.asked(A).await.requests.len(), 1);
}

#[tokio::test]
async fn an_address_survives_a_lock_and_is_not_told_by_a_locked_app_a09_v72() {
    let world = World::enrolled().await;
    world.app.vault().lock();
    ring_at(&world, "phone-1");
    assert!(world.app.refresh().await.is_err());
    assert_eq!(told(&world), [Value::Null; 0]);
    world.app.vault().unlock(countersign_core::vault::Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world).len(), 1);
}

#[tokio::test]
async fn an_address_that_is_not_https_is_refused_and_the_one_before_stays_a09() {
    let world = World::enrolled().await;
    ring_at(&world, "phone-1");
    // No computer of a test is on the other side: the phone's constructor allows https only.
    let key = format!("BA{}", "A".repeat(85));
    let address =
        |at: &str| json!({"endpoint": at, "p256dh": key, "auth": "A".repeat(22)}).to_string();
    let web = |at: &str| {
        world.app.set_push_address(PushTransport::WebPush, SecretString::new(address(at)))
    };
    for plain in ["http://push.example.test/up", "http://localhost:8400/up"] {
        assert_eq!(web(plain), Err(PushTargetError::NotHttps));
    }
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world)[0]["pushProviderId"], "phone-1");
    web("https://push.example.test/up").unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(told(&world)[1]["pushProviderId"], address("https://push.example.test/up"));
    assert_eq!(told(&world)[1]["pushProviderType"], "webpush");
}

#[tokio::test]
async fn a_set_up_that_is_refused_later_is_told_until_it_was_read_a14_a56() {
    let world = World::new();
    world.server.fault("/enroll/complete", Fault::Down);
    world.server.fault("/enroll/complete", Fault::Down);
    world.server.fault("/enroll/complete", Fault::Down);
    world.add(1).await.unwrap_err();
    let begun = world.account();
    let used = json!({"error": "prose", "code": "already_used"});
    world.server.fault("/enroll/complete", Fault::Says(410, used));
    let inbox = world.app.refresh().await.unwrap();
    assert!(world.accounts().is_empty());
    let [refused] = &inbox.refused_setups().collect::<Vec<_>>()[..] else { panic!("{inbox:?}") };
    let RefusedSetup { service, user, error } = refused;
    assert_eq!((service, user), (&begun.issuer, &begun.label));
    assert_eq!(*error, AddError::Used);
    assert_eq!(world.app.refresh().await.unwrap().refused_setups().count(), 1, "until it was read");
    world.app.services().dismiss_refused_setups();
    assert!(world.app.requests().inbox().unwrap().refused_setups().next().is_none());
}

#[tokio::test]
async fn a_push_that_comes_twice_or_after_the_answer_asks_for_nothing_a67() {
    let world = World::enrolled().await;
    let services = world.app.services();
    let hint = |message: &str| services.push_hint(&SecretString::new(message.to_owned()));
    let push = |cid: &str| {
        let entry = world.server.entry(cid, &json!({}));
        entry["confirmToken"].as_str().unwrap().to_owned()
    };
    let message = push(A);
    assert_eq!(hint(&message), Ok(PushHint::Ask), "also before the issuer's keys are known");
    world.asked(A).await;
    assert_eq!(hint(&message), Ok(PushHint::Nothing), "it is on the screen");
    world.approve(A).await.unwrap();
    world.app.requests().dismiss(A);
    assert_eq!(hint(&message), Ok(PushHint::Nothing), "it is answered");
    assert!(world.app.refresh().await.unwrap().requests.is_empty());
    let next = push(B);
    assert_eq!(hint(&next), Ok(PushHint::Ask));
    // Whoever can send pushes to this phone rings nobody by what the service did not sign.
    let forged = [next.rsplit_once('.').unwrap().0, ".", &"A".repeat(86)].concat();
    for other in [forged.as_str(), "garbage", ""] {
        assert_eq!(hint(other), Ok(PushHint::Nothing), "{other}");
    }
    world.app.vault().lock();
    assert_eq!(hint(&next), Err(ServiceError::Locked));
}
