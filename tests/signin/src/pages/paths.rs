//! Every address and every form field of the pages, in one place.
//!
//! Addresses are below [`super::Chrome::base`]. "P" = a POST there is the page's primary action.

/// P. Sign-in by password: [`USER`], [`PASSWORD`]. A GET answers with wherever this browser stands.
pub const SIGN_IN: &str = "/signin";
/// GET. What is said about a form that was too old or came from elsewhere.
pub const TOO_OLD: &str = "/signin/too-old";
/// POST. "Use a different account", "Start again": this browser's sign-in begins anew.
pub const RESTART: &str = "/signin/restart";
/// P. "More information required".
pub const MORE_INFO: &str = "/signin/more-info";
/// P. "Start by getting the app"; with `?show=qr` the download code stands open ("Download now").
pub const GET_APP: &str = "/signin/setup/app";
/// GET. The download code as a PNG.
pub const GET_APP_QR: &str = "/signin/setup/app/qr.png";
/// P. "Set up your account".
pub const SET_UP: &str = "/signin/setup/prepare";
/// P. "Scan this QR code"; the POST starts the try-out, or says that no phone was seen.
pub const SCAN: &str = "/signin/setup/scan";
/// GET. The enrolment code as a PNG, bound to the session, `no-store`.
pub const SCAN_QR: &str = "/signin/setup/scan/qr.png";
/// POST. "New code", and "Start again" of the try-out: ends the enrolment and issues a code.
pub const NEW_CODE: &str = "/signin/setup/new-code";
/// GET. "Let's try it out"; moves on by itself.
pub const TRY_OUT: &str = "/signin/setup/try";
/// POST. One more try-out request for the same phone.
pub const TRY_AGAIN: &str = "/signin/setup/try-again";
/// P. "Success"; the POST goes on to the sign-in.
pub const DONE: &str = "/signin/setup/done";
/// GET. The number; moves on by itself.
pub const NUMBER: &str = "/signin/number";
/// POST. A new request in place of the open one.
pub const SEND_AGAIN: &str = "/signin/number/send-again";
/// POST. Gives the sign-in up.
pub const CANCEL: &str = "/signin/cancel";
/// GET. How a sign-in ended without anyone being signed in.
pub const ENDED: &str = "/signin/ended";
/// P. "Stay signed in?": [`STAY`] is [`YES`] or [`NO`].
pub const STAY_SIGNED_IN: &str = "/signin/stay";
/// GET. Server-sent events of this browser's sign-in or enrolment.
pub const EVENTS: &str = "/signin/events";
/// POST. Ends the session.
pub const SIGN_OUT: &str = "/signin/sign-out";
/// GET. The cloud app's landing page.
pub const MAIL: &str = "/mail";

/// GET. Users, devices and the log.
pub const ADMIN: &str = "/admin";
/// P. Sign-in of an administrator: [`USER`], [`PASSWORD`].
pub const ADMIN_SIGN_IN: &str = "/admin/signin";
/// POST. Ends the administrator's session.
pub const ADMIN_SIGN_OUT: &str = "/admin/sign-out";
/// POST. [`USER`] and [`MFA`], [`ON`] or [`OFF`].
pub const ADMIN_MFA: &str = "/admin/mfa";
/// POST. [`USER`]: forgets all remembered browsers.
pub const ADMIN_FORGET: &str = "/admin/forget-browsers";
/// POST. [`USER`] and [`REASON`].
pub const ADMIN_UNBLOCK: &str = "/admin/unblock";

/// GET. The whole log: [`USER`] is a part of a name, [`OUTCOME`], days [`FROM`] and [`TO`]; [`BEFORE`]
/// or [`AFTER`] a line.
pub const ADMIN_LOG: &str = "/admin/log";
/// GET. All lines that fit as comma-separated values, with the fields of [`ADMIN_LOG`].
pub const ADMIN_LOG_CSV: &str = "/admin/log.csv";
/// GET. The same as one JSON object a line.
pub const ADMIN_LOG_JSON: &str = "/admin/log.jsonl";

/// Field of every form that changes something: its CSRF token, the session's or, before there is one, the browser's.
pub const CSRF: &str = "csrf";
/// Field: a user's name.
pub const USER: &str = "user";
/// Field: a password.
pub const PASSWORD: &str = "password";
/// Field: the answer to "Stay signed in?".
pub const STAY: &str = "stay";
/// Field: the switch of an account.
pub const MFA: &str = "mfa";
/// Field: why an account was unblocked; not empty, at most [`REASON_LENGTH`] characters.
pub const REASON: &str = "reason";

/// Field: what happened, as a word of the log.
pub const OUTCOME: &str = "outcome";
/// Field: the first day, `2026-11-24`, UTC.
pub const FROM: &str = "from";
/// Field: the last day.
pub const TO: &str = "to";
/// Field: only lines older than this one.
pub const BEFORE: &str = "before";
/// Field: only lines newer than this one.
pub const AFTER: &str = "after";

/// Value of [`STAY`].
pub const YES: &str = "yes";
/// Value of [`STAY`].
pub const NO: &str = "no";
/// Value of [`MFA`].
pub const ON: &str = "on";
/// Value of [`MFA`].
pub const OFF: &str = "off";
/// Longest reason.
pub const REASON_LENGTH: u16 = 200;
