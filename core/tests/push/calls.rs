//! Tokens, proofs, nonces and clocks: rows "token" and "any" of section 2.5.

use countersign_core::account::Profile;
use countersign_core::net::{TransportError, UnreachableCause};
use countersign_core::push::PushError;
use countersign_core::push::adapter::Pending;
use countersign_core::push::testing::{ISSUER, SUB};
use serde_json::json;

use super::support::{NOW, World, token_reply};

async fn list(world: &World) -> Result<Pending, PushError> {
    world.adapter.list_pending(world.id, &world.account, None).await
}

#[tokio::test]
async fn a_call_carries_a_token_and_a_proof_bound_to_it() {
    let world = World::plain();
    world.token().list(&[]).list(&[]);
    list(&world).await.unwrap();
    list(&world).await.unwrap();
    world.finished();
    assert_eq!(world.paths().len(), 3, "the token is used again");

    let asked = world.sent(2);
    assert_eq!(asked.url, format!("{ISSUER}/protocol/openid-connect/token"));
    assert_eq!(asked.body, "grant_type=client_credentials&client_id=push-device-client");
    let (_, claims) = world.opened(asked.header("dpop").unwrap());
    assert_eq!((&claims["htm"], &claims["htu"]), (&json!("POST"), &json!(asked.url)));
    assert!(claims.get("ath").is_none() && claims.get("sub").is_none());

    let listed = world.sent(0);
    assert_eq!(listed.url, format!("{ISSUER}/push-mfa/login/pending?userId={SUB}"));
    let token = listed.header("authorization").unwrap().strip_prefix("DPoP ").unwrap().to_owned();
    let (header, claims) = world.opened(listed.header("dpop").unwrap());
    assert_eq!(header["typ"], "dpop+jwt");
    assert_eq!(header["alg"], "ES256");
    assert_eq!(header["jwk"].as_object().unwrap().len(), 4, "public members only");
    assert_eq!(claims["htm"], "GET");
    assert_eq!(claims["htu"], format!("{ISSUER}/push-mfa/login/pending"));
    assert_eq!(claims["iat"], NOW);
    assert_eq!(claims["sub"], SUB);
    assert_eq!(claims["deviceId"], world.account.device_id);
    let hash = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
    assert_eq!(claims["ath"], data_encoding::BASE64URL_NOPAD.encode(hash.as_ref()));
    assert!(listed.header("countersign-client").is_none());
    let (_, before) = world.opened(world.sent(1).header("dpop").unwrap());
    assert_ne!(claims["jti"], before["jti"], "a fresh id for each proof");
}

#[tokio::test]
async fn countersign_calls_name_the_client_a57() {
    let world = World::strict();
    world.token().reply(
        200,
        &json!({"challenges": [], "countersign": {
        "v": 1, "account": "active", "serverTime": NOW, "minCore": null, "itContact": null}}),
    );
    list(&world).await.unwrap();
    let expected = format!("core/{}; test/1.2.3", env!("CARGO_PKG_VERSION"));
    assert_eq!(world.sent(0).header("countersign-client"), Some(expected.as_str()));
    assert_eq!(world.sent(1).header("countersign-client"), Some(expected.as_str()));
}

#[tokio::test]
async fn the_client_secret_goes_to_the_token_endpoint_only() {
    let mut world = World::plain();
    let secret = "s&cret=1 +%";
    world.account.client_secret =
        Some(countersign_core::secret::SecretString::new(secret.to_owned()));
    world.token().list(&[]);
    list(&world).await.unwrap();
    assert!(world.sent(1).body.ends_with("&client_secret=s%26cret%3D1%20%2B%25"));
    assert_eq!(world.sent(0).body, "");
}

#[tokio::test]
async fn the_token_is_renewed_thirty_seconds_before_its_end() {
    let world = World::plain();
    world.token().list(&[]).list(&[]).token().list(&[]);
    list(&world).await.unwrap();
    world.clock.advance(269);
    list(&world).await.unwrap();
    world.clock.advance(1);
    list(&world).await.unwrap();
    world.finished();
}

#[tokio::test]
async fn row_token_use_dpop_nonce_once() {
    let world = World::plain();
    let wants = json!({"error": "use_dpop_nonce"}).to_string();
    world.script.reply_with(400, &[("dpop-nonce", "n-1")], &wants);
    world.token();
    world.script.reply_with(401, &[("dpop-nonce", "n-2")], &wants);
    world.list(&[]);
    list(&world).await.unwrap();
    world.finished();
    let nonce =
        |from_end| world.opened(world.sent(from_end).header("dpop").unwrap()).1["nonce"].clone();
    assert_eq!(
        [nonce(3), nonce(2), nonce(1), nonce(0)],
        [json!(null), json!("n-1"), json!("n-1"), json!("n-2")]
    );

    let world = World::plain();
    for _ in 0..2 {
        world.script.reply_with(400, &[("dpop-nonce", "n")], &wants);
    }
    assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(400) });
    world.finished();
}

#[tokio::test]
async fn a_nonce_that_comes_with_a_reply_is_in_the_next_proof() {
    let world = World::plain();
    world.token();
    let nothing = json!({"challenges": []}).to_string();
    world.script.reply_with(200, &[("dpop-nonce", "n-1")], &nothing);
    list(&world).await.unwrap();
    world.list(&[]);
    list(&world).await.unwrap();
    world.finished();
    let nonce =
        |from_end| world.opened(world.sent(from_end).header("dpop").unwrap()).1["nonce"].clone();
    assert_eq!([nonce(1), nonce(0)], [json!(null), json!("n-1")]);
}

#[tokio::test]
async fn row_token_bad_proof_is_tried_once_more_with_the_servers_time_a29() {
    let bad = json!({"error": "invalid_request"}).to_string();
    let date = [("date", "Mon, 24 Nov 2025 16:01:40 GMT")];
    let world = World::plain();
    world.script.reply_with(400, &date, &bad);
    world.token_at(NOW + 90).list(&[]);
    let pending = list(&world).await.unwrap();
    assert_eq!(pending.clock_off, Some(90));
    let iat =
        |from_end| world.opened(world.sent(from_end).header("dpop").unwrap()).1["iat"].clone();
    assert_eq!([iat(2), iat(1), iat(0)], [json!(NOW), json!(NOW + 90), json!(NOW + 90)]);

    for error in ["invalid_request", "invalid_dpop_proof"] {
        let bad = json!({ "error": error });
        let world = World::plain();
        world.reply(400, &bad).reply(400, &bad);
        let unknown = PushError::ClockWrong { seconds: None, certain: false };
        assert_eq!(list(&world).await.unwrap_err(), unknown);
        let said = unknown.to_string();
        assert!(said.contains("IT must check the service's public address"), "{said}");
        world.finished();

        let world = World::plain();
        world.script.reply_with(400, &date, &bad.to_string());
        world.script.reply_with(400, &date, &bad.to_string());
        let known = PushError::ClockWrong { seconds: Some(90), certain: false };
        assert_eq!(list(&world).await.unwrap_err(), known);
        world.finished();
    }
    // The clocks agree: then it is not the clock.
    let date = [("date", "Mon, 24 Nov 2025 16:00:10 GMT")];
    // It may be that messages come twice, and that a copy came first and used the proof up.
    for refusals in 1..=3 {
        let world = World::plain();
        for _ in 0..refusals {
            world.script.reply_with(400, &date, &bad);
        }
        world.token().list(&[]);
        list(&world).await.unwrap();
        world.finished();
    }
    let world = World::plain();
    for _ in 0..4 {
        world.script.reply_with(400, &date, &bad);
    }
    assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(400) });
    world.finished();
}

#[tokio::test]
async fn row_token_client_errors_are_refused() {
    for (status, error) in [(401, "invalid_client"), (400, "unauthorized_client")] {
        let world = World::plain();
        world.reply(status, &json!({ "error": error }));
        assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(status) });
        world.finished();
    }
    let world = World::plain();
    world.reply(200, &json!({"access_token": "two words", "expires_in": 1}));
    assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(200) });
}

#[tokio::test]
async fn row_any_401_takes_a_new_token_once() {
    let world = World::plain();
    world.token().reply(401, &json!({"error": "HTTP 401 Unauthorized"})).token().list(&[]);
    list(&world).await.unwrap();
    world.finished();

    let world = World::plain();
    let no = json!({"error": "Invalid access token"});
    world.token().reply(401, &no).token().reply(401, &no);
    assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(401) });
    world.finished();
}

#[tokio::test]
async fn row_any_busy_or_silent_servers_are_unreachable_a55() {
    for (status, retry) in [(500, None), (503, Some("17")), (429, Some("3"))] {
        for at_token in [true, false] {
            let world = World::plain();
            if !at_token {
                world.token();
            }
            let headers: Vec<_> = retry.iter().map(|value| ("retry-after", *value)).collect();
            world.script.reply_with(status, &headers, "");
            let retry_after = retry.map(|value| value.parse().unwrap());
            let why = UnreachableCause::of_status(status).unwrap();
            let unreachable = PushError::Unreachable { why, retry_after };
            assert_eq!(list(&world).await.unwrap_err(), unreachable);
        }
    }
    for (error, why) in [
        (TransportError::Connect, UnreachableCause::Offline),
        (TransportError::NoSuchHost, UnreachableCause::NoSuchHost),
        (TransportError::Refused, UnreachableCause::Refused),
        (TransportError::NoConnection, UnreachableCause::TimedOut),
        (TransportError::Tls, UnreachableCause::Certificate),
        (TransportError::NotHttps, UnreachableCause::NotHttps),
        (TransportError::TimedOut, UnreachableCause::TimedOut),
        (TransportError::Interrupted, UnreachableCause::Offline),
        (TransportError::NoAnswer, UnreachableCause::ServerError),
        (TransportError::TooLarge, UnreachableCause::ServerError),
    ] {
        let world = World::plain();
        world.token().script.fail(error);
        let unreachable = PushError::Unreachable { why, retry_after: None };
        assert_eq!(list(&world).await.unwrap_err(), unreachable);
    }
}

#[tokio::test]
async fn garbage_and_redirects_are_refused() {
    for (status, body) in [(200, "<html>"), (200, "[]"), (302, ""), (204, ""), (418, "{}")] {
        for profile in [Profile::Plain, Profile::Countersign { version: 1 }] {
            let world = World::new(profile);
            world.token().script.reply(status, body);
            let refused = PushError::Refused { status: Some(status) };
            assert_eq!(list(&world).await.unwrap_err(), refused, "{status} {body}");
            world.finished();
        }
    }
}

#[tokio::test]
async fn preparing_gets_the_token_so_that_the_answer_is_one_call() {
    let world = World::plain();
    world.token().reply(200, &json!({"status": "approved"}));
    world.adapter.prepare(world.id, &world.account).await;
    world.approve().await;
    world.finished();
    assert!(token_reply(NOW).contains("access_token"));
    assert_eq!(world.paths().len(), 2);
}
