//! The way to the admin page: its sign-in and its session.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;

use super::admin_page::{self, Done};
use super::cookies::Cookie;
use super::form::Submission;
use super::note::{self, Said};
use super::outcome::Outcome;
use super::password_page::{self, Who};
use super::signin::respond;
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::session::user_of;
use crate::flow::{Event, Step, browser, request, session};
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::rules::stage::Stage;
use crate::rules::user::{Mfa, Role};
use crate::service::Inner;
use crate::store::audit::Line;
use crate::store::came_of::{self, Thing};
use crate::store::sessions::{self, Session, SessionKind};
use crate::store::users::User;

/// The session of an administrator who is signed in, and who it is.
pub(super) fn administrator(
    step: &Step<'_>,
    visitor: &Visitor,
) -> Result<Option<(Session, User)>, Fault> {
    match visitor.find(step, SessionKind::Admin)? {
        Some(session) => user_of(step, &session).map(|user| Some((session, user))),
        None => Ok(None),
    }
}

/// `GET /admin`. Someone who came through the confirmed sign-in for this page gets its session here.
pub(crate) async fn overview(
    State(inner): State<Arc<Inner>>,
    Query(done): Query<Done>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| {
        if let Some((session, user)) = administrator(step, &visitor)? {
            let html = admin_page::draw(step, &session, &user, visitor.language, &done)?;
            return Ok(Outcome::page(StatusCode::OK, html));
        }
        let person = visitor.find(step, SessionKind::Person)?;
        let Some(person) = person.filter(|session| {
            session.stage == Stage::SignedIn && session.service == request::ADMIN.id
        }) else {
            return Ok(Outcome::go(paths::ADMIN_SIGN_IN));
        };
        let gone = Cookie::Session(SessionKind::Person).removed(&inner);
        let user = user_of(step, &person)?;
        if user.role == Role::Admin {
            let entered = enter(&inner, step, &user, Some(&person))?;
            sessions::end(step.db, &person.id)?;
            Ok(entered.with(gone))
        } else {
            sessions::end(step.db, &person.id)?;
            Ok(Outcome::go(paths::ADMIN_SIGN_IN).with(gone))
        }
    })
}

/// Opens the admin page's own session, under a new id. What the confirmed sign-in was confirmed by
/// goes along.
fn enter(
    inner: &Inner,
    step: &Step<'_>,
    user: &User,
    person: Option<&Session>,
) -> Result<Outcome, Fault> {
    let mut fresh = session::begin(step, SessionKind::Admin, request::ADMIN, user)?;
    session::sign_in(step, &mut fresh.session);
    if let Some(person) = person {
        fresh.session.approved = person.approved;
        fresh.session.phone.clone_from(&person.phone);
        fresh.session.remembered_until = person.remembered_until;
    }
    sessions::keep(step.db, &fresh.session, step.now)?;
    if let Some(person) = person {
        let because_of = came_of::approvals(step.db, &Thing::Session(person.id.clone()))?;
        came_of::add(step.db, &because_of, &Thing::Session(fresh.session.id.clone()))?;
    }
    Ok(Outcome::go(paths::ADMIN)
        .with(Cookie::Session(SessionKind::Admin).set(inner, &fresh.cookie)))
}

/// `GET /admin/signin`.
pub(crate) async fn sign_in_page(
    State(inner): State<Arc<Inner>>,
    Query(who): Query<Who>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| {
        if administrator(step, &visitor)?.is_some() {
            return Ok(Outcome::go(paths::ADMIN));
        }
        password_page::draw(&inner, step, &visitor, &who, SessionKind::Admin)
    })
}

/// `POST /admin/signin`. An administrator whose sign-ins are confirmed with a phone goes that way.
pub(crate) async fn sign_in(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    let typed = match password_page::typed(&inner, &form, SessionKind::Admin).await {
        Ok(typed) => typed,
        Err(outcome) => return outcome,
    };
    respond(&inner, |step| {
        let not_right = || {
            note::again(
                &inner,
                SessionKind::Admin,
                Said::Wrong(SignInError::NotRight),
                &form.fields.user,
            )
        };
        let Some(user) = typed.user(step)?.filter(|user| user.role == Role::Admin) else {
            return Ok(not_right());
        };
        if user.mfa == Mfa::Off && user.blocked_at.is_none() {
            step.log(
                &user.name,
                Event::PasswordOnly,
                Line {
                    browser: browser::of_origin(&form.visitor.origin),
                    reason: Some("admin page".into()),
                    ..Line::default()
                },
            )?;
            return Ok(enter(&inner, step, &user, None)?.with(Cookie::Form.removed(&inner)));
        }
        let person = password_page::person(&inner, step, &typed, &form.visitor, request::ADMIN)?;
        Ok(person.unwrap_or_else(not_right))
    })
}

/// `POST /admin/sign-out`.
pub(crate) async fn sign_out(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let session = match form.session(&inner, step, SessionKind::Admin)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        session::end(step, &session)?;
        let gone = Cookie::Session(SessionKind::Admin).removed(&inner);
        Ok(Outcome::go(paths::ADMIN_SIGN_IN).with(gone))
    })
}
