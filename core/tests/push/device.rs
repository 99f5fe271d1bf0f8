//! Report, unlink, rotation and push target: row "lock, push target, rotate" and section 4.6.

use countersign_core::account::ItContact;
use countersign_core::net::{Method, UnreachableCause};
use countersign_core::push::adapter::{PushTarget, Unlinked};
use countersign_core::push::testing::{CID, ISSUER};
use countersign_core::push::{PushError, jose, key};
use serde_json::{Value, json};

use super::support::{NOW, World, fcm, opened, token_of};

fn error() -> Value {
    json!({"error": "prose"})
}

#[tokio::test]
async fn a_report_is_signed_and_brings_whom_to_call_a37() {
    let world = World::strict();
    world.token().reply(
        200,
        &json!({"status": "locked_out", "itContact": {"name": "IT desk", "phone": "+31 2"}}),
    );
    let reported = world.adapter.report(world.id, &world.account, Some(CID)).await.unwrap();
    assert_eq!(reported.it_contact.unwrap().phone.as_deref(), Some("+31 2"));
    let sent = world.sent(0);
    assert_eq!(sent.url, format!("{ISSUER}/push-mfa/login/lockout"));
    let (header, claims) = world.opened(&token_of(&sent.body));
    assert_eq!(header["typ"], "cs-report+jwt");
    assert_eq!(
        claims,
        json!({"action": "report", "cid": CID, "credId": world.account.credential_id,
               "deviceId": world.account.device_id, "aud": ISSUER, "iat": NOW, "exp": NOW + 60,
               "jti": claims["jti"], "reason": "unknown_trigger"})
    );
}

#[tokio::test]
async fn a_report_without_contact_shows_the_one_that_was_enrolled_a37() {
    let mut world = World::strict();
    let desk = ItContact { name: Some("Desk".into()), ..ItContact::default() };
    world.account.it_contact = Some(desk.clone());
    world.token().reply(200, &json!({"status": "locked_out", "itContact": null}));
    let reported = world.adapter.report(world.id, &world.account, None).await.unwrap();
    assert_eq!(reported.it_contact, Some(desk));
    let (_, claims) = world.opened(&token_of(&world.sent(0).body));
    assert_eq!(claims["cid"], json!(null));
}

#[tokio::test]
async fn a_plain_report_has_no_body() {
    let world = World::plain();
    world.token().reply(200, &json!({"status": "locked_out"}));
    world.adapter.report(world.id, &world.account, Some(CID)).await.unwrap();
    assert_eq!(world.sent(0).body, "");
    assert_eq!(world.sent(0).method, Method::Post);
}

#[tokio::test]
async fn reports_fail_by_what_can_be_done_a37() {
    let report = async |world: &World| {
        world.adapter.report(world.id, &world.account, Some(CID)).await.map(|_| ())
    };
    let mut world = World::strict();
    world.account.features.clear();
    assert_eq!(report(&world).await, Err(PushError::NotSupported));
    assert!(world.script.seen().is_empty());

    let world = World::strict();
    world.token().lose().lose().lose();
    assert_eq!(
        report(&world).await,
        Err(PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None })
    );

    // The report got through, its reply did not.
    let world = World::strict();
    world.token().lose().reply(403, &json!({"error": "x", "code": "blocked"}));
    assert_eq!(report(&world).await, Ok(()));
    let seen = world.script.seen();
    assert_eq!(seen[1].body, seen[2].body);

    let world = World::plain();
    world.token().reply(405, &error());
    assert_eq!(report(&world).await, Err(PushError::NotSupported));
    let world = World::plain();
    world.token().reply(404, &error());
    assert_eq!(report(&world).await, Err(PushError::Unlinked { certain: false }));
    let world = World::plain();
    world.token().reply(200, &json!({"status": "fine"}));
    assert_eq!(report(&world).await, Err(PushError::Refused { status: Some(200) }));
}

#[tokio::test]
async fn unlinking_tells_the_server_or_waits_a46() {
    let unlink =
        async |world: &World| world.adapter.unlink(world.id, &world.account).await.unwrap();
    let world = World::strict();
    world.token().reply(200, &json!({"status": "unlinked"}));
    assert_eq!(unlink(&world).await, Unlinked::ServerForgot);
    assert_eq!(world.sent(0).method, Method::Delete);
    assert_eq!(world.sent(0).url, format!("{ISSUER}/push-mfa/device"));
    let (_, proof) = world.opened(world.sent(0).header("dpop").unwrap());
    assert_eq!(proof["htm"], "DELETE");

    let world = World::strict();
    world.token().reply(403, &json!({"error": "x", "code": "unlinked"}));
    assert_eq!(unlink(&world).await, Unlinked::ServerForgot);
    let world = World::strict();
    world.token().lose().lose().lose();
    assert_eq!(unlink(&world).await, Unlinked::Queued);
    assert_eq!(unlink(&World::plain()).await, Unlinked::NotSupported);
    let mut world = World::strict();
    world.account.features.clear();
    assert_eq!(unlink(&world).await, Unlinked::NotSupported);
}

#[tokio::test]
async fn rotation_is_authenticated_by_the_old_key_and_proven_by_the_new() {
    let world = World::strict();
    let new = world.adapter.make_key().await.unwrap();
    world.token().reply(200, &json!({"status": "rotated"}));
    world.adapter.rotate_key(world.id, &world.account, &new).await.unwrap();
    let sent = world.sent(0);
    assert_eq!(sent.method, Method::Put);
    world.opened(sent.header("dpop").unwrap());
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(body["publicKeyJwk"]["alg"], "ES256");
    let (header, claims) = opened(&new, body["proof"].as_str().unwrap());
    assert_eq!(header["typ"], "cs-rotate+jwt");
    let old = key::public_point(&world.account.key).unwrap();
    assert_eq!(claims["oldJkt"], jose::thumbprint(&old));
    // The token is bound to the old key: a new one is asked for.
    world.token().reply(200, &json!({"challenges": []}));
    let _ = world.adapter.list_pending(world.id, &world.account, None).await;
    world.finished();

    let world = World::plain();
    let new = world.adapter.make_key().await.unwrap();
    world.token().reply(200, &json!({"status": "rotated"}));
    world.adapter.rotate_key(world.id, &world.account, &new).await.unwrap();
    let body: Value = serde_json::from_str(&world.sent(0).body).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "plain bodies are strict");
}

#[tokio::test]
async fn a_rotation_whose_reply_was_lost_is_found_by_the_new_key_a56() {
    let world = World::plain();
    let new = world.adapter.make_key().await.unwrap();
    world.token().lose().reply(403, &error()).token().reply(403, &error());
    world.token().list(&[]);
    world.adapter.rotate_key(world.id, &world.account, &new).await.unwrap();
    world.finished();
    opened(&new, world.sent(0).header("dpop").unwrap());

    let world = World::plain();
    let new = world.adapter.make_key().await.unwrap();
    world.token().reply(400, &error());
    assert!(world.adapter.rotate_key(world.id, &world.account, &new).await.is_err());
}

#[tokio::test]
async fn the_push_target_follows_the_transport_a10() {
    for word in ["updated", "unchanged"] {
        let world = World::plain();
        world.token().reply(200, &json!({"status": word}));
        let none = PushTarget::none();
        world.adapter.update_push_token(world.id, &world.account, &none).await.unwrap();
        let body: Value = serde_json::from_str(&world.sent(0).body).unwrap();
        assert_eq!(body, json!({"pushProviderId": "disabled", "pushProviderType": "none"}));
    }
    let world = World::plain();
    world.token().reply(403, &error()).token().reply(403, &error());
    let fcm = fcm("t");
    let result = world.adapter.update_push_token(world.id, &world.account, &fcm).await;
    assert_eq!(result, Err(PushError::Unlinked { certain: false }));
}
