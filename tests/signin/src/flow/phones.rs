//! The phones of an account that is signed in: one more, one less, and which one is asked.

use super::request::Origin;
use super::session::user_of;
use super::{Step, browser, device, enrol};
use crate::rules::enrolment::State;
use crate::rules::grant::{Grant, MOST_PHONES, is_fresh};
use crate::rules::stage::Stage;
use crate::rules::user::Mfa;
use crate::store::devices::{self, Device};
use crate::store::enrolments;
use crate::store::sessions::{self, Session};
use crate::store::users::User;
use crate::{Fault, crypto};

/// Characters of a [`reference`].
const REFERENCE: usize = 12;

/// What a page calls a phone: its ids are nobody's business but the phone's and ours.
pub(crate) fn reference(device: &Device) -> String {
    crypto::digest(device.credential.as_bytes()).chars().take(REFERENCE).collect()
}

/// The phone among these that a page names.
pub(crate) fn named<'a>(phones: &'a [Device], asked: &str) -> Option<&'a Device> {
    phones.iter().find(|phone| reference(phone) == asked)
}

/// The phone to ask: the one that this browser asked before, if it is still in use, else the one
/// that approved last.
pub(crate) fn to_ask<'a>(
    step: &Step<'_>,
    session: &Session,
    phones: &'a [Device],
) -> Result<Option<&'a Device>, Fault> {
    let before = super::session::request_of(step, session)?;
    let again =
        before.and_then(|before| phones.iter().find(|phone| phone.credential == before.credential));
    Ok(again.or(phones.first()))
}

/// "Use another phone": a request to that phone in place of the open one, or after a wait.
pub(crate) fn ask_another(
    step: &Step<'_>,
    session: &mut Session,
    asked: &str,
    origin: &Origin,
) -> Result<(), Fault> {
    if !matches!(
        session.stage,
        Stage::Number | Stage::Expired | Stage::WrongNumber | Stage::Waiting
    ) {
        return Ok(());
    }
    let user = user_of(step, session)?;
    let phones = devices::active(step.db, &user.id)?;
    if let Some(phone) = named(&phones, asked) {
        browser::ask_phone(step, session, &user, phone, origin)?;
        sessions::keep(step.db, session, step.now)?;
    }
    Ok(())
}

/// What became of a wish about phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// It is done.
    Done,
    /// A phone has to say yes first.
    Confirm,
    /// Five phones are set up.
    Full,
    /// There is no such phone, or it is the only one.
    No,
}

/// "Add a phone": this browser goes on to the set-up.
pub(crate) fn add(step: &Step<'_>, session: &mut Session) -> Result<Change, Fault> {
    if session.stage != Stage::SignedIn {
        return Ok(Change::No);
    }
    let user = user_of(step, session)?;
    let count = devices::active(step.db, &user.id)?.len();
    if count >= MOST_PHONES {
        return Ok(Change::Full);
    }
    if !Grant::Phone.allows(user.mfa, count) {
        return Ok(Change::No);
    }
    if !is_fresh(session.approved, step.now) {
        return Ok(Change::Confirm);
    }
    session.allowed_by = Grant::Phone;
    session.stage = Stage::GetApp;
    sessions::keep(step.db, session, step.now)?;
    Ok(Change::Done)
}

/// Whether a session may set up a phone; a further one wants an approval that was given just now, and
/// nothing but that comes beside another app.
pub(crate) fn may_set_up(step: &Step<'_>, session: &Session, user: &User) -> Result<bool, Fault> {
    let count = devices::active(step.db, &user.id)?.len();
    let fresh = session.allowed_by != Grant::Phone || is_fresh(session.approved, step.now);
    let alone = session.allowed_by == Grant::Phone || !browser::factors(step, user)?.app;
    Ok(fresh && alone && session.allowed_by.allows(user.mfa, count))
}

/// Back from setting up a further phone, with or without it: this browser stays signed in. One that
/// stands anywhere else, at a block above all, stays there.
pub(crate) fn leave(step: &Step<'_>, session: &mut Session) -> Result<(), Fault> {
    if session.allowed_by != Grant::Phone || !session.stage.is_about_a_phone() {
        return Ok(());
    }
    browser::drop_what_waits(step, session)?;
    session.allowed_by = Grant::Password;
    session.request = None;
    session.enrolment = None;
    session.stage = Stage::SignedIn;
    sessions::keep(step.db, session, step.now)
}

/// "Remove": the service forgets the phone. The only one stays, since nothing could confirm then.
pub(crate) fn remove(step: &Step<'_>, session: &Session, asked: &str) -> Result<Change, Fault> {
    let user = user_of(step, session)?;
    let phones = devices::active(step.db, &user.id)?;
    let Some(phone) = named(&phones, asked).filter(|_| phones.len() > 1) else {
        return Ok(Change::No);
    };
    if session.stage != Stage::SignedIn || user.mfa == Mfa::Off {
        return Ok(Change::No);
    }
    if !is_fresh(session.approved, step.now) {
        return Ok(Change::Confirm);
    }
    device::forget(step, phone, "removed on the page")?;
    Ok(Change::Done)
}

/// Makes the service forget all phones of an account, the ones that are being set up too.
pub(crate) fn forget_all(step: &Step<'_>, user: &User, reason: &str) -> Result<(), Fault> {
    for open in enrolments::open(step.db, &user.id)? {
        enrol::end(step, &open, State::Cancelled)?;
    }
    for phone in devices::active(step.db, &user.id)? {
        device::forget(step, &phone, reason)?;
    }
    Ok(())
}
