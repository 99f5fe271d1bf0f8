//! Steps that many stories share.

use countersign_e2e::{ADMIN, Browser, IDA, PASSWORD, Phone, Stage};
use countersign_signin::pages::paths;
use countersign_signin::{Mfa, Role};

/// Ida types her password; the page asks for the number.
pub(crate) async fn asked(browser: &Browser) -> String {
    browser.sign_in(IDA).await;
    browser.expect("Approve this sign-in").await;
    browser.number().await
}

/// Ida signs in with the number and answers "Stay signed in?".
pub(crate) async fn signed_in(browser: &Browser, phone: &Phone, stay: &str) {
    let number = asked(browser).await;
    phone.approve(&number).await;
    browser.expect("Stay signed in?").await;
    browser.press(stay).await;
    browser.expect("Mail").await;
}

/// Nobody is signed in here: the cloud app leads to the password.
pub(crate) async fn nobody_is_signed_in(browser: &Browser) {
    browser.open(paths::MAIL).await;
    assert_ne!(browser.heading().await.as_deref(), Some("Mail"));
}

/// A browser where an administrator looks at the page.
pub(crate) async fn administrator(stage: &Stage) -> Browser {
    stage.add(ADMIN, Mfa::Off, Role::Admin);
    let browser = stage.browser().await;
    browser.open(paths::ADMIN).await;
    browser.expect("Administration").await;
    browser.type_password(ADMIN, PASSWORD).await;
    browser.expect_text("#users", "Users").await;
    browser
}
