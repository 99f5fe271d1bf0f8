//! A phone about itself: push target, key, and goodbye.

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

/// `DELETE <RB>/push-mfa/device`.
pub(crate) async fn unlink(call: Call) -> Response {
    call.by_device(|step, device| flow::device::unlink(step, device).map(Ok))
}
