//! News for the waiting pages of a plain realm (PROTOCOL.md section 2.4, "Browsers only").

use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::response::Response;
use serde_json::{Value, json};

use super::call::PlainCall;
use super::state::Status;
use crate::api::events::{Secret, StatusEvent, stream};
use crate::crypto;
use crate::flow::request::MAIL;
use crate::times::rfc3339;

/// `GET <RB>/push-mfa/login/challenges/<cid>/events?secret=..`.
pub(crate) async fn request(
    call: PlainCall,
    Path(cid): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    let plain = Arc::clone(&call.plain);
    stream(call.inner, move |step| {
        let state = plain.state(step.now);
        Ok(match state.requests.get(&cid) {
            None => StatusEvent::end("NOT_FOUND"),
            Some(request) if !crypto::equal(secret.said(), &request.secret) => {
                StatusEvent::end("FORBIDDEN")
            }
            Some(request) => news(request.status, &cid, request.expires, "clientId", Some(MAIL.id)),
        })
    })
}

/// `GET <RB>/push-mfa/enroll/challenges/<id>/events?secret=..`.
pub(crate) async fn set_up(
    call: PlainCall,
    Path(id): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    let plain = Arc::clone(&call.plain);
    stream(call.inner, move |step| {
        let state = plain.state(step.now);
        Ok(match state.set_ups.get(&id) {
            None => StatusEvent::end("NOT_FOUND"),
            Some(set_up) if !crypto::equal(secret.said(), &set_up.secret) => {
                StatusEvent::end("FORBIDDEN")
            }
            Some(set_up) => {
                let label = set_up.label.as_deref();
                news(set_up.status, &id, set_up.expires, "deviceLabel", label)
            }
        })
    })
}

fn news(status: Status, id: &str, expires: i64, name: &str, value: Option<&str>) -> StatusEvent {
    let mut data =
        json!({"status": status.word(), "challengeId": id, "expiresAt": rfc3339(expires)});
    if let (Value::Object(data), Some(value)) = (&mut data, value) {
        data.insert(name.to_owned(), json!(value));
    }
    StatusEvent { data, last: status != Status::Pending }
}
