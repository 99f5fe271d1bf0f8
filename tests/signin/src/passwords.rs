//! Checking passwords: a few at a time, outside the database's lock, and not as often as one likes.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore, watch};
use zeroize::Zeroizing;

use crate::Fault;
use crate::crypto::password::{self, PasswordCost};
use crate::flow::Event;
use crate::flow::browser::of_origin;
use crate::flow::first_factor::FirstFactor;
use crate::flow::slow::{self, Typist};
use crate::service::Inner;
use crate::store::audit::Line;
use crate::store::users;

/// How many passwords are checked at a time: each takes 19 MiB.
const AT_A_TIME: u16 = 4;

/// How many accounts are told apart where each waits for its turn.
const TURNS: usize = 64;

/// Where sign-ins wait until their password is checked.
pub(crate) struct Queue {
    permits: Arc<Semaphore>,
    /// How many wait or are being checked.
    inside: watch::Sender<usize>,
    /// Whose turn it is, by account: two that share a turn wait for each other, no more.
    turns: [Mutex<()>; TURNS],
}

impl Queue {
    /// An empty queue.
    pub(crate) fn new() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_A_TIME.into())),
            inside: watch::Sender::new(0),
            turns: std::array::from_fn(|_| Mutex::new(())),
        }
    }

    /// Waits until nobody else types this account's password, and for a place among the few.
    async fn place(&self, owner: &str) -> Result<Place<'_>, Fault> {
        let inside = Inside::enter(&self.inside);
        let turn =
            owner.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        let turn = self.turns.get(turn % TURNS).ok_or(Fault::Store)?.lock().await;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Fault::Store)?;
        Ok(Place { _inside: inside, turn, permit })
    }

    /// Lets nobody be checked until the permit is given back.
    pub(crate) async fn hold(&self) -> Option<(OwnedSemaphorePermit, watch::Receiver<usize>)> {
        let all = Arc::clone(&self.permits).acquire_many_owned(AT_A_TIME.into()).await.ok()?;
        Some((all, self.inside.subscribe()))
    }
}

/// A place among the few.
struct Place<'a> {
    _inside: Inside<'a>,
    /// Kept until the outcome is written: the next try of this account sees it.
    turn: MutexGuard<'a, ()>,
    permit: OwnedSemaphorePermit,
}

impl<'a> Place<'a> {
    async fn verify(
        self,
        password: Zeroizing<String>,
        hash: Option<String>,
        cost: PasswordCost,
    ) -> (bool, MutexGuard<'a, ()>) {
        let Self { _inside, turn, permit } = self;
        let check = move || {
            // The work goes on when the browser is gone: so does its place among the few.
            let _permit = permit;
            password::verify(cost, &password, hash.as_deref())
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
    let (found, counted) = inner.look(|step| {
        let found = users::by_name(step.db, who.name.trim())?;
        let counted = slow::counted(step, found.as_ref().map(|(user, _)| user), who)?;
        Ok((found, counted))
    })?;
    let (user, hash) = found.unzip();
    let place = inner.passwords.place(&counted.owner).await?;
    let tried = match inner.look(|step| slow::begin(step, &counted))? {
        Ok(tried) => tried,
        Err(left) => return Ok(Checked::TooSoon(left)),
    };
    let (right, _turn) = place.verify(password, hash, inner.config.password_cost).await;
    match user {
        Some(user) if right => {
            inner.look(|step| slow::right(step, &counted, &tried))?;
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
