//! "It was not me, and I report it" (PROTOCOL.md section 4.6): the account is blocked.

use serde_json::{Value, json};

use super::{Event, Refusal, Reply, Step, claims, enrol, of_device};
use crate::rules::enrolment::State;
use crate::rules::request::{ANSWER_MEMORY, ANSWER_WINDOW, Status};
use crate::store::devices::Device;
use crate::store::{enrolments, memory, passes, remembered, requests, sessions, users};
use crate::{Fault, crypto};

/// Kind of the message.
const TYP: &str = "cs-report+jwt";

/// Takes a report: blocks the account, ends its requests, set-ups and sessions, and forgets its
/// browsers.
pub(crate) fn report(step: &Step<'_>, device: &Device, token: &str) -> Result<Reply, Fault> {
    if !device.active {
        return Ok(Err(Refusal::not_active()));
    }
    let digest = crypto::digest(token.as_bytes());
    if memory::reply(step.db, &digest, &device.credential, step.now)?.is_some() {
        return Ok(Ok(done(step)));
    }
    let jti = match read(step, device, token) {
        Ok(jti) => jti,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = claims::use_up(step, device, &jti)? {
        return Ok(Err(refusal));
    }
    let user = users::by_id(step.db, &device.user)?.ok_or(Fault::Store)?;
    for pending in requests::pending(step.db, &user.id)? {
        step.end_request(&pending, Status::LockedOut, Event::Cancelled, Some("reported"))?;
    }
    for open in enrolments::open(step.db, &user.id)? {
        enrol::end(step, &open, State::Cancelled)?;
    }
    sessions::end_all(step.db, &user.id)?;
    remembered::forget_all(step.db, &user.id)?;
    passes::end(step.db, &user.id)?;
    if user.blocked_at.is_none() {
        users::set_blocked(step.db, &user.id, Some(step.now))?;
    }
    step.log(&user.name, Event::Reported, of_device(Some(device)))?;
    let until = step.now + ANSWER_MEMORY;
    memory::keep_reply(step.db, &digest, &device.credential, (200, "{}"), until)?;
    Ok(Ok(done(step)))
}

fn read(step: &Step<'_>, device: &Device, token: &str) -> Result<String, Refusal> {
    let claims = claims::of_phone(device, TYP, token)?;
    let (_, jti) = claims::times_and_audience(step, &claims, ANSWER_WINDOW)?;
    claims::must_be(&claims, "action", "report")?;
    claims::must_be(&claims, "reason", "unknown_trigger")?;
    match claims.get("cid") {
        Some(Value::Null | Value::String(_)) => Ok(jti),
        _ => Err(Refusal::claim("cid")),
    }
}

fn done(step: &Step<'_>) -> Value {
    json!({"status": "locked_out", "itContact": step.realm.it_contact()})
}
