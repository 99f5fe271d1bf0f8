//! The admin page: who is where, and what IT can do about it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::cookies::Cookie;
use super::form::{Fields, Submission};
use super::outcome::Outcome;
use super::setup::percent;
use super::signin::respond;
use super::visitor::Visitor;
use super::{note, password_page, view};
use crate::Fault;
use crate::flow::session::user_of;
use crate::flow::{Event, Step, admin, browser, request, session};
use crate::pages::admin::{BrowserRow, DeviceRow, LogRow, MfaState, Overview, Tone, UserRow};
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::rules::stage::Stage;
use crate::rules::user::{Mfa, Role};
use crate::service::Inner;
use crate::store::audit::{self, Line};
use crate::store::sessions::{self, Session, SessionKind};
use crate::store::users::{self, User};
use crate::store::{devices, remembered};
use crate::times::{date, moment, rfc3339, short};

/// Lines of the log on the page.
const LINES: u32 = 200;

/// What was just done, in the page's address: words of ours, never text that someone could forge.
#[derive(Deserialize, Default)]
pub(crate) struct Done {
    done: Option<String>,
    missing: Option<String>,
}

/// The session of an administrator who is signed in, and who it is.
fn administrator(step: &Step<'_>, visitor: &Visitor) -> Result<Option<(Session, User)>, Fault> {
    match visitor.find(step, SessionKind::Admin)? {
        Some(session) => user_of(step, &session).map(|user| Some((session, user))),
        None => Ok(None),
    }
}

/// `GET /admin`. Someone who came through the confirmed sign-in for this page gets its session here.
pub(crate) async fn overview(
    State(inner): State<Arc<Inner>>,
    Query(done): Query<Done>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| {
        if let Some((session, user)) = administrator(step, &visitor)? {
            let html = draw(step, &session, &user, &done)?;
            return Ok(Outcome::page(StatusCode::OK, html));
        }
        let person = visitor.find(step, SessionKind::Person)?;
        let Some(person) = person.filter(|session| {
            session.stage == Stage::SignedIn && session.service == request::ADMIN.id
        }) else {
            return Ok(Outcome::go(paths::ADMIN_SIGN_IN));
        };
        sessions::end(step.db, &person.id)?;
        let gone = Cookie::Session(SessionKind::Person).removed(&inner);
        let user = user_of(step, &person)?;
        if user.role == Role::Admin {
            Ok(enter(&inner, step, &user)?.with(gone))
        } else {
            Ok(Outcome::go(paths::ADMIN_SIGN_IN).with(gone))
        }
    })
}

/// Opens the admin page's own session, under a new id.
fn enter(inner: &Inner, step: &Step<'_>, user: &User) -> Result<Outcome, Fault> {
    let mut fresh = session::begin(step, SessionKind::Admin, request::ADMIN, user)?;
    session::sign_in(step, &mut fresh.session);
    sessions::keep(step.db, &fresh.session, step.now)?;
    Ok(Outcome::go(paths::ADMIN)
        .with(Cookie::Session(SessionKind::Admin).set(inner, &fresh.cookie)))
}

/// `GET /admin/signin`.
pub(crate) async fn sign_in_page(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    respond(&inner, |step| {
        if administrator(step, &visitor)?.is_some() {
            return Ok(Outcome::go(paths::ADMIN));
        }
        password_page::draw(&inner, &visitor, SessionKind::Admin)
    })
}

/// `POST /admin/signin`. An administrator whose sign-ins are confirmed with a phone goes that way.
pub(crate) async fn sign_in(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    let typed = match password_page::typed(&inner, &form, SessionKind::Admin).await {
        Ok(typed) => typed,
        Err(outcome) => return outcome,
    };
    respond(&inner, |step| {
        let not_right =
            || note::again(&inner, SessionKind::Admin, SignInError::NotRight, &form.fields.user);
        let Some(user) = typed.user(step)?.filter(|user| user.role == Role::Admin) else {
            return Ok(not_right());
        };
        if user.mfa == Mfa::Off && user.blocked_at.is_none() {
            step.log(
                &user.name,
                Event::PasswordOnly,
                Line {
                    browser: browser::of_origin(&form.visitor.origin),
                    reason: Some("admin page".into()),
                    ..Line::default()
                },
            )?;
            return Ok(enter(&inner, step, &user)?.with(Cookie::Form.removed(&inner)));
        }
        let person = password_page::person(&inner, step, &typed, &form.visitor, request::ADMIN)?;
        Ok(person.unwrap_or_else(not_right))
    })
}

/// `POST /admin/sign-out`.
pub(crate) async fn sign_out(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let session = match form.session(&inner, step, SessionKind::Admin)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        sessions::end(step.db, &session.id)?;
        let gone = Cookie::Session(SessionKind::Admin).removed(&inner);
        Ok(Outcome::go(paths::ADMIN_SIGN_IN).with(gone))
    })
}

/// `POST /admin/mfa`.
pub(crate) async fn mfa(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, admin, user, fields| {
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
    act(&inner, &form, |step, admin, user, _| {
        admin::forget_browsers(step, admin, user)?;
        Ok("?done=forgotten".into())
    })
}

/// `POST /admin/unblock`.
pub(crate) async fn unblock(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    act(&inner, &form, |step, admin, user, fields| {
        Ok(if admin::unblock(step, admin, user, &fields.reason)? {
            "?done=unblocked".into()
        } else {
            format!("?missing={}", percent(&user.name))
        })
    })
}

fn act(
    inner: &Inner,
    form: &Submission,
    act: impl FnOnce(&Step<'_>, &User, &User, &Fields) -> Result<String, Fault>,
) -> Outcome {
    respond(inner, |step| {
        let fields = &form.fields;
        let session = match form.session(inner, step, SessionKind::Admin)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let admin = user_of(step, &session)?;
        let Some((user, _)) = users::by_name(step.db, &fields.user)? else {
            return Ok(Outcome::go(&format!("{}?done=gone", paths::ADMIN)));
        };
        let hint = act(step, &admin, &user, fields)?;
        Ok(Outcome::go(&format!("{}{hint}", paths::ADMIN)))
    })
}

fn draw(step: &Step<'_>, session: &Session, admin: &User, done: &Done) -> Result<String, Fault> {
    let notice = match done.done.as_deref() {
        Some("gone") => Some("Nothing was changed: this user is not there any more."),
        Some("on") => Some("MFA is switched on."),
        Some("off") => Some("MFA is switched off."),
        Some("unblocked") => Some("The account is unblocked."),
        Some("forgotten") => Some("The browsers are forgotten."),
        _ => None,
    };
    let mut rows = Vec::new();
    for user in users::all(step.db)? {
        rows.push(user_row(step, &user, done.missing.as_deref())?);
    }
    let log = audit::newest(step.db, LINES)?;
    view::render(&Overview {
        chrome: view::chrome(step.realm, &session.csrf),
        admin: admin.name.clone(),
        notice: notice.map(str::to_owned),
        users: rows,
        log: log.into_iter().map(|line| log_row(line, step.now)).collect(),
    })
}

fn user_row(step: &Step<'_>, user: &User, missing: Option<&str>) -> Result<UserRow, Fault> {
    let device = |device: devices::Device| DeviceRow {
        name: device.label,
        since: format!("set up {}", moment(device.created)),
        version: device.version,
    };
    let browser = |browser: remembered::Remembered| BrowserRow {
        name: browser.browser,
        until: date(browser.until),
    };
    Ok(UserRow {
        name: user.name.clone(),
        mfa: match user.mfa {
            Mfa::Off => MfaState::Off,
            Mfa::On => MfaState::On,
            Mfa::Enforced => MfaState::Enforced,
        },
        blocked: user.blocked_at.map(moment),
        devices: devices::active(step.db, &user.id)?.into_iter().map(device).collect(),
        browsers: remembered::of(step.db, &user.id, step.now)?.into_iter().map(browser).collect(),
        reason_missing: missing == Some(user.name.as_str()),
    })
}

fn log_row(line: Line, now: i64) -> LogRow {
    let event = Event::from_word(&line.event);
    LogRow {
        at: short(line.at, now),
        at_machine: rfc3339(line.at),
        user: line.user,
        outcome: event.map_or("", Event::title).to_owned(),
        tone: event.map_or(Tone::Warn, tone),
        device: line.device,
        version: line.version,
        browser: line.browser,
        actor: line.actor,
        reason: line.reason,
    }
}

fn tone(event: Event) -> Tone {
    match event {
        Event::Approved | Event::PhoneSetUp | Event::Unblocked => Tone::Good,
        Event::Expired
        | Event::Superseded
        | Event::Cancelled
        | Event::Remembered
        | Event::BrowserKept
        | Event::PasswordOnly
        | Event::CodeClaimed
        | Event::SwitchedOn
        | Event::BrowsersForgotten
        | Event::KeyChanged => Tone::Plain,
        Event::WrongNumber
        | Event::WrongPassword
        | Event::Refused
        | Event::SetUpEnded
        | Event::PhoneRemoved
        | Event::SwitchedOff => Tone::Warn,
        Event::Denied | Event::Reported | Event::Mismatch => Tone::Danger,
    }
}
