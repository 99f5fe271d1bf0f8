//! What a waiting page is told: the status of whatever its session waits for.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::visitor::Visitor;
use crate::Fault;
use crate::api::events::{StatusEvent, stream};
use crate::flow::Step;
use crate::flow::session::{enrolment_of, request_of};
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};

/// `GET /signin/events`.
pub(crate) async fn events(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Response {
    stream(inner, move |step| {
        let session = visitor.find(step, SessionKind::Person)?;
        match session {
            Some(session) => news(step, &session),
            None => Ok(StatusEvent { data: json!({"status": "NOT_FOUND"}), last: true }),
        }
    })
}

fn news(step: &Step<'_>, session: &Session) -> Result<StatusEvent, Fault> {
    let plain = |status: &str, last| StatusEvent { data: json!({ "status": status }), last };
    Ok(match session.stage {
        Stage::Number => plain("PENDING", false),
        Stage::TryOut => match request_of(step, session)? {
            Some(request) => plain(request.status.word(), false),
            None => plain("NOT_FOUND", true),
        },
        Stage::Scan => match enrolment_of(step, session)? {
            Some(enrolment) => StatusEvent {
                data: json!({
                    "status": enrolment.state.event(), "deviceLabel": enrolment.label,
                }),
                last: false,
            },
            None => plain("NOT_FOUND", true),
        },
        Stage::Success | Stage::Stay | Stage::SignedIn => plain("APPROVED", true),
        // A report may follow, and IT may help: these pages look on.
        Stage::Denied => plain("DENIED", false),
        Stage::WrongNumber => plain("WRONG_NUMBER", true),
        Stage::Expired | Stage::CodeLapsed | Stage::CodeUsed => plain("EXPIRED", true),
        Stage::Superseded => plain("SUPERSEDED", true),
        Stage::Blocked => plain("USER_LOCKED_OUT", false),
        Stage::Cancelled => plain("CANCELLED", true),
        Stage::SignIn | Stage::MoreInfo | Stage::GetApp | Stage::SetUp => plain("NOT_FOUND", true),
    })
}
