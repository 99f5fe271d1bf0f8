//! Services that cannot be reached, or answer what nobody asked.

use std::sync::Arc;

use countersign_core::app::{AccountState, InboxView};
use countersign_core::net::TransportError;
use countersign_e2e::meddler::Meddler;
use countersign_e2e::puppet::set_up;
use countersign_e2e::{IDA, Phone, PhoneOptions, Puppet, Stage};
use countersign_phone::words::Told;

/// A code account beside the work account: base 32 of "12345678901234567890" (RFC 6238).
const TOTP: &str =
    "otpauth://totp/Example:ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example";

fn could_not_refresh(inbox: &InboxView) -> &'static str {
    let [note] = inbox.accounts.as_slice() else {
        panic!("one account needs a word: {:?}", inbox.accounts);
    };
    assert_eq!(note.state, AccountState::Active);
    note.trouble.expect("it could not be refreshed").kind()
}

#[tokio::test]
async fn without_the_service_codes_work_and_the_list_says_so_a55() {
    let (mut stage, phone) = Stage::with_idas_phone().await;
    phone.add(TOTP).await.unwrap();
    phone.look().await;
    let before = phone.app.accounts().codes(None).unwrap();
    assert!(before.iter().any(|row| row.code.is_some()));
    assert!(phone.app.requests().inbox().unwrap().accounts.is_empty());

    stage.close().await;
    let inbox = phone.refresh().await.unwrap();
    assert_eq!(could_not_refresh(&inbox), "unreachable");
    assert!(inbox.front().is_none());
    assert_eq!(phone.app.accounts().codes(None).unwrap(), before);
    let rfc = phone.app.accounts().codes(Some(59)).unwrap();
    assert!(rfc.iter().any(|row| row.code.as_deref() == Some("287082")));

    // The same after the app was opened again without any network.
    let phone = phone.restart();
    assert_eq!(phone.app.accounts().codes(None).unwrap(), before);
    assert_eq!(could_not_refresh(&phone.refresh().await.unwrap()), "unreachable");
}

#[tokio::test]
async fn garbage_redirects_and_silence_show_no_request_and_end_none_a55() {
    let stage = Stage::with_ida().await;
    let line = Meddler::new();
    let options = PhoneOptions { transport: Arc::new(line.clone()), ..PhoneOptions::default() };
    let phone = Phone::new(&stage.clock, options);
    set_up(&stage, &phone).await;
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let request = phone.request().await;

    let garbage: [&[u8]; 6] = [
        b"",
        b"<html>Log in to the hotel's network</html>",
        b"{}",
        b"[]",
        b"{\"challenges\":7}",
        b"\xff\xfe",
    ];
    for body in garbage {
        line.change(move |url, response| {
            if url.contains("/pending") {
                response.body = body.to_vec();
            }
            Ok(())
        });
        let inbox = phone.refresh().await.unwrap();
        could_not_refresh(&inbox);
        let front = inbox.front().expect("what is open stays open");
        assert_eq!(front.request.id, request.request.id);
    }
    for status in [204, 302, 307, 404, 418, 500, 503] {
        line.change(move |url, response| {
            if url.contains("/pending") {
                response.status = status;
                response.headers.push(("location".into(), "https://evil.test/".into()));
            }
            Ok(())
        });
        let inbox = phone.refresh().await.unwrap();
        assert!(inbox.front().is_some(), "{status}");
        assert!(line.calls().iter().all(|call| !call.url.contains("evil.test")));
    }
    for error in [TransportError::TimedOut, TransportError::Connect, TransportError::TooLarge] {
        line.change(move |_, _| Err(error));
        let inbox = phone.refresh().await.unwrap();
        could_not_refresh(&inbox);
        assert!(inbox.front().is_some(), "{error}");
    }
    line.leave_alone();
    phone.answer(&request, &browser.number()).await;
    browser.to("signed_in").await;
}
