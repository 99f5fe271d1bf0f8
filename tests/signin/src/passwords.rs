//! Checking passwords: a few at a time, outside the database's lock, and not as often as one likes.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, watch};
use zeroize::Zeroizing;

use crate::Fault;
use crate::crypto::password::{Hasher, PasswordCost};
use crate::flow::Event;
use crate::flow::browser::of_origin;
use crate::flow::first_factor::FirstFactor;
use crate::flow::slow::{self, Typist};
use crate::service::Inner;
use crate::store::audit::Line;
use crate::store::users;

/// How many passwords are checked at a time, where there are as many processors: each takes 19 MiB, and
/// more than one a processor makes nothing faster.
const AT_A_TIME: u32 = 4;

/// From how many accounts on those are forgotten that nobody waits for.
const MANY: usize = 1000;

/// The turn of one account.
type Turn = tokio::sync::Mutex<()>;

/// Where sign-ins wait until their password is checked.
pub(crate) struct Queue {
    hasher: Arc<Hasher>,
    at_a_time: u32,
    permits: Arc<Semaphore>,
    /// How many wait or are being checked.
    inside: watch::Sender<usize>,
    /// The turns of the accounts that somebody types a password of.
    turns: Mutex<HashMap<String, Weak<Turn>>>,
}

impl Queue {
    /// An empty queue.
    pub(crate) fn new(cost: PasswordCost) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::of(cost, u32::try_from(processors).map_or(AT_A_TIME, |few| few.min(AT_A_TIME)))
    }

    fn of(cost: PasswordCost, at_a_time: u32) -> Self {
        let permits = usize::try_from(at_a_time).unwrap_or(1);
        Self {
            hasher: Arc::new(Hasher::new(cost, permits)),
            at_a_time,
            permits: Arc::new(Semaphore::new(permits)),
            inside: watch::Sender::new(0),
            turns: Mutex::default(),
        }
    }

    /// What hashes passwords, for whoever sets one.
    pub(crate) fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Waits until nobody else types this account's password, and for a place among the few.
    async fn place(&self, owner: &str) -> Result<Place<'_>, Fault> {
        let inside = Inside::enter(&self.inside);
        let turn = self.turn(owner).lock_owned().await;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Fault::Store)?;
        Ok(Place { _inside: inside, turn, permit, hasher: Arc::clone(&self.hasher) })
    }

    /// The turn of an account.
    fn turn(&self, owner: &str) -> Arc<Turn> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(owner).and_then(Weak::upgrade) {
            return turn;
        }
        if turns.len() >= MANY {
            turns.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::new(Turn::default());
        turns.insert(owner.to_owned(), Arc::downgrade(&turn));
        turn
    }

    /// Lets nobody be checked until the permit is given back.
    pub(crate) async fn hold(&self) -> Option<(OwnedSemaphorePermit, watch::Receiver<usize>)> {
        let all = Arc::clone(&self.permits).acquire_many_owned(self.at_a_time).await.ok()?;
        Some((all, self.inside.subscribe()))
    }
}

/// A place among the few.
struct Place<'a> {
    _inside: Inside<'a>,
    /// Kept until the outcome is written: the next try of this account sees it.
    turn: OwnedMutexGuard<()>,
    permit: OwnedSemaphorePermit,
    hasher: Arc<Hasher>,
}

impl Place<'_> {
    async fn verify(
        self,
        password: Zeroizing<String>,
        hash: Option<String>,
    ) -> (bool, OwnedMutexGuard<()>) {
        let Self { _inside, turn, permit, hasher } = self;
        let check = move || {
            // The work goes on when the browser is gone: so does its place among the few.
            let _permit = permit;
            hasher.verify(&password, hash.as_deref())
        };
        (tokio::task::spawn_blocking(check).await.unwrap_or(false), turn)
    }
}

/// Counts who waits or is being checked.
struct Inside<'a>(&'a watch::Sender<usize>);

impl<'a> Inside<'a> {
    fn enter(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// What became of a try.
pub(crate) enum Checked {
    /// Name and password belong together.
    Right(FirstFactor),
    /// They do not, or there is no such name.
    Wrong,
    /// Nothing was checked: the next try must wait that many seconds.
    TooSoon(i64),
}

/// Whether name and password belong together. Takes as long for a name that nobody has. While it
/// takes its time everything about the account may change, so it hands out no account: whoever
/// issues something reads it by [`FirstFactor::user`] in the step that issues.
///
/// The tries of one account come one after another, and each sees what became of the one before.
pub(crate) async fn check(
    inner: &Inner,
    who: Typist<'_>,
    password: String,
) -> Result<Checked, Fault> {
    let password = Zeroizing::new(password);
    let (found, counted) = inner.step(|step| {
        let found = users::by_name(step.db, who.name.trim())?;
        let counted = slow::counted(step, found.as_ref().map(|(user, _)| user), who)?;
        Ok((found, counted))
    })?;
    let (user, hash) = found.unzip();
    let place = inner.passwords.place(&counted.owner).await?;
    let tried = match inner.step(|step| slow::begin(step, &counted))? {
        Ok(tried) => tried,
        Err(left) => return Ok(Checked::TooSoon(left)),
    };
    let (right, _turn) = place.verify(password, hash).await;
    match user {
        Some(user) if right => {
            inner.step(|step| slow::right(step, &counted, &tried))?;
            Ok(Checked::Right(FirstFactor::of(&user)))
        }
        Some(user) => {
            let reason = (tried.in_row > 1).then(|| format!("{} in a row", tried.in_row));
            let line = Line { browser: of_origin(who.origin), reason, ..Line::default() };
            inner.step(|step| step.log(&user.name, Event::WrongPassword, line))?;
            Ok(Checked::Wrong)
        }
        None => Ok(Checked::Wrong),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::task::unconstrained;

    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_another_account_and_each_account_has_one_turn() {
        let queue = Queue::of(PasswordCost::ForTests, 2);
        let at_once = |owner: &str| unconstrained(queue.place(owner)).now_or_never().is_some();
        let ida = queue.place("ida").await.unwrap();
        for n in 0..1000 {
            assert!(at_once(&format!("other {n}")), "{n}");
        }
        assert!(!at_once("ida"), "the first one is not done");
        drop(ida);
        assert!(at_once("ida"));
    }

    #[tokio::test]
    async fn turns_do_not_pile_up() {
        let queue = Queue::of(PasswordCost::ForTests, 1);
        for n in 0..3 * MANY {
            drop(queue.place(&n.to_string()).await.unwrap());
        }
        assert!(queue.turns.lock().unwrap().len() <= MANY);
    }
}
