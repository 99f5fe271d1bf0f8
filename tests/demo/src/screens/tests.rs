//! What must hold for every screen.

use std::fs;
use std::path::Path;

use askama::Template;

use super::Phone;
use super::phone::Home;
use super::request::{Request, RequestProblem};

#[test]
fn every_form_is_a_post_with_the_token_and_nothing_is_inline() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for form in text.split("<form").skip(1) {
            let (form, _) = form.split_once("</form>").unwrap();
            assert!(form.contains("method=\"post\""), "{}", path.display());
            assert!(form.contains("include \"phone_csrf.html\""), "{}", path.display());
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
    Phone { csrf: "token".into(), version: "1".into(), time: "08:14".into() }
}

#[test]
fn a_ringing_phone_shows_no_number_and_no_answer() {
    let html = Home { phone: phone(), rings: true }.render().unwrap();
    assert!(html.contains("Sign-in request"));
    for bad in ["name=\"number\"", "YES", "approve", "/deny"] {
        assert!(!html.contains(bad), "{bad}");
    }
}

#[test]
fn a_request_says_what_is_not_known_and_fills_nothing_in() {
    let html = Request {
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
        problem: Some(RequestProblem::Length),
    }
    .render()
    .unwrap();
    assert_eq!(html.matches("not given").count(), 3);
    assert!(html.contains("Type the 2 digits"));
    assert!(!html.contains("<b>ida"));
    assert!(!html.contains("value=\"r\"1\""));
    let field = html.split("id=\"number\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!field.contains("value="));
    assert!(html.contains("Never type a number that someone tells you."));
}
