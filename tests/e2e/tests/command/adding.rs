//! Texts and pictures: what is added, what is refused, what is printed.

use std::collections::BTreeSet;

use countersign_e2e::command::Handset;
use countersign_e2e::http::{client, nobody, server_that_answers};
use countersign_e2e::phone::PASSCODE;
use countersign_e2e::pictures::png_of;
use serde_json::json;

use crate::{MICROSOFT, SECRET, advance, hotp, keys, totp, with_a_code};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_that_set_nothing_up_are_refused_by_kind_a14_a15_a62() {
    let (stage, _browser, link) = with_a_code().await;
    let handset = Handset::new();
    let escape = |text: &str| text.replace(':', "%3A").replace('/', "%2F");
    let moved = |origin: &str| link.replace(&escape(stage.base_url()), &escape(origin));
    let add = |text: &str| handset.run(&["add", text, "--yes"]);

    assert_eq!(add(MICROSOFT).refused(), "foreign");
    assert_eq!(add("https://www.example.com/").refused(), "not_an_account");
    assert_eq!(add("otpauth://totp/x?secret=").refused(), "malformed");
    let error = add("otpauth://totp/x?secret=%21%21").json();
    assert_eq!(error["error"]["field"], "Secret", "{error}");
    assert_eq!(add(&moved("http://signin.harbour.test")).refused(), "not_https");
    let nowhere = add(&moved(&nobody().await));
    assert_eq!(nowhere.refused(), "unreachable");
    assert_eq!(nowhere.json()["error"]["why"], "refused");
    let garbage = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\na.b.c";
    assert_eq!(add(&moved(&server_that_answers(garbage).await)).refused(), "bad_token");
    let uri = link.split_once("request_uri=").unwrap().1.replace("%3A", ":").replace("%2F", "/");
    let token = client().get(&uri).send().await.unwrap().text().await.unwrap();
    let length = token.len();
    let relayed = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{token}");
    assert_eq!(add(&moved(&server_that_answers(relayed).await)).refused(), "wrong_issuer");

    let sheet = handset.file("two.png", &png_of(&[&totp(), &hotp()]));
    assert_eq!(handset.run(&["add", "--picture", &sheet]).refused(), "several_codes");
    assert_eq!(
        handset.run(&["add", "--picture", &sheet, "--pick", "3"]).refused(),
        "several_codes"
    );
    assert_eq!(handset.run(&["accounts"]).done(), json!([]), "nothing of all that was added");
    for nth in ["1", "2"] {
        let _added = handset.run(&["add", "--picture", &sheet, "--pick", nth]).done();
    }
    assert_eq!(add(&totp()).refused(), "duplicate");
    let kept = handset.run(&["add", &totp(), "--keep-both"]).done();
    assert_eq!(kept["account"]["type"], "totp");
    assert_eq!(handset.run(&["accounts"]).done().as_array().unwrap().len(), 3);

    let added = add(&link).done();
    assert_eq!(added["account"]["state"], "tryout_pending");
    let second = Handset::new();
    assert_eq!(second.run(&["add", &link, "--yes"]).refused(), "already_used");
    assert_eq!(second.run(&["accounts"]).done(), json!([]));

    let (stage, _browser, link) = with_a_code().await;
    advance(&stage, 601).await;
    assert_eq!(second.run(&["add", &link, "--yes"]).refused(), "code_expired");
}

#[test]
fn texts_and_pictures_come_from_standard_input_too() {
    let handset = Handset::new();
    let inspected = handset.pipe(&["inspect", "-"], totp().as_bytes()).done();
    assert_eq!(inspected["verdict"], "otp");
    let scanned = handset.pipe(&["scan", "-"], &png_of(&[&hotp()])).done();
    assert_eq!((&scanned["file"], &scanned["texts"]), (&json!("-"), &json!([hotp()])));
    let added = handset.pipe(&["add", "-"], totp().as_bytes()).done();
    assert_eq!(added["account"]["type"], "totp");
    let added = handset.pipe(&["add", "--picture", "-"], &png_of(&[&hotp()])).done();
    assert_eq!(added["account"]["type"], "hotp");
}

#[test]
fn verdicts_are_spelt_as_the_contract_says() {
    let handset = Handset::new();
    let verdict = |text: &str| handset.run(&["inspect", text]).done();
    let otp = verdict(&totp());
    assert_eq!(
        keys(&otp),
        BTreeSet::from([
            "verdict",
            "issuer",
            "label",
            "type",
            "algorithm",
            "digits",
            "period",
            "counter",
            "warnings",
        ])
    );
    assert_eq!(
        (&otp["type"], &otp["digits"], &otp["period"]),
        (&json!("totp"), &json!(6), &json!(30))
    );
    assert_eq!((&otp["issuer"], &otp["label"]), (&json!("Example"), &json!("ida")));
    let foreign = verdict(MICROSOFT);
    assert_eq!(
        (&foreign["verdict"], &foreign["vendor"]),
        (&json!("foreign"), &json!("Microsoft work"))
    );
    assert!(foreign["advice"].as_str().unwrap().ends_with("Nothing was added."));
    let kind = verdict("https://www.example.com/");
    assert_eq!(kind["verdict"], "not_an_account");
    assert!(kind["kind"].is_string());
    let malformed = verdict("otpauth://totp/x?secret=%21%21");
    assert_eq!(
        (&malformed["verdict"], &malformed["field"]),
        (&json!("malformed"), &json!("Secret"))
    );
    assert_eq!(malformed["reason"], "BadCharacter");
}

#[test]
fn secrets_are_printed_only_when_asked_for() {
    let handset = Handset::new();
    let text = totp();
    let bad = format!("{text}&digits=99");
    for json in [true, false] {
        for arguments in [
            vec!["inspect", &text],
            vec!["inspect", &bad],
            vec!["add", &text, "--keep-both"],
            vec!["add", &bad],
            vec!["add", &text],
            vec!["accounts"],
            vec!["codes"],
            vec!["requests"],
        ] {
            let mut all = if json { vec!["--json"] } else { vec![] };
            all.extend(&arguments);
            let ran = handset.run_with(&all, &[("COUNTERSIGN_PASSCODE", PASSCODE)], b"");
            let printed = ran.all();
            assert!(!printed.contains(SECRET), "{arguments:?} printed the secret");
            assert!(!printed.contains(PASSCODE), "{arguments:?} printed the passcode");
            assert!(ran.status < 2, "{arguments:?}: {printed}");
        }
    }
    let revealed = handset.run(&["inspect", &text, "--reveal"]).done();
    assert_eq!(revealed["secret"], SECRET);
    let plain = handset.run_with(&["inspect", &text, "--reveal"], &[], b"");
    assert!(plain.out.contains(SECRET));
}
