//! Requests that must not be shown, and answers that must not count twice.

use std::sync::Arc;

use countersign_core::app::{Phase, RequestView};
use countersign_core::net::TransportError;
use countersign_core::push::request::Outcome;
use countersign_e2e::meddler::Meddler;
use countersign_e2e::puppet::set_up;
use countersign_e2e::{IDA, Phone, PhoneOptions, Puppet, Stage};
use countersign_signin::{Mfa, Role};
use serde_json::{Value, json};

const PENDING: &str = "/push-mfa/login/pending";
const BOB: &str = "bob@harbour.test";

async fn with_somebody_on_the_line() -> (Stage, Phone, Meddler) {
    let stage = Stage::with_ida().await;
    let line = Meddler::new();
    let options = PhoneOptions {
        name: "Ida's phone".into(),
        transport: Arc::new(line.clone()),
        ..PhoneOptions::default()
    };
    let phone = Phone::new(&stage.clock, options);
    set_up(&stage, &phone).await;
    (stage, phone, line)
}

/// From now on the list of requests is this.
fn list_is(line: &Meddler, mut change: impl FnMut(&mut Value) + Send + 'static) {
    line.change(move |url, response| {
        if url.contains(PENDING) {
            let mut list = serde_json::from_slice(&response.body).unwrap();
            change(&mut list);
            response.body = list.to_string().into_bytes();
        }
        Ok(())
    });
}

async fn shown(phone: &Phone) -> Vec<RequestView> {
    let inbox = phone.refresh().await.unwrap();
    inbox.requests.into_iter().filter(|view| view.phase != Phase::Ended).collect()
}

#[tokio::test]
async fn a_request_that_was_changed_on_the_way_is_not_shown_a58() {
    let (stage, phone, line) = with_somebody_on_the_line().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    type Harm = fn(&mut Value);
    let harms: [(&str, Harm); 12] = [
        ("browser", |entry| entry["browser"] = json!("Safari on your own phone")),
        ("place", |entry| entry["location"] = json!("Your living room")),
        ("country", |entry| entry["country"] = json!("BR")),
        ("address", |entry| entry["ipAddress"] = Value::Null),
        ("service", |entry| entry["clientName"] = json!("Payments")),
        ("user", |entry| entry["username"] = json!("bob@harbour.test")),
        ("purpose", |entry| entry["purpose"] = json!("tryout")),
        ("digits", |entry| entry["userVerification"] = json!({"type": "pin", "pinLength": 3})),
        ("life", |entry| entry["expiresAt"] = json!(entry["expiresAt"].as_u64().unwrap() + 60)),
        ("id", |entry| entry["cid"] = json!("1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4")),
        ("signature", |entry| {
            let token = entry["confirmToken"].as_str().unwrap().to_owned();
            let (head, _) = token.rsplit_once('.').unwrap();
            entry["confirmToken"] = json!(format!("{head}.{}", "A".repeat(86)));
        }),
        ("no signature", |entry| drop(entry.as_object_mut().unwrap().remove("confirmToken"))),
    ];
    for (what, harm) in harms {
        list_is(&line, move |list| harm(&mut list["challenges"][0]));
        assert!(shown(&phone).await.is_empty(), "{what}");
    }
    // Untouched, it is shown and can be answered.
    line.leave_alone();
    assert_eq!(shown(&phone).await.len(), 1);
    phone.approve(&browser.number()).await;
    browser.to("signed_in").await;
}

#[tokio::test]
async fn a_request_for_somebody_elses_phone_or_by_another_service_is_not_shown_a58() {
    let (stage, phone, line) = with_somebody_on_the_line().await;
    stage.add(BOB, Mfa::On, Role::User);
    let bobs_line = Meddler::new();
    let options =
        PhoneOptions { transport: Arc::new(bobs_line.clone()), ..PhoneOptions::default() };
    let bobs = Phone::new(&stage.clock, options);
    let mut browser = Puppet::sign_in(&stage, BOB).await;
    browser.to("scan").await;
    bobs.scan(&browser.code()).await.unwrap();
    browser.to("try_out").await;
    bobs.approve(&browser.number()).await;
    browser.to("signed_in").await;
    Puppet::sign_in(&stage, BOB).await;
    assert!(bobs.look().await.is_some());
    let for_bob: Value = serde_json::from_str(&bobs_line.last(PENDING).got).unwrap();

    // The same, of another service with other keys.
    let (other, others, others_line) = with_somebody_on_the_line().await;
    Puppet::sign_in(&other, IDA).await;
    assert!(others.look().await.is_some());
    let elsewhere: Value = serde_json::from_str(&others_line.last(PENDING).got).unwrap();

    for (what, foreign) in [("Bob's", for_bob), ("another service's", elsewhere)] {
        let entries = foreign["challenges"].clone();
        assert_eq!(entries.as_array().unwrap().len(), 1);
        list_is(&line, move |list| list["challenges"] = entries.clone());
        assert!(shown(&phone).await.is_empty(), "{what}");
    }
}

#[tokio::test]
async fn an_answered_or_lapsed_request_that_is_played_again_is_not_shown_a58() {
    let (stage, phone, line) = with_somebody_on_the_line().await;
    let browser = Puppet::sign_in(&stage, IDA).await;
    phone.approve(&browser.number()).await;
    let old: Value = serde_json::from_str(&line.last(PENDING).got).unwrap();
    assert_eq!(old["challenges"].as_array().unwrap().len(), 1);
    let replayed = old["challenges"].clone();
    list_is(&line, move |list| list["challenges"] = replayed.clone());
    assert!(shown(&phone).await.is_empty());
    // Not after the app was closed either: what was answered is kept in the vault.
    let phone = phone.restart();
    assert!(shown(&phone).await.is_empty());
    stage.clock.advance(120);
    assert!(shown(&phone).await.is_empty());
}

#[tokio::test]
async fn an_answer_whose_reply_was_lost_counts_once_and_shows_the_true_result_a56() {
    let (stage, phone, line) = with_somebody_on_the_line().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = phone.request().await;
    line.change(
        |url, _| {
            if url.ends_with("/respond") { Err(TransportError::Interrupted) } else { Ok(()) }
        },
    );
    let view = phone.answer(&request, &browser.number()).await;
    assert_eq!(view.phase, Phase::DeliveryFailed, "{:?}", view.outcome);
    line.leave_alone();
    let view = phone.app.requests().retry(&request.request.id).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
    let sent: Vec<String> = line
        .calls()
        .into_iter()
        .filter(|call| call.url.ends_with(&format!("{}/respond", request.request.id)))
        .map(|call| call.sent)
        .collect();
    assert!(sent.len() >= 2 && sent.iter().all(|body| *body == sent[0]), "one and the same answer");
    browser.to("signed_in").await;
}

#[tokio::test]
async fn a_new_key_whose_reply_was_lost_is_found_by_the_next_poll_a56() {
    let (stage, phone, line) = with_somebody_on_the_line().await;
    let id = phone.app.accounts().list().unwrap()[0].id;
    line.change(|url, _| {
        let lost = url.ends_with("/rotate-key");
        if lost { Err(TransportError::Interrupted) } else { Ok(()) }
    });
    phone.app.services().renew_key(id).await.unwrap();
    line.leave_alone();
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = phone.request().await;
    let view = phone.answer(&request, &browser.number()).await;
    assert_eq!(view.outcome, Some(Outcome::Approved));
    browser.to("signed_in").await;
}

#[tokio::test]
async fn a_denial_made_offline_is_delivered_when_the_network_is_back_a64() {
    let (stage, phone, line) = with_somebody_on_the_line().await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = phone.request().await;
    line.change(|_, _| Err(TransportError::Connect));
    let view = phone.deny(&request).await;
    assert_eq!(view.phase, Phase::DeliveryFailed, "{:?}", view.outcome);
    line.leave_alone();
    phone.look().await;
    assert_eq!(browser.state().await, "denied");
}
