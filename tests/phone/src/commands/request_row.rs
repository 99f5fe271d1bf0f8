//! A sign-in request as JSON.

use countersign_core::app::RequestView;
use countersign_core::push::request::{Assurance, CountryMismatch, Prompt, Purpose};
use serde_json::{Value, json};

/// As the command's contract spells it.
pub(crate) fn request_json(view: &RequestView) -> Value {
    let request = &view.request;
    let (kind, digits, options) = match &request.prompt {
        Prompt::NumberEntry { digits } => ("number_entry", Some(*digits), None),
        Prompt::NumberChoice { options } => ("number_choice", None, Some(options)),
        Prompt::Confirm => ("confirm", None, None),
        Prompt::ShowCode { .. } => ("show_code", None, None),
    };
    json!({
        "id": request.id,
        "account": request.account.to_string(),
        "kind": match request.purpose { Purpose::Login => "login", Purpose::Tryout => "tryout" },
        "issuer_host": request.issuer_host,
        "service": request.service,
        "user": request.user,
        "text": request.text,
        "created": request.created,
        "expires": request.expires,
        "prompt": { "kind": kind, "digits": digits, "options": options },
        "ip": request.ip,
        "location": request.location,
        "browser": request.browser,
        "os": request.os,
        "country": request.country,
        "country_mismatch": match request.country_mismatch {
            CountryMismatch::Same => "same",
            CountryMismatch::Different => "different",
            CountryMismatch::Unknown => "unknown",
        },
        "requests_last_hour": request.requests_last_hour,
        "assurance": match request.assurance {
            Assurance::Typed => "typed",
            Assurance::Picked => "picked",
            Assurance::Plain => "plain",
        },
    })
}
