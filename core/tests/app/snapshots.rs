//! What a snapshot holds, so that a shell only joins and lays out.

use countersign_core::account::DenyReason;
use countersign_core::app::{
    Choice, Note, Notifications, NumberField, Origin, STAYS_OPEN_FOR, Stays, VaultState,
};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::{Unlock, UnreadableEntry, Vault, VaultError};
use serde_json::json;

use crate::server::{Fault, NUMBER};
use crate::world::{A, NOW, Refresh, World, secret};

fn notes(world: &World) -> Vec<Note> {
    world.app.requests().inbox().unwrap().notes
}

async fn add_code(world: &World, link: &str) {
    let preview = world.app.accounts().preview(link.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap();
}

#[tokio::test]
async fn a_request_comes_in_parts_and_what_is_missing_was_not_given_a35() {
    let world = World::enrolled().await;
    world.asked(A).await;
    world.clock.advance(7);
    let view = world.app.requests().get(A).unwrap();
    assert_eq!(view.organisation, world.account().issuer);
    assert_eq!(view.phone_country.as_deref(), Some("NL"));
    assert_eq!(view.life, view.request.expires - NOW);
    assert_eq!(view.age, 7);
    assert!(view.waits && view.can_refuse);
    assert_eq!(view.origin.address, view.request.ip);

    world.app.accounts().rename(world.id(), "\u{5d1}\u{5e0}\u{5e7}").unwrap();
    let view = world.app.requests().get(A).unwrap();
    assert_eq!(view.organisation, "\u{2068}\u{5d1}\u{5e0}\u{5e7}\u{2069}", "isolated");
    let view = world.app.requests().deny(A, DenyReason::UnknownTrigger).await.unwrap();
    assert!(!view.waits && !view.can_refuse);

    let world = World::plainly_enrolled().await;
    world.server.ask_with(A, &json!({}));
    let inbox = world.app.refresh().await.unwrap();
    let Origin { browser, system, town, country, .. } = &inbox.requests[0].origin;
    for (part, given) in [
        (browser, &inbox.requests[0].request.browser),
        (system, &inbox.requests[0].request.os),
        (country, &inbox.requests[0].request.country),
    ] {
        assert_eq!(part, given);
    }
    assert_eq!(town.is_some(), inbox.requests[0].request.location.is_some());
}

#[tokio::test]
async fn the_number_field_says_why_yes_is_grey() {
    let world = World::enrolled().await;
    world.asked(A).await;
    for (typed, field, ready) in [
        ("", NumberField::Empty, false),
        ("4", NumberField::TooShort, false),
        (NUMBER, NumberField::Complete, true),
        ("42424", NumberField::TooLong, false),
        ("4x", NumberField::NotDigits, false),
    ] {
        let view = world.app.requests().type_number(A, &secret(typed)).unwrap();
        assert_eq!((view.number, view.can_approve), (Some(field), ready), "{typed}");
    }
}

#[tokio::test]
async fn notes_come_in_their_order_and_say_what_there_is_to_say() {
    let world = World::enrolled().await;
    assert_eq!(notes(&world), []);
    assert!(world.app.requests().inbox().unwrap().ask_for_notifications);
    world.app.set_notifications(Notifications::Refused);
    assert!(!world.app.requests().inbox().unwrap().ask_for_notifications);
    world.server.fault("/login/pending", Fault::Says(500, json!({})));
    world.app.refresh().await.unwrap();
    let [Note::Unreachable { organisation, .. }, Note::NotificationsRefused] = &notes(&world)[..]
    else {
        panic!("{:?}", notes(&world))
    };
    assert_eq!(*organisation, world.account().issuer);
    // A refusal can be changed.
    world.app.set_notifications(Notifications::Allowed);
    world.app.refresh().await.unwrap();
    assert_eq!(notes(&world), []);
    // What was told of the permission outlives a lock, and a start says it again.
    world.app.set_notifications(Notifications::Refused);
    world.app.vault().lock();
    world.app.vault().unlock(Unlock::Platform).unwrap();
    assert_eq!(notes(&world), [Note::NotificationsRefused]);
}

#[tokio::test]
async fn nobody_is_asked_for_notifications_without_an_account_that_could_ring_a09() {
    let world = World::new();
    assert!(!world.app.requests().inbox().unwrap().ask_for_notifications);
    world.app.set_notifications(Notifications::Refused);
    assert_eq!(notes(&world), []);
    world.add(1).await.unwrap();
    assert_eq!(notes(&world), [Note::NotificationsRefused]);
}

#[tokio::test]
async fn a_restored_device_and_entries_that_cannot_be_read_reach_the_list_v30_v43() {
    let mut world = World::enrolled().await;
    world.app.set_notifications(Notifications::Allowed);
    let older = world.device_state.snapshot();
    for name in ["One", "Two", "Three"] {
        world.app.accounts().rename(world.id(), name).unwrap();
    }
    world.app.vault().lock();
    {
        let mut vault = Vault::open(world.outside.vault.clone(), Unlock::Platform, NOW).unwrap();
        vault
            .change::<_, VaultError>(|contents| {
                let raw = SecretBytes::copy_of(b"of a later version");
                contents.unreadable.push(UnreadableEntry { raw, position: 1 });
                Ok(())
            })
            .unwrap();
    }
    world.restart();
    world.app.set_notifications(Notifications::Allowed);
    assert_eq!(notes(&world), [Note::Unreadable { count: 1 }]);
    world.app.vault().lock();
    world.device_state.restore(older);
    world.app.vault().unlock(Unlock::Platform).unwrap();
    assert_eq!(notes(&world), [Note::Unreadable { count: 1 }, Note::DeviceRestored]);
}

#[tokio::test]
async fn codes_are_grouped_for_reading_and_names_joined_for_listening() {
    let world = World::new();
    for (link, group) in [
        ("otpauth://totp/Shop:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 3),
        ("otpauth://totp/Bank:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&digits=8", 4),
        ("otpauth://totp/Odd:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&digits=7", 0),
        ("steam://JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 0),
    ] {
        add_code(&world, link).await;
        assert_eq!(
            world.app.accounts().codes(None).unwrap().last().unwrap().group,
            group,
            "{link}"
        );
    }
    assert_eq!(world.accounts()[0].title, "Shop, ida");
    add_code(&world, "otpauth://hotp/Hotp:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&counter=1")
        .await;
    let id = world.accounts().last().unwrap().id;
    let made = world.app.accounts().next_code(id).unwrap();
    assert_eq!((made.group, made.shown_until), (3, NOW + 30));
    world.app.accounts().hide_codes().unwrap();
    let first = world.accounts()[0].id;
    world.app.accounts().reveal(first).unwrap();
    let codes = world.app.accounts().codes(None).unwrap();
    assert_eq!((codes[0].masked, codes[0].shown_until), (false, Some(NOW + 30)));
    assert_eq!((codes[1].masked, codes[1].shown_until), (true, None));
}

#[tokio::test]
async fn the_app_locks_when_it_is_left_and_stays_open_for_the_browser_a34() {
    let open = |world: &World| matches!(world.app.vault().state(), Ok(VaultState::Open));
    let world = World::enrolled().await;
    assert_eq!(world.app.vault().leave(None).unwrap(), Stays::Locked);
    assert!(!open(&world) && !world.app.vault().come_back().unwrap());

    // Who looks at the number in the browser has a minute, and who leaves again has no more.
    let world = World::enrolled().await;
    world.asked(A).await;
    let at = NOW + STAYS_OPEN_FOR;
    assert_eq!(world.app.vault().leave(Some(A)).unwrap(), Stays::OpenUntil { at });
    world.clock.advance(10);
    assert_eq!(world.app.vault().leave(Some(A)).unwrap(), Stays::OpenUntil { at });
    assert!(world.app.vault().come_back().unwrap());
    assert_eq!(world.app.vault().leave(None).unwrap(), Stays::Locked, "it was not on the screen");

    let world = World::enrolled().await;
    world.asked(A).await;
    world.app.vault().leave(Some(A)).unwrap();
    world.clock.advance(STAYS_OPEN_FOR);
    assert!(!world.app.vault().come_back().unwrap());
    assert!(!open(&world));

    // So has who was sent out, if that is why they left.
    for (after, stays) in [(4, true), (5, false)] {
        let world = World::enrolled().await;
        world.app.vault().send_out().unwrap();
        world.clock.advance(after);
        let left = world.app.vault().leave(None).unwrap();
        assert_eq!(left != Stays::Locked, stays);
        assert_eq!(world.app.vault().come_back().unwrap(), stays);
    }

    // A clock that was put back does not keep it open.
    let world = World::enrolled().await;
    world.app.vault().send_out().unwrap();
    world.app.vault().leave(None).unwrap();
    world.clock.set(NOW - 5);
    assert!(!world.app.vault().come_back().unwrap());
}
