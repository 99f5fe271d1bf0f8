//! What an administrator does; each act is logged with who did it.

use super::browser::factors;
use super::{Event, Step, enrol};
use crate::Fault;
use crate::rules::backoff::Streak;
use crate::rules::enrolment::State;
use crate::rules::text::is_clean;
use crate::rules::user::{Factors, Mfa};
use crate::store::audit::Line;
use crate::store::users::{self, User};
use crate::store::{apps, enrolments, passes, remembered};

/// Longest reason, in characters.
pub(crate) const REASON_LENGTH: usize = 200;

/// Switches the confirmation of sign-ins on or off. On with a phone in use means enforced, and what is
/// enforced stays so: whose last phone was removed sets up the next one with a pass, not the password.
pub(crate) fn set_mfa(step: &Step<'_>, admin: &User, user: &User, on: bool) -> Result<Mfa, Fault> {
    let (mfa, event) = if !on {
        (Mfa::Off, Event::SwitchedOff)
    } else if user.mfa != Mfa::Enforced && factors(step, user)? == Factors::default() {
        (Mfa::On, Event::SwitchedOn)
    } else {
        (Mfa::Enforced, Event::SwitchedOn)
    };
    users::set_mfa(step.db, &user.id, mfa)?;
    if mfa == Mfa::Off {
        // Nothing that was allowed while it was on comes back when it is switched on again.
        remembered::forget_all(step.db, &user.id)?;
        passes::end(step.db, &user.id)?;
        // Nobody can take another app away: its owner sets one up anew.
        if apps::erase(step.db, &user.id)? {
            step.log(&user.name, Event::AppRemoved, by(&admin.name, None))?;
        }
        for open in enrolments::open(step.db, &user.id)? {
            enrol::end(step, &open, State::Cancelled)?;
        }
    }
    step.log(&user.name, event, by(&admin.name, None))?;
    Ok(mfa)
}

/// Lifts a block; the log keeps who and why. `false` without a reason that can be shown.
pub(crate) fn unblock(
    step: &Step<'_>,
    actor: &str,
    user: &User,
    reason: &str,
) -> Result<bool, Fault> {
    let reason = reason.trim();
    if !is_clean(reason, REASON_LENGTH) {
        return Ok(false);
    }
    users::set_blocked(step.db, &user.id, None)?;
    // Who was helped gets on at once: what somebody else sent is no wait of the owner's.
    users::set_streak(step.db, &user.id, Streak::default())?;
    step.log(&user.name, Event::Unblocked, by(actor, Some(reason)))?;
    Ok(true)
}

/// Ends a pause after wrong numbers or codes, and what makes the next request wait; the log keeps who and why.
/// `false` without a reason that can be shown.
pub(crate) fn resume(
    step: &Step<'_>,
    actor: &str,
    user: &User,
    reason: &str,
) -> Result<bool, Fault> {
    let reason = reason.trim();
    if !is_clean(reason, REASON_LENGTH) {
        return Ok(false);
    }
    users::set_wrong_in_row(step.db, &user.id, 0)?;
    users::set_wrong_codes(step.db, &user.id, 0, 0)?;
    users::set_streak(step.db, &user.id, Streak::default())?;
    step.log(&user.name, Event::Resumed, by(actor, Some(reason)))?;
    Ok(true)
}

/// Makes the service forget the user's remembered browsers.
pub(crate) fn forget_browsers(step: &Step<'_>, admin: &User, user: &User) -> Result<(), Fault> {
    remembered::forget_all(step.db, &user.id)?;
    step.log(&user.name, Event::BrowsersForgotten, by(&admin.name, None))
}

fn by(actor: &str, reason: Option<&str>) -> Line {
    Line { actor: Some(actor.to_owned()), reason: reason.map(str::to_owned), ..Line::default() }
}
