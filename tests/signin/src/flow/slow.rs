//! Guessing passwords takes its time (statement 82). A try is counted as a wrong one before it is
//! checked, and taken back when it was right: a crash gives no tries away. Those of one account come
//! one after another (`passwords`), so neither do many at once.

use std::net::IpAddr;

use super::Step;
use super::request::Origin;
use crate::rules::range::network;
use crate::rules::slow::{ADDRESS_FREE, ADDRESS_WINDOW, wait};
use crate::store::users::User;
use crate::store::{remembered, wrong};
use crate::{Fault, crypto};

/// Who types a password, and where.
#[derive(Clone, Copy)]
pub(crate) struct Typist<'a> {
    /// The name that was typed.
    pub(crate) name: &'a str,
    /// The tokens of remembered browsers that this browser keeps.
    pub(crate) remembered: &'a [String],
    /// Where the browser is.
    pub(crate) origin: &'a Origin,
}

/// A try that counts as a wrong one so far.
pub(crate) struct Try {
    /// Wrong ones in a row, this one included.
    pub(crate) in_row: i64,
    from: Option<i64>,
}

/// By what the tries of somebody are counted.
pub(crate) struct Counted {
    /// The name, or the remembered browser.
    pub(crate) owner: String,
    network: Option<String>,
}

/// A browser that is remembered for the account counts by itself: what others try does not hold it
/// up, and it gives nobody more tries than any other. Any other one counts for the name that was
/// typed, whether or not somebody has it, and for its address.
pub(crate) fn counted(
    step: &Step<'_>,
    user: Option<&User>,
    who: Typist<'_>,
) -> Result<Counted, Fault> {
    if let Some(user) = user {
        for token in who.remembered {
            let digest = crypto::digest(token.as_bytes());
            if remembered::until(step.db, &digest, &user.id, step.now)?.is_some() {
                return Ok(Counted { owner: format!("browser {digest}"), network: None });
            }
        }
    }
    let name = who.name.trim().to_ascii_lowercase();
    let owner = format!("name {}", crypto::tag(&step.realm.name_key, &name));
    let address = who.origin.ip.as_deref().and_then(|ip| ip.parse::<IpAddr>().ok());
    let shared = &step.realm.organisation.shared_addresses;
    let address = address.filter(|address| !shared.iter().any(|range| range.holds(*address)));
    Ok(Counted { owner, network: address.map(|address| network(address).to_string()) })
}

/// How many seconds the next try must wait; 0 = none.
pub(crate) fn left(step: &Step<'_>, counted: &Counted) -> Result<i64, Fault> {
    let row = wrong::of(step.db, &counted.owner)?;
    let mut until = row.last.saturating_add(wait(row.in_row));
    if let Some(network) = &counted.network {
        let since = step.now - ADDRESS_WINDOW;
        if let Some(at) = wrong::nth_newest(step.db, network, since, ADDRESS_FREE)? {
            until = until.max(at.saturating_add(ADDRESS_WINDOW));
        }
    }
    Ok(until.saturating_sub(step.now).max(0))
}

/// Begins a try, or says how many seconds it must wait.
pub(crate) fn begin(step: &Step<'_>, counted: &Counted) -> Result<Result<Try, i64>, Fault> {
    let left = left(step, counted)?;
    if left > 0 {
        return Ok(Err(left));
    }
    let from = match &counted.network {
        Some(network) => Some(wrong::count_from(step.db, network, step.now)?),
        None => None,
    };
    let in_row = wrong::count(step.db, &counted.owner, step.now)?;
    Ok(Ok(Try { in_row, from }))
}

/// The password was right: the row ends, and the address is not charged.
pub(crate) fn right(step: &Step<'_>, counted: &Counted, tried: &Try) -> Result<(), Fault> {
    wrong::forget(step.db, &counted.owner)?;
    match tried.from {
        Some(id) => wrong::take_back(step.db, id),
        None => Ok(()),
    }
}
