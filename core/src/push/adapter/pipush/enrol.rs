//! Registering a push token, in two halves so that the key is stored before anything is sent (PROTOCOL.md 3.1, 3.5).

use crate::account::{AccountId, KeyRef, Profile, PushAccount, PushProtocol, PushState, PushToken};
use crate::net::Response;
use crate::push::adapter::RESENDS;
use crate::push::adapter::types::{Completed, EnrolmentOffer, TokenCode, TokenOffer};
use crate::push::error::{EnrolError, PushError};
use crate::push::key::{self, rsa};
use crate::push::log::Endpoint;
use crate::secret::SecretString;
use crate::text;

use super::wire::{Reply, form};
use super::{NoReply, PiPush, token_of};

/// Minutes for which a code holds that does not say.
const TTL_MINUTES: u64 = 10;
/// The bytes of a server's key that ring takes: RSA with 2048 to 8192 bits.
const SERVER_KEY: std::ops::RangeInclusive<usize> = 260..=1100;

impl PiPush {
    /// What a code offers; its life counts from now, because it bears no time.
    pub(in crate::push::adapter) fn open_token(&self, code: &TokenCode) -> EnrolmentOffer {
        let offer = &code.offer;
        // eduMFA's older tokens have privacyIDEA's codes, without this word; those servers take both kinds of key.
        let protocol = if code.edumfa || offer.poll_only.is_none() {
            PushProtocol::EduMfa
        } else {
            PushProtocol::PrivacyIdea
        };
        let life = offer.ttl_minutes.unwrap_or(TTL_MINUTES).saturating_mul(60);
        let expires = self.clocks.now().saturating_add(life);
        let shown = |text: &str| Some(text::shown(text)).filter(|text| !text.trim().is_empty());
        EnrolmentOffer {
            host: offer.url.host().to_owned(),
            issuer: offer.url.origin().to_owned(),
            realm: offer.url.host().to_owned(),
            organisation: shown(&offer.issuer),
            username: shown(&offer.account).unwrap_or_else(|| offer.serial.clone()),
            sub: offer.serial.clone(),
            expires,
            profile: Profile::Plain,
            features: Vec::new(),
            it_contact: None,
            client_id: String::new(),
            client_secret: None,
            enrolment_id: String::new(),
            nonce: offer.credential.duplicate(),
            expires_at_server: expires,
            token: Some(TokenOffer {
                protocol,
                url: offer.url.as_str().to_owned(),
                rsa: !code.edumfa,
            }),
        }
    }

    /// Makes the key, and what will be sent.
    ///
    /// # Errors
    /// [`EnrolError`]; nothing was sent.
    pub(in crate::push::adapter) async fn prepare_enrolment(
        &self,
        preview: &EnrolmentOffer,
        offer: &TokenOffer,
    ) -> Result<PushAccount, EnrolError> {
        if preview.expires <= self.clocks.now() {
            return Err(EnrolError::CodeExpired);
        }
        let dependencies = &self.dependencies;
        let credential_id = dependencies.random.uuid()?;
        let (runtime, keys) = (&*dependencies.runtime, dependencies.keys.as_ref());
        let key = if offer.rsa {
            rsa::make(runtime, keys, &credential_id).await?
        } else {
            key::make_key(runtime, keys, &credential_id).await?
        };
        let public = match key::public_info(&key) {
            Ok(public) => data_encoding::BASE64.encode(&public),
            Err(error) => {
                // The key is of no use; that it could not be deleted either is not the news.
                let _ = key::delete(runtime, keys, &key).await;
                return Err(error.into());
            }
        };
        let completion = form(&[
            ("serial", &preview.sub),
            ("fbtoken", ""),
            ("enrollment_credential", preview.nonce.expose()),
            ("pubkey", &public),
        ]);
        Ok(self.account(preview, offer, credential_id, key, completion))
    }

    fn account(
        &self,
        preview: &EnrolmentOffer,
        offer: &TokenOffer,
        credential_id: String,
        key: KeyRef,
        completion: SecretString,
    ) -> PushAccount {
        PushAccount {
            protocol: offer.protocol,
            profile: Profile::Plain,
            state: PushState::Enrolling,
            issuer: preview.issuer.clone(),
            realm: preview.realm.clone(),
            sub: preview.sub.clone(),
            username: preview.username.clone(),
            organisation: preview.organisation.clone(),
            client_id: String::new(),
            client_secret: None,
            credential_id,
            device_id: String::new(),
            device_label: String::new(),
            key,
            features: Vec::new(),
            it_contact: None,
            otp: None,
            completion: Some(completion),
            ever_listed: false,
            wrong_in_row: 0,
            created: self.clocks.now(),
            next_key: None,
            clock_offset: None,
            token: Some(PushToken { url: offer.url.clone(), server_key: Vec::new() }),
        }
    }

    /// Sends what was prepared. The server's key is in the reply alone: when that was lost the code is used up and
    /// nothing can be done with the account.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub(in crate::push::adapter) async fn complete(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Completed, EnrolError> {
        let completion = account.completion.as_ref().ok_or(EnrolError::NotEnrolling)?;
        let url = &token_of(account).map_err(|_| EnrolError::NotEnrolling)?.url;
        let mut pauses = RESENDS.iter();
        let response = loop {
            let endpoint = Endpoint::TokenEnrol;
            let none = match self.send(id, account, endpoint, url.clone(), Some(completion)).await {
                Ok(response) => break response,
                Err(none) => none,
            };
            match (pauses.next(), none) {
                (Some(pause), NoReply { again: true, .. }) => {
                    self.dependencies.runtime.sleep(*pause).await;
                }
                (_, NoReply { error, .. }) => return Err(error.into()),
            }
        };
        let server_key = read_key(&response)?;
        let mut registered = account.duplicate();
        if let Some(token) = &mut registered.token {
            token.server_key.clone_from(&server_key);
        }
        // The server does not look at the phone's key: only a list shows that it can read our signatures.
        match self.list_pending(id, &registered).await {
            Ok(_) | Err(PushError::Unreachable { .. }) => {}
            Err(PushError::Refused { status }) => return Err(EnrolError::Refused { status }),
            Err(_) => return Err(EnrolError::Refused { status: Some(400) }),
        }
        Ok(Completed { state: PushState::Active, otp: None, server_key: Some(server_key) })
    }
}

/// The key that the server signs requests with: PKCS#1 `RSAPublicKey`, Base64 in lines.
fn read_key(response: &Response) -> Result<Vec<u8>, EnrolError> {
    let refused = EnrolError::Refused { status: Some(response.status) };
    match response.status {
        200 => {}
        400 | 404 => return Err(EnrolError::UsedOrExpired),
        _ => return Err(refused),
    }
    let reply = Reply::read(response).ok_or(refused)?;
    let text = reply.detail("public_key").unwrap_or_default();
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let key = data_encoding::BASE64.decode(text.as_bytes()).map_err(|_| refused)?;
    let sound = SERVER_KEY.contains(&key.len()) && key.first() == Some(&0x30);
    if sound && reply.value().is_some() { Ok(key) } else { Err(refused) }
}
