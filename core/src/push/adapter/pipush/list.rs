//! Reading the list (PROTOCOL.md 3.3 and the rows "poll" of 3.4).

use serde_json::Value;

use crate::account::{AccountId, PushAccount};
use crate::net::Response;
use crate::push::adapter::types::{Pending, TooOld};
use crate::push::error::PushError;
use crate::push::guards::pipush::{TokenContext, check_entry};
use crate::push::guards::{MAX_ENTRIES, RejectReason};
use crate::push::log::Endpoint;
use crate::url::Url;

use super::wire::{Reply, form, list_text, timestamp};
use super::{PiPush, token_of};

/// From this difference on it is the clock that a list was refused for, in seconds: servers take a minute.
const CLOCK_IS_WRONG: u64 = 50;
/// What the server says to a wrong signature, to a token that is gone, and to a time out of its window.
const NOT_PROVEN: i64 = 10;

impl PiPush {
    /// Reads the list and passes it through the guards.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn list_pending(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Pending, PushError> {
        let entries = self.fetch_list(id, account).await?;
        let offset = self.clocks.offset(&account.issuer);
        let network = self.dependencies.network;
        let server = Url::to_contact(&account.issuer, network)
            .map_err(|_| PushError::Refused { status: None })?;
        let (server, now) = (&server, self.clocks.now());
        let against = TokenContext { id, account, server, network, offset, now };
        let mut pending = Pending {
            requests: Vec::new(),
            state: None,
            too_old: None,
            it_contact: None,
            // The oldest stand first, and the server sets no limit.
            dropped: entries.len().saturating_sub(MAX_ENTRIES),
            unverified: None,
            clock_off: offset.is_worth_telling().then(|| offset.seconds()),
        };
        for entry in entries.iter().skip(pending.dropped) {
            match check_entry(entry, &against) {
                Ok(request) if pending.requests.iter().all(|have| have.id != request.id) => {
                    pending.requests.push(request);
                }
                Err(RejectReason::TooOld) => {
                    pending.dropped += 1;
                    pending.too_old = Some(TooOld { needed: None });
                }
                Ok(_) | Err(_) => pending.dropped += 1,
            }
        }
        Ok(pending)
    }

    /// The list as sent.
    async fn fetch_list(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Vec<Value>, PushError> {
        let mut response = self.ask(id, account).await?;
        if not_proven(&response) {
            // The reply said what time it is there.
            response = self.ask(id, account).await?;
        }
        let status = Some(response.status);
        match response.status {
            200 => match Reply::read(&response).as_ref().and_then(Reply::value) {
                Some(Value::Array(entries)) => Ok(entries.clone()),
                Some(_) | None => Err(PushError::Refused { status }),
            },
            400 if not_proven(&response) => {
                let seconds = self.clocks.offset(&account.issuer).seconds();
                Err(if seconds.unsigned_abs() > CLOCK_IS_WRONG {
                    PushError::ClockWrong { seconds: Some(seconds), certain: true }
                } else if account.ever_listed {
                    PushError::Unlinked { certain: false }
                } else {
                    PushError::Refused { status }
                })
            }
            _ => Err(PushError::Refused { status }),
        }
    }

    async fn ask(&self, id: AccountId, account: &PushAccount) -> Result<Response, PushError> {
        let token = token_of(account)?;
        let time = timestamp(self.clocks.server_now(&account.issuer));
        let signature = self.sign(account, &list_text(&account.sub, &time)).await?;
        let query = form(&[
            ("serial", &account.sub),
            ("timestamp", &time),
            ("signature", signature.expose()),
        ]);
        let joint = if token.url.contains('?') { "&" } else { "?" };
        let url = [token.url.as_str(), joint, query.expose()].concat();
        self.send(id, account, Endpoint::TokenList, url, None).await.map_err(|none| none.error)
    }
}

fn not_proven(response: &Response) -> bool {
    response.status == 400
        && Reply::read(response).and_then(|reply| reply.code()) == Some(NOT_PROVEN)
}
