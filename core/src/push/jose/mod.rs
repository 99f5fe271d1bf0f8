//! JOSE, as much of it as the protocol speaks: compact JWS (RFC 7515), JWK (RFC 7517), thumbprints
//! (RFC 7638).

mod jwk;
mod jws;

pub use jwk::{Jwks, JwksError, device_jwk, thumbprint};
pub use jws::{
    Algorithm, Jws, JwsError, decode_claims, sha256_b64url, signing_input, with_signature,
};
