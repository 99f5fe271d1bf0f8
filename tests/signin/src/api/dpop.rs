//! Proof of possession (RFC 9449) as PROTOCOL.md section 2.3 narrows it.

use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::call::Call;
use crate::crypto::jwk::PublicKey;
use crate::crypto::jws::Unverified;
use crate::flow::completion::Prover;
use crate::flow::{Refusal, Step};
use crate::rules::version;
use crate::store::devices::{self, Device};
use crate::store::memory;
use crate::{Fault, crypto};

/// How far the `iat` of a proof may be off at the API, in seconds.
const API_WINDOW: std::ops::RangeInclusive<i64> = -120..=120;

/// The same at the token endpoint: it is narrower there, as on the servers we take after.
const TOKEN_WINDOW: std::ops::RangeInclusive<i64> = -24..=15;

/// How long a `jti` is remembered, in seconds; longer than any proof is accepted.
const MEMORY: i64 = 300;

/// Checks the proof at the token endpoint; returns the thumbprint of its key.
pub(crate) fn at_token_endpoint(
    call: &Call,
    step: &Step<'_>,
) -> Result<Result<String, Refusal>, Fault> {
    let proof = match proof(call, step, None, &TOKEN_WINDOW) {
        Ok(proof) => proof,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(first_use(step, &proof)?.map(|()| proof.thumbprint))
}

/// Checks token and proof of a call; returns who makes it. The phone may still be unknown.
pub(crate) fn prover(call: &Call, step: &Step<'_>) -> Result<Result<Prover, Refusal>, Fault> {
    let (proof, prover) = match read(call, step) {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = first_use(step, &proof)? {
        return Ok(Err(refusal));
    }
    Ok(client(step, &call.headers).map(|version| Prover { version, ..prover }))
}

/// Checks token and proof of a call by an enrolled phone; returns the phone.
pub(crate) fn device(call: &Call, step: &Step<'_>) -> Result<Result<Device, Refusal>, Fault> {
    let prover = match prover(call, step)? {
        Ok(prover) => prover,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(mut device) = devices::find(step.db, &prover.sub, &prover.device)? else {
        return Ok(Err(Refusal::unlinked()));
    };
    if device.key.thumbprint() != prover.thumbprint {
        return Ok(Err(Refusal::dpop("The proof is by another key than this phone's.")));
    }
    devices::set_version(step.db, &device.credential, &prover.version)?;
    device.version = Some(prover.version);
    Ok(Ok(device))
}

struct Proof {
    thumbprint: String,
    claims: serde_json::Map<String, Value>,
    jti: String,
}

fn read(call: &Call, step: &Step<'_>) -> Result<(Proof, Prover), Refusal> {
    let token = only(&call.headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("DPoP "))
        .ok_or_else(|| Refusal::dpop("There is no access token."))?;
    let proof = proof(call, step, Some(token), &API_WINDOW)?;
    let bound = super::token::thumbprint_of(step, token)
        .ok_or_else(|| Refusal::dpop("The access token is not valid."))?;
    if bound != proof.thumbprint {
        return Err(Refusal::dpop("The access token belongs to another key."));
    }
    let text = |name: &str| {
        let text = proof.claims.get(name).and_then(Value::as_str);
        text.map(str::to_owned).ok_or_else(|| Refusal::dpop("The proof names no phone."))
    };
    let prover = Prover {
        thumbprint: proof.thumbprint.clone(),
        sub: text("sub")?,
        device: text("deviceId")?,
        version: String::new(),
    };
    Ok((proof, prover))
}

fn proof(
    call: &Call,
    step: &Step<'_>,
    token: Option<&str>,
    window: &std::ops::RangeInclusive<i64>,
) -> Result<Proof, Refusal> {
    let bad = || Refusal::dpop("The proof of possession is not valid.");
    let jws = only(&call.headers, "dpop").and_then(Unverified::parse).ok_or_else(bad)?;
    if jws.typ() != "dpop+jwt" {
        return Err(bad());
    }
    let key = jws.header("jwk").and_then(PublicKey::from_jwk).ok_or_else(bad)?;
    let claims = jws.verify(&key).ok_or_else(bad)?;
    let is = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
    let address = format!("{}{}", call.inner.origin, call.path);
    if !is("htm", call.method.as_str()) || !is("htu", &address) {
        return Err(Refusal::dpop("The proof is for another call."));
    }
    if let Some(token) = token
        && !is("ath", &crypto::digest(token.as_bytes()))
    {
        return Err(Refusal::dpop("The proof is for another access token."));
    }
    let jti = claims.get("jti").and_then(Value::as_str).ok_or_else(bad)?.to_owned();
    if !(1..=128).contains(&jti.len()) {
        return Err(bad());
    }
    let issued = claims.get("iat").and_then(Value::as_i64).ok_or_else(bad)?;
    if !window.contains(&issued.saturating_sub(step.now)) {
        return Err(Refusal::clock_skew(step.now));
    }
    if call.inner.config.demand_nonces {
        let nonce = claims.get("nonce").and_then(Value::as_str).unwrap_or_default();
        if !crypto::equal(nonce, &call.inner.nonce) {
            let mut refusal = Refusal::dpop("use_dpop_nonce");
            refusal.nonce_asked = true;
            return Err(refusal);
        }
    }
    Ok(Proof { thumbprint: key.thumbprint(), claims, jti })
}

fn first_use(step: &Step<'_>, proof: &Proof) -> Result<Result<(), Refusal>, Fault> {
    let owner = format!("proof {}", proof.thumbprint);
    let first = memory::first_use(step.db, &owner, &proof.jti, step.now + MEMORY)?;
    Ok(if first { Ok(()) } else { Err(Refusal::replay(401)) })
}

/// What the app says about itself (section 4.2); one that is too old is refused.
fn client(step: &Step<'_>, headers: &HeaderMap) -> Result<String, Refusal> {
    let client = only(headers, "countersign-client")
        .and_then(version::parse_client)
        .ok_or_else(|| Refusal::claim("Countersign-Client"))?;
    match &step.realm.organisation.min_core {
        Some((text, oldest)) if client.core < *oldest => Err(Refusal::app_too_old(Some(text))),
        _ => Ok(client.text),
    }
}

/// The value of a header that is there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
