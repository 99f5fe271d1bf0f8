//! Every address and every form field of the demo, in one place. "P" = a POST there is the primary
//! action of the screen.

/// GET. Both sides in one page.
pub const FRAME: &str = "/";

/// GET. JSON: phones, switches, and the drawer's lines after `since`.
pub const NOW: &str = "/demo/now";
/// POST. Looks at another phone: [`PHONE_NAME`].
pub const SHOW: &str = "/demo/show";
/// POST. A sign-in from another country.
pub const ABROAD: &str = "/demo/abroad";
/// POST. Sign-ins in a row.
pub const BOMB: &str = "/demo/bomb";
/// POST. The open request lapses.
pub const LAPSE: &str = "/demo/lapse";
/// POST. Ninety days go by.
pub const SKIP: &str = "/demo/skip";
/// POST. The phone is lost, and IT issues a one-time pass.
pub const LOSE: &str = "/demo/lose";
/// POST. One more phone.
pub const SECOND: &str = "/demo/second";
/// POST. The phone's network goes, or comes back.
pub const OFFLINE: &str = "/demo/offline";
/// POST. The phone's clock is wrong, or right again.
pub const CLOCK: &str = "/demo/clock";
/// POST. IT lifts blocks, pauses and waits.
pub const UNBLOCK: &str = "/demo/unblock";
/// POST. Both sides begin again.
pub const AGAIN: &str = "/demo/again";

/// GET. Whatever the phone shows now.
pub const PHONE: &str = "/phone";
/// GET. [`super::Phone::version`] of the moment, `text/plain`, `no-store`.
pub const PULSE: &str = "/phone/pulse";
/// POST. Opens the app: its icon, or the notification.
pub const OPEN: &str = "/phone/open";
/// POST. Closes the app: the bar at the bottom.
pub const CLOSE: &str = "/phone/close";
/// P. A new passcode: [`PASSCODE_FIELD`], [`REPEAT`].
pub const PASSCODE: &str = "/phone/passcode";
/// P. Unlocks the app: [`PASSCODE_FIELD`].
pub const UNLOCK: &str = "/phone/unlock";
/// POST. Asks all accounts' services.
pub const REFRESH: &str = "/phone/refresh";
/// GET. Which sort of account.
pub const ADD: &str = "/phone/add";
/// P. The scanner: [`PICTURE`], as `multipart/form-data`.
pub const SCAN: &str = "/phone/scan";
/// P. "Add this account?"
pub const PREVIEW: &str = "/phone/preview";
/// POST. Not this account.
pub const PREVIEW_CANCEL: &str = "/phone/preview/cancel";
/// P. What can be changed: [`ALLOW`] is [`YES`] or [`NO`].
pub const SETTINGS: &str = "/phone/settings";
/// P. May the app notify: [`ALLOW`] is [`YES`] or [`NO`].
pub const NOTIFICATIONS: &str = "/phone/notifications";
/// POST. Opens the request [`ID`] that waits.
pub const REQUEST: &str = "/phone/request";
/// POST. YES: [`ID`], [`NUMBER`], and [`PASSCODE_FIELD`] where a fresh unlock is needed.
pub const APPROVE: &str = "/phone/request/approve";
/// POST. "No, it's not me": [`ID`].
pub const DENY: &str = "/phone/request/deny";
/// POST. Report what was denied: [`ID`].
pub const REPORT: &str = "/phone/request/report";
/// POST. Puts away what was said; the list stands again.
pub const DISMISS: &str = "/phone/dismiss";
/// GET. One account's details, by [`ID`] in the query.
pub const ACCOUNT: &str = "/phone/account";
/// POST. Makes a code of the counter-based account [`ID`].
pub const CODE: &str = "/phone/account/code";
/// POST. Lists only what holds [`TEXT`]; all accounts where it is empty.
pub const SEARCH: &str = "/phone/search";
/// POST. The code of an account was copied; the answer says in how many seconds it leaves the clipboard.
pub const COPIED: &str = "/phone/copied";
/// POST. Shows the masked code of the account [`ID`].
pub const REVEAL: &str = "/phone/account/reveal";
/// POST. The person calls the account [`ID`] [`TEXT`].
pub const RENAME: &str = "/phone/account/rename";
/// POST. The account [`ID`] goes [`UP`] or [`DOWN`] in the list: [`WAY`].
pub const MOVE: &str = "/phone/account/move";
/// POST. Codes are masked until they are tapped.
pub const HIDE_CODES: &str = "/phone/settings/hide";
/// POST. Codes are shown again: [`PASSCODE_FIELD`].
pub const SHOW_CODES: &str = "/phone/settings/show";
/// P. What people type who cannot scan: [`ADDRESS`] and [`TEXT`], or a link in [`TEXT`] alone.
pub const TYPED: &str = "/phone/add/typed";
/// POST. Removes the account [`ID`].
pub const REMOVE: &str = "/phone/account/remove";

/// Field: a phone's name.
pub const PHONE_NAME: &str = "phone";
/// Field of every form: the session's CSRF token.
pub const CSRF: &str = "csrf";
/// Field: a passcode.
pub const PASSCODE_FIELD: &str = "passcode";
/// Field: the new passcode once more.
pub const REPEAT: &str = "repeat";
/// Field: a picture, PNG, JPEG, WebP or GIF.
pub const PICTURE: &str = "picture";
/// Field: whether notifications are allowed.
pub const ALLOW: &str = "allow";
/// Field: an account is added although one like it is there; [`YES`].
pub const KEEP_BOTH: &str = "keep_both";
/// Field: it takes the place of what is there already, which goes to the bin; [`YES`].
pub const REPLACE: &str = "replace";
/// Field and query: a request's or an account's id.
pub const ID: &str = "id";
/// Field: the number on the sign-in page.
pub const NUMBER: &str = "number";

/// Field: what is searched for, a new name, a code or a link.
pub const TEXT: &str = "text";
/// Field: the address of a set-up page.
pub const ADDRESS: &str = "address";
/// Field: [`UP`] or [`DOWN`].
pub const WAY: &str = "way";

/// Value of [`WAY`].
pub const UP: &str = "up";
/// Value of [`WAY`].
pub const DOWN: &str = "down";
/// Value of [`ALLOW`].
pub const YES: &str = "yes";
/// Value of [`ALLOW`].
pub const NO: &str = "no";
/// Largest picture, in bytes; the script makes larger ones smaller before it sends them.
pub const PICTURE_BYTES: usize = 8 * 1024 * 1024;
