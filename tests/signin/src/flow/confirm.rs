//! A fresh approval of somebody who is signed in: before the phones of an account or anything of
//! somebody else's is changed, a phone says yes, and that counts for a quarter of an hour.

use super::request::{ADMIN, Asked, Origin, PHONES, create};
use super::session::{request_of, user_of};
use super::{Step, phones, session};
use crate::Fault;
use crate::rules::grant::is_fresh;
use crate::rules::request::Status;
use crate::rules::user::Mfa;
use crate::store::devices;
use crate::store::sessions::{self, Session, SessionKind};
use crate::store::users::User;

/// Whether a phone has to say yes before this session changes something. Where sign-ins are not
/// confirmed with a phone, nothing is.
pub(crate) fn is_needed(step: &Step<'_>, session: &Session, user: &User) -> bool {
    user.mfa != Mfa::Off && !is_fresh(session.approved, step.now)
}

/// Asks a phone, unless one is being asked; `false` when there is no phone to ask.
pub(crate) fn start(
    step: &Step<'_>,
    session: &mut Session,
    origin: &Origin,
) -> Result<bool, Fault> {
    let pending = request_of(step, session)?.is_some_and(|open| open.status == Status::Pending);
    if pending { Ok(true) } else { ask(step, session, None, origin) }
}

/// Asks a phone in place of whatever was asked before: the named one, else the same one again.
pub(crate) fn ask(
    step: &Step<'_>,
    session: &mut Session,
    named: Option<&str>,
    origin: &Origin,
) -> Result<bool, Fault> {
    let user = user_of(step, session)?;
    let phones = devices::active(step.db, &user.id)?;
    let device = match named {
        Some(named) => phones::named(&phones, named),
        None => phones::to_ask(step, session, &phones)?,
    };
    let Some(device) = device else { return Ok(false) };
    let service = match session.kind {
        SessionKind::Person => PHONES,
        SessionKind::Admin => ADMIN,
    };
    let asked = Asked { user: &user, device, enrolment: None, service, origin };
    session.request = Some(create(step, &asked)?.cid);
    sessions::keep(step.db, session, step.now)?;
    Ok(true)
}

/// "Back": nothing is confirmed and nothing waits any more.
pub(crate) fn give_up(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    super::browser::drop_what_waits(step, session)?;
    session.request = None;
    sessions::keep(step.db, session, step.now)
}

/// Moves a signed-in session on by what became of the request; `false` when its owner said that it
/// was not them: then nobody stays signed in.
pub(crate) fn settle(step: &Step<'_>, session: &mut Session) -> Result<bool, Fault> {
    let Some(request) = request_of(step, session)? else { return Ok(true) };
    match request.status {
        Status::Approved => {
            session::approve(step, session)?;
            session.request = None;
            Ok(true)
        }
        Status::Denied | Status::LockedOut => Ok(false),
        Status::Pending
        | Status::Expired
        | Status::WrongNumber
        | Status::Superseded
        | Status::Cancelled => Ok(true),
    }
}
