//! The log is an allow-list (section 5.5): everything that tracing is told in a full run is searched
//! for every secret used.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use countersign_core::account::{DenyReason, PushState};
use countersign_core::push::adapter::DeviceInfo;
use countersign_core::push::testing::CID;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::offer::{REQUEST_URI, by_reference, claims, plus};
use super::support::{NOW, World, fcm};

#[derive(Clone, Default)]
struct Capture(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        event.record(&mut Line(&mut text));
        text.push('\n');
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_full_run_logs_no_secret_a58() {
    let capture = Capture::default();
    // With one subscriber alone, tracing asks the thread that meets a log line first whether anyone
    // wants it; the other tests' threads would say no, for all. With two it asks the subscribers.
    let _second = tracing::Dispatch::new(Capture::default());
    // While there is only one subscriber, a log line that a test without one reaches first is switched
    // off for all threads.
    let _second = tracing::Dispatch::new(Capture::default());
    let _guard = tracing::subscriber::set_default(capture.clone());

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

    let log = capture.0.lock().unwrap().clone();
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
