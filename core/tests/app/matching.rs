//! Scanning the code beside the number in place of typing it.

use countersign_core::app::{Phase, RequestError};
use countersign_core::push::request::Outcome;
use countersign_core::push::testing::ISSUER;
use countersign_core::vault::Unlock;
use serde_json::json;

use crate::server::{NUMBER, claims_of};
use crate::world::{A, B, World, secret};

fn code(issuer: &str, cid: &str, number: &str) -> Vec<u8> {
    let issuer = issuer.replace(':', "%3A").replace('/', "%2F");
    format!("https://link.example/match#v=1&iss={issuer}&cid={cid}&n={number}").into_bytes()
}

fn scan(world: &World, text: &[u8]) -> Result<bool, RequestError> {
    Ok(world.app.requests().match_scanned(A, text)?.can_approve)
}

#[tokio::test]
async fn the_scanned_number_counts_as_typed_and_still_needs_yes_and_an_unlock_a30() {
    let world = World::enrolled().await;
    let inbox = world.asked(A).await;
    assert!(inbox.requests[0].can_scan);
    let requests = world.app.requests();
    assert_eq!(scan(&world, &code(ISSUER, A, NUMBER)), Ok(true));
    assert!(world.answers().is_empty(), "nothing is sent by scanning");
    assert_eq!(requests.approve(A).await.unwrap_err(), RequestError::NeedsUnlock);
    requests.authorise(A, Unlock::Platform).unwrap();
    let view = requests.approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
    let claims = claims_of(&world.answers()[0]);
    assert_eq!(
        (claims["source"].clone(), claims["userVerification"].clone()),
        (json!("scanned"), json!(NUMBER))
    );
    assert!(!requests.get(A).unwrap().can_scan, "it is over");
    assert_eq!(scan(&world, &code(ISSUER, A, NUMBER)), Err(RequestError::Ended));
}

#[tokio::test]
async fn what_is_typed_after_a_scan_is_typed_a30() {
    let world = World::enrolled().await;
    world.asked(A).await;
    assert_eq!(scan(&world, &code(ISSUER, A, "17")), Ok(true));
    world.approve(A).await.unwrap();
    let claims = claims_of(&world.answers()[0]);
    assert_eq!(
        (claims["source"].clone(), claims["userVerification"].clone()),
        (json!("typed"), json!(NUMBER))
    );
}

#[tokio::test]
async fn the_code_of_another_sign_in_fills_nothing_in_and_sends_nothing_a30() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.app.requests().type_number(A, &secret("9")).unwrap();
    let calls = world.server.calls().len();
    for (what, text, error) in [
        ("another request's", code(ISSUER, B, NUMBER), RequestError::OtherSignIn),
        (
            "another service's",
            code("https://evil.example/realms/demo", A, NUMBER),
            RequestError::OtherSignIn,
        ),
        ("another realm's", code(&format!("{ISSUER}2"), A, NUMBER), RequestError::OtherSignIn),
        ("too long", code(ISSUER, A, "421"), RequestError::BadNumber { digits: 2 }),
        ("too short", code(ISSUER, A, "4"), RequestError::BadNumber { digits: 2 }),
        ("no number", code(ISSUER, A, "4x"), RequestError::NotTheCode),
        ("a set-up code", world.server.offer(7).into_bytes(), RequestError::NotTheCode),
        ("a bare number", NUMBER.as_bytes().to_vec(), RequestError::NotTheCode),
        ("no text", vec![0xff, 0xfe], RequestError::NotTheCode),
    ] {
        assert_eq!(scan(&world, &text), Err(error), "{what}");
        let view = world.app.requests().get(A).unwrap();
        assert_eq!((view.phase, view.typed, view.can_approve), (Phase::Open, 1, false), "{what}");
    }
    assert_eq!(world.server.calls().len(), calls);
    assert!(world.server.is_open(A));
}

#[tokio::test]
async fn a_service_without_codes_beside_the_number_takes_none_a30() {
    let world = World::plainly_enrolled().await;
    let inbox = world.asked(A).await;
    assert!(!inbox.requests[0].can_scan);
    assert_eq!(scan(&world, &code(ISSUER, A, NUMBER)), Err(RequestError::NotSupported));
    let missing = world.app.requests().match_scanned(B, &code(ISSUER, B, NUMBER)[..]);
    assert_eq!(missing.unwrap_err(), RequestError::NoSuchRequest);
}
