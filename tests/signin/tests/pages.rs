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
        "/signin/restart",
        "/signin/more-info",
        "/signin/setup/app",
        "/signin/setup/prepare",
        "/signin/setup/scan",
        "/signin/setup/new-code",
        "/signin/setup/try-again",
        "/signin/setup/done",
        "/signin/number/send-again",
        "/signin/number/send-to",
        "/signin/pass",
        "/phones/add",
        "/phones/remove",
        "/phones/leave",
        "/phones/confirm",
        "/phones/confirm/back",
        "/signin/cancel",
        "/signin/stay",
        "/signin/sign-out",
        "/admin/sign-out",
        "/admin/mfa",
        "/admin/forget-browsers",
        "/admin/unblock",
        "/admin/pass",
        "/admin/confirm",
        "/admin/confirm/back",
        "/admin/resume",
        "/signin/another-way",
        "/signin/code",
        "/signin/setup/app/other",
        "/signin/setup/other-app",
        "/signin/code/back",
        "/signin/waiting",
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
            assert_eq!((page.status, page.path.as_str()), (403, "/signin/too-old"), "{path}");
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

/// Nobody can be signed in under somebody else's account: a stranger's page knows neither the cookie
/// nor the token, and a token of his own fits no other browser.
#[tokio::test]
async fn the_password_form_wants_the_token_of_its_browser_and_page() {
    let world = World::new().await;
    let (mut one, mut other, mut admin) = (world.browser(), world.browser(), world.browser());
    one.get("/signin").await;
    other.get("/signin").await;
    admin.get("/admin/signin").await;
    let of_admin_page = admin.csrf.clone();
    let mut cookieless = one.clone();
    cookieless.cookies.clear();
    let mut foreign = other.clone();
    foreign.cookies.insert("cs_form".into(), "A".repeat(43));
    for (browser, token) in [
        (&mut other, one.csrf.as_str()),
        (&mut one.clone(), ""),
        (&mut one.clone(), "AAAA"),
        (&mut cookieless, &one.csrf),
        (&mut foreign, &one.csrf),
        (&mut admin, &of_admin_page),
    ] {
        let body = form(&[("csrf", token), ("user", IDA), ("password", PASSWORD)]);
        let page = browser.post_raw("/signin", body, &[]).await;
        assert!(page.has("This sign-in took too long and was ended"), "{}", page.text);
        assert!(!browser.cookies.contains_key("cs_session"));
    }
    let body = form(&[("csrf", &one.csrf), ("user", IDA), ("password", PASSWORD)]);
    assert_eq!(one.post_raw("/signin", body, &[]).await.path, "/signin/more-info");
}

#[tokio::test]
async fn a_password_form_of_somebody_on_the_way_changes_nothing() {
    let world = World::new().await;
    let (_, mut browser) = world.set_up().await;
    for csrf in ["", "AAAA"] {
        let body = form(&[("csrf", csrf), ("user", support::ADMIN), ("password", PASSWORD)]);
        assert_eq!(browser.post_raw("/signin", body, &[]).await.path, "/signin/stay");
    }
    let body = form(&[("user", support::ADMIN), ("password", PASSWORD)]);
    let page = browser.post_raw("/signin", body, &[("Origin", "https://evil.example")]).await;
    assert_eq!(page.status, 403);
}

/// Going back or loading again asks nobody whether to send a form again.
#[tokio::test]
async fn every_form_leads_on_by_a_redirect() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.get("/signin").await;
    let wrong = [("user", IDA), ("password", "wrong")];
    let admin = [("user", support::ADMIN), ("password", "wrong")];
    for (path, fields, page) in [
        ("/signin", &wrong[..], "/signin"),
        ("/signin", &wrong[..1], "/signin"),
        ("/admin/signin", &admin[..], "/admin/signin"),
        ("/signin/restart", &[], "/signin"),
        ("/admin/mfa", &[], "/admin/signin"),
    ] {
        browser.get("/admin/signin").await;
        browser.get(if path.starts_with("/admin") { "/admin/signin" } else { "/signin" }).await;
        // The browser of these tests insists on 303 whenever it is led on.
        assert_eq!(browser.post(path, fields).await.path, page, "{path}");
    }
    let unreadable = support::http()
        .post(format!("{}/signin", browser.base))
        .header("Content-Type", "text/plain")
        .body("user=ida")
        .send();
    assert_eq!(unreadable.await.unwrap().status(), 303);
    let long = support::http()
        .post(format!("{}/signin", browser.base))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("x".repeat(20_000))
        .send();
    assert_eq!(long.await.unwrap().status(), 303);

    // What went wrong is said once; the name that was typed stands there again.
    browser.get("/signin").await;
    let page = browser.post("/signin", &wrong).await;
    assert!(page.has("not right") && page.has(&format!("value=\"{IDA}\"")));
    let page = browser.get("/signin").await;
    assert!(!page.has("not right") && !page.has(IDA));
}

#[tokio::test]
async fn another_host_is_misdirected() {
    let world = World::new().await;
    let base = world.running.base_url.clone();
    let port = world.running.addr.port();
    let ask = async |method: reqwest::Method, host: &str, path: &str| {
        let request = support::http().request(method, format!("{base}{path}"));
        request.header("Host", host).send().await.unwrap()
    };
    for host in ["evil.example", "localhost.evil.example", "192.168.0.1"] {
        for path in ["/signin", "/realms/demo/protocol/openid-connect/certs", "/nothing"] {
            let reply = ask(reqwest::Method::GET, host, path).await;
            assert_eq!(reply.status(), 421, "{host}{path}");
            assert!(!reply.headers().contains_key("set-cookie"));
            let text = reply.text().await.unwrap();
            // It leads to the right address, and does not say to a stranger whose service this is.
            assert!(text.contains(&format!("href=\"{base}/signin\"")), "{text}");
            assert!(!text.contains("Harbour Bank") && !text.contains("555"), "{text}");
        }
        let sheet = ask(reqwest::Method::GET, host, "/static/countersign.css").await;
        assert_eq!(sheet.status(), 200, "the page is drawn as every other");
    }
    // An address of this computer is led to the same page under the right name.
    for host in [format!("127.0.0.1:{port}"), format!("[::1]:{port}"), "localhost".into()] {
        for path in ["/", "/signin", "/nothing?x=1", "//evil.example/"] {
            let reply = ask(reqwest::Method::GET, &host, path).await;
            assert_eq!(reply.status(), 307, "{host}{path}");
            assert_eq!(reply.headers()["location"], format!("{base}{path}"));
        }
        let certs = "/realms/demo/protocol/openid-connect/certs";
        assert_eq!(ask(reqwest::Method::GET, &host, certs).await.status(), 421);
        assert_eq!(ask(reqwest::Method::GET, &host, "/test/log").await.status(), 421);
        assert_eq!(ask(reqwest::Method::POST, &host, "/signin").await.status(), 421);
    }
}

#[tokio::test]
async fn a_service_that_others_reach_leads_nobody_on() {
    let config = Config { base_url: Some("https://signin.example".into()), ..Config::default() };
    let world = World::with(config).await;
    let reply = support::http().get(format!("http://{}/signin", world.running.addr)).send().await;
    assert_eq!(reply.unwrap().status(), 421);
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
    // An id that somebody else has chosen, from before the password, is not taken up.
    browser.cookies.insert("cs_session".into(), "A".repeat(43));
    assert_eq!(browser.sign_in(IDA, PASSWORD).await.path, "/signin/more-info");
    assert_ne!(browser.cookies["cs_session"], "A".repeat(43), "a new id after the password");
    assert!(!browser.cookies.contains_key("cs_form"), "used up");

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
    let set = browser.set.iter().filter(|cookie| !cookie.contains("Max-Age=0"));
    assert!(set.into_iter().all(|c| c.contains("Max-Age") == c.starts_with("cs_browser_")));
}

#[tokio::test]
async fn cookies_of_https_are_bound_to_the_host() {
    let config = Config { base_url: Some("https://signin.example".into()), ..Config::default() };
    let world = World::with(config).await;
    let address = format!("http://{}/signin", world.running.addr);
    let reply = support::http().get(address).header("Host", "signin.example");
    let reply = reply.send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-cs_form=") && cookie.contains("; Secure"), "{cookie}");
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
