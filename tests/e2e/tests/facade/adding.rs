//! Codes that must not become accounts, and codes whose service misbehaves.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::app::{AddError, Preview};
use countersign_core::net::{HttpTransport, Pins, Timeouts, UnreachableCause};
use countersign_core::push::TokenFault;
use countersign_core::url::Network;
use countersign_e2e::http::{nobody, server_that_answers, server_that_is_silent};
use countersign_e2e::meddler::Meddler;
use countersign_e2e::{IDA, Phone, PhoneOptions, Puppet, Stage, pictures};
use countersign_phone::words::Told;

/// A stage, a browser with a code, and a phone with somebody on the line.
async fn with_a_code() -> (Stage, Puppet, String, Phone, Meddler) {
    let stage = Stage::with_ida().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    browser.to("scan").await;
    let link = pictures::read(&browser.code());
    let line = Meddler::new();
    let options = PhoneOptions { transport: Arc::new(line.clone()), ..PhoneOptions::default() };
    let phone = Phone::new(&stage.clock, options);
    (stage, browser, link, phone, line)
}

/// The address of the offer in a link.
fn address_of(link: &str) -> String {
    let (_, escaped) = link.split_once("request_uri=").unwrap();
    escaped.replace("%3A", ":").replace("%2F", "/")
}

/// The link with the offer at another origin.
fn moved(link: &str, stage: &Stage, origin: &str) -> String {
    let escape = |text: &str| text.replace(':', "%3A").replace('/', "%2F");
    let moved = link.replace(&escape(stage.base_url()), &escape(origin));
    assert_ne!(moved, link, "the link names the service");
    moved
}

fn nothing_was_added(phone: &Phone) {
    assert!(phone.app.accounts().list().unwrap().is_empty());
}

#[tokio::test]
async fn codes_of_other_vendors_are_explained_and_add_nothing_a17() {
    let stage = Stage::new().await;
    let phone = stage.phone("Phone");
    let microsoft =
        "phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fx.phonefactor.net";
    for (text, kind, part) in [
        (microsoft, "foreign", "Only Microsoft Authenticator can use it"),
        ("https://co1pfpad06.phonefactor.net/pad/123", "foreign", "Microsoft"),
        ("https://www.example.com/", "not_an_account", "."),
        ("WIFI:S:Boardroom;T:WPA;P:secret;;", "not_an_account", "."),
        ("just some words", "not_an_account", "."),
        ("otpauth://totp/x?secret=!!!", "malformed", "."),
    ] {
        let read = pictures::read(&pictures::png_of(&[text]));
        let error = phone.app.accounts().preview(read.as_bytes()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
        assert!(error.advice().contains(part), "{text}: {}", error.advice());
        nothing_was_added(&phone);
    }
}

#[tokio::test]
async fn a_truncated_or_changed_offer_is_refused_a58() {
    let (_stage, _browser, link, phone, line) = with_a_code().await;
    type Harm = fn(&mut Vec<u8>);
    let harms: [Harm; 4] = [
        |body| body.truncate(body.len() / 2),
        |body| body.truncate(body.len() - 1),
        // One character of the payload, one of the signature.
        |body| swap(body, 1),
        |body| swap(body, 2),
    ];
    for (nth, harm) in harms.into_iter().enumerate() {
        line.change(move |url, response| {
            if url.contains("/request-token/") {
                harm(&mut response.body);
            }
            Ok(())
        });
        let error = phone.app.accounts().preview(link.as_bytes()).await.unwrap_err();
        assert_eq!(error.kind(), "bad_token", "harm {nth}: {error:?}");
        nothing_was_added(&phone);
    }
    line.leave_alone();
    phone.add(&link).await.unwrap();
}

/// Swaps a character in the middle of the part of this place.
fn swap(body: &mut [u8], part: usize) {
    let dots: Vec<usize> =
        body.iter().enumerate().filter(|(_, byte)| **byte == b'.').map(|(at, _)| at).collect();
    let at = dots[part - 1] + 20;
    body[at] = if body[at] == b'A' { b'B' } else { b'A' };
}

#[tokio::test]
async fn an_offer_from_anywhere_but_its_issuer_is_refused_a62() {
    let (stage, _browser, link, phone, line) = with_a_code().await;
    let Ok(Preview::Enrol(_)) = phone.app.accounts().preview(link.as_bytes()).await else {
        panic!("the code is good");
    };
    // Somebody relays the genuine, signed offer.
    let genuine = line.last(&address_of(&link)).got;
    let relay = server_that_answers(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/jwt\r\ncontent-length: {}\r\n\r\n{genuine}",
        genuine.len()
    ))
    .await;
    let error = phone.add(&moved(&link, &stage, &relay)).await.unwrap_err();
    assert_eq!(error, AddError::WrongIssuer);
    nothing_was_added(&phone);

    // Not https, and not this machine: nobody is asked.
    let before = line.calls().len();
    for origin in ["http://signin.harbour.test", "http://192.0.2.1", "http://localhost.evil.test"] {
        let error = phone.add(&moved(&link, &stage, origin)).await.unwrap_err();
        assert_eq!(error.kind(), "not_https", "{origin}");
    }
    assert_eq!(line.calls().len(), before);
    nothing_was_added(&phone);
}

#[tokio::test]
async fn an_offer_that_redirects_is_refused_and_not_followed_a62() {
    let (stage, _browser, link, phone, line) = with_a_code().await;
    let elsewhere = address_of(&link);
    for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect"]
    {
        let answer =
            format!("HTTP/1.1 {status}\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n");
        let origin = server_that_answers(answer).await;
        let error = phone.add(&moved(&link, &stage, &origin)).await.unwrap_err();
        assert_eq!(error, AddError::Redirected, "{status}");
    }
    assert!(line.calls().iter().all(|call| call.url != elsewhere), "a redirect was followed");
    nothing_was_added(&phone);
}

#[tokio::test]
async fn a_service_that_answers_garbage_or_nothing_sets_nothing_up() {
    let stage = Stage::with_ida().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    browser.to("scan").await;
    let link = pictures::read(&browser.code());
    let short = Timeouts { total: Duration::from_millis(500), ..Timeouts::default() };
    let transport = HttpTransport::with(Network::LoopbackHttpToo, None, Pins::new(), short);
    let options =
        PhoneOptions { transport: Arc::new(transport.unwrap()), ..PhoneOptions::default() };
    let phone = Phone::new(&stage.clock, options);

    let unreachable = |why| AddError::Unreachable { why, retry_after: None };
    let no_answer = unreachable(UnreachableCause::ServerError);
    let garbage = AddError::BadToken { fault: TokenFault::Malformed };
    let ok =
        |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let huge = ok(&"A".repeat(1_000_000));
    for (origin, expected) in [
        (server_that_answers(ok("<html>Welcome!</html>")).await, garbage),
        (server_that_answers(ok("")).await, garbage),
        (server_that_answers(ok("a.b.c")).await, garbage),
        (server_that_answers("\u{0}\u{1}\u{2} no http at all\r\n\r\n").await, no_answer),
        (
            server_that_answers("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhalf").await,
            no_answer,
        ),
        (server_that_answers("").await, no_answer),
        (server_that_is_silent().await, unreachable(UnreachableCause::TimedOut)),
        (nobody().await, unreachable(UnreachableCause::Refused)),
    ] {
        let error = phone.add(&moved(&link, &stage, &origin)).await.unwrap_err();
        assert_eq!(error, expected);
        nothing_was_added(&phone);
    }
    let origin = server_that_answers(huge).await;
    let error = phone.add(&moved(&link, &stage, &origin)).await.unwrap_err();
    assert!(matches!(error, AddError::Unreachable { .. } | AddError::BadToken { .. }), "{error:?}");
    nothing_was_added(&phone);
}

#[tokio::test]
async fn a_completion_whose_reply_was_lost_is_repeated_and_loses_nothing_a56() {
    use countersign_core::app::AccountState;
    use countersign_core::net::TransportError;

    let (_stage, mut browser, link, phone, line) = with_a_code().await;
    line.change(|url, _| {
        if url.ends_with("/enroll/complete") { Err(TransportError::Interrupted) } else { Ok(()) }
    });
    let error = phone.add(&link).await.unwrap_err();
    assert_eq!(error.kind(), "unreachable");
    assert_eq!(phone.app.accounts().list().unwrap()[0].state, AccountState::TryoutPending);
    // The key outlives the app, and the next refresh finishes what was begun.
    let phone = phone.restart();
    line.leave_alone();
    phone.look().await;
    browser.to("try_out").await;
    phone.approve(&browser.number()).await;
    browser.to("success").await;
    assert_eq!(phone.app.accounts().list().unwrap().len(), 1);
}
