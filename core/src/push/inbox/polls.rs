//! What a poll brings, and what follows from it.

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::push::machine::{AnswerKind, Event, State, Withdrawal};
use crate::push::request::Request;

use super::{Change, Inbox, InboxAction, Item};

impl Inbox {
    /// Takes in what a poll of one account brought. An id that is over is not shown again, a listed
    /// one not twice, and what is not listed any more is withdrawn.
    pub fn merge(
        &mut self,
        account: AccountId,
        listed: Vec<Request>,
        now: UnixSeconds,
    ) -> Vec<InboxAction> {
        let mut todo = self.tick(now);
        let newest_of = |purpose| {
            listed
                .iter()
                .filter(|request| request.purpose == purpose)
                .map(|request| request.created.unwrap_or(request.first_seen))
                .max()
        };
        let why = |item: &Item| {
            let request = &item.request;
            let ours = request.created.unwrap_or(request.first_seen);
            let replaced = newest_of(request.purpose).is_some_and(|newest| newest >= ours);
            if replaced && request.is_superseded_by_newer() {
                // What was answered before may be what ended it.
                let first = item.answer.as_ref().is_none_or(|answer| !answer.is_not_the_first());
                if !first {
                    return Withdrawal::AlreadyHandled;
                }
                Withdrawal::Superseded
            } else if now >= request.expires {
                Withdrawal::Expired
            } else {
                Withdrawal::AlreadyHandled
            }
        };
        let gone: Vec<(String, Event)> = self
            .items
            .iter()
            .filter(|item| {
                let have = &item.request;
                have.account == account && listed.iter().all(|new| new.id != have.id)
            })
            .map(|item| {
                let have = &item.request;
                // The server tells what became of an answer to the one who repeats it.
                let learn = item.may_be_answered();
                let event = if learn { Event::Retry } else { Event::Withdrawn(why(item)) };
                (have.id.clone(), event)
            })
            .collect();
        for (id, event) in gone {
            todo.extend(self.apply(&id, event, now).unwrap_or_default());
        }
        let newest = listed.iter().map(|r| r.created.unwrap_or(r.first_seen)).max();
        let ids: Vec<&str> = listed.iter().map(|request| request.id.as_str()).collect();
        let here = |id: &str| self.items.iter().any(|item| item.request.id == id);
        let changed = self.seen.resolve(account, &ids, newest, here, now);
        todo.extend(self.take(account, listed, changed, now));
        todo
    }

    /// Takes in what is new in a poll that may be older than the one taken in last: what it does not
    /// list is left as it is.
    pub fn admit_more(
        &mut self,
        account: AccountId,
        listed: Vec<Request>,
        now: UnixSeconds,
    ) -> Vec<InboxAction> {
        let mut todo = self.tick(now);
        todo.extend(self.take(account, listed, false, now));
        todo
    }

    fn take(
        &mut self,
        account: AccountId,
        listed: Vec<Request>,
        mut changed: bool,
        now: UnixSeconds,
    ) -> Vec<InboxAction> {
        let ids: Vec<String> = listed.iter().map(|request| request.id.clone()).collect();
        for request in listed {
            changed |= self.admit(request, now);
        }
        self.clear_old();
        let mut todo = self.arrange(now);
        todo.extend(self.send_queued(account, &ids, now));
        if changed {
            todo.push(InboxAction::Store(Change::Seen));
        }
        todo
    }

    /// The account's server no longer knows this phone: what waits there is over.
    pub fn unlink(
        &mut self,
        account: AccountId,
        certain: bool,
        now: UnixSeconds,
    ) -> Vec<InboxAction> {
        let ours = self.items.iter().filter(|item| item.request.account == account);
        let ids: Vec<String> = ours.map(|item| item.request.id.clone()).collect();
        let mut todo = Vec::new();
        for id in ids {
            let event = Event::Withdrawn(Withdrawal::Unlinked { certain });
            todo.extend(self.apply(&id, event, now).unwrap_or_default());
        }
        let here = |id: &str| self.items.iter().any(|item| item.request.id == id);
        if self.seen.unlink(account, here) {
            todo.push(InboxAction::Store(Change::Seen));
        }
        todo.extend(self.arrange(now));
        todo
    }

    /// Adds a listed request, unless it is there or over. An id is the server's: one that another
    /// account's server uses already is not let in. Returns whether the seen set changed.
    fn admit(&mut self, mut request: Request, now: UnixSeconds) -> bool {
        let known = self.items.iter_mut().find(|item| item.request.id == request.id);
        if let Some(item) = known {
            // Only now is known what it is about.
            if item.restored && item.request.account == request.account {
                item.restored = false;
                request.first_seen = item.request.first_seen;
                keep_life(&mut request, item.request.expires, item.request.expires_at_server);
                item.request = request;
            }
            return false;
        }
        if !self.seen.may_show(&request) || !self.seen.make_room(&request, now) {
            return false;
        }
        let changed = self.seen.note_open(&request);
        if let Some(seen) = self.seen.get(&request.id) {
            request.first_seen = seen.first_seen;
            keep_life(&mut request, seen.expires, seen.expires_at_server);
        }
        self.items.push(Item::new(request, State::Waiting));
        changed
    }

    /// The server of the account answers again: what was denied or reported meanwhile is delivered
    /// now, within the request's life. An approval waits for the person; once its life is over nothing
    /// can be approved with it any more, and it is repeated to learn what became of it.
    fn send_queued(
        &mut self,
        account: AccountId,
        listed: &[String],
        now: UnixSeconds,
    ) -> Vec<InboxAction> {
        let mut queued = Vec::new();
        for item in self.items.iter().filter(|item| item.request.account == account) {
            let event = match item.state {
                State::DeliveryFailed {
                    kind: AnswerKind::Deny(_) | AnswerKind::CloseRefused,
                    ..
                } => Event::Retry,
                // Only the list says whether there is anything to deny.
                State::DeliveryFailed { kind: AnswerKind::CloseInterrupted, .. }
                    if listed.contains(&item.request.id) =>
                {
                    Event::Retry
                }
                State::DeliveryFailed { .. } if item.late => Event::Retry,
                State::AskReport { failed: Some(failed), .. }
                    if failed.may_pass() && now < item.request.expires =>
                {
                    Event::Report { sure: true }
                }
                State::Waiting
                | State::Open(_)
                | State::Storing { .. }
                | State::Sending(_)
                | State::ShowingCode(_)
                | State::DeliveryFailed { .. }
                | State::AskReport { .. }
                | State::Reporting { .. }
                | State::Ended { .. } => continue,
            };
            queued.push((item.request.id.clone(), event));
        }
        let mut todo = Vec::new();
        for (id, event) in queued {
            todo.extend(self.apply(&id, event, now).unwrap_or_default());
        }
        todo
    }

    /// Of what is over, the newest few stay on the screen, however many a server makes.
    fn clear_old(&mut self) {
        let over = self.items.iter().filter(|item| item.state.is_ended()).count();
        let mut surplus = over.saturating_sub(MOST_OVER);
        self.items.retain(|item| {
            let goes = surplus > 0 && item.state.is_ended();
            surplus = surplus.saturating_sub(usize::from(goes));
            !goes
        });
    }
}

/// Where the server says no times, a request's life counts from when this phone first saw it, and not from a later
/// run of the app.
fn keep_life(request: &mut Request, expires: UnixSeconds, expires_at_server: UnixSeconds) {
    if request.created.is_none() {
        request.expires = request.expires.min(expires);
        request.expires_at_server = request.expires_at_server.min(expires_at_server);
    }
}

/// How many requests that are over stay on the screen.
const MOST_OVER: usize = 20;
