//! Compact JWS: reading without trusting, and writing.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::secret::SecretString;

/// The signature algorithms that a server may use (RFC 7518 section 3.1). What is not here is never
/// accepted: no `none`, no HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256
    #[serde(rename = "RS256")]
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384
    #[serde(rename = "RS384")]
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512
    #[serde(rename = "RS512")]
    Rs512,
    /// RSASSA-PSS with SHA-256
    #[serde(rename = "PS256")]
    Ps256,
    /// RSASSA-PSS with SHA-384
    #[serde(rename = "PS384")]
    Ps384,
    /// RSASSA-PSS with SHA-512
    #[serde(rename = "PS512")]
    Ps512,
    /// ECDSA P-256 with SHA-256
    #[serde(rename = "ES256")]
    Es256,
    /// ECDSA P-384 with SHA-384
    #[serde(rename = "ES384")]
    Es384,
}

impl Algorithm {
    /// The spelling in headers and keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
        }
    }

    /// Whether it belongs to an RSA key.
    #[must_use]
    pub fn is_rsa(self) -> bool {
        !matches!(self, Self::Es256 | Self::Es384)
    }
}

/// Why a text is no usable JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not three base64url parts with a JSON header, or too long.
    #[error("this is no signed token")]
    Malformed,
    /// An algorithm outside [`Algorithm`].
    #[error("this token is signed by a method that is not accepted")]
    Algorithm,
}

/// A JWS taken apart. Nothing in it is trusted before [`super::Jwks::verify`].
#[derive(Debug)]
pub struct Jws<'a> {
    /// `alg`
    pub algorithm: Algorithm,
    /// `kid`
    pub kid: Option<String>,
    /// `typ`
    pub typ: Option<String>,
    /// What is signed: header and payload as they stand.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
    payload: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Takes a compact JWS of at most 16 KiB apart. A `crit` header is refused, because nothing that
    /// it could name is understood (RFC 7515 section 4.1.11).
    ///
    /// # Errors
    /// [`JwsError`].
    pub fn parse(text: &'a str) -> Result<Self, JwsError> {
        if text.len() > MAX_LEN {
            return Err(JwsError::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        if payload.contains('.') {
            return Err(JwsError::Malformed);
        }
        let header: Header =
            serde_json::from_slice(&decode(header)?).map_err(|_| JwsError::Malformed)?;
        if header.crit.is_some() {
            return Err(JwsError::Malformed);
        }
        let algorithm = Algorithm::deserialize(&header.alg).map_err(|_| JwsError::Algorithm)?;
        Ok(Self {
            algorithm,
            kid: header.kid,
            typ: header.typ,
            signed,
            signature: decode(signature)?,
            payload: decode(payload)?,
        })
    }

    /// The claims.
    ///
    /// # Errors
    /// [`JwsError::Malformed`] when they have another shape.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        serde_json::from_slice(&self.payload).map_err(|_| JwsError::Malformed)
    }
}

/// The claims of a JWT that is not verified: an access token of which only `iat` is of interest.
#[must_use]
pub fn decode_claims<T: DeserializeOwned>(text: &str) -> Option<T> {
    let payload = text.split('.').nth(1)?;
    serde_json::from_slice(&decode(payload).ok()?).ok()
}

/// `header.payload`, ready to be signed.
#[must_use]
pub fn signing_input(header: &Value, claims: &Value) -> SecretString {
    let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
    let claims = SecretString::new(claims.to_string());
    let payload = SecretString::new(BASE64URL_NOPAD.encode(claims.expose().as_bytes()));
    SecretString::new([header.as_str(), payload.expose()].join("."))
}

/// The compact JWS.
#[must_use]
pub fn with_signature(input: &SecretString, signature: &[u8]) -> SecretString {
    SecretString::new([input.expose(), &BASE64URL_NOPAD.encode(signature)].join("."))
}

/// b64url(SHA-256(bytes)).
#[must_use]
pub fn sha256_b64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

#[derive(Deserialize)]
struct Header {
    alg: Value,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| JwsError::Malformed)
}

const MAX_LEN: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn jws(header: &str, payload: &str) -> String {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        format!("{}.{}.{}", encode(header), encode(payload), encode("signature"))
    }

    #[test]
    fn only_known_algorithms_pass_a58() {
        for alg in ["none", "HS256", "RS1", "ES256K", "EdDSA", "rs256", ""] {
            let text = jws(&format!(r#"{{"alg":"{alg}"}}"#), "{}");
            assert_eq!(Jws::parse(&text).unwrap_err(), JwsError::Algorithm, "{alg}");
        }
        assert_eq!(
            Jws::parse(&jws(r#"{"alg":"ES256"}"#, "{}")).unwrap().algorithm.as_str(),
            "ES256"
        );
    }

    #[test]
    fn twisted_tokens_are_refused_a58() {
        let good = jws(r#"{"alg":"ES256","kid":"k"}"#, "{}");
        let long = format!("{}{}", good, "A".repeat(MAX_LEN));
        let twisted = [
            String::new(),
            "a.b".into(),
            format!("{good}.x"),
            good.replacen('.', "=.", 1),
            good.replacen('.', " .", 1),
            jws(r#"{"alg":"ES256","crit":["exp"]}"#, "{}"),
            jws(r#"{"alg":"ES256","alg":"none"}"#, "{}"),
            jws(r#"{"alg":"ES256","kid":7}"#, "{}"),
            jws("[]", "{}"),
            long,
        ];
        for text in twisted {
            assert_eq!(Jws::parse(&text).unwrap_err(), JwsError::Malformed, "{text:.60}");
        }
    }
}
