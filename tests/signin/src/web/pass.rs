//! One-time passes: typed after the password, and shown once to the administrator who issued one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::form::Submission;
use super::once::Shown;
use super::outcome::Outcome;
use super::signin::{go_on, our_fault, respond};
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
    let done = super::admin_changes::try_act(&inner, &form, |step, session, admin, user, _| {
        let hint = |hint: &str| (hint.to_owned(), None);
        if user.id == admin.id {
            return Ok(hint("?done=own-pass"));
        }
        Ok(match pass::issue(step, user, &admin.name)? {
            Ok(pass) => ("/pass".into(), Some((session.id.clone(), user.name.clone(), pass))),
            Err(NoPass::Blocked) => hint("?done=blocked"),
            Err(NoPass::Off) => hint("?done=no-mfa"),
        })
    });
    let Ok((outcome, issued)) = done else { return our_fault() };
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
        let still = match users::by_name(step.db, &shown.user)? {
            Some((user, _)) => pass::is_the_open(step, &user, &shown.pass)?,
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::FromRequest;
    use axum::http::{Request, header};

    use super::super::cookies::Cookie;
    use super::*;
    use crate::config::Config;
    use crate::flow::{request, session};
    use crate::outside::{SystemClock, SystemRandom};
    use crate::store::sessions;
    use crate::testing::LastCommit;
    use crate::{Mfa, NewUser, Role, Service};

    /// The form that issues a pass, from an administrator's session with this id.
    async fn form(inner: &Arc<Inner>) -> (String, Submission) {
        let fresh = inner
            .step(|step| {
                let (admin, _) = users::by_name(step.db, "admin")?.ok_or(crate::Fault::Store)?;
                let mut fresh = session::begin(step, SessionKind::Admin, request::ADMIN, &admin)?;
                session::sign_in(step, &mut fresh.session);
                sessions::keep(step.db, &fresh.session, step.now)?;
                Ok(fresh)
            })
            .unwrap();
        let cookie = Cookie::Session(SessionKind::Admin).set(inner, &fresh.cookie).unwrap();
        let sent = Request::post(format!("{}{}", inner.origin, paths::ADMIN_PASS))
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("user=ida&csrf={}", fresh.session.csrf)))
            .unwrap();
        (fresh.session.id, Submission::from_request(sent, inner).await.unwrap())
    }

    #[tokio::test]
    async fn a_pass_that_was_not_kept_is_not_shown_a52() {
        for (lost, shown) in [(false, true), (true, false)] {
            let clock = Arc::new(SystemClock::default());
            let random = Arc::new(SystemRandom::default());
            let service = Service::new(Config::default(), clock, random).unwrap();
            for (name, mfa, role) in
                [("admin", Mfa::Off, Role::Admin), ("ida", Mfa::On, Role::User)]
            {
                let user = NewUser { name, password: "correct horse battery", mfa, role };
                service.add_user(&user).unwrap();
            }
            let inner = service.inner();
            let (session, form) = form(inner).await;
            if lost {
                assert!(service.end_at_commit(1, LastCommit::Lost));
            }
            issue(State(Arc::clone(inner)), form).await;
            assert_eq!(inner.shown.take(&session, inner.now()).is_some(), shown);
        }
    }
}
