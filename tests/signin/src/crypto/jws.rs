//! Compact JWS by ES256 only (RFC 7515, RFC 7518 section 3.4): no other algorithm is even parsed.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Map, Value, json};

use super::jwk::PublicKey;

/// Longest JWS that is looked at, in bytes.
pub(crate) const LONGEST: usize = 8192;

/// A JWS whose signature is still to be checked.
pub(crate) struct Unverified<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl<'a> Unverified<'a> {
    /// Takes a compact JWS apart; `None` unless its header says ES256 and nothing critical.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header = object(header)?;
        if header.get("alg")?.as_str()? != "ES256" || header.contains_key("crit") {
            return None;
        }
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        if signature.len() != 64 {
            return None;
        }
        Some(Self { signed, signature, claims: object(claims)?, header })
    }

    /// The `typ` of the header, or nothing.
    pub(crate) fn typ(&self) -> &str {
        self.header.get("typ").and_then(Value::as_str).unwrap_or_default()
    }

    /// A header member.
    pub(crate) fn header(&self, name: &str) -> Option<&Value> {
        self.header.get(name)
    }

    /// A claim, for finding the key that must verify it. Nothing may be decided by it before.
    pub(crate) fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// The claims, if `key` signed them.
    pub(crate) fn verify(self, key: &PublicKey) -> Option<Map<String, Value>> {
        key.signed(self.signed.as_bytes(), &self.signature).then_some(self.claims)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let raw = BASE64URL_NOPAD.decode(part.as_bytes()).ok()?;
    match serde_json::from_slice(&raw).ok()? {
        Value::Object(map) => Some(map),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    }
}

/// The realm's signing key.
pub(crate) struct RealmKey {
    key: SigningKey,
    public: PublicKey,
    kid: String,
}

impl RealmKey {
    /// The key with this secret scalar; `None` if it is none (a chance of 1 in 2^128 for random bytes).
    pub(crate) fn from_secret(secret: &[u8]) -> Option<Self> {
        let key = SigningKey::from_slice(secret).ok()?;
        let point = key.verifying_key().to_encoded_point(false);
        let coordinate = |raw: &[u8]| BASE64URL_NOPAD.encode(raw);
        let public = PublicKey::from_coordinates(&coordinate(point.x()?), &coordinate(point.y()?))?;
        let kid = public.thumbprint();
        Some(Self { key, public, kid })
    }

    /// The key set for `/protocol/openid-connect/certs`.
    pub(crate) fn certs(&self) -> Value {
        let key = json!({"kid": self.kid, "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
                         "x": self.public.x, "y": self.public.y});
        json!({ "keys": [key] })
    }

    /// Signs claims under a header `typ`.
    pub(crate) fn sign(&self, typ: &str, claims: &Value) -> String {
        let header = json!({"alg": "ES256", "kid": self.kid, "typ": typ});
        let signed = format!(
            "{}.{}",
            BASE64URL_NOPAD.encode(header.to_string().as_bytes()),
            BASE64URL_NOPAD.encode(claims.to_string().as_bytes())
        );
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
    }

    /// The claims of a JWS of kind `typ` that this realm signed.
    pub(crate) fn verify(&self, typ: &str, text: &str) -> Option<Map<String, Value>> {
        let jws = Unverified::parse(text)?;
        (jws.typ() == typ).then(|| jws.verify(&self.public))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_realm_signed_is_known_again_and_nothing_else() {
        let key = RealmKey::from_secret(&[7; 32]).unwrap();
        let other = RealmKey::from_secret(&[8; 32]).unwrap();
        let token = key.sign("JWT", &json!({"a": 1}));
        assert_eq!(key.verify("JWT", &token).unwrap()["a"], 1);
        assert!(key.verify("at+jwt", &token).is_none());
        assert!(other.verify("JWT", &token).is_none());
        let changed = token.replacen('.', ".eyJhIjoyfQ.", 1);
        assert!(key.verify("JWT", &changed).is_none());
    }

    #[test]
    fn other_algorithms_are_not_parsed() {
        for header in
            [r#"{"alg":"none"}"#, r#"{"alg":"HS256"}"#, r#"{"alg":"ES256","crit":["x"]}"#, "[]"]
        {
            let token = format!(
                "{}.e30.{}",
                BASE64URL_NOPAD.encode(header.as_bytes()),
                BASE64URL_NOPAD.encode(&[1; 64])
            );
            assert!(Unverified::parse(&token).is_none(), "{header}");
        }
    }
}
