//! `add --code`, `match`, `activity`, `undo` and `renew-key`.

use countersign_e2e::command::Handset;
use countersign_e2e::pictures::read;
use countersign_e2e::{IDA, Puppet};
use serde_json::json;

use crate::{id_of, keys, only_request, outcome, with_a_code, with_a_handset};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_set_up_is_typed_a08() {
    let (_stage, mut browser, _) = with_a_code().await;
    let handset = Handset::new();
    let (address, code) = browser.typed();
    let add = |code: &str| handset.run(&["add", "--yes", "--address", &address, "--code", code]);
    assert_eq!(add("00000-00000").refused(), "no_such_code");
    assert_eq!(add("0000").refused(), "malformed");
    let added = add(&code.to_lowercase().replace('-', "")).done();
    assert_eq!(added["account"]["type"], "push");
    browser.to("try_out").await;
    let request = only_request(&handset);
    let _outcome = handset.run(&["approve", &id_of(&request), &browser.number()]).done();
    browser.to("signed_in").await;
    assert_eq!(add(&code).refused(), "already_used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_beside_the_number_is_scanned_a30() {
    let (stage, handset) = with_a_handset().await;
    let old = read(&Puppet::sign_in(&stage, IDA).await.code());
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let code = read(&browser.code());
    // The code of a sign-in that was replaced approves nothing.
    let ran = handset.run(&["match", &old]);
    assert_eq!(ran.refused(), "other_sign_in");
    assert!(ran.json()["error"]["advice"].as_str().unwrap().contains("another sign-in"));
    assert_eq!(handset.run(&["match", "https://link.example/enroll#x=1"]).refused(), "refused");
    let approved = outcome(&handset.pipe(&["match", "-"], code.as_bytes()), 0);
    assert_eq!(approved, json!({"outcome": "approved"}));
    browser.to("signed_in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_is_listed_and_taken_back_a42() {
    let (stage, handset) = with_a_handset().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = only_request(&handset);
    let _outcome = handset.run(&["approve", &id_of(&request), &browser.number()]).done();
    browser.to("signed_in").await;
    let accounts = handset.run(&["accounts"]).done();
    let account = accounts[0]["id"].as_str().unwrap();
    let list = handset.run(&["activity", account]).done();
    let newest = &list[0];
    assert_eq!(
        (newest["cid"].as_str().unwrap(), &newest["outcome"]),
        (id_of(&request).as_str(), &json!("approved"))
    );
    assert_eq!(
        keys(newest).into_iter().collect::<Vec<_>>(),
        ["at", "browser", "can_undo", "cid", "ip", "os", "outcome", "service", "town"]
    );
    assert_eq!(newest["can_undo"], true);
    let undone = handset.run(&["undo", account, &id_of(&request)]).done();
    assert_eq!(undone, json!({"outcome": "revoked"}));
    assert_eq!(browser.state().await, "sign_in");
    let other = "aaaaaaaa-0000-4000-8000-000000000000";
    assert_eq!(handset.run(&["undo", account, other]).refused(), "no_such_request");
    assert_eq!(handset.run(&["activity", "0000000000000000"]).refused(), "no_such_account");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_gets_a_new_key_and_signs_in_by_it() {
    let (stage, handset) = with_a_handset().await;
    let account = id_of(&handset.run(&["accounts"]).done()[0]);
    assert_eq!(handset.run(&["renew-key", &account]).done(), json!({"key": "renewed"}));
    // While a request waits it is done later.
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    assert_eq!(handset.run(&["renew-key", &account]).done(), json!({"key": "queued"}));
    let request = only_request(&handset);
    let approved = handset.run(&["approve", &id_of(&request), &browser.number()]).done();
    assert_eq!(approved, json!({"outcome": "approved"}));
    browser.to("signed_in").await;
    let _none = handset.run(&["requests"]).done();
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = only_request(&handset);
    let approved = handset.run(&["approve", &id_of(&request), &browser.number()]).done();
    assert_eq!(approved, json!({"outcome": "approved"}));
    browser.to("signed_in").await;
    assert_eq!(handset.run(&["renew-key", "0000000000000000"]).refused(), "no_such_account");
}
