//! Typing the set-up, scanning the number, and taking an approval back, against the running service.

use countersign_core::app::{
    AccountState, AddError, Choice, Outcome, PastOutcome, Phase, RequestError, ServiceError, Unlock,
};
use countersign_core::secret::SecretString;
use countersign_e2e::phone::passcode;
use countersign_e2e::pictures::read;
use countersign_e2e::{IDA, Puppet, Stage};

#[tokio::test]
async fn the_address_and_the_code_of_the_page_set_a_phone_up_a08() {
    let stage = Stage::with_ida().await;
    let phone = stage.phone("Ida's phone");
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    browser.to("scan").await;
    let (address, code) = browser.typed();
    let services = phone.app.services();
    let typed = async |code: &str| {
        services.preview_typed(&address, &SecretString::new(code.to_owned())).await
    };
    assert_eq!(typed("00000-00000").await.map(drop), Err(AddError::NoSuchCode));
    let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    let preview = typed(&sloppy).await.unwrap();
    phone.app.accounts().add(preview, Choice::OnlyNew).await.unwrap();
    browser.to("try_out").await;
    phone.approve(&browser.number()).await;
    browser.to("signed_in").await;
    phone.refresh().await.unwrap();
    assert_eq!(phone.app.accounts().list().unwrap()[0].state, AccountState::Active);
    assert_eq!(typed(&code).await.map(drop), Err(AddError::Used));
}

#[tokio::test]
async fn scanning_the_code_beside_the_number_signs_in_a30() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let requests = phone.app.requests();
    let before = Puppet::sign_in(&stage, IDA).await;
    let old_code = read(&before.code());
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    let code = read(&browser.code());
    let request = phone.request().await;
    let id = &request.request.id;
    assert!(request.can_scan);
    let other = requests.match_scanned(id, old_code.as_bytes()).unwrap_err();
    assert_eq!(other, RequestError::OtherSignIn);
    assert_eq!(phone.look().await.unwrap().phase, Phase::Open, "nothing was sent");
    requests.match_scanned(id, code.as_bytes()).unwrap();
    requests.authorise(id, Unlock::Passcode(&passcode())).unwrap();
    let approved = requests.approve(id).await.unwrap();
    assert_eq!(approved.outcome, Some(Outcome::Approved));
    browser.to("signed_in").await;
}

#[tokio::test]
async fn this_was_not_me_ends_the_session_that_was_approved_a42() {
    let (stage, phone) = Stage::with_idas_phone().await;
    let id = phone.app.accounts().list().unwrap()[0].id;
    let services = phone.app.services();
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    phone.approve(&browser.number()).await;
    browser.to("signed_in").await;
    let past = services.activity(id).await.unwrap();
    let last = &past[0];
    assert_eq!((last.outcome, last.can_undo), (PastOutcome::Approved, true));
    assert_eq!(last.service.as_deref(), Some("Mail"));
    services.undo(id, &last.id).await.unwrap();
    assert_eq!(browser.state().await, "sign_in");
    let past = services.activity(id).await.unwrap();
    assert!(!past[0].can_undo);
    let nobodys = "aaaaaaaa-0000-4000-8000-000000000000";
    assert_eq!(services.undo(id, nobodys).await, Err(ServiceError::NoSuchRequest));
}
