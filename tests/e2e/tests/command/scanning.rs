//! Several codes in a picture, texts in several codes, and character sets (COMMANDS.md, `scan` and `add`).

use countersign_core::qr::testing::writer::{Segment, parts_of};
use countersign_e2e::command::Handset;
use countersign_e2e::pictures::{png_of, png_of_segments};
use serde_json::json;

use crate::{MICROSOFT, SECRET, hotp, totp};

const STORE: &str = "https://apps.apple.com/app/id000";

#[test]
fn the_one_account_of_a_picture_is_taken_and_the_others_named_a68() {
    let handset = Handset::new();
    let sheet = handset.file("three.png", &png_of(&[STORE, &totp(), MICROSOFT]));
    let scanned = handset.run(&["scan", &sheet]).done();
    assert_eq!(scanned["texts"], json!([STORE, totp(), MICROSOFT]));
    let added = handset.run(&["add", "--picture", &sheet]).done();
    assert_eq!(added["account"]["label"], "ida");
    let others = json!([{ "verdict": "not_an_account" }, { "verdict": "foreign" }]);
    assert_eq!(added["others"], others);
    let twice = handset.file("twice.png", &png_of(&[&hotp(), &hotp()]));
    let added = handset.run(&["add", "--picture", &twice]).done();
    assert_eq!((&added["account"]["type"], added.get("others")), (&json!("hotp"), None));
}

#[test]
fn without_an_account_the_most_telling_code_is_named_a68() {
    let handset = Handset::new();
    let sheet = handset.file("none.png", &png_of(&[STORE, MICROSOFT]));
    assert_eq!(handset.run(&["add", "--picture", &sheet]).refused(), "foreign");
    let picked = handset.run(&["add", "--picture", &sheet, "--pick", "1"]).refused();
    assert_eq!(picked, "not_an_account");
    let several = handset.file("two.png", &png_of(&[STORE, &totp(), &hotp()]));
    let error = handset.run(&["add", "--picture", &several]).json();
    assert_eq!(error["error"]["kind"], "several_codes");
    let advice = error["error"]["advice"].as_str().unwrap();
    assert!(advice.contains("--pick 2 or --pick 3"), "{advice}");
    let added = handset.run(&["add", "--picture", &several, "--pick", "3"]).done();
    assert_eq!(added["account"]["type"], "hotp");
    assert_eq!(handset.run(&["accounts"]).done().as_array().unwrap().len(), 1);
}

#[test]
fn a_text_in_parts_is_added_when_all_are_there_a69() {
    let handset = Handset::new();
    let text = totp();
    let parts = parts_of(text.as_bytes(), text.len().div_ceil(2));
    assert_eq!(parts.len(), 2);
    let files: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            handset.file(&format!("{at}.png"), &png_of_segments(std::slice::from_ref(part)))
        })
        .collect();
    let scanned = handset.run(&["scan", &files[1]]).done();
    assert_eq!(scanned["texts"], json!([]));
    assert_eq!(scanned["parts"], json!([{ "index": 2, "count": 2 }]));
    let error = handset.run(&["add", "--picture", &files[1]]).json();
    assert_eq!(error["error"]["kind"], "part_of_several");
    let advice = error["error"]["advice"].as_str().unwrap();
    assert!(advice.contains("part 2 of 2") && advice.contains("part 1 is missing"), "{advice}");
    assert_eq!(handset.run(&["accounts"]).done(), json!([]));

    let both = handset.file("both.png", &png_of_segments(&parts));
    let scanned = handset.run(&["scan", &both]).done();
    assert_eq!((&scanned["texts"], scanned.get("parts")), (&json!([text]), None));
    let store = handset.file("store.png", &png_of(&[STORE]));
    let pictures = ["add", "--picture", &files[1], "--picture", &store, "--picture", &files[0]];
    let added = handset.run(&pictures).done();
    assert_eq!(added["account"]["label"], "ida");
    assert_eq!(added["others"], json!([{ "verdict": "not_an_account" }]));
}

#[test]
fn a_code_in_another_character_set_is_text_or_named() {
    let handset = Handset::new();
    let text = |issuer: &[u8]| {
        [&b"otpauth://totp/"[..], issuer, b":ida?secret=", SECRET.as_bytes()].concat()
    };
    let cyrillic = [Segment::CharacterSet(7), Segment::Bytes(text(b"\xb1\xd0\xdd\xda"))];
    let file = handset.file("cyrillic.png", &png_of_segments(&[cyrillic.to_vec()]));
    assert_eq!(handset.run(&["add", "--picture", &file]).done()["account"]["issuer"], "Банк");
    let guessed = [Segment::Bytes(text(b"B\xe4cker"))];
    let file = handset.file("latin.png", &png_of_segments(&[guessed.to_vec()]));
    let scanned = handset.run(&["scan", &file]).done();
    assert_eq!(scanned["warnings"], json!(["GuessedCharacters"]));
    let added = handset.run(&["add", "--picture", &file, "--keep-both"]).done();
    assert_eq!(added["account"]["issuer"], "Bäcker");
    let unknown = [Segment::CharacterSet(14), Segment::Bytes(text(b"x"))];
    let file = handset.file("unknown.png", &png_of_segments(&[unknown.to_vec()]));
    assert_eq!(handset.run(&["add", "--picture", &file]).refused(), "unsupported_character_set");
    let base64 = data_encoding::BASE64.encode(&text(b"x"));
    assert_eq!(handset.run(&["scan", &file]).done()["texts"], json!([{ "base64": base64 }]));
}
