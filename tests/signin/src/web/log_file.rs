//! The log to take along: all lines that fit, as they were written, piece by piece.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use futures_util::stream;
use serde_json::json;

use super::admin::administrator;
use super::log::Asked;
use super::outcome::Outcome;
use super::signin::respond;
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::Event;
use crate::pages::paths;
use crate::service::Inner;
use crate::store::audit::{self, EVERYWHERE, Line, Order, Search};
use crate::texts::Language;
use crate::times::{iso_day, rfc3339};

/// Lines of a piece.
const PIECE: u32 = 500;

/// What a file is made of.
#[derive(Clone, Copy)]
struct Format {
    /// How its name ends.
    ending: &'static str,
    media_type: &'static str,
    /// What stands before the first line.
    head: fn(Language) -> String,
    line: fn(Language, &Line) -> String,
}

/// For spreadsheets: RFC 4180, and a mark at its beginning by which they know that it is UTF-8.
const CSV: Format = Format {
    ending: "csv",
    media_type: "text/csv; charset=utf-8; header=present",
    head: csv_head,
    line: csv_line,
};

/// For programs: one JSON object a line, all of them with the same members.
const JSON_LINES: Format = Format {
    ending: "jsonl",
    media_type: "application/jsonl",
    head: |_| String::new(),
    line: json_line,
};

/// `GET /admin/log.csv`.
pub(crate) async fn csv(
    State(inner): State<Arc<Inner>>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Outcome {
    file(inner, &asked, visitor, CSV)
}

/// `GET /admin/log.jsonl`.
pub(crate) async fn json_lines(
    State(inner): State<Arc<Inner>>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Outcome {
    file(inner, &asked, visitor, JSON_LINES)
}

fn file(inner: Arc<Inner>, asked: &Asked, visitor: Visitor, format: Format) -> Outcome {
    respond(&inner.clone(), move |step| {
        if administrator(step, &visitor)?.is_none() {
            return Ok(Outcome::go(paths::ADMIN_SIGN_IN));
        }
        // The page says what is wrong with it.
        let Ok(search) = asked.search() else { return Ok(Outcome::go(&asked.page())) };
        // What is written from now on belongs to the next file.
        let newest = audit::newest(step.db, 1)?.first().map_or(0, |line| line.id);
        let name = format!("sign-in-log-{}.{}", iso_day(step.now), format.ending);
        let places = EVERYWHERE.start..newest.saturating_add(1);
        let body = pieces(inner, visitor, search, places, format);
        Ok(Outcome::other((
            StatusCode::OK,
            [
                (header::CONTENT_TYPE, format.media_type.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ],
            body,
        )))
    })
}

/// The file, made as fast as it is read. Whoever is no administrator any more gets no further piece:
/// the connection breaks, so that no half file is taken for a whole one.
fn pieces(
    inner: Arc<Inner>,
    visitor: Visitor,
    search: Search,
    places: Range<i64>,
    format: Format,
) -> Body {
    let language = visitor.language;
    let start = (inner, visitor, search, places, (format.head)(language));
    Body::from_stream(stream::try_unfold(start, move |state| async move {
        let (inner, visitor, search, mut places, mut piece) = state;
        let lines = inner.step(|step| {
            if administrator(step, &visitor)?.is_none() {
                return Err(Fault::Store);
            }
            audit::found(step.db, &search, places.clone(), Order::OldestFirst, PIECE)
        });
        let lines = lines.map_err(|_| io::Error::other("the log cannot be read"))?;
        let Some(last) = lines.last() else {
            // A file without lines has its head all the same.
            places = EVERYWHERE.end..EVERYWHERE.end;
            let next = (inner, visitor, search, places, String::new());
            return Ok((!piece.is_empty()).then_some((piece, next)));
        };
        places.start = last.id.saturating_add(1);
        piece.extend(lines.iter().map(|line| (format.line)(language, line)));
        Ok::<_, io::Error>(Some((piece, (inner, visitor, search, places, String::new()))))
    }))
}

/// The columns, in the order of [`csv_line`].
const COLUMNS: [&str; 8] = [
    "column.time",
    "column.user",
    "column.what",
    "column.phone",
    "column.app",
    "column.browser",
    "column.reason",
    "column.by",
];

fn csv_head(language: Language) -> String {
    let cells = COLUMNS.map(|key| cell(&language.text(key).written()));
    format!("\u{feff}{}\r\n", cells.join(","))
}

fn csv_line(language: Language, line: &Line) -> String {
    let time = rfc3339(line.at).replace('T', " ").replace('Z', "");
    let title =
        Event::from_word(&line.event).map(|event| event.title(language)).unwrap_or_default();
    let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
    let ours = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        cell(&language.translated("reason", text).unwrap_or_else(|| text.to_owned()))
    };
    let cells = [
        cell(&time),
        cell(&line.user),
        cell(&title),
        text(&line.device),
        text(&line.version),
        text(&line.browser),
        ours(&line.reason),
        ours(&line.actor),
    ];
    format!("{}\r\n", cells.join(","))
}

/// Signs that make a spreadsheet compute what follows (OWASP, "CSV Injection"), the wide ones too.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A cell, quoted. The texts are other people's: none may be a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn json_line(_: Language, line: &Line) -> String {
    let object = json!({
        "id": line.id, "at": rfc3339(line.at), "user": line.user, "event": line.event,
        "device": line.device, "version": line.version, "browser": line.browser,
        "reason": line.reason, "actor": line.actor,
    });
    format!("{object}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_early() {
        for (text, written) in [
            ("Ida's phone", "\"Ida's phone\""),
            ("=1+1", "\"'=1+1\""),
            ("+31 30 555 0100", "\"'+31 30 555 0100\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("＝1+1", "\"'＝1+1\""),
            ("a\",\"b", "\"a\"\",\"\"b\""),
            ("", "\"\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn a_line_says_the_same_in_both_files() {
        let line = Line {
            id: 7,
            at: 1_764_000_061,
            user: "zoë@harbour.test".into(),
            event: "wrong_number".into(),
            device: Some("-Zoë's \"phone\"".into()),
            ..Line::default()
        };
        assert_eq!(
            csv_line(Language::English, &line),
            "\"2025-11-24 16:01:01\",\"zoë@harbour.test\",\"Wrong number\",\
             \"'-Zoë's \"\"phone\"\"\",\"\",\"\",\"\",\"\"\r\n"
        );
        let read: serde_json::Value =
            serde_json::from_str(&json_line(Language::English, &line)).unwrap();
        assert_eq!(read["at"], "2025-11-24T16:01:01Z");
        assert_eq!(read["device"], "-Zoë's \"phone\"");
        assert_eq!((&read["reason"], &read["id"]), (&serde_json::Value::Null, &json!(7)));
    }
}
