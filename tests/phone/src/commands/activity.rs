//! `activity`, `undo` and `renew-key`.

use countersign_core::app::{ActivityView, Authenticator, KeyRenewal, PastOutcome, ServiceError};
use countersign_core::clock::{Clock, SystemClock};
use serde_json::{Value, json};

use super::accounts::account_id;
use crate::output::{Failure, Report};
use crate::session;

/// What the account's service remembers of this phone, newest first.
pub(crate) async fn list(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let id = account_id(id)?;
    session::open(phone)?.ok_or(ServiceError::NoSuchAccount)?;
    let past = phone.services().activity(id).await?;
    let now = SystemClock.now();
    let mut text: Vec<String> = past.iter().map(|past| sentence(past, now)).collect();
    if text.is_empty() {
        text.push("This phone was asked for nothing yet.".to_owned());
    }
    if past.iter().any(|past| past.can_undo) {
        text.push(format!(
            "Was one of them not you? `countersign undo {id} SIGN-IN` ends what came of it."
        ));
    }
    Ok(Report::done(past.iter().map(row).collect(), text))
}

/// "This wasn't me."
pub(crate) async fn undo(phone: &Authenticator, id: &str, cid: &str) -> Result<Report, Failure> {
    let id = account_id(id)?;
    session::open(phone)?.ok_or(ServiceError::NoSuchAccount)?;
    phone.services().undo(id, cid).await?;
    let said =
        "Taken back: what came of that sign-in has ended. Change your password, and tell IT.";
    Ok(Report::done(json!({ "outcome": "revoked" }), vec![said.to_owned()]))
}

/// A new device key.
pub(crate) async fn renew_key(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let id = account_id(id)?;
    session::open(phone)?.ok_or(ServiceError::NoSuchAccount)?;
    let (word, said) = match phone.services().renew_key(id).await? {
        KeyRenewal::Renewed => {
            ("renewed", "The account has a new key, and its service knows no other of this phone.")
        }
        KeyRenewal::Queued => (
            "queued",
            "The service could not be told yet. `countersign requests` tells it, once no request waits.",
        ),
    };
    Ok(Report::done(json!({ "key": word }), vec![said.to_owned()]))
}

fn ago(seconds: u64) -> String {
    match seconds {
        0..3_600 => format!("{} min ago", seconds / 60),
        3_600..172_800 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

fn row(past: &ActivityView) -> Value {
    let origin = &past.origin;
    json!({
        "cid": past.id, "at": past.at, "outcome": past.outcome.name(), "service": past.service,
        "browser": origin.browser, "os": origin.system, "town": origin.town, "ip": origin.address,
        "can_undo": past.can_undo,
    })
}

fn sentence(past: &ActivityView, now: u64) -> String {
    let given = |text: &Option<String>| text.clone().unwrap_or_else(|| "not given".to_owned());
    let what = match past.outcome {
        PastOutcome::Approved => "approved",
        PastOutcome::Denied => "denied",
        PastOutcome::WrongNumber => "ended by a wrong number",
        PastOutcome::Expired => "not answered in time",
        PastOutcome::Superseded => "replaced by a newer one",
        PastOutcome::Cancelled => "given up in the browser",
        PastOutcome::AccountBlocked => "ended, the account was blocked",
        PastOutcome::Other => "over",
    };
    format!(
        "{}  {}  {}: {what}; browser: {}, system: {}, place: {}",
        past.id,
        ago(now.saturating_sub(past.at)),
        given(&past.service),
        given(&past.origin.browser),
        given(&past.origin.system),
        given(&past.origin.town),
    )
}
