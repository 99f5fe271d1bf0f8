//! `scan`: pictures to texts.

use countersign_core::payload::AccountWarning;
use countersign_core::qr::{Characters, Found, Picture, QrError};
use serde_json::{Value, json};

use crate::cli::Scan;
use crate::input::read_file;
use crate::output::{self, Failure, Report};
use crate::timing::elapsed_ms;

/// Reads every picture; one that cannot be opened is named and the others still are read.
pub(crate) fn run(args: &Scan) -> Result<Report, Failure> {
    let mut report = Report { done: true, json: Vec::new(), text: Vec::new() };
    for file in &args.files {
        match scan_one(file, args.live) {
            Ok((found, ms)) => {
                report.json.push(file_value(file, &found, ms));
                report.text.extend(found.iter().filter(|code| code.part.is_none()).map(plain));
                found.iter().filter_map(remark).for_each(|said| {
                    output::note(&format!("{file}: {said}"));
                });
                if found.is_empty() {
                    output::note(&format!("{file}: no QR code was found"));
                }
            }
            Err(Unread { advice, names_file }) => {
                if names_file {
                    output::note(&advice);
                } else {
                    output::note(&format!("{file}: {advice}"));
                }
                report.done = false;
                report.json.push(json!({ "file": file, "texts": [], "error": advice }));
            }
        }
    }
    Ok(report)
}

/// Why a picture was not read.
struct Unread {
    advice: String,
    /// Whether the sentence says which file.
    names_file: bool,
}

fn scan_one(file: &str, live: bool) -> Result<(Vec<Found>, f64), Unread> {
    let bytes =
        read_file(file).map_err(|failure| Unread { advice: failure.advice, names_file: true })?;
    let sentence = |error: QrError| Unread { advice: error.to_string(), names_file: false };
    let picture = Picture::decode(&bytes).map_err(sentence)?;
    let start = elapsed_ms();
    let found = if live { picture.scan_live() } else { picture.scan() }.map_err(sentence)?;
    Ok((found, ((elapsed_ms() - start) * 100.0).round() / 100.0))
}

fn file_value(file: &str, found: &[Found], ms: f64) -> Value {
    let whole = found.iter().filter(|code| code.part.is_none());
    let texts: Vec<Value> = whole.map(text_value).collect();
    let mut value = json!({ "file": file, "texts": texts, "ms": ms });
    let parts: Vec<Value> = found
        .iter()
        .filter_map(|code| code.part.as_ref())
        .map(|part| json!({ "index": part.index(), "count": part.count() }))
        .collect();
    if !parts.is_empty() {
        value["parts"] = json!(parts);
    }
    if found.iter().any(|code| code.characters == Characters::Guessed) {
        value["warnings"] = json!([AccountWarning::GuessedCharacters.name()]);
    }
    value
}

fn text_value(code: &Found) -> Value {
    match code.text() {
        Some(text) => json!(text),
        None => json!({ "base64": data_encoding::BASE64.encode(&code.bytes) }),
    }
}

fn plain(code: &Found) -> String {
    code.text().map_or_else(|| data_encoding::BASE64.encode(&code.bytes), str::to_owned)
}

/// What should be known about a code beside its text.
fn remark(code: &Found) -> Option<String> {
    if let Some(part) = &code.part {
        let (index, count) = (part.index(), part.count());
        return Some(format!(
            "part {index} of {count} of a text; the other parts are not in the picture"
        ));
    }
    match code.characters {
        Characters::Guessed => Some(AccountWarning::GuessedCharacters.sentence()),
        Characters::Unsupported(set) => {
            Some(format!("the code is written in character set {set}, which is not known here"))
        }
        Characters::Known | Characters::Bytes => None,
    }
}
