//! One attempt and one refusal, for ever: whatever ends the process between any two steps.

use std::sync::Arc;

use countersign_core::account::{DenyReason, SeenOutcome};
use countersign_core::app::{Authenticator, Phase, RequestError, SaveError};
use countersign_core::push::request::Outcome;
use countersign_core::vault::testing::Fault as Disk;
use countersign_core::vault::{EntryBody, Unlock, Vault};
use serde_json::json;

use crate::server::{Fault, NUMBER, claims_of};
use crate::world::{A, B, NOW, Refresh, World, secret};

const RESPOND: &str = "/respond";
const LOCKOUT: &str = "/lockout";
const PENDING: &str = "/login/pending";
const NOT_ME: DenyReason = DenyReason::UnknownTrigger;

/// A sign-in on a server that lets it live as long as the extension does.
async fn asked(world: &World, cid: &str) {
    world.server.ask_with(cid, &json!({"expiresAt": NOW + 240}));
    world.app.refresh().await.unwrap();
}

fn offline(world: &World, path: &'static str) {
    for _ in 0..3 {
        world.server.fault(path, Fault::Down);
    }
}

/// Says YES with this number, as far as the app lets anybody.
pub async fn say_yes(world: &World, cid: &str, number: &str) {
    drop(world.app.requests().open(cid).await);
    drop(world.app.requests().authorise(cid, Unlock::Platform));
    drop(world.app.requests().type_number(cid, &secret(number)));
    drop(world.app.requests().approve(cid).await);
}

/// What is stored of the request and of the account.
pub fn stored(world: &World, cid: &str) -> (Option<SeenOutcome>, bool, u32) {
    let vault = Vault::open(world.outside.vault.clone(), Unlock::Platform, NOW).unwrap();
    let contents = vault.contents();
    let seen = contents.seen.iter().find(|seen| seen.id == cid);
    let wrong = contents.entries.iter().find_map(|entry| match &entry.body {
        EntryBody::Push(account) => Some(account.wrong_in_row),
        EntryBody::Otp(_) => None,
    });
    (seen.map(|seen| seen.outcome), seen.is_some_and(|seen| seen.report), wrong.unwrap())
}

/// A stranger who has the phone in hand, and the person who means well: both try what they can.
async fn try_everything(world: &World, cid: &str) {
    for _ in 0..3 {
        drop(world.app.refresh().await);
        say_yes(world, cid, NUMBER).await;
        drop(world.app.requests().retry(cid).await);
        world.clock.advance(5);
        drop(world.app.refresh().await);
    }
}

/// The process ends here: what is stored is all that is left.
pub fn end(world: &mut World) {
    world.app = Authenticator::new(world.outside.clone());
}

fn phase(world: &World, cid: &str) -> Option<Phase> {
    world.app.requests().get(cid).ok().map(|view| view.phase)
}

#[tokio::test]
async fn a_wrong_number_on_a_plain_server_is_final_wherever_the_process_ends_a20() {
    let mut ends = 0;
    loop {
        let mut world = World::plainly_enrolled().await;
        asked(&world, A).await;
        world.fuse.after(ends);
        say_yes(&world, A, "43").await;
        let told = world.app.requests().get(A).unwrap().outcome;
        drop(world.app.refresh().await);
        let whole = !world.fuse.mend();
        end(&mut world);
        let (mark, _, counted) = stored(&world, A);
        let reached = !world.server.numbers(A).is_empty();
        world.restart();
        drop(world.app.refresh().await);
        if reached {
            let phase = phase(&world, A);
            assert!(!matches!(phase, Some(Phase::Open | Phase::Waiting)), "{ends}: {phase:?}");
        }
        try_everything(&world, A).await;
        let numbers = world.server.numbers(A);
        assert!(numbers.len() <= 1, "{ends}: {numbers:?}");
        assert!(!reached || world.server.counted().0 == 0, "{ends}: approved after all");
        assert!(!reached || !world.server.is_open(A), "{ends}: left open at the server");
        if mark == Some(SeenOutcome::NumberRefused) {
            assert_eq!(counted, 1, "{ends}: counted with the mark");
        }
        end(&mut world);
        let (_, _, finally) = stored(&world, A);
        assert!(
            finally <= 1 && finally >= counted,
            "{ends}: counted once, {counted} then {finally}"
        );
        if whole {
            assert_eq!((told, finally), (Some(Outcome::WrongNumber), 1));
            break;
        }
        ends += 1;
    }
    assert!(ends > 8, "{ends} steps");
}

#[tokio::test]
async fn a_refusal_made_offline_is_for_ever_wherever_the_process_ends_a64() {
    for plain in [true, false] {
        let mut ends = 0;
        loop {
            let mut world =
                if plain { World::plainly_enrolled().await } else { World::enrolled().await };
            asked(&world, A).await;
            world.fuse.after(ends);
            offline(&world, RESPOND);
            drop(world.app.requests().deny(A, NOT_ME).await);
            world.app.vault().lock();
            drop(world.app.vault().unlock(Unlock::Platform));
            drop(world.app.refresh().await);
            let whole = !world.fuse.mend();
            end(&mut world);
            let (mark, ..) = stored(&world, A);
            let kept = mark != Some(SeenOutcome::Open);
            world.restart();
            drop(world.app.refresh().await);
            if kept {
                let phase = phase(&world, A);
                assert!(!matches!(phase, Some(Phase::Open | Phase::Waiting)), "{ends}: {phase:?}");
            }
            try_everything(&world, A).await;
            assert!(!kept || world.server.counted() == (0, 1), "{plain} {ends}: {mark:?}");
            if whole {
                break;
            }
            ends += 1;
        }
        assert!(ends > 6, "{ends} steps");
    }
}

#[tokio::test]
async fn a_report_asked_for_offline_is_sent_wherever_the_process_ends_a64() {
    for plain in [true, false] {
        let mut ends = 0;
        loop {
            let mut world =
                if plain { World::plainly_enrolled().await } else { World::enrolled().await };
            asked(&world, A).await;
            world.app.requests().deny(A, NOT_ME).await.unwrap();
            world.fuse.after(ends);
            offline(&world, LOCKOUT);
            drop(world.app.requests().report(A, true).await);
            world.app.vault().lock();
            drop(world.app.vault().unlock(Unlock::Platform));
            drop(world.app.refresh().await);
            let whole = !world.fuse.mend();
            end(&mut world);
            let (_, wanted, _) = stored(&world, A);
            let reported = world.server.reports();
            world.restart();
            try_everything(&world, A).await;
            assert_eq!(world.server.counted(), (0, 1), "{ends}");
            if wanted {
                assert!(world.server.reports() >= 1, "{plain} {ends}: asked for and not sent");
            } else {
                assert_eq!(world.server.reports(), reported, "{plain} {ends}: sent unasked");
            }
            if whole {
                assert!(reported >= 1);
                break;
            }
            ends += 1;
        }
        assert!(ends > 4, "{ends} steps");
    }
}

#[tokio::test]
async fn an_approval_does_not_leave_when_its_mark_cannot_be_stored_a20() {
    let world = World::plainly_enrolled().await;
    asked(&world, A).await;
    world.ready(A, NUMBER);
    world.store.inject(Disk::FullAfterBytes(0));
    let error = world.app.requests().approve(A).await.unwrap_err();
    assert_eq!(error, RequestError::NotStored { why: SaveError::DiskFull });
    assert!(world.answers().is_empty(), "nothing was sent");
    assert_eq!(world.app.requests().inbox().unwrap().storage, Some(SaveError::DiskFull));
    // There is room again: what was typed and the unlock are still there.
    world.store.inject(Disk::None);
    let view = world.app.requests().approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Approved));
    // Refusing needs no room.
    asked(&world, B).await;
    world.store.inject(Disk::FullAfterBytes(0));
    let view = world.app.requests().deny(B, NOT_ME).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::Denied { interrupted: false }));
    assert_eq!(world.server.counted(), (1, 1));
}

#[tokio::test]
async fn a_count_that_could_not_be_stored_is_stored_with_the_next_save_a20() {
    let mut world = World::plainly_enrolled().await;
    asked(&world, A).await;
    world.ready(A, "43");
    let store = Arc::clone(&world.store);
    world.server.on(RESPOND, move || store.inject(Disk::FullAfterBytes(0)));
    let view = world.app.requests().approve(A).await.unwrap();
    assert_eq!(view.outcome, Some(Outcome::WrongNumber));
    assert_eq!(world.server.counted(), (0, 1), "closed all the same");
    world.store.inject(Disk::None);
    assert_eq!(world.app.refresh().await.unwrap().storage, None);
    world.app.refresh().await.unwrap();
    end(&mut world);
    assert_eq!(stored(&world, A), (Some(SeenOutcome::WrongNumber), false, 1));
}

#[tokio::test]
async fn what_was_sent_before_a_lock_is_denied_after_it_where_it_is_still_open_a20() {
    // The approval never arrived.
    let world = World::plainly_enrolled().await;
    asked(&world, A).await;
    offline(&world, RESPOND);
    world.approve(A).await.unwrap();
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    let left = world.app.requests().get(A).unwrap();
    assert_eq!((left.phase, left.can_approve, left.outcome), (Phase::Sending, false, None));
    world.app.refresh().await.unwrap();
    let told = world.app.requests().get(A).unwrap();
    assert_eq!(
        (told.phase, told.outcome),
        (Phase::Ended, Some(Outcome::Denied { interrupted: true }))
    );
    assert_eq!((world.server.counted(), world.server.is_open(A)), ((0, 1), false));
    assert_eq!(world.app.requests().ended(A).unwrap(), Some(Outcome::Denied { interrupted: true }));

    // It arrived, and its reply was lost.
    let world = World::plainly_enrolled().await;
    asked(&world, A).await;
    world.server.fault(RESPOND, Fault::Lost);
    offline(&world, RESPOND);
    world.approve(A).await.unwrap();
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(world.app.requests().get(A).unwrap().outcome, Some(Outcome::AlreadyHandled));
    assert_eq!(world.server.counted(), (1, 0), "and nothing is denied that is not listed");

    // Its life is over: nobody can say any more whether the approval arrived in it.
    let mut world = World::plainly_enrolled().await;
    asked(&world, A).await;
    offline(&world, RESPOND);
    world.approve(A).await.unwrap();
    world.clock.advance(240);
    world.restart();
    let inbox = world.app.requests().inbox().unwrap();
    assert_eq!(inbox.requests[0].outcome, Some(Outcome::AlreadyHandled));
}

#[tokio::test]
async fn the_closing_denial_is_sent_anew_until_it_arrives_and_says_wrong_number_a20() {
    let mut world = World::plainly_enrolled().await;
    asked(&world, A).await;
    world.ready(A, "43");
    let server = world.server.clone();
    world.server.on(RESPOND, move || {
        for _ in 0..3 {
            server.fault(RESPOND, Fault::Down);
        }
    });
    let view = world.app.requests().approve(A).await.unwrap();
    assert_eq!((view.phase, view.outcome), (Phase::Ended, Some(Outcome::WrongNumber)));
    assert!(world.server.is_open(A), "the denial did not arrive");
    // Putting it away does not stop it. A minute later the first signature is dead.
    world.app.requests().dismiss(A);
    assert!(world.app.requests().inbox().unwrap().requests.is_empty());
    world.clock.advance(90);
    world.app.refresh().await.unwrap();
    assert!(!world.server.is_open(A));
    let exp = |n: usize| claims_of(&world.answers()[n])["exp"].as_u64().unwrap();
    assert!(exp(4) > exp(1) && claims_of(&world.answers()[4])["action"] == "deny");
    assert_eq!(world.app.requests().ended(A).unwrap(), Some(Outcome::WrongNumber));
    world.restart();
    assert_eq!(world.app.requests().ended(A).unwrap(), Some(Outcome::WrongNumber));
}

#[tokio::test]
async fn a_refused_request_waits_for_the_network_and_says_when_it_was_too_late_a64() {
    let mut world = World::enrolled().await;
    world.asked(A).await;
    offline(&world, RESPOND);
    world.app.requests().deny(A, NOT_ME).await.unwrap();
    world.restart();
    // Still no network: it is shown as refused and not delivered, and cannot be approved.
    offline(&world, RESPOND);
    offline(&world, RESPOND);
    let inbox = world.app.refresh().await.unwrap();
    let view = inbox.requests[0].clone();
    assert_eq!(
        (view.phase, view.refused, view.request.user.as_str()),
        (Phase::DeliveryFailed, true, "alice@example.org")
    );
    let error = world.app.requests().type_number(A, &secret(NUMBER)).unwrap_err();
    assert_eq!(error, RequestError::OutOfOrder);
    // Once the list came what it was about is known again.
    assert_eq!(view.request.service, Some("Mail".to_owned()));
    world.clock.advance(61);
    world.restart();
    let view = world.app.requests().inbox().unwrap().requests[0].clone();
    assert_eq!((view.phase, view.refused), (Phase::AskReport, true));
    assert_eq!(view.outcome, Some(Outcome::Expired), "it was too late");
    assert_eq!(world.server.counted(), (0, 0));
}

#[tokio::test]
async fn what_is_left_goes_out_before_anything_is_asked_a64() {
    let mut world = World::enrolled().await;
    world.asked(A).await;
    offline(&world, RESPOND);
    world.app.requests().deny(A, NOT_ME).await.unwrap();
    world.restart();
    let before = world.server.calls().len();
    // The list cannot be read, and the refusal arrives all the same.
    world.server.fault(PENDING, Fault::Says(503, json!({})));
    world.app.refresh().await.unwrap();
    assert_eq!(world.server.counted(), (0, 1));
    let calls: Vec<String> =
        world.server.calls()[before..].iter().map(|call| call.path.clone()).collect();
    let place = |end: &str| calls.iter().position(|path| path.ends_with(end));
    assert!(place(RESPOND) < place(PENDING), "{calls:?}");
    let sent = claims_of(world.answers().last().unwrap());
    assert_eq!((&sent["action"], &sent["reason"]), (&json!("deny"), &json!("unknown_trigger")));
    assert_eq!(sent["ctx"], claims_of(&world.answers()[0])["ctx"], "the same context");
    let view = world.app.requests().get(A).unwrap();
    assert_eq!(
        (view.phase, view.outcome),
        (Phase::AskReport, Some(Outcome::Denied { interrupted: false }))
    );
}
