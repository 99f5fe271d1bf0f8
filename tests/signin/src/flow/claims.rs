//! What all signed messages of a phone have in common (PROTOCOL.md section 4.4).

use serde_json::{Map, Value};

use super::{Refusal, Step};
use crate::Fault;
use crate::crypto::jws::Unverified;
use crate::outside::is_uuid;
use crate::rules::request::{ANSWER_MEMORY, ANSWER_WINDOW};
use crate::store::devices::Device;
use crate::store::memory;

/// The claims of a message.
pub(crate) type Claims = Map<String, Value>;

/// A text among the claims.
pub(crate) fn text<'a>(claims: &'a Claims, name: &'static str) -> Result<&'a str, Refusal> {
    claims.get(name).and_then(Value::as_str).ok_or_else(|| Refusal::claim(name))
}

/// An integer among the claims.
pub(crate) fn integer(claims: &Claims, name: &'static str) -> Result<i64, Refusal> {
    claims.get(name).and_then(Value::as_i64).ok_or_else(|| Refusal::claim(name))
}

/// Refuses unless a text claim has this very value.
pub(crate) fn must_be(claims: &Claims, name: &'static str, value: &str) -> Result<(), Refusal> {
    if text(claims, name)? == value { Ok(()) } else { Err(Refusal::claim(name)) }
}

/// `aud`, `iat`, `exp` and the shape of `jti`; returns `exp` and `jti`. `longest` is the life that a
/// message of this kind may have.
pub(crate) fn times_and_audience(
    step: &Step<'_>,
    claims: &Claims,
    longest: i64,
) -> Result<(i64, String), Refusal> {
    must_be(claims, "aud", &step.realm.base)?;
    let (issued, expires) = (integer(claims, "iat")?, integer(claims, "exp")?);
    let jti = text(claims, "jti")?;
    if !is_uuid(jti) {
        return Err(Refusal::claim("jti"));
    }
    let off = i128::from(issued) - i128::from(step.now);
    if off.abs() > i128::from(ANSWER_WINDOW) || expires <= step.now {
        return Err(Refusal::clock_skew(step.now));
    }
    if expires <= issued || expires > issued.saturating_add(longest) {
        return Err(Refusal::claim("exp"));
    }
    Ok((expires, jti.to_owned()))
}

/// The claims of a message of kind `typ`, if this phone signed it.
pub(crate) fn of_phone(device: &Device, typ: &str, token: &str) -> Result<Claims, Refusal> {
    let jws = Unverified::parse(token).ok_or_else(|| Refusal::claim("token"))?;
    if jws.typ() != typ {
        return Err(Refusal::claim("typ"));
    }
    let claims = jws.verify(&device.key).ok_or_else(|| Refusal::claim("signature"))?;
    must_be(&claims, "credId", &device.credential)?;
    must_be(&claims, "deviceId", &device.device)?;
    Ok(claims)
}

/// Notes a `jti` of a phone's messages; a second use is a replay.
pub(crate) fn use_up(
    step: &Step<'_>,
    device: &Device,
    jti: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let owner = format!("message {}", device.credential);
    let until = step.now + ANSWER_MEMORY;
    let first = memory::first_use(step.db, &owner, jti, until)?;
    Ok(if first { Ok(()) } else { Err(Refusal::replay(400)) })
}
