//! A phone about itself: its list of requests, push target, key, and goodbye.

use serde_json::{Value, json};

use super::browser::factors;
use super::claims::{self, Claims};
use super::request::entry;
use super::{Event, Refusal, Reply, Step, enrol, of_device};
use crate::Fault;
use crate::crypto::jwk::PublicKey;
use crate::crypto::jws::Unverified;
use crate::rules::enrolment::State;
use crate::rules::request::{ANSWER_WINDOW, Purpose, Status};
use crate::rules::text::is_clean;
use crate::rules::user::{Factors, Mfa};
use crate::store::audit::Line;
use crate::store::came_of::{self, Thing};
use crate::store::devices::{self, Device};
use crate::store::{enrolments, remembered, requests, sessions, users};

/// The list of pending requests: sections 2.4 and 4.3. Somebody else's id gives an empty list.
pub(crate) fn pending(step: &Step<'_>, device: &Device, asked_for: &str) -> Result<Value, Fault> {
    let user = users::by_id(step.db, &device.user)?.ok_or(Fault::Store)?;
    let blocked = user.blocked_at.is_some();
    let mut entries = Vec::new();
    if !blocked && asked_for == user.id {
        for request in requests::pending(step.db, &user.id)? {
            let ours = request.credential == device.credential;
            if ours && (device.active || request.purpose == Purpose::Tryout) {
                entries.push(entry(step, &request, &user.name));
            }
        }
    }
    let account = match (blocked, device.active, user.mfa) {
        (true, _, _) => "blocked",
        (false, false, _) => "tryout_pending",
        (false, true, Mfa::Off) => "off",
        (false, true, Mfa::On | Mfa::Enforced) if user.is_paused() => "paused",
        (false, true, Mfa::On | Mfa::Enforced) => "active",
    };
    Ok(json!({
        "challenges": entries,
        "countersign": {
            "v": 1, "account": account, "serverTime": step.now,
            "minCore": step.realm.min_core(), "itContact": step.realm.it_contact(),
        }
    }))
}

/// Keeps where pushes to the phone go.
pub(crate) fn set_push(
    step: &Step<'_>,
    device: &Device,
    push_type: &str,
    push_id: &str,
) -> Result<Reply, Fault> {
    if !is_clean(push_id, 2048) {
        return Ok(Err(Refusal::claim("pushProviderId")));
    }
    if !is_clean(push_type, 64) {
        return Ok(Err(Refusal::claim("pushProviderType")));
    }
    if device.push_type == push_type && device.push_id == push_id {
        return Ok(Ok(json!({"status": "unchanged"})));
    }
    devices::set_push(step.db, &device.credential, push_type, push_id)?;
    Ok(Ok(json!({"status": "updated"})))
}

/// Puts a new key in the place of the old one, which has signed the request's proof; the new one
/// proves itself by `proof`.
pub(crate) fn rotate(
    step: &Step<'_>,
    device: &Device,
    jwk: &Value,
    proof: &str,
) -> Result<Reply, Fault> {
    let (key, jti) = match new_key(step, device, jwk, proof) {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = claims::use_up(step, device, &jti)? {
        return Ok(Err(refusal));
    }
    devices::set_key(step.db, &device.credential, &key)?;
    let user = users::by_id(step.db, &device.user)?.ok_or(Fault::Store)?;
    step.log(&user.name, Event::KeyChanged, of_device(Some(device)))?;
    Ok(Ok(json!({"status": "rotated"})))
}

fn new_key(
    step: &Step<'_>,
    device: &Device,
    jwk: &Value,
    proof: &str,
) -> Result<(PublicKey, String), Refusal> {
    let key = jwk
        .get("alg")
        .and_then(|_| PublicKey::from_jwk(jwk))
        .ok_or_else(|| Refusal::claim("publicKeyJwk"))?;
    let jws = Unverified::parse(proof).ok_or_else(|| Refusal::claim("proof"))?;
    if jws.typ() != "cs-rotate+jwt" {
        return Err(Refusal::claim("typ"));
    }
    let claims: Claims = jws.verify(&key).ok_or_else(|| Refusal::claim("signature"))?;
    let (_, jti) = claims::times_and_audience(step, &claims, ANSWER_WINDOW)?;
    claims::must_be(&claims, "credId", &device.credential)?;
    claims::must_be(&claims, "deviceId", &device.device)?;
    claims::must_be(&claims, "oldJkt", &device.key.thumbprint())?;
    Ok((key, jti))
}

/// The phone says goodbye.
pub(crate) fn unlink(step: &Step<'_>, device: &Device) -> Result<Value, Fault> {
    forget(step, device, "removed on the phone")?;
    Ok(json!({"status": "unlinked"}))
}

/// Forgets a phone: key, push target and name are erased, what waits for it ends.
pub(crate) fn forget(step: &Step<'_>, device: &Device, reason: &str) -> Result<(), Fault> {
    let user = users::by_id(step.db, &device.user)?.ok_or(Fault::Store)?;
    for pending in requests::pending(step.db, &user.id)? {
        if pending.credential == device.credential {
            step.end_request(&pending, Status::Cancelled, Event::Cancelled, Some("phone removed"))?;
        }
    }
    for open in enrolments::open(step.db, &user.id)? {
        if open.credential.as_deref() == Some(&device.credential) {
            enrol::end(step, &open, State::Cancelled)?;
        }
    }
    hand_on(step, device)?;
    devices::erase(step.db, &device.credential)?;
    if factors(step, &user)? == Factors::default() {
        // No phone is left to be spared: the next one begins with every browser asked.
        remembered::forget_all(step.db, &user.id)?;
    }
    let line = Line { reason: Some(reason.to_owned()), ..of_device(Some(device)) };
    step.log(&user.name, Event::PhoneRemoved, line)
}

/// Whatever this phone let in came of those approvals too that let the phone in: they can still be taken
/// back with all of it when the phone is gone.
fn hand_on(step: &Step<'_>, device: &Device) -> Result<(), Fault> {
    let because_of = came_of::approvals(step.db, &Thing::Phone(device.credential.clone()))?;
    for cid in came_of::given_by(step.db, &device.credential)? {
        let waiting = sessions::waiting_for(step.db, &cid)?.into_iter().map(Thing::Session);
        for thing in came_of::of(step.db, &cid)?.into_iter().chain(waiting) {
            came_of::add(step.db, &because_of, &thing)?;
        }
    }
    Ok(())
}
