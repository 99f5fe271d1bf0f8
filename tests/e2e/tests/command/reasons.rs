//! What cannot be done says its own reason, and numbers may be typed in any script's digits.

use std::fs;
use std::process::Command;

use countersign_e2e::command::{Handset, program};
use data_encoding::BASE64;
use serde_json::json;

use crate::{hotp, id_of, only_request, totp, with_a_handset};

/// A refusal's kind, and its advice.
fn refused(handset: &Handset, arguments: &[&str]) -> (String, String) {
    let ran = handset.run(arguments);
    (ran.refused(), ran.json()["error"]["advice"].as_str().unwrap().to_owned())
}

#[test]
fn the_next_code_of_another_kind_of_account() {
    let handset = Handset::new();
    let motp = "motp://Acme:me?secret=00112233445566778899aabbccddeeff";
    let added = |text: &str| {
        let account = handset.run(&["add", text, "--keep-both"]).done()["account"].clone();
        account["id"].as_str().unwrap().to_owned()
    };
    let (timed, pin) = (added(&totp()), added(motp));
    let (kind, advice) = refused(&handset, &["next", &timed]);
    assert_eq!(kind, "refused");
    assert!(advice.contains("list of codes"), "{advice}");
    let (kind, advice) = refused(&handset, &["next", &pin]);
    assert_eq!(kind, "needs_pin");
    assert!(advice.contains("PIN"), "{advice}");
    let codes = handset.run(&["codes"]).done();
    let row = codes.as_array().unwrap().iter().find(|row| row["id"] == pin.as_str()).unwrap();
    assert_eq!((&row["code"], &row["needs"]), (&json!(null), &json!("pin")));
}

#[test]
fn a_push_code_without_the_check_of_the_certificate() {
    let credential = "9311ee50678983c0f29d3d843f86e39405e2b427";
    let code = format!(
        "otpauth://pipush/A:b?url=https%3A%2F%2Fpi.example%2Fttype%2Fpush&ttl=10&issuer=pi\
         &enrollment_credential={credential}&v=1&serial=PIPU00011AB2&sslverify=0"
    );
    let handset = Handset::new();
    let (kind, advice) = refused(&handset, &["add", &code]);
    assert_eq!(kind, "malformed");
    assert!(advice.contains("not to check the server's certificate"), "{advice}");
    let verdict = handset.run(&["inspect", &code]).done();
    assert_eq!((&verdict["field"], &verdict["reason"]), (&json!("Url"), &json!("Unsupported")));
    assert_eq!(verdict["advice"].as_str().unwrap(), advice);
}

#[test]
fn an_export_of_more_than_a_hundred_accounts() {
    // Field 1, an entry with a secret of one byte; then version 1.
    let entry = [0x0a, 0x03, 0x0a, 0x01, b'k'];
    let part = [entry.repeat(101), vec![0x10, 0x01]].concat();
    let data = BASE64.encode(&part).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let handset = Handset::new();
    let (kind, advice) =
        refused(&handset, &["add", &format!("otpauth-migration://offline?data={data}")]);
    assert_eq!(kind, "malformed");
    assert!(advice.contains("101 accounts"), "{advice}");
}

#[test]
fn without_a_home_each_folder_is_named_with_its_own_way_out() {
    let homeless = [("HOME", ""), ("XDG_DATA_HOME", ""), ("XDG_STATE_HOME", "relative/state")];
    let vault = Command::new(program())
        .args(["--json", "accounts"])
        .env_remove("COUNTERSIGN_STATE")
        .envs(homeless)
        .output()
        .unwrap();
    let said = String::from_utf8(vault.stdout).unwrap();
    assert!(said.contains("XDG_DATA_HOME") && said.contains("--vault"), "{said}");
    let handset = Handset::new();
    let environment = [("COUNTERSIGN_STATE", ""), homeless[0], homeless[2]];
    let state = handset.run_with(&["--json", "accounts"], &environment, b"");
    assert_eq!(state.refused(), "refused");
    assert!(state.out.contains("XDG_STATE_HOME") && state.out.contains("COUNTERSIGN_STATE"));
    assert!(!state.out.contains("--vault"), "a vault was named");
    assert!(!fs::exists("relative").unwrap());
}

#[test]
fn numbers_on_the_command_line_are_numbers_in_any_script() {
    let handset = Handset::new();
    let _added = handset.run(&["add", &totp()]).done();
    let plain = handset.run(&["codes", "--at", "59"]).done();
    for typed in ["٥٩", "५९", "５９"] {
        assert_eq!(handset.run(&["codes", "--at", typed]).done(), plain, "{typed}");
    }
    assert_eq!(handset.run(&["codes", "--at", "⑤⑨"]).status, 2);
    let sheet = handset.file("two.png", &countersign_e2e::pictures::png_of(&[&totp(), &hotp()]));
    let other = handset.run(&["add", "--picture", &sheet, "--pick", "٢", "--keep-both"]).done();
    assert!(other["account"]["type"].is_string(), "{other}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_is_approved_with_the_number_in_other_digits_a19() {
    let (stage, handset) = with_a_handset().await;
    let mut browser = countersign_e2e::Puppet::sign_in(&stage, countersign_e2e::IDA).await;
    browser.to("number").await;
    let request = only_request(&handset);
    let arabic = |c: char| char::from_u32(0x660 + c.to_digit(10).unwrap()).unwrap();
    let number: String = browser.number().chars().map(arabic).collect();
    let done = handset.run(&["approve", &id_of(&request), &number]).done();
    assert_eq!(done["outcome"], "approved");
    browser.to("signed_in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_read_each_answer_and_scripts_one_list() {
    let (stage, handset) = with_a_handset().await;
    let mut browser = countersign_e2e::Puppet::sign_in(&stage, countersign_e2e::IDA).await;
    browser.to("number").await;
    let id = id_of(&only_request(&handset));
    let environment = [("COUNTERSIGN_PASSCODE", countersign_e2e::phone::PASSCODE)];
    let text = handset.run_with(&["requests"], &environment, b"");
    assert_eq!((text.status, text.out.lines().count()), (0, 1), "{}", text.all());
    assert!(text.out.starts_with(&id), "{}", text.out);
}
