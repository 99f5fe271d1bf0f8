//! The password page of people and of administrators. Nothing is kept for it: its token is bound to
//! a cookie, and what went wrong waits in another one for the page that says so.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::cookies::Cookie;
use super::form::{self, Submission};
use super::note::{self, Note, Said};
use super::outcome::Outcome;
use super::signin::{go_on, respond};
use super::view;
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::first_factor::FirstFactor;
use crate::flow::request::{self, Service};
use crate::flow::{Step, browser, session, slow};
use crate::outside::token;
use crate::pages::admin::AdminSignIn;
use crate::pages::paths;
use crate::pages::signin::{SignIn, SignInError, TooSoon};
use crate::passwords::{self, Checked};
use crate::service::Inner;
use crate::store::sessions::SessionKind;
use crate::store::users;

/// `GET /signin`: the password page, or on to wherever this browser stands.
pub(crate) async fn stand(
    State(inner): State<Arc<Inner>>,
    Query(who): Query<Who>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| match visitor.find(step, SessionKind::Person)? {
        Some(session) => Ok(go_on(&session)),
        None => draw(&inner, step, &visitor, &who, SessionKind::Person),
    })
}

/// Whose name stands on the page.
#[derive(Deserialize, Default)]
pub(crate) struct Who {
    /// "Use a different account": nobody's.
    #[serde(default)]
    other: Option<String>,
}

/// Draws the password page, with what is to be said once. While the next try must wait it is the
/// page that counts down, however often it is asked for.
pub(crate) fn draw(
    inner: &Inner,
    step: &Step<'_>,
    visitor: &Visitor,
    who: &Who,
    kind: SessionKind,
) -> Result<Outcome, Fault> {
    let note = visitor.note.as_deref().filter(|_| who.other.is_none()).and_then(note::read);
    let (error, user) = match note {
        Some(Note { said: Said::TooSoon, user }) => {
            let left = seconds_left(step, visitor, &user)?;
            if left > 0 {
                return too_soon(inner, visitor, kind, left);
            }
            (None, user)
        }
        Some(Note { said: Said::Wrong(error), user }) => (Some(error), user),
        None => (None, String::new()),
    };
    let (form, is_new) = match &visitor.form {
        Some(form) => (form.clone(), false),
        None => (token(inner.realm.random.as_ref())?, true),
    };
    let chrome = view::chrome(&inner.realm, visitor.language, &form::token(inner, kind, &form));
    let html = match kind {
        SessionKind::Person => {
            let service = Some(request::MAIL.name.to_owned());
            view::render(&SignIn { chrome, service, user, error })?
        }
        SessionKind::Admin => view::render(&AdminSignIn { chrome, user, error })?,
    };
    let mut page = Outcome::page(StatusCode::OK, html);
    if is_new {
        page = page.with(Cookie::Form.set(inner, &form));
    }
    if visitor.note.is_some() {
        page = page.with(Cookie::Note.removed(inner));
    }
    Ok(page)
}

fn seconds_left(step: &Step<'_>, visitor: &Visitor, name: &str) -> Result<i64, Fault> {
    let user = users::by_name(step.db, name.trim())?.map(|(user, _)| user);
    slow::left(step, &slow::counted(step, user.as_ref(), visitor.typist(name))?)
}

fn too_soon(
    inner: &Inner,
    visitor: &Visitor,
    kind: SessionKind,
    left: i64,
) -> Result<Outcome, Fault> {
    let page = match kind {
        SessionKind::Person => paths::SIGN_IN,
        SessionKind::Admin => paths::ADMIN_SIGN_IN,
    };
    let chrome = view::chrome(&inner.realm, visitor.language, "");
    let html = view::render(&TooSoon { chrome, page, seconds_left: view::seconds(left) })?;
    Ok(Outcome::page(StatusCode::TOO_MANY_REQUESTS, html).retry_after(left))
}

/// `POST /signin`: user and password.
pub(crate) async fn sign_in(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    let typed = match typed(&inner, &form, SessionKind::Person).await {
        Ok(typed) => typed,
        Err(outcome) => return outcome,
    };
    respond(&inner, |step| {
        Ok(match person(&inner, step, &typed, &form.visitor, request::MAIL)? {
            Some(signed_in) => signed_in,
            None => {
                let said = Said::Wrong(SignInError::NotRight);
                note::again(&inner, SessionKind::Person, said, &form.fields.user)
            }
        })
    })
}

/// What was typed, if it is a right password; else where the form leads.
pub(crate) async fn typed(
    inner: &Inner,
    form: &Submission,
    kind: SessionKind,
) -> Result<FirstFactor, Outcome> {
    let fault = |fault| respond(inner, |_| Err(fault));
    if !form.is_from_here() {
        return Err(form::refused());
    }
    // Whoever is on the way or signed in already is not asked, whichever page they pressed on.
    match inner.step(|step| form.visitor.find(step, kind)) {
        Ok(Some(session)) => return Err(go_on(&session)),
        Ok(None) => {}
        Err(error) => return Err(fault(error)),
    }
    let again = |said, user| Err(note::again(inner, kind, said, user));
    if !form.is_of_sign_in_page(inner, kind) {
        // The browser was closed since, or lost its cookies: nothing was checked.
        return again(Said::Wrong(SignInError::TimedOut), "");
    }
    let (user, password) = (&form.fields.user, &form.fields.password);
    if user.trim().is_empty() || password.is_empty() {
        return again(Said::Wrong(SignInError::Empty), user);
    }
    match passwords::check(inner, form.visitor.typist(user), password.clone()).await {
        Ok(Checked::Right(typed)) => Ok(typed),
        Ok(Checked::Wrong) => again(Said::Wrong(SignInError::NotRight), user),
        Ok(Checked::TooSoon(_)) => again(Said::TooSoon, user),
        Err(error) => Err(fault(error)),
    }
}

/// A person's session after the right password; `None` when the account is not as it was.
pub(crate) fn person(
    inner: &Inner,
    step: &Step<'_>,
    typed: &FirstFactor,
    visitor: &Visitor,
    service: Service,
) -> Result<Option<Outcome>, Fault> {
    let (remembered, origin) = (&visitor.remembered, &visitor.origin);
    if let Some(before) = visitor.find(step, SessionKind::Person)? {
        // The cookie that names it is about to name another one.
        session::end(step, &before)?;
    }
    let fresh = browser::after_right_password(step, typed, remembered, origin, service)?;
    Ok(fresh.map(|fresh| {
        go_on(&fresh.session)
            .with(Cookie::Session(SessionKind::Person).set(inner, &fresh.cookie))
            .with(Cookie::Form.removed(inner))
    }))
}
