//! Opening an enrolment offer: fetch and verify, before anything is shown and without making a key
//! (PROTOCOL.md sections 2.1 and 4.2).

use serde::Deserialize;

use crate::account::Profile;
use crate::clock::UnixSeconds;
use crate::net::{HttpRequest, Method};
use crate::push::adapter::types::{EnrolmentOffer, Link, LinkSource};
use crate::push::error::{EnrolError, PushError, TokenFault};
use crate::push::jose::{JwksError, Jws, JwsError};
use crate::push::log::Endpoint;
use crate::secret::SecretString;
use crate::text;
use crate::url::{Url, UrlError, is_uuid};

use super::Keycloak;
use super::call::CallError;
use super::wire::{Code, Coded, WireContact};

impl Keycloak {
    /// Fetches (where the link is a reference) and verifies the offer.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn open_offer(&self, link: &Link) -> Result<EnrolmentOffer, EnrolError> {
        match &link.source {
            LinkSource::Token(token) => self.verify_offer(token, None, link).await,
            LinkSource::RequestUri(uri) => {
                let base = self.request_base(uri)?;
                let token = self.fetch_offer(uri, Endpoint::RequestToken).await?;
                self.verify_offer(&token, Some(&base), link).await
            }
        }
    }

    /// Fetches and verifies the offer behind a code that was typed, at the address that was typed with it.
    ///
    /// # Errors
    /// [`EnrolError`]; [`EnrolError::NoSuchCode`] for one that the service does not know.
    pub async fn open_typed(
        &self,
        base: &Url,
        code: &SecretString,
    ) -> Result<EnrolmentOffer, EnrolError> {
        let base = base.as_str();
        // It becomes a part of the path: a reader of typed codes leaves nothing but these.
        let sound = !code.is_empty() && code.expose().bytes().all(|b| b.is_ascii_alphanumeric());
        if !sound {
            return Err(EnrolError::NoSuchCode);
        }
        let path = Endpoint::TypedCode.template().replace("{code}", code.expose());
        let address = SecretString::new([base, &path].concat());
        let fetched = self.fetch_offer(&address, Endpoint::TypedCode).await;
        let token = fetched.map_err(|error| {
            let unknown = matches!(error, EnrolError::UsedOrExpired);
            if unknown { EnrolError::NoSuchCode } else { error }
        })?;
        let nothing =
            Link { source: LinkSource::RequestUri(address), client_id: None, client_secret: None };
        self.verify_offer(&token, Some(base), &nothing).await
    }

    /// Checks the shape of a `request_uri`; what stands before its fixed part must be the issuer.
    fn request_base(&self, uri: &SecretString) -> Result<String, EnrolError> {
        let url = Url::to_contact(uri.expose(), self.dependencies.network).map_err(not_https)?;
        let (base, id) = uri.expose().rsplit_once(REQUEST_TOKEN).ok_or(EnrolError::WrongIssuer)?;
        if url.query().is_some() || !is_uuid(id) || base.rsplit_once("/realms/").is_none() {
            return Err(EnrolError::WrongIssuer);
        }
        Ok(base.to_owned())
    }

    async fn fetch_offer(
        &self,
        uri: &SecretString,
        endpoint: Endpoint,
    ) -> Result<SecretString, EnrolError> {
        let request = HttpRequest {
            method: Method::Get,
            url: uri.expose().to_owned(),
            headers: vec![("accept", SecretString::new("application/jwt".to_owned()))],
            body: None,
            limit: MAX_OFFER,
        };
        let sent = self.exchange(None, endpoint, request).await;
        let response = sent.map_err(CallError::into_push)?;
        match response.status {
            200 => {
                let text = String::from_utf8(response.body).map_err(|_| MALFORMED)?;
                Ok(SecretString::new(text.trim().to_owned()))
            }
            300..=399 => Err(EnrolError::Redirected),
            400 => Err(MALFORMED),
            404 => Err(EnrolError::UsedOrExpired),
            status => {
                let coded = Coded::read(&response);
                Err(match (status, coded.code) {
                    (410, Some(Code::AlreadyUsed)) => EnrolError::AlreadyUsed,
                    (410, Some(Code::OfferExpired)) => EnrolError::CodeExpired,
                    (410, _) => EnrolError::UsedOrExpired,
                    (426, _) => EnrolError::AppTooOld { needed: coded.min_core },
                    _ => EnrolError::Refused { status: Some(status) },
                })
            }
        }
    }

    async fn verify_offer(
        &self,
        token: &SecretString,
        base: Option<&str>,
        link: &Link,
    ) -> Result<EnrolmentOffer, EnrolError> {
        let jws = Jws::parse(token.expose()).map_err(jws_fault)?;
        let claims: Claims = jws.claims().map_err(jws_fault)?;
        if claims.typ != "push-enroll-challenge" {
            return Err(EnrolError::BadToken(TokenFault::Purpose));
        }
        let issuer = Url::to_contact(&claims.iss, self.dependencies.network).map_err(not_https)?;
        check_issuer(&claims, &issuer, base)?;
        if claims.countersign.is_none() && !jws.algorithm.is_rsa() {
            return Err(EnrolError::BadToken(TokenFault::Algorithm));
        }
        let longest = claims.iat.saturating_add(MAX_LIFE);
        if claims.exp <= claims.iat || claims.exp > longest {
            return Err(EnrolError::BadToken(TokenFault::Times));
        }
        let keys = self.signing_keys(&claims.iss, jws.kid.as_deref()).await;
        keys.map_err(keys_fault)?.verify(&jws).map_err(jwks_fault)?;
        if base.is_some() {
            // Behind a reference the token is signed anew at each fetch: a clock.
            self.clocks.learn(&claims.iss, claims.iat);
        }
        if claims.exp <= self.clocks.server_now(&claims.iss) {
            return Err(EnrolError::CodeExpired);
        }
        self.preview(claims, &issuer, link)
    }

    fn preview(
        &self,
        claims: Claims,
        issuer: &Url,
        link: &Link,
    ) -> Result<EnrolmentOffer, EnrolError> {
        let sound = is_uuid(&claims.enrollment_id)
            && (1..=1024).contains(&claims.nonce.len())
            && (1..=256).contains(&claims.sub.len())
            && !claims.sub.chars().any(char::is_control);
        if !sound {
            return Err(MALFORMED);
        }
        let offset = self.clocks.offset(&claims.iss);
        let (profile, extras) = match claims.countersign {
            None => (Profile::Plain, Extras::default()),
            Some(extras) => (agreed_profile(&extras)?, extras),
        };
        let organisation = extras.organisation.as_deref().map(str::trim).unwrap_or_default();
        if organisation.chars().count() > 128 {
            return Err(MALFORMED);
        }
        let (client_id, client_secret) = client_of(extras.client, link)?;
        Ok(EnrolmentOffer {
            host: issuer.host().to_owned(),
            issuer: claims.iss,
            realm: claims.realm,
            organisation: Some(text::shown(organisation)).filter(|name| !name.is_empty()),
            username: text::shown(claims.username.as_deref().unwrap_or_default()),
            sub: claims.sub,
            expires: offset.to_phone(claims.exp),
            profile,
            features: extras.features,
            it_contact: extras.it_contact.map(Into::into),
            client_id,
            client_secret,
            enrolment_id: claims.enrollment_id,
            nonce: SecretString::new(claims.nonce),
            expires_at_server: claims.exp,
            token: None,
        })
    }
}

/// `iss` ends in `/realms/<realm>`, `realm` and `aud` are that segment, and the reference, if any,
/// begins with `iss`.
fn check_issuer(claims: &Claims, issuer: &Url, base: Option<&str>) -> Result<(), EnrolError> {
    let realm = issuer.path().rsplit_once("/realms/").map(|(_, realm)| realm);
    let sound = realm.is_some_and(|realm| !realm.is_empty() && !realm.contains('/'))
        && issuer.query().is_none()
        && realm == Some(claims.realm.as_str())
        && claims.aud == claims.realm
        && base.is_none_or(|base| base == claims.iss);
    if sound { Ok(()) } else { Err(EnrolError::WrongIssuer) }
}

fn agreed_profile(extras: &Extras) -> Result<Profile, EnrolError> {
    if extras.profiles.contains(&PROFILE) {
        Ok(Profile::Countersign { version: PROFILE })
    } else {
        Err(EnrolError::AppTooOld { needed: None })
    }
}

/// Signed values win; a link that names another client is an error.
fn client_of(
    signed: Option<WireClient>,
    link: &Link,
) -> Result<(String, Option<SecretString>), EnrolError> {
    let linked = link.client_id.as_deref().filter(|id| !id.is_empty());
    match (signed, linked) {
        (Some(signed), Some(linked)) if signed.id != linked => {
            Err(EnrolError::BadToken(TokenFault::Client))
        }
        (Some(signed), _) => Ok((signed.id, signed.secret.map(SecretString::new))),
        (None, Some(linked)) => {
            Ok((linked.to_owned(), link.client_secret.as_ref().map(SecretString::duplicate)))
        }
        (None, None) => Err(EnrolError::ClientMissing),
    }
}

fn not_https(error: UrlError) -> EnrolError {
    match error {
        UrlError::NotHttps | UrlError::Scheme => EnrolError::NotHttps,
        UrlError::UserInfo
        | UrlError::Host
        | UrlError::Port
        | UrlError::Form
        | UrlError::TooLong => EnrolError::WrongIssuer,
    }
}

fn jws_fault(error: JwsError) -> EnrolError {
    EnrolError::BadToken(match error {
        JwsError::Malformed => TokenFault::Malformed,
        JwsError::Algorithm => TokenFault::Algorithm,
    })
}

fn jwks_fault(error: JwksError) -> EnrolError {
    EnrolError::BadToken(match error {
        JwksError::UnknownKey => TokenFault::UnknownKey,
        JwksError::WrongKind => TokenFault::Algorithm,
        JwksError::Malformed | JwksError::Signature => TokenFault::Signature,
    })
}

fn keys_fault(error: CallError) -> EnrolError {
    let error = error.into_push();
    if matches!(error, PushError::Refused { status: Some(300..=399) }) {
        EnrolError::Redirected
    } else {
        error.into()
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    username: Option<String>,
    realm: String,
    #[serde(rename = "enrollmentId")]
    enrollment_id: String,
    nonce: String,
    iat: UnixSeconds,
    exp: UnixSeconds,
    typ: String,
    countersign: Option<Extras>,
}

#[derive(Deserialize, Default)]
struct Extras {
    profiles: Vec<u32>,
    client: Option<WireClient>,
    organisation: Option<String>,
    #[serde(default)]
    features: Vec<String>,
    #[serde(rename = "itContact")]
    it_contact: Option<WireContact>,
}

#[derive(Deserialize)]
struct WireClient {
    id: String,
    secret: Option<String>,
}

const REQUEST_TOKEN: &str = "/push-mfa/enroll/request-token/";
const MAX_OFFER: usize = 16 * 1024;
const MAX_LIFE: u64 = 3600;
/// The highest profile that this core speaks.
const PROFILE: u32 = 1;
const MALFORMED: EnrolError = EnrolError::BadToken(TokenFault::Malformed);
