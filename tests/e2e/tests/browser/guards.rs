//! Cookies, forms of strangers, and what a page may load.

use countersign_e2e::http::client;
use countersign_e2e::{IDA, PASSWORD, Stage};
use countersign_signin::pages::paths;
use reqwest::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE,
};
use thirtyfour::common::cookie::SameSite;

use crate::steps::{nobody_is_signed_in, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cookies_are_out_of_reach_of_scripts_and_of_other_sites() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    browser.open(paths::SIGN_IN).await;
    let before: Vec<String> = browser.cookies().await.into_iter().map(|c| c.value).collect();
    signed_in(&browser, &phone, "Yes").await;
    let after = browser.cookies().await;
    assert_eq!(after.len(), 2, "a session, and a remembered browser");
    for cookie in &after {
        assert_eq!(cookie.http_only, Some(true), "{}", cookie.name);
        assert_eq!(cookie.same_site, Some(SameSite::Lax), "{}", cookie.name);
        assert!(!before.contains(&cookie.value), "signing in gives a new session");
    }
    let (kept, session): (Vec<_>, Vec<_>) = after.iter().partition(|c| c.expiry.is_some());
    assert_eq!((kept.len(), session.len()), (1, 1));
    assert_eq!(browser.run("return document.cookie", vec![]).await, "");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_runs_no_foreign_script_and_stands_in_no_frame() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    browser.open(paths::SIGN_IN).await;
    let script = "return new Promise(done => {
        const heard = [];
        document.addEventListener('securitypolicyviolation', event => heard.push(event.effectiveDirective));
        const inline = document.createElement('script');
        inline.textContent = 'window.ran = true';
        document.head.append(inline);
        const style = document.createElement('style');
        style.textContent = 'body { color: red }';
        document.head.append(style);
        const picture = new Image();
        picture.src = 'http://127.0.0.1:9/x.png';
        const frame = document.createElement('iframe');
        frame.src = location.href;
        document.body.append(frame);
        fetch('http://127.0.0.1:9/').catch(() => {});
        const look = () => heard.length >= 5 ? done([window.ran === true, [...new Set(heard)].sort()]) : setTimeout(look, 20);
        look();
    })";
    let heard = browser.run(script, vec![]).await;
    assert_eq!(heard[0], false, "an inline script ran");
    let kinds = heard[1].to_string();
    for kind in ["connect-src", "frame-src", "img-src", "script-src-elem", "style-src-elem"] {
        assert!(kinds.contains(kind), "{kind} is not forbidden: {kinds}");
    }
    let reply = client().get(format!("{}/signin", stage.base_url())).send().await.unwrap();
    let policy = reply.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_without_its_token_or_from_another_site_changes_nothing() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.expect("Approve this sign-in").await;
    let asked = phone.look().await.unwrap().request.id;
    let cookies: Vec<String> =
        browser.cookies().await.iter().map(|c| format!("{}={}", c.name, c.value)).collect();
    let field = browser.find("input[name=csrf]").await.unwrap();
    let token = field.attr("value").await.unwrap().unwrap();
    let post = |path: &str, body: String, origin: &str| {
        client()
            .post(format!("{}{path}", stage.base_url()))
            .header(COOKIE, cookies.join("; "))
            .header(ORIGIN, origin.to_owned())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send()
    };
    let ours = stage.base_url().to_owned();
    let forms = [paths::CANCEL, paths::SEND_AGAIN, paths::RESTART, paths::SIGN_OUT];
    for path in forms {
        for (body, origin) in [
            (String::new(), ours.as_str()),
            ("csrf=".to_owned(), &ours),
            (format!("csrf={}", "A".repeat(43)), &ours),
            (format!("csrf={token}"), "https://evil.test"),
            (format!("csrf={token}"), "null"),
        ] {
            let reply = post(path, body, origin).await.unwrap();
            assert_eq!(reply.status(), 303, "{path}");
            assert_eq!(reply.headers()[LOCATION], paths::TOO_OLD, "{path}");
        }
    }
    browser.reload().await;
    browser.expect("Approve this sign-in").await;
    assert_eq!(phone.look().await.unwrap().request.id, asked, "nothing was changed");

    // The password form takes no stranger's post either, right password or not.
    let body = format!("user={}&password={PASSWORD}", IDA.replace('@', "%40"));
    let reply = client()
        .post(format!("{ours}{}", paths::SIGN_IN))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 303);
    assert_eq!(reply.headers()[LOCATION], paths::SIGN_IN);
    let set = reply.headers().get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    assert!(set.into_iter().all(|cookie| !cookie.starts_with("cs_session")), "nobody is signed in");
    // Another name for this address is not this service (DNS rebinding).
    let reply = client().get(format!("{ours}/signin")).header(HOST, "evil.test").send().await;
    assert_eq!(reply.unwrap().status(), 421);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_can_be_had_before_its_turn() {
    let stage = Stage::with_ida().await;
    let browser = stage.browser().await;
    browser.sign_in(IDA).await;
    browser.expect("More information required").await;
    for path in [paths::SCAN, paths::TRY_OUT, paths::DONE, paths::STAY_SIGNED_IN, paths::NUMBER] {
        browser.open(path).await;
        browser.expect("More information required").await;
    }
    browser.open(paths::SCAN_QR).await;
    assert!(browser.find("#enrolment-code").await.is_none());
    nobody_is_signed_in(&browser).await;
    browser.open(paths::ADMIN).await;
    browser.expect("Administration").await;
    assert!(browser.find("#users").await.is_none());
    browser.quit().await;
}
