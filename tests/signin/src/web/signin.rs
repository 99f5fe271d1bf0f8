//! From the password to "Stay signed in?".

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::{Form, extract::Query};
use serde::Deserialize;

use super::outcome::Outcome;
use super::view::{self, Hints};
use super::visitor::Visitor;
use super::{cookies, guard, password as passwords};
use crate::Fault;
use crate::crypto;
use crate::flow::browser::{self, Fresh};
use crate::flow::request::{self, MAIL};
use crate::flow::{Step, setup};
use crate::pages::error::ProblemKind;
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{self, Kind, Session};

/// The fields of all forms; which of them matter is the page's affair.
#[derive(Deserialize, Default)]
pub(crate) struct Fields {
    #[serde(default)]
    csrf: String,
    /// A user's name.
    #[serde(default)]
    pub(crate) user: String,
    /// A password.
    #[serde(default)]
    pub(crate) password: String,
    #[serde(default)]
    stay: String,
    /// On or off.
    #[serde(default)]
    pub(crate) mfa: String,
    /// Why an account is unblocked.
    #[serde(default)]
    pub(crate) reason: String,
}

/// A form as it may come.
pub(crate) type Posted = Result<Form<Fields>, FormRejection>;

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

/// The page about a form that is not ours, too old or not readable.
pub(crate) fn form_refused(inner: &Inner) -> Outcome {
    Outcome::other(view::problem(inner, StatusCode::FORBIDDEN, ProblemKind::FormExpired))
}

/// The session and fields of a form, if the form is ours: a session, its CSRF token, our origin.
pub(crate) fn checked(
    inner: &Inner,
    step: &Step<'_>,
    (kind, visitor, headers): (Kind, &Visitor, &HeaderMap),
    posted: Posted,
) -> Result<Option<(Session, Fields)>, Fault> {
    let Ok(Form(fields)) = posted else { return Ok(None) };
    let session = match visitor.cookie(kind) {
        Some(cookie) => browser::find(step, kind, cookie)?,
        None => None,
    };
    let ours = guard::from_our_pages(inner, headers);
    let session = session.filter(|session| ours && crypto::equal(&session.csrf, &fields.csrf));
    Ok(session.map(|session| (session, fields)))
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
    Ok((session, cookies::session(inner, Kind::Person, &cookie)))
}

/// `GET /signin`: the password page, or on to wherever this browser stands.
pub(crate) async fn stand(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    respond(&inner, |step| {
        let session = match visitor.session.as_deref() {
            Some(cookie) => browser::find(step, Kind::Person, cookie)?,
            None => None,
        };
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
    let session = match visitor.session.as_deref() {
        Some(cookie) => browser::find(step, Kind::Person, cookie)?,
        None => None,
    };
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
pub(crate) async fn password(
    State(inner): State<Arc<Inner>>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Outcome {
    let checked = inner.step(|step| {
        let known = match visitor.session.as_deref() {
            Some(cookie) => browser::find(step, Kind::Person, cookie)?.is_some(),
            None => false,
        };
        if known || posted.is_err() {
            let form = (Kind::Person, &visitor, &headers);
            return Ok(checked(&inner, step, form, posted)?.map(Ok));
        }
        // The session is over or was never there: nothing was checked, so nothing is done.
        begin(&inner, step).map(|fresh| Some(Err(fresh)))
    });
    let (session, fields) = match checked {
        Ok(Some(Ok(checked))) => checked,
        Ok(Some(Err((session, cookie)))) => {
            let again = view::sign_in_again(&inner.realm, &session, "", SignInError::TimedOut);
            return Outcome::page(StatusCode::FORBIDDEN, again.unwrap_or_default()).with(cookie);
        }
        Ok(None) => return form_refused(&inner),
        Err(fault) => return respond(&inner, |_| Err(fault)),
    };
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
        let cookie = cookies::session(&inner, Kind::Person, &fresh.cookie);
        Ok(go_on(&fresh.session).with(cookie))
    })
}

/// `POST /signin/restart`: this browser's sign-in begins anew.
pub(crate) async fn restart(
    State(inner): State<Arc<Inner>>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Outcome {
    respond(&inner, |step| {
        let form = (Kind::Person, &visitor, &headers);
        let Some((mut session, _)) = checked(&inner, step, form, posted)? else {
            return Ok(form_refused(&inner));
        };
        if session.stage == Stage::SignedIn {
            return Ok(go_on(&session));
        }
        let service = request::service(&session.service);
        browser::give_up(step, &mut session)?;
        sessions::end(step.db, &session.id)?;
        let fresh = browser::begin(step, Kind::Person, service)?;
        sessions::keep(step.db, &fresh.session, step.now)?;
        let cookie = cookies::session(&inner, Kind::Person, &fresh.cookie);
        Ok(Outcome::go(paths::SIGN_IN).with(cookie))
    })
}

/// `POST /signin/number/send-again`: a new request in place of the old one.
pub(crate) async fn send_again(
    State(inner): State<Arc<Inner>>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Outcome {
    change(&inner, &visitor, &headers, posted, |step, session| {
        browser::ask_again(step, session, &visitor.origin)
    })
}

/// `POST /signin/cancel`: gives the sign-in up.
pub(crate) async fn cancel(
    State(inner): State<Arc<Inner>>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Outcome {
    change(&inner, &visitor, &headers, posted, |step, session| {
        if session.stage == Stage::Number { browser::give_up(step, session) } else { Ok(()) }
    })
}

/// `POST /signin/stay`: "Stay signed in?" Yes or No.
pub(crate) async fn stay(
    State(inner): State<Arc<Inner>>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Outcome {
    respond(&inner, |step| {
        let form = (Kind::Person, &visitor, &headers);
        let Some((session, fields)) = checked(&inner, step, form, posted)? else {
            return Ok(form_refused(&inner));
        };
        let yes = fields.stay == paths::YES;
        if !yes && fields.stay != paths::NO {
            return Ok(go_on(&session));
        }
        let Some((fresh, kept)) = browser::stay(step, &session, yes, &visitor.origin)? else {
            return Ok(go_on(&session));
        };
        let user = fresh.session.user.clone().unwrap_or_default();
        let remembered = match kept {
            Some(cookie) => cookies::browser(&inner, &user, &cookie),
            None => cookies::removed(&inner, &cookies::browser_name(&inner, &user)),
        };
        Ok(go_on(&fresh.session)
            .with(cookies::session(&inner, Kind::Person, &fresh.cookie))
            .with(remembered))
    })
}

/// A form that changes where this browser stands.
pub(crate) fn change(
    inner: &Inner,
    visitor: &Visitor,
    headers: &HeaderMap,
    posted: Posted,
    change: impl FnOnce(&Step<'_>, &mut Session) -> Result<(), Fault>,
) -> Outcome {
    respond(inner, |step| match checked(inner, step, (Kind::Person, visitor, headers), posted)? {
        Some((mut session, _)) => {
            change(step, &mut session)?;
            Ok(go_on(&session))
        }
        None => Ok(form_refused(inner)),
    })
}

/// "Next" on a page before the code; which page it is says the address.
pub(crate) fn next(
    inner: &Inner,
    visitor: &Visitor,
    headers: &HeaderMap,
    posted: Posted,
    page: Stage,
) -> Outcome {
    change(inner, visitor, headers, posted, |step, session| {
        setup::next(step, session, page, &visitor.origin)
    })
}
