//! The token endpoint: client credentials of the app, a token bound to the phone's key.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{answer, dpop};
use crate::crypto;
use crate::flow::{Refusal, Step};
use crate::outside::uuid;
use crate::service::Inner;

/// Client id of the app.
pub(crate) const CLIENT: &str = "countersign-app";

/// Life of an access token in seconds.
const LIFE: i64 = 300;

/// Kind of the token, so that nothing else that the realm signs passes as one (RFC 9068).
const TYP: &str = "at+jwt";

/// The form of a token request.
#[derive(Deserialize)]
pub(crate) struct Asked {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// `POST <RB>/protocol/openid-connect/token`.
pub(crate) async fn token(call: Call, form: Result<Form<Asked>, FormRejection>) -> Response {
    let inner = &call.inner;
    let reply = inner.step(|step| {
        let asked = match check(inner, form) {
            Ok(()) => dpop::at_token_endpoint(&call, step)?,
            Err(refusal) => Err(refusal),
        };
        Ok(match asked {
            Ok(thumbprint) => {
                let jti = uuid(inner.realm.random.as_ref())?;
                Ok(issue(step, &thumbprint, &jti))
            }
            Err(refusal) => Err(oauth(refusal)),
        })
    });
    answer(inner, reply)
}

fn check(inner: &Inner, form: Result<Form<Asked>, FormRejection>) -> Result<(), Refusal> {
    let refuse = |status, error| Refusal::new(status, error, error);
    let Form(asked) = form.map_err(|_| refuse(400, "invalid_request"))?;
    let id = asked.client_id.unwrap_or_default();
    let secret = asked.client_secret.unwrap_or_default();
    if !(crypto::equal(&id, CLIENT) & crypto::equal(&secret, &inner.realm.client_secret)) {
        return Err(refuse(401, "invalid_client"));
    }
    if asked.grant_type.as_deref() != Some("client_credentials") {
        return Err(refuse(400, "unsupported_grant_type"));
    }
    Ok(())
}

fn issue(step: &Step<'_>, thumbprint: &str, jti: &str) -> Value {
    let claims = json!({
        "iss": step.realm.base, "sub": CLIENT, "azp": CLIENT, "iat": step.now,
        "exp": step.now + LIFE, "jti": jti, "typ": "DPoP", "cnf": {"jkt": thumbprint},
    });
    json!({
        "access_token": step.realm.key.sign(TYP, &claims),
        "token_type": "DPoP",
        "expires_in": LIFE,
    })
}

/// The thumbprint that a valid access token is bound to.
pub(crate) fn thumbprint_of(step: &Step<'_>, token: &str) -> Option<String> {
    let claims = step.realm.key.verify(TYP, token)?;
    let ours = claims.get("iss")?.as_str()? == step.realm.base;
    let fresh = claims.get("exp")?.as_i64()? > step.now;
    let bound = claims.get("cnf")?.get("jkt")?.as_str()?.to_owned();
    (ours && fresh).then_some(bound)
}

/// The refusal with an OAuth `error` code in front (RFC 6749 section 5.2, RFC 9449 sections 5, 8).
fn oauth(refusal: Refusal) -> Refusal {
    let error = match refusal.body.get("code").and_then(Value::as_str) {
        _ if refusal.nonce_asked => "use_dpop_nonce",
        Some("dpop" | "replay" | "clock_skew") => "invalid_dpop_proof",
        _ => return refusal,
    };
    let status = 400;
    let said = refusal.body.get("error").cloned().unwrap_or(Value::Null);
    Refusal { status, ..refusal }.with("error", error).with("error_description", said)
}
