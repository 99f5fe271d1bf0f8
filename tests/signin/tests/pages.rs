//! What protects the pages: CSRF tokens, host name, headers, cookies.
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

use countersign_signin::{Config, Frames};
use support::browser::form;
use support::{IDA, PASSWORD, World};

#[tokio::test]
async fn every_form_wants_its_token() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    let paths = [
        "/signin",
        "/signin/restart",
        "/signin/more-info",
        "/signin/setup/app",
        "/signin/setup/prepare",
        "/signin/setup/scan",
        "/signin/setup/new-code",
        "/signin/setup/try-again",
        "/signin/setup/done",
        "/signin/number/send-again",
        "/signin/cancel",
        "/signin/stay",
        "/signin/sign-out",
        "/admin/signin",
        "/admin/sign-out",
        "/admin/mfa",
        "/admin/forget-browsers",
        "/admin/unblock",
    ];
    let mut admin = world.admin().await;
    browser.cookies.extend(std::mem::take(&mut admin.cookies));
    for path in paths {
        for body in [
            form(&[("stay", "yes"), ("user", IDA), ("password", PASSWORD), ("mfa", "off")]),
            form(&[("csrf", "AAAA"), ("stay", "yes"), ("user", IDA), ("mfa", "off")]),
            form(&[("csrf", ""), ("stay", "yes"), ("user", IDA), ("mfa", "off")]),
        ] {
            let page = browser.post_raw(path, body, &[]).await;
            assert_eq!(page.status, 403, "{path}");
        }
    }
    assert_eq!(browser.get("/signin").await.path, "/signin/stay", "nothing moved");
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused_even_with_the_token() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.get("/signin").await;
    let body = form(&[("csrf", &browser.csrf), ("user", IDA), ("password", PASSWORD)]);
    for header in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        assert_eq!(browser.post_raw("/signin", body.clone(), &[header]).await.status, 403);
    }
    let ours = browser.base.clone();
    let page = browser.post_raw("/signin", body, &[("Origin", &ours)]).await;
    assert_eq!(page.path, "/signin/more-info");
}

#[tokio::test]
async fn the_token_of_one_session_is_worth_nothing_in_another() {
    let world = World::new().await;
    let (mut one, mut other) = (world.browser(), world.browser());
    one.get("/signin").await;
    other.get("/signin").await;
    let body = form(&[("csrf", &one.csrf), ("user", IDA), ("password", PASSWORD)]);
    assert_eq!(other.post_raw("/signin", body, &[]).await.status, 403);
}

#[tokio::test]
async fn another_host_is_misdirected() {
    let world = World::new().await;
    let base = world.running.base_url.clone();
    let port = world.running.addr.port();
    for host in ["evil.example".into(), format!("127.0.0.1:{port}"), "localhost".into()] {
        for path in ["/signin", "/realms/demo/protocol/openid-connect/certs", "/nothing"] {
            let request = support::http().get(format!("{base}{path}")).header("Host", &host);
            assert_eq!(request.send().await.unwrap().status(), 421, "{host}{path}");
        }
    }
}

#[tokio::test]
async fn replies_keep_to_themselves() {
    let world = World::new().await;
    let mut browser = world.browser();
    for path in ["/signin", "/admin/signin", "/nothing", "/static/countersign.css"] {
        let page = browser.get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"));
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        assert_eq!(page.headers["x-frame-options"], "DENY");
        for inline in ["<style", " style=", "<script>", " onclick", "javascript:"] {
            assert!(!page.text.contains(inline) || path.ends_with("css"), "{path}: {inline}");
        }
    }
    assert_eq!(browser.get("/nothing").await.status, 404);
}

#[tokio::test]
async fn the_demo_may_frame_the_pages() {
    let config = Config { frames: Frames::SameOrigin, ..Config::default() };
    let world = World::with(config).await;
    let page = world.browser().get("/signin").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'self'"));
    assert!(!page.headers.contains_key("x-frame-options"));
}

#[tokio::test]
async fn cookies_are_narrow_and_sessions_change_their_id() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.get("/signin").await;
    let before = browser.cookies["cs_session"].clone();
    browser.post("/signin", &[("user", IDA), ("password", PASSWORD)]).await;
    assert_ne!(browser.cookies["cs_session"], before, "a new id after the password");
    let mut fixed = world.browser();
    fixed.cookies.insert("cs_session".into(), before);
    assert_eq!(fixed.get("/signin/more-info").await.path, "/signin", "the old id is nobody's");

    let (_, mut browser) = world.set_up().await;
    let before = browser.cookies["cs_session"].clone();
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    assert_ne!(browser.cookies["cs_session"], before, "a new id when signed in");
    for cookie in &browser.set {
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(cookie.contains("; Path=/;") && !cookie.contains("Domain"), "{cookie}");
        assert!(!cookie.contains("Secure") && !cookie.contains("__Host-"), "plain http");
    }
    let kept = browser.set.iter().find(|cookie| cookie.starts_with("cs_browser_")).unwrap();
    assert!(kept.contains("Max-Age=7776000"), "{kept}");
    assert!(browser.set.iter().all(|c| c.contains("Max-Age") == c.starts_with("cs_browser_")));
}

#[tokio::test]
async fn cookies_of_https_are_bound_to_the_host() {
    let config = Config { base_url: Some("https://signin.example".into()), ..Config::default() };
    let world = World::with(config).await;
    let address = format!("http://{}/signin", world.running.addr);
    let reply = support::http().get(address).header("Host", "signin.example");
    let reply = reply.send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-cs_session=") && cookie.contains("; Secure"), "{cookie}");
    assert!(reply.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn typed_text_is_shown_as_text() {
    let world = World::new().await;
    let page = world.browser().sign_in("<script>alert(1)</script>", "x").await;
    assert!(!page.text.contains("<script>alert"));
}

#[tokio::test]
async fn a_password_does_not_carry_a_sign_in_for_ever() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    world.advance(1800);
    assert_eq!(browser.get("/signin/stay").await.path, "/signin");
    let page = browser.post("/signin/stay", &[("stay", "yes")]).await;
    assert_eq!(page.path, "/signin");
}

#[tokio::test]
async fn event_streams_want_their_secret() {
    let world = World::new().await;
    let (phone, _) = world.set_up().await;
    let (browser, _) = world.at_number().await;
    let cid = phone.only_request().await["cid"].as_str().unwrap().to_owned();
    let path = format!("/realms/demo/push-mfa/login/challenges/{cid}/events?secret=x");
    assert_eq!(browser.news(&path, "").await, serde_json::json!({"status": "FORBIDDEN"}));
    let path = "/realms/demo/push-mfa/login/challenges/1/events";
    assert_eq!(browser.news(path, "").await["status"], "NOT_FOUND");
    assert_eq!(browser.news("/signin/events", "").await["status"], "PENDING");
    assert_eq!(world.browser().news("/signin/events", "").await["status"], "NOT_FOUND");
}
