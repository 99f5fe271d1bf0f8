//! One-time passes: typed after the password, and shown once to the administrator who issued one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::form::Submission;
use super::once::Shown;
use super::outcome::Outcome;
use super::signin::{go_on, respond};
use super::view;
use super::visitor::Visitor;
use crate::flow::browser;
use crate::flow::pass::{self, NoPass};
use crate::pages::admin::ShownPass;
use crate::pages::paths;
use crate::rules::crockford;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::sessions::SessionKind;
use crate::store::users;
use crate::times::moment;

/// `POST /signin/pass`.
pub(crate) async fn redeem(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let mut session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let from = browser::of_origin(&form.visitor.origin);
        let right = pass::redeem(step, &mut session, &form.fields.pass, from)?;
        let again = !right && session.stage == Stage::Pass;
        Ok(if again {
            Outcome::go(&format!("{}?pass=wrong", paths::ONE_TIME_PASS))
        } else {
            go_on(&session)
        })
    })
}

/// `POST /admin/pass`: issues one. Nobody issues one for their own account: whoever holds a session of
/// an administrator would have a phone of their own with it.
pub(crate) async fn issue(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    let mut issued = None;
    let outcome = super::admin_changes::act(&inner, &form, |step, session, admin, user, _| {
        if user.id == admin.id {
            return Ok("?done=own-pass".into());
        }
        Ok(match pass::issue(step, user, &admin.name)? {
            Ok(pass) => {
                issued = Some((session.id.clone(), user.name.clone(), pass));
                "/pass".into()
            }
            Err(NoPass::Blocked) => "?done=blocked".into(),
            Err(NoPass::Off) => "?done=no-mfa".into(),
        })
    });
    // Only what was kept is shown.
    if let Some((session, user, issued)) = issued {
        let shown = Shown { user, pass: issued.pass, until: issued.until };
        inner.shown.keep(&session, shown, inner.now());
    }
    outcome
}

/// `GET /admin/pass`: shows it, once.
pub(crate) async fn show(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    respond(&inner, |step| {
        let session = visitor.find(step, SessionKind::Admin)?;
        let Some(session) = session else { return Ok(Outcome::go(paths::ADMIN_SIGN_IN)) };
        let Some(shown) = inner.shown.take(&session.id, step.now) else {
            return Ok(Outcome::go(paths::ADMIN));
        };
        // It may have been used, or replaced by another administrator's.
        let still = match users::by_name(step.db, &shown.user)? {
            Some((user, _)) => pass::is_open(step, &user)?,
            None => false,
        };
        if !still {
            return Ok(Outcome::go(paths::ADMIN));
        }
        let html = view::render(&ShownPass {
            chrome: view::chrome(step.realm, visitor.language, &session.csrf),
            user: shown.user,
            pass: crockford::grouped(&shown.pass),
            until: moment(visitor.language, shown.until),
        })?;
        Ok(Outcome::page(StatusCode::OK, html))
    })
}
