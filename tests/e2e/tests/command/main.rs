//! The command `countersign` as a phone, from outside: what it prints, and how it ends
//! (COMMANDS.md).
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests: what is missing ends them"
)]

mod adding;
mod importing;
mod killed;
mod leaving;
mod living;
mod people;
mod plain;
mod reasons;
mod scanning;
mod services;
mod sign_in;
mod vault;

use std::collections::BTreeSet;

use countersign_e2e::command::{Handset, Ran};
use countersign_e2e::http::client;
use countersign_e2e::pictures::read;
use countersign_e2e::{IDA, Puppet, Stage};
use countersign_signin::{Mfa, Role};
use serde_json::{Value, json};

pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

pub(crate) const MICROSOFT: &str =
    "phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fx.phonefactor.net";

pub(crate) fn totp() -> String {
    format!("otpauth://totp/Example:ida?secret={SECRET}&issuer=Example")
}

pub(crate) fn hotp() -> String {
    format!("otpauth://hotp/Example:counter?secret={SECRET}&issuer=Example&counter=0")
}

pub(crate) fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// A service where Ida's sign-in stands at the code, and the link in it.
pub(crate) async fn with_a_code() -> (Stage, Puppet, String) {
    let stage = Stage::under_the_systems_clock().await;
    stage.add(IDA, Mfa::On, Role::User);
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    browser.to("scan").await;
    let link = read(&browser.code());
    (stage, browser, link)
}

/// A service and a handset that is set up.
pub(crate) async fn with_a_handset() -> (Stage, Handset) {
    let (stage, mut browser, _) = with_a_code().await;
    let handset = Handset::new();
    let file = handset.file("code.png", &browser.code());
    let _account = handset.run(&["add", "--picture", &file, "--yes"]).done();
    browser.to("try_out").await;
    let request = only_request(&handset);
    let _outcome = handset.run(&["approve", &id_of(&request), &browser.number()]).done();
    browser.to("signed_in").await;
    (stage, handset)
}

pub(crate) fn only_request(handset: &Handset) -> Value {
    let list = handset.run(&["requests"]).done();
    let [request] = list.as_array().unwrap().as_slice() else { panic!("not one request: {list}") };
    request.clone()
}

pub(crate) fn id_of(request: &Value) -> String {
    request["id"].as_str().unwrap().to_owned()
}

pub(crate) fn outcome(ran: &Ran, status: i32) -> Value {
    assert_eq!(ran.status, status, "{}", ran.all());
    ran.json()
}

pub(crate) async fn advance(stage: &Stage, seconds: u64) {
    let address = format!("{}/test/clock", stage.base_url());
    let body = json!({"advance": seconds}).to_string();
    let request = client().post(address).header("content-type", "application/json").body(body);
    assert!(request.send().await.unwrap().status().is_success());
}
