//! A service that is killed: nothing is approved that was not, counted twice, or lost.
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

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use countersign_signin::testing::LastCommit;
use countersign_signin::{Config, Mfa, NewUser, Organisation, Role, Running};
use rusqlite::Connection;
use serde_json::{Value, json};
use support::{Browser, Folder, IDA, NOW, PASSWORD, Page, Phone, Reply, another};

/// The service was killed: the step got no reply.
struct Killed;

fn alive(page: Page) -> Result<Page, Killed> {
    if page.status == 500 { Err(Killed) } else { Ok(page) }
}

fn answered(reply: Reply) -> Result<Reply, Killed> {
    if reply.status == 500 { Err(Killed) } else { Ok(reply) }
}

/// A folder with a service in it that is started again and again at the same address.
struct Place {
    folder: Folder,
    port: u16,
    clock: Arc<AtomicU64>,
}

impl Place {
    fn new() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: Folder::new(), port, clock: Arc::new(AtomicU64::new(NOW)) }
    }

    /// The same service on a copy of what is there.
    fn copy(&self) -> Self {
        let folder = Folder::new();
        let only_ours = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&folder.0, only_ours).unwrap();
        for name in ["signin.sqlite", "realm.toml"] {
            std::fs::copy(self.folder.0.join(name), folder.0.join(name)).unwrap();
        }
        Self { folder, port: self.port, clock: Arc::clone(&self.clock) }
    }

    async fn start(&self) -> Running {
        let config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], self.port)),
            data: Some(self.folder.0.clone()),
            organisation: Organisation::in_folder(&self.folder.0).unwrap(),
            ..Config::default()
        };
        support::start(config, &self.clock).await
    }

    fn db(&self) -> Connection {
        let db = Connection::open(self.folder.0.join("signin.sqlite")).unwrap();
        db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        db
    }

    fn count(&self, sql: &str) -> i64 {
        self.db().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// All lines of the log, oldest first.
    fn log(&self) -> Vec<(i64, String)> {
        let db = self.db();
        let mut lines = db.prepare("SELECT id, event FROM audit ORDER BY id").unwrap();
        let lines = lines.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        lines.collect::<Result<_, _>>().unwrap()
    }

    fn events(&self, word: &str) -> usize {
        self.log().iter().filter(|(_, event)| event == word).count()
    }
}

/// What its people know, and how far they have come. A step that got no reply is taken again.
struct Story {
    phone: Phone,
    home: Browser,
    /// A signed answer that was sent and not replied to yet.
    sent: Option<(Value, String)>,
    /// Answers that were replied to with yes, and with "wrong number".
    approvals: usize,
    wrong: usize,
    stage: usize,
}

const STAGES: usize = 4;

impl Story {
    async fn go_on(&mut self, place: &Place, seen: &mut Vec<(i64, String)>) -> Result<(), Killed> {
        while self.stage < STAGES {
            match self.stage {
                0 => self.sign_in_and_stay().await?,
                1 => self.remembered().await?,
                2 => self.wrong_number().await?,
                _ => self.report().await?,
            }
            self.stage += 1;
            *seen = place.log();
        }
        Ok(())
    }

    /// The right number, and "Stay signed in?" Yes.
    async fn sign_in_and_stay(&mut self) -> Result<(), Killed> {
        self.approve_again().await?;
        loop {
            let page = alive(self.home.get("/signin").await)?;
            match page.path.as_str() {
                "/signin" => {
                    let fields = [("user", IDA), ("password", PASSWORD)];
                    let page = alive(self.home.post("/signin", &fields).await)?;
                    self.approve(&page).await?;
                }
                "/signin/number" => self.approve(&page).await?,
                "/signin/stay" => {
                    let yes = [("stay", "yes")];
                    let page = alive(self.home.post("/signin/stay", &yes).await)?;
                    if page.path == "/mail" {
                        return Ok(());
                    }
                }
                // The session and what makes it remembered are kept together or not at all.
                "/mail" => return Ok(()),
                other => panic!("{other}: {}", page.text),
            }
        }
    }

    async fn request(&self) -> Result<Value, Killed> {
        let reply = answered(self.phone.list().await)?;
        Ok(reply.body["challenges"][0].clone())
    }

    async fn approve(&mut self, page: &Page) -> Result<(), Killed> {
        assert_eq!(page.path, "/signin/number", "{}", page.text);
        let request = self.request().await?;
        let jws = self.phone.approval(&request, &page.number());
        self.sent = Some((request, jws));
        self.approve_again().await
    }

    /// The identical answer, as long as nothing was heard of it.
    async fn approve_again(&mut self) -> Result<(), Killed> {
        let Some((request, jws)) = self.sent.clone() else { return Ok(()) };
        let reply = answered(self.phone.respond(&request, &jws).await)?;
        assert_eq!((reply.status, &reply.body), (200, &json!({"status": "approved"})));
        self.sent = None;
        self.approvals += 1;
        Ok(())
    }

    async fn remembered(&mut self) -> Result<(), Killed> {
        let mut later = self.home.clone();
        later.restart();
        alive(later.get("/signin").await)?;
        let fields = [("user", IDA), ("password", PASSWORD)];
        let page = alive(later.post("/signin", &fields).await)?;
        assert_eq!(page.path, "/mail", "it is remembered: {}", page.text);
        Ok(())
    }

    async fn wrong_number(&mut self) -> Result<(), Killed> {
        if self.sent.is_none() {
            let mut browser = Browser::new(&self.home.base);
            alive(browser.get("/signin").await)?;
            let fields = [("user", IDA), ("password", PASSWORD)];
            let page = alive(browser.post("/signin", &fields).await)?;
            let request = self.request().await?;
            let jws = self.phone.approval(&request, &another(&page.number()));
            self.sent = Some((request, jws));
        }
        let (request, jws) = self.sent.clone().unwrap();
        let reply = answered(self.phone.respond(&request, &jws).await)?;
        assert_eq!((reply.status, reply.code()), (403, "wrong_number"));
        assert_eq!(reply.body["mismatches"], 1, "counted once");
        self.sent = None;
        self.wrong += 1;
        Ok(())
    }

    async fn report(&mut self) -> Result<(), Killed> {
        let (_, jws) = self.sent.get_or_insert_with(|| {
            let claims = self.phone.report_claims(Value::Null);
            (Value::Null, self.phone.key.sign("cs-report+jwt", &claims))
        });
        let body = Some(json!({"token": jws}));
        let call = self.phone.call(reqwest::Method::POST, "/push-mfa/login/lockout", body);
        assert_eq!(answered(call.await)?.status, 200);
        self.sent = None;
        Ok(())
    }
}

/// A service with Ida and her phone, to be copied.
async fn prepared() -> (Place, Phone) {
    let place = Place::new();
    let running = place.start().await;
    let user = NewUser { name: IDA, password: PASSWORD, mfa: Mfa::On, role: Role::User };
    running.service.add_user(&user).unwrap();
    let world = support::World { running, clock: Arc::clone(&place.clock) };
    let (phone, _) = world.set_up().await;
    world.running.stop().await;
    // All of it in one file, and nobody on the way.
    let db = place.db();
    db.execute("DELETE FROM sessions", []).unwrap();
    db.pragma_update(None, "journal_mode", "DELETE").unwrap();
    drop(db);
    (place, phone)
}

/// Plays the story on a copy, with a service that is killed at its `nth` commit, and to its end with
/// the one that is started in its place. Returns how many commits there were, when none was the last.
async fn play(prepared: &(Place, Phone), nth: u64, last: LastCommit) -> Option<u64> {
    let place = prepared.0.copy();
    let running = place.start().await;
    assert!(running.service.end_at_commit(nth, last));
    let mut story = Story {
        phone: prepared.1.clone(),
        home: Browser::new(&running.base_url),
        sent: None,
        approvals: 0,
        wrong: 0,
        stage: 0,
    };
    let before = place.events("approved");
    let mut seen = place.log();
    let killed = story.go_on(&place, &mut seen).await.is_err();
    let commits = running.service.commits();
    running.stop().await;
    if killed {
        let now = place.log();
        assert_eq!(now[..seen.len()], seen, "no line of the log is lost");
        // At most what was sent and not replied to counts beside what was replied to.
        let open = usize::from(story.sent.is_some());
        let approved = place.events("approved") - before;
        assert!((story.approvals..=story.approvals + open).contains(&approved));
        let running = place.start().await;
        assert!(story.go_on(&place, &mut seen).await.is_ok(), "it goes on");
        // Who is blocked stays it, whoever starts again.
        let page = story.home.get("/mail").await;
        assert_eq!(page.path, "/signin");
        let page = story.home.post("/signin", &[("user", IDA), ("password", PASSWORD)]).await;
        assert!(page.has("Your account is protected"), "{}", page.text);
        running.stop().await;
    }
    assert_eq!(place.events("approved") - before, story.approvals, "no approval counts twice");
    let open = "SELECT count(*) FROM requests WHERE status = 'APPROVED' AND purpose = 'login'";
    assert_eq!(place.count(open), i64::try_from(story.approvals).unwrap());
    assert_eq!((place.events("wrong_number"), story.wrong), (1, 1));
    assert_eq!(place.events("reported"), 1);
    assert_eq!(place.count("SELECT count(*) FROM users WHERE blocked_at IS NOT NULL"), 1);
    assert_eq!(place.count("SELECT count(*) FROM remembered"), 0, "the report has forgotten them");
    (!killed).then_some(commits)
}

#[tokio::test]
async fn a_service_that_is_killed_at_any_commit_counts_nothing_twice_and_loses_nothing_a86() {
    let prepared = prepared().await;
    let commits = play(&prepared, u64::MAX, LastCommit::Kept).await.unwrap();
    assert!(commits > 20, "{commits}");
    for nth in 1..=commits {
        for last in [LastCommit::Lost, LastCommit::Kept] {
            assert_eq!(play(&prepared, nth, last).await, None, "{nth} {last:?}");
        }
    }
}
