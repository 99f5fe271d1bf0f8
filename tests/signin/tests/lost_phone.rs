//! A lost phone: the one-time pass of IT, and the commands on the data folder.
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
use support::{ADMIN, Browser, Folder, IDA, PASSWORD, Page, Phone, World, program};

/// The pass that a page or a command shows.
fn pass_in(text: &str) -> String {
    let shaped = |word: &&str| {
        word.len() == 19
            && word.bytes().enumerate().all(|(at, b)| match at {
                4 | 9 | 14 => b == b'-',
                _ => b.is_ascii_digit() || b.is_ascii_uppercase(),
            })
    };
    let words: Vec<&str> = text.split(['<', '>', ' ', '\n']).filter(shaped).collect();
    assert_eq!(words.len(), 1, "one pass in {text}");
    words[0].to_owned()
}

async fn issue(admin: &mut Browser) -> String {
    admin.get("/admin").await;
    let page = admin.post("/admin/pass", &[("user", IDA)]).await;
    assert_eq!(page.path, "/admin/pass", "{}", page.text);
    pass_in(&page.text)
}

/// A browser that is asked for the pass.
async fn at_pass(world: &World) -> Browser {
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.path == "/signin/pass" && page.has("Type your one-time pass"), "{}", page.text);
    browser
}

/// From the page after the pass to a phone in use.
async fn set_up(world: &World, browser: &mut Browser) -> Phone {
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let page = browser.post("/signin/setup/scan", &[]).await;
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &page.number()).await.status, 200);
    assert_eq!(browser.get("/signin").await.path, "/signin/setup/done");
    browser.post("/signin/setup/done", &[]).await;
    assert_eq!(browser.post("/signin/stay", &[("stay", "no")]).await.path, "/mail");
    phone
}

#[tokio::test]
async fn a_one_time_pass_sets_up_a_new_phone_once_and_the_old_one_stops_a52() {
    let world = World::new().await;
    let (old, mut own) = world.signed_in().await;
    let (mut waiting, number) = world.at_number().await;
    let request = old.only_request().await;
    let mut admin = world.admin().await;
    let pass = issue(&mut admin).await;
    // The old phone stops when it is issued, and so does whatever it let in.
    assert_eq!(old.list().await.code(), "unlinked");
    assert_eq!(old.approve(&request, &number).await.code(), "unlinked");
    assert_eq!(own.get("/mail").await.path, "/signin");
    assert_eq!(waiting.get("/signin").await.path, "/signin");
    assert_eq!(admin.get("/admin/pass").await.path, "/admin", "it is shown once");
    let page = admin.get("/admin").await;
    assert!(page.has("A one-time pass was issued") && !page.text.contains(&pass));

    let mut browser = at_pass(&world).await;
    let mut other = at_pass(&world).await;
    let page =
        browser.post("/signin/pass", &[("pass", &pass.to_lowercase().replace('-', " "))]).await;
    assert_eq!(page.path, "/signin/setup/app", "{}", page.text);
    assert!(other.post("/signin/pass", &[("pass", &pass)]).await.path != "/signin/setup/app");
    let mut late = world.browser();
    assert!(late.sign_in(IDA, PASSWORD).await.has("Your account is protected"), "used up");
    let new = set_up(&world, &mut browser).await;
    assert_eq!(new.list().await.body["countersign"]["account"], "active");
    assert_eq!(old.list().await.code(), "unlinked");
    // The request that ended with the old phone makes the next one wait.
    world.advance(10);
    let (_, number) = world.at_number().await;
    assert_eq!(new.approve(&new.only_request().await, &number).await.status, 200);

    let page = admin.get("/admin").await;
    let log = page.text.split_once("<tbody>").unwrap().1;
    for word in ["One-time pass issued", "One-time pass used", "Phone removed"] {
        assert!(log.contains(&format!(">{word}<")), "{word}");
    }
    for secret in [pass.clone(), pass.replace('-', "")] {
        assert!(!page.text.contains(&secret));
    }
}

#[tokio::test]
async fn a_pass_is_good_for_its_life_and_no_longer_a52() {
    for life in [3600, 600] {
        let organisation = Organisation { pass_life: life, ..Organisation::default() };
        let world = World::with(Config { organisation, ..Config::default() }).await;
        world.set_up().await;
        let mut admin = world.admin().await;
        let pass = issue(&mut admin).await;
        world.advance(life.unsigned_abs() - 1);
        let mut browser = at_pass(&world).await;
        world.advance(1);
        let page = browser.post("/signin/pass", &[("pass", &pass)]).await;
        assert_eq!(page.path, "/signin", "{}", page.text);
        assert!(world.browser().sign_in(IDA, PASSWORD).await.has("Your account is protected"));
        // Another one helps, and the older one does not.
        let newer = issue(&mut admin).await;
        let mut browser = at_pass(&world).await;
        let page = browser.post("/signin/pass", &[("pass", &pass)]).await;
        assert!(page.has("This is not the pass"), "{}", page.text);
        let page = browser.post("/signin/pass", &[("pass", &newer)]).await;
        assert_eq!(page.path, "/signin/setup/app");
    }
}

#[tokio::test]
async fn a_pass_that_another_administrator_replaced_is_not_shown_a52() {
    let world = World::new().await;
    world.set_up().await;
    let mut slow = world.admin().await;
    let mut quick = world.admin().await;
    quick.get("/admin").await;
    slow.get("/admin").await;
    // Their page comes up only after somebody else has issued one too.
    assert_eq!(slow.post_only("/admin/pass", &[("user", IDA)]).await, 303);
    let pass = issue(&mut quick).await;
    let page = slow.get("/admin/pass").await;
    assert_eq!(page.path, "/admin", "{}", page.text);
    let mut browser = at_pass(&world).await;
    let page = browser.post("/signin/pass", &[("pass", &pass)]).await;
    assert_eq!(page.path, "/signin/setup/app", "{}", page.text);
}

#[tokio::test]
async fn a_pass_without_the_password_or_a_guessed_one_leads_nowhere_a52() {
    let world = World::new().await;
    world.set_up().await;
    let mut admin = world.admin().await;
    let pass = issue(&mut admin).await;
    let page = world.browser().sign_in(IDA, &pass).await;
    assert!(page.has("not right"), "{}", page.text);
    // The password alone sets up nothing in the meantime.
    let mut browser = at_pass(&world).await;
    for path in ["/signin/setup/new-code", "/signin/setup/prepare", "/signin/more-info"] {
        assert_eq!(browser.post(path, &[]).await.path, "/signin/pass", "{path}");
    }
    for wrong in ["", "1", "0000-0000-0000-0000", "UUUU-UUUU-UUUU-UUUU"] {
        let page = browser.post("/signin/pass", &[("pass", wrong)]).await;
        assert!(page.path == "/signin/pass" && page.has("This is not the pass"), "{wrong}");
    }
    for _ in 0..6 {
        browser.post("/signin/pass", &[("pass", "0000-0000-0000-0000")]).await;
    }
    // Ten wrong ones end it.
    let page = browser.post("/signin/pass", &[("pass", &pass)]).await;
    assert_ne!(page.path, "/signin/setup/app");
    assert!(world.browser().sign_in(IDA, PASSWORD).await.has("Your account is protected"));
    let log = admin.get("/admin").await;
    assert_eq!(log.text.matches(">Wrong one-time pass<").count(), 10);
}

#[tokio::test]
async fn the_set_up_of_a_pass_ends_with_its_browser_a52() {
    let world = World::new().await;
    world.set_up().await;
    let mut admin = world.admin().await;
    let pass = issue(&mut admin).await;
    let mut browser = at_pass(&world).await;
    browser.post("/signin/pass", &[("pass", &pass)]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let code = browser.code().await;
    let mut thief = world.phone();
    assert_eq!(thief.open(&code).await.status, 200);
    // A newer pass takes over.
    issue(&mut admin).await;
    thief.fetch_token().await;
    assert_ne!(thief.complete(&thief.completion()).await.status, 200);
    assert_eq!(browser.get("/signin").await.path, "/signin");
}

#[tokio::test]
async fn nobody_gives_a_pass_where_none_is_wanted() {
    let world = World::new().await;
    world.add("tom@harbour.test", Mfa::Off, Role::User);
    let (phone, _) = world.set_up().await;
    phone.report(serde_json::Value::Null).await;
    let mut admin = world.admin().await;
    for (user, said) in [
        ("tom@harbour.test", "without MFA the password alone signs in"),
        (IDA, "unblock the account first"),
        (ADMIN, "another administrator"),
        ("nobody@harbour.test", "this user is not there any more"),
    ] {
        let page = admin.post("/admin/pass", &[("user", user)]).await;
        assert!(page.path == "/admin" && page.has(said), "{user}: {}", page.text);
    }
    assert_eq!(phone.list().await.status, 200, "no phone was removed");
}

/// A service on disk whose clock follows the system's, by which the command goes.
async fn on_disk(folder: &Folder) -> World {
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    let now = std::fs::metadata(&folder.0).unwrap().modified().unwrap();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    world.advance(now - world.now());
    world
}

/// `countersign-signin --data DIR user ...`: exit status and what it said.
fn user(folder: &Folder, arguments: &[&str]) -> (i32, String) {
    let data = folder.0.to_str().unwrap();
    let done = program().args(["--data", data, "user"]).args(arguments).output().unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    (done.status.code().unwrap(), said)
}

#[tokio::test]
async fn the_last_administrator_is_never_locked_out_a83() {
    const ROOT: &str = "root@harbour.test";
    let folder = Folder::new();
    let world = on_disk(&folder).await;
    world.add(ROOT, Mfa::On, Role::Admin);
    let (phone, mut old) = world.administrator(ROOT).await;
    let reply = phone.call(reqwest::Method::DELETE, "/push-mfa/device", None).await;
    assert_eq!(reply.status, 200);
    // Without a phone nothing can be confirmed, and nobody gets in.
    world.advance(900);
    let page = old.post("/admin/mfa", &[("user", ROOT), ("mfa", "off")]).await;
    assert!(page.has("you have no phone to confirm it with"), "{}", page.text);
    let fields = [("user", ROOT), ("password", PASSWORD)];
    let mut browser = world.browser();
    browser.get("/admin").await;
    assert!(browser.post("/admin/signin", &fields).await.has("Your account is protected"));

    let (code, said) = user(&folder, &["pass", ROOT]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(old.get("/admin").await.path, "/admin/signin", "signed out");
    let mut browser = world.browser();
    browser.get("/admin").await;
    assert_eq!(browser.post("/admin/signin", &fields).await.path, "/signin/pass");
    browser.post("/signin/pass", &[("pass", &pass_in(&said))]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut phone = world.phone();
    phone.enrol(&browser.code().await).await;
    let number = browser.post("/signin/setup/scan", &[]).await.number();
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &number).await.status, 200);
    browser.get("/signin").await;
    browser.post("/signin/setup/done", &[]).await;
    assert_eq!(browser.post("/signin/stay", &[("stay", "no")]).await.path, "/admin");

    phone.report(serde_json::Value::Null).await;
    assert_eq!(browser.get("/admin").await.path, "/admin/signin");
    assert_eq!(user(&folder, &["unblock", ROOT]).0, 0);
    let mut browser = world.browser();
    browser.get("/admin").await;
    assert_eq!(browser.post("/admin/signin", &fields).await.path, "/signin/number");
}

/// Nobody is locked out for ever: the command works on the folder, while the service runs.
#[tokio::test]
async fn the_command_unblocks_and_issues_a_pass_a52_a66() {
    let folder = Folder::new();
    let world = on_disk(&folder).await;
    let (phone, _) = world.set_up().await;
    phone.report(serde_json::Value::Null).await;
    let user = |arguments: &[&str]| user(&folder, arguments);
    assert_eq!(user(&["pass", IDA]).0, 1, "blocked");
    let (code, said) = user(&["unblock", IDA, "--reason", "Ida came to the desk"]);
    assert!(code == 0 && said.starts_with("Unblocked ida@harbour.test."), "{said}");
    assert_eq!(user(&["unblock", IDA]).0, 1, "not blocked any more");
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");
    let (code, said) = user(&["pass", IDA]);
    assert_eq!(code, 0, "{said}");
    let pass = pass_in(&said);
    assert_eq!(phone.list().await.code(), "unlinked");
    let mut browser = at_pass(&world).await;
    let page = browser.post("/signin/pass", &[("pass", &pass)]).await;
    assert_eq!(page.path, "/signin/setup/app", "{}", page.text);
    set_up(&world, &mut browser).await;
    for arguments in [["pass", "nobody@harbour.test"], ["unblock", "nobody"], ["pass", ADMIN]] {
        let (code, said) = user(&arguments);
        assert!(code == 1 && said.lines().count() == 1, "{said}");
    }
    let page = world.admin().await.get("/admin").await;
    assert!(page.has("<bdi>the command</bdi>: <bdi>Ida came to the desk</bdi>"), "{}", page.text);
    let gone = folder.0.join("none");
    let done = program().args(["--data", gone.to_str().unwrap(), "user", "pass", IDA]).output();
    assert_eq!(done.unwrap().status.code(), Some(2));
    assert!(!gone.exists());
}
