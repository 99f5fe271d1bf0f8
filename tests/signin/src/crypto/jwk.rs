//! Public P-256 keys as JSON (RFC 7517) and their thumbprints (RFC 7638).

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::VerifyingKey;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

/// A public P-256 key of a phone.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PublicKey {
    /// `x`, 32 bytes in base64url.
    pub(crate) x: String,
    /// `y`, 32 bytes in base64url.
    pub(crate) y: String,
    /// Both, as SEC 1 writes a point, without compression.
    point: Vec<u8>,
}

impl PublicKey {
    /// Reads a JWK. `None` unless it is a public P-256 point with full-length coordinates whose
    /// `alg`, `use` and key, where given, fit ES256 signatures.
    pub(crate) fn from_jwk(jwk: &Value) -> Option<Self> {
        let jwk = jwk.as_object()?;
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let fits = |name: &str, wanted: &str| match jwk.get(name) {
            None => true,
            Some(value) => value.as_str() == Some(wanted),
        };
        if text("kty") != Some("EC")
            || text("crv") != Some("P-256")
            || !fits("alg", "ES256")
            || !fits("use", "sig")
            || jwk.contains_key("d")
        {
            return None;
        }
        Self::from_coordinates(text("x")?, text("y")?)
    }

    /// Reads the two coordinates.
    pub(crate) fn from_coordinates(x: &str, y: &str) -> Option<Self> {
        let mut point = vec![4];
        for coordinate in [x, y] {
            let raw = BASE64URL_NOPAD.decode(coordinate.as_bytes()).ok()?;
            if raw.len() != 32 {
                return None;
            }
            point.extend(raw);
        }
        // ring looks at the point when it verifies: one that is none is refused here already.
        VerifyingKey::from_sec1_bytes(&point).ok()?;
        Some(Self { x: x.to_owned(), y: y.to_owned(), point })
    }

    /// The thumbprint, RFC 7638.
    pub(crate) fn thumbprint(&self) -> String {
        let canonical =
            format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, self.x, self.y);
        super::digest(canonical.as_bytes())
    }

    /// Whether its other half made this signature, `r || s` (RFC 7518 section 3.4). By ring: every call of a phone
    /// costs two or three of them, inside the transaction.
    pub(crate) fn signed(&self, text: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point);
        key.verify(text, signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const X: &str = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
    const Y: &str = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";

    #[test]
    fn the_thumbprint_of_rfc_9449() {
        let key = PublicKey::from_jwk(&json!({"kty":"EC","crv":"P-256","x":X,"y":Y})).unwrap();
        assert_eq!(key.thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn private_members_and_other_keys_are_refused() {
        for bad in [
            json!({"kty":"EC","crv":"P-256","x":X,"y":Y,"d":X}),
            json!({"kty":"EC","crv":"P-256","x":X,"y":X}),
            json!({"kty":"EC","crv":"P-256","x":X}),
            json!({"kty":"EC","crv":"P-384","x":X,"y":Y}),
            json!({"kty":"RSA","n":X,"e":"AQAB"}),
            json!({"kty":"EC","crv":"P-256","x":X,"y":Y,"alg":"none"}),
            json!({"kty":"EC","crv":"P-256","x":X,"y":Y,"use":"enc"}),
            json!("x"),
        ] {
            assert!(PublicKey::from_jwk(&bad).is_none(), "{bad}");
        }
    }
}
