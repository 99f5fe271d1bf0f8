//! Opening an enrolment offer: every check of section 2.1 and 4.2.

use countersign_core::account::{AccountId, Profile, PushState};
use countersign_core::net::TransportError;
use countersign_core::push::adapter::{EnrolmentOffer, Known, Link, LinkSource};
use countersign_core::push::testing::{ISSUER, SUB, account};
use countersign_core::push::{EnrolError, TokenFault};
use countersign_core::secret::SecretString;
use data_encoding::BASE64URL_NOPAD;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA384, RsaEncoding, RsaKeyPair};
use serde_json::{Value, json};

use super::support::{NOW, World, with};

pub const ENROLMENT: &str = "5b0f9a50-6a9b-4a0b-8a5c-0f6c4c1e6b11";
pub const REQUEST_URI: &str = "https://idp.example/realms/demo/push-mfa/enroll/request-token/5b0f9a50-6a9b-4a0b-8a5c-0f6c4c1e6b11";

fn rsa() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../fixtures/rsa-test-key.pk8")).unwrap()
}

pub fn rsa_certs() -> String {
    let public: ring::rsa::PublicKeyComponents<Vec<u8>> = rsa().public().into();
    let key = |kid: &str, usage: &str| {
        json!({"kty": "RSA", "kid": kid, "use": usage, "alg": null,
               "n": BASE64URL_NOPAD.encode(&public.n), "e": BASE64URL_NOPAD.encode(&public.e)})
    };
    json!({"keys": [key("enc", "enc"), key("r1", "sig")]}).to_string()
}

fn sign_rsa(alg: &str, kid: &str, how: &'static dyn RsaEncoding, claims: &Value) -> String {
    let header = json!({"alg": alg, "kid": kid, "typ": "JWT"}).to_string();
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let input = format!("{}.{}", part(&header), part(&claims.to_string()));
    let mut signature = vec![0; rsa().public().modulus_len()];
    let system = ring::rand::SystemRandom::new();
    rsa().sign(how, &system, input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
}

pub fn claims(changes: &Value) -> Value {
    let base = json!({"iss": ISSUER, "aud": "demo", "sub": SUB, "username": "alice",
        "realm": "demo", "enrollmentId": ENROLMENT, "nonce": "abc+/DEF", "iat": NOW,
        "exp": NOW + 240, "typ": "push-enroll-challenge"});
    with(base, changes)
}

pub fn plus(changes: &Value) -> Value {
    let base = json!({"profiles": [1], "client": {"id": "countersign-app", "secret": "s3cret"},
        "organisation": "Example Org", "digits": 2, "features": ["report", "unlink", "otp"],
        "itContact": {"name": "IT desk", "phone": "+31 1", "email": null, "url": null}});
    json!({"countersign": with(base, changes)})
}

pub fn plain_offer(changes: &Value) -> String {
    sign_rsa("RS256", "r1", &RSA_PKCS1_SHA256, &claims(changes))
}

pub fn link(source: LinkSource) -> Link {
    Link {
        source,
        client_id: Some("push-device-client".into()),
        client_secret: Some(SecretString::new("from-the-link".into())),
    }
}

pub fn by_value(token: String) -> Link {
    link(LinkSource::Token(SecretString::new(token)))
}

pub fn by_reference(uri: &str) -> Link {
    let source = LinkSource::RequestUri(SecretString::new(uri.to_owned()));
    Link { source, client_id: None, client_secret: None }
}

async fn open_plain(token: String) -> Result<EnrolmentOffer, EnrolError> {
    let world = World::plain();
    world.script.reply(200, &rsa_certs());
    world.adapter.open_offer(&by_value(token)).await
}

async fn open_plus(changes: &Value, by: &Link) -> Result<EnrolmentOffer, EnrolError> {
    let world = World::plain();
    let token = world.issuer.sign(&claims(changes));
    world.script.reply(200, &token).reply(200, &world.issuer.certs());
    world.adapter.open_offer(by).await
}

#[tokio::test]
async fn a_plain_offer_by_value_is_verified_with_rs256_a07() {
    let world = World::plain();
    world.script.reply(200, &rsa_certs());
    let preview = world.adapter.open_offer(&by_value(plain_offer(&json!({})))).await.unwrap();
    world.finished();
    assert_eq!(world.sent(0).url, format!("{ISSUER}/protocol/openid-connect/certs"));
    assert_eq!((preview.host.as_str(), preview.issuer.as_str()), ("idp.example", ISSUER));
    assert_eq!((preview.username.as_str(), preview.sub.as_str()), ("alice", SUB));
    assert_eq!((preview.profile, preview.expires), (Profile::Plain, NOW + 240));
    assert_eq!(preview.organisation, None);

    let pss = sign_rsa("PS384", "r1", &RSA_PSS_SHA384, &claims(&json!({})));
    assert!(open_plain(pss).await.is_ok());
}

#[tokio::test]
async fn a_countersign_offer_by_reference_names_the_organisation_a07() {
    let preview = open_plus(&plus(&json!({})), &by_reference(REQUEST_URI)).await.unwrap();
    assert_eq!(preview.organisation.as_deref(), Some("Example Org"));
    assert_eq!(preview.profile, Profile::Countersign { version: 1 });
    assert_eq!(preview.features, ["report", "unlink", "otp"]);
    assert_eq!(preview.it_contact.unwrap().name.as_deref(), Some("IT desk"));
}

#[tokio::test]
async fn a_truncated_or_changed_token_is_refused_a58() {
    let good = plain_offer(&json!({}));
    assert!(open_plain(good.clone()).await.is_ok());
    let bad = |fault| EnrolError::BadToken(fault);
    for cut in [0, 1, good.len() / 2, good.len() - 1] {
        assert!(open_plain(good[..cut].to_owned()).await.is_err(), "{cut}");
    }
    let parts: Vec<&str> = good.split('.').collect();
    let other =
        BASE64URL_NOPAD.encode(claims(&json!({"username": "mallory"})).to_string().as_bytes());
    let swapped = format!("{}.{other}.{}", parts[0], parts[2]);
    assert_eq!(open_plain(swapped).await.unwrap_err(), bad(TokenFault::Signature));
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    assert_eq!(open_plain(unsigned).await.unwrap_err(), bad(TokenFault::Signature));

    let all = claims(&json!({}));
    let wrong_key = sign_rsa("RS256", "enc", &RSA_PKCS1_SHA256, &all);
    assert_eq!(open_plain(wrong_key).await.unwrap_err(), bad(TokenFault::UnknownKey));
    let no_key = sign_rsa("RS256", "r9", &RSA_PKCS1_SHA256, &all);
    assert_eq!(open_plain(no_key).await.unwrap_err(), bad(TokenFault::UnknownKey));
    let none = sign_rsa("none", "r1", &RSA_PKCS1_SHA256, &all);
    assert_eq!(open_plain(none).await.unwrap_err(), bad(TokenFault::Algorithm));
    let hmac = sign_rsa("HS256", "r1", &RSA_PKCS1_SHA256, &all);
    assert_eq!(open_plain(hmac).await.unwrap_err(), bad(TokenFault::Algorithm));
}

#[tokio::test]
async fn a_plain_server_does_not_sign_with_ec() {
    let world = World::plain();
    let token = world.issuer.sign(&claims(&json!({})));
    world.script.reply(200, &world.issuer.certs());
    let error = world.adapter.open_offer(&by_value(token)).await.unwrap_err();
    assert_eq!(error, EnrolError::BadToken(TokenFault::Algorithm));
}

#[tokio::test]
async fn issuer_realm_and_audience_belong_together_a62() {
    for (changes, expected) in [
        (json!({"aud": "other"}), EnrolError::WrongIssuer),
        (json!({"realm": "other"}), EnrolError::WrongIssuer),
        (json!({"realm": "other", "aud": "other"}), EnrolError::WrongIssuer),
        (json!({"iss": "https://idp.example/other"}), EnrolError::WrongIssuer),
        (json!({"iss": "https://idp.example/realms/demo/"}), EnrolError::WrongIssuer),
        (json!({"iss": "https://idp.example/realms/a/demo"}), EnrolError::WrongIssuer),
        (json!({"iss": "https://idp.example/realms/demo?x"}), EnrolError::WrongIssuer),
        (json!({"iss": "https://a@idp.example/realms/demo"}), EnrolError::WrongIssuer),
        (json!({"iss": "http://idp.example/realms/demo"}), EnrolError::NotHttps),
        (json!({"iss": "http://localhost/realms/demo"}), EnrolError::NotHttps),
        (json!({"typ": "push-confirm"}), EnrolError::BadToken(TokenFault::Purpose)),
    ] {
        let world = World::plain();
        let error = world.adapter.open_offer(&by_value(plain_offer(&changes))).await.unwrap_err();
        assert_eq!(error, expected, "{changes}");
        assert!(world.script.seen().is_empty(), "refused before any server is asked");
    }
}

#[tokio::test]
async fn a_reference_must_begin_with_the_issuer_a62() {
    let elsewhere = REQUEST_URI.replace("idp.example", "idp.evil");
    let error = open_plus(&plus(&json!({})), &by_reference(&elsewhere)).await.unwrap_err();
    assert_eq!(error, EnrolError::WrongIssuer);
    for (uri, expected) in [
        (REQUEST_URI.replace("https", "http"), EnrolError::NotHttps),
        (format!("{REQUEST_URI}?a=b"), EnrolError::WrongIssuer),
        (format!("{REQUEST_URI}#a"), EnrolError::WrongIssuer),
        (REQUEST_URI.replace("https://", "https://u:p@"), EnrolError::WrongIssuer),
        (REQUEST_URI.replace("5b0f9a50", "x"), EnrolError::WrongIssuer),
        (REQUEST_URI.replace("/realms/demo", ""), EnrolError::WrongIssuer),
        ("https://idp.example/".into(), EnrolError::WrongIssuer),
    ] {
        let world = World::plain();
        let error = world.adapter.open_offer(&by_reference(&uri)).await.unwrap_err();
        assert_eq!(error, expected, "{uri}");
        assert!(world.script.seen().is_empty());
    }
}

#[tokio::test]
async fn redirects_are_refused_a62() {
    let world = World::plain();
    world.script.reply_with(302, &[("location", "https://idp.evil/")], "");
    let error = world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap_err();
    assert_eq!(error, EnrolError::Redirected);
    let world = World::plain();
    world.script.reply_with(307, &[("location", "https://idp.evil/")], "");
    let error = world.adapter.open_offer(&by_value(plain_offer(&json!({})))).await.unwrap_err();
    assert_eq!(error, EnrolError::Redirected);
    assert_eq!(world.paths().len(), 1);
}

#[tokio::test]
async fn used_and_expired_codes_are_told_apart_a14_a15() {
    for (status, code, expected) in [
        (410, "already_used", EnrolError::AlreadyUsed),
        (410, "code_expired", EnrolError::CodeExpired),
        (410, "", EnrolError::UsedOrExpired),
        (404, "", EnrolError::UsedOrExpired),
        (400, "", EnrolError::BadToken(TokenFault::Malformed)),
        (403, "", EnrolError::Refused { status: Some(403) }),
    ] {
        let world = World::plain();
        world.reply(status, &json!({"error": "x", "code": code}));
        let error = world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap_err();
        assert_eq!(error, expected);
        world.finished();
    }
    assert_eq!(EnrolError::AlreadyUsed.kind(), "already_used");
    assert!(EnrolError::AlreadyUsed.to_string().contains("already used, get a new one"));
}

#[tokio::test]
async fn offers_end_in_time_a15() {
    for (changes, expected) in [
        (json!({"iat": NOW - 240, "exp": NOW}), EnrolError::CodeExpired),
        (json!({"exp": NOW + 3601}), EnrolError::BadToken(TokenFault::Times)),
        (json!({"exp": NOW}), EnrolError::BadToken(TokenFault::Times)),
    ] {
        assert_eq!(open_plain(plain_offer(&changes)).await.unwrap_err(), expected, "{changes}");
    }
    assert!(open_plain(plain_offer(&json!({"exp": NOW + 3600}))).await.is_ok());
}

#[tokio::test]
async fn a_fetched_offer_is_a_clock_a29() {
    let world = World::plain();
    let late = json!({"iat": NOW + 300, "exp": NOW + 540});
    let token = world.issuer.sign(&claims(&with(plus(&json!({})), &late)));
    world.script.reply(200, &token).reply(200, &world.issuer.certs());
    let preview = world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap();
    assert_eq!(world.adapter.clock_offset(ISSUER).unwrap().seconds(), 300);
    assert_eq!(preview.expires, NOW + 240, "by the phone's clock");
}

#[tokio::test]
async fn profiles_and_clients_are_taken_from_the_signed_token_a57() {
    let reference = by_reference(REQUEST_URI);
    let none = open_plus(&plus(&json!({"profiles": [2, 3]})), &reference).await;
    assert_eq!(none.unwrap_err(), EnrolError::AppTooOld { needed: None });
    assert!(open_plus(&plus(&json!({"profiles": [1, 2]})), &reference).await.is_ok());

    let mut differing = by_reference(REQUEST_URI);
    differing.client_id = Some("another".into());
    let error = open_plus(&plus(&json!({})), &differing).await.unwrap_err();
    assert_eq!(error, EnrolError::BadToken(TokenFault::Client));

    let nobody = open_plus(&plus(&json!({"client": null})), &reference).await;
    assert_eq!(nobody.unwrap_err(), EnrolError::ClientMissing);

    let malformed = open_plus(&json!({"countersign": {"profiles": "1"}}), &reference).await;
    assert_eq!(malformed.unwrap_err(), EnrolError::BadToken(TokenFault::Malformed));
    let long = plus(&json!({"organisation": "x".repeat(129)}));
    assert!(open_plus(&long, &reference).await.is_err());
}

#[tokio::test]
async fn servers_that_do_not_answer_are_unreachable_a55() {
    for busy in [true, false] {
        let world = World::plain();
        if busy {
            world.script.reply(503, "");
        } else {
            world.script.fail(TransportError::Connect);
        }
        let error = world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap_err();
        assert!(matches!(error, EnrolError::Unreachable { .. }) && !error.is_final());
    }
    for body in ["", "<html>", "a.b.c"] {
        let world = World::plain();
        world.script.reply(200, body);
        let error = world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap_err();
        assert_eq!(error, EnrolError::BadToken(TokenFault::Malformed));
    }
    let world = World::plain();
    world.script.reply(200, "not keys");
    assert!(world.adapter.open_offer(&by_value(plain_offer(&json!({})))).await.is_err());
}

#[tokio::test]
async fn a_known_user_is_never_overwritten_in_silence() {
    let preview = open_plain(plain_offer(&json!({}))).await.unwrap();
    let id = AccountId::from_bytes([9; 8]);
    let mut have = account(Profile::Plain).unwrap();
    assert_eq!(preview.known([]), Known::New);
    for (state, expected) in [
        (PushState::Active, Known::SecondOf(id)),
        (PushState::Paused, Known::SecondOf(id)),
        (PushState::Blocked, Known::SecondOf(id)),
        (PushState::TryoutPending, Known::Replaces(id)),
        (PushState::Enrolling, Known::Replaces(id)),
        (PushState::Unlinked { certain: false }, Known::Replaces(id)),
    ] {
        have.state = state;
        assert_eq!(preview.known([(id, &have)]), expected);
    }
    have.sub = "another".into();
    assert_eq!(preview.known([(id, &have)]), Known::New);
}
