//! Reading the pending list (PROTOCOL.md sections 2.4, 2.5 and 4.3).

use serde::Deserialize;
use serde_json::Value;

use crate::account::{AccountId, PushAccount, PushState};
use crate::clock::UnixSeconds;
use crate::net::{ClockOffset, Method, Response};
use crate::push::adapter::RESENDS;
use crate::push::adapter::form::form_pair;
use crate::push::adapter::types::{Pending, TooOld};
use crate::push::error::{PushError, Version};
use crate::push::guards::{self, CheckContext, MAX_ENTRIES, RejectReason};
use crate::push::jose::{Jwks, Jws};
use crate::push::log::Endpoint;
use crate::url::Url;

use super::Keycloak;
use super::call::{Call, Caller};
use super::wire::{Coded, WireContact};

impl Keycloak {
    /// Reads the list and passes it through the guards.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn list_pending(
        &self,
        id: AccountId,
        account: &PushAccount,
        phone_country: Option<&str>,
    ) -> Result<Pending, PushError> {
        let who = Caller::of(id, account);
        let list = self.beside_keys(account, self.fetch_list(who), List::names_keys).await?;
        let refused = PushError::Refused { status: Some(200) };
        let (mut state, mut too_old, mut it_contact) = (None, None, None);
        if account.is_countersign() {
            let about = list.countersign.ok_or(refused)?;
            if about.v != 1 {
                return Err(PushError::AppTooOld { needed: None });
            }
            self.clocks.learn(&account.issuer, about.server_time);
            state = Some(state_of(&about.account).ok_or(refused)?);
            it_contact = about.it_contact.map(Into::into);
            let needed = about.min_core.map(|text| Version::parse(&text).ok_or(refused));
            too_old = needed.transpose()?.filter(|needed| *needed > Version::this());
        }
        let offset = self.clocks.offset(&account.issuer);
        let mut pending = Pending {
            requests: Vec::new(),
            state,
            too_old: too_old.map(|needed| TooOld { needed: Some(needed) }),
            it_contact,
            dropped: 0,
            unverified: None,
            clock_off: offset.is_worth_telling().then(|| offset.seconds()),
        };
        if pending.too_old.is_some() {
            // A request that cannot be answered rightly is not shown; the account says why.
            return Ok(pending);
        }
        if list.challenges.len() > MAX_ENTRIES {
            pending.dropped = list.challenges.len();
            return Ok(pending);
        }
        let (keys, no_keys) = self.keys_for(account, &list.challenges).await;
        let host = host_of(self, account)?;
        let against = CheckContext {
            id,
            account,
            host: &host,
            keys: &keys,
            offset,
            now: self.clocks.now(),
            phone_country,
        };
        filter_valid(&list.challenges, &against, &mut pending);
        // The person is told when it may be for want of keys that something is not shown.
        pending.unverified = no_keys.filter(|_| pending.dropped > 0);
        Ok(pending)
    }

    /// The list as sent, for an account that the server still knows.
    pub(super) async fn fetch_list(&self, who: Caller<'_>) -> Result<List, PushError> {
        let call = Call {
            endpoint: Endpoint::Pending,
            method: Method::Get,
            path: Endpoint::Pending.template().to_owned(),
            query: Some(form_pair("userId", &who.account.sub)),
            body: None,
        };
        let account = who.account;
        let mut response = self.call_twice_on_403(who, &call).await?;
        // It is also what a message gets that came twice, whose copy used up the proof: that this phone is not known
        // any more is asked again before it is believed.
        let is_news = account.ever_listed && !matches!(account.state, PushState::Unlinked { .. });
        let error = self.list_error(account, &response);
        if response.status == 403 && is_news && error == (PushError::Unlinked { certain: false }) {
            self.dependencies.runtime.sleep(RESENDS[0]).await;
            self.forget(who.id);
            response = self.call_twice_on_403(who, &call).await?;
        }
        match response.status {
            200 => serde_json::from_slice(&response.body)
                .map_err(|_| PushError::Refused { status: Some(200) }),
            _ => Err(self.list_error(account, &response)),
        }
    }

    /// Row "list" of section 2.5, which other endpoints share.
    pub(super) fn list_error(&self, account: &PushAccount, response: &Response) -> PushError {
        let status = response.status;
        if account.is_countersign() {
            let coded = Coded::read(response);
            if let Some(time) = coded.server_time {
                self.clocks.learn(&account.issuer, time);
            }
            let offset = self.clocks.known(&account.issuer).map(ClockOffset::seconds);
            return coded.into_error(status, offset);
        }
        let offset = self.clocks.offset(&account.issuer).seconds();
        match status {
            400 if offset.unsigned_abs() > 100 => {
                PushError::ClockWrong { seconds: Some(offset), certain: true }
            }
            403 if account.ever_listed => PushError::Unlinked { certain: false },
            404 => PushError::Unlinked { certain: false },
            _ => PushError::Refused { status: Some(status) },
        }
    }

    /// The keys that the entries' tokens name, and why there may be others. That they cannot be fetched
    /// does not end the poll: entries without a key are dropped.
    async fn keys_for(
        &self,
        account: &PushAccount,
        entries: &[Value],
    ) -> (Jwks, Option<PushError>) {
        let kids: Vec<String> = entries.iter().filter_map(kid).collect();
        if kids.is_empty() || !account.is_countersign() {
            return (Jwks::default(), None);
        }
        let kids: Vec<&str> = kids.iter().map(String::as_str).collect();
        self.keys_for_list(&account.issuer, &kids).await
    }
}

/// The name of the key that signed an entry's token.
fn kid(entry: &Value) -> Option<String> {
    Jws::parse(entry.get("confirmToken")?.as_str()?).ok()?.kid
}

fn filter_valid(entries: &[Value], against: &CheckContext<'_>, pending: &mut Pending) {
    for entry in entries {
        match guards::check_entry(entry, against) {
            Ok(request) if pending.requests.iter().all(|have| have.id != request.id) => {
                pending.requests.push(request);
            }
            Ok(_) => pending.dropped += 1,
            Err(reason) => {
                pending.dropped += 1;
                if reason == RejectReason::TooOld {
                    pending.too_old = Some(TooOld { needed: None });
                }
            }
        }
    }
}

fn host_of(adapter: &Keycloak, account: &PushAccount) -> Result<String, PushError> {
    Url::to_contact(&account.issuer, adapter.dependencies.network)
        .map(|url| url.host().to_owned())
        .map_err(|_| PushError::Refused { status: None })
}

fn state_of(word: &str) -> Option<PushState> {
    match word {
        "tryout_pending" => Some(PushState::TryoutPending),
        "active" => Some(PushState::Active),
        "paused" => Some(PushState::Paused),
        "off" => Some(PushState::Off),
        "blocked" => Some(PushState::Blocked),
        _ => None,
    }
}

/// The list on the wire.
#[derive(Deserialize)]
pub(super) struct List {
    challenges: Vec<Value>,
    countersign: Option<About>,
}

impl List {
    /// Whether keys are needed to judge it.
    fn names_keys(&self) -> bool {
        self.challenges.len() <= MAX_ENTRIES
            && self.challenges.iter().any(|entry| kid(entry).is_some())
    }
}

#[derive(Deserialize)]
struct About {
    v: u32,
    account: String,
    #[serde(rename = "serverTime")]
    server_time: UnixSeconds,
    #[serde(rename = "minCore")]
    min_core: Option<String>,
    #[serde(rename = "itContact")]
    it_contact: Option<WireContact>,
}
