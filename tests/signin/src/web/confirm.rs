//! "Confirm that it is you": a fresh approval of somebody who is signed in, on the pages of their own
//! phones and on the admin page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::events::next;
use super::form::Submission;
use super::outcome::Outcome;
use super::signin::respond;
use super::visitor::Visitor;
use super::{match_code, phones, view};
use crate::Fault;
use crate::api::events::{StatusEvent, stream_of_step};
use crate::flow::Step;
use crate::flow::browser::wait_left;
use crate::flow::confirm::{self, Asking};
use crate::flow::session::{request_of, user_of};
use crate::pages::number::Ending;
use crate::pages::paths;
use crate::pages::phones::{Confirm, ConfirmPurpose, ConfirmState};
use crate::rules::request::Status;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};
use crate::texts::Language;

/// The addresses of the pages of one kind of session.
struct Places {
    page: &'static str,
    back: &'static str,
    events: &'static str,
    home: &'static str,
}

const PERSON: Places = Places {
    page: paths::CONFIRM,
    back: paths::CONFIRM_BACK,
    events: paths::CONFIRM_EVENTS,
    home: paths::PHONES,
};

const ADMIN: Places = Places {
    page: paths::ADMIN_CONFIRM,
    back: paths::ADMIN_CONFIRM_BACK,
    events: paths::ADMIN_CONFIRM_EVENTS,
    home: paths::ADMIN,
};

fn places(kind: SessionKind) -> &'static Places {
    match kind {
        SessionKind::Person => &PERSON,
        SessionKind::Admin => &ADMIN,
    }
}

/// The kind of session that a page belongs to.
fn kind_of(visitor: &Visitor) -> SessionKind {
    let person = [paths::CONFIRM, paths::CONFIRM_BACK, paths::CONFIRM_EVENTS];
    if person.contains(&visitor.path.as_str()) { SessionKind::Person } else { SessionKind::Admin }
}

/// `GET`: the number, or how the request ended; back where there is nothing to confirm (any more).
pub(crate) async fn page(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    let kind = kind_of(&visitor);
    let home = places(kind).home;
    respond(&inner, |step| {
        let session = visitor.find(step, kind)?;
        let Some(session) = session.filter(|session| session.stage == Stage::SignedIn) else {
            return Ok(Outcome::go(home));
        };
        match draw(step, &session, visitor.language)? {
            Some(html) => Ok(Outcome::page(StatusCode::OK, html)),
            None if confirm::is_needed(step, &session, &user_of(step, &session)?) => {
                Ok(Outcome::go(home))
            }
            None => Ok(Outcome::go(&format!("{home}?done=confirmed"))),
        }
    })
}

fn draw(step: &Step<'_>, session: &Session, language: Language) -> Result<Option<String>, Fault> {
    let Some(request) = request_of(step, session)? else { return Ok(None) };
    let Places { page, back, events, .. } = *places(session.kind);
    let purpose = match session.kind {
        SessionKind::Person => ConfirmPurpose::Phones,
        SessionKind::Admin => ConfirmPurpose::Administration,
    };
    let user = user_of(step, session)?;
    let state = match request.status {
        Status::WrongNumber | Status::Expired | Status::Cancelled | Status::Superseded
            if user.is_paused() =>
        {
            ConfirmState::Ended(Ending::Paused)
        }
        Status::Pending => ConfirmState::Waiting {
            number: request.number.clone().ok_or(Fault::Store)?,
            seconds_left: view::seconds(request.expires - step.now),
            phones: phones::others(step, &request, page)?,
            match_qr: match_code::address(session.kind, &request),
        },
        Status::WrongNumber => ConfirmState::Ended(Ending::WrongNumber),
        Status::Superseded => ConfirmState::Ended(Ending::Superseded),
        Status::Cancelled => ConfirmState::Ended(Ending::Cancelled),
        Status::Expired | Status::Approved | Status::Denied | Status::LockedOut => {
            ConfirmState::Ended(Ending::Expired)
        }
    };
    let chrome = view::chrome(step.realm, language, &session.csrf);
    let again_in = view::seconds(wait_left(step, &user)?);
    let user = user.name;
    view::render(&Confirm { chrome, user, purpose, page, back, events, again_in, state }).map(Some)
}

/// `POST`: another request, to the phone that is named if one is.
pub(crate) async fn ask(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    let named = Some(form.fields.phone.as_str()).filter(|named| !named.is_empty());
    change(&inner, &form, |step, session, places| {
        let asked = confirm::ask(step, session, named, &form.visitor.origin)?;
        // While the next one must wait, the page says for how long.
        Ok(if asked == Asking::NoPhone { places.home } else { places.page })
    })
}

/// `POST`: nothing is confirmed.
pub(crate) async fn back(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session, places| {
        confirm::give_up(step, session)?;
        Ok(places.home)
    })
}

fn change(
    inner: &Inner,
    form: &Submission,
    change: impl FnOnce(&Step<'_>, &mut Session, &Places) -> Result<&'static str, Fault>,
) -> Outcome {
    let kind = kind_of(&form.visitor);
    respond(inner, |step| {
        let mut session = match form.session(inner, step, kind)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let waits = session.stage == Stage::SignedIn && session.request.is_some();
        let places = places(kind);
        Ok(Outcome::go(if waits { change(step, &mut session, places)? } else { places.home }))
    })
}

/// `GET`: what the waiting page is told.
pub(crate) async fn events(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Response {
    let kind = kind_of(&visitor);
    stream_of_step(inner, move |step| {
        let Some(session) = visitor.find(step, kind)? else {
            return Ok(StatusEvent::end("DENIED"));
        };
        let Some(request) = request_of(step, &session)? else {
            return Ok(StatusEvent::end("APPROVED"));
        };
        let mut told = StatusEvent::end(request.status.word());
        if request.status == Status::Pending {
            told.next = Some(next(step, &session)?);
        }
        Ok(told)
    })
}
