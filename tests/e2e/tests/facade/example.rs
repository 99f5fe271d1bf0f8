//! The example `approve_request` of the core, against the service. The other two run by themselves (`tests/run rust`).

#[path = "../../../../core/examples/approve_request.rs"]
#[allow(dead_code, reason = "its `main` is for people")]
mod approve_request;

use countersign_core::push::request::Outcome;
use countersign_core::secret::SecretString;
use countersign_core::url::Network;
use countersign_e2e::folder::Folder;
use countersign_e2e::{IDA, Puppet, Stage, pictures};

use approve_request::{answer_next, set_up};

#[tokio::test]
async fn the_example_sets_a_phone_up_approves_and_denies() {
    let stage = Stage::under_the_systems_clock().await;
    stage.add(IDA, countersign_signin::Mfa::On, countersign_signin::Role::User);
    let folder = Folder::new();
    let mut browser = Puppet::sign_in(&stage, IDA).await;
    browser.to("scan").await;
    let link = pictures::read(&browser.code());

    let phone = set_up(folder.path(), &link, Network::LoopbackHttpToo).await.unwrap();
    browser.to("try_out").await;
    let number = browser.number();
    let tried = answer_next(&phone, async |_| Some(SecretString::new(number))).await.unwrap();
    assert_eq!(tried, Outcome::Approved);
    browser.to("signed_in").await;

    let mut other = Puppet::sign_in(&stage, IDA).await;
    let refused = answer_next(&phone, async |_| None).await.unwrap();
    assert!(matches!(refused, Outcome::Denied { .. }), "{refused:?}");
    assert_eq!(other.state().await, "denied");
}
