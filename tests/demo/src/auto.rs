//! The guide's story, G0 to G8, played over the pages' plain forms: no script runs, and nothing is
//! done that a person with a browser and a phone could not do.

use std::time::Duration;

use countersign_core::qr;
use countersign_signin::pages::paths as signin;

use crate::browser::{Browser, Page, Picture};
use crate::screens::paths as phone;

/// The passcode that the person chooses.
pub(crate) const PASSCODE: &str = "harbour-7391";
/// How often to look whether a page has moved on, and how long to wait between two looks.
const LOOKS: u32 = 100;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The story and its people.
pub struct Story {
    origin: String,
    user: String,
    password: String,
}

/// A step ends with what the page says, or with the reason why it failed.
type Step = Result<(), String>;

impl Story {
    /// A story at `http://localhost:8400`, for a user who is to set up a phone.
    #[must_use]
    pub fn new(origin: &str, user: &str, password: &str) -> Self {
        Self { origin: origin.to_owned(), user: user.to_owned(), password: password.to_owned() }
    }

    /// Plays G1 to G8, then G0; one line a step.
    ///
    /// # Errors
    /// The first step that failed, and why.
    pub async fn play(&self, say: &mut impl FnMut(&str)) -> Step {
        let mut browser = Browser::new(&self.origin)?;
        let mut handset = Browser::new(&self.origin)?;

        let page = self.more_information(&mut browser).await.map_err(|why| failed("G1", &why))?;
        say("G1 more information is required: ok");
        let page = get_the_app(&mut browser, &page).await.map_err(|why| failed("G2", &why))?;
        say("G2 get the app, with a code to download it: ok");
        let code = scan_page(&mut browser, &page).await.map_err(|why| failed("G3", &why))?;
        say("G3 the page shows a code, and the core reads it from its pixels: ok");
        let app = first_start(&mut handset).await.map_err(|why| failed("G4", &why))?;
        say("G4 the app holds no accounts and offers to scan: ok");
        add_account(&mut handset, &app, &code).await.map_err(|why| failed("G5", &why))?;
        say("G5 the account is added without typing: ok");
        let page = try_out(&mut browser, &mut handset).await.map_err(|why| failed("G6", &why))?;
        say("G6 notifications refused, the number of the try-out typed, YES: ok");
        let page = self
            .success(&mut browser, &mut handset, &page)
            .await
            .map_err(|why| failed("G7", &why))?;
        say("G7 set up; a new sign-in is approved with its number: ok");
        self.stay(&mut browser, &page).await.map_err(|why| failed("G8", &why))?;
        say("G8 stay signed in: this browser is not asked again: ok");
        self.report(&mut handset).await.map_err(|why| failed("G0", &why))?;
        say("G0 a request of somebody else is denied and reported, the account is blocked: ok");
        Ok(())
    }

    async fn password(&self, browser: &mut Browser) -> Result<Page, String> {
        let page = browser.open(signin::SIGN_IN).await?;
        let fields =
            [(signin::USER, self.user.as_str()), (signin::PASSWORD, self.password.as_str())];
        browser.submit(&page, signin::SIGN_IN, &fields).await
    }

    async fn more_information(&self, browser: &mut Browser) -> Result<Page, String> {
        let page = self.password(browser).await?;
        expect(&page, "More information required")?;
        browser.submit(&page, signin::MORE_INFO, &[]).await
    }

    /// The success page, then a second sign-in from a new computer.
    async fn success(
        &self,
        browser: &mut Browser,
        handset: &mut Browser,
        page: &Page,
    ) -> Result<Page, String> {
        expect(page, "Success")?;
        holds(page, "Ida&#39;s phone")?;
        browser.submit(page, signin::DONE, &[]).await?;
        browser.close(|_| false);
        let page = self.password(browser).await?;
        expect(&page, "Approve this sign-in")?;
        let number = page.number().ok_or("the page shows no number")?.to_owned();
        approve(handset, &number).await?;
        moved_on(browser, signin::STAY_SIGNED_IN).await
    }

    async fn stay(&self, browser: &mut Browser, page: &Page) -> Step {
        expect(page, "Stay signed in?")?;
        let page =
            browser.submit(page, signin::STAY_SIGNED_IN, &[(signin::STAY, signin::YES)]).await?;
        holds(&page, &self.user)?;
        // Only what outlives the browser is kept: the next sign-in takes the password alone.
        browser.close(|name| name.contains("browser"));
        let page = self.password(browser).await?;
        holds(&page, "which is remembered")
    }

    async fn report(&self, handset: &mut Browser) -> Step {
        let mut stranger = Browser::new(&self.origin)?;
        let page = self.password(&mut stranger).await?;
        expect(&page, "Approve this sign-in")?;
        let request = request_on(handset).await?;
        let denied = handset.submit(&request, phone::DENY, &[]).await?;
        let page = moved_on(&mut stranger, signin::RESTART).await?;
        expect(&page, "You said it was not you")?;
        let reported = handset.submit(&denied, phone::REPORT, &[]).await?;
        holds(&reported, "Call IT now")?;
        // The right password is of no use any more, to nobody.
        let mut again = Browser::new(&self.origin)?;
        let page = self.password(&mut again).await?;
        expect(&page, "Your account is protected")
    }
}

async fn get_the_app(browser: &mut Browser, page: &Page) -> Result<Page, String> {
    expect(page, "Start by getting the app")?;
    holds(page, "App Store")?;
    let open = browser.open(&format!("{}?show=qr", signin::GET_APP)).await?;
    let picture = browser.picture(signin::GET_APP_QR).await?;
    read(&picture)?;
    let page = browser.submit(&open, signin::GET_APP, &[]).await?;
    expect(&page, "Set up your account")?;
    browser.submit(&page, signin::SET_UP, &[]).await
}

/// The enrolment code as the page shows it.
async fn scan_page(browser: &mut Browser, page: &Page) -> Result<Vec<u8>, String> {
    expect(page, "Scan this QR code")?;
    let address = page.picture("enrolment-code").ok_or("the page shows no code")?;
    let png = browser.picture(&address).await?;
    read(&png)?;
    Ok(png)
}

async fn first_start(handset: &mut Browser) -> Result<Page, String> {
    let page = handset.open(phone::PHONE).await?;
    let fields = [(phone::PASSCODE_FIELD, PASSCODE), (phone::REPEAT, PASSCODE)];
    let page = handset.submit(&page, phone::PASSCODE, &fields).await?;
    holds(&page, "No accounts yet")?;
    holds(&page, "Scan a QR code")?;
    Ok(page)
}

async fn add_account(handset: &mut Browser, app: &Page, png: &[u8]) -> Step {
    holds(app, phone::ADD)?;
    let choice = handset.open(phone::ADD).await?;
    holds(&choice, "Work or school account")?;
    let scanner = handset.open(phone::SCAN).await?;
    let picture = Picture { field: phone::PICTURE, png };
    let preview = handset.upload(&scanner, phone::SCAN, picture).await?;
    holds(&preview, "localhost")?;
    let page = handset.submit(&preview, phone::PREVIEW, &[]).await?;
    if page.offers(phone::NOTIFICATIONS) {
        Ok(())
    } else {
        Err(format!("the phone says: {}", page.heading()))
    }
}

async fn try_out(browser: &mut Browser, handset: &mut Browser) -> Result<Page, String> {
    let asked = handset.open(phone::PHONE).await?;
    let refused = [(phone::ALLOW, phone::NO)];
    let list = handset.submit(&asked, phone::NOTIFICATIONS, &refused).await?;
    holds(&list, "You will not be told about requests")?;
    let page = browser.open(signin::SCAN).await?;
    let page = browser.submit(&page, signin::SCAN, &[]).await?;
    expect(&page, "Let's try it out")?;
    let number = page.number().ok_or("the page shows no number")?.to_owned();
    approve(handset, &number).await?;
    moved_on(browser, signin::DONE).await
}

/// Types a number into the request that the phone shows, with the passcode where the phone asks for it, and
/// presses YES.
async fn approve(handset: &mut Browser, number: &str) -> Step {
    let request = request_on(handset).await?;
    let mut fields = vec![(phone::NUMBER, number)];
    if request.html.contains(&format!("name=\"{}\"", phone::PASSCODE_FIELD)) {
        fields.push((phone::PASSCODE_FIELD, PASSCODE));
    }
    let page = handset.submit(&request, phone::APPROVE, &fields).await?;
    holds(&page, "Approved.")?;
    handset.submit(&page, phone::DISMISS, &[]).await.map(drop)
}

/// The request on the phone, looked for.
async fn request_on(handset: &mut Browser) -> Result<Page, String> {
    let list = handset.open(phone::PHONE).await?;
    let mut page = handset.submit(&list, phone::REFRESH, &[]).await?;
    // The phone draws what is known and does not wait for the service.
    for _ in 0..LOOKS {
        if page.offers(phone::APPROVE) {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        page = handset.open(phone::PHONE).await?;
    }
    expect(&page, "Are you signing in?")?;
    Ok(page)
}

/// Looks at a browser until its page offers a form that goes there.
async fn moved_on(browser: &mut Browser, action: &str) -> Result<Page, String> {
    let mut page = browser.open(signin::SIGN_IN).await?;
    for _ in 0..LOOKS {
        if page.offers(action) {
            return Ok(page);
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        page = browser.open(signin::SIGN_IN).await?;
    }
    Err(format!("the browser still shows \"{}\"", page.heading()))
}

fn read(png: &[u8]) -> Step {
    match qr::scan_picture(png) {
        Ok(found) if found.len() == 1 => Ok(()),
        Ok(found) => Err(format!("{} codes were found in the picture", found.len())),
        Err(error) => Err(error.to_string()),
    }
}

fn expect(page: &Page, heading: &str) -> Step {
    if page.heading() == heading {
        Ok(())
    } else {
        Err(format!(
            "expected \"{heading}\", the page at {} says \"{}\"",
            page.path,
            page.heading()
        ))
    }
}

fn holds(page: &Page, text: &str) -> Step {
    if page.html.contains(text) {
        Ok(())
    } else {
        Err(format!("\"{}\" at {} does not say \"{text}\"", page.heading(), page.path))
    }
}

fn failed(step: &str, why: &str) -> String {
    format!("{step} failed: {why}")
}
