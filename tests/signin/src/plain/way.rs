//! A browser's way at a plain realm: the password, then a set-up or a number, as the extension leads it
//! (PROTOCOL.md section 2.4, "What plain servers leave to the client").

use serde_json::json;

use super::state::{At, Browser, Request, SetUp, State, Status};
use super::{LIFE, Plain, PlainVerification};
use crate::flow::Step;
use crate::flow::first_factor::FirstFactor;
use crate::outside::{Random, token, uuid};
use crate::store::plain_devices::{self, PlainDevice};
use crate::store::users::User;
use crate::{Fault, crypto};

/// The push transport for tests: it writes the message down.
const LOG: &str = "log";

/// Bytes of the nonce of a set-up.
const NONCE: usize = 32;

/// A plain realm, by the address that it was called at.
#[derive(Clone, Copy)]
pub(crate) struct Here<'a> {
    /// The realm.
    pub(crate) plain: &'a Plain,
    /// Its base, the issuer.
    pub(crate) base: &'a str,
}

/// The right password was typed: a cookie for the browser, which stands where the account leads.
/// `before` is the cookie that it had: what waited for it is over. `None` when the account is not as
/// it was.
pub(crate) fn enter(
    here: Here<'_>,
    step: &Step<'_>,
    typed: FirstFactor,
    before: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(user) = typed.user(step)? else { return Ok(None) };
    let random = step.realm.random.as_ref();
    let cookie = token(random)?;
    let mut browser = Browser::new(typed, token(random)?, step.now);
    let mut state = here.plain.state(step.now);
    if let Some(old) = before.and_then(|before| state.browsers.remove(&key(before))) {
        state.forget(&old.at);
    }
    browser.at = ask(here, step, &mut state, &user)?;
    state.browsers.insert(key(&cookie), browser);
    Ok(Some(cookie))
}

/// What a browser's cookie is kept as.
fn key(cookie: &str) -> String {
    crypto::digest(cookie.as_bytes())
}

/// Does something with a browser, brought up to date first. `None` when nobody is known by this cookie.
pub(crate) fn with<T>(
    plain: &Plain,
    step: &Step<'_>,
    cookie: &str,
    act: impl FnOnce(&mut State, &mut Browser, &User) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    let mut state = plain.state(step.now);
    let Some(mut browser) = state.browsers.remove(&key(cookie)) else { return Ok(None) };
    let Some(user) = browser.typed.user(step)? else { return Ok(None) };
    move_on(&mut state, &mut browser);
    let done = act(&mut state, &mut browser, &user)?;
    state.browsers.insert(key(cookie), browser);
    Ok(Some(done))
}

/// The page is loaded anew: what has ended is forgotten, so that a late answer finds nothing.
fn move_on(state: &mut State, browser: &mut Browser) {
    let set_up = browser.at.set_up().map(|id| state.set_ups.get(id).map(|found| found.status));
    let request = browser.at.request().map(|cid| state.requests.get(cid).map(|found| found.status));
    let Some(status) = set_up.or(request) else { return };
    let next = match status {
        Some(Status::Pending) => return,
        Some(Status::Approved) => At::SignedIn,
        Some(Status::Denied) => At::Denied,
        Some(Status::LockedOut) => At::Disabled,
        None => At::Expired,
    };
    state.forget(&browser.at);
    browser.at = next;
}

/// "Resend", "Try again": a new request in place of the old one. `false` after a denial, where the
/// extension fails.
pub(crate) fn again(
    here: Here<'_>,
    step: &Step<'_>,
    state: &mut State,
    browser: &mut Browser,
    user: &User,
) -> Result<bool, Fault> {
    match browser.at {
        At::Denied => return Ok(false),
        At::SignedIn | At::Disabled => return Ok(true),
        At::SetUp(_) | At::Waiting(_) | At::TooMany | At::Expired | At::Cancelled => {}
    }
    state.forget(&browser.at);
    browser.at = ask(here, step, state, user)?;
    Ok(true)
}

/// "Cancel".
pub(crate) fn cancel(state: &mut State, browser: &mut Browser) {
    if matches!(browser.at, At::SetUp(_) | At::Waiting(_)) {
        state.forget(&browser.at);
        browser.at = At::Cancelled;
    }
}

/// "Sign out", "Start again".
pub(crate) fn leave(plain: &Plain, step: &Step<'_>, cookie: &str) {
    let mut state = plain.state(step.now);
    if let Some(browser) = state.browsers.remove(&key(cookie)) {
        state.forget(&browser.at);
    }
}

/// Asks the first phone of the account; one request an account, and whose comes first is first.
fn ask(here: Here<'_>, step: &Step<'_>, state: &mut State, user: &User) -> Result<At, Fault> {
    if user.blocked_at.is_some() {
        return Ok(At::Disabled);
    }
    let phones = plain_devices::of(step.db, &here.plain.realm.name, &user.id)?;
    let Some(phone) = phones.first() else { return set_up(step, state, user) };
    if !state.open_of(&user.id).is_empty() {
        return Ok(At::TooMany);
    }
    request(here, step, state, user, phone)
}

fn set_up(step: &Step<'_>, state: &mut State, user: &User) -> Result<At, Fault> {
    let random = step.realm.random.as_ref();
    let mut nonce = [0; NONCE];
    random.fill(&mut nonce)?;
    let id = uuid(random)?;
    let set_up = SetUp {
        handle: uuid(random)?,
        user: user.id.clone(),
        nonce: data_encoding::BASE64_NOPAD.encode(&nonce),
        secret: token(random)?,
        status: Status::Pending,
        label: None,
        expires: step.now + LIFE,
    };
    state.set_ups.insert(id.clone(), set_up);
    Ok(At::SetUp(id))
}

fn request(
    Here { plain, base }: Here<'_>,
    step: &Step<'_>,
    state: &mut State,
    user: &User,
    phone: &PlainDevice,
) -> Result<At, Fault> {
    let random = step.realm.random.as_ref();
    let cid = uuid(random)?;
    let [number, one, other] = numbers(random, plain.realm.verification)?;
    let verification = plain.realm.verification.told(&number, [&one, &other]);
    let (created, expires) = (step.now, step.now + LIFE);
    if phone.push_type == LOG {
        let message = plain.key.sign(&json!({
            "iss": base, "credId": phone.credential, "typ": 1, "ver": 1,
            "cid": cid, "iat": created, "exp": expires,
        }))?;
        state.hear(json!({"to": phone.push_id, "message": message}));
    }
    let request = Request {
        user: user.id.clone(),
        credential: phone.credential.clone(),
        number: verification.is_some().then_some(number),
        verification,
        secret: token(random)?,
        status: Status::Pending,
        created,
        expires,
    };
    state.requests.insert(cid.clone(), request);
    Ok(At::Waiting(cid))
}

/// Three different numbers of the kind that the realm asks for.
fn numbers(random: &dyn Random, asked: PlainVerification) -> Result<[String; 3], Fault> {
    let mut drawn: Vec<String> = Vec::new();
    while drawn.len() < 3 {
        let number = match asked {
            PlainVerification::Pin(digits) => digits_of(random, digits)?,
            PlainVerification::NumberMatch | PlainVerification::None => {
                let two = digits_of(random, 2)?;
                two.trim_start_matches('0').parse::<u8>().unwrap_or(0).to_string()
            }
        };
        if !drawn.contains(&number) {
            drawn.push(number);
        }
    }
    <[String; 3]>::try_from(drawn).map_err(|_| Fault::Store)
}

/// So many digits, each equally likely, leading zeros too.
fn digits_of(random: &dyn Random, digits: u8) -> Result<String, Fault> {
    let mut out = String::new();
    while out.len() < usize::from(digits) {
        let mut raw = [0];
        random.fill(&mut raw)?;
        // 250 is the largest multiple of ten that a byte holds.
        if raw[0] < 250 {
            out.push(char::from(b'0' + raw[0] % 10));
        }
    }
    Ok(out)
}
