//! A browser's session: its beginning, and what became of it since the last look.

use super::request::Service;
use super::{Step, browser};
use crate::outside::token;
use crate::rules::enrolment::State;
use crate::rules::request::Status;
use crate::rules::stage::{FIRST_FACTOR, SESSION, Stage};
use crate::rules::user::{AfterPassword, Mfa, Role, after_password};
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
    let before = session.stage;
    if !advance(step, &mut session)? {
        end(step, &session)?;
        return Ok(None);
    }
    if session.stage != before {
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
        let signed_in = session.stage == Stage::SignedIn;
        return Ok(signed_in && user.role == Role::Admin && user.blocked_at.is_none());
    }
    if user.blocked_at.is_some() {
        if session.stage == Stage::SignedIn {
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
            let has_phone = !devices::active(step.db, &user.id)?.is_empty();
            return Ok(after_password(false, user.mfa, has_phone, false) == AfterPassword::Blocked);
        }
        Stage::MoreInfo | Stage::GetApp | Stage::SetUp | Stage::CodeUsed | Stage::CodeLapsed => {
            return Ok(user.mfa != Mfa::Off);
        }
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
                approve(step, session)?;
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
                session.stage = stage;
                if stage == Stage::Stay {
                    approve(step, session)?;
                }
            }
        }
        Stage::Success
        | Stage::Stay
        | Stage::Denied
        | Stage::WrongNumber
        | Stage::Expired
        | Stage::Superseded
        | Stage::Cancelled
        | Stage::SignedIn => {}
    }
    Ok(true)
}

fn approve(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    let request = request_of(step, session)?.ok_or(Fault::Store)?;
    let device = devices::by_credential(step.db, &request.credential)?;
    session.approved = request.resolved;
    session.phone = super::of_device(device.as_ref()).device;
    Ok(())
}
