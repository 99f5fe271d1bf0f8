//! What is shown, what is not, and what a refresh may change.

use countersign_core::account::DenyReason;
use countersign_core::app::{AccountState, AccountTrouble, Phase, RequestError, RequestWarning};
use countersign_core::net::UnreachableCause;
use countersign_core::push::request::Outcome;
use countersign_core::push::testing::Issuer;
use serde_json::json;

use crate::server::Fault;
use crate::world::{A, B, NOW, Refresh, World, ids};

const PENDING: &str = "/login/pending";

#[tokio::test]
async fn codes_work_and_the_list_says_that_it_could_not_refresh_a55() {
    let mut world = World::enrolled().await;
    world.restart();
    world.server.fault("/openid-connect/token", Fault::Down);
    let inbox = world.app.refresh().await.unwrap();
    let [note] = inbox.accounts.as_slice() else { panic!("{:?}", inbox.accounts) };
    assert_eq!((note.id, note.state), (world.id(), AccountState::Active));
    let offline = AccountTrouble::Unreachable { why: UnreachableCause::Offline };
    assert_eq!(note.trouble, Some(offline));
    let code = world.app.accounts().codes(None).unwrap().remove(0);
    assert_eq!(code.code.unwrap().len(), 6);
    assert!(code.valid_from <= NOW && NOW < code.valid_until);
    assert!(world.app.refresh().await.unwrap().accounts.is_empty(), "and it goes away by itself");
}

#[tokio::test]
async fn what_is_forged_foreign_or_too_late_is_not_shown_a58() {
    let world = World::enrolled().await;
    let id = |n: u8| format!("{n:08}-0000-4000-8000-000000000000");
    // Signed by another key.
    let forger = Issuer::new().unwrap();
    world.server.list_also(forger.entry(&world.server.device(), NOW, &json!({"cid": id(1)})));
    // For another device, and for another user.
    let mut other = world.server.device();
    other.credential_id = "11111111-0b3f-4a53-9a3e-0d3a5f1f7a10".into();
    world.server.list_also(forger.entry(&other, NOW, &json!({"cid": id(2)})));
    world.server.ask_with(&id(3), &json!({"userId": "somebody-else"}));
    // Over, from the future, for too long.
    world.server.ask_with(&id(4), &json!({"expiresAt": NOW}));
    world.server.ask_with(&id(5), &json!({"createdAt": NOW + 40, "expiresAt": NOW + 100}));
    world.server.ask_with(&id(6), &json!({"expiresAt": NOW + 900}));
    // Changed after it was signed; hidden characters; an impossible number.
    let mut changed = world.server.entry(&id(7), &json!({}));
    changed["location"] = json!("Utrecht");
    world.server.list_also(changed);
    world.server.ask_with(&id(8), &json!({"browser": "Fire\u{202e}fox"}));
    world.server.ask_with(&id(9), &json!({"userVerification": {"type": "pin", "pinLength": 1}}));
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(ids(&inbox), [""; 0], "nothing is shown");
    assert!(world.app.requests().get(&id(1)).is_err());
    world.server.ask(A);
    assert_eq!(ids(&world.app.refresh().await.unwrap()), [A], "an honest one is");
}

#[tokio::test]
async fn a_replayed_or_repeated_request_rings_once_a58_a67() {
    let mut world = World::enrolled().await;
    let entry = world.server.entry(A, &json!({"expiresAt": NOW + 500}));
    world.server.list_also(entry.clone());
    world.server.list_also(entry.clone());
    assert_eq!(ids(&world.app.refresh().await.unwrap()), [A], "twice in one list");
    assert_eq!(ids(&world.app.refresh().await.unwrap()), [A], "and in the next");
    world.approve(A).await.unwrap();
    world.server.list_also(entry.clone());
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!((ids(&inbox).len(), inbox.requests[0].phase), (1, Phase::Ended));
    world.app.requests().dismiss(A);
    assert!(world.app.refresh().await.unwrap().requests.is_empty());
    world.restart();
    assert!(world.app.refresh().await.unwrap().requests.is_empty(), "nor after a restart");
    assert_eq!(world.app.requests().ended(A).unwrap(), Some(Outcome::AlreadyHandled));
    assert_eq!(world.server.counted(), (1, 0));
}

#[tokio::test]
async fn a_restarted_app_still_says_how_it_ended_for_24_hours_a24() {
    let mut world = World::enrolled().await;
    world.asked(A).await;
    world.restart();
    assert_eq!(world.app.requests().ended(A).unwrap(), None, "it is not over as far as is known");
    world.clock.advance(61);
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().ended(A).unwrap(), Some(Outcome::Expired));
    world.restart();
    world.clock.advance(24 * 3600 - 120);
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().ended(A).unwrap(), Some(Outcome::Expired));
    world.clock.advance(180);
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().ended(A).unwrap(), None);
    assert_eq!(world.app.requests().ended(B).unwrap(), None, "an id never seen");
}

#[tokio::test]
async fn a_lapsed_prompt_goes_without_any_network_a24() {
    let world = World::enrolled().await;
    let inbox = world.asked(A).await;
    assert_eq!(inbox.next_deadline, Some(NOW + 40), "almost over");
    world.clock.advance(60);
    let inbox = world.app.requests().inbox().unwrap();
    assert!(inbox.front().is_none());
    assert_eq!(inbox.requests[0].outcome, Some(Outcome::Expired));
}

#[tokio::test]
async fn a_newer_sign_in_takes_over_a25() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.clock.advance(5);
    world.server.withdraw_all();
    let inbox = world.asked(B).await;
    assert_eq!(inbox.front().unwrap().request.id, B);
    assert_eq!(world.app.requests().get(A).unwrap().outcome, Some(Outcome::Superseded));
}

#[tokio::test]
async fn another_country_warns_above_the_number_a22() {
    let world = World::enrolled().await;
    world.server.ask_with(A, &json!({"country": "BR", "location": "Recife, Brazil"}));
    let inbox = world.app.refresh().await.unwrap();
    let front = inbox.front().unwrap();
    assert_eq!(front.warnings.first(), Some(&RequestWarning::OtherCountry));
    world.server.withdraw_all();
    for (phone, warned) in
        [(Some("BR"), false), (Some("br"), false), (None, false), (Some("DE"), true)]
    {
        world.app.set_country(phone.map(str::to_owned));
        world.clock.advance(1);
        world.server.withdraw_all();
        let cid = format!(
            "{:08}-0000-4000-8000-00000000000a",
            countersign_core::clock::Clock::now(&world.clock) % 100_000_000
        );
        world.server.ask_with(&cid, &json!({"country": "BR"}));
        let inbox = world.app.refresh().await.unwrap();
        let front = inbox.front().unwrap();
        assert_eq!(front.warnings.contains(&RequestWarning::OtherCountry), warned, "{phone:?}");
    }
    let sent: String = world.server.calls().iter().map(|c| format!("{c:?}")).collect();
    assert!(!sent.contains("\"DE\"") && !sent.contains("country=DE"), "compared here, never sent");
}

#[tokio::test]
async fn what_the_request_is_about_stands_on_the_screen_a21() {
    let world = World::enrolled().await;
    let inbox = world.asked(A).await;
    let request = &inbox.front().unwrap().request;
    assert_eq!(request.issuer_host, "idp.example");
    assert_eq!(request.service.as_deref(), Some("Mail"));
    assert_eq!(request.user, "alice@example.org");
    assert_eq!(request.browser.as_deref(), Some("Firefox 140"));
    assert_eq!(request.location.as_deref(), Some("Utrecht, Netherlands"));
    assert_eq!(request.os, None, "not given, and not guessed");
}

#[tokio::test]
async fn an_account_removed_at_the_server_says_so_and_keeps_its_key_a59() {
    let mut world = World::enrolled().await;
    world.server.fault(PENDING, Fault::Says(403, json!({"error": "x", "code": "unlinked"})));
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(inbox.accounts[0].state, AccountState::Unlinked);
    let before = world.server.calls().len();
    world.restart();
    assert_eq!(world.app.refresh().await.unwrap().accounts[0].state, AccountState::Unlinked);
    assert_eq!(world.server.calls().len(), before, "it is not asked again");
    assert_eq!(world.app.accounts().codes(None).unwrap().len(), 1, "until the person removes it");
}

#[tokio::test]
async fn a_request_seen_on_an_account_that_is_now_unlinked_says_so_a59() {
    let said = json!({"error": "x", "code": "unlinked"});
    let cases = [(false, 404, json!({})), (false, 403, json!({})), (true, 403, said)];
    for (strict, status, body) in cases {
        let mut world =
            if strict { World::enrolled().await } else { World::plainly_enrolled().await };
        world.server.ask(A);
        world.asked(B).await;
        // B was refused and did not arrive: that is over too.
        for _ in 0..3 {
            world.server.fault("/respond", Fault::Down);
        }
        world.app.requests().deny(B, DenyReason::UnknownTrigger).await.unwrap();
        world.server.withdraw_all();
        // What is not said in so many words is asked again before it is believed.
        for _ in 0..if strict { 2 } else { 4 } {
            world.server.fault(PENDING, Fault::Says(status, body.clone()));
        }
        world.app.refresh().await.unwrap();
        let gone = Some(Outcome::AccountUnlinked { certain: strict });
        for cid in [A, B] {
            let view = world.app.requests().get(cid).unwrap();
            assert_eq!((view.phase, &view.outcome), (Phase::Ended, &gone), "{status}");
            assert_eq!(world.app.requests().approve(cid).await.unwrap_err(), RequestError::Ended);
            assert_eq!(world.app.requests().ended(cid).unwrap(), gone);
        }
        world.restart();
        for cid in [A, B] {
            assert_eq!(world.app.requests().ended(cid).unwrap(), gone, "and after a restart");
        }
    }
}

#[tokio::test]
async fn a_request_of_an_account_that_an_answer_found_unlinked_ends_at_the_next_refresh_a59() {
    let mut world = World::enrolled().await;
    world.server.ask(A);
    world.asked(B).await;
    let said = json!({"error": "x", "code": "unlinked"});
    world.server.fault("/respond", Fault::Says(403, said));
    world.app.requests().deny(A, DenyReason::Cancelled).await.unwrap();
    let gone = Some(Outcome::AccountUnlinked { certain: true });
    assert_eq!(world.app.requests().get(A).unwrap().outcome, gone);
    // Such an account is not asked any more. What waits there ends all the same, here or after a restart.
    world.restart();
    assert_eq!(world.app.requests().ended(B).unwrap(), None);
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().ended(B).unwrap(), gone);
}

#[tokio::test]
async fn a_set_up_that_was_resumed_lists_in_the_same_run_a56() {
    for strict in [true, false] {
        let world = if strict { World::new() } else { World::plain() };
        for _ in 0..3 {
            world.server.fault("/enroll/complete", Fault::Lost);
        }
        world.add(1).await.unwrap_err();
        world.server.ask(A);
        assert_eq!(ids(&world.app.refresh().await.unwrap()), [A], "{strict}");
    }
}

#[tokio::test]
async fn a_plain_404_may_be_an_error_and_heals_a59() {
    let world = World::plainly_enrolled().await;
    world.server.fault(PENDING, Fault::Says(404, json!({})));
    world.app.refresh().await.unwrap();
    assert_eq!(world.account().state, AccountState::Unlinked);
    world.app.refresh().await.unwrap();
    assert_eq!(world.account().state, AccountState::Active);
}

#[tokio::test]
async fn a_plain_account_is_usable_again_once_requests_come_a38() {
    let world = World::plainly_enrolled().await;
    world.asked(A).await;
    world.app.requests().deny(A, DenyReason::UnknownTrigger).await.unwrap();
    assert_eq!(
        world.app.requests().report(A, false).await.unwrap_err(),
        RequestError::NotConfirmed
    );
    world.app.requests().report(A, true).await.unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(world.account().state, AccountState::Blocked, "an empty list says nothing");
    world.asked(B).await;
    assert_eq!(world.account().state, AccountState::Active);
}

#[tokio::test]
async fn a_flood_of_requests_fills_neither_screen_nor_vault_v47() {
    let world = World::enrolled().await;
    let mut largest = 0;
    for round in 0..30 {
        world.server.withdraw_all();
        for n in 0..20 {
            let cid = format!("{round:04}{n:04}-0000-4000-8000-000000000000");
            world.server.ask_with(&cid, &json!({"expiresAt": NOW + 3 * round + 2}));
        }
        let inbox = world.app.refresh().await.unwrap();
        assert!(inbox.requests.len() <= 40, "{}", inbox.requests.len());
        let size = world.store.bytes(countersign_core::device::VaultFile::Current).unwrap().len();
        largest = size.max(largest);
        world.clock.advance(3);
    }
    assert!(largest <= 32 * 1024, "{largest}");
    // What lives is never forgotten for what is new: it would come back.
    let world = World::enrolled().await;
    let cid = |round: u32, n: u32| format!("{round:04}{n:04}-0000-4000-8000-000000000000");
    for round in 0..6 {
        world.server.withdraw_all();
        for n in 0..20 {
            world.server.ask_with(&cid(round, n), &json!({"expiresAt": NOW + 500}));
        }
        world.app.refresh().await.unwrap();
    }
    assert!(world.app.requests().ended(&cid(0, 0)).unwrap().is_some());
    assert_eq!(world.app.requests().get(&cid(5, 0)).unwrap_err(), RequestError::NoSuchRequest);
}
