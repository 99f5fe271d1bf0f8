//! What a phone answered lately, and taking an approval back: "this wasn't me" (PROTOCOL.md
//! section 4.6).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Event, Refusal, Reply, Step, device as phone, of_device, session};
use crate::Fault;
use crate::rules::request::Status;
use crate::store::activity::{self, Ended};
use crate::store::audit::Line;
use crate::store::came_of::{self, Thing};
use crate::store::devices::{self, Device};
use crate::store::requests::Request;
use crate::store::{remembered, sessions, users};

/// How an approval ended.
const APPROVED: &str = "approved";

/// Keeps how a request ended, for the phone that it was addressed to.
pub(crate) fn note(step: &Step<'_>, request: &Request, status: Status) -> Result<(), Fault> {
    let outcome = match status {
        Status::Pending => return Ok(()),
        Status::Approved => APPROVED,
        Status::Denied => "denied",
        Status::Expired => "expired",
        Status::LockedOut => "account_blocked",
        Status::WrongNumber => "wrong_number",
        Status::Superseded => "superseded",
        Status::Cancelled => "cancelled",
    };
    activity::add(step.db, request, outcome, step.now)
}

/// The last answers of a phone in use, newest first.
pub(crate) fn list(step: &Step<'_>, device: &Device) -> Result<Reply, Fault> {
    if !device.active {
        return Ok(Err(Refusal::not_active()));
    }
    let mut items = Vec::new();
    for ended in activity::of(step.db, &device.credential)? {
        items.push(item(step, &ended)?);
    }
    Ok(Ok(json!({ "items": items })))
}

fn item(step: &Step<'_>, ended: &Ended) -> Result<Value, Fault> {
    Ok(json!({
        "cid": ended.cid, "at": ended.at, "outcome": ended.outcome,
        "clientName": ended.client_name, "ipAddress": ended.ip, "location": ended.location,
        "browser": ended.browser, "os": ended.os, "revocable": is_revocable(step, ended)?,
    }))
}

/// Whether something is left of it that can be taken back.
fn is_revocable(step: &Step<'_>, ended: &Ended) -> Result<bool, Fault> {
    let approved = ended.outcome == APPROVED && !ended.revoked;
    Ok(approved
        && (!came_of::of(step.db, &ended.cid)?.is_empty()
            || !sessions::waiting_for(step.db, &ended.cid)?.is_empty()))
}

/// Takes an approval of this phone back: the sessions that it let in end, browsers that are
/// remembered because of it are forgotten, and phones that were set up by it are removed, with
/// whatever those have approved or shown a code for since. The phone that says so stays. Once more changes nothing.
pub(crate) fn revoke(step: &Step<'_>, device: &Device, cid: &str) -> Result<Reply, Fault> {
    if !device.active {
        return Ok(Err(Refusal::not_active()));
    }
    let found = activity::find(step.db, &device.credential, cid)?;
    let Some(ended) = found.filter(|ended| ended.outcome == APPROVED) else {
        return Ok(Err(Refusal::unknown()));
    };
    if !ended.revoked {
        take_back(step, device, &ended.cid)?;
        let user = users::by_id(step.db, &device.user)?.ok_or(Fault::Store)?;
        let browser = super::describe(
            [ended.browser.as_deref(), ended.os.as_deref()],
            ended.location.as_deref(),
        );
        let line = Line { browser, ..of_device(Some(device)) };
        step.log(&user.name, Event::TakenBack, line)?;
    }
    Ok(Ok(json!({"status": "revoked"})))
}

fn take_back(step: &Step<'_>, device: &Device, cid: &str) -> Result<(), Fault> {
    let mut approvals = vec![cid.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(cid) = approvals.pop() {
        if !seen.insert(cid.clone()) {
            continue;
        }
        activity::set_revoked(step.db, &cid)?;
        let waiting = sessions::waiting_for(step.db, &cid)?.into_iter().map(Thing::Session);
        let things: Vec<Thing> = came_of::of(step.db, &cid)?.into_iter().chain(waiting).collect();
        for thing in things {
            match thing {
                Thing::Session(id) => {
                    if let Some(session) = sessions::by_id(step.db, &id, step.now)? {
                        session::end(step, &session)?;
                    }
                }
                Thing::Browser(token) => remembered::forget(step.db, &token)?,
                Thing::Phone(credential) if credential == device.credential => {}
                Thing::Phone(credential) => {
                    let Some(other) = devices::by_credential(step.db, &credential)? else {
                        continue;
                    };
                    approvals.extend(came_of::given_by(step.db, &credential)?);
                    phone::forget(step, &other, "set up by an approval that was taken back")?;
                }
            }
        }
    }
    Ok(())
}
