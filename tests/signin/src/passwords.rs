//! Checking passwords: a few at a time, outside the database's lock, and not as often as one likes.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore, watch};
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

/// How many accounts are told apart where each waits for its turn.
const TURNS: usize = 64;

/// Where sign-ins wait until their password is checked.
pub(crate) struct Queue {
    hasher: Arc<Hasher>,
    at_a_time: u32,
    permits: Arc<Semaphore>,
    /// How many wait or are being checked.
    inside: watch::Sender<usize>,
    /// Whose turn it is, by account: two that share a turn wait for each other, no more.
    turns: [Mutex<()>; TURNS],
}

impl Queue {
    /// An empty queue.
    pub(crate) fn new(cost: PasswordCost) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let at_a_time = u32::try_from(processors).map_or(AT_A_TIME, |few| few.min(AT_A_TIME));
        let permits = usize::try_from(at_a_time).unwrap_or(1);
        Self {
            hasher: Arc::new(Hasher::new(cost, permits)),
            at_a_time,
            permits: Arc::new(Semaphore::new(permits)),
            inside: watch::Sender::new(0),
            turns: std::array::from_fn(|_| Mutex::new(())),
        }
    }

    /// What hashes passwords, for whoever sets one.
    pub(crate) fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Waits until nobody else types this account's password, and for a place among the few.
    async fn place(&self, owner: &str) -> Result<Place<'_>, Fault> {
        let inside = Inside::enter(&self.inside);
        let turn =
            owner.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        let turn = self.turns.get(turn % TURNS).ok_or(Fault::Store)?.lock().await;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Fault::Store)?;
        Ok(Place { _inside: inside, turn, permit, hasher: Arc::clone(&self.hasher) })
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
    turn: MutexGuard<'a, ()>,
    permit: OwnedSemaphorePermit,
    hasher: Arc<Hasher>,
}

impl<'a> Place<'a> {
    async fn verify(
        self,
        password: Zeroizing<String>,
        hash: Option<String>,
    ) -> (bool, MutexGuard<'a, ()>) {
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
