//! What a server's word must pass before anything of it is displayed (PROTOCOL.md 5.1).
//!
//! Any failure drops the entry: it is counted, never shown, and there is no "log and go on".

pub mod pipush;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::account::{AccountId, Profile, PushAccount};
use crate::clock::UnixSeconds;
use crate::net::ClockOffset;
use crate::url::is_uuid;

use super::context;
use super::jose::{Jwks, Jws};
use super::request::{Assurance, CountryMismatch, Prompt, Purpose, Request};
use crate::text;

/// The most entries that a list may have.
pub const MAX_ENTRIES: usize = 20;
/// The most bytes of any answer.
pub const MAX_BODY: usize = 256 * 1024;

/// Against what an entry is checked.
#[derive(Debug, Clone, Copy)]
pub struct CheckContext<'a> {
    /// The account that asked.
    pub id: AccountId,
    /// The same, as stored.
    pub account: &'a PushAccount,
    /// Host of its issuer.
    pub host: &'a str,
    /// The issuer's signing keys, as far as known.
    pub keys: &'a Jwks,
    /// The issuer's clock.
    pub offset: ClockOffset,
    /// The phone's clock.
    pub now: UnixSeconds,
    /// The phone's country (ISO 3166-1 alpha-2); compared here, never sent.
    pub phone_country: Option<&'a str>,
}

/// Why an entry is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    /// A member is missing or of another type.
    #[error("an entry is not in the expected form")]
    Malformed,
    /// For another user or device.
    #[error("an entry is for somebody else")]
    NotForUs,
    /// Over already.
    #[error("an entry has expired")]
    Expired,
    /// Made in the future, or living too long.
    #[error("an entry's times are not possible")]
    Times,
    /// The server's signature is missing, wrong, or covers something else.
    #[error("an entry is not signed by the issuer")]
    Signature,
    /// The prompt asks for something impossible.
    #[error("an entry asks for an impossible number")]
    Prompt,
    /// A text holds characters that must not be shown.
    #[error("an entry holds hidden characters")]
    Text,
    /// A prompt or purpose that this version does not know: the app must be updated.
    #[error("an entry is of a kind that this app does not know")]
    TooOld,
}

/// Checks one entry of the pending list.
///
/// # Errors
/// [`RejectReason`].
pub fn check_entry(entry: &Value, against: &CheckContext<'_>) -> Result<Request, RejectReason> {
    let entry = entry.as_object().ok_or(RejectReason::Malformed)?;
    let strict = matches!(against.account.profile, Profile::Countersign { .. });
    let id = text_of(entry, "cid")?.ok_or(RejectReason::Malformed)?;
    if !is_uuid(id) {
        return Err(RejectReason::Malformed);
    }
    if text_of(entry, "userId")? != Some(against.account.sub.as_str()) {
        return Err(RejectReason::NotForUs);
    }
    let (created, expires) = check_times(entry, against, strict)?;
    if strict {
        check_signature(entry, id, against)?;
    }
    let purpose = purpose_of(entry, strict)?;
    let prompt = prompt_of(entry, strict)?;
    let shown = |name: &str, required: bool| shown_text(entry, name, strict, required);
    let extra = |name: &str| if strict { shown_text(entry, name, true, false) } else { Ok(None) };
    let client = shown("clientName", false)?;
    let service = client.or(shown("clientId", strict)?);
    let user = shown("username", strict)?.unwrap_or_else(|| text::shown(&against.account.username));
    let country = extra("country")?;
    if country.as_deref().is_some_and(|code| !is_country(code)) {
        return Err(RejectReason::Malformed);
    }
    let requests_last_hour = if strict { Some(count_of(entry)?) } else { None };
    let ctx = if strict { context::digest(entry, &against.account.issuer) } else { None };
    Ok(Request {
        id: id.to_owned(),
        account: against.id,
        purpose,
        issuer_host: against.host.to_owned(),
        service,
        user,
        created: created.map(|time| against.offset.to_phone(time)),
        first_seen: against.now,
        expires: against.offset.to_phone(expires),
        expires_at_server: expires,
        ip: extra("ipAddress")?,
        location: extra("location")?,
        browser: extra("browser")?,
        os: extra("os")?,
        country_mismatch: compare(country.as_deref(), against.phone_country),
        country,
        requests_last_hour,
        assurance: assurance_of(&prompt),
        prompt,
        text: None,
        ctx,
        reply: None,
    })
}

/// Checks a push message: a confirm token of this account. It only triggers a poll; nothing of it is
/// shown. Returns the id of the request it rings for.
///
/// # Errors
/// [`RejectReason`].
pub fn check_push(
    token: &str,
    account: &PushAccount,
    keys: &Jwks,
    server_now: UnixSeconds,
) -> Result<String, RejectReason> {
    let claims = confirm_claims(token, account, keys, server_now)?;
    Ok(claims.cid)
}

/// What a push message names, before anything is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The issuer.
    pub issuer: String,
    /// The phone's credential there.
    pub credential: String,
    /// The request, a UUID.
    pub request: String,
}

/// Whom a push message is for, before anything is verified.
#[must_use]
pub fn push_addressee(token: &str) -> Option<Addressee> {
    let claims: Confirm = Jws::parse(token).ok()?.claims().ok()?;
    let Confirm { iss: issuer, cred_id: credential, cid: request, .. } = claims;
    is_uuid(&request).then_some(Addressee { issuer, credential, request })
}

#[derive(Deserialize)]
struct Confirm {
    iss: String,
    #[serde(rename = "credId")]
    cred_id: String,
    typ: u32,
    ver: u32,
    cid: String,
    exp: UnixSeconds,
    ctx: Option<String>,
}

fn confirm_claims(
    token: &str,
    account: &PushAccount,
    keys: &Jwks,
    server_now: UnixSeconds,
) -> Result<Confirm, RejectReason> {
    let jws = Jws::parse(token).map_err(|_| RejectReason::Signature)?;
    let claims: Confirm = jws.claims().map_err(|_| RejectReason::Signature)?;
    if claims.iss != account.issuer || claims.cred_id != account.credential_id {
        return Err(RejectReason::NotForUs);
    }
    keys.verify(&jws).map_err(|_| RejectReason::Signature)?;
    if claims.typ != 1 || claims.ver != 1 || !is_uuid(&claims.cid) {
        return Err(RejectReason::Signature);
    }
    if claims.exp <= server_now {
        return Err(RejectReason::Expired);
    }
    Ok(claims)
}

fn check_times(
    entry: &Map<String, Value>,
    against: &CheckContext<'_>,
    strict: bool,
) -> Result<(Option<UnixSeconds>, UnixSeconds), RejectReason> {
    let expires = time_of(entry, "expiresAt")?.ok_or(RejectReason::Malformed)?;
    let created = time_of(entry, "createdAt")?;
    let server_now = against.offset.to_server(against.now);
    let longest = if strict { 600 } else { 3600 };
    if expires <= server_now {
        return Err(RejectReason::Expired);
    }
    if strict && created.is_none() {
        return Err(RejectReason::Malformed);
    }
    let start = created.unwrap_or(server_now);
    if start > server_now.saturating_add(30) || expires.saturating_sub(start) > longest {
        return Err(RejectReason::Times);
    }
    Ok((created, expires))
}

fn check_signature(
    entry: &Map<String, Value>,
    id: &str,
    against: &CheckContext<'_>,
) -> Result<(), RejectReason> {
    let token = text_of(entry, "confirmToken")?.ok_or(RejectReason::Signature)?;
    let server_now = against.offset.to_server(against.now);
    let claims = confirm_claims(token, against.account, against.keys, server_now)?;
    let expected = context::digest(entry, &against.account.issuer);
    if claims.cid != id || claims.ctx.is_none() || claims.ctx != expected {
        return Err(RejectReason::Signature);
    }
    Ok(())
}

fn purpose_of(entry: &Map<String, Value>, strict: bool) -> Result<Purpose, RejectReason> {
    if !strict {
        return Ok(Purpose::Login);
    }
    match text_of(entry, "purpose")? {
        Some("login") => Ok(Purpose::Login),
        Some("tryout") => Ok(Purpose::Tryout),
        Some(_) => Err(RejectReason::TooOld),
        None => Err(RejectReason::Malformed),
    }
}

fn prompt_of(entry: &Map<String, Value>, strict: bool) -> Result<Prompt, RejectReason> {
    let verification = match entry.get("userVerification") {
        None | Some(Value::Null) if strict => return Err(RejectReason::Prompt),
        None | Some(Value::Null) => return Ok(Prompt::Confirm),
        Some(value) => value.as_object().ok_or(RejectReason::Malformed)?,
    };
    match text_of(verification, "type")? {
        Some("pin") => number_entry(verification, strict),
        Some("number-match") if !strict => number_choice(verification),
        Some("number-match") | None => Err(RejectReason::Prompt),
        Some(_) => Err(RejectReason::TooOld),
    }
}

fn number_entry(verification: &Map<String, Value>, strict: bool) -> Result<Prompt, RejectReason> {
    let length = match verification.get("pinLength") {
        None | Some(Value::Null) if !strict => 4,
        Some(value) => value.as_u64().ok_or(RejectReason::Prompt)?,
        None => return Err(RejectReason::Prompt),
    };
    let range = if strict { 2..=6 } else { 1..=12 };
    match u8::try_from(length) {
        Ok(digits) if range.contains(&digits) => Ok(Prompt::NumberEntry { digits }),
        Ok(_) | Err(_) => Err(RejectReason::Prompt),
    }
}

fn number_choice(verification: &Map<String, Value>) -> Result<Prompt, RejectReason> {
    let numbers =
        verification.get("numbers").and_then(Value::as_array).ok_or(RejectReason::Prompt)?;
    choice(numbers.iter().map(Value::as_str))
}

/// Two to ten different options of one to eight letters or digits.
fn choice<'a>(offered: impl Iterator<Item = Option<&'a str>>) -> Result<Prompt, RejectReason> {
    let mut options: Vec<String> = Vec::new();
    for option in offered {
        let option = option.ok_or(RejectReason::Prompt)?;
        let sound = (1..=8).contains(&option.len())
            && option.bytes().all(|b| b.is_ascii_alphanumeric())
            && !options.iter().any(|have| have == option);
        if !sound || options.len() == 10 {
            return Err(RejectReason::Prompt);
        }
        options.push(option.to_owned());
    }
    if options.len() < 2 { Err(RejectReason::Prompt) } else { Ok(Prompt::NumberChoice { options }) }
}

fn assurance_of(prompt: &Prompt) -> Assurance {
    match prompt {
        Prompt::NumberEntry { .. } => Assurance::Typed,
        Prompt::NumberChoice { .. } => Assurance::Picked,
        Prompt::Confirm | Prompt::ShowCode { .. } => Assurance::Plain,
    }
}

/// A text for display. countersign+ entries are as sent or dropped, and the key is always present;
/// plain ones are cleaned.
fn shown_text(
    entry: &Map<String, Value>,
    name: &str,
    strict: bool,
    required: bool,
) -> Result<Option<String>, RejectReason> {
    let value = text_of(entry, name)?;
    if strict {
        let optional_key = matches!(name, "clientName" | "country");
        if (required && value.is_none()) || !(optional_key || entry.contains_key(name)) {
            return Err(RejectReason::Malformed);
        }
        if value.is_some_and(|value| !text::is_clean(value)) {
            return Err(RejectReason::Text);
        }
        return Ok(value.map(ToOwned::to_owned));
    }
    Ok(value.map(text::shown).filter(|value| !value.trim().is_empty()))
}

fn count_of(entry: &Map<String, Value>) -> Result<u32, RejectReason> {
    let count =
        entry.get("requestsLastHour").and_then(Value::as_u64).ok_or(RejectReason::Malformed)?;
    match u32::try_from(count) {
        Ok(count @ 1..) => Ok(count),
        Ok(0) | Err(_) => Err(RejectReason::Malformed),
    }
}

fn text_of<'a>(entry: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, RejectReason> {
    match entry.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(RejectReason::Malformed),
    }
}

fn time_of(entry: &Map<String, Value>, name: &str) -> Result<Option<UnixSeconds>, RejectReason> {
    match entry.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or(RejectReason::Malformed),
    }
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

fn compare(theirs: Option<&str>, ours: Option<&str>) -> CountryMismatch {
    match (theirs, ours) {
        (Some(theirs), Some(ours)) if theirs.eq_ignore_ascii_case(ours) => CountryMismatch::Same,
        (Some(_), Some(_)) => CountryMismatch::Different,
        (None, _) | (_, None) => CountryMismatch::Unknown,
    }
}

#[cfg(test)]
mod tests;
