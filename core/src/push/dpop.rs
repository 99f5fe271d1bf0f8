//! DPoP proofs (RFC 9449, PROTOCOL.md section 2.3).

use serde_json::{Value, json};

use crate::clock::UnixSeconds;
use crate::net::Method;
use crate::secret::SecretString;

use super::jose::{device_jwk, sha256_b64url, signing_input};
use super::key::PublicPoint;

/// What a proof says.
#[derive(Debug)]
pub struct Proof<'a> {
    /// Method of the request.
    pub method: Method,
    /// URL of the request, without query and fragment.
    pub url: &'a str,
    /// The server's time.
    pub issued: UnixSeconds,
    /// Fresh for each try.
    pub id: &'a str,
    /// The newest nonce that the server handed out.
    pub nonce: Option<&'a str>,
    /// What an API call proves in addition; `None` towards the token endpoint.
    pub api: Option<Api<'a>>,
}

/// The part of a proof that the extension asks of API calls.
#[derive(Debug)]
pub struct Api<'a> {
    /// The access token that the proof goes with.
    pub token: &'a SecretString,
    /// The user's id at the issuer.
    pub sub: &'a str,
    /// Our device id.
    pub device_id: &'a str,
}

impl Proof<'_> {
    /// The text to sign with the device key.
    #[must_use]
    pub fn signing_input(&self, point: &PublicPoint) -> SecretString {
        let mut jwk = device_jwk(point);
        if let Some(members) = jwk.as_object_mut() {
            // The proof's key carries only what identifies it (RFC 9449 section 4.2).
            members.retain(|name, _| ["kty", "crv", "x", "y"].contains(&name.as_str()));
        }
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        signing_input(&header, &self.claims())
    }

    fn claims(&self) -> Value {
        let mut claims = json!({
            "htm": self.method.as_str(), "htu": self.url, "iat": self.issued, "jti": self.id,
        });
        if let Some(nonce) = self.nonce {
            claims["nonce"] = json!(nonce);
        }
        if let Some(api) = &self.api {
            claims["ath"] = json!(sha256_b64url(api.token.expose().as_bytes()));
            claims["sub"] = json!(api.sub);
            claims["deviceId"] = json!(api.device_id);
        }
        claims
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_token_hash_of_rfc_9449() {
        let token = SecretString::new("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".to_owned());
        let proof = Proof {
            method: Method::Get,
            url: "https://resource.example.org/protectedresource",
            issued: 1_562_262_618,
            id: "e1j3V_bKic8-LAEB",
            nonce: None,
            api: Some(Api { token: &token, sub: "u", device_id: "d" }),
        };
        let claims = proof.claims();
        assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        assert_eq!(claims["htm"], "GET");
        assert_eq!((&claims["sub"], &claims["deviceId"]), (&json!("u"), &json!("d")));
        assert!(claims.get("nonce").is_none());
    }

    #[test]
    fn the_token_endpoint_learns_neither_user_nor_hash() {
        let proof = Proof {
            method: Method::Post,
            url: "https://idp.example/realms/demo/protocol/openid-connect/token",
            issued: 1,
            id: "j",
            nonce: Some("n"),
            api: None,
        };
        let claims = proof.claims();
        let mut names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["htm", "htu", "iat", "jti", "nonce"]);
    }
}
