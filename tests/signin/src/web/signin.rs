//! From the password to "Stay signed in?".

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::cookies::Cookie;
use super::form::Submission;
use super::outcome::Outcome;
use super::view::{self, Hints};
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::session::end;
use crate::flow::{Step, browser, request};
use crate::pages::code::CodeError;
use crate::pages::error::ProblemKind;
use crate::pages::paths;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};

/// Hints in the address of a page.
#[derive(Deserialize, Default)]
pub(crate) struct Hint {
    show: Option<String>,
    seen: Option<String>,
    pass: Option<String>,
    said: Option<String>,
}

/// Runs one step of a browser; a fault inside becomes a plain page.
pub(crate) fn respond(
    inner: &Inner,
    step: impl FnOnce(&Step<'_>) -> Result<Outcome, Fault>,
) -> Outcome {
    inner.step(step).unwrap_or_else(|_| our_fault())
}

/// The plain page of a fault inside.
pub(crate) fn our_fault() -> Outcome {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    Outcome::other(view::problem(status, ProblemKind::OurFault))
}

/// On to the page that a session stands on.
pub(crate) fn go_on(session: &Session) -> Outcome {
    Outcome::go(view::path(session.stage, &session.service))
}

/// `GET` of any page on the way: drawn if this browser stands there, else on to where it stands.
pub(crate) async fn page(
    State(inner): State<Arc<Inner>>,
    Query(hint): Query<Hint>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| draw_if_there(step, &visitor, &hint))
}

/// Draws the page asked for if this browser stands there, else leads to where it stands.
pub(crate) fn draw_if_there(
    step: &Step<'_>,
    visitor: &Visitor,
    hint: &Hint,
) -> Result<Outcome, Fault> {
    let session = visitor.find(step, SessionKind::Person)?;
    let Some(session) = session else { return Ok(Outcome::go(paths::SIGN_IN)) };
    if view::path(session.stage, &session.service) != visitor.path {
        return Ok(go_on(&session));
    }
    let hints = Hints {
        not_seen: hint.seen.as_deref() == Some("no"),
        show_qr: hint.show.as_deref() == Some("qr"),
        show_typed: hint.show.as_deref() == Some("typed"),
        wrong_pass: hint.pass.as_deref() == Some("wrong"),
        said: hint.said.as_deref().and_then(CodeError::from_word),
    };
    Ok(Outcome::page(StatusCode::OK, view::draw(step, &session, visitor.language, hints)?))
}

/// `POST /signin/restart`: this browser's sign-in begins anew.
pub(crate) async fn restart(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        if session.stage == Stage::SignedIn {
            return Ok(go_on(&session));
        }
        end(step, &session)?;
        let page = if session.service == request::ADMIN.id {
            paths::ADMIN_SIGN_IN
        } else {
            paths::SIGN_IN
        };
        Ok(Outcome::go(page).with(Cookie::Session(SessionKind::Person).removed(&inner)))
    })
}

/// `POST /signin/number/send-again`: a new request in place of the old one.
pub(crate) async fn send_again(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| browser::ask_again(step, session, &form.visitor.origin))
}

/// `POST /signin/cancel`: gives the sign-in up.
pub(crate) async fn cancel(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| {
        if matches!(session.stage, Stage::Number | Stage::Waiting | Stage::Paused | Stage::Code) {
            browser::give_up(step, session)
        } else {
            Ok(())
        }
    })
}

/// `POST /signin/stay`: "Stay signed in?" Yes or No.
pub(crate) async fn stay(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let yes = form.fields.stay == paths::YES;
        if !yes && form.fields.stay != paths::NO {
            return Ok(go_on(&session));
        }
        let Some((fresh, kept)) = browser::stay(step, &session, yes, &form.visitor.origin)? else {
            return Ok(go_on(&session));
        };
        let user = &fresh.session.user;
        let remembered = match kept {
            Some(cookie) => Cookie::Browser(user).set(&inner, &cookie),
            None => Cookie::Browser(user).removed(&inner),
        };
        Ok(go_on(&fresh.session)
            .with(Cookie::Session(SessionKind::Person).set(&inner, &fresh.cookie))
            .with(remembered))
    })
}

/// A form that changes where this browser stands.
pub(crate) fn change(
    inner: &Inner,
    form: &Submission,
    change: impl FnOnce(&Step<'_>, &mut Session) -> Result<(), Fault>,
) -> Outcome {
    respond(inner, |step| match form.session(inner, step, SessionKind::Person)? {
        Ok(mut session) => {
            change(step, &mut session)?;
            Ok(go_on(&session))
        }
        Err(refused) => Ok(refused),
    })
}
