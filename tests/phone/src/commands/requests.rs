//! `requests`, `approve`, `match` and `deny`.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_core::account::{DenyReason, ItContact};
use countersign_core::app::{
    AccountView, Asked, Authenticator, InboxView, Phase, RequestError, RequestView,
};
use countersign_core::net::UnreachableCause;
use countersign_core::payload::parse_match;
use countersign_core::push::request::{CountryMismatch, Outcome, Prompt, Purpose};
use countersign_core::secret::SecretString;
use countersign_core::text::{digits, isolated};
use countersign_core::url::Network;
use countersign_phone::words::{Told, report_advice};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::accounts::NO_ACCOUNTS;
use super::request_row::request_json;
use crate::input::{confirmed, read_text};
use crate::output::{self, Failure, Report};
use crate::session;

/// Asks every account's server once. People read what a server says when it has answered; JSON is one
/// list at the end.
pub(crate) async fn list(phone: &Authenticator, as_json: bool) -> Result<Report, Failure> {
    if session::open(phone)?.is_none() {
        return Ok(Report::done(json!([]), vec![NO_ACCOUNTS.to_owned()]));
    }
    let said = Mutex::new(HashSet::new());
    let changed = || {
        let Ok(inbox) = phone.requests().inbox() else { return };
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        let mut say = |text: String, say: fn(&str)| {
            if !said.contains(&text) {
                say(&text);
                said.insert(text);
            }
        };
        notes(&inbox, as_json).for_each(|text| say(text, output::note));
        if !as_json {
            let accounts = phone.accounts().list().unwrap_or_default();
            let lines = open_requests(&inbox).map(|view| sentence(view, &accounts));
            lines.for_each(|text| say(text, output::line));
        }
    };
    let inbox = phone.requests().refresh(Asked::ByThePerson, &changed).await?;
    // Accounts that nobody was asked about stand there too.
    changed();
    let said = open_requests(&inbox).next().is_some();
    let text = if said { Vec::new() } else { sentences(&inbox, &phone.accounts().list()?) };
    Ok(Report::done(rows(&inbox), text))
}

/// Asks again and again, and prints all that waits when it has changed, until interrupted.
pub(crate) async fn watch(phone: Authenticator, as_json: bool) -> Result<Report, Failure> {
    if session::open(&phone)?.is_none() {
        return Ok(Report::done(json!([]), vec![NO_ACCOUNTS.to_owned()]));
    }
    phone.requests().watch(true);
    let phone = Arc::new(phone);
    let before = Arc::new(Mutex::new((None, Vec::new())));
    let changed = {
        let phone = Arc::clone(&phone);
        move || {
            let Ok(inbox) = phone.requests().inbox() else { return };
            let mut before = before.lock().unwrap_or_else(PoisonError::into_inner);
            let (listed, noted) = &mut *before;
            let notes: Vec<String> = notes(&inbox, as_json).collect();
            notes.iter().filter(|note| !noted.contains(*note)).for_each(|note| output::note(note));
            *noted = notes;
            let rows = rows(&inbox);
            if listed.as_ref() != Some(&rows) {
                let accounts = phone.accounts().list().unwrap_or_default();
                let text = sentences(&inbox, &accounts);
                output::print(Ok(Report::done(rows.clone(), text)), as_json);
                *listed = Some(rows);
            }
        }
    };
    loop {
        // A slow server keeps the next round from nobody but itself.
        let (asking, changed) = (phone.requests(), changed.clone());
        tokio::spawn(async move {
            // What could not be asked stands in the snapshot.
            drop(asking.refresh(Asked::ByItself, &changed).await);
            changed();
        });
        // Time passes also while a server is slow.
        let inbox = phone.requests().advance()?;
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
    session::open(phone)?.ok_or_else(no_such_request)?;
    let view = match asked_for(phone, id, as_json).await? {
        AskedRequest::Open(view) => *view,
        AskedRequest::Refused(view) => return Ok(outcome_report(&outcome_of(&view), false)),
        AskedRequest::Ended(outcome) => return Ok(outcome_report(&outcome, false)),
    };
    // Naming it is opening it: it comes to the front, and the unlock of just now counts for it.
    phone.requests().open(id).await?;
    fill_in(phone, &view, value)?;
    said_yes(phone, id).await
}

/// Approves the request that a scanned code belongs to, with the number in it.
pub(crate) async fn scan(
    phone: &Authenticator,
    text: &str,
    as_json: bool,
) -> Result<Report, Failure> {
    let text = read_text(text)?;
    let read = parse_match(&text, Network::LoopbackHttpToo);
    let id = read.map_err(|_| RequestError::NotTheCode)?.request_id;
    session::open(phone)?.ok_or(RequestError::OtherSignIn)?;
    let asked = asked_for(phone, &id, as_json).await.map_err(|failure| {
        // No sign-in of ours has this code.
        if failure.kind == "no_such_request" { RequestError::OtherSignIn.into() } else { failure }
    })?;
    match asked {
        AskedRequest::Open(_) => {}
        AskedRequest::Refused(view) => return Ok(outcome_report(&outcome_of(&view), false)),
        AskedRequest::Ended(outcome) => return Ok(outcome_report(&outcome, false)),
    }
    phone.requests().open(&id).await?;
    phone.requests().match_scanned(&id, text.as_slice())?;
    said_yes(phone, &id).await
}

fn fill_in(phone: &Authenticator, view: &RequestView, value: Option<&str>) -> Result<(), Failure> {
    let id = &view.request.id;
    match (&view.request.prompt, value) {
        (Prompt::NumberChoice { options }, Some(value)) => {
            let value = digits::ascii_text(value);
            let place = options.iter().position(|option| option == value.expose());
            let place = place.unwrap_or(usize::MAX);
            phone.requests().pick_number(id, place)?;
        }
        (Prompt::Confirm, None) => drop(phone.requests().confirm(id)?),
        (_, value) => {
            phone
                .requests()
                .type_number(id, &SecretString::new(value.unwrap_or_default().to_owned()))?;
        }
    }
    Ok(())
}

/// YES.
async fn said_yes(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let view = phone.requests().approve(id).await?;
    if let Prompt::ShowCode { code } = &view.request.prompt {
        let json = json!({ "outcome": Outcome::Approved.name(), "code": code });
        return Ok(Report::done(json, vec![format!("Type this code in the browser: {code}")]));
    }
    let outcome = outcome_of(&view);
    let mut report = outcome_report(&outcome, outcome == Outcome::Approved);
    if outcome == Outcome::Approved && view.request.purpose == Purpose::Tryout {
        // Nobody is signed in by a try-out.
        report.text = vec!["Approved. This phone is set up. Go on in the browser.".to_owned()];
    }
    Ok(report)
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
        AskedRequest::Open(view) => {
            // Where the denial is the report, its reason says so.
            let unknown = report || view.request.can_report();
            let reason = if unknown { DenyReason::UnknownTrigger } else { DenyReason::Cancelled };
            phone.requests().deny(id, reason).await?
        }
        // Said before, and delivered just now.
        AskedRequest::Refused(view) => *view,
        AskedRequest::Ended(outcome) => return Ok(outcome_report(&outcome, false)),
    };
    let outcome = outcome_of(&view);
    let denied = Outcome::Denied { interrupted: false };
    let mut done = outcome_report(&outcome, outcome == denied);
    if report && view.phase == Phase::AskReport {
        return self::report(phone, &view, yes, done).await;
    }
    if let (true, Some(fields)) = (report, done.json.first_mut()) {
        fields["reported"] = json!(false);
        fields["it_contact"] = Value::Null;
    }
    Ok(done)
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
    let view = phone.requests().report(&view.request.id, true).await?;
    let contact = view.reported.as_ref().and_then(|reported| reported.it_contact.as_ref());
    add(view.reported.is_some(), contact);
    match view.report_failed {
        None => done.text.push(call(contact)),
        Some(error) => {
            done.done = false;
            done.text.push(report_advice(error));
        }
    }
    Ok(done)
}

/// What a report does where the service has none of its own.
const DISABLES: &str = "A report disables your account there until IT enables it again. Report it?";
const NOT_REPORTED: &str = "It was not reported: here a report disables the account until IT enables it again, which has to be confirmed (--yes). Call IT.";

/// What a request's id stands for after a refresh.
enum AskedRequest {
    /// It can be answered.
    Open(Box<RequestView>),
    /// It was denied before: it can be reported.
    Refused(Box<RequestView>),
    /// It is over, or an answer that was given before is on its way.
    Ended(Outcome),
}

/// Asks until the request can be answered or is over: what other servers say is of no interest then. A
/// refusal that was said before waits for the whole round, which delivers it.
async fn asked_for(
    phone: &Authenticator,
    id: &str,
    as_json: bool,
) -> Result<AskedRequest, Failure> {
    let found = Notify::new();
    let changed = || {
        let open = phone
            .requests()
            .get(id)
            .is_ok_and(|view| matches!(view.phase, Phase::Waiting | Phase::Open));
        if open || phone.requests().ended(id).is_ok_and(|end| end.is_some()) {
            found.notify_one();
        }
    };
    let requests = phone.requests();
    let inbox = tokio::select! {
        inbox = requests.refresh(Asked::ByThePerson, &changed) => inbox?,
        () = found.notified() => phone.requests().inbox()?,
    };
    if let Some(text) = clock_note(&inbox, as_json) {
        output::note(&text);
    }
    if let Some(view) = inbox.requests.iter().find(|view| view.request.id == id) {
        let view = Box::new(view.clone());
        return Ok(match view.phase {
            Phase::Waiting | Phase::Open => AskedRequest::Open(view),
            Phase::AskReport | Phase::Reporting => AskedRequest::Refused(view),
            Phase::Ended | Phase::DeliveryFailed => AskedRequest::Ended(outcome_of(&view)),
            // Its server did not say yet what became of it.
            Phase::Sending => AskedRequest::Ended(Outcome::Unreachable {
                why: UnreachableCause::TimedOut,
                retry_after: None,
            }),
        });
    }
    if let Some(outcome) = phone.requests().ended(id)? {
        return Ok(AskedRequest::Ended(outcome));
    }
    // Never seen: perhaps it is there and its server could not be asked.
    match inbox.accounts.iter().find_map(|note| note.trouble) {
        Some(trouble) => Err(trouble.into()),
        None => Err(no_such_request()),
    }
}

fn outcome_of(view: &RequestView) -> Outcome {
    view.outcome.clone().unwrap_or(Outcome::Refused { status: None })
}

fn open_requests(inbox: &InboxView) -> impl Iterator<Item = &RequestView> {
    inbox.requests.iter().filter(|view| view.phase != Phase::Ended)
}

/// This machine's clock, where it matters.
fn clock_note(inbox: &InboxView, as_json: bool) -> Option<String> {
    let seconds = inbox.clock_off?;
    if as_json {
        return Some(json!({ "clock_off": seconds }).to_string());
    }
    let which = if seconds > 0 { "slow" } else { "fast" };
    Some(format!(
        "This machine's clock is {} seconds {which}: one-time codes may be refused. Set date and time right.",
        seconds.unsigned_abs()
    ))
}

fn rows(inbox: &InboxView) -> Value {
    open_requests(inbox).map(request_json).collect()
}

/// This machine's clock, and accounts that could not be refreshed or are not active, for standard error.
fn notes(inbox: &InboxView, as_json: bool) -> impl Iterator<Item = String> {
    account_notes(inbox).chain(clock_note(inbox, as_json))
}

/// Accounts that could not be refreshed, or are not active, one JSON line each.
fn account_notes(inbox: &InboxView) -> impl Iterator<Item = String> {
    inbox.accounts.iter().map(|account| {
        let mut line = json!({ "account": account.id.to_string(), "state": account.state.name() });
        if let Some(trouble) = &account.trouble {
            line["error"] = json!(trouble.kind());
            if let Some(why) = trouble.why() {
                line["why"] = json!(why.name());
            }
        }
        line.to_string()
    })
}

fn outcome_report(outcome: &Outcome, done: bool) -> Report {
    let mut fields = json!({ "outcome": outcome.name() });
    let (name, detail) = match outcome {
        Outcome::Unreachable { why, retry_after } => {
            fields["why"] = json!(why.name());
            ("retry_after", json!(retry_after))
        }
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
    if let Some(text) = &request.text {
        line.push_str(&format!("; the organisation says: {}", isolated(text)));
    }
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
    RequestError::NoSuchRequest.into()
}
