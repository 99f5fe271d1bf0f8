//! A browser on its way from the password to being signed in.

use super::first_factor::FirstFactor;
use super::request::{Asked, Origin, Service, create, service};
use super::session::{Fresh, begin, enrolment_of, request_of, sign_in, user_of};
use super::{Event, Step, describe, pass, phones};
use crate::outside::token;
use crate::rules::enrolment::State;
use crate::rules::request::{Purpose, Status};
use crate::rules::stage::Stage;
use crate::rules::user::{AfterPassword, Factors, Mfa, REMEMBERED, after_password};
use crate::store::audit::Line;
use crate::store::came_of::{self, Approval, Thing};
use crate::store::devices::{self, Device};
use crate::store::sessions::{self, Session, SessionKind};
use crate::store::users::User;
use crate::store::{apps, remembered, requests};
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
    let factors = factors(step, &user)?;
    let has_pass = pass::is_open(step, &user)?;
    let line = Line { browser: of_origin(origin), ..Line::default() };
    let (blocked, is_remembered) = (user.blocked_at.is_some(), until.is_some());
    let mut because_of = Vec::new();
    match after_password(blocked, user.mfa, factors, is_remembered, has_pass) {
        AfterPassword::SignedIn => {
            step.log(&user.name, Event::PasswordOnly, line)?;
            sign_in(step, session);
        }
        AfterPassword::Remembered => {
            step.log(&user.name, Event::Remembered, line)?;
            session.remembered_until = until;
            because_of = came_of_remembered(step, &user, remembered)?;
            sign_in(step, session);
        }
        AfterPassword::SetUp => session.stage = Stage::MoreInfo,
        AfterPassword::Pass => session.stage = Stage::Pass,
        AfterPassword::Number | AfterPassword::Code => ask(step, session, &user, origin)?,
        AfterPassword::Blocked => {
            let event = if blocked { Event::Refused } else { Event::NoPhone };
            step.log(&user.name, event, line)?;
            session.stage = Stage::Blocked;
        }
    }
    sessions::keep(step.db, session, step.now)?;
    came_of::add(step.db, &because_of, &Thing::Session(session.id.clone()))?;
    Ok(Some(fresh))
}

/// The approvals that made a browser with these tokens remembered for this user.
fn came_of_remembered(
    step: &Step<'_>,
    user: &User,
    tokens: &[String],
) -> Result<Vec<Approval>, Fault> {
    let mut found = Vec::new();
    for token in tokens {
        let digest = crypto::digest(token.as_bytes());
        if remembered::until(step.db, &digest, &user.id, step.now)?.is_some() {
            found.extend(came_of::approvals(step.db, &Thing::Browser(digest))?);
        }
    }
    Ok(found)
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

/// What an account has to confirm sign-ins with.
pub(crate) fn factors(step: &Step<'_>, user: &User) -> Result<Factors, Fault> {
    Ok(Factors {
        phone: !devices::active(step.db, &user.id)?.is_empty(),
        app: apps::of(step.db, &user.id)?.is_some(),
    })
}

/// How many seconds the account's next request must wait; 0 = none.
pub(crate) fn wait_left(step: &Step<'_>, user: &User) -> Result<i64, Fault> {
    let pending = requests::pending(step.db, &user.id)?;
    let pending = pending.iter().any(|request| request.purpose == Purpose::Login);
    Ok(user.streak.left(step.now, pending))
}

/// Whether a phone of an account may be asked now, whichever it is and whatever for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Yes.
    Open,
    /// Three wrong numbers have paused its requests.
    Paused,
    /// Later: see [`wait_left`].
    Wait,
}

/// Every request but a try-out goes through here. One that is refused by a pause is logged.
pub(crate) fn gate(step: &Step<'_>, user: &User, origin: &Origin) -> Result<Gate, Fault> {
    if user.is_paused() {
        let line = Line { browser: of_origin(origin), ..Line::default() };
        step.log(&user.name, Event::NotAsked, line)?;
        return Ok(Gate::Paused);
    }
    Ok(if wait_left(step, user)? > 0 { Gate::Wait } else { Gate::Open })
}

/// Asks the phone that was asked before or approved last, in place of whatever was asked before; or
/// lets the browser wait.
pub(crate) fn ask(
    step: &Step<'_>,
    session: &mut Session,
    user: &User,
    origin: &Origin,
) -> Result<(), Fault> {
    let phones = devices::active(step.db, &user.id)?;
    let device = phones::to_ask(step, session, &phones)?.filter(|_| user.blocked_at.is_none());
    let Some(device) = device else {
        let by_app = factors(step, user)?.app && user.blocked_at.is_none();
        session.stage = if by_app { Stage::Code } else { Stage::Blocked };
        return Ok(());
    };
    ask_phone(step, session, user, device, origin)
}

/// Asks this phone, in place of whatever was asked before; or lets the browser wait. One that shows a
/// number keeps it meanwhile.
pub(crate) fn ask_phone(
    step: &Step<'_>,
    session: &mut Session,
    user: &User,
    device: &Device,
    origin: &Origin,
) -> Result<(), Fault> {
    match gate(step, user, origin)? {
        Gate::Open => {}
        Gate::Paused => {
            session.request = None;
            session.stage = Stage::Paused;
            return Ok(());
        }
        Gate::Wait => {
            let request = request_of(step, session)?;
            if request.is_none_or(|request| request.status != Status::Pending) {
                session.request = None;
                session.stage = Stage::Waiting;
            }
            return Ok(());
        }
    }
    let service = service(&session.service);
    let asked = Asked { user, device, enrolment: None, service, origin };
    session.request = Some(create(step, &asked)?.cid);
    session.enrolment = None;
    session.stage = Stage::Number;
    Ok(())
}

/// "Send again", "Send another request", "Send the request" after a wait.
pub(crate) fn ask_again(
    step: &Step<'_>,
    session: &mut Session,
    origin: &Origin,
) -> Result<(), Fault> {
    if matches!(session.stage, Stage::Number | Stage::Expired | Stage::WrongNumber | Stage::Waiting)
    {
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
    let because_of = came_of::approvals(step.db, &Thing::Session(session.id.clone()))?;
    sessions::end(step.db, &session.id)?;
    let mut fresh = begin(step, SessionKind::Person, service(&session.service), &user)?;
    fresh.session.approved = Some(approved);
    fresh.session.phone.clone_from(&session.phone);
    let mut kept = None;
    if yes && user.mfa != Mfa::Off && factors(step, &user)? != Factors::default() {
        let until = approved + REMEMBERED;
        let cookie = token(step.realm.random.as_ref())?;
        let digest = crypto::digest(cookie.as_bytes());
        let browser =
            describe([origin.browser.as_deref(), origin.os.as_deref()], None).unwrap_or_default();
        remembered::add(step.db, &digest, &user.id, &browser, until)?;
        came_of::add(step.db, &because_of, &Thing::Browser(digest))?;
        let line = Line { browser: of_origin(origin), ..Line::default() };
        step.log(&user.name, Event::BrowserKept, line)?;
        kept = Some(cookie);
    }
    sign_in(step, &mut fresh.session);
    sessions::keep(step.db, &fresh.session, step.now)?;
    came_of::add(step.db, &because_of, &Thing::Session(fresh.session.id.clone()))?;
    Ok(Some((fresh, kept)))
}

/// Where a browser is and what it is, for the log.
pub(crate) fn of_origin(origin: &Origin) -> Option<String> {
    describe([origin.browser.as_deref(), origin.os.as_deref()], origin.location.as_deref())
}
