//! `requests`, `approve` and `deny`.

use std::time::Duration;

use countersign_core::app::{
    AccountView, AppError, Authenticator, InboxView, Operation, Phase, RequestView,
};
use countersign_core::push::account::ItContact;
use countersign_core::push::request::{
    Assurance, CountryMismatch, DenyReason, Outcome, Prompt, Purpose,
};
use countersign_core::secret::SecretString;
use serde_json::{Value, json};

use super::accounts::NO_ACCOUNTS;
use crate::output::{self, Failure, Report, isolated};
use crate::session;

/// Asks every account's server once, or again and again.
pub(crate) async fn list(
    phone: &Authenticator,
    watch: bool,
    as_json: bool,
) -> Result<Report, Failure> {
    if session::open(phone)?.is_none() {
        return Ok(Report::done(json!([]), vec![NO_ACCOUNTS.to_owned()]));
    }
    let mut before: Option<Value> = None;
    loop {
        let inbox = phone.refresh().await?;
        note_accounts(&inbox);
        let rows = Value::Array(open_requests(&inbox).map(request_json).collect());
        let accounts = phone.accounts()?;
        let report = Report::done(rows.clone(), sentences(&inbox, &accounts));
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
) -> Result<Report, Failure> {
    let unlocked = session::open(phone)?.ok_or_else(no_such_request)?;
    let view = match asked_for(phone, id).await? {
        Asked::Open(view) => *view,
        Asked::Ended(outcome) => return Ok(outcome_report(&outcome, false)),
    };
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
    let view = phone.approve(id).await?;
    let outcome = outcome_of(&view);
    let mut report = outcome_report(&outcome, outcome == Outcome::Approved);
    if outcome == Outcome::Approved && view.request.purpose == Purpose::Tryout {
        // Nobody is signed in by a try-out.
        report.text = vec!["Approved. This phone is set up. Go on in the browser.".to_owned()];
    }
    Ok(report)
}

/// Denies a request, and perhaps reports it.
pub(crate) async fn deny(phone: &Authenticator, id: &str, report: bool) -> Result<Report, Failure> {
    session::open(phone)?.ok_or_else(no_such_request)?;
    if let Asked::Ended(outcome) = asked_for(phone, id).await? {
        return Ok(outcome_report(&outcome, false));
    }
    let view = phone.deny(id, DenyReason::UnknownTrigger).await?;
    let outcome = outcome_of(&view);
    let mut done = outcome_report(&outcome, outcome == Outcome::Denied);
    if report && view.phase == Phase::AskReport {
        let view = phone.report(id, true).await?;
        let contact = view.reported.as_ref().and_then(|reported| reported.it_contact.as_ref());
        if let Some(fields) = done.json.first_mut() {
            fields["reported"] = json!(view.reported.is_some());
            fields["it_contact"] = json!(contact.map(contact_json));
        }
        match view.report_failed {
            None => done.text.push(call(contact)),
            Some(error) => {
                done.done = false;
                done.text.push(AppError::from(error).advice());
            }
        }
    }
    Ok(done)
}

/// What a request's id stands for after a refresh.
enum Asked {
    /// It can be answered.
    Open(Box<RequestView>),
    /// It is over.
    Ended(Outcome),
}

async fn asked_for(phone: &Authenticator, id: &str) -> Result<Asked, Failure> {
    let inbox = phone.refresh().await?;
    if let Some(view) = inbox.requests.iter().find(|view| view.request.id == id) {
        let ended = view.outcome.clone().filter(|_| view.phase == Phase::Over);
        return Ok(ended.map_or_else(|| Asked::Open(Box::new(view.clone())), Asked::Ended));
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
        Outcome::ClockWrong { seconds } => ("seconds", json!(seconds)),
        Outcome::AppTooOld { needed } => ("needed", json!(needed)),
        Outcome::Refused { status } => ("status", json!(status)),
        Outcome::AccountUnlinked { certain } => ("certain", json!(certain)),
        Outcome::Approved
        | Outcome::Denied
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

fn sentences(inbox: &InboxView, accounts: &[AccountView]) -> Vec<String> {
    let lines: Vec<String> = open_requests(inbox).map(|view| sentence(view, accounts)).collect();
    if !lines.is_empty() {
        return lines;
    }
    let none = if accounts.is_empty() {
        NO_ACCOUNTS
    } else if accounts.iter().all(|row| row.push.is_none()) {
        "None of the accounts confirms sign-ins. Add a work or school account: `countersign add TEXT`."
    } else {
        "No sign-in is waiting. Start it in the browser, then ask again, or keep asking with --watch."
    };
    vec![none.to_owned()]
}

/// A request in one line: who asks, for whom, from where.
fn sentence(view: &RequestView, accounts: &[AccountView]) -> String {
    let request = &view.request;
    let given = |text: &Option<String>| text.as_deref().map_or("not given".to_owned(), isolated);
    let organisation = accounts.iter().find(|row| row.id == request.account);
    let organisation = organisation.map_or(request.issuer_host.as_str(), |row| row.issuer.as_str());
    let wish = match request.purpose {
        Purpose::Tryout => "tries this phone out".to_owned(),
        Purpose::Login => format!("wants to sign in to {}", given(&request.service)),
    };
    let mut line = format!(
        "{}  {} ({}): {} {wish}; browser: {}, system: {}, place: {}",
        request.id,
        isolated(organisation),
        isolated(&request.issuer_host),
        isolated(&request.user),
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
