//! Setting up a phone: the code's JWT, and its completion.

use std::sync::{Arc, PoisonError};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{Body, answer, token};
use crate::Fault;
use crate::flow::{Refusal, Reply, Step, completion, enrol};
use crate::outside::is_uuid;
use crate::rules::crockford;
use crate::rules::enrolment::{FETCHES, State as Progress};
use crate::rules::range::network;
use crate::service::Inner;
use crate::store::enrolments::{self, Enrolment};
use crate::store::users;
use crate::web::visitor::Visitor;

/// `GET <RB>/push-mfa/enroll/request-token/<uuid>`: a capability, no proof asked. At most five
/// fetches, none after the code was claimed.
pub(crate) async fn request_token(
    State(inner): State<Arc<Inner>>,
    code: Result<Path<String>, PathRejection>,
) -> Response {
    // What is no text is no code either.
    let code = code.map_or_else(|_| String::new(), |Path(code)| code);
    if !is_uuid(&code) {
        let refusal = Refusal::new(400, "unknown_request", "This is no code of ours.");
        return answer(&inner, Ok(Err(refusal)));
    }
    offered(&inner, inner.step(|step| fetch(step, enrolments::by_code(step.db, &code)?)))
}

/// `GET <RB>/push-mfa/enroll/code/<CODE>`: the same, by what a person typed. Who tries others is held
/// up.
pub(crate) async fn typed(
    State(inner): State<Arc<Inner>>,
    visitor: Visitor,
    typed: Result<Path<String>, PathRejection>,
) -> Response {
    let address = visitor.origin.ip.and_then(|ip| ip.parse().ok()).map(network);
    // Held for the whole try: many at once are counted one by one.
    let mut tries = inner.tries.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(wait) = tries.wait(&address, inner.now()) {
        return answer(&inner, Ok(Err(Refusal::rate_limited(wait))));
    }
    let code = typed.ok().and_then(|Path(typed)| crockford::read(&typed, crockford::SET_UP));
    let reply = inner.step(|step| match &code {
        Some(code) => fetch(step, enrolments::by_typed(step.db, code)?),
        None => Ok(Err(Refusal::unknown())),
    });
    if matches!(&reply, Ok(Err(refusal)) if refusal.status == 404) {
        tries.count(address, inner.now());
    }
    offered(&inner, reply)
}

/// Hands the offer out, if the set-up can still be used.
fn fetch(step: &Step<'_>, found: Option<Enrolment>) -> Result<Reply, Fault> {
    let enrolment = match found {
        Some(enrolment) => enrol::find(step, &enrolment.id)?,
        None => None,
    };
    let Some(enrolment) = enrolment else { return Ok(Err(Refusal::unknown())) };
    if let Err(refusal) = enrol::check_code(step, &enrolment)? {
        return Ok(Err(refusal));
    }
    if enrolment.fetches >= FETCHES {
        enrol::end(step, &enrolment, Progress::Expired)?;
        return Ok(Err(Refusal::new(410, "code_expired", "This code has lapsed.")));
    }
    enrolments::count_fetch(step.db, &enrolment.id)?;
    let user = users::by_id(step.db, &enrolment.user)?.ok_or(Fault::Store)?;
    Ok(Ok(Value::from(offer(step, &enrolment, &user.name))))
}

fn offered(inner: &Inner, reply: Result<Reply, Fault>) -> Response {
    match reply {
        Ok(Ok(Value::String(jwt))) => {
            ([(header::CONTENT_TYPE, "application/jwt")], jwt).into_response()
        }
        other => answer(inner, other),
    }
}

/// The enrolment JWT: sections 2.1 and 4.2, signed anew at each fetch.
fn offer(step: &Step<'_>, enrolment: &Enrolment, username: &str) -> String {
    let realm = step.realm;
    let claims = json!({
        "typ": "push-enroll-challenge",
        "iss": realm.base, "aud": realm.name, "realm": realm.name,
        "sub": enrolment.user, "username": username,
        "enrollmentId": enrolment.id, "nonce": enrolment.nonce,
        "iat": step.now, "exp": enrolment.expires,
        "countersign": {
            "profiles": [1],
            "client": {"id": token::CLIENT, "secret": realm.client_secret},
            "organisation": realm.organisation.name,
            "digits": realm.organisation.digits,
            "features": ["report", "unlink", "match", "manual", "activity", "otp"],
            "itContact": realm.it_contact(),
        },
    });
    realm.key.sign("JWT", &claims)
}

/// A body with one signed message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signed {
    /// The message.
    pub(crate) token: String,
}

/// `POST <RB>/push-mfa/enroll/complete`.
pub(crate) async fn complete(call: Call, body: Body) -> Response {
    call.by_prover_with(&body, |step, prover, signed: Signed| {
        completion::complete(step, prover, &signed.token)
    })
}
