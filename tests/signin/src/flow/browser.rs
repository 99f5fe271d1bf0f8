//! A browser on its way from the password to being signed in.

use super::request::{Asked, Origin, Service, create, service};
use super::{Event, Step, describe, of_device};
use crate::Fault;
use crate::crypto;
use crate::outside::token;
use crate::rules::enrolment::State;
use crate::rules::request::Status;
use crate::rules::stage::{FIRST_FACTOR, SESSION, Stage};
use crate::rules::user::{AfterPassword, REMEMBERED, after_password};
use crate::store::audit::Line;
use crate::store::sessions::{self, Kind, Session};
use crate::store::users::{self, User};
use crate::store::{devices, enrolments, remembered, requests};

/// A session and the cookie that names it.
pub(crate) struct Fresh {
    /// The value of the cookie.
    pub(crate) cookie: String,
    /// The session.
    pub(crate) session: Session,
}

/// A session that nobody has had before, and that is not kept yet.
pub(crate) fn begin(step: &Step<'_>, kind: Kind, service: Service) -> Result<Fresh, Fault> {
    let random = step.realm.random.as_ref();
    let cookie = token(random)?;
    let session = Session {
        id: crypto::digest(cookie.as_bytes()),
        csrf: token(random)?,
        kind,
        stage: Stage::SignIn,
        user: None,
        service: service.id.into(),
        request: None,
        enrolment: None,
        approved: None,
        phone: None,
        remembered_until: None,
        expires: step.now + FIRST_FACTOR,
    };
    Ok(Fresh { cookie, session })
}

/// The session of a cookie, brought up to date.
pub(crate) fn find(step: &Step<'_>, kind: Kind, cookie: &str) -> Result<Option<Session>, Fault> {
    let id = crypto::digest(cookie.as_bytes());
    let Some(mut session) = sessions::find(step.db, kind, &id, step.now)? else {
        return Ok(None);
    };
    if advance(step, &mut session)? {
        sessions::keep(step.db, &session, step.now)?;
    }
    Ok(Some(session))
}

/// The right password was typed: a new session (nobody knows its id yet) that stands where the
/// account's state leads. `remembered` are the tokens that the browser keeps.
pub(crate) fn after_right_password(
    step: &Step<'_>,
    user: &User,
    remembered: &[String],
    origin: &Origin,
    service: Service,
) -> Result<Fresh, Fault> {
    let mut fresh = begin(step, Kind::Person, service)?;
    let session = &mut fresh.session;
    session.user = Some(user.id.clone());
    let mut until = None;
    for token in remembered {
        let digest = crypto::digest(token.as_bytes());
        until = until.max(remembered::until(step.db, &digest, &user.id, step.now)?);
    }
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
        AfterPassword::Number => ask(step, session, user, origin)?,
        AfterPassword::Blocked => {
            let reason = if user.blocked_at.is_some() { "blocked" } else { "no phone is set up" };
            step.log(&user.name, Event::Refused, Line { reason: Some(reason.into()), ..line })?;
            session.stage = Stage::Blocked;
            session.user = None;
        }
    }
    sessions::keep(step.db, session, step.now)?;
    Ok(fresh)
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
        session.user = None;
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
    if matches!(session.stage, Stage::Number | Stage::Expired | Stage::WrongNumber)
        && let Some(user) = user_of(step, session)?
    {
        ask(step, session, &user, origin)?;
        sessions::keep(step.db, session, step.now)?;
    }
    Ok(())
}

/// Gives the sign-in up: what is pending for this browser ends.
pub(crate) fn give_up(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    if session.stage == Stage::SignedIn {
        return Ok(());
    }
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
    session.stage = Stage::Cancelled;
    session.user = None;
    sessions::keep(step.db, session, step.now)
}

/// "Stay signed in?": signs in under a new session id. With `yes`, also returns the token that
/// makes this browser remembered for 90 days from the approval.
pub(crate) fn stay(
    step: &Step<'_>,
    session: &Session,
    yes: bool,
    origin: &Origin,
) -> Result<Option<(Fresh, Option<String>)>, Fault> {
    let Some((user, approved)) = user_of(step, session)?.zip(session.approved) else {
        return Ok(None);
    };
    if session.stage != Stage::Stay {
        return Ok(None);
    }
    sessions::end(step.db, &session.id)?;
    let mut fresh = begin(step, Kind::Person, service(&session.service))?;
    fresh.session.user = Some(user.id.clone());
    fresh.session.approved = Some(approved);
    fresh.session.phone.clone_from(&session.phone);
    let mut kept = None;
    if yes {
        let until = approved + REMEMBERED;
        let cookie = token(step.realm.random.as_ref())?;
        let digest = crypto::digest(cookie.as_bytes());
        let browser = describe([origin.browser.as_deref(), origin.os.as_deref()], None)
            .unwrap_or_else(|| "Unknown browser".into());
        remembered::add(step.db, &digest, &user.id, &browser, until, step.now)?;
        fresh.session.remembered_until = Some(until);
        let line = Line { browser: of_origin(origin), ..Line::default() };
        step.log(&user.name, Event::BrowserKept, line)?;
        kept = Some(cookie);
    }
    sign_in(step, &mut fresh.session);
    sessions::keep(step.db, &fresh.session, step.now)?;
    Ok(Some((fresh, kept)))
}

/// The user of a session.
pub(crate) fn user_of(step: &Step<'_>, session: &Session) -> Result<Option<User>, Fault> {
    match &session.user {
        Some(id) => users::by_id(step.db, id),
        None => Ok(None),
    }
}

/// The request that a session waits for.
pub(crate) fn request_of(
    step: &Step<'_>,
    session: &Session,
) -> Result<Option<requests::Request>, Fault> {
    match &session.request {
        Some(cid) => requests::by_id(step.db, cid),
        None => Ok(None),
    }
}

/// The set-up that a session is in.
pub(crate) fn enrolment_of(
    step: &Step<'_>,
    session: &Session,
) -> Result<Option<enrolments::Enrolment>, Fault> {
    match &session.enrolment {
        Some(id) => enrolments::by_id(step.db, id),
        None => Ok(None),
    }
}

/// Where a browser is and what it is, for the log.
pub(crate) fn of_origin(origin: &Origin) -> Option<String> {
    describe([origin.browser.as_deref(), origin.os.as_deref()], origin.location.as_deref())
}

fn sign_in(step: &Step<'_>, session: &mut Session) {
    session.stage = Stage::SignedIn;
    session.request = None;
    session.enrolment = None;
    session.expires = step.now + SESSION;
}

/// Moves a session on by what happened elsewhere; `true` if it changed.
fn advance(step: &Step<'_>, session: &mut Session) -> Result<bool, Fault> {
    let before = session.stage;
    let on_the_way = session.stage.is_set_up()
        || matches!(
            session.stage,
            Stage::TryOut
                | Stage::Success
                | Stage::Number
                | Stage::Stay
                | Stage::Expired
                | Stage::WrongNumber
                | Stage::CodeUsed
                | Stage::CodeLapsed
        );
    if on_the_way && user_of(step, session)?.is_none_or(|user| user.blocked_at.is_some()) {
        session.stage = Stage::Blocked;
        session.user = None;
        return Ok(true);
    }
    match session.stage {
        Stage::Number => {
            let request = request_of(step, session)?;
            let status = request.as_ref().map_or(Status::Cancelled, |request| request.status);
            if let Some(stage) = Stage::after(status) {
                session.stage = stage;
                if stage == Stage::Stay {
                    approve(step, session, request.as_ref())?;
                }
            }
        }
        Stage::TryOut => {
            let state = enrolment_of(step, session)?.map_or(State::Failed, |found| found.state);
            if state == State::Active {
                session.stage = Stage::Success;
                let request = request_of(step, session)?;
                approve(step, session, request.as_ref())?;
            } else if !state.is_open() {
                session.stage = Stage::CodeLapsed;
            }
        }
        Stage::Scan => match enrolment_of(step, session)? {
            Some(found) if !found.state.is_open() => session.stage = Stage::CodeLapsed,
            Some(found) if found.tried_again => session.stage = Stage::CodeUsed,
            Some(_) => {}
            None => session.stage = Stage::SetUp,
        },
        Stage::SignIn
        | Stage::MoreInfo
        | Stage::GetApp
        | Stage::SetUp
        | Stage::Success
        | Stage::Stay
        | Stage::Denied
        | Stage::WrongNumber
        | Stage::Expired
        | Stage::Superseded
        | Stage::Blocked
        | Stage::Cancelled
        | Stage::CodeUsed
        | Stage::CodeLapsed
        | Stage::SignedIn => {}
    }
    // Only these endings can go on without the password.
    if matches!(session.stage, Stage::Denied | Stage::Superseded | Stage::Cancelled) {
        session.user = None;
    }
    Ok(before != session.stage)
}

fn approve(
    step: &Step<'_>,
    session: &mut Session,
    request: Option<&requests::Request>,
) -> Result<(), Fault> {
    let request = request.ok_or(Fault::Store)?;
    let device = devices::by_credential(step.db, &request.credential)?;
    session.approved = request.resolved;
    session.phone = of_device(device.as_ref()).device;
    Ok(())
}
