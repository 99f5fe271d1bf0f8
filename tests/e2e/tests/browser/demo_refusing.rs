//! "No, it's not me" on the demo's phone: one tap away whatever stands there, at every size.

use askama::Template;
use countersign_demo::screens::Phone;
use countersign_demo::screens::passcode::UnlockProblem;
use countersign_demo::screens::request::{OtherCountry, RequestProblem, RequestScreen};
use countersign_e2e::{Browser, Looks, Show};
use serde_json::json;

/// A laptop's window.
const LAPTOP: (u32, u32) = (1366, 650);

/// All that can stand on a request at once, with long names.
fn worst() -> String {
    RequestScreen {
        phone: Phone { csrf: "t".into(), version: "1".into(), time: "08:14".into(), waiting: None },
        id: "r1".into(),
        organisation: "Stichting Regionale Gezondheidszorg Noordoost".into(),
        service: Some("Personeelsinformatiesysteem".into()),
        user: "wilhelmina.van-den-heuvel@gezondheidszorg.example.test".into(),
        browser: Some("Firefox 140 on Windows 11".into()),
        place: Some("near Recife (BR)".into()),
        age: "just now".into(),
        seconds_left: 18,
        digits: 6,
        other_country: Some(OtherCountry {
            browser: "Brazil".into(),
            phone: "the Netherlands".into(),
        }),
        requests_last_hour: Some(4),
        more_waiting: 2,
        unsent: false,
        needs_passcode: true,
        typed: "420917".into(),
        problem: Some(RequestProblem::Passcode(UnlockProblem::TriesLeft(1))),
    }
    .render()
    .unwrap()
}

/// Puts the screen into the phone that stands in the browser, or in a frame of it.
const SHOW: &str = "
    const inside = document.querySelector('iframe.phone')?.contentDocument ?? document;
    const screen = new DOMParser().parseFromString(arguments[0], 'text/html');
    for (const part of ['waiting', 'screen', 'pinned', 'bar'])
        inside.getElementById(part).innerHTML = screen.getElementById(part).innerHTML;
    inside.documentElement.style.fontSize = arguments[1];";

/// Whether the button is whole, in the window, and what is under the middle of it; and whether the field
/// for the number can be scrolled to.
const LOOK: &str = "
    const frame = document.querySelector('iframe.phone');
    const inside = frame?.contentDocument ?? document;
    const around = frame?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
    const seen = (element) => {
        const at = element.getBoundingClientRect();
        const under = inside.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
        return at.top >= 0 && at.left >= 0
            && around.top + at.bottom <= Math.min(innerHeight, around.bottom) + 0.5
            && at.right <= around.width + 0.5 && at.height >= 44 * 0.65
            && (under === element || element.contains(under));
    };
    const no = inside.querySelector('#pinned .refuse');
    const first = [no.textContent.trim(), seen(no)];
    const field = inside.getElementById('number');
    field.scrollIntoView({block: 'center'});
    return [...first, seen(field), seen(no)];";

async fn look(phone: &Browser, name: &str) {
    for size in ["100%", "150%", "200%"] {
        phone.run(SHOW, vec![json!(worst()), json!(size)]).await;
        crate::demo::shot(phone, &format!("{name}-{size}")).await;
        let seen = phone.run(LOOK, vec![]).await;
        assert_eq!(seen, json!(["No, it's not me", true, true, true]), "{name} at {size}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusing_is_in_sight_without_scrolling_a36_a50() {
    let show = Show::with_codes(&[]).await;
    let phone = show.phone(Looks { size: Looks::NARROW, ..Looks::default() }).await;
    for (width, height) in [Looks::NARROW, (390, 667), (320, 568)] {
        phone.look_like(Looks { size: (width, height), ..Looks::default() }).await;
        look(&phone, &format!("refuse-{width}x{height}")).await;
    }
    // Beside the sign-in page, on a laptop.
    phone.look_like(Looks { size: LAPTOP, ..Looks::default() }).await;
    phone.open("/").await;
    crate::demo::phone_is_there(&phone).await;
    look(&phone, "refuse-laptop").await;
    phone.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_phone_fits_into_the_window() {
    let show = Show::with_codes(&[]).await;
    let browser = show.browser(Looks { size: LAPTOP, ..Looks::default() }).await;
    for size in [(1366, 650), (1366, 768), (1280, 600), (1920, 1080), (1024, 560)] {
        browser.look_like(Looks { size, ..Looks::default() }).await;
        browser.open("/").await;
        crate::demo::phone_is_there(&browser).await;
        let script = "
            const frame = document.querySelector('iframe.phone');
            const around = frame.getBoundingClientRect();
            const device = frame.contentDocument.querySelector('.device').getBoundingClientRect();
            return [
                around.top >= 0 && around.bottom <= innerHeight && around.right <= innerWidth,
                device.top >= 0 && device.bottom <= around.height && device.right <= around.width,
                document.documentElement.scrollHeight <= innerHeight,
                Math.round(device.height),
            ];";
        let fits = browser.run(script, vec![]).await;
        assert_eq!(
            json!([fits[0], fits[1], fits[2]]),
            json!([true, true, true]),
            "{size:?}: {fits}"
        );
        assert!(fits[3].as_i64().unwrap() >= 440, "{size:?}: {fits}");
    }
    browser.quit().await;
}
