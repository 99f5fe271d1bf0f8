//! The log is an allow-list (section 5.5): everything that tracing is told in a full run is searched
//! for every secret used.

use countersign_core::account::{DenyReason, PushState};
use countersign_core::push::adapter::DeviceInfo;
use countersign_core::push::testing::CID;
use serde_json::json;

use super::offer::{REQUEST_URI, by_reference, claims, plus};
use super::support::{NOW, World, fcm};

#[path = "../log_support/mod.rs"]
mod log_support;
use log_support::Log;

#[tokio::test]
async fn a_full_run_logs_no_secret_a58() {
    let heard = Log::heard();

    let mut world = World::strict();
    let token = world.issuer.sign(&claims(&plus(&json!({}))));
    world.script.reply(200, &token).reply(200, &world.issuer.certs());
    let preview = world.adapter.open_offer(&by_reference(REQUEST_URI)).await.unwrap();
    let device = DeviceInfo { name: "Pixel".into() };
    let target = fcm("push-token-0815");
    let mut account = world.adapter.prepare_enrolment(&preview, &device, &target).await.unwrap();
    world.token().reply(
        200,
        &json!({"status": "enrolled", "countersign": {"state": "claimed", "otp": {
            "secret": "GEZDGNBVGY3TQOJQ", "algorithm": "SHA1", "digits": 6, "period": 30}}}),
    );
    let completed = world.adapter.complete(world.id, &account).await.unwrap();
    completed.apply(&mut account);
    account.state = PushState::Active;
    world.account = account;
    let entry = world.issuer.entry(&world.account, NOW - 5, &json!({}));
    world.reply(
        200,
        &json!({"challenges": [entry], "countersign": {"v": 1, "account": "active",
        "serverTime": NOW, "minCore": null, "itContact": null}}),
    );
    world.adapter.list_pending(world.id, &world.account, None).await.unwrap();
    let prose = json!({"error": "prose about alice", "code": "wrong_number", "paused": false});
    world.reply(403, &prose);
    world.approve().await;
    world.reply(400, &json!({"error": "prose", "code": "secret-code-of-the-server"}));
    world.deliver(&world.denial(DenyReason::UnknownTrigger)).await;
    world.reply(200, &json!({"status": "locked_out"}));
    world.adapter.report(world.id, &world.account, Some(CID)).await.unwrap();
    world.finished();

    let log = heard.text();
    for expected in ["/login/challenges/{cid}/respond", "wrong_number", "status=403", "answer"] {
        assert!(log.contains(expected), "{expected} is missing in {log}");
    }
    let mut secrets: Vec<String> = vec![
        token,
        "s3cret".into(),
        "push-token-0815".into(),
        "GEZDGNBVGY3TQOJQ".into(),
        "alice".into(),
        "idp.example".into(),
        "prose".into(),
        "secret-code-of-the-server".into(),
        "203.0.113.7".into(),
        "Utrecht".into(),
        CID.into(),
        REQUEST_URI.into(),
        world.account.device_id.clone(),
        world.account.credential_id.clone(),
        world.account.sub.clone(),
        world.account.device_label.clone(),
    ];
    for seen in world.script.seen() {
        secrets.push(seen.body.clone());
        secrets.extend(seen.headers.iter().map(|(_, value)| value.clone()));
        secrets.push(seen.url.clone());
    }
    for secret in secrets {
        let harmless = ["application/json", "application/jwt"].contains(&secret.as_str());
        let client = secret.starts_with("core/");
        assert!(
            secret.is_empty() || harmless || client || !log.contains(&secret),
            "the log holds {secret}"
        );
    }
}
