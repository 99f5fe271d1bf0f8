//! Further phones: one more only with a phone, which one is asked, and one less.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "tests"
)]

mod support;

use countersign_signin::{Config, Mfa, Organisation, Role};
use support::{Browser, Folder, IDA, PASSWORD, Page, World, another};

/// What a page says of the names of phones.
fn names(page: &Page) -> Vec<&str> {
    let list = page.text.split_once("<ul class=\"phones\">").unwrap().1;
    let list = list.split_once("</ul>").unwrap().0;
    list.split("<strong><bdi>").skip(1).map(|item| item.split('<').next().unwrap()).collect()
}

/// What a page calls the phone of a name.
fn reference(page: &Page, name: &str) -> String {
    let buttons = page.text.split("name=\"phone\" value=\"").skip(1);
    let button = buttons.into_iter().find(|button| {
        let button = button.split_once("</button>").unwrap().0;
        let shown = [format!("<bdi>{name}</bdi>"), format!("\u{2068}{name}\u{2069}")];
        shown.iter().any(|shown| button.contains(shown))
    });
    button.unwrap_or_else(|| panic!("{name} in {}", page.text)).split('"').next().unwrap().into()
}

#[tokio::test]
async fn a_second_phone_needs_a_full_sign_in_and_both_are_listed_a16() {
    let world = World::new().await;
    let (first, mut browser) = world.set_up().await;
    browser.post("/signin/stay", &[("stay", "yes")]).await;
    // A remembered browser was not confirmed: the phone is asked first.
    browser.restart();
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.path == "/mail" && page.has("Your phones"));
    let page = browser.get("/phones").await;
    assert_eq!(names(&page), ["Ida&#39;s phone"]);
    let page = browser.post("/phones/add", &[]).await;
    assert!(page.path == "/phones/confirm" && page.has("Confirm that it is you"), "{}", page.text);
    assert_eq!(browser.get("/mail").await.path, "/mail", "nobody is signed out by it");
    assert_eq!(browser.get("/signin/setup/app").await.path, "/mail", "nor led on");
    let request = first.only_request().await;
    assert_eq!(request["clientName"], "Your phones");
    assert_eq!(first.approve(&request, &page.number()).await.status, 200);
    assert_eq!(browser.news("/phones/confirm/events", "PENDING").await["status"], "APPROVED");
    let page = browser.get("/phones/confirm").await;
    assert!(page.path == "/phones" && page.has("Confirmed."), "{}", page.text);

    let second = world.add_phone(&mut browser, "Tablet").await;
    let page = browser.get("/phones").await;
    assert_eq!(names(&page), ["Tablet", "Ida&#39;s phone"], "the one that was used last is first");
    let admin = world.admin().await.get("/admin").await;
    assert!(admin.has("<bdi>Tablet</bdi>") && admin.has("<bdi>Ida&#39;s phone</bdi>"));
    for phone in [&first, &second] {
        assert_eq!(phone.list().await.body["countersign"]["account"], "active");
    }
    let log = admin.text.split_once("<tbody>").unwrap().1;
    assert_eq!(log.matches(">Phone set up<").count(), 2);
}

#[tokio::test]
async fn a_password_alone_adds_no_phone_a16() {
    let world = World::new().await;
    let (_, _) = world.set_up().await;
    let (mut browser, _) = world.at_number().await;
    for path in ["/phones/add", "/signin/setup/new-code", "/signin/setup/prepare"] {
        let page = browser.post(path, &[]).await;
        assert!(matches!(page.path.as_str(), "/signin/number" | "/phones"), "{}", page.path);
        assert_eq!(browser.get("/signin").await.path, "/signin/number", "{path}");
    }
    // Nor does one where no number is asked for.
    world.add("tom@harbour.test", Mfa::Off, Role::User);
    let mut browser = world.browser();
    let page = browser.sign_in("tom@harbour.test", PASSWORD).await;
    assert!(page.path == "/mail" && !page.has("Your phones"));
    assert_eq!(browser.get("/phones").await.path, "/mail");
    browser.get("/mail").await;
    assert_eq!(browser.post("/phones/add", &[]).await.path, "/mail");
}

#[tokio::test]
async fn a_confirmation_counts_for_a_quarter_of_an_hour_a16() {
    let world = World::new().await;
    let (mut phone, mut browser) = world.signed_in().await;
    world.advance(899);
    browser.get("/phones").await;
    assert_eq!(browser.post("/phones/add", &[]).await.path, "/signin/setup/app");
    world.advance(1);
    // Begun in time and too late for a code: back among the phones, still signed in.
    browser.post("/signin/setup/app", &[]).await;
    let page = browser.post("/signin/setup/prepare", &[]).await;
    assert_eq!(page.path, "/mail");
    browser.get("/phones").await;
    assert_eq!(browser.post("/phones/add", &[]).await.path, "/phones/confirm");
    phone.fetch_token().await;
    assert_eq!(phone.requests().await.len(), 1);
    // Pressed again while it waits: no second request.
    browser.get("/phones").await;
    browser.post("/phones/add", &[]).await;
    assert_eq!(phone.only_request().await["requestsLastHour"], 1);
}

#[tokio::test]
async fn a_confirmation_that_is_not_given_changes_nothing() {
    let world = World::new().await;
    let (mut phone, mut browser) = world.signed_in().await;
    world.advance(900);
    phone.fetch_token().await;
    browser.get("/phones").await;
    let number = browser.post("/phones/add", &[]).await.number();
    let request = phone.only_request().await;
    assert_eq!(phone.approve(&request, &another(&number)).await.code(), "wrong_number");
    let page = browser.get("/phones/confirm").await;
    assert!(page.path == "/phones/confirm" && page.has("That was not the number"));
    world.advance(10);
    browser.post("/phones/confirm", &[]).await.number();
    world.advance(60);
    let page = browser.get("/phones/confirm").await;
    assert!(page.has("We did not hear from you"), "{}", page.text);
    world.advance(20);
    browser.post("/phones/confirm", &[]).await;
    let request = phone.only_request().await;
    let page = browser.post("/phones/confirm/back", &[]).await;
    assert_eq!(page.path, "/phones");
    assert_eq!(phone.approve(&request, "10").await.code(), "cancelled");
    world.advance(40);
    assert_eq!(browser.post("/phones/add", &[]).await.path, "/phones/confirm");
    // "No, it's not me": then nobody stays signed in.
    phone.deny(&phone.only_request().await, "unknown_trigger").await;
    assert_eq!(browser.news("/phones/confirm/events", "PENDING").await["status"], "DENIED");
    assert_eq!(browser.get("/phones/confirm").await.path, "/signin");
    assert_eq!(browser.get("/mail").await.path, "/signin");
}

#[tokio::test]
async fn the_phone_that_approved_last_is_asked_and_the_others_are_offered_a16() {
    let world = World::new().await;
    let (first, mut browser) = world.signed_in().await;
    world.advance(1);
    let second = world.add_phone(&mut browser, "Tablet").await;
    let mut at = world.browser();
    let page = at.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Use another phone") && page.has("The request went to <bdi>Tablet</bdi>"));
    assert!(first.requests().await.is_empty());
    let old = second.only_request().await;
    let to_first = reference(&page, "Ida&#39;s phone");
    assert!(!page.text.contains(&first.credential) && !page.text.contains(&first.device));
    let page = at.post("/signin/number/send-to", &[("phone", &to_first)]).await;
    assert!(page.has("The request went to <bdi>Ida&#39;s phone</bdi>"), "{}", page.text);
    assert_eq!(second.approve(&old, "10").await.code(), "superseded");
    assert!(second.requests().await.is_empty());
    // Send again goes to the same one; somebody else's phone is none of it.
    at.post("/signin/number/send-again", &[]).await;
    let page = at.post("/signin/number/send-to", &[("phone", "AAAAAAAAAAAA")]).await;
    world.advance(1);
    let request = first.only_request().await;
    assert_eq!(first.approve(&request, &page.number()).await.status, 200);
    assert_eq!(at.get("/signin").await.path, "/signin/stay");
    let page = world.browser().sign_in(IDA, PASSWORD).await;
    assert!(page.has("The request went to <bdi>Ida&#39;s phone</bdi>"), "it approved last");
}

#[tokio::test]
async fn a_sixth_phone_is_refused_with_the_limit_and_which_to_remove_a61() {
    let world = World::new().await;
    let (_, mut browser) = world.signed_in().await;
    let mut phones = Vec::new();
    for label in ["Second", "Third", "Fourth", "Fifth"] {
        world.advance(1);
        phones.push(world.add_phone(&mut browser, label).await);
    }
    let page = browser.get("/phones").await;
    assert_eq!(names(&page).len(), 5);
    let page = browser.post("/phones/add", &[]).await;
    assert_eq!(page.path, "/phones");
    assert!(page.has("You have 5 phones, and more are not possible."), "{}", page.text);
    let (before, _) = page.text.split_once("not used for the longest time").unwrap();
    assert!(before.rsplit_once("<strong><bdi>").unwrap().1.starts_with("Ida&#39;s phone<"));
    assert_eq!(browser.get("/signin/setup/app").await.path, "/mail");

    let gone = reference(&page, "Second");
    let page = browser.post("/phones/remove", &[("phone", &gone)]).await;
    assert!(page.has("The phone is removed.") && !names(&page).contains(&"Second"));
    assert_eq!(phones[0].list().await.code(), "unlinked");
    world.add_phone(&mut browser, "Sixth").await;
    let names: Vec<String> =
        names(&browser.get("/phones").await).into_iter().map(str::to_owned).collect();
    assert_eq!(names, ["Sixth", "Fifth", "Fourth", "Third", "Ida&#39;s phone"]);
}

/// Two browsers of a person who has four phones: the second set-up ends with the first one's phone.
#[tokio::test]
async fn two_set_ups_at_once_are_no_way_around_the_limit_a61() {
    let world = World::new().await;
    let (first, mut browser) = world.signed_in().await;
    let (mut other, number) = world.at_number().await;
    first.approve(&first.only_request().await, &number).await;
    other.get("/signin").await;
    other.post("/signin/stay", &[("stay", "no")]).await;
    for label in ["Second", "Third", "Fourth"] {
        world.add_phone(&mut browser, label).await;
    }
    other.get("/phones").await;
    other.post("/phones/add", &[]).await;
    other.post("/signin/setup/app", &[]).await;
    other.post("/signin/setup/prepare", &[]).await;
    let mut late = world.phone();
    late.label = "Late".into();
    late.enrol(&other.code().await).await;
    let number = other.post("/signin/setup/scan", &[]).await.number();
    let request = late.only_request().await;
    world.add_phone(&mut browser, "Fifth").await;
    assert_eq!(late.approve(&request, &number).await.code(), "unlinked");
    let page = other.get("/signin").await;
    assert!(page.has("This code has lapsed"), "{}", page.text);
    let page = other.post("/signin/setup/new-code", &[]).await;
    assert_eq!(page.path, "/mail", "five are there: no code");
    assert_eq!(names(&other.get("/phones").await).len(), 5);
}

#[tokio::test]
async fn a_phone_is_removed_only_by_a_confirmed_browser_and_the_only_one_stays() {
    let world = World::new().await;
    let (mut first, mut browser) = world.signed_in().await;
    let page = browser.get("/phones").await;
    assert!(!page.has("Remove"), "the only one stays");
    let mut second = world.add_phone(&mut browser, "Tablet").await;
    let page = browser.get("/phones").await;
    let tablet = reference(&page, "Tablet");
    world.advance(900);
    let page = browser.post("/phones/remove", &[("phone", &tablet)]).await;
    assert_eq!(page.path, "/phones/confirm");
    second.fetch_token().await;
    first.fetch_token().await;
    assert_eq!(second.list().await.status, 200, "nothing was removed");
    let to_first = reference(&page, "Ida&#39;s phone");
    let page = browser.post("/phones/confirm", &[("phone", &to_first)]).await;
    let request = first.only_request().await;
    assert_eq!(first.approve(&request, &page.number()).await.status, 200);
    browser.get("/phones/confirm").await;
    // A request that waits for the phone ends with it.
    let mut at = world.browser();
    let page = at.sign_in(IDA, PASSWORD).await;
    at.post("/signin/number/send-to", &[("phone", &tablet)]).await;
    let _ = page;
    assert_eq!(second.requests().await.len(), 1);
    let page = browser.post("/phones/remove", &[("phone", &tablet)]).await;
    assert!(page.has("The phone is removed."), "{}", page.text);
    assert_eq!(second.list().await.code(), "unlinked");
    assert_eq!(at.get("/signin").await.path, "/signin/ended");
    let to_first = tablet;
    let page = browser.post("/phones/remove", &[("phone", &to_first)]).await;
    assert!(page.has("Nothing was changed"), "{}", page.text);
    assert_eq!(first.list().await.status, 200);
}

#[tokio::test]
async fn whoever_adds_a_phone_can_go_back_and_a_block_ends_it() {
    let world = World::new().await;
    let (phone, mut browser) = world.signed_in().await;
    browser.get("/phones").await;
    let page = browser.post("/phones/add", &[]).await;
    assert!(page.has("Back to your phones"));
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut second = world.phone();
    second.label = "Tablet".into();
    second.enrol(&browser.code().await).await;
    let page = browser.post("/phones/leave", &[]).await;
    assert_eq!(page.path, "/phones");
    assert_eq!(names(&page), ["Ida&#39;s phone"]);
    assert_eq!(second.list().await.code(), "unlinked", "nothing is left of it");
    assert_eq!(browser.get("/mail").await.path, "/mail");

    browser.get("/phones").await;
    browser.post("/phones/add", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let code = browser.code().await;
    assert_eq!(phone.report(serde_json::Value::Null).await.status, 200);
    assert_eq!(second.fetch(&code).await.status, 410);
    assert!(browser.get("/signin").await.has("Password"), "signed out");
    let page = browser.sign_in(IDA, PASSWORD).await;
    assert!(page.has("Your account is protected"), "{}", page.text);
}

/// A session that sets up a further phone is signed in: a report ends it, and nothing brings it back.
#[tokio::test]
async fn a_report_ends_a_session_that_sets_up_a_further_phone() {
    let ways: [&[&str]; 3] = [&[], &["app", "prepare"], &["app", "prepare", "scan", "try"]];
    let forms = ["/phones/leave", "/signin/setup/new-code"];
    for (way, form) in ways.into_iter().flat_map(|way| forms.map(|form| (way, form))) {
        let world = World::new().await;
        let (phone, mut thief) = world.signed_in().await;
        thief.get("/phones").await;
        assert_eq!(thief.post("/phones/add", &[]).await.path, "/signin/setup/app");
        let mut theirs = world.phone();
        theirs.label = "Phone of a thief".into();
        for page in way {
            match *page {
                "scan" => theirs.enrol(&thief.code().await).await,
                "try" => {
                    let page = thief.post("/signin/setup/scan", &[]).await;
                    assert_eq!(page.path, "/signin/setup/try");
                }
                page => drop(thief.post(&format!("/signin/setup/{page}"), &[]).await),
            }
        }
        assert_eq!(phone.report(serde_json::Value::Null).await.status, 200);
        // One form, and no page after it: any further step would end what is signed in.
        thief.post_only(form, &[]).await;
        let mut admin = world.admin().await;
        let unblocked = [("user", IDA), ("reason", "talked to Ida")];
        assert!(admin.post("/admin/unblock", &unblocked).await.has("Unblocked"));
        assert_eq!(thief.get("/mail").await.path, "/signin", "{form} {way:?}");
    }
}

/// "Back to your phones" signs in only where a set-up was begun by somebody who is signed in.
#[tokio::test]
async fn back_to_the_phones_leads_nowhere_from_other_pages() {
    let folder = Folder::new();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    let (_, mut browser) = world.signed_in().await;
    let db = rusqlite::Connection::open(folder.0.join("signin.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let stages = ["waiting", "code", "stay", "denied", "wrong_number", "expired", "cancelled"];
    for stage in stages {
        browser.get("/phones").await;
        assert_eq!(browser.post("/phones/add", &[]).await.path, "/signin/setup/app");
        let to = "UPDATE sessions SET stage = ?1 WHERE allowed_by = 'phone'";
        assert_eq!(db.execute(to, [stage]).unwrap(), 1);
        browser.post_only("/phones/leave", &[]).await;
        assert_ne!(browser.get("/mail").await.path, "/mail", "{stage}");
        let back = "UPDATE sessions SET stage = 'get_app' WHERE allowed_by = 'phone'";
        assert_eq!(db.execute(back, []).unwrap(), 1, "{stage}");
        browser.post_only("/phones/leave", &[]).await;
        assert_eq!(browser.get("/mail").await.path, "/mail");
    }
}

#[tokio::test]
async fn signing_out_ends_the_set_up_of_a_further_phone() {
    let world = World::new().await;
    let (_, mut browser) = world.signed_in().await;
    let stolen = browser.clone();
    browser.get("/phones").await;
    browser.post("/phones/add", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let code = browser.code().await;
    browser.post("/signin/restart", &[]).await;
    assert_eq!(world.phone().fetch(&code).await.status, 410);
    assert_eq!({ stolen }.get("/mail").await.path, "/signin");
}

#[tokio::test]
async fn a_name_is_taken_by_a_phone_of_the_same_account() {
    let world = World::new().await;
    let (_, mut browser) = world.signed_in().await;
    browser.get("/phones").await;
    browser.post("/phones/add", &[]).await;
    browser.post("/signin/setup/app", &[]).await;
    browser.post("/signin/setup/prepare", &[]).await;
    let mut second = world.phone();
    second.open(&browser.code().await).await;
    second.fetch_token().await;
    let reply = second.complete(&second.completion()).await;
    assert_eq!((reply.status, reply.code()), (409, "name_taken"));
    second.label = "Another name".into();
    assert_eq!(second.complete(&second.completion()).await.status, 200);
}
