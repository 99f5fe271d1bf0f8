use std::sync::LazyLock;

use super::*;
use crate::account::PushProtocol;
use crate::push::request::Assurance;
use crate::push::testing::token::{NONCE, SERIAL, TokenServer};

static SERVER: LazyLock<TokenServer> = LazyLock::new(|| TokenServer::new().unwrap());
const NOW: u64 = 1_764_000_010;

fn checked(entry: &Value) -> Result<Request, RejectReason> {
    let account = SERVER.account(PushProtocol::PrivacyIdea).unwrap();
    check_entry(entry, &against(&account, &Url::parse(&account.issuer).unwrap()))
}

fn against<'a>(account: &'a PushAccount, server: &'a Url) -> TokenContext<'a> {
    TokenContext {
        id: AccountId::from_bytes([1; 8]),
        account,
        server,
        network: Network::HttpsOnly,
        offset: ClockOffset::of_seconds(100),
        now: NOW,
    }
}

/// An entry in which a field is another, signed anew.
fn with(options: Option<&str>, name: &str, value: Value) -> Value {
    let mut entry = SERVER.entry(NONCE, options);
    entry[name] = value;
    SERVER.sign_entry(&mut entry);
    entry
}

#[test]
fn an_entry_is_shown_in_the_organisations_words() {
    let request = checked(&SERVER.entry(NONCE, None)).unwrap();
    assert_eq!((request.id.as_str(), request.issuer_host.as_str()), (NONCE, "pi.example"));
    assert_eq!(request.service.as_deref(), Some("The Shop"));
    assert_eq!(request.text.as_deref(), Some("Are you signing in?"));
    assert_eq!((request.user.as_str(), request.created), ("alice", None));
    assert_eq!((request.first_seen, request.expires), (NOW, NOW + 120));
    assert_eq!(request.expires_at_server, NOW + 220);
    assert_eq!((request.prompt, request.assurance), (Prompt::Confirm, Assurance::Plain));
    assert!(request.reply.unwrap().takes_reason);

    let hidden = with(None, "question", json!("Sign\u{202e} in\u{0} | now?"));
    assert_eq!(checked(&hidden).unwrap().text.as_deref(), Some("Sign in | now?"));
    let blank = with(None, "question", json!(" \u{200b}"));
    assert_eq!(checked(&blank).unwrap().text, None);
}

#[test]
fn numbers_are_offered_as_they_are_sent() {
    let request = checked(&SERVER.entry(NONCE, Some("89,99,06"))).unwrap();
    let options = ["89", "99", "06"].map(str::to_owned).to_vec();
    assert_eq!(request.prompt, Prompt::NumberChoice { options });
    assert_eq!(request.assurance, Assurance::Picked);
    for bad in [
        "",
        "89",
        "89,89",
        "89,",
        ",89",
        "89,,06",
        "8 9,06",
        "89,decline",
        "DECLINE,06",
        "1,2,3,4,5,6,7,8,9,10,11",
        "123456789,06",
        "é,06",
    ] {
        let refused = checked(&SERVER.entry(NONCE, Some(bad))).map(drop);
        assert_eq!(refused, Err(RejectReason::Prompt), "{bad}");
    }
    let split = SERVER.entry(NONCE, Some("89|99,06"));
    assert_eq!(checked(&split).map(drop), Err(RejectReason::Malformed));
}

#[test]
fn what_the_server_did_not_sign_is_not_shown_a20() {
    for (options, name, value) in [
        (None, "nonce", json!("AAAAYAFCOAM5YWONYG7PWYQKYBOAUEE4")),
        (None, "url", json!("https://pi.example/other")),
        (None, "question", json!("Give me all?")),
        (None, "title", json!("The Bank")),
        (None, "require_presence", json!("89,99")),
        (Some("89,99,06"), "require_presence", json!("89,99,07")),
        (Some("89,99,06"), "require_presence", Value::Null),
        (None, "signature", json!("")),
        (None, "signature", Value::Null),
        (None, "capabilities", json!(r#"{"decline_reason": false}"#)),
        (None, "capabilities", Value::Null),
        (None, "capabilities_signature", Value::Null),
        (None, "capabilities_signature", json!("AAAA")),
    ] {
        let mut entry = SERVER.entry(NONCE, options);
        entry[name] = value.clone();
        assert_eq!(checked(&entry).map(drop), Err(RejectReason::Signature), "{name} {value}");
    }
    // Base32 has one spelling: in upper case and padded.
    let entry = SERVER.entry(NONCE, None);
    let signature = entry["signature"].as_str().unwrap();
    for spelling in [signature.to_lowercase(), signature.trim_end_matches('=').to_owned()] {
        let mut other = entry.clone();
        other["signature"] = json!(spelling);
        assert_eq!(checked(&other).map(drop), Err(RejectReason::Signature));
    }
    // Another server's signature, under the same names.
    let other = TokenServer::new().unwrap().entry(NONCE, None);
    assert_eq!(checked(&other).map(drop), Err(RejectReason::Signature));
    // One whose key is not known yet verifies nothing.
    let mut account = SERVER.account(PushProtocol::PrivacyIdea).unwrap();
    account.token.as_mut().unwrap().server_key.clear();
    let server = Url::parse(&account.issuer).unwrap();
    let refused = check_entry(&entry, &against(&account, &server)).map(drop);
    assert_eq!(refused, Err(RejectReason::Signature));
}

#[test]
fn signed_entries_that_say_something_odd_are_not_shown() {
    let cases = [
        ("serial", json!("PIPU00011AB3"), RejectReason::NotForUs),
        ("serial", Value::Null, RejectReason::NotForUs),
        ("sslverify", json!("0"), RejectReason::Malformed),
        ("sslverify", json!(1), RejectReason::Malformed),
        ("url", json!("https://evil.example/ttype/push"), RejectReason::NotForUs),
        ("url", json!("http://pi.example/ttype/push"), RejectReason::NotForUs),
        ("url", json!("https://pi.example:444/ttype/push"), RejectReason::NotForUs),
        ("url", json!("https://pi.example/a|b"), RejectReason::Malformed),
        ("title", json!("a|b"), RejectReason::Malformed),
        ("title", Value::Null, RejectReason::Malformed),
        ("question", json!(7), RejectReason::Malformed),
        ("nonce", json!("short"), RejectReason::Malformed),
        ("nonce", json!("ve7fyafcoam5ywonyg7pwyqkyboauee4"), RejectReason::Malformed),
        ("version", json!("3"), RejectReason::TooOld),
        ("version", json!("1"), RejectReason::TooOld),
    ];
    for (name, value, reason) in cases {
        let refused = checked(&with(None, name, value.clone())).map(drop);
        assert_eq!(refused, Err(reason), "{name} {value}");
    }
    for value in [json!([]), json!("x"), Value::Null] {
        assert_eq!(checked(&value).map(drop), Err(RejectReason::Malformed));
    }
}

/// Fields have no ends of their own in what is signed: where a mark stood in one that may hold none, two entries
/// would have one signature.
#[test]
fn no_two_entries_that_pass_have_one_signed_text() {
    let account = SERVER.account(PushProtocol::PrivacyIdea).unwrap();
    let text = |entry: &Value| Fields::read(entry, &account).map(|fields| fields.signed_text());
    let one = with(None, "question", json!("a|b"));
    let mut two = with(None, "question", json!("a"));
    two["title"] = json!("b|The Shop");
    assert!(text(&one).is_ok() && text(&two).is_err());
    let mut three = SERVER.entry(NONCE, Some("89,99"));
    assert_eq!(three["serial"], json!(SERIAL));
    three["title"] = json!("The Shop|1|89,99");
    three["require_presence"] = Value::Null;
    assert!(text(&three).is_err());
}

#[test]
fn a_server_without_capabilities_is_sent_no_reason() {
    let mut entry = SERVER.entry(NONCE, None);
    for name in ["capabilities", "capabilities_signature"] {
        entry.as_object_mut().unwrap().remove(name);
    }
    assert!(!checked(&entry).unwrap().reply.unwrap().takes_reason);
    for told in [r#"{"decline_reason": false}"#, r#"{"decline_reason": "true"}"#, "{}", "[]", "1"] {
        let entry = with(None, "capabilities", json!(told));
        assert!(!checked(&entry).unwrap().reply.unwrap().takes_reason, "{told}");
    }
    let entry = with(None, "capabilities", json!("{"));
    assert_eq!(checked(&entry).map(drop), Err(RejectReason::Malformed));
}
