//! `trash` and `restore-account`: the bin.

use countersign_core::app::Authenticator;
use countersign_core::text::isolated;
use serde_json::{Value, json};

use super::accounts::{account_id, account_json, no_such_account};
use crate::cli::Trash;
use crate::output::{Failure, Report};
use crate::session;

/// What deleting does not reach.
const STILL_HELD: &str = "Backups and exports that were made before still hold it.";

/// Lists the bin, or deletes from it.
pub(crate) fn run(phone: &Authenticator, args: &Trash) -> Result<Report, Failure> {
    if session::open(phone)?.is_none() {
        return match &args.delete {
            Some(_) => Err(no_such_account()),
            None => Ok(listed(Vec::new(), Vec::new())),
        };
    }
    let deleted = match &args.delete {
        Some(id) => {
            let id = account_id(id)?;
            phone.settings().delete_now(id)?;
            vec![id.to_string()]
        }
        None if args.empty => {
            let there: Vec<String> =
                phone.settings().bin()?.iter().map(|row| row.account.id.to_string()).collect();
            phone.settings().empty_bin()?;
            there
        }
        None => return list(phone),
    };
    let text = vec![format!("{} accounts were deleted for good. {STILL_HELD}", deleted.len())];
    Ok(Report::done(json!({ "deleted": deleted }), text))
}

/// Takes an account back.
pub(crate) fn take_back(phone: &Authenticator, id: &str) -> Result<Report, Failure> {
    let account = account_id(id)?;
    session::open(phone)?.ok_or_else(no_such_account)?;
    phone.settings().take_back(account)?;
    let row = phone.accounts().list()?.into_iter().find(|row| row.id == account);
    let row = row.ok_or_else(no_such_account)?;
    Ok(Report::done(
        json!({ "account": account_json(&row) }),
        vec!["It is in the list again.".to_owned()],
    ))
}

fn list(phone: &Authenticator) -> Result<Report, Failure> {
    let bin = phone.settings().bin()?;
    let rows = bin.iter().map(|row| {
        let mut fields = account_json(&row.account);
        fields["since"] = json!(row.since);
        fields["until"] = json!(row.until);
        fields
    });
    let text = bin.iter().map(|row| {
        let (issuer, label) = (isolated(&row.account.issuer), isolated(&row.account.label));
        format!("{}  {:<5}  {issuer}  {label}", row.account.id, row.account.kind)
    });
    Ok(listed(rows.collect(), text.collect()))
}

fn listed(rows: Vec<Value>, mut text: Vec<String>) -> Report {
    if text.is_empty() {
        text.push("The bin is empty.".to_owned());
    }
    Report::done(Value::Array(rows), text)
}
