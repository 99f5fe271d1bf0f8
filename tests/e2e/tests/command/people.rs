//! What people at a terminal meet (COMMANDS.md, "People at a terminal").

use std::process::Command;

use countersign_e2e::command::{Handset, Ran, program};
use countersign_e2e::phone::PASSCODE;
use serde_json::json;

use crate::{MICROSOFT, advance, hotp, id_of, only_request, totp, with_a_code, with_a_handset};

/// Runs the command as a person does: without `--json`.
fn plainly(handset: &Handset, arguments: &[&str]) -> Ran {
    handset.run_with(arguments, &[("COUNTERSIGN_PASSCODE", PASSCODE)], b"")
}

#[test]
fn a_new_passcode_is_asked_twice_and_an_empty_enter_is_no_try() {
    let handset = Handset::new();
    let (choose, again) = ("Choose a passcode for the new vault: ", "The same again: ");
    let answers = [
        (choose, ""),
        (choose, "quay-and-crane-88"),
        (again, "quay-and-crane-89"),
        (choose, "quay-and-crane-88"),
        (again, "quay-and-crane-88"),
    ];
    let (shown, status) = handset.at_a_terminal(&["passcode"], &answers);
    assert_eq!(status, 0, "{shown}");
    for words in ["The two differ.", "A vault was made."] {
        assert!(shown.contains(words) && !shown.contains("quay"), "{shown}");
    }
    // To open it one is enough, and an empty Enter costs none of the ten tries.
    let opened = [("Passcode: ", ""), ("Passcode: ", "quay-and-crane-88")];
    let (shown, status) = handset.at_a_terminal(&["accounts"], &opened);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("There are no accounts yet."), "{shown}");
}

#[test]
fn a_text_that_is_no_code_is_refused_before_a_passcode_is_asked_for() {
    let handset = Handset::new();
    for (text, kind) in [
        (MICROSOFT, "foreign"),
        ("https://www.example.com/", "not_an_account"),
        ("otpauth://totp/x?secret=%21%21", "malformed"),
    ] {
        // No passcode in the environment and no terminal: it is not even missed.
        let ran = handset.run_with(&["--json", "add", text], &[], b"");
        assert_eq!(ran.refused(), kind, "{text}");
    }
    let (shown, status) = handset.at_a_terminal(&["add", MICROSOFT], &[]);
    assert_eq!(status, 1);
    assert!(!shown.contains("passcode") && shown.contains("Nothing was added."), "{shown}");
    assert!(!handset.data().exists());
    let good = handset.run_with(&["--json", "add", &totp()], &[], b"");
    assert_eq!(good.refused(), "wrong_passcode", "a code asks for it");
}

#[test]
fn an_empty_list_says_so_and_what_to_do() {
    let handset = Handset::new();
    let lists = ["accounts", "codes", "requests"];
    for list in lists {
        let ran = plainly(&handset, &[list]);
        assert_eq!(ran.status, 0);
        assert!(
            ran.out.contains("There are no accounts yet. Add one: `countersign add"),
            "{}",
            ran.out
        );
        assert_eq!(handset.run(&[list]).done(), json!([]), "scripts get an empty list");
    }
    let _added = handset.run(&["add", &totp()]).done();
    let asked = plainly(&handset, &["requests"]).out;
    assert!(asked.contains("None of the accounts confirms sign-ins."), "{asked}");
}

#[test]
fn codes_say_how_long_they_hold_and_how_to_get_the_others() {
    let handset = Handset::new();
    for link in [totp(), hotp(), "motp://Post:ida?secret=00112233445566778899aabbccddeeff".into()] {
        let _added = handset.run(&["add", &link]).done();
    }
    // RFC 6238, appendix B: the code of second 59 holds one second more.
    let shown = plainly(&handset, &["codes", "--at", "59"]).out;
    assert!(shown.contains("  287082   1 s  Example  ida"), "{shown}");
    assert!(shown.contains("(use `next`)") && shown.contains("(needs its PIN)"), "{shown}");
    let shown = plainly(&handset, &["codes", "--at", "30"]).out;
    assert!(shown.contains("  287082  30 s  Example  ida"), "{shown}");
}

#[test]
fn only_countries_of_the_standard_are_taken() {
    for bad in ["XX", "UK", "NLD", "31", ""] {
        let ran = Command::new(program()).args(["--country", bad, "accounts"]).output().unwrap();
        assert_eq!(ran.status.code(), Some(2), "{bad}");
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(said.contains("two are wanted, as in NL"), "{said}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named_once() {
    let handset = Handset::new();
    let ran = plainly(&handset, &["scan", "nofile.png"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert_eq!(ran.err, "nofile.png could not be read: there is no such file.\n");
    let ran = plainly(&handset, &["add", "--picture", "nofile.png"]);
    assert_eq!(ran.err, "nofile.png could not be read: there is no such file.\n");
    let folder = handset.file("note.txt", b"").replace("note.txt", "");
    let ran = plainly(&handset, &["scan", &folder]);
    assert_eq!(ran.err, format!("{folder} could not be read: it is a folder.\n"));
    // A file that is there and no picture is named too, once.
    let text = handset.file("note.txt", b"no picture");
    let ran = plainly(&handset, &["scan", &text]);
    assert_eq!(ran.err.matches("note.txt").count(), 1, "{}", ran.err);
}

#[test]
fn what_is_there_already_says_how_to_keep_both() {
    let handset = Handset::new();
    let _added = handset.run(&["add", &totp()]).done();
    let renamed = totp().replace("ida", "zoe");
    for (link, words) in [(totp(), "is there already"), (renamed, "with this key is there already")]
    {
        let ran = plainly(&handset, &["add", &link]);
        assert_eq!(ran.status, 1);
        assert!(ran.err.contains(words) && ran.err.contains("--keep-both"), "{}", ran.err);
    }
    // The very same, when the person says so.
    let kept = handset.run(&["add", &totp(), "--keep-both"]).done();
    assert_eq!(kept["account"]["type"], "totp");
    let codes = handset.run(&["codes", "--at", "59"]).done();
    let codes: Vec<_> = codes.as_array().unwrap().iter().map(|row| row["code"].clone()).collect();
    assert_eq!(codes, [json!("287082"), json!("287082")]);
}

#[test]
fn an_account_of_the_same_name_is_replaced_and_the_old_one_taken_back_a76() {
    let handset = Handset::new();
    let old = handset.run(&["add", &totp()]).done()["account"]["id"].clone();
    let again =
        totp().replace("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    assert_ne!(again, totp());
    let ran = plainly(&handset, &["add", &again]);
    assert!(ran.status == 1 && ran.err.contains("--replace"), "{}", ran.err);
    // The same key under another name is no account to replace.
    let ran = plainly(&handset, &["add", &totp().replace("ida", "zoe"), "--replace"]);
    assert!(ran.status == 1 && !ran.err.contains("--replace"), "{}", ran.err);
    let done = handset.run(&["add", &again, "--replace"]).done();
    assert_eq!(done["replaced"], old);
    let listed = handset.run(&["accounts"]).done();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed[0]["id"], done["account"]["id"]);
    // A file may do the same; what it replaced is in the bin too.
    let file = handset.file("list.txt", totp().as_bytes());
    let moved = handset.run(&["import", &file, "--replace"]).done();
    assert_eq!(moved["totals"]["imported"], 1, "{moved}");
    let binned = handset.run(&["trash"]).done();
    assert_eq!(binned.as_array().unwrap().len(), 2, "{binned}");
}

#[test]
fn the_help_names_defaults() {
    let handset = Handset::new();
    for (arguments, options) in [
        (vec!["--help"], vec!["--vault", "--country", "--device-name"]),
        (vec!["codes", "--help"], vec!["--at"]),
        (vec!["add", "--help"], vec!["--pick"]),
        (vec!["requests", "--help"], vec!["--watch"]),
        (vec!["approve", "--help"], vec!["[VALUE]"]),
    ] {
        let ran = handset.run_with(&arguments, &[], b"");
        let help = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        for option in options {
            let (_, about) = help.split_once(&format!("{option} ")).unwrap();
            let about = about.split(" --").next().unwrap();
            assert!(about.contains("[default: "), "{option}: {about}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_name_the_organisation_and_a_try_out_signs_nobody_in_a11() {
    let (_stage, mut browser, link) = with_a_code().await;
    let handset = Handset::new();
    let _added = handset.run(&["add", &link, "--yes"]).done();
    let none = plainly(&handset, &["requests"]).out;
    assert!(none.contains("No sign-in is waiting.") && none.contains("--watch"), "{none}");
    browser.to("try_out").await;
    let shown = plainly(&handset, &["requests"]).out;
    assert!(shown.contains("Harbour Bank (localhost"), "{shown}");
    assert!(shown.contains("tries this phone out") && !shown.contains("sign in to"), "{shown}");
    let request = id_of(&only_request(&handset));
    let done = plainly(&handset, &["approve", &request, &browser.number()]);
    assert_eq!(done.status, 0, "{}", done.all());
    assert!(done.out.contains("This phone is set up.") && !done.out.contains("signed in"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_may_be_typed_in_any_script() {
    let (stage, handset) = with_a_handset().await;
    let browser = countersign_e2e::Puppet::sign_in(&stage, countersign_e2e::IDA).await;
    let shown = plainly(&handset, &["requests"]).out;
    assert!(shown.contains("Harbour Bank (localhost") && shown.contains("sign in to"), "{shown}");
    let request = id_of(&only_request(&handset));
    let arabic: String = browser
        .number()
        .chars()
        .map(|digit| char::from_u32(0x660 + digit.to_digit(10).unwrap()).unwrap())
        .collect();
    let done = plainly(&handset, &["approve", &request, &arabic]);
    assert_eq!(done.status, 0, "{}", done.all());
    assert!(done.out.contains("Your browser is signed in."));
    advance(&stage, 1).await;
}
