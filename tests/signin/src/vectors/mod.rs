//! The protocol's test vectors (PROTOCOL.md section 8), each of them, wrong ones too.

mod plain;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::FromRequestParts;
use axum::http::Request as HttpRequest;
use serde_json::{Map, Value, json};

use crate::api::call::Call;
use crate::api::dpop;
use crate::config::Config;
use crate::crypto::context;
use crate::crypto::jwk::PublicKey;
use crate::flow::completion::Prover;
use crate::flow::{
    Refusal, Reply, Step, answer, completion, device, report, request as asked, session,
};
use crate::outside::NoRandom;
use crate::plain::PlainRealm;
use crate::rules::backoff::Streak;
use crate::rules::enrolment::State;
use crate::rules::grant::Grant;
use crate::rules::request::{Purpose, Status};
use crate::rules::user::{Mfa, Role};
use crate::service::Service;
use crate::store::devices::{self, Device};
use crate::store::enrolments::{self, Enrolment};
use crate::store::requests::{self, Request};
use crate::store::sessions::{self, SessionKind};
use crate::store::users::{self, User};
use crate::{Fault, crypto};

fn file(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/src/push/vectors");
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

fn time(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn at(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// A service with the realm, the user and the phone of setting.json.
struct World {
    setting: Value,
    service: Service,
    clock: Arc<AtomicU64>,
}

const HASH: &str = "no password opens this";

impl World {
    fn new() -> Self {
        let setting = file("setting");
        let base_url = Some(text(&setting["origin"]).to_owned());
        let clock = Arc::new(AtomicU64::new(1_764_000_000));
        let time = Arc::clone(&clock);
        // The realm's key is what the random source gives first.
        let random = |out: &mut [u8]| -> Result<(), NoRandom> {
            out.fill(7);
            Ok(())
        };
        let plain = vec![PlainRealm::named("plain")];
        let config = Config { base_url, plain, ..Config::default() };
        let clock_of = Arc::new(move || time.load(Ordering::SeqCst));
        let service = Service::new(config, clock_of, Arc::new(random)).unwrap();
        let world = Self { setting, service, clock };
        world.step(|world, step| {
            let user = User {
                id: world.text("sub"),
                name: world.text("username"),
                role: Role::User,
                mfa: Mfa::On,
                blocked_at: None,
                wrong_in_row: 0,
                streak: Streak::default(),
                wrong_codes: 0,
                wrong_code_at: 0,
                password_version: users::password_version(HASH),
            };
            assert!(users::add(step.db, &user, HASH, step.now).unwrap());
        });
        world
    }

    fn with_phone() -> Self {
        let world = Self::new();
        let phone = world.phone("credentialId", "deviceId", "device");
        world.add(&phone);
        world
    }

    fn text(&self, name: &str) -> String {
        text(&self.setting[name]).to_owned()
    }

    fn phone(&self, credential: &str, device: &str, key: &str) -> Device {
        let id = |name: &str| self.setting[name].as_str().unwrap_or(name).to_owned();
        Device {
            credential: id(credential),
            device: id(device),
            user: self.text("sub"),
            label: "Pixel AB3D".into(),
            kind: "test".into(),
            key: PublicKey::from_jwk(&self.setting["keys"][key]["jwk"]).unwrap(),
            push_type: "none".into(),
            push_id: "disabled".into(),
            active: true,
            version: None,
            created: 1_764_000_000,
            seed: None,
            code_used: 0,
        }
    }

    fn add(&self, phone: &Device) {
        self.step(|_, step| assert!(devices::add(step.db, phone).unwrap()));
    }

    fn step<T>(&self, act: impl FnOnce(&Self, &Step<'_>) -> T) -> T {
        self.service.inner().step(|step| Ok::<T, Fault>(act(self, step))).unwrap()
    }

    /// One call by the phone, at the step's time.
    fn by_phone(
        &self,
        now: &Value,
        act: impl FnOnce(&Step<'_>, &Device) -> Result<Reply, Fault>,
    ) -> Reply {
        self.clock.store(time(now), Ordering::SeqCst);
        self.step(|world, step| {
            let credential = world.text("credentialId");
            let phone = devices::by_credential(step.db, &credential).unwrap().unwrap();
            act(step, &phone).unwrap()
        })
    }
}

fn same(name: &str, reply: &Reply, expect: &Value) {
    let (status, mut body) = match reply {
        Ok(body) => (200, body.clone()),
        Err(Refusal { status, body, .. }) => (*status, body.clone()),
    };
    if status != 200 {
        let said = body.as_object_mut().unwrap().remove("error");
        assert!(said.is_some_and(|said| said.is_string()), "{name}: an error has a text");
    }
    assert_eq!(json!({"status": status, "body": body}), *expect, "{name}");
}

/// The 18 members of the context of an entry.
fn displayed(entry: &Value, issuer: &str) -> Map<String, Value> {
    let mut members = entry.as_object().unwrap().clone();
    members.remove("confirmToken");
    let verification = members.remove("userVerification").unwrap();
    for name in ["type", "pinLength"] {
        members.insert(name.into(), verification.get(name).cloned().unwrap_or_default());
    }
    members.insert("iss".into(), json!(issuer));
    members.insert("v".into(), json!(1));
    assert_eq!(members.len(), 18);
    members
}

#[test]
fn the_realm_is_the_one_of_the_vectors() {
    let world = World::new();
    let ours = world.service.inner().realm.key.certs();
    assert_eq!(ours["keys"][0], world.setting["certs"]["keys"][0]);
}

#[test]
fn keys() {
    for (name, case) in cases(&file("thumbprint")) {
        let key = PublicKey::from_jwk(&case["jwk"]);
        let expected = case["thumbprint"].as_str();
        // Only a phone's key has to be for signing; a key set may hold others.
        assert_eq!(key.map(|key| key.thumbprint()).as_deref(), expected, "{name}");
    }
}

async fn call(world: &World, step: &Value) -> Value {
    world.clock.store(time(&step["now"]), Ordering::SeqCst);
    let mut request = HttpRequest::builder().method(text(&step["method"])).uri(text(&step["path"]));
    for (name, value) in step["headers"].as_object().unwrap() {
        request = request.header(name.as_str(), text(value));
    }
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    let call = Call::from_request_parts(&mut parts, world.service.inner()).await.unwrap();
    world.step(|_, step| match dpop::device(&call, step).unwrap() {
        Ok(_) => json!({"status": 200}),
        Err(refusal) => {
            let mut body = refusal.body;
            body.as_object_mut().unwrap().remove("error").unwrap();
            json!({"status": refusal.status, "body": body})
        }
    })
}

#[tokio::test]
async fn proofs_and_bound_tokens() {
    for name in ["proof", "token_binding"] {
        for (name, case) in cases(&file(name)) {
            let world = World::with_phone();
            for step in case["steps"].as_array().unwrap() {
                assert_eq!(call(&world, step).await, step["expect"], "{name}");
            }
            if let Some(token) = case["access_token"].as_str() {
                assert_eq!(crypto::digest(token.as_bytes()), case["ath"], "{name}");
            }
        }
    }
}

#[test]
fn offers() {
    let world = World::new();
    let key = &world.service.inner().realm.key;
    for (name, case) in cases(&file("offer")) {
        let offer = text(&case["offer"]);
        let claims = key.verify("JWT", offer);
        assert_eq!(claims.is_some(), case["signed_by_realm"], "{name}");
        if name == "right" {
            // ES256 by RFC 6979 gives one signature only: what we sign is the vector to the byte.
            assert_eq!(key.sign("JWT", &Value::Object(claims.unwrap())), offer);
        }
    }
}

#[test]
fn contexts_and_confirm_tokens() {
    let world = World::new();
    let issuer = world.text("issuer");
    for (name, case) in cases(&file("context")) {
        let digest = context::digest(&displayed(&case["entry"], &issuer));
        assert_eq!(digest, case["ctx"], "{name}");
        let token = text(&case["entry"]["confirmToken"]);
        let claims = world.service.inner().realm.key.verify("JWT", token);
        let binds = claims.is_some_and(|claims| claims.get("ctx") == Some(&json!(digest)));
        assert_eq!(binds, case["confirm_token_binds"], "{name}");
    }
}

fn request(world: &World, file: &Value, cid: &str, credential: &str) -> Request {
    let mut entry = file["entry"].clone();
    entry["cid"] = json!(cid);
    let own = |name: &str| entry[name].as_str().map(str::to_owned);
    Request {
        cid: cid.into(),
        user: world.text("sub"),
        credential: credential.into(),
        enrolment: None,
        purpose: Purpose::Login,
        number: own("number").or_else(|| file["number"].as_str().map(str::to_owned)),
        digits: 2,
        status: Status::Pending,
        secret: "secret".into(),
        created: at(&entry["createdAt"]),
        expires: at(&entry["expiresAt"]),
        resolved: None,
        client_id: own("clientId").unwrap(),
        client_name: own("clientName").unwrap(),
        ip: own("ipAddress"),
        location: own("location"),
        country: own("country"),
        browser: own("browser"),
        os: own("os"),
        last_hour: 1,
        ctx: context::digest(&displayed(&entry, &world.text("issuer"))),
        confirm: String::new(),
    }
}

/// What a case says of account and phone before its first step.
fn prepare(world: &World, case: &Value) {
    world.step(|world, step| {
        if case["blocked"] == true {
            users::set_blocked(step.db, &world.text("sub"), Some(step.now)).unwrap();
        }
        if let Some(count) = case["wrong_in_row"].as_i64() {
            users::set_wrong_in_row(step.db, &world.text("sub"), count).unwrap();
        }
    });
}

fn phone_of(world: &World, case: &Value) -> Device {
    let active = case["active"] != false;
    Device { active, ..world.phone("credentialId", "deviceId", "device") }
}

#[test]
fn answers() {
    let file = file("answer");
    for (name, case) in cases(&file) {
        let world = World::new();
        world.add(&phone_of(&world, case));
        let mut other = world.phone("another credential", "another device", "other");
        other.label = "another".into();
        world.add(&other);
        world.step(|world, step| {
            let first = text(&file["requests"][0]);
            for cid in file["requests"].as_array().unwrap() {
                let ours = world.text("credentialId");
                requests::add(step.db, &request(world, &file, text(cid), &ours)).unwrap();
            }
            let foreign = request(world, &file, text(&file["another_phone"]), &other.credential);
            requests::add(step.db, &foreign).unwrap();
            if let Some(status) = case["status"].as_str() {
                requests::end(step.db, first, Status::from_word(status), step.now).unwrap();
            }
        });
        prepare(&world, case);
        for step in case["steps"].as_array().unwrap() {
            let (cid, token) = (text(&step["cid"]), text(&step["token"]));
            let reply =
                world.by_phone(&step["now"], |now, phone| answer::respond(now, phone, cid, token));
            same(name, &reply, &step["expect"]);
        }
    }
}

#[test]
fn reports() {
    for (name, case) in cases(&file("report")) {
        let world = World::new();
        world.add(&phone_of(&world, case));
        for step in case["steps"].as_array().unwrap() {
            let token = text(&step["token"]);
            let reply =
                world.by_phone(&step["now"], |now, phone| report::report(now, phone, token));
            same(name, &reply, &step["expect"]);
        }
    }
}

#[test]
fn rotations() {
    let file = file("rotation");
    for (name, case) in cases(&file) {
        let world = World::with_phone();
        let (jwk, proof) = (&case["body"]["publicKeyJwk"], text(&case["body"]["proof"]));
        let reply =
            world.by_phone(&file["now"], |now, phone| device::rotate(now, phone, jwk, proof));
        same(name, &reply, &case["expect"]);
    }
}

#[test]
fn completions() {
    let file = file("completion");
    let issued = &file["enrolment"];
    for (name, case) in cases(&file) {
        let world = World::new();
        // A name can be taken where there is a phone already: the set-up is of a further one.
        let further = case["taken"].as_str();
        if let Some(label) = further {
            let taken = world.phone("another credential", "another device", "other");
            world.add(&Device { label: label.into(), ..taken });
        }
        world.step(|world, step| {
            let user = users::by_id(step.db, &world.text("sub")).unwrap().unwrap();
            let begun = session::begin(step, SessionKind::Person, asked::MAIL, &user).unwrap();
            sessions::keep(step.db, &begun.session, step.now).unwrap();
            let enrolment = Enrolment {
                id: text(&issued["enrollmentId"]).into(),
                code: "00000000-0000-4000-8000-000000000005".into(),
                typed: None,
                allowed_by: if further.is_some() { Grant::Phone } else { Grant::Password },
                user: world.text("sub"),
                session: begun.session.id,
                password_version: users::password_version(HASH),
                nonce: text(&issued["nonce"]).into(),
                secret: "secret".into(),
                state: State::Issued,
                expires: at(&issued["expires"]),
                fetches: 0,
                completion: None,
                credential: None,
                label: None,
                failed: 0,
                tried_again: false,
            };
            enrolments::add(step.db, &enrolment, step.now).unwrap();
        });
        for step in case["steps"].as_array().unwrap() {
            world.clock.store(time(&step["now"]), Ordering::SeqCst);
            let reply = world.step(|world, now| {
                let prover = Prover {
                    thumbprint: text(&world.setting["keys"]["device"]["thumbprint"]).into(),
                    sub: world.text("sub"),
                    device: world.text("deviceId"),
                    version: "core/0.1.0; test/0.1.0".into(),
                };
                completion::complete(now, &prover, text(&step["token"])).unwrap()
            });
            same(name, &reply, &step["expect"]);
        }
    }
}
