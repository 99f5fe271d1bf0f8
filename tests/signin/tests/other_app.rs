//! "A different authenticator app": a standard one-time code in place of a phone.
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

use countersign_signin::{Mfa, Role};
use reqwest::Method;
use support::browser::read_code;
use support::phone::code;
use support::{Browser, IDA, PASSWORD, Page, World};

/// A browser that was shown the key, and the seed in it.
async fn at_key(world: &World) -> (Browser, Vec<u8>, Page) {
    let mut browser = world.browser();
    browser.sign_in(IDA, PASSWORD).await;
    let page = browser.post("/signin/more-info", &[]).await;
    assert!(page.has("I want to use a different authenticator app"), "{}", page.text);
    let page = browser.post("/signin/setup/app/other", &[]).await;
    assert_eq!(page.path, "/signin/setup/other-app", "{}", page.text);
    let (_, key) = page.text.split_once("id=\"app-key\">").unwrap();
    let key = key.split('<').next().unwrap().replace(' ', "");
    let seed = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).unwrap();
    (browser, seed, page)
}

/// Signs in up to the page for codes.
async fn at_code(world: &World) -> Browser {
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert_eq!(page.path, "/signin/code", "{}", page.text);
    assert!(page.has("your authenticator app") && !page.has("Back") && page.has("Cancel"));
    browser
}

async fn type_in(browser: &mut Browser, path: &str, code: &str) -> Page {
    browser.post(path, &[("code", code)]).await
}

fn now(world: &World) -> i64 {
    world.now() as i64 / 30
}

#[tokio::test]
async fn another_app_gets_a_standard_code_and_key_and_signs_in_a04() {
    let world = World::new().await;
    let (mut browser, seed, page) = at_key(&world).await;
    assert_eq!(seed.len(), 20);
    let picture = browser.picture("/signin/setup/other-app/qr.png").await;
    let key = data_encoding::BASE32_NOPAD.encode(&seed);
    assert_eq!(
        read_code(&picture),
        format!(
            "otpauth://totp/Harbour%20Bank:ida%40harbour.test?secret={key}&issuer=Harbour%20Bank\
             &algorithm=SHA1&digits=6&period=30"
        )
    );
    assert!(page.has("<bdi>ida@harbour.test</bdi>"));
    // Loading again and going back and forth shows the same key.
    assert!(browser.get("/signin/setup/other-app").await.text == page.text);
    assert!(browser.get("/signin/setup/app").await.has("Start by getting the app"));
    let again = browser.post("/signin/setup/app/other", &[]).await;
    assert!(again.has(&page.text.split_once("app-key").unwrap().1[..60]));

    let path = "/signin/setup/other-app";
    assert!(type_in(&mut browser, path, "1234").await.has("Type the six digits"));
    let off = code(&seed, now(&world) + 2);
    assert!(type_in(&mut browser, path, &off).await.has("This code is not right"));
    let first = code(&seed, now(&world));
    let page = type_in(&mut browser, path, &first).await;
    assert_eq!(page.path, "/signin/setup/done", "{}", page.text);
    assert!(page.has("<bdi>Authenticator app</bdi>"));
    browser.post("/signin/setup/done", &[]).await;
    let page = browser.post("/signin/stay", &[("stay", "yes")]).await;
    assert!(page.path == "/mail" && page.has("With your authenticator app"));
    browser.restart();
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/mail", "remembered");

    // From now on it is asked for; the code that set it up is used up.
    let mut other = at_code(&world).await;
    let page = type_in(&mut other, "/signin/code", &first).await;
    assert!(page.has("This code was already used"), "{}", page.text);
    assert_eq!(other.get("/mail").await.path, "/signin/code");
    world.advance(30);
    let page = type_in(&mut other, "/signin/code", &code(&seed, now(&world))).await;
    assert_eq!(page.path, "/signin/stay");
    let page = world.admin().await.get("/admin").await;
    assert!(page.has("MFA enforced") && page.has("Authenticator app set up"));
    assert!(page.has("<bdi>Authenticator app</bdi>") && !page.has(&key));
    // Nobody else sees the picture, and not this browser either any more.
    assert_eq!(browser.get("/signin/setup/other-app/qr.png").await.status, 404);
    assert_eq!(world.browser().get("/signin/setup/other-app/qr.png").await.status, 404);
}

#[tokio::test]
async fn a_password_alone_adds_no_app_to_a_phone_and_no_phone_to_an_app_a04() {
    let world = World::new().await;
    // Two browsers at the key, one at the set-up code of a phone.
    let (mut one, seed, _) = at_key(&world).await;
    let (mut two, other_seed, _) = at_key(&world).await;
    assert_ne!(seed, other_seed);
    let mut third = world.at_code().await;
    let text = third.code().await;
    let path = "/signin/setup/other-app";
    let right = code(&seed, now(&world));
    assert_eq!(type_in(&mut one, path, &right).await.path, "/signin/setup/done");
    let page = type_in(&mut two, path, &code(&other_seed, now(&world))).await;
    assert_eq!(page.path, "/signin/code", "the app that is there is asked for");
    let mut phone = world.phone();
    assert_eq!(phone.open(&text).await.status, 410);
    let page = third.post("/signin/setup/new-code", &[]).await;
    assert!(page.path == "/signin/code" || page.path == "/signin", "{}", page.path);

    let world = World::new().await;
    let (mut late, seed, _) = at_key(&world).await;
    world.set_up().await;
    let page = type_in(&mut late, path, &code(&seed, now(&world))).await;
    assert_eq!(page.path, "/signin/number", "the phone is asked");
    late.post("/signin/another-way", &[]).await;
    let page = type_in(&mut late, "/signin/code", &code(&seed, now(&world))).await;
    assert!(page.has("This code is not right"), "{}", page.text);
}

#[tokio::test]
async fn its_wrong_codes_count_for_the_account_a28() {
    let world = World::new().await;
    let (mut browser, seed, _) = at_key(&world).await;
    let right = code(&seed, now(&world));
    type_in(&mut browser, "/signin/setup/other-app", &right).await;
    for _ in 0..3 {
        let mut browser = at_code(&world).await;
        let off = code(&seed, now(&world) + 2);
        type_in(&mut browser, "/signin/code", &off).await;
    }
    let mut browser = world.browser();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Wrong codes were typed several times"), "{}", page.text);
    world.advance(30);
    let page = type_in(&mut browser, "/signin/code", &code(&seed, now(&world))).await;
    assert_eq!(page.path, "/signin/stay");
}

#[tokio::test]
async fn switching_mfa_off_forgets_the_app_and_a_block_stops_it() {
    let world = World::new().await;
    let (mut browser, seed, _) = at_key(&world).await;
    let mut admin = world.admin().await;
    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    let right = code(&seed, now(&world));
    let page = type_in(&mut browser, "/signin/setup/other-app", &right).await;
    assert_eq!(page.path, "/signin", "nobody wants it any more");
    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "on")]).await;
    let (mut browser, seed, _) = at_key(&world).await;
    let right = code(&seed, now(&world));
    type_in(&mut browser, "/signin/setup/other-app", &right).await;
    admin.post("/admin/mfa", &[("user", IDA), ("mfa", "off")]).await;
    let page = admin.post("/admin/mfa", &[("user", IDA), ("mfa", "on")]).await;
    assert!(page.has("Authenticator app removed") && page.has("MFA on"));
    assert_eq!(world.browser().sign_in(IDA, PASSWORD).await.path, "/signin/more-info");
}
