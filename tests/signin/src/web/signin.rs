//! From the password to "Stay signed in?".

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::cookies::Cookie;
use super::form::{self, Submission};
use super::outcome::Outcome;
use super::password as passwords;
use super::view::{self, Hints};
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::Step;
use crate::flow::browser::{self, Fresh};
use crate::flow::request::{self, MAIL};
use crate::pages::error::ProblemKind;
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{self, Kind, Session};

/// Hints in the address of a page.
#[derive(Deserialize, Default)]
pub(crate) struct Hint {
    show: Option<String>,
    seen: Option<String>,
}

/// Runs one step of a browser; a fault inside becomes a plain page.
pub(crate) fn respond(
    inner: &Inner,
    step: impl FnOnce(&Step<'_>) -> Result<Outcome, Fault>,
) -> Outcome {
    inner.step(step).unwrap_or_else(|_| {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Outcome::other(view::problem(inner, status, ProblemKind::OurFault))
    })
}

/// On to the page that a session stands on.
pub(crate) fn go_on(session: &Session) -> Outcome {
    Outcome::go(view::path(session.stage, &session.service))
}

/// A session that nobody had before, kept and named by a cookie.
fn begin(
    inner: &Inner,
    step: &Step<'_>,
) -> Result<(Session, Option<axum::http::HeaderValue>), Fault> {
    let Fresh { cookie, session } = browser::begin(step, Kind::Person, MAIL)?;
    sessions::keep(step.db, &session, step.now)?;
    Ok((session, Cookie::Session(Kind::Person).set(inner, &cookie)))
}

/// `GET /signin`: the password page, or on to wherever this browser stands.
pub(crate) async fn stand(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    respond(&inner, |step| {
        let session = visitor.find(step, Kind::Person)?;
        match session {
            Some(session) if session.stage != Stage::SignIn => Ok(go_on(&session)),
            Some(session) => {
                let html = view::draw(step, &session, Hints::default())?;
                Ok(Outcome::page(StatusCode::OK, html))
            }
            None => {
                let (session, cookie) = begin(&inner, step)?;
                let html = view::draw(step, &session, Hints::default())?;
                Ok(Outcome::page(StatusCode::OK, html).with(cookie))
            }
        }
    })
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
    let session = visitor.find(step, Kind::Person)?;
    let Some(session) = session else { return Ok(Outcome::go(paths::SIGN_IN)) };
    if view::path(session.stage, &session.service) != visitor.path {
        return Ok(go_on(&session));
    }
    let hints = Hints {
        not_seen: hint.seen.as_deref() == Some("no"),
        show_qr: hint.show.as_deref() == Some("qr"),
    };
    Ok(Outcome::page(StatusCode::OK, view::draw(step, &session, hints)?))
}

/// `POST /signin`: user and password.
pub(crate) async fn password(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    let checked = inner.step(|step| {
        if !form.is_from_here() || form.visitor.find(step, Kind::Person)?.is_some() {
            return Ok(form.session(step, Kind::Person)?.map(Ok));
        }
        // The session is over or was never there: nothing was checked, so nothing is done.
        begin(&inner, step).map(|fresh| Some(Err(fresh)))
    });
    let session = match checked {
        Ok(Some(Ok(session))) => session,
        Ok(Some(Err((session, cookie)))) => {
            let again = view::sign_in_again(&inner.realm, &session, "", SignInError::TimedOut);
            return Outcome::page(StatusCode::FORBIDDEN, again.unwrap_or_default()).with(cookie);
        }
        Ok(None) => return form::refused(&inner),
        Err(fault) => return respond(&inner, |_| Err(fault)),
    };
    let (visitor, fields) = (&form.visitor, &form.fields);
    if session.stage != Stage::SignIn {
        return go_on(&session);
    }
    let again = |error| {
        let html = view::sign_in_again(&inner.realm, &session, &fields.user, error);
        Outcome::page(StatusCode::OK, html.unwrap_or_default())
    };
    if fields.user.trim().is_empty() || fields.password.is_empty() {
        return again(SignInError::Empty);
    }
    let user = match passwords::check(&inner, &fields.user, fields.password.clone()).await {
        Ok(Some(user)) => user,
        Ok(None) => return again(SignInError::NotRight),
        Err(fault) => return respond(&inner, |_| Err(fault)),
    };
    respond(&inner, |step| {
        sessions::end(step.db, &session.id)?;
        let service = request::service(&session.service);
        let fresh = browser::after_right_password(
            step,
            &user,
            &visitor.remembered,
            &visitor.origin,
            service,
        )?;
        let cookie = Cookie::Session(Kind::Person).set(&inner, &fresh.cookie);
        Ok(go_on(&fresh.session).with(cookie))
    })
}

/// `POST /signin/restart`: this browser's sign-in begins anew.
pub(crate) async fn restart(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let Some(mut session) = form.session(step, Kind::Person)? else {
            return Ok(form::refused(&inner));
        };
        if session.stage == Stage::SignedIn {
            return Ok(go_on(&session));
        }
        let service = request::service(&session.service);
        browser::give_up(step, &mut session)?;
        sessions::end(step.db, &session.id)?;
        let fresh = browser::begin(step, Kind::Person, service)?;
        sessions::keep(step.db, &fresh.session, step.now)?;
        let cookie = Cookie::Session(Kind::Person).set(&inner, &fresh.cookie);
        Ok(Outcome::go(paths::SIGN_IN).with(cookie))
    })
}

/// `POST /signin/number/send-again`: a new request in place of the old one.
pub(crate) async fn send_again(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| browser::ask_again(step, session, &form.visitor.origin))
}

/// `POST /signin/cancel`: gives the sign-in up.
pub(crate) async fn cancel(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| {
        if session.stage == Stage::Number { browser::give_up(step, session) } else { Ok(()) }
    })
}

/// `POST /signin/stay`: "Stay signed in?" Yes or No.
pub(crate) async fn stay(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let Some(session) = form.session(step, Kind::Person)? else {
            return Ok(form::refused(&inner));
        };
        let yes = form.fields.stay == paths::YES;
        if !yes && form.fields.stay != paths::NO {
            return Ok(go_on(&session));
        }
        let Some((fresh, kept)) = browser::stay(step, &session, yes, &form.visitor.origin)? else {
            return Ok(go_on(&session));
        };
        let user = fresh.session.user.clone().unwrap_or_default();
        let remembered = match kept {
            Some(cookie) => Cookie::Browser(&user).set(&inner, &cookie),
            None => Cookie::Browser(&user).removed(&inner),
        };
        Ok(go_on(&fresh.session)
            .with(Cookie::Session(Kind::Person).set(&inner, &fresh.cookie))
            .with(remembered))
    })
}

/// A form that changes where this browser stands.
pub(crate) fn change(
    inner: &Inner,
    form: &Submission,
    change: impl FnOnce(&Step<'_>, &mut Session) -> Result<(), Fault>,
) -> Outcome {
    respond(inner, |step| match form.session(step, Kind::Person)? {
        Some(mut session) => {
            change(step, &mut session)?;
            Ok(go_on(&session))
        }
        None => Ok(form::refused(inner)),
    })
}
