//! What is an organisation's own in the look of its pages is drawn, and does nothing else.

use countersign_e2e::{Looks, Stage};
use countersign_signin::pages::paths;
use countersign_signin::{Accents, Color, Config, Look, Mark, Organisation};

use crate::looks::{axe, check};

/// A mark that would do more than be seen, if it could.
const MARK: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40" width="80" height="40">
<rect width="80" height="40" fill="#7A1FA2"/><script>document.documentElement.setAttribute("ran", "yes")</script></svg>"##;

async fn stage() -> Stage {
    let look = Look {
        mark: Some(Mark::new(MARK.as_bytes()).expect("it is a picture")),
        accents: Accents::new(Color::parse("#7A1FA2"), None).expect("it can be read"),
        ..Look::default()
    };
    let organisation = Organisation { look, ..Organisation::default() };
    Stage::with(Config { organisation, ..Config::default() }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mark_and_the_accents_of_an_organisation_are_drawn() {
    let axe = axe();
    let stage = stage().await;
    let browser = stage.browser().await;
    browser.open(paths::SIGN_IN).await;
    browser.expect("Sign in").await;
    browser.picture("img.mark").await;
    let drawn = "const mark = document.querySelector('img.mark').getBoundingClientRect();
        const button = getComputedStyle(document.querySelector('button.primary'));
        return [mark.width, mark.height, button.backgroundColor, button.color]";
    let light = browser.run(drawn, vec![]).await;
    assert_eq!(light[0], 80);
    assert_eq!(light[1], 40);
    assert_eq!(light[2], "rgb(122, 31, 162)");
    assert_eq!(light[3], "rgb(255, 255, 255)");
    // The dark one was made of the light one: lighter, with dark words on it.
    browser.look_like(Looks { dark: true, ..Looks::default() }).await;
    let dark = browser.run(drawn, vec![]).await;
    assert_ne!(dark[2], light[2]);
    assert_eq!(dark[3], "rgb(15, 21, 20)");
    check(&browser, &axe, "own-look").await;
    browser.quit().await;
}

/// Opened by itself an SVG is a document of this origin, where its script would run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_is_opened_by_itself_runs_nothing() {
    let stage = stage().await;
    let browser = stage.browser().await;
    browser.open(paths::MARK).await;
    let root = "return [document.documentElement.localName, document.documentElement.hasAttribute('ran'), origin]";
    let found = browser.run(root, vec![]).await;
    assert_eq!(found[0], "svg");
    assert_eq!(found[1], false, "the script ran");
    assert_eq!(found[2], "null", "it has an origin of its own");
    browser.quit().await;
}
