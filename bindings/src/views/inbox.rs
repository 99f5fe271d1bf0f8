//! All requests, and what stands above the list.

use countersign_core::app::{InboxView, Note};

use super::RequestSnapshot;

/// All requests, and what is known about them.
#[derive(Debug, Clone, uniffi::Record)]
pub struct InboxSnapshot {
    /// The one in front first.
    pub requests: Vec<RequestSnapshot>,
    /// What stands above the list, in this order.
    pub notes: Vec<Note>,
    /// Ask the person for notifications now.
    pub ask_for_notifications: bool,
    /// Seconds for which a note stands about what was just done or did not go.
    pub said_for: u64,
    /// When all services were last asked.
    pub refreshed: Option<u64>,
    /// Seconds after which to ask again while this is in front of the person.
    pub ask_again_in: u64,
    /// When the snapshot changes by itself next, seconds that pass apart. When it is not in the future, call
    /// `Requests.advance`.
    pub next_deadline: Option<u64>,
}

impl From<InboxView> for InboxSnapshot {
    fn from(view: InboxView) -> Self {
        Self {
            requests: view.requests.into_iter().map(RequestSnapshot::from).collect(),
            notes: view.notes,
            ask_for_notifications: view.ask_for_notifications,
            said_for: view.said_for,
            refreshed: view.refreshed,
            ask_again_in: view.ask_again_in,
            next_deadline: view.next_deadline,
        }
    }
}
