//! When two states are the same: whatever can change what happens next is in the key.

use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::super::super::{Item, PendingAnswer, SeenRequest, State};
use super::world::World;
use crate::push::request::Answer;

struct Key(DefaultHasher);

impl Write for Key {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// 64 bits of a state: with a million states, two that differ are taken for one once in forty million
/// searches.
pub(super) fn of(world: &World) -> u64 {
    let mut key = Key(DefaultHasher::new());
    key.world(world).expect("a hasher takes everything");
    key.0.finish()
}

impl Key {
    fn world(&mut self, world: &World) -> fmt::Result {
        write!(self, "{}{}{:?}{:?}", world.at, world.locked, world.reporting, world.heard)?;
        let inbox = &world.inbox;
        write!(self, "{}{:?}{:?}", inbox.ticked, inbox.front, inbox.turns)?;
        for item in &inbox.items {
            self.item(item)?;
        }
        for record in inbox.seen().iter().chain(&world.disk) {
            self.record(record)?;
        }
        for (which, facts) in world.facts.iter().enumerate() {
            let (typed, said) = (facts.typed, (facts.refused, facts.over, facts.begun_again));
            write!(self, "|{typed:?}{}{said:?}", facts.unlocked)?;
            write!(self, "{}{}{:?}", facts.approvals, facts.counted, world.truth[which])?;
            let kept = inbox.items.iter().find(|item| item.request.id == world.id(which));
            let kept = kept.and_then(|item| item.answer.as_ref());
            for other in [&world.sent[which], &world.taken[which], &facts.last] {
                self.answer(other.as_ref())?;
                let same = kept.zip(other.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b));
                write!(self, "{same}")?;
            }
        }
        Ok(())
    }

    fn item(&mut self, item: &Item) -> fmt::Result {
        write!(self, "/{}{:?}", item.request.id, item.state)?;
        if let State::Open(entry) | State::Storing { entry, .. } = &item.state {
            self.write_str(entry.number().expose())?;
        }
        let flags = [item.late, item.refused, item.restored, item.owed, item.dismissed];
        write!(self, "{flags:?}{:?}{}", item.ended, item.request.first_seen)?;
        self.answer(item.answer.as_ref())
    }

    fn record(&mut self, record: &SeenRequest) -> fmt::Result {
        let SeenRequest { id, outcome, report, first_seen, ctx, .. } = record;
        write!(self, ";{id}{outcome:?}{report}{first_seen}{}", ctx.is_some())
    }

    fn answer(&mut self, answer: Option<&Arc<PendingAnswer>>) -> fmt::Result {
        let Some(answer) = answer else { return self.write_str("-") };
        if let Answer::Approve { value: Some(value), .. } = &answer.answer {
            self.write_str(value.expose())?;
        }
        let (closes, arrived) = (answer.is_closing(), answer.may_have_arrived());
        write!(self, "{:?}{closes}{arrived}", answer.answer)
    }
}
