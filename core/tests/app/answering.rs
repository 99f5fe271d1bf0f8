//! Answering: what is sent, how often, and what the person is told.

use std::sync::Arc;

use countersign_core::account::DenyReason;
use countersign_core::app::{Phase, RequestError, RequestWarning, SaveError, UnlockError};
use countersign_core::push::request::Outcome;
use countersign_core::vault::Unlock;
use countersign_core::vault::testing::Fault as Disk;
use serde_json::json;

use crate::server::{Fault, NUMBER, claims_of};
use crate::together::turn;
use crate::world::{A, B, Refresh, World, secret};

const RESPOND: &str = "/respond";
const NOT_ME: DenyReason = DenyReason::UnknownTrigger;

#[tokio::test]
async fn the_right_number_signs_in_with_one_answer_a19() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let view = world.approve(A).await.unwrap();
    assert_eq!((view.phase, view.outcome), (Phase::Ended, Some(Outcome::Approved)));
    assert_eq!(world.server.counted(), (1, 0));
    let claims = claims_of(&world.answers()[0]);
    assert_eq!((&claims["userVerification"], &claims["source"]), (&json!(NUMBER), &json!("typed")));
    assert_eq!(world.app.requests().approve(A).await.unwrap_err(), RequestError::Ended);
    assert_eq!(world.answers().len(), 1);
}

#[tokio::test]
async fn the_first_wrong_number_is_the_end_and_three_in_a_row_warn_a20() {
    let world = World::enrolled().await;
    for n in 0..3 {
        let cid = format!("{n}aaaaaaa-0000-4000-8000-000000000000");
        let inbox = world.asked(&cid).await;
        let warned = inbox
            .front()
            .unwrap()
            .warnings
            .iter()
            .any(|w| matches!(w, RequestWarning::WrongInRow(_)));
        assert!(!warned, "not before the third");
        world.ready(&cid, "43");
        let view = world.app.requests().approve(&cid).await.unwrap();
        assert_eq!(view.outcome, Some(Outcome::WrongNumber));
        assert!(world.app.requests().type_number(&cid, &secret(NUMBER)).is_err());
        assert!(world.app.requests().approve(&cid).await.is_err(), "the right one no longer works");
    }
    assert_eq!((world.server.counted(), world.answers().len()), ((0, 0), 3));
    let inbox = world.asked(A).await;
    assert!(inbox.front().unwrap().warnings.contains(&RequestWarning::WrongInRow(3)));
    world.approve(A).await.unwrap();
    let inbox = world.asked(B).await;
    assert!(
        !inbox.front().unwrap().warnings.contains(&RequestWarning::WrongInRow(3)),
        "approving ends the row"
    );
}

#[tokio::test]
async fn a_number_of_the_wrong_length_is_never_sent_a63() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for text in ["", " ", "4", "423", "42424242424242424242424242424242424242", "4x", "٤", "-4-"] {
        let view = world.ready(A, text);
        assert!(!view.can_approve, "{text}");
        let error = world.app.requests().approve(A).await.unwrap_err();
        assert_eq!(error, RequestError::BadNumber { digits: 2 }, "{text}");
    }
    assert!(world.answers().is_empty());
    assert!(world.ready(A, " 4-2 ").can_approve, "blanks and dashes come with a paste");
}

#[tokio::test]
async fn a_number_typed_in_any_scripts_digits_is_that_number_a19() {
    let world = World::enrolled().await;
    world.asked(A).await;
    assert!(world.ready(A, "٤٢").can_approve);
    let view = world.app.requests().approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
}

#[tokio::test]
async fn nothing_is_approved_without_a_fresh_unlock_for_it_v70() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.app.requests().type_number(A, &secret(NUMBER)).unwrap();
    assert_eq!(world.app.requests().approve(A).await.unwrap_err(), RequestError::NeedsUnlock);
    // There is none for a request that is not there.
    let other = world.app.requests().authorise(B, Unlock::Platform);
    assert_eq!(other.unwrap_err(), UnlockError::NoSuchRequest);
    assert_eq!(world.app.requests().approve(A).await.unwrap_err(), RequestError::NeedsUnlock);
    // It is gone with the front place: another request needs its own, and so does this one again.
    world.ready(A, NUMBER);
    world.clock.advance(5);
    world.asked(B).await;
    world.app.requests().open(B).await.unwrap();
    assert_eq!(world.app.requests().approve(A).await.unwrap_err(), RequestError::NotInFront);
    world.app.requests().type_number(B, &secret(NUMBER)).unwrap();
    assert_eq!(world.app.requests().approve(B).await.unwrap_err(), RequestError::NeedsUnlock);
    let behind = world.app.requests().authorise(A, Unlock::Platform);
    assert_eq!(behind.unwrap_err(), UnlockError::NoSuchRequest);
    let asked = world.keys.unwraps();
    world.app.requests().authorise(B, Unlock::Platform).unwrap();
    assert_eq!(world.keys.unwraps(), asked + 1);
    world.app.requests().authorise(B, Unlock::Platform).unwrap();
    assert_eq!(world.keys.unwraps(), asked + 1, "nobody is asked twice");
    world.app.requests().approve(B).await.unwrap();
    world.app.requests().type_number(A, &secret(NUMBER)).unwrap();
    assert_eq!(world.app.requests().approve(A).await.unwrap_err(), RequestError::NeedsUnlock);
    assert_eq!(world.answers().len(), 1);
}

#[tokio::test]
async fn a_dropped_approval_is_sent_again_as_the_same_answer_and_counts_once_a56() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.ready(A, NUMBER);
    world.server.fault(RESPOND, Fault::Hang);
    let requests = world.app.requests();
    let mut approving = Box::pin(requests.approve(A));
    assert!(turn(&mut approving).await.is_none());
    assert_eq!(world.app.requests().get(A).unwrap().phase, Phase::Sending);
    assert_eq!(
        world.app.requests().approve(A).await.unwrap_err(),
        RequestError::OutOfOrder,
        "not twice"
    );
    drop(approving);
    assert_eq!(world.app.requests().get(A).unwrap().phase, Phase::DeliveryFailed);
    let view = world.app.requests().retry(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved), "the true result");
    let sent = world.answers();
    assert_eq!((sent.len(), sent[0] == sent[1]), (2, true));
    assert_eq!(world.server.counted(), (1, 0));
}

#[tokio::test]
async fn a_poll_after_a_lost_reply_learns_the_true_result_a56() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for _ in 0..3 {
        world.server.fault(RESPOND, Fault::Lost);
    }
    let view = world.approve(A).await.unwrap();
    assert_eq!(view.phase, Phase::DeliveryFailed);
    // The server does not list it any more. That does not say why.
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().get(A).unwrap().outcome, Some(Outcome::Approved));
    let sent = world.answers();
    assert!(sent.iter().all(|body| *body == sent[0]));
    assert_eq!(world.server.counted(), (1, 0));
}

#[tokio::test]
async fn an_answer_whose_request_lapsed_meanwhile_is_not_called_expired_a56() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for _ in 0..3 {
        world.server.fault(RESPOND, Fault::Lost);
    }
    world.approve(A).await.unwrap();
    world.clock.advance(90);
    world.server.fault("/login/pending", Fault::Down);
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(inbox.requests[0].phase, Phase::DeliveryFailed, "nobody knows yet");
    assert!(inbox.front().is_none(), "and it is in nobody's way");
    assert!(inbox.next_deadline.unwrap() > countersign_core::clock::Clock::now(&world.clock));
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().get(A).unwrap().outcome, Some(Outcome::Approved));
    // Where the server does not answer for ten minutes, the person is told to look.
    world.asked(B).await;
    for _ in 0..3 {
        world.server.fault(RESPOND, Fault::Lost);
    }
    world.approve(B).await.unwrap();
    world.clock.advance(60 + 600);
    world.app.requests().inbox().unwrap();
    assert_eq!(world.app.requests().get(B).unwrap().outcome, Some(Outcome::AlreadyHandled));
}

#[tokio::test]
async fn an_answer_that_never_left_is_too_late_after_its_life_a64() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for _ in 0..3 {
        world.server.fault(RESPOND, Fault::Down);
    }
    assert_eq!(world.approve(A).await.unwrap().phase, Phase::DeliveryFailed);
    world.clock.advance(60);
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().get(A).unwrap().outcome, Some(Outcome::Expired));
    assert_eq!(world.server.counted(), (0, 0));
}

#[tokio::test]
async fn a_deny_made_offline_is_delivered_later_even_when_nothing_can_be_stored_a64() {
    let world = World::new();
    world.add(1).await.unwrap();
    // Nothing of the account was stored since: the next poll has something to store.
    world.server.ask_with(A, &json!({"purpose": "tryout"}));
    world.server.set_account("tryout_pending");
    world.app.refresh().await.unwrap();
    for _ in 0..3 {
        world.server.fault(RESPOND, Fault::Down);
    }
    assert_eq!(world.app.requests().deny(A, NOT_ME).await.unwrap().phase, Phase::DeliveryFailed);
    world.server.set_account("active");
    world.store.inject(Disk::FullAfterBytes(0));
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(inbox.storage, Some(SaveError::DiskFull));
    assert_eq!(world.server.counted(), (0, 1), "denied all the same");
    assert_eq!(world.app.requests().get(A).unwrap().phase, Phase::AskReport);
    // There is room again: the next refresh stores what was seen.
    world.store.inject(Disk::None);
    assert_eq!(world.app.refresh().await.unwrap().storage, None);
}

#[tokio::test]
async fn denials_behind_a_dropped_one_are_delivered_later_a64() {
    let world = World::enrolled().await;
    world.server.ask(A);
    world.asked(B).await;
    for cid in [A, B] {
        for _ in 0..3 {
            world.server.fault(RESPOND, Fault::Down);
        }
        assert_eq!(
            world.app.requests().deny(cid, NOT_ME).await.unwrap().phase,
            Phase::DeliveryFailed
        );
    }
    // The first delivery hangs and the refresh is dropped with it; the second had not begun.
    world.server.fault(RESPOND, Fault::Hang);
    let mut refreshing = Box::pin(world.app.refresh());
    assert!(turn(&mut refreshing).await.is_none());
    drop(refreshing);
    for cid in [A, B] {
        assert_eq!(world.app.requests().get(cid).unwrap().phase, Phase::DeliveryFailed, "{cid}");
    }
    world.app.refresh().await.unwrap();
    for cid in [A, B] {
        assert_eq!(world.app.requests().get(cid).unwrap().phase, Phase::AskReport, "{cid}");
    }
    assert_eq!(world.server.counted(), (0, 2));
}

#[tokio::test]
async fn a_full_disk_does_not_hide_the_outcome_a56() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.ready(A, NUMBER);
    let store = Arc::clone(&world.store);
    world.server.on(RESPOND, move || store.inject(Disk::FullAfterBytes(0)));
    let view = world.app.requests().approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
    let inbox = world.app.requests().inbox().unwrap();
    assert_eq!(inbox.storage, Some(SaveError::DiskFull), "and it says what is wrong");
    assert_eq!(world.app.refresh().await.unwrap().requests[0].outcome, Some(Outcome::Approved));
}

#[tokio::test]
async fn deny_then_report_tells_whom_to_call_a36_a37() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let view = world.app.requests().deny(A, NOT_ME).await.unwrap();
    assert_eq!(
        (view.phase, view.outcome),
        (Phase::AskReport, Some(Outcome::Denied { interrupted: false }))
    );
    assert_eq!(claims_of(&world.answers()[0])["reason"], "unknown_trigger");
    let view = world.app.requests().report(A, false).await.unwrap();
    let contact = view.reported.unwrap().it_contact.unwrap();
    assert_eq!(contact.name.as_deref(), Some("IT desk"));
    assert_eq!(world.account().state, countersign_core::app::AccountState::Blocked);
    assert_eq!(world.server.counted(), (0, 1));
}

#[tokio::test]
async fn a_dropped_report_can_be_sent_again_a37() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.app.requests().deny(A, NOT_ME).await.unwrap();
    world.server.fault("/lockout", Fault::Hang);
    let requests = world.app.requests();
    let mut reporting = Box::pin(requests.report(A, true));
    assert!(turn(&mut reporting).await.is_none());
    assert_eq!(world.app.requests().get(A).unwrap().phase, Phase::Reporting);
    drop(reporting);
    assert_eq!(world.app.requests().get(A).unwrap().phase, Phase::AskReport);
    assert!(world.app.requests().report(A, true).await.unwrap().reported.is_some());
}

#[tokio::test]
async fn a_plain_server_learns_of_a_wrong_number_and_of_the_end_a20() {
    let world = World::plainly_enrolled().await;
    world.asked(A).await;
    world.server.fault(RESPOND, Fault::Says(403, json!({"error": "x"})));
    world.ready(A, "43");
    let view = world.app.requests().approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::WrongNumber));
    assert_eq!(world.server.counted(), (0, 1), "the core ends it at the server");
}
