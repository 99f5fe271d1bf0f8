//! What each click beside the phone does, and what is said of it.

use countersign_signin::pages::paths as signin;

use super::Theatre;
use crate::stage::PERSON;
use crate::world::World;

/// How often somebody signs in who bombs with requests.
const BOMBS: usize = 8;
/// More than ninety days.
const NINETY_DAYS: u64 = 90 * 24 * 60 * 60 + 60 * 60;
/// Who the log says it was.
const DESK: &str = "IT desk";
/// The most phones of an account.
const MOST_PHONES: usize = 5;

/// What is said of a click.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// What happened, then what to do.
    pub(crate) words: String,
    /// Where the sign-in page goes now; empty where it stays.
    pub(crate) page: &'static str,
    /// Something to take along: a one-time pass.
    pub(crate) take: Option<String>,
}

/// What was clicked did not work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotDone {
    #[error("{0}")]
    Service(#[from] countersign_signin::AddError),
    #[error("the folder of the demo cannot be written to: {0}")]
    Folder(#[from] std::io::Error),
    #[error(transparent)]
    Start(#[from] crate::server::DemoError),
    #[error("{0}")]
    Page(String),
}

type Done = Result<Said, NotDone>;

fn said(words: impl Into<String>) -> Done {
    Ok(Said { words: words.into(), ..Said::default() })
}

/// How somebody's sign-in with the right password went.
#[derive(PartialEq, Eq)]
enum Attempt {
    /// A request reached the phone.
    Asked,
    /// The next request must wait.
    Waits,
    /// No request came of it, and why.
    Refused(String),
}

/// Somebody in another country types the right password.
async fn attempt(world: &World) -> Result<Attempt, NotDone> {
    let mut browser = world.somebody();
    let page = browser.open(signin::SIGN_IN).await.map_err(NotDone::Page)?;
    let fields = [(signin::USER, PERSON), (signin::PASSWORD, world.stage.password.as_str())];
    let page = browser.submit(&page, signin::SIGN_IN, &fields).await.map_err(NotDone::Page)?;
    Ok(match page.path.as_str() {
        signin::NUMBER => Attempt::Asked,
        signin::WAITING => Attempt::Waits,
        _ => Attempt::Refused(page.heading()),
    })
}

/// The words where there is no phone yet.
const NO_PHONE: &str = "No phone is set up yet. Sign in and set it up first, or press Play.";

fn has_phone(world: &World) -> Result<bool, NotDone> {
    Ok(world.service.standing(PERSON)?.is_some_and(|standing| standing.phones > 0))
}

/// A sign-in from another country.
pub(super) async fn abroad(world: &World) -> Done {
    if !has_phone(world)? {
        return said(NO_PHONE);
    }
    match attempt(world).await? {
        Attempt::Asked => said(
            "Somebody in Brazil signs in with Ida's password. The phone names the country, and \"No\" is one tap away.",
        ),
        Attempt::Waits => said(
            "Somebody in Brazil typed Ida's password. Nothing reached the phone: requests that nobody approves make the next one wait.",
        ),
        Attempt::Refused(heading) => said(format!(
            "Somebody in Brazil typed Ida's password, and nothing reached the phone. His page says: {heading}."
        )),
    }
}

/// One sign-in after the other.
pub(super) async fn bomb(world: &World) -> Done {
    if !has_phone(world)? {
        return said(NO_PHONE);
    }
    let mut asked = 0;
    for _ in 0..BOMBS {
        match attempt(world).await? {
            Attempt::Asked => asked += 1,
            Attempt::Waits => {}
            Attempt::Refused(heading) => {
                return said(format!(
                    "Nothing reached the phone, though the password was right. The page says: {heading}."
                ));
            }
        }
    }
    said(format!(
        "Somebody signed in {BOMBS} times in a row. Requests that reached the phone: {asked}. Each one that nobody approves makes the next one wait longer."
    ))
}

/// The open request gets no answer in time; where there is none, somebody else's.
pub(super) async fn lapse(world: &World) -> Done {
    if !has_phone(world)? {
        return said(NO_PHONE);
    }
    let open = || {
        Ok::<_, NotDone>(world.service.standing(PERSON)?.and_then(|standing| standing.lapses_in))
    };
    let mut left = open()?;
    if left.is_none() && attempt(world).await? == Attempt::Asked {
        left = open()?;
    }
    let Some(left) = left else {
        return said(
            "No request is open, and the next one must wait. Sign in when the page lets you, then try this again.",
        );
    };
    world.advance(left.saturating_add(1))?;
    said("Nobody answered in time: the request has lapsed, and nobody was signed in.")
}

/// Ninety days go by.
pub(super) fn skip(world: &World) -> Done {
    world.advance(NINETY_DAYS)?;
    let words = "Ninety days went by. This browser is remembered no more: the next sign-in asks for the phone.";
    Ok(Said { words: words.into(), page: signin::MAIL, take: None })
}

/// The phone is gone, and IT was told.
pub(super) fn lose(world: &World) -> Done {
    if !has_phone(world)? {
        return said(NO_PHONE);
    }
    let Some(pass) = world.service.one_time_pass(PERSON, DESK)? else {
        return said(
            "The account is blocked, so IT gives no pass. Choose \"Unblock as IT\" first.",
        );
    };
    world.new_phone(true)?;
    let words = "The phone is gone, and IT stopped it. Sign in: after the password this pass sets up the new phone.";
    Ok(Said { words: words.into(), page: signin::SIGN_IN, take: Some(pass.as_str().to_owned()) })
}

/// A second phone.
pub(super) fn second(world: &World) -> Done {
    if !has_phone(world)? {
        return said(NO_PHONE);
    }
    if world.handsets.count() >= MOST_PHONES {
        return said("There are five phones, and more are not possible.");
    }
    world.new_phone(false)?;
    let words = "Here is one more. On the page choose \"Add a phone\", and confirm it on the phone before: its tab is above.";
    Ok(Said { words: words.into(), page: signin::PHONES, take: None })
}

/// The phone's network.
pub(super) fn offline(world: &World) -> Done {
    let off = !world.wire.is_offline();
    world.wire.set_offline(off);
    said(if off {
        "The phone has no network. Its codes still work: on the page choose \"Another way\"."
    } else {
        "The phone has its network again."
    })
}

/// The phone's clock.
pub(super) fn clock(world: &World) -> Done {
    let slow = !world.clocks.is_phone_slow();
    world.clocks.turn_phone(slow);
    said(if slow {
        "The phone's clock is 90 s slow. It says so when it reaches the service; requests work all the same."
    } else {
        "The phone's clock is right again."
    })
}

/// IT unblocks.
pub(super) fn unblock(world: &World) -> Done {
    let before = world.service.standing(PERSON)?;
    world.service.let_go_on(PERSON, DESK, "Talked to Ida")?;
    let (blocked, paused) = before.map_or((false, false), |before| (before.blocked, before.paused));
    said(match (blocked, paused) {
        (true, _) => "IT has unblocked the account. The next sign-in is as before.",
        (false, true) => "IT lets requests go on after the wrong numbers.",
        (false, false) => "Nothing was blocked. Waits before the next request are lifted.",
    })
}

/// Both sides begin again.
pub(super) fn again(theatre: &Theatre) -> Done {
    theatre.begin_again()?;
    let words = "Everything is as at the first start: no phone is set up.";
    Ok(Said { words: words.into(), page: signin::SIGN_IN, take: None })
}
