//! Requests: the list, the answer, the report.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;

use super::enroll::Signed;
use super::{Body, answer, dpop, read};
use crate::flow::{self, Refusal};
use crate::service::Inner;

/// Whose requests are asked for.
#[derive(Deserialize)]
pub(crate) struct Whose {
    #[serde(rename = "userId")]
    user_id: Option<String>,
}

/// `GET <RB>/push-mfa/login/pending?userId=<sub>`.
pub(crate) async fn pending(
    State(inner): State<Arc<Inner>>,
    OriginalUri(uri): OriginalUri,
    Query(whose): Query<Whose>,
    headers: HeaderMap,
) -> Response {
    let request = dpop::Request { method: &Method::GET, path: uri.path(), headers: &headers };
    let reply = inner.look(|step| {
        let device = match dpop::device(&inner, step, &request)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match whose.user_id.as_deref() {
            Some(user) => flow::device::pending(step, &device, user).map(Ok),
            None => Ok(Err(Refusal::claim("userId"))),
        }
    });
    answer(&inner, reply)
}

/// `POST <RB>/push-mfa/login/challenges/<cid>/respond`.
pub(crate) async fn respond(
    State(inner): State<Arc<Inner>>,
    OriginalUri(uri): OriginalUri,
    Path(cid): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request = dpop::Request { method: &Method::POST, path: uri.path(), headers: &headers };
    let reply = inner.step(|step| {
        let device = match dpop::device(&inner, step, &request)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match read::<Signed>(&body) {
            Ok(signed) => flow::answer::respond(step, &device, &cid, &signed.token),
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    answer(&inner, reply)
}

/// `POST <RB>/push-mfa/login/lockout`.
pub(crate) async fn lockout(
    State(inner): State<Arc<Inner>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request = dpop::Request { method: &Method::POST, path: uri.path(), headers: &headers };
    let reply = inner.step(|step| {
        let device = match dpop::device(&inner, step, &request)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match read::<Signed>(&body) {
            Ok(signed) => flow::report::report(step, &device, &signed.token),
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    answer(&inner, reply)
}
