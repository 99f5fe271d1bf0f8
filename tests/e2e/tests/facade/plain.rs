//! The facade at a realm that behaves like a plain server: what such a server leaves to the phone.

use std::sync::Arc;

use countersign_core::app::{AccountState, AddError, RequestView};
use countersign_core::clock::{Clock, SystemClock};
use countersign_core::net::TransportError;
use countersign_core::push::request::Outcome;
use countersign_core::random::{Random, RandomError, SystemRandom};
use countersign_e2e::meddler::Meddler;
use countersign_e2e::phone::another;
use countersign_e2e::plain::{PlainStage, REALM};
use countersign_e2e::{Phone, PhoneOptions};
use countersign_phone::words::Told;
use countersign_signin::{PlainAlgorithm, PlainRealm};

/// A phone with somebody on the line.
fn phone_of(server: &PlainStage) -> (Phone, Meddler) {
    let line = Meddler::new();
    let options = PhoneOptions { transport: Arc::new(line.clone()), ..PhoneOptions::default() };
    (Phone::new(&server.stage.clock, options), line)
}

async fn with_an_account() -> (PlainStage, Phone, Meddler) {
    let server = PlainStage::start().await;
    let (phone, line) = phone_of(&server);
    let mut browser = server.sign_in().await;
    phone.scan(&browser.code()).await.unwrap();
    assert_eq!(browser.state().await, "signed_in");
    (server, phone, line)
}

fn outcome(view: &RequestView) -> &Outcome {
    view.outcome.as_ref().expect("it is over")
}

#[tokio::test]
async fn keys_of_either_kind_and_offers_in_the_code_or_behind_an_address_are_taken() {
    for algorithm in [PlainAlgorithm::Rs256, PlainAlgorithm::Ps256] {
        for by_reference in [false, true] {
            let realm = PlainRealm { algorithm, by_reference, ..PlainRealm::named(REALM) };
            let server = PlainStage::with(realm, "").await;
            let (phone, _) = phone_of(&server);
            let mut browser = server.sign_in().await;
            phone.scan(&browser.code()).await.unwrap();
            let account = phone.app.accounts().list().unwrap().remove(0);
            assert_eq!(account.state, AccountState::Active, "no try-out there");
            assert_eq!(browser.state().await, "signed_in");
            let mut browser = server.sign_in().await;
            let approved = phone.approve(&browser.number()).await;
            assert_eq!(outcome(&approved), &Outcome::Approved);
            assert_eq!(browser.state().await, "signed_in");
        }
    }
}

#[tokio::test]
async fn an_approval_whose_reply_is_lost_is_sent_again_and_never_as_another_one_a56() {
    let (server, phone, line) = with_an_account().await;
    let mut browser = server.sign_in().await;
    let request = phone.request().await;
    let mut lost = 0;
    line.change(move |url, _| {
        if url.ends_with("/respond") && lost < 1 {
            lost += 1;
            return Err(TransportError::Interrupted);
        }
        Ok(())
    });
    let answered = phone.answer(&request, &browser.number()).await;
    // It got through; to the same answer again the server only says that the request is over.
    assert_eq!(outcome(&answered), &Outcome::AlreadyHandled);
    let sent: Vec<String> = line
        .calls()
        .into_iter()
        .filter(|call| call.url.ends_with("/respond"))
        .map(|call| call.sent)
        .collect();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent.first(), sent.last(), "byte for byte");
    assert_eq!(browser.state().await, "signed_in");
}

#[tokio::test]
async fn a_wrong_number_is_closed_by_the_phone_where_the_server_leaves_it_open_a20() {
    let (server, phone, _) = with_an_account().await;
    let (cid, number) = server.ask().await;
    let answered = phone.approve(&another(&number)).await;
    assert_eq!(outcome(&answered), &Outcome::WrongNumber);
    assert!(!server.is_open(&cid).await);
    assert_eq!(server.counted().await, (1, 0), "the phone denied it itself");
    assert!(phone.restart().look().await.is_none());
}

#[tokio::test]
async fn a_completion_whose_reply_was_lost_is_known_by_listing_a56() {
    let server = PlainStage::start().await;
    let (phone, line) = phone_of(&server);
    let mut browser = server.sign_in().await;
    line.change(|url, _| {
        if url.ends_with("/enroll/complete") { Err(TransportError::Interrupted) } else { Ok(()) }
    });
    let error = phone.scan(&browser.code()).await.unwrap_err();
    assert_eq!(error.kind(), "unreachable");
    // The offer is used up, so only the list can tell that the phone is known.
    assert_eq!(browser.state().await, "signed_in");
    let phone = phone.restart();
    line.leave_alone();
    phone.look().await;
    assert_eq!(phone.app.accounts().list().unwrap()[0].state, AccountState::Active);
    let browser = server.sign_in().await;
    assert_eq!(outcome(&phone.approve(&browser.number()).await), &Outcome::Approved);
}

#[tokio::test]
async fn a_used_offer_gives_no_second_phone() {
    let server = PlainStage::start().await;
    let browser = server.sign_in().await;
    let ((first, _), (second, _)) = (phone_of(&server), phone_of(&server));
    first.scan(&browser.code()).await.unwrap();
    let error = second.scan(&browser.code()).await.unwrap_err();
    assert_eq!(error.kind(), "already_used");
    assert!(second.app.accounts().list().unwrap().is_empty(), "no key is kept");
}

/// The system's random bytes, but for the characters behind a phone's name, which everybody draws alike.
struct SameName(SystemRandom);

impl Random for SameName {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        if out.len() == 3 {
            out.fill(7);
            return Ok(());
        }
        self.0.fill(out)
    }
}

#[tokio::test]
async fn a_taken_name_uses_the_offer_up_keeps_no_key_and_the_next_code_adds_the_phone() {
    let server = PlainStage::start().await;
    let random: Option<Arc<dyn Random>> = Some(Arc::new(SameName(SystemRandom::new())));
    let twin = || PhoneOptions { random: random.clone(), ..PhoneOptions::default() };
    let pages = [server.sign_in().await, server.sign_in().await, server.sign_in().await];
    let [code, same, next] = pages.map(|page| page.code());
    Phone::new(&server.stage.clock, twin()).scan(&code).await.unwrap();
    let second = Phone::new(&server.stage.clock, twin());
    assert_eq!(second.scan(&same).await.unwrap_err().kind(), "name_taken");
    assert!(second.app.accounts().list().unwrap().is_empty(), "no key is kept");
    // The offer is gone although nothing was added. A new code adds the phone, under another name.
    let (third, _) = phone_of(&server);
    assert_eq!(third.scan(&same).await.unwrap_err().kind(), "already_used");
    third.scan(&next).await.unwrap();
    assert_eq!(third.app.accounts().list().unwrap().len(), 1);
}

#[tokio::test]
async fn a_second_browser_is_sent_away_and_the_phone_keeps_the_one_request() {
    let (server, phone, _) = with_an_account().await;
    let mut browser = server.sign_in().await;
    let request = phone.request().await;
    assert_eq!(server.sign_in().await.now["state"], "too_many");
    assert_eq!(phone.look().await.unwrap().request.id, request.request.id);
    // The same browser replaces it: the old one is gone without a word, and the new one is shown.
    assert_eq!(browser.press("again").await, "number");
    // One of the same second might be younger than the answer.
    server.stage.clock.set(SystemClock.now() + 1);
    let answered = phone.answer(&request, &browser.number()).await;
    assert_eq!(outcome(&answered), &Outcome::Superseded);
    assert_eq!(outcome(&phone.approve(&browser.number()).await), &Outcome::Approved);
}

#[tokio::test]
async fn behind_a_proxy_with_a_path_all_works_and_without_its_word_nothing_is_taken() {
    let realm = PlainRealm { by_reference: true, ..PlainRealm::named(REALM) };
    let server = PlainStage::with(realm, "/auth").await;
    let (phone, _) = phone_of(&server);
    let mut browser = server.sign_in().await;
    phone.scan(&browser.code()).await.unwrap();
    let account = phone.app.accounts().list().unwrap().remove(0);
    assert_eq!(account.state, AccountState::Active);
    assert_eq!(browser.state().await, "signed_in");
    let browser = server.sign_in().await;
    assert_eq!(outcome(&phone.approve(&browser.number()).await), &Outcome::Approved);

    let realm = PlainRealm { by_reference: true, ..PlainRealm::named(REALM) };
    let server = PlainStage::with(realm, "/auth").await;
    let browser = server.sign_in().await;
    server.line.forget_prefix();
    let (phone, _) = phone_of(&server);
    assert_eq!(phone.scan(&browser.code()).await.unwrap_err(), AddError::WrongIssuer);
    assert!(phone.app.accounts().list().unwrap().is_empty());
}
