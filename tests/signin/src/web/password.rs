//! Checking a password, outside the database's lock.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::Fault;
use crate::crypto::password;
use crate::flow::Event;
use crate::service::Inner;
use crate::store::audit::Line;
use crate::store::users::{self, User};

/// The user, if name and password belong together. Takes as long for a name that nobody has.
pub(crate) async fn check(
    inner: &Arc<Inner>,
    name: &str,
    password: String,
) -> Result<Option<User>, Fault> {
    let password = Zeroizing::new(password);
    let found = inner.look(|step| users::by_name(step.db, name.trim()))?;
    let (user, hash) = found.unzip();
    let _permit = inner.hashing.acquire().await.map_err(|_| Fault::Store)?;
    let right = tokio::task::spawn_blocking(move || password::verify(&password, hash.as_deref()))
        .await
        .unwrap_or(false);
    if let (Some(user), false) = (&user, right) {
        inner.step(|step| step.log(&user.name, Event::WrongPassword, Line::default()))?;
    }
    Ok(user.filter(|_| right))
}
