//! What changes about an account while a sign-in or a set-up of it is under way counts.
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
use reqwest::Method;
use serde_json::{Value, json};
use support::{ADMIN, Browser, Folder, IDA, PASSWORD, Page, Phone, World};

const TOM: &str = "tom@harbour.test";

/// A service on disk, so that a test can change what no page changes.
async fn world(folder: &Folder) -> World {
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    world.add(TOM, Mfa::Off, Role::User);
    world
}

fn sql(folder: &Folder, sql: &str) {
    let db = rusqlite::Connection::open(folder.0.join("signin.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    assert!(db.execute(sql, []).unwrap() > 0, "{sql}");
}

/// Another password of Tom's and Ida's: a hash of its own, like every one.
const OTHER_PASSWORD: &str = "UPDATE users SET password = (SELECT password FROM users \
    WHERE name = 'admin@harbour.test') WHERE role = 'user'";

/// Browsers whose right password waits to be checked while something happens, and where they end.
async fn meanwhile(
    world: &World,
    browsers: Vec<Browser>,
    user: &'static str,
    happens: impl AsyncFnOnce(),
) -> Vec<(Browser, Page)> {
    let mut held = world.running.service.hold_password_checks().await.unwrap();
    let count = browsers.len();
    let under_way: Vec<_> = browsers
        .into_iter()
        .map(|mut browser| {
            tokio::spawn(async move {
                let page = browser.sign_in(user, PASSWORD).await;
                (browser, page)
            })
        })
        .collect();
    held.until_waiting(count).await;
    happens().await;
    drop(held);
    let mut ended = Vec::new();
    for one in under_way {
        ended.push(one.await.unwrap());
    }
    ended
}

fn browsers(world: &World, count: usize) -> Vec<Browser> {
    (0..count).map(|_| world.browser()).collect()
}

/// Ida's phone, and copies of a browser that is not asked for the number.
async fn remembered(world: &World, count: usize) -> (Phone, Vec<Browser>) {
    let (phone, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    browser.restart();
    assert_eq!(browser.clone().sign_in(IDA, PASSWORD).await.path, "/mail");
    (phone, vec![browser; count])
}

async fn reads_no_mail(browser: &mut Browser) {
    let page = browser.get("/mail").await;
    assert_ne!(page.path, "/mail", "{}", page.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_catches_the_sign_ins_that_wait_for_their_password_a37() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let (phone, mut all) = remembered(&world, 12).await;
    all.extend(browsers(&world, 3));
    let report = async || assert_eq!(phone.report(Value::Null).await.status, 200);
    for (mut browser, page) in meanwhile(&world, all, IDA, report).await {
        assert!(page.has("Your account is protected"), "{} {}", page.path, page.text);
        reads_no_mail(&mut browser).await;
    }
    assert!(phone.requests().await.is_empty(), "and no request reaches the phone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switching_mfa_on_catches_the_sign_ins_that_wait_for_their_password() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let mut admin = world.admin().await;
    let all = browsers(&world, 12);
    let on = async || {
        let page = admin.post("/admin/mfa", &[("user", TOM), ("mfa", "on")]).await;
        assert!(page.has("MFA is switched on."));
    };
    for (mut browser, page) in meanwhile(&world, all, TOM, on).await {
        assert_eq!(page.path, "/signin/more-info");
        reads_no_mail(&mut browser).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_password_or_a_removed_user_catches_them_too() {
    for change in [OTHER_PASSWORD, "DELETE FROM users WHERE name = 'tom@harbour.test'"] {
        let folder = Folder::new();
        let world = world(&folder).await;
        let all = browsers(&world, 6);
        let happens = async || sql(&folder, change);
        for (mut browser, page) in meanwhile(&world, all, TOM, happens).await {
            assert!(page.has("This user name or password is not right"), "{change}");
            reads_no_mail(&mut browser).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_phone_or_forgotten_browsers_catch_the_remembered_ones() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let (phone, all) = remembered(&world, 6).await;
    let mut admin = world.admin().await;
    let forget = async || {
        admin.post("/admin/forget-browsers", &[("user", IDA)]).await;
    };
    for (mut browser, page) in meanwhile(&world, all.clone(), IDA, forget).await {
        let asked = ["/signin/number", "/signin/waiting", "/signin/ended"];
        assert!(asked.contains(&page.path.as_str()), "{}", page.path);
        reads_no_mail(&mut browser).await;
    }
    let unlink = async || {
        let reply = phone.call(Method::DELETE, "/push-mfa/device", None).await;
        assert_eq!(reply.status, 200);
    };
    for (mut browser, page) in meanwhile(&world, all, IDA, unlink).await {
        assert!(page.has("Your account is protected"), "{}", page.path);
        reads_no_mail(&mut browser).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administrators_are_caught_as_well() {
    let to_the_page = async |world: &World, happens: &str, folder: &Folder| {
        let mut held = world.running.service.hold_password_checks().await.unwrap();
        let under_way: Vec<_> = (0..4)
            .map(|_| {
                let mut browser = world.browser();
                tokio::spawn(async move {
                    browser.get("/admin").await;
                    let fields = [("user", ADMIN), ("password", PASSWORD)];
                    let page = browser.post("/admin/signin", &fields).await;
                    (browser, page)
                })
            })
            .collect();
        held.until_waiting(4).await;
        sql(folder, happens);
        drop(held);
        let mut paths = Vec::new();
        for one in under_way {
            let (mut browser, page) = one.await.unwrap();
            assert_ne!(browser.get("/admin").await.path, "/admin", "{happens}");
            paths.push(page.path);
        }
        paths
    };
    for (happens, path) in [
        ("UPDATE users SET role = 'user' WHERE role = 'admin'", "/admin/signin"),
        ("UPDATE users SET blocked_at = 1 WHERE role = 'admin'", "/signin/ended"),
        ("UPDATE users SET mfa = 'on' WHERE role = 'admin'", "/signin/more-info"),
        ("DELETE FROM users WHERE role = 'admin'", "/admin/signin"),
    ] {
        let folder = Folder::new();
        let world = world(&folder).await;
        assert_eq!(to_the_page(&world, happens, &folder).await, vec![path; 4], "{happens}");
    }
}

#[tokio::test]
async fn a_block_another_password_and_a_lost_role_count_on_the_next_page() {
    for change in [
        "UPDATE users SET blocked_at = 1",
        "UPDATE users SET password = 'another'",
        "DELETE FROM users",
    ] {
        let folder = Folder::new();
        let world = world(&folder).await;
        let (mut tom, mut admin) = (world.browser(), world.admin().await);
        assert_eq!(tom.sign_in(TOM, PASSWORD).await.path, "/mail");
        let (_, mut on_the_way) = world.set_up().await;
        assert_eq!(on_the_way.get("/signin").await.path, "/signin/stay");
        sql(&folder, change);
        assert_eq!(
            on_the_way.news("/signin/events", "APPROVED").await["status"],
            match change {
                "UPDATE users SET blocked_at = 1" => "USER_LOCKED_OUT",
                _ => "NOT_FOUND",
            }
        );
        let page = on_the_way.post("/signin/stay", &[("stay", "yes")]).await;
        assert_ne!(page.path, "/mail");
        reads_no_mail(&mut on_the_way).await;
        assert_eq!(tom.get("/mail").await.path, "/signin", "{change}");
        assert_eq!(admin.get("/admin").await.path, "/admin/signin", "{change}");
        let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
        assert_eq!(page.path, "/admin/signin");
    }
    let folder = Folder::new();
    let world = world(&folder).await;
    let mut admin = world.admin().await;
    sql(&folder, "UPDATE users SET role = 'user'");
    assert_eq!(admin.get("/admin").await.path, "/admin/signin");
}

#[tokio::test]
async fn a_number_typed_after_the_password_changed_signs_nobody_in() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    sql(&folder, OTHER_PASSWORD);
    phone.approve(&request, &number).await;
    assert_eq!(browser.get("/signin").await.path, "/signin");
    reads_no_mail(&mut browser).await;
}

#[tokio::test]
async fn an_answer_for_a_blocked_account_is_refused() {
    let folder = Folder::new();
    let world = world(&folder).await;
    let (phone, _) = world.set_up().await;
    let (mut browser, number) = world.at_number().await;
    let request = phone.only_request().await;
    sql(&folder, "UPDATE users SET blocked_at = 1");
    let reply = phone.approve(&request, &number).await;
    assert_eq!((reply.status, reply.code()), (403, "blocked"));
    assert!(browser.get("/signin").await.has("Your account is protected"));
}

/// What the account does not want any more while a phone is being set up.
async fn ends_the_set_up(world: &World, change: impl AsyncFn(&mut Browser)) {
    let mut admin = world.admin().await;
    // A code on the page, a claimed one, and one whose number is shown.
    let (mut shown, mut claimed, mut trying) =
        (world.at_code().await, world.at_code().await, world.at_code().await);
    let mut phones: Vec<Phone> = (0..3).map(|_| world.phone()).collect();
    let codes = [shown.code().await, claimed.code().await, trying.code().await];
    for (at, phone) in phones.iter_mut().enumerate() {
        phone.label = format!("Phone {at}");
        phone.open(&codes[at]).await;
        phone.fetch_token().await;
    }
    assert_eq!(phones[1].complete(&phones[1].completion()).await.status, 200);
    let completion = phones[2].completion();
    assert_eq!(phones[2].complete(&completion).await.status, 200);
    let number = trying.post("/signin/setup/scan", &[]).await.number();
    let request = phones[2].only_request().await;
    change(&mut admin).await;

    assert_eq!(phones[2].complete(&completion).await.code(), "already_used");
    assert_ne!(phones[2].approve(&request, &number).await.status, 200, "the phone is not in use");
    assert_ne!(phones[0].complete(&phones[0].completion()).await.status, 200);
    assert_eq!(phones[0].fetch(&codes[0]).await.status, 410);
    for browser in [&mut shown, &mut claimed, &mut trying] {
        let page = browser.get("/signin").await;
        assert!(matches!(page.path.as_str(), "/signin" | "/signin/ended"), "{}", page.path);
        reads_no_mail(browser).await;
    }
    for phone in &phones {
        assert_eq!(phone.list().await.code(), "unlinked");
    }
    let users = world.running.service.users().unwrap();
    let ida = users.iter().find(|user| user.name == IDA).unwrap();
    assert_ne!(ida.mfa, Mfa::Enforced);
}

#[tokio::test]
async fn switching_mfa_off_ends_the_set_up() {
    let folder = Folder::new();
    let world = world(&folder).await;
    ends_the_set_up(&world, async |admin| {
        admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    })
    .await;
    // Nobody has to wait: the password alone is enough now.
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/mail");
}

#[tokio::test]
async fn another_password_or_a_block_ends_the_set_up() {
    for change in
        [OTHER_PASSWORD, "UPDATE users SET blocked_at = 1 WHERE name = 'ida@harbour.test'"]
    {
        let folder = Folder::new();
        let world = world(&folder).await;
        ends_the_set_up(&world, async |_| sql(&folder, change)).await;
    }
}

#[tokio::test]
async fn browsers_are_forgotten_with_the_last_phone_and_when_mfa_is_switched_off_a53() {
    let world = World::new().await;
    let (phone, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    browser.restart();
    let mut admin = world.admin().await;
    for mfa in ["off", "on"] {
        let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", mfa)]).await;
        assert!(!page.has("Firefox 140 · Windows <"), "{mfa}");
    }
    let page = browser.clone().sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/number", "off and on does not bring them back");

    // Said yes to while it was off: that is not kept for later either.
    let request = phone.only_request().await;
    let mut late = browser.clone();
    let page = late.sign_in(IDA, PASSWORD).await;
    assert_eq!(phone.approve(&request, "00").await.code(), "superseded");
    assert_eq!(phone.approve(&phone.only_request().await, &page.number()).await.status, 200);
    assert_eq!(late.get("/signin").await.path, "/signin/stay");
    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    assert_eq!(late.post("/signin/stay", &[("stay", "yes")]).await.path, "/mail");
    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "on")]).await;
    late.restart();
    let page = late.sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/number");

    // The last phone goes, and another one comes.
    assert_eq!(phone.approve(&phone.only_request().await, &page.number()).await.status, 200);
    late.get("/signin").await;
    late.post("/signin/stay", &[("stay", "yes")]).await;
    assert!(admin.get("/admin").await.has("Firefox 140 · Windows"));
    assert_eq!(phone.call(Method::DELETE, "/push-mfa/device", None).await.status, 200);
    for mfa in ["off", "on"] {
        admin.post("/admin/mfa", &[("user", IDA), ("mfa", mfa)]).await;
    }
    world.set_up().await;
    late.restart();
    assert_eq!(late.sign_in(IDA, PASSWORD).await.path, "/signin/number");
}

#[tokio::test]
async fn a_forgotten_browser_promises_nothing_any_more_a53() {
    let world = World::new().await;
    let (_, mut first) = world.set_up().await;
    let page = first.post("/signin/stay", &[("stay", "yes")]).await;
    assert!(page.has("With <bdi>Ida") && page.has("On 22 February 2026"));
    let mut second = first.clone();
    second.restart();
    let page = second.sign_in(IDA, PASSWORD).await;
    assert!(page.has("which is remembered") && page.has("On 22 February 2026"), "{}", page.text);
    let mut admin = world.admin().await;
    admin.post("/admin/forget-browsers", &[("user", IDA)]).await;
    for browser in [&mut first, &mut second] {
        let page = browser.get("/mail").await;
        assert!(page.has("At the next sign-in") && !page.has("22 February"), "{}", page.text);
        assert!(!page.has("which is remembered"));
    }
    // Where no number is asked for, nothing is said about one.
    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    assert!(!first.get("/mail").await.has("asks again"));
}

#[tokio::test]
async fn the_last_phone_alone_takes_its_browsers_along() {
    let world = World::new().await;
    let (phone, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    let mut admin = world.admin().await;
    let listed = |page: &Page| page.has("Forget the browsers");
    assert!(listed(&admin.get("/admin").await));
    phone.call(Method::DELETE, "/push-mfa/device", None).await;
    assert!(!listed(&admin.get("/admin").await));
}
