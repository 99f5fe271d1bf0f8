//! What must hold for every template, and that what people typed stays text.

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use super::number::{Ended, Ending, Number, Phones};
use super::{Chrome, ItContact, OwnLook};
use crate::texts::Language;

fn templates() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    assert!(found.len() > 20);
    found
}

#[test]
fn every_form_is_a_post_with_the_token_or_a_search_without_it() {
    for (path, text) in templates() {
        for form in text.split("<form").skip(1) {
            let (form, _) = form.split_once("</form>").unwrap();
            let token = form.contains("include \"parts/csrf.html\"");
            // What a search asks for stands in the address: no token may.
            if form.contains("role=\"search\"") {
                assert!(form.contains("method=\"get\"") && !token, "{}", path.display());
            } else {
                assert!(form.contains("method=\"post\"") && token, "{}", path.display());
            }
        }
    }
}

/// What is ours: numbers, dates and words of this crate.
const OURS: [&str; 12] = [
    "typed.code",
    "pass",
    "chrome.base",
    "chrome::spoken(number)",
    "chrome.left(seconds_left)",
    "chrome.again_in(again_in)",
    "number",
    "key",
    "row.at",
    "row.outcome",
    "outcome.title",
    "loop.index",
];

/// What is filled into texts unisolated is ours too.
const PARTS: [&str; 11] = [
    "most.to_string()",
    "chrome.left(seconds_left)",
    "chrome.number(count)",
    "phone.since",
    "device.since",
    "browser.until",
    "date",
    "since",
    "until",
    "\"{}\"",
    "moment",
];

/// Whether an expression is a text, with names isolated in it; `said` knows its own.
fn is_text(expression: &str) -> bool {
    let said = ["chrome.say(", "chrome.plain(", "chrome.error_title(", "notice.said(chrome)"];
    said.iter().any(|said| expression.starts_with(said))
        && expression.split(".part(").skip(1).all(|part| {
            let (_, value) = part.split_once(", ").unwrap();
            PARTS.iter().any(|ours| value.strip_prefix(ours).is_some_and(|v| v.starts_with(')')))
        })
}

/// A name in a script that runs the other way moves the digits and words of ours beside it.
#[test]
fn texts_of_others_are_isolated_wherever_they_stand_beside_ours() {
    for (path, text) in templates() {
        let mut seen = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let (expression, after) = after.split_once("}}").unwrap();
            seen.push_str(&without_tags(before));
            // Inside a tag it is an attribute, which is no text.
            let tag = seen.rsplit_once('<').map_or("", |(_, tag)| tag);
            let attribute = !tag.contains('>');
            let isolated = tag == "bdi>" || tag.starts_with("bdi ") && tag.ends_with('>');
            let isolated = isolated && after.starts_with("</bdi>")
                || seen.ends_with("&#x2068;") && after.starts_with("&#x2069;");
            let ours = OURS.contains(&expression.trim()) || is_text(expression.trim());
            assert!(attribute || isolated || ours, "{expression} in {}", path.display());
            seen.push_str("text");
            rest = after;
        }
    }
}

/// A piece of a template without its own tags, whose signs are no HTML.
fn without_tags(text: &str) -> String {
    text.split("{%").enumerate().fold(String::new(), |mut out, (at, part)| {
        out.push_str(if at == 0 {
            part
        } else {
            part.split_once("%}").map_or("", |(_, text)| text)
        });
        out
    })
}

/// A page that stands in a frame would show nothing for an address of somebody else's.
#[test]
fn what_is_elsewhere_opens_beside_the_page() {
    for (path, text) in templates() {
        for link in text.split("<a ").skip(1) {
            let (link, _) = link.split_once("</a>").unwrap();
            let (_, address) = link.split_once("href=\"").unwrap();
            let ours = ["{{ chrome.base }}", "{{ origin }}", "mailto:", "{{ dialled }}"];
            let beside = link.contains("target=\"_blank\" rel=\"noopener\"");
            let stays = ours.iter().any(|ours| address.starts_with(ours));
            assert!(stays || beside, "{link} in {}", path.display());
        }
    }
}

#[test]
fn whom_to_call_is_said_whatever_is_known_of_it_a37() {
    let page = |it_contact| {
        let chrome = Chrome {
            language: Language::English,
            own: OwnLook::default(),
            organisation: "Harbour".into(),
            it_contact,
            csrf: "token".into(),
            base: String::new(),
        };
        Ended { chrome, why: Ending::Blocked, has_codes: false }.render().unwrap()
    };
    let desk = |phone: Option<&str>, url: Option<&str>| ItContact {
        name: Some("IT desk".into()),
        phone: phone.map(str::to_owned),
        email: None,
        url: url.map(str::to_owned),
    };
    let html = page(desk(Some("+31 30 555 0100"), None));
    assert!(html.contains("<a class=\"call\" href=\"tel:+31305550100\"><span>Call IT:"), "{html}");
    let html = page(desk(None, Some("https://help.test/")));
    let link = "<a class=\"call\" href=\"https://help.test/\" target=\"_blank\" rel=\"noopener\">";
    assert!(html.contains(link), "{html}");
    // A number that no link can dial is there to be typed by hand.
    let html = page(desk(Some("555 0100 or 555 0200"), None));
    assert!(
        html.contains("<p class=\"call\"><span>Call IT: <bdi>IT desk</bdi>, <bdi>555"),
        "{html}"
    );
    assert!(!page(ItContact::default()).contains("Call IT"));
}

#[test]
fn nothing_is_inline() {
    for (path, text) in templates() {
        for bad in ["style=", "<style", "onclick", "onload", "onsubmit", "javascript:", "|safe"] {
            assert!(!text.contains(bad), "{bad} in {}", path.display());
        }
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" src="), "{}", path.display());
        }
    }
}

#[test]
fn a_number_page_shows_what_it_was_given_as_text() {
    let page = Number {
        chrome: Chrome {
            language: Language::English,
            own: OwnLook::default(),
            organisation: "Harbour & Sons".into(),
            it_contact: ItContact::default(),
            csrf: "token".into(),
            base: "/in".into(),
        },
        number: "07".into(),
        user: "<script>alert(1)</script>".into(),
        service: "Mail".into(),
        seconds_left: 54,
        match_qr: "/signin/number/match.png?1".into(),
        phones: Phones { asked: String::new(), sent: true, others: Vec::new(), path: "" },
        again_in: 0,
        has_codes: true,
    };
    let html = page.render().unwrap();
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("<span aria-hidden=\"true\">07</span>"));
    assert!(html.contains("0, 7"));
    assert!(html.contains("action=\"/in/signin/cancel\""));
    assert!(!html.contains("Questions?"), "nobody to ask is not drawn");
}
