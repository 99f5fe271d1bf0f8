//! Enrolment links of the Keycloak push-MFA protocol (PAYLOADS.md section 6, PROTOCOL.md 2.1).
//!
//! The link in front is the administrator's choice, so it is matched by its shape. Its own host is
//! never contacted and nothing is derived from it. What the token says is not verified here: the
//! push room does that before it believes a word.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::secret::SecretString;
use crate::url::{Network, Url, UrlError, is_uuid};

use super::finding::{Field, Malformed, Reason};
use super::link::Link;
use super::offer::PushOffer;
use super::query::{Decoded, Plus, Query, decode, decoded};
use super::warning::AccountWarning;

/// The longest enrolment token.
const LONGEST_TOKEN: usize = 4_096;
/// The schemes that are ours by name.
const OURS: [&str; 2] = ["my-secure", "countersign"];
/// What an enrolment token calls itself.
const TOKEN_TYPE: &str = "push-enroll-challenge";

/// A push enrolment, by protocol.
#[derive(Debug)]
pub enum Enrol {
    /// The Keycloak push-MFA extension's, with or without the countersign+ profile.
    KeycloakPush(EnrolLink),
    /// privacyIDEA's push token.
    PiPush(PushOffer),
    /// eduMFA's push token.
    EduMfaPush(PushOffer),
}

impl Enrol {
    /// The protocol's name, as JSON has it.
    #[must_use]
    pub fn protocol(&self) -> &'static str {
        match self {
            Self::KeycloakPush(_) => "KeycloakPush",
            Self::PiPush(_) => "PiPush",
            Self::EduMfaPush(_) => "EduMfaPush",
        }
    }

    /// The host that will be contacted, in punycode; not verified.
    #[must_use]
    pub fn host(&self) -> &str {
        match self {
            Self::KeycloakPush(link) => link.host(),
            Self::PiPush(offer) | Self::EduMfaPush(offer) => offer.url.host(),
        }
    }

    /// What the person should know.
    #[must_use]
    pub fn warnings(&self) -> &[AccountWarning] {
        match self {
            Self::KeycloakPush(_) => &[],
            Self::PiPush(offer) | Self::EduMfaPush(offer) => &offer.warnings,
        }
    }
}

/// Where the enrolment token is.
pub enum Offer {
    /// In the link.
    ByValue {
        /// The compact JWS; its signature is not checked yet.
        token: SecretString,
        /// Its `iss`, not verified: good for the preview's host and nothing else.
        issuer: Url,
    },
    /// Behind an address, a capability to be fetched once.
    ByReference {
        /// The address.
        request_uri: Url,
    },
}

impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByValue { .. } => "ByValue([redacted])",
            Self::ByReference { .. } => "ByReference([redacted])",
        })
    }
}

/// An enrolment link of the Keycloak push-MFA protocol.
pub struct EnrolLink {
    /// The token, or where it is.
    pub offer: Offer,
    /// The OAuth client of the app, if the link names it.
    pub client_id: Option<String>,
    /// Its secret, if the link has one.
    pub client_secret: Option<SecretString>,
}

impl EnrolLink {
    /// The host that will be contacted, in punycode; not verified.
    #[must_use]
    pub fn host(&self) -> &str {
        match &self.offer {
            Offer::ByValue { issuer, .. } => issuer.host(),
            Offer::ByReference { request_uri } => request_uri.host(),
        }
    }
}

impl fmt::Debug for EnrolLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolLink").field("offer", &self.offer).finish_non_exhaustive()
    }
}

/// Judges a link; `None` when it is none of ours.
pub(super) fn by_link(
    scheme: &str,
    rest: &str,
    network: Network,
) -> Option<Result<EnrolLink, Malformed>> {
    let ours = OURS.contains(&scheme);
    let refused = |reason| ours.then_some(Err(Malformed::new(Field::Token, reason)));
    let Some(link) = Link::cut(scheme, rest) else {
        return refused(Reason::Missing);
    };
    let shaped = if link.is_web() {
        link.path.ends_with("/enroll")
    } else {
        link.host().is_some_and(|host| host == "enroll")
    };
    let parameters = Parameters::of(&link);
    if !shaped {
        return refused(Reason::Unsupported);
    }
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(error) => return ours.then_some(Err(error)),
    };
    if !parameters.fits() {
        let any = parameters.tokens.len() + parameters.addresses.len() > 0;
        return refused(if any { Reason::Unsupported } else { Reason::Missing });
    }
    if link.is_web() && !link.is_https() {
        return Some(Err(Malformed::new(Field::Url, Reason::NotHttps)));
    }
    Some(parameters.into_link(network))
}

/// Judges a bare token: a server whose link prefix does not parse puts nothing around it.
pub(super) fn by_token(text: &str, network: Network) -> Option<Result<EnrolLink, Malformed>> {
    let issuer = issuer_of(text)?;
    let token = SecretString::new(text.to_owned());
    let offer = checked(&issuer, network).map(|issuer| Offer::ByValue { token, issuer });
    Some(offer.map(|offer| EnrolLink { offer, client_id: None, client_secret: None }))
}

/// Reads an address that will be contacted: `https`, or `http` to loopback where that is allowed.
pub(super) fn checked(text: &str, network: Network) -> Result<Url, Malformed> {
    let reason = match Url::parse(text) {
        Ok(url) if url.is_allowed(network) => return Ok(url),
        Ok(_) | Err(UrlError::Scheme | UrlError::UserInfo | UrlError::NotHttps) => Reason::NotHttps,
        Err(UrlError::Host | UrlError::Port | UrlError::Form | UrlError::TooLong) => {
            Reason::Unsupported
        }
    };
    Err(Malformed::new(Field::Url, reason))
}

/// The parameters of an enrolment link, from its query and its fragment, not decoded.
struct Parameters<'a> {
    tokens: Vec<&'a str>,
    addresses: Vec<&'a str>,
    clients: Vec<&'a str>,
    secrets: Vec<&'a str>,
}

impl<'a> Parameters<'a> {
    fn of(link: &Link<'a>) -> Result<Self, Malformed> {
        let query = Query::parse(link.query.unwrap_or_default())?;
        let fragment = Query::parse(link.fragment.unwrap_or_default())?;
        let all = |name| query.values(name).chain(fragment.values(name)).collect();
        Ok(Self {
            tokens: all("token"),
            addresses: all("request_uri"),
            clients: all("client_id"),
            secrets: all("client_secret"),
        })
    }

    /// Whether a token or an address in it is of our shape.
    fn fits(&self) -> bool {
        let text = |raw: &&str| decoded(raw, Plus::Blank);
        let mut tokens = self.tokens.iter().filter_map(text);
        let mut addresses = self.addresses.iter().filter_map(text);
        tokens.any(|token| issuer_of(&token).is_some())
            || addresses.any(|address| is_request_uri(&address))
    }

    fn into_link(self, network: Network) -> Result<EnrolLink, Malformed> {
        let repeated = self.tokens.len() + self.addresses.len() > 1
            || self.clients.len() > 1
            || self.secrets.len() > 1;
        if repeated {
            return Err(Malformed::new(Field::Token, Reason::Conflict));
        }
        let unsupported = Malformed::new(Field::Token, Reason::Unsupported);
        let offer = match (self.tokens.first(), self.addresses.first()) {
            (Some(raw), _) => {
                let token = decode(raw, Plus::Blank, Field::Token)?;
                let issuer = checked(&issuer_of(&token).ok_or(unsupported)?, network)?;
                Offer::ByValue { token: SecretString::new(token.as_str().to_owned()), issuer }
            }
            (None, Some(raw)) => {
                let request_uri = checked(&decode(raw, Plus::Blank, Field::Url)?, network)?;
                if request_uri.query().is_some() || request_uri.fragment().is_some() {
                    return Err(Malformed::new(Field::Url, Reason::Unsupported));
                }
                Offer::ByReference { request_uri }
            }
            (None, None) => return Err(unsupported),
        };
        let client_id = credential(self.clients.first())?.map(|id| id.as_str().to_owned());
        let client_secret = credential(self.secrets.first())?
            .map(|secret| SecretString::new(secret.as_str().to_owned()));
        if client_secret.is_some() && client_id.is_none() {
            return Err(Malformed::new(Field::Credential, Reason::Missing));
        }
        Ok(EnrolLink { offer, client_id, client_secret })
    }
}

/// A client id or secret: no control characters; empty is absent.
fn credential(raw: Option<&&str>) -> Result<Option<Decoded>, Malformed> {
    let Some(raw) = raw else {
        return Ok(None);
    };
    let text = decode(raw, Plus::Blank, Field::Credential)?;
    if text.chars().any(char::is_control) {
        return Err(Malformed::new(Field::Credential, Reason::ControlCharacter));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// The claims that make a token an enrolment token. A claim said twice is an error.
#[derive(Deserialize)]
struct Claims {
    typ: String,
    iss: String,
}

/// The `iss` of a compact JWS that calls itself an enrolment token.
fn issuer_of(token: &str) -> Option<String> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let part = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok().map(Zeroizing::new);
    if parts.next().is_some() || part(header)?.is_empty() || part(signature)?.is_empty() {
        return None;
    }
    let claims: Claims = serde_json::from_slice(&part(payload)?).ok()?;
    (claims.typ == TOKEN_TYPE).then_some(claims.iss)
}

/// Whether an address has the path `.../realms/<realm>/push-mfa/enroll/request-token/<uuid>`.
fn is_request_uri(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    let Some(link) = Link::cut(scheme, rest) else {
        return false;
    };
    let mut segments = link.path.rsplit('/');
    let mut next = || segments.next().unwrap_or_default();
    link.is_web()
        && is_uuid(next())
        && next() == "request-token"
        && next() == "enroll"
        && next() == "push-mfa"
        && !next().is_empty()
        && next() == "realms"
}
