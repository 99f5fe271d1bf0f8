//! `requests`, `approve` and `deny`.

use std::time::Duration;

use countersign_core::app::{AppError, Authenticator, InboxView, Operation, Phase, RequestView};
use countersign_core::push::account::ItContact;
use countersign_core::push::request::{
    Assurance, CountryMismatch, DenyReason, Outcome, Prompt, Purpose,
};
use countersign_core::secret::SecretString;
use serde_json::{Value, json};

use crate::input::confirmed;
use crate::output::{self, Failure, Report};
use crate::session;

/// Asks every account's server once, or again and again.
pub(crate) async fn list(
    phone: &Authenticator,
    watch: bool,
    as_json: bool,
) -> Result<Report, Failure> {
    if session::open(phone)?.is_none() {
        return Ok(Report::done(json!([]), Vec::new()));
    }
    let mut before: Option<Value> = None;
    loop {
        let inbox = phone.refresh().await?;
        note_accounts(&inbox);
        note_clock(&inbox, as_json);
        let rows = Value::Array(open_requests(&inbox).map(request_json).collect());
        let report = Report::done(rows.clone(), open_requests(&inbox).map(sentence).collect());
        if !watch {
            return Ok(report);
        }
        if before.as_ref() != Some(&rows) {
            output::print(Ok(report), as_json);
            before = Some(rows);
        }
        tokio::time::sleep(Duration::from_secs(inbox.ask_again_in)).await;
    }
}

/// Approves a request with the number on its page.
pub(crate) async fn approve(
    phone: &Authenticator,
    id: &str,
    value: Option<&str>,
    as_json: bool,
) -> Result<Report, Failure> {
    let unlocked = session::open(phone)?.ok_or_else(no_such_request)?;
    let view = match asked_for(phone, id, as_json).await? {
        Asked::Open(view) => *view,
        Asked::Refused(view) => return Ok(outcome_report(&outcome_of(&view), false)),
        Asked::Ended(outcome) => return Ok(outcome_report(&outcome, false)),
    };
    // Naming it is opening it: it comes to the front.
    phone.open_request(id).await?;
    let account = view.request.account;
    phone.present(
        phone.spend(unlocked.proof, Operation::Approve { account, request: id.to_owned() })?,
    )?;
    match (&view.request.prompt, value) {
        (Prompt::NumberChoice { options }, Some(value)) => {
            let place = options.iter().position(|option| option == value).unwrap_or(usize::MAX);
            phone.pick_number(id, place)?;
        }
        (Prompt::Confirm, None) => drop(phone.confirm(id)?),
        (_, value) => {
            phone.type_number(id, &SecretString::new(value.unwrap_or_default().to_owned()))?;
        }
    }
    let outcome = outcome_of(&phone.approve(id).await?);
    Ok(outcome_report(&outcome, outcome == Outcome::Approved))
}

/// Denies a request, and perhaps reports it. `yes`: a report that disables the account needs no second
/// question.
pub(crate) async fn deny(
    phone: &Authenticator,
    id: &str,
    report: bool,
    yes: bool,
    as_json: bool,
) -> Result<Report, Failure> {
    session::open(phone)?.ok_or_else(no_such_request)?;
    let view = match asked_for(phone, id, as_json).await? {
        Asked::Open(_) => phone.deny(id, DenyReason::UnknownTrigger).await?,
        // Said before, and delivered just now.
        Asked::Refused(view) => *view,
        Asked::Ended(outcome) => return Ok(outcome_report(&outcome, false)),
    };
    let outcome = outcome_of(&view);
    let denied = Outcome::Denied { interrupted: false };
    let done = outcome_report(&outcome, outcome == denied);
    if report && view.phase == Phase::AskReport {
        self::report(phone, &view, yes, done).await
    } else {
        Ok(done)
    }
}

/// Reports what was denied, and adds to the report of that what came of it.
async fn report(
    phone: &Authenticator,
    view: &RequestView,
    yes: bool,
    mut done: Report,
) -> Result<Report, Failure> {
    let mut add = |reported: bool, contact: Option<&ItContact>| {
        if let Some(fields) = done.json.first_mut() {
            fields["reported"] = json!(reported);
            fields["it_contact"] = json!(contact.map(contact_json));
        }
    };
    if view.report_disables_account && !yes && !confirmed(DISABLES) {
        add(false, None);
        done.done = false;
        done.text.push(NOT_REPORTED.to_owned());
        return Ok(done);
    }
    let view = phone.report(&view.request.id, true).await?;
    let contact = view.reported.as_ref().and_then(|reported| reported.it_contact.as_ref());
    add(view.reported.is_some(), contact);
    match view.report_failed {
        None => done.text.push(call(contact)),
        Some(error) => {
            done.done = false;
            done.text.push(AppError::from(error).advice());
        }
    }
    Ok(done)
}

/// What a report does where the service has none of its own.
const DISABLES: &str = "A report disables your account there until IT enables it again. Report it?";
const NOT_REPORTED: &str = "It was not reported: here a report disables the account until IT enables it again, which has to be confirmed (--yes). Call IT.";

/// What a request's id stands for after a refresh.
enum Asked {
    /// It can be answered.
    Open(Box<RequestView>),
    /// It was denied before: it can be reported.
    Refused(Box<RequestView>),
    /// It is over, or an answer that was given before is on its way.
    Ended(Outcome),
}

async fn asked_for(phone: &Authenticator, id: &str, as_json: bool) -> Result<Asked, Failure> {
    let inbox = phone.refresh().await?;
    note_clock(&inbox, as_json);
    if let Some(view) = inbox.requests.iter().find(|view| view.request.id == id) {
        let view = Box::new(view.clone());
        return Ok(match view.phase {
            Phase::Waiting | Phase::Open => Asked::Open(view),
            Phase::AskReport | Phase::Reporting => Asked::Refused(view),
            Phase::Over | Phase::Unsent => Asked::Ended(outcome_of(&view)),
            // Its server did not say yet what became of it.
            Phase::Sending => Asked::Ended(Outcome::Unreachable { retry_after: None }),
        });
    }
    if let Some(outcome) = phone.ended(id)? {
        return Ok(Asked::Ended(outcome));
    }
    // Never seen: perhaps it is there and its server could not be asked.
    match inbox.accounts.iter().find_map(|note| note.error) {
        Some(error) => Err(error.into()),
        None => Err(no_such_request()),
    }
}

fn outcome_of(view: &RequestView) -> Outcome {
    view.outcome.clone().unwrap_or(Outcome::Refused { status: None })
}

fn open_requests(inbox: &InboxView) -> impl Iterator<Item = &RequestView> {
    inbox.requests.iter().filter(|view| view.phase != Phase::Over)
}

/// This machine's clock, where it matters, on standard error.
fn note_clock(inbox: &InboxView, as_json: bool) {
    let Some(seconds) = inbox.clock_off else { return };
    if as_json {
        output::note(&json!({ "clock_off": seconds }).to_string());
        return;
    }
    let which = if seconds > 0 { "slow" } else { "fast" };
    output::note(&format!(
        "This machine's clock is {} seconds {which}: one-time codes may be refused. Set date and time right.",
        seconds.unsigned_abs()
    ));
}

/// Accounts that could not be refreshed, or are not active, one JSON line each on standard error.
fn note_accounts(inbox: &InboxView) {
    for account in &inbox.accounts {
        let mut line = json!({ "account": account.id.to_string(), "state": account.state.name() });
        if let Some(error) = &account.error {
            line["error"] = json!(error.kind());
        }
        output::note(&line.to_string());
    }
}

fn outcome_report(outcome: &Outcome, done: bool) -> Report {
    let mut fields = json!({ "outcome": outcome.name() });
    let (name, detail) = match outcome {
        Outcome::Unreachable { retry_after } => ("retry_after", json!(retry_after)),
        Outcome::ClockWrong { seconds, certain } => {
            fields["certain"] = json!(certain);
            ("seconds", json!(seconds))
        }
        Outcome::AppTooOld { needed } => ("needed", json!(needed)),
        Outcome::Refused { status } => ("status", json!(status)),
        Outcome::AccountUnlinked { certain } => ("certain", json!(certain)),
        Outcome::Denied { interrupted: true } => ("interrupted", json!(true)),
        Outcome::Approved
        | Outcome::Denied { interrupted: false }
        | Outcome::WrongNumber
        | Outcome::Expired
        | Outcome::Superseded
        | Outcome::AlreadyHandled
        | Outcome::AccountBlocked => ("", serde_json::Value::Null),
    };
    if !detail.is_null() {
        fields[name] = detail;
    }
    Report { done, json: vec![fields], text: vec![outcome.sentence().to_owned()] }
}

fn request_json(view: &RequestView) -> Value {
    let request = &view.request;
    let (kind, digits, options) = match &request.prompt {
        Prompt::NumberEntry { digits } => ("number_entry", Some(*digits), None),
        Prompt::NumberChoice { options } => ("number_choice", None, Some(options)),
        Prompt::Confirm => ("confirm", None, None),
        Prompt::ShowCode { .. } => ("show_code", None, None),
    };
    json!({
        "id": request.id,
        "account": request.account.to_string(),
        "kind": match request.purpose { Purpose::Login => "login", Purpose::Tryout => "tryout" },
        "issuer_host": request.issuer_host,
        "service": request.service,
        "user": request.user,
        "created": request.created,
        "expires": request.expires,
        "prompt": { "kind": kind, "digits": digits, "options": options },
        "ip": request.ip,
        "location": request.location,
        "browser": request.browser,
        "os": request.os,
        "country": request.country,
        "country_mismatch": match request.country_mismatch {
            CountryMismatch::Same => "same",
            CountryMismatch::Different => "different",
            CountryMismatch::Unknown => "unknown",
        },
        "requests_last_hour": request.requests_last_hour,
        "assurance": match request.assurance {
            Assurance::Typed => "typed",
            Assurance::Picked => "picked",
            Assurance::Plain => "plain",
        },
    })
}

fn sentence(view: &RequestView) -> String {
    let request = &view.request;
    let given = |text: &Option<String>| text.clone().unwrap_or_else(|| "not given".to_owned());
    let mut line = format!(
        "{}  {} wants to sign in to {} at {}; browser: {}, system: {}, place: {}",
        request.id,
        request.user,
        given(&request.service),
        request.issuer_host,
        given(&request.browser),
        given(&request.os),
        given(&request.location),
    );
    if request.country_mismatch == CountryMismatch::Different {
        line.push_str("  THIS SIGN-IN COMES FROM ANOTHER COUNTRY THAN YOUR PHONE IS IN.");
    }
    line
}

fn contact_json(contact: &ItContact) -> Value {
    json!({
        "name": contact.name, "phone": contact.phone, "email": contact.email, "url": contact.url,
    })
}

fn call(contact: Option<&ItContact>) -> String {
    let lines: Vec<&str> = contact
        .map(|it| [&it.name, &it.phone, &it.email, &it.url])
        .into_iter()
        .flatten()
        .filter_map(|part| part.as_deref())
        .collect();
    if lines.is_empty() {
        "Reported. Call IT now.".to_owned()
    } else {
        format!("Reported. Call IT now: {}", lines.join(", "))
    }
}

fn no_such_request() -> Failure {
    AppError::NoSuchRequest.into()
}
