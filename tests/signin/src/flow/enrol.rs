//! The life of a set-up on our side (PROTOCOL.md section 4.6).

use super::{Event, Refusal, Step, of_device};
use crate::Fault;
use crate::outside::{token, uuid};
use crate::rules::crockford;
use crate::rules::enrolment::{self as rule, Code, State};
use crate::rules::grant::Grant;
use crate::rules::request::Status;
use crate::rules::user::Mfa;
use crate::store::audit::Line;
use crate::store::came_of::{self, Thing};
use crate::store::devices::{self, Device};
use crate::store::enrolments::{self, Enrolment};
use crate::store::sessions::Session;
use crate::store::users::{self, User};
use crate::store::{requests, sessions};

/// Issues a code to a browser session; the account's other open set-ups of that session end.
pub(crate) fn issue(step: &Step<'_>, user: &User, session: &Session) -> Result<Enrolment, Fault> {
    for open in enrolments::open(step.db, &user.id)? {
        if open.session == session.id {
            end(step, &open, State::Cancelled)?;
        }
    }
    let random = step.realm.random.as_ref();
    let enrolment = Enrolment {
        id: uuid(random)?,
        code: uuid(random)?,
        typed: Some(crockford::draw(random, crockford::SET_UP)?),
        allowed_by: session.allowed_by,
        user: user.id.clone(),
        session: session.id.clone(),
        password_version: user.password_version.clone(),
        nonce: token(random)?,
        secret: token(random)?,
        state: State::Issued,
        expires: step.now + rule::LIFE,
        fetches: 0,
        completion: None,
        credential: None,
        label: None,
        failed: 0,
        tried_again: false,
    };
    enrolments::add(step.db, &enrolment, step.now)?;
    Ok(enrolment)
}

/// The set-up as it is now. One that the account does not want any more ends here, whoever asks: the
/// account is blocked, confirmation was switched off, the password is another, or what allowed the
/// set-up does so no more.
pub(crate) fn find(step: &Step<'_>, id: &str) -> Result<Option<Enrolment>, Fault> {
    let Some(enrolment) = enrolments::by_id(step.db, id)? else { return Ok(None) };
    let user = users::by_id(step.db, &enrolment.user)?.ok_or(Fault::Store)?;
    let phones = devices::active(step.db, &user.id)?.len();
    // A set-up that needs no phone or no pass goes on when its browser is gone; others end with it.
    let begun = enrolment.allowed_by == Grant::Password
        || sessions::by_id(step.db, &enrolment.session, step.now)?.is_some();
    let wanted = user.blocked_at.is_none()
        && begun
        && enrolment.allowed_by.allows(user.mfa, phones)
        && user.password_version == enrolment.password_version;
    if wanted || !enrolment.state.is_open() {
        return Ok(Some(enrolment));
    }
    end(step, &enrolment, State::Cancelled)?;
    enrolments::by_id(step.db, id)
}

/// Whether a code can still be used; also counts a try with a claimed one.
pub(crate) fn check_code(
    step: &Step<'_>,
    enrolment: &Enrolment,
) -> Result<Result<(), Refusal>, Fault> {
    let claimed = enrolment.completion.is_some();
    Ok(match rule::code(enrolment.state, claimed, enrolment.expires, step.now) {
        Code::Fresh => Ok(()),
        Code::AlreadyUsed => {
            if enrolment.state.is_open() {
                enrolments::set_tried_again(step.db, &enrolment.id, true)?;
            }
            Err(Refusal::new(410, "already_used", "This code was already used."))
        }
        Code::Lapsed => Err(Refusal::new(410, "code_expired", "This code has lapsed.")),
        Code::Unknown => Err(Refusal::unknown()),
    })
}

/// Ends a set-up without a phone: the phone that claimed it is forgotten.
pub(crate) fn end(step: &Step<'_>, enrolment: &Enrolment, state: State) -> Result<(), Fault> {
    enrolments::set_state(step.db, &enrolment.id, state)?;
    let user = users::by_id(step.db, &enrolment.user)?.ok_or(Fault::Store)?;
    for pending in requests::pending(step.db, &user.id)? {
        if pending.enrolment.as_deref() == Some(&enrolment.id) {
            step.end_request(&pending, Status::Cancelled, Event::Cancelled, None)?;
        }
    }
    let device = match &enrolment.credential {
        Some(credential) => devices::by_credential(step.db, credential)?,
        None => None,
    };
    if let Some(device) = device.as_ref().filter(|device| !device.active) {
        devices::erase(step.db, &device.credential)?;
    }
    let reason = Some(state.word().to_owned());
    step.log(&user.name, Event::SetUpEnded, Line { reason, ..of_device(device.as_ref()) })
}

/// Counts a failed try-out; the third one ends the set-up. Returns how many failed.
pub(crate) fn failed_try(step: &Step<'_>, id: &str) -> Result<i64, Fault> {
    enrolments::count_failure(step.db, id)?;
    let enrolment = enrolments::by_id(step.db, id)?.ok_or(Fault::Store)?;
    if enrolment.failed >= rule::TRIES && enrolment.state.is_open() {
        end(step, &enrolment, State::Failed)?;
    }
    Ok(enrolment.failed)
}

/// The right number was typed: the phone is in use, and the account asks for it from now on.
pub(crate) fn activate(
    step: &Step<'_>,
    id: &str,
    device: &Device,
    user: &User,
) -> Result<(), Fault> {
    let enrolment = enrolments::by_id(step.db, id)?.ok_or(Fault::Store)?;
    enrolments::set_state(step.db, id, State::Active)?;
    devices::activate(step.db, &device.credential, step.now)?;
    users::set_mfa(step.db, &user.id, Mfa::Enforced)?;
    let of_session = Thing::Session(enrolment.session);
    let approvals = came_of::approvals(step.db, &of_session)?;
    came_of::add(step.db, &approvals, &Thing::Phone(device.credential.clone()))?;
    // Another browser's set-up of the same account must not bring one more phone in.
    for other in enrolments::open(step.db, &user.id)? {
        end(step, &other, State::Cancelled)?;
    }
    step.log(&user.name, Event::PhoneSetUp, of_device(Some(device)))
}
