//! Enrolling, with a crash, a full disk or a lost reply at every step.

use std::sync::{Arc, Mutex};

use countersign_core::app::{
    AccountChange, AccountState, AccountTrouble, AddError, Added, Choice, Conflict, Preview,
    SaveError,
};
use countersign_core::device::VaultFile;
use countersign_core::net::UnreachableCause;
use countersign_core::push::EnrolError;
use countersign_core::vault::testing::{Fault as Disk, MemoryDeviceState};
use serde_json::json;
use tokio::sync::Notify;

use crate::server::Fault;
use crate::together::turn;
use crate::world::{Refresh, World};

const COMPLETE: &str = "/enroll/complete";
const FULL: AddError = AddError::NotStored { why: SaveError::DiskFull };

#[tokio::test]
async fn scanning_brings_organisation_and_user_without_typing_a07() {
    let world = World::new();
    let added = world.add(1).await.unwrap();
    assert_eq!(
        (added.account.issuer.as_str(), added.account.label.as_str()),
        ("Example Org", "alice@example.org")
    );
    assert_eq!(added.account.state, AccountState::TryoutPending);
    assert_eq!(added.replaced, None);
    assert_eq!(world.app.accounts().codes(None).unwrap().len(), 1, "its own code works at once");
}

#[tokio::test]
async fn the_key_is_durable_before_the_completion_is_sent_v40() {
    let mut world = World::new();
    let at_sending = Arc::new(Mutex::new(None));
    let (store, kept) = (Arc::clone(&world.store), Arc::clone(&at_sending));
    world.server.on(COMPLETE, move || *kept.lock().unwrap() = store.bytes(VaultFile::Current));
    world.server.fault(COMPLETE, Fault::Lost);
    world.server.fault(COMPLETE, Fault::Lost);
    world.server.fault(COMPLETE, Fault::Lost);
    assert_eq!(
        world.add(1).await.unwrap_err(),
        EnrolError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None }.into()
    );
    // Power went when the first byte was sent: what the disk held then is enough.
    world.store.put(VaultFile::Current, at_sending.lock().unwrap().take());
    world.restart();
    assert_eq!(world.account().state, AccountState::TryoutPending);
    world.app.refresh().await.unwrap();
    let sent = world.completions();
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|body| *body == sent[0]), "the identical completion");
    assert_eq!(world.server.devices(), 1);
    assert_eq!(world.app.accounts().codes(None).unwrap().len(), 1, "and its reply was taken in");
}

#[tokio::test]
async fn after_a_lost_reply_a_refresh_repeats_the_identical_completion_a56() {
    for plain in [false, true] {
        let mut world = if plain { World::plain() } else { World::new() };
        for _ in 0..3 {
            world.server.fault(COMPLETE, Fault::Lost);
        }
        world.add(1).await.unwrap_err();
        world.restart();
        let inbox = world.app.refresh().await.unwrap();
        assert!(inbox.accounts.iter().all(|note| note.trouble.is_none()), "{:?}", inbox.accounts);
        let sent = world.completions();
        assert!(sent.iter().all(|body| *body == sent[0]));
        assert_eq!(world.server.devices(), 1);
        world.app.refresh().await.unwrap();
        assert_eq!(world.account().state, AccountState::Active);
        assert_eq!(world.completions().len(), sent.len(), "no more of them");
    }
}

#[tokio::test]
async fn power_lost_at_any_disk_operation_leaves_all_or_nothing_v40() {
    let operations = {
        let world = World::new();
        world.store.inject(Disk::None);
        world.add(1).await.unwrap();
        world.store.operations()
    };
    assert!(operations > 4);
    for at in 0..=operations {
        for kept in 0..3 {
            let mut world = World::new();
            world.store.inject(Disk::PowerLossBefore(at));
            let result = world.add(1).await;
            let sent = world.completions().len();
            world.store.reboot(kept);
            world.restart();
            world.app.refresh().await.unwrap();
            match world.accounts().as_slice() {
                [] => assert_eq!((sent, world.server.devices()), (0, 0), "at {at}, {result:?}"),
                [account] => {
                    assert_eq!(world.server.devices(), 1, "at {at}");
                    let push = account.push.as_ref().unwrap();
                    assert_eq!(push.host, "idp.example");
                    assert_eq!(push.page.as_deref(), Some("https://idp.example/"));
                    world.app.refresh().await.unwrap();
                    assert_eq!(world.account().state, AccountState::Active);
                }
                more => panic!("{more:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_full_disk_before_sending_sends_nothing_v40() {
    let world = World::new();
    let preview = world.preview(1).await;
    world.store.inject(Disk::FullAfterBytes(0));
    assert_eq!(world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap_err(), FULL);
    world.store.inject(Disk::None);
    assert!(world.accounts().is_empty() && world.completions().is_empty());
    world.add(1).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_when_the_reply_comes_loses_nothing_a56() {
    let world = World::new();
    let store = Arc::clone(&world.store);
    world.server.on(COMPLETE, move || store.inject(Disk::FullAfterBytes(0)));
    assert_eq!(world.add(1).await.unwrap_err(), FULL);
    let inbox = world.app.refresh().await.unwrap();
    assert_eq!(inbox.accounts[0].trouble, Some(AccountTrouble::Device), "it says so");
    world.store.inject(Disk::None);
    world.app.refresh().await.unwrap();
    world.app.refresh().await.unwrap();
    assert_eq!(world.account().state, AccountState::Active);
    assert_eq!(world.server.devices(), 1);
    let sent = world.completions();
    assert!(sent.iter().all(|body| *body == sent[0]));
}

#[tokio::test]
async fn a_final_refusal_leaves_nothing_behind_a14_a15() {
    let cases = [
        (410, json!({"error": "x", "code": "already_used"}), EnrolError::AlreadyUsed),
        (410, json!({"error": "x", "code": "code_expired"}), EnrolError::CodeExpired),
        (409, json!({"error": "x"}), EnrolError::NameTaken),
        (426, json!({"error": "x", "code": "app_too_old"}), EnrolError::AppTooOld { needed: None }),
        (403, json!({"error": "x"}), EnrolError::Refused { status: Some(403) }),
    ];
    for (status, body, expected) in cases {
        let mut world = World::new();
        world.server.fault(COMPLETE, Fault::Says(status, body));
        assert_eq!(world.add(1).await.unwrap_err(), expected.into());
        assert!(world.accounts().is_empty());
        assert!(world.store.bytes(VaultFile::Previous).is_none(), "not in the old file either");
        world.restart();
        assert!(world.app.refresh().await.unwrap().accounts.is_empty());
        assert_eq!(world.completions().len(), 1, "and nothing is tried again");
    }
}

#[tokio::test]
async fn the_person_says_how_this_phone_is_listed() {
    let world = World::new();
    let listed = |added: &Added| {
        let label = added.account.push.as_ref().unwrap().device_label.clone();
        let (name, suffix) = label.rsplit_once(' ').unwrap();
        assert_eq!(suffix.len(), 4, "{label}");
        (name.to_owned(), suffix.to_owned())
    };
    let suggested = |preview: &Preview| match preview {
        Preview::Enrol(offer) => offer.device_name.clone(),
        Preview::Otp(_) => panic!("not an enrolment"),
    };
    assert_eq!(suggested(&world.preview(1).await), "Pixel");
    // Said while the preview is on the screen: it holds for this one already.
    let preview = world.preview(2).await;
    world.app.set_device_name(" Ida's\u{202e} travel phone\n");
    let first = listed(&world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap());
    assert_eq!(first.0, "Ida's travel phone");
    assert_eq!(suggested(&world.preview(3).await), "Ida's travel phone", "and stays");
    let preview = world.preview(4).await;
    let second = listed(&world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap());
    assert_eq!(second.0, first.0);
    assert_ne!(second.1, first.1, "the same name makes another label");
    world.app.set_device_name(" \u{200b} ");
    let preview = world.preview(5).await;
    assert_eq!(suggested(&preview), "Pixel", "nothing is no name");
    let third = listed(&world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap());
    assert_eq!(third.0, "Pixel");
}

#[tokio::test]
async fn a_code_that_was_used_changes_nothing_on_the_first_phone_a14() {
    let world = World::enrolled().await;
    let uri =
        world.server.calls().iter().find(|c| c.path.contains("request-token")).unwrap().url.clone();
    let text = format!(
        "https://app.example/enroll#request_uri={}",
        uri.replace(':', "%3A").replace('/', "%2F")
    );
    let refused = world.app.accounts().preview(text.as_bytes()).await.unwrap_err();
    assert_eq!(refused, AddError::Used);
    assert_eq!(world.account().state, AccountState::Active);
}

#[tokio::test]
async fn a_refresh_while_a_completion_is_under_way_neither_repeats_nor_undoes_it_a56() {
    for plain in [false, true] {
        let world = if plain { World::plain() } else { World::new() };
        let reply = Arc::new(Notify::new());
        world.server.fault(COMPLETE, Fault::Held(Arc::clone(&reply)));
        let preview = world.preview(1).await;
        let accounts = world.app.accounts();
        let mut adding = Box::pin(accounts.add(preview, Choice::OnlyNew));
        assert!(turn(&mut adding).await.is_none());
        world.app.refresh().await.unwrap();
        world.app.refresh().await.unwrap();
        reply.notify_one();
        let added = adding.await.unwrap();
        assert_eq!((world.completions().len(), world.server.devices()), (1, 1));
        assert_eq!(world.id(), added.account.id);
    }
}

#[tokio::test]
async fn an_enrolment_whose_call_is_dropped_goes_on_at_the_next_refresh_a56() {
    let world = World::new();
    world.server.fault(COMPLETE, Fault::Hang);
    let preview = world.preview(1).await;
    let accounts = world.app.accounts();
    let mut adding = Box::pin(accounts.add(preview, Choice::OnlyNew));
    assert!(turn(&mut adding).await.is_none());
    drop(adding);
    world.app.refresh().await.unwrap();
    let sent = world.completions();
    assert_eq!((sent.len(), world.server.devices()), (2, 1));
    assert_eq!(sent[0], sent[1]);
}

#[tokio::test]
async fn an_account_removed_while_it_is_enrolled_does_not_come_back_a46() {
    let world = World::new();
    let reply = Arc::new(Notify::new());
    world.server.fault(COMPLETE, Fault::Held(Arc::clone(&reply)));
    let preview = world.preview(1).await;
    let accounts = world.app.accounts();
    let mut adding = Box::pin(accounts.add(preview, Choice::OnlyNew));
    assert!(turn(&mut adding).await.is_none());
    world.app.accounts().remove(world.id()).await.unwrap();
    reply.notify_one();
    assert_eq!(adding.await.unwrap_err(), AddError::Removed);
    assert_eq!(world.account().state, AccountState::RemovalPending);
    world.app.refresh().await.unwrap();
    assert!(world.accounts().is_empty());
    assert_eq!(world.server.devices(), 0);
}

#[tokio::test]
async fn only_what_never_worked_or_is_unlinked_is_replaced_a12() {
    // Never became active: replaced without asking.
    let world = World::new();
    let first = world.add(1).await.unwrap().account.id;
    let second = world.add(2).await.unwrap();
    assert_eq!(second.replaced, Some(first));
    assert_eq!(world.id(), second.account.id);
    // Active: asked, and both are kept.
    world.app.refresh().await.unwrap();
    assert_eq!(world.account().state, AccountState::Active);
    let error = world.add(3).await.unwrap_err();
    assert_eq!(error, AddError::There { conflict: Conflict::Registered { of: second.account.id } });
    let preview = world.preview(4).await;
    let third = world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap();
    assert_eq!((third.replaced, world.accounts().len()), (None, 2));
}

#[tokio::test]
async fn an_unlinked_account_is_replaced_a59() {
    let world = World::enrolled().await;
    let old = world.id();
    let unlinked = json!({"error": "x", "code": "unlinked"});
    world.server.fault("/login/pending", Fault::Says(403, unlinked));
    world.app.refresh().await.unwrap();
    assert_eq!(world.account().state, AccountState::Unlinked);
    assert_eq!(world.add(2).await.unwrap().replaced, Some(old));
    assert_eq!(world.account().state, AccountState::TryoutPending);
}

#[tokio::test]
async fn a_repeated_completion_does_not_replace_a_newer_enrolment_a56() {
    let world = World::new();
    world.server.set_account("tryout_pending");
    for _ in 0..3 {
        world.server.fault(COMPLETE, Fault::Lost);
    }
    world.add(1).await.unwrap_err();
    let old = world.id();
    // The second completion is under way when the first is repeated with success.
    let reply = Arc::new(Notify::new());
    world.server.fault(COMPLETE, Fault::Held(Arc::clone(&reply)));
    let preview = world.preview(2).await;
    let accounts = world.app.accounts();
    let mut adding = Box::pin(accounts.add(preview, Choice::OnlyNew));
    assert!(turn(&mut adding).await.is_none());
    world.app.refresh().await.unwrap();
    assert_eq!(world.accounts().len(), 2, "the older one takes nothing away");
    reply.notify_one();
    let added = adding.await.unwrap();
    assert_eq!(added.replaced, Some(old));
    assert_eq!(world.id(), added.account.id);
}

#[tokio::test]
async fn a_new_phone_does_not_take_the_vault_without_asking_v31() {
    let world = World::enrolled().await;
    let mut outside = world.outside.clone();
    outside.vault.device_state = Arc::new(MemoryDeviceState::new());
    let app = countersign_core::app::Authenticator::new(outside);
    app.vault().unlock(countersign_core::vault::Unlock::Platform).unwrap();
    let preview = app.accounts().preview(world.server.offer(9).as_bytes()).await.unwrap();
    let refused = app.accounts().add(preview, Choice::KeepBoth).await.unwrap_err();
    assert_eq!(refused, AddError::NotStored { why: SaveError::ReadOnly });
    assert_eq!(world.completions().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn what_is_set_up_again_keeps_its_name_and_its_place_a59_a49() {
    let world = World::enrolled().await;
    let other = "otpauth://totp/Other:x?secret=GEZDGNBVGY3TQOJQ".as_bytes();
    let preview = world.app.accounts().preview(other).await.unwrap();
    let other = world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap().account.id;
    let before = world.accounts().iter().find(|row| row.push.is_some()).unwrap().id;
    world.app.accounts().rename(before, "Work").unwrap();
    world.app.accounts().reorder(&[before, other]).unwrap();
    let settings = world.app.settings();
    settings.set(before, AccountChange::Note("asset 17".to_owned())).unwrap();
    settings.set(before, AccountChange::Tags(vec!["office".to_owned()])).unwrap();
    let gone = json!({"error": "prose", "code": "unlinked"});
    world.server.fault("/login/pending", Fault::Says(403, gone));
    world.app.refresh().await.unwrap();
    // No question is asked: the one that is there is of no use any more.
    let added = world.add(2).await.unwrap();
    assert_eq!(added.replaced, Some(before));
    let rows = world.accounts();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [added.account.id, other]);
    assert_eq!(rows[0].issuer, "Work");
    assert_eq!(added.account.issuer, "Work");
    let details = settings.details(added.account.id).unwrap();
    assert_eq!((details.note.as_str(), details.tags), ("asset 17", vec!["office".to_owned()]));
}
