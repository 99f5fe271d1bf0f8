//! A browser's session: its beginning, and what became of it since the last look.

use super::request::Service;
use super::{Step, browser, confirm, pass};
use crate::outside::token;
use crate::rules::enrolment::State;
use crate::rules::grant::Grant;
use crate::rules::request::Status;
use crate::rules::stage::{FIRST_FACTOR, SESSION, Stage};
use crate::rules::user::{AfterPassword, Mfa, Role, after_password};
use crate::store::came_of::{self, Approval, Thing};
use crate::store::sessions::{self, Session, SessionKind};
use crate::store::users::{self, User};
use crate::store::{devices, enrolments, requests};
use crate::{Fault, crypto};

/// A session and the cookie that names it.
pub(crate) struct Fresh {
    /// The value of the cookie.
    pub(crate) cookie: String,
    /// The session.
    pub(crate) session: Session,
}

/// A session of somebody who typed the right password; nobody has had its id before, and it is not
/// kept yet.
pub(crate) fn begin(
    step: &Step<'_>,
    kind: SessionKind,
    service: Service,
    user: &User,
) -> Result<Fresh, Fault> {
    let random = step.realm.random.as_ref();
    let cookie = token(random)?;
    let session = Session {
        id: crypto::digest(cookie.as_bytes()),
        csrf: token(random)?,
        kind,
        stage: Stage::Blocked,
        user: user.id.clone(),
        password_version: user.password_version.clone(),
        service: service.id.into(),
        request: None,
        enrolment: None,
        allowed_by: Grant::Password,
        app_seed: None,
        approved: None,
        phone: None,
        remembered_until: None,
        expires: step.now + FIRST_FACTOR,
    };
    Ok(Fresh { cookie, session })
}

/// Signs a session in.
pub(crate) fn sign_in(step: &Step<'_>, session: &mut Session) {
    session.stage = Stage::SignedIn;
    session.request = None;
    session.enrolment = None;
    session.allowed_by = Grant::Password;
    session.expires = step.now + SESSION;
}

/// The session of a cookie, brought up to date. Every page and every form comes through here, so
/// that a block, another password or a lost role counts at once.
pub(crate) fn find(
    step: &Step<'_>,
    kind: SessionKind,
    cookie: &str,
) -> Result<Option<Session>, Fault> {
    let id = crypto::digest(cookie.as_bytes());
    let Some(mut session) = sessions::find(step.db, kind, &id, step.now)? else {
        return Ok(None);
    };
    let before = (session.stage, session.request.clone());
    if !advance(step, &mut session)? {
        end(step, &session)?;
        return Ok(None);
    }
    if (session.stage, &session.request) != (before.0, &before.1) {
        sessions::keep(step.db, &session, step.now)?;
    }
    Ok(Some(session))
}

/// Ends a session and what waits for it.
pub(crate) fn end(step: &Step<'_>, session: &Session) -> Result<(), Fault> {
    browser::drop_what_waits(step, session)?;
    sessions::end(step.db, &session.id)
}

/// The user of a session.
pub(crate) fn user_of(step: &Step<'_>, session: &Session) -> Result<User, Fault> {
    users::by_id(step.db, &session.user)?.ok_or(Fault::Store)
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

/// Moves a session on by what happened elsewhere; `false` if there is nothing left of it.
fn advance(step: &Step<'_>, session: &mut Session) -> Result<bool, Fault> {
    let user = users::by_id(step.db, &session.user)?;
    let Some(user) = user.filter(|user| user.password_version == session.password_version) else {
        return Ok(false);
    };
    if session.kind == SessionKind::Admin {
        // Once it is switched on for an administrator, a password alone is not enough here either.
        let confirmed = session.approved.is_some() || session.remembered_until.is_some();
        let stands = session.stage == Stage::SignedIn
            && user.role == Role::Admin
            && user.blocked_at.is_none()
            && (user.mfa == Mfa::Off || confirmed);
        return Ok(stands && confirm::settle(step, session)?);
    }
    if user.blocked_at.is_some() {
        // Who sets up a further phone is signed in.
        if session.stage == Stage::SignedIn || session.allowed_by == Grant::Phone {
            return Ok(false);
        }
        browser::drop_what_waits(step, session)?;
        session.stage = Stage::Blocked;
        return Ok(true);
    }
    match session.stage {
        Stage::SignIn => return Ok(false),
        Stage::Blocked => {
            // Once IT has helped, the password leads on again.
            let factors = browser::factors(step, &user)?;
            let has_pass = pass::is_open(step, &user)?;
            let leads = after_password(false, user.mfa, factors, false, has_pass);
            return Ok(leads == AfterPassword::Blocked);
        }
        Stage::Pass => return pass::is_open(step, &user),
        Stage::MoreInfo
        | Stage::GetApp
        | Stage::OtherApp
        | Stage::SetUp
        | Stage::CodeUsed
        | Stage::CodeLapsed => return Ok(user.mfa != Mfa::Off),
        Stage::Scan => {
            match enrolment_of(step, session)? {
                Some(found) if !found.state.is_open() => session.stage = Stage::CodeLapsed,
                Some(found) if found.tried_again => session.stage = Stage::CodeUsed,
                Some(_) => {}
                None => session.stage = Stage::SetUp,
            }
            return Ok(user.mfa != Mfa::Off);
        }
        Stage::TryOut => {
            let state = enrolment_of(step, session)?.map_or(State::Failed, |found| found.state);
            if state == State::Active {
                session.stage = Stage::Success;
                // A further phone says nothing about who sits here: another one has.
                if session.allowed_by != Grant::Phone {
                    approve(step, session)?;
                }
                return Ok(true);
            }
            if !state.is_open() {
                session.stage = Stage::CodeLapsed;
            }
            return Ok(user.mfa != Mfa::Off);
        }
        Stage::Number => {
            let request = request_of(step, session)?;
            let status = request.map_or(Status::Cancelled, |request| request.status);
            if let Some(stage) = Stage::after(status) {
                // After the last wrong number a new one does not help.
                let over = stage == Stage::WrongNumber && user.is_paused();
                session.stage = if over { Stage::Paused } else { stage };
                if stage == Stage::Stay {
                    approve(step, session)?;
                }
            }
        }
        Stage::Code => {
            // The phone may still answer what it was asked.
            match request_of(step, session)?.map(|request| request.status) {
                Some(Status::Approved) => {
                    session.stage = Stage::Stay;
                    approve(step, session)?;
                }
                Some(Status::Denied) => session.stage = Stage::Denied,
                Some(_) | None => {}
            }
        }
        Stage::Waiting if user.is_paused() => session.stage = Stage::Paused,
        Stage::Paused if !user.is_paused() => session.stage = Stage::Waiting,
        Stage::Waiting
        | Stage::Paused
        | Stage::Success
        | Stage::Stay
        | Stage::Denied
        | Stage::WrongNumber
        | Stage::Expired
        | Stage::Superseded
        | Stage::Cancelled => {}
        Stage::SignedIn => return confirm::settle(step, session),
    }
    Ok(true)
}

/// Lets the approval of its request count for a session that is kept already.
pub(crate) fn approve(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    let request = request_of(step, session)?.ok_or(Fault::Store)?;
    let device = devices::by_credential(step.db, &request.credential)?;
    session.approved = request.resolved;
    session.phone = super::of_device(device.as_ref()).device;
    let approval = Approval { cid: request.cid, approver: request.credential };
    came_of::add(step.db, &[approval], &Thing::Session(session.id.clone()))
}
