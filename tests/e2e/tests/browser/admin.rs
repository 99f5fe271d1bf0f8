//! What an administrator sees and does.

use countersign_core::app::Phase;
use countersign_e2e::phone::another;
use countersign_e2e::{IDA, PASSWORD, Stage, pictures};
use countersign_signin::{Mfa, Role};

use crate::steps::{administrator, asked, signed_in};

const IDAS: &str = "[data-user='ida@harbour.test']";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switching_mfa_on_goes_from_off_to_on_to_enforced_a51() {
    let stage = Stage::new().await;
    stage.add(IDA, Mfa::Off, Role::User);
    let admin = administrator(&stage).await;
    let tag = format!("{IDAS} .tag");
    admin.expect_text(&tag, "MFA off").await;
    admin.press_css(&format!("{IDAS} button[name=mfa]")).await;
    admin.expect_text(&tag, "MFA on").await;

    countersign_e2e::puppet::set_up(&stage, &stage.phone("Ida's phone")).await;
    admin.reload().await;
    admin.expect_text(&tag, "MFA enforced").await;
    admin.expect_text(IDAS, "Ida's phone").await;
    admin.press_css(&format!("{IDAS} button[name=mfa]")).await;
    admin.expect_text(&tag, "MFA off").await;
    admin.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_every_outcome_and_no_secret_a54() {
    let stage = Stage::with_ida().await;
    let (browser, phone) = (stage.browser().await, stage.phone("Ida's phone"));
    browser.to_the_code(IDA).await;
    let link = pictures::read(&browser.code().await);
    phone.add(&link).await.unwrap();
    browser.press("Next").await;
    browser.expect("Let's try it out").await;
    phone.approve(&browser.number().await).await;
    browser.expect("Success").await;
    browser.press("Done").await;
    browser.press("Yes").await;
    browser.expect("Mail").await;
    let mut secrets = vec![PASSWORD.to_owned(), link];
    secrets.extend(browser.cookies().await.into_iter().map(|cookie| cookie.value));
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    browser.sign_in(IDA).await;
    browser.expect("Mail").await;
    browser.quit().await;

    let browser = stage.browser().await;
    signed_in(&browser, &phone, "No").await;
    browser.press("Sign out").await;
    browser.expect("Sign in").await;
    let number = asked(&browser).await;
    phone.approve(&another(&number)).await;
    browser.expect("That was not the number").await;
    browser.press("Start again").await;
    browser.expect("Sign in").await;
    stage.clock.advance(10);
    asked(&browser).await;
    stage.clock.advance(60);
    browser.expect("We did not hear from you").await;
    stage.clock.advance(20);
    browser.press("Send another request").await;
    browser.expect("Approve this sign-in").await;
    let request = phone.request().await;
    secrets.push(request.request.id.clone());
    let view = phone.deny(&request).await;
    assert_eq!(view.phase, Phase::AskReport);
    phone.app.requests().report(&request.request.id, false).await.unwrap();
    secrets
        .extend(phone.app.accounts().codes(None).unwrap().into_iter().filter_map(|code| code.code));
    browser.quit().await;

    let admin = administrator(&stage).await;
    let rows = admin.text("table").await;
    for outcome in ["Approved", "Wrong number", "Expired", "Denied", "Reported", "Remembered"] {
        let script = "return [...document.querySelectorAll('tbody tr')]
            .filter(row => row.cells[2].textContent.trim() === arguments[0])
            .map(row => [...row.cells].map(cell => cell.textContent.trim()));";
        let found = admin.run(script, vec![outcome.into()]).await;
        let row = &found[0];
        assert_eq!(row[1], IDA, "{outcome} in {rows}");
        let time = row[0].as_str().unwrap();
        assert!(
            time.len() <= "24 Nov 2025 16:00:00".len()
                && time.ends_with(|c: char| c.is_ascii_digit()),
            "{time}"
        );
        // Only what a phone did names the phone: the remembered browser asked none.
        if outcome != "Remembered" {
            assert!(row[3].as_str().unwrap().starts_with("Ida's phone"), "{row}");
            assert!(row[4].as_str().unwrap().contains("1.2.3"), "{row}");
        }
        if outcome != "Reported" {
            assert!(row[5].as_str().unwrap().starts_with("Chrome "), "{row}");
        }
    }
    admin.expect_text("thead", "Time (UTC)").await;
    let source = admin.driver().source().await.unwrap();
    for secret in secrets {
        assert!(secret.len() >= 6 && !source.contains(&secret), "the log tells a secret");
    }
    admin.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_finds_a_line_by_user_outcome_and_day_and_takes_it_along_a85() {
    let (stage, phone) = Stage::with_idas_phone().await;
    stage.add("tom@harbour.test", Mfa::Off, Role::User);
    let browser = stage.browser().await;
    let number = asked(&browser).await;
    phone.approve(&another(&number)).await;
    browser.expect("That was not the number").await;
    stage.clock.advance(86_400);
    let other = stage.browser().await;
    other.sign_in("tom@harbour.test").await;
    other.expect("Mail").await;
    other.quit().await;
    browser.quit().await;

    let admin = administrator(&stage).await;
    admin.press("Search the whole log").await;
    admin.expect("Log").await;
    admin.fill("#user", "IDA").await;
    admin.run("document.querySelector('#outcome').value = 'wrong_number'", vec![]).await;
    admin.press("Search").await;
    admin.expect_text("[role=status]", "1 line fits.").await;
    admin.expect_text("tbody", "Wrong number").await;
    // The fields say what was asked; the day is taken from the line itself.
    let day = "const day = document.querySelector('tbody time').dateTime.slice(0, 10);
        document.querySelector('#from').value = day;
        document.querySelector('#to').value = day;
        return [document.querySelector('#user').value, document.querySelector('#outcome').value]";
    let asked = admin.run(day, vec![]).await;
    assert_eq!(asked, serde_json::json!(["IDA", "wrong_number"]));
    admin.press("Search").await;
    admin.expect_text("[role=status]", "1 line fits.").await;
    // The files carry what the page found, and nothing else.
    let files = "return Promise.all([...document.querySelectorAll('a[download]')].map(link =>
        fetch(link.href).then(file => file.text())))";
    let files = admin.run(files, vec![]).await;
    for file in [&files[0], &files[1]].map(|file| file.as_str().unwrap().to_owned()) {
        assert!(file.contains(IDA) && !file.contains("tom@harbour.test"), "{file}");
    }
    // What is wrong is said, and the fields that are look so.
    admin.run("document.querySelector('#to').value = '2020-01-01'", vec![]).await;
    admin.press("Search").await;
    admin.expect_text("[role=alert]", "The last day is before the first day.").await;
    let edges = "return [...document.querySelectorAll('.search input, .search select')]
        .map(field => getComputedStyle(field).borderTopWidth)";
    let edges = admin.run(edges, vec![]).await;
    assert_eq!(edges, serde_json::json!(["1px", "1px", "2px", "2px"]));
    admin.press("Show all lines").await;
    admin.expect_text("tbody", "tom@harbour.test").await;
    admin.quit().await;
}
