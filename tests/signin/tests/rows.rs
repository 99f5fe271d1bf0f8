//! Who only looks leaves nothing behind, and what has had its time goes.
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

use countersign_signin::{Config, Organisation};
use rusqlite::Connection;
use serde_json::json;
use support::browser::form;
use support::phone::uuid;
use support::{Folder, IDA, PASSWORD, World};

async fn world(folder: &Folder) -> World {
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    World::with(config).await
}

/// How many rows each table has.
fn rows(folder: &Folder) -> Vec<(String, i64)> {
    let db = Connection::open(folder.0.join("signin.sqlite")).unwrap();
    let mut tables = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        .unwrap();
    let names: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let count = |name: String| {
        let sql = format!("SELECT count(*) FROM {name}");
        let count = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        (name, count)
    };
    names.into_iter().map(count).collect()
}

fn of(rows: &[(String, i64)], table: &str) -> i64 {
    rows.iter().find(|(name, _)| name == table).unwrap().1
}

#[tokio::test]
async fn looking_at_pages_writes_no_row() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let before = rows(&folder);
    for path in [
        "/",
        "/signin",
        "/mail",
        "/admin",
        "/admin/signin",
        "/signin/setup/scan",
        "/signin/setup/scan/qr.png",
        "/signin/number",
        "/signin/pass",
        "/phones",
        "/phones/confirm",
        "/admin/pass",
        "/admin/confirm",
        "/signin/too-old",
        "/nothing",
    ] {
        world.browser().get(path).await;
    }
    assert_eq!(world.browser().news("/signin/events", "").await["status"], "NOT_FOUND");
    let phone = world.phone();
    let code = format!("x#request_uri={}/push-mfa/enroll/request-token/{}", phone.rb, uuid());
    phone.fetch(&code).await;
    phone.ask_token("wrong", None, |_| {}).await;
    assert_eq!(rows(&folder), before);

    // Nor does a form that leads nowhere: an empty one, one without its token.
    let mut browser = world.browser();
    browser.sign_in("", "").await;
    let body = form(&[("user", IDA), ("password", PASSWORD)]);
    world.browser().post_raw("/signin", body.clone(), &[]).await;
    world.browser().post_raw("/admin/signin", body, &[]).await;
    assert_eq!(rows(&folder), before);
    // An unknown user is counted as everybody is, for a day, and leaves no name.
    browser.sign_in("nobody@harbour.test", PASSWORD).await;
    let counted = rows(&folder);
    for (table, more) in [("wrong_passwords", 1), ("wrong_from", 1), ("audit", 0), ("sessions", 0)]
    {
        assert_eq!(of(&counted, table), of(&before, table) + more, "{table}");
    }
    let file = std::fs::read(folder.0.join("signin.sqlite-wal")).unwrap();
    assert!(!file.windows(6).any(|bytes| bytes == b"nobody"));
    // A wrong password of somebody who exists is a line of the log, and the right one a session.
    browser.sign_in(IDA, "wrong").await;
    let wrong = rows(&folder);
    assert_eq!(of(&wrong, "audit"), of(&before, "audit") + 1);
    assert_eq!(of(&wrong, "sessions"), 0);
    browser.sign_in(IDA, PASSWORD).await;
    assert_eq!(of(&rows(&folder), "sessions"), 1);
}

#[tokio::test]
async fn what_has_had_its_time_is_forgotten() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let (phone, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    let (_, number) = world.at_number().await;
    phone.approve(&phone.only_request().await, &number).await;
    world.browser().sign_in(IDA, "wrong").await;
    let full = rows(&folder);
    for table in [
        "sessions",
        "remembered",
        "seen",
        "answers",
        "requests",
        "enrolments",
        "wrong_passwords",
        "wrong_from",
    ] {
        assert!(of(&full, table) > 0, "{table}");
    }
    for (after, gone) in [
        (1800, vec!["seen", "answers", "wrong_from"]),
        (12 * 3600, vec!["sessions"]),
        (25 * 3600, vec!["requests", "enrolments", "wrong_passwords"]),
        (90 * 24 * 3600, vec!["remembered"]),
    ] {
        world.advance(after);
        world.browser().get("/signin").await;
        let now = rows(&folder);
        for table in gone {
            assert_eq!(of(&now, table), 0, "{table} after {after} s");
        }
    }
    assert_eq!(of(&rows(&folder), "audit"), of(&full, "audit"), "the log stays");
    assert_eq!(of(&rows(&folder), "devices"), 1);
}

#[tokio::test]
async fn a_password_form_outlives_a_restart_of_the_service() {
    let folder = Folder::new();
    let first = world(&folder).await;
    let mut browser = first.browser();
    browser.get("/signin").await;
    first.running.stop().await;
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let again = support::start(config, &first.clock).await;
    browser.base = again.base_url.clone();
    let page = browser.post("/signin", &[("user", IDA), ("password", PASSWORD)]).await;
    assert_eq!(page.path, "/signin/more-info", "{}", page.text);
}
