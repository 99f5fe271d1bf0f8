//! `reveal`, `kind`, `set` and `clock`: what a person sets for one account, and the time of its codes.

use countersign_core::account::AccountId;
use countersign_core::app::{AccountChange, Authenticator, CodeKind, VaultState};
use countersign_core::vault::Unlock;
use serde_json::json;

use super::accounts::{account_id, account_json, no_such_account};
use crate::output::{Failure, Report};
use crate::{input, session};

/// Where an account's PIN comes from.
const PIN: &str = "COUNTERSIGN_PIN";

/// Shows the secret of an account.
pub(crate) fn reveal(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let id = opened(phone, id)?;
    let typed = session::once_more()?;
    let link = phone.settings().show_secret(id, Unlock::Passcode(&typed))?;
    Ok(Report::done(json!({ "uri": link.expose() }), vec![link.expose().to_owned()]))
}

/// Switches the kind of an account's codes.
pub(crate) fn kind(phone: &Authenticator, id: &str, kind: CodeKind) -> Result<Report, Failure> {
    let id = opened(phone, id)?;
    phone.settings().switch_kind(id, kind)?;
    changed(phone, id)
}

/// Sets things of an account, in the order in which they are named.
pub(crate) fn set(phone: &Authenticator, id: &str, changes: &[String]) -> Result<Report, Failure> {
    // All are understood before any is made.
    let changes: Vec<Wanted> =
        changes.iter().map(|change| understood(change)).collect::<Result<_, _>>()?;
    let id = opened(phone, id)?;
    for change in changes {
        match change {
            Wanted::Change(change) => phone.settings().set(id, change)?,
            Wanted::Pin => {
                let pin = input::passcode(PIN, "PIN of this account: ")?;
                phone.settings().set(id, AccountChange::Pin(Some(pin)))?;
            }
            Wanted::StopAsking => {
                let typed = session::once_more()?;
                phone.settings().stop_asking(id, Unlock::Passcode(&typed))?;
            }
        }
    }
    changed(phone, id)
}

/// Which time codes are made by.
pub(crate) fn clock(phone: &Authenticator, corrected: bool, own: bool) -> Result<Report, Failure> {
    if phone.vault().state()? == VaultState::None {
        return Ok(Report::done(
            json!({ "off": null, "chosen": false, "used": false }),
            vec!["There is no vault yet.".to_owned()],
        ));
    }
    session::open(phone)?;
    if corrected || own {
        phone.settings().use_corrected_time(corrected)?;
    }
    let clock = phone.settings().clock()?;
    let off = match clock.off {
        None => "Nothing says that this computer's clock is wrong.".to_owned(),
        Some(off) => {
            format!("This computer's clock is {off} s behind the services' (minus: ahead).")
        }
    };
    let used = match (clock.used, clock.chosen) {
        (true, _) => "Codes are made by the services' time.",
        (false, true) => "Codes are made by this computer's clock until it is known to be wrong.",
        (false, false) => "Codes are made by this computer's clock.",
    };
    let json = json!({ "off": clock.off, "chosen": clock.chosen, "used": clock.used });
    Ok(Report::done(json, vec![off, used.to_owned()]))
}

/// What a `KEY=VALUE` asks for.
enum Wanted {
    Change(AccountChange),
    Pin,
    StopAsking,
}

fn understood(change: &str) -> Result<Wanted, Failure> {
    let (key, value) = change.split_once('=').ok_or_else(|| not_understood(change))?;
    let yes = || match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(not_understood(change)),
    };
    Ok(Wanted::Change(match key {
        "name" => AccountChange::Name(value.to_owned()),
        "note" => AccountChange::Note(value.to_owned()),
        "tags" => AccountChange::Tags(value.split(',').map(str::to_owned).collect()),
        "favourite" => AccountChange::Favourite(yes()?),
        "order" => AccountChange::Order(value.parse().map_err(|_| not_understood(change))?),
        "ask_before" if !yes()? => return Ok(Wanted::StopAsking),
        "ask_before" => AccountChange::AskBefore,
        "never_export" if yes()? => AccountChange::NeverExport,
        "pin" if value == "stored" => return Ok(Wanted::Pin),
        "pin" if value == "asked" => AccountChange::Pin(None),
        _ => return Err(not_understood(change)),
    }))
}

fn not_understood(change: &str) -> Failure {
    let key = change.split('=').next().unwrap_or_default();
    let advice = match key {
        "never_export" => {
            "never_export=yes is for ever: it cannot be taken back, so there is no other value."
                .to_owned()
        }
        "pin" => {
            "Say pin=stored, and the PIN is taken from COUNTERSIGN_PIN or asked for; or pin=asked."
                .to_owned()
        }
        "favourite" | "ask_before" => format!("Say {key}=yes or {key}=no."),
        "order" => "Say order= and a number.".to_owned(),
        _ => "Say one of name= note= tags= favourite= order= ask_before= never_export= pin=."
            .to_owned(),
    };
    Failure::new("malformed", advice)
}

fn opened(phone: &Authenticator, id: &str) -> Result<AccountId, Failure> {
    let id = account_id(id)?;
    session::open(phone)?.ok_or_else(no_such_account)?;
    Ok(id)
}

/// The account as it is now, with its details.
fn changed(phone: &Authenticator, id: AccountId) -> Result<Report, Failure> {
    let details = phone.settings().details(id)?;
    let mut account = account_json(&details.account);
    account["note"] = json!(details.note);
    account["tags"] = json!(details.tags);
    account["favourite"] = json!(details.favourite);
    account["ask_before"] = json!(details.ask_before);
    account["never_export"] = json!(details.never_export);
    account["quality"] = details.quality.iter().map(|flag| flag.name()).collect();
    if let Some(stored) = details.pin {
        account["pin"] = json!(if stored.0 { "stored" } else { "asked" });
    }
    Ok(Report::done(json!({ "account": account }), vec!["Changed.".to_owned()]))
}
