//! Setting up by address and code, for who cannot scan.

use countersign_core::app::{AddError, Choice, Preview, UnreachableCause};
use countersign_core::payload::{Field, Malformed, Reason};
use countersign_core::push::testing::ISSUER;
use serde_json::json;

use crate::server::Fault;
use crate::world::{World, secret};

const CODE: &str = "01234-56789";

async fn preview(world: &World, address: &str, code: &str) -> Result<Preview, AddError> {
    world.app.services().preview_typed(address, &secret(code)).await
}

fn asked(world: &World) -> usize {
    world.server.calls().iter().filter(|call| call.path.contains("/enroll/code/")).count()
}

#[tokio::test]
async fn what_is_typed_sets_up_what_the_code_would_a08() {
    let bare = ISSUER.trim_start_matches("https://");
    for (n, (address, code)) in [
        (ISSUER, CODE),
        (bare, "0123456789"),
        (" https://idp.example/realms/demo/ ", "O1234 5678 9"),
        (ISSUER, "o i 2 3 4 - 5 6 7 8 9"),
        (ISSUER, "0L234\u{2013}56789"),
    ]
    .into_iter()
    .enumerate()
    {
        let world = World::new();
        let n = u8::try_from(n).unwrap();
        world.server.typed(n, "0123456789");
        let made = preview(&world, address, code).await;
        let Ok(Preview::Enrol(offer)) = made else { panic!("{address} {code}: {made:?}") };
        assert_eq!((offer.host.as_str(), offer.organisation.is_some()), ("idp.example", true));
        assert!(world.accounts().is_empty(), "nothing is stored before the person goes on");
        let scanned = {
            let other = World::new();
            other.add(n).await.unwrap().account
        };
        let added = world.app.accounts().add(Preview::Enrol(offer), Choice::OnlyNew).await.unwrap();
        assert_eq!(
            (&added.account.issuer, &added.account.label, added.account.state),
            (&scanned.issuer, &scanned.label, scanned.state)
        );
    }
}

#[tokio::test]
async fn what_can_be_no_code_or_no_address_asks_nobody_a08() {
    let world = World::new();
    let finding = |field, reason| Err(AddError::BadCode { finding: Malformed::new(field, reason) });
    let said = async |address, code| preview(&world, address, code).await.map(drop);
    assert_eq!(said(ISSUER, "").await, finding(Field::Token, Reason::Empty));
    assert_eq!(said(ISSUER, "01234-5678").await, finding(Field::Token, Reason::Missing));
    assert_eq!(
        said(ISSUER, "0123U56789").await,
        finding(Field::Token, Reason::BadCharacter { at: 4 })
    );
    assert_eq!(
        said(ISSUER, "0123/56789").await,
        finding(Field::Token, Reason::BadCharacter { at: 4 })
    );
    let http = ISSUER.replace("https", "http");
    assert_eq!(said(http.as_str(), CODE).await, finding(Field::Url, Reason::NotHttps));
    let elsewhere = said("idp.example/somewhere", CODE).await;
    assert_eq!(elsewhere, finding(Field::Url, Reason::Unsupported));
    assert_eq!(asked(&world), 0);
    world.app.vault().lock();
    assert_eq!(preview(&world, ISSUER, CODE).await.map(drop), Err(AddError::Locked));
    assert_eq!(asked(&world), 0);
}

#[tokio::test]
async fn a_code_that_is_not_there_any_more_says_why_a08_a14() {
    let world = World::new();
    world.server.typed(1, "0123456789");
    let said = async |code| preview(&world, ISSUER, code).await.map(drop);
    assert_eq!(said("98765-43210").await, Err(AddError::NoSuchCode));
    let made = preview(&world, ISSUER, CODE).await.unwrap();
    world.app.accounts().add(made, Choice::OnlyNew).await.unwrap();
    assert_eq!(said(CODE).await, Err(AddError::Used));
    let coded = |word: &str| json!({"error": "prose", "code": word});
    world.server.fault("/0123456789", Fault::Says(410, coded("code_expired")));
    assert_eq!(said(CODE).await, Err(AddError::Expired));
    // Too many were wrong: how long to wait is told.
    let wait = ("retry-after", "45");
    world.server.fault("/0123456789", Fault::SaysWith(429, wait, coded("rate_limited")));
    let busy =
        AddError::Unreachable { why: UnreachableCause::TooManyRequests, retry_after: Some(45) };
    assert_eq!(said(CODE).await, Err(busy));
}

#[tokio::test]
async fn an_offer_of_another_service_is_not_taken_for_a_typed_one_a08_a62() {
    // Who answers under the typed address cannot hand out what somebody else signed.
    let world = World::new();
    let other = "https://evil.example/realms/demo";
    world.server.typed(1, "0123456789");
    let refused = preview(&world, other, CODE).await.map(drop);
    assert_eq!(refused, Err(AddError::WrongIssuer));
    assert!(world.accounts().is_empty());
}
