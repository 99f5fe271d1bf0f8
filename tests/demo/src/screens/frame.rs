//! The page that shows both sides.

use askama::Template;

use super::{assets, paths};
use countersign_signin::pages::assets as service_assets;
use countersign_signin::pages::paths as service_paths;

/// Sign-in page and phone, side by side, with the story and what can happen.
#[derive(Template)]
#[template(path = "frame.html")]
pub struct Frame {
    /// The CSRF token of the frame's own session.
    pub csrf: String,
    /// The organisation of the demo.
    pub organisation: String,
    /// User to sign in as.
    pub user: String,
    /// The user's password, made for this demo.
    pub password: String,
    /// What was said of the last click.
    pub said: String,
    /// What it gave to take along: a one-time pass; else empty.
    pub take: String,
    /// Whether the phone has no network.
    pub offline: bool,
    /// Whether the phone's clock is wrong.
    pub slow: bool,
}

/// Something to click.
pub struct Click {
    /// Where it goes.
    pub path: &'static str,
    /// What stands on it.
    pub words: &'static str,
    /// Whether the phone is where something comes of it.
    pub rings: bool,
}

/// Everything that one click does, in the order in which it is drawn.
pub const CLICKS: [Click; 10] = [
    Click { path: paths::ABROAD, words: "From abroad", rings: true },
    Click { path: paths::BOMB, words: "Many requests", rings: true },
    Click { path: paths::LAPSE, words: "Let it lapse", rings: false },
    Click { path: paths::SKIP, words: "Skip 90 days", rings: false },
    Click { path: paths::LOSE, words: "Lose the phone", rings: false },
    Click { path: paths::SECOND, words: "Add a phone", rings: false },
    Click { path: paths::OFFLINE, words: "Go offline", rings: true },
    Click { path: paths::CLOCK, words: "Turn the clock", rings: true },
    Click { path: paths::UNBLOCK, words: "Unblock as IT", rings: false },
    Click { path: paths::AGAIN, words: "Begin again", rings: false },
];

impl Frame {
    /// Whether something that is switched on and off is on; `None` for what only happens.
    fn pressed(&self, click: &Click) -> Option<bool> {
        match click.path {
            paths::OFFLINE => Some(self.offline),
            paths::CLOCK => Some(self.slow),
            _ => None,
        }
    }
}

/// A step of the story, as the guide of an organisation tells it.
pub struct Step {
    /// "G1".
    pub name: &'static str,
    /// What happens.
    pub words: &'static str,
    /// Pages that are this step.
    pub pages: &'static [&'static str],
    /// Screens of the phone that are this step, by the class of the screen.
    pub screens: &'static [&'static str],
}

/// The story in the order in which it is played.
pub const STORY: [Step; 9] = [
    Step {
        name: "G1",
        words: "More information required",
        pages: &[service_paths::SIGN_IN, service_paths::MORE_INFO],
        screens: &[],
    },
    Step { name: "G2", words: "Get the app", pages: &[service_paths::GET_APP], screens: &[] },
    Step {
        name: "G3",
        words: "The page shows a code",
        pages: &[service_paths::SET_UP, service_paths::SCAN],
        screens: &[],
    },
    Step { name: "G4", words: "Choose to scan in the app", pages: &[], screens: &["scanner"] },
    Step { name: "G5", words: "Scan it", pages: &[], screens: &["preview", "notify"] },
    Step {
        name: "G6",
        words: "Try it out with a number",
        pages: &[service_paths::TRY_OUT],
        screens: &[],
    },
    Step {
        name: "G7",
        words: "Sign in with the phone",
        pages: &[service_paths::DONE, service_paths::NUMBER],
        screens: &[],
    },
    Step {
        name: "G8",
        words: "Stay signed in?",
        pages: &[service_paths::STAY_SIGNED_IN],
        screens: &[],
    },
    Step {
        name: "G0",
        words: "It was not you: say no",
        pages: &[],
        screens: &["denied", "reported"],
    },
];
