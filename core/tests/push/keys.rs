//! How often an issuer's keys are fetched, and how long they are believed (PROTOCOL.md 2.1, 5.1).

use countersign_core::net::UnreachableCause;
use countersign_core::push::PushError;
use countersign_core::push::adapter::Pending;
use countersign_core::push::testing::CID;
use countersign_core::secret::SecretString;
use serde_json::{Value, json};

use super::support::{NOW, World, with};

const HOUR: u64 = 3600;

/// An entry whose token names another key than the issuer's only one.
fn by(world: &World, kid: &str) -> Value {
    let claims = json!({"iss": world.account.issuer});
    let token = world.issuer.sign_with(&json!({"alg": "ES256", "kid": kid}), &claims);
    with(entry(world), &json!({"confirmToken": token}))
}

/// An honest entry of this moment.
fn entry(world: &World) -> Value {
    world.issuer.entry(&world.account, world.adapter.now() - 10, &json!({}))
}

fn list_of(world: &World, entries: &[Value]) {
    let about = json!({"v": 1, "account": "active", "serverTime": world.adapter.now(),
                       "minCore": null, "itContact": null});
    world.token().reply(200, &json!({"challenges": entries, "countersign": about}));
}

async fn list(world: &World) -> Pending {
    // A token in hand would take its answer from the script's place.
    world.adapter.forget(world.id);
    world.adapter.list_pending(world.id, &world.account, None).await.unwrap()
}

fn fetches(world: &World) -> usize {
    world.paths().iter().filter(|path| path.ends_with("/certs")).count()
}

#[tokio::test]
async fn a_poll_fetches_the_keys_once_whatever_its_entries_name_a58() {
    let world = World::strict();
    let entries: Vec<Value> = (0..20).map(|n| by(&world, &format!("k{n}"))).collect();
    list_of(&world, &entries);
    world.script.reply(200, &world.issuer.certs());
    assert_eq!(list(&world).await.dropped, 20);
    world.finished();
    for (later, fetched) in [(0, 1), (299, 1), (1, 2)] {
        world.clock.advance(later);
        list_of(&world, &entries);
        if fetched == 2 {
            world.script.reply(200, &world.issuer.certs());
        }
        list(&world).await;
        world.finished();
        assert_eq!(fetches(&world), fetched);
    }
}

#[tokio::test]
async fn a_fetch_that_failed_is_not_tried_again_for_five_minutes_a58() {
    for (status, body) in [(503, ""), (404, ""), (200, "no keys"), (302, "")] {
        let world = World::strict();
        let told = match status {
            503 => PushError::Unreachable { why: UnreachableCause::ServerError, retry_after: None },
            _ => PushError::Refused { status: Some(status) },
        };
        list_of(&world, &[entry(&world)]);
        world.script.reply(status, body);
        assert_eq!(list(&world).await.unverified, Some(told));
        for later in [0, 299] {
            world.clock.advance(later);
            list_of(&world, &[entry(&world)]);
            let pending = list(&world).await;
            assert_eq!((pending.requests.len(), pending.unverified), (0, Some(told)), "{status}");
            world.finished();
        }
        world.clock.advance(1);
        list_of(&world, &[entry(&world)]);
        world.script.reply(200, &world.issuer.certs());
        let pending = list(&world).await;
        assert_eq!((pending.requests.len(), pending.unverified), (1, None), "{status}");
        world.finished();
    }
}

#[tokio::test]
async fn a_failure_while_the_named_key_is_known_is_nobodys_concern_a58() {
    let world = World::strict();
    list_of(&world, &[entry(&world)]);
    world.script.reply(200, &world.issuer.certs());
    list(&world).await;
    world.clock.advance(301);
    list_of(&world, &[entry(&world), by(&world, "new")]);
    world.script.reply(503, "");
    let pending = list(&world).await;
    assert_eq!((pending.requests.len(), pending.dropped), (1, 1));
    assert!(pending.unverified.is_some(), "one was dropped, and that may be why");
    list_of(&world, &[entry(&world)]);
    let pending = list(&world).await;
    assert_eq!((pending.requests.len(), pending.unverified), (1, None));
    world.finished();
}

#[tokio::test]
async fn lists_without_signed_entries_fetch_nothing() {
    let world = World::strict();
    list_of(&world, &[]);
    assert_eq!(list(&world).await.unverified, None);
    list_of(&world, &[with(entry(&world), &json!({"confirmToken": "no token"}))]);
    assert_eq!(list(&world).await.dropped, 1);
    world.finished();
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_forgotten_within_a_day_a58() {
    let world = World::strict();
    let push = |world: &World| {
        let now = world.adapter.now();
        let claims = json!({"iss": world.account.issuer, "credId": world.account.credential_id,
            "typ": 1, "ver": 1, "cid": CID, "iat": now, "exp": now + 60});
        let message = SecretString::new(world.issuer.sign(&claims));
        let hint = world.adapter.push_hint(&message, &[(world.id, &world.account)]);
        hint.map(|hint| (hint.account, hint.request, hint.verified))
    };
    list_of(&world, &[entry(&world)]);
    world.script.reply(200, &world.issuer.certs());
    assert_eq!(list(&world).await.requests.len(), 1);
    // Half a day on the keys are asked for anew; while that fails the old ones hold.
    world.clock.advance(12 * HOUR);
    list_of(&world, &[entry(&world)]);
    world.script.reply(503, "");
    assert_eq!(list(&world).await.requests.len(), 1);
    world.clock.advance(12 * HOUR - 1);
    assert_eq!(push(&world), Some((world.id, CID.to_owned(), true)));
    // A day after they were fetched they do not, whoever names them.
    world.clock.advance(1);
    assert_eq!(push(&world), Some((world.id, CID.to_owned(), false)));
    list_of(&world, &[entry(&world)]);
    world.script.reply(503, "");
    let pending = list(&world).await;
    assert!(pending.requests.is_empty() && pending.unverified.is_some());
    world.finished();
}

#[tokio::test]
async fn a_fetch_takes_the_place_of_all_that_was_known_a58() {
    let world = World::strict();
    list_of(&world, &[entry(&world)]);
    world.script.reply(200, &world.issuer.certs());
    assert_eq!(list(&world).await.requests.len(), 1);
    world.clock.advance(301);
    list_of(&world, &[by(&world, "new")]);
    world.script.reply(200, r#"{"keys":[]}"#);
    list(&world).await;
    world.clock.advance(1);
    list_of(&world, &[entry(&world)]);
    assert!(list(&world).await.requests.is_empty(), "the issuer withdrew it");
    world.finished();
    assert!(world.adapter.now() > NOW);
}
