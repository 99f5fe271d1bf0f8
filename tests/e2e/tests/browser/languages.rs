//! A browser that asks for Dutch sees Dutch, on every page of a set-up and of a sign-in.

use countersign_e2e::phone::another;
use countersign_e2e::{Browser, IDA, PASSWORD, Stage};
use countersign_signin::pages::paths;

use crate::looks::{axe, check};
use crate::steps::administrator;

/// Texts of a file in `tests/signin/texts`, as they are seen; those with a place to fill in are left out.
fn texts(file: &str) -> Vec<String> {
    let text = |line: &str| Some(line.split_once(" = \"")?.1.strip_suffix('"')?.replace("**", ""));
    file.lines().filter_map(text).filter(|text| !text.contains('{')).collect()
}

/// The next page, in Dutch: its heading, its language, nothing of it in English, nothing for axe.
async fn dutch(browser: &Browser, axe: &str, heading: &str) {
    browser.expect(heading).await;
    assert_eq!(browser.run("return document.documentElement.lang", vec![]).await, "nl");
    let ours = texts(include_str!("../../../signin/texts/nl.toml"));
    let mut english = texts(include_str!("../../../signin/texts/en.toml"));
    english.retain(|text| !ours.contains(text) && text != "IT desk");
    assert!(english.len() > 200, "{}", english.len());
    let seen = browser.all_text().await;
    for line in seen.lines().map(str::trim) {
        assert!(!english.iter().any(|text| text == line), "{heading}: {line}");
    }
    check(browser, axe, &format!("nl-{}", heading.to_lowercase().replace([' ', '?'], "-"))).await;
}

async fn next(browser: &Browser) {
    browser.press_css("button.primary").await;
}

async fn type_password(browser: &Browser) {
    browser.fill("#user", IDA).await;
    browser.fill("#password", PASSWORD).await;
    next(browser).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_asks_for_dutch_is_set_up_in_dutch() {
    let axe = axe();
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.prefer("nl-NL,nl,en").await;
    browser.open(paths::SIGN_IN).await;
    dutch(&browser, &axe, "Aanmelden").await;
    type_password(&browser).await;
    dutch(&browser, &axe, "Er is meer informatie nodig").await;
    next(&browser).await;
    dutch(&browser, &axe, "Haal eerst de app op").await;
    next(&browser).await;
    dutch(&browser, &axe, "Stel je account in").await;
    next(&browser).await;
    dutch(&browser, &axe, "Scan deze QR-code").await;
    next(&browser).await;
    browser.expect_text("[role=alert]", "We hebben je telefoon nog niet gezien").await;
    phone.scan(&browser.code().await).await.unwrap();
    // What the page's script says is in Dutch too.
    browser.expect_text("[data-status]", "Gezien: Ida's phone").await;
    browser.expect_text("[data-status]", ". Kies Volgende.").await;
    next(&browser).await;
    dutch(&browser, &axe, "Laten we het proberen").await;
    let left = browser.text("[data-countdown]").await;
    assert!(left.starts_with("nog ") && left.ends_with(" s"), "{left}");
    let request = phone.request().await;
    phone.answer(&request, &another(&browser.number().await)).await;
    browser.reload().await;
    dutch(&browser, &axe, "Dat was het getal niet").await;
    next(&browser).await;
    browser.expect("Laten we het proberen").await;
    phone.approve(&browser.number().await).await;
    dutch(&browser, &axe, "Gelukt").await;
    next(&browser).await;
    dutch(&browser, &axe, "Aangemeld blijven?").await;
    next(&browser).await;
    browser.expect("Mail").await;
    dutch(&browser, &axe, "Mail").await;
    browser.press("Je telefoons").await;
    dutch(&browser, &axe, "Je telefoons").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_asks_for_dutch_signs_in_in_dutch() {
    let axe = axe();
    let (stage, phone) = Stage::with_idas_phone().await;
    let browser = stage.browser().await;
    browser.prefer("nl-BE").await;
    browser.open(paths::SIGN_IN).await;
    browser.expect("Aanmelden").await;
    type_password(&browser).await;
    dutch(&browser, &axe, "Bevestig deze aanmelding").await;
    browser.press("Andere manier").await;
    dutch(&browser, &axe, "Gebruik een code").await;
    browser.press("Terug").await;
    browser.expect("Bevestig deze aanmelding").await;
    phone.approve(&another(&browser.number().await)).await;
    dutch(&browser, &axe, "Dat was het getal niet").await;
    next(&browser).await;
    browser.expect("Aanmelden").await;
    type_password(&browser).await;
    dutch(&browser, &axe, "Een ogenblik").await;
    browser.expect_text("main", "Om je te beschermen kan het volgende verzoek pas over").await;
    stage.clock.advance(10);
    browser.expect_text("main", "Het volgende verzoek kan nu worden gestuurd").await;
    browser.open("/no-such-page").await;
    dutch(&browser, &axe, "Deze pagina bestaat niet").await;
    // The same page in the other language, for a browser that changed its mind.
    browser.prefer("en-GB,nl").await;
    browser.reload().await;
    browser.expect("There is no such page").await;
    browser.quit().await;

    let admin = administrator(&stage).await;
    admin.prefer("nl").await;
    admin.reload().await;
    dutch(&admin, &axe, "Beheer").await;
    admin.press("In het hele logboek zoeken").await;
    dutch(&admin, &axe, "Logboek").await;
    admin.quit().await;
}
