//! What an administrator changes about a user, once they have confirmed that it is them.

use std::sync::Arc;

use axum::extract::State;

use super::form::{Fields, Submission};
use super::outcome::Outcome;
use super::setup::percent;
use super::signin::our_fault;
use crate::Fault;
use crate::flow::confirm::{self, Asking};
use crate::flow::session::user_of;
use crate::flow::{Step, admin};
use crate::pages::paths;
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};
use crate::store::users::{self, User};

/// `POST /admin/mfa`.
pub(crate) async fn mfa(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, _, admin, user, fields| {
        let on = fields.mfa == paths::ON;
        if !on && fields.mfa != paths::OFF {
            return Ok(String::new());
        }
        admin::set_mfa(step, admin, user, on)?;
        Ok(if on { "?done=on" } else { "?done=off" }.into())
    })
}

/// `POST /admin/forget-browsers`.
pub(crate) async fn forget(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, _, admin, user, _| {
        admin::forget_browsers(step, admin, user)?;
        Ok("?done=forgotten".into())
    })
}

/// `POST /admin/unblock`.
pub(crate) async fn unblock(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, _, admin, user, fields| {
        Ok(if admin::unblock(step, &admin.name, user, &fields.reason)? {
            "?done=unblocked".into()
        } else {
            format!("?missing={}", percent(&user.name))
        })
    })
}

/// `POST /admin/resume`.
pub(crate) async fn resume(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, _, admin, user, fields| {
        Ok(if admin::resume(step, &admin.name, user, &fields.reason)? {
            "?done=resumed".into()
        } else {
            format!("?missing={}", percent(&user.name))
        })
    })
}

/// Something that an administrator changes about a user. Where their own sign-ins are confirmed, a
/// phone has said yes within a quarter of an hour; else it is asked first, and nothing is changed.
pub(crate) fn act(
    inner: &Inner,
    form: &Submission,
    act: impl FnOnce(&Step<'_>, &Session, &User, &User, &Fields) -> Result<String, Fault>,
) -> Outcome {
    let done = try_act(inner, form, |step, session, admin, user, fields| {
        Ok((act(step, session, admin, user, fields)?, None::<()>))
    });
    done.map_or_else(|_| our_fault(), |(outcome, _)| outcome)
}

/// As [`act`], for what is told once: it comes out only when the step was kept.
///
/// # Errors
/// As the step; nothing of it was kept then.
pub(crate) fn try_act<T>(
    inner: &Inner,
    form: &Submission,
    act: impl FnOnce(&Step<'_>, &Session, &User, &User, &Fields) -> Result<(String, Option<T>), Fault>,
) -> Result<(Outcome, Option<T>), Fault> {
    inner.step(|step| {
        let fields = &form.fields;
        let mut session = match form.session(inner, step, SessionKind::Admin)? {
            Ok(session) => session,
            Err(refused) => return Ok((refused, None)),
        };
        let admin = user_of(step, &session)?;
        let to = |hint: &str| Outcome::go(&format!("{}{hint}", paths::ADMIN));
        if confirm::is_needed(step, &session, &admin) {
            let outcome = match confirm::start(step, &mut session, &form.visitor.origin)? {
                Asking::Asked => Outcome::go(paths::ADMIN_CONFIRM),
                Asking::NoPhone => to("?done=no-phone"),
                Asking::Paused => to("?done=paused"),
                Asking::Wait => to("?done=wait"),
            };
            return Ok((outcome, None));
        }
        let Some((user, _)) = users::by_name(step.db, &fields.user)? else {
            return Ok((to("?done=gone"), None));
        };
        let (hint, told) = act(step, &session, &admin, &user, fields)?;
        Ok((to(&hint), told))
    })
}
