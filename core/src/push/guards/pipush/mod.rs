//! What an entry of a pipush list must pass before anything of it is displayed (PROTOCOL.md 3.2, 3.3, 3.5).

use serde_json::{Value, json};

use crate::account::{AccountId, PushAccount};
use crate::clock::UnixSeconds;
use crate::net::ClockOffset;
use crate::push::jcs;
use crate::push::key::rsa;
use crate::push::request::{CountryMismatch, Prompt, Purpose, Request, TokenReply};
use crate::text;
use crate::url::{Network, Url};

use super::{RejectReason, assurance_of, choice, text_of};

/// How long a request lives, in seconds: the server says no end, and keeps it that long unless told otherwise.
pub const LIFE: u64 = 120;

/// Against what an entry is checked.
#[derive(Debug, Clone, Copy)]
pub struct TokenContext<'a> {
    /// The account that asked.
    pub id: AccountId,
    /// The same, as stored.
    pub account: &'a PushAccount,
    /// Its server.
    pub server: &'a Url,
    /// Which addresses may be contacted.
    pub network: Network,
    /// The server's clock.
    pub offset: ClockOffset,
    /// The phone's clock.
    pub now: UnixSeconds,
}

/// Checks one entry of a list.
///
/// # Errors
/// [`RejectReason`].
pub fn check_entry(entry: &Value, against: &TokenContext<'_>) -> Result<Request, RejectReason> {
    let fields = Fields::read(entry, against.account)?;
    check(fields.signature, &fields.signed_text(), against.account)?;
    if let Some((told, signature)) = fields.capabilities {
        check(signature, &capabilities_text(told, fields.nonce)?, against.account)?;
    }
    fields.request(against)
}

/// The same without its signatures, for the fuzz target: nobody can make those up.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn check_unsigned(
    entry: &Value,
    against: &TokenContext<'_>,
) -> Result<Request, RejectReason> {
    let fields = Fields::read(entry, against.account)?;
    if let Some((told, _)) = fields.capabilities {
        capabilities_text(told, fields.nonce)?;
    }
    fields.request(against)
}

/// An entry as sent, well formed and for this token.
struct Fields<'a> {
    nonce: &'a str,
    url: &'a str,
    serial: &'a str,
    question: &'a str,
    title: &'a str,
    options: Option<&'a str>,
    signature: &'a str,
    /// What the server can do, and its signature.
    capabilities: Option<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    fn read(entry: &'a Value, account: &'a PushAccount) -> Result<Self, RejectReason> {
        let entry = entry.as_object().ok_or(RejectReason::Malformed)?;
        let given = |name| text_of(entry, name);
        let required = |name| given(name)?.ok_or(RejectReason::Malformed);
        if given("serial")? != Some(account.sub.as_str()) {
            return Err(RejectReason::NotForUs);
        }
        if !matches!(given("version")?, None | Some("2")) {
            return Err(RejectReason::TooOld);
        }
        let capabilities = match (given("capabilities")?, given("capabilities_signature")?) {
            (None, None) => None,
            (Some(told), Some(signature)) => Some((told, signature)),
            (None, Some(_)) | (Some(_), None) => return Err(RejectReason::Signature),
        };
        let fields = Self {
            nonce: required("nonce")?,
            url: required("url")?,
            serial: &account.sub,
            question: required("question")?,
            title: required("title")?,
            options: given("require_presence")?,
            signature: given("signature")?.ok_or(RejectReason::Signature)?,
            capabilities,
        };
        // What is signed is joined by this, and nothing escapes it.
        let joined = [fields.url, fields.title, fields.serial, fields.options.unwrap_or_default()];
        let ambiguous = joined.iter().any(|field| field.contains('|'));
        if ambiguous || !is_nonce(fields.nonce) || required("sslverify")? != "1" {
            return Err(RejectReason::Malformed);
        }
        Ok(fields)
    }

    /// What the server signs.
    fn signed_text(&self) -> String {
        let Self { nonce, url, serial, question, title, options, .. } = *self;
        let fields = [nonce, url, serial, question, title, "1"];
        fields.into_iter().chain(options).collect::<Vec<_>>().join("|")
    }

    fn request(&self, against: &TokenContext<'_>) -> Result<Request, RejectReason> {
        let to = Url::to_contact(self.url, against.network).map_err(|_| RejectReason::NotForUs)?;
        if !to.same_origin(against.server) {
            return Err(RejectReason::NotForUs);
        }
        let prompt = prompt_of(self.options)?;
        let given = |value: &str| Some(text::shown(value)).filter(|text| !text.trim().is_empty());
        let now = against.now;
        Ok(Request {
            id: self.nonce.to_owned(),
            account: against.id,
            purpose: Purpose::Login,
            issuer_host: against.server.host().to_owned(),
            service: given(self.title),
            user: text::shown(&against.account.username),
            created: None,
            first_seen: now,
            expires: now.saturating_add(LIFE),
            expires_at_server: against.offset.to_server(now).saturating_add(LIFE),
            ip: None,
            location: None,
            country: None,
            browser: None,
            os: None,
            country_mismatch: CountryMismatch::Unknown,
            requests_last_hour: None,
            assurance: assurance_of(&prompt),
            prompt,
            text: given(self.question),
            ctx: None,
            reply: Some(TokenReply {
                url: self.url.to_owned(),
                takes_reason: self.capabilities.is_some_and(|(told, _)| takes_reason(told)),
            }),
        })
    }
}

fn check(signature: &str, signed: &str, account: &PushAccount) -> Result<(), RejectReason> {
    let key = account.token.as_ref().map(|token| token.server_key.as_slice()).unwrap_or_default();
    let signature =
        data_encoding::BASE32.decode(signature.as_bytes()).map_err(|_| RejectReason::Signature)?;
    let verified = rsa::verifies(key, signed.as_bytes(), &signature);
    if verified { Ok(()) } else { Err(RejectReason::Signature) }
}

/// What the server signs of what it can do (RFC 8785).
fn capabilities_text(told: &str, nonce: &str) -> Result<String, RejectReason> {
    let told: Value = serde_json::from_str(told).map_err(|_| RejectReason::Malformed)?;
    jcs::canonical(&json!({"capabilities": told, "nonce": nonce}))
        .map_err(|_| RejectReason::Malformed)
}

/// Whether the server takes a reason with a denial.
fn takes_reason(told: &str) -> bool {
    let told: Value = serde_json::from_str(told).unwrap_or_default();
    told.get("decline_reason") == Some(&Value::Bool(true))
}

fn prompt_of(options: Option<&str>) -> Result<Prompt, RejectReason> {
    let Some(options) = options else { return Ok(Prompt::Confirm) };
    // A signature of this word as a number is one of a denial.
    if options.split(',').any(|option| option.eq_ignore_ascii_case("decline")) {
        return Err(RejectReason::Prompt);
    }
    choice(options.split(',').map(Some))
}

/// Base32 of 20 bytes.
fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
}

#[cfg(test)]
mod tests;
