//! What happens to the phone and to the service, as the facade has it: what is to be stored is stored, then
//! what leaves is on its way.

use std::sync::Arc;

use super::*;

impl World {
    /// An event of the person.
    pub(super) fn tell(&mut self, which: usize, event: Event) -> Never {
        self.accepts(which, event).map(drop)
    }

    /// The same; whether it was taken.
    pub(super) fn accepts(&mut self, which: usize, event: Event) -> Result<bool, &'static str> {
        let now = self.moment(which);
        match self.inbox.event(IDS[which], event, now) {
            Ok(todo) => self.carry_out(todo, false).map(|()| true),
            Err(_) => Ok(false),
        }
    }

    pub(super) fn enter(&mut self, which: usize, number: Number, event: Event) -> Never {
        if self.accepts(which, event)? {
            self.facts[which].typed = Some(number.text());
        }
        Ok(())
    }

    /// Everything that is to be done. On a full disk nothing is stored.
    pub(super) fn carry_out(&mut self, todo: Vec<InboxAction>, full: bool) -> Never {
        let mut todo = todo;
        let mut leaves = Vec::new();
        while !todo.is_empty() {
            let (mut first, mut stores) = (Vec::new(), false);
            for item in todo.drain(..) {
                match item {
                    InboxAction::Store(change) => {
                        stores = true;
                        if let Change::CountWrong(account) = change {
                            self.count(account)?;
                        }
                    }
                    InboxAction::StoreFirst(id) => first.push(id),
                    InboxAction::Deliver(answer) => leaves.push(answer),
                    InboxAction::Report { request, .. } => {
                        self.reporting[usize::from(request == IDS[1])] = true;
                    }
                    InboxAction::Prepare(_) => {}
                }
            }
            if (stores || !first.is_empty()) && !full && self.may_store(&first, &leaves) {
                self.disk = self.inbox.seen().to_vec();
            }
            for id in first {
                let event = if full { Event::NotStored } else { Event::Stored };
                todo.extend(self.inbox.event(&id, event, self.now()).unwrap_or_default());
            }
        }
        leaves.into_iter().try_for_each(|answer| self.leaves(answer))
    }

    /// Of the requests of this account, the one that ends now by a wrong number.
    fn count(&mut self, account: AccountId) -> Never {
        let wrong = |which: &usize| self.account(*which) == account && self.truth[*which].wrong;
        let which = (0..2).filter(wrong).min_by_key(|which| self.facts[*which].counted);
        match which {
            Some(which) => self.facts[which].count(),
            None => Err("counted what was not wrong"),
        }
    }

    fn leaves(&mut self, answer: Arc<PendingAnswer>) -> Never {
        let which = usize::from(answer.request.id == IDS[1]);
        let mark = self.disk.iter().find(|record| record.id == IDS[which]);
        let marked = match (&answer.answer, mark.map(|record| record.outcome)) {
            (Answer::Approve { .. }, Some(SeenOutcome::ApprovalSent)) => true,
            (Answer::Approve { .. }, _) => self.setting.guarded[which],
            (Answer::Deny { .. }, Some(outcome)) => outcome != SeenOutcome::Open,
            (Answer::Deny { .. }, None) => false,
        };
        let of_person = |item: &Item| matches!(item.state, State::Sending(AnswerKind::Deny(_)));
        let so = Leaving {
            another: self.sent[which].is_some(),
            lapsed: self.lapsed(which),
            marked: marked || self.at == TIMES.len() - 1,
            by_person: self.item(which).is_some_and(of_person),
        };
        self.facts[which].leaves(&answer, &so)?;
        self.sent[which] = Some(answer);
        Ok(())
    }

    /// An answer arrives at the service: what it says.
    pub(super) fn arrives(&mut self, which: usize, answer: &Arc<PendingAnswer>) -> Delivered {
        let (lapsed, guarded) = (self.lapsed(which), self.setting.guarded[which]);
        let again = self.taken[which].as_ref().is_some_and(|taken| Arc::ptr_eq(taken, answer));
        let truth = &mut self.truth[which];
        if guarded && again {
            // The reply is repeated.
        } else if lapsed || !truth.is_open(guarded) {
            let lost = answer.may_have_arrived() || self.facts[which].begun_again;
            return if answer.is_closing() && lost {
                Outcome::WrongNumber
            } else if lapsed && !lost && truth.is_open(guarded) {
                Outcome::Expired
            } else {
                Outcome::AlreadyHandled
            }
            .into();
        } else {
            match &answer.answer {
                Answer::Approve { value, .. } => {
                    let value = value.as_ref().map(|value| value.expose());
                    let right = value == Some(Number::Right.text());
                    truth.approved |= right;
                    truth.wrong |= !right;
                    if !guarded && !right {
                        return Delivered::NumberRefused;
                    }
                }
                Answer::Deny { .. } => truth.denied = true,
            }
            self.taken[which] = Some(Arc::clone(answer));
        }
        if truth.approved {
            Outcome::Approved
        } else if truth.denied {
            Outcome::Denied { interrupted: false }
        } else {
            Outcome::WrongNumber
        }
        .into()
    }

    pub(super) fn answered(&mut self, which: usize, fate: Fate) -> Never {
        let Some(answer) = self.sent[which].take() else { return Ok(()) };
        let (answer, delivered) = match fate {
            Fate::Arrives => {
                let delivered = self.arrives(which, &answer);
                (answer, delivered)
            }
            Fate::ReplyLost => {
                self.arrives(which, &answer);
                (self.noted(which, &answer, true), lost())
            }
            Fate::NotSent => {
                let before = answer.may_have_arrived();
                (self.noted(which, &answer, before), lost())
            }
        };
        if self.locked {
            return self.answered_locked(which, &answer, delivered);
        }
        if !self.inbox.awaits(&answer) {
            return Ok(());
        }
        let event = match delivered {
            Delivered::Outcome(outcome) => Event::Answered(outcome),
            Delivered::NumberRefused => Event::NumberRefused,
            Delivered::CodeGiven(code) => Event::CodeGiven(code),
        };
        let todo = self.inbox.event(IDS[which], event, self.now());
        self.carry_out(todo.map_err(|_| "a result is not taken")?, false)
    }

    /// A bare outcome is kept for the next unlock.
    fn answered_locked(
        &mut self,
        which: usize,
        answer: &PendingAnswer,
        delivered: Delivered,
    ) -> Never {
        let mut delivered = delivered;
        if delivered == Delivered::NumberRefused && self.truth[which].is_open(false) {
            self.truth[which].denied = true;
            delivered = Outcome::WrongNumber.into();
        }
        let told = !matches!(&delivered, Delivered::Outcome(outcome) if !outcome.is_final());
        if told {
            let approves = matches!(answer.answer, Answer::Approve { .. });
            self.heard.push((which, approves, delivered));
        }
        Ok(())
    }

    /// Notes with an answer whether it may have arrived. Other states share it: they keep theirs.
    fn noted(
        &mut self,
        which: usize,
        old: &Arc<PendingAnswer>,
        arrived: bool,
    ) -> Arc<PendingAnswer> {
        let new = Arc::new(old.after_sending(arrived));
        let items = self.inbox.items.iter_mut().map(|item| &mut item.answer);
        let ours = [&mut self.taken[which], &mut self.facts[which].last];
        for kept in items.chain(ours) {
            if kept.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, old)) {
                *kept = Some(Arc::clone(&new));
            }
        }
        new
    }

    pub(super) fn reported(&mut self, which: usize, fate: Fate) -> Never {
        self.reporting[which] = false;
        let reported = match fate {
            Fate::Arrives => Ok(Reported { it_contact: None }),
            Fate::ReplyLost | Fate::NotSent => {
                let why = UnreachableCause::TimedOut;
                Err(PushError::Unreachable { why, retry_after: None })
            }
        };
        self.tell(which, Event::Reported(reported))
    }

    /// What a poll lists and the guards let through: nothing whose life is over.
    pub(super) fn list(&self, listed: Listed) -> Vec<Request> {
        let lives = |which: &usize| listed.has(*which) && !self.lapsed(*which);
        (0..2).filter(lives).map(|which| self.request(which)).collect()
    }

    pub(super) fn begin_again(&mut self) {
        for which in 0..2 {
            self.facts[which].begin_again(self.setting.guarded[which]);
        }
    }

    fn restored(&self) -> Inbox {
        let describe = |record: &SeenRequest| {
            let request = self.request(usize::from(record.id == IDS[1]));
            let ctx = request.ctx.is_some().then(|| record.ctx.clone().unwrap_or_default());
            Some(Request { ctx, first_seen: record.first_seen, ..request })
        };
        Inbox::restored(self.as_stored(), describe)
    }

    pub(super) fn restart(&mut self) -> Never {
        self.begin_again();
        (self.heard, self.sent) = (Vec::new(), [None, None]);
        (self.reporting, self.locked) = ([false; 2], false);
        self.inbox = self.restored();
        Ok(())
    }

    pub(super) fn unlock_app(&mut self) -> Never {
        self.locked = false;
        self.inbox = self.restored();
        let mut todo = Vec::new();
        for (which, approves, delivered) in std::mem::take(&mut self.heard) {
            let (request, account) = (IDS[which].to_owned(), self.request(which).account);
            let heard = Heard { request, account, approves, delivered };
            todo.extend(self.inbox.hear(heard, Some(self.request(which)), self.now()));
        }
        let on_their_way: Vec<_> = self.sent.iter().flatten().cloned().collect();
        on_their_way.into_iter().for_each(|answer| self.inbox.resume(answer));
        self.carry_out(todo, false)
    }

    /// Looks at how all stands.
    pub(super) fn look(&mut self) -> Never {
        let front = self.inbox.front.clone();
        for (which, id) in IDS.into_iter().enumerate() {
            if front.as_deref() != Some(id) {
                self.facts[which].behind();
            }
        }
        for item in &self.inbox.items {
            let which = usize::from(item.request.id == IDS[1]);
            self.facts[which].stands(item, self.setting.guarded[which])?;
            self.truth[which].is_told_by(&item.state, &self.facts[which])?;
        }
        Ok(())
    }
}

fn lost() -> Delivered {
    Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None }.into()
}
