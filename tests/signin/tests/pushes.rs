//! The transport `log`, as a phone and a test see it.
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

use countersign_signin::Config;
use data_encoding::BASE64URL_NOPAD;
use reqwest::Method;
use serde_json::{Value, json};
use support::World;

async fn pushes(world: &World) -> Vec<Value> {
    let url = format!("{}/test/pushes", world.running.base_url);
    let text = support::http().get(url).send().await.unwrap().text().await.unwrap();
    serde_json::from_str::<Vec<Value>>(&text).unwrap()
}

#[tokio::test]
async fn a_phone_that_gave_its_address_is_rung_with_the_confirm_token_alone_a09_a35() {
    let world = World::with(Config { test_control: true, ..Config::default() }).await;
    let (phone, _) = world.set_up().await;
    assert!(pushes(&world).await.is_empty(), "this phone gave no address");
    let target = "/push-mfa/device/push-provider";
    let body = json!({"pushProviderId": "phone-1", "pushProviderType": "log"});
    assert_eq!(phone.call(Method::PUT, target, Some(body)).await.body["status"], "updated");
    let (_, number) = world.at_number().await;
    let [push] = <[Value; 1]>::try_from(pushes(&world).await).unwrap();
    assert_eq!(push["to"], "phone-1");
    let request = phone.only_request().await;
    assert_eq!(push["message"], request["confirmToken"], "{request}");
    let claims = push["message"].as_str().unwrap().split('.').nth(1).unwrap();
    let claims = String::from_utf8(BASE64URL_NOPAD.decode(claims.as_bytes()).unwrap()).unwrap();
    let claims: Value = serde_json::from_str(&claims).unwrap();
    let mut names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["cid", "credId", "ctx", "exp", "iat", "iss", "typ", "ver"]);
    assert!(!claims.to_string().contains(&format!("\"{number}\"")));
    // Gone with the address.
    let none = json!({"pushProviderId": "disabled", "pushProviderType": "none"});
    phone.call(Method::PUT, target, Some(none)).await;
    world.at_number().await;
    assert_eq!(pushes(&world).await.len(), 1);
}
