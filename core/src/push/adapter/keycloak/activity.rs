//! What the phone answered lately, and taking an approval back (PROTOCOL.md section 4.6).

use serde::Deserialize;
use serde_json::Value;

use crate::account::{AccountId, PushAccount};
use crate::clock::UnixSeconds;
use crate::net::Method;
use crate::push::activity::{PastOutcome, PastRequest};
use crate::push::error::PushError;
use crate::push::log::Endpoint;
use crate::text;
use crate::url::is_uuid;

use super::Keycloak;
use super::call::{Call, CallError, Caller};
use super::device::is_status;
use super::wire::Coded;

/// The most that a service tells.
const MOST: usize = 20;

impl Keycloak {
    /// Reads what the phone answered lately, newest first.
    ///
    /// # Errors
    /// [`PushError`]; [`PushError::NotSupported`] where the service does not offer it.
    pub async fn activity(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Vec<PastRequest>, PushError> {
        if !(account.is_countersign() && account.offers("activity")) {
            return Err(PushError::NotSupported);
        }
        let endpoint = Endpoint::Activity;
        let path = endpoint.template().to_owned();
        let call = Call { endpoint, method: Method::Get, path, query: None, body: None };
        let sent = self.call_twice_on_403(Caller::of(id, account), &call).await;
        let response = sent.map_err(CallError::into_push)?;
        if response.status != 200 {
            return Err(self.notice_error(account, &response));
        }
        let told: Told = serde_json::from_slice(&response.body)
            .map_err(|_| PushError::Refused { status: Some(response.status) })?;
        let offset = self.clocks.offset(&account.issuer);
        let items = told.items.into_iter().take(MOST).filter_map(read);
        Ok(items.map(|past| PastRequest { at: offset.to_phone(past.at), ..past }).collect())
    }

    /// Takes an approval back; once more changes nothing.
    ///
    /// # Errors
    /// [`PushError`]; [`PushError::NoSuchRequest`] for what is no approval of this phone.
    pub async fn revoke(
        &self,
        id: AccountId,
        account: &PushAccount,
        request: &str,
    ) -> Result<(), PushError> {
        if !(account.is_countersign() && account.offers("activity")) {
            return Err(PushError::NotSupported);
        }
        // It becomes a part of the path.
        if !is_uuid(request) {
            return Err(PushError::NoSuchRequest);
        }
        let endpoint = Endpoint::Revoke;
        let path = endpoint.template().replace("{cid}", request);
        let call = Call { endpoint, method: Method::Post, path, query: None, body: None };
        let (response, _) = self.call_again_when_lost(Caller::of(id, account), &call).await?;
        if is_status(&response, "revoked") {
            return Ok(());
        }
        let unknown = Coded::read(&response).code.is_some_and(|code| code.name() == UNKNOWN);
        if response.status == 404 && unknown {
            return Err(PushError::NoSuchRequest);
        }
        Err(self.notice_error(account, &response))
    }
}

/// What a service says of an id that it does not know.
const UNKNOWN: &str = "unknown_request";

fn read(item: Value) -> Option<PastRequest> {
    let item: Item = serde_json::from_value(item).ok()?;
    if !is_uuid(&item.cid) {
        return None;
    }
    let shown = |text: Option<String>| {
        text.map(|text| text::shown(&text)).filter(|text| !text.trim().is_empty())
    };
    Some(PastRequest {
        id: item.cid,
        at: item.at,
        outcome: PastOutcome::of_word(&item.outcome),
        service: shown(item.client_name),
        ip: shown(item.ip_address),
        location: shown(item.location),
        browser: shown(item.browser),
        os: shown(item.os),
        revocable: item.revocable,
    })
}

#[derive(Deserialize)]
struct Told {
    items: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    cid: String,
    at: UnixSeconds,
    outcome: String,
    client_name: Option<String>,
    ip_address: Option<String>,
    location: Option<String>,
    browser: Option<String>,
    os: Option<String>,
    revocable: bool,
}
