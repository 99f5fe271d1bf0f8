//! Answers to a countersign+ server: each row of section 4.4.

use countersign_core::account::{DenyReason, Profile};
use countersign_core::net::UnreachableCause;
use countersign_core::push::adapter::PendingAnswer;
use countersign_core::push::request::{Answer, MatchNumber, Outcome, Source};
use countersign_core::push::testing::{CID, ISSUER};
use serde_json::{Value, json};

use super::support::{NOW, World, token_of, with};

#[tokio::test]
async fn an_approval_carries_every_mandatory_claim_a19() {
    for (source, word) in [(Source::Typed, "typed"), (Source::Scanned, "scanned")] {
        let world = World::strict();
        world.token().reply(200, &json!({"status": "approved"}));
        let value = Some(MatchNumber::parse("42", 2).unwrap());
        let answer = PendingAnswer::new(world.request(), Answer::Approve { value, source });
        assert_eq!(world.deliver(&answer).await, Outcome::Approved);
        let (header, claims) = world.opened(&token_of(&world.sent(0).body));
        assert_eq!(header["typ"], "cs-answer+jwt");
        assert_eq!(
            claims,
            json!({
                "cid": CID, "credId": world.account.credential_id,
                "deviceId": world.account.device_id, "action": "approve",
                "userVerification": "42", "source": word, "ctx": "ctx", "iat": NOW,
                "exp": NOW + 50, "jti": claims["jti"], "aud": ISSUER,
            })
        );
    }
}

#[tokio::test]
async fn a_denial_says_why_a36() {
    for (reason, word) in
        [(DenyReason::UnknownTrigger, "unknown_trigger"), (DenyReason::Cancelled, "cancelled")]
    {
        let world = World::strict();
        world.token().reply(200, &json!({"status": "denied"}));
        let denied = Outcome::Denied { interrupted: false };
        assert_eq!(world.deliver(&world.denial(reason)).await, denied);
        let (_, claims) = world.opened(&token_of(&world.sent(0).body));
        assert_eq!((&claims["action"], &claims["reason"]), (&json!("deny"), &json!(word)));
        assert!(claims.get("userVerification").is_none() && claims.get("source").is_none());
    }
}

async fn coded(status: u16, code: &str, more: Value) -> Outcome {
    let world = World::strict();
    world.token().reply(status, &with(json!({"error": "prose", "code": code}), &more));
    let outcome = world.approve().await;
    world.finished();
    outcome
}

#[tokio::test]
async fn row_wrong_number_is_final_without_a_further_call_a20() {
    let outcome = coded(403, "wrong_number", json!({"mismatches": 1, "paused": false})).await;
    assert_eq!(outcome, Outcome::WrongNumber);
}

#[tokio::test]
async fn rows_of_requests_that_ended_a24_a25() {
    assert_eq!(coded(400, "expired", json!({})).await, Outcome::Expired);
    let resolved = coded(400, "already_resolved", json!({"status": "APPROVED"})).await;
    assert_eq!(resolved, Outcome::AlreadyHandled);
    assert_eq!(coded(400, "cancelled", json!({})).await, Outcome::AlreadyHandled);
    assert_eq!(coded(409, "superseded", json!({})).await, Outcome::Superseded);
}

#[tokio::test]
async fn rows_of_the_account_a59() {
    let unlinked = Outcome::AccountUnlinked { certain: true };
    assert_eq!(coded(403, "unlinked", json!({})).await, unlinked);
    assert_eq!(coded(403, "blocked", json!({})).await, Outcome::AccountBlocked);
    let refused = Outcome::Refused { status: Some(403) };
    assert_eq!(coded(403, "not_active", json!({})).await, refused);
}

#[tokio::test]
async fn row_app_too_old_a57() {
    assert_eq!(
        coded(426, "app_too_old", json!({"minCore": "2.1.0"})).await,
        Outcome::AppTooOld { needed: Some("2.1.0".into()) }
    );
    assert_eq!(
        coded(426, "app_too_old", json!({"minCore": "prose"})).await,
        Outcome::AppTooOld { needed: None }
    );
}

#[tokio::test]
async fn row_clock_skew_is_tried_once_with_the_servers_time_a29() {
    let skew = |time: u64| json!({"error": "x", "code": "clock_skew", "serverTime": time});
    let world = World::strict();
    world.token().reply(400, &skew(NOW + 20)).reply(200, &json!({"status": "approved"}));
    assert_eq!(world.approve().await, Outcome::Approved);
    let answers = world.answers();
    let (_, first) = world.opened(&token_of(&answers[0]));
    let (_, second) = world.opened(&token_of(&answers[1]));
    assert_eq!((&first["iat"], &second["iat"]), (&json!(NOW), &json!(NOW + 20)));
    assert_eq!(second["exp"], NOW + 50);

    let world = World::strict();
    world.token().reply(400, &skew(NOW + 40)).reply(400, &skew(NOW + 40));
    assert_eq!(world.approve().await, Outcome::ClockWrong { seconds: Some(40), certain: true });
    world.finished();
}

#[tokio::test]
async fn rows_of_refusals() {
    for (status, code) in [
        (400, "missing_claim"),
        (400, "context_mismatch"),
        (400, "replay"),
        (403, "dpop"),
        (404, "unknown_request"),
        (400, "a code of the future"),
    ] {
        assert_eq!(
            coded(status, code, json!({})).await,
            Outcome::Refused { status: Some(status) },
            "{code}"
        );
    }
    let world = World::strict();
    let body = json!({"error": "x", "code": "rate_limited"}).to_string();
    world.token().script.reply_with(429, &[("retry-after", "9")], &body);
    assert_eq!(
        world.approve().await,
        Outcome::Unreachable { why: UnreachableCause::TooManyRequests, retry_after: Some(9) }
    );
}

/// An answer is refused twice for its proof, as when each message came twice and what is heard is the answer to the
/// second copy.
fn refused_for_its_proof(plain: bool) -> World {
    let world = if plain { World::plain() } else { World::strict() };
    let replay = json!({"error": "prose", "code": "replay"});
    world.token().reply(401, &replay).token().reply(401, &replay);
    world
}

/// Next answer: the list, with the request or empty.
fn listed(world: &World, open: bool) {
    if matches!(world.account.profile, Profile::Plain) {
        let entries: Vec<_> = open.then(|| world.entry(CID, NOW - 10)).into_iter().collect();
        world.list(&entries);
        return;
    }
    let about =
        json!({"v": 1, "account": "active", "serverTime": NOW, "minCore": null, "itContact": null});
    let entry = open.then(|| world.issuer.entry(&world.account, NOW - 10, &json!({})));
    let entries: Vec<_> = entry.into_iter().collect();
    world.reply(200, &json!({"challenges": entries, "countersign": about}));
    if open {
        world.script.reply(200, &world.issuer.certs());
    }
}

#[tokio::test]
async fn an_answer_whose_copies_came_first_is_not_told_as_refused_a56() {
    for plain in [true, false] {
        let world = refused_for_its_proof(plain);
        listed(&world, false);
        assert_eq!(world.approve().await, Outcome::AlreadyHandled);
        world.finished();
        let world = refused_for_its_proof(plain);
        listed(&world, false);
        assert_eq!(world.deliver(&world.closing()).await, Outcome::WrongNumber);
        world.finished();
        // Where it is open still, or the list is refused too, the service no longer accepts this app.
        let refused = Outcome::Refused { status: Some(401) };
        let world = refused_for_its_proof(plain);
        listed(&world, true);
        assert_eq!(world.approve().await, refused);
        world.finished();
        let world = refused_for_its_proof(plain);
        world.reply(401, &json!({})).token().reply(401, &json!({}));
        assert_eq!(world.approve().await, refused);
        world.finished();
        // While nobody can say, it is not over.
        let world = refused_for_its_proof(plain);
        world.lose();
        assert!(matches!(world.approve().await, Outcome::Unreachable { .. }));
        world.finished();
    }
}

#[tokio::test]
async fn an_answer_that_was_refused_for_its_proof_may_have_arrived_a56() {
    // A copy of it came first and counted; the new token is lost, and the request's life ends meanwhile.
    let world = World::strict();
    world.token().reply(401, &json!({"error": "prose", "code": "replay"})).lose().lose().lose();
    let answer = world.approval();
    assert!(matches!(world.deliver(&answer).await, Outcome::Unreachable { .. }));
    world.finished();
    world.clock.advance(60);
    world.token().reply(200, &json!({"status": "approved"}));
    assert_eq!(world.deliver(&answer).await, Outcome::Approved, "not expired");
    let sent = world.answers();
    assert_eq!((sent.len(), sent[0] == sent[1]), (2, true));
    // Where nobody repeats a reply, it is not said that nobody was let in.
    let world = World::plain();
    world.token().reply(401, &json!({"error": "prose"})).lose().token();
    let newer = world.entry("2a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4", NOW - 1);
    world.reply(404, &json!({"error": "prose"})).list(&[newer]);
    assert_eq!(world.approve().await, Outcome::AlreadyHandled);
    world.finished();
}

#[tokio::test]
async fn replies_without_a_code_are_refused() {
    for status in [400, 403, 404, 409] {
        let world = World::strict();
        world.token().reply(status, &json!({"error": "prose"}));
        assert_eq!(world.approve().await, Outcome::Refused { status: Some(status) });
        world.finished();
    }
}

#[tokio::test]
async fn a_lost_reply_brings_the_true_result_a56() {
    let world = World::strict();
    world.token().lose().reply(200, &json!({"status": "approved"}));
    assert_eq!(world.approve().await, Outcome::Approved);
    let answers = world.answers();
    assert_eq!(answers[0], answers[1]);

    // Even after the answer's own end, the server repeats its reply to what it has seen.
    let world = World::strict();
    world.token().lose().lose().lose();
    let answer = world.approval();
    world.deliver(&answer).await;
    world.clock.advance(100);
    world.reply(200, &json!({"status": "approved"}));
    assert_eq!(world.deliver(&answer).await, Outcome::Approved);
    let answers = world.answers();
    assert!(answers.iter().all(|body| *body == answers[0]));
}
