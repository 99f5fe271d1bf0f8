//! What the admin page shows: who is where, what was just done, and the end of the log.

use serde::Deserialize;

use super::view;
use crate::Fault;
use crate::flow::browser::{factors, wait_left};
use crate::flow::{Event, Step, app};
use crate::pages::admin::{
    BrowserRow, DeviceRow, LogRow, MfaState, Notice, Overview, Tone, UserRow,
};
use crate::rules::code::MOST_WRONG;
use crate::rules::user::Mfa;
use crate::store::audit::{self, Line};
use crate::store::sessions::Session;
use crate::store::users::{self, User};
use crate::store::{apps, devices, passes, remembered};
use crate::texts::Language;
use crate::times::{date, moment, rfc3339, short};

/// Lines of the log below the users.
const LINES: u32 = 50;

/// What was just done, in the page's address: words of ours, never text that someone could forge.
#[derive(Deserialize, Default)]
pub(crate) struct Done {
    done: Option<String>,
    missing: Option<String>,
}

/// The page.
pub(super) fn draw(
    step: &Step<'_>,
    session: &Session,
    admin: &User,
    language: Language,
    done: &Done,
) -> Result<String, Fault> {
    let notice = match done.done.as_deref() {
        Some("gone") => Some(Notice::Gone),
        Some("on") => Some(Notice::On),
        Some("off") => Some(Notice::Off),
        Some("unblocked") => Some(Notice::Unblocked),
        Some("resumed") => Some(Notice::Resumed),
        Some("forgotten") => Some(Notice::Forgotten),
        Some("confirmed") => Some(Notice::Confirmed),
        Some("no-phone") if factors(step, admin)?.app => Some(Notice::NoPhoneButApp),
        Some("no-phone") => Some(Notice::NoPhone),
        Some("paused") if admin.is_paused() => Some(Notice::Paused),
        Some("wait") => Some(Notice::Wait(view::seconds(wait_left(step, admin)?))),
        Some("own-pass") => Some(Notice::OwnPass),
        Some("blocked") => Some(Notice::Blocked),
        Some("no-mfa") => Some(Notice::NoMfa),
        _ => None,
    };
    let mut rows = Vec::new();
    for user in users::all(step.db)? {
        rows.push(user_row(step, admin, &user, language, done.missing.as_deref())?);
    }
    let log = audit::newest(step.db, LINES)?;
    view::render(&Overview {
        chrome: view::chrome(step.realm, language, &session.csrf),
        admin: admin.name.clone(),
        notice,
        users: rows,
        log: log.into_iter().map(|line| log_row(language, line, step.now)).collect(),
    })
}

fn user_row(
    step: &Step<'_>,
    admin: &User,
    user: &User,
    language: Language,
    missing: Option<&str>,
) -> Result<UserRow, Fault> {
    let device = |device: devices::Device| DeviceRow {
        name: device.label,
        other_app: false,
        since: moment(language, device.created),
        version: device.version,
    };
    let app = apps::of(step.db, &user.id)?.map(|other| DeviceRow {
        name: app::NAME.into(),
        other_app: true,
        since: moment(language, other.created),
        version: None,
    });
    let browser = |browser: remembered::Remembered| BrowserRow {
        name: browser.browser,
        until: date(language, browser.until),
    };
    Ok(UserRow {
        name: user.name.clone(),
        mfa: match user.mfa {
            Mfa::Off => MfaState::Off,
            Mfa::On => MfaState::On,
            Mfa::Enforced => MfaState::Enforced,
        },
        may_have_pass: user.mfa != Mfa::Off && user.blocked_at.is_none() && user.id != admin.id,
        pass_until: passes::of(step.db, &user.id)?.map(|pass| moment(language, pass.until)),
        blocked: user.blocked_at.map(|at| moment(language, at)),
        paused: user.is_paused(),
        codes_stopped: user.wrong_codes >= MOST_WRONG,
        devices: devices::active(step.db, &user.id)?.into_iter().map(device).chain(app).collect(),
        browsers: remembered::of(step.db, &user.id, step.now)?.into_iter().map(browser).collect(),
        reason_missing: missing == Some(user.name.as_str()),
    })
}

/// A line as it is shown.
pub(super) fn log_row(language: Language, line: Line, now: i64) -> LogRow {
    let ours = |text: String| language.translated("reason", &text).unwrap_or(text);
    let event = Event::from_word(&line.event);
    LogRow {
        at: short(language, line.at, now),
        at_machine: rfc3339(line.at),
        user: line.user,
        outcome: event.map(|event| event.title(language)).unwrap_or_default(),
        tone: event.map_or(Tone::Warn, tone),
        device: line.device,
        version: line.version,
        browser: line.browser,
        actor: line.actor.map(ours),
        reason: line.reason.map(ours),
    }
}

fn tone(event: Event) -> Tone {
    match event {
        Event::Approved
        | Event::PhoneSetUp
        | Event::Unblocked
        | Event::Resumed
        | Event::Code
        | Event::AppSetUp => Tone::Good,
        Event::Expired
        | Event::Superseded
        | Event::Cancelled
        | Event::Remembered
        | Event::BrowserKept
        | Event::PasswordOnly
        | Event::CodeClaimed
        | Event::SwitchedOn
        | Event::BrowsersForgotten
        | Event::KeyChanged
        | Event::PassUsed => Tone::Plain,
        Event::WrongNumber
        | Event::WrongPassword
        | Event::Refused
        | Event::NoPhone
        | Event::NotAsked
        | Event::Paused
        | Event::WrongCode
        | Event::CodeReused
        | Event::SetUpEnded
        | Event::AppRemoved
        | Event::PhoneRemoved
        | Event::PassIssued
        | Event::WrongPass
        | Event::SwitchedOff => Tone::Warn,
        Event::Denied | Event::Reported | Event::Mismatch | Event::TakenBack => Tone::Danger,
    }
}
