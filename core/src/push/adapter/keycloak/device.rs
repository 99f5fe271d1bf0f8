//! Report, unlink, key rotation and push target (PROTOCOL.md sections 2.4 and 4.6).

use serde::Deserialize;
use serde_json::{Value, json};

use crate::account::{AccountId, KeyRef, PushAccount};
use crate::net::{Method, Response, UnreachableCause};
use crate::push::adapter::RESENDS;
use crate::push::adapter::target::PushTarget;
use crate::push::adapter::types::Unlinked;
use crate::push::error::PushError;
use crate::push::jose::{device_jwk, thumbprint};
use crate::push::key;
use crate::push::log::Endpoint;
use crate::push::request::Reported;
use crate::secret::SecretString;

use super::Keycloak;
use super::call::{Call, CallError, Caller};
use super::wire::{Code, Coded, Status, WireContact};

impl Keycloak {
    /// Reports: countersign+ with a signed report, plain by the lock that disables the user.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn report(
        &self,
        id: AccountId,
        account: &PushAccount,
        request: Option<&str>,
    ) -> Result<Reported, PushError> {
        let body = if account.is_countersign() {
            if !account.offers("report") {
                return Err(PushError::NotSupported);
            }
            let claims = json!({
                "action": "report", "cid": request, "reason": "unknown_trigger",
            });
            Some(wrap(&self.signed_notice(account, &account.key, "cs-report+jwt", claims).await?))
        } else {
            None
        };
        let call = plain_call(Endpoint::Lockout, Method::Post, body.as_ref());
        let (response, lost) = self.call_again_when_lost(Caller::of(id, account), &call).await?;
        let reported = match response.status {
            200 => Status::read(&response).as_deref() == Some("locked_out"),
            // Our own report got through and its reply was lost.
            _ => lost && Coded::read(&response).code == Some(Code::Blocked),
        };
        if !reported {
            return Err(self.notice_error(account, &response));
        }
        let contact = serde_json::from_slice::<ReportReply>(&response.body).ok();
        let contact = contact.and_then(|reply| reply.it_contact).map(Into::into);
        Ok(Reported { it_contact: contact.or_else(|| account.it_contact.clone()) })
    }

    /// Tells the server to forget this phone.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn unlink(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Unlinked, PushError> {
        if !(account.is_countersign() && account.offers("unlink")) {
            return Ok(Unlinked::NotSupported);
        }
        let call = plain_call(Endpoint::Device, Method::Delete, None);
        let response = match self.call_again_when_lost(Caller::of(id, account), &call).await {
            Ok((response, _)) => response,
            Err(PushError::Unreachable { .. }) => return Ok(Unlinked::Queued),
            Err(error) => return Err(error),
        };
        let done = response.status == 200 && Status::read(&response).as_deref() == Some("unlinked")
            || Coded::read(&response).code == Some(Code::Unlinked);
        match response.status {
            _ if done => {
                self.forget(id);
                Ok(Unlinked::ServerForgot)
            }
            404 | 405 => Ok(Unlinked::NotSupported),
            _ => Err(self.notice_error(account, &response)),
        }
    }

    /// Replaces the device key; the call is authenticated with the old one.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn rotate_key(
        &self,
        id: AccountId,
        account: &PushAccount,
        new: &KeyRef,
    ) -> Result<(), PushError> {
        let new_point = key::public_point(new)?;
        let mut body = json!({"publicKeyJwk": device_jwk(&new_point)});
        if account.is_countersign() {
            let old = thumbprint(&key::public_point(&account.key)?);
            let claims = json!({"oldJkt": old});
            let proof = self.signed_notice(account, new, "cs-rotate+jwt", claims).await?;
            body["proof"] = json!(proof.expose());
        }
        let body = SecretString::new(body.to_string());
        let call = plain_call(Endpoint::RotateKey, Method::Put, Some(&body));
        let old = Caller::of(id, account);
        let outcome = match self.call_again_when_lost(old, &call).await {
            Ok((response, _)) if is_status(&response, "rotated") => Ok(()),
            Ok((response, _)) => Err(self.notice_error(account, &response)),
            Err(error) => Err(error),
        };
        // The token is bound to the key that it was asked for with.
        self.forget(id);
        match outcome {
            Err(
                refused @ (PushError::Refused { status: Some(200..300 | 401 | 403) }
                | PushError::Unlinked { .. }),
            ) => {
                // This rotation or an earlier one may have got through: then the server knows the new key.
                let listed = self.fetch_list(Caller { id, account, key: new }).await;
                self.forget(id);
                match listed {
                    // Who is told of the account is known.
                    Ok(_) | Err(PushError::Blocked | PushError::AppTooOld { .. }) => Ok(()),
                    Err(
                        PushError::Unlinked { .. } | PushError::Refused { status: Some(401 | 403) },
                    ) => Err(refused),
                    Err(error @ PushError::Unreachable { .. }) => Err(error),
                    // It could not be learnt: neither key may be dropped.
                    Err(_) => Err(PushError::Unreachable {
                        why: UnreachableCause::ServerError,
                        retry_after: None,
                    }),
                }
            }
            other => other,
        }
    }

    /// Tells the server where to send pushes; tried once, because what waits for it is worth more.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn update_push_token(
        &self,
        id: AccountId,
        account: &PushAccount,
        target: &PushTarget,
    ) -> Result<(), PushError> {
        let body = json!({
            "pushProviderId": target.id().expose(), "pushProviderType": target.kind(),
        });
        let body = SecretString::new(body.to_string());
        let call = plain_call(Endpoint::PushProvider, Method::Put, Some(&body));
        let sent = self.call_twice_on_403(Caller::of(id, account), &call).await;
        let response = sent.map_err(CallError::into_push)?;
        if is_status(&response, "updated") || is_status(&response, "unchanged") {
            Ok(())
        } else {
            Err(self.notice_error(account, &response))
        }
    }

    /// A signed message that is no answer; the claims common to all are added.
    async fn signed_notice(
        &self,
        account: &PushAccount,
        key: &KeyRef,
        typ: &str,
        mut claims: Value,
    ) -> Result<SecretString, PushError> {
        let now = self.clocks.server_now(&account.issuer);
        claims["credId"] = json!(account.credential_id);
        claims["deviceId"] = json!(account.device_id);
        claims["aud"] = json!(account.issuer);
        claims["iat"] = json!(now);
        claims["exp"] = json!(now.saturating_add(60));
        claims["jti"] = json!(self.dependencies.random.uuid()?);
        let kid = thumbprint(&key::public_point(key)?);
        let header = json!({"alg": "ES256", "kid": kid, "typ": typ});
        Ok(self.sign_jws(key, &header, &claims).await?)
    }

    /// Calls, identically again after lost replies; whether one was lost comes back too.
    pub(super) async fn call_again_when_lost(
        &self,
        who: Caller<'_>,
        call: &Call<'_>,
    ) -> Result<(Response, bool), PushError> {
        let mut lost = false;
        for pause in RESENDS {
            match self.call_twice_on_403(who, call).await {
                Ok(response) => return Ok((response, lost)),
                Err(CallError::NoReply { arrived, .. }) => lost |= arrived,
                Err(CallError::Busy { status: 500.., .. }) => lost = true,
                Err(error) => return Err(error.into_push()),
            }
            self.dependencies.runtime.sleep(pause).await;
        }
        Ok((self.call_twice_on_403(who, call).await?, lost))
    }

    pub(super) fn notice_error(&self, account: &PushAccount, response: &Response) -> PushError {
        match response.status {
            405 => PushError::NotSupported,
            _ => self.list_error(account, response),
        }
    }
}

fn plain_call(endpoint: Endpoint, method: Method, body: Option<&SecretString>) -> Call<'_> {
    Call { endpoint, method, path: endpoint.template().to_owned(), query: None, body }
}

fn wrap(token: &SecretString) -> SecretString {
    SecretString::new(json!({"token": token.expose()}).to_string())
}

pub(super) fn is_status(response: &Response, word: &str) -> bool {
    response.status == 200 && Status::read(response).as_deref() == Some(word)
}

#[derive(Deserialize)]
struct ReportReply {
    #[serde(rename = "itContact")]
    it_contact: Option<WireContact>,
}
