//! The completion of a set-up at a plain realm (PROTOCOL.md section 2.4): one winner, no try-out.

use axum::response::Response;
use serde_json::{Value, json};

use super::call::{PlainCall, bounded, no, read};
use super::proof;
use super::state::Status;
use crate::Fault;
use crate::api::Body;
use crate::api::enroll::Signed;
use crate::crypto::jwk::PublicKey;
use crate::crypto::jws::Unverified;
use crate::flow::{Refusal, Reply, Step};
use crate::outside::is_uuid;
use crate::store::plain_devices::{self, PlainDevice};
use crate::store::users;

/// The name of a phone that says none: it collides with the next one.
const NO_LABEL: &str = "Push MFA Device";

/// `POST <RB>/push-mfa/enroll/complete`.
pub(crate) async fn complete(call: PlainCall, body: Body) -> Response {
    call.act(|step| match read::<Signed>(&body) {
        Ok(signed) => take(&call, step, &signed.token),
        Err(refusal) => Ok(Err(refusal)),
    })
}

fn take(call: &PlainCall, step: &Step<'_>, token: &str) -> Result<Reply, Fault> {
    let proof = match proof::read(call, step) {
        Ok(proof) => proof,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(jws) = Unverified::parse(token) else {
        return Ok(Err(no(400, "Invalid enrollment token")));
    };
    let named = |name: &str| jws.claim(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (user, id) = (named("sub"), named("enrollmentId"));
    if users::by_id(step.db, &user)?.is_none() {
        return Ok(Err(no(404, "User not found")));
    }
    if !is_uuid(&id) {
        return Ok(Err(no(400, "Invalid enrollmentId")));
    }
    let mut state = call.plain.state(step.now);
    let Some(set_up) = state.set_ups.get_mut(&id) else {
        return Ok(Err(no(404, "Challenge not found")));
    };
    if set_up.user != user {
        return Ok(Err(no(403, "Challenge does not belong to user")));
    }
    if set_up.status != Status::Pending {
        return Ok(Err(no(400, "Challenge already resolved or expired")));
    }
    let device = match claims(step, &set_up.nonce, &named("nonce"), jws) {
        Ok(device) => device,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if (&proof.sub, &proof.device) != (&device.user, &device.device) {
        return Ok(Err(no(403, "DPoP proof device mismatch")));
    }
    if let Err(refusal) = proof::check(call, step, proof, &device.key)? {
        return Ok(Err(refusal));
    }
    // The offer is used up and the page is told so, whether or not anything is stored.
    set_up.status = Status::Approved;
    set_up.label = Some(device.label.clone());
    if !plain_devices::add(step.db, &call.plain.realm.name, &device)? {
        return Ok(Err(no(409, "Device label already exists")));
    }
    Ok(Ok(json!({"status": "enrolled"})))
}

/// The phone that a completion describes. A missing `exp` never ends.
fn claims(
    step: &Step<'_>,
    expected: &str,
    nonce: &str,
    jws: Unverified<'_>,
) -> Result<PlainDevice, Refusal> {
    not_over(step, jws.claim("exp"), "enrollment token")?;
    if !crate::crypto::equal(nonce, expected) {
        return Err(no(403, "Nonce mismatch"));
    }
    let jwk = jws.claim("cnf").and_then(|cnf| cnf.get("jwk"));
    let jwk = jwk.ok_or_else(|| no(400, "Enrollment token is missing cnf.jwk claim"))?;
    let key = PublicKey::from_jwk(jwk).ok_or_else(|| no(400, "Unsupported key"))?;
    let claims = jws.verify(&key).ok_or_else(|| no(403, "Invalid enrollment token signature"))?;
    let field = |name: &str, longest| bounded(claims.get(name), longest, name).map(str::to_owned);
    let label = match claims.get("deviceLabel").and_then(Value::as_str).map(str::trim) {
        None | Some("") => NO_LABEL.to_owned(),
        Some(_) => field("deviceLabel", 128)?,
    };
    let push_type = match claims.get("pushProviderType") {
        None => "none".to_owned(),
        Some(_) => field("pushProviderType", 64)?,
    };
    let push_id = match claims.get("pushProviderId") {
        None if push_type == "none" => String::new(),
        None | Some(_) => field("pushProviderId", 2048)?,
    };
    Ok(PlainDevice {
        credential: field("credentialId", 128)?,
        device: field("deviceId", 128)?,
        user: field("sub", 128)?,
        label,
        kind: field("deviceType", 64)?,
        key,
        push_type,
        push_id,
        created: step.now,
    })
}

/// Whether a message may still be taken; one without an end always may.
pub(crate) fn not_over(step: &Step<'_>, exp: Option<&Value>, what: &str) -> Result<(), Refusal> {
    match exp.and_then(Value::as_i64) {
        Some(exp) if step.now > exp => Err(no(400, &format!("{what} expired"))),
        _ => Ok(()),
    }
}
