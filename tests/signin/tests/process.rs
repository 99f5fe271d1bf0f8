//! The program: restart, command line, `--test-control`.
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

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use countersign_signin::outside::{Clock, SystemClock};
use countersign_signin::{Config, Mfa, NewUser, Organisation, Role, Service};
use serde_json::{Value, json};
use support::{Browser, Folder, IDA, NOW, PASSWORD, Phone, program};

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let folder = Folder::new();
    let clock = Arc::new(AtomicU64::new(NOW));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = || Config {
        listen: SocketAddr::from(([127, 0, 0, 1], port)),
        data: Some(folder.0.clone()),
        organisation: Organisation::in_folder(&folder.0).unwrap(),
        ..Config::default()
    };
    let running = support::start(config(), &clock).await;
    let user = NewUser { name: IDA, password: PASSWORD, mfa: Mfa::On, role: Role::User };
    running.service.add_user(&user).unwrap();
    let mut browser = Browser::new(&running.base_url);
    browser.sign_in(IDA, PASSWORD).await;
    browser.post("/signin/more-info", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut phone = Phone::new(&running.base_url, Arc::clone(&clock));
    phone.enrol(&browser.code().await).await;
    let number = browser.post("/signin/setup/scan", &[]).await.number();
    running.stop().await;

    let running = support::start(config(), &clock).await;
    let request = phone.only_request().await;
    let answer = phone.approval(&request, &number);
    assert_eq!(phone.respond(&request, &answer).await.status, 200);
    running.stop().await;

    let running = support::start(config(), &clock).await;
    assert_eq!(phone.respond(&request, &answer).await.status, 200, "the same reply");
    assert_eq!(browser.get("/signin").await.path, "/signin/setup/done");
    browser.post("/signin/setup/done", &[]).await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    running.stop().await;

    let running = support::start(config(), &clock).await;
    assert_eq!(browser.get("/mail").await.path, "/mail");
    browser.restart();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/mail");
    running.stop().await;
    assert!(browser_is_refused(&browser.base).await, "a stopped service answers nobody");
}

async fn browser_is_refused(base: &str) -> bool {
    support::http().get(format!("{base}/signin")).send().await.is_err()
}

#[test]
fn what_cannot_start_says_one_sentence_and_exits_2() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let file = Folder::new();
    std::fs::write(file.0.join("x"), "").unwrap();
    let file = file.0.join("x");
    let unwritable = file.to_str().unwrap();
    for arguments in [
        vec!["--listen", &address],
        vec!["--data", unwritable],
        vec!["--realm", "demo"],
        vec!["--realm", "demo=gold"],
        vec!["--realm", "de/mo=countersign+"],
        vec!["--realm", "one=countersign+", "--realm", "two=countersign+"],
        vec!["--realm", "demo=plain"],
        vec!["--realm", "one=plain", "--realm", "one=plain"],
        vec!["--realm", "one=plain", "--listen", "0.0.0.0:0"],
        vec!["--base-url", "http://id.example"],
        vec!["--listen", "0.0.0.0:0", "--test-control"],
        vec!["--nonsense"],
        vec!["--data", unwritable, "user", "list"],
        vec!["user", "list"],
    ] {
        let done = program().args(&arguments).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!said.contains("panicked") && !said.is_empty(), "{arguments:?}: {said}");
        if arguments != ["--nonsense"] {
            assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        }
    }
}

#[test]
fn users_are_added_and_listed() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    let add = |name: &str, more: &[&str]| {
        program()
            .args(["--", "--data", data, "user", "add", name, "--password-env", "PW"])
            .args(more)
            .env("PW", PASSWORD)
            .output()
            .unwrap()
    };
    let added = add(IDA, &["--mfa", "on"]);
    assert_eq!(added.status.code(), Some(0));
    let said = String::from_utf8(added.stdout).unwrap();
    assert_eq!(
        said,
        format!(
            "Added {IDA} (user, MFA on). The next sign-in leads through the set-up of a phone.\n"
        )
    );
    assert_eq!(add("root@harbour.test", &["--role", "admin"]).status.code(), Some(0));
    let twice = add("IDA@harbour.test", &[]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(String::from_utf8(twice.stderr).unwrap().contains("this name already"));
    let list = program().args(["--data", data, "user", "list"]).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    assert_eq!(list, format!("{IDA}\tuser\tmfa on\nroot@harbour.test\tadmin\tmfa off\n"));
    let bytes = std::fs::read(folder.0.join("signin.sqlite")).unwrap();
    let found = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
    assert!(!found, "no password on the disk");
}

#[test]
fn a_short_password_is_no_password() {
    let parent = Folder::new();
    let folder = parent.0.join("new");
    let add = |password: &str| {
        let data = folder.to_str().unwrap();
        let command = ["--data", data, "user", "add", IDA, "--password-env", "PW"];
        program().args(command).env("PW", password).output().unwrap()
    };
    for short in ["", "x", "1234567", "\u{e9}\u{e9}\u{e9}\u{e9}"] {
        let done = add(short);
        assert_eq!(done.status.code(), Some(1), "{short}");
        assert!(String::from_utf8(done.stderr).unwrap().contains("at least 8 characters"));
        assert!(!folder.exists());
    }
    let done = add("12345678");
    assert_eq!(done.status.code(), Some(0));
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(said, format!("Added {IDA} (user, MFA off). The password alone signs in.\n"));
}

#[test]
fn the_help_names_every_default() {
    let help = |arguments: &[&str]| {
        let done = program().args(arguments).arg("--help").output().unwrap();
        assert_eq!(done.status.code(), Some(0));
        String::from_utf8(done.stdout).unwrap()
    };
    let serve = help(&[]);
    for default in [
        "[default: 127.0.0.1:8400]",
        "[default: http://localhost and the port]",
        "[default: demo=countersign+]",
        "[default: none, everything is in memory]",
    ] {
        assert!(serve.contains(default), "{default} in {serve}");
    }
    let add = help(&["user", "add"]);
    for default in ["[default: off]", "[default: user]"] {
        assert!(add.contains(default), "{default} in {add}");
    }
}

/// The program itself, listening, until the test is over.
struct Program {
    child: std::process::Child,
    base: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program()
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let base = first.strip_prefix("Sign-in service at ").unwrap().to_owned();
        Self { child, base }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_program_asks_for_nonces_where_it_is_told_to() {
    for (arguments, asks) in [(&["--demand-nonces"][..], true), (&[], false)] {
        let program = Program::start(arguments);
        let now = SystemClock::default().now();
        let mut phone = Phone::new(&program.base, Arc::new(AtomicU64::new(now)));
        phone.token = "nobody's".into();
        let reply = phone.list().await;
        assert_eq!((reply.status, reply.code(), reply.nonce.is_some()), (401, "dpop", asks));
    }
}

#[tokio::test]
async fn the_program_serves_several_realms() {
    let realms = ["--realm", "bank=countersign+", "--realm", "old=plain", "--realm", "older=plain"];
    let program = Program::start(&realms);
    for (realm, status, alg) in [
        ("bank", 200, "ES256"),
        ("old", 200, "RSA-OAEP"),
        ("older", 200, "RSA-OAEP"),
        ("demo", 404, ""),
    ] {
        let url = format!("{}/realms/{realm}/protocol/openid-connect/certs", program.base);
        let reply = support::http().get(url).send().await.unwrap();
        assert_eq!(reply.status(), status, "{realm}");
        let keys: Value = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap_or_default();
        assert_eq!(keys["keys"][0]["alg"].as_str().unwrap_or_default(), alg, "{realm}");
    }
}

async fn call(base: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{base}/test/{path}");
    let request = match body {
        Some(body) => support::http()
            .post(url)
            .header("Content-Type", "application/json")
            .body(body.to_string()),
        None => support::http().get(url),
    };
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    (status, serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap_or(Value::Null))
}

#[tokio::test]
async fn test_control_plays_a_browser() {
    let config = Config { test_control: true, ..Config::default() };
    let running = Service::start(config).await.unwrap();
    let base = &running.base_url;
    let user = json!({"name": IDA, "password": PASSWORD, "mfa": "on", "role": "user"});
    assert_eq!(call(base, "user", Some(user)).await.0, 200);
    let (_, now) = call(base, "clock", Some(json!({"advance": 0}))).await;
    let clock = Arc::new(AtomicU64::new(now["now"].as_u64().unwrap()));
    let (_, seen) = call(base, "signin", Some(json!({"user": IDA, "password": PASSWORD}))).await;
    let next = format!("browser/{}/next", seen["browser"].as_str().unwrap());
    assert_eq!(seen["state"], "more_info");
    for state in ["get_app", "set_up", "scan"] {
        assert_eq!(call(base, &next, Some(json!({}))).await.1["state"], state);
    }
    let look = next.trim_end_matches("/next");
    let (_, seen) = call(base, look, None).await;
    let png = data_encoding::BASE64.decode(seen["qr_png"].as_str().unwrap().as_bytes()).unwrap();
    let code = support::browser::read_code(&png);
    let mut phone = Phone::new(base, clock);
    let reply = phone.fetch(&code).await;
    assert_eq!(reply.status, 200);
    phone.enrol(&code).await;
    let (_, seen) = call(base, &next, Some(json!({}))).await;
    assert_eq!(seen["state"], "try_out");
    let request = phone.only_request().await;
    let reply = phone.approve(&request, seen["number"].as_str().unwrap()).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    assert_eq!(call(base, look, None).await.1["state"], "success");
    assert_eq!(call(base, &next, Some(json!({}))).await.1["state"], "stay");
    let (_, seen) = call(base, &next, Some(json!({"stay": false}))).await;
    assert_eq!((&seen["state"], &seen["user"]), (&json!("signed_in"), &json!(IDA)));
    let (_, seen) = call(base, "signin", Some(json!({"user": IDA, "password": PASSWORD}))).await;
    assert_eq!(seen["state"], "number");
    call(base, "clock", Some(json!({"advance": 61}))).await;
    let look = format!("browser/{}", seen["browser"].as_str().unwrap());
    assert_eq!(call(base, &look, None).await.1["state"], "expired");
    let (_, log) = call(base, "log", None).await;
    let events: Vec<&str> =
        log.as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["code_claimed", "approved", "phone_set_up", "expired"]);
}

#[tokio::test]
async fn without_test_control_there_is_nothing_there() {
    let running = Service::start(Config::default()).await.unwrap();
    let user = json!({"name": IDA, "password": PASSWORD});
    assert_eq!(call(&running.base_url, "user", Some(user)).await.0, 404);
    assert_eq!(call(&running.base_url, "log", None).await.0, 404);
}
