//! What must hold for every screen.

use std::fs;
use std::path::Path;

use askama::Template;

use super::accounts::{Account, Accounts, Row, RowKind, RowState, Shown};
use super::add::{Add, PreviewScreen, Scanner, There};
use super::passcode::Unlock;
use super::phone::{Home, Waiting};
use super::request::{RequestProblem, RequestScreen};
use super::settings::Settings;
use super::told::{Saying, Told};
use super::{Phone, paths};

#[test]
fn every_form_is_a_post_with_the_token_and_nothing_is_inline() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for form in text.split("<form").skip(1) {
            let (form, _) = form.split_once("</form>").unwrap();
            assert!(form.contains("method=\"post\""), "{}", path.display());
            let token =
                if path.ends_with("frame.html") { "frame_csrf.html" } else { "phone_csrf.html" };
            assert!(form.contains(&format!("include \"{token}\"")), "{}", path.display());
        }
        for bad in ["style=", "<style", "onclick", "onload", "onsubmit", "javascript:", "|safe"] {
            assert!(!text.contains(bad), "{bad} in {}", path.display());
        }
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" src="), "{}", path.display());
        }
    }
}

fn phone() -> Phone {
    Phone { csrf: "token".into(), version: "1".into(), time: "08:14".into(), waiting: None }
}

#[test]
fn a_ringing_phone_shows_no_number_and_no_answer() {
    let html = Home { phone: phone(), rings: true }.render().unwrap();
    assert!(html.contains("Sign-in request"));
    for bad in ["name=\"number\"", "YES", "approve", "/deny"] {
        assert!(!html.contains(bad), "{bad}");
    }
}

fn request() -> RequestScreen {
    RequestScreen {
        phone: phone(),
        id: "r\"1".into(),
        organisation: "Harbour Bank".into(),
        service: None,
        user: "<b>ida</b>".into(),
        browser: None,
        place: None,
        age: "just now".into(),
        seconds_left: 54,
        digits: 2,
        other_country: None,
        requests_last_hour: None,
        more_waiting: 0,
        unsent: false,
        needs_passcode: true,
        typed: String::new(),
        problem: Some(RequestProblem::Length),
    }
}

#[test]
fn a_request_says_what_is_not_known_and_fills_nothing_in() {
    let html = request().render().unwrap();
    assert_eq!(html.matches("not given").count(), 3);
    assert!(html.contains("Type the 2 digits"));
    assert!(!html.contains("<b>ida"));
    assert!(!html.contains("value=\"r\"1\""));
    let field = html.split("id=\"number\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(field.contains("value=\"\""));
    assert!(html.contains("Never type a number that someone tells you."));
}

#[test]
fn refusing_is_a_tap_that_asks_for_nothing_a36() {
    let html = request().render().unwrap();
    let form = html.split("<form").find(|form| form.contains(paths::DENY)).unwrap();
    let form = form.split("</form>").next().unwrap();
    assert!(form.contains("No, it's not me"));
    let fields = form.matches("<input").count() - form.matches("type=\"hidden\"").count();
    assert_eq!(fields, 0, "nothing to type");
    // It stands in what is pinned, not in what scrolls.
    let (scrolls, rest) = html.split_once("</main>").unwrap();
    assert!(!scrolls.contains(paths::DENY));
    let pinned = rest.split("id=\"pinned\"").nth(1).unwrap().split("id=\"bar\"").next().unwrap();
    assert!(pinned.contains(paths::DENY));
    // YES needs the passcode, and says so.
    assert!(html.contains("The 2 digits, your passcode, then YES."));
    let open =
        RequestScreen { needs_passcode: false, problem: None, ..request() }.render().unwrap();
    assert!(
        !open.contains("type=\"password\"") && open.contains("Type the 2 digits, then press YES.")
    );
}

#[test]
fn a_locked_phone_says_that_a_request_waits_and_no_more_a35() {
    let phone = Phone { waiting: Some(Waiting::Locked), ..phone() };
    let html = Unlock { phone, problem: None }.render().unwrap();
    assert!(html.contains("Sign-in request"));
    for bad in ["Harbour", "name=\"number\"", paths::REQUEST, paths::DENY, paths::APPROVE] {
        assert!(!html.contains(bad), "{bad}");
    }
}

#[test]
fn what_waits_is_named_on_whatever_stands_on_the_screen_a18() {
    let waiting = Waiting::Open {
        id: "r1".into(),
        organisation: "Harbour Bank".into(),
        service: Some("Mail".into()),
        age: "just now".into(),
    };
    let phone = Phone { waiting: Some(waiting), ..phone() };
    for html in [
        Told { phone: phone.clone(), what: Saying::Approved }.render(),
        Add { phone: phone.clone() }.render(),
        Scanner { phone: phone.clone(), problem: None }.render(),
        Settings {
            phone,
            notifications: false,
            not_kept: false,
            hides_codes: false,
            problem: None,
        }
        .render(),
    ] {
        let html = html.unwrap();
        let row = html.split("id=\"waiting\"").nth(1).unwrap().split("</form>").next().unwrap();
        assert!(row.contains("<bdi>Harbour Bank</bdi> · <bdi>Mail</bdi> · just now"), "{row}");
        assert!(row.contains(&format!("action=\"{}\"", paths::REQUEST)), "{row}");
    }
}

/// Names in templates that hold text of somebody else.
const OF_OTHERS: [&str; 13] = [
    "issuer",
    "label",
    "organisation",
    "service",
    "user",
    "host",
    "device",
    "name",
    "number",
    "folder",
    "row.issuer",
    "row.label",
    "other.browser",
];

#[test]
fn texts_of_others_are_isolated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for name in OF_OTHERS {
            let hole = format!("{{{{ {name} }}}}");
            let all = text.matches(&hole).count();
            let isolated = text.matches(&format!("<bdi>{hole}</bdi>")).count();
            assert_eq!(all, isolated, "{hole} in {}", path.display());
            seen += all;
        }
    }
    assert!(seen > 15, "the names of the templates have changed: {seen}");
    // In a sentence that the program makes, by the isolating characters (Unicode UAX 9).
    let organisation = "\u{5d1}\u{5e0}\u{5e7}".to_owned();
    let what = Saying::Unlinked { organisation: organisation.clone(), id: "1".into() };
    let html = Told { phone: phone(), what }.render().unwrap();
    assert!(html.contains(&format!("\u{2068}{organisation}\u{2069}")));
}

#[test]
fn an_account_of_codes_is_removed_without_a_word_of_it() {
    let account = |host: Option<&str>| {
        let screen = Account {
            phone: phone(),
            id: "1".into(),
            issuer: "Shop".into(),
            label: "ida".into(),
            host: host.map(str::to_owned),
            device: None,
            unlinked: false,
            own_name: "Shop".into(),
            can_go_up: false,
            can_go_down: false,
            problem: None,
        };
        screen.render().unwrap()
    };
    let (codes, work) = (account(None), account(Some("signin.harbour.test")));
    assert!(!codes.contains("IT gives") && codes.contains("Its codes are gone"));
    assert!(work.contains("until IT gives you another way"));
    let removed = Told { phone: phone(), what: Saying::RemovedCodes }.render().unwrap();
    assert!(!removed.contains("organisation"), "nobody was told");
}

#[test]
fn what_is_there_already_is_said_and_kept_or_replaced() {
    let preview = |there, replaceable| {
        let screen = PreviewScreen {
            phone: phone(),
            issuer: "Shop".into(),
            label: "ida".into(),
            host: None,
            there,
            replaceable,
            problem: None,
        };
        screen.render().unwrap()
    };
    let new = preview(None, false);
    assert!(new.contains(">Continue<") && !new.contains(paths::KEEP_BOTH));
    for there in [There::Same, There::SameKey, There::SameName, There::Registered] {
        let replaceable = there == There::SameName;
        let html = preview(Some(there), replaceable);
        assert_eq!(html.contains(">Replace it<"), replaceable);
        assert!(html.contains(">Keep both<") && html.contains("notice warn"));
        assert!(html.contains(&format!("name=\"{}\" value=\"yes\"", paths::KEEP_BOTH)));
    }
}

#[test]
fn counters_make_codes_and_nothing_pretends_to_be_one() {
    let row = |what| Row {
        id: "1".into(),
        issuer: "Router".into(),
        label: "admin".into(),
        title: "Router, admin".into(),
        what,
        own_code: None,
    };
    let shown = Shown { code: "755224".into(), seconds_left: 30, period: 30 };
    let rows = vec![
        row(RowKind::Counter(None)),
        row(RowKind::Counter(Some(shown))),
        row(RowKind::NeedsPin),
    ];
    let html = Accounts { phone: phone(), notes: vec![], search: None, rows }.render().unwrap();
    assert!(html.contains("Show a code") && html.contains("Next code"));
    assert!(html.contains("755 224") && html.contains("need a PIN"));
    assert_eq!(html.matches(&format!("action=\"{}\"", paths::CODE)).count(), 2);
    assert!(!html.contains('\u{b7}'.to_string().repeat(2).as_str()));
}

#[test]
fn an_account_that_is_set_up_promises_no_more_than_it_knows() {
    let row = Row {
        id: "1".into(),
        issuer: "Harbour Bank".into(),
        label: "ida".into(),
        title: "Harbour Bank, ida".into(),
        what: RowKind::Push(RowState::Active),
        own_code: None,
    };
    let html =
        Accounts { phone: phone(), notes: vec![], search: None, rows: vec![row] }.render().unwrap();
    // Whether the organisation asks for it is the organisation's to say: it may have switched it off.
    assert!(html.contains("Asks you when a sign-in is to be confirmed"));
    assert!(!html.contains("Ready"));
}
