//! "Another way": a sign-in that is confirmed with a one-time code (PROTOCOL.md section 4.6).

use super::browser::{factors, of_origin};
use super::request::Origin;
use super::session::{request_of, user_of};
use super::{Event, Step, app};
use crate::Fault;
use crate::outside::uuid;
use crate::rules::code::{MOST_WRONG, Worth, digits, judge};
use crate::rules::request::Status;
use crate::rules::slow;
use crate::rules::stage::Stage;
use crate::store::audit::Line;
use crate::store::came_of::{self, Approval, Thing};
use crate::store::sessions::{self, Session};
use crate::store::users::{self, User};
use crate::store::{apps, devices};

/// What became of a typed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// The browser goes on, or nothing was asked of it.
    Done,
    /// These are not six digits.
    NoCode,
    /// It is not right.
    Wrong,
    /// It was right, once.
    Used,
}

/// Whether codes of the account are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Now.
    Now,
    /// In so many seconds: wrong ones came before.
    In(i64),
    /// Not until its owner has signed in otherwise or IT has helped.
    NoMore,
}

/// Whether codes of an account are taken, whichever browser they come from.
pub(crate) fn taken(user: &User, now: i64) -> Taken {
    if user.wrong_codes >= MOST_WRONG {
        return Taken::NoMore;
    }
    let until = user.wrong_code_at.saturating_add(slow::wait(user.wrong_codes));
    if until > now { Taken::In(until - now) } else { Taken::Now }
}

/// Whether the account has anything that shows codes.
pub(crate) fn has_codes(step: &Step<'_>, user: &User) -> Result<bool, Fault> {
    let phones = devices::active(step.db, &user.id)?;
    Ok(phones.iter().any(|phone| phone.seed.is_some()) || factors(step, user)?.app)
}

/// "Another way": to the page for codes. What the phone was asked stays open meanwhile.
pub(crate) fn another_way(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    let here =
        matches!(session.stage, Stage::Number | Stage::Expired | Stage::Waiting | Stage::Paused);
    if here && has_codes(step, &user_of(step, session)?)? {
        session.stage = Stage::Code;
        sessions::keep(step.db, session, step.now)?;
    }
    Ok(())
}

/// Back from the page for codes: to the number that still stands, or to where a request is sent.
pub(crate) fn back(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    if session.stage != Stage::Code || !factors(step, &user_of(step, session)?)?.phone {
        return Ok(());
    }
    let request = request_of(step, session)?;
    session.stage = if request.is_some_and(|request| request.status == Status::Pending) {
        Stage::Number
    } else if user_of(step, session)?.is_paused() {
        Stage::Paused
    } else {
        session.request = None;
        Stage::Waiting
    };
    sessions::keep(step.db, session, step.now)
}

/// A code was typed. A wrong one is counted in the step that refuses it, for all browsers together.
pub(crate) fn enter(
    step: &Step<'_>,
    session: &mut Session,
    typed: &str,
    origin: &Origin,
) -> Result<Typed, Fault> {
    let user = user_of(step, session)?;
    if session.stage != Stage::Code || taken(&user, step.now) != Taken::Now {
        return Ok(Typed::Done);
    }
    let Some(typed) = digits(typed) else { return Ok(Typed::NoCode) };
    let line = Line { browser: of_origin(origin), ..Line::default() };
    let Found { worth, by, phone } = look_up(step, &user, &typed)?;
    let event = match worth {
        Worth::Right(_) => {
            confirm(step, session, &user, phone, Line { device: by, ..line })?;
            return Ok(Typed::Done);
        }
        Worth::Used => Event::CodeReused,
        Worth::Wrong => Event::WrongCode,
    };
    let count = user.wrong_codes + 1;
    users::set_wrong_codes(step.db, &user.id, count, step.now)?;
    let reason = (count > 1).then(|| format!("{count} in a row"));
    step.log(&user.name, event, Line { device: by, reason, ..line })?;
    Ok(if worth == Worth::Used { Typed::Used } else { Typed::Wrong })
}

/// What a code is worth, and whose it is.
struct Found {
    worth: Worth,
    /// The name of what shows it.
    by: Option<String>,
    /// The credential id of the phone that does; another app has none.
    phone: Option<String>,
}

/// Looks a code up. One that is right is used up here.
fn look_up(step: &Step<'_>, user: &User, typed: &str) -> Result<Found, Fault> {
    let mut found = Found { worth: Worth::Wrong, by: None, phone: None };
    for phone in devices::active(step.db, &user.id)? {
        let Some(seed) = &phone.seed else { continue };
        let worth = judge(seed, phone.code_used, typed, step.now);
        if let Worth::Right(at) = worth {
            devices::set_code_used(step.db, &phone.credential, at)?;
        }
        if worth != Worth::Wrong {
            found = Found { worth, by: Some(phone.label), phone: Some(phone.credential) };
        }
        if matches!(worth, Worth::Right(_)) {
            return Ok(found);
        }
    }
    if let Some(other) = apps::of(step.db, &user.id)? {
        let worth = judge(&other.seed, other.code_used, typed, step.now);
        if let Worth::Right(at) = worth {
            apps::set_code_used(step.db, &user.id, at)?;
        }
        if worth != Worth::Wrong {
            found = Found { worth, by: Some(app::NAME.into()), phone: None };
        }
    }
    Ok(found)
}

/// The code was right: the browser goes on, what the phone was asked is over, and a pause ends. What
/// comes of the code of a phone goes with that phone when an approval that let it in is taken back.
fn confirm(
    step: &Step<'_>,
    session: &mut Session,
    user: &User,
    phone: Option<String>,
    line: Line,
) -> Result<(), Fault> {
    if let Some(request) = request_of(step, session)?
        && request.status == Status::Pending
    {
        let reason = Some("signed in with a code");
        step.end_request(&request, Status::Cancelled, Event::Cancelled, reason)?;
    }
    users::set_wrong_codes(step.db, &user.id, 0, 0)?;
    session.approved = Some(step.now);
    session.phone.clone_from(&line.device);
    session.request = None;
    session.stage = Stage::Stay;
    sessions::keep(step.db, session, step.now)?;
    if let Some(approver) = phone {
        // No request belongs to a code: it counts as an approval with an id of its own.
        let approval = Approval { cid: uuid(step.realm.random.as_ref())?, approver };
        came_of::add(step.db, &[approval], &Thing::Session(session.id.clone()))?;
    }
    if user.is_paused() {
        users::set_wrong_in_row(step.db, &user.id, 0)?;
        let reason = Some("signed in with a code".to_owned());
        let resumed = Line { reason, device: line.device.clone(), ..Line::default() };
        step.log(&user.name, Event::Resumed, resumed)?;
    }
    step.log(&user.name, Event::Code, line)
}
