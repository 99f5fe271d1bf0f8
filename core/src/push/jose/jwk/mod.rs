//! Keys: the device's own as JWK, and a server's key set.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::jws::{Algorithm, Jws, sha256_b64url};
use crate::push::key::PublicPoint;

/// The public JWK of a device key (section 2.2), with its thumbprint as `kid`.
#[must_use]
pub fn device_jwk(point: &PublicPoint) -> Value {
    let (x, y) = encoded(point);
    json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig",
           "kid": thumbprint(point)})
}

/// RFC 7638: b64url(SHA-256) of the required members in lexicographic order.
#[must_use]
pub fn thumbprint(point: &PublicPoint) -> String {
    let (x, y) = encoded(point);
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    sha256_b64url(members.as_bytes())
}

fn encoded(point: &PublicPoint) -> (String, String) {
    let (x, y) = point.coordinates();
    (BASE64URL_NOPAD.encode(x), BASE64URL_NOPAD.encode(y))
}

/// A server's signing keys, as read from its `certs` endpoint.
#[derive(Debug, Clone, Default)]
pub struct Jwks(Vec<Key>);

/// Why a signature was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwksError {
    /// No JSON key set.
    #[error("the service's key list could not be read")]
    Malformed,
    /// No signing key of that name.
    #[error("the service has no signing key of that name")]
    UnknownKey,
    /// The key is of another kind than the algorithm.
    #[error("the signing key does not fit the method")]
    WrongKind,
    /// The signature does not verify.
    #[error("the signature is not valid")]
    Signature,
}

impl Jwks {
    /// Reads a key set (RFC 7517 section 5). Keys that are not for signing or of unknown kinds are
    /// left out, as the standard asks.
    ///
    /// # Errors
    /// [`JwksError::Malformed`].
    pub fn parse(body: &[u8]) -> Result<Self, JwksError> {
        let set: Set = serde_json::from_slice(body).map_err(|_| JwksError::Malformed)?;
        Ok(Self(set.keys.iter().filter_map(Key::read).collect()))
    }

    /// Whether a signing key of that name is known.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid == kid)
    }

    /// Verifies a JWS by the key that it names.
    ///
    /// # Errors
    /// [`JwksError`].
    pub fn verify(&self, jws: &Jws<'_>) -> Result<(), JwksError> {
        let kid = jws.kid.as_deref().ok_or(JwksError::UnknownKey)?;
        let key = self.0.iter().find(|key| key.kid == kid).ok_or(JwksError::UnknownKey)?;
        if key.alg.as_deref().is_some_and(|alg| alg != jws.algorithm.as_str()) {
            return Err(JwksError::WrongKind);
        }
        key.material.verify(jws.algorithm, jws.signed.as_bytes(), &jws.signature)
    }
}

#[derive(Debug, Clone)]
struct Key {
    kid: String,
    alg: Option<String>,
    material: Material,
}

#[derive(Debug, Clone)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
}

impl Key {
    fn read(value: &Value) -> Option<Self> {
        let raw = RawKey::deserialize(value).ok()?;
        if raw.usage.as_deref() != Some("sig") {
            return None;
        }
        let material = match (raw.kty.as_str(), raw.crv.as_deref()) {
            ("RSA", _) => Material::Rsa { n: unpadded(&raw.n?)?, e: unpadded(&raw.e?)? },
            ("EC", Some("P-256")) => Material::P256(point(&raw.x?, &raw.y?, 32)?),
            ("EC", Some("P-384")) => Material::P384(point(&raw.x?, &raw.y?, 48)?),
            _ => return None,
        };
        Some(Self { kid: raw.kid?, alg: raw.alg, material })
    }
}

impl Material {
    fn verify(&self, alg: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), JwksError> {
        let verified = match self {
            Self::Rsa { n, e } => {
                let parameters = rsa_parameters(alg).ok_or(JwksError::WrongKind)?;
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
            }
            Self::P256(point) if alg == Algorithm::Es256 => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            Self::P384(point) if alg == Algorithm::Es384 => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(message, signature)
            }
            Self::P256(_) | Self::P384(_) => return Err(JwksError::WrongKind),
        };
        verified.map_err(|_| JwksError::Signature)
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&RSA_PSS_2048_8192_SHA512),
        Algorithm::Es256 | Algorithm::Es384 => None,
    }
}

fn point(x: &str, y: &str, width: usize) -> Option<Vec<u8>> {
    let (x, y) = (decode(x)?, decode(y)?);
    if x.len() != width || y.len() != width {
        return None;
    }
    Some([&[4][..], &x, &y].concat())
}

/// ring takes big-endian numbers without leading zeros.
fn unpadded(text: &str) -> Option<Vec<u8>> {
    let bytes = decode(text)?;
    let start = bytes.iter().position(|b| *b != 0)?;
    Some(bytes.get(start..)?.to_vec())
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct RawKey {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

#[cfg(test)]
mod tests;
