//! Code accounts: duplicates, counters, removal.

use countersign_core::app::{
    AccountError, AccountState, AccountTrouble, AddError, Added, Choice, Conflict, Preview,
    Removal, SaveError,
};
use countersign_core::device::VaultFile;
use countersign_core::vault::testing::Fault as Disk;
use serde_json::json;

use crate::server::Fault;
use crate::world::{A, Refresh, World};

async fn add(world: &World, text: &str, choice: Choice) -> Result<Added, AddError> {
    let preview = world.app.accounts().preview(text.as_bytes()).await?;
    world.app.accounts().add(preview, choice).await
}

fn there(conflict: Conflict) -> AddError {
    AddError::There { conflict }
}

fn totp(issuer: &str, account: &str, secret: &str) -> String {
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

#[tokio::test]
async fn the_same_address_at_two_issuers_is_two_accounts_a45() {
    let mut world = World::new();
    add(
        &world,
        &totp("Acme", "me@example.org", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        Choice::OnlyNew,
    )
    .await
    .unwrap();
    add(
        &world,
        &totp("Bravo", "me@example.org", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"),
        Choice::OnlyNew,
    )
    .await
    .unwrap();
    world.restart();
    let codes = world.app.accounts().codes(Some(59)).unwrap();
    assert_eq!(codes.len(), 2);
    assert_eq!(codes[0].code.as_deref(), Some("287082"), "RFC 6238, appendix B");
    assert_ne!(codes[0].code, codes[1].code);
}

#[tokio::test]
async fn nothing_is_ever_overwritten_v45() {
    let world = World::new();
    let (one, other) = ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U");
    let first = add(&world, &totp("Acme", "me", one), Choice::OnlyNew).await.unwrap().account.id;
    // The very same: there already.
    let same = add(&world, &totp("Acme", "me", one), Choice::OnlyNew).await;
    assert_eq!(same.unwrap_err(), there(Conflict::Same { of: first }));
    // The same secret under another name, and the same name with another secret: asked.
    let renamed = totp("Acme", "you", one);
    assert_eq!(
        add(&world, &renamed, Choice::OnlyNew).await.unwrap_err(),
        there(Conflict::SameSecret { of: first })
    );
    let rekeyed = totp("Acme", "me", other);
    assert_eq!(
        add(&world, &rekeyed, Choice::OnlyNew).await.unwrap_err(),
        there(Conflict::SameName { of: first })
    );
    assert_eq!(world.accounts().len(), 1);
    for text in [&renamed, &rekeyed] {
        add(&world, text, Choice::KeepBoth).await.unwrap();
    }
    let accounts = world.accounts();
    assert_eq!(accounts.len(), 3);
    assert!(accounts.iter().any(|account| account.id == first), "the first is untouched");
    let codes = world.app.accounts().codes(Some(59)).unwrap();
    assert_eq!(codes.iter().filter(|code| code.code.as_deref() == Some("287082")).count(), 2);
}

#[tokio::test]
async fn the_very_same_account_is_there_twice_when_the_person_says_so_v45() {
    let world = World::new();
    let text = totp("Acme", "me", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    let first = add(&world, &text, Choice::OnlyNew).await.unwrap().account.id;
    let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    let Preview::Otp(shown) = &preview else { panic!() };
    assert_eq!(shown.conflict, Some(Conflict::Same { of: first }));
    let second = world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap().account.id;
    assert_ne!(first, second);
    let codes = world.app.accounts().codes(Some(59)).unwrap();
    assert_eq!(codes.len(), 2);
    assert!(codes.iter().all(|code| code.code.as_deref() == Some("287082")));
    // Each is an account of its own: one goes, the other stays.
    world.app.accounts().remove(second).await.unwrap();
    assert_eq!(world.account().id, first);
}

#[tokio::test]
async fn the_closest_account_is_named_and_other_parameters_are_no_duplicate_v45() {
    const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let world = World::new();
    let link = |kind: &str, account: &str, more: &str| {
        format!("otpauth://{kind}/Acme:{account}?secret={KEY}&issuer=Acme{more}")
    };
    let mut ids = Vec::new();
    for text in [
        totp("Acme", "me", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"),
        link("totp", "you", ""),
        link("totp", "me", "&digits=8"),
        link("hotp", "me", "&counter=7"),
    ] {
        ids.push(add(&world, &text, Choice::KeepBoth).await.unwrap().account.id);
    }
    let conflict =
        async |text: &str| match world.app.accounts().preview(text.as_bytes()).await.unwrap() {
            Preview::Otp(shown) => shown.conflict.unwrap(),
            Preview::Enrol(_) => panic!(),
        };
    // The name alone comes last, though it is first in the list.
    assert_eq!(conflict(&link("totp", "me", "")).await, Conflict::SameSecret { of: ids[1] });
    for (more, same) in [("&digits=8", true), ("&digits=8&period=60", false)] {
        let wanted =
            if same { Conflict::Same { of: ids[2] } } else { Conflict::SameSecret { of: ids[1] } };
        assert_eq!(conflict(&link("totp", "me", more)).await, wanted, "{more}");
    }
    // A counter moves: it makes no other account of it.
    let counted = link("hotp", "me", "&counter=0");
    assert_eq!(conflict(&counted).await, Conflict::Same { of: ids[3] });
    let hashed = link("hotp", "me", "&counter=7&algorithm=SHA256");
    assert_eq!(conflict(&hashed).await, Conflict::SameSecret { of: ids[3] });
    // Of another kind with the same secret only the name is left.
    let steam = format!("otpauth://steam/Acme:me?secret={KEY}&issuer=Acme");
    assert_eq!(conflict(&steam).await, Conflict::SameName { of: ids[0] });
}

#[tokio::test]
async fn a_preview_is_judged_again_when_it_is_added_v45() {
    let world = World::new();
    let text = totp("Acme", "me", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    let one = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    let two = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    let Preview::Otp(shown) = &two else { panic!() };
    assert_eq!(shown.conflict, None, "nothing was there when it was drawn");
    let first = world.app.accounts().add(one, Choice::OnlyNew).await.unwrap().account.id;
    let twice = world.app.accounts().add(two, Choice::OnlyNew).await.unwrap_err();
    assert_eq!(twice, AddError::There { conflict: Conflict::Same { of: first } });
}

#[tokio::test]
async fn a_counter_is_durable_before_its_code_is_shown_v44() {
    let text =
        "otpauth://hotp/Acme:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0&issuer=Acme";
    let operations = {
        let world = World::new();
        let id = add(&world, text, Choice::OnlyNew).await.unwrap().account.id;
        world.store.inject(Disk::None);
        let code = world.app.accounts().next_code(id).unwrap();
        assert_eq!((code.code.as_str(), code.counter), ("755224", 0), "RFC 4226, appendix D");
        assert_eq!(world.app.accounts().next_code(id).unwrap().code, "287082");
        world.store.operations()
    };
    for at in 0..operations {
        for kept in 0..3 {
            let mut world = World::new();
            let id = add(&world, text, Choice::OnlyNew).await.unwrap().account.id;
            world.store.inject(Disk::PowerLossBefore(at));
            let mut shown = Vec::new();
            while let Ok(code) = world.app.accounts().next_code(id) {
                shown.push(code.counter);
                if shown.len() == 3 {
                    break;
                }
            }
            world.store.reboot(kept);
            world.restart();
            let next = world.app.accounts().next_code(id).unwrap().counter;
            assert!(shown.iter().all(|counter| *counter < next), "at {at}: {shown:?}, then {next}");
        }
    }
}

#[tokio::test]
async fn a_full_disk_gives_no_counter_code_v44() {
    let world = World::new();
    let text =
        "otpauth://hotp/Acme:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=7&issuer=Acme";
    let id = add(&world, text, Choice::OnlyNew).await.unwrap().account.id;
    world.store.inject(Disk::FullAfterBytes(0));
    for _ in 0..3 {
        let refused = world.app.accounts().next_code(id).unwrap_err();
        assert_eq!(refused, AccountError::NotStored { why: SaveError::DiskFull });
    }
    world.store.inject(Disk::None);
    assert_eq!(world.app.accounts().next_code(id).unwrap().counter, 7, "none was used up");
}

#[tokio::test]
async fn removing_tells_the_server_and_leaves_nothing_a46() {
    let world = World::enrolled().await;
    world.asked(A).await;
    assert_eq!(world.app.accounts().remove(world.id()).await.unwrap(), Removal::Forgotten);
    assert_eq!((world.server.devices(), world.accounts().len()), (0, 0));
    assert!(world.app.requests().inbox().unwrap().requests.is_empty());
    assert!(world.store.bytes(VaultFile::Previous).is_none());
}

#[tokio::test]
async fn a_removal_that_could_not_be_told_is_pending_and_told_later_a46() {
    let mut world = World::enrolled().await;
    world.asked(A).await;
    for _ in 0..3 {
        world.server.fault("/push-mfa/device", Fault::Down);
    }
    assert_eq!(world.app.accounts().remove(world.id()).await.unwrap(), Removal::Queued);
    assert_eq!(world.account().state, AccountState::RemovalPending);
    assert!(world.app.requests().inbox().unwrap().requests.is_empty(), "its requests went at once");
    assert!(world.app.accounts().codes(None).is_ok());
    world.restart();
    let inbox = world.app.requests().inbox().unwrap();
    assert_eq!(inbox.accounts[0].state, AccountState::RemovalPending, "the person is told");
    world.app.refresh().await.unwrap();
    assert!(world.accounts().is_empty());
    assert_eq!(world.server.devices(), 0);
}

#[tokio::test]
async fn what_it_switched_off_is_not_called_ready_a51() {
    let mut world = World::enrolled().await;
    for (word, state) in [("off", AccountState::Off), ("active", AccountState::Active)] {
        world.server.set_account(word);
        let inbox = world.app.refresh().await.unwrap();
        assert_eq!(world.account().state, state);
        assert_eq!(inbox.accounts.len(), usize::from(state == AccountState::Off), "{word}");
        world.restart();
        assert_eq!(world.account().state, state, "it is kept");
    }
}

#[tokio::test]
async fn an_answer_of_the_server_does_not_undo_a_removal_a46() {
    let world = World::enrolled().await;
    let late = std::sync::Arc::new(tokio::sync::Notify::new());
    world.server.set_account("paused");
    world.server.ask(A);
    world.server.fault("/login/pending", Fault::Held(std::sync::Arc::clone(&late)));
    let mut polling = Box::pin(world.app.refresh());
    assert!(crate::together::turn(&mut polling).await.is_none());
    for _ in 0..3 {
        world.server.fault("/push-mfa/device", Fault::Down);
    }
    world.app.accounts().remove(world.id()).await.unwrap();
    late.notify_one();
    let inbox = polling.await.unwrap();
    assert!(inbox.requests.is_empty());
    assert_eq!(world.account().state, AccountState::RemovalPending);
}

#[tokio::test]
async fn a_pending_removal_can_be_dropped_without_the_server_a46() {
    let world = World::enrolled().await;
    let id = world.id();
    let not_pending = world.app.accounts().drop_pending_removal(id).await.unwrap_err();
    assert_eq!(not_pending, AccountError::NoSuchAccount);
    for _ in 0..3 {
        world.server.fault("/push-mfa/device", Fault::Down);
    }
    world.app.accounts().remove(id).await.unwrap();
    world.app.accounts().drop_pending_removal(id).await.unwrap();
    assert!(world.accounts().is_empty());
    let plain = World::plainly_enrolled().await;
    assert_eq!(plain.app.accounts().remove(plain.id()).await.unwrap(), Removal::AlsoOnThePage);
    assert!(plain.accounts().is_empty());
}

#[tokio::test]
async fn power_lost_while_removing_leaves_an_account_that_is_still_told_of_a46() {
    let operations = {
        let world = World::enrolled().await;
        world.store.inject(Disk::None);
        world.app.accounts().remove(world.id()).await.unwrap();
        world.store.operations()
    };
    for at in 0..=operations {
        let mut world = World::enrolled().await;
        world.store.inject(Disk::PowerLossBefore(at));
        let _ = world.app.accounts().remove(world.id()).await;
        world.store.reboot(1);
        world.restart();
        // Before or after, never a phone that the server knows and the person does not see.
        assert!(world.server.devices() == 0 || world.accounts().len() == 1, "at {at}");
        if world.server.devices() == 0 && !world.accounts().is_empty() {
            world.server.fault(
                "/push-mfa/device",
                Fault::Says(403, json!({"error": "x", "code": "unlinked"})),
            );
            world.app.refresh().await.unwrap();
            assert!(world.accounts().is_empty(), "at {at}");
        }
    }
}

#[tokio::test]
async fn too_old_an_app_is_told_to_update_a57() {
    let world = World::enrolled().await;
    world.server.ask_with(A, &json!({"purpose": "payment"}));
    let inbox = world.app.refresh().await.unwrap();
    assert!(inbox.requests.is_empty());
    assert_eq!(inbox.accounts[0].trouble, Some(AccountTrouble::AppTooOld));
}

#[tokio::test]
async fn asking_for_the_next_code_of_another_kind_of_account_says_why() {
    let world = World::enrolled().await;
    let own = world.id();
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for (text, expected) in [
        (format!("otpauth://totp/Acme:me?secret={secret}"), AccountError::NotCounterBased),
        (format!("otpauth://steam/Steam:me?secret={secret}"), AccountError::NotCounterBased),
        (
            "motp://Acme:me?secret=00112233445566778899aabbccddeeff".to_owned(),
            AccountError::PinNeeded,
        ),
    ] {
        let id = add(&world, &text, Choice::KeepBoth).await.unwrap().account.id;
        assert_eq!(world.app.accounts().next_code(id).unwrap_err(), expected, "{text}");
        let codes = world.app.accounts().codes(None).unwrap();
        let code = codes.iter().find(|code| code.id == id).unwrap();
        assert_eq!(code.needs_pin, code.code.is_none(), "{text}");
    }
    assert_eq!(world.app.accounts().next_code(own).unwrap_err(), AccountError::NotCounterBased);
    let plain = World::plainly_enrolled().await;
    assert_eq!(plain.app.accounts().next_code(plain.id()).unwrap_err(), AccountError::NoCodes);
}
