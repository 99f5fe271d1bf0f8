//! A browser on its way through setting up a phone (PROTOCOL.md section 4.6).

use super::request::{Asked, Origin, create, service};
use super::session::{enrolment_of, user_of};
use super::{Step, browser, enrol, phones};
use crate::Fault;
use crate::rules::enrolment::State;
use crate::rules::grant::Grant;
use crate::rules::stage::Stage;
use crate::store::sessions::{self, Session};
use crate::store::{devices, enrolments};

/// "Next" on the pages before the code.
pub(crate) fn next(
    step: &Step<'_>,
    session: &mut Session,
    page: Stage,
    origin: &Origin,
) -> Result<(), Fault> {
    if !session.stage.is_set_up() {
        return Ok(());
    }
    match page {
        Stage::MoreInfo => session.stage = Stage::GetApp,
        Stage::GetApp => session.stage = Stage::SetUp,
        Stage::SetUp => {
            let open = enrolment_of(step, session)?;
            if open.is_some_and(|open| open.state.is_open()) {
                session.stage = Stage::Scan;
            } else {
                return new_code(step, session, origin);
            }
        }
        Stage::Scan
        | Stage::OtherApp
        | Stage::SignIn
        | Stage::Pass
        | Stage::TryOut
        | Stage::Success
        | Stage::Number
        | Stage::Waiting
        | Stage::Paused
        | Stage::Code
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
    sessions::keep(step.db, session, step.now)
}

/// "New code", "Start again": ends the set-up and issues a code. An account that has a phone by now
/// asks that phone instead: a password alone sets up no second one. Whoever is signed in and may not
/// go on with a further phone is back among the phones.
pub(crate) fn new_code(
    step: &Step<'_>,
    session: &mut Session,
    origin: &Origin,
) -> Result<(), Fault> {
    let setting_up = session.stage.is_set_up()
        || matches!(session.stage, Stage::TryOut | Stage::CodeUsed | Stage::CodeLapsed);
    if !setting_up {
        return Ok(());
    }
    let user = user_of(step, session)?;
    if phones::may_set_up(step, session, &user)? {
        session.enrolment = Some(enrol::issue(step, &user, session)?.id);
        session.request = None;
        session.stage = Stage::Scan;
    } else if session.allowed_by == Grant::Phone {
        return phones::leave(step, session);
    } else {
        browser::ask(step, session, &user, origin)?;
    }
    sessions::keep(step.db, session, step.now)
}

/// "Next" on the page with the code. `false` = no phone was seen yet.
pub(crate) fn start_try_out(
    step: &Step<'_>,
    session: &mut Session,
    origin: &Origin,
) -> Result<bool, Fault> {
    let ready = matches!(session.stage, Stage::Scan | Stage::CodeUsed | Stage::TryOut);
    let Some(enrolment) = enrolment_of(step, session)?.filter(|_| ready) else {
        return Ok(true);
    };
    match enrolment.state {
        State::Issued => return Ok(false),
        State::Claimed | State::TryoutPending => {}
        State::Active | State::Expired | State::Cancelled | State::Failed => return Ok(true),
    }
    let user = user_of(step, session)?;
    let credential = enrolment.credential.as_deref().ok_or(Fault::Store)?;
    let device = devices::by_credential(step.db, credential)?.ok_or(Fault::Store)?;
    let asked = Asked {
        user: &user,
        device: &device,
        enrolment: Some(&enrolment.id),
        service: service(&session.service),
        origin,
    };
    session.request = Some(create(step, &asked)?.cid);
    session.stage = Stage::TryOut;
    enrolments::set_state(step.db, &enrolment.id, State::TryoutPending)?;
    enrolments::set_tried_again(step.db, &enrolment.id, false)?;
    sessions::keep(step.db, session, step.now)?;
    Ok(true)
}

/// "Done" on the success page.
pub(crate) fn done(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    if session.stage == Stage::Success && session.allowed_by == Grant::Phone {
        return phones::leave(step, session);
    }
    if session.stage == Stage::Success {
        session.stage = Stage::Stay;
        sessions::keep(step.db, session, step.now)?;
    }
    Ok(())
}
