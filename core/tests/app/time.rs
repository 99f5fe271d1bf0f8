//! What time alone changes: getters show it, and only `advance` changes and stores it.

use countersign_core::account::{DenyReason, SeenOutcome};
use countersign_core::app::{Asked, Phase, RequestView};
use countersign_core::push::request::Outcome;
use serde_json::json;

use crate::once::stored;
use crate::server::{Fault, NUMBER};
use crate::world::{A, B, NOW, Refresh, World, secret};

/// Whatever only reads.
fn read_everything(world: &World) {
    let (app, id) = (&world.app, world.id());
    app.vault().state().unwrap();
    app.vault().platform_key().unwrap();
    app.vault().previous().unwrap();
    app.accounts().list().unwrap();
    app.accounts().codes(None).unwrap();
    app.accounts().search("harbour").unwrap();
    app.accounts().hides_codes().unwrap();
    app.accounts().reveal(id).unwrap();
    app.accounts().copied().unwrap();
    app.accounts().clear_clipboard_when_due().unwrap();
    app.accounts().recognise(b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP").unwrap();
    app.requests().inbox().unwrap();
    app.requests().get(A).unwrap();
    app.requests().ended(A).unwrap();
    assert!(!app.push_registered(id));
}

#[tokio::test]
async fn no_getter_writes_and_what_lapsed_is_shown_as_lapsed_a24() {
    let world = World::enrolled().await;
    world.asked(A).await;
    let expires = world.app.requests().get(A).unwrap().request.expires;
    for at in [NOW + 1, expires - 1, expires, expires + 3, expires + 300] {
        world.clock.set(at);
        let before = world.fuse.writes();
        read_everything(&world);
        assert_eq!(world.fuse.writes(), before, "at {at}");
        let view = world.app.requests().get(A).unwrap();
        let lapsed = at >= expires;
        assert_eq!(view.phase == Phase::Ended, lapsed);
        assert_eq!(view.outcome, lapsed.then_some(Outcome::Expired));
        let inbox = world.app.requests().inbox().unwrap();
        assert_eq!(inbox.front().is_none(), lapsed);
        assert_eq!(inbox.next_deadline.is_some_and(|due| due <= at), lapsed, "call advance");
    }
    assert_eq!(stored(&world, A).0, Some(SeenOutcome::Open));
    let before = world.fuse.writes();
    let inbox = world.app.requests().advance().unwrap();
    assert!(world.fuse.writes() > before);
    assert_eq!(inbox.requests[0].outcome, Some(Outcome::Expired));
    assert!(inbox.next_deadline.is_some_and(|due| due > expires + 300));
    assert_eq!(stored(&world, A).0, Some(SeenOutcome::Expired));
    let before = world.fuse.writes();
    world.app.requests().advance().unwrap();
    assert_eq!(world.fuse.writes(), before, "nothing is left to do");
}

/// A snapshot but for the seconds that pass.
fn drawn(world: &World) -> String {
    let inbox = world.app.requests().inbox().unwrap();
    let still = |view: RequestView| RequestView { seconds_left: 0, age: 0, ..view };
    let requests: Vec<_> = inbox.requests.into_iter().map(still).collect();
    format!("{requests:?} {:?} {}", inbox.accounts, inbox.ask_again_in)
}

/// Lets a quarter of an hour pass, and says whether the snapshot changed where it did not say so.
fn watch_the_time(world: &World) {
    let mut due = world.app.requests().inbox().unwrap().next_deadline;
    let mut before = drawn(world);
    for _ in 0..1500 {
        world.clock.advance(1);
        let at = world.outside.clock.now();
        let now = drawn(world);
        assert!(now == before || due == Some(at), "changed at {at}, said {due:?}");
        if due.is_some_and(|due| due <= at) {
            assert_eq!(drawn(world), now);
            world.app.requests().advance().unwrap();
            assert_eq!(drawn(world), now, "what was drawn late is what is stored");
        }
        due = world.app.requests().inbox().unwrap().next_deadline;
        assert!(due.is_none_or(|due| due > at));
        before = now;
    }
}

#[tokio::test]
async fn the_next_deadline_covers_whatever_changes_by_itself() {
    // Two that wait and lapse.
    let world = World::enrolled().await;
    world.app.requests().watch(true);
    world.asked(A).await;
    world.clock.advance(7);
    world.asked(B).await;
    watch_the_time(&world);

    // One that was denied and may be reported, before another one.
    let world = World::enrolled().await;
    world.asked(A).await;
    world.app.requests().deny(A, DenyReason::UnknownTrigger).await.unwrap();
    world.clock.advance(7);
    world.asked(B).await;
    watch_the_time(&world);

    // One whose answer may have arrived.
    let world = World::plainly_enrolled().await;
    world.server.ask_with(A, &json!({"expiresAt": NOW + 120}));
    world.app.requests().refresh(Asked::ByThePerson, &|| {}).await.unwrap();
    for _ in 0..3 {
        world.server.fault("/respond", Fault::Lost);
    }
    world.ready(A, NUMBER);
    world.app.requests().type_number(A, &secret(NUMBER)).unwrap();
    drop(world.app.requests().approve(A).await);
    watch_the_time(&world);
    world.app.refresh().await.unwrap();
}
