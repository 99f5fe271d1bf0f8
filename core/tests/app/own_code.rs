//! The one-time code of an account that confirms sign-ins.

use countersign_core::app::{AccountError, AccountState, Removal};

use crate::server::{Fault, SEED};
use crate::world::{NOW, Refresh, World};

#[tokio::test]
async fn without_a_network_the_account_shows_its_own_code_and_whose_it_is_a27() {
    let mut world = World::enrolled().await;
    for _ in 0..9 {
        world.server.fault("", Fault::Down);
    }
    world.restart();
    world.app.refresh().await.unwrap();
    let row = world.account();
    assert!(row.push.as_ref().unwrap().has_code);
    let codes = world.app.accounts().codes(None).unwrap();
    let [code] = codes.as_slice() else { panic!("{codes:?}") };
    assert_eq!((code.id, &code.issuer, &code.label), (row.id, &row.issuer, &row.label));
    assert!(code.of_push);
    // Any other app makes the same of the seed.
    let link = format!("otpauth://totp/Other:app?secret={SEED}");
    let preview = world.app.accounts().preview(link.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, countersign_core::app::Choice::OnlyNew).await.unwrap();
    for at in [NOW, NOW + 30, NOW + 86_400] {
        let codes = world.app.accounts().codes(Some(at)).unwrap();
        let (own, other) = (&codes[0], &codes[1]);
        assert_eq!((own.of_push, other.of_push), (true, false));
        assert_eq!((&own.code, &own.next), (&other.code, &other.next));
        assert_eq!(own.code.as_ref().unwrap().len(), 6);
    }
}

#[tokio::test]
async fn a_service_without_codes_gives_none_a27() {
    let world = World::plainly_enrolled().await;
    assert!(!world.account().push.unwrap().has_code);
    assert!(world.app.accounts().codes(None).unwrap().is_empty());
    assert_eq!(world.app.accounts().next_code(world.id()), Err(AccountError::NoCodes));
}

#[tokio::test]
async fn the_code_of_an_account_that_was_removed_is_gone_a27_a46() {
    // There is no network: it is gone here, and said to be still pending.
    let world = World::enrolled().await;
    for _ in 0..9 {
        world.server.fault("/push-mfa/device", Fault::Down);
    }
    assert_eq!(world.app.accounts().remove(world.id()).await, Ok(Removal::Queued));
    assert_eq!(world.account().state, AccountState::RemovalPending);
    assert!(world.app.accounts().codes(None).unwrap().is_empty());
}
