//! The data folder: for its owner only, and made only when something is kept.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "tests"
)]

mod support;

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use countersign_signin::{Config, Organisation};
use support::{Folder, IDA, PASSWORD, World, program};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn add(folder: &Path) -> Output {
    program()
        .args(["--data", folder.to_str().unwrap(), "user", "add", IDA, "--password-env", "PW"])
        .env("PW", PASSWORD)
        .output()
        .unwrap()
}

fn refused(done: &Output) -> String {
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr.clone()).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

/// The command that a refusal tells people to run, run.
fn obey(said: &str) {
    let command = said.split('`').nth(1).expect("a command between backticks");
    assert!(Command::new("sh").args(["-c", command]).status().unwrap().success(), "{command}");
}

#[tokio::test]
async fn folder_and_files_are_made_for_their_owner_only() {
    let parent = Folder::new();
    let folder = parent.0.join("new");
    let config = Config {
        data: Some(folder.clone()),
        organisation: Organisation::in_folder(&folder).unwrap(),
        ..Config::default()
    };
    // While it runs: the database's log and shared memory are there too.
    let _world = World::with(config).await;
    assert_eq!(mode(&folder), 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.path());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["realm.toml", "signin.sqlite", "signin.sqlite-shm", "signin.sqlite-wal"]);
}

#[test]
fn no_umask_makes_them_looser() {
    let parent = Folder::new();
    let folder = parent.0.join("new");
    let done = Command::new("sh")
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(program().get_program())
        .args(["--data", folder.to_str().unwrap(), "user", "add", IDA, "--password-env", "PW"])
        .env("PW", PASSWORD)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    assert_eq!((mode(&folder), mode(&folder.join("signin.sqlite"))), (0o700, 0o600));
}

#[test]
fn an_empty_folder_is_closed() {
    let folder = Folder::new();
    set_mode(&folder.0, 0o755);
    assert_eq!(add(&folder.0).status.code(), Some(0));
    assert_eq!(mode(&folder.0), 0o700);
}

#[test]
fn a_folder_that_others_can_look_into_is_refused_with_the_command_that_closes_it() {
    let parent = Folder::new();
    let folder = parent.0.join("it's data");
    assert_eq!(add(&folder).status.code(), Some(0));
    set_mode(&folder, 0o750);
    set_mode(&folder.join("signin.sqlite"), 0o640);
    let said = refused(&add(&folder));
    assert!(said.contains("chmod 700 "), "{said}");
    assert_eq!(mode(&folder), 0o750, "what was open is not closed in silence");
    obey(&said);
    assert_eq!((mode(&folder), mode(&folder.join("signin.sqlite"))), (0o700, 0o600));
    let list = program().args(["--data", folder.to_str().unwrap(), "user", "list"]).output();
    assert_eq!(String::from_utf8(list.unwrap().stdout).unwrap(), format!("{IDA}\tuser\tmfa off\n"));

    // Each file by itself, and whatever else lies in a folder that is not ours yet.
    fs::write(folder.join("realm.toml"), "").unwrap();
    set_mode(&folder.join("realm.toml"), 0o644);
    let said = refused(&add(&folder));
    assert!(said.contains("chmod 600 ") && !said.contains("chmod 700"), "{said}");
    obey(&said);
    assert_eq!(mode(&folder.join("realm.toml")), 0o600);
    let strange = parent.0.join("strange");
    fs::create_dir(&strange).unwrap();
    set_mode(&strange, 0o755);
    fs::write(strange.join("letter"), "").unwrap();
    assert!(refused(&add(&strange)).contains(&format!("`chmod 700 {}`", strange.display())));
    assert_eq!(fs::read_dir(&strange).unwrap().count(), 1);
}

#[test]
fn links_are_not_followed() {
    let parent = Folder::new();
    let (real, link) = (parent.0.join("real"), parent.0.join("link"));
    assert_eq!(add(&real).status.code(), Some(0));
    symlink(&real, &link).unwrap();
    let slash = parent.0.join("link/");
    for path in [&link, &slash] {
        assert!(refused(&add(path)).contains("symbolic link"));
    }
    let elsewhere = parent.0.join("elsewhere");
    for name in ["signin.sqlite", "signin.sqlite-wal", "signin.sqlite-journal", "realm.toml"] {
        let folder = parent.0.join(format!("folder of {name}"));
        fs::create_dir(&folder).unwrap();
        set_mode(&folder, 0o700);
        symlink(&elsewhere, folder.join(name)).unwrap();
        assert!(refused(&add(&folder)).contains("symbolic link"), "{name}");
        assert!(!elsewhere.exists(), "nothing was written through {name}");
    }
}

#[test]
fn what_does_not_start_leaves_no_folder() {
    let parent = Folder::new();
    let folder = parent.0.join("none");
    let data = folder.to_str().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for arguments in [
        vec!["--listen", &address],
        vec!["--realm", "de/mo=countersign+"],
        vec!["--base-url", "http://id.example"],
        vec!["--listen", "0.0.0.0:0", "--test-control"],
        vec!["user", "list"],
        vec!["user", "add", IDA, "--password-env", "NOTHING_OF_THIS_NAME"],
    ] {
        let done = program().args(["--data", data]).args(&arguments).output().unwrap();
        refused(&done);
        assert!(!folder.exists(), "{arguments:?}");
    }
    let done = program()
        .args(["--data", data, "user", "add", " ", "--password-env", "PW"])
        .env("PW", PASSWORD)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(!folder.exists());
}
