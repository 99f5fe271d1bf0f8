//! What must hold for every template, and that what people typed stays text.

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use super::number::Number;
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
    };
    let html = page.render().unwrap();
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("<span aria-hidden=\"true\">07</span>"));
    assert!(html.contains("0, 7"));
    assert!(html.contains("action=\"/in/signin/cancel\""));
    assert!(!html.contains("Questions?"), "nobody to ask is not drawn");
}
