//! The command is killed just before a system call, one after the other: what it leaves is the state before or
//! the state after, whole (V-40, statements 71 and 73).
//!
//! Here before each call that changes a file. `cargo test -p countersign-e2e --test command killed -- --ignored` does it before
//! every system call: some 600 of each command, which takes up to an hour.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::Path;

use countersign_e2e::command::{Handset, Ran};
use countersign_e2e::phone::PASSCODE;
use serde_json::Value;

use crate::{SECRET, hotp, totp};

const PASSPHRASE: &str = "lantern Käse 42";

/// The system calls that change a file or a folder. A file that was made and is empty is what the first `write` finds.
const CHANGING: [&str; 13] = [
    "fallocate",
    "fchmod",
    "fsync",
    "ftruncate",
    "link",
    "linkat",
    "mkdir",
    "pwrite64",
    "rename",
    "renameat2",
    "unlink",
    "unlinkat",
    "write",
];

/// Runs under the tracer with these options of it.
fn traced(handset: &Handset, tracer: &[&str], arguments: &[&str]) -> Ran {
    let environment = [("COUNTERSIGN_PASSCODE", PASSCODE), ("PASSPHRASE", PASSPHRASE)];
    let mut all = vec!["--json"];
    all.extend(arguments);
    handset.run_under("strace", tracer, &all, &environment)
}

fn run(handset: &Handset, arguments: &[&str]) -> Ran {
    let environment = [("COUNTERSIGN_PASSCODE", PASSCODE), ("PASSPHRASE", PASSPHRASE)];
    let mut all = vec!["--json"];
    all.extend(arguments);
    handset.run_with(&all, &environment, b"")
}

/// How often it makes each system call when nobody kills it.
fn calls(handset: &Handset, arguments: &[&str]) -> BTreeMap<String, usize> {
    let copy = handset.copy();
    let trace = copy.folder.path().join("trace");
    let out = trace.to_str().unwrap();
    let _ = traced(&copy, &["-f", "-o", out], &placed(&copy, arguments)).done();
    let mut calls = BTreeMap::new();
    for line in std::fs::read_to_string(&trace).unwrap().lines() {
        let name = line.split_whitespace().nth(1).and_then(|call| call.split_once('('));
        if let Some((name, _)) = name.filter(|(name, _)| *name != "execve") {
            *calls.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    assert!(calls["fsync"] > 1 && calls["rename"] > 0, "{calls:?}");
    calls
}

/// `@name` is a file of this handset.
fn placed(handset: &Handset, arguments: &[&str]) -> Vec<&'static str> {
    let place = |argument: &&str| match argument.strip_prefix('@') {
        Some(name) => handset.folder.path().join(name).to_str().unwrap().to_owned(),
        None => (*argument).to_owned(),
    };
    arguments.iter().map(place).map(|text| &*text.leak()).collect()
}

/// Kills it before each call, or each that changes something; `check` looks at what is left and what was printed.
fn kill_at(
    every: bool,
    handset: &Handset,
    arguments: &[&str],
    check: impl Fn(&Handset, &Ran, &str),
) {
    let mut killed = 0;
    for (call, times) in calls(handset, arguments) {
        if !every && !CHANGING.contains(&call.as_str()) {
            continue;
        }
        for time in 1..=times {
            let copy = handset.copy();
            let trace = format!("trace={call}");
            let kill = format!("inject={call}:signal=KILL:when={time}");
            let tracer = ["-f", "-o", "/dev/null", "-e", &trace, "-e", &kill];
            let ran = traced(&copy, &tracer, &placed(&copy, arguments));
            killed += usize::from(ran.status == 128 + 9);
            check(&copy, &ran, &format!("{call} {time}: {}", ran.all()));
        }
    }
    assert!(killed > 10, "{killed}");
}

fn labels(handset: &Handset, what: &str) -> Vec<String> {
    let listed = run(handset, &["accounts"]);
    assert_eq!(listed.status, 0, "{what}: {}", listed.all());
    let listed = listed.json();
    let label = |row: &Value| row["label"].as_str().unwrap().to_owned();
    listed.as_array().unwrap().iter().map(label).collect()
}

fn with_an_account() -> Handset {
    let handset = Handset::new();
    let _ = run(&handset, &["add", &totp()]).done();
    handset
}

fn save(every: bool) {
    let handset = with_an_account();
    kill_at(every, &handset, &["add", &hotp()], |left, ran, what| {
        let listed = labels(left, what);
        let added = listed == ["ida", "counter"];
        assert!(added || ran.status != 0 && listed == ["ida"], "{what}");
        // It goes on as if nothing had happened.
        let again = run(left, &["add", &hotp()]);
        assert_eq!(again.status == 0, !added, "{what}: {}", again.all());
    });
}

fn counter(every: bool) {
    let handset = with_an_account();
    let id = run(&handset, &["add", &hotp()]).done()["account"]["id"].as_str().unwrap().to_owned();
    let first = run(&handset, &["next", &id]).done()["counter"].as_u64().unwrap();
    kill_at(every, &handset, &["next", &id], |left, ran, what| {
        let next = run(left, &["next", &id]).done()["counter"].as_u64().unwrap();
        assert!(next > first, "{what}: a code was given twice");
        // What was printed is never given again, though a code may be left out.
        assert!(ran.out.is_empty() || next == first + 2, "{what}: {next}");
    });
}

fn import(every: bool) {
    let handset = with_an_account();
    let list = "otpauth://totp/Quay:a?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\notpauth://totp/Crane:b?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ\n";
    let _ = handset.file("list", list.as_bytes());
    kill_at(every, &handset, &["import", "@list"], |left, ran, what| {
        all_or_nothing(left, ran, &["import", "@list"], what);
    });
}

fn restore(every: bool) {
    let other = Handset::new();
    for text in [
        "otpauth://totp/Quay:a?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "otpauth://totp/Crane:b?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ",
    ] {
        let _ = run(&other, &["add", text]).done();
    }
    let out = placed(&other, &["@backup"])[0];
    let _ = run(&other, &["backup", out, "--password-env", "PASSPHRASE"]).done();
    let handset = with_an_account();
    let _ = handset.file("backup", &std::fs::read(out).unwrap());
    let restore = ["restore", "@backup", "--password-env", "PASSPHRASE"];
    kill_at(every, &handset, &restore, |left, ran, what| all_or_nothing(left, ran, &restore, what));
}

/// Both accounts are there or none, and the receipts of a second time say the same.
fn all_or_nothing(left: &Handset, ran: &Ran, arguments: &[&str], what: &str) {
    let mut listed = labels(left, what);
    // What comes back from a backup stands where it stood.
    listed.sort_unstable();
    let added = listed == ["a", "b", "ida"];
    assert!(added || listed == ["ida"], "{what}: {listed:?}");
    assert!(added || ran.status != 0, "{what}");
    let again = run(left, &placed(left, arguments));
    assert_eq!(again.status, 0, "{what}: {}", again.all());
    let imported = again.json()["totals"]["imported"].as_u64().unwrap();
    assert_eq!(imported, if added { 0 } else { 2 }, "{what}");
}

fn export(every: bool) {
    let handset = with_an_account();
    let export = ["export", "--format", "otpauth", "@out", "--yes"];
    kill_at(every, &handset, &export, |left, ran, what| {
        let out = left.folder.path().join("out");
        assert!(ran.status != 0 || out.exists(), "{what}");
        whole_or_absent(&out, what);
        assert_eq!(labels(left, what), ["ida"], "{what}");
    });
    let backup = ["backup", "@out", "--password-env", "PASSPHRASE"];
    kill_at(every, &handset, &backup, |left, ran, what| {
        let out = left.folder.path().join("out");
        assert!(ran.status != 0 || out.exists(), "{what}");
        if out.exists() {
            let read = ["restore", "@out", "--dry-run", "--password-env", "PASSPHRASE"];
            let plan = run(&Handset::new(), &placed(left, &read));
            assert_eq!(plan.done()["totals"]["imported"], 1, "{what}");
        }
        assert_eq!(labels(left, what), ["ida"], "{what}");
    });
}

fn whole_or_absent(out: &Path, what: &str) {
    if out.exists() {
        let text = std::fs::read_to_string(out).unwrap();
        assert!(text.contains(SECRET) && text.ends_with('\n'), "{what}: {text:?}");
    }
}

#[test]
fn a_save_is_whole_or_was_not_v40() {
    save(false);
}

#[test]
fn a_counters_code_is_never_printed_twice_v40_a44() {
    counter(false);
}

#[test]
fn an_import_is_whole_or_was_not_a71() {
    import(false);
}

#[test]
fn a_restore_is_whole_or_was_not_a49() {
    restore(false);
}

#[test]
fn an_export_is_whole_or_is_not_there_a73() {
    export(false);
}

#[test]
#[ignore = "takes up to an hour: before every system call, those that change nothing too"]
fn at_every_system_call_of_a_save_v40() {
    save(true);
}

#[test]
#[ignore = "takes up to an hour: before every system call, those that change nothing too"]
fn at_every_system_call_of_a_counter_v40() {
    counter(true);
}

#[test]
#[ignore = "takes up to an hour: before every system call, those that change nothing too"]
fn at_every_system_call_of_an_import_v40() {
    import(true);
}

#[test]
#[ignore = "takes up to an hour: before every system call, those that change nothing too"]
fn at_every_system_call_of_a_restore_v40() {
    restore(true);
}

#[test]
#[ignore = "takes up to an hour: before every system call, those that change nothing too"]
fn at_every_system_call_of_an_export_v40() {
    export(true);
}
