//! The pages of a realm that behaves like a plain server.

use countersign_signin::pages::plain::{PlainPage, PlainSignIn, Shown};

use crate::pages::{IDA, Pages, chrome};

pub(crate) fn try_out_plainly(pages: &mut Pages) {
    let language = pages.language;
    for seconds_left in [0, 24] {
        let page = PlainSignIn {
            chrome: chrome(language),
            here: "/realms/legacy".into(),
            user: String::new(),
            seconds_left,
            error: None,
        };
        pages.draw("plain-signin", &page);
    }
    let events = "/realms/legacy/push-mfa/login/challenges/1/events?secret=1";
    for (name, shown, events) in [
        ("code", Shown::Code { code_id: "1".into() }, events),
        ("number", Shown::Waiting { number: Some("42".into()) }, events),
        ("yes", Shown::Waiting { number: None }, events),
        ("too-many", Shown::TooMany, ""),
        ("disabled", Shown::Disabled, ""),
        ("denied", Shown::Denied, ""),
        ("expired", Shown::Expired, ""),
        ("cancelled", Shown::Cancelled, ""),
        ("signed-in", Shown::SignedIn, ""),
    ] {
        let page = PlainPage {
            chrome: chrome(language),
            here: "/realms/legacy".into(),
            user: IDA.into(),
            shown,
            events: events.into(),
        };
        pages.draw(&format!("plain-{name}"), &page);
    }
}
