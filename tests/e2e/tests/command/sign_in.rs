//! Enrolling, answering, and what became of it.

use std::collections::BTreeSet;

use countersign_core::clock::{Clock, SystemClock};
use countersign_e2e::command::Handset;
use countersign_e2e::phone::another;
use countersign_e2e::{IDA, Puppet, Stage};
use serde_json::{Value, json};

use crate::{advance, id_of, keys, only_request, outcome, totp, with_a_code, with_a_handset};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_picture_of_the_code_to_an_approved_sign_in_a07_a19() {
    let (stage, mut browser, link) = with_a_code().await;
    let handset = Handset::new();
    let code = handset.file("code.png", &browser.code());
    let notes = handset.file("notes.txt", b"no picture");

    let scanned = handset.run(&["scan", &code]).done();
    assert_eq!(keys(&scanned), BTreeSet::from(["file", "texts", "ms"]));
    assert_eq!((&scanned["file"], &scanned["texts"]), (&json!(code), &json!([link])));
    assert!(scanned["ms"].as_f64().unwrap() >= 0.0);
    let both = handset.run(&["scan", &notes, &code]);
    assert_eq!(both.status, 1, "one file is no picture");
    let lines: Vec<Value> =
        both.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["texts"], &lines[1]["texts"]), (&json!([]), &json!([link])));
    let inspected = handset.run(&["inspect", &link]).done();
    assert_eq!(inspected["verdict"], "enrol");
    assert_eq!(inspected["protocol"], "KeycloakPush");
    assert_eq!(inspected["host"], "localhost");
    assert!(!handset.data().exists(), "neither needs a vault");

    // Nobody at the terminal says yes: nothing is added.
    assert_eq!(handset.run(&["add", "--picture", &code]).refused(), "refused");
    assert_eq!(handset.run(&["accounts"]).done(), json!([]));
    let added = handset.run(&["add", "--picture", &code, "--yes"]).done();
    let account = &added["account"];
    assert_eq!(keys(account), BTreeSet::from(["id", "issuer", "label", "type", "state"]));
    assert_eq!((&account["issuer"], &account["label"]), (&json!("Harbour Bank"), &json!(IDA)));
    assert_eq!((&account["type"], &account["state"]), (&json!("push"), &json!("tryout_pending")));

    browser.to("try_out").await;
    let request = only_request(&handset);
    assert_eq!(request["kind"], "tryout");
    let approved = handset.run(&["approve", &id_of(&request), &browser.number()]);
    assert_eq!(outcome(&approved, 0), json!({"outcome": "approved"}));
    browser.to("success").await;

    let before = SystemClock.now();
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = only_request(&handset);
    assert_eq!(handset.run(&["accounts"]).done()[0]["state"], "active");
    assert_eq!(
        keys(&request),
        BTreeSet::from([
            "id",
            "account",
            "kind",
            "issuer_host",
            "service",
            "user",
            "text",
            "created",
            "expires",
            "prompt",
            "ip",
            "location",
            "browser",
            "os",
            "country",
            "country_mismatch",
            "requests_last_hour",
            "assurance",
        ])
    );
    assert_eq!(request["account"], account["id"]);
    let created = request["created"].as_u64().unwrap();
    assert!((before - 1..=SystemClock.now()).contains(&created));
    assert_eq!(request["expires"].as_u64().unwrap(), created + 60);
    for (name, value) in [
        ("kind", json!("login")),
        ("issuer_host", json!("localhost")),
        ("service", json!("Mail")),
        ("user", json!(IDA)),
        ("prompt", json!({"kind": "number_entry", "digits": 2, "options": null})),
        ("ip", json!("127.0.0.1")),
        ("location", json!("Utrecht, Netherlands")),
        ("browser", json!("Firefox 140")),
        ("os", json!("Linux")),
        ("country", json!("NL")),
        ("country_mismatch", json!("same")),
        ("requests_last_hour", json!(1)),
        ("assurance", json!("typed")),
    ] {
        assert_eq!(request[name], value, "{name}");
    }
    let id = id_of(&request);
    assert_eq!(handset.run(&["approve", &id, "1"]).refused(), "bad_number");
    assert_eq!(handset.run(&["approve", &id]).refused(), "bad_number");
    let approved = handset.run(&["approve", &id, &browser.number()]);
    assert_eq!(outcome(&approved, 0), json!({"outcome": "approved"}));
    browser.to("signed_in").await;
    assert_eq!(browser.now["user"], IDA);
    // The same once more is no second approval.
    let again = handset.run(&["approve", &id, &browser_number_of(&request)]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "already_handled"}));
    assert_eq!(handset.run(&["requests"]).done(), json!([]));
}

/// Any number of the right length.
fn browser_number_of(request: &Value) -> String {
    let digits = request["prompt"]["digits"].as_u64().unwrap();
    "9".repeat(usize::try_from(digits).unwrap())
}

/// A sign-in once the service lets the next request through; with its approval waits begin anew.
async fn approved_after_the_wait(stage: &Stage, handset: &Handset) {
    advance(stage, 10).await;
    let browser = Puppet::sign_in(stage, IDA).await;
    let id = id_of(&only_request(handset));
    let approved = handset.run(&["approve", &id, &browser.number()]);
    assert_eq!(outcome(&approved, 0), json!({"outcome": "approved"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_numbers_denials_and_reports_end_as_they_should_a20_a36_a37() {
    let (stage, handset) = with_a_handset().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let id = id_of(&only_request(&handset));
    let number = browser.number();
    let wrong = handset.run(&["approve", &id, &another(&number)]);
    assert_eq!(outcome(&wrong, 1), json!({"outcome": "wrong_number"}));
    let late = handset.run(&["approve", &id, &number]);
    assert_eq!(late.status, 1);
    assert_eq!(browser.state().await, "wrong_number");

    approved_after_the_wait(&stage, &handset).await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let id = id_of(&only_request(&handset));
    let denied = handset.run(&["deny", &id]);
    assert_eq!(outcome(&denied, 0), json!({"outcome": "denied"}));
    assert_eq!(browser.state().await, "denied");
    assert_eq!(handset.run(&["deny", &id]).status, 1, "denied already");
    approved_after_the_wait(&stage, &handset).await;

    let mut older = Puppet::sign_in(&stage, IDA).await;
    let id = id_of(&only_request(&handset));
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let superseded = handset.run(&["approve", &id, &older.number()]);
    assert_eq!(superseded.status, 1, "{}", superseded.all());
    assert!(
        ["superseded", "already_handled"].contains(&superseded.json()["outcome"].as_str().unwrap()),
        "{}",
        superseded.out
    );
    assert_eq!(older.state().await, "superseded");

    let id = id_of(&only_request(&handset));
    let reported = handset.run(&["deny", &id, "--report"]).done();
    assert_eq!(reported["outcome"], "denied");
    assert_eq!(reported["reported"], true);
    assert_eq!(
        reported["it_contact"],
        json!({"name": "IT desk", "phone": "+31 30 555 0100", "email": "it@harbour.test", "url": null})
    );
    assert_eq!(browser.state().await, "blocked");
    assert_eq!(Puppet::sign_in(&stage, IDA).await.state().await, "blocked");

    let list = handset.run(&["requests"]);
    assert_eq!(list.done(), json!([]));
    let note: Value = serde_json::from_str(list.err.trim()).unwrap();
    assert_eq!(note["state"], "blocked");
    assert_eq!(note["account"], handset.run(&["accounts"]).done()[0]["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lapsed_request_cannot_be_approved_and_an_unknown_one_is_not_there() {
    let (stage, handset) = with_a_handset().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let id = id_of(&only_request(&handset));
    // Only the service's time passes: to this phone the request is over before its end.
    advance(&stage, 61).await;
    let late = handset.run(&["approve", &id, &browser.number()]);
    assert_eq!(late.status, 1, "{}", late.all());
    let outcome = late.json()["outcome"].as_str().unwrap().to_owned();
    assert!(["expired", "already_handled"].contains(&outcome.as_str()), "{outcome}");
    assert_eq!(browser.state().await, "expired");
    assert_eq!(handset.run(&["requests"]).done(), json!([]));
    let unknown = "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4";
    assert_eq!(handset.run(&["approve", unknown, "42"]).refused(), "no_such_request");
    assert_eq!(handset.run(&["deny", unknown]).refused(), "no_such_request");
    assert_eq!(handset.run(&["remove", unknown]).refused(), "no_such_account");
    assert_eq!(handset.run(&["next", "nonsense"]).refused(), "no_such_account");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_service_the_list_says_so_and_codes_work_a55() {
    let (mut stage, handset) = with_a_handset().await;
    let _added = handset.run(&["add", &totp()]).done();
    stage.close().await;
    let list = handset.run(&["requests"]);
    assert_eq!(list.done(), json!([]));
    let note: Value = serde_json::from_str(list.err.trim()).unwrap();
    assert_eq!(keys(&note), BTreeSet::from(["account", "state", "error", "why"]));
    assert_eq!((&note["state"], &note["error"]), (&json!("active"), &json!("unreachable")));
    assert_eq!(note["why"], "refused");
    let unknown = "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4";
    let approved = handset.run(&["approve", unknown, "42"]);
    assert_eq!(approved.refused(), "unreachable");
    assert_eq!(approved.json()["error"]["why"], "refused");

    let codes = handset.run(&["codes", "--at", "59"]).done();
    let rows = codes.as_array().unwrap();
    let row = rows.iter().find(|row| row["issuer"] == "Example").unwrap();
    assert_eq!(
        keys(row),
        BTreeSet::from(["id", "type", "issuer", "label", "code", "next", "valid_until"])
    );
    assert_eq!((&row["code"], &row["next"]), (&json!("287082"), &json!("359152")));
    assert_eq!(row["valid_until"], 60);

    // Removed while the service is away: said to be pending, and told later.
    let accounts = handset.run(&["accounts"]).done();
    let push = accounts.as_array().unwrap().iter().find(|row| row["type"] == "push").unwrap();
    let removed = handset.run(&["remove", push["id"].as_str().unwrap()]).done();
    assert_eq!(removed, json!({"server": "queued"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_account_is_forgotten_by_the_service_a46() {
    let (stage, handset) = with_a_handset().await;
    let accounts = handset.run(&["accounts"]).done();
    let removed = handset.run(&["remove", accounts[0]["id"].as_str().unwrap()]).done();
    assert_eq!(removed, json!({"server": "forgot"}));
    assert_eq!(handset.run(&["accounts"]).done(), json!([]));
    // A password alone sets up no second phone.
    assert_eq!(Puppet::sign_in(&stage, IDA).await.state().await, "blocked");
    let added = handset.run(&["add", &totp()]).done();
    let id = added["account"]["id"].as_str().unwrap();
    assert_eq!(handset.run(&["remove", id]).done(), json!({"server": "not_supported"}));
}
