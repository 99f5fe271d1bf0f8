//! Every page in every language: whole, and in no other language than its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use countersign_signin::Language;

#[path = "../examples/gallery/administration.rs"]
mod administration;
#[path = "../examples/gallery/pages.rs"]
mod pages;
#[path = "../examples/gallery/plain.rs"]
mod plain;
#[path = "../examples/gallery/rows.rs"]
mod rows;

/// The texts of a language by key, as `texts/` holds them.
fn texts(file: &str) -> BTreeMap<String, String> {
    let sections: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(file).unwrap();
    let keyed = |(section, texts): (String, BTreeMap<String, String>)| {
        texts.into_iter().map(move |(key, text)| (format!("{section}.{key}"), text))
    };
    sections.into_iter().flat_map(keyed).collect()
}

/// The pieces of a text between what is filled in, as a page shows them; those that say nothing are
/// left out.
fn pieces(text: &str) -> Vec<String> {
    let text = text.replace("**", "");
    let between = text.split(['{', '}']).step_by(2).map(str::trim);
    between.filter(|piece| piece.chars().any(char::is_alphabetic)).map(str::to_owned).collect()
}

/// Attributes that people see or hear, now or a little later.
const SPOKEN: [&str; 9] = [
    "alt",
    "aria-label",
    "data-label",
    "data-format",
    "data-minutes",
    "data-seen",
    "data-warning",
    "data-approved",
    "data-over",
];

/// What a page says: its text and its attributes that people hear, elements gone.
fn said(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let (tag, after) = piece.split_once('>').unwrap_or(("", piece));
        for name in SPOKEN {
            if let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) {
                out.push_str(value.split('"').next().unwrap());
                out.push('\n');
            }
        }
        // What stands out belongs to its sentence; every other element ends one.
        if !tag.contains("strong") && !tag.contains("bdi") {
            out.push('\n');
        }
        out.push_str(after);
    }
    out
}

#[test]
fn a_page_in_dutch_shows_no_english_text() {
    let english = texts(include_str!("../texts/en.toml"));
    let dutch: BTreeSet<String> =
        texts(include_str!("../texts/nl.toml")).values().flat_map(|text| pieces(text)).collect();
    let foreign: BTreeSet<String> = english
        .iter()
        .filter(|(key, _)| !key.starts_with("reason.") && !key.contains("month."))
        .flat_map(|(_, text)| pieces(text))
        .filter(|piece| !dutch.contains(piece))
        .collect();
    assert!(foreign.len() > 250);
    for (name, html) in pages::all(Language::Dutch) {
        assert!(html.contains("<html lang=\"nl\">"), "{name}");
        for line in said(&html).lines().map(str::trim) {
            let whole = foreign.contains(line);
            // Short pieces may be a part of a Dutch word.
            let part = foreign.iter().find(|piece| piece.len() > 12 && line.contains(*piece));
            assert!(!whole && part.is_none(), "{name}: {line}");
        }
    }
}

/// So that somebody who looks at the gallery has seen every text.
#[test]
fn the_gallery_shows_every_text_in_both_languages() {
    for (language, file) in [
        (Language::English, include_str!("../texts/en.toml")),
        (Language::Dutch, include_str!("../texts/nl.toml")),
    ] {
        let all: String =
            pages::all(language).iter().map(|(_, html)| said(html)).collect::<Vec<_>>().concat();
        // The log is made of rows that the service hands over.
        let elsewhere =
            ["event.", "reason.", "month.", "short_month.", "column.by", "time.", "page.l"];
        for (key, text) in texts(file) {
            if elsewhere.iter().any(|section| key.starts_with(section)) {
                continue;
            }
            for piece in pieces(&text) {
                assert!(all.contains(&piece), "{}: {key}: {piece}", language.tag());
            }
        }
    }
}
