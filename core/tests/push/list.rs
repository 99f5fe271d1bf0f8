//! Row "list" of section 2.5, and the list of section 4.3.

use countersign_core::account::PushState;
use countersign_core::push::adapter::{Pending, TooOld};
use countersign_core::push::testing::{CID, Issuer};
use countersign_core::push::{PushError, Version};
use serde_json::{Value, json};

use super::support::{NOW, World, with};

async fn list(world: &World) -> Result<Pending, PushError> {
    world.adapter.list_pending(world.id, &world.account, Some("DE")).await
}

fn about(changes: &Value) -> Value {
    let base = json!({"v": 1, "account": "active", "serverTime": NOW, "minCore": null,
                      "itContact": null});
    with(base, changes)
}

#[tokio::test]
async fn a_request_appears_at_the_next_poll_a23() {
    let world = World::plain();
    world.token().list(&[world.entry(CID, NOW - 10)]);
    let pending = list(&world).await.unwrap();
    assert_eq!(pending.requests.len(), 1);
    assert_eq!((pending.dropped, pending.state, pending.clock_off), (0, None, None));
}

#[tokio::test]
async fn signed_lists_are_verified_by_the_issuers_keys_a58() {
    let world = World::strict();
    let good = world.issuer.entry(&world.account, NOW - 10, &json!({}));
    let forged = with(
        Issuer::new().unwrap().entry(&world.account, NOW - 10, &json!({})),
        &json!({"cid": "00000000-0000-4000-8000-000000000001"}),
    );
    let body = json!({"challenges": [good, forged, good], "countersign": about(&json!({}))});
    world.token().reply(200, &body).script.reply(200, &world.issuer.certs());
    let pending = list(&world).await.unwrap();
    assert_eq!((pending.requests.len(), pending.dropped), (1, 2));
    assert_eq!(pending.state, Some(PushState::Active));
    // The keys are known from now on.
    world.reply(200, &body);
    assert_eq!(list(&world).await.unwrap().requests.len(), 1);
    world.finished();
}

#[tokio::test]
async fn unknown_key_names_fetch_the_keys_at_most_every_five_minutes_a58() {
    let world = World::strict();
    let claims = json!({"iss": world.account.issuer});
    let stranger = json!({"alg": "ES256", "kid": "unknown"});
    let token = world.issuer.sign_with(&stranger, &claims);
    let entry = with(
        world.issuer.entry(&world.account, NOW - 10, &json!({})),
        &json!({"confirmToken": token}),
    );
    let body = json!({"challenges": [entry], "countersign": about(&json!({}))});
    world.token().reply(200, &body).script.reply(200, &world.issuer.certs());
    assert_eq!(list(&world).await.unwrap().requests.len(), 0);
    world.reply(200, &body);
    list(&world).await.unwrap();
    world.finished();
    world.clock.advance(301);
    world.token().reply(200, &body).script.reply(200, &world.issuer.certs());
    list(&world).await.unwrap();
    world.finished();
}

#[tokio::test]
async fn without_the_keys_nothing_is_shown_a58() {
    let world = World::strict();
    let entry = world.issuer.entry(&world.account, NOW - 10, &json!({}));
    world.token().reply(200, &json!({"challenges": [entry], "countersign": about(&json!({}))}));
    world.script.reply(503, "");
    let pending = list(&world).await.unwrap();
    assert_eq!((pending.requests.len(), pending.dropped), (0, 1));
}

#[tokio::test]
async fn more_than_twenty_entries_show_nothing_a58() {
    let world = World::plain();
    let entries: Vec<_> = (0..21)
        .map(|n| world.entry(&format!("00000000-0000-4000-8000-0000000000{n:02}"), NOW))
        .collect();
    world.token().list(&entries[..20]).list(&entries);
    assert_eq!(list(&world).await.unwrap().requests.len(), 20);
    let pending = list(&world).await.unwrap();
    assert_eq!((pending.requests.len(), pending.dropped), (0, 21));
}

#[tokio::test]
async fn the_account_state_is_the_servers_word() {
    for (word, state) in [
        ("tryout_pending", PushState::TryoutPending),
        ("active", PushState::Active),
        ("paused", PushState::Paused),
        ("blocked", PushState::Blocked),
    ] {
        let world = World::strict();
        let about = about(&json!({"account": word, "itContact": {"name": "IT\u{202e} desk"}}));
        world.token().reply(200, &json!({"challenges": [], "countersign": about}));
        let pending = list(&world).await.unwrap();
        assert_eq!(pending.state, Some(state));
        assert_eq!(pending.it_contact.unwrap().name.as_deref(), Some("IT desk"));
    }
}

#[tokio::test]
async fn once_countersign_always_countersign_a58() {
    for body in [
        json!({"challenges": []}),
        json!({"challenges": [], "countersign": null}),
        json!({"challenges": [], "countersign": about(&json!({"account": "new word"}))}),
        json!({"challenges": [], "countersign": {"v": 1}}),
        json!({"challenges": [], "countersign": about(&json!({"minCore": "new"}))}),
    ] {
        let world = World::strict();
        world.token().reply(200, &body);
        assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(200) });
    }
}

#[tokio::test]
async fn an_app_too_old_is_told_a57() {
    let world = World::strict();
    let entry = world.issuer.entry(&world.account, NOW - 10, &json!({}));
    let about_old = about(&json!({"minCore": "99.0.0"}));
    world.token().reply(200, &json!({"challenges": [entry], "countersign": about_old}));
    let pending = list(&world).await.unwrap();
    assert_eq!(pending.too_old, Some(TooOld { needed: Some(Version(99, 0, 0)) }));
    assert!(pending.requests.is_empty(), "nothing that could be answered wrongly");

    let world = World::strict();
    let next = about(&json!({"v": 2}));
    world.token().reply(200, &json!({"challenges": [], "countersign": next}));
    assert_eq!(list(&world).await.unwrap_err(), PushError::AppTooOld { needed: None });

    let world = World::plain();
    let retina = with(world.entry(CID, NOW), &json!({"userVerification": {"type": "retina"}}));
    world.token().list(&[retina]);
    let pending = list(&world).await.unwrap();
    assert_eq!(pending.too_old, Some(TooOld { needed: None }));
    assert!(pending.requests.is_empty());

    let world = World::strict();
    let too_old = json!({"error": "x", "code": "app_too_old", "minCore": "2.0.0"});
    world.token().reply(426, &too_old);
    assert_eq!(
        list(&world).await.unwrap_err(),
        PushError::AppTooOld { needed: Some(Version(2, 0, 0)) }
    );
}

#[tokio::test]
async fn the_server_time_of_a_list_is_learnt_a29() {
    let world = World::strict();
    let entry = world.issuer.entry(&world.account, NOW + 85, &json!({}));
    let late = about(&json!({"serverTime": NOW + 90}));
    world.token_at(NOW + 90).reply(200, &json!({"challenges": [entry], "countersign": late}));
    world.script.reply(200, &world.issuer.certs());
    let pending = list(&world).await.unwrap();
    assert_eq!(pending.clock_off, Some(90));
    assert_eq!(pending.requests[0].expires, NOW + 55);
}

#[tokio::test]
async fn row_list_400() {
    let world = World::plain();
    world.token_at(NOW + 101).reply(400, &json!({"error": "x"}));
    let clock = PushError::ClockWrong { seconds: Some(101), certain: true };
    assert_eq!(list(&world).await.unwrap_err(), clock);
    let world = World::plain();
    world.token_at(NOW + 100).reply(400, &json!({"error": "x"}));
    assert_eq!(list(&world).await.unwrap_err(), PushError::Refused { status: Some(400) });
}

#[tokio::test]
async fn row_list_403_with_a_new_token_once_a59() {
    let no = json!({"error": "Device not registered for user"});
    let world = World::plain();
    world.token().reply(403, &no).token().list(&[]);
    list(&world).await.unwrap();
    world.finished();
    for (ever_listed, expected) in [
        (true, PushError::Unlinked { certain: false }),
        (false, PushError::Refused { status: Some(403) }),
    ] {
        let mut world = World::plain();
        world.account.ever_listed = ever_listed;
        world.token().reply(403, &no).token().reply(403, &no);
        if ever_listed {
            world.token().reply(403, &no).token().reply(403, &no);
        }
        assert_eq!(list(&world).await.unwrap_err(), expected);
        world.finished();
    }
}

#[tokio::test]
async fn that_a_phone_is_not_known_any_more_is_asked_again_before_it_is_believed_a59() {
    let no = json!({"error": "Device not registered for user"});
    // Each message came twice, and its copy used up the proof.
    let world = World::plain();
    world.token().reply(403, &no).token().reply(403, &no).token().list(&[]);
    list(&world).await.unwrap();
    world.finished();
    // What is known already is not asked twice as often.
    let mut world = World::plain();
    world.account.state = PushState::Unlinked { certain: false };
    world.token().reply(403, &no).token().reply(403, &no);
    assert_eq!(list(&world).await.unwrap_err(), PushError::Unlinked { certain: false });
    world.finished();
}

#[tokio::test]
async fn row_list_404_a59() {
    let world = World::plain();
    world.token().reply(404, &json!({"error": "x"}));
    assert_eq!(list(&world).await.unwrap_err(), PushError::Unlinked { certain: false });
    world.finished();
}

#[tokio::test]
async fn coded_list_errors_a59() {
    for (status, code, expected) in [
        (403, "unlinked", PushError::Unlinked { certain: true }),
        (403, "blocked", PushError::Blocked),
        (403, "not_active", PushError::Refused { status: Some(403) }),
        (404, "unknown_request", PushError::Refused { status: Some(404) }),
        (400, "a new code", PushError::Refused { status: Some(400) }),
    ] {
        let world = World::strict();
        world.token().reply(status, &json!({"error": "x", "code": code}));
        assert_eq!(list(&world).await.unwrap_err(), expected, "{code}");
        world.finished();
    }
}

#[tokio::test]
async fn a_push_only_rings_and_only_for_a_known_issuer_a67() {
    let world = World::strict();
    let claims = json!({"iss": world.account.issuer, "credId": world.account.credential_id,
        "typ": 1, "ver": 1, "cid": CID, "iat": NOW, "exp": NOW + 60});
    let message = countersign_core::secret::SecretString::new(world.issuer.sign(&claims));
    let hint = |message: &countersign_core::secret::SecretString| {
        let hint = world.adapter.push_hint(message, &[(world.id, &world.account)]);
        hint.map(|hint| (hint.account, hint.request, hint.verified))
    };
    let found = |verified| Some((world.id, CID.to_owned(), verified));
    assert_eq!(hint(&message), found(false), "keys are not known yet");
    let entry = world.issuer.entry(&world.account, NOW - 10, &json!({}));
    world.token().reply(200, &json!({"challenges": [entry], "countersign": about(&json!({}))}));
    world.script.reply(200, &world.issuer.certs());
    list(&world).await.unwrap();
    assert_eq!(hint(&message), found(true));
    let forged = [message.expose().rsplit_once('.').unwrap().0, ".", &"A".repeat(86)].concat();
    assert_eq!(hint(&countersign_core::secret::SecretString::new(forged)), None);
    let garbage = countersign_core::secret::SecretString::new("garbage".into());
    assert_eq!(hint(&garbage), None);
}
