//! Where the limits of requests meet further phones, one-time passes, other apps and administrators.
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
use support::{ADMIN, Browser, Folder, IDA, PASSWORD, Page, Phone, World, another, program};

const ROOT: &str = "root@harbour.test";

/// What a page calls the first phone that it offers.
fn offered(page: &Page) -> String {
    let (_, rest) = page.text.split_once("name=\"phone\" value=\"").expect("a phone is offered");
    rest.split('"').next().unwrap().to_owned()
}

/// Mistypes the number of a new sign-in, so often that the requests of the user pause.
async fn pause(world: &World, user: &str, phone: &mut Phone) -> Browser {
    for _ in 0..3 {
        world.advance(3600);
        let mut browser = world.browser();
        let page = browser.sign_in(user, PASSWORD).await;
        phone.fetch_token().await;
        let request = phone.only_request().await;
        phone.approve(&request, &another(&page.number())).await;
        if browser.get("/signin").await.has("Requests to your phone are paused") {
            return browser;
        }
    }
    panic!("nothing is paused");
}

/// A new browser that was signed in with a code of this phone.
async fn by_code(world: &World, user: &str, phone: &Phone) -> (Browser, Page) {
    let mut browser = world.browser();
    browser.sign_in(user, PASSWORD).await;
    browser.post("/signin/another-way", &[]).await;
    let page = browser.post("/signin/code", &[("code", &phone.code(0))]).await;
    assert_eq!(page.path, "/signin/stay", "{}", page.text);
    let page = browser.post("/signin/stay", &[("stay", "no")]).await;
    (browser, page)
}

/// A request to another phone is the next one of the account, as "Send again" is.
#[tokio::test]
async fn another_phone_is_no_way_around_the_wait_a39() {
    let world = World::new().await;
    let (first, mut browser) = world.signed_in().await;
    let second = world.add_phone(&mut browser, "Tablet").await;
    let mut at = world.browser();
    let page = at.sign_in(IDA, PASSWORD).await;
    let to_first = offered(&page);
    // One takes over at once, and no third, whichever phone it goes to.
    let page = at.post("/signin/number/send-to", &[("phone", &to_first)]).await;
    assert!(page.has("The request went to <bdi>Ida&#39;s phone</bdi>"), "{}", page.text);
    assert!(page.has("data-later=\"30\"") && page.has("class=\"others\" data-offered hidden"));
    let (request, number) = (first.only_request().await, page.number());
    let to_second = offered(&page);
    let page = at.post("/signin/number/send-to", &[("phone", &to_second)]).await;
    assert_eq!((page.path.as_str(), page.number()), ("/signin/number", number));
    assert!(second.requests().await.is_empty());
    assert_eq!(first.only_request().await["cid"], request["cid"]);
    first.deny(&request, "cancelled").await;

    // The page that waits sends to none of them before its time.
    let mut at = world.browser();
    let page = at.sign_in(IDA, PASSWORD).await;
    assert!(page.path == "/signin/waiting" && !page.has("Use another phone"), "{}", page.text);
    let page = at.post("/signin/number/send-to", &[("phone", &to_first)]).await;
    assert_eq!(page.path, "/signin/waiting");
    assert!(first.requests().await.is_empty() && second.requests().await.is_empty());
    world.advance(30);
    let page = at.get("/signin").await;
    assert!(page.has("Send the request") && page.has("The request will go to <bdi>Tablet</bdi>"));
    let page = at.post("/signin/number/send-to", &[("phone", &to_first)]).await;
    assert!(page.has("The request went to <bdi>Ida&#39;s phone</bdi>"), "{}", page.text);
    assert!(second.requests().await.is_empty());
    assert_eq!(first.approve(&first.only_request().await, &page.number()).await.status, 200);
}

#[tokio::test]
async fn wrong_numbers_of_all_phones_count_and_pause_all_of_them_a41() {
    let world = World::new().await;
    let (mut first, mut browser) = world.signed_in().await;
    let mut second = world.add_phone(&mut browser, "Tablet").await;
    for (round, paused) in [(0, false), (1, false), (2, true)] {
        world.advance(3600);
        let mut at = world.browser();
        let page = at.sign_in(IDA, PASSWORD).await;
        // One takes over at once, and no later one of the streak.
        let asked = if round == 0 { &mut first } else { &mut second };
        asked.fetch_token().await;
        let page = match round {
            0 => at.post("/signin/number/send-to", &[("phone", &offered(&page))]).await,
            _ => page,
        };
        let request = asked.only_request().await;
        let reply = asked.approve(&request, &another(&page.number())).await;
        assert_eq!(reply.body["paused"], paused, "{round}");
    }
    for phone in [&mut first, &mut second] {
        phone.fetch_token().await;
        assert_eq!(phone.list().await.body["countersign"]["account"], "paused");
    }
    world.advance(3600);
    let mut at = world.browser();
    let page = at.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Requests to your phone are paused") && !page.has("Use another phone"));
    let page = at.post("/signin/number/send-to", &[("phone", "AAAAAAAAAAAA")]).await;
    assert_eq!(page.path, "/signin/ended");
    // A code of either phone ends it for both.
    let (_, page) = by_code(&world, IDA, &second).await;
    assert_eq!(page.path, "/mail");
    for phone in [&mut first, &mut second] {
        phone.fetch_token().await;
        assert_eq!(phone.list().await.body["countersign"]["account"], "active");
    }
}

/// Whoever is signed in rings nobody again and again either.
#[tokio::test]
async fn confirmations_wait_and_are_paused_as_sign_ins_are_a39_a41() {
    let world = World::new().await;
    let (mut phone, mut browser) = world.signed_in().await;
    world.advance(900);
    phone.fetch_token().await;
    browser.get("/phones").await;
    assert_eq!(browser.post("/phones/add", &[]).await.path, "/phones/confirm");
    // "Send again" takes over once, as a second sign-in would.
    let first = phone.only_request().await;
    let page = browser.post("/phones/confirm", &[]).await;
    assert!(page.has("data-later=\"30\""), "{}", page.text);
    let second = phone.only_request().await;
    assert_ne!(first["cid"], second["cid"]);
    let page = browser.post("/phones/confirm", &[]).await;
    assert_eq!(page.path, "/phones/confirm");
    assert_eq!(phone.only_request().await["cid"], second["cid"], "the third waits");
    assert_eq!(browser.post("/phones/confirm/back", &[]).await.path, "/phones");
    let page = browser.post("/phones/add", &[]).await;
    assert!(page.path == "/phones" && page.has("can be sent in 30 s"), "{}", page.text);
    assert!(phone.requests().await.is_empty(), "nothing is sent");
    let mut other = world.browser();
    assert_eq!(other.sign_in(IDA, PASSWORD).await.path, "/signin/waiting", "one wait for all");

    // Their wrong numbers count, and the third one pauses.
    for ends in ["That was not the number", "That was not the number", "are paused"] {
        world.advance(200);
        browser.get("/phones").await;
        let number = browser.post("/phones/add", &[]).await.number();
        phone.fetch_token().await;
        phone.approve(&phone.only_request().await, &another(&number)).await;
        let page = browser.get("/phones/confirm").await;
        assert!(page.has(ends) && page.has("Nothing was changed"), "{}", page.text);
    }
    world.advance(3600);
    phone.fetch_token().await;
    let page = browser.post("/phones/confirm", &[]).await;
    assert!(page.has("are paused") && !page.has("Send another request"), "{}", page.text);
    browser.post("/phones/confirm/back", &[]).await;
    let page = browser.post("/phones/add", &[]).await;
    assert!(page.path == "/phones" && page.has("Requests to your phone are paused"));
    assert!(phone.requests().await.is_empty());
}

/// A code is a full sign-in: it is fresh for a quarter of an hour, and ends the pause but not the wait.
#[tokio::test]
async fn a_code_counts_as_a_confirmation_and_ends_the_pause_not_the_wait_a27_a41() {
    let world = World::new().await;
    let (mut phone, _) = world.set_up().await;
    pause(&world, IDA, &mut phone).await;
    let (mut browser, page) = by_code(&world, IDA, &phone).await;
    assert_eq!(page.path, "/mail");
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/signin/waiting");
    browser.get("/phones").await;
    let page = browser.post("/phones/add", &[]).await;
    assert_eq!(page.path, "/signin/setup/app", "{}", page.text);
    assert!(page.has("Back to your phones") && !page.has("different authenticator app"));
    // Beside a phone there is no other app.
    let page = browser.post("/signin/setup/app/other", &[]).await;
    assert_eq!(page.path, "/signin/setup/app");
    browser.post("/phones/leave", &[]).await;
    world.advance(900);
    assert_eq!(browser.post("/phones/add", &[]).await.path, "/phones/confirm");
}

/// The pass lets a new phone in. It is no second factor that was enrolled: the pause stays.
#[tokio::test]
async fn a_one_time_pass_ends_no_pause_and_the_code_of_the_new_phone_does_a41_a52() {
    let world = World::new().await;
    let (mut old, _) = world.set_up().await;
    pause(&world, IDA, &mut old).await;
    let stolen = old.code(0);
    let mut admin = world.admin().await;
    let pass = pass_of(&admin.post("/admin/pass", &[("user", IDA)]).await);
    let mut browser = world.browser();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/pass");
    // The codes of the old phone went with it.
    browser.post("/signin/another-way", &[]).await;
    let page = browser.post("/signin/code", &[("code", &stolen)]).await;
    assert_eq!(page.path, "/signin/pass");
    browser.post("/signin/pass", &[("pass", &pass)]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut new = world.phone();
    new.enrol(&browser.code().await).await;
    let number = browser.post("/signin/setup/scan", &[]).await.number();
    assert_eq!(new.approve(&new.only_request().await, &number).await.status, 200, "a try-out");
    world.advance(3600);
    let page = world.browser().sign_in(IDA, PASSWORD).await;
    assert!(page.has("Requests to your phone are paused"), "{}", page.text);
    let (_, page) = by_code(&world, IDA, &new).await;
    assert_eq!(page.path, "/mail");
    let page = world.browser().sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/number");
}

fn pass_of(page: &Page) -> String {
    let (_, rest) =
        page.text.split_once("class=\"pass\"><span>").unwrap_or_else(|| panic!("{}", page.text));
    rest.split('<').next().unwrap().to_owned()
}

/// Shows the key of another app; from the page that offers it.
async fn other_app(world: &World, browser: &mut Browser) -> Vec<u8> {
    let page = browser.post("/signin/setup/app/other", &[]).await;
    let (_, key) = page.text.split_once("id=\"app-key\">").expect("the key");
    let key = key.split('<').next().unwrap().replace(' ', "");
    let seed = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).unwrap();
    let code = support::phone::code(&seed, world.now() as i64 / 30);
    let page = browser.post("/signin/setup/other-app", &[("code", &code)]).await;
    assert_eq!(page.path, "/signin/setup/done", "{}", page.text);
    seed
}

/// The app was on the lost phone too.
#[tokio::test]
async fn a_one_time_pass_takes_the_place_of_another_app_a04_a52() {
    let world = World::new().await;
    let mut own = world.browser();
    own.sign_in(IDA, PASSWORD).await;
    own.post("/signin/more-info", &[]).await;
    let seed = other_app(&world, &mut own).await;
    own.post("/signin/setup/done", &[]).await;
    let page = own.post("/signin/stay", &[("stay", "yes")]).await;
    assert!(page.path == "/mail" && !page.has("Your phones"), "there are none");
    let mut admin = world.admin().await;
    let pass = pass_of(&admin.post("/admin/pass", &[("user", IDA)]).await);
    let page = admin.get("/admin").await;
    assert!(page.has("Authenticator app removed"), "{}", page.text);
    own.restart();
    assert_eq!(own.sign_in(IDA, PASSWORD).await.path, "/signin/pass");
    world.advance(60);
    let old = support::phone::code(&seed, world.now() as i64 / 30);
    assert_eq!(own.post("/signin/code", &[("code", &old)]).await.path, "/signin/pass");
    // With the pass either is set up: another app again.
    let page = own.post("/signin/pass", &[("pass", &pass)]).await;
    assert!(page.has("I want to use a different authenticator app"), "{}", page.text);
    let new = other_app(&world, &mut own).await;
    assert_ne!(seed, new);
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/signin/code");
    // And no phone beside it by the same pass.
    own.post("/signin/setup/new-code", &[]).await;
    assert_eq!(own.get("/signin").await.path, "/signin/setup/done");
}

#[tokio::test]
async fn an_administrator_waits_and_is_paused_as_everybody_and_a_code_helps_a83() {
    let world = World::new().await;
    world.add(ROOT, Mfa::On, Role::Admin);
    let (mut phone, mut admin) = world.administrator(ROOT).await;
    world.advance(900);
    phone.fetch_token().await;
    let change = [("user", IDA), ("mfa", "off")];
    for paused in [false, false, true] {
        let number = admin.post("/admin/mfa", &change).await.number();
        phone.approve(&phone.only_request().await, &another(&number)).await;
        let page = admin.get("/admin/confirm").await;
        assert_eq!(page.has("are paused"), paused, "{}", page.text);
        assert_eq!(admin.post("/admin/confirm/back", &[]).await.path, "/admin");
        if !paused {
            let page = admin.post("/admin/mfa", &change).await;
            assert!(page.path == "/admin" && page.has("can be asked in"), "{}", page.text);
            world.advance(100);
        }
    }
    let page = admin.post("/admin/mfa", &change).await;
    assert!(page.has("requests to your phone are paused"), "{}", page.text);
    assert!(phone.requests().await.is_empty());
    // What is pressed is for nobody's own pause.
    let page = admin.post("/admin/resume", &[("user", ROOT), ("reason", "it was me")]).await;
    assert!(page.has("requests to your phone are paused"), "{}", page.text);

    // Who comes in by a code is not thrown out, and makes changes at once.
    let mut admin = world.browser();
    admin.get("/admin").await;
    let page = admin.post("/admin/signin", &[("user", ROOT), ("password", PASSWORD)]).await;
    assert!(page.has("Use a code"), "{}", page.text);
    admin.post("/signin/another-way", &[]).await;
    admin.post("/signin/code", &[("code", &phone.code(0))]).await;
    assert_eq!(admin.post("/signin/stay", &[("stay", "no")]).await.path, "/admin");
    let page = admin.post("/admin/mfa", &change).await;
    assert!(page.has("MFA is switched off."), "{}", page.text);
    assert_eq!(phone.list().await.body["countersign"]["account"], "active");
}

/// With another app alone no phone can be asked: a new sign-in with its code is what counts.
#[tokio::test]
async fn an_administrator_with_another_app_is_not_locked_out_a83() {
    let world = World::new().await;
    world.add(ROOT, Mfa::On, Role::Admin);
    let mut admin = world.browser();
    admin.get("/admin").await;
    let who = [("user", ROOT), ("password", PASSWORD)];
    admin.post("/admin/signin", &who).await;
    admin.post("/signin/more-info", &[]).await;
    let seed = other_app(&world, &mut admin).await;
    admin.post("/signin/setup/done", &[]).await;
    assert_eq!(admin.post("/signin/stay", &[("stay", "no")]).await.path, "/admin");
    let change = [("user", IDA), ("mfa", "off")];
    assert!(admin.post("/admin/mfa", &change).await.has("MFA is switched off."));
    world.advance(900);
    let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "on")]).await;
    assert!(page.has("sign out, and in again with a code"), "{}", page.text);
    admin.post("/admin/sign-out", &[]).await;
    admin.get("/admin").await;
    assert_eq!(admin.post("/admin/signin", &who).await.path, "/signin/code");
    let code = support::phone::code(&seed, world.now() as i64 / 30);
    admin.post("/signin/code", &[("code", &code)]).await;
    assert_eq!(admin.post("/signin/stay", &[("stay", "no")]).await.path, "/admin");
    let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "on")]).await;
    assert!(page.has("MFA is switched on."), "{}", page.text);
}

/// Nobody else is there, and the codes are refused too.
#[tokio::test]
async fn the_command_ends_a_pause_of_the_last_administrator_a83() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    // The command goes by the system's clock.
    let now = std::fs::metadata(&folder.0).unwrap().modified().unwrap();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    world.advance(now - world.now());
    let user = |arguments: &[&str]| {
        let data = folder.0.to_str().unwrap();
        let done = program().args(["--data", data, "user"]).args(arguments).output().unwrap();
        let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
        (done.status.code().unwrap(), said)
    };
    let (mut phone, _) = world.set_up().await;
    let (code, said) = user(&["resume", IDA]);
    assert!(code == 1 && said.contains("nothing of ida@harbour.test is paused"), "{said}");
    let mut waiting = pause(&world, IDA, &mut phone).await;
    assert_eq!(user(&["resume", IDA, "--reason", " "]).0, 1);
    let (code, said) = user(&["resume", IDA, "--reason", "Ida came to the desk"]);
    assert!(code == 0 && said.starts_with("Requests and codes of ida@harbour.test"), "{said}");
    let page = waiting.get("/signin").await;
    assert!(page.has("Send the request"), "no wait is left over: {}", page.text);
    let page = world.admin().await.get("/admin").await;
    assert!(page.has("<bdi>the command</bdi>: <bdi>Ida came to the desk</bdi>"), "{}", page.text);
}
