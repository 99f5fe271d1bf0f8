use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::flow::Event;

/// The places of a text, and how often something begins or ends to stand out in it.
fn places(text: &str) -> (BTreeSet<&str>, usize) {
    let places = text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0);
    (places.collect(), text.matches("**").count())
}

#[test]
fn both_languages_have_the_same_keys_and_the_same_places() {
    assert!(ENGLISH.len() > 300, "{}", ENGLISH.len());
    for (key, english) in ENGLISH.iter() {
        let dutch = DUTCH.get(key).unwrap_or_else(|| panic!("{key} is not in nl.toml"));
        assert!(!english.trim().is_empty() && !dutch.trim().is_empty(), "{key}");
        assert_eq!(places(english), places(dutch), "{key}");
        assert_eq!(places(english).1 % 2, 0, "{key}");
        assert!(!english.replace("**", "").contains('*'), "{key}");
        // A place stands in a text once: both sides of it can be named.
        for place in places(english).0 {
            assert_eq!(english.matches(&mark(place)).count(), 1, "{key}");
            assert_eq!(dutch.matches(&mark(place)).count(), 1, "{key}");
        }
    }
    let more: Vec<_> = DUTCH.keys().filter(|key| !ENGLISH.contains_key(*key)).collect();
    assert!(more.is_empty(), "{more:?}");
}

/// What is the same word in both languages.
const SAME: [&str; 10] = [
    "time.seconds",
    "time.minutes",
    "time.date",
    "time.moment",
    "time.short",
    "time.short_with_year",
    "other_app.account",
    "code.field",
    "column.app",
    "column.browser",
];

#[test]
fn dutch_is_not_left_in_english() {
    for (key, english) in ENGLISH.iter() {
        let months = key.starts_with("month.") || key.starts_with("short_month.");
        let same = DUTCH.get(key) == Some(english);
        assert_eq!(same, SAME.contains(&key.as_str()) && !months, "{key}");
    }
}

/// The rules for words of `LOOK.md`; `MFA` is a word for administrators.
#[test]
fn the_words_are_calm_and_plain() {
    for (language, texts) in [("en", &*ENGLISH), ("nl", &*DUTCH)] {
        for (key, text) in texts.iter() {
            let lower = text.to_lowercase();
            for bad in ["!", "oops", "oeps", "token", "challenge", "push", " u ", " uw "] {
                assert!(!lower.contains(bad), "{language}: {key}: {bad}");
            }
            let administration = ["admin.", "notice."].iter().any(|one| key.starts_with(one));
            assert!(administration || !text.contains("MFA"), "{language}: {key}");
        }
    }
}

fn sources(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.extension().is_some_and(|found| found == ending)
                && !path.ends_with("tests.rs")
            {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ending, &mut found);
    found
}

/// What code asks for by a number or a word of its own.
fn asked_for_by_rule(key: &str) -> bool {
    let (section, rest) = key.split_once('.').unwrap();
    match section {
        "month" | "short_month" => (1..=12).any(|month| month.to_string() == rest),
        "event" => Event::from_word(rest).is_some(),
        // Texts that were stored; see `what_the_service_writes_into_the_log_is_known`.
        "reason" => true,
        _ => false,
    }
}

#[test]
fn every_key_is_used_and_every_key_that_is_used_is_one() {
    let all: String = [sources("templates", "html"), sources("src", "rs")]
        .concat()
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    for key in ENGLISH.keys() {
        let used = all.contains(&format!("\"{key}\"")) || asked_for_by_rule(key);
        assert!(used, "nothing says {key}");
    }
    for event in Event::all() {
        assert!(!event.title(Language::Dutch).is_empty(), "event.{}", event.word());
    }
    for call in [".say(\"", ".plain(\"", ".text(\"", ".error_title(\""] {
        for (path, text) in [sources("templates", "html"), sources("src", "rs")].concat() {
            for rest in text.split(call).skip(1) {
                let (key, _) = rest.split_once('"').unwrap();
                let is_key = key.contains('.') || call != ".text(\"";
                assert!(!is_key || ENGLISH.contains_key(key), "{key} in {}", path.display());
            }
        }
    }
}

/// A template without what askama reads, whose signs may stand inside tags.
fn without_code(template: &str) -> String {
    let (mut seen, mut rest) = (String::new(), template);
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let (before, code) = rest.split_at(at);
        seen.push_str(before);
        let end = if code.starts_with("{{") { "}}" } else { "%}" };
        let (_, after) = code.split_once(end).unwrap();
        rest = after;
    }
    seen + rest
}

/// A template is for the order of things; its words stand in `texts/`.
#[test]
fn no_template_holds_a_word_of_any_language() {
    for (path, text) in sources("templates", "html") {
        // The one block that fills an attribute of another template.
        let seen = without_code(&text.replace("%}wide{%", "%}{%"));
        let mut text = String::new();
        let mut attributes = String::new();
        for (at, piece) in seen.split('<').enumerate() {
            let (tag, after) = if at == 0 { ("", piece) } else { piece.split_once('>').unwrap() };
            text.push_str(after);
            for name in ["alt", "title", "aria-label", "placeholder", "data-label", "data-format"] {
                if let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) {
                    attributes.push_str(value.split('"').next().unwrap());
                }
            }
        }
        let text = text.replace("&#x2068;", "").replace("&#x2069;", "");
        let words = |c: char| c.is_alphabetic();
        assert!(!text.contains(words), "{}: {text}", path.display());
        assert!(!attributes.contains(words), "{}: {attributes}", path.display());
    }
}

/// What the service writes as a reason is in the table by which it is shown.
#[test]
fn what_the_service_writes_into_the_log_is_known() {
    for stored in [
        "blocked",
        "no phone is set up",
        "requests are paused",
        "it was not me",
        "cancelled on the phone",
        "the answer belonged to other details",
        "set up by an approval that was taken back",
        "removed on the phone",
        "removed on the page",
        "phone removed",
        "a one-time pass was issued",
        "signed in with a code",
        "typed wrong too often, the pass is over",
        "admin page",
        "by the command",
        "the command",
    ] {
        assert!(Language::Dutch.translated("reason", stored).is_some(), "{stored}");
        let source = sources("src", "rs").into_iter().any(|(_, text)| text.contains(stored));
        assert!(source, "nobody writes \"{stored}\"");
    }
    let dutch = |text| Language::Dutch.translated("reason", text);
    assert_eq!(dutch("12 in a row").as_deref(), Some("12 keer achter elkaar"));
    // What an administrator wrote stays as it is.
    for own in ["talked to Ida", " in a row", "x in a row", "{count} in a row", ""] {
        assert_eq!(dutch(own), None, "{own}");
    }
}

/// A button's name begins as what is seen of it, so that it can be said (WCAG 2.5.3).
#[test]
fn the_name_of_a_control_holds_what_is_seen_of_it() {
    for (seen, named) in [
        ("phones.remove", "phones.remove_named"),
        ("admin.switch_on", "admin.switch_on_for"),
        ("admin.switch_off", "admin.switch_off_for"),
        ("admin.unblock", "admin.unblock_named"),
        ("admin.resume", "admin.resume_named"),
        ("admin.lost_phone", "admin.lost_phone_of"),
        ("admin.issue_pass", "admin.issue_pass_for"),
        ("admin.forget", "admin.forget_of"),
    ] {
        for texts in [&*ENGLISH, &*DUTCH] {
            let (seen, named) = (texts.get(seen).unwrap(), texts.get(named).unwrap());
            assert!(named.to_lowercase().contains(&seen.to_lowercase()), "{seen}: {named}");
        }
    }
}

#[test]
fn what_is_filled_in_is_escaped_and_isolated_and_never_read_again() {
    let said =
        Language::English.say("done.text").name("phone", "<b>**{days}\"&'").count("days", &90);
    let html = said.written();
    assert!(
        html.starts_with("<strong><bdi>&lt;b&gt;**{days}&#34;&amp;&#39;</bdi></strong> is set up."),
        "{html}"
    );
    assert!(html.contains("after 90 days."), "{html}");
    let plain = Language::Dutch.plain("phones.remove_named").name("phone", "\"><i>").written();
    assert_eq!(plain, "\u{2068}&#34;&gt;&lt;i&gt;\u{2069} verwijderen");
    let bold = Language::English.plain("number.text").written();
    assert_eq!(bold, "Open Countersign, type this number and press YES.");
}

#[test]
fn a_hole_is_never_written() {
    let broken = |words: Words| {
        let mut out = String::new();
        write!(out, "{words}").is_err() && words.written().is_empty()
    };
    assert!(broken(Language::English.say("no.such_key")));
    assert!(broken(Language::English.say("scan.text")), "its minutes are missing");
    assert!(broken(Language::English.say("waiting.text").before("no such place")));
    let (before, after) = ("To protect you, the next request can be sent in ", ".");
    assert_eq!(Language::English.say("waiting.text").before("time").written(), before);
    assert_eq!(Language::English.say("waiting.text").after("time").written(), after);
}

#[test]
fn numbers_and_times_are_told_as_people_do() {
    let told: Vec<String> =
        [0, 40, 119, 120, 121, 3600].map(|left| Language::English.left(left)).into();
    assert_eq!(told, ["0 s", "40 s", "119 s", "2 min", "3 min", "60 min"]);
    for (number, english, dutch) in
        [(7, "7", "7"), (1234, "1,234", "1.234"), (9_999_999, "9,999,999", "9.999.999")]
    {
        assert_eq!(Language::English.number(number), english);
        assert_eq!(Language::Dutch.number(number), dutch);
    }
}
