//! Registering a push token (PROTOCOL.md 3.1, 3.5).

use countersign_core::account::{PushAccount, PushProtocol, PushState};
use countersign_core::net::Method;
use countersign_core::payload::{Enrol, Verdict, classify};
use countersign_core::push::EnrolError;
use countersign_core::push::adapter::{DeviceInfo, EnrolmentOffer, Known, PushTarget, TokenCode};
use countersign_core::push::key::{self, rsa};
use countersign_core::push::testing::token::{SERIAL, TOKEN_URL};
use data_encoding::BASE64;
use serde_json::json;

use super::{NOW, Phone, SERVER, field, form, names};

const CREDENTIAL: &str = "9311ee50678983c0f29d3d843f86e39405e2b427";

fn offer(phone: &Phone, text: &str) -> EnrolmentOffer {
    let Verdict::Enrol(enrol) = classify(text.as_bytes()) else { panic!("{text}") };
    let code = match enrol {
        Enrol::PiPush(offer) => TokenCode { offer, edumfa: false },
        Enrol::EduMfaPush(offer) => TokenCode { offer, edumfa: true },
        Enrol::KeycloakPush(_) => panic!("{text}"),
    };
    phone.adapter.open_token(&code)
}

fn code(more: &str) -> String {
    format!(
        "otpauth://pipush/Example:alice?url=https%3A%2F%2Fpi.example%2Fttype%2Fpush&ttl=10\
         &issuer=Example&enrollment_credential={CREDENTIAL}&v=1&serial={SERIAL}&sslverify=1{more}"
    )
}

async fn prepared(phone: &Phone, offer: &EnrolmentOffer) -> Result<PushAccount, EnrolError> {
    let device = DeviceInfo { name: "Phone".to_owned() };
    phone.adapter.prepare_enrolment(offer, &device, &PushTarget::none()).await
}

fn key_reply() -> String {
    let lines = BASE64.encode(SERVER.public_key());
    let lines = [&lines[..64], "\n", &lines[64..]].concat();
    json!({"result": {"status": true, "value": true}, "detail": {"public_key": lines}}).to_string()
}

#[tokio::test]
async fn a_token_is_registered_with_a_key_that_its_server_takes() {
    let edu = code("").replace("otpauth://pipush", "edumfa-push://edumfa");
    for (text, protocol, is_rsa) in [
        (code("&poll_only=True"), PushProtocol::PrivacyIdea, true),
        (code("&poll_only=False"), PushProtocol::PrivacyIdea, true),
        (code(""), PushProtocol::EduMfa, true),
        (edu, PushProtocol::EduMfa, false),
    ] {
        let phone = Phone::privacyidea();
        let offer = offer(&phone, &text);
        assert_eq!((offer.host.as_str(), offer.expires), ("pi.example", NOW + 600));
        assert_eq!(phone.script.seen().len(), 0, "nobody is asked");
        let mut account = prepared(&phone, &offer).await.unwrap();
        assert_eq!((account.protocol, rsa::is_rsa(&account.key)), (protocol, is_rsa));
        assert_eq!(account.state, PushState::Enrolling);
        assert_eq!((account.issuer.as_str(), account.sub.as_str()), ("https://pi.example", SERIAL));
        phone.script.reply_with(200, &[("date", "Mon, 24 Nov 2025 16:02:10 GMT")], &key_reply());
        phone.list(&[]);
        let completed = phone.adapter.complete(phone.id, &account).await.unwrap();
        completed.apply(&mut account);
        assert_eq!((account.state, account.completion.is_none()), (PushState::Active, true));
        assert_eq!(account.token.as_ref().unwrap().server_key, SERVER.public_key());
        let [sent, listed] = phone.script.seen().try_into().unwrap();
        assert_eq!((sent.method, sent.url.as_str()), (Method::Post, TOKEN_URL));
        let fields = form(&sent.body);
        assert_eq!(names(&fields), ["serial", "fbtoken", "enrollment_credential", "pubkey"]);
        let info = key::public_info(&account.key).unwrap();
        assert_eq!(BASE64.decode(field(&fields, "pubkey").as_bytes()).unwrap(), info);
        assert!(listed.url.contains("16%3A02%3A10Z"), "by the clock of the first reply");
    }
}

#[tokio::test]
async fn what_is_said_when_a_token_is_not_registered() {
    let text = code("").replace("otpauth://pipush", "edumfa-push://edumfa");
    let phone = Phone::edumfa();
    let offer = offer(&phone, &text);
    let account = prepared(&phone, &offer).await.unwrap();
    let error = async |phone: &Phone| {
        let error = phone.adapter.complete(phone.id, &account).await.unwrap_err();
        assert_eq!(phone.script.left(), 0);
        error
    };
    for (status, code) in [(400, 905), (404, 601)] {
        phone.fault(status, code);
        assert_eq!(error(&phone).await, EnrolError::UsedOrExpired);
    }
    // The reply with the server's key was lost: the code is used up.
    phone.lose().fault(404, 601);
    assert_eq!(error(&phone).await, EnrolError::UsedOrExpired);
    phone.fault(500, 0);
    assert_eq!(error(&phone).await, EnrolError::Refused { status: Some(500) });
    for body in ["", r#"{"result":{"status":true,"value":true},"detail":{"public_key":"AAAA"}}"#] {
        phone.script.reply(200, body);
        assert_eq!(error(&phone).await, EnrolError::Refused { status: Some(200) });
    }
    // It took a key that it cannot read, or does not let phones ask.
    for status in [500, 403] {
        phone.script.reply(200, &key_reply());
        phone.fault(status, 0);
        assert_eq!(error(&phone).await, EnrolError::Refused { status: Some(status) });
    }
    // Set up, though the list was not had for want of a connection.
    phone.script.reply(200, &key_reply());
    phone.lose();
    assert!(phone.adapter.resume(phone.id, &account).await.is_ok());
    phone.lose().lose().lose();
    assert!(!error(&phone).await.is_final(), "it is sent again later");
    phone.clock.advance(600);
    assert_eq!(prepared(&phone, &offer).await.unwrap_err(), EnrolError::CodeExpired);
}

#[tokio::test]
async fn a_new_code_of_the_same_token_takes_the_place_of_the_account() {
    let phone = Phone::privacyidea();
    let offer = offer(&phone, &code("&poll_only=True"));
    let known = |account: &PushAccount| offer.known([(phone.id, account)]);
    assert_eq!(known(&phone.account), Known::Replaces(phone.id));
    let mut other = phone.account.duplicate();
    other.sub.push('0');
    assert_eq!(known(&other), Known::New);
    let mut other = phone.account.duplicate();
    other.issuer.push('0');
    assert_eq!(known(&other), Known::New);
}
