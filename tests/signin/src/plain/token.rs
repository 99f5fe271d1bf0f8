//! The token endpoint and the key set of a plain realm (PROTOCOL.md sections 2.2, 2.3).

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::call::{PlainCall, no};
use super::proof;
use crate::crypto;
use crate::flow::{Refusal, Step};
use crate::outside::uuid;

/// Client id of the app, as the extension's own documents call it.
pub(crate) const CLIENT: &str = "push-device-client";

/// Life of an access token in seconds.
const LIFE: i64 = 300;

#[derive(Deserialize)]
pub(crate) struct Asked {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// `GET <RB>/protocol/openid-connect/certs`.
pub(crate) async fn certs(call: PlainCall) -> Response {
    call.act(|_| Ok(Ok(call.plain.key.certs())))
}

/// `POST <RB>/protocol/openid-connect/token`. Every bad proof is `invalid_request`.
pub(crate) async fn token(call: PlainCall, form: Result<Form<Asked>, FormRejection>) -> Response {
    call.act(|step| {
        if let Err(refusal) = client(&call, form) {
            return Ok(Err(refusal));
        }
        let thumbprint = match proof::at_token_endpoint(&call, step)? {
            Ok(thumbprint) => thumbprint,
            Err(error) => {
                let nonce_asked = error == "use_dpop_nonce";
                return Ok(Err(Refusal { nonce_asked, ..refuse(400, error, "DPoP proof") }));
            }
        };
        let claims = json!({
            "iss": call.base(), "azp": CLIENT, "typ": "DPoP", "iat": step.now,
            "exp": step.now + LIFE, "jti": uuid(step.realm.random.as_ref())?,
            "cnf": {"jkt": thumbprint},
        });
        let token = call.plain.key.sign(&claims)?;
        Ok(Ok(json!({"access_token": token, "expires_in": LIFE, "token_type": "DPoP"})))
    })
}

fn client(call: &PlainCall, form: Result<Form<Asked>, FormRejection>) -> Result<(), Refusal> {
    let Form(asked) = form.map_err(|_| refuse(400, "invalid_request", "Form"))?;
    let [id, secret] = [asked.client_id, asked.client_secret].map(Option::unwrap_or_default);
    if !(crypto::equal(&id, CLIENT) & crypto::equal(&secret, &call.plain.client_secret)) {
        return Err(refuse(401, "invalid_client", "Invalid client or Invalid client credentials"));
    }
    if asked.grant_type.as_deref() != Some("client_credentials") {
        return Err(refuse(400, "unsupported_grant_type", "Unsupported grant_type"));
    }
    Ok(())
}

fn refuse(status: u16, error: &str, description: &str) -> Refusal {
    no(status, error).with("error_description", description)
}

/// The thumbprint that a valid access token is bound to. One that was got by another address is none.
pub(crate) fn thumbprint_of(call: &PlainCall, step: &Step<'_>, token: &str) -> Option<String> {
    let claims = call.plain.key.verify(token)?;
    let ours = claims.get("iss")?.as_str()? == call.base();
    // Only access tokens are bound to a key.
    let fresh = claims.get("exp")?.as_i64()? > step.now;
    let bound = claims.get("cnf")?.get("jkt")?.as_str()?.to_owned();
    (ours && fresh).then_some(bound)
}
