//! Answers to a plain server: each row of section 2.5.

use std::future::Future;
use std::task::{Context, Waker};
use std::time::Duration;

use countersign_core::account::DenyReason;
use countersign_core::net::{TransportError, UnreachableCause};
use countersign_core::push::adapter::{Delivered, PendingAnswer};
use countersign_core::push::request::{Answer, Outcome, Source};
use countersign_core::push::testing::{CID, ISSUER, SUB};
use serde_json::{Value, json};

use super::support::{NOW, World, token_of};

const OTHER: &str = "2a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4";

fn approved() -> Value {
    json!({"status": "approved"})
}

fn denied() -> Value {
    json!({"status": "denied"})
}

fn error() -> Value {
    json!({"error": "some English prose"})
}

#[tokio::test]
async fn an_approval_says_what_was_typed_a19() {
    let world = World::plain();
    world.token().reply(200, &approved());
    assert_eq!(world.approve().await, Outcome::Approved);
    world.finished();
    let sent = world.sent(0);
    assert_eq!(sent.url, format!("{ISSUER}/push-mfa/login/challenges/{CID}/respond"));
    let (header, claims) = world.opened(&token_of(&sent.body));
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("JWT")));
    let jti = claims["jti"].as_str().unwrap();
    assert_eq!(jti.len(), 36);
    assert_eq!(
        claims,
        json!({
            "cid": CID, "credId": world.account.credential_id,
            "deviceId": world.account.device_id, "action": "approve",
            "userVerification": "42", "iat": NOW, "exp": NOW + 50, "jti": jti, "aud": ISSUER,
        })
    );
}

#[tokio::test]
async fn a_denial_names_its_action_and_its_end_a36() {
    let world = World::plain();
    world.token().reply(200, &denied());
    let denied = Outcome::Denied { interrupted: false };
    assert_eq!(world.deliver(&world.denial(DenyReason::UnknownTrigger)).await, denied);
    let (_, claims) = world.opened(&token_of(&world.sent(0).body));
    assert_eq!(claims["action"], "deny");
    assert_eq!(claims["exp"], NOW + 50);
    assert!(claims.get("userVerification").is_none() && claims.get("reason").is_none());
}

#[tokio::test]
async fn row_answer_200_with_any_other_body_is_refused() {
    for body in [json!({}), json!({"status": "fine"}), json!([]), json!({"status": true})] {
        let world = World::plain();
        world.token().reply(200, &body);
        assert_eq!(world.approve().await, Outcome::Refused { status: Some(200) });
    }
}

#[tokio::test]
async fn row_answer_400_and_404_after_the_requests_life_are_expired_a24() {
    for status in [400, 404] {
        let world = World::plain();
        let clock = world.clock.clone();
        world.token().script.reply_by(move |_| {
            clock.advance(50);
            Ok(countersign_core::net::Response {
                status,
                headers: Vec::new(),
                body: error().to_string().into_bytes(),
            })
        });
        assert_eq!(world.approve().await, Outcome::Expired);
        world.finished();
    }
}

#[tokio::test]
async fn row_answer_400_and_404_ask_the_list_a25() {
    for status in [400, 404] {
        let cases = [
            (vec![(OTHER, NOW - 1)], Outcome::Superseded),
            // It came after the answer: what ended the request may be a copy of the answer.
            (vec![(OTHER, NOW + 1)], Outcome::AlreadyHandled),
            (vec![(OTHER, NOW)], Outcome::AlreadyHandled),
            (vec![], Outcome::AlreadyHandled),
            (vec![(OTHER, NOW - 20)], Outcome::AlreadyHandled),
            (vec![(CID, NOW - 10)], Outcome::Refused { status: Some(status) }),
        ];
        for (listed, expected) in cases {
            let world = World::plain();
            let entries: Vec<_> = listed.iter().map(|(id, at)| world.entry(id, *at)).collect();
            world.token().reply(status, &error()).list(&entries);
            assert_eq!(world.approve().await, expected);
            world.finished();
        }
        let world = World::plain();
        world.token_at(NOW + 31).reply(status, &error()).list(&[world.entry(CID, NOW + 25)]);
        let clock = Outcome::ClockWrong { seconds: Some(31), certain: true };
        assert_eq!(world.approve().await, clock);
    }
}

#[tokio::test]
async fn a_refusal_after_a_lost_transmission_is_not_taken_for_the_end_while_the_request_is_listed_a56()
 {
    // The first one was lost before it arrived, and the server refuses the next for another reason.
    let world = World::plain();
    world.token().lose().reply(400, &error()).list(&[world.entry(CID, NOW - 10)]);
    assert_eq!(world.approve().await, Outcome::Refused { status: Some(400) });
    world.finished();
    // Of the denial that closes after a wrong number the reason is known, whatever the server says.
    let world = World::plain();
    world.token().lose().reply(400, &error());
    assert_eq!(world.deliver(&world.closing()).await, Outcome::WrongNumber);
    world.finished();
    // Gone from the list: our own may be what ended it, and so it may be where nobody says.
    let world = World::plain();
    world.token().lose().reply(400, &error()).list(&[world.entry(OTHER, NOW + 1)]);
    assert_eq!(world.approve().await, Outcome::AlreadyHandled);
    world.finished();
}

#[tokio::test]
async fn row_answer_409() {
    let world = World::plain();
    world.token().reply(409, &error()).list(&[]);
    assert_eq!(world.approve().await, Outcome::AlreadyHandled);

    let world = World::plain();
    let entry = world.entry(CID, NOW - 10);
    world.token().reply(409, &error()).list(&[entry]).reply(200, &approved());
    assert_eq!(world.approve().await, Outcome::Approved);
    world.finished();
    assert_eq!(world.pauses(), [Duration::from_millis(500)]);
    let answers = world.answers();
    assert_eq!(answers[0], answers[1], "the same answer");
}

#[tokio::test]
async fn row_approve_403_is_a_refused_number_and_nothing_else_is_sent_a20() {
    let world = World::plain();
    world.token().reply(403, &error());
    let delivered = world.adapter.deliver(world.id, &world.account, &world.approval()).await;
    assert_eq!(delivered, Delivered::NumberRefused);
    world.finished();
    assert_eq!(world.answers().len(), 1, "that it was refused is stored before anything follows");

    // Where no number was asked for, none was wrong.
    let world = World::plain();
    world.token().reply(403, &error());
    let answer = Answer::Approve { value: None, source: Source::NoNumber };
    let answer = PendingAnswer::new(world.request(), answer);
    assert_eq!(world.deliver(&answer).await, Outcome::AccountUnlinked { certain: false });
    world.finished();
}

#[tokio::test]
async fn row_approve_403_is_closed_by_a_denial_a20() {
    let world = World::plain();
    world.token().reply(200, &denied());
    let closed = world.deliver(&world.closing()).await;
    assert_eq!(closed, Outcome::Denied { interrupted: false });
    world.finished();
    let (_, deny) = world.opened(&token_of(&world.answers()[0]));
    assert_eq!(deny["action"], "deny");
    assert!(deny.get("userVerification").is_none());

    // Whatever ended it, the number was wrong; unless nothing did.
    for status in [400, 404] {
        for listed in [None, Some(OTHER)] {
            let world = World::plain();
            let entries: Vec<_> = listed.iter().map(|id| world.entry(id, NOW - 1)).collect();
            world.token().reply(status, &error()).list(&entries);
            assert_eq!(world.deliver(&world.closing()).await, Outcome::WrongNumber);
            world.finished();
        }
        let world = World::plain();
        world.token().reply(status, &error()).list(&[world.entry(CID, NOW - 10)]);
        let refused = Outcome::Refused { status: Some(status) };
        assert_eq!(world.deliver(&world.closing()).await, refused);
    }
    let mut world = World::plain();
    world.token().reply(403, &error());
    let unlinked = Outcome::AccountUnlinked { certain: false };
    assert_eq!(world.deliver(&world.closing()).await, unlinked);
    world.account.ever_listed = false;
    world.reply(403, &error());
    assert_eq!(world.deliver(&world.closing()).await, Outcome::Refused { status: Some(403) });
}

#[tokio::test]
async fn a_lost_reply_to_the_closing_denial_is_a_wrong_number_a20() {
    // Lost, and gone when it is sent again: we ended it.
    let world = World::plain();
    world.token().lose().reply(404, &error());
    assert_eq!(world.deliver(&world.closing()).await, Outcome::WrongNumber);
    world.finished();
    let sent = world.answers();
    assert_eq!((sent.len(), sent[0] == sent[1]), (2, true));
    // The same when an earlier run of the app may have sent it.
    let world = World::plain();
    world.token().reply(404, &error());
    assert_eq!(world.deliver(&world.closing().resumed()).await, Outcome::WrongNumber);
    world.finished();
    let world = World::plain();
    world.token().reply(404, &error());
    let refusal = world.denial(DenyReason::UnknownTrigger).resumed();
    assert_eq!(world.deliver(&refusal).await, Outcome::AlreadyHandled);
    world.finished();
}

#[tokio::test]
async fn the_closing_denial_is_signed_anew_while_the_request_lives_a20() {
    let world = World::plain();
    let mut request = world.request();
    request.expires = NOW + 200;
    request.expires_at_server = NOW + 200;
    let closing = PendingAnswer::closing(request);
    world.token().lose().lose().lose();
    assert_eq!(
        world.deliver(&closing).await,
        Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None }
    );
    world.clock.advance(90);
    let still = json!({"userId": SUB, "cid": CID, "createdAt": NOW, "expiresAt": NOW + 200});
    world.list(&[still]).reply(200, &denied());
    let denied = Outcome::Denied { interrupted: false };
    assert_eq!(world.deliver(&closing).await, denied);
    world.finished();
    let exp = |n: usize| world.opened(&token_of(&world.answers()[n])).1["exp"].as_u64().unwrap();
    assert_eq!((exp(0), exp(2)), (NOW + 60, NOW + 60));
    assert!(exp(3) > NOW + 90, "{}", exp(3));

    // Its life over, there is nothing left to close.
    let world = World::plain();
    world.clock.advance(60);
    assert_eq!(world.deliver(&world.closing()).await, Outcome::WrongNumber);
    assert!(world.script.seen().is_empty());
}

#[tokio::test]
async fn row_deny_403_is_as_the_list() {
    let world = World::plain();
    world.token().reply(403, &error());
    assert_eq!(
        world.deliver(&world.denial(DenyReason::Cancelled)).await,
        Outcome::AccountUnlinked { certain: false }
    );
    world.finished();
}

#[tokio::test]
async fn a_lost_reply_resends_the_identical_answer_twice_a56() {
    for failure in [TransportError::TimedOut, TransportError::Interrupted] {
        let world = World::plain();
        world.token().script.fail(failure).fail(failure);
        world.reply(200, &approved());
        assert_eq!(world.approve().await, Outcome::Approved);
        world.finished();
        assert_eq!(world.pauses(), [Duration::from_millis(500), Duration::from_secs(2)]);
        let answers = world.answers();
        assert!(answers.iter().all(|answer| *answer == answers[0]) && answers.len() == 3);
        let proof = |n| world.opened(world.sent(n).header("dpop").unwrap()).1["jti"].clone();
        assert!(proof(0) != proof(1) && proof(1) != proof(2), "with a fresh proof");
    }
    let world = World::plain();
    world.token().reply(500, &json!({})).reply(503, &json!({})).reply(200, &approved());
    assert_eq!(world.approve().await, Outcome::Approved);
}

#[tokio::test]
async fn a_busy_server_is_not_pressed() {
    let world = World::plain();
    world.token().script.reply_with(429, &[("retry-after", "5")], "");
    assert_eq!(
        world.approve().await,
        Outcome::Unreachable { why: UnreachableCause::TooManyRequests, retry_after: Some(5) }
    );
    world.finished();
    assert!(world.pauses().is_empty());
}

#[tokio::test]
async fn an_answer_that_got_through_without_a_reply_is_already_handled_a56() {
    for status in [400, 404] {
        let world = World::plain();
        world.token().lose().reply(status, &error());
        assert_eq!(world.approve().await, Outcome::AlreadyHandled);
        world.finished();
    }
}

#[tokio::test]
async fn delivering_again_is_the_same_answer_and_never_a_new_one_a56() {
    let world = World::plain();
    world.token().lose().lose().lose();
    let answer = world.approval();
    assert_eq!(
        world.deliver(&answer).await,
        Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None }
    );
    world.reply(200, &approved());
    assert_eq!(world.deliver(&answer).await, Outcome::Approved);
    let answers = world.answers();
    assert!(answers.len() == 4 && answers.iter().all(|body| *body == answers[0]));
}

#[tokio::test]
async fn an_abandoned_delivery_is_resumed_with_the_same_answer_a56() {
    let world = World::plain();
    world.token().script.hang();
    let answer = world.approval();
    {
        // Dropped after the request has left and before there is a reply.
        let mut future = Box::pin(world.deliver(&answer));
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
    world.reply(404, &error());
    assert_eq!(world.deliver(&answer).await, Outcome::AlreadyHandled);
    world.finished();
    let answers = world.answers();
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn an_answer_that_never_left_is_signed_anew_when_it_has_lapsed() {
    let mut world = World::plain();
    world.clock.set(NOW);
    let mut request = world.request();
    request.expires = NOW + 200;
    request.expires_at_server = NOW + 200;
    let answer = PendingAnswer::new(request, Answer::Deny { reason: DenyReason::Cancelled });
    world.account.ever_listed = true;
    world.token().script.fail(TransportError::Connect).fail(TransportError::Connect);
    world.script.fail(TransportError::Connect);
    assert_eq!(
        world.deliver(&answer).await,
        Outcome::Unreachable { why: UnreachableCause::Offline, retry_after: None }
    );
    world.clock.advance(90);
    world.reply(200, &denied());
    assert_eq!(world.deliver(&answer).await, Outcome::Denied { interrupted: false });
    let exp = |n: usize| world.opened(&token_of(&world.answers()[n])).1["exp"].clone();
    assert_eq!(exp(0), json!(NOW + 60));
    assert!(exp(3).as_u64().unwrap() > NOW + 60);
}

#[tokio::test]
async fn an_answer_that_ran_out_on_its_way_is_signed_anew_and_never_told_as_refused_a56() {
    for status in [400, 404] {
        let world = World::plain();
        let mut request = world.request();
        request.expires = NOW + 200;
        request.expires_at_server = NOW + 200;
        let answer = PendingAnswer::new(request, Answer::Deny { reason: DenyReason::Cancelled });
        let clock = world.clock.clone();
        world.token().script.reply_by(move |_| {
            clock.advance(61);
            Ok(countersign_core::net::Response {
                status,
                headers: Vec::new(),
                body: error().to_string().into_bytes(),
            })
        });
        let still = json!({"userId": SUB, "cid": CID, "createdAt": NOW, "expiresAt": NOW + 200});
        world.list(std::slice::from_ref(&still));
        let late = world.deliver(&answer).await;
        let again = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
        assert_eq!(late, again, "the request lives, and so does the wish to refuse it");
        world.list(&[still]).reply(200, &denied());
        assert_eq!(world.deliver(&answer).await, Outcome::Denied { interrupted: false });
        world.finished();
        let exp =
            |n: usize| world.opened(&token_of(&world.answers()[n])).1["exp"].as_u64().unwrap();
        assert!(exp(0) == NOW + 60 && exp(1) > NOW + 61, "{} {}", exp(0), exp(1));
    }
}

#[tokio::test]
async fn nothing_is_sent_after_the_requests_life() {
    let world = World::plain();
    world.clock.advance(50);
    assert_eq!(world.approve().await, Outcome::Expired);
    assert!(world.script.seen().is_empty());
}

#[tokio::test]
async fn an_unreachable_server_keeps_the_request_open_a55() {
    let world = World::plain();
    world.script.fail(TransportError::Connect);
    let outcome = world.approve().await;
    assert_eq!(outcome, Outcome::Unreachable { why: UnreachableCause::Offline, retry_after: None });
    assert!(!outcome.is_final());
}
