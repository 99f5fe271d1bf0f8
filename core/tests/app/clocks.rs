//! Clocks that differ: what is learnt is kept, what is out of date is doubted, and the person hears of it.

use countersign_core::app::{AccountTrouble, InboxView, Phase};
use countersign_core::net::UnreachableCause;
use countersign_core::push::request::Outcome;
use countersign_core::vault::{EntryBody, Unlock, Vault};
use serde_json::json;

use crate::server::{Fault, NUMBER};
use crate::world::{A, NOW, Refresh, World};

const TOKEN: &str = "/openid-connect/token";

fn trouble(inbox: &InboxView) -> Option<AccountTrouble> {
    let [note] = inbox.accounts.as_slice() else { panic!("{:?}", inbox.accounts) };
    note.trouble
}

/// What is stored of the service's clock.
fn kept(world: &World) -> Option<i64> {
    let vault = Vault::open(world.outside.vault.clone(), Unlock::Platform, NOW).unwrap();
    let EntryBody::Push(account) = &vault.contents().entries[0].body else { panic!() };
    account.clock_offset
}

#[tokio::test]
async fn the_clock_is_kept_with_the_account_across_restarts_a29() {
    let mut world = World::plainly_enrolled().await;
    world.app.vault().lock();
    assert_eq!(kept(&world), None, "the clocks agree");
    // Slow enough to be corrected, not enough to be refused: it is learnt from the token.
    world.server.set_skew(20);
    world.restart();
    world.app.refresh().await.unwrap();
    world.app.vault().lock();
    assert_eq!(kept(&world), Some(20));
    // Later it would be refused, and such a service says nothing about the time.
    world.server.set_skew(40);
    world.restart();
    let inbox = world.app.refresh().await.unwrap();
    assert!(inbox.accounts.is_empty(), "{:?}", inbox.accounts);
    assert_eq!(inbox.clock_off, Some(40));
    world.app.vault().lock();
    assert_eq!(kept(&world), Some(40));
    world.restart();
    let inbox = world.asked(A).await;
    assert_eq!(inbox.clock_off, Some(40));
    assert_eq!(world.approve(A).await.unwrap().outcome, Some(Outcome::Approved));
    // Small delays of the network are not worth a save, nor to give it up.
    world.server.set_skew(43);
    world.restart();
    world.app.refresh().await.unwrap();
    world.app.vault().lock();
    assert_eq!(kept(&world), Some(40));
    for (skew, stored) in [(12, Some(12)), (9, Some(12)), (4, None)] {
        world.server.set_skew(skew);
        world.restart();
        world.app.refresh().await.unwrap();
        world.app.vault().lock();
        assert_eq!(kept(&world), stored, "{skew}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_right_is_not_corrected_any_more_a29() {
    let mut world = World::plainly_enrolled().await;
    for skew in [20, 40] {
        world.server.set_skew(skew);
        world.restart();
        world.app.refresh().await.unwrap();
    }
    world.app.vault().lock();
    assert_eq!(kept(&world), Some(40));
    // The person sets the phone's clock right: what is kept is wrong now.
    world.server.set_skew(0);
    world.restart();
    let inbox = world.app.refresh().await.unwrap();
    assert!(inbox.accounts.is_empty(), "{:?}", inbox.accounts);
    assert_eq!(inbox.clock_off, None);
    world.app.vault().lock();
    assert_eq!(kept(&world), None);
}

#[tokio::test]
async fn a_wrong_clock_and_a_changed_client_secret_are_told_as_such_on_a_plain_server_a29() {
    let mut world = World::plainly_enrolled().await;
    world.server.set_skew(90);
    world.restart();
    let inbox = world.app.refresh().await.unwrap();
    let unknown = AccountTrouble::ClockWrong { seconds: None, certain: false };
    assert_eq!(trouble(&inbox), Some(unknown));
    world.server.set_skew(0);
    world.restart();
    world.server.fault(TOKEN, Fault::Says(401, json!({"error": "invalid_client"})));
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(trouble(&inbox), Some(AccountTrouble::Refused));
    world.restart();
    world.server.fault(TOKEN, Fault::Down);
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(
        trouble(&inbox),
        Some(AccountTrouble::Unreachable { why: UnreachableCause::Offline })
    );
}

#[tokio::test]
async fn an_answer_that_runs_into_a_wrong_clock_can_be_sent_once_it_is_right_a29() {
    let mut world = World::plainly_enrolled().await;
    world.server.set_skew(22);
    world.restart();
    world.app.refresh().await.unwrap();
    world.clock.advance(265);
    world.asked(A).await;
    world.ready(A, NUMBER);
    // The access token has run out, and a new one is refused.
    world.clock.advance(10);
    world.server.set_skew(90);
    let view = world.app.requests().approve(A).await.unwrap();
    let wrong = Outcome::ClockWrong { seconds: Some(22), certain: false };
    assert_eq!((view.phase, view.outcome), (Phase::DeliveryFailed, Some(wrong)));
    world.server.set_skew(0);
    assert_eq!(world.app.requests().retry(A).await.unwrap().outcome, Some(Outcome::Approved));
    assert_eq!((world.server.counted(), world.answers().len()), ((1, 0), 1));
}
