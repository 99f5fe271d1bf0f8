//! Draws every page of the sign-in service with made-up data, as files to look at and to check:
//! `cargo run -p countersign-signin --example gallery -- OUT`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for developers")]

use std::path::Path;
use std::{env, fs};

use askama::Template;

use countersign_signin::pages::admin::{AdminSignIn, Overview, ShownPass};
use countersign_signin::pages::cloud::{AsksAgain, Confirmed, Mail};
use countersign_signin::pages::code::{CodeError, Taken, UseCode};
use countersign_signin::pages::error::{Problem, ProblemKind};
use countersign_signin::pages::log::{Count, Fields, Log, Outcome, SearchProblem};
use countersign_signin::pages::number::{Ended, Ending, Number, OtherPhone, Phones, Waiting};
use countersign_signin::pages::phones::{
    Confirm, ConfirmState, PhoneRow, PhonesNotice, YourPhones,
};
use countersign_signin::pages::setup::{
    CodeEnd, CodeEnded, Done, GetApp, MoreInfo, OtherApp, Scan, SetUp, StoreLink, TryEnd, TryEnded,
    TryOut, Typed,
};
use countersign_signin::pages::signin::{OneTimePass, SignIn, SignInError, Stay, TooSoon};
use countersign_signin::pages::{Chrome, ItContact, assets};

mod rows;

use rows::{log, users};

const IDA: &str = "ida@harbour.test";

/// Where the pages are written, and how many.
struct Gallery<'a> {
    out: &'a Path,
    count: usize,
}

impl Gallery<'_> {
    fn draw(&mut self, name: &str, page: &impl Template) {
        self.count += 1;
        let text = page.render().expect("a page renders");
        // Addresses are relative here, so that the files work without a server; the pictures of
        // codes are replaced by one drawn once.
        let text = text
            .replace("=\"/static/", "=\"static/")
            .replace("/signin/setup/scan/qr.png?1", "static/code.svg")
            .replace("/signin/setup/other-app/qr.png?1", "static/code.svg")
            .replace("/signin/number/match.png?1", "static/code.svg")
            .replace("/signin/setup/app/qr.png", "static/code.svg");
        fs::write(self.out.join(format!("{:02}-{name}.html", self.count)), text).unwrap();
    }
}

fn main() {
    let out = env::args().nth(1).expect("gallery OUT: the folder to write to");
    let out = Path::new(&out);
    fs::create_dir_all(out.join("static")).unwrap();
    for asset in assets::ALL {
        fs::write(out.join(asset.path.trim_start_matches('/')), asset.body).unwrap();
    }
    fs::write(out.join("static/code.svg"), sample_code()).unwrap();

    let mut gallery = Gallery { out, count: 0 };
    sign_in(&mut gallery);
    set_up(&mut gallery);
    approve(&mut gallery);
    phones_of(&mut gallery);
    administer(&mut gallery);
    search_the_log(&mut gallery);
    println!("{} pages in {}", gallery.count, out.display());
}

fn chrome() -> Chrome {
    Chrome {
        organisation: "Harbour Bank".into(),
        it_contact: ItContact {
            name: Some("IT desk".into()),
            phone: Some("+31 30 555 0100".into()),
            email: Some("it@harbour.test".into()),
            url: None,
        },
        csrf: "sample".into(),
        base: String::new(),
    }
}

fn sign_in(gallery: &mut Gallery<'_>) {
    let page = |user: &str, error| SignIn {
        chrome: chrome(),
        service: Some("Mail".into()),
        user: user.into(),
        error,
    };
    gallery.draw("signin", &page("", None));
    gallery.draw("signin-error", &page(IDA, Some(SignInError::NotRight)));
    let too_soon = |seconds_left| TooSoon { chrome: chrome(), page: "/signin", seconds_left };
    gallery.draw("signin-too-soon", &too_soon(32));
    gallery.draw("signin-too-soon-long", &too_soon(900));
    gallery.draw("more-info", &MoreInfo { chrome: chrome(), user: IDA.into() });
}

fn set_up(gallery: &mut Gallery<'_>) {
    let get_app = |show_qr| GetApp {
        chrome: chrome(),
        stores: vec![
            StoreLink { name: "App Store".into(), url: "https://store.test/a".into() },
            StoreLink { name: "Google Play".into(), url: "https://store.test/g".into() },
        ],
        download_url: Some("https://get.countersign.test".into()),
        show_qr,
        further: false,
    };
    gallery.draw("get-app", &get_app(false));
    gallery.draw("get-app-download", &get_app(true));
    let other_app = |error| OtherApp {
        chrome: chrome(),
        user: IDA.into(),
        key: "A4DQ OBYH A4DQ OBYH A4DQ OBYH A4DQ OBYH".into(),
        key_id: "1".into(),
        error,
    };
    gallery.draw("other-app", &other_app(None));
    gallery.draw("other-app-wrong", &other_app(Some(CodeError::Wrong)));
    gallery.draw("set-up", &SetUp { chrome: chrome() });

    let scan = |not_seen, seen: Option<&str>, shown| Scan {
        chrome: chrome(),
        minutes: 10,
        not_seen,
        seen: seen.map(str::to_owned),
        code_id: "1".into(),
        typed: Some(Typed {
            address: "https://signin.harbour.test/realms/demo".into(),
            code: "1A2B3-C4D5E".into(),
            shown,
        }),
    };
    gallery.draw("scan", &scan(false, None, false));
    gallery.draw("scan-typed", &scan(false, None, true));
    gallery.draw("scan-not-seen", &scan(true, None, false));
    gallery.draw("scan-seen", &scan(false, Some("Ida's phone"), false));
    for (name, why) in
        [("used", CodeEnd::Used), ("lapsed", CodeEnd::Lapsed), ("failed", CodeEnd::Failed)]
    {
        let page = CodeEnded { chrome: chrome(), why, minutes: 10 };
        gallery.draw(&format!("code-{name}"), &page);
    }
    gallery.draw(
        "try-out",
        &TryOut {
            chrome: chrome(),
            number: "42".into(),
            device: "Ida's phone".into(),
            seconds_left: 54,
            match_qr: "/signin/number/match.png?1".into(),
        },
    );
    for (name, why) in [
        ("expired", TryEnd::Expired),
        ("wrong-number", TryEnd::WrongNumber),
        ("denied", TryEnd::Denied),
    ] {
        gallery.draw(&format!("try-{name}"), &TryEnded { chrome: chrome(), why });
    }
    gallery.draw("done", &Done { chrome: chrome(), device: "Ida's phone".into(), days: 90 });
}

fn approve(gallery: &mut Gallery<'_>) {
    let number = |number: &str, seconds_left, again_in| Number {
        chrome: chrome(),
        number: number.into(),
        user: IDA.into(),
        service: "Mail".into(),
        seconds_left,
        match_qr: "/signin/number/match.png?1".into(),
        phones: phones(),
        again_in,
        has_codes: true,
    };
    gallery.draw("number", &number("42", 54, 0));
    gallery.draw("number-again-later", &number("42", 54, 24));
    gallery.draw("number-strict", &number("007120", 18, 0));
    let code = |error, taken| UseCode {
        chrome: chrome(),
        user: IDA.into(),
        has_phone: true,
        error,
        taken,
    };
    gallery.draw("code", &code(None, Taken::Now));
    gallery.draw("code-wrong", &code(Some(CodeError::Wrong), Taken::Now));
    gallery.draw("code-used", &code(Some(CodeError::Used), Taken::Now));
    gallery.draw("code-too-soon", &code(Some(CodeError::Wrong), Taken::In(32)));
    gallery.draw("code-no-more", &code(None, Taken::NoMore));
    let waiting = |seconds_left| Waiting {
        chrome: chrome(),
        user: IDA.into(),
        seconds_left,
        phones: Phones { sent: false, ..phones() },
        has_codes: true,
    };
    gallery.draw("waiting", &waiting(40));
    gallery.draw("waiting-long", &waiting(2560));
    gallery.draw("waiting-over", &waiting(0));
    for (name, why) in [
        ("expired", Ending::Expired),
        ("wrong-number", Ending::WrongNumber),
        ("denied", Ending::Denied),
        ("superseded", Ending::Superseded),
        ("blocked", Ending::Blocked),
        ("cancelled", Ending::Cancelled),
        ("paused", Ending::Paused),
    ] {
        gallery.draw(&format!("ended-{name}"), &Ended { chrome: chrome(), why, has_codes: true });
    }
    gallery.draw("stay", &Stay { chrome: chrome(), user: IDA.into() });
    gallery.draw(
        "mail",
        &Mail {
            chrome: chrome(),
            service: "Mail".into(),
            user: IDA.into(),
            confirmed: Confirmed::Phone("Ida's phone".into()),
            asks_again: Some(AsksAgain::On("22 February 2027".into())),
            has_phones: true,
        },
    );
    gallery.draw(
        "problem",
        &Problem { chrome: chrome(), what: ProblemKind::FormExpired, origin: String::new() },
    );
    let stranger =
        Chrome { organisation: "Sign-in".into(), it_contact: ItContact::default(), ..chrome() };
    let origin = "http://localhost:8400".to_owned();
    let what = ProblemKind::WrongHost;
    gallery.draw("problem-host", &Problem { chrome: stranger, what, origin });
}

fn phones() -> Phones {
    let other = |name: &str| OtherPhone { name: name.into(), reference: "sample".into() };
    let others = vec![other("Ida's tablet"), other("Pixel AB3D")];
    Phones { asked: "Ida's phone".into(), sent: true, others, path: "" }
}

fn phones_of(gallery: &mut Gallery<'_>) {
    let page = |count, notice| {
        let row = |at: usize, name: &str| PhoneRow {
            name: name.into(),
            since: "set up on 24 November 2026".into(),
            reference: "sample".into(),
            asked_first: at == 0 && count > 1,
            least_used: at == 4,
        };
        let names = ["Ida's phone", "Ida's tablet", "Pixel AB3D", "Old phone", "Office drawer"];
        YourPhones {
            chrome: chrome(),
            user: IDA.into(),
            notice,
            phones: names.iter().take(count).enumerate().map(|(at, name)| row(at, name)).collect(),
            most: 5,
        }
    };
    gallery.draw("phones-one", &page(1, None));
    gallery.draw("phones-added", &page(2, Some(PhonesNotice::Added)));
    gallery.draw("phones-confirmed", &page(3, Some(PhonesNotice::Confirmed)));
    gallery.draw("phones-wait", &page(2, Some(PhonesNotice::Wait(24))));
    gallery.draw("phones-paused", &page(2, Some(PhonesNotice::Paused)));
    gallery.draw("phones-full", &page(5, Some(PhonesNotice::Full)));
    let confirm = |service: &str, again_in, state| Confirm {
        chrome: chrome(),
        user: IDA.into(),
        service: service.into(),
        page: "",
        back: "",
        events: "",
        again_in,
        state,
    };
    let waiting = || ConfirmState::Waiting {
        number: "42".into(),
        match_qr: "/signin/number/match.png?1".into(),
        seconds_left: 54,
        phones: phones(),
    };
    gallery.draw("confirm", &confirm("Your phones", 0, waiting()));
    gallery.draw("confirm-again-later", &confirm("Your phones", 24, waiting()));
    let ended = |again_in, why| confirm("Administration", again_in, ConfirmState::Ended(why));
    gallery.draw("confirm-expired", &ended(20, Ending::Expired));
    gallery.draw("confirm-expired-over", &ended(0, Ending::Expired));
    gallery.draw("confirm-paused", &ended(0, Ending::Paused));
    for (name, not_right) in [("pass", false), ("pass-wrong", true)] {
        gallery.draw(name, &OneTimePass { chrome: chrome(), user: IDA.into(), not_right });
    }
}

fn administer(gallery: &mut Gallery<'_>) {
    gallery
        .draw("admin-signin", &AdminSignIn { chrome: chrome(), user: String::new(), error: None });
    gallery.draw(
        "admin-pass",
        &ShownPass {
            chrome: chrome(),
            user: IDA.into(),
            pass: "1A2B-3C4D-5E6F-7G8H".into(),
            until: "24 November 2026, 09:14:00 UTC".into(),
        },
    );
    gallery.draw(
        "admin",
        &Overview {
            chrome: chrome(),
            admin: "admin@harbour.test".into(),
            notice: Some("MFA is on for noor@harbour.test.".into()),
            users: users(),
            log: log(),
        },
    );
}

fn search_the_log(gallery: &mut Gallery<'_>) {
    let page = |fields: Fields, problem, count| Log {
        chrome: chrome(),
        admin: "admin@harbour.test".into(),
        fields,
        outcomes: [("approved", "Approved"), ("wrong_number", "Wrong number")]
            .map(|(word, title)| Outcome { word, title })
            .into(),
        problem,
        count,
        log: if count == Count::Exactly(0) { Vec::new() } else { log() },
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
    gallery.draw("log", &page(Fields::default(), None, Count::Many));
    gallery.draw("log-found", &page(typed("2026-11-24", "2026-11-24"), None, Count::Exactly(7)));
    gallery.draw("log-nothing", &page(typed("2026-11-26", ""), None, Count::Exactly(0)));
    let backwards =
        page(typed("2026-11-26", "2026-11-24"), Some(SearchProblem::Backwards), Count::Exactly(0));
    gallery.draw("log-backwards", &backwards);
}

/// A picture that looks like a code and holds nothing.
fn sample_code() -> String {
    let mut modules = String::new();
    let mut state: u32 = 0x2545_F491;
    for y in 0..33_u32 {
        for x in 0..33_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let corner = |cx: u32, cy: u32| {
                (x >= cx && x < cx + 7 && y >= cy && y < cy + 7).then(|| {
                    let (dx, dy) = (x.abs_diff(cx + 3), y.abs_diff(cy + 3));
                    dx.max(dy) != 2
                })
            };
            let dark = corner(0, 0).or_else(|| corner(26, 0)).or_else(|| corner(0, 26)).unwrap_or(
                state >> 31 == 1 && !(!(8..=24).contains(&x) && y < 8 || x < 8 && y > 24),
            );
            if dark {
                modules.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
            }
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 41 41\" width=\"328\" height=\"328\"><path fill=\"#fff\" d=\"M0 0h41v41H0z\"/><path d=\"{modules}\"/></svg>"
    )
}
