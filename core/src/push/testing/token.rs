//! A server of pipush: its key, an account there, and entries that it signs.

use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

use crate::account::{KeyRef, Profile, PushAccount, PushProtocol, PushToken};
use crate::push::jcs;
use crate::push::key::{self, KeyError, rsa};

/// Where tokens are registered and asked for.
pub const TOKEN_URL: &str = "https://pi.example/ttype/push";
/// A token's serial.
pub const SERIAL: &str = "PIPU00011AB2";
/// A request's nonce.
pub const NONCE: &str = "VE7FYAFCOAM5YWONYG7PWYQKYBOAUEE4";

/// A server's key.
pub struct TokenServer {
    pair: RsaKeyPair,
    public: Vec<u8>,
}

impl std::fmt::Debug for TokenServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenServer")
    }
}

impl TokenServer {
    /// One with a fresh key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn new() -> Result<Self, KeyError> {
        let key = rsa::make_software_key()?;
        let info = key::public_info(&key)?;
        let KeyRef::Software { pkcs8 } = key else { return Err(KeyError::Generation) };
        let pair = RsaKeyPair::from_pkcs8(pkcs8.expose()).map_err(|_| KeyError::Generation)?;
        let public = rsa::public_numbers(&info).ok_or(KeyError::Generation)?.to_vec();
        Ok(Self { pair, public })
    }

    /// Its public key as PKCS#1, DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// An active account there.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn account(&self, protocol: PushProtocol) -> Result<PushAccount, KeyError> {
        Ok(PushAccount {
            protocol,
            issuer: "https://pi.example".to_owned(),
            realm: "pi.example".to_owned(),
            sub: SERIAL.to_owned(),
            username: "alice".to_owned(),
            organisation: Some("Example".to_owned()),
            client_id: String::new(),
            device_id: String::new(),
            device_label: String::new(),
            features: Vec::new(),
            token: Some(PushToken { url: TOKEN_URL.to_owned(), server_key: self.public.clone() }),
            ..super::account(Profile::Plain)?
        })
    }

    /// An entry as privacyIDEA lists it, with the numbers that it offers.
    #[must_use]
    pub fn entry(&self, nonce: &str, options: Option<&str>) -> Value {
        let mut entry = json!({
            "nonce": nonce,
            "question": "Are you signing in?",
            "title": "The Shop",
            "serial": SERIAL,
            "url": TOKEN_URL,
            "sslverify": "1",
            "capabilities": "{\"decline_reason\": true}",
        });
        if let Some(options) = options {
            entry["require_presence"] = json!(options);
            entry["version"] = json!("2");
        }
        self.sign_entry(&mut entry);
        entry
    }

    /// Signs an entry as it stands now.
    pub fn sign_entry(&self, entry: &mut Value) {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let names = ["nonce", "url", "serial", "question", "title", "sslverify"];
        let mut fields: Vec<String> = names.into_iter().map(text).collect();
        fields.extend(entry["require_presence"].as_str().map(str::to_owned));
        let signature = self.sign(&fields.join("|"));
        if let Some(told) = entry["capabilities"].as_str() {
            let told: Value = serde_json::from_str(told).unwrap_or_default();
            let both = json!({"capabilities": told, "nonce": entry["nonce"]});
            let signed = self.sign(&jcs::canonical(&both).unwrap_or_default());
            entry["capabilities_signature"] = json!(signed);
        }
        entry["signature"] = json!(signature);
    }

    /// A signature as it is written.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let system = ring::rand::SystemRandom::new();
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &system, text.as_bytes(), &mut signature);
        signed.map_or_else(|_| String::new(), |()| data_encoding::BASE32.encode(&signature))
    }
}
