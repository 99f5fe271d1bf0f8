//! A browser's way at a realm of pipush: the password, then a token's code or a request.

use serde_json::{Value, json};

use super::state::{Asked, At, Request, State, Status, Token};
use super::{LIFE, PiPush};
use crate::Fault;
use crate::flow::Step;
use crate::outside::{Random, uuid};
use crate::service::Inner;
use crate::web::png;
use crate::web::setup::percent;

/// How many numbers a phone shows.
const OPTIONS: usize = 3;

/// What is asked in words of `--test-control`.
pub(super) fn asked(word: &str, random: &dyn Random) -> Result<Option<Asked>, Fault> {
    Ok(Some(match word {
        "confirm" => Asked::Confirm,
        "code" => Asked::Code(number(random)?),
        "number" => {
            let mut options: Vec<String> = Vec::new();
            while options.len() < OPTIONS {
                let drawn = number(random)?;
                if !options.contains(&drawn) {
                    options.push(drawn);
                }
            }
            let right = options.first().cloned().ok_or(Fault::Store)?;
            // Where the right one stands says nothing.
            options.sort_unstable();
            Asked::Number { right, options }
        }
        _ => return Ok(None),
    }))
}

/// Two digits, each equally likely.
fn number(random: &dyn Random) -> Result<String, Fault> {
    loop {
        let mut raw = [0];
        random.fill(&mut raw)?;
        let [drawn] = raw;
        if drawn < 200 {
            return Ok(format!("{:02}", drawn % 100));
        }
    }
}

/// The right password was typed: a new browser, before the code of a new token, or before a request to the one that is
/// registered.
pub(super) fn enter(
    realm: &PiPush,
    step: &Step<'_>,
    user: &str,
    asked: Asked,
) -> Result<String, Fault> {
    let random = step.realm.random.as_ref();
    let mut state = realm.state();
    let registered = |(_, token): &(&String, &Token)| token.user == user && token.key.is_some();
    let serial = state.tokens.iter().find(registered).map(|(serial, _)| serial.clone());
    let at = match serial {
        Some(serial) => ask(&mut state, random, serial, asked, step.now)?,
        None => offer(&mut state, random, user)?,
    };
    let browser = uuid(random)?;
    state.browsers.insert(browser.clone(), at);
    Ok(browser)
}

fn offer(state: &mut State, random: &dyn Random, user: &str) -> Result<At, Fault> {
    let mut raw = [0; 24];
    random.fill(&mut raw)?;
    let (credential, name) = raw.split_at(20);
    let serial = format!("PIPU{}", data_encoding::HEXUPPER.encode(name));
    let credential = data_encoding::HEXLOWER.encode(credential);
    let token = Token { user: user.to_owned(), credential, key: None };
    state.tokens.insert(serial.clone(), token);
    Ok(At::Code(serial))
}

fn ask(
    state: &mut State,
    random: &dyn Random,
    serial: String,
    asked: Asked,
    now: i64,
) -> Result<At, Fault> {
    let mut raw = [0; 20];
    random.fill(&mut raw)?;
    let nonce = data_encoding::BASE32.encode(&raw);
    let (status, expires) = (Status::Open, now + LIFE);
    state.requests.push(Request { nonce: nonce.clone(), serial, asked, status, expires });
    Ok(At::Asked(nonce))
}

/// The code that the phone was given is typed on the page.
pub(super) fn type_code(realm: &PiPush, browser: &str, typed: &str) {
    let mut state = realm.state();
    let Some(At::Asked(nonce)) = state.browsers.get(browser).cloned() else { return };
    let right = state.request(&nonce).is_some_and(|request| {
        request.status == Status::Accepted
            && matches!(&request.asked, Asked::Code(code) if code == typed)
    });
    if right {
        state.browsers.insert(browser.to_owned(), At::SignedIn);
    }
}

/// What a browser shows.
pub(super) fn describe(realm: &PiPush, inner: &Inner, browser: &str) -> Option<Value> {
    let state = realm.state();
    let mut shown = json!({"browser": browser, "number": null, "qr_png": null});
    let (word, more) = match state.browsers.get(browser)? {
        At::SignedIn => ("signed_in", None),
        At::Code(serial) => {
            let token = state.tokens.get(serial)?;
            let code = png::qr(&link(realm, inner, serial, token))?;
            let picture = Value::from(data_encoding::BASE64.encode(&code));
            let open = token.key.is_none();
            (if open { "scan" } else { "set_up" }, open.then_some(("qr_png", picture)))
        }
        At::Asked(nonce) => {
            let request = state.request(nonce)?;
            let number = match &request.asked {
                Asked::Number { right, .. } => Some(("number", Value::from(right.clone()))),
                Asked::Confirm | Asked::Code(_) => None,
            };
            match (request.status, &request.asked) {
                (Status::Open, _) if request.expires <= inner.now() => ("expired", None),
                (Status::Open, Asked::Number { .. }) => ("number", number),
                (Status::Open, Asked::Confirm | Asked::Code(_)) => ("waiting", None),
                (Status::Accepted, Asked::Code(_)) => ("code", None),
                (Status::Accepted, Asked::Confirm | Asked::Number { .. }) => ("signed_in", None),
                (Status::Declined, _) => ("denied", None),
                (Status::Cancelled, _) => ("cancelled", None),
            }
        }
    };
    let fields = shown.as_object_mut()?;
    fields.insert("state".to_owned(), Value::from(word));
    fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    Some(shown)
}

/// The text of a token's code.
fn link(realm: &PiPush, inner: &Inner, serial: &str, token: &Token) -> String {
    format!(
        "otpauth://pipush/{}?url={}&ttl=10&issuer=Harbour&enrollment_credential={}&v=1&serial={serial}\
         &sslverify=1&poll_only=True",
        percent(&token.user),
        percent(&realm.url(inner)),
        token.credential,
    )
}
