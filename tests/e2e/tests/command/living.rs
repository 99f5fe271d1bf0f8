//! The bin and the recovery code from outside.

use countersign_e2e::command::Handset;
use countersign_e2e::phone::PASSCODE;
use serde_json::json;

use crate::{keys, totp};

const OTHER: &str = "another-horse-42";

/// A handset with one account, and its id.
fn with_an_account() -> (Handset, String) {
    let handset = Handset::new();
    let id = handset.run(&["add", &totp()]).done()["account"]["id"].as_str().unwrap().to_owned();
    (handset, id)
}

#[test]
fn a_removed_account_is_taken_back_from_the_bin_a76() {
    let (handset, id) = with_an_account();
    assert_eq!(Handset::new().run(&["trash"]).done(), json!([]), "no vault, an empty bin");
    let _removed = handset.run(&["remove", &id]).done();
    assert_eq!(handset.run(&["accounts"]).done(), json!([]));
    assert_eq!(handset.run(&["codes"]).done(), json!([]));
    let bin = handset.run(&["trash"]).done();
    let expected = ["id", "issuer", "label", "since", "state", "type", "until"];
    assert_eq!(keys(&bin[0]), expected.into());
    assert_eq!(bin[0]["id"], *id);
    let back = handset.run(&["restore-account", &id]).done();
    assert_eq!(back["account"]["id"], *id);
    assert_eq!(handset.run(&["trash"]).done(), json!([]));
    assert_eq!(handset.run(&["restore-account", &id]).refused(), "no_such_account");
}

#[test]
fn delete_now_says_that_backups_still_hold_it_a76() {
    let (handset, id) = with_an_account();
    assert_eq!(handset.run(&["trash", "--delete", &id]).refused(), "no_such_account");
    let _removed = handset.run(&["remove", &id]).done();
    let environment = [("COUNTERSIGN_PASSCODE", PASSCODE)];
    let told = handset.run_with(&["trash", "--delete", &id], &environment, b"");
    assert!(told.out.contains("Backups and exports"), "{}", told.all());
    assert!(!handset.data().join("vault.prev").exists());
    assert_eq!(handset.run(&["trash"]).done(), json!([]));
    assert_eq!(handset.run(&["trash", "--empty"]).done(), json!({"deleted": []}));
}

#[test]
fn the_recovery_code_opens_the_vault_and_a_new_passcode_is_chosen_a74() {
    let (handset, id) = with_an_account();
    assert_eq!(Handset::new().run(&["recovery", "--yes"]).refused(), "refused");
    // Without a person to type two groups it is said that nobody did.
    assert_eq!(handset.run(&["recovery"]).refused(), "refused");
    let code = handset.run(&["recovery", "--yes"]).done()["code"].as_str().unwrap().to_owned();
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
    let lower = code.to_lowercase().replace('-', " ");
    let with = |code: &str, arguments: &[&str]| {
        let environment = [("COUNTERSIGN_RECOVERY", code), ("COUNTERSIGN_NEW_PASSCODE", OTHER)];
        handset.run_with(arguments, &environment, b"")
    };
    let mistyped = with("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", &["--json", "accounts"]);
    assert_eq!(mistyped.refused(), "wrong_recovery_code");
    // One that is well-formed and another vault's.
    let other = with("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAG5", &["--json", "accounts"]);
    assert_eq!(other.refused(), "wrong_recovery_code");
    let opened = with(&lower, &["--json", "accounts"]).done();
    assert_eq!(opened[0]["id"], *id);
    assert_eq!(handset.run(&["accounts"]).refused(), "wrong_passcode", "the old passcode is gone");
    let environment = [("COUNTERSIGN_PASSCODE", OTHER)];
    assert_eq!(handset.run_with(&["--json", "accounts"], &environment, b"").done()[0]["id"], *id);
}

#[test]
fn on_another_computer_the_recovery_code_goes_on_with_a_copy_a74() {
    let (handset, id) = with_an_account();
    let code = handset.run(&["recovery", "--yes"]).done()["code"].as_str().unwrap().to_owned();
    let other = Handset::new();
    std::fs::create_dir_all(other.data()).unwrap();
    std::fs::copy(handset.data().join("vault"), other.data().join("vault")).unwrap();
    let environment =
        [("COUNTERSIGN_RECOVERY", code.as_str()), ("COUNTERSIGN_NEW_PASSCODE", OTHER)];
    let looked = other.run_with(&["--json", "--recovery", "accounts"], &environment, b"");
    assert_eq!(looked.json()[0]["id"], *id);
    assert!(looked.err.contains("vault accept"), "{}", looked.err);
    let _accepted =
        other.run_with(&["--json", "vault", "accept", "--yes"], &environment, b"").done();
    let environment = [("COUNTERSIGN_PASSCODE", OTHER)];
    assert_eq!(other.run_with(&["--json", "accounts"], &environment, b"").done()[0]["id"], *id);
}

#[test]
fn at_a_terminal_two_groups_are_typed_and_the_code_is_shown_once_a74() {
    let (handset, _) = with_an_account();
    let (shown, status) = handset.at_a_terminal(
        &["recovery"],
        &[
            ("Passcode:", PASSCODE),
            ("Group", "AAAA"),
            ("Group", "AAAA"),
            ("Group", "BBBB"),
            ("Group", "BBBB"),
            ("Group", "CCCC"),
            ("Group", "CCCC"),
        ],
    );
    // Nobody typed what stands there: the code is shown and not in use.
    assert_eq!(status, 1, "{shown}");
    let status = handset.run(&["vault", "status"]).done();
    assert!(!status["slots"].as_array().unwrap().iter().any(|slot| slot["kind"] == "recovery"));
}
