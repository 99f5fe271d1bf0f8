//! What happens: each function is part of one transaction, decides by [`crate::rules`] and writes
//! the log. Pages, phones and `--test-control` all come through here.

pub(crate) mod activity;
pub(crate) mod admin;
pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod claims;
pub(crate) mod code;
pub(crate) mod completion;
pub(crate) mod confirm;
pub(crate) mod device;
pub(crate) mod enrol;
pub(crate) mod event;
pub(crate) mod first_factor;
pub(crate) mod log_search;
pub(crate) mod pass;
pub(crate) mod phones;
pub(crate) mod push;
pub(crate) mod refusal;
pub(crate) mod report;
pub(crate) mod request;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod slow;

use rusqlite::Connection;

pub(crate) use event::Event;
pub(crate) use refusal::Refusal;

use crate::Fault;
use crate::rules::enrolment::State;
use crate::rules::request::{Purpose, Status};
use crate::service::Realm;
use crate::store::audit::{self, Line};
use crate::store::devices::{self, Device};
use crate::store::requests::Request;
use crate::store::{self, enrolments, requests, users};

/// One step: the open transaction, the time, and the realm with its key and random source.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    /// The open transaction.
    pub(crate) db: &'a Connection,
    /// The time of the step, Unix seconds.
    pub(crate) now: i64,
    /// What does not change.
    pub(crate) realm: &'a Realm,
}

/// A reply to a phone: a JSON object, or why not.
pub(crate) type Reply = Result<serde_json::Value, Refusal>;

impl Step<'_> {
    /// Ends whatever has had its time, and forgets what nobody asks for any more. Comes first in every step, so that nothing late counts.
    pub(crate) fn sweep(&self) -> Result<(), Fault> {
        for due in requests::due(self.db, self.now)? {
            self.end_request(&due, Status::Expired, Event::Expired, None)?;
        }
        for due in enrolments::due(self.db, self.now)? {
            enrol::end(self, &due, State::Expired)?;
        }
        store::prune(self.db, self.now)
    }

    /// Ends a pending request and writes the line that says so.
    pub(crate) fn end_request(
        &self,
        request: &Request,
        status: Status,
        event: Event,
        reason: Option<&str>,
    ) -> Result<(), Fault> {
        requests::end(self.db, &request.cid, status, self.now)?;
        let device = devices::by_credential(self.db, &request.credential)?;
        if device.is_some() {
            activity::note(self, request, status)?;
        }
        let user = users::by_id(self.db, &request.user)?.ok_or(Fault::Store)?;
        if request.purpose == Purpose::Login
            && let Some(at) = waits_from(status, request, self.now)
        {
            users::set_streak(self.db, &user.id, user.streak.after_end(at))?;
        }
        let place = [request.browser.as_deref(), request.os.as_deref()];
        self.log(
            &user.name,
            event,
            Line {
                browser: describe(place, request.location.as_deref()),
                reason: reason.map(str::to_owned),
                ..of_device(device.as_ref())
            },
        )
    }

    /// Writes a line of the log.
    pub(crate) fn log(&self, user: &str, event: Event, line: Line) -> Result<(), Fault> {
        let line = Line { at: self.now, user: user.into(), event: event.word().into(), ..line };
        audit::write(self.db, &line)
    }
}

/// From when on the next request waits, when one ended like this. A request lapses when its time is
/// over, not when somebody looks.
fn waits_from(status: Status, request: &Request, now: i64) -> Option<i64> {
    match status {
        Status::Denied | Status::WrongNumber | Status::Cancelled => Some(now),
        Status::Expired => Some(request.expires),
        Status::Pending | Status::Approved | Status::LockedOut | Status::Superseded => None,
    }
}

/// A line that names a phone and its app.
pub(crate) fn of_device(device: Option<&Device>) -> Line {
    Line {
        device: device.map(|device| device.label.clone()),
        version: device.and_then(|device| device.version.clone()),
        ..Line::default()
    }
}

/// "Firefox 140 · Windows · Utrecht, Netherlands", as far as it is known: no words of any language.
pub(crate) fn describe(browser: [Option<&str>; 2], location: Option<&str>) -> Option<String> {
    let known: Vec<&str> = browser.into_iter().chain([location]).flatten().collect();
    (!known.is_empty()).then(|| known.join(" · "))
}
