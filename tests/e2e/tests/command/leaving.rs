//! Backups, exports, and what is set for one account, from outside.

use countersign_e2e::command::{Handset, Ran};
use countersign_e2e::phone::PASSCODE;
use serde_json::{Value, json};

use crate::{SECRET, hotp, keys, totp};

const PASSPHRASE: &str = "lantern Käse 42";

/// A handset with a code by time and one by counter, and their ids.
fn with_accounts() -> (Handset, String, String) {
    let handset = Handset::new();
    let id = |text: &str| {
        handset.run(&["add", text]).done()["account"]["id"].as_str().unwrap().to_owned()
    };
    let (timed, counted) = (id(&totp()), id(&hotp()));
    (handset, timed, counted)
}

/// Runs with a passphrase in the environment.
fn with(handset: &Handset, arguments: &[&str]) -> Ran {
    let environment = [("COUNTERSIGN_PASSCODE", PASSCODE), ("PASSPHRASE", PASSPHRASE)];
    let mut all = vec!["--json"];
    all.extend(arguments);
    handset.run_with(&all, &environment, b"")
}

fn path(handset: &Handset, name: &str) -> String {
    handset.folder.path().join(name).to_str().unwrap().to_owned()
}

fn totals(report: &Value) -> [u64; 3] {
    ["found", "imported", "refused"].map(|name| report["totals"][name].as_u64().unwrap())
}

#[test]
fn a_backup_is_written_once_and_restored_on_another_phone_a49() {
    let (handset, _, _) = with_accounts();
    let out = path(&handset, "my.csbackup");
    assert_eq!(handset.run(&["backup", &out]).refused(), "password_needed");
    assert!(!std::path::Path::new(&out).exists());
    let done = with(&handset, &["backup", &out, "--password-env", "PASSPHRASE"]).done();
    assert_eq!(done, json!({"accounts": 2, "left_out": []}));
    assert_eq!(with(&handset, &["backup", &out]).refused(), "refused", "nothing is overwritten");
    // The passphrase was set: another one needs none.
    let again = path(&handset, "again.csbackup");
    assert_eq!(handset.run(&["backup", &again]).done()["accounts"], 2);
    let other = Handset::new();
    let restore = ["restore", &again, "--password-env", "PASSPHRASE"];
    let dry = with(&other, &[&restore[..], &["--dry-run"]].concat()).done();
    assert_eq!((totals(&dry), &dry["format"]), ([2, 2, 0], &json!("countersign")));
    assert!(!other.data().join("vault").exists());
    let restored = with(&other, &restore).done();
    assert_eq!(totals(&restored), [2, 2, 0]);
    let codes = |handset: &Handset| handset.run(&["codes", "--at", "59"]).done()[0]["code"].clone();
    assert_eq!(codes(&other), codes(&handset));
    assert_eq!(totals(&with(&other, &restore).done()), [2, 0, 2], "it merges");
    let commit = restored["commit"].as_str().unwrap().to_owned();
    assert_eq!(other.run(&["undo-import", &commit]).done()["binned"].as_array().unwrap().len(), 2);
    let wrong = [("COUNTERSIGN_PASSCODE", PASSCODE), ("PASSPHRASE", "not the passphrase")];
    let wrong = other.run_with(&[&["--json"], &restore[..]].concat(), &wrong, b"");
    assert_eq!(wrong.refused(), "wrong_password");
    assert!(!wrong.all().contains("not the passphrase"));
    let no_backup = other.file("x", b"otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ");
    assert_eq!(other.run(&["restore", &no_backup]).refused(), "unknown_format");
}

#[test]
fn automatic_backups_land_in_the_chosen_folder_and_a_failure_is_said_a75() {
    let (handset, _, counted) = with_accounts();
    let folder = path(&handset, "backups");
    let auto = ["backup", "--auto", &folder, "--password-env", "PASSPHRASE"];
    assert_eq!(with(&handset, &auto).refused(), "refused", "there is no such folder");
    std::fs::create_dir(&folder).unwrap();
    let on = with(&handset, &auto).done();
    assert!(on["last"].is_u64() && on["folder"].as_str().unwrap().ends_with("backups"));
    let files = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files(), 1, "the first one at once");
    let next = handset.run(&["next", &counted]);
    assert_eq!((next.status, next.err.as_str(), files()), (0, "", 1), "at most daily");
    // The folder is gone, and the passphrase is set anew so that one is due.
    std::fs::rename(&folder, path(&handset, "moved")).unwrap();
    let off = with(&handset, &["backup", "--auto", "off"]);
    assert_eq!(off.done(), json!({"folder": null, "last": null}));
    std::fs::create_dir(&folder).unwrap();
    let _on = with(&handset, &auto).done();
    std::fs::remove_dir_all(&folder).unwrap();
    let out = path(&handset, "by-hand.csbackup");
    let by_hand = with(&handset, &["backup", &out, "--password-env", "PASSPHRASE"]);
    assert_eq!(by_hand.done()["accounts"], 2, "the command itself is done");
    assert!(by_hand.err.contains("automatic backup failed"), "{}", by_hand.err);
    let said = handset.run(&["accounts"]);
    assert!(said.err.contains("automatic backup failed"), "until one succeeds");
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(handset.run(&["accounts"]).err, "");
    assert_eq!(files(), 1);
}

#[test]
fn each_export_says_what_could_not_go_along_a73() {
    let (handset, _, counted) = with_accounts();
    let out = |name: &str| path(&handset, name);
    let plain = handset.run(&["export", "--format", "otpauth", &out("list")]);
    assert_eq!(plain.refused(), "refused", "nobody typed that they want it");
    assert!(plain.all().contains('2') && !std::path::Path::new(&out("list")).exists());
    for (format, accounts, left) in [("otpauth", 2, 0), ("google", 2, 0), ("cxf", 1, 1)] {
        let done = handset.run(&["export", "--format", format, &out(format), "--yes"]).done();
        assert_eq!(keys(&done), ["accounts", "format", "left_out"].into());
        assert_eq!((&done["format"], &done["accounts"]), (&json!(format), &json!(accounts)));
        assert_eq!(done["left_out"].as_array().unwrap().len(), left);
        if left == 1 {
            assert_eq!(done["left_out"][0]["id"], *counted);
            assert_eq!(done["left_out"][0]["reason"], "NotRepresentable");
        }
        let back = Handset::new().run(&["import", &out(format), "--dry-run"]).done();
        assert_eq!(back["totals"]["imported"], accounts);
    }
    assert_eq!(
        handset.run(&["export", "--format", "aegis", &out("a")]).refused(),
        "password_needed"
    );
    let aegis = ["export", "--format", "aegis", &out("aegis"), "--password-env", "PASSPHRASE"];
    assert_eq!(with(&handset, &aegis).done()["accounts"], 2);
    let import = ["import", &out("aegis"), "--dry-run", "--password-env", "PASSPHRASE"];
    assert_eq!(with(&Handset::new(), &import).done()["totals"]["imported"], 2);
    // On standard output the file stands alone.
    let listed = handset.run(&["export", "--format", "otpauth", "-", "--yes"]);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.all());
    assert!(listed.out.contains(SECRET) && !listed.err.contains(SECRET));
    assert!(listed.err.contains("\"accounts\":2"), "{}", listed.err);
    assert_eq!(Handset::new().run(&["export", "--format", "cxf", "-"]).refused(), "refused");
}

#[test]
fn a_plain_export_is_written_after_a_typed_word_a73() {
    let (handset, _, _) = with_accounts();
    let out = path(&handset, "list");
    let ask = |word| {
        handset.at_a_terminal(
            &["export", "--format", "otpauth", &out],
            &[("Passcode", PASSCODE), ("once more", PASSCODE), ("Type the word", word)],
        )
    };
    let (shown, status) = ask("yes");
    assert_eq!(status, 1, "{shown}");
    assert!(!std::path::Path::new(&out).exists());
    let (shown, status) = ask("export");
    assert_eq!(status, 0, "{shown}");
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().count(), 2);
}

#[test]
fn a_pin_comes_from_the_environment_and_is_stored_only_when_asked_a77() {
    let handset = Handset::new();
    let link = "motp://Ferry:ida?secret=00112233445566778899aabbccddeeff";
    let id = handset.run(&["add", link]).done()["account"]["id"].as_str().unwrap().to_owned();
    let listed = handset.run(&["codes"]).done();
    assert_eq!((&listed[0]["code"], &listed[0]["needs"]), (&Value::Null, &json!("pin")));
    let with_pin = |arguments: &[&str]| {
        let environment = [("COUNTERSIGN_PASSCODE", PASSCODE), ("COUNTERSIGN_PIN", "1234")];
        handset.run_with(arguments, &environment, b"")
    };
    let made = with_pin(&["--json", "codes", &id]).done();
    assert_eq!(made["code"].as_str().unwrap().len(), 6);
    assert_eq!(handset.run(&["codes"]).done()[0]["code"], Value::Null, "kept nowhere");
    let stored = with_pin(&["--json", "set", &id, "pin=stored"]).done();
    assert_eq!(stored["account"]["pin"], "stored");
    assert!(handset.run(&["codes"]).done()[0]["code"].is_string());
    assert_eq!(handset.run(&["set", &id, "pin=asked"]).done()["account"]["pin"], "asked");
}

#[test]
fn an_account_that_asks_before_each_code_and_one_that_is_never_shown_a78_a80() {
    let (handset, timed, counted) = with_accounts();
    let set = handset.run(&["set", &timed, "ask_before=yes", "note=blue", "tags=bank,home"]).done();
    let account = &set["account"];
    assert_eq!((&account["ask_before"], &account["note"]), (&json!(true), &json!("blue")));
    assert_eq!(account["tags"], json!(["bank", "home"]));
    let listed = handset.run(&["codes"]).done();
    let row = listed.as_array().unwrap().iter().find(|row| row["id"] == *timed).unwrap();
    assert_eq!((&row["code"], &row["needs"]), (&Value::Null, &json!("unlock")));
    assert!(handset.run(&["codes", &timed]).done()["code"].is_string());
    let shown = handset.run(&["reveal", &timed]).done();
    assert!(shown["uri"].as_str().unwrap().contains(SECRET));
    assert_eq!(handset.run(&["set", &timed, "never_export=no"]).refused(), "malformed");
    assert_eq!(handset.run(&["set", &timed, "colour=red"]).refused(), "malformed");
    let _marked = handset.run(&["set", &timed, "never_export=yes"]).done();
    assert_eq!(handset.run(&["reveal", &timed]).refused(), "protected");
    let listed = handset.run(&["export", "--format", "otpauth", "-", "--yes"]);
    assert!(!listed.out.contains("totp") && listed.out.contains("hotp"), "{}", listed.out);
    assert!(listed.err.contains("Protected"));
    let _asked = handset.run(&["set", &counted, "ask_before=yes"]).done();
    assert_eq!(handset.run(&["next", &counted]).refused(), "needs_unlock");
    assert_eq!(handset.run(&["codes", &counted]).done()["code"], "755224");
}

#[test]
fn a_wrong_guess_is_switched_a81() {
    let (handset, timed, _) = with_accounts();
    let code = || handset.run(&["codes", "--at", "59"]).done()[0]["code"].clone();
    assert_eq!(code(), "287082");
    assert_eq!(handset.run(&["kind", &timed, "steam"]).done()["account"]["type"], "steam");
    assert_eq!(code(), "PV9M4");
    assert_eq!(handset.run(&["kind", &timed, "nonsense"]).status, 2);
    assert_eq!(
        handset.run(&["clock"]).done(),
        json!({"off": null, "chosen": false, "used": false})
    );
    assert_eq!(handset.run(&["clock", "--corrected"]).done()["chosen"], true);
}
