//! What must hold for every template, and that what people typed stays text.

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use super::number::{Number, Phones};
use super::{Chrome, ItContact};

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
fn every_form_is_a_post_and_carries_the_token() {
    for (path, text) in templates() {
        for form in text.split("<form").skip(1) {
            let (form, _) = form.split_once("</form>").unwrap();
            assert!(form.contains("method=\"post\""), "{}", path.display());
            assert!(form.contains("include \"parts/csrf.html\""), "{}", path.display());
        }
    }
}

/// What is ours: numbers, dates and words of this crate.
const OURS: [&str; 19] = [
    "most",
    "typed.code",
    "pass",
    "until",
    "phone.since",
    "chrome.base",
    "chrome::spoken(number)",
    "number",
    "minutes",
    "days",
    "date",
    "seconds_left",
    "since",
    "device.since",
    "browser.until",
    "notice",
    "row.at",
    "row.outcome",
    "loop.index",
];

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
            let ours = OURS.contains(&expression.trim());
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
        phones: Phones { asked: String::new(), others: Vec::new(), path: "" },
    };
    let html = page.render().unwrap();
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("<span aria-hidden=\"true\">07</span>"));
    assert!(html.contains("0, 7"));
    assert!(html.contains("action=\"/in/signin/cancel\""));
    assert!(!html.contains("Questions?"), "nobody to ask is not drawn");
}
