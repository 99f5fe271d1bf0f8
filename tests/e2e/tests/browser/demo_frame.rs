//! The demo in a small window: both sides beside each other, and nothing that is pressed is out of sight.

use countersign_e2e::show::open_app;
use countersign_e2e::{Browser, Looks, Show};
use serde_json::json;

use crate::demo::{approve, in_frame, phone_is_there, shot};

/// A laptop's window with the browser's own bars.
const LAPTOP: (u32, u32) = (1366, 650);

/// What can be pressed, typed into or scanned and is not wholly in sight, on the page or on the phone's screen.
const OUT_OF_SIGHT: &str = "
    const screen = document.getElementById('screen');
    return [...document.querySelectorAll('button, main a, summary, input, main img')]
        .map(it => {
            const at = it.getBoundingClientRect();
            const within = screen?.contains(it)
                ? screen.getBoundingClientRect()
                : {top: 0, bottom: innerHeight};
            return {it, at, within};
        })
        .filter(({it, at, within}) => it.checkVisibility({contentVisibilityAuto: true}) && at.width > 0
            && (at.top < within.top - 1 || at.bottom > within.bottom + 1))
        .map(({it}) => it.textContent.trim() || it.id || it.type);";

/// Waits for a page in the frame and looks whether all of it can be used without scrolling.
async fn look(browser: &Browser, page: &str) {
    browser.expect(page).await;
    if page == "Scan this QR code" {
        browser.code().await;
    }
    for dark in [true, false] {
        browser.look_like(Looks { dark, size: LAPTOP, ..Looks::default() }).await;
        let tone = if dark { "dark" } else { "light" };
        shot(browser, &format!("frame-{}-{tone}", page.replace(' ', "-").to_lowercase())).await;
    }
    let hidden = browser.run(OUT_OF_SIGHT, vec![]).await;
    assert_eq!(hidden, json!([]), "out of sight on \"{page}\"");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_the_phone_nothing_that_is_pressed_is_out_of_sight() {
    let show = Show::new().await;
    let both = show.browser(Looks { size: LAPTOP, ..Looks::default() }).await;
    both.open("/").await;
    phone_is_there(&both).await;
    in_frame(&both, "iframe.phone").await;
    open_app(&both).await;
    in_frame(&both, "iframe.page").await;
    look(&both, "Sign in").await;
    both.type_password(&show.person.0, "not-this-one-5").await;
    both.expect_text("[role=alert]", "not right").await;
    look(&both, "Sign in").await;
    both.type_password(&show.person.0, &show.person.1).await;
    for page in ["More information required", "Start by getting the app", "Set up your account"] {
        look(&both, page).await;
        both.press("Next").await;
    }
    look(&both, "Scan this QR code").await;
    in_frame(&both, "iframe.phone").await;
    both.press("Scan a QR code").await;
    both.press("Scan the sign-in page").await;
    look(&both, "Add this account?").await;
    both.press("Continue").await;
    look(&both, "Allow notifications?").await;
    both.press("Allow").await;
    in_frame(&both, "iframe.page").await;
    both.press("Next").await;
    look(&both, "Let's try it out").await;
    let number = both.number().await;
    in_frame(&both, "iframe.phone").await;
    look(&both, "Are you signing in?").await;
    approve(&both, &number).await;
    look(&both, "Approved.").await;
    in_frame(&both, "iframe.page").await;
    look(&both, "Success").await;
    both.press("Done").await;
    look(&both, "Stay signed in?").await;
    both.press("No").await;
    look(&both, "Mail").await;
    both.press("Sign out").await;
    both.expect("Sign in").await;
    both.type_password(&show.person.0, &show.person.1).await;
    look(&both, "Approve this sign-in").await;
    in_frame(&both, "iframe.phone").await;
    both.press("Done").await;
    look(&both, "Are you signing in?").await;
    both.press("No, it's not me").await;
    look(&both, "Refused.").await;
    in_frame(&both, "iframe.page").await;
    look(&both, "You said it was not you").await;
    both.quit().await;
}
