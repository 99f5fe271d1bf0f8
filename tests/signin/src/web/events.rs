//! What a waiting page is told: the status of whatever its session waits for.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::visitor::Visitor;
use crate::Fault;
use crate::api::events::{Next, StatusEvent, stream_of_step};
use crate::flow::Step;
use crate::flow::browser::wait_left;
use crate::flow::session::{enrolment_of, request_of, user_of};
use crate::news::Topic;
use crate::rules::request::Status;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};

/// `GET /signin/events`.
pub(crate) async fn events(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Response {
    stream_of_step(inner, move |step| match visitor.find(step, SessionKind::Person)? {
        Some(session) => news(step, &session),
        None => Ok(StatusEvent::end("NOT_FOUND")),
    })
}

fn news(step: &Step<'_>, session: &Session) -> Result<StatusEvent, Fault> {
    let told = |data| Ok(StatusEvent { data, next: Some(next(step, session)?) });
    let plain = |status: &str| told(json!({ "status": status }));
    match session.stage {
        Stage::Number => plain("PENDING"),
        Stage::Waiting => {
            let left = wait_left(step, &user_of(step, session)?)?;
            plain(if left > 0 { "WAITING" } else { "READY" })
        }
        Stage::Code => plain("CODE"),
        Stage::TryOut => match request_of(step, session)? {
            Some(request) => plain(request.status.word()),
            None => Ok(StatusEvent::end("NOT_FOUND")),
        },
        Stage::Scan => match enrolment_of(step, session)? {
            Some(enrolment) => told(json!({
                "status": enrolment.state.event(), "deviceLabel": enrolment.label,
            })),
            None => Ok(StatusEvent::end("NOT_FOUND")),
        },
        // A report may follow, and IT may help: these pages look on.
        Stage::Denied => plain("DENIED"),
        Stage::Blocked => plain("USER_LOCKED_OUT"),
        Stage::Paused => plain("PAUSED"),
        Stage::Success | Stage::Stay | Stage::SignedIn => Ok(StatusEvent::end("APPROVED")),
        Stage::WrongNumber => Ok(StatusEvent::end("WRONG_NUMBER")),
        Stage::Expired | Stage::CodeLapsed | Stage::CodeUsed => Ok(StatusEvent::end("EXPIRED")),
        Stage::Superseded => Ok(StatusEvent::end("SUPERSEDED")),
        Stage::Cancelled => Ok(StatusEvent::end("CANCELLED")),
        Stage::SignIn
        | Stage::Pass
        | Stage::MoreInfo
        | Stage::GetApp
        | Stage::OtherApp
        | Stage::SetUp => Ok(StatusEvent::end("NOT_FOUND")),
    }
}

/// What may change what is told of a session: something that happens to its account, or the end of the
/// session, of what it waits for, or of its wait.
pub(super) fn next(step: &Step<'_>, session: &Session) -> Result<Next, Fault> {
    let mut at = session.expires;
    if let Some(request) = request_of(step, session)?
        && request.status == Status::Pending
    {
        at = at.min(request.expires);
    }
    if let Some(enrolment) = enrolment_of(step, session)?
        && enrolment.state.is_open()
    {
        at = at.min(enrolment.expires);
    }
    if session.stage == Stage::Waiting {
        let left = wait_left(step, &user_of(step, session)?)?;
        if left > 0 {
            at = at.min(step.now.saturating_add(left));
        }
    }
    Ok(Next { topic: Topic::Account(session.user.clone()), at })
}
