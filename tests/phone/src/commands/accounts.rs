//! `accounts`, `codes`, `next` and `remove`.

use countersign_core::account::AccountId;
use countersign_core::app::{AccountError, AccountView, Authenticator, PinStored, Removal};
use countersign_core::clock::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::output::{Failure, Report};
use crate::{input, session};
use countersign_core::text::isolated;
use countersign_core::vault::Unlock;

/// Where an account's PIN comes from.
const PIN: &str = "COUNTERSIGN_PIN";

/// What stands for an empty list.
pub(crate) const NO_ACCOUNTS: &str = "There are no accounts yet. Add one: `countersign add TEXT` or \
     `countersign add --picture FILE`.";
const NO_CODES: &str =
    "None of the accounts has one-time codes. `countersign accounts` lists them.";

/// Said beside the code of an account that confirms sign-ins.
const FOR_ITS_PAGE: &str = "  (for its sign-in page, under \"Another way\")";

/// The kind of an account of the list.
fn kind_of(accounts: &[AccountView], id: AccountId) -> Option<&'static str> {
    accounts.iter().find(|row| row.id == id).map(|row| row.kind)
}

/// Lists the accounts.
pub(crate) fn list(phone: &Authenticator) -> Result<Report, Failure> {
    let accounts =
        if session::open(phone)?.is_some() { phone.accounts().list()? } else { Vec::new() };
    let mut text: Vec<String> = accounts
        .iter()
        .map(|row| {
            let state = row.state.name();
            let (issuer, label) = (isolated(&row.issuer), isolated(&row.label));
            format!("{}  {:<5}  {issuer}  {label}  {state}", row.id, row.kind)
        })
        .collect();
    if text.is_empty() {
        text.push(NO_ACCOUNTS.to_owned());
    }
    Ok(Report::done(accounts.iter().map(account_json).collect(), text))
}

/// Shows the codes.
pub(crate) fn codes(phone: &Authenticator, at: Option<u64>) -> Result<Report, Failure> {
    let (codes, accounts) = if session::open(phone)?.is_some() {
        (phone.accounts().codes(at)?, phone.accounts().list()?)
    } else {
        (Vec::new(), Vec::new())
    };
    let rows = codes.iter().map(|row| {
        let mut fields = json!({
            "id": row.id.to_string(), "issuer": row.issuer, "label": row.label,
            "type": kind_of(&accounts, row.id), "code": row.code, "next": row.next,
            "valid_until": row.code.as_ref().map(|_| row.valid_until),
        });
        if row.needs_unlock {
            fields["needs"] = json!("unlock");
        } else if row.needs_pin {
            fields["needs"] = json!("pin");
        }
        fields
    });
    let at = at.unwrap_or_else(|| SystemClock.now());
    let mut text: Vec<String> = codes
        .iter()
        .map(|row| {
            let code = match &row.code {
                Some(code) => format!("{code}  {:>2} s", row.valid_until.saturating_sub(at)),
                None if row.needs_unlock => "(asks before each code)".to_owned(),
                None if row.needs_pin => "(needs its PIN)".to_owned(),
                None => "(use `next`)".to_owned(),
            };
            let whose = if row.of_push { FOR_ITS_PAGE } else { "" };
            format!(
                "{}  {code}  {}  {}{whose}",
                row.id,
                isolated(&row.issuer),
                isolated(&row.label)
            )
        })
        .collect();
    if codes.iter().any(|row| row.needs_pin || row.needs_unlock) {
        text.push("`countersign codes ID` asks for what a code needs.".to_owned());
    }
    if !accounts.is_empty() {
        text.extend(said_of_clock(phone)?);
    }
    if text.is_empty() {
        let none = if accounts.is_empty() { NO_ACCOUNTS } else { NO_CODES };
        text.push(none.to_owned());
    }
    Ok(Report::done(rows.collect(), text))
}

/// Which time the codes are made by, where that is worth saying.
fn said_of_clock(phone: &Authenticator) -> Result<Option<String>, Failure> {
    let clock = phone.settings().clock()?;
    Ok(clock.off.map(|off| match clock.used {
        true => format!("This computer's clock is {off} s behind: the codes are made by the services' time."),
        false => format!(
            "This computer's clock is {off} s behind the services' (minus: ahead), so codes may be refused. \
             `countersign clock --corrected` makes them by the services' time."
        ),
    }))
}

/// One code, with what it takes.
pub(crate) fn one_code(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let id = account_id(id)?;
    session::open(phone)?.ok_or_else(no_such_account)?;
    let details = phone.settings().details(id)?;
    let pin = match details.pin {
        Some(PinStored(false)) => Some(input::passcode(PIN, "PIN of this account: ")?),
        Some(PinStored(true)) | None => None,
    };
    let typed = if details.ask_before { Some(session::once_more()?) } else { None };
    let how = typed.as_ref().map(Unlock::Passcode);
    let row = phone.settings().code(id, pin.as_ref(), how)?;
    let code = row.code.unwrap_or_default();
    let json = json!({
        "id": row.id.to_string(), "issuer": row.issuer, "label": row.label, "code": code,
        "next": row.next, "valid_until": Some(row.valid_until).filter(|until| *until > 0),
    });
    Ok(Report::done(json, vec![code]))
}

/// Advances a counter-based account.
pub(crate) fn next(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let id = account_id(id)?;
    session::open(phone)?.ok_or_else(no_such_account)?;
    let made = phone.accounts().next_code(id)?;
    Ok(Report::done(json!({ "code": made.code, "counter": made.counter }), vec![made.code]))
}

/// Removes an account.
pub(crate) async fn remove(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let account = account_id(id)?;
    session::open(phone)?.ok_or_else(no_such_account)?;
    let (word, sentence) = match phone.accounts().remove(account).await? {
        Removal::Forgotten => ("forgot", "Removed, here and at the organisation."),
        Removal::Local => (
            "not_supported",
            "Removed. It is in the bin for 30 days: `countersign trash` lists it.",
        ),
        Removal::AlsoOnThePage => (
            "not_supported",
            "Removed here. Also remove this phone on the organisation's account page.",
        ),
        Removal::Queued => {
            ("queued", "Removed here. The organisation will be told when you are online.")
        }
    };
    Ok(Report::done(json!({ "server": word }), vec![sentence.to_owned()]))
}

/// An account as JSON.
pub(crate) fn account_json(row: &AccountView) -> Value {
    json!({
        "id": row.id.to_string(), "issuer": row.issuer, "label": row.label,
        "type": row.kind, "state": row.state.name(),
    })
}

pub(crate) fn account_id(text: &str) -> Result<AccountId, Failure> {
    AccountId::parse(text).ok_or_else(no_such_account)
}

pub(crate) fn no_such_account() -> Failure {
    AccountError::NoSuchAccount.into()
}
