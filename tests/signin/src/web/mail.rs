//! The cloud app: who is signed in, and sign-out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::cookies::Cookie;
use super::form::{self, Submission};
use super::outcome::Outcome;
use super::signin::{go_on, respond};
use super::view;
use super::visitor::Visitor;
use crate::flow::{browser, request};
use crate::pages::cloud::{Confirmed, Mail};
use crate::pages::paths;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{self, Kind};
use crate::times::date;

/// `GET /mail`.
pub(crate) async fn mail(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    respond(&inner, |step| {
        let session = visitor.find(step, Kind::Person)?;
        let Some(session) = session.filter(|session| session.stage == Stage::SignedIn) else {
            return Ok(Outcome::go(paths::SIGN_IN));
        };
        let Some(user) = browser::user_of(step, &session)? else {
            return Ok(Outcome::go(paths::SIGN_IN));
        };
        let confirmed = match (&session.phone, session.remembered_until) {
            (Some(phone), _) => Confirmed::Phone(phone.clone()),
            (None, Some(_)) => Confirmed::Remembered,
            (None, None) => Confirmed::PasswordOnly,
        };
        let html = view::render(&Mail {
            chrome: view::chrome(step.realm, &session.csrf),
            service: request::MAIL.name.to_owned(),
            user: user.name,
            confirmed,
            remembered_until: session.remembered_until.map(date),
        })?;
        Ok(Outcome::page(StatusCode::OK, html))
    })
}

/// `POST /signin/sign-out`: ends the session; a remembered browser stays remembered.
pub(crate) async fn sign_out(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let Some(session) = form.session(step, Kind::Person)? else {
            return Ok(form::refused(&inner));
        };
        if session.stage != Stage::SignedIn {
            return Ok(go_on(&session));
        }
        sessions::end(step.db, &session.id)?;
        let gone = Cookie::Session(Kind::Person).removed(&inner);
        Ok(Outcome::go(paths::SIGN_IN).with(gone))
    })
}
