//! A fresh approval of somebody who is signed in: before the phones of an account or anything of
//! somebody else's is changed, a phone says yes, and that counts for a quarter of an hour.

use super::browser::{Gate, gate};
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

/// What became of the wish to ask a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// It is asked.
    Asked,
    /// There is none.
    NoPhone,
    /// Requests of the account are paused.
    Paused,
    /// The next request of the account must wait.
    Wait,
}

/// Whether a phone has to say yes before this session changes something. Where sign-ins are not
/// confirmed with a phone, nothing is.
pub(crate) fn is_needed(step: &Step<'_>, session: &Session, user: &User) -> bool {
    user.mfa != Mfa::Off && !is_fresh(session.approved, step.now)
}

/// Asks a phone, unless one is being asked.
pub(crate) fn start(
    step: &Step<'_>,
    session: &mut Session,
    origin: &Origin,
) -> Result<Asking, Fault> {
    let pending = request_of(step, session)?.is_some_and(|open| open.status == Status::Pending);
    if pending { Ok(Asking::Asked) } else { ask(step, session, None, origin) }
}

/// Asks a phone in place of whatever was asked before: the named one, else the same one again. The
/// limits of sign-ins (PROTOCOL.md section 4.5) hold here too: whoever holds a session rings nobody
/// again and again.
pub(crate) fn ask(
    step: &Step<'_>,
    session: &mut Session,
    named: Option<&str>,
    origin: &Origin,
) -> Result<Asking, Fault> {
    let user = user_of(step, session)?;
    let phones = devices::active(step.db, &user.id)?;
    let device = match named {
        Some(named) => phones::named(&phones, named),
        None => phones::to_ask(step, session, &phones)?,
    };
    let Some(device) = device else { return Ok(Asking::NoPhone) };
    match gate(step, &user, origin)? {
        Gate::Open => {}
        Gate::Paused => return Ok(Asking::Paused),
        Gate::Wait => return Ok(Asking::Wait),
    }
    let service = match session.kind {
        SessionKind::Person => PHONES,
        SessionKind::Admin => ADMIN,
    };
    let asked = Asked { user: &user, device, enrolment: None, service, origin };
    session.request = Some(create(step, &asked)?.cid);
    sessions::keep(step.db, session, step.now)?;
    Ok(Asking::Asked)
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
