//! Requests seen in the last 24 hours: the finished set that stops replays, and what a restarted app
//! can still say (PROTOCOL.md section 5.3).

use crate::account::{AccountId, SeenOutcome, SeenRequest};
use crate::clock::UnixSeconds;

use crate::push::request::Request;

/// The most ids of one account that are remembered. A server that makes more has them forgotten when
/// their life is over, which is when the guards stop a replay, and cannot fill the vault.
const MOST: usize = 100;

/// How long an id is remembered after its request's life, in seconds.
const KEEP: u64 = 24 * 3600;

#[derive(Debug, Default)]
pub(super) struct Seen(Vec<SeenRequest>);

impl Seen {
    pub(super) fn new(seen: Vec<SeenRequest>) -> Self {
        Self(seen)
    }

    pub(super) fn all(&self) -> &[SeenRequest] {
        &self.0
    }

    pub(super) fn get(&self, id: &str) -> Option<&SeenRequest> {
        self.0.iter().find(|seen| seen.id == id)
    }

    /// Whether a listed request may be shown: never seen, or seen by the same account and not over.
    pub(super) fn may_show(&self, request: &Request) -> bool {
        self.0
            .iter()
            .filter(|seen| seen.id == request.id)
            .all(|seen| seen.account == request.account && seen.outcome == SeenOutcome::Open)
    }

    /// Whether there is room for a request, made by forgetting the one of its account that lapsed
    /// first.
    pub(super) fn make_room(&mut self, request: &Request, now: UnixSeconds) -> bool {
        let known = |seen: &&SeenRequest| seen.id == request.id;
        let ours = |seen: &&SeenRequest| seen.account == request.account;
        if self.0.iter().any(|seen| known(&seen)) || self.0.iter().filter(ours).count() < MOST {
            return true;
        }
        let lapsed =
            self.0.iter().enumerate().filter(|(_, seen)| ours(seen) && seen.expires <= now);
        let Some((oldest, _)) = lapsed.min_by_key(|(_, seen)| seen.expires) else { return false };
        self.0.remove(oldest);
        true
    }

    /// Notes a request that is shown for the first time; whether that changed anything.
    pub(super) fn note_open(&mut self, request: &Request) -> bool {
        if self.get(&request.id).is_some() {
            return false;
        }
        self.0.push(SeenRequest {
            id: request.id.clone(),
            account: request.account,
            created: request.created.unwrap_or(request.first_seen),
            first_seen: request.first_seen,
            expires: request.expires,
            expires_at_server: request.expires_at_server,
            ctx: None,
            outcome: SeenOutcome::Open,
            report: false,
        });
        true
    }

    /// Notes how far a request has come; whether that changed anything.
    pub(super) fn note(&mut self, request: &Request, outcome: SeenOutcome) -> bool {
        let noted = self.note_open(request);
        let Some(seen) = self.0.iter_mut().find(|seen| seen.id == request.id) else { return noted };
        let changed = seen.outcome != outcome;
        seen.outcome = outcome;
        // Kept only as long as something is to be signed with it.
        let refusing = matches!(outcome, SeenOutcome::Refusing { .. });
        seen.ctx = request.ctx.clone().filter(|_| refusing);
        noted || changed
    }

    /// Notes whether a report is to be sent; whether that changed anything.
    pub(super) fn note_report(&mut self, id: &str, wanted: bool) -> bool {
        let Some(seen) = self.0.iter_mut().find(|seen| seen.id == id) else { return false };
        std::mem::replace(&mut seen.report, wanted) != wanted
    }

    /// Closes what is not over on an account whose server no longer knows this phone.
    pub(super) fn unlink(&mut self, account: AccountId, here: impl Fn(&str) -> bool) -> bool {
        let mut changed = false;
        for seen in &mut self.0 {
            if seen.account == account && !seen.outcome.is_ended() && !here(&seen.id) {
                seen.outcome = SeenOutcome::Unlinked;
                changed = true;
            }
        }
        changed
    }

    /// Closes what an earlier run of the app left open and a poll does not list any more.
    pub(super) fn resolve(
        &mut self,
        account: AccountId,
        listed: &[&str],
        newest: Option<UnixSeconds>,
        here: impl Fn(&str) -> bool,
        now: UnixSeconds,
    ) -> bool {
        let mut changed = false;
        for seen in &mut self.0 {
            let ours = seen.account == account && !seen.outcome.is_ended();
            if !ours || listed.contains(&seen.id.as_str()) || here(&seen.id) {
                continue;
            }
            seen.outcome = if newest.is_some_and(|newest| newest >= seen.created) {
                SeenOutcome::Superseded
            } else if now >= seen.expires {
                SeenOutcome::Expired
            } else {
                SeenOutcome::AlreadyHandled
            };
            changed = true;
        }
        changed
    }

    pub(super) fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// When the next one is older than 24 hours.
    pub(super) fn next_prune(&self) -> Option<UnixSeconds> {
        self.0.iter().map(|seen| seen.expires.saturating_add(KEEP)).min()
    }

    /// Drops what is older than 24 hours; whether anything was.
    pub(super) fn prune(&mut self, now: UnixSeconds) -> bool {
        let before = self.0.len();
        self.0.retain(|seen| now < seen.expires.saturating_add(KEEP));
        self.0.len() != before
    }

    pub(super) fn remove_account(&mut self, account: AccountId) -> bool {
        let before = self.0.len();
        self.0.retain(|seen| seen.account != account);
        self.0.len() != before
    }
}
