//! The key of plain realms: RSA, as real plain servers have it (PROTOCOL.md section 2.2). ring makes no
//! RSA keys, so this one is part of the program and everybody knows it: what it signs proves nothing,
//! and a plain realm is served on loopback only.

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, RsaParameters, UnparsedPublicKey,
};
use serde_json::{Map, Value, json};

use crate::Fault;

const KEY: &[u8] = include_bytes!("key.pk8");

/// Name of the key that signs.
const KID: &str = "plain-sig";

/// Name of a key that encrypts: a real realm has one too, and nobody may take it for the other.
const OTHER_KID: &str = "plain-enc";

/// By what a plain realm signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
}

impl PlainAlgorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    fn signs(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Rs256 => &RSA_PKCS1_SHA256,
            Self::Ps256 => &RSA_PSS_SHA256,
        }
    }

    fn verifies(self) -> &'static RsaParameters {
        match self {
            Self::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Self::Ps256 => &RSA_PSS_2048_8192_SHA256,
        }
    }
}

/// The key itself, for whatever is signed in another way.
pub(crate) fn pair() -> Result<RsaKeyPair, Fault> {
    RsaKeyPair::from_pkcs8(KEY).map_err(|_| Fault::Store)
}

/// The signing key of a plain realm.
pub(crate) struct PlainKey {
    pair: RsaKeyPair,
    algorithm: PlainAlgorithm,
}

impl PlainKey {
    /// The key, for signatures of this kind.
    pub(crate) fn new(algorithm: PlainAlgorithm) -> Result<Self, Fault> {
        Ok(Self { pair: pair()?, algorithm })
    }

    /// The key set for `/protocol/openid-connect/certs`.
    pub(crate) fn certs(&self) -> Value {
        let public: PublicKeyComponents<Vec<u8>> = self.pair.public().into();
        let [n, e] = [&public.n, &public.e].map(|part| BASE64URL_NOPAD.encode(part));
        json!({"keys": [
            {"kid": OTHER_KID, "kty": "RSA", "alg": "RSA-OAEP", "use": "enc", "n": n, "e": e},
            {"kid": KID, "kty": "RSA", "alg": self.algorithm.name(), "use": "sig", "n": n, "e": e},
        ]})
    }

    /// Signs claims.
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, Fault> {
        let header = json!({"alg": self.algorithm.name(), "typ": "JWT", "kid": KID});
        let [header, claims] =
            [&header, claims].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
        let signed = format!("{header}.{claims}");
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(self.algorithm.signs(), &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| Fault::Store)?;
        Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature)))
    }

    /// The claims of what this key signed.
    pub(crate) fn verify(&self, text: &str) -> Option<Map<String, Value>> {
        let (signed, signature) = text.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        UnparsedPublicKey::new(self.algorithm.verifies(), self.pair.public_key().as_ref())
            .verify(signed.as_bytes(), &signature)
            .ok()?;
        let (_, claims) = signed.split_once('.')?;
        let claims = BASE64URL_NOPAD.decode(claims.as_bytes()).ok()?;
        serde_json::from_slice(&claims).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_key_signed_is_known_again_and_nothing_else() {
        for algorithm in [PlainAlgorithm::Rs256, PlainAlgorithm::Ps256] {
            let key = PlainKey::new(algorithm).unwrap();
            let token = key.sign(&json!({"a": 1})).unwrap();
            assert_eq!(key.verify(&token).unwrap()["a"], 1);
            assert!(key.verify(&token.replacen('.', ".eyJhIjoyfQ.", 1)).is_none());
            assert!(key.verify("").is_none() && key.verify("a.b.c").is_none());
        }
        let [one, other] =
            [PlainAlgorithm::Rs256, PlainAlgorithm::Ps256].map(|of| PlainKey::new(of).unwrap());
        assert!(other.verify(&one.sign(&json!({})).unwrap()).is_none());
    }
}
