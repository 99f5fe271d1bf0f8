//! What the admin page shows: who is where, what was just done, and the end of the log.

use serde::Deserialize;

use super::view;
use crate::Fault;
use crate::flow::browser::{factors, wait_left};
use crate::flow::{Event, Step, app};
use crate::pages::admin::{BrowserRow, DeviceRow, LogRow, MfaState, Overview, Tone, UserRow};
use crate::pages::chrome;
use crate::rules::code::MOST_WRONG;
use crate::rules::user::Mfa;
use crate::store::audit::{self, Line};
use crate::store::sessions::Session;
use crate::store::users::{self, User};
use crate::store::{apps, devices, passes, remembered};
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
    done: &Done,
) -> Result<String, Fault> {
    let wait;
    let notice = match done.done.as_deref() {
        Some("gone") => Some("Nothing was changed: this user is not there any more."),
        Some("on") => Some("MFA is switched on."),
        Some("off") => Some("MFA is switched off."),
        Some("unblocked") => Some("The account is unblocked."),
        Some("resumed") => Some("Requests and codes go on."),
        Some("forgotten") => Some("The browsers are forgotten."),
        Some("confirmed") => {
            Some("Confirmed for 15 minutes. Nothing was changed yet: do it again.")
        }
        Some("no-phone") => Some(if factors(step, admin)?.app {
            "Nothing was changed: sign out, and in again with a code. Then you can make changes for 15 minutes."
        } else {
            "Nothing was changed: you have no phone to confirm it with."
        }),
        Some("paused") if admin.is_paused() => Some(
            "Nothing was changed: requests to your phone are paused after three wrong numbers. Sign out, and in again with a code, or ask another administrator.",
        ),
        Some("wait") => Some(match view::seconds(wait_left(step, admin)?) {
            0 => {
                "Nothing was changed: a phone has to confirm it, and can be asked now. Do it again."
            }
            left => {
                wait = format!(
                    "Nothing was changed: a phone has to confirm it, and can be asked in {}. Then do it again.",
                    chrome::left(&left)
                );
                wait.as_str()
            }
        }),
        Some("own-pass") => {
            Some("Nothing was changed: another administrator has to issue a pass for you.")
        }
        Some("blocked") => Some("Nothing was changed: unblock the account first."),
        Some("no-mfa") => Some("Nothing was changed: without MFA the password alone signs in."),
        _ => None,
    };
    let mut rows = Vec::new();
    for user in users::all(step.db)? {
        rows.push(user_row(step, admin, &user, done.missing.as_deref())?);
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

fn user_row(
    step: &Step<'_>,
    admin: &User,
    user: &User,
    missing: Option<&str>,
) -> Result<UserRow, Fault> {
    let device = |device: devices::Device| DeviceRow {
        name: device.label,
        since: format!("set up {}", moment(device.created)),
        version: device.version,
    };
    let app = apps::of(step.db, &user.id)?.map(|other| DeviceRow {
        name: app::NAME.into(),
        since: format!("set up {}", moment(other.created)),
        version: None,
    });
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
        may_have_pass: user.mfa != Mfa::Off && user.blocked_at.is_none() && user.id != admin.id,
        pass_until: passes::of(step.db, &user.id)?.map(|pass| moment(pass.until)),
        blocked: user.blocked_at.map(moment),
        paused: user.is_paused(),
        codes_stopped: user.wrong_codes >= MOST_WRONG,
        devices: devices::active(step.db, &user.id)?.into_iter().map(device).chain(app).collect(),
        browsers: remembered::of(step.db, &user.id, step.now)?.into_iter().map(browser).collect(),
        reason_missing: missing == Some(user.name.as_str()),
    })
}

/// A line as it is shown.
pub(super) fn log_row(line: Line, now: i64) -> LogRow {
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
