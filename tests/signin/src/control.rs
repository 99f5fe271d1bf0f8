//! `--test-control`: browsers without a browser, for tests in any language. It gives the whole
//! service away, so it is refused unless the service listens on loopback, and said loudly.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Fault;
use crate::accounts::{self, NewUser};
use crate::flow::phones::{self, Change};
use crate::flow::request::{MAIL, Origin};
use crate::flow::session::{enrolment_of, find, request_of, user_of};
use crate::flow::slow::Typist;
use crate::flow::{Step, browser, confirm, setup};
use crate::passwords::{self, Checked};
use crate::rules::crockford::grouped;
use crate::rules::request::Status;
use crate::rules::stage::Stage;
use crate::rules::user::{Mfa, Role};
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};
use crate::store::{audit, pushes};
use crate::web::{match_code, png, setup as pages, visitor};

/// Browsers without a browser, by id.
#[derive(Default)]
pub(crate) struct Puppets(Mutex<HashMap<String, Puppet>>);

/// One of them: its cookies.
#[derive(Clone, Default)]
struct Puppet {
    session: String,
    remembered: Vec<String>,
}

impl Puppets {
    fn find(&self, id: &str) -> Option<Puppet> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn keep(&self, id: &str, puppet: Puppet) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), puppet);
    }
}

/// Lines of the log in a reply.
const LINES: u32 = 1000;

/// The routes under `/test/`.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/test/user", post(user))
        .route("/test/clock", post(clock))
        .route("/test/signin", post(sign_in))
        .route("/test/browser/{id}", get(look))
        .route("/test/browser/{id}/next", post(next))
        .route("/test/browser/{id}/add_phone", post(add_phone))
        .route("/test/log", get(log))
        .route("/test/pushes", get(rung))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddUser {
    name: String,
    password: String,
    mfa: Option<String>,
    role: Option<String>,
}

async fn user(State(inner): State<Arc<Inner>>, Json(asked): Json<AddUser>) -> Response {
    let mfa = match asked.mfa.as_deref() {
        None | Some("off") => Mfa::Off,
        Some("on") => Mfa::On,
        Some(_) => return refused("mfa is off or on"),
    };
    let role = match asked.role.as_deref() {
        None | Some("user") => Role::User,
        Some("admin") => Role::Admin,
        Some(_) => return refused("role is user or admin"),
    };
    let user = NewUser { name: &asked.name, password: &asked.password, mfa, role };
    match accounts::add(&inner, &user) {
        Ok(id) => Json(json!({"id": id, "name": asked.name})).into_response(),
        Err(error) => refused(&error.to_string()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance: u64,
}

async fn clock(State(inner): State<Arc<Inner>>, Json(asked): Json<Advance>) -> Response {
    match &inner.movable {
        Some(clock) => {
            clock.advance(asked.advance);
            inner.news.tell_all();
            Json(json!({"now": inner.now()})).into_response()
        }
        None => refused("this service's clock belongs to its maker"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    user: String,
    password: String,
    /// A browser from before, with what it remembers; else a new one.
    browser: Option<String>,
}

async fn sign_in(State(inner): State<Arc<Inner>>, Json(asked): Json<SignIn>) -> Response {
    let before = match &asked.browser {
        None => Puppet::default(),
        Some(id) => match inner.puppets.find(id) {
            Some(puppet) => puppet,
            None => return refused("there is no such browser"),
        },
    };
    let wrong = "user and password do not belong together";
    let from = origin(&inner);
    let who = Typist { name: &asked.user, remembered: &before.remembered, origin: &from };
    let typed = match passwords::check(&inner, who, asked.password).await {
        Ok(Checked::Right(typed)) => typed,
        Ok(Checked::Wrong) => return refused(wrong),
        Ok(Checked::TooSoon(left)) => return refused(&format!("wait {left} s")),
        Err(_) => return failed(),
    };
    let done = inner.step(|step| {
        let fresh = browser::after_right_password(step, &typed, &before.remembered, &from, MAIL)?;
        let Some(fresh) = fresh else { return Ok(None) };
        let id = match asked.browser {
            Some(id) => id,
            None => crate::outside::uuid(inner.realm.random.as_ref())?,
        };
        inner.puppets.keep(&id, Puppet { session: fresh.cookie, ..before });
        describe(&inner, step, &id, &fresh.session).map(Some)
    });
    match done.transpose() {
        Some(done) => reply(done),
        None => refused(wrong),
    }
}

async fn look(State(inner): State<Arc<Inner>>, Path(id): Path<String>) -> Response {
    with_browser(&inner, &id, |_, _, _| Ok(()))
}

/// What "next" presses, where there is a choice.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Press {
    /// Yes or no to "Stay signed in?"; yes unless said.
    stay: Option<bool>,
}

async fn next(
    State(inner): State<Arc<Inner>>,
    Path(id): Path<String>,
    press: Option<Json<Press>>,
) -> Response {
    let yes = press.and_then(|Json(press)| press.stay).unwrap_or(true);
    with_browser(&inner, &id, |step, session, puppet| {
        let origin = origin(&inner);
        match session.stage {
            Stage::MoreInfo | Stage::GetApp | Stage::SetUp => {
                setup::next(step, session, session.stage, &origin)
            }
            Stage::Scan => setup::start_try_out(step, session, &origin).map(drop),
            Stage::TryOut => {
                let request = request_of(step, session)?;
                if request.is_none_or(|request| request.status != Status::Pending) {
                    setup::start_try_out(step, session, &origin)?;
                }
                Ok(())
            }
            Stage::CodeUsed | Stage::CodeLapsed => setup::new_code(step, session, &origin),
            Stage::Success => setup::done(step, session),
            Stage::Expired | Stage::WrongNumber | Stage::Waiting => {
                browser::ask_again(step, session, &origin)
            }
            Stage::Stay => {
                if let Some((fresh, kept)) = browser::stay(step, session, yes, &origin)? {
                    puppet.session = fresh.cookie;
                    puppet.remembered.extend(kept);
                    *session = fresh.session;
                }
                Ok(())
            }
            Stage::SignIn
            | Stage::Pass
            | Stage::OtherApp
            | Stage::Number
            | Stage::Denied
            | Stage::Superseded
            | Stage::Blocked
            | Stage::Paused
            | Stage::Code
            | Stage::Cancelled
            | Stage::SignedIn => Ok(()),
        }
    })
}

/// "Add a phone" on the page of one's phones. A phone may have to say yes first: then it is asked.
async fn add_phone(State(inner): State<Arc<Inner>>, Path(id): Path<String>) -> Response {
    with_browser(&inner, &id, |step, session, _| {
        if phones::add(step, session)? == Change::Confirm {
            confirm::start(step, session, &origin(&inner))?;
        }
        Ok(())
    })
}

async fn log(State(inner): State<Arc<Inner>>) -> Response {
    reply(inner.step(|step| {
        let lines = audit::newest(step.db, LINES)?;
        let lines: Vec<Value> = lines
            .into_iter()
            .rev()
            .map(|line| {
                json!({"at": line.at, "user": line.user, "event": line.event,
                       "device": line.device, "version": line.version, "browser": line.browser,
                       "reason": line.reason, "actor": line.actor})
            })
            .collect();
        Ok(Value::from(lines))
    }))
}

async fn rung(State(inner): State<Arc<Inner>>) -> Response {
    reply(inner.step(|step| {
        let pushes = pushes::all(step.db)?.into_iter();
        Ok(pushes
            .map(|push| json!({"at": push.at, "to": push.address, "message": push.message}))
            .collect())
    }))
}

fn with_browser(
    inner: &Inner,
    id: &str,
    act: impl FnOnce(&Step<'_>, &mut Session, &mut Puppet) -> Result<(), Fault>,
) -> Response {
    let Some(mut puppet) = inner.puppets.find(id) else {
        return refused("there is no such browser");
    };
    let done = inner.step(|step| {
        let Some(mut session) = find(step, SessionKind::Person, &puppet.session)? else {
            return Ok(json!({"browser": id, "state": Stage::SignIn.word(), "number": null,
                             "qr_png": null, "typed": null, "user": null}));
        };
        act(step, &mut session, &mut puppet)?;
        inner.puppets.keep(id, puppet);
        describe(inner, step, id, &session)
    });
    reply(done)
}

fn describe(inner: &Inner, step: &Step<'_>, id: &str, session: &Session) -> Result<Value, Fault> {
    // Who is signed in and changes their phones confirms that first.
    let confirms = session.stage == Stage::SignedIn
        && request_of(step, session)?.is_some_and(|request| request.status == Status::Pending);
    let number = if confirms || matches!(session.stage, Stage::Number | Stage::TryOut) {
        request_of(step, session)?.and_then(|request| request.number)
    } else {
        None
    };
    let picture = if session.stage == Stage::Scan {
        enrolment_of(step, session)?
            .and_then(|enrolment| png::qr(&pages::link(inner, &enrolment.code)))
    } else if number.is_some() {
        request_of(step, session)?
            .and_then(|request| match_code::link(step.realm, &request))
            .and_then(|text| png::qr(&text))
    } else {
        None
    };
    let picture = picture.map(|png| data_encoding::BASE64.encode(&png));
    let typed = if session.stage == Stage::Scan {
        enrolment_of(step, session)?.and_then(|enrolment| enrolment.typed)
    } else {
        None
    };
    let typed = typed.map(|code| json!({"address": step.realm.base, "code": grouped(&code)}));
    let user =
        if session.stage == Stage::SignedIn { Some(user_of(step, session)?.name) } else { None };
    let wait = if session.stage == Stage::Waiting {
        Some(browser::wait_left(step, &user_of(step, session)?)?)
    } else {
        None
    };
    let state = if confirms { "confirm" } else { session.stage.word() };
    Ok(json!({"browser": id, "state": state, "number": number,
              "qr_png": picture, "typed": typed, "user": user, "wait": wait}))
}

/// The browser that is none: on this computer.
pub(crate) fn origin(inner: &Inner) -> Origin {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    visitor::origin(inner, Some(std::net::Ipv4Addr::LOCALHOST.into()), Some(agent))
}

/// What was done, or that the service failed.
pub(crate) fn reply(done: Result<Value, Fault>) -> Response {
    match done {
        Ok(body) => Json(body).into_response(),
        Err(_) => failed(),
    }
}

/// What cannot be done.
pub(crate) fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}

fn failed() -> Response {
    let body = json!({"error": "the service failed"});
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}
