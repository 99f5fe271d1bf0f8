//! Sign-in requests: asking for them, and what the person says to them.

use crate::account::{AccountId, DenyReason, PushState, SeenOutcome};
use crate::clock::UnixSeconds;
use crate::net::UnreachableCause;
use crate::payload::{MatchLink, parse_match};
use crate::push::inbox::RequestStatus;
use crate::push::machine::Event;
use crate::push::request::{Outcome, Prompt};
use crate::push::view::{Phase, RequestView};
use crate::push::{EnrolError, PushError};
use crate::secret::SecretString;
use crate::vault::Unlock;

use super::adding::Scanned;
use super::error::{AddError, SaveError};
use super::fault::Fault;
use super::fresh::{Fresh, Operation};
use super::inner::Inner;
use super::notes::{Note, Notifications, SAID_FOR};
use super::state::State;
use super::views::AccountState;

/// The requests and what is known about them: what the list screen draws.
///
/// ```
/// use countersign_core::app::InboxView;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # service.ask()?;
/// # testing::refresh(&app).await?;
///
/// let inbox: InboxView = app.requests().inbox()?;
/// if let Some(front) = inbox.front() {
///     println!("{} asks, {} more waiting", front.organisation, front.more_waiting);
/// }
/// println!("ask again in {} s", inbox.ask_again_in);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct InboxView {
    /// The request in front first, then the newest; those that are over stay until dismissed.
    pub requests: Vec<RequestView>,
    /// Accounts that could not be refreshed or are not active.
    pub accounts: Vec<AccountNote>,
    /// What stands above the list, in this order.
    pub notes: Vec<Note>,
    /// Ask the person for notifications now: something could ring, and they were not asked yet.
    pub ask_for_notifications: bool,
    /// The phone's clock is slow (positive) or fast (negative) by so many seconds; codes may fail.
    pub clock_off: Option<i64>,
    /// Why what was seen could not be stored, if it could not.
    pub storage: Option<SaveError>,
    /// When all services were last asked.
    pub refreshed: Option<UnixSeconds>,
    /// Seconds for which a shell lets a note stand about what was just done or did not go.
    pub said_for: u64,
    /// Seconds after which to ask again while the list or a request is in front of the person.
    pub ask_again_in: u64,
    /// When the snapshot changes by itself next, but for seconds that pass (codes say themselves until when
    /// they hold). When it is not in the future, call [`Requests::advance`](super::Requests::advance).
    pub next_deadline: Option<UnixSeconds>,
}

impl InboxView {
    /// Set-ups whose reply was lost and that the service refused when they were repeated.
    pub fn refused_setups(&self) -> impl Iterator<Item = &RefusedSetup> {
        self.notes.iter().filter_map(|note| match note {
            Note::SetupRefused { setup } => Some(setup),
            Note::Unreadable { .. }
            | Note::DeviceRestored
            | Note::Offline
            | Note::Unreachable { .. }
            | Note::AppTooOld
            | Note::ClockRefused
            | Note::ServiceRefused
            | Note::DeviceFailed
            | Note::ClockOff { .. }
            | Note::NotStored { .. }
            | Note::NotificationsRefused => None,
        })
    }

    /// The request in front, if one is open.
    #[must_use]
    pub fn front(&self) -> Option<&RequestView> {
        self.requests.iter().find(|view| view.in_front)
    }
}

/// An account that needs a word.
///
/// ```
/// use countersign_core::app::AccountNote;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// for AccountNote { id, state, trouble } in app.requests().inbox()?.accounts {
///     println!("{id:?} is {}: {trouble:?}", state.name());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNote {
    /// The account.
    pub id: AccountId,
    /// How far it is usable.
    pub state: AccountState,
    /// Why it could not be refreshed when it was last asked.
    pub trouble: Option<AccountTrouble>,
}

/// An account that could not be set up.
///
/// ```
/// use countersign_core::app::RefusedSetup;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
///
/// for RefusedSetup { service, user, error } in app.requests().inbox()?.refused_setups() {
///     println!("{user} was not set up at {service}: {error}");
/// }
/// app.services().dismiss_refused_setups();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedSetup {
    /// The organisation, or the service's own name for itself.
    pub service: String,
    /// The user's name there.
    pub user: String,
    /// Why.
    pub error: AddError,
}

/// Why an account could not be refreshed, by what the person can do about it.
///
/// ```
/// use countersign_core::app::AccountTrouble;
///
/// fn told(trouble: AccountTrouble) -> &'static str {
///     match trouble {
///         AccountTrouble::Unreachable { .. } => "no connection; codes keep working",
///         AccountTrouble::ClockWrong { certain: true, .. } => "set date and time right",
///         AccountTrouble::ClockWrong { certain: false, .. } => "set date and time right, or ask IT",
///         AccountTrouble::Refused => "the service no longer accepts this app",
///         AccountTrouble::AppTooOld => "update the app",
///         AccountTrouble::Device => "the phone itself failed",
///     }
/// }
/// # assert_eq!(told(AccountTrouble::AppTooOld), "update the app");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountTrouble {
    /// No connection: it goes away by itself.
    Unreachable {
        /// Why, as far as can be told.
        why: UnreachableCause,
    },
    /// Set date and time right.
    ClockWrong {
        /// Server time minus phone time, if known.
        seconds: Option<i64>,
        /// It is the clock. Otherwise, if date and time are right, IT must check the service's public
        /// address.
        certain: bool,
    },
    /// The service no longer accepts this app: ask IT.
    Refused,
    /// Update the app.
    AppTooOld,
    /// The phone itself failed, its key store for instance.
    Device,
}

/// What to say of a failed refresh beside the account's state. A service that refuses a phone which it
/// blocked or no longer knows was reached, and the state says it all.
fn trouble(fault: Fault, state: AccountState) -> Option<AccountTrouble> {
    let told_by_state =
        matches!(state, AccountState::Blocked | AccountState::Unlinked | AccountState::SetUpAgain);
    #[allow(clippy::wildcard_enum_match_arm, reason = "whatever else a service says is a refusal")]
    Some(match fault {
        Fault::Push(PushError::AppTooOld { .. }) | Fault::Enrol(EnrolError::AppTooOld { .. }) => {
            AccountTrouble::AppTooOld
        }
        Fault::Push(PushError::Unreachable { why, .. })
        | Fault::Enrol(EnrolError::Unreachable { why, .. }) => AccountTrouble::Unreachable { why },
        Fault::Push(PushError::ClockWrong { seconds, certain })
        | Fault::Enrol(EnrolError::ClockWrong { seconds, certain }) => {
            AccountTrouble::ClockWrong { seconds, certain }
        }
        _ if told_by_state => return None,
        Fault::Push(PushError::Key(_) | PushError::Random(_))
        | Fault::Enrol(EnrolError::Key(_) | EnrolError::Random(_))
        | Fault::Vault(_) => AccountTrouble::Device,
        _ => AccountTrouble::Refused,
    })
}

impl Inner {
    /// Time has passed: what it changes is changed and stored.
    pub(super) fn advance(&self) -> Result<InboxView, Fault> {
        let now = self.now();
        {
            let mut state = self.lock_state()?;
            state.vault()?;
            state.drop_old_proof(now);
            let todo = state.inbox.tick(now);
            drop(state.carry_out(todo, now));
        }
        self.inbox()
    }

    /// The snapshot of now.
    pub(super) fn inbox(&self) -> Result<InboxView, Fault> {
        let now = self.now();
        let state = self.lock_state()?;
        let accounts: Vec<AccountNote> = state
            .push_accounts()?
            .map(|(id, account)| {
                let standing = account.state.into();
                let trouble = state.failure(id).and_then(|fault| trouble(fault, standing));
                AccountNote { id, state: standing, trouble }
            })
            .filter(AccountNote::says_something)
            .collect();
        Ok(InboxView {
            requests: self.views(&state, now),
            notes: state.notes(&accounts, self.notifications()),
            ask_for_notifications: state.has_push_accounts()
                && self.notifications() == Notifications::NotAsked,
            accounts,
            said_for: SAID_FOR,
            clock_off: state.clock_off(),
            storage: state.storage.map(SaveError::from),
            refreshed: state.refreshed,
            ask_again_in: state.inbox.poll_interval(now).unwrap_or(3),
            next_deadline: state.inbox.next_deadline(now),
        })
    }

    /// One request as it stands.
    pub(super) fn request(&self, id: &str) -> Result<RequestView, Fault> {
        let state = self.lock_state()?;
        state.vault()?;
        let mut views = self.views(&state, self.now()).into_iter();
        views.find(|view| view.request.id == id).ok_or(Fault::NoSuchRequest)
    }

    fn views(&self, state: &State, now: UnixSeconds) -> Vec<RequestView> {
        let wrong = |id| state.push_account(id).map_or(0, |account| account.wrong_in_row);
        let mut views = state.inbox.views(now, wrong);
        for view in &mut views {
            if let Some(organisation) = state.organisation(view.request.account) {
                view.organisation = organisation;
            }
            view.phone_country = self.country();
            view.can_scan = can_scan(state, view);
        }
        views
    }

    /// What became of a request that is not on the screen any more, within 24 hours of its end and
    /// also after a restart. `None` for one that was never seen.
    pub(super) fn ended(&self, id: &str) -> Result<Option<Outcome>, Fault> {
        let state = self.lock_state()?;
        state.vault()?;
        Ok(match state.inbox.status_of(id, self.now()) {
            RequestStatus::Listed | RequestStatus::Unknown => None,
            RequestStatus::Ended { account, outcome } => Some(match outcome {
                SeenOutcome::Expired => Outcome::Expired,
                SeenOutcome::Superseded => Outcome::Superseded,
                SeenOutcome::WrongNumber => Outcome::WrongNumber,
                SeenOutcome::Interrupted => Outcome::Denied { interrupted: true },
                SeenOutcome::Unlinked => {
                    let state = state.push_account(account).map(|account| account.state);
                    let certain = matches!(state, Ok(PushState::Unlinked { certain: true }));
                    Outcome::AccountUnlinked { certain }
                }
                SeenOutcome::Open
                | SeenOutcome::ApprovalSent
                | SeenOutcome::NumberRefused
                | SeenOutcome::Refusing { .. }
                | SeenOutcome::Approved
                | SeenOutcome::Denied
                | SeenOutcome::AlreadyHandled
                | SeenOutcome::Refused => Outcome::AlreadyHandled,
            }),
        })
    }

    /// Whether the list or a request is in front of the person.
    pub(super) fn watch(&self, watching: bool) {
        let now = self.now();
        if let Ok(mut state) = self.lock_state() {
            if watching {
                state.inbox.watch(now);
            } else {
                state.inbox.unwatch();
            }
        }
    }

    /// The person looks at a request: gets access token and connection ready, so that the answer
    /// costs one round trip. Failure shows when the answer is sent.
    pub(super) async fn open_request(&self, id: &str) -> Result<RequestView, Fault> {
        let session = self.lock_state()?.session().clone();
        let view = self.tell(id, Event::Opened).await?;
        if !view.needs_unlock {
            return Ok(view);
        }
        // The app's own unlock counts for the first request that is opened after it.
        let operation = approval(&view);
        let proof = self.lock_session(&session)?.just_unlocked.take();
        match proof.map(|proof| self.spend(proof, operation)) {
            // Should another request have come to the front meanwhile, the person is asked for this one.
            Some(Ok(fresh)) => Ok(self.present(fresh).unwrap_or(view)),
            Some(Err(_)) | None => Ok(view),
        }
    }

    /// A fresh unlock for approving one request.
    pub(super) fn authorise(&self, id: &str, how: Unlock<'_>) -> Result<RequestView, Fault> {
        let view = self.request(id)?;
        if !view.needs_unlock {
            // Nobody is asked twice, nor for what is over or behind another request.
            return if view.in_front { Ok(view) } else { Err(Fault::NoSuchRequest) };
        }
        self.present(self.reauth(approval(&view), how)?)
    }

    /// The number field holds this now. Blanks and dashes are dropped; YES is enabled when the length
    /// is right ([`RequestView::can_approve`]).
    pub(super) fn type_number(&self, id: &str, text: &SecretString) -> Result<RequestView, Fault> {
        self.enter(id, Event::Typed(text.duplicate()))
    }

    /// The code beside the number was scanned for this request, by the app's own scanner.
    pub(super) fn match_scanned(&self, id: &str, what: Scanned<'_>) -> Result<RequestView, Fault> {
        let view = self.request(id)?;
        if !view.can_scan {
            return Err(match view.phase {
                Phase::Open => PushError::NotSupported,
                Phase::Waiting => PushError::NotInFront,
                Phase::Ended => PushError::Ended,
                Phase::Sending | Phase::DeliveryFailed | Phase::AskReport | Phase::Reporting => {
                    PushError::OutOfOrder
                }
            }
            .into());
        }
        let text = match what {
            Scanned::Text(text) => text,
            Scanned::Code(code) => &code.bytes,
        };
        let scanned = parse_match(text, self.dependencies.network)?;
        let ours = {
            let state = self.lock_state()?;
            scanned.issuer.as_str() == state.push_account(view.request.account)?.issuer
        };
        if !ours {
            return Err(PushError::OtherSignIn.into());
        }
        let MatchLink { request_id: request, number, .. } = scanned;
        self.enter(id, Event::Scanned { request, number })
    }

    /// The option at this place was picked (servers that offer a few numbers).
    pub(super) fn pick_number(&self, id: &str, place: usize) -> Result<RequestView, Fault> {
        self.enter(id, Event::Picked(place))
    }

    /// "Yes, I am signing in right now" (servers that show no number).
    pub(super) fn confirm(&self, id: &str) -> Result<RequestView, Fault> {
        self.enter(id, Event::Confirmed)
    }

    /// Hands in a fresh unlock: the request that it was made for may be approved for the rest of its
    /// life, while it stays in front.
    ///
    /// # Errors
    /// As [`Inner::open_request`]; [`Fault::NeedsReauth`] when the request belongs to another
    /// account than the unlock says, or the app was locked since.
    pub(super) fn present(&self, fresh: Fresh) -> Result<RequestView, Fault> {
        let Operation::Approve { account, request } = fresh.operation else {
            return Err(Fault::NeedsReauth);
        };
        let ours = *self.lock_state()?.session() == fresh.session;
        if self.request(&request)?.request.account != account || !ours {
            return Err(Fault::NeedsReauth);
        }
        self.enter(&request, Event::Unlocked)
    }

    /// YES. The result is in [`RequestView::outcome`]; one that is not final can be sent again.
    pub(super) async fn approve(&self, id: &str) -> Result<RequestView, Fault> {
        self.tell(id, Event::Yes).await
    }

    /// "No, it's not me". Works for requests behind another one too, and is delivered later when there
    /// is no connection now.
    pub(super) async fn deny(&self, id: &str, reason: DenyReason) -> Result<RequestView, Fault> {
        self.tell(id, Event::No(reason)).await
    }

    /// Sends the same answer again after one that was not delivered.
    pub(super) async fn retry(&self, id: &str) -> Result<RequestView, Fault> {
        self.tell(id, Event::Retry).await
    }

    /// Reports what was just denied: IT blocks the account. `sure` says that the person was asked
    /// twice, which [`RequestView::report_disables_account`] asks for.
    pub(super) async fn report(&self, id: &str, sure: bool) -> Result<RequestView, Fault> {
        self.tell(id, Event::Report { sure }).await
    }

    /// "Not now", to the question whether to report.
    pub(super) async fn no_report(&self, id: &str) -> Result<RequestView, Fault> {
        self.tell(id, Event::NoReport).await
    }

    /// Takes a request that is over off the screen.
    pub(super) fn dismiss(&self, id: &str) {
        if let Ok(mut state) = self.lock_state() {
            state.inbox.dismiss(id);
        }
    }

    /// The person has read which set-ups were refused.
    pub(super) fn dismiss_refused_setups(&self) {
        if let Ok(mut state) = self.lock_state() {
            state.refused_setups.clear();
        }
    }

    /// An event that nothing has to be sent for.
    fn enter(&self, id: &str, event: Event) -> Result<RequestView, Fault> {
        let now = self.now();
        let mut state = self.lock_state()?;
        let todo = event_for(&mut state, id, event, now)?;
        drop(state.carry_out(todo, now));
        drop(state);
        self.request(id)
    }

    /// An event, and all that follows from it.
    async fn tell(&self, id: &str, event: Event) -> Result<RequestView, Fault> {
        self.outlive_lock(async {
            let now = self.now();
            let left = {
                let mut state = self.lock_state()?;
                let todo = event_for(&mut state, id, event, now)?;
                state.carry_out(todo, now)
            };
            self.perform(left.todo).await?;
            left.not_sent.map_or(Ok(()), Err)?;
            self.request(id)
        })
        .await
    }
}

fn event_for(
    state: &mut State,
    id: &str,
    event: Event,
    now: UnixSeconds,
) -> Result<Vec<crate::push::inbox::InboxAction>, Fault> {
    state.vault()?;
    state.inbox.event(id, event, now).map_err(|error| {
        if error == PushError::NoSuchRequest { Fault::NoSuchRequest } else { error.into() }
    })
}

/// Whether the page of a request shows a code beside the number that may be scanned now.
fn can_scan(state: &State, view: &RequestView) -> bool {
    let account = state.push_account(view.request.account);
    let offered = account.is_ok_and(|it| it.is_countersign() && it.offers("match"));
    let asked = matches!(view.request.prompt, Prompt::NumberEntry { .. });
    offered && asked && view.in_front && view.phase == Phase::Open
}

fn approval(view: &RequestView) -> Operation {
    Operation::Approve { account: view.request.account, request: view.request.id.clone() }
}
