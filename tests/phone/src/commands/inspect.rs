//! `inspect`: the verdict on a text.

use countersign_core::payload::{
    self, AccountWarning, BatchEntry, Malformed, OtpBatch, ScannedAccount, Verdict,
};
use countersign_core::url::Network;
use serde_json::{Map, Value, json};

use crate::input::read_text;
use crate::output::{Failure, Report};

/// Says what a text is.
pub(crate) fn run(text: &str, reveal: bool) -> Result<Report, Failure> {
    let text = read_text(text)?;
    let verdict = payload::classify_for(&text, Network::LoopbackHttpToo);
    let mut fields = Map::new();
    fields.insert("verdict".to_owned(), json!(verdict.name()));
    match &verdict {
        Verdict::Otp(account) => otp(&mut fields, account, reveal),
        Verdict::OtpBatch(batch) => otp_batch(&mut fields, batch, reveal),
        Verdict::Enrol(enrol) => {
            put(&mut fields, "protocol", json!(enrol.protocol()));
            put(&mut fields, "host", json!(enrol.host()));
        }
        Verdict::Foreign { vendor } => {
            put(&mut fields, "vendor", json!(vendor.name()));
            put(&mut fields, "advice", json!(vendor.advice()));
        }
        Verdict::NotAnAccount { kind } => {
            put(&mut fields, "kind", json!(kind.name()));
            put(&mut fields, "advice", json!(kind.advice()));
        }
        Verdict::Malformed(error) => {
            malformed(&mut fields, error);
            put(&mut fields, "advice", json!(error.advice()));
        }
    }
    warnings(&mut fields, verdict.warnings());
    let sentences = sentences(&verdict, &fields);
    Ok(Report::done(Value::Object(fields), sentences))
}

fn otp(fields: &mut Map<String, Value>, account: &ScannedAccount, reveal: bool) {
    put(fields, "issuer", json!(account.shown_issuer()));
    put(fields, "label", json!(account.shown_account()));
    put(fields, "type", json!(account.kind.name()));
    put(fields, "algorithm", json!(account.algorithm()));
    put(fields, "digits", json!(account.digits()));
    put(fields, "period", json!(account.period()));
    put(fields, "counter", json!(account.counter().map(|counter| counter.get())));
    if reveal {
        put(fields, "secret", json!(account.secret_base32().expose()));
    }
}

fn otp_batch(fields: &mut Map<String, Value>, batch: &OtpBatch, reveal: bool) {
    put(fields, "index", json!(batch.index));
    put(fields, "count", json!(batch.count));
    put(fields, "id", json!(batch.id));
    let entries = batch.entries.iter().map(|entry| {
        let mut fields = Map::new();
        match entry {
            BatchEntry::Ok(account) => {
                otp(&mut fields, account, reveal);
                warnings(&mut fields, &account.warnings);
            }
            BatchEntry::Refused(error) => {
                put(&mut fields, "refused", json!(error.reason.name()));
                put(&mut fields, "field", json!(error.field.name()));
                numbers(&mut fields, error);
            }
        }
        Value::Object(fields)
    });
    let entries = entries.collect();
    put(fields, "entries", Value::Array(entries));
}

fn malformed(fields: &mut Map<String, Value>, error: &Malformed) {
    put(fields, "field", json!(error.field.name()));
    put(fields, "reason", json!(error.reason.name()));
    numbers(fields, error);
}

fn numbers(fields: &mut Map<String, Value>, error: &Malformed) {
    for (name, number) in error.reason.numbers() {
        put(fields, name, json!(number));
    }
}

fn warnings(fields: &mut Map<String, Value>, warnings: &[AccountWarning]) {
    for warning in warnings {
        if let AccountWarning::WeakSecret { bits } = warning {
            put(fields, "bits", json!(bits));
        }
    }
    let names: Vec<&str> = warnings.iter().map(|warning| warning.name()).collect();
    put(fields, "warnings", json!(names));
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Value) {
    fields.insert(name.to_owned(), value);
}

/// The verdict for a person at a terminal.
fn sentences(verdict: &Verdict, fields: &Map<String, Value>) -> Vec<String> {
    let mut lines = Vec::new();
    match verdict {
        Verdict::Otp(account) => {
            let (issuer, label) = (account.shown_issuer(), account.shown_account());
            lines.push(format!("A one-time-code account: {issuer} {label}").trim_end().to_owned());
            if let Some(secret) = fields.get("secret").and_then(Value::as_str) {
                lines.push(format!("Secret: {secret}"));
            }
        }
        Verdict::OtpBatch(batch) => lines.push(format!(
            "Part {} of {} of an export, with {} accounts.",
            batch.index.saturating_add(1),
            batch.count,
            batch.entries.len()
        )),
        Verdict::Enrol(enrol) => lines
            .push(format!("A work or school account. Adding it will contact {}.", enrol.host())),
        Verdict::Foreign { .. } | Verdict::NotAnAccount { .. } | Verdict::Malformed(_) => {
            lines.extend(verdict.advice());
        }
    }
    lines.extend(verdict.warnings().iter().map(|warning| warning.sentence()));
    lines
}
