//! Access token and proof of possession at a plain realm: the same facts as on countersign+ in another
//! order, and other statuses (PROTOCOL.md sections 2.3 and 2.5).

use axum::http::header;
use serde_json::Value;

use super::call::{PlainCall, bounded, no};
use crate::crypto::jwk::PublicKey;
use crate::crypto::jws::Unverified;
use crate::flow::{Refusal, Step};
use crate::store::memory;
use crate::store::plain_devices::{self, PlainDevice};
use crate::store::users::{self, User};
use crate::{Fault, crypto};

/// How far the `iat` of a proof may be off at the API, in seconds.
const API_WINDOW: i64 = 120;

/// The same at the token endpoint.
const TOKEN_WINDOW: std::ops::RangeInclusive<i64> = -24..=15;

/// How long a `jti` is remembered, in seconds.
const MEMORY: i64 = 300;

/// A proof whose signature is still to be checked, by the key of the phone that it names.
pub(crate) struct Proof<'a> {
    jws: Unverified<'a>,
    bound: String,
    jti: String,
    /// The user that it names.
    pub(crate) sub: String,
    /// The phone that it names.
    pub(crate) device: String,
}

/// Reads token and proof of a call.
pub(crate) fn read<'a>(call: &'a PlainCall, step: &Step<'_>) -> Result<Proof<'a>, Refusal> {
    let unknown = || no(401, "HTTP 401 Unauthorized");
    let said = header_of(call, header::AUTHORIZATION.as_str()).ok_or_else(unknown)?;
    // A plain server takes it under the other name too.
    let token = ["DPoP ", "Bearer "].iter().find_map(|scheme| said.strip_prefix(scheme));
    let token = token.map(str::trim).ok_or_else(unknown)?;
    let bound = super::token::thumbprint_of(call, step, token)
        .ok_or_else(|| no(401, "Invalid access token"))?;
    let proof = header_of(call, "dpop").ok_or_else(unknown)?;
    let jws = Unverified::parse(proof).ok_or_else(|| no(400, "Invalid DPoP proof"))?;
    if !jws.typ().eq_ignore_ascii_case("dpop+jwt") {
        return Err(no(400, "DPoP proof missing typ=dpop+jwt"));
    }
    if !text(&jws, "htm").eq_ignore_ascii_case(call.method.as_str()) {
        return Err(no(403, "DPoP proof htm mismatch"));
    }
    if text(&jws, "htu") != call.address() {
        return Err(no(403, "DPoP proof htu mismatch"));
    }
    let Some(issued) = jws.claim("iat").and_then(Value::as_i64) else {
        return Err(no(400, "DPoP proof missing iat"));
    };
    if issued.abs_diff(step.now) > API_WINDOW.unsigned_abs() {
        return Err(no(400, "DPoP proof expired"));
    }
    if text(&jws, "ath") != crypto::digest(token.as_bytes()) {
        return Err(no(403, "DPoP proof ath mismatch"));
    }
    let jti = bounded(jws.claim("jti"), 128, "jti")?.to_owned();
    let sub = bounded(jws.claim("sub"), 128, "sub")?.to_owned();
    let device = bounded(jws.claim("deviceId"), 128, "deviceId")?.to_owned();
    Ok(Proof { jws, bound, jti, sub, device })
}

/// Whether this key made the proof, got the token, and the proof is new. Nonces are asked for here too,
/// where they are demanded.
pub(crate) fn check(
    call: &PlainCall,
    step: &Step<'_>,
    proof: Proof<'_>,
    key: &PublicKey,
) -> Result<Result<(), Refusal>, Fault> {
    let nonce = text(&proof.jws, "nonce").to_owned();
    if proof.jws.verify(key).is_none() {
        return Ok(Err(no(403, "Invalid DPoP proof signature")));
    }
    if proof.bound != key.thumbprint() {
        return Ok(Err(no(403, "Access token DPoP binding mismatch")));
    }
    if call.inner.config.demand_nonces && !crypto::equal(&nonce, &call.inner.nonce) {
        return Ok(Err(Refusal { nonce_asked: true, ..no(401, "use_dpop_nonce") }));
    }
    let first = first_use(call, step, &proof.bound, &proof.jti)?;
    Ok(if first { Ok(()) } else { Err(no(403, "DPoP proof replay detected")) })
}

/// The phone that makes a call, and its user.
pub(crate) fn device(
    call: &PlainCall,
    step: &Step<'_>,
) -> Result<Result<(User, PlainDevice), Refusal>, Fault> {
    let proof = match read(call, step) {
        Ok(proof) => proof,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(user) = users::by_id(step.db, &proof.sub)? else {
        return Ok(Err(no(404, "User not found")));
    };
    let phones = plain_devices::of(step.db, &call.plain.realm.name, &user.id)?;
    let Some(device) = phones.into_iter().find(|phone| phone.device == proof.device) else {
        return Ok(Err(no(403, "Device not registered for user")));
    };
    Ok(check(call, step, proof, &device.key)?.map(|()| (user, device)))
}

/// Checks the proof at the token endpoint; the thumbprint of its key, or OAuth's error.
pub(crate) fn at_token_endpoint(
    call: &PlainCall,
    step: &Step<'_>,
) -> Result<Result<String, &'static str>, Fault> {
    let Some((thumbprint, jti)) = for_token(call, step) else { return Ok(Err("invalid_request")) };
    let Some(jti) = jti else { return Ok(Err("use_dpop_nonce")) };
    let first = first_use(call, step, &thumbprint, &jti)?;
    Ok(if first { Ok(thumbprint) } else { Err("invalid_request") })
}

/// Key and `jti` of a proof at the token endpoint; no `jti` where its nonce is not ours.
fn for_token(call: &PlainCall, step: &Step<'_>) -> Option<(String, Option<String>)> {
    let jws = Unverified::parse(header_of(call, "dpop")?)?;
    let key = jws.header("jwk").and_then(PublicKey::from_jwk)?;
    let fits = jws.typ() == "dpop+jwt"
        && text(&jws, "htm") == call.method.as_str()
        && text(&jws, "htu") == call.address();
    let issued = jws.claim("iat").and_then(Value::as_i64)?;
    if !fits || !TOKEN_WINDOW.contains(&issued.saturating_sub(step.now)) {
        return None;
    }
    let claims = jws.verify(&key)?;
    let jti = claims.get("jti").and_then(Value::as_str)?.to_owned();
    let nonce = claims.get("nonce").and_then(Value::as_str).unwrap_or_default();
    let good = !call.inner.config.demand_nonces || crypto::equal(nonce, &call.inner.nonce);
    Some((key.thumbprint(), good.then_some(jti)))
}

fn first_use(
    call: &PlainCall,
    step: &Step<'_>,
    thumbprint: &str,
    jti: &str,
) -> Result<bool, Fault> {
    let owner = format!("plain {} {thumbprint}", call.plain.realm.name);
    memory::first_use(step.db, &owner, jti, step.now + MEMORY)
}

fn text<'a>(jws: &'a Unverified<'_>, name: &str) -> &'a str {
    jws.claim(name).and_then(Value::as_str).unwrap_or_default()
}

fn header_of<'a>(call: &'a PlainCall, name: &str) -> Option<&'a str> {
    call.headers.get(name).and_then(|value| value.to_str().ok())
}
