//! A phone about itself: push target, key, and goodbye.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::Body;
use super::call::Call;
use crate::flow;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PushTarget {
    push_provider_id: String,
    push_provider_type: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewKey {
    public_key_jwk: Value,
    proof: String,
}

/// `PUT <RB>/push-mfa/device/push-provider`.
pub(crate) async fn push_provider(call: Call, body: Body) -> Response {
    call.by_device_with(&body, |step, device, target: PushTarget| {
        flow::device::set_push(step, device, &target.push_provider_type, &target.push_provider_id)
    })
}

/// `PUT <RB>/push-mfa/device/rotate-key`.
pub(crate) async fn rotate_key(call: Call, body: Body) -> Response {
    call.by_device_with(&body, |step, device, new: NewKey| {
        flow::device::rotate(step, device, &new.public_key_jwk, &new.proof)
    })
}

/// `GET <RB>/push-mfa/device/activity`.
pub(crate) async fn activity(call: Call) -> Response {
    call.by_device(flow::activity::list)
}

/// `POST <RB>/push-mfa/device/activity/<cid>/revoke`.
pub(crate) async fn revoke(call: Call, cid: Result<Path<String>, PathRejection>) -> Response {
    // What is no text is nobody's id.
    let cid = cid.map_or_else(|_| String::new(), |Path(cid)| cid);
    call.by_device(|step, device| flow::activity::revoke(step, device, &cid))
}

/// `DELETE <RB>/push-mfa/device`.
pub(crate) async fn unlink(call: Call) -> Response {
    call.by_device(|step, device| flow::device::unlink(step, device).map(Ok))
}
