//! The pages of administrators.

use countersign_signin::pages::admin::{AdminSignIn, Notice, Overview, ShownPass};
use countersign_signin::pages::log::{Count, Fields, Log, Outcome, SearchProblem};
use countersign_signin::pages::signin::SignInError;

use crate::pages::{IDA, Pages, chrome, moment, pick};
use crate::rows::{log, users};

pub(crate) fn administer(pages: &mut Pages) {
    let language = pages.language;
    for error in [None, Some(SignInError::NotRight)] {
        let page = AdminSignIn { chrome: chrome(language), user: String::new(), error };
        pages.draw("admin-signin", &page);
    }
    pages.draw(
        "admin-pass",
        &ShownPass {
            chrome: chrome(language),
            user: IDA.into(),
            pass: "1A2B-3C4D-5E6F-7G8H".into(),
            until: moment(language, "09:14:00"),
        },
    );
    let overview = |notice, users, log| Overview {
        chrome: chrome(language),
        admin: "admin@harbour.test".into(),
        notice,
        users,
        log,
    };
    pages.draw("admin", &overview(Some(Notice::On), users(language), log(language)));
    for notice in [
        Notice::Gone,
        Notice::Off,
        Notice::Unblocked,
        Notice::Resumed,
        Notice::Forgotten,
        Notice::Confirmed,
        Notice::NoPhone,
        Notice::NoPhoneButApp,
        Notice::Paused,
        Notice::Wait(24),
        Notice::Wait(0),
        Notice::OwnPass,
        Notice::Blocked,
        Notice::NoMfa,
    ] {
        pages.draw("admin-notice", &overview(Some(notice), Vec::new(), Vec::new()));
    }
}

pub(crate) fn search_the_log(pages: &mut Pages) {
    let language = pages.language;
    let page = |fields: Fields, problem, count| Log {
        chrome: chrome(language),
        admin: "admin@harbour.test".into(),
        fields,
        outcomes: [
            ("approved", pick(language, "Approved", "Goedgekeurd")),
            ("wrong_number", pick(language, "Wrong number", "Verkeerd getal")),
        ]
        .map(|(word, title)| Outcome { word, title })
        .into(),
        problem,
        count,
        log: if count == Count::Exactly(0) { Vec::new() } else { log(language) },
        newer: (count == Count::Many).then(|| "/admin/log?after=90".into()),
        older: (count == Count::Many).then(|| "/admin/log?before=41".into()),
        csv: "/admin/log.csv".into(),
        json_lines: "/admin/log.jsonl".into(),
    };
    let typed = |from: &str, to: &str| Fields {
        user: "ida".into(),
        outcome: "wrong_number".into(),
        from: from.into(),
        to: to.into(),
    };
    pages.draw("log", &page(Fields::default(), None, Count::Many));
    pages.draw("log-found", &page(typed("2026-11-24", "2026-11-24"), None, Count::Exactly(7)));
    pages.draw("log-nothing", &page(typed("2026-11-26", ""), None, Count::Exactly(0)));
    pages.draw("log-one", &page(typed("2026-11-26", ""), None, Count::Exactly(1)));
    pages.draw("log-some", &page(typed("2026-11-26", ""), None, Count::Exactly(1234)));
    for (name, problem) in [
        ("backwards", SearchProblem::Backwards),
        ("from", SearchProblem::From),
        ("to", SearchProblem::To),
        ("outcome", SearchProblem::Outcome),
    ] {
        let fields = typed("2026-11-26", "2026-11-24");
        pages.draw(&format!("log-{name}"), &page(fields, Some(problem), Count::Exactly(0)));
    }
}
