//! Setting up "a different authenticator app": its key as a picture and as text, and its first code.

use std::sync::Arc;

use axum::extract::State;
use data_encoding::BASE32_NOPAD;

use super::code::said;
use super::form::Submission;
use super::outcome::Outcome;
use super::png;
use super::setup::{percent, picture};
use super::signin::{change, go_on, respond};
use super::visitor::Visitor;
use crate::flow::app;
use crate::flow::session::user_of;
use crate::pages::paths;
use crate::rules::code::{DIGITS, PERIOD};
use crate::rules::stage::Stage;
use crate::service::{Inner, Realm};
use crate::store::sessions::{Session, SessionKind};
use crate::texts::Language;

/// `POST /signin/setup/app/other`.
pub(crate) async fn choose(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, app::choose)
}

/// `POST /signin/setup/other-app`.
pub(crate) async fn confirm(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let mut session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let typed = app::confirm(step, &mut session, &form.fields.code, &form.visitor.origin)?;
        Ok(said(typed, paths::OTHER_APP).unwrap_or_else(|| go_on(&session)))
    })
}

/// The picture of this session's key.
pub(crate) async fn qr(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    let found = inner.step(|step| {
        let session = visitor.find(step, SessionKind::Person)?;
        match session.filter(|session| session.stage == Stage::OtherApp) {
            Some(session) => {
                let user = user_of(step, &session)?;
                Ok(key(&session).map(|key| link(step.realm, &user.name, &key)))
            }
            None => Ok(None),
        }
    });
    let text = found.ok().flatten();
    picture(text.as_deref().and_then(png::qr))
}

/// The key of a session's app, in Base32 as apps take it.
pub(crate) fn key(session: &Session) -> Option<String> {
    session.app_seed.as_deref().map(|seed| BASE32_NOPAD.encode(seed))
}

/// The name of what confirmed a sign-in: an app that is not ours has none of its own.
pub(crate) fn name(language: Language, stored: String) -> String {
    if stored == app::NAME { language.text("admin.other_app").written() } else { stored }
}

/// The text of the picture, as every authenticator app reads it.
fn link(realm: &Realm, user: &str, key: &str) -> String {
    let (issuer, user) = (percent(&realm.organisation.name), percent(user));
    format!(
        "otpauth://totp/{issuer}:{user}?secret={key}&issuer={issuer}&algorithm=SHA1\
         &digits={DIGITS}&period={PERIOD}"
    )
}
