//! Setting up "a different authenticator app": a standard one-time code (RFC 6238) in place of a phone.

use zeroize::Zeroizing;

use super::code::Typed;
use super::request::Origin;
use super::session::user_of;
use super::{Event, Step, browser, enrol, phones};
use crate::Fault;
use crate::rules::code::{SEED, Worth, digits, judge};
use crate::rules::enrolment::State;
use crate::rules::grant::Grant;
use crate::rules::stage::Stage;
use crate::rules::user::Mfa;
use crate::store::apps::{self, App};
use crate::store::audit::Line;
use crate::store::sessions::{self, Session};
use crate::store::{enrolments, users};

/// What it is called where a phone has its name.
pub(crate) const NAME: &str = "Authenticator app";

/// A new seed for one-time codes.
pub(crate) fn seed(step: &Step<'_>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut seed = Zeroizing::new(vec![0; SEED]);
    step.realm.random.fill(&mut seed)?;
    Ok(seed)
}

/// "I want to use a different authenticator app". One browser shows the same key until it is done.
pub(crate) fn choose(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    if session.stage == Stage::GetApp && session.allowed_by != Grant::Phone {
        if session.app_seed.is_none() {
            session.app_seed = Some(seed(step)?);
        }
        session.stage = Stage::OtherApp;
        sessions::keep(step.db, session, step.now)?;
    }
    Ok(())
}

/// The first code of the app: it is set up, and asked for from now on. An account that has something to
/// confirm with by now is asked for that instead: a password or a one-time pass sets up no second one.
pub(crate) fn confirm(
    step: &Step<'_>,
    session: &mut Session,
    typed: &str,
    origin: &Origin,
) -> Result<Typed, Fault> {
    if session.stage != Stage::OtherApp {
        return Ok(Typed::Done);
    }
    let user = user_of(step, session)?;
    if session.allowed_by == Grant::Phone || !phones::may_set_up(step, session, &user)? {
        session.app_seed = None;
        browser::ask(step, session, &user, origin)?;
        sessions::keep(step.db, session, step.now)?;
        return Ok(Typed::Done);
    }
    let Some(typed) = digits(typed) else { return Ok(Typed::NoCode) };
    let seed = session.app_seed.clone().ok_or(Fault::Store)?;
    // Nothing is guessed here: the key stands on the page.
    let Worth::Right(code_used) = judge(&seed, 0, &typed, step.now) else {
        return Ok(Typed::Wrong);
    };
    apps::add(step.db, &user.id, &App { seed, code_used, created: step.now })?;
    users::set_mfa(step.db, &user.id, Mfa::Enforced)?;
    for open in enrolments::open(step.db, &user.id)? {
        enrol::end(step, &open, State::Cancelled)?;
    }
    session.app_seed = None;
    session.enrolment = None;
    session.request = None;
    session.approved = Some(step.now);
    session.phone = Some(NAME.into());
    session.stage = Stage::Success;
    sessions::keep(step.db, session, step.now)?;
    let line = Line { browser: browser::of_origin(origin), ..Line::default() };
    step.log(&user.name, Event::AppSetUp, line)?;
    Ok(Typed::Done)
}
