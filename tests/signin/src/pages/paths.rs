//! Every address and every form field of the pages, in one place.
//!
//! Addresses are below [`super::Chrome::base`]. "P" = a POST there is the page's primary action.

/// P. Sign-in by password: [`USER`], [`PASSWORD`]. A GET answers with wherever this browser stands.
pub const SIGN_IN: &str = "/signin";
/// GET. What is said about a form that was too old or came from elsewhere.
pub const TOO_OLD: &str = "/signin/too-old";
/// POST. "Use a different account", "Start again": this browser's sign-in begins anew.
pub const RESTART: &str = "/signin/restart";
/// P. The one-time pass of IT, after the password: [`PASS`].
pub const ONE_TIME_PASS: &str = "/signin/pass";
/// P. "More information required".
pub const MORE_INFO: &str = "/signin/more-info";
/// P. "Start by getting the app"; with `?show=qr` the download code stands open ("Download now").
pub const GET_APP: &str = "/signin/setup/app";
/// GET. The download code as a PNG.
pub const GET_APP_QR: &str = "/signin/setup/app/qr.png";
/// POST. "I want to use a different authenticator app".
pub const CHOOSE_OTHER_APP: &str = "/signin/setup/app/other";
/// P. Its key: [`CODE`], the first code that it shows. `?said=` says what was wrong with the last one.
pub const OTHER_APP: &str = "/signin/setup/other-app";
/// GET. The key's code as a PNG, bound to the session, `no-store`.
pub const OTHER_APP_QR: &str = "/signin/setup/other-app/qr.png";
/// P. "Set up your account".
pub const SET_UP: &str = "/signin/setup/prepare";
/// P. "Scan this QR code", with `?show=typed` "Type this code"; the POST starts the try-out, or says that no phone was seen.
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
/// P. "One moment": counts down until a request can be sent; the POST sends it.
pub const WAITING: &str = "/signin/waiting";
/// GET. The number as a code for the app's scanner, a PNG, bound to the session, `no-store`.
pub const MATCH_QR: &str = "/signin/number/match.png";
/// POST. A new request in place of the open one.
pub const SEND_AGAIN: &str = "/signin/number/send-again";
/// POST. [`PHONE`]: a request to another phone in place of the open one.
pub const SEND_TO: &str = "/signin/number/send-to";
/// POST. "Another way", "Use a code": to the page for codes.
pub const ANOTHER_WAY: &str = "/signin/another-way";
/// P. "Use a code": [`CODE`]. `?said=` says what was wrong with the last one.
pub const USE_CODE: &str = "/signin/code";
/// POST. Back to the number, or to where a request is sent.
pub const NO_CODE: &str = "/signin/code/back";
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

/// GET. The phones of whoever is signed in.
pub const PHONES: &str = "/phones";
/// POST. On to the set-up of a further phone, or to [`CONFIRM`] before.
pub const PHONES_ADD: &str = "/phones/add";
/// POST. [`PHONE`]: the service forgets it; or on to [`CONFIRM`] before.
pub const PHONES_REMOVE: &str = "/phones/remove";
/// POST. Back from the set-up of a further phone.
pub const PHONES_LEAVE: &str = "/phones/leave";
/// GET. "Confirm that it is you", for whoever is signed in; moves on by itself. A POST sends another
/// request, to [`PHONE`] if it names one.
pub const CONFIRM: &str = "/phones/confirm";
/// POST. Gives the confirmation up.
pub const CONFIRM_BACK: &str = "/phones/confirm/back";
/// GET. Server-sent events of it.
pub const CONFIRM_EVENTS: &str = "/phones/confirm/events";

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
/// POST. [`USER`]: issues a one-time pass; a GET shows it once.
pub const ADMIN_PASS: &str = "/admin/pass";
/// As [`CONFIRM`], for administrators.
pub const ADMIN_CONFIRM: &str = "/admin/confirm";
/// As [`MATCH_QR`], for administrators.
pub const ADMIN_MATCH_QR: &str = "/admin/confirm/match.png";
/// As [`CONFIRM_BACK`], for administrators.
pub const ADMIN_CONFIRM_BACK: &str = "/admin/confirm/back";
/// As [`CONFIRM_EVENTS`], for administrators.
pub const ADMIN_CONFIRM_EVENTS: &str = "/admin/confirm/events";
/// POST. [`USER`] and [`REASON`]: ends a pause after wrong numbers.
pub const ADMIN_RESUME: &str = "/admin/resume";

/// GET. The whole log: [`USER`] is a part of a name, [`OUTCOME`], days [`FROM`] and [`TO`]; [`BEFORE`]
/// or [`AFTER`] a line.
pub const ADMIN_LOG: &str = "/admin/log";
/// GET. All lines that fit as comma-separated values, with the fields of [`ADMIN_LOG`].
pub const ADMIN_LOG_CSV: &str = "/admin/log.csv";
/// GET. The same as one JSON object a line.
pub const ADMIN_LOG_JSON: &str = "/admin/log.jsonl";

/// GET. The set-up code of a plain realm as a PNG; as all addresses with `PLAIN`, and [`SIGN_IN`], [`CANCEL`] and
/// [`SIGN_OUT`] beside them, below the realm's own path.
pub const PLAIN_CODE: &str = "/signin/code.png";
/// POST. A new request in place of the old one.
pub const PLAIN_AGAIN: &str = "/signin/again";
/// GET. The organisation's own mark: a picture, and nothing that runs.
pub const MARK: &str = "/look/mark";
/// GET. The organisation's own accents, a style sheet.
pub const ACCENTS: &str = "/look/accents.css";

/// Field of every form that changes something: its CSRF token, the session's or, before there is one, the browser's.
pub const CSRF: &str = "csrf";
/// Field: a user's name.
pub const USER: &str = "user";
/// Field: a password.
pub const PASSWORD: &str = "password";
/// Field: a one-time pass.
pub const PASS: &str = "pass";
/// Field: a phone, as the page named it.
pub const PHONE: &str = "phone";
/// Field: a one-time code.
pub const CODE: &str = "code";
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
