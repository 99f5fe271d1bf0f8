//! The cloud app: who is signed in, and sign-out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::cookies::Cookie;
use super::form::Submission;
use super::outcome::Outcome;
use super::signin::{go_on, respond};
use super::view;
use super::visitor::Visitor;
use crate::flow::browser::{factors, remembered_until};
use crate::flow::session::{end, user_of};
use crate::flow::{app, request};
use crate::pages::cloud::{AsksAgain, Confirmed, Mail};
use crate::pages::paths;
use crate::rules::stage::Stage;
use crate::rules::user::Mfa;
use crate::service::Inner;
use crate::store::sessions::SessionKind;
use crate::times::date;

/// `GET /mail`.
pub(crate) async fn mail(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    respond(&inner, |step| {
        let session = visitor.find(step, SessionKind::Person)?;
        let Some(session) = session.filter(|session| session.stage == Stage::SignedIn) else {
            return Ok(Outcome::go(paths::SIGN_IN));
        };
        let user = user_of(step, &session)?;
        // Looked up each time: what was promised at the sign-in may have been taken back.
        let until = remembered_until(step, &user, &visitor.remembered)?;
        let confirmed = match (&session.phone, session.remembered_until) {
            (Some(phone), _) if phone == app::NAME => Confirmed::OtherApp,
            (Some(phone), _) => Confirmed::Phone(phone.clone()),
            (None, Some(_)) => Confirmed::Remembered { still: until.is_some() },
            (None, None) => Confirmed::PasswordOnly,
        };
        let asks_again = match (user.mfa, until) {
            (Mfa::Off, _) => None,
            (Mfa::On | Mfa::Enforced, Some(until)) => {
                Some(AsksAgain::On(date(visitor.language, until)))
            }
            (Mfa::On | Mfa::Enforced, None) => Some(AsksAgain::NextTime),
        };
        let has_phones = user.mfa != Mfa::Off && factors(step, &user)?.phone;
        let html = view::render(&Mail {
            chrome: view::chrome(step.realm, visitor.language, &session.csrf),
            service: request::MAIL.name.to_owned(),
            user: user.name,
            confirmed,
            asks_again,
            has_phones,
        })?;
        Ok(Outcome::page(StatusCode::OK, html))
    })
}

/// `POST /signin/sign-out`: ends the session; a remembered browser stays remembered.
pub(crate) async fn sign_out(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        if session.stage != Stage::SignedIn {
            return Ok(go_on(&session));
        }
        end(step, &session)?;
        let gone = Cookie::Session(SessionKind::Person).removed(&inner);
        Ok(Outcome::go(paths::SIGN_IN).with(gone))
    })
}
