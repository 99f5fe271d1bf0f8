//! A realm that behaves like a plain server: tokens, proofs, offers, and realms beside each other (PROTOCOL.md sections 2 and 4.1).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "tests"
)]

mod support;

use countersign_signin::{Config, Organisation, PlainAlgorithm, PlainRealm, PlainVerification};
use reqwest::Method;
use serde_json::{Value, json};
use support::phone::{Key, uuid};
use support::plain::{self, REALM, SIGN_IN, at_number, certs, code, part, set_up, sign_in};
use support::{Folder, IDA, Phone, World, another};

#[tokio::test]
async fn the_token_endpoint_says_invalid_request_of_every_bad_proof() {
    let world = plain::world().await;
    let (mut phone, _) = set_up(&world).await;
    for (iat, status) in [(-25, 400), (-24, 200), (15, 200), (16, 400)] {
        let reply = phone
            .plain_token(|claims| claims["iat"] = json!(claims["iat"].as_i64().unwrap() + iat))
            .await;
        assert_eq!(reply.status, status, "{iat}");
        if status == 400 {
            assert_eq!(reply.body["error"], "invalid_request");
            assert!(reply.body.get("code").is_none());
        }
    }
    let jti = uuid();
    assert_eq!(phone.plain_token(|claims| claims["jti"] = json!(jti)).await.status, 200);
    for (name, value) in [("jti", json!(jti)), ("htu", json!("https://x")), ("htm", json!("GET"))] {
        let reply = phone.plain_token(|claims| claims[name] = value).await;
        assert_eq!(
            (reply.status, &reply.body["error"]),
            (400, &json!("invalid_request")),
            "{name}"
        );
    }
    phone.secret = "another".into();
    let reply = phone.plain_token(|_| {}).await;
    assert_eq!((reply.status, &reply.body["error"]), (401, &json!("invalid_client")));
}

#[tokio::test]
async fn a_request_is_looked_up_before_anybody_proves_anything() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    at_number(&world).await;
    let entry = phone.only_request().await;
    let ask = |cid: &str, token: Option<&str>| {
        let url = format!("{}/push-mfa/login/challenges/{cid}/respond", phone.rb);
        let request = phone.http.post(url).header("Content-Type", "application/json");
        let request = match token {
            Some(token) => request.header("Authorization", format!("DPoP {token}")),
            None => request,
        };
        let request = request.body(json!({"token": "x"}).to_string());
        async { support::phone::read(&Method::POST, request.send().await.unwrap()).await }
    };
    assert_eq!(ask(&uuid(), None).await.status, 404);
    let cid = entry["cid"].as_str().unwrap();
    let reply = ask(cid, None).await;
    assert_eq!((reply.status, reply.body), (401, json!({"error": "HTTP 401 Unauthorized"})));
    let reply = ask(cid, Some("nobody's")).await;
    assert_eq!((reply.status, reply.body), (401, json!({"error": "Invalid access token"})));
    // Bodies are strict all the same.
    let path = format!("/push-mfa/login/challenges/{cid}/respond");
    let reply = phone.call(Method::POST, &path, Some(json!({"token": "x", "more": 1}))).await;
    assert_eq!((reply.status, reply.body), (400, json!({"error": "Unrecognized field"})));
}

#[tokio::test]
async fn proofs_are_refused_by_other_statuses_than_those_of_the_realm_beside_it() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let path = format!("/push-mfa/login/pending?userId={}", phone.sub);
    for (name, value, status) in [
        ("htm", json!("POST"), 403),
        ("htu", json!("https://elsewhere.example/x"), 403),
        ("ath", json!("x"), 403),
        ("iat", json!(phone.now() - 121), 400),
        ("iat", json!(phone.now() + 120), 200),
        ("sub", json!(uuid()), 404),
        ("deviceId", json!(uuid()), 403),
        ("jti", Value::Null, 400),
    ] {
        let mut claims = phone.proof_claims(&Method::GET, &path);
        claims[name] = value;
        let proof = phone.key.sign("dpop+jwt", &claims);
        let reply = phone.call_with(Method::GET, &path, None, &proof).await;
        assert_eq!(reply.status, status, "{name}: {:?}", reply.body);
    }
    let proof = phone.key.sign("dpop+jwt", &phone.proof_claims(&Method::GET, &path));
    assert_eq!(phone.call_with(Method::GET, &path, None, &proof).await.status, 200);
    let reply = phone.call_with(Method::GET, &path, None, &proof).await;
    assert_eq!((reply.status, reply.body), (403, json!({"error": "DPoP proof replay detected"})));
    let forged = Key::new().sign("dpop+jwt", &phone.proof_claims(&Method::GET, &path));
    assert_eq!(phone.call_with(Method::GET, &path, None, &forged).await.status, 403);
    assert_eq!(phone.call(Method::GET, "/push-mfa/login/pending", None).await.status, 400);
    let foreign = format!("/push-mfa/login/pending?userId={}", uuid());
    assert_eq!(phone.call(Method::GET, &foreign, None).await.body, json!({"challenges": []}));
}

#[tokio::test]
async fn nonces_are_demanded_there_too() {
    let config =
        Config { plain: vec![PlainRealm::named(REALM)], demand_nonces: true, ..Config::default() };
    let world = World::with(config).await;
    let mut browser = world.browser();
    sign_in(&mut browser).await;
    let mut phone = world.phone().at_plain(REALM);
    phone.take(&code(&browser).await);
    let reply = phone.plain_token(|_| {}).await;
    assert_eq!((reply.status, &reply.body["error"]), (400, &json!("use_dpop_nonce")));
    let nonce = json!(reply.nonce.unwrap());
    assert_eq!(phone.plain_token(|claims| claims["nonce"] = nonce.clone()).await.status, 200);
    let body = Some(json!({"token": phone.plain_completion()}));
    let path = "/push-mfa/enroll/complete";
    let reply = phone.call(Method::POST, path, body.clone()).await;
    assert_eq!((reply.status, reply.nonce.map(Value::from)), (401, Some(nonce.clone())));
    let mut claims = phone.proof_claims(&Method::POST, path);
    claims["nonce"] = nonce;
    let proof = phone.key.sign("dpop+jwt", &claims);
    assert_eq!(phone.call_with(Method::POST, path, body, &proof).await.status, 200);
}

#[tokio::test]
async fn offers_are_signed_by_rsa_and_fetched_until_the_set_up_ends() {
    for algorithm in [PlainAlgorithm::Rs256, PlainAlgorithm::Ps256] {
        let realm = PlainRealm { algorithm, by_reference: true, ..PlainRealm::named(REALM) };
        let world = plain::world_with(realm).await;
        let mut browser = world.browser();
        sign_in(&mut browser).await;
        let text = code(&browser).await;
        let address = part(&text, "request_uri").unwrap();
        let mut phone = world.phone().at_plain(REALM);
        let certs = certs(&phone).await;
        assert_eq!(certs["keys"].as_array().unwrap().len(), 2);
        let fetch = async |address: &str| phone.http.get(address).send().await.unwrap();
        let mut times = Vec::new();
        for _ in 0..7 {
            let reply = fetch(&address).await;
            assert_eq!(reply.headers()["content-type"], "application/jwt");
            let offer = plain::verify(&certs, &reply.text().await.unwrap());
            assert_eq!((&offer["iss"], &offer["aud"]), (&json!(phone.rb), &json!(REALM)));
            assert!(offer.get("countersign").is_none());
            times.push(offer["iat"].as_u64().unwrap());
            phone.offer = offer;
            world.advance(1);
        }
        assert_eq!(times.last().unwrap() - times[0], 6, "signed anew each time");
        assert_eq!(
            fetch(&address.replace(&address[address.len() - 36..], "x")).await.status(),
            400
        );
        phone.secret = part(&text, "client_secret").unwrap();
        phone.sub = phone.offer["sub"].as_str().unwrap().into();
        phone.plain_token(|_| {}).await;
        assert!(plain::claims(&phone.token)["iat"].as_u64().unwrap() == phone.now());
        assert_eq!(phone.complete(&phone.plain_completion()).await.status, 200);
        let reply = phone.http.get(&address).send().await.unwrap();
        assert_eq!(reply.status(), 404, "used");
    }
}

#[tokio::test]
async fn it_asks_for_a_choice_or_for_nothing_where_it_is_told_to() {
    for verification in [PlainVerification::NumberMatch, PlainVerification::None] {
        let realm = PlainRealm { verification, ..PlainRealm::named(REALM) };
        let world = plain::world_with(realm).await;
        let (phone, _) = set_up(&world).await;
        let mut browser = world.browser();
        let page = sign_in(&mut browser).await;
        let entry = phone.only_request().await;
        if verification == PlainVerification::None {
            assert!(page.has("Say yes in the app") && entry.get("userVerification").is_none());
            let bare = json!({"cid": entry["cid"], "credId": phone.credential});
            assert_eq!(phone.plain_answer(&entry, &bare).await.status, 200);
        } else {
            let number = page.number();
            let numbers = entry["userVerification"]["numbers"].as_array().unwrap();
            assert!(numbers.len() == 3 && numbers.contains(&json!(number)), "{numbers:?}");
            let claims = phone.plain_claims(&entry, &number);
            assert_eq!(phone.plain_answer(&entry, &claims).await.status, 200);
        }
        assert!(browser.get(SIGN_IN).await.has("You are signed in"));
    }
}

#[tokio::test]
async fn behind_a_proxy_it_knows_its_address_only_from_the_header() {
    let config = Config {
        plain: vec![PlainRealm { by_reference: true, ..PlainRealm::named(REALM) }],
        trust_proxy: true,
        ..Config::default()
    };
    let world = World::with(config).await;
    let mut browser = world.browser();
    sign_in(&mut browser).await;
    let address = part(&code(&browser).await, "request_uri").unwrap();
    let http = support::http();
    for (prefix, base) in
        [(None, ""), (Some("/auth"), "/auth"), (Some("/auth/"), "/auth"), (Some("x"), "")]
    {
        let request = http.get(&address);
        let request = match prefix {
            Some(prefix) => request.header("X-Forwarded-Prefix", prefix),
            None => request,
        };
        let offer = plain::claims(&request.send().await.unwrap().text().await.unwrap());
        let expected = format!("{}{base}/realms/{REALM}", world.running.base_url);
        assert_eq!(offer["iss"], expected, "{prefix:?}");
    }
    // Without the word that a proxy is there nobody says so.
    let world = plain::world().await;
    let request = support::http().get(format!("{}{SIGN_IN}", world.running.base_url));
    let page = request.header("X-Forwarded-Prefix", "/auth").send().await.unwrap();
    assert!(!page.text().await.unwrap().contains("/auth"));
}

#[tokio::test]
async fn realms_beside_each_other_know_nothing_of_each_other() {
    let config = Config {
        plain: vec![PlainRealm::named(REALM), PlainRealm::named("other")],
        ..Config::default()
    };
    let world = World::with(config).await;
    let (phone, mut browser) = set_up(&world).await;
    assert!(browser.get("/realms/other/signin").await.has("User name"));
    let elsewhere = phone.clone().at_plain("other");
    assert_eq!(elsewhere.list().await.body, json!({"error": "Invalid access token"}));
    let mut asks = phone.clone().at_plain("other");
    assert_eq!(asks.plain_token(|_| {}).await.status, 401, "a client of its own");
    let demo = Phone { rb: format!("{}/realms/demo", phone.base), ..phone.clone() };
    assert_eq!(demo.list().await.code(), "dpop");
    assert!(browser.get("/realms/nobody/signin").await.status == 404);
}

#[tokio::test]
async fn a_restart_keeps_the_phones_and_forgets_who_waited() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config {
        data: Some(folder.0.clone()),
        organisation,
        plain: vec![PlainRealm::named(REALM)],
        ..Config::default()
    };
    let world = World::with(config.clone()).await;
    let (mut phone, _) = set_up(&world).await;
    at_number(&world).await;
    let entry = phone.only_request().await;
    let World { running, clock } = world;
    running.stop().await;
    let world = World { running: support::start(config, &clock).await, clock };
    phone.rb = format!("{}/realms/{REALM}", world.running.base_url);
    assert_eq!(phone.plain_token(|_| {}).await.status, 200, "the same client");
    assert!(phone.requests().await.is_empty());
    assert_eq!(phone.plain_deny(&entry).await.status, 404);
    at_number(&world).await;
    assert_eq!(phone.requests().await.len(), 1);
}

#[tokio::test]
async fn a_phone_changes_its_key_and_its_push_target_and_the_log_transport_rings() {
    let world = plain::world().await;
    let (mut phone, _) = set_up(&world).await;
    let target = |kind: Option<&str>, id: &str| match kind {
        Some(kind) => json!({"pushProviderId": id, "pushProviderType": kind}),
        None => json!({"pushProviderId": id}),
    };
    for (kind, id, status, said) in [
        (Some("none"), "disabled", 200, "unchanged"),
        (Some("log"), "here", 200, "updated"),
        (None, "there", 200, "updated"),
        (None, "", 400, ""),
    ] {
        let body = Some(target(kind, id));
        let reply = phone.call(Method::PUT, "/push-mfa/device/push-provider", body).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.body["status"].as_str().unwrap_or_default(), said);
    }
    let new = Key::new();
    let mut bare = new.jwk.clone();
    bare.as_object_mut().unwrap().remove("alg");
    let path = "/push-mfa/device/rotate-key";
    let reply = phone.call(Method::PUT, path, Some(json!({"publicKeyJwk": bare}))).await;
    assert_eq!(reply.status, 400);
    let reply = phone.call(Method::PUT, path, Some(json!({"publicKeyJwk": new.jwk}))).await;
    assert_eq!(reply.body, json!({"status": "rotated"}));
    assert_eq!(phone.list().await.status, 403, "the old key");
    phone.key = new;
    phone.plain_token(|_| {}).await;
    assert_eq!(phone.list().await.status, 200);
}

#[tokio::test]
async fn test_control_plays_its_browsers_and_tells_what_phones_sent() {
    let config =
        Config { plain: vec![PlainRealm::named(REALM)], test_control: true, ..Config::default() };
    let world = World::with(config).await;
    let (phone, _) = set_up(&world).await;
    let body = Some(json!({"pushProviderId": "bell", "pushProviderType": "log"}));
    phone.call(Method::PUT, "/push-mfa/device/push-provider", body).await;
    let call = async |path: &str, body: Option<Value>| {
        let url = format!("{}/test/plain/{path}", world.running.base_url);
        let request = match body {
            Some(body) => phone
                .http
                .post(url)
                .header("Content-Type", "application/json")
                .body(body.to_string()),
            None => phone.http.get(url),
        };
        let reply = request.send().await.unwrap();
        let status = reply.status().as_u16();
        let body: Value = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
        (status, body)
    };
    let typed = json!({"user": IDA, "password": support::PASSWORD});
    let (_, waits) = call("legacy/signin", Some(typed.clone())).await;
    assert_eq!(waits["state"], "number");
    let look = format!("legacy/browser/{}", waits["browser"].as_str().unwrap());
    assert_eq!(call("legacy/signin", Some(typed.clone())).await.1["state"], "too_many");
    let entry = phone.only_request().await;
    let (_, seen) = call("legacy", None).await;
    assert_eq!(seen["open"], json!([entry["cid"]]));
    // What rang is the confirm token and nothing else.
    assert_eq!(seen["heard"][0]["to"], "bell");
    let token = plain::verify(&certs(&phone).await, seen["heard"][0]["message"].as_str().unwrap());
    assert_eq!(
        token,
        json!({"iss": phone.rb, "credId": phone.credential, "typ": 1, "ver": 1,
            "cid": entry["cid"], "iat": phone.now(), "exp": phone.now() + 240})
    );
    phone.plain_deny(&entry).await;
    assert_eq!(
        call("legacy", None).await.1["heard"][1],
        json!({"cid": entry["cid"], "action": "deny", "number": "", "status": 200})
    );
    assert_eq!(call(&look, None).await.1["state"], "denied");
    assert_eq!(call(&format!("{look}/again"), Some(json!({}))).await.0, 400, "it fails there");
    assert_eq!(call("legacy/signin", Some(typed)).await.1["state"], "number");
    assert_eq!(call("nowhere", None).await.0, 400);
}
