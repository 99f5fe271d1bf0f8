//! Checking passwords: a few at a time, outside the database's lock.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use zeroize::Zeroizing;

use crate::Fault;
use crate::crypto::password;
use crate::flow::Event;
use crate::flow::first_factor::FirstFactor;
use crate::service::Inner;
use crate::store::audit::Line;
use crate::store::users;

/// How many passwords are checked at a time: each takes 19 MiB.
const AT_A_TIME: u16 = 4;

/// Where sign-ins wait until their password is checked.
pub(crate) struct Queue {
    permits: Arc<Semaphore>,
    /// How many wait or are being checked.
    inside: watch::Sender<usize>,
}

impl Queue {
    /// An empty queue.
    pub(crate) fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_A_TIME.into())), inside: watch::Sender::new(0) }
    }

    async fn verify(
        &self,
        password: Zeroizing<String>,
        hash: Option<String>,
    ) -> Result<bool, Fault> {
        let _inside = Inside::enter(&self.inside);
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Fault::Store)?;
        let check = move || {
            // The work goes on when the browser is gone: so does its place among the few.
            let _permit = permit;
            password::verify(&password, hash.as_deref())
        };
        Ok(tokio::task::spawn_blocking(check).await.unwrap_or(false))
    }

    /// Lets nobody be checked until the permit is given back.
    pub(crate) async fn hold(&self) -> Option<(OwnedSemaphorePermit, watch::Receiver<usize>)> {
        let all = Arc::clone(&self.permits).acquire_many_owned(AT_A_TIME.into()).await.ok()?;
        Some((all, self.inside.subscribe()))
    }
}

/// A place in the queue.
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

/// Whether name and password belong together. Takes as long for a name that nobody has. While it
/// takes its time everything about the account may change, so it hands out no account: whoever
/// issues something reads it by [`FirstFactor::user`] in the step that issues.
pub(crate) async fn check(
    inner: &Inner,
    name: &str,
    password: String,
) -> Result<Option<FirstFactor>, Fault> {
    let password = Zeroizing::new(password);
    let found = inner.look(|step| users::by_name(step.db, name.trim()))?;
    let (user, hash) = found.unzip();
    let right = inner.passwords.verify(password, hash).await?;
    match user {
        Some(user) if right => Ok(Some(FirstFactor::of(&user))),
        Some(user) => {
            inner.step(|step| step.log(&user.name, Event::WrongPassword, Line::default()))?;
            Ok(None)
        }
        None => Ok(None),
    }
}
