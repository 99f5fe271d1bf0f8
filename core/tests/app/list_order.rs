//! The list as the person wants it: names, order, search, masked codes, the clipboard.

use countersign_core::account::AccountId;
use countersign_core::app::{AccountError, Choice, SHOWN_FOR, SaveError};
use countersign_core::payload::{Field, Malformed, Reason};
use countersign_core::vault::Unlock;
use countersign_core::vault::testing::Fault as Disk;

use crate::world::{NOW, World};

/// A phone with three code accounts.
async fn three() -> (World, [AccountId; 3]) {
    let world = World::new();
    let mut ids = Vec::new();
    for (issuer, user, secret) in [
        ("Harbour", "ida@harbour.example", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        ("Shop", "ida@home.example", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"),
        ("\u{c4}rzte", "IDA@clinic.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    ] {
        let text = format!("otpauth://totp/{issuer}:{user}?secret={secret}&issuer={issuer}");
        let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
        ids.push(world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap().account.id);
    }
    (world, ids.try_into().unwrap())
}

fn issuers(world: &World) -> Vec<String> {
    world.accounts().into_iter().map(|account| account.issuer).collect()
}

#[tokio::test]
async fn a_name_of_ones_own_shows_everywhere_and_goes_back_a43() {
    let (mut world, [harbour, ..]) = three().await;
    world.app.accounts().rename(harbour, "  The office  ").unwrap();
    world.restart();
    assert_eq!(issuers(&world)[0], "The office");
    assert_eq!(world.app.accounts().codes(Some(59)).unwrap()[0].issuer, "The office");
    assert_eq!(world.accounts()[0].label, "ida@harbour.example", "the name there stays");
    assert_eq!(world.app.accounts().codes(Some(59)).unwrap()[0].code.as_deref(), Some("287082"));
    world.app.accounts().rename(harbour, " ").unwrap();
    assert_eq!(issuers(&world)[0], "Harbour");
}

#[tokio::test]
async fn a_name_that_lies_or_is_too_long_is_refused_a43() {
    let (world, [harbour, ..]) = three().await;
    let reason = |name: &str| {
        let error = world.app.accounts().rename(harbour, name).unwrap_err();
        let AccountError::BadName { finding: Malformed { field: Field::Issuer, reason, .. } } =
            error
        else {
            panic!("{error:?}")
        };
        reason
    };
    assert_eq!(reason("Shop\nHarbour"), Reason::ControlCharacter);
    assert_eq!(reason(&"x".repeat(129)), Reason::TooLong { max: 128 });
    world.app.accounts().rename(harbour, &"\u{1f511}".repeat(128)).unwrap();
    // What reverses the writing never reaches the screen.
    if world.app.accounts().rename(harbour, "Shop\u{202e}eman").is_ok() {
        assert!(!issuers(&world)[0].contains('\u{202e}'));
    }
}

#[tokio::test]
async fn the_order_is_the_persons_and_stays_a43() {
    let (mut world, [harbour, shop, clinic]) = three().await;
    world.app.accounts().reorder(&[clinic, harbour]).unwrap();
    world.restart();
    let order: Vec<AccountId> = world.accounts().iter().map(|account| account.id).collect();
    assert_eq!(order, [clinic, harbour, shop], "what is not named follows");
    let codes: Vec<AccountId> =
        world.app.accounts().codes(None).unwrap().iter().map(|row| row.id).collect();
    assert_eq!(codes, order, "the codes come in the same order");
    // A new account comes last.
    let text = "otpauth://totp/New:ida?secret=NBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=New";
    let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap();
    assert_eq!(issuers(&world).last().unwrap(), "New");
}

#[tokio::test]
async fn an_order_with_a_stranger_in_it_moves_nothing_a43() {
    let (world, [harbour, shop, clinic]) = three().await;
    let stranger = AccountId::parse("0000000000000000").unwrap();
    let refused = world.app.accounts().reorder(&[clinic, stranger, shop]).unwrap_err();
    assert_eq!(refused, AccountError::NoSuchAccount);
    // The same account twice counts once, at its first place.
    world.app.accounts().reorder(&[shop, harbour, shop]).unwrap();
    let order: Vec<AccountId> = world.accounts().iter().map(|account| account.id).collect();
    assert_eq!(order, [shop, harbour, clinic]);
}

#[tokio::test]
async fn a_search_finds_every_word_in_any_name_and_case_a43() {
    let (world, [harbour, shop, clinic]) = three().await;
    let found = |text: &str| -> Vec<AccountId> {
        world
            .app
            .accounts()
            .search(text)
            .unwrap()
            .rows
            .into_iter()
            .map(|account| account.id)
            .collect()
    };
    assert_eq!(found(""), [harbour, shop, clinic]);
    assert_eq!(found("ida"), [harbour, shop, clinic]);
    assert_eq!(found("HARB ida"), [harbour]);
    assert_eq!(found("\u{e4}rzte"), [clinic]);
    assert_eq!(found("ida nowhere"), []);
    world.app.accounts().rename(shop, "Groceries").unwrap();
    assert_eq!(found("groc"), [shop]);
    assert_eq!(found("shop"), [shop], "the issuer's own name is found still");
    assert_eq!(found("GEZDGNBVGY3TQOJQ"), [], "secrets are not searched");
}

#[tokio::test]
async fn what_could_not_be_stored_is_not_so_a43() {
    let (mut world, [harbour, shop, clinic]) = three().await;
    world.store.inject(Disk::FullAfterBytes(0));
    let full = AccountError::NotStored { why: SaveError::DiskFull };
    assert_eq!(world.app.accounts().rename(harbour, "Office").unwrap_err(), full);
    assert_eq!(world.app.accounts().reorder(&[clinic, shop, harbour]).unwrap_err(), full);
    assert_eq!(world.app.accounts().hide_codes().unwrap_err(), full);
    assert_eq!(issuers(&world)[0], "Harbour");
    assert!(!world.app.accounts().hides_codes().unwrap());
    world.store.inject(Disk::None);
    world.restart();
    assert_eq!(issuers(&world)[0], "Harbour");
}

#[tokio::test]
async fn a_locked_app_arranges_nothing_v72() {
    let (world, [harbour, ..]) = three().await;
    world.app.vault().lock();
    assert_eq!(world.app.accounts().rename(harbour, "x").unwrap_err(), AccountError::Locked);
    assert_eq!(world.app.accounts().reorder(&[harbour]).unwrap_err(), AccountError::Locked);
    assert_eq!(world.app.accounts().search("").unwrap_err(), AccountError::Locked);
    assert_eq!(world.app.accounts().hide_codes().unwrap_err(), AccountError::Locked);
    assert_eq!(world.app.accounts().reveal(harbour).unwrap_err(), AccountError::Locked);
    assert_eq!(world.app.accounts().copied().unwrap_err(), AccountError::Locked);
}

fn masked(world: &World) -> [bool; 3] {
    let rows = world.app.accounts().codes(None).unwrap();
    rows.iter().map(|row| row.masked).collect::<Vec<_>>().try_into().unwrap()
}

#[tokio::test]
async fn hidden_codes_are_masked_until_tapped_and_again_later_a44_v64() {
    let (mut world, [_, shop, _]) = three().await;
    assert_eq!(masked(&world), [false; 3]);
    world.app.accounts().hide_codes().unwrap();
    world.restart();
    assert!(world.app.accounts().hides_codes().unwrap(), "it is kept");
    assert_eq!(masked(&world), [true; 3]);
    assert_eq!(world.app.accounts().reveal(shop).unwrap(), NOW + SHOWN_FOR);
    assert_eq!(masked(&world), [true, false, true], "the tapped one only");
    world.clock.advance(SHOWN_FOR - 1);
    assert_eq!(masked(&world), [true, false, true]);
    world.clock.advance(1);
    assert_eq!(masked(&world), [true; 3]);
    world.app.accounts().reveal(shop).unwrap();
    world.app.accounts().show_codes(Unlock::Platform).unwrap();
    assert_eq!(masked(&world), [false; 3]);
}

#[tokio::test]
async fn what_was_tapped_before_codes_are_hidden_is_masked_with_them_v64() {
    let (world, [_, shop, _]) = three().await;
    world.app.accounts().reveal(shop).unwrap();
    world.app.accounts().hide_codes().unwrap();
    assert_eq!(masked(&world), [true; 3]);
}

#[tokio::test]
async fn a_lock_or_a_clock_set_back_masks_again_v64() {
    let (mut world, [harbour, shop, _]) = three().await;
    world.app.accounts().hide_codes().unwrap();
    world.app.accounts().reveal(harbour).unwrap();
    world.restart();
    assert_eq!(masked(&world), [true; 3]);
    world.app.accounts().reveal(shop).unwrap();
    world.clock.set(NOW - 3600);
    assert_eq!(masked(&world), [true; 3], "an hour back is not an hour of showing");
    let stranger = AccountId::parse("0000000000000000").unwrap();
    assert_eq!(world.app.accounts().reveal(stranger).unwrap_err(), AccountError::NoSuchAccount);
}

#[tokio::test]
async fn a_copied_code_leaves_the_clipboard_also_after_a_lock_v64() {
    let (world, _) = three().await;
    assert!(!world.app.accounts().clear_clipboard_when_due().unwrap());
    let rule = world.app.accounts().copied().unwrap();
    assert!(rule.sensitive);
    assert_eq!(rule.clear_at, NOW + SHOWN_FOR);
    world.clock.advance(20);
    world.app.accounts().copied().unwrap();
    world.app.vault().lock();
    world.clock.advance(SHOWN_FOR - 1);
    assert!(!world.app.accounts().clear_clipboard_when_due().unwrap(), "the last one counts");
    world.clock.advance(1);
    assert!(world.app.accounts().clear_clipboard_when_due().unwrap());
    assert!(!world.app.accounts().clear_clipboard_when_due().unwrap(), "once");
}
