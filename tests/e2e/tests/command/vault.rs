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
fn the_status_says_how_the_vault_stands_without_a_passcode() {
    let handset = Handset::new();
    let status = || handset.run_with(&["--json", "vault", "status"], &[], b"").done();
    let none = json!({"state": "none", "generation": null, "slots": [], "previous": null});
    assert_eq!(status(), none);
    assert!(!handset.data().exists());
    let _added = handset.run(&["add", &totp()]).done();
    let passcode =
        json!({"kind": "passcode", "tries_left": 10, "wait": 0, "device_key": "present"});
    let current = json!({
        "state": "current", "generation": 2, "slots": [passcode], "previous": {"generation": 1},
    });
    assert_eq!(status(), current);
    let wrong = [("COUNTERSIGN_PASSCODE", "not-this-one-5")];
    let _wrong = handset.run_with(&["accounts"], &wrong, b"");
    assert_eq!(status()["slots"][0]["tries_left"], 9);
    let spoken = handset.run_with(&["vault", "status"], &[], b"");
    assert!(
        spoken.out.contains("saved here last") && spoken.out.contains("9 tries"),
        "{}",
        spoken.out
    );
    fs::remove_dir_all(handset.folder.path().join("state")).unwrap();
    let moved = status();
    assert_eq!(moved["state"], "unknown_here");
    assert_eq!(moved["slots"][0]["device_key"], "missing");
}

#[test]
fn a_damaged_vault_is_restored_from_the_save_before_and_written_again() {
    let handset = Handset::new();
    let first = handset.run(&["add", &totp()]).done();
    let _second = handset.run(&["add", &hotp()]).done();
    let (vault, previous) = (handset.data().join("vault"), handset.data().join("vault.prev"));
    let (last, before) = (fs::read(&vault).unwrap(), fs::read(&previous).unwrap());
    let accept = |more: &[&str]| handset.run(&[&["vault", "accept"], more].concat());

    // As the command offers it, and as the advice says to do it by hand.
    for by_hand in [false, true] {
        fs::write(&vault, if by_hand { &before[..] } else { &last[..last.len() / 2] }).unwrap();
        let refused = handset.run(&["add", &totp(), "--keep-both"]);
        assert_eq!(refused.refused(), if by_hand { "rollback" } else { "damaged" });
        assert!(refused.out.contains("countersign vault accept"), "{}", refused.out);
        let status = handset.run(&["vault", "status"]).done();
        assert_eq!(status["state"], if by_hand { "older_copy" } else { "damaged" });
        let as_it_was = fs::read(&vault).unwrap();
        assert_eq!(accept(&[]).refused(), "refused", "nobody was there to say yes");
        assert_eq!(fs::read(&vault).unwrap(), as_it_was);
        assert_eq!(accept(&["--yes"]).done()["state"], "current");
        let accounts = handset.run(&["accounts"]).done();
        assert_eq!(accounts, json!([first["account"]]));
        let _again = handset.run(&["add", &hotp()]).done();
        assert_eq!(handset.run(&["accounts"]).done().as_array().unwrap().len(), 2);
        fs::write(&vault, &last).unwrap();
        fs::write(&previous, &before).unwrap();
    }
    // What was saved in between is newer than both: that copy is an older one now.
    assert_eq!(accept(&["--yes"]).done()["state"], "current");
    let nothing_to_do = accept(&[]);
    assert_eq!(nothing_to_do.done()["state"], "current");
    fs::write(&vault, b"CSVAULT").unwrap();
    let _ = fs::remove_file(&previous);
    assert_eq!(accept(&["--yes"]).refused(), "damaged", "there is no save before");
    assert_eq!(Handset::new().run(&["vault", "accept", "--yes"]).refused(), "refused");
}

#[test]
fn a_vault_that_others_could_change_is_not_used_and_the_line_that_helps_is_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let handset = Handset::new();
    let _added = handset.run(&["add", &totp()]).done();
    let root = handset.folder.path().canonicalize().unwrap();
    let mode = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for folder in [root.join("data"), root.join("state"), root.clone()] {
        mode(&folder, 0o777);
        let ran = handset.run(&["accounts"]);
        assert_eq!(ran.refused(), "refused");
        let line = format!("`chmod go-w {}`", folder.display());
        assert!(ran.out.contains(&line), "{} lacks {line}", ran.out);
        mode(&folder, 0o700);
    }
    let (vault, elsewhere) = (root.join("data/vault"), root.join("elsewhere"));
    fs::rename(&vault, &elsewhere).unwrap();
    symlink(&elsewhere, &vault).unwrap();
    let before = fs::read(&elsewhere).unwrap();
    for command in [vec!["accounts"], vec!["add", &hotp()], vec!["vault", "accept", "--yes"]] {
        let ran = handset.run(&command);
        assert_eq!(ran.refused(), "refused");
        assert!(ran.out.contains("data/vault is a symbolic link"), "{}", ran.out);
    }
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
    assert!(vault.is_symlink());
}

#[test]
fn a_vault_copied_without_its_state_says_what_is_missing() {
    let handset = Handset::new();
    let _added = handset.run(&["add", &totp()]).done();
    let copy = handset.folder.copy();
    fs::remove_dir_all(copy.path().join("state")).unwrap();
    let copied = Handset { folder: copy };
    let ran = copied.run(&["accounts"]);
    assert_eq!(ran.refused(), "refused");
    let state = copied.folder.path().join("state");
    let key = state.join("device.key").display().to_string();
    assert!(ran.out.contains("missing") && ran.out.contains(&key), "{}", ran.out);
    assert!(!state.exists(), "nothing is made in its place");
    // By its place in the home, the folder is named by the vault.
    let vault = fs::read(copied.data().join("vault")).unwrap();
    let id: String = vault[14..30].iter().map(|byte| format!("{byte:02x}")).collect();
    let home = copied.folder.path().join("home state");
    let home = home.to_str().unwrap();
    let ran = std::process::Command::new(program())
        .env_remove("COUNTERSIGN_STATE")
        .env("XDG_STATE_HOME", home)
        .env("COUNTERSIGN_PASSCODE", PASSCODE)
        .args(["--vault", copied.data().to_str().unwrap(), "accounts"])
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains(&format!("'{home}/countersign/{id}/device.key'")), "{said}");
}

#[test]
fn a_passcode_opens_in_every_form_that_it_can_be_typed_in() {
    let handset = Handset::new();
    let with = |passcode: &str, command: &[&str]| {
        let all = [&["--json"], command].concat();
        handset.run_with(&all, &[("COUNTERSIGN_PASSCODE", passcode)], b"")
    };
    let (composed, apart) = ("z\u{fc}rich \u{e9}t\u{e9}", "zu\u{308}rich\u{a0}e\u{301}te\u{301}");
    let _added = with(apart, &["add", &totp()]).done();
    for passcode in [composed, apart, "z\u{fc}rich\u{2003}e\u{301}t\u{e9}"] {
        assert_eq!(with(passcode, &["accounts"]).done().as_array().unwrap().len(), 1);
    }
    assert_eq!(with("zurich ete", &["accounts"]).refused(), "wrong_passcode");
    // Five letters are too few, however many code points they are.
    let new = [
        ("COUNTERSIGN_PASSCODE", composed),
        ("COUNTERSIGN_NEW_PASSCODE", "e\u{301}u\u{308}o\u{308}a\u{308}n\u{303}"),
    ];
    assert_eq!(handset.run_with(&["--json", "passcode"], &new, b"").refused(), "weak_passcode");
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
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success() && said.starts_with("There are no accounts yet."), "{said}");
}
