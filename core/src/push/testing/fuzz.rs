//! What the fuzz target runs, so that its corpus is replayed as a unit test too.

use serde_json::Value;

use crate::account::{AccountId, Profile, PushAccount, PushToken};
use crate::net::ClockOffset;
use crate::push::guards::pipush::{self, TokenContext};
use crate::push::guards::{self, CheckContext};
use crate::push::jose::{Jwks, Jws};
use crate::push::request::{Prompt, Request};
use crate::text;
use crate::url::{Network, Url};

/// Any bytes as a push message, as a key list, and as a pending list: no panic, nothing unsigned is
/// taken from a countersign+ server, and what a plain server may show is fit to be shown.
///
/// # Panics
/// When one of that is broken.
#[allow(clippy::panic, reason = "a fuzz target speaks by panicking")]
pub fn run(data: &[u8]) {
    let (Ok(plain), Ok(strict)) =
        (super::account(Profile::Plain), super::account(Profile::Countersign { version: 1 }))
    else {
        return;
    };
    let keys = Jwks::parse(data).unwrap_or_default();
    if let Ok(message) = std::str::from_utf8(data) {
        let _ = guards::push_addressee(message);
        assert!(guards::check_push(message, &plain, &Jwks::default(), NOW).is_err());
        if let Ok(jws) = Jws::parse(message) {
            assert!(Jwks::default().verify(&jws).is_err());
            let _ = keys.verify(&jws);
        }
    }
    let list: Value = serde_json::from_slice(data).unwrap_or_default();
    tokens(&list, &plain);
    let entries = list.get("challenges").and_then(Value::as_array);
    for entry in entries.into_iter().flatten().take(guards::MAX_ENTRIES) {
        assert!(check(entry, &strict, &Jwks::default()).is_none(), "nothing unsigned is shown");
        if let Some(request) = check(entry, &plain, &keys) {
            judge(&request);
        }
    }
}

/// The same as the list of a push token: nothing unsigned is shown, and what may be shown is fit to be.
fn tokens(list: &Value, plain: &PushAccount) {
    let Ok(server) = Url::parse("https://pi.example") else { return };
    let mut account = plain.duplicate();
    account.sub = "PIPU00011AB2".to_owned();
    let url = "https://pi.example/ttype/push".to_owned();
    account.token = Some(PushToken { url, server_key: vec![0x30; 270] });
    let against = TokenContext {
        id: AccountId::from_bytes([1; 8]),
        account: &account,
        server: &server,
        network: Network::HttpsOnly,
        offset: ClockOffset::default(),
        now: NOW,
    };
    let entries = list.pointer("/result/value").and_then(Value::as_array);
    for entry in entries.into_iter().flatten().take(guards::MAX_ENTRIES) {
        assert!(pipush::check_entry(entry, &against).is_err(), "nothing unsigned is shown");
        let Ok(request) = pipush::check_unsigned(entry, &against) else { continue };
        assert!(request.id.len() == 32 && request.issuer_host == "pi.example");
        assert!(request.expires == NOW + pipush::LIFE && request.ctx.is_none());
        let to = request.reply.and_then(|to| Url::parse(&to.url).ok());
        assert!(to.is_some_and(|to| to.same_origin(&server)), "answers go to the server");
        assert!(request.service.as_deref().is_none_or(text::is_clean));
        assert!(request.text.as_deref().is_none_or(text::is_clean));
        judge_prompt(&request.prompt);
    }
}

fn check(entry: &Value, account: &PushAccount, keys: &Jwks) -> Option<Request> {
    let against = CheckContext {
        id: AccountId::from_bytes([1; 8]),
        account,
        host: "idp.example",
        keys,
        offset: ClockOffset::default(),
        now: NOW,
        phone_country: Some("NL"),
    };
    guards::check_entry(entry, &against).ok()
}

fn judge(request: &Request) {
    assert!(crate::url::is_uuid(&request.id));
    assert!(request.expires > NOW && request.issuer_host == "idp.example");
    assert!(text::is_clean(&request.user));
    assert!(request.service.as_deref().is_none_or(text::is_clean));
    judge_prompt(&request.prompt);
}

fn judge_prompt(prompt: &Prompt) {
    match prompt {
        Prompt::NumberEntry { digits } => assert!((1..=12).contains(digits)),
        Prompt::NumberChoice { options } => assert!((2..=10).contains(&options.len())),
        Prompt::Confirm => {}
        Prompt::ShowCode { .. } => unreachable!("no server lists it"),
    }
}

const NOW: u64 = 1_764_000_010;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzz_corpus_is_survived_a58() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fuzz/corpus/push_message");
        let mut files = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            run(&std::fs::read(file.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files >= 5);
    }
}
