//! The token endpoint of either kind of realm, answers to a plain one, and what people type and scan.

use std::sync::atomic::Ordering;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};

use super::{World, at, cases, file, request, text, time};
use crate::crypto::jwk::PublicKey;
use crate::plain::answer;
use crate::plain::state::{self, Status};
use crate::rules::crockford;
use crate::store::plain_devices::PlainDevice;
use crate::web::match_code;
use crate::web::setup::percent;

#[test]
fn typed_codes() {
    for (name, case) in cases(&file("typed_code")) {
        let read = crockford::read(text(&case["typed"]), crockford::SET_UP);
        assert_eq!(json!(read), case["code"], "{name}");
        if let Some(code) = read {
            // What is shown is read as what was drawn.
            let shown = crockford::grouped(&code);
            assert_eq!(crockford::read(&shown, crockford::SET_UP), Some(code), "{name}");
        }
    }
}

/// One call of the token endpoint, as it comes over the network.
async fn ask(world: &World, step: &Value) -> Value {
    world.clock.store(time(&step["now"]), Ordering::SeqCst);
    let form = step["form"].as_object().unwrap().iter();
    let form: Vec<String> =
        form.map(|(name, value)| format!("{name}={}", percent(text(value)))).collect();
    let mut asked = Request::post(text(&step["path"]))
        .header(header::HOST, "login.example.org")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in step["headers"].as_object().unwrap() {
        asked = asked.header(name.as_str(), text(value));
    }
    let service = TowerToHyperService::new(world.service.router());
    let reply = service.call(asked.body(Body::from(form.join("&"))).unwrap()).await.unwrap();
    let status = reply.status().as_u16();
    if status == 200 {
        return json!({ "status": status });
    }
    let body = to_bytes(reply.into_body(), 4096).await.unwrap();
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    // Prose, where there is any.
    body.as_object_mut().unwrap().remove("error_description");
    json!({"status": status, "body": body})
}

#[tokio::test]
async fn tokens() {
    let file = file("token");
    for (name, case) in cases(&file) {
        let world = World::new();
        assert_eq!(world.service.inner().realm.client_secret, text(&file["client_secret"]));
        for step in case["steps"].as_array().unwrap() {
            assert_eq!(ask(&world, step).await, step["expect"], "{name}");
        }
    }
}

#[test]
fn answers_to_a_plain_server() {
    let file = file("plain_answer");
    for (name, case) in cases(&file) {
        let world = World::new();
        let device = PlainDevice {
            credential: world.text("credentialId"),
            device: world.text("deviceId"),
            user: world.text("sub"),
            label: "Pixel AB3D".into(),
            kind: "test".into(),
            key: PublicKey::from_jwk(&world.setting["keys"]["device"]["jwk"]).unwrap(),
            push_type: "none".into(),
            push_id: "disabled".into(),
            created: 0,
        };
        let waits = state::Request {
            user: device.user.clone(),
            credential: device.credential.clone(),
            number: Some(text(&file["number"]).into()),
            verification: None,
            secret: "secret".into(),
            status: Status::Pending,
            created: at(&file["created"]),
            expires: at(&file["expires"]),
        };
        let plain = &world.service.inner().plain[0];
        let now = at(&file["now"]);
        plain.state(now).requests.insert(text(&file["cid"]).into(), waits);
        world.clock.store(time(&file["now"]), Ordering::SeqCst);
        for said in case["steps"].as_array().unwrap() {
            let reply = world.step(|_, step| {
                answer::take(plain, step, &device, text(&said["cid"]), text(&said["token"]))
            });
            let reply = match reply {
                Ok(body) => json!({"status": 200, "body": body}),
                Err(refusal) => json!({"status": refusal.status, "body": refusal.body}),
            };
            assert_eq!(reply, said["expect"], "{name}");
        }
    }
}

#[test]
fn the_code_beside_a_number_is_the_first_of_the_vectors() {
    let world = World::new();
    let request = request(&world, &file("answer"), text(&file("answer")["requests"][0]), "c");
    let shown = match_code::link(&world.service.inner().realm, &request);
    assert_eq!(shown.as_deref(), file("match")["cases"][0]["text"].as_str());
}
