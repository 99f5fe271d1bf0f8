//! A phone's answer to a request (PROTOCOL.md section 4.4), in the order written there.

use serde_json::json;

use super::claims::{self, Claims};
use super::{Event, Refusal, Reply, Step, enrol, of_device};
use crate::outside::is_uuid;
use crate::rules::backoff::Streak;
use crate::rules::request::{
    ANSWER_MEMORY, ANSWER_WINDOW, Answer, Purpose, Status, WRONG_NUMBERS, judge,
};
use crate::store::devices::{self, Device};
use crate::store::memory;
use crate::store::requests::{self, Request};
use crate::store::users::{self, User};
use crate::{Fault, crypto};

/// Kind of the message.
const TYP: &str = "cs-answer+jwt";

/// Takes an answer. What had an effect is answered alike when it comes again, without a second
/// effect.
pub(crate) fn respond(
    step: &Step<'_>,
    device: &Device,
    cid: &str,
    token: &str,
) -> Result<Reply, Fault> {
    let owned = if is_uuid(cid) { find(step, cid)? } else { None };
    let Some(request) = owned.filter(|request| request.credential == device.credential) else {
        return Ok(Err(Refusal::unknown()));
    };
    let digest = crypto::digest(token.as_bytes());
    if let Some((status, body)) = memory::reply(step.db, &digest, &device.credential, step.now)? {
        let body = serde_json::from_str(&body).map_err(|_| Fault::Store)?;
        return Ok(if status == 200 {
            Ok(body)
        } else {
            Err(Refusal { status, body, nonce_asked: false, retry_after: None })
        });
    }
    let (answer, jti) = match read(step, device, &request, token) {
        Ok(Read::Fits { answer, jti }) => (Some(answer), jti),
        Ok(Read::OtherContext { jti }) => (None, jti),
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = claims::use_up(step, device, &jti)? {
        return Ok(Err(refusal));
    }
    let reply = apply(step, device, &request, answer)?;
    let (status, body) = match &reply {
        Ok(body) => (200, body.to_string()),
        Err(refusal) => (refusal.status, refusal.body.to_string()),
    };
    let until = step.now + ANSWER_MEMORY;
    memory::keep_reply(step.db, &digest, &device.credential, (status, &body), until)?;
    Ok(reply)
}

/// The request as it is now: one of a blocked account is over, and so is the try-out of a set-up that
/// nobody wants any more.
fn find(step: &Step<'_>, cid: &str) -> Result<Option<Request>, Fault> {
    let Some(request) = requests::by_id(step.db, cid)? else { return Ok(None) };
    let user = users::by_id(step.db, &request.user)?.ok_or(Fault::Store)?;
    if user.blocked_at.is_some() && request.status == Status::Pending {
        step.end_request(&request, Status::LockedOut, Event::Cancelled, Some("blocked"))?;
    }
    if let Some(enrolment) = &request.enrolment {
        enrol::find(step, enrolment)?;
    }
    requests::by_id(step.db, cid)
}

/// A signed and timely answer.
enum Read {
    /// It belongs to what the phone was shown.
    Fits { answer: Answer, jti: String },
    /// It belongs to something else.
    OtherContext { jti: String },
}

fn read(step: &Step<'_>, device: &Device, request: &Request, token: &str) -> Result<Read, Refusal> {
    if request.status != Status::Pending {
        return Err(Refusal::over(request.status));
    }
    if !device.active && request.purpose != Purpose::Tryout {
        return Err(Refusal::not_active());
    }
    let claims = claims::of_phone(device, TYP, token)?;
    claims::must_be(&claims, "cid", &request.cid)?;
    let (expires, jti) = claims::times_and_audience(step, &claims, ANSWER_WINDOW)?;
    if expires > request.expires {
        return Err(Refusal::claim("exp"));
    }
    let answer = answer(&claims, request)?;
    Ok(if crypto::equal(claims::text(&claims, "ctx")?, &request.ctx) {
        Read::Fits { answer, jti }
    } else {
        Read::OtherContext { jti }
    })
}

fn answer(claims: &Claims, request: &Request) -> Result<Answer, Refusal> {
    let absent = |name: &'static str| match claims.get(name) {
        None => Ok(()),
        Some(_) => Err(Refusal::claim(name)),
    };
    match claims::text(claims, "action")? {
        "approve" => {
            absent("reason")?;
            if !matches!(claims::text(claims, "source")?, "typed" | "scanned") {
                return Err(Refusal::claim("source"));
            }
            let number = claims::text(claims, "userVerification")?;
            let shaped = number.len() == usize::from(request.digits)
                && number.bytes().all(|b| b.is_ascii_digit());
            if !shaped {
                return Err(Refusal::claim("userVerification"));
            }
            Ok(Answer::Approve { number: number.to_owned() })
        }
        "deny" => {
            absent("userVerification")?;
            match claims::text(claims, "reason")? {
                "unknown_trigger" => Ok(Answer::Deny { not_me: true }),
                "cancelled" => Ok(Answer::Deny { not_me: false }),
                _ => Err(Refusal::claim("reason")),
            }
        }
        _ => Err(Refusal::claim("action")),
    }
}

/// Lets an answer have its effect; `None` = it belongs to something else than was shown.
fn apply(
    step: &Step<'_>,
    device: &Device,
    request: &Request,
    answer: Option<Answer>,
) -> Result<Reply, Fault> {
    let Some(answer) = answer else {
        let reason = "the answer belonged to other details";
        step.end_request(request, Status::Cancelled, Event::Mismatch, Some(reason))?;
        failed_try(step, request)?;
        let error = "The answer does not belong to what was shown.";
        return Ok(Err(Refusal::new(400, "context_mismatch", error)));
    };
    let status = judge(&answer, request.number.as_deref().ok_or(Fault::Store)?);
    let user = users::by_id(step.db, &request.user)?.ok_or(Fault::Store)?;
    match status {
        Status::Approved => {
            step.end_request(request, status, Event::Approved, None)?;
            match &request.enrolment {
                Some(enrolment) => enrol::activate(step, enrolment, device, &user)?,
                None => {
                    devices::approved(step.db, &device.credential, step.now)?;
                    users::set_wrong_in_row(step.db, &user.id, 0)?;
                    users::set_streak(step.db, &user.id, Streak::default())?;
                    users::set_wrong_codes(step.db, &user.id, 0, 0)?;
                }
            }
            Ok(Ok(json!({"status": "approved"})))
        }
        Status::WrongNumber => {
            step.end_request(request, status, Event::WrongNumber, None)?;
            let (mismatches, paused) = match &request.enrolment {
                Some(_) => (failed_try(step, request)?, false),
                None => wrong_number(step, device, user)?,
            };
            Ok(Err(Refusal::new(403, "wrong_number", "That was not the number.")
                .with("mismatches", mismatches)
                .with("paused", paused)))
        }
        Status::Pending
        | Status::Denied
        | Status::Expired
        | Status::LockedOut
        | Status::Superseded
        | Status::Cancelled => {
            let not_me = answer == Answer::Deny { not_me: true };
            let reason = if not_me { "it was not me" } else { "cancelled on the phone" };
            step.end_request(request, Status::Denied, Event::Denied, Some(reason))?;
            failed_try(step, request)?;
            Ok(Ok(json!({"status": "denied"})))
        }
    }
}

/// Counts a wrong number for the account: how many in a row there are now, and whether that pauses its
/// requests.
fn wrong_number(step: &Step<'_>, device: &Device, user: User) -> Result<(i64, bool), Fault> {
    let user = User { wrong_in_row: user.wrong_in_row + 1, ..user };
    users::set_wrong_in_row(step.db, &user.id, user.wrong_in_row)?;
    if user.wrong_in_row == WRONG_NUMBERS {
        step.log(&user.name, Event::Paused, of_device(Some(device)))?;
    }
    Ok((user.wrong_in_row, user.is_paused()))
}

fn failed_try(step: &Step<'_>, request: &Request) -> Result<i64, Fault> {
    match &request.enrolment {
        Some(enrolment) => enrol::failed_try(step, enrolment),
        None => Ok(0),
    }
}
