//! Enrolling in two halves: row "enrol" of section 2.5, and section 4.6.

use countersign_core::account::{Profile, PushAccount, PushState};
use countersign_core::net::TransportError;
use countersign_core::push::EnrolError;
use countersign_core::push::adapter::{Completed, DeviceInfo, EnrolmentOffer, PushTarget};
use countersign_core::push::testing::{ISSUER, SUB};
use serde_json::{Value, json};

use super::offer::{
    ENROLMENT, REQUEST_URI, by_reference, by_value, claims, plain_offer, plus, rsa_certs,
};
use super::support::{NOW, World, opened, token_of};

async fn preview(world: &World) -> EnrolmentOffer {
    if matches!(world.account.profile, Profile::Plain) {
        world.script.reply(200, &rsa_certs());
        world.adapter.open_offer(&by_value(plain_offer(&json!({})))).await.unwrap()
    } else {
        let token = world.issuer.sign(&claims(&plus(&json!({}))));
        world.script.reply(200, &token).reply(200, &world.issuer.certs());
        world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap()
    }
}

async fn prepared(world: &World) -> PushAccount {
    let device = DeviceInfo { name: "Pixel\u{202e} 10".into() };
    let preview = preview(world).await;
    world.adapter.prepare_enrolment(&preview, &device, &PushTarget::none()).await.unwrap()
}

async fn complete(world: &World, account: &PushAccount) -> Result<Completed, EnrolError> {
    world.adapter.complete(world.id, account).await
}

fn enrolled() -> Value {
    json!({"status": "enrolled"})
}

fn claimed() -> Value {
    json!({"status": "enrolled", "countersign": {"state": "claimed", "otp": {
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "algorithm": "SHA1", "digits": 6,
        "period": 30}}})
}

#[tokio::test]
async fn a_plain_enrolment_needs_no_typing_a07() {
    let world = World::plain();
    let mut account = prepared(&world).await;
    assert_eq!(account.state, PushState::Enrolling);
    assert_eq!(account.client_id, "push-device-client");
    assert!(account.device_label.starts_with("Pixel 10 ") && account.device_label.len() == 13);
    world.token().reply(200, &enrolled());
    let completed = complete(&world, &account).await.unwrap();
    world.finished();

    let (_, proof) = opened(&account.key, world.sent(0).header("dpop").unwrap());
    assert_eq!((&proof["sub"], &proof["deviceId"]), (&json!(SUB), &json!(account.device_id)));
    let jws = token_of(&world.sent(0).body);
    let (header, sent) = opened(&account.key, &jws);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("JWT")));
    let jwk = sent["cnf"]["jwk"].clone();
    assert_eq!(jwk["alg"], "ES256");
    assert_eq!(jwk["kid"], header["kid"]);
    assert!(jwk.get("d").is_none());
    assert_eq!(
        sent,
        json!({
            "enrollmentId": ENROLMENT, "nonce": "abc+/DEF", "sub": SUB, "deviceType": "test",
            "pushProviderType": "none", "pushProviderId": "disabled",
            "credentialId": account.credential_id, "deviceId": account.device_id,
            "deviceLabel": account.device_label, "iat": NOW, "exp": NOW + 240,
            "cnf": {"jwk": jwk},
        })
    );
    completed.apply(&mut account);
    assert_eq!(account.state, PushState::Active);
    assert!(account.completion.is_none() && account.otp.is_none());
}

#[tokio::test]
async fn a_countersign_enrolment_goes_on_to_the_try_out_a11() {
    let world = World::strict();
    let mut account = prepared(&world).await;
    assert_eq!(account.client_id, "countersign-app");
    assert!(account.client_secret.as_ref().unwrap().ct_eq("s3cret"));
    world.token().reply(200, &claimed());
    complete(&world, &account).await.unwrap().apply(&mut account);
    assert_eq!(account.state, PushState::TryoutPending);
    assert_eq!(account.otp.as_ref().unwrap().secret.expose(), b"12345678901234567890");
    let (header, sent) = opened(&account.key, &token_of(&world.sent(0).body));
    assert_eq!(header["typ"], "cs-enrol+jwt");
    assert_eq!(sent["countersign"], json!({"profile": 1}));
    assert_eq!((&sent["aud"], sent["jti"].as_str().unwrap().len()), (&json!(ISSUER), 36));
}

#[tokio::test]
async fn ids_and_keys_are_fresh_for_each_account() {
    let world = World::plain();
    let (one, two) = (prepared(&world).await, prepared_again(&world).await);
    assert_ne!(one.credential_id, two.credential_id);
    assert_ne!(one.device_id, two.device_id);
    assert_ne!(one.device_label, two.device_label);
    assert_ne!(one.credential_id, one.device_id);
}

async fn prepared_again(world: &World) -> PushAccount {
    let device = DeviceInfo { name: String::new() };
    let offer = by_value(plain_offer(&json!({})));
    let preview = world.adapter.open_offer(&offer).await.unwrap();
    world.adapter.prepare_enrolment(&preview, &device, &PushTarget::none()).await.unwrap()
}

#[tokio::test]
async fn a_label_keeps_within_what_servers_take_in_whatever_they_count() {
    let world = World::plain();
    for letter in ["a", "\u{eb}", "\u{4e2d}", "\u{1f4f1}"] {
        let device = DeviceInfo { name: letter.repeat(200) };
        let preview = preview(&world).await;
        let account =
            world.adapter.prepare_enrolment(&preview, &device, &PushTarget::none()).await.unwrap();
        let label = account.device_label;
        assert!(label.len() <= 128 && label.len() > 124, "{}", label.len());
    }
}

#[tokio::test]
async fn a_lost_reply_loses_nothing_a56() {
    for profile in [Profile::Plain, Profile::Countersign { version: 1 }] {
        let world = World::new(profile);
        let account = prepared(&world).await;
        let reply = if profile == Profile::Plain { enrolled() } else { claimed() };
        world.token().lose().lose().lose();
        let error = complete(&world, &account).await.unwrap_err();
        assert!(matches!(error, EnrolError::Unreachable { .. }) && !error.is_final());
        world.reply(200, &reply);
        world.adapter.resume(world.id, &account).await.unwrap();
        world.finished();
        let seen = world.script.seen();
        let sent: Vec<_> =
            seen.iter().filter(|s| s.url.ends_with("/complete")).map(|s| &s.body).collect();
        assert!(sent.len() == 4 && sent.iter().all(|body| *body == sent[0]));
    }
}

#[tokio::test]
async fn a_plain_completion_that_got_through_is_found_by_listing_a56() {
    let world = World::plain();
    let account = prepared(&world).await;
    world.token().lose().reply(400, &json!({"error": "x"})).list(&[]);
    assert_eq!(complete(&world, &account).await.unwrap().state, PushState::Active);
    world.finished();

    let world = World::plain();
    let account = prepared(&world).await;
    let no = json!({"error": "Device not registered for user"});
    world.token().lose().reply(400, &no).reply(403, &no).token().reply(403, &no);
    assert_eq!(complete(&world, &account).await.unwrap_err(), EnrolError::UsedOrExpired);
    world.finished();
}

#[tokio::test]
async fn row_enrol_of_a_plain_server_a14() {
    for (status, expected) in [
        (400, EnrolError::UsedOrExpired),
        (404, EnrolError::UsedOrExpired),
        (409, EnrolError::NameTaken),
        (403, EnrolError::Refused { status: Some(403) }),
    ] {
        let world = World::plain();
        let account = prepared(&world).await;
        world.token().reply(status, &json!({"error": "prose"}));
        let error = complete(&world, &account).await.unwrap_err();
        assert_eq!(error, expected);
        assert!(error.is_final());
        world.finished();
    }
}

#[tokio::test]
async fn rows_of_a_countersign_enrolment_a14_a15() {
    for (status, code, expected) in [
        (410, "already_used", EnrolError::AlreadyUsed),
        (410, "code_expired", EnrolError::CodeExpired),
        (409, "", EnrolError::NameTaken),
        (426, "app_too_old", EnrolError::AppTooOld { needed: None }),
        (400, "missing_claim", EnrolError::Refused { status: Some(400) }),
        (404, "unknown_request", EnrolError::Refused { status: Some(404) }),
    ] {
        let world = World::strict();
        let account = prepared(&world).await;
        world.token().reply(status, &json!({"error": "x", "code": code}));
        assert_eq!(complete(&world, &account).await.unwrap_err(), expected);
        world.finished();
    }
    let world = World::strict();
    let account = prepared(&world).await;
    let skew = json!({"error": "x", "code": "clock_skew", "serverTime": NOW + 77});
    world.token().reply(400, &skew);
    let error = complete(&world, &account).await.unwrap_err();
    assert_eq!(error, EnrolError::ClockWrong { seconds: Some(77), certain: true });
}

#[tokio::test]
async fn half_a_success_is_none() {
    for body in [json!({}), json!({"status": "ok"}), json!([])] {
        let world = World::plain();
        let account = prepared(&world).await;
        world.token().reply(200, &body);
        assert!(complete(&world, &account).await.is_err());
    }
    for body in [
        enrolled(),
        json!({"status": "enrolled", "countersign": {"state": "new"}}),
        json!({"status": "enrolled", "countersign": {"state": "claimed", "otp": {
            "secret": "!", "algorithm": "SHA1", "digits": 6, "period": 30}}}),
        json!({"status": "enrolled", "countersign": {"state": "claimed", "otp": {
            "secret": "GEZDGNBV", "algorithm": "MD5", "digits": 6, "period": 30}}}),
        json!({"status": "enrolled", "countersign": {"state": "claimed", "otp": {
            "secret": "GEZDGNBV", "algorithm": "SHA1", "digits": 60, "period": 30}}}),
    ] {
        let world = World::strict();
        let account = prepared(&world).await;
        world.token().reply(200, &body);
        assert!(complete(&world, &account).await.is_err(), "{body}");
    }
}

#[tokio::test]
async fn a_lapsed_preview_makes_no_key_a15() {
    let world = World::plain();
    let preview = preview(&world).await;
    world.clock.advance(240);
    let device = DeviceInfo { name: "x".into() };
    let result = world.adapter.prepare_enrolment(&preview, &device, &PushTarget::none()).await;
    assert_eq!(result.unwrap_err(), EnrolError::CodeExpired);
    let account = countersign_core::push::testing::account(Profile::Plain).unwrap();
    assert_eq!(complete(&world, &account).await.unwrap_err(), EnrolError::NotEnrolling);
}

#[tokio::test]
async fn nothing_is_sent_when_the_server_is_away() {
    let world = World::plain();
    let account = prepared(&world).await;
    for _ in 0..3 {
        world.script.fail(TransportError::Connect);
    }
    assert!(!complete(&world, &account).await.unwrap_err().is_final());
    world.finished();
}
