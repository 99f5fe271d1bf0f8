//! Other calls of a phone to a plain realm (PROTOCOL.md section 2.4): lock out, push target, key.

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{PlainCall, bounded, no, read};
use super::proof;
use super::state::Status;
use crate::Fault;
use crate::api::Body;
use crate::crypto::jwk::PublicKey;
use crate::flow::{Event, Reply, Step};
use crate::store::audit::Line;
use crate::store::plain_devices::{self, PlainDevice};
use crate::store::users::{self, User};

/// `POST <RB>/push-mfa/login/lockout`, without a body: the user is disabled until IT helps. Again is
/// taken again.
pub(crate) async fn lockout(call: PlainCall) -> Response {
    by_device(&call, |step, user, device| {
        if user.blocked_at.is_none() {
            users::set_blocked(step.db, &user.id, Some(step.now))?;
            let line = Line { device: Some(device.label.clone()), ..Line::default() };
            step.log(&user.name, Event::Reported, line)?;
        }
        let mut state = call.plain.state(step.now);
        for cid in state.open_of(&user.id) {
            if let Some(request) = state.requests.get_mut(&cid) {
                request.status = Status::LockedOut;
            }
        }
        state.hear(json!({"action": "lockout", "status": 200}));
        Ok(Ok(json!({"status": "locked_out"})))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PushTarget {
    push_provider_id: Option<Value>,
    push_provider_type: Option<Value>,
}

/// `PUT <RB>/push-mfa/device/push-provider`. A type that is left out stays.
pub(crate) async fn push_provider(call: PlainCall, body: Body) -> Response {
    by_device(&call, |step, _, device| {
        let target = match read::<PushTarget>(&body) {
            Ok(target) => target,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let id = match bounded(target.push_provider_id.as_ref(), 2048, "pushProviderId") {
            Ok(id) => id,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let kind = match &target.push_provider_type {
            None | Some(Value::Null) => device.push_type.as_str(),
            some => match bounded(some.as_ref(), 64, "pushProviderType") {
                Ok(kind) => kind,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        if (id, kind) == (&device.push_id, &device.push_type) {
            return Ok(Ok(json!({"status": "unchanged"})));
        }
        plain_devices::set_push(step.db, &call.plain.realm.name, &device.credential, kind, id)?;
        Ok(Ok(json!({"status": "updated"})))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewKey {
    public_key_jwk: Option<Value>,
}

/// `PUT <RB>/push-mfa/device/rotate-key`. Nobody proves that they have the new key.
pub(crate) async fn rotate_key(call: PlainCall, body: Body) -> Response {
    by_device(&call, |step, _, device| {
        let new = match read::<NewKey>(&body) {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(jwk) = new.public_key_jwk else {
            return Ok(Err(no(400, "Request missing publicKeyJwk")));
        };
        if jwk.get("alg").is_none() {
            return Ok(Err(no(400, "rotate-key request missing alg")));
        }
        let Some(key) = PublicKey::from_jwk(&jwk) else {
            return Ok(Err(no(400, "Unsupported key")));
        };
        plain_devices::set_key(step.db, &call.plain.realm.name, &device.credential, &key)?;
        Ok(Ok(json!({"status": "rotated"})))
    })
}

fn by_device(
    call: &PlainCall,
    act: impl FnOnce(&Step<'_>, &User, &PlainDevice) -> Result<Reply, Fault>,
) -> Response {
    call.act(|step| match proof::device(call, step)? {
        Ok((user, device)) => act(step, &user, &device),
        Err(refusal) => Ok(Err(refusal)),
    })
}
