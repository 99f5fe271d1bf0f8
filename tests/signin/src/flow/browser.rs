//! A browser on its way from the password to being signed in.

use super::first_factor::FirstFactor;
use super::request::{Asked, Origin, Service, create, service};
use super::session::{Fresh, begin, enrolment_of, request_of, sign_in, user_of};
use super::{Event, Step, describe};
use crate::outside::token;
use crate::rules::enrolment::State;
use crate::rules::request::Status;
use crate::rules::stage::Stage;
use crate::rules::user::{AfterPassword, Mfa, REMEMBERED, after_password};
use crate::store::audit::Line;
use crate::store::sessions::{self, Session, SessionKind};
use crate::store::users::User;
use crate::store::{devices, remembered};
use crate::{Fault, crypto};

/// The right password was typed: a new session that stands where the account's state leads, as it is
/// in this step. `remembered` are the tokens that the browser keeps. `None` when the account is gone
/// or has another password by now.
pub(crate) fn after_right_password(
    step: &Step<'_>,
    typed: &FirstFactor,
    remembered: &[String],
    origin: &Origin,
    service: Service,
) -> Result<Option<Fresh>, Fault> {
    let Some(user) = typed.user(step)? else { return Ok(None) };
    let mut fresh = begin(step, SessionKind::Person, service, &user)?;
    let session = &mut fresh.session;
    let until = remembered_until(step, &user, remembered)?;
    let has_phone = !devices::active(step.db, &user.id)?.is_empty();
    let line = Line { browser: of_origin(origin), ..Line::default() };
    match after_password(user.blocked_at.is_some(), user.mfa, has_phone, until.is_some()) {
        AfterPassword::SignedIn => {
            step.log(&user.name, Event::PasswordOnly, line)?;
            sign_in(step, session);
        }
        AfterPassword::Remembered => {
            step.log(&user.name, Event::Remembered, line)?;
            session.remembered_until = until;
            sign_in(step, session);
        }
        AfterPassword::SetUp => session.stage = Stage::MoreInfo,
        AfterPassword::Number => ask(step, session, &user, origin)?,
        AfterPassword::Blocked => {
            let reason = if user.blocked_at.is_some() { "blocked" } else { "no phone is set up" };
            step.log(&user.name, Event::Refused, Line { reason: Some(reason.into()), ..line })?;
            session.stage = Stage::Blocked;
        }
    }
    sessions::keep(step.db, session, step.now)?;
    Ok(Some(fresh))
}

/// Until when a browser that keeps these tokens is not asked for the number of this user.
pub(crate) fn remembered_until(
    step: &Step<'_>,
    user: &User,
    tokens: &[String],
) -> Result<Option<i64>, Fault> {
    let mut until = None;
    for token in tokens {
        let digest = crypto::digest(token.as_bytes());
        until = until.max(remembered::until(step.db, &digest, &user.id, step.now)?);
    }
    Ok(until)
}

/// Asks the phone that approved last, in place of whatever was asked before.
pub(crate) fn ask(
    step: &Step<'_>,
    session: &mut Session,
    user: &User,
    origin: &Origin,
) -> Result<(), Fault> {
    let phones = devices::active(step.db, &user.id)?;
    let Some(device) = phones.first().filter(|_| user.blocked_at.is_none()) else {
        session.stage = Stage::Blocked;
        return Ok(());
    };
    let service = service(&session.service);
    let asked = Asked { user, device, enrolment: None, service, origin };
    session.request = Some(create(step, &asked)?.cid);
    session.enrolment = None;
    session.stage = Stage::Number;
    Ok(())
}

/// "Send again", "Send another request", "Start again" after a wrong number.
pub(crate) fn ask_again(
    step: &Step<'_>,
    session: &mut Session,
    origin: &Origin,
) -> Result<(), Fault> {
    if matches!(session.stage, Stage::Number | Stage::Expired | Stage::WrongNumber) {
        let user = user_of(step, session)?;
        ask(step, session, &user, origin)?;
        sessions::keep(step.db, session, step.now)?;
    }
    Ok(())
}

/// Gives the sign-in up: what is pending for this browser ends.
pub(crate) fn give_up(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    drop_what_waits(step, session)?;
    session.stage = Stage::Cancelled;
    sessions::keep(step.db, session, step.now)
}

/// Ends the request and the set-up that only this session could go on with.
pub(crate) fn drop_what_waits(step: &Step<'_>, session: &Session) -> Result<(), Fault> {
    if let Some(request) = request_of(step, session)?
        && request.status == Status::Pending
    {
        step.end_request(&request, Status::Cancelled, Event::Cancelled, None)?;
    }
    if let Some(enrolment) = enrolment_of(step, session)?
        && enrolment.state.is_open()
    {
        super::enrol::end(step, &enrolment, State::Cancelled)?;
    }
    Ok(())
}

/// "Stay signed in?": signs in under a new session id. With `yes`, also returns the token that
/// makes this browser remembered for 90 days from the approval, if the account still has a phone
/// that would be asked.
pub(crate) fn stay(
    step: &Step<'_>,
    session: &Session,
    yes: bool,
    origin: &Origin,
) -> Result<Option<(Fresh, Option<String>)>, Fault> {
    let Some(approved) = session.approved.filter(|_| session.stage == Stage::Stay) else {
        return Ok(None);
    };
    let user = user_of(step, session)?;
    sessions::end(step.db, &session.id)?;
    let mut fresh = begin(step, SessionKind::Person, service(&session.service), &user)?;
    fresh.session.approved = Some(approved);
    fresh.session.phone.clone_from(&session.phone);
    let mut kept = None;
    if yes && user.mfa != Mfa::Off && !devices::active(step.db, &user.id)?.is_empty() {
        let until = approved + REMEMBERED;
        let cookie = token(step.realm.random.as_ref())?;
        let digest = crypto::digest(cookie.as_bytes());
        let browser = describe([origin.browser.as_deref(), origin.os.as_deref()], None)
            .unwrap_or_else(|| "Unknown browser".into());
        remembered::add(step.db, &digest, &user.id, &browser, until)?;
        let line = Line { browser: of_origin(origin), ..Line::default() };
        step.log(&user.name, Event::BrowserKept, line)?;
        kept = Some(cookie);
    }
    sign_in(step, &mut fresh.session);
    sessions::keep(step.db, &fresh.session, step.now)?;
    Ok(Some((fresh, kept)))
}

/// Where a browser is and what it is, for the log.
pub(crate) fn of_origin(origin: &Origin) -> Option<String> {
    describe([origin.browser.as_deref(), origin.os.as_deref()], origin.location.as_deref())
}
