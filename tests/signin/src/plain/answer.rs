//! The list of a plain realm, and answers: a wrong number leaves a request open and is counted nowhere
//! (PROTOCOL.md section 2.4).

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::{PlainCall, no, read};
use super::state::{Request, State, Status};
use super::{Plain, enrol, proof};
use crate::api::Body;
use crate::api::enroll::Signed;
use crate::crypto::jws::Unverified;
use crate::flow::request::MAIL;
use crate::flow::{Refusal, Reply, Step};
use crate::outside::is_uuid;
use crate::store::plain_devices::PlainDevice;

/// Whose requests are asked for.
#[derive(Deserialize)]
pub(crate) struct Whose {
    #[serde(rename = "userId")]
    user_id: Option<String>,
}

/// `GET <RB>/push-mfa/login/pending?userId=<sub>`. Whoever is disabled is told of none.
pub(crate) async fn pending(
    call: PlainCall,
    whose: Result<Query<Whose>, QueryRejection>,
) -> Response {
    call.act(|step| {
        let Some(asked) = whose.ok().and_then(|Query(whose)| whose.user_id) else {
            return Ok(Err(no(400, "Missing field: userId")));
        };
        let (user, device) = match proof::device(&call, step)? {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let state = call.plain.state(step.now);
        let listed = |request: &&Request| {
            request.status == Status::Pending
                && request.credential == device.credential
                && request.user == asked
                && user.blocked_at.is_none()
        };
        let mut found: Vec<(&String, &Request)> =
            state.requests.iter().filter(|(_, request)| listed(request)).collect();
        found.sort_by_key(|(_, request)| request.created);
        let entries = found.into_iter().map(|(cid, request)| entry(cid, request, &user.name));
        Ok(Ok(json!({"challenges": entries.collect::<Vec<_>>()})))
    })
}

/// What is null is left out.
fn entry(cid: &str, request: &Request, username: &str) -> Value {
    let mut entry = Map::new();
    for (name, value) in [
        ("userId", json!(request.user)),
        ("username", json!(username)),
        ("cid", json!(cid)),
        ("createdAt", json!(request.created)),
        ("expiresAt", json!(request.expires)),
        ("clientId", json!(MAIL.id)),
        ("clientName", json!(MAIL.name)),
        ("userVerification", json!(request.verification)),
    ] {
        if !value.is_null() {
            entry.insert(name.to_owned(), value);
        }
    }
    Value::Object(entry)
}

/// `POST <RB>/push-mfa/login/challenges/<cid>/respond`. The request comes before the proof: one that is
/// unknown is told to anybody.
pub(crate) async fn respond(
    call: PlainCall,
    cid: Result<Path<String>, PathRejection>,
    body: Body,
) -> Response {
    let cid = cid.map_or_else(|_| String::new(), |Path(cid)| cid);
    call.act(|step| {
        let signed = match read::<Signed>(&body) {
            Ok(signed) => signed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !is_uuid(&cid) {
            return Ok(Err(no(400, "Invalid cid")));
        }
        if let Err(refusal) = pending_one(&mut call.plain.state(step.now), &cid) {
            return Ok(Err(refusal));
        }
        let device = match proof::device(&call, step)? {
            Ok((_, device)) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(take(&call.plain, step, &device, &cid, &signed.token))
    })
}

/// The request, while it may be answered.
fn pending_one<'a>(state: &'a mut State, cid: &str) -> Result<&'a mut Request, Refusal> {
    let found = state.requests.get_mut(cid).ok_or_else(|| no(404, "Challenge not found"))?;
    let pending = found.status == Status::Pending;
    if pending { Ok(found) } else { Err(no(400, "Challenge already resolved or expired")) }
}

/// Takes an answer of this phone.
pub(crate) fn take(
    plain: &Plain,
    step: &Step<'_>,
    device: &PlainDevice,
    cid: &str,
    token: &str,
) -> Reply {
    let mut state = plain.state(step.now);
    let request = pending_one(&mut state, cid)?;
    if request.user != device.user || request.credential != device.credential {
        return Err(no(403, "Authentication token device mismatch"));
    }
    let (heard, reply) = match said(step, device, cid, token) {
        Ok((action, claims)) => {
            let reply = judge(request, &action, &claims);
            let number = claims.get("userVerification").cloned();
            (json!({"cid": cid, "action": action, "number": number}), reply)
        }
        Err(refusal) => (json!({"cid": cid}), Err(refusal)),
    };
    let status = reply.as_ref().map_or_else(|refusal| refusal.status, |_| 200);
    let mut heard = heard;
    if let Some(heard) = heard.as_object_mut() {
        heard.insert("status".into(), json!(status));
    }
    state.hear(heard);
    reply
}

/// Action and claims of an answer. One that says no action approves.
fn said(
    step: &Step<'_>,
    device: &PlainDevice,
    cid: &str,
    token: &str,
) -> Result<(String, Map<String, Value>), Refusal> {
    let jws = Unverified::parse(token).ok_or_else(|| no(400, "Invalid authentication token"))?;
    let text = |name: &str| jws.claim(name).and_then(Value::as_str);
    let action = text("action").unwrap_or("approve").to_lowercase();
    if text("cid") != Some(cid) {
        return Err(no(403, "Challenge mismatch"));
    }
    let claims =
        jws.verify(&device.key).ok_or_else(|| no(403, "Invalid authentication token signature"))?;
    enrol::not_over(step, claims.get("exp"), "authentication token")?;
    if claims.get("credId").and_then(Value::as_str) != Some(&device.credential) {
        return Err(no(403, "Authentication token credential mismatch"));
    }
    Ok((action, claims))
}

fn judge(request: &mut Request, action: &str, claims: &Map<String, Value>) -> Reply {
    match action {
        "deny" => {
            request.status = Status::Denied;
            return Ok(json!({"status": "denied"}));
        }
        "approve" => {}
        _ => return Err(no(400, &format!("Unsupported action: {action}"))),
    }
    if let Some(number) = &request.number {
        match claims.get("userVerification") {
            None | Some(Value::Null) => return Err(no(400, "Missing user verification")),
            Some(Value::String(typed)) if typed.trim() == number => {}
            // The request stays open, for as many more as somebody likes to send.
            Some(Value::String(_)) => return Err(no(403, "User verification mismatch")),
            Some(_) => return Err(no(400, "Invalid user verification value")),
        }
    }
    request.status = Status::Approved;
    Ok(json!({"status": "approved"}))
}
