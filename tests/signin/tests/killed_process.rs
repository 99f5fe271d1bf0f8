//! The real process, killed by the system at any moment (`kill -9`), a dozen times.
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

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use serde_json::{Value, json};
use support::{Browser, Folder, Phone, program};
use tokio::sync::watch;

const PASSWORD: &str = support::PASSWORD;

/// How often the process is killed.
const ROUNDS: usize = 12;

/// Seconds between two rounds: a day and an hour.
const DAY: u64 = 25 * 3600;

/// How many replies a round waits for at most before it kills.
const MOST_REPLIES: u64 = 20;

struct Program {
    child: Child,
    base: String,
}

impl Program {
    /// Starts the program on the folder, waits until it answers, and sets its clock, which each process begins at the
    /// time of the machine, so many seconds on.
    async fn start(folder: &Folder, port: u16, passed: u64, clock: &AtomicU64) -> Self {
        let listen = format!("127.0.0.1:{port}");
        let data = folder.0.to_str().unwrap();
        let child = program()
            .args(["--data", data, "--listen", &listen, "--test-control"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut program = Self { child, base: format!("http://localhost:{port}") };
        // It says where it is once it listens.
        let mut lines = std::io::BufReader::new(program.child.stdout.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut lines, &mut line).unwrap();
        assert!(line.contains(&program.base), "{line}");
        program.pass(passed, clock).await;
        program
    }

    /// So many seconds pass.
    async fn pass(&self, seconds: u64, clock: &AtomicU64) {
        let reply = self.control("clock", &json!({"advance": seconds})).await;
        clock.store(reply["now"].as_u64().unwrap(), Ordering::SeqCst);
    }

    async fn control(&self, path: &str, body: &Value) -> Value {
        let request = support::http()
            .post(format!("{}/test/{path}", self.base))
            .header("Content-Type", "application/json")
            .body(body.to_string());
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 200);
        serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap()
    }

    /// `kill -9`.
    fn kill(self) {}
}

impl Drop for Program {
    /// Also when the test fails: nothing of it stays behind.
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What people know: only what was replied to.
#[derive(Default)]
struct Known {
    /// Answers that were replied to with yes.
    approvals: usize,
    /// An answer that was sent, until its reply is there.
    sent: Option<(Value, String)>,
    /// Browsers that said yes to staying signed in.
    remembered: Vec<Browser>,
}

type Shared = Arc<Mutex<Known>>;

/// Signs in with the phone, and stays signed in, again and again, until the service is gone.
async fn sign_in_on_and_on(
    base: String,
    user: String,
    mut phone: Phone,
    known: Shared,
    replies: watch::Sender<u64>,
) {
    let told = |change: &mut dyn FnMut(&mut Known)| {
        change(&mut known.lock().unwrap());
        replies.send_modify(|count| *count += 1);
    };
    phone.fetch_token().await;
    loop {
        let mut browser = Browser::new(&base);
        let page = browser.sign_in(&user, PASSWORD).await;
        told(&mut |_| {});
        let request = phone.only_request().await;
        let jws = phone.approval(&request, &page.number());
        known.lock().unwrap().sent = Some((request.clone(), jws.clone()));
        assert_eq!(phone.respond(&request, &jws).await.status, 200);
        told(&mut |known| {
            known.sent = None;
            known.approvals += 1;
        });
        browser.get("/signin").await;
        assert_eq!(browser.post("/signin/stay", &[("stay", "yes")]).await.path, "/mail");
        told(&mut |known| known.remembered.push(browser.clone()));
    }
}

async fn enrolled(program: &Program, user: &str, clock: &Arc<AtomicU64>) -> Phone {
    let new = json!({"name": user, "password": PASSWORD, "mfa": "on", "role": "user"});
    program.control("user", &new).await;
    let mut browser = Browser::new(&program.base);
    browser.sign_in(user, PASSWORD).await;
    for path in ["/signin/more-info", "/signin/setup/app", "/signin/setup/prepare"] {
        browser.post(path, &[]).await;
    }
    let mut phone = Phone::new(&program.base, Arc::clone(clock));
    phone.enrol(&browser.code().await).await;
    let number = browser.post("/signin/setup/scan", &[]).await.number();
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    phone
}

fn lines(folder: &Folder) -> Vec<(i64, String, String)> {
    let db = Connection::open(folder.0.join("signin.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let mut lines = db.prepare("SELECT id, user, event FROM audit ORDER BY id").unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    lines.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_a_dozen_times_counts_nothing_twice_and_loses_nothing_a86() {
    let folder = Folder::new();
    let only_ours = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&folder.0, only_ours).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let clock = Arc::new(AtomicU64::new(0));
    let program = Program::start(&folder, port, 0, &clock).await;
    let user = "ida@harbour.test".to_owned();
    let phone = enrolled(&program, &user, &clock).await;
    let blocked = enrolled(&program, "tom@harbour.test", &clock).await;
    assert_eq!(blocked.report(Value::Null).await.status, 200);
    program.kill();

    let known = Shared::default();
    for round in 0..ROUNDS {
        let passed = DAY * u64::try_from(round).unwrap();
        let program = Program::start(&folder, port, passed, &clock).await;
        let before = lines(&folder);
        let mut phone = phone.clone();
        phone.fetch_token().await;
        // What was sent when it was killed is asked about once more: yes, or it is not open any more.
        let sent = known.lock().unwrap().sent.take();
        if let Some((request, jws)) = sent {
            let reply = phone.respond(&request, &jws).await;
            let (yes, cid) = (reply.status == 200, &request["cid"]);
            assert!(yes || matches!(reply.code(), "expired" | "superseded"), "{reply:?} {cid}");
            known.lock().unwrap().approvals += usize::from(yes);
        }
        let approvals = known.lock().unwrap().approvals;
        let logged = lines(&folder);
        assert_eq!(logged[..before.len()], before);
        // The try-out of the set-up is the first one.
        let approved = logged.iter().filter(|line| line.1 == user && line.2 == "approved").count();
        assert_eq!(approved, approvals + 1, "in round {round}");
        let last = known.lock().unwrap().remembered.last().cloned();
        if let Some(mut browser) = last {
            browser.restart();
            assert_eq!(browser.sign_in(&user, PASSWORD).await.path, "/mail", "still remembered");
        }
        let mut tom = Browser::new(&program.base);
        assert!(tom.sign_in("tom@harbour.test", PASSWORD).await.has("Your account is protected"));

        // Requests that nobody could answer slow the next ones down; that is forgotten after a day.
        program.pass(DAY, &clock).await;
        // Killed in the midst of it, after so many replies.
        let mut random = [0];
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut random).unwrap();
        let enough = 1 + u64::from(random[0]) % MOST_REPLIES;
        let (replies, mut heard) = watch::channel(0);
        let (base, shared) = (program.base.clone(), Arc::clone(&known));
        let busy =
            tokio::spawn(sign_in_on_and_on(base, user.clone(), phone.clone(), shared, replies));
        // It fails only if nobody is left who could tell.
        heard.wait_for(|count| *count >= enough).await.unwrap();
        let seen = lines(&folder);
        program.kill();
        assert!(busy.await.is_err(), "it goes on until the service is gone");
        assert_eq!(lines(&folder)[..seen.len()], seen, "no line of the log is lost");
    }
    let known = known.lock().unwrap();
    assert!(known.approvals >= ROUNDS / 2 && !known.remembered.is_empty());
}
