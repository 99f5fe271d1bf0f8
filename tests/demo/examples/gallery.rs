//! Draws every screen of the phone with made-up data, as files to look at and to check:
//! `cargo run -p countersign-demo --example gallery -- OUT`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for developers")]

use std::path::Path;
use std::{env, fs};

use askama::Template;
use countersign_core::net::UnreachableCause;
use countersign_core::push::request::Outcome;
use countersign_demo::screens::accounts::{Account, Accounts, Note, Row, RowKind, RowState, Shown};
use countersign_demo::screens::add::{Add, PreviewScreen, ScanProblem, Scanner, There, Typed};
use countersign_demo::screens::frame::Frame;
use countersign_demo::screens::notifications::Notifications;
use countersign_demo::screens::passcode::{
    CreatePasscode, NewPasscodeProblem, Unlock, UnlockProblem,
};
use countersign_demo::screens::phone::{Home, Waiting};
use countersign_demo::screens::request::{
    Denied, OtherCountry, Reported, RequestProblem, RequestScreen,
};
use countersign_demo::screens::settings::Settings;
use countersign_demo::screens::told::{Saying, Told};
use countersign_demo::screens::{Phone, assets};
use countersign_signin::pages::assets as service_assets;

/// Where the screens are written, and how many.
struct Gallery<'a> {
    out: &'a Path,
    count: usize,
}

impl Gallery<'_> {
    fn draw(&mut self, name: &str, screen: &impl Template) {
        self.count += 1;
        let text = screen.render().expect("a screen renders");
        // Addresses are relative here, so that the files work without a server.
        let text = text
            .replace("=\"/static/", "=\"static/")
            .replace("=\"/phone/static/", "=\"phone/static/")
            .replace("src=\"/mail\"", "src=\"page.html\"")
            .replace("src=\"/phone\"", "src=\"09-accounts.html\"");
        fs::write(self.out.join(format!("{:02}-{name}.html", self.count)), text).unwrap();
    }
}

fn main() {
    let out = env::args().nth(1).expect("gallery OUT: the folder to write to");
    let out = Path::new(&out);
    for folder in ["static", "phone/static"] {
        fs::create_dir_all(out.join(folder)).unwrap();
    }
    for asset in assets::ALL.iter().chain(service_assets::ALL.iter()) {
        fs::write(out.join(asset.path.trim_start_matches('/')), asset.body).unwrap();
    }

    let mut gallery = Gallery { out, count: 0 };
    start(&mut gallery);
    accounts(&mut gallery);
    add(&mut gallery);
    requests(&mut gallery);
    told(&mut gallery);
    gallery.draw(
        "frame",
        &Frame {
            csrf: "sample".into(),
            organisation: "Harbour Bank".into(),
            user: "ida@harbour.test".into(),
            password: "calm-river-91".into(),
            said: String::new(),
            take: String::new(),
            offline: false,
            slow: false,
        },
    );
    println!("{} screens in {}", gallery.count, out.display());
}

fn phone() -> Phone {
    Phone { csrf: "sample".into(), version: "1".into(), time: "08:14".into(), waiting: None }
}

/// While a request waits behind what stands on the screen.
fn waiting() -> Phone {
    let waiting = Waiting::Open {
        id: "r1".into(),
        organisation: "Harbour Bank".into(),
        service: Some("Mail".into()),
        age: "just now".into(),
    };
    Phone { waiting: Some(waiting), ..phone() }
}

fn start(gallery: &mut Gallery<'_>) {
    gallery.draw("home", &Home { phone: phone(), rings: false });
    gallery.draw("home-rings", &Home { phone: phone(), rings: true });
    let create = |problem| CreatePasscode { phone: phone(), shortest: 6, problem };
    gallery.draw("create-passcode", &create(None));
    gallery.draw("create-passcode-weak", &create(Some(NewPasscodeProblem::Weak)));
    gallery.draw("unlock", &Unlock { phone: phone(), problem: None });
    let phone = Phone { waiting: Some(Waiting::Locked), ..phone() };
    gallery.draw("unlock-waiting", &Unlock { phone, problem: Some(UnlockProblem::TriesLeft(4)) });
}

fn accounts(gallery: &mut Gallery<'_>) {
    let list = |notes, rows| Accounts { phone: phone(), notes, search: Some(String::new()), rows };
    let row = |id: &str, issuer: &str, label: &str, what| Row {
        id: id.into(),
        issuer: issuer.into(),
        label: label.into(),
        title: format!("{issuer}, {label}"),
        what,
        own_code: None,
    };
    let code = |code: &str| RowKind::Code { code: code.into(), seconds_left: 21, period: 30 };
    let bank = |state| row("1", "Harbour Bank", "ida@harbour.test", RowKind::Push(state));
    let shown = Shown { code: "755224".into(), seconds_left: 12, period: 30 };
    gallery.draw("empty", &list(vec![], vec![]));
    gallery.draw("tried", &list(vec![], vec![bank(RowState::TryoutPending)]));
    gallery.draw(
        "accounts",
        &list(
            vec![Note::NotTold],
            vec![
                bank(RowState::Active),
                row("2", "Example Forge", "ida", code("123456")),
                row("8", "Hidden Shop", "ida", RowKind::Masked),
                row("3", "Steam", "ida_v", code("2BC4H")),
                row("4", "Old Router", "admin", RowKind::Counter(None)),
                row("5", "Older Router", "admin", RowKind::Counter(Some(shown))),
                row("6", "Yandex", "ida", RowKind::NeedsPin),
                row(
                    "7",
                    "\u{5d1}\u{5e0}\u{5e7} \u{5d4}\u{5e0}\u{5de}\u{5dc}",
                    "12",
                    code("87654321"),
                ),
            ],
        ),
    );
    let states = [
        RowState::Paused,
        RowState::Off,
        RowState::Blocked,
        RowState::Unlinked,
        RowState::RemovalPending,
        RowState::SetUpAgain,
    ];
    gallery.draw(
        "accounts-states",
        &list(vec![Note::Offline, Note::ClockSlow(90)], states.into_iter().map(bank).collect()),
    );
    let account = |host: Option<&str>, unlinked| Account {
        phone: phone(),
        id: "1".into(),
        issuer: "Harbour Bank".into(),
        label: "ida@harbour.test".into(),
        host: host.map(str::to_owned),
        device: host.map(|_| "Ida's phone".into()),
        unlinked,
        own_name: "Shop".into(),
        can_go_up: false,
        can_go_down: true,
        problem: None,
    };
    gallery.draw("account", &account(Some("signin.harbour.test"), true));
    gallery.draw("account-codes", &account(None, false));
    let settings = |notifications| Settings {
        phone: phone(),
        notifications,
        not_kept: false,
        hides_codes: notifications,
        problem: None,
    };
    gallery.draw("settings", &settings(false));
    gallery.draw("settings-allowed", &settings(true));
}

fn add(gallery: &mut Gallery<'_>) {
    gallery.draw("add", &Add { phone: phone() });
    let typed = |problem: Option<&str>| Typed {
        phone: phone(),
        address: String::new(),
        problem: problem.map(str::to_owned),
    };
    gallery.draw("typed", &typed(None));
    gallery
        .draw("typed-wrong", &typed(Some("There is no such code now. Compare it with the page.")));
    gallery.draw("scanner", &Scanner { phone: phone(), problem: None });
    gallery
        .draw("scanner-no-code", &Scanner { phone: phone(), problem: Some(ScanProblem::NoCode) });
    let preview = |host: Option<&str>| PreviewScreen {
        phone: phone(),
        issuer: "Harbour Bank".into(),
        label: "ida@harbour.test".into(),
        host: host.map(str::to_owned),
        there: None,
        replaceable: false,
        problem: None,
    };
    gallery.draw("preview", &preview(Some("signin.harbour.test")));
    let there = Some(There::Same);
    gallery.draw("preview-same", &PreviewScreen { there, ..preview(None) });
    gallery.draw("notifications", &Notifications { phone: phone(), issuer: "Harbour Bank".into() });
}

fn requests(gallery: &mut Gallery<'_>) {
    let request = || RequestScreen {
        phone: phone(),
        id: "r1".into(),
        organisation: "Harbour Bank".into(),
        service: Some("Mail".into()),
        user: "ida@harbour.test".into(),
        browser: Some("Firefox on Windows".into()),
        place: Some("near Utrecht (NL)".into()),
        age: "just now".into(),
        seconds_left: 54,
        digits: 2,
        other_country: None,
        requests_last_hour: Some(1),
        more_waiting: 0,
        unsent: false,
        needs_passcode: false,
        typed: String::new(),
        problem: None,
    };
    gallery.draw("request", &request());
    gallery.draw(
        "request-abroad",
        &RequestScreen {
            place: Some("near Recife (BR)".into()),
            other_country: Some(OtherCountry {
                browser: "Brazil".into(),
                phone: "the Netherlands".into(),
            }),
            requests_last_hour: Some(3),
            more_waiting: 2,
            digits: 6,
            seconds_left: 18,
            problem: Some(RequestProblem::Length),
            ..request()
        },
    );
    gallery.draw("request-locked", &RequestScreen { needs_passcode: true, ..request() });
    gallery.draw(
        "request-worst",
        &RequestScreen {
            organisation: "Stichting Regionale Gezondheidszorg Noordoost".into(),
            service: Some("Personeelsinformatiesysteem".into()),
            user: "wilhelmina.van-den-heuvel@gezondheidszorg.example.test".into(),
            place: Some("near Recife (BR)".into()),
            other_country: Some(OtherCountry {
                browser: "Brazil".into(),
                phone: "the Netherlands".into(),
            }),
            requests_last_hour: Some(4),
            more_waiting: 2,
            digits: 6,
            seconds_left: 18,
            needs_passcode: true,
            typed: "420917".into(),
            problem: Some(RequestProblem::Passcode(UnlockProblem::TriesLeft(1))),
            ..request()
        },
    );
    gallery.draw(
        "request-unsent",
        &RequestScreen { unsent: true, problem: Some(offline()), ..request() },
    );
    gallery.draw(
        "request-bare",
        &RequestScreen { service: None, browser: None, place: None, ..request() },
    );
    let denied = |can_report| Denied {
        phone: phone(),
        id: "r1".into(),
        can_report,
        pending: false,
        report_failed: false,
    };
    gallery.draw("denied", &denied(true));
    gallery.draw(
        "reported",
        &Reported {
            phone: phone(),
            contact_name: Some("IT desk".into()),
            contact_phone: Some("+31 30 555 0100".into()),
        },
    );
}

fn told(gallery: &mut Gallery<'_>) {
    for (name, what) in [
        ("approved", Saying::Approved),
        ("tried-out", Saying::TriedOut),
        ("wrong-number", Saying::WrongNumber),
        ("expired", Saying::Expired),
        ("superseded", Saying::Superseded),
        ("already-handled", Saying::AlreadyHandled),
        ("interrupted", Saying::Interrupted),
        ("blocked", Saying::Blocked),
        ("unlinked", Saying::Unlinked { organisation: "Harbour Bank".into(), id: "1".into() }),
        ("code-used", Saying::CodeUsed),
        ("code-lapsed", Saying::CodeLapsed),
        (
            "not-added",
            Saying::NotAdded(
                "This code is for Microsoft Authenticator. Open that app, or ask the page for another authenticator app.".into(),
            ),
        ),
        ("removal-pending", Saying::RemovalPending),
        ("removed-codes", Saying::RemovedCodes),
    ] {
        gallery.draw(&format!("told-{name}"), &Told { phone: phone(), what });
    }
    gallery.draw("told-while-waiting", &Told { phone: waiting(), what: Saying::Approved });
}

fn offline() -> RequestProblem {
    let lost = Outcome::Unreachable { why: UnreachableCause::Offline, retry_after: None };
    RequestProblem::Unreachable(lost.sentence())
}
