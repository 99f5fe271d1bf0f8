//! The pages of a plain realm: few words, plain forms.

use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

use super::call::PlainCall;
use super::offer;
use super::state::{At, Browser, State};
use super::way::{self, Here};
use crate::Fault;
use crate::flow::Step;
use crate::outside::token;
use crate::pages::paths;
use crate::pages::plain::{PlainPage, PlainSignIn, Shown};
use crate::pages::signin::SignInError;
use crate::passwords::{self, Checked};
use crate::service::Inner;
use crate::store::sessions::SessionKind;
use crate::store::users::User;
use crate::web::cookies::Cookie;
use crate::web::form::{self, Submission};
use crate::web::outcome::Outcome;
use crate::web::setup::picture;
use crate::web::signin::{our_fault, respond};
use crate::web::visitor::{Visitor, language};
use crate::web::{png, view};

/// The addresses, below the realm's.
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route(paths::SIGN_IN, get(stand).post(sign_in))
        .route(paths::PLAIN_CODE, get(code))
        .route(paths::PLAIN_AGAIN, post(again))
        .route(paths::CANCEL, post(cancel))
        .route(paths::SIGN_OUT, post(leave))
}

/// What the password page says, in its address: words of ours.
#[derive(Deserialize, Default)]
pub(crate) struct Hint {
    said: Option<String>,
    wait: Option<u32>,
}

fn sign_in_page(call: &PlainCall, hint: &str) -> Outcome {
    Outcome::go(&format!("{}{}{}{hint}", call.prefix(), call.plain.path(), paths::SIGN_IN))
}

fn cookie(call: &PlainCall, headers: &HeaderMap) -> Option<String> {
    Cookie::Plain(&call.plain.realm.name).of(&call.inner, headers)
}

/// `GET <RB>/signin`: the password page, or where this browser stands.
async fn stand(call: PlainCall, Query(hint): Query<Hint>, visitor: Visitor) -> Outcome {
    let inner = &call.inner;
    respond(inner, |step| {
        let drawn = match cookie(&call, &call.headers) {
            Some(cookie) => way::with(&call.plain, step, &cookie, |state, browser, user| {
                draw(&call, step, state, browser, user)
            })?,
            None => None,
        };
        if let Some(page) = drawn {
            return Ok(page);
        }
        let (form, is_new) = match &visitor.form {
            Some(form) => (form.clone(), false),
            None => (token(inner.realm.random.as_ref())?, true),
        };
        let csrf = form::token(inner, SessionKind::Person, &form);
        let html = view::render(&PlainSignIn {
            chrome: view::chrome_at(step.realm, visitor.language, &csrf, &call.prefix()),
            here: call.plain.path(),
            user: String::new(),
            seconds_left: hint.wait.unwrap_or_default(),
            error: match hint.said.as_deref() {
                Some("wrong") => Some(SignInError::NotRight),
                Some("empty") => Some(SignInError::Empty),
                Some("late") => Some(SignInError::TimedOut),
                _ => None,
            },
        })?;
        let page = Outcome::page(StatusCode::OK, html);
        Ok(if is_new { page.with(Cookie::Form.set(inner, &form)) } else { page })
    })
}

fn draw(
    call: &PlainCall,
    step: &Step<'_>,
    state: &State,
    browser: &Browser,
    user: &User,
) -> Result<Outcome, Fault> {
    let events = |kind: &str, id: &str, secret: &str| {
        let (prefix, path) = (call.prefix(), call.plain.path());
        format!("{prefix}{path}/push-mfa/{kind}/challenges/{id}/events?secret={secret}")
    };
    let (shown, events) = match &browser.at {
        At::SetUp(id) => {
            let set_up = state.set_ups.get(id).ok_or(Fault::Store)?;
            // The picture's address must change with the code, but not tell what is in it.
            let code_id = crate::crypto::digest(id.as_bytes()).chars().take(12).collect();
            (Shown::Code { code_id }, events("enroll", id, &set_up.secret))
        }
        At::Waiting(cid) => {
            let request = state.requests.get(cid).ok_or(Fault::Store)?;
            let number = request.number.clone();
            (Shown::Waiting { number }, events("login", cid, &request.secret))
        }
        At::TooMany => (Shown::TooMany, String::new()),
        At::Disabled => (Shown::Disabled, String::new()),
        At::Denied => (Shown::Denied, String::new()),
        At::Expired => (Shown::Expired, String::new()),
        At::Cancelled => (Shown::Cancelled, String::new()),
        At::SignedIn => (Shown::SignedIn, String::new()),
    };
    let language = language(&call.headers, step.realm.organisation.look.language);
    let html = view::render(&PlainPage {
        chrome: view::chrome_at(step.realm, language, &browser.csrf, &call.prefix()),
        here: call.plain.path(),
        user: user.name.clone(),
        shown,
        events,
    })?;
    let too_many = browser.at == At::TooMany;
    let status = if too_many { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
    Ok(Outcome::page(status, html))
}

/// `POST <RB>/signin`: user and password.
async fn sign_in(call: PlainCall, form: Submission) -> Outcome {
    let inner = &call.inner;
    if !form.is_of_sign_in_page(inner, SessionKind::Person) {
        return sign_in_page(&call, "?said=late");
    }
    let (user, password) = (&form.fields.user, &form.fields.password);
    if user.trim().is_empty() || password.is_empty() {
        return sign_in_page(&call, "?said=empty");
    }
    let typed = match passwords::check(inner, form.visitor.typist(user), password.clone()).await {
        Ok(Checked::Right(typed)) => typed,
        Ok(Checked::Wrong) => return sign_in_page(&call, "?said=wrong"),
        Ok(Checked::TooSoon(left)) => return sign_in_page(&call, &format!("?wait={left}")),
        Err(fault) => return respond(inner, |_| Err(fault)),
    };
    let before = cookie(&call, &call.headers);
    respond(inner, |step| {
        let base = call.base();
        let here = Here { plain: &call.plain, base: &base };
        Ok(match way::enter(here, step, typed, before.as_deref())? {
            Some(cookie) => sign_in_page(&call, "")
                .with(Cookie::Plain(&call.plain.realm.name).set(inner, &cookie)),
            None => sign_in_page(&call, "?said=wrong"),
        })
    })
}

/// The picture of the set-up code of this browser.
async fn code(call: PlainCall) -> Outcome {
    let found = call.inner.step(|step| {
        let Some(cookie) = cookie(&call, &call.headers) else { return Ok(None) };
        let text = way::with(&call.plain, step, &cookie, |state, browser, _| {
            text_of(&call.plain, step, &call.base(), state, browser)
        })?;
        Ok(text.flatten())
    });
    picture(found.ok().flatten().as_deref().and_then(png::qr))
}

/// The text of a browser's set-up code.
pub(super) fn text_of(
    plain: &super::Plain,
    step: &Step<'_>,
    base: &str,
    state: &State,
    browser: &Browser,
) -> Result<Option<String>, Fault> {
    let Some(id) = browser.at.set_up() else { return Ok(None) };
    let Some(set_up) = state.set_ups.get(id) else { return Ok(None) };
    offer::code(plain, step, base, id, set_up).map(Some)
}

/// "Resend", "Try again".
async fn again(call: PlainCall, form: Submission) -> Outcome {
    change(&call, &form, |step, state, browser, user| {
        let base = call.base();
        way::again(Here { plain: &call.plain, base: &base }, step, state, browser, user)
    })
}

/// "Cancel".
async fn cancel(call: PlainCall, form: Submission) -> Outcome {
    change(&call, &form, |_, state, browser, _| {
        way::cancel(state, browser);
        Ok(true)
    })
}

/// "Sign out", "Start again".
async fn leave(call: PlainCall, form: Submission) -> Outcome {
    let inner = &call.inner;
    respond(inner, |step| {
        let Some(cookie) = cookie(&call, &call.headers) else {
            return Ok(sign_in_page(&call, ""));
        };
        let fits =
            way::with(&call.plain, step, &cookie, |_, browser, _| Ok(form.is_with(&browser.csrf)))?;
        if fits == Some(false) {
            return Ok(form::refused());
        }
        way::leave(&call.plain, step, &cookie);
        Ok(sign_in_page(&call, "").with(Cookie::Plain(&call.plain.realm.name).removed(inner)))
    })
}

fn change(
    call: &PlainCall,
    form: &Submission,
    change: impl FnOnce(&Step<'_>, &mut State, &mut Browser, &User) -> Result<bool, Fault>,
) -> Outcome {
    respond(&call.inner, |step| {
        let Some(cookie) = cookie(call, &call.headers) else { return Ok(sign_in_page(call, "")) };
        let done = way::with(&call.plain, step, &cookie, |state, browser, user| {
            if !form.is_with(&browser.csrf) {
                return Ok(form::refused());
            }
            Ok(if change(step, state, browser, user)? {
                sign_in_page(call, "")
            } else {
                our_fault()
            })
        })?;
        Ok(done.unwrap_or_else(|| sign_in_page(call, "")))
    })
}
