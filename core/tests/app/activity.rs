//! "Recent activity", and "this wasn't me".

use countersign_core::app::{ActivityView, PastOutcome, ServiceError};
use countersign_core::net::UnreachableCause;
use serde_json::json;

use crate::server::Fault;
use crate::world::{A, B, NOW, World};

const ACTIVITY: &str = "/device/activity";
const REVOKE: &str = "/revoke";

async fn told(world: &World) -> Vec<ActivityView> {
    world.app.services().activity(world.id()).await.unwrap()
}

#[tokio::test]
async fn an_approval_is_found_again_and_taken_back_a42() {
    let world = World::enrolled().await;
    assert!(world.account().push.unwrap().has_activity);
    assert!(told(&world).await.is_empty());
    world.server.remember(A, &json!({}));
    world.server.remember(B, &json!({"outcome": "denied", "revocable": false}));
    let list = told(&world).await;
    assert_eq!(list.len(), 2);
    assert_eq!(
        (list[0].id.as_str(), list[0].outcome, list[0].can_undo),
        (B, PastOutcome::Denied, false)
    );
    let approved = &list[1];
    assert_eq!(
        (approved.id.as_str(), approved.outcome, approved.can_undo),
        (A, PastOutcome::Approved, true)
    );
    assert_eq!(approved.at, NOW);
    assert_eq!(approved.service.as_deref(), Some("Mail"));
    assert_eq!(approved.origin.town.as_deref(), Some("Utrecht"));
    assert_eq!(approved.origin.system, None, "not given, and not guessed");

    world.app.services().undo(world.id(), A).await.unwrap();
    assert!(told(&world).await.iter().all(|past| !past.can_undo));
    world.app.services().undo(world.id(), A).await.unwrap();
    let undo = async |cid| world.app.services().undo(world.id(), cid).await;
    assert_eq!(undo(B).await, Err(ServiceError::NoSuchRequest), "a denial takes nothing back");
}

#[tokio::test]
async fn an_undo_whose_reply_was_lost_is_done_all_the_same_a42_a56() {
    let world = World::enrolled().await;
    world.server.remember(A, &json!({}));
    world.server.fault(REVOKE, Fault::Lost);
    world.app.services().undo(world.id(), A).await.unwrap();
    assert_eq!(world.server.bodies(REVOKE).len(), 2);
    for _ in 0..3 {
        world.server.fault(REVOKE, Fault::Down);
    }
    let why = UnreachableCause::Offline;
    let offline = ServiceError::Unreachable { why, retry_after: None };
    assert_eq!(world.app.services().undo(world.id(), A).await, Err(offline));
}

#[tokio::test]
async fn what_a_service_says_of_its_past_is_cleaned_and_bounded_a42() {
    let world = World::enrolled().await;
    let many = "x".repeat(4_000);
    world.server.remember(
        A,
        &json!({"clientName": "Ma\u{202e}il\u{7}", "browser": many,
        "location": " ", "outcome": "something newer", "more": 1}),
    );
    // What is no request's id could become another path.
    world.server.remember("../../login/lockout", &json!({}));
    world.server.remember(B, &json!({"at": "yesterday"}));
    let list = told(&world).await;
    let [past] = list.as_slice() else { panic!("{list:?}") };
    let service = past.service.as_deref().unwrap();
    assert!(service.contains("Mail") && !service.contains('\u{202e}'), "{service:?}");
    assert!(past.origin.browser.as_ref().unwrap().chars().count() < 300);
    assert_eq!(past.origin.town, None);
    assert_eq!((past.outcome, past.can_undo), (PastOutcome::Other, false));
    let calls = world.server.calls().len();
    let undo = world.app.services().undo(world.id(), "../../login/lockout").await;
    assert_eq!(undo, Err(ServiceError::NoSuchRequest));
    assert_eq!(world.server.calls().len(), calls, "nothing was sent");
    for _ in 0..40 {
        world.server.remember(A, &json!({}));
    }
    assert_eq!(told(&world).await.len(), 20);
}

#[tokio::test]
async fn a_service_without_activity_is_not_asked_for_it_a42() {
    let world = World::plainly_enrolled().await;
    let calls = world.server.calls().len();
    let push = world.account().push.unwrap();
    assert!(!push.has_activity);
    assert_eq!(push.page.as_deref(), Some("https://idp.example/realms/demo/account/"));
    let services = world.app.services();
    assert_eq!(services.activity(world.id()).await, Err(ServiceError::NotOffered));
    assert_eq!(services.undo(world.id(), A).await, Err(ServiceError::NotOffered));
    assert_eq!(world.server.calls().len(), calls);
}

#[tokio::test]
async fn what_a_service_refuses_is_told_by_what_can_be_done_a42_a59() {
    let world = World::enrolled().await;
    let code = |code: &str| json!({"error": "prose", "code": code});
    for (status, word, error) in [
        (403, "not_active", ServiceError::Refused { status: Some(403) }),
        (403, "unlinked", ServiceError::Unlinked),
        (403, "blocked", ServiceError::Blocked),
        (426, "app_too_old", ServiceError::AppTooOld { needed: None }),
    ] {
        world.server.fault(ACTIVITY, Fault::Says(status, code(word)));
        assert_eq!(world.app.services().activity(world.id()).await, Err(error), "{word}");
    }
    world.server.fault(ACTIVITY, Fault::Says(200, json!({"items": 7})));
    let odd = world.app.services().activity(world.id()).await;
    assert_eq!(odd, Err(ServiceError::Refused { status: Some(200) }));
    world.app.vault().lock();
    let id = countersign_core::account::AccountId::from_bytes([9; 8]);
    assert_eq!(world.app.services().activity(id).await, Err(ServiceError::Locked));
}
