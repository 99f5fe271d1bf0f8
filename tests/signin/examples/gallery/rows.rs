//! The users and the lines of the log on the administration pages.

use countersign_signin::Language;
use countersign_signin::pages::admin::{BrowserRow, DeviceRow, LogRow, MfaState, Tone, UserRow};

use crate::pages::{IDA, moment, pick};

pub(crate) fn users(language: Language) -> Vec<UserRow> {
    let user = |name: &str, mfa: MfaState| UserRow {
        name: name.into(),
        may_have_pass: mfa != MfaState::Off,
        pass_until: None,
        mfa,
        blocked: None,
        paused: false,
        codes_stopped: false,
        devices: Vec::new(),
        browsers: Vec::new(),
        reason_missing: false,
    };
    vec![
        UserRow {
            blocked: Some(moment(language, "08:20:44")),
            reason_missing: true,
            devices: vec![DeviceRow {
                name: "Ida's phone".into(),
                other_app: false,
                since: moment(language, "08:14:40"),
                version: Some("core/0.1.0; test/0.1.0".into()),
            }],
            ..user(IDA, MfaState::Enforced)
        },
        UserRow {
            paused: true,
            pass_until: Some(moment(language, "09:14:00")),
            browsers: vec![
                BrowserRow {
                    name: "Firefox 140 · Windows".into(),
                    until: pick(language, "22 February 2027", "22 februari 2027"),
                },
                BrowserRow {
                    name: String::new(),
                    until: pick(language, "23 February 2027", "23 februari 2027"),
                },
            ],
            ..user("noor@harbour.test", MfaState::On)
        },
        UserRow {
            codes_stopped: true,
            devices: vec![DeviceRow {
                name: String::new(),
                other_app: true,
                since: moment(language, "08:14:40"),
                version: None,
            }],
            ..user("jan@harbour.test", MfaState::Enforced)
        },
        UserRow {
            paused: true,
            codes_stopped: true,
            ..user("els@harbour.test", MfaState::Enforced)
        },
        user(
            "a.name.that.is.much.longer.than.one.would.like@subsidiary.harbour.test",
            MfaState::Off,
        ),
    ]
}

pub(crate) fn log(language: Language) -> Vec<LogRow> {
    let row = |at: &str, english: &str, dutch: &str, tone| LogRow {
        at: format!("{} {at}", pick(language, "24 Nov", "24 nov")),
        at_machine: format!("2026-11-24T{at}Z"),
        user: IDA.into(),
        outcome: pick(language, english, dutch),
        tone,
        device: Some("Ida's phone".into()),
        version: Some("core/0.1.0; android/0.1.0".into()),
        browser: Some("Firefox 140 · Windows · Utrecht, Netherlands".into()),
        actor: None,
        reason: None,
    };
    vec![
        LogRow {
            actor: Some("admin@harbour.test".into()),
            reason: Some(pick(language, "talked to Ida", "Ida gesproken")),
            device: None,
            version: None,
            browser: None,
            ..row("08:31:10", "Unblocked", "Blokkade opgeheven", Tone::Plain)
        },
        row("08:20:44", "Reported", "Gemeld", Tone::Danger),
        row("08:20:31", "Denied", "Geweigerd", Tone::Warn),
        row("08:17:02", "Wrong number", "Verkeerd getal", Tone::Warn),
        row("08:16:00", "Expired", "Verlopen", Tone::Plain),
        row("08:15:12", "Remembered", "Onthouden", Tone::Good),
        row("08:14:40", "Approved", "Goedgekeurd", Tone::Good),
    ]
}
