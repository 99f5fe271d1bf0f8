//! Answers, reports and other signed messages that must not pass.
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

use countersign_signin::{Mfa, Role};
use reqwest::Method;
use serde_json::{Value, json};
use support::phone::{Key, uuid};
use support::{IDA, World, another};

#[tokio::test]
async fn each_claim_is_mandatory_and_exact() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    let (now, expires) = (phone.now(), request["expiresAt"].as_u64().unwrap());
    let good = phone.approval_claims(&request, &number);
    let names: Vec<String> = good.as_object().unwrap().keys().cloned().collect();
    let mut bent: Vec<(String, Value)> = Vec::new();
    for name in &names {
        let mut without = good.clone();
        without.as_object_mut().unwrap().remove(name);
        bent.push((format!("no {name}"), without));
    }
    for (name, value) in [
        ("cid", json!(uuid())),
        ("credId", json!(uuid())),
        ("deviceId", json!(uuid())),
        ("aud", json!(format!("{}/", phone.rb))),
        ("aud", json!([phone.rb])),
        ("exp", json!(now + 61)),
        ("exp", json!(expires + 1)),
        ("jti", json!("1")),
        ("action", json!("Approve")),
        ("source", json!("picked")),
        ("reason", json!("cancelled")),
        ("userVerification", json!(number.parse::<u32>().unwrap())),
        ("userVerification", json!(format!("{number} "))),
        ("userVerification", json!(format!("0{number}"))),
        ("userVerification", json!("")),
        ("ctx", json!(7)),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        bent.push((name.into(), claims));
    }
    for (what, claims) in bent {
        let reply = phone.respond(&request, &phone.key.sign("cs-answer+jwt", &claims)).await;
        assert_eq!((reply.status, reply.code()), (400, "missing_claim"), "{what}");
    }
    for iat in [now - 61, now + 61] {
        let mut claims = good.clone();
        claims["iat"] = json!(iat);
        let reply = phone.respond(&request, &phone.key.sign("cs-answer+jwt", &claims)).await;
        assert_eq!((reply.status, reply.code()), (400, "clock_skew"));
        assert_eq!(reply.body["serverTime"], now);
    }
    for typ in ["JWT", "cs-report+jwt", "cs-enrol+jwt", "dpop+jwt"] {
        let reply = phone.respond(&request, &phone.key.sign(typ, &good)).await;
        assert_eq!((reply.status, reply.code()), (400, "missing_claim"), "{typ}");
    }
    let forged = Key::new().sign("cs-answer+jwt", &good);
    assert_eq!(phone.respond(&request, &forged).await.code(), "missing_claim");
    // None of them had an effect.
    assert_eq!(browser.get("/signin/number").await.path, "/signin/number");
    assert_eq!(phone.approve(&request, &number).await.status, 200);
}

#[tokio::test]
async fn an_answer_to_other_details_ends_the_request() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let mut request = phone.only_request().await;
    request["location"] = json!("Lisbon, Portugal");
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.code()), (400, "context_mismatch"));
    let request = json!({"ctx": 0}).as_object().map(|_| request).unwrap();
    assert_eq!(phone.approve(&request, &number).await.code(), "cancelled");
    assert_eq!(browser.get("/signin").await.path, "/signin/ended");
    assert!(phone.requests().await.is_empty());
}

#[tokio::test]
async fn the_identical_answer_gets_the_same_reply_and_no_second_effect_a56() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (_, number) = world.at_number().await;
    let request = phone.only_request().await;
    let wrong = phone.approval(&request, &another(&number));
    let first = phone.respond(&request, &wrong).await;
    assert_eq!(first.code(), "wrong_number");
    world.advance(70);
    let again = phone.respond(&request, &wrong).await;
    assert_eq!(again, first);
    let (_, number) = world.at_number().await;
    let request = phone.only_request().await;
    let right = phone.approval(&request, &number);
    let first = phone.respond(&request, &right).await;
    assert_eq!(first.status, 200);
    assert_eq!(phone.respond(&request, &right).await, first);
    // Another answer with the same jti is no repetition.
    let (_, number) = world.at_number().await;
    let request = phone.only_request().await;
    let mut claims = phone.approval_claims(&request, &number);
    let payload = right.split('.').nth(1).unwrap();
    let payload = data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap();
    claims["jti"] = serde_json::from_slice::<Value>(&payload).unwrap()["jti"].clone();
    let reply = phone.respond(&request, &phone.key.sign("cs-answer+jwt", &claims)).await;
    assert_eq!((reply.status, reply.code()), (400, "replay"));
}

#[tokio::test]
async fn somebody_elses_request_does_not_exist() {
    let world = World::new().await;
    let (ida, _) = world.set_up().await;
    world.add("eve@harbour.test", Mfa::On, Role::User);
    let mut browser = world.browser();
    browser.sign_in("eve@harbour.test", support::PASSWORD).await;
    browser.post("/signin/more-info", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut eve = world.phone();
    eve.enrol(&browser.code().await).await;
    let page = browser.post("/signin/setup/scan", &[]).await;
    let tryout = eve.only_request().await;
    assert_eq!(eve.approve(&tryout, &page.number()).await.status, 200);

    let (_, number) = world.at_number().await;
    let request = ida.only_request().await;
    assert!(eve.requests().await.is_empty());
    let path = format!("/push-mfa/login/pending?userId={}", ida.sub);
    let reply = eve.call(Method::GET, &path, None).await;
    assert_eq!(reply.body["challenges"], json!([]), "somebody else's id gives an empty list");
    let reply = eve.approve(&request, &number).await;
    assert_eq!((reply.status, reply.code()), (404, "unknown_request"));
    assert_eq!(ida.approve(&request, &number).await.status, 200);
}

#[tokio::test]
async fn the_number_is_nowhere_but_on_the_page() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (_, number) = world.at_number().await;
    let request = phone.only_request().await;
    let strings: Vec<String> = request
        .as_object()
        .unwrap()
        .values()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect();
    assert!(!strings.contains(&number), "{request}");
    let token = request["confirmToken"].as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    let payload = data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    let mut names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["cid", "credId", "ctx", "exp", "iat", "iss", "typ", "ver"]);
    assert_eq!(claims["ctx"], phone.ctx(&request).as_str());
}

#[tokio::test]
async fn the_confirm_token_is_signed_by_the_realm_a58() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    world.at_number().await;
    let request = phone.only_request().await;
    let certs = phone.http.get(format!("{}/protocol/openid-connect/certs", phone.rb));
    let certs = certs.send().await.unwrap().bytes().await.unwrap();
    let certs: Value = serde_json::from_slice(&certs).unwrap();
    let claims =
        support::phone::verify(&certs, request["confirmToken"].as_str().unwrap(), &phone.base);
    assert_eq!(claims["credId"], phone.credential.as_str());
    assert_eq!(claims["cid"], request["cid"]);
}

#[tokio::test]
async fn bodies_are_strict() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (_, number) = world.at_number().await;
    let request = phone.only_request().await;
    let cid = request["cid"].as_str().unwrap();
    let path = format!("/push-mfa/login/challenges/{cid}/respond");
    let token = phone.approval(&request, &number);
    for body in [
        json!({"token": token, "extra": 1}),
        json!({}),
        json!({"token": 1}),
        json!([token]),
        json!("x"),
    ] {
        assert_eq!(phone.call(Method::POST, &path, Some(body)).await.status, 400);
    }
    let long = json!({"token": "x".repeat(20_000)});
    assert_eq!(phone.call(Method::POST, &path, Some(long)).await.status, 413);
    let target = "/push-mfa/device/push-provider";
    for (body, status) in [
        (json!({"pushProviderId": "disabled", "pushProviderType": "none", "x": 1}), 400),
        (json!({"pushProviderType": "none"}), 400),
        (json!({"pushProviderId": "", "pushProviderType": "none"}), 400),
        (json!({"pushProviderId": "disabled", "pushProviderType": "none"}), 200),
    ] {
        assert_eq!(phone.call(Method::PUT, target, Some(body)).await.status, status);
    }
    let same = json!({"pushProviderId": "disabled", "pushProviderType": "none"});
    let reply = phone.call(Method::PUT, target, Some(same)).await;
    assert_eq!(reply.body, json!({"status": "unchanged"}));
}

#[tokio::test]
async fn a_report_must_be_a_report_of_this_phone() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let path = "/push-mfa/login/lockout";
    let good = phone.report_claims(Value::Null);
    let mut bent =
        vec![phone.key.sign("cs-answer+jwt", &good), Key::new().sign("cs-report+jwt", &good)];
    for (name, value) in [
        ("action", json!("approve")),
        ("reason", json!("cancelled")),
        ("aud", json!("https://elsewhere.example")),
        ("cid", json!(5)),
        ("deviceId", json!(uuid())),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        bent.push(phone.key.sign("cs-report+jwt", &claims));
    }
    for token in bent {
        let reply = phone.call(Method::POST, path, Some(json!({"token": token}))).await;
        assert_eq!((reply.status, reply.code()), (400, "missing_claim"));
    }
    assert_eq!(phone.call(Method::POST, path, None).await.status, 400);
    assert_eq!(world.browser().sign_in(IDA, support::PASSWORD).await.path, "/signin/number");
    let token = phone.key.sign("cs-report+jwt", &good);
    for _ in 0..2 {
        let reply = phone.call(Method::POST, path, Some(json!({"token": token}))).await;
        assert_eq!(reply.body["status"], "locked_out");
    }
    // A repeated report does not block again what IT has unblocked.
    let mut admin = world.admin().await;
    admin.post("/admin/unblock", &[("user", IDA), ("reason", "talked to Ida")]).await;
    phone.call(Method::POST, path, Some(json!({"token": token}))).await;
    assert_eq!(world.browser().sign_in(IDA, support::PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn an_unlinked_phone_is_erased_and_no_way_around() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    let reply = phone.call(Method::DELETE, "/push-mfa/device", None).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "unlinked"})));
    assert_eq!(browser.get("/signin").await.path, "/signin/ended");
    assert_eq!(phone.approve(&request, &number).await.code(), "unlinked");
    let reply = phone.call(Method::DELETE, "/push-mfa/device", None).await;
    assert_eq!((reply.status, reply.code()), (403, "unlinked"));
    let page = world.browser().sign_in(IDA, support::PASSWORD).await;
    assert_eq!(page.path, "/signin/ended", "a password alone sets up no new phone");
}

#[tokio::test]
async fn a_key_is_rotated_only_with_proof_of_both() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    let (new, path) = (Key::new(), "/push-mfa/device/rotate-key");
    let claims = json!({
        "aud": phone.rb, "iat": phone.now(), "exp": phone.now() + 60, "jti": uuid(),
        "credId": phone.credential, "deviceId": phone.device, "oldJkt": phone.key.thumbprint(),
    });
    let good = new.sign("cs-rotate+jwt", &claims);
    let mut other = claims.clone();
    other["oldJkt"] = json!(new.thumbprint());
    for proof in [
        phone.key.sign("cs-rotate+jwt", &claims),
        new.sign("JWT", &claims),
        new.sign("cs-rotate+jwt", &other),
    ] {
        let body = json!({"publicKeyJwk": new.jwk, "proof": proof});
        assert_eq!(phone.call(Method::PUT, path, Some(body)).await.code(), "missing_claim");
    }
    let body = json!({"publicKeyJwk": new.jwk});
    assert_eq!(phone.call(Method::PUT, path, Some(body)).await.status, 400);
    let body = json!({"publicKeyJwk": new.jwk, "proof": good});
    assert_eq!(phone.call(Method::PUT, path, Some(body)).await.body, json!({"status": "rotated"}));
    assert_eq!(phone.list().await.status, 401, "the old key is out");
    phone.key = new;
    phone.fetch_token().await;
    assert_eq!(phone.list().await.status, 200);
}
