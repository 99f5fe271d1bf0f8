//! What everybody can see, hear and reach: axe-core on every page, and the rules for the number.

use std::path::PathBuf;

use countersign_core::account::DenyReason;
use countersign_e2e::phone::another;
use countersign_e2e::wait::until;
use countersign_e2e::{Browser, IDA, Looks, Stage};
use countersign_signin::pages::paths;
use serde_json::Value;

use crate::steps::{administrator, asked};

/// Where pictures of the pages go, for a person to look at.
const SHOTS: &str = "COUNTERSIGN_SHOTS";

const ALL_LOOKS: [Looks; 4] = [
    Looks { dark: false, size: Looks::WIDE, scripts: true },
    Looks { dark: true, size: Looks::WIDE, scripts: true },
    Looks { dark: false, size: Looks::NARROW, scripts: true },
    Looks { dark: true, size: Looks::NARROW, scripts: true },
];

/// The checker, by `tests/setup/browser`.
pub(crate) fn axe() -> String {
    let file = std::env::var_os("COUNTERSIGN_AXE").map(PathBuf::from).unwrap_or_else(|| {
        panic!("axe-core is needed: run this through tests/setup/browser, or name axe.min.js in COUNTERSIGN_AXE")
    });
    std::fs::read_to_string(file).expect("COUNTERSIGN_AXE can be read")
}

/// Checks a page in all its looks.
pub(crate) async fn check(browser: &Browser, axe: &str, page: &str) {
    for looks in ALL_LOOKS {
        browser.look_like(looks).await;
        if let Some(folder) = std::env::var_os(SHOTS) {
            let tone = if looks.dark { "dark" } else { "light" };
            let name = format!("e2e-{page}-{}-{tone}.png", looks.size.0);
            browser.shot(&PathBuf::from(folder).join(name)).await;
        }
        browser.run(&format!("if (!window.axe) {{ {axe} }}"), vec![]).await;
        let script = "return axe.run(document, {resultTypes: ['violations']}).then(result =>
            result.violations.map(v => [v.id, v.nodes.map(node => node.html.slice(0, 160))]))";
        let found = browser.run(script, vec![]).await;
        assert_eq!(found, Value::Array(vec![]), "{page}, {looks:?}");
        let wide =
            browser.run("return document.documentElement.scrollWidth - innerWidth", vec![]).await;
        assert!(wide.as_i64().unwrap() <= 0, "{page} scrolls sideways by {wide} px, {looks:?}");
    }
    browser.look_like(Looks::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_the_pages_of_the_set_up() {
    let axe = axe();
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.open(paths::SIGN_IN).await;
    check(&browser, &axe, "signin").await;
    browser.type_password(IDA, "wrong").await;
    browser.expect_text("[role=alert]", "not right").await;
    check(&browser, &axe, "signin-wrong").await;
    browser.sign_in(IDA).await;
    browser.expect("More information required").await;
    check(&browser, &axe, "more-info").await;
    browser.press("Next").await;
    browser.expect("Start by getting the app").await;
    check(&browser, &axe, "get-app").await;
    browser.press("Download now").await;
    browser.picture("#download img").await;
    check(&browser, &axe, "get-app-qr").await;
    browser.press("Next").await;
    browser.expect("Set up your account").await;
    check(&browser, &axe, "set-up").await;
    browser.press("Next").await;
    browser.expect("Scan this QR code").await;
    let code = browser.code().await;
    check(&browser, &axe, "scan").await;
    browser.press("Next").await;
    browser.expect_text("[role=alert]", "not seen your phone").await;
    check(&browser, &axe, "scan-not-seen").await;
    phone.scan(&code).await.unwrap();
    browser.expect_text("[data-status]", "Seen").await;
    check(&browser, &axe, "scan-seen").await;
    stage.phone("Another").scan(&code).await.unwrap_err();
    browser.expect("This code was already used").await;
    check(&browser, &axe, "code-used").await;
    browser.press("Back").await;
    browser.press("Next").await;
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    check(&browser, &axe, "try-out").await;
    browser.press("I did not get a request").await;
    check(&browser, &axe, "try-out-help").await;
    let request = phone.request().await;
    phone.answer(&request, &another(&browser.number().await)).await;
    browser.reload().await;
    browser.expect("That was not the number").await;
    check(&browser, &axe, "try-wrong").await;
    browser.press("Send another request").await;
    browser.expect("Let's try it out").await;
    phone.approve(&browser.number().await).await;
    browser.expect("Success").await;
    check(&browser, &axe, "success").await;
    browser.press("Done").await;
    browser.expect("Stay signed in?").await;
    check(&browser, &axe, "stay").await;
    browser.press("Yes").await;
    browser.expect("Mail").await;
    check(&browser, &axe, "mail").await;
    browser.open("/no-such-page").await;
    browser.expect("There is no such page").await;
    check(&browser, &axe, "no-such-page").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_the_pages_of_a_sign_in() {
    let axe = axe();
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    check(&browser, &axe, "number").await;
    phone.approve(&another(&number)).await;
    browser.expect("That was not the number").await;
    check(&browser, &axe, "wrong-number").await;
    browser.press("Start again").await;
    browser.expect("Sign in").await;
    browser.sign_in(IDA).await;
    browser.expect("One moment").await;
    check(&browser, &axe, "waiting").await;
    stage.clock.advance(10);
    browser.expect_text("main", "can be sent now").await;
    check(&browser, &axe, "waiting-over").await;
    browser.press("Send the request").await;
    browser.expect("Approve this sign-in").await;
    browser.press("Another way").await;
    browser.expect("Use a code").await;
    check(&browser, &axe, "code").await;
    browser.fill("#code", "123").await;
    browser.press("Sign in").await;
    browser.expect_text("[role=alert]", "six digits").await;
    check(&browser, &axe, "code-error").await;
    browser.press("Back").await;
    browser.expect("Approve this sign-in").await;
    stage.clock.advance(60);
    browser.expect("We did not hear from you").await;
    check(&browser, &axe, "expired").await;
    stage.clock.advance(20);
    browser.press("Send another request").await;
    browser.expect("Approve this sign-in").await;
    let other = stage.browser().await;
    stage.clock.advance(40);
    asked(&other).await;
    browser.expect("A newer sign-in took over").await;
    check(&browser, &axe, "superseded").await;
    other.press("Cancel").await;
    other.expect("You cancelled this sign-in").await;
    check(&other, &axe, "cancelled").await;
    other.press("Start again").await;
    other.expect("Sign in").await;
    stage.clock.advance(160);
    asked(&other).await;
    let request = phone.request().await;
    phone.app.requests().deny(&request.request.id, DenyReason::UnknownTrigger).await.unwrap();
    other.expect("You said it was not you").await;
    check(&other, &axe, "denied").await;
    phone.app.requests().report(&request.request.id, false).await.unwrap();
    other.press("Start again").await;
    other.expect("Sign in").await;
    other.sign_in(IDA).await;
    other.expect("Your account is protected").await;
    check(&other, &axe, "blocked").await;
    other.quit().await;
    browser.quit().await;

    let admin = administrator(&stage).await;
    check(&admin, &axe, "admin").await;
    for (address, page) in [
        ("", "log"),
        ("?user=ida&outcome=wrong_number&from=2025-11-01", "log-found"),
        ("?user=nobody", "log-nothing"),
        ("?from=2025-11-26&to=2025-11-24", "log-backwards"),
    ] {
        admin.open(&format!("{}{address}", paths::ADMIN_LOG)).await;
        admin.expect("Log").await;
        check(&admin, &axe, page).await;
    }
    admin.press("Sign out").await;
    admin.expect("Administration").await;
    check(&admin, &axe, "admin-signin").await;
    admin.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_is_text_that_is_read_digit_by_digit() {
    let (stage, _phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    let script = "const p = document.querySelector('p.number');
        return [p.innerText, p.querySelector('.unseen').textContent, p.querySelectorAll('img, canvas').length,
                parseFloat(getComputedStyle(p).fontSize)]";
    let seen = browser.run(script, vec![]).await;
    let spoken: Vec<String> = number.chars().map(String::from).collect();
    assert_eq!(seen[1], spoken.join(", "));
    assert_eq!(
        seen[2], 0,
        "the number itself is no picture; the code beside it is for the scanner"
    );
    assert!(seen[3].as_f64().unwrap() >= 64.0, "the number is the largest thing on the page");
    // What a screen reader is given: the spoken digits, not the visible ones.
    let tree = browser.command("Accessibility.getFullAXTree", serde_json::json!({})).await;
    let names: Vec<&str> = tree["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| node["ignored"] == false)
        .filter_map(|node| node["name"]["value"].as_str())
        .collect();
    assert!(names.contains(&spoken.join(", ").as_str()), "{names:?}");
    assert!(!names.contains(&number.as_str()), "{names:?}");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_is_a_status_message_and_the_focus_stays() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    assert_eq!(browser.text("[role=status]").await, "");
    let focus = "document.querySelector('form button.primary').focus()";
    browser.run(focus, vec![]).await;
    phone.scan(&browser.code().await).await.unwrap();
    browser.expect_text("[role=status]", "Seen: Ida's phone").await;
    let focused = browser.run("return document.activeElement.textContent", vec![]).await;
    assert_eq!(focused, "Next", "the focus stays where it was");
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    assert_eq!(browser.text("[role=status]").await, "Waiting for your phone.");
    // The seconds left are text, and nothing announces them one by one.
    let script = "const left = document.querySelector('[data-countdown]');
        return [left.textContent, left.closest('[aria-live], [role=status], [role=timer]') === null]";
    let left = browser.run(script, vec![]).await;
    assert!(left[0].as_str().unwrap().ends_with("s left"), "{left}");
    assert_eq!(left[1], true);
    browser.quit().await;
}

/// What is said when time runs out.
const WARNING: &str = "Less than 20 seconds left.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_seconds_before_the_end_the_status_says_so() {
    let (stage, _phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    asked(&browser).await;
    // Loaded again 38 s later the page has 22 s left, and its own seconds are real ones.
    stage.clock.advance(38);
    browser.reload().await;
    let warned = until(async || (browser.text("[role=status]").await == WARNING).then_some(()));
    assert!(warned.await.is_some());
    // The sentence stays true beside the seconds, from the first of them to the last.
    let said = "return [document.querySelector('[role=status]').textContent,
        parseInt(document.querySelector('[data-countdown]').textContent)]";
    for gone in [0, 15] {
        stage.clock.advance(gone);
        browser.reload().await;
        let found = until(async || {
            let now = browser.run(said, vec![]).await;
            (now[0] == WARNING).then_some(now)
        });
        let left = found.await.expect("it is said again")[1].as_i64().unwrap();
        assert!(left < 20, "{left}");
    }
    browser.quit().await;
}
