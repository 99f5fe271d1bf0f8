//! Every page with made-up data, in a language: to look at (`main.rs`) and to check (`tests/texts.rs`).

use askama::Template;

use countersign_signin::Language;
use countersign_signin::pages::cloud::{AsksAgain, Confirmed, Mail};
use countersign_signin::pages::code::{CodeError, Taken, UseCode};
use countersign_signin::pages::error::{Problem, ProblemKind};
use countersign_signin::pages::number::{Ended, Ending, Number, OtherPhone, Phones, Waiting};
use countersign_signin::pages::phones::{
    Confirm, ConfirmPurpose, ConfirmState, PhoneRow, PhonesNotice, YourPhones,
};
use countersign_signin::pages::setup::{
    CodeEnd, CodeEnded, Done, GetApp, MoreInfo, OtherApp, Scan, SetUp, StoreLink, TryEnd, TryEnded,
    TryOut, Typed,
};
use countersign_signin::pages::signin::{OneTimePass, SignIn, SignInError, Stay, TooSoon};
use countersign_signin::pages::{Chrome, ItContact, OwnLook};

use crate::administration::{administer, search_the_log};
use crate::plain::try_out_plainly;

pub(crate) const IDA: &str = "ida@harbour.test";

/// All pages in a language, by name.
pub(crate) fn all(language: Language) -> Vec<(String, String)> {
    let mut pages = Pages { language, drawn: Vec::new() };
    sign_in(&mut pages);
    set_up(&mut pages);
    approve(&mut pages);
    problems(&mut pages);
    phones_of(&mut pages);
    administer(&mut pages);
    search_the_log(&mut pages);
    try_out_plainly(&mut pages);
    pages.drawn
}

pub(crate) struct Pages {
    pub(crate) language: Language,
    drawn: Vec<(String, String)>,
}

impl Pages {
    pub(crate) fn draw(&mut self, name: &str, page: &impl Template) {
        let html = page.render().expect("a page renders");
        self.drawn.push((format!("{:02}-{name}", self.drawn.len() + 1), html));
    }
}

pub(crate) fn chrome(language: Language) -> Chrome {
    Chrome {
        language,
        own: OwnLook::default(),
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

/// What the service hands over in the language of the page.
pub(crate) fn pick(language: Language, english: &str, dutch: &str) -> String {
    match language {
        Language::English => english.into(),
        Language::Dutch => dutch.into(),
    }
}

/// A moment of the day on which everything happened.
pub(crate) fn moment(language: Language, time: &str) -> String {
    format!("{}, {time} UTC", pick(language, "24 November 2026", "24 november 2026"))
}

fn sign_in(pages: &mut Pages) {
    let language = pages.language;
    let page = |user: &str, error| SignIn {
        chrome: chrome(language),
        service: Some("Mail".into()),
        user: user.into(),
        error,
    };
    pages.draw("signin", &page("", None));
    for (name, error) in [
        ("error", SignInError::NotRight),
        ("empty", SignInError::Empty),
        ("timed-out", SignInError::TimedOut),
    ] {
        pages.draw(&format!("signin-{name}"), &page(IDA, Some(error)));
    }
    let too_soon =
        |seconds_left| TooSoon { chrome: chrome(language), page: "/signin", seconds_left };
    pages.draw("signin-too-soon", &too_soon(32));
    pages.draw("signin-too-soon-long", &too_soon(900));
    pages.draw("more-info", &MoreInfo { chrome: chrome(language), user: IDA.into() });
}

fn set_up(pages: &mut Pages) {
    let language = pages.language;
    let get_app = |show_qr, further| GetApp {
        chrome: chrome(language),
        stores: vec![
            StoreLink { name: "App Store".into(), url: "https://store.test/a".into() },
            StoreLink { name: "Google Play".into(), url: "https://store.test/g".into() },
        ],
        download_url: Some("https://get.countersign.test".into()),
        show_qr,
        further,
    };
    pages.draw("get-app", &get_app(false, false));
    pages.draw("get-app-download", &get_app(true, false));
    pages.draw("get-app-further", &get_app(true, true));
    let other_app = |error| OtherApp {
        chrome: chrome(language),
        user: IDA.into(),
        key: "A4DQ OBYH A4DQ OBYH A4DQ OBYH A4DQ OBYH".into(),
        key_id: "1".into(),
        error,
    };
    pages.draw("other-app", &other_app(None));
    pages.draw("other-app-wrong", &other_app(Some(CodeError::Wrong)));
    pages.draw("set-up", &SetUp { chrome: chrome(language) });

    let scan = |not_seen, seen: Option<&str>, shown| Scan {
        chrome: chrome(language),
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
    pages.draw("scan", &scan(false, None, false));
    pages.draw("scan-typed", &scan(false, None, true));
    pages.draw("scan-not-seen", &scan(true, None, false));
    pages.draw("scan-seen", &scan(false, Some("Ida's phone"), false));
    for (name, why) in
        [("used", CodeEnd::Used), ("lapsed", CodeEnd::Lapsed), ("failed", CodeEnd::Failed)]
    {
        let page = CodeEnded { chrome: chrome(language), why, minutes: 10 };
        pages.draw(&format!("code-{name}"), &page);
    }
    pages.draw(
        "try-out",
        &TryOut {
            chrome: chrome(language),
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
        pages.draw(&format!("try-{name}"), &TryEnded { chrome: chrome(language), why });
    }
    pages.draw("done", &Done { chrome: chrome(language), device: "Ida's phone".into(), days: 90 });
}

fn approve(pages: &mut Pages) {
    let language = pages.language;
    let number = |number: &str, seconds_left, again_in| Number {
        chrome: chrome(language),
        number: number.into(),
        user: IDA.into(),
        service: "Mail".into(),
        seconds_left,
        match_qr: "/signin/number/match.png?1".into(),
        phones: phones(),
        again_in,
        has_codes: true,
    };
    pages.draw("number", &number("42", 54, 0));
    pages.draw("number-again-later", &number("42", 54, 24));
    pages.draw("number-strict", &number("007120", 18, 0));
    let code = |has_phone, error, taken| UseCode {
        chrome: chrome(language),
        user: IDA.into(),
        has_phone,
        error,
        taken,
    };
    pages.draw("code", &code(true, None, Taken::Now));
    pages.draw("code-wrong", &code(true, Some(CodeError::Wrong), Taken::Now));
    pages.draw("code-used", &code(true, Some(CodeError::Used), Taken::Now));
    pages.draw("code-too-soon", &code(true, Some(CodeError::Wrong), Taken::In(32)));
    pages.draw("code-no-code", &code(true, Some(CodeError::NoCode), Taken::Now));
    pages.draw("code-other-app", &code(false, None, Taken::Now));
    let used = Some(CodeError::Used);
    pages.draw("code-used-too-soon", &code(true, used, Taken::In(32)));
    pages.draw("code-no-more", &code(true, None, Taken::NoMore));
    let waiting = |seconds_left| Waiting {
        chrome: chrome(language),
        user: IDA.into(),
        seconds_left,
        phones: Phones { sent: false, ..phones() },
        has_codes: true,
    };
    pages.draw("waiting", &waiting(40));
    pages.draw("waiting-long", &waiting(2560));
    pages.draw("waiting-over", &waiting(0));
    for (name, why) in [
        ("expired", Ending::Expired),
        ("wrong-number", Ending::WrongNumber),
        ("denied", Ending::Denied),
        ("superseded", Ending::Superseded),
        ("blocked", Ending::Blocked),
        ("cancelled", Ending::Cancelled),
        ("paused", Ending::Paused),
    ] {
        let page = Ended { chrome: chrome(language), why, has_codes: true };
        pages.draw(&format!("ended-{name}"), &page);
    }
    let only_web = ItContact {
        name: Some("IT desk".into()),
        url: Some("https://help.harbour.test/".into()),
        ..ItContact::default()
    };
    let chrome_web = Chrome { it_contact: only_web, ..chrome(language) };
    let blocked = Ended { chrome: chrome_web, why: Ending::Blocked, has_codes: false };
    pages.draw("ended-blocked-web", &blocked);
    let paused = Ended { chrome: chrome(language), why: Ending::Paused, has_codes: false };
    pages.draw("ended-paused-no-codes", &paused);
    pages.draw("stay", &Stay { chrome: chrome(language), user: IDA.into() });
    let until = pick(language, "22 February 2027", "22 februari 2027");
    let mail = |confirmed, asks_again| Mail {
        chrome: chrome(language),
        service: "Mail".into(),
        user: IDA.into(),
        confirmed,
        asks_again,
        has_phones: true,
    };
    let phone = Confirmed::Phone("Ida's phone".into());
    pages.draw("mail", &mail(phone, Some(AsksAgain::On(until))));
    pages.draw("mail-app", &mail(Confirmed::OtherApp, Some(AsksAgain::NextTime)));
    pages.draw("mail-password", &mail(Confirmed::PasswordOnly, None));
    for still in [true, false] {
        let confirmed = Confirmed::Remembered { still };
        pages.draw(&format!("mail-remembered-{still}"), &mail(confirmed, None));
    }
}

fn problems(pages: &mut Pages) {
    let language = pages.language;
    for (name, what) in [
        ("no-page", ProblemKind::NoSuchPage),
        ("form", ProblemKind::FormExpired),
        ("fault", ProblemKind::OurFault),
    ] {
        let page = Problem { chrome: chrome(language), what, origin: String::new() };
        pages.draw(&format!("problem-{name}"), &page);
    }
    let stranger = Chrome {
        organisation: pick(language, "Sign-in", "Aanmelden"),
        it_contact: ItContact::default(),
        ..chrome(language)
    };
    let (origin, what) = ("http://localhost:8400".to_owned(), ProblemKind::WrongHost);
    pages.draw("problem-host", &Problem { chrome: stranger, what, origin });
}

fn phones() -> Phones {
    let other = |name: &str| OtherPhone { name: name.into(), reference: "sample".into() };
    let others = vec![other("Ida's tablet"), other("Pixel AB3D")];
    Phones { asked: "Ida's phone".into(), sent: true, others, path: "" }
}

fn phones_of(pages: &mut Pages) {
    let language = pages.language;
    let page = |count, notice| {
        let row = |at: usize, name: &str| PhoneRow {
            name: name.into(),
            since: pick(language, "24 November 2026", "24 november 2026"),
            reference: "sample".into(),
            asked_first: at == 0 && count > 1,
            least_used: at == 4,
        };
        let names = ["Ida's phone", "Ida's tablet", "Pixel AB3D", "Old phone", "Office drawer"];
        YourPhones {
            chrome: chrome(language),
            user: IDA.into(),
            notice,
            phones: names.iter().take(count).enumerate().map(|(at, name)| row(at, name)).collect(),
            most: 5,
        }
    };
    pages.draw("phones-one", &page(1, None));
    pages.draw("phones-added", &page(2, Some(PhonesNotice::Added)));
    pages.draw("phones-confirmed", &page(3, Some(PhonesNotice::Confirmed)));
    pages.draw("phones-wait", &page(2, Some(PhonesNotice::Wait(24))));
    pages.draw("phones-paused", &page(2, Some(PhonesNotice::Paused)));
    for (name, notice) in [
        ("removed", PhonesNotice::Removed),
        ("unchanged", PhonesNotice::Unchanged),
        ("wait-over", PhonesNotice::Wait(0)),
    ] {
        pages.draw(&format!("phones-{name}"), &page(2, Some(notice)));
    }
    pages.draw("phones-none", &page(0, None));
    pages.draw("phones-full", &page(5, Some(PhonesNotice::Full)));
    let confirm = |purpose, again_in, state| Confirm {
        chrome: chrome(language),
        user: IDA.into(),
        purpose,
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
    pages.draw("confirm", &confirm(ConfirmPurpose::Phones, 0, waiting()));
    pages.draw("confirm-again-later", &confirm(ConfirmPurpose::Phones, 24, waiting()));
    let ended =
        |again_in, why| confirm(ConfirmPurpose::Administration, again_in, ConfirmState::Ended(why));
    let administration = confirm(ConfirmPurpose::Administration, 0, waiting());
    pages.draw("confirm-admin", &administration);
    pages.draw("confirm-expired", &ended(20, Ending::Expired));
    pages.draw("confirm-expired-over", &ended(0, Ending::Expired));
    pages.draw("confirm-wrong-number", &ended(20, Ending::WrongNumber));
    pages.draw("confirm-superseded", &ended(0, Ending::Superseded));
    pages.draw("confirm-long", &ended(2560, Ending::Expired));
    pages.draw("confirm-paused", &ended(0, Ending::Paused));
    for (name, not_right) in [("pass", false), ("pass-wrong", true)] {
        pages.draw(name, &OneTimePass { chrome: chrome(language), user: IDA.into(), not_right });
    }
}
