//! A phone about itself: push target, key, and goodbye.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::{Body, answer, dpop, read};
use crate::flow;
use crate::service::Inner;

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
pub(crate) async fn push_provider(
    State(inner): State<Arc<Inner>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request = dpop::Request { method: &Method::PUT, path: uri.path(), headers: &headers };
    let reply = inner.step(|step| {
        let device = match dpop::device(&inner, step, &request)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match read::<PushTarget>(&body) {
            Ok(PushTarget { push_provider_id, push_provider_type }) => {
                flow::device::set_push(step, &device, &push_provider_type, &push_provider_id)
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    answer(&inner, reply)
}

/// `PUT <RB>/push-mfa/device/rotate-key`.
pub(crate) async fn rotate_key(
    State(inner): State<Arc<Inner>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request = dpop::Request { method: &Method::PUT, path: uri.path(), headers: &headers };
    let reply = inner.step(|step| {
        let device = match dpop::device(&inner, step, &request)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match read::<NewKey>(&body) {
            Ok(new) => flow::device::rotate(step, &device, &new.public_key_jwk, &new.proof),
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    answer(&inner, reply)
}

/// `DELETE <RB>/push-mfa/device`.
pub(crate) async fn unlink(
    State(inner): State<Arc<Inner>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let request = dpop::Request { method: &Method::DELETE, path: uri.path(), headers: &headers };
    let reply = inner.step(|step| match dpop::device(&inner, step, &request)? {
        Ok(device) => flow::device::unlink(step, &device).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    });
    answer(&inner, reply)
}
