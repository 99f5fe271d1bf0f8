//! The phones of whoever is signed in: the list, one more, one less.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::form::Submission;
use super::outcome::Outcome;
use super::signin::{change, go_on, respond};
use super::view;
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::Step;
use crate::flow::browser::wait_left;
use crate::flow::confirm::{self, Asking};
use crate::flow::phones::{self, Change};
use crate::flow::session::user_of;
use crate::pages::number::OtherPhone;
use crate::pages::phones::{PhoneRow, PhonesNotice, YourPhones};
use crate::pages::{number, paths};
use crate::rules::grant::MOST_PHONES;
use crate::rules::stage::Stage;
use crate::rules::user::Mfa;
use crate::service::Inner;
use crate::store::devices::{self, Device};
use crate::store::requests::Request;
use crate::store::sessions::{Session, SessionKind};
use crate::texts::Language;
use crate::times::date;

/// What was just done, in the page's address.
#[derive(Deserialize, Default)]
pub(crate) struct Done {
    done: Option<String>,
}

/// `GET /phones`.
pub(crate) async fn page(
    State(inner): State<Arc<Inner>>,
    Query(done): Query<Done>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| {
        let session = visitor.find(step, SessionKind::Person)?;
        let Some(session) = session else { return Ok(Outcome::go(paths::SIGN_IN)) };
        if session.stage != Stage::SignedIn || user_of(step, &session)?.mfa == Mfa::Off {
            return Ok(go_on(&session));
        }
        Ok(Outcome::page(StatusCode::OK, draw(step, &session, visitor.language, &done)?))
    })
}

fn draw(
    step: &Step<'_>,
    session: &Session,
    language: Language,
    done: &Done,
) -> Result<String, Fault> {
    let user = user_of(step, session)?;
    let all = devices::active(step.db, &user.id)?;
    let notice = match done.done.as_deref() {
        Some("confirmed") => Some(PhonesNotice::Confirmed),
        Some("full") if all.len() >= MOST_PHONES => Some(PhonesNotice::Full),
        Some("added") => Some(PhonesNotice::Added),
        Some("removed") => Some(PhonesNotice::Removed),
        Some("paused") if user.is_paused() => Some(PhonesNotice::Paused),
        Some("wait") => Some(PhonesNotice::Wait(view::seconds(wait_left(step, &user)?))),
        Some("unchanged") => Some(PhonesNotice::Unchanged),
        _ => None,
    };
    let last = all.len().saturating_sub(1);
    let row = |(at, phone): (usize, &Device)| PhoneRow {
        name: phone.label.clone(),
        since: date(language, phone.created),
        reference: phones::reference(phone),
        asked_first: at == 0 && last > 0,
        least_used: at == last && notice == Some(PhonesNotice::Full),
    };
    view::render(&YourPhones {
        chrome: view::chrome(step.realm, language, &session.csrf),
        user: user.name,
        notice,
        phones: all.iter().enumerate().map(row).collect(),
        most: MOST_PHONES,
    })
}

/// `POST /phones/add`.
pub(crate) async fn add(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, session| {
        let change = phones::add(step, session)?;
        Ok((change, view::path(session.stage, &session.service).to_owned()))
    })
}

/// `POST /phones/remove`.
pub(crate) async fn remove(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, session| {
        let change = phones::remove(step, session, &form.fields.phone)?;
        Ok((change, format!("{}?done=removed", paths::PHONES)))
    })
}

/// `POST /phones/leave`.
pub(crate) async fn leave(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| match form.session(&inner, step, SessionKind::Person)? {
        Ok(mut session) => {
            phones::leave(step, &mut session)?;
            let signed_in = session.stage == Stage::SignedIn;
            Ok(if signed_in { Outcome::go(paths::PHONES) } else { go_on(&session) })
        }
        Err(refused) => Ok(refused),
    })
}

/// `POST /signin/number/send-to`.
pub(crate) async fn send_to(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| {
        phones::ask_another(step, session, &form.fields.phone, &form.visitor.origin)
    })
}

/// A wish about phones; where it leads when it was done comes with it.
fn act(
    inner: &Inner,
    form: &Submission,
    act: impl FnOnce(&Step<'_>, &mut Session) -> Result<(Change, String), Fault>,
) -> Outcome {
    respond(inner, |step| {
        let mut session = match form.session(inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let (change, done) = act(step, &mut session)?;
        let back = |done: &str| Outcome::go(&format!("{}?done={done}", paths::PHONES));
        Ok(match change {
            Change::Done => Outcome::go(&done),
            Change::Confirm => match confirm::start(step, &mut session, &form.visitor.origin)? {
                Asking::Asked => Outcome::go(paths::CONFIRM),
                Asking::NoPhone => back("unchanged"),
                Asking::Paused => back("paused"),
                Asking::Wait => back("wait"),
            },
            Change::Full => back("full"),
            Change::No => back("unchanged"),
        })
    })
}

/// The phone that a request went to, and the others.
pub(crate) fn others(
    step: &Step<'_>,
    request: &Request,
    path: &'static str,
) -> Result<number::Phones, Fault> {
    let all = devices::active(step.db, &request.user)?;
    Ok(choice(&all, &request.credential, true, path))
}

/// The phone that is asked next, and the others.
pub(crate) fn next(
    step: &Step<'_>,
    session: &Session,
    path: &'static str,
) -> Result<number::Phones, Fault> {
    let all = devices::active(step.db, &session.user)?;
    let asked = phones::to_ask(step, session, &all)?;
    let asked = asked.map(|phone| phone.credential.clone()).unwrap_or_default();
    Ok(choice(&all, &asked, false, path))
}

fn choice(all: &[Device], credential: &str, sent: bool, path: &'static str) -> number::Phones {
    let (asked, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|phone| phone.credential == credential);
    let other = |phone: &Device| OtherPhone {
        name: phone.label.clone(),
        reference: phones::reference(phone),
    };
    number::Phones {
        asked: asked.first().map(|phone| phone.label.clone()).unwrap_or_default(),
        sent,
        others: others.into_iter().map(other).collect(),
        path,
    }
}
