//! News for the waiting pages of a plain realm (PROTOCOL.md section 2.4, "Browsers only").

use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::response::Response;
use serde_json::{Value, json};

use super::Plain;
use super::call::PlainCall;
use super::state::Status;
use crate::api::events::{Next, Secret, StatusEvent, stream};
use crate::crypto;
use crate::flow::request::MAIL;
use crate::news::Topic;
use crate::times::rfc3339;

/// `GET <RB>/push-mfa/login/challenges/<cid>/events?secret=..`.
pub(crate) async fn request(
    call: PlainCall,
    Path(cid): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    let plain = Arc::clone(&call.plain);
    stream(call.inner, move |inner| {
        let state = plain.remembered(inner.now());
        Ok(match state.requests.get(&cid) {
            None => StatusEvent::end("NOT_FOUND"),
            Some(request) if !crypto::equal(secret.said(), &request.secret) => {
                StatusEvent::end("FORBIDDEN")
            }
            Some(request) => {
                let next = next(&plain, request.expires);
                news(request.status, &cid, next, "clientId", Some(MAIL.id))
            }
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
    stream(call.inner, move |inner| {
        let state = plain.remembered(inner.now());
        Ok(match state.set_ups.get(&id) {
            None => StatusEvent::end("NOT_FOUND"),
            Some(set_up) if !crypto::equal(secret.said(), &set_up.secret) => {
                StatusEvent::end("FORBIDDEN")
            }
            Some(set_up) => {
                let label = set_up.label.as_deref();
                news(set_up.status, &id, next(&plain, set_up.expires), "deviceLabel", label)
            }
        })
    })
}

fn next(plain: &Plain, at: i64) -> Next {
    Next { topic: Topic::Plain(plain.realm.name.clone()), at }
}

fn news(status: Status, id: &str, next: Next, name: &str, value: Option<&str>) -> StatusEvent {
    let mut data =
        json!({"status": status.word(), "challengeId": id, "expiresAt": rfc3339(next.at)});
    if let (Value::Object(data), Some(value)) = (&mut data, value) {
        data.insert(name.to_owned(), json!(value));
    }
    StatusEvent { data, next: (status == Status::Pending).then_some(next) }
}
