//! Enrolling, in two halves so that key and completion are stored before anything is sent
//! (PROTOCOL.md sections 2.4 and 4.6).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::account::{AccountId, OtpSeed, Profile, PushAccount, PushProtocol, PushState};
use crate::net::{Method, Response};
use crate::otp::{Algorithm, Digits, Period};
use crate::push::adapter::RESENDS;
use crate::push::adapter::target::PushTarget;
use crate::push::adapter::types::{Completed, DeviceInfo, EnrolmentOffer};
use crate::push::device_name::{NAMELESS, device_name};
use crate::push::error::{EnrolError, PushError};
use crate::push::jose::device_jwk;
use crate::push::key;
use crate::push::log::Endpoint;
use crate::secret::{SecretBytes, SecretString};

use super::Keycloak;
use super::call::{Call, CallError, Caller};
use super::wire::{Code, Coded, Status};

impl Keycloak {
    /// Makes key, ids, label and completion.
    ///
    /// # Errors
    /// [`EnrolError`]; nothing was sent.
    pub async fn prepare_enrolment(
        &self,
        preview: &EnrolmentOffer,
        device: &DeviceInfo,
        target: &PushTarget,
    ) -> Result<PushAccount, EnrolError> {
        if preview.expires_at_server <= self.clocks.server_now(&preview.issuer) {
            return Err(EnrolError::CodeExpired);
        }
        let dependencies = &self.dependencies;
        let credential_id = dependencies.random.uuid()?;
        let device_id = dependencies.random.uuid()?;
        let device_label = self.label(&device.name)?;
        let key = key::make_key(&*dependencies.runtime, dependencies.keys.as_ref(), &credential_id)
            .await?;
        let mut account = PushAccount {
            protocol: PushProtocol::Keycloak,
            profile: preview.profile,
            state: PushState::Enrolling,
            issuer: preview.issuer.clone(),
            realm: preview.realm.clone(),
            sub: preview.sub.clone(),
            username: preview.username.clone(),
            organisation: preview.organisation.clone(),
            client_id: preview.client_id.clone(),
            client_secret: preview.client_secret.as_ref().map(SecretString::duplicate),
            credential_id,
            device_id,
            device_label,
            key,
            features: preview.features.clone(),
            it_contact: preview.it_contact.clone(),
            otp: None,
            completion: None,
            ever_listed: false,
            wrong_in_row: 0,
            created: self.clocks.now(),
            next_key: None,
            clock_offset: None,
            token: None,
        };
        match self.completion(preview, &account, target).await {
            Ok(completion) => account.completion = Some(completion),
            Err(error) => {
                // The key is of no use; that it could not be deleted either is not the news.
                let _ = self.discard_key(&account.key).await;
                return Err(error);
            }
        }
        Ok(account)
    }

    async fn completion(
        &self,
        preview: &EnrolmentOffer,
        account: &PushAccount,
        target: &PushTarget,
    ) -> Result<SecretString, EnrolError> {
        let jwk = device_jwk(&key::public_point(&account.key)?);
        let mut claims = json!({
            "enrollmentId": preview.enrolment_id,
            "nonce": preview.nonce.expose(),
            "sub": account.sub,
            "deviceType": self.dependencies.client.platform.as_str(),
            "pushProviderType": target.kind(),
            "pushProviderId": target.id().expose(),
            "credentialId": account.credential_id,
            "deviceId": account.device_id,
            "deviceLabel": account.device_label,
            "iat": self.clocks.server_now(&account.issuer),
            "exp": preview.expires_at_server,
        });
        let mut typ = "JWT";
        if let Profile::Countersign { version } = account.profile {
            typ = "cs-enrol+jwt";
            claims["countersign"] = json!({"profile": version});
            claims["aud"] = json!(account.issuer);
            claims["jti"] = json!(self.dependencies.random.uuid()?);
        }
        let header = json!({"alg": "ES256", "kid": jwk["kid"], "typ": typ});
        claims["cnf"] = json!({"jwk": jwk});
        Ok(self.sign_jws(&account.key, &header, &claims).await?)
    }

    fn label(&self, name: &str) -> Result<String, EnrolError> {
        let raw: [u8; 3] = self.dependencies.random.bytes()?;
        let suffix = data_encoding::BASE32_NOPAD.encode(&raw);
        let name = device_name(name).unwrap_or_else(|| NAMELESS.to_owned());
        Ok([name.as_str(), suffix.get(..4).unwrap_or_default()].join(" "))
    }

    /// Sends the stored completion; `resumed` when an earlier one may have arrived.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn complete(
        &self,
        id: AccountId,
        account: &PushAccount,
        resumed: bool,
    ) -> Result<Completed, EnrolError> {
        let completion = account.completion.as_ref().ok_or(EnrolError::NotEnrolling)?;
        let body = SecretString::new(json!({"token": completion.expose()}).to_string());
        let call = Call {
            endpoint: Endpoint::Complete,
            method: Method::Post,
            path: Endpoint::Complete.template().to_owned(),
            query: None,
            body: Some(&body),
        };
        let who = Caller::of(id, account);
        let mut lost = resumed;
        let mut pauses = RESENDS.iter();
        let response = loop {
            let error = match self.call(who, &call).await {
                Ok(response) => break response,
                Err(error) => error,
            };
            let again = match &error {
                CallError::NoReply { arrived, .. } => {
                    lost |= arrived;
                    true
                }
                CallError::Busy { status, .. } => *status != 429,
                CallError::Failed { arrived, .. } => {
                    lost |= arrived;
                    false
                }
            };
            match pauses.next() {
                Some(pause) if again => self.dependencies.runtime.sleep(*pause).await,
                Some(_) | None => return Err(error.into_push().into()),
            }
        };
        self.completed(who, &response, lost).await
    }

    async fn completed(
        &self,
        who: Caller<'_>,
        response: &Response,
        lost: bool,
    ) -> Result<Completed, EnrolError> {
        let status = response.status;
        if status == 200 {
            return read_completed(who.account, response);
        }
        if who.account.is_countersign() {
            let coded = Coded::read(response);
            return Err(match (status, coded.code) {
                (_, Some(Code::AlreadyUsed)) => EnrolError::AlreadyUsed,
                (_, Some(Code::OfferExpired | Code::Expired)) => EnrolError::CodeExpired,
                (409, _) => EnrolError::NameTaken,
                (410, _) => EnrolError::UsedOrExpired,
                (_, Some(Code::ClockSkew)) => {
                    if let Some(time) = coded.server_time {
                        self.clocks.learn(&who.account.issuer, time);
                    }
                    let offset = self.clocks.known(&who.account.issuer);
                    let seconds = offset.map(|offset| offset.seconds());
                    EnrolError::ClockWrong { seconds, certain: true }
                }
                _ => coded.into_error(status, None).into(),
            });
        }
        match status {
            // The offer is used up: perhaps by us, when an earlier reply was lost. A phone that the
            // server does not know cannot list.
            400 | 404 if lost && self.fetch_list(who).await.is_ok() => {
                Ok(Completed { state: PushState::Active, otp: None, server_key: None })
            }
            400 | 404 => Err(EnrolError::UsedOrExpired),
            409 => Err(EnrolError::NameTaken),
            _ => Err(EnrolError::Refused { status: Some(status) }),
        }
    }
}

fn read_completed(account: &PushAccount, response: &Response) -> Result<Completed, EnrolError> {
    let refused = EnrolError::Refused { status: Some(response.status) };
    if Status::read(response).as_deref() != Some("enrolled") {
        return Err(refused);
    }
    if !account.is_countersign() {
        return Ok(Completed { state: PushState::Active, otp: None, server_key: None });
    }
    let reply: Reply = serde_json::from_slice(&response.body).map_err(|_| refused)?;
    let state = match reply.countersign.state.as_str() {
        "claimed" | "tryout_pending" => PushState::TryoutPending,
        "active" => PushState::Active,
        _ => return Err(refused),
    };
    let otp = match reply.countersign.otp {
        Some(seed) if account.offers("otp") => Some(read_seed(&seed).ok_or(refused)?),
        Some(_) | None => None,
    };
    Ok(Completed { state, otp, server_key: None })
}

fn read_seed(seed: &Map<String, Value>) -> Option<OtpSeed> {
    let text = seed.get("secret")?.as_str()?.to_ascii_uppercase();
    let bytes = data_encoding::BASE32_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok()?;
    let algorithm = match seed.get("algorithm")?.as_str()? {
        "SHA1" => Algorithm::Sha1,
        "SHA256" => Algorithm::Sha256,
        "SHA512" => Algorithm::Sha512,
        _ => return None,
    };
    if bytes.is_empty() || bytes.len() > 256 {
        return None;
    }
    Some(OtpSeed {
        secret: SecretBytes::new(bytes),
        algorithm,
        digits: Digits::new(seed.get("digits")?.as_u64()?).ok()?,
        period: Period::new(seed.get("period")?.as_u64()?).ok()?,
    })
}

impl From<CallError> for EnrolError {
    fn from(error: CallError) -> Self {
        PushError::from(error).into()
    }
}

impl From<CallError> for PushError {
    fn from(error: CallError) -> Self {
        error.into_push()
    }
}

#[derive(Deserialize)]
struct Reply {
    countersign: ReplyExtras,
}

#[derive(Deserialize)]
struct ReplyExtras {
    state: String,
    otp: Option<Map<String, Value>>,
}
