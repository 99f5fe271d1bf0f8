//! Requests: the list, the answer, the report.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;

use super::Body;
use super::call::Call;
use super::enroll::Signed;
use crate::flow::{self, Refusal};

/// Whose requests are asked for.
#[derive(Deserialize)]
pub(crate) struct Whose {
    #[serde(rename = "userId")]
    user_id: Option<String>,
}

/// `GET <RB>/push-mfa/login/pending?userId=<sub>`.
pub(crate) async fn pending(call: Call, whose: Result<Query<Whose>, QueryRejection>) -> Response {
    // Given twice it is refused like one that is missing.
    let user = whose.ok().and_then(|Query(whose)| whose.user_id);
    call.by_device(|step, device| match user.as_deref() {
        Some(user) => flow::device::pending(step, device, user).map(Ok),
        None => Ok(Err(Refusal::claim("userId"))),
    })
}

/// `POST <RB>/push-mfa/login/challenges/<cid>/respond`.
pub(crate) async fn respond(
    call: Call,
    cid: Result<Path<String>, PathRejection>,
    body: Body,
) -> Response {
    // What is no text is nobody's id.
    let cid = cid.map_or_else(|_| String::new(), |Path(cid)| cid);
    call.by_device_with(&body, |step, device, signed: Signed| {
        flow::answer::respond(step, device, &cid, &signed.token)
    })
}

/// `POST <RB>/push-mfa/login/lockout`.
pub(crate) async fn lockout(call: Call, body: Body) -> Response {
    call.by_device_with(&body, |step, device, signed: Signed| {
        flow::report::report(step, device, &signed.token)
    })
}
