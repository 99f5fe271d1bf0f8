//! The vault behind the command, and the command line itself.

use std::fs;
use std::process::Command;

use countersign_core::clock::{Clock, FixedClock, SystemClock};
use countersign_e2e::command::{Handset, program};
use countersign_e2e::phone::PASSCODE;
use countersign_e2e::{Phone, PhoneOptions};
use serde_json::json;

use crate::{MICROSOFT, hotp, totp};

#[test]
fn counters_advance_with_each_code() {
    let handset = Handset::new();
    let added = handset.run(&["add", &hotp()]).done();
    let id = added["account"]["id"].as_str().unwrap().to_owned();
    // RFC 4226 appendix D.
    for (counter, code) in [(0, "755224"), (1, "287082"), (2, "359152")] {
        let made = handset.run(&["next", &id]).done();
        assert_eq!(made, json!({"code": code, "counter": counter}));
    }
}

#[test]
fn the_passcode_can_be_changed_and_guards_the_vault() {
    let handset = Handset::new();
    let with = |passcode: &str, new: &str, command: &str| {
        let environment = [("COUNTERSIGN_PASSCODE", passcode), ("COUNTERSIGN_NEW_PASSCODE", new)];
        handset.run_with(&["--json", command], &environment, b"")
    };
    assert_eq!(with("1234", "1234", "passcode").refused(), "weak_passcode");
    assert!(!handset.data().join("vault").exists());
    let _added = handset.run(&["add", &totp()]).done();
    assert_eq!(with("not-this-one-5", "", "accounts").refused(), "wrong_passcode");
    assert_eq!(with(PASSCODE, "abc", "passcode").refused(), "weak_passcode");
    let _changed = with(PASSCODE, "quay-and-crane-88", "passcode").done();
    let old = with(PASSCODE, "", "accounts");
    assert_eq!(old.refused(), "wrong_passcode");
    assert!(!old.all().contains(PASSCODE) && !old.all().contains("quay"));
    let accounts = with("quay-and-crane-88", "", "accounts").done();
    assert_eq!(accounts.as_array().unwrap().len(), 1);
    // No passcode and no terminal is a refusal, not a wait.
    let none = handset.run_with(&["--json", "accounts"], &[], b"");
    assert_eq!(none.refused(), "wrong_passcode");
}

#[test]
fn damaged_replaced_and_busy_vaults_are_named() {
    let handset = Handset::new();
    let _added = handset.run(&["add", &totp()]).done();
    let vault = handset.data().join("vault");
    let (old, id) = (fs::read(&vault).unwrap(), handset.run(&["accounts"]).done()[0]["id"].clone());
    let _added = handset.run(&["add", &hotp()]).done();
    let new = fs::read(&vault).unwrap();

    fs::write(&vault, &new[..new.len() / 2]).unwrap();
    assert_eq!(handset.run(&["accounts"]).refused(), "damaged");
    assert_eq!(handset.run(&["add", &totp(), "--keep-both"]).refused(), "damaged");
    assert_eq!(fs::read(&vault).unwrap(), &new[..new.len() / 2], "the file is left alone");

    // An older copy can be read, with a warning, and not changed.
    fs::write(&vault, &old).unwrap();
    let read = handset.run(&["accounts"]);
    assert_eq!(read.done()[0]["id"], id);
    assert!(read.err.contains("not the one that was saved here last"), "{}", read.err);
    let changed = handset.run(&["remove", id.as_str().unwrap()]);
    assert_eq!(changed.status, 1, "{}", changed.all());
    assert_eq!(fs::read(&vault).unwrap(), old);

    fs::write(&vault, &new).unwrap();
    assert_eq!(handset.run(&["accounts"]).done().as_array().unwrap().len(), 2);
    // Another program has it open.
    let clock = FixedClock::at(SystemClock.now());
    let other = Phone::over(&clock, PhoneOptions::default(), handset.folder);
    other.unlock().unwrap();
    let Phone { app, folder, .. } = other;
    let handset = Handset { folder };
    let busy = handset.run(&["accounts"]);
    assert_eq!(busy.refused(), "locked_by_other");
    drop(app);
    assert_eq!(handset.run(&["accounts"]).done().as_array().unwrap().len(), 2);
}

#[test]
fn without_a_vault_there_is_nothing_and_nothing_is_made() {
    let handset = Handset::new();
    for command in ["accounts", "codes", "requests"] {
        let ran = handset.run_with(&["--json", command], &[], b"");
        assert_eq!(ran.done(), json!([]), "{command}");
        assert_eq!(ran.err, "");
    }
    assert_eq!(handset.run(&["approve", "x", "42"]).refused(), "no_such_request");
    assert_eq!(handset.run(&["next", "x"]).refused(), "no_such_account");
    assert!(!handset.data().exists());
}

#[test]
fn wrong_usage_ends_with_two_and_a_refusal_is_one_plain_sentence() {
    let handset = Handset::new();
    for wrong in [
        vec![],
        vec!["fly"],
        vec!["approve"],
        vec!["add"],
        vec!["scan"],
        vec!["codes", "--at", "x"],
    ] {
        let ran = handset.run_with(&wrong, &[], b"");
        assert_eq!(ran.status, 2, "{wrong:?}");
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{wrong:?}");
    }
    let ran = handset.run_with(&["add", MICROSOFT], &[("COUNTERSIGN_PASSCODE", PASSCODE)], b"");
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    // `cargo phone -- accounts` hands the separator on.
    let ran =
        Command::new(program()).args(["--", "--vault", "nowhere", "accounts"]).output().unwrap();
    assert!(ran.status.success() && ran.stdout.is_empty());
}
