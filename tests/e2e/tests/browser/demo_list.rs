//! The list of the demo's phone, used as the apps' is: search, names, order, copies, codes that are hidden or typed.

use countersign_e2e::phone::PASSCODE;
use countersign_e2e::wait::until;
use countersign_e2e::{Browser, Looks, Show};
use serde_json::{Value, json};

use crate::demo::shot;

fn link(name: &str) -> String {
    format!("otpauth://totp/{name}:ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer={name}")
}

/// What the list shows, from top to bottom.
async fn names(phone: &Browser) -> Value {
    let script = "return [...document.querySelectorAll('.rows strong')].map(it => it.textContent)";
    phone.run(script, vec![]).await
}

async fn expect_names(phone: &Browser, wanted: Value) {
    let there = until(async || (names(phone).await == wanted).then_some(())).await;
    assert!(there.is_some(), "{wanted} is wanted, there is {}", names(phone).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_searched_renamed_ordered_and_copied_a43() {
    let links = ["Forge", "Shop", "Harbour"].map(link);
    let show = Show::with_codes(&links.each_ref().map(String::as_str)).await;
    let phone = show.phone(Looks { size: Looks::NARROW, ..Looks::default() }).await;
    expect_names(&phone, json!(["Forge", "Shop", "Harbour"])).await;

    // Each key looks; the field keeps what was typed and the focus.
    phone.fill("#search-text", "or").await;
    expect_names(&phone, json!(["Forge"])).await;
    phone.find("#search-text").await.unwrap().send_keys("x").await.unwrap();
    phone.expect_text("#screen", "Nothing here has this name.").await;
    let field = "return [document.activeElement.id, document.activeElement.value]";
    assert_eq!(phone.run(field, vec![]).await, json!(["search-text", "orx"]));
    shot(&phone, "search").await;
    phone.fill("#search-text", "har").await;
    expect_names(&phone, json!(["Harbour"])).await;

    // The person's own name, and the place in the list.
    phone.press_css(".row-head").await;
    phone.expect("Harbour").await;
    phone.fill("#name", "My bank").await;
    phone.press("Save the name").await;
    phone.expect("My bank").await;
    let down = phone.button("Move down").await.unwrap();
    assert!(!down.is_enabled().await.unwrap(), "it is the last");
    phone.press("Move up").await;
    let moved =
        until(async || phone.button("Move down").await?.is_enabled().await.ok()?.then_some(()));
    assert!(moved.await.is_some());
    shot(&phone, "account").await;
    phone.press_css("a[aria-label=Back]").await;
    phone.fill("#search-text", " ").await;
    expect_names(&phone, json!(["Forge", "My bank", "Shop"])).await;

    let allowed = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": show.origin()});
    phone.command("Browser.grantPermissions", allowed).await;
    phone.press_css(".take").await;
    phone.expect_text("#copied", "Copied. The clipboard is emptied in").await;
    let copied = phone.run("return navigator.clipboard.readText()", vec![]).await;
    let copied = copied.as_str().unwrap();
    assert!(copied.len() == 6 && copied.bytes().all(|b| b.is_ascii_digit()), "{copied}");
    phone.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_hidden_until_they_are_tapped_a44() {
    let links = ["Forge", "Shop"].map(link);
    let show = Show::with_codes(&links.each_ref().map(String::as_str)).await;
    let phone = show.phone(Looks { size: Looks::NARROW, ..Looks::default() }).await;
    phone.press_css("a[aria-label=Settings]").await;
    phone.press("Hide codes").await;
    phone.expect_text("#screen", "Codes are hidden.").await;
    phone.press_css("a[aria-label=Back]").await;
    phone.expect("Accounts").await;
    let codes = "return [document.querySelectorAll('.masked').length, document.querySelectorAll('p.otp').length]";
    assert_eq!(phone.run(codes, vec![]).await, json!([2, 0]));
    phone.press_css(".masked").await;
    let shown = until(async || (phone.run(codes, vec![]).await == json!([1, 1])).then_some(()));
    assert!(shown.await.is_some());
    shot(&phone, "masked").await;

    // Showing them again takes the passcode.
    phone.press_css("a[aria-label=Settings]").await;
    phone.fill("#passcode", "not-this-one-5").await;
    phone.press("Show codes").await;
    phone.expect_text("[role=alert]", "This passcode is not right.").await;
    phone.fill("#passcode", PASSCODE).await;
    phone.press("Show codes").await;
    phone.expect_text("#screen", "Codes stand in the list.").await;
    phone.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_scan_types_a08() {
    let show = Show::with_codes(&[]).await;
    let phone = show.phone(Looks { size: Looks::NARROW, ..Looks::default() }).await;
    phone.press("Other ways to add").await;
    phone.press("Type it instead").await;
    phone.fill("#address", "no address").await;
    phone.fill("#code", "1A2B3-C4D5E").await;
    phone.press("Continue").await;
    phone.expect("Type it instead").await;
    let kept = "return document.getElementById('address').value";
    assert_eq!(phone.run(kept, vec![]).await, "no address");
    assert!(phone.find("[role=alert]").await.is_some());

    phone.press("I have a link").await;
    phone.fill("#link", &link("Forge")).await;
    phone.press("Continue with the link").await;
    phone.expect("Add this account?").await;
    phone.press("Continue").await;
    expect_names(&phone, json!(["Forge"])).await;

    // Address and code as the sign-in page shows them.
    let page = show.browser(Looks::default()).await;
    show.sign_in(&page).await;
    for heading in ["More information required", "Start by getting the app", "Set up your account"]
    {
        page.expect(heading).await;
        page.press("Next").await;
    }
    page.expect("Scan this QR code").await;
    page.press("Can't scan?").await;
    page.expect("Type this code").await;
    let code = page.text(".typing strong").await;
    phone.open("/phone/add/typed").await;
    phone.fill("#address", &format!("{}/realms/demo", show.origin())).await;
    phone.fill("#code", &code.to_lowercase()).await;
    phone.press("Continue").await;
    phone.expect("Add this account?").await;
    phone.expect_text("#screen", "Harbour Bank").await;
    phone.press("Continue").await;
    phone.expect("Allow notifications?").await;
    page.quit().await;
    phone.quit().await;
}
