//! `import` and `undo-import` from outside.

use countersign_e2e::command::{Handset, Ran};
use countersign_e2e::phone::PASSCODE;
use countersign_e2e::pictures::png_of;
use serde_json::{Value, json};

use crate::{SECRET, hotp, keys, totp};

const PLAIN: &[u8] = include_bytes!("../../../../core/tests/fixtures/import/aegis-plain.json");
const ENCRYPTED: &[u8] =
    include_bytes!("../../../../core/tests/fixtures/import/aegis-encrypted.json");
const HALF: &str = "otpauth-migration://offline?data=CkEKFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEhpFeGFtcGxlOmFsaWNlQGV4YW1wbGUudGVzdBoHRXhhbXBsZSABKAEwAhABGAIgASj7%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F8B";

fn list() -> String {
    format!("{}\n{}\notpauth://totp/Buoy:x?secret=1\n", totp(), hotp())
}

fn with_password(handset: &Handset, file: &str, password: &str) -> Ran {
    let environment = [("COUNTERSIGN_PASSCODE", PASSCODE), ("FILE_PASSWORD", password)];
    handset.run_with(
        &["--json", "import", file, "--password-env", "FILE_PASSWORD"],
        &environment,
        b"",
    )
}

fn totals(report: &Value) -> [u64; 5] {
    ["found", "imported", "with_warning", "refused", "not_otp"]
        .map(|name| report["totals"][name].as_u64().unwrap())
}

#[test]
fn an_import_says_what_it_did_with_every_entry_a71() {
    let handset = Handset::new();
    let file = handset.file("any-name.txt", list().as_bytes());
    // A dry run asks for no passcode and makes no vault.
    let dry = handset.run_with(&["--json", "import", &file, "--dry-run"], &[], b"").done();
    assert_eq!((totals(&dry), dry.get("commit")), ([3, 2, 0, 1, 0], None));
    assert!(!handset.data().join("vault").exists());
    let done = handset.run(&["import", &file]).done();
    assert_eq!(keys(&done), ["commit", "format", "receipts", "totals"].into());
    assert_eq!(done["format"], "otpauth");
    assert_eq!(totals(&done), [3, 2, 0, 1, 0]);
    let first = &done["receipts"][0];
    let expected =
        ["algorithm", "digits", "id", "issuer", "label", "period", "status", "type", "warnings"];
    assert_eq!(keys(first), expected.into());
    assert_eq!(first["status"], "imported");
    assert_eq!(done["receipts"][1]["counter"], 0);
    let last = &done["receipts"][2];
    assert_eq!((&last["status"], &last["reason"]), (&json!("refused"), &json!("BadSecret")));
    let accounts = handset.run(&["accounts"]).done();
    assert_eq!(accounts.as_array().unwrap().len(), 2);
    assert_eq!(accounts[0]["id"], first["id"]);
    // Again: all of it is there.
    let again = handset.run(&["import", &file]).done();
    assert_eq!(totals(&again), [3, 0, 0, 3, 0]);
    assert_eq!(again["receipts"][0]["reason"], "Duplicate");
    assert_eq!(again["receipts"][0]["of"], first["id"]);
}

#[test]
fn an_import_is_taken_back_once_a72() {
    let handset = Handset::new();
    let file = handset.file("list.txt", list().as_bytes());
    let commit = handset.run(&["import", &file]).done()["commit"].as_str().unwrap().to_owned();
    let undone = handset.run(&["undo-import", &commit]).done();
    assert_eq!(keys(&undone), ["binned", "kept", "restored"].into());
    assert_eq!(undone["binned"].as_array().unwrap().len(), 2);
    assert_eq!(handset.run(&["accounts"]).done(), json!([]));
    assert_eq!(handset.run(&["undo-import", &commit]).refused(), "refused");
    assert_eq!(handset.run(&["undo-import", "nonsense"]).refused(), "refused");
}

#[test]
fn a_files_password_comes_from_the_environment_only_and_is_never_printed_a71() {
    let handset = Handset::new();
    let file = handset.file("vault.json", ENCRYPTED);
    assert_eq!(handset.run(&["import", &file]).refused(), "password_needed");
    let wrong = with_password(&handset, &file, "not-the-password");
    assert_eq!(wrong.refused(), "wrong_password");
    assert!(!wrong.all().contains("not-the-password"));
    assert!(!handset.data().join("vault").exists(), "a wrong password makes no vault");
    let right = with_password(&handset, &file, "lantern Käse 42");
    assert_eq!(totals(&right.done()), [14, 5, 2, 7, 0]);
    assert!(!right.all().contains("lantern") && !right.all().contains(SECRET));
    let plain = handset.file("plain.json", PLAIN);
    let shown = handset.run(&["import", &plain, "--dry-run", "--reveal"]);
    assert_eq!(shown.done()["receipts"][0]["secret"], SECRET);
}

#[test]
fn the_database_of_microsoft_is_asked_and_another_is_refused_by_name_a71() {
    let handset = Handset::new();
    let database = include_bytes!("../../../../core/tests/fixtures/import/microsoft.sqlite");
    let file = handset.file("PhoneFactor", database);
    let found = handset.run(&["import", &file, "--dry-run", "--reveal"]).done();
    assert_eq!(found["format"], "microsoft");
    assert_eq!(totals(&found), [7, 2, 0, 5, 0]);
    assert_eq!(found["receipts"][0]["secret"], SECRET);
    assert_eq!(found["receipts"][1]["digits"], 8);
    // Only its beginning.
    let cut = handset.file("cut", &database[..100]);
    assert_eq!(handset.run(&["import", &cut]).refused(), "unsupported_container");
}

#[test]
fn files_that_cannot_be_imported_say_why_a71() {
    let handset = Handset::new();
    let refused =
        |name: &str, bytes: &[u8]| handset.run(&["import", &handset.file(name, bytes)]).refused();
    assert_eq!(refused("a", b"hello"), "unknown_format");
    assert_eq!(refused("b", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5"), "unsupported_container");
    assert_eq!(refused("c", &PLAIN[..300]), "damaged");
    assert_eq!(refused("d", b"{\"version\":9,\"header\":{},\"db\":{}}"), "unsupported_version");
    let nothing = handset.run(&["import", &handset.file("e", b"otpauth://totp/x?secret=1")]);
    assert_eq!(nothing.refused(), "nothing_usable");
    assert_eq!(nothing.json()["totals"]["refused"], 1);
    assert!(!handset.data().join("vault").exists());
    let unknown = handset.run(&["import", "x", "--format", "nonsense"]);
    assert_eq!(unknown.status, 2, "{}", unknown.all());
}

#[test]
fn an_export_in_pictures_is_added_when_it_is_whole_or_the_person_says_so_a70() {
    let handset = Handset::new();
    let picture = handset.file("code.png", &png_of(&[HALF]));
    let dry = handset.run(&["import", &picture, "--dry-run"]).done();
    assert_eq!((&dry["format"], totals(&dry)), (&json!("google"), [1, 1, 0, 0, 0]));
    assert_eq!(handset.run(&["import", &picture]).refused(), "part_of_several");
    assert_eq!(totals(&handset.run(&["import", &picture, "--yes"]).done()), [1, 1, 0, 0, 0]);
}
