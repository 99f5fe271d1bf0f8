//! The phone, its disk, the network, and two requests of a service.

use std::sync::Arc;

use super::super::super::{
    AnswerKind, Change, Event, Heard, Inbox, InboxAction, Item, PendingAnswer, SeenOutcome,
    SeenRequest, State, machine,
};
use super::super::{NOW, Outcome, SecretString, UnreachableCause, account, one, typed};
use super::facts::{Facts, Leaving, Truth};
use super::guard::Guard;
use super::step::{Fate, Listed, Number, Step};
use crate::account::AccountId;
use crate::push::adapter::Delivered;
use crate::push::error::PushError;
use crate::push::request::{Answer, Reported, Request};

const IDS: [&str; 2] = [super::super::A, super::super::B];

/// Just listed; in the middle of their life; when it is over; when what was asked then is over too; when
/// nothing is remembered.
const TIMES: [u64; 5] = [NOW + 2, NOW + 30, NOW + 61, NOW + 662, NOW + 61 + 24 * 3600];

/// Whose the requests are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) requests: usize,
    pub(super) accounts: [u8; 2],
    /// Whether the service ends a request at a wrong number.
    pub(super) guarded: [bool; 2],
    pub(super) removed: Option<Guard>,
}

impl Setting {
    pub(super) fn guarded() -> Self {
        Self { requests: 2, accounts: [1, 1], guarded: [true, true], removed: None }
    }

    pub(super) fn plain() -> Self {
        Self { guarded: [false, false], ..Self::guarded() }
    }

    pub(super) fn one_of_either() -> Self {
        Self { accounts: [1, 2], guarded: [true, false], ..Self::guarded() }
    }

    pub(super) fn without(self, guard: Guard) -> Self {
        Self { removed: Some(guard), ..self }
    }

    /// One request only.
    pub(super) fn alone(self) -> Self {
        Self { requests: 1, ..self }
    }
}

/// What a delivery told while the app was locked.
type Kept = (usize, bool, Delivered);

pub(super) struct World {
    pub(super) setting: Setting,
    pub(super) inbox: Inbox,
    pub(super) disk: Vec<SeenRequest>,
    pub(super) locked: bool,
    pub(super) heard: Vec<Kept>,
    pub(super) at: usize,
    /// Answers on their way.
    pub(super) sent: [Option<Arc<PendingAnswer>>; 2],
    pub(super) reporting: [bool; 2],
    pub(super) truth: [Truth; 2],
    /// What ended it at the service.
    pub(super) taken: [Option<Arc<PendingAnswer>>; 2],
    pub(super) facts: [Facts; 2],
}

/// The error says what must never be.
type Never = Result<(), &'static str>;

impl World {
    pub(super) fn new(setting: Setting) -> Self {
        Self {
            setting,
            inbox: Inbox::default(),
            disk: Vec::new(),
            locked: false,
            heard: Vec::new(),
            at: 0,
            sent: [None, None],
            reporting: [false; 2],
            truth: [Truth::default(); 2],
            taken: [None, None],
            facts: [Facts::default(), Facts::default()],
        }
    }

    pub(super) fn copy(&self) -> Self {
        let inbox = Inbox {
            items: self.inbox.items.iter().map(|item| item.duplicate()).collect(),
            seen: self.inbox.seen.duplicate(),
            front: self.inbox.front.clone(),
            turns: self.inbox.turns.clone(),
            ..self.inbox
        };
        Self {
            inbox,
            setting: self.setting,
            disk: self.disk.clone(),
            heard: self.heard.clone(),
            sent: self.sent.clone(),
            taken: self.taken.clone(),
            facts: self.facts.clone(),
            ..*self
        }
    }

    pub(super) fn id(&self, which: usize) -> &'static str {
        IDS[which]
    }

    pub(super) fn now(&self) -> u64 {
        TIMES[self.at]
    }

    pub(super) fn account(&self, which: usize) -> AccountId {
        account(self.setting.accounts[which])
    }

    pub(super) fn request(&self, which: usize) -> Request {
        let made = NOW + u64::try_from(which).unwrap();
        let guarded = self.setting.guarded[which];
        // What nothing depends on is empty: it is copied a million times.
        Request {
            ctx: guarded.then(String::new),
            issuer_host: String::new(),
            service: None,
            user: String::new(),
            ..one(self.setting.accounts[which], IDS[which], made)
        }
    }

    fn lapsed(&self, which: usize) -> bool {
        self.now() >= NOW + u64::try_from(which).unwrap() + 60
    }

    pub(super) fn without(&self, guard: Guard) -> bool {
        self.setting.removed == Some(guard)
    }

    /// Whether an event can happen here. What the machine refuses changes nothing.
    pub(super) fn can(&self, step: Step) -> bool {
        match step {
            Step::Answer(which, _) => self.sent[which].is_some(),
            Step::Reported(which, _) => self.reporting[which] && !self.locked,
            Step::TimePasses => self.at + 1 < TIMES.len(),
            Step::Lock => !self.locked,
            Step::UnlockApp => self.locked,
            Step::Restart => true,
            Step::RestartAfterSending => self.sent.iter().any(Option::is_some),
            Step::Tick | Step::Unlink(_) | Step::Poll(..) | Step::OldPoll(..) => !self.locked,
            Step::SendOwed(_) => self.inbox.items.iter().any(|item| item.owed),
            Step::Dismiss(which) => self.item(which).is_some(),
            Step::YesUnstored(which) => !self.setting.guarded[which] && self.can(Step::Yes(which)),
            Step::Open(which) => self.may(which, Event::Opened),
            Step::Type(which, number) => self.may(which, typed(number.text())),
            Step::ScanOwn(which) => self.may(which, scanned(which)),
            Step::ScanOther(which) => self.may(which, scanned(1 - which)),
            Step::Unlock(which) => self.may(which, Event::Unlocked),
            Step::Yes(which) => self.may(which, Event::Yes),
            Step::No(which, why) => self.may(which, Event::No(why)),
            Step::Retry(which) => self.may(which, Event::Retry),
            Step::Report(which) => self.may(which, Event::Report { sure: true }),
            Step::NoReport(which) => self.may(which, Event::NoReport),
        }
    }

    /// Whether the machine takes an event, or a guard is missing that would refuse it.
    fn may(&self, which: usize, event: Event) -> bool {
        let Some(item) = self.item(which) else { return false };
        // The person's tap brings a request to the front before it is judged.
        let opens = matches!(event, Event::Opened);
        opens
            || self.setting.removed.is_some()
            || machine::step(&item.request, &item.state, event, self.now()).is_ok()
    }

    pub(super) fn item(&self, which: usize) -> Option<&Item> {
        self.inbox.items.iter().find(|item| item.request.id == IDS[which])
    }

    /// An event happens. The error says what must never be.
    pub(super) fn take(&mut self, step: Step) -> Never {
        let entered = self.entered();
        self.tamper(step);
        match step {
            Step::Open(which) => self.tell(which, Event::Opened),
            Step::Type(which, number) => self.enter(which, number, typed(number.text())),
            Step::ScanOwn(which) => self.enter(which, Number::Right, scanned(which)),
            Step::ScanOther(which) => self.enter(which, Number::Right, scanned(1 - which)),
            Step::Unlock(which) => {
                if self.accepts(which, Event::Unlocked)? {
                    self.facts[which].unlocked = true;
                }
                Ok(())
            }
            Step::Yes(which) => self.tell(which, Event::Yes),
            Step::YesUnstored(which) => {
                let todo = self.inbox.event(IDS[which], Event::Yes, self.now());
                self.carry_out(todo.unwrap_or_default(), true)
            }
            Step::No(which, why) => self.tell(which, Event::No(why)),
            Step::Retry(which) => self.tell(which, Event::Retry),
            Step::Report(which) => self.tell(which, Event::Report { sure: true }),
            Step::NoReport(which) => self.tell(which, Event::NoReport),
            Step::Dismiss(which) => {
                self.inbox.dismiss(IDS[which]);
                Ok(())
            }
            Step::Answer(which, fate) => self.answered(which, fate),
            Step::Reported(which, fate) => self.reported(which, fate),
            Step::Poll(which, listed) => {
                let todo = self.inbox.merge(self.account(which), self.list(listed), self.now());
                self.carry_out(todo, false)
            }
            Step::OldPoll(which, listed) => {
                let todo =
                    self.inbox.admit_more(self.account(which), self.list(listed), self.now());
                self.carry_out(todo, false)
            }
            Step::SendOwed(which) => {
                let todo = self.inbox.send_owed(self.account(which), self.now());
                self.carry_out(todo, false)
            }
            Step::Unlink(which) => {
                let todo = self.inbox.unlink(self.account(which), true, self.now());
                self.carry_out(todo, false)
            }
            Step::TimePasses => {
                self.at += 1;
                Ok(())
            }
            Step::Tick => {
                let todo = self.inbox.tick(self.now());
                self.carry_out(todo, false)
            }
            Step::Lock => {
                self.inbox = Inbox::default();
                self.locked = true;
                self.reporting = [false; 2];
                self.begin_again();
                Ok(())
            }
            Step::UnlockApp => self.unlock_app(),
            Step::Restart => self.restart(),
            Step::RestartAfterSending => {
                for which in 0..2 {
                    if let Some(answer) = self.sent[which].take() {
                        drop(self.arrives(which, &answer));
                    }
                }
                self.restart()
            }
        }?;
        self.keep(entered);
        self.look()
    }
}

/// The code beside the number of a request is scanned.
fn scanned(which: usize) -> Event {
    let number = SecretString::new(Number::Right.text().to_owned());
    Event::Scanned { request: IDS[which].to_owned(), number }
}

mod happen;
