//! The users and the lines of the log on the administration pages.

use countersign_signin::pages::admin::{BrowserRow, DeviceRow, LogRow, MfaState, Tone, UserRow};

use super::IDA;

pub(crate) fn users() -> Vec<UserRow> {
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
            blocked: Some("24 November 2026, 08:20".into()),
            reason_missing: true,
            devices: vec![DeviceRow {
                name: "Ida's phone".into(),
                since: "set up 24 November 2026, 08:14".into(),
                version: Some("test/0.1.0".into()),
            }],
            ..user(IDA, MfaState::Enforced)
        },
        UserRow {
            paused: true,
            browsers: vec![BrowserRow {
                name: "Firefox on Windows".into(),
                until: "22 February 2027".into(),
            }],
            ..user("noor@harbour.test", MfaState::On)
        },
        user(
            "a.name.that.is.much.longer.than.one.would.like@subsidiary.harbour.test",
            MfaState::Off,
        ),
    ]
}

pub(crate) fn log() -> Vec<LogRow> {
    let row = |at: &str, outcome: &str, tone| LogRow {
        at: format!("24 Nov {at}"),
        at_machine: format!("2026-11-24T{at}Z"),
        user: IDA.into(),
        outcome: outcome.into(),
        tone,
        device: Some("Ida's phone".into()),
        version: Some("core/0.1.0; android/0.1.0".into()),
        browser: Some("Firefox 140 on Windows, near Utrecht, Netherlands".into()),
        actor: None,
        reason: None,
    };
    vec![
        LogRow {
            actor: Some("admin@harbour.test".into()),
            reason: Some("talked to Ida, new password set".into()),
            device: None,
            version: None,
            browser: None,
            ..row("08:31:10", "Unblocked", Tone::Plain)
        },
        row("08:20:44", "Reported", Tone::Danger),
        row("08:20:31", "Denied", Tone::Warn),
        row("08:17:02", "Wrong number", Tone::Warn),
        row("08:16:00", "Expired", Tone::Plain),
        row("08:15:12", "Remembered", Tone::Good),
        row("08:14:40", "Approved", Tone::Good),
    ]
}
