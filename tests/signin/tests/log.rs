//! The whole log: looked through, paged, taken along.
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

use countersign_signin::{Config, Mfa, Organisation, Role};
use serde_json::Value;
use support::{ADMIN, Browser, Folder, IDA, NOW, PASSWORD, Page, World, another};

const TOM: &str = "tom@harbour.test";

/// A day in seconds.
const DAY: u64 = 86_400;

/// Users and outcomes of the lines on the page.
fn lines(page: &Page) -> Vec<(String, String)> {
    let rows = page.text.split("<tbody>").nth(1).map_or("", |rest| rest);
    let cell = |row: &str, label: &str| {
        let (_, rest) = row.split_once(&format!("data-label=\"{label}\">")).unwrap();
        let (cell, _) = rest.split_once("</td>").unwrap();
        let words = cell.split(['<', '>']).collect::<Vec<_>>();
        words[2].to_owned()
    };
    rows.split("<tr>").skip(1).map(|row| (cell(row, "User"), cell(row, "What"))).collect()
}

/// The way to another page of the log, if there is one.
fn way(page: &Page, rel: &str) -> Option<String> {
    let (_, rest) = page.text.split_once(&format!("rel=\"{rel}\" href=\""))?;
    Some(rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
}

/// Writes lines of a year ago into the log, as the service would: so many, for each of two people.
fn busy(folder: &Folder, each: u64) {
    let mut db = rusqlite::Connection::open(folder.0.join("signin.sqlite")).unwrap();
    let all = db.transaction().unwrap();
    let then = i64::try_from(NOW - 365 * DAY).unwrap();
    for _ in 0..each {
        for name in [IDA, TOM] {
            let line = "INSERT INTO audit (at, user, event, device, browser)
                VALUES (?1, ?2, 'wrong_number', 'A phone', 'Firefox 140 · Windows')";
            all.execute(line, rusqlite::params![then, name]).unwrap();
        }
    }
    all.commit().unwrap();
}

async fn in_folder(folder: &Folder) -> World {
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    World::with(Config { data: Some(folder.0.clone()), organisation, ..Config::default() }).await
}

async fn world_with_tom() -> World {
    let world = World::new().await;
    world.add(TOM, Mfa::Off, Role::User);
    world
}

#[tokio::test]
async fn the_log_is_looked_through_by_user_outcome_and_days_a85() {
    let world = world_with_tom().await;
    for name in [IDA, TOM] {
        assert_eq!(world.browser().sign_in(name, "wrong").await.path, "/signin");
    }
    world.advance(DAY);
    world.browser().sign_in(TOM, PASSWORD).await;
    world.advance(DAY);
    world.browser().sign_in(TOM, "wrong").await;
    let mut admin = world.admin().await;

    let all = lines(&admin.get("/admin/log").await);
    assert_eq!(all.len(), 5, "{all:?}");
    let wrong = |name: &str| (name.to_owned(), "Wrong password".to_owned());
    let password = |name: &str| (name.to_owned(), "Password only".to_owned());
    assert_eq!(all[..3], [password(ADMIN), wrong(TOM), password(TOM)]);

    // A part of the name is enough, in any case.
    let page = admin.get("/admin/log?user=TOM%40&outcome=&from=&to=").await;
    assert_eq!(lines(&page), [wrong(TOM), password(TOM), wrong(TOM)]);
    assert!(page.has("3 lines fit."), "{}", page.text);
    assert!(page.has("value=\"TOM@\""));
    let page = admin.get("/admin/log?outcome=wrong_password&user=ida").await;
    assert_eq!(lines(&page), [wrong(IDA)]);
    assert!(page.has("1 line fits."));
    assert!(page.has("<option value=\"wrong_password\" selected>Wrong password</option>"));
    // Days are whole and in UTC; the last one is included.
    for (days, found) in [
        ("from=2025-11-25&to=2025-11-25", vec![password(TOM)]),
        ("from=2025-11-26", vec![password(ADMIN), wrong(TOM)]),
        ("to=2025-11-23", vec![]),
        ("to=2025-11-25&user=tom&outcome=password_only", vec![password(TOM)]),
    ] {
        assert_eq!(lines(&admin.get(&format!("/admin/log?{days}")).await), found, "{days}");
    }
    // No sign of a name is a wild card, and none ends the question.
    for user in ["%25", "_om", "'%20OR%201=1--", "tom%27"] {
        let page = admin.get(&format!("/admin/log?user={user}")).await;
        assert!(lines(&page).is_empty() && page.has("No line fits."), "{user}");
    }
    // What is no search finds nothing and says why, so that nobody takes all for what fits.
    for (asked, said) in [
        ("outcome=nonsense", "no such outcome"),
        ("from=24-11-2025", "The first day is not a date"),
        ("to=2025-02-30", "The last day is not a date"),
        ("from=2025-11-25&to=2025-11-24", "The last day is before the first day"),
    ] {
        let page = admin.get(&format!("/admin/log?{asked}")).await;
        assert!(page.has(said) && page.has("<title>Error: Log"), "{asked}: {}", page.text);
        assert!(lines(&page).is_empty() && !page.has("log.csv"), "{asked}");
        let page = admin.get(&format!("/admin/log.csv?{asked}")).await;
        assert!(page.path == "/admin/log" && page.has(said), "{asked}: {}", page.path);
    }
}

#[tokio::test]
async fn a_long_log_is_paged_and_new_lines_move_nothing_a85() {
    let folder = Folder::new();
    let world = in_folder(&folder).await;
    busy(&folder, 60);
    let mut admin = world.admin().await;
    let first = admin.get("/admin/log?user=harbour").await;
    assert!(first.has("121 lines fit."), "{}", first.text);
    assert_eq!(lines(&first).len(), 50);
    assert!(way(&first, "prev").is_none());
    let second = admin.get(&way(&first, "next").unwrap()).await;
    // What happens meanwhile does not push a line to the next page.
    busy(&folder, 1);
    let third = admin.get(&way(&second, "next").unwrap()).await;
    assert_eq!([&second, &third].map(|page| lines(page).len()), [50, 21]);
    assert!(way(&third, "next").is_none());
    // Back again: a page is as full as it can be.
    let mut page = third;
    for newer in ["the second", "the first and what came meanwhile", "the newest"] {
        page = admin.get(&way(&page, "prev").expect(newer)).await;
        assert_eq!(lines(&page).len(), 50, "{newer}");
    }
    assert!(way(&page, "prev").is_none());
    assert_eq!(lines(&page)[0].0, TOM);
    // Addresses that nobody was given.
    for place in ["before=0", "before=x", "after=999999", "after=-9223372036854775808"] {
        let page = admin.get(&format!("/admin/log?{place}")).await;
        assert_eq!((page.status, lines(&page).len()), (200, 50), "{place}");
    }
}

/// A file as it came, with its headers.
async fn file(browser: &Browser, path: &str) -> (reqwest::header::HeaderMap, String) {
    let reply = browser.fetch(path).await;
    assert_eq!(reply.status(), 200);
    (reply.headers().clone(), reply.text().await.unwrap())
}

#[tokio::test]
async fn what_fits_is_taken_along_as_csv_or_json_lines_a85() {
    let folder = Folder::new();
    let world = in_folder(&folder).await;
    // More than are read at once, so that no seam shows.
    busy(&folder, 260);
    let admin = world.admin().await;
    let (headers, csv) = file(&admin, "/admin/log.csv?user=harbour").await;
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8; header=present");
    let name = "attachment; filename=\"sign-in-log-2025-11-24.csv\"";
    assert_eq!(headers["content-disposition"], name);
    assert_eq!(headers["cache-control"], "no-store");
    let rows: Vec<&str> = csv.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 1 + 521);
    assert!(rows[0].starts_with("\"Time (UTC)\",\"User\",\"What\","), "{}", rows[0]);
    assert!(rows[1].starts_with("\"2024-11-24 16:00:00\",\"ida@harbour.test\",\"Wrong number\","));
    assert!(rows[521].contains("\"admin@harbour.test\",\"Password only\""), "{}", rows[521]);

    let (headers, text) = file(&admin, "/admin/log.jsonl?user=tom&outcome=wrong_number").await;
    assert_eq!(headers["content-type"], "application/jsonl");
    let objects: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 260);
    assert!(objects.iter().all(|line| line["user"] == TOM && line["event"] == "wrong_number"));
    assert!(objects.is_sorted_by_key(|line| line["id"].as_i64()));
    assert_eq!(objects[0]["at"], "2024-11-24T16:00:00Z");
    // Nothing fits: a table with its head, and no line.
    let (_, csv) = file(&admin, "/admin/log.csv?user=nobody").await;
    assert_eq!(csv.split_terminator("\r\n").count(), 1);
    assert_eq!(file(&admin, "/admin/log.jsonl?user=nobody").await.1, "");
}

#[tokio::test]
async fn no_secret_is_in_what_is_taken_along_a85() {
    let world = World::new().await;
    let (phone, mut browser) = world.set_up().await;
    let mut secrets = vec![PASSWORD.to_owned(), browser.csrf.clone()];
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    secrets.extend(browser.cookies.values().cloned());
    browser.restart();
    browser.sign_in(IDA, PASSWORD).await;
    let mut numbers = Vec::new();
    for right in [true, false] {
        let (at_number, number) = world.at_number().await;
        let request = phone.only_request().await;
        let typed = if right { number.clone() } else { another(&number) };
        phone.approve(&request, &typed).await;
        secrets.push(request["cid"].as_str().unwrap().to_owned());
        secrets.extend(at_number.cookies.values().cloned());
        numbers.push(number);
    }
    // The wrong number makes the next request wait, and a code does not.
    let mut by_code = world.browser();
    by_code.sign_in(IDA, PASSWORD).await;
    by_code.post("/signin/another-way", &[]).await;
    let code = phone.code(0);
    assert_eq!(by_code.post("/signin/code", &[("code", &code)]).await.path, "/signin/stay");
    secrets.extend([code, by_code.csrf.clone()]);
    world.advance(10);
    world.at_number().await;
    phone.deny(&phone.only_request().await, "unknown_trigger").await;
    phone.report(Value::Null).await;
    let mut helper = world.admin().await;
    helper.post("/admin/unblock", &[("user", IDA), ("reason", "talked to Ida")]).await;
    let page = helper.post("/admin/pass", &[("user", IDA)]).await;
    let (_, pass) = page.text.split_once("class=\"pass\"><span>").unwrap();
    let pass = pass.split('<').next().unwrap();
    secrets.extend([pass.to_owned(), pass.replace('-', "")]);
    secrets
        .extend([&phone.token, &phone.secret, &phone.credential, &phone.device].map(Clone::clone));
    let admin = world.admin().await;
    secrets.extend(admin.cookies.values().cloned());
    for path in ["/admin/log.csv", "/admin/log.jsonl", "/admin/log"] {
        let (_, text) = file(&admin, path).await;
        for word in ["ida@harbour.test", "Ida", "core/0.1.0; test/0.1.0"] {
            assert!(text.contains(word), "{word} is not in {path}");
        }
        for secret in &secrets {
            assert!(secret.len() >= 6, "{secret}");
            assert!(!text.contains(secret.as_str()), "{path} tells {secret}");
        }
        // Whole cells: a number of two digits stands in many a time.
        let cells: Vec<&str> =
            text.split(['<', '>', ',', '\n']).map(|cell| cell.trim().trim_matches('"')).collect();
        if path != "/admin/log.jsonl" {
            assert!(
                !cells.iter().any(|cell| numbers.iter().any(|number| number == cell)),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn only_administrators_see_the_log_or_take_it_along_a85() {
    let world = world_with_tom().await;
    for path in ["/admin/log", "/admin/log.csv", "/admin/log.jsonl"] {
        let mut nobody = world.browser();
        assert_eq!(nobody.get(path).await.path, "/admin/signin", "{path}");
        let mut tom = world.browser();
        tom.sign_in(TOM, PASSWORD).await;
        assert_eq!(tom.get(path).await.path, "/admin/signin", "{path}");
        let mut admin = world.admin().await;
        assert_eq!(admin.get(path).await.path, path);
        admin.post("/admin/sign-out", &[]).await;
        assert_eq!(admin.get(path).await.path, "/admin/signin", "{path}");
    }
}
