//! Server-sent events for waiting pages (PROTOCOL.md sections 2.4, 4.5, 4.6).

mod waiting;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::crypto;
use crate::news::Topic;
use crate::rules::request::Status;
use crate::service::Inner;
use crate::store::{enrolments, requests};
use crate::times::rfc3339;

pub(crate) use waiting::{stream, stream_of_step};

/// The page's proof that it may listen.
#[derive(Deserialize)]
pub(crate) struct Secret {
    secret: Option<String>,
}

impl Secret {
    /// What the page said.
    pub(crate) fn said(&self) -> &str {
        self.secret.as_deref().unwrap_or_default()
    }
}

/// What a listener is told.
pub(crate) struct StatusEvent {
    /// The data of the event.
    pub(crate) data: Value,
    /// What may be followed by other news, and when; `None` where nothing can follow.
    pub(crate) next: Option<Next>,
}

/// What may change what a listener was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Next {
    /// News of this.
    pub(crate) topic: Topic,
    /// Time alone, at this moment.
    pub(crate) at: i64,
}

impl StatusEvent {
    /// The last one, which says no more than this.
    pub(crate) fn end(status: &str) -> Self {
        Self { data: json!({ "status": status }), next: None }
    }
}

/// `GET <RB>/push-mfa/login/challenges/<cid>/events?secret=..`.
pub(crate) async fn login(
    State(inner): State<Arc<Inner>>,
    Path(cid): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    stream_of_step(inner, move |step| {
        let Some(request) = requests::by_id(step.db, &cid)? else {
            return Ok(StatusEvent::end("NOT_FOUND"));
        };
        if !crypto::equal(secret.said(), &request.secret) {
            return Ok(StatusEvent::end("FORBIDDEN"));
        }
        let next = Next { topic: Topic::Account(request.user), at: request.expires };
        Ok(StatusEvent {
            data: json!({
                "status": request.status.word(), "challengeId": request.cid,
                "expiresAt": rfc3339(request.expires), "clientId": request.client_id,
            }),
            next: (request.status == Status::Pending).then_some(next),
        })
    })
}

/// `GET <RB>/push-mfa/enroll/challenges/<id>/events?secret=..`.
pub(crate) async fn enrolment(
    State(inner): State<Arc<Inner>>,
    Path(id): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    stream_of_step(inner, move |step| {
        let Some(enrolment) = enrolments::by_id(step.db, &id)? else {
            return Ok(StatusEvent::end("NOT_FOUND"));
        };
        if !crypto::equal(secret.said(), &enrolment.secret) {
            return Ok(StatusEvent::end("FORBIDDEN"));
        }
        let mut data = json!({
            "status": enrolment.state.event(), "challengeId": enrolment.id,
            "expiresAt": rfc3339(enrolment.expires),
        });
        if let (Some(label), Some(data)) = (&enrolment.label, data.as_object_mut()) {
            data.insert("deviceLabel".into(), json!(label));
        }
        let next = Next { topic: Topic::Account(enrolment.user), at: enrolment.expires };
        Ok(StatusEvent { data, next: enrolment.state.is_open().then_some(next) })
    })
}
