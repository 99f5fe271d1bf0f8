//! The phone's completion of a set-up: `enroll/complete` (PROTOCOL.md sections 2.4, 4.6).

use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};

use super::claims::{self, Claims};
use super::{Event, Refusal, Reply, Step, app, enrol, of_device};
use crate::crypto::jwk::PublicKey;
use crate::crypto::jws::Unverified;
use crate::rules::code::{DIGITS, PERIOD};
use crate::rules::enrolment::{LIFE, State};
use crate::rules::text::is_clean;
use crate::store::devices::{self, Device};
use crate::store::enrolments::{self, Enrolment};
use crate::store::users;
use crate::{Fault, crypto};

/// Kind of the message.
const TYP: &str = "cs-enrol+jwt";

/// Who sent the completion, by its proof: the key and the ids in it.
pub(crate) struct Prover {
    /// Thumbprint of the proof's key.
    pub(crate) thumbprint: String,
    /// `sub` of the proof.
    pub(crate) sub: String,
    /// `deviceId` of the proof.
    pub(crate) device: String,
    /// What the app says about itself.
    pub(crate) version: String,
}

/// Takes a completion. The identical one, by the same key again, gets the same reply until the code
/// ends: the reply holds the seed of the phone's codes, which is nobody else's. Any other one of a
/// claimed code is told that it was used, and the first phone is untouched.
pub(crate) fn complete(step: &Step<'_>, prover: &Prover, token: &str) -> Result<Reply, Fault> {
    let Some(jws) = Unverified::parse(token) else {
        return Ok(Err(Refusal::claim("token")));
    };
    let id = jws.claim("enrollmentId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(enrolment) = enrol::find(step, &id)? else {
        return Ok(Err(Refusal::unknown()));
    };
    let digest = crypto::digest(token.as_bytes());
    let same = enrolment.completion.as_deref() == Some(digest.as_str());
    let alive = enrolment.state.is_open() || enrolment.state == State::Active;
    if same && alive && step.now < enrolment.expires {
        if signed_by(&jws).is_none_or(|key| key.thumbprint() != prover.thumbprint) {
            return Ok(Err(another_key()));
        }
        let credential = enrolment.credential.as_deref().unwrap_or_default();
        return Ok(Ok(claimed(devices::by_credential(step.db, credential)?.as_ref())));
    }
    if let Err(refusal) = enrol::check_code(step, &enrolment)? {
        return Ok(Err(refusal));
    }
    let device = match read(step, prover, &enrolment, jws) {
        Ok(device) => Device { seed: Some(app::seed(step)?), ..device },
        Err(refusal) => return Ok(Err(refusal)),
    };
    if devices::label_taken(step.db, &device.user, &device.label)? {
        let error = "A phone of this name is registered already.";
        return Ok(Err(Refusal::new(409, "name_taken", error)));
    }
    if !devices::add(step.db, &device)? {
        return Ok(Err(Refusal::claim("credentialId")));
    }
    enrolments::claim(step.db, &enrolment.id, &digest, &device.credential, &device.label)?;
    let user = users::by_id(step.db, &device.user)?.ok_or(Fault::Store)?;
    step.log(&user.name, Event::CodeClaimed, of_device(Some(&device)))?;
    Ok(Ok(claimed(Some(&device))))
}

fn claimed(device: Option<&Device>) -> Value {
    let mut own = json!({"state": "claimed"});
    if let Some(seed) = device.and_then(|device| device.seed.as_deref())
        && let Some(own) = own.as_object_mut()
    {
        let secret = BASE32_NOPAD.encode(seed);
        let otp =
            json!({"secret": secret, "algorithm": "SHA1", "digits": DIGITS, "period": PERIOD});
        own.insert("otp".into(), otp);
    }
    json!({"status": "enrolled", "countersign": own})
}

/// The key that a completion names as its own.
fn signed_by(jws: &Unverified<'_>) -> Option<PublicKey> {
    jws.claim("cnf").and_then(|cnf| cnf.get("jwk")).and_then(PublicKey::from_jwk)
}

fn another_key() -> Refusal {
    Refusal::dpop("The proof is by another key.")
}

fn read(
    step: &Step<'_>,
    prover: &Prover,
    enrolment: &Enrolment,
    jws: Unverified<'_>,
) -> Result<Device, Refusal> {
    // An app that does not speak the profile is told so, whatever else its message lacks.
    let profile = jws.claim("countersign").and_then(|own| own.get("profile"));
    if profile.and_then(Value::as_i64) != Some(1) {
        return Err(Refusal::app_too_old(step.realm.min_core()));
    }
    if jws.typ() != TYP {
        return Err(Refusal::claim("typ"));
    }
    let key = signed_by(&jws).ok_or_else(|| Refusal::claim("cnf"))?;
    if key.thumbprint() != prover.thumbprint {
        return Err(another_key());
    }
    let claims = jws.verify(&key).ok_or_else(|| Refusal::claim("signature"))?;
    claims::times_and_audience(step, &claims, LIFE)?;
    claims::must_be(&claims, "sub", &enrolment.user)?;
    if !crypto::equal(claims::text(&claims, "nonce")?, &enrolment.nonce) {
        return Err(Refusal::claim("nonce"));
    }
    let device = described(step, prover, &claims, key)?;
    if device.user != prover.sub || device.device != prover.device {
        return Err(Refusal::dpop("The proof is of another phone."));
    }
    Ok(device)
}

fn described(
    step: &Step<'_>,
    prover: &Prover,
    claims: &Claims,
    key: PublicKey,
) -> Result<Device, Refusal> {
    let shown = |name: &'static str, longest: usize| -> Result<String, Refusal> {
        let text = claims::text(claims, name)?;
        if is_clean(text, longest) { Ok(text.to_owned()) } else { Err(Refusal::claim(name)) }
    };
    let push_type = match claims.get("pushProviderType") {
        None => "none".to_owned(),
        Some(_) => shown("pushProviderType", 64)?,
    };
    let push_id = match claims.get("pushProviderId") {
        None if push_type == "none" => String::new(),
        None | Some(_) => shown("pushProviderId", 2048)?,
    };
    Ok(Device {
        credential: shown("credentialId", 128)?,
        device: shown("deviceId", 128)?,
        user: claims::text(claims, "sub")?.to_owned(),
        label: shown("deviceLabel", 128)?,
        kind: shown("deviceType", 64)?,
        key,
        push_type,
        push_id,
        active: false,
        version: Some(prover.version.clone()),
        created: step.now,
        seed: None,
        code_used: 0,
    })
}
