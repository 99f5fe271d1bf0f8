//! Fakes for tests: an account, a request, and an issuer that signs.

pub mod fuzz;
#[cfg(feature = "rsa-keys")]
pub mod token;

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Map, Value, json};

use crate::account::{AccountId, Profile, PushAccount, PushProtocol, PushState};

use super::context;
use super::jose::{Jwks, device_jwk};
use super::key::{KeyError, PublicPoint, make_software_key};
use super::request::{Assurance, CountryMismatch, Prompt, Purpose, Request};

/// Realm base of the twins.
pub const ISSUER: &str = "https://idp.example/realms/demo";
/// User id of the twins.
pub const SUB: &str = "87fa1c21-1b1e-4af8-98b1-1df2e90d3c3d";
/// A request's id.
pub const CID: &str = "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4";

/// An active account with a fresh software key.
///
/// # Errors
/// [`KeyError`].
pub fn account(profile: Profile) -> Result<PushAccount, KeyError> {
    Ok(PushAccount {
        protocol: PushProtocol::Keycloak,
        profile,
        state: PushState::Active,
        issuer: ISSUER.to_owned(),
        realm: "demo".to_owned(),
        sub: SUB.to_owned(),
        username: "alice@example.org".to_owned(),
        organisation: None,
        client_id: "push-device-client".to_owned(),
        client_secret: None,
        credential_id: "6c1f3c39-0b3f-4a53-9a3e-0d3a5f1f7a10".to_owned(),
        device_id: "0b9df1de-55b7-4be5-8e6f-3a1b6a6c9d77".to_owned(),
        device_label: "Pixel AB3D".to_owned(),
        key: make_software_key()?,
        features: ["report", "unlink", "match", "otp"].map(str::to_owned).to_vec(),
        it_contact: None,
        otp: None,
        completion: None,
        ever_listed: true,
        wrong_in_row: 0,
        created: 1_764_000_000,
        next_key: None,
        clock_offset: None,
        token: None,
    })
}

/// A request that asks for a number of two digits, made at `created` with a life of 60 s.
#[must_use]
pub fn request(account: AccountId, id: &str, created: u64) -> Request {
    Request {
        id: id.to_owned(),
        account,
        purpose: Purpose::Login,
        issuer_host: "idp.example".to_owned(),
        service: Some("Mail".to_owned()),
        user: "alice@example.org".to_owned(),
        created: Some(created),
        first_seen: created,
        expires: created.saturating_add(60),
        expires_at_server: created.saturating_add(60),
        ip: None,
        location: None,
        country: None,
        browser: None,
        os: None,
        country_mismatch: CountryMismatch::Unknown,
        requests_last_hour: Some(1),
        prompt: Prompt::NumberEntry { digits: 2 },
        assurance: Assurance::Typed,
        text: None,
        ctx: Some("ctx".to_owned()),
        reply: None,
    }
}

/// An issuer with an ES256 key named `s1`.
pub struct Issuer {
    pair: EcdsaKeyPair,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

impl Issuer {
    /// One with a fresh key.
    ///
    /// # Errors
    /// [`KeyError::Generation`].
    pub fn new() -> Result<Self, KeyError> {
        let system = ring::rand::SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document =
            EcdsaKeyPair::generate_pkcs8(algorithm, &system).map_err(|_| KeyError::Generation)?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &system)
            .map_err(|_| KeyError::Generation)?;
        Ok(Self { pair })
    }

    /// Its key list as served.
    #[must_use]
    pub fn certs(&self) -> String {
        let point = PublicPoint::from_bytes(self.pair.public_key().as_ref());
        let mut jwk = point.map(|point| device_jwk(&point)).unwrap_or_default();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), json!("s1"));
        }
        json!({"keys": [jwk]}).to_string()
    }

    /// Its key list as read.
    #[must_use]
    pub fn keys(&self) -> Jwks {
        Jwks::parse(self.certs().as_bytes()).unwrap_or_default()
    }

    /// A JWS of these claims.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_with(&json!({"alg": "ES256", "kid": "s1", "typ": "JWT"}), claims)
    }

    /// A JWS with a header of one's own.
    #[must_use]
    pub fn sign_with(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let input = [part(header), part(claims)].join(".");
        let system = ring::rand::SystemRandom::new();
        let signature = self.pair.sign(&system, input.as_bytes());
        let signature = signature.map(|bytes| bytes.as_ref().to_vec()).unwrap_or_default();
        [input, BASE64URL_NOPAD.encode(&signature)].join(".")
    }

    /// A countersign+ entry of the pending list, `changes` applied before it is signed.
    #[must_use]
    pub fn entry(&self, account: &PushAccount, created: u64, changes: &Value) -> Value {
        let mut entry = Map::new();
        let base = json!({
            "userId": account.sub, "username": account.username, "cid": CID,
            "createdAt": created, "expiresAt": created.saturating_add(60),
            "clientId": "mail", "clientName": "Mail", "purpose": "login",
            "ipAddress": "203.0.113.7", "location": "Utrecht, Netherlands", "country": "NL",
            "browser": "Firefox 140", "os": null, "requestsLastHour": 1,
            "userVerification": {"type": "pin", "pinLength": 2},
        });
        for members in [&base, changes] {
            entry.extend(members.as_object().cloned().unwrap_or_default());
        }
        let claims = json!({
            "iss": account.issuer, "credId": account.credential_id, "typ": 1, "ver": 1,
            "cid": entry.get("cid"), "iat": created, "exp": entry.get("expiresAt"),
            "ctx": context::digest(&entry, &account.issuer),
        });
        entry.insert("confirmToken".to_owned(), json!(self.sign(&claims)));
        Value::Object(entry)
    }
}
