//! One-time passes: somebody lost their phone, and IT lets them set up another one.

use zeroize::Zeroizing;

use super::session::user_of;
use super::{Event, Step, phones, session};
use crate::rules::crockford;
use crate::rules::grant::Grant;
use crate::rules::stage::Stage;
use crate::rules::user::Mfa;
use crate::store::audit::Line;
use crate::store::sessions::{self, Session};
use crate::store::users::{self, User};
use crate::store::{apps, passes, remembered};
use crate::{Fault, crypto};

/// How often something else may be typed before the pass is of no use.
const MOST_WRONG: i64 = 10;

/// A pass, as it is told once.
pub(crate) struct Issued {
    /// The sixteen characters.
    pub(crate) pass: Zeroizing<String>,
    /// Until when it can be used.
    pub(crate) until: i64,
}

/// Why no pass is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPass {
    /// Sign-ins are not confirmed with a phone: the password alone signs in.
    Off,
    /// The account is blocked.
    Blocked,
}

/// Issues a pass in place of an older one. From now on the phones of the account and its other app are
/// none of it, and nobody is signed in: a lost phone may have let anybody in. A pause and a wait stay.
pub(crate) fn issue(
    step: &Step<'_>,
    user: &User,
    actor: &str,
) -> Result<Result<Issued, NoPass>, Fault> {
    if user.blocked_at.is_some() {
        return Ok(Err(NoPass::Blocked));
    }
    if user.mfa == Mfa::Off {
        return Ok(Err(NoPass::Off));
    }
    phones::forget_all(step, user, "a one-time pass was issued")?;
    if apps::erase(step.db, &user.id)? {
        let line = Line { actor: Some(actor.to_owned()), ..Line::default() };
        step.log(&user.name, Event::AppRemoved, line)?;
    }
    remembered::forget_all(step.db, &user.id)?;
    for id in sessions::of(step.db, &user.id)? {
        if let Some(open) = sessions::by_id(step.db, &id, step.now)? {
            session::end(step, &open)?;
        }
    }
    // The password alone must not set up a phone in its place.
    users::set_mfa(step.db, &user.id, Mfa::Enforced)?;
    let pass = Zeroizing::new(crockford::draw(step.realm.random.as_ref(), crockford::PASS)?);
    let until = step.now + step.realm.organisation.pass_life;
    passes::put(step.db, &user.id, &crypto::digest(pass.as_bytes()), until)?;
    let line = Line { actor: Some(actor.to_owned()), ..Line::default() };
    step.log(&user.name, Event::PassIssued, line)?;
    Ok(Ok(Issued { pass, until }))
}

/// Whether this is the pass of the account that can be used. It may have been used by now, or another
/// one issued in its place.
pub(crate) fn is_the_open(step: &Step<'_>, user: &User, shown: &str) -> Result<bool, Fault> {
    let digest = crypto::digest(shown.as_bytes());
    let open = passes::of(step.db, &user.id)?.filter(|pass| pass.until > step.now);
    Ok(open.is_some_and(|pass| crypto::equal(&pass.digest, &digest)))
}

/// Whether the account has a pass that can be used.
pub(crate) fn is_open(step: &Step<'_>, user: &User) -> Result<bool, Fault> {
    Ok(passes::of(step.db, &user.id)?.is_some_and(|pass| pass.until > step.now))
}

/// What was typed as the pass, after the password. The right one is used up, and this session may
/// set up a phone; `false` when it was another one.
pub(crate) fn redeem(
    step: &Step<'_>,
    session: &mut Session,
    typed: &str,
    browser: Option<String>,
) -> Result<bool, Fault> {
    if session.stage != Stage::Pass {
        return Ok(true);
    }
    let user = user_of(step, session)?;
    let Some(pass) = passes::of(step.db, &user.id)?.filter(|pass| pass.until > step.now) else {
        return Ok(false);
    };
    let typed = crockford::read(typed, crockford::PASS).map(Zeroizing::new);
    let right =
        typed.is_some_and(|typed| crypto::equal(&crypto::digest(typed.as_bytes()), &pass.digest));
    if !right {
        passes::count_wrong(step.db, &user.id)?;
        let last = pass.wrong + 1 >= MOST_WRONG;
        if last {
            passes::end(step.db, &user.id)?;
        }
        let reason = last.then(|| "typed wrong too often, the pass is over".to_owned());
        step.log(&user.name, Event::WrongPass, Line { browser, reason, ..Line::default() })?;
        return Ok(false);
    }
    passes::end(step.db, &user.id)?;
    session.allowed_by = Grant::Pass;
    session.stage = Stage::GetApp;
    step.log(&user.name, Event::PassUsed, Line { browser, ..Line::default() })?;
    sessions::keep(step.db, session, step.now)?;
    Ok(true)
}
