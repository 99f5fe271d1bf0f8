//! The test vectors of section 8: what this side makes is what they hold, and each wrong variant, or the reply to
//! it, comes out as they say. The reference service runs the same files.

use std::fs;
use std::path::Path;

use countersign_core::account::{DenyReason, KeyRef};
use countersign_core::net::Method;
use countersign_core::payload::parse_match;
use countersign_core::push::adapter::{
    DeviceInfo, EnrolmentOffer, Link, LinkSource, PendingAnswer, PushTarget,
};
use countersign_core::push::dpop::{Api, Proof};
use countersign_core::push::guards::{CheckContext, check_entry};
use countersign_core::push::jose::{Jwks, Jws, sha256_b64url, thumbprint};
use countersign_core::push::key::PublicPoint;
use countersign_core::push::request::{Answer, MatchNumber, Source};
use countersign_core::push::{EnrolError, PushError, context, key};
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::url::Network;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Map, Value, json};

use super::support::{NOW, World, opened, token_of, with};

fn file(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/push/vectors");
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn cases(file: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let cases = file["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    cases.iter().map(|case| (text(&case["name"]), case))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn secret(value: &Value) -> SecretString {
    SecretString::new(text(value).to_owned())
}

fn key_of(setting: &Value, name: &str) -> KeyRef {
    let pkcs8 = BASE64.decode(text(&setting["keys"][name]["pkcs8"]).as_bytes()).unwrap();
    KeyRef::Software { pkcs8: SecretBytes::new(pkcs8) }
}

/// The phone of setting.json.
fn world() -> World {
    let setting = file("setting");
    let mut world = World::strict();
    let account = &mut world.account;
    account.issuer = text(&setting["issuer"]).into();
    account.sub = text(&setting["sub"]).into();
    account.username = text(&setting["username"]).into();
    account.credential_id = text(&setting["credentialId"]).into();
    account.device_id = text(&setting["deviceId"]).into();
    account.key = key_of(&setting, "device");
    world
}

/// Takes a JWS apart, if the phone of setting.json signed it.
fn by_phone(jws: &Value) -> (Value, Value) {
    opened(&key_of(&file("setting"), "device"), text(jws))
}

fn jwks(keys: &Value) -> Jwks {
    Jwks::parse(keys.to_string().as_bytes()).unwrap()
}

fn but_for(value: &Value, name: &str) -> Value {
    let mut members = value.clone();
    members.as_object_mut().unwrap().remove(name).unwrap();
    members
}

/// The next replies: what the vector says that a service answers, as often as a phone asks.
fn script(world: &World, expect: &Value, asks_again_when_the_clock_is_off: bool) {
    let status = u16::try_from(number(&expect["status"])).unwrap();
    let mut body = expect.get("body").cloned().unwrap_or_else(|| json!({}));
    if status != 200 {
        body = with(body, &json!({"error": "prose"}));
    }
    world.token().reply(status, &body);
    if status == 401 {
        world.token().reply(status, &body);
    }
    if asks_again_when_the_clock_is_off && body["code"] == "clock_skew" {
        world.reply(status, &body);
    }
}

/// What the phone makes of a reply to its answer.
async fn outcome_of(expect: &Value, denied: bool) -> &'static str {
    let world = world();
    script(&world, expect, true);
    if expect["status"] == 401 {
        // Nor does the service say whether the request is still open.
        world.reply(401, &json!({})).token().reply(401, &json!({}));
    }
    let answer = if denied { world.denial(DenyReason::UnknownTrigger) } else { world.approval() };
    let outcome = world.deliver(&answer).await;
    world.finished();
    outcome.name()
}

#[test]
fn keys_a58() {
    let file = file("thumbprint");
    let token = text(&file["token"]);
    let jws = Jws::parse(token).unwrap();
    for (name, case) in cases(&file) {
        let keys = jwks(&json!({"keys": [case["jwk"]]}));
        assert_eq!(keys.verify(&jws).is_ok(), case["in_key_set"], "{name}");
        let Some(expected) = case["thumbprint"].as_str() else { continue };
        let mut point = vec![4];
        for coordinate in ["x", "y"] {
            let raw = BASE64URL_NOPAD.decode(text(&case["jwk"][coordinate]).as_bytes()).unwrap();
            point.extend(raw);
        }
        assert_eq!(thumbprint(&PublicPoint::from_bytes(&point).unwrap()), expected, "{name}");
    }
}

#[tokio::test]
async fn proofs_and_bound_tokens_a58() {
    let account = world().account;
    let point = key::public_point(&account.key).unwrap();
    let mut right = 0;
    for name in ["proof", "token_binding"] {
        for (name, case) in cases(&file(name)) {
            let steps = case["steps"].as_array().unwrap();
            for step in steps.iter().filter(|step| step["expect"]["status"] == 200) {
                let (header, claims) = by_phone(&step["headers"]["dpop"]);
                let token = text(&step["headers"]["authorization"]).strip_prefix("DPoP ").unwrap();
                let token = SecretString::new(token.to_owned());
                let api = Api { token: &token, sub: &account.sub, device_id: &account.device_id };
                let url = format!("{}/push-mfa/login/pending", account.issuer);
                let ours = Proof {
                    method: Method::Get,
                    url: &url,
                    issued: number(&claims["iat"]),
                    id: text(&claims["jti"]),
                    nonce: None,
                    api: Some(api),
                };
                assert_eq!(parts(ours.signing_input(&point).expose()), (header, claims), "{name}");
                right += 1;
            }
            if let Some(token) = case["access_token"].as_str() {
                assert_eq!(sha256_b64url(token.as_bytes()), case["ath"], "{name}");
            }
            if let Some(client) = case["client"].as_str() {
                let last = &steps.last().unwrap()["expect"];
                assert_eq!(outcome_of(last, false).await, client, "{name}");
            }
        }
    }
    assert!(right > 1);
}

fn parts(signing_input: &str) -> (Value, Value) {
    let json = |part: &str| {
        serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
    };
    let (header, claims) = signing_input.split_once('.').unwrap();
    (json(header), json(claims))
}

async fn open(
    file: &Value,
    case: &Value,
    certs: &Value,
) -> (World, Result<EnrolmentOffer, EnrolError>) {
    let world = world();
    world.script.reply(200, text(&case["offer"])).reply(200, &certs.to_string());
    let link = Link {
        source: LinkSource::RequestUri(secret(&file["request_uri"])),
        client_id: case["link_client_id"].as_str().map(str::to_owned),
        client_secret: None,
    };
    let opened = world.adapter.open_offer(&link).await;
    (world, opened)
}

#[tokio::test]
async fn offers_a58() {
    let (file, setting) = (file("offer"), file("setting"));
    assert_eq!(number(&file["now"]), NOW);
    for (name, case) in cases(&file) {
        let said = match open(&file, case, &setting["certs"]).await.1 {
            Ok(preview) => {
                assert_eq!(preview.issuer, text(&setting["issuer"]), "{name}");
                assert_eq!(preview.username, text(&setting["username"]), "{name}");
                "opened".to_owned()
            }
            Err(error) => named(error),
        };
        assert_eq!(said, text(&case["client"]), "{name}");
    }
}

fn named(error: EnrolError) -> String {
    if let EnrolError::BadToken(fault) = error {
        return format!("bad_token {fault:?}");
    }
    let too_old = matches!(error, EnrolError::AppTooOld { .. });
    if too_old { "app_too_old".to_owned() } else { error.kind().to_owned() }
}

#[test]
fn contexts_and_confirm_tokens_a58() {
    let (file, setting) = (file("context"), file("setting"));
    let world = world();
    let keys = jwks(&setting["certs"]);
    let against = CheckContext {
        id: world.id,
        account: &world.account,
        host: "login.example.org",
        keys: &keys,
        offset: world.adapter.clock_offset("nobody").unwrap_or_default(),
        now: number(&file["now"]),
        phone_country: None,
    };
    for (name, case) in cases(&file) {
        let entry: &Map<String, Value> = case["entry"].as_object().unwrap();
        let digest = context::digest(entry, &world.account.issuer).unwrap();
        assert_eq!(digest, case["ctx"], "{name}");
        assert_eq!(sha256_b64url(text(&case["canonical"]).as_bytes()), digest, "{name}");
        let said = match check_entry(&case["entry"], &against) {
            Ok(request) => {
                assert_eq!(request.ctx, Some(digest), "{name}");
                "shown".to_owned()
            }
            Err(reason) => format!("{reason:?}"),
        };
        assert_eq!(said, text(&case["client"]), "{name}");
    }
}

#[tokio::test]
async fn answers_a56_a58() {
    let file = file("answer");
    let approve = |source| Answer::Approve {
        value: Some(MatchNumber::parse(text(&file["number"]), 2).unwrap()),
        source,
    };
    let mut ours = vec![
        ("approved, typed", approve(Source::Typed)),
        ("approved, scanned", approve(Source::Scanned)),
        ("denied: it was not me", Answer::Deny { reason: DenyReason::UnknownTrigger }),
        ("denied: given up", Answer::Deny { reason: DenyReason::Cancelled }),
    ];
    for (name, case) in cases(&file) {
        let steps = case["steps"].as_array().unwrap();
        if let Some(at) = ours.iter().position(|(of, _)| *of == name) {
            let world = world();
            script(&world, &steps[0]["expect"], false);
            let mut request = world.request();
            request.ctx = Some(text(&file["ctx"]).to_owned());
            let answer = PendingAnswer::new(request, ours.swap_remove(at).1);
            world.deliver(&answer).await;
            let (header, claims) = world.opened(&token_of(&world.sent(0).body));
            let (their_header, their_claims) = by_phone(&steps[0]["token"]);
            assert_eq!(header, their_header, "{name}");
            assert_eq!(but_for(&claims, "jti"), but_for(&their_claims, "jti"), "{name}");
        }
        let client = text(&case["client"]);
        let said = outcome_of(&steps.last().unwrap()["expect"], client == "denied").await;
        assert_eq!(said, client, "{name}");
    }
    assert!(ours.is_empty());
}

fn by_outcome(result: Result<&'static str, PushError>) -> &'static str {
    result.unwrap_or_else(|error| error.into_outcome().name())
}

#[tokio::test]
async fn reports_a37() {
    for (name, case) in cases(&file("report")) {
        let world = world();
        let step = case["steps"].as_array().unwrap().last().unwrap();
        script(&world, &step["expect"], false);
        let cid = by_anybody(&step["token"]).1["cid"].as_str().map(str::to_owned);
        let reported = world.adapter.report(world.id, &world.account, cid.as_deref()).await;
        assert_eq!(by_outcome(reported.map(|_| "reported")), text(&case["client"]), "{name}");
        world.finished();
        if step["expect"]["status"] == 200 {
            let (header, claims) = world.opened(&token_of(&world.sent(0).body));
            let (their_header, their_claims) = by_phone(&step["token"]);
            assert_eq!(header, their_header, "{name}");
            assert_eq!(but_for(&claims, "jti"), but_for(&their_claims, "jti"), "{name}");
        }
    }
}

/// Takes a JWS apart, whoever signed it.
fn by_anybody(jws: &Value) -> (Value, Value) {
    parts(text(jws).rsplit_once('.').unwrap().0)
}

#[tokio::test]
async fn rotations() {
    let setting = file("setting");
    let new = key_of(&setting, "new");
    for (name, case) in cases(&file("rotation")) {
        let world = world();
        script(&world, &case["expect"], false);
        let rotated = world.adapter.rotate_key(world.id, &world.account, &new).await;
        assert_eq!(by_outcome(rotated.map(|()| "rotated")), text(&case["client"]), "{name}");
        world.finished();
        if case["expect"]["status"] == 200 {
            let body: Value = serde_json::from_str(&world.sent(0).body).unwrap();
            assert_eq!(body["publicKeyJwk"], case["body"]["publicKeyJwk"]);
            let (header, claims) = opened(&new, text(&body["proof"]));
            let (their_header, their_claims) = opened(&new, text(&case["body"]["proof"]));
            assert_eq!(header, their_header);
            assert_eq!(but_for(&claims, "jti"), but_for(&their_claims, "jti"));
        }
    }
}

#[tokio::test]
async fn completions_a14() {
    for (name, case) in cases(&file("completion")) {
        let mut world = world();
        let step = case["steps"].as_array().unwrap().last().unwrap();
        script(&world, &step["expect"], false);
        world.account.completion = Some(secret(&step["token"]));
        let said = match world.adapter.complete(world.id, &world.account).await {
            Ok(_) => "enrolled".to_owned(),
            Err(error) => named(error),
        };
        assert_eq!(said, text(&case["client"]), "{name}");
        world.finished();
    }
}

#[tokio::test]
async fn a_completion_has_the_members_of_the_vector() {
    let (offers, setting) = (file("offer"), file("setting"));
    let (world, preview) = open(&offers, &offers["cases"][0], &setting["certs"]).await;
    let device = DeviceInfo { name: "Pixel".into() };
    let target = PushTarget::none();
    let prepared = world.adapter.prepare_enrolment(&preview.unwrap(), &device, &target).await;
    let account = prepared.unwrap();
    let (header, claims) = opened(&account.key, account.completion.as_ref().unwrap().expose());
    let (their_header, theirs) = by_phone(&file("completion")["cases"][0]["steps"][0]["token"]);
    assert_eq!(but_for(&header, "kid"), but_for(&their_header, "kid"));
    let (ours, theirs) = (claims.as_object().unwrap(), theirs.as_object().unwrap());
    assert!(ours.keys().eq(theirs.keys()), "{ours:?}");
    // Chosen by the phone, or made for it.
    let own = ["credentialId", "deviceId", "deviceLabel", "jti", "cnf"];
    for (name, value) in theirs.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        assert_eq!(&ours[name], value, "{name}");
    }
}

#[test]
fn codes_beside_a_number_a30() {
    for (name, case) in cases(&file("match")) {
        let read = parse_match(text(&case["text"]).as_bytes(), Network::HttpsOnly).ok();
        let read = read.map(|read| {
            let issuer = read.issuer.as_str();
            json!({"iss": issuer, "cid": read.request_id, "n": read.number.expose()})
        });
        assert_eq!(read.unwrap_or_default(), case["reads"], "{name}");
    }
}

#[tokio::test]
async fn errors_of_the_token_endpoint_a29() {
    for (name, case) in cases(&file("token")) {
        let Some(client) = case["client"].as_str() else { continue };
        let world = if case["realm"] == "plain" { World::plain() } else { World::strict() };
        let expect = &case["steps"].as_array().unwrap().last().unwrap()["expect"];
        let status = u16::try_from(number(&expect["status"])).unwrap();
        // A bad proof is sent once more, an app that is not known is not.
        let times = if client == "clock_wrong" { 2 } else { 1 };
        for _ in 0..times {
            world.reply(status, &expect["body"]);
        }
        let said = world.adapter.list_pending(world.id, &world.account, None).await;
        assert_eq!(by_outcome(said.map(|_| "listed")), client, "{name}");
        world.finished();
    }
}

#[tokio::test]
async fn answers_to_a_plain_server_a58() {
    let file = file("plain_answer");
    let setting = self::file("setting");
    for (name, case) in cases(&file) {
        let answer = match name {
            "approved" => None,
            "denied" => Some(DenyReason::UnknownTrigger),
            _ => continue,
        };
        let mut world = World::plain();
        let account = &mut world.account;
        account.issuer = format!("{}/realms/plain", text(&setting["origin"]));
        account.credential_id = text(&setting["credentialId"]).into();
        account.device_id = text(&setting["deviceId"]).into();
        account.key = key_of(&setting, "device");
        let step = &case["steps"][0];
        world.token().reply(200, &step["expect"]["body"]);
        let mut request = world.request();
        (request.expires, request.expires_at_server) =
            (number(&file["expires"]), number(&file["expires"]));
        let answer = match answer {
            None => Answer::Approve {
                value: Some(MatchNumber::parse(text(&file["number"]), 2).unwrap()),
                source: Source::Typed,
            },
            Some(reason) => Answer::Deny { reason },
        };
        let outcome = world.deliver(&PendingAnswer::new(request, answer)).await;
        assert_eq!(outcome.name(), name, "the reply is read");
        let (header, claims) = world.opened(&token_of(&world.sent(0).body));
        let (their_header, theirs) = by_phone(&step["token"]);
        assert_eq!(header, their_header, "{name}");
        assert_eq!(but_for(&claims, "jti"), but_for(&theirs, "jti"), "{name}");
    }
}
