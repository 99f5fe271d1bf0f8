//! A person's browser: what they see, press and type.

use std::path::Path;
use std::time::Duration;

use countersign_signin::pages::paths;
use serde_json::{Value, json};
use thirtyfour::common::cookie::Cookie;
use thirtyfour::prelude::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebDriverResult, WebElement,
};

use crate::folder::Folder;
use crate::stage::PASSWORD;
use crate::wait::until;
use crate::{chrome, http};

/// How a browser looks and what it can do.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// Dark mode.
    pub dark: bool,
    /// Width and height of the page.
    pub size: (u32, u32),
    /// Whether scripts run.
    pub scripts: bool,
}

impl Looks {
    /// A phone held upright.
    pub const NARROW: (u32, u32) = (390, 844);
    /// A desktop window.
    pub const WIDE: (u32, u32) = (1200, 900);
}

impl Default for Looks {
    fn default() -> Self {
        Self { dark: false, size: Self::WIDE, scripts: true }
    }
}

/// One browser with its own profile.
pub struct Browser {
    driver: WebDriver,
    profile: Folder,
    base: String,
    looks: Looks,
}

impl Browser {
    /// A browser with a fresh profile.
    pub async fn start(base: &str, looks: Looks) -> Self {
        Self::in_profile(base, looks, Folder::new()).await
    }

    async fn in_profile(base: &str, looks: Looks, profile: Folder) -> Self {
        let driver = session(profile.path(), looks).await.expect("the browser starts");
        let browser = Self { driver, profile, base: base.to_owned(), looks };
        browser.look_like(looks).await;
        browser
    }

    /// The person closes the browser and later opens it again: what outlives it is still there.
    pub async fn reopen(self) -> Self {
        let Self { driver, profile, base, looks } = self;
        driver.quit().await.expect("the browser closes");
        Self::in_profile(&base, looks, profile).await
    }

    /// Closes the browser.
    pub async fn quit(self) {
        self.driver.quit().await.expect("the browser closes");
    }

    /// The driver, for what is said here in no other way.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Changes size and colours.
    pub async fn look_like(&self, looks: Looks) {
        let (width, height) = looks.size;
        let scheme = if looks.dark { "dark" } else { "light" };
        self.command(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        )
        .await;
        let features = [
            json!({"name": "prefers-color-scheme", "value": scheme}),
            json!({"name": "prefers-reduced-motion", "value": "reduce"}),
        ];
        self.command("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Asks for pages in these languages from now on, the best one first: `nl-NL,nl`.
    pub async fn prefer(&self, languages: &str) {
        let agent = self.run("return navigator.userAgent", vec![]).await;
        let wish = json!({"userAgent": agent, "acceptLanguage": languages});
        self.command("Emulation.setUserAgentOverride", wish).await;
    }

    /// A command of the browser's own protocol.
    pub async fn command(&self, name: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(name, parameters).await.expect("the browser knows the command")
    }

    /// Goes to an address of the service.
    pub async fn open(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.expect("the address opens");
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.driver.refresh().await.expect("the page loads again");
    }

    /// Presses the browser's back button.
    pub async fn back(&self) {
        self.driver.back().await.expect("the browser goes back");
    }

    /// Path and query of the page.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.expect("the page has an address");
        url.as_str().strip_prefix(&self.base).unwrap_or(url.as_str()).to_owned()
    }

    /// Waits for the page with this heading.
    pub async fn expect(&self, heading: &str) {
        let found = until(async || (self.heading().await? == heading).then_some(())).await;
        if found.is_none() {
            let (path, now) = (self.path().await, self.heading().await);
            panic!("expected the page \"{heading}\"; at {path} stands {now:?}");
        }
    }

    /// The page's main heading.
    pub async fn heading(&self) -> Option<String> {
        self.find("h1").await?.text().await.ok()
    }

    /// The first element that matches.
    pub async fn find(&self, css: &str) -> Option<WebElement> {
        self.driver.find(By::Css(css)).await.ok()
    }

    /// The visible text of what must match, waited for.
    pub async fn text(&self, css: &str) -> String {
        let found = until(async || self.find(css).await?.text().await.ok()).await;
        found.unwrap_or_else(|| panic!("nothing matches {css}"))
    }

    /// The visible text of the whole page.
    pub async fn all_text(&self) -> String {
        self.text("body").await
    }

    /// Waits until the text of what matches holds this.
    pub async fn expect_text(&self, css: &str, part: &str) {
        let found = until(async || self.text(css).await.contains(part).then_some(())).await;
        if found.is_none() {
            panic!("expected \"{part}\" in {css}; there stands \"{}\"", self.text(css).await);
        }
    }

    /// Waits until so many elements match.
    pub async fn expect_count(&self, css: &str, count: usize) {
        let matching = async || Some(self.driver.find_all(By::Css(css)).await.ok()?.len());
        if until(async || (matching().await? == count).then_some(())).await.is_none() {
            panic!("expected {count} times {css}; it is there {:?} times", matching().await);
        }
    }

    /// The button or link with this text, if it can be seen.
    pub async fn button(&self, text: &str) -> Option<WebElement> {
        let path =
            format!("//*[self::button or self::a or self::summary][normalize-space()=\"{text}\"]");
        let found = self.driver.find(By::XPath(path)).await.ok()?;
        found.is_displayed().await.ok()?.then_some(found)
    }

    /// Presses a button or a link with this text.
    pub async fn press(&self, text: &str) {
        let pressed = until(async || self.button(text).await?.click().await.ok()).await;
        if pressed.is_none() {
            panic!("there is no \"{text}\" on the page {:?}", self.heading().await);
        }
    }

    /// Presses what matches.
    pub async fn press_css(&self, css: &str) {
        let pressed = until(async || self.find(css).await?.click().await.ok()).await;
        assert!(pressed.is_some(), "nothing to press matches {css}");
    }

    /// Types into a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let typed = until(async || {
            let field = self.find(css).await?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        });
        assert!(typed.await.is_some(), "nothing to type into matches {css}");
    }

    /// Opens the sign-in page and types user and password.
    pub async fn sign_in(&self, user: &str) {
        self.open(paths::SIGN_IN).await;
        self.type_password(user, PASSWORD).await;
    }

    /// Types user and password on the page where this browser stands.
    pub async fn type_password(&self, user: &str, password: &str) {
        self.fill("#user", user).await;
        self.fill("#password", password).await;
        self.press("Sign in").await;
    }

    /// The number that the page shows.
    pub async fn number(&self) -> String {
        self.text("p.number [aria-hidden]").await
    }

    /// The pixels of a picture on the page, as they are seen.
    pub async fn picture(&self, css: &str) -> Vec<u8> {
        let shot = until(async || {
            let picture = self.find(css).await?;
            // A picture whose bytes are still on their way has no height of its own.
            let width = picture.prop("naturalWidth").await.ok()??;
            let done = picture.prop("complete").await.ok()?? == "true" && width != "0";
            if done { picture.screenshot_as_png().await.ok() } else { None }
        });
        shot.await.unwrap_or_else(|| panic!("no picture matches {css}"))
    }

    /// All cookies that the page can send.
    pub async fn cookies(&self) -> Vec<Cookie> {
        self.driver.get_all_cookies().await.expect("the cookies can be listed")
    }

    /// Runs a script in the page and takes its value.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver.execute(script, arguments).await.expect("the script runs").json().clone()
    }

    /// A picture of the page, for a person to look at.
    pub async fn shot(&self, file: &Path) {
        self.driver.screenshot(file).await.expect("the picture can be written");
    }

    /// How it looks.
    #[must_use]
    pub fn looks(&self) -> Looks {
        self.looks
    }

    /// From the password to the page with the code.
    pub async fn to_the_code(&self, user: &str) {
        self.sign_in(user).await;
        self.expect("More information required").await;
        self.press("Next").await;
        self.expect("Start by getting the app").await;
        self.press("Next").await;
        self.expect("Set up your account").await;
        self.press("Next").await;
        self.expect("Scan this QR code").await;
    }

    /// The pixels of the code.
    pub async fn code(&self) -> Vec<u8> {
        self.picture("#enrolment-code").await
    }
}

async fn session(profile: &Path, looks: Looks) -> WebDriverResult<WebDriver> {
    let mut wishes = DesiredCapabilities::chrome();
    wishes.set_binary(&chrome::program().to_string_lossy())?;
    for argument in chrome::arguments(profile) {
        wishes.add_arg(&argument)?;
    }
    if !looks.scripts {
        // The person's own setting, as in the browser's settings page.
        let setting = json!({"profile.managed_default_content_settings.javascript": 2});
        wishes.add_experimental_option("prefs", setting)?;
    }
    WebDriver::builder(chrome::address(), wishes)
        .client(http::client())
        .request_timeout(Duration::from_secs(60))
        .await
}
