//! A realm that behaves like a plain server, weaknesses included (PROTOCOL.md sections 2 and 4.1).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "tests"
)]

mod support;

use countersign_signin::{Config, Organisation, PlainAlgorithm, PlainRealm, PlainVerification};
use reqwest::Method;
use serde_json::{Value, json};
use support::phone::{Key, uuid};
use support::plain::{self, REALM, SIGN_IN, at_number, code, press, set_up, sign_in};
use support::{Folder, IDA, Phone, World, another};

#[tokio::test]
async fn a_phone_is_set_up_and_approves_and_nothing_says_what_time_it_is() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let (mut browser, number) = at_number(&world).await;
    let entry = phone.only_request().await;
    let user = &phone.sub;
    assert_eq!(
        entry,
        json!({
            "userId": user, "username": IDA, "cid": entry["cid"], "createdAt": phone.now(),
            "expiresAt": phone.now() + 240, "clientId": "mail", "clientName": "Mail",
            "userVerification": {"type": "pin", "pinLength": 2},
        })
    );
    let path = format!("{}/push-mfa/login/pending", phone.rb);
    let reply = phone.http.get(path).send().await.unwrap();
    assert_eq!(reply.headers().get("date"), None, "no clock");
    let beside = phone.http.get(format!("{}/signin", phone.base)).send().await.unwrap();
    assert!(beside.headers().contains_key("date"), "the realm beside it has one");
    let reply = phone.plain_answer(&entry, &phone.plain_claims(&entry, &number)).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "approved"})));
    assert!(browser.get(SIGN_IN).await.has("You are signed in"));
    assert!(browser.post(&press("sign-out"), &[]).await.has("User name"));
    // The same person at the realm beside it has no phone there, and no session.
    assert_eq!(browser.sign_in(IDA, support::PASSWORD).await.path, "/signin/more-info");
}

#[tokio::test]
async fn a_wrong_number_leaves_it_open_and_is_counted_nowhere() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let (mut browser, number) = at_number(&world).await;
    let entry = phone.only_request().await;
    for _ in 0..60 {
        let wrong = phone.plain_claims(&entry, &another(&number));
        let reply = phone.plain_answer(&entry, &wrong).await;
        assert_eq!(
            (reply.status, reply.body),
            (403, json!({"error": "User verification mismatch"}))
        );
    }
    for (bent, error) in [
        (Value::Null, "Missing user verification"),
        (json!(number.parse::<u8>().unwrap()), "Invalid user verification value"),
    ] {
        let mut claims = phone.plain_claims(&entry, "");
        claims["userVerification"] = bent;
        let reply = phone.plain_answer(&entry, &claims).await;
        assert_eq!((reply.status, reply.body), (400, json!({ "error": error })));
    }
    assert_eq!(phone.plain_answer(&entry, &phone.plain_claims(&entry, &number)).await.status, 200);
    assert!(browser.get(SIGN_IN).await.has("You are signed in"));
}

#[tokio::test]
async fn an_answer_without_action_approves_and_without_exp_never_ends() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let (_browser, number) = at_number(&world).await;
    let entry = phone.only_request().await;
    let mut late = phone.plain_claims(&entry, &number);
    late["exp"] = json!(phone.now() - 1);
    let reply = phone.plain_answer(&entry, &late).await;
    assert_eq!((reply.status, reply.body), (400, json!({"error": "authentication token expired"})));
    let mut other = phone.plain_claims(&entry, &number);
    other["action"] = json!("later");
    assert_eq!(phone.plain_answer(&entry, &other).await.status, 400);
    let bare = json!({"cid": entry["cid"], "credId": phone.credential, "userVerification": number});
    let reply = phone.plain_answer(&entry, &bare).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "approved"})));
}

#[tokio::test]
async fn names_are_told_apart_by_account_and_an_offer_is_used_once() {
    let world = plain::world().await;
    set_up(&world).await;
    // Another account has a phone of that name: no matter.
    let tom = "tom@harbour.test";
    world.add(tom, countersign_signin::Mfa::Off, countersign_signin::Role::User);
    let mut browser = world.browser();
    browser.get(SIGN_IN).await;
    let fields = [("user", tom), ("password", support::PASSWORD)];
    assert!(browser.post(SIGN_IN, &fields).await.has("Scan this QR code"));
    let mut phone = world.phone().at_plain(REALM);
    phone.take(&code(&browser).await);
    let (first, set_up_code) = (phone.offer.clone(), code(&browser).await);
    phone.plain_token(|_| {}).await;
    assert_eq!(phone.complete(&phone.plain_completion()).await.status, 200);
    assert_eq!(first["sub"], phone.sub.as_str());

    // A second phone of this account's: no page leads there once one is set up, but an open code does.
    let mut again = world.phone().at_plain(REALM);
    again.take(&set_up_code);
    again.plain_token(|_| {}).await;
    let reply = again.complete(&again.plain_completion()).await;
    assert_eq!(
        (reply.status, reply.body),
        (400, json!({"error": "Challenge already resolved or expired"}))
    );
}

#[tokio::test]
async fn a_taken_name_uses_the_offer_up_and_the_page_is_told_approved() {
    let world = plain::world().await;
    let (mut one, mut two) = (world.browser(), world.browser());
    sign_in(&mut one).await;
    sign_in(&mut two).await;
    let mut phones = [world.phone().at_plain(REALM), world.phone().at_plain(REALM)];
    for (phone, browser) in phones.iter_mut().zip([&one, &two]) {
        phone.take(&code(browser).await);
        phone.plain_token(|_| {}).await;
    }
    let [first, second] = phones;
    assert_eq!(first.complete(&first.plain_completion()).await.status, 200);
    let id = second.offer["enrollmentId"].as_str().unwrap();
    let page = two.get(SIGN_IN).await.text;
    let (_, events) = page.split_once("data-events=\"").unwrap();
    let events = events.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    assert!(events.contains(id));
    let completion = second.plain_completion();
    assert_eq!(second.complete(&completion).await.status, 409);
    let news = two.news(&events, "PENDING").await;
    assert_eq!(
        (&news["status"], &news["deviceLabel"]),
        (&json!("APPROVED"), &json!("Ida's phone"))
    );
    assert_eq!(second.list().await.status, 403, "nothing was stored");
    assert_eq!(second.list().await.body, json!({"error": "Device not registered for user"}));
    assert_eq!(second.complete(&completion).await.status, 400, "the offer is used up");
    assert!(two.get(SIGN_IN).await.has("You are signed in"));
    assert_eq!(second.complete(&completion).await.status, 404, "and then unknown");
}

#[tokio::test]
async fn another_browser_gets_a_page_with_429_and_no_request_and_the_same_one_replaces_its_own() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let (mut browser, _) = at_number(&world).await;
    let first = phone.only_request().await;
    let mut other = world.browser();
    let page = sign_in(&mut other).await;
    assert!(page.status == 429 && page.has("Nothing was sent"), "{}", page.text);
    assert_eq!(phone.only_request().await["cid"], first["cid"]);

    let page = browser.post(&press("again"), &[]).await;
    let number = page.number();
    let second = phone.only_request().await;
    assert_ne!(second["cid"], first["cid"]);
    let late = phone.plain_answer(&first, &phone.plain_claims(&first, &number)).await;
    assert_eq!((late.status, late.body), (404, json!({"error": "Challenge not found"})));
    // Signing in anew in the same browser replaces it too.
    browser.get("/signin").await;
    let page = browser.post(SIGN_IN, &[("user", IDA), ("password", support::PASSWORD)]).await;
    assert_eq!(page.status, 200);
    assert_eq!(phone.plain_deny(&second).await.status, 404);
    let third = phone.only_request().await;
    browser.get(SIGN_IN).await;
    assert!(browser.post(&press("cancel"), &[]).await.has("You cancelled"));
    assert_eq!(phone.plain_deny(&third).await.status, 404);
    other.get(SIGN_IN).await;
    assert!(other.post(&press("again"), &[]).await.has("Approve this sign-in"));
}

#[tokio::test]
async fn an_answered_request_is_400_until_the_browser_moves_on_and_404_then() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let (mut browser, number) = at_number(&world).await;
    let entry = phone.only_request().await;
    assert_eq!(phone.plain_deny(&entry).await.body, json!({"status": "denied"}));
    assert!(phone.requests().await.is_empty());
    let claims = phone.plain_claims(&entry, &number);
    assert_eq!(phone.plain_answer(&entry, &claims).await.status, 400);
    assert!(browser.get(SIGN_IN).await.has("You said it was not you"));
    assert_eq!(phone.plain_answer(&entry, &claims).await.status, 404);
    assert_eq!(browser.post(&press("again"), &[]).await.status, 500, "its \"try again\" fails");

    let (mut browser, number) = at_number(&world).await;
    let entry = phone.only_request().await;
    world.advance(240);
    let mut phone = phone;
    phone.plain_token(|_| {}).await;
    assert!(phone.requests().await.is_empty());
    let claims = phone.plain_claims(&entry, &number);
    assert_eq!(phone.plain_answer(&entry, &claims).await.status, 404);
    assert!(browser.get(SIGN_IN).await.has("We did not hear from you"));
    assert!(browser.post(&press("again"), &[]).await.has("Approve this sign-in"));
}

#[tokio::test]
async fn a_lock_out_disables_the_user_whose_list_is_empty_then() {
    let world = plain::world().await;
    let (phone, _) = set_up(&world).await;
    let (mut browser, number) = at_number(&world).await;
    let entry = phone.only_request().await;
    for _ in 0..2 {
        let reply = phone.call(Method::POST, "/push-mfa/login/lockout", None).await;
        assert_eq!((reply.status, reply.body), (200, json!({"status": "locked_out"})));
        assert_eq!(phone.list().await.body, json!({"challenges": []}));
    }
    assert_eq!(phone.plain_answer(&entry, &phone.plain_claims(&entry, &number)).await.status, 400);
    assert!(browser.get(SIGN_IN).await.has("This account is disabled"));
    assert!(sign_in(&mut world.browser()).await.has("This account is disabled"));
    let mut admin = world.admin().await;
    let page = admin.post("/admin/unblock", &[("user", IDA), ("reason", "a mistake")]).await;
    assert!(page.has("Reported") && page.has("Unblocked"), "{}", page.text);
    at_number(&world).await;
}
