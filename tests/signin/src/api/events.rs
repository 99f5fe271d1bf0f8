//! Server-sent events for waiting pages (PROTOCOL.md sections 2.4, 4.5, 4.6).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::flow::Step;
use crate::rules::request::Status;
use crate::service::Inner;
use crate::store::{enrolments, requests};
use crate::times::rfc3339;
use crate::{Fault, crypto};

/// How long a stream stays open.
const LIFE: Duration = Duration::from_secs(55);

/// A sign of life that often.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Time passes without anybody doing anything, so a stream also looks by itself.
const LOOK: Duration = Duration::from_millis(500);

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
    /// Whether nothing can follow.
    pub(crate) last: bool,
}

impl StatusEvent {
    /// The last one, which says no more than this.
    pub(crate) fn end(status: &str) -> Self {
        Self { data: json!({ "status": status }), last: true }
    }
}

/// `GET <RB>/push-mfa/login/challenges/<cid>/events?secret=..`.
pub(crate) async fn login(
    State(inner): State<Arc<Inner>>,
    Path(cid): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    stream(inner, move |step| {
        let Some(request) = requests::by_id(step.db, &cid)? else {
            return Ok(StatusEvent::end("NOT_FOUND"));
        };
        if !crypto::equal(secret.said(), &request.secret) {
            return Ok(StatusEvent::end("FORBIDDEN"));
        }
        Ok(StatusEvent {
            data: json!({
                "status": request.status.word(), "challengeId": request.cid,
                "expiresAt": rfc3339(request.expires), "clientId": request.client_id,
            }),
            last: request.status != Status::Pending,
        })
    })
}

/// `GET <RB>/push-mfa/enroll/challenges/<id>/events?secret=..`.
pub(crate) async fn enrolment(
    State(inner): State<Arc<Inner>>,
    Path(id): Path<String>,
    Query(secret): Query<Secret>,
) -> Response {
    stream(inner, move |step| {
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
        Ok(StatusEvent { data, last: !enrolment.state.is_open() })
    })
}

/// Tells a listener what is, and each time it changes, until the last news or the stream's end.
pub(crate) fn stream(
    inner: Arc<Inner>,
    look: impl Fn(&Step<'_>) -> Result<StatusEvent, Fault> + Send + Sync + 'static,
) -> Response {
    let changed = inner.changed.subscribe();
    let stopped = inner.stopped.subscribe();
    let end = Box::pin(tokio::time::sleep(LIFE));
    let start = (inner, look, changed, stopped, end, None::<String>, false);
    let events = stream::unfold(start, |state| async move {
        let (inner, look, mut changed, mut stopped, mut end, mut told, over) = state;
        if over {
            return None;
        }
        loop {
            changed.mark_unchanged();
            let news = inner.look(&look).unwrap_or_else(|_| StatusEvent::end("NOT_FOUND"));
            let data = news.data.to_string();
            if told.as_ref() != Some(&data) {
                told = Some(data.clone());
                let event = Event::default().event("status").data(data);
                let next = (inner, look, changed, stopped, end, told, news.last);
                return Some((Ok::<_, Infallible>(event), next));
            }
            tokio::select! {
                () = &mut end => return None,
                _ = stopped.wait_for(|stopped| *stopped) => return None,
                _ = changed.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("keepalive");
    Sse::new(events).keep_alive(keep_alive).into_response()
}
