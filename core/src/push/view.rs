//! A request as a screen draws it.

use std::cmp::Ordering;

use crate::clock::UnixSeconds;
use crate::text::isolated;

use super::error::PushError;
use super::machine::{AnswerKind, Input, State};
use super::request::{
    Assurance, CountryMismatch, Outcome, Prompt, Purpose, Reported, Request, ShownCode,
};

/// What stands on the screen, in one word.
///
/// ```
/// use countersign_core::app::Phase;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// assert_eq!(app.requests().get(&id)?.phase, Phase::Open);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Behind another; deny only.
    Waiting,
    /// The number is being typed.
    Open,
    /// The answer is on its way.
    Sending,
    /// The answer was not delivered; "try again".
    DeliveryFailed,
    /// "Report this?"
    AskReport,
    /// The report is on its way.
    Reporting,
    /// Over; see the outcome.
    Ended,
}

/// What the number field holds, compared with what is asked for.
///
/// ```
/// use countersign_core::app::{NumberField, SecretString};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// app.requests().open(&id).await?;
/// let view = app.requests().type_number(&id, &SecretString::new("4".to_owned()))?;
/// assert_eq!(view.number, Some(NumberField::TooShort));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberField {
    /// Nothing.
    Empty,
    /// The beginning of a number.
    TooShort,
    /// A number of the right length.
    Complete,
    /// More than the digits that were asked for: say how many it has.
    TooLong,
    /// Something else than digits: say how many it has.
    NotDigits,
}

/// Where a sign-in comes from, in parts that a shell joins to a sentence. What is missing was not given.
///
/// ```
/// use countersign_core::app::Origin;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// let Origin { browser, town, .. } = app.requests().get(&id)?.origin;
/// println!("{} in {}", browser.unwrap_or_default(), town.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Browser name and version.
    pub browser: Option<String>,
    /// Operating system.
    pub system: Option<String>,
    /// The town, of a place that names more.
    pub town: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Address of the browser.
    pub address: Option<String>,
}

impl Origin {
    fn of(request: &Request) -> Self {
        let Request { browser, os, location, country, ip, .. } = request.clone();
        Self::of_parts(browser, os, location, country, ip)
    }

    /// From what a service says of a browser.
    pub(crate) fn of_parts(
        browser: Option<String>,
        system: Option<String>,
        place: Option<String>,
        country: Option<String>,
        address: Option<String>,
    ) -> Self {
        let given =
            |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(isolated);
        Self {
            browser: given(browser.as_deref()),
            system: given(system.as_deref()),
            town: given(place.as_deref().and_then(|place| place.split(',').next())),
            country: given(country.as_deref()),
            address: given(address.as_deref()),
        }
    }
}

/// What to warn of, above the number field. "Never type a number that someone tells you" stands there
/// always.
///
/// ```
/// use countersign_core::app::RequestWarning;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// for warning in app.requests().get(&id)?.warnings {
///     match warning {
///         RequestWarning::OtherCountry => println!("browser and phone are in different countries"),
///         RequestWarning::RequestsThisHour(count) => println!("request {count} within the hour"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestWarning {
    /// Browser and phone are in different countries.
    OtherCountry,
    /// More than one request within the hour.
    RequestsThisHour(u32),
    /// Three or more wrong numbers in a row: offer deny and report.
    WrongInRow(u32),
    /// Picking a number proves less than typing one.
    PickedIsWeaker,
    /// There is no number: nothing ties this request to a browser.
    NoNumber,
    /// Twenty seconds or less are left.
    AlmostOver,
}

/// The snapshot: a screen joins its parts to sentences and decides nothing. Texts beside [`Self::request`]
/// may stand in a line with words of ours.
///
/// ```
/// use countersign_core::app::RequestView;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// let RequestView { organisation, service, user, digits, .. } = app.requests().open(&id).await?;
/// println!("{user} signs in to {service:?} of {organisation}: type {digits:?} digits");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RequestView {
    /// The request's own facts.
    pub request: Request,
    /// What the list calls the account.
    pub organisation: String,
    /// What is signed in to.
    pub service: Option<String>,
    /// Who signs in.
    pub user: String,
    /// The organisation's own words about it, where it sends some: a stranger may have written part of them.
    pub text: Option<String>,
    /// From where.
    pub origin: Origin,
    /// Where the phone is (ISO 3166-1 alpha-2), if known.
    pub phone_country: Option<String>,
    /// Seconds since it was made.
    pub age: u64,
    /// Seconds that it lives altogether.
    pub life: u64,
    /// Where it stands.
    pub phase: Phase,
    /// Whether it is the one in front.
    pub in_front: bool,
    /// Its row stands among those that wait for the person.
    pub waits: bool,
    /// "No, it's not me" can be pressed.
    pub can_refuse: bool,
    /// The person has said what YES needs: the number is complete, or picked, or the sign-in confirmed. YES
    /// is enabled when [`Self::needs_unlock`] is false besides.
    pub can_approve: bool,
    /// A fresh unlock is still to be made.
    pub needs_unlock: bool,
    /// The code beside the number on the page can be scanned in place of typing
    /// ([`Requests::match_scanned`](crate::app::Requests::match_scanned)).
    pub can_scan: bool,
    /// How many digits to type.
    pub digits: Option<u8>,
    /// How many characters the number field holds.
    pub typed: usize,
    /// What the number field holds, where one is asked for.
    pub number: Option<NumberField>,
    /// Seconds of its life that are left.
    pub seconds_left: u64,
    /// What to warn of above the facts, in this order.
    pub warnings: Vec<RequestWarning>,
    /// What to warn of beside that which is picked or confirmed.
    pub answer_warning: Option<RequestWarning>,
    /// "N more waiting".
    pub more_waiting: usize,
    /// What became of the answer, as far as there is one.
    pub outcome: Option<Outcome>,
    /// What a report brought.
    pub reported: Option<Reported>,
    /// Why a report did not go through.
    pub report_failed: Option<PushError>,
    /// A report disables the account until IT enables it again: ask twice.
    pub report_disables_account: bool,
    /// The person said no. Together with [`Outcome::Expired`]: it was too late.
    pub refused: bool,
}

impl RequestView {
    /// Draws a request.
    #[must_use]
    pub fn of(
        request: &Request,
        state: &State,
        in_front: bool,
        more_waiting: usize,
        wrong_in_row: u32,
        now: UnixSeconds,
    ) -> Self {
        let seconds_left = if state.is_settled() { 0 } else { request.expires.saturating_sub(now) };
        let entry = match state {
            State::Open(entry) => Some(entry),
            State::Waiting
            | State::Storing { .. }
            | State::Sending(_)
            | State::ShowingCode(_)
            | State::DeliveryFailed { .. }
            | State::AskReport { .. }
            | State::Reporting { .. }
            | State::Ended { .. } => None,
        };
        let request = &drawn(request, state);
        let made = request.created.unwrap_or(request.first_seen);
        let settled = state.is_settled();
        Self {
            request: request.clone(),
            organisation: isolated(&request.issuer_host),
            service: request.service.as_deref().map(isolated),
            user: isolated(&request.user),
            text: request.text.as_deref().map(isolated),
            origin: Origin::of(request),
            phone_country: None,
            age: now.saturating_sub(made),
            life: request.expires.saturating_sub(made),
            phase: phase(state),
            waits: matches!(phase(state), Phase::Waiting | Phase::Open | Phase::DeliveryFailed),
            can_refuse: matches!(phase(state), Phase::Waiting | Phase::Open),
            in_front,
            can_approve: state.can_approve(request, now),
            needs_unlock: entry.is_some_and(|entry| !entry.is_unlocked()),
            can_scan: false,
            digits: match request.prompt {
                Prompt::NumberEntry { digits } => Some(digits),
                Prompt::NumberChoice { .. } | Prompt::Confirm | Prompt::ShowCode { .. } => None,
            },
            number: entry.and_then(|entry| number_field(request, entry)),
            typed: entry.map_or(0, |entry| entry.number().expose().chars().count()),
            seconds_left,
            warnings: if settled {
                Vec::new()
            } else {
                warnings(request, wrong_in_row, seconds_left)
            },
            answer_warning: if settled { None } else { answer_warning(request) },
            more_waiting,
            outcome: outcome(state),
            reported: reported(state),
            report_failed: report_failed(state),
            report_disables_account: request.ctx.is_none(),
            refused: false,
        }
    }
}

/// The request as it stands: what the person is asked to do may have become another thing.
fn drawn(request: &Request, state: &State) -> Request {
    let mut drawn = request.clone();
    if let State::ShowingCode(ShownCode(code)) = state {
        drawn.prompt = Prompt::ShowCode { code: code.clone() };
    }
    drawn
}

fn phase(state: &State) -> Phase {
    match state {
        State::Waiting => Phase::Waiting,
        State::Open(_) | State::ShowingCode(_) => Phase::Open,
        // What is left after a wrong number is the app's own business.
        state if state.is_settled() => Phase::Ended,
        // The person has nothing to send again: the app asks by itself what became of it.
        State::Storing { .. }
        | State::Sending(_)
        | State::DeliveryFailed { kind: AnswerKind::CloseInterrupted, .. } => Phase::Sending,
        State::DeliveryFailed { .. } => Phase::DeliveryFailed,
        State::AskReport { .. } => Phase::AskReport,
        State::Reporting { .. } => Phase::Reporting,
        State::Ended { .. } => Phase::Ended,
    }
}

fn outcome(state: &State) -> Option<Outcome> {
    match state {
        State::Sending(AnswerKind::CloseRefused)
        | State::DeliveryFailed { kind: AnswerKind::CloseRefused, .. } => {
            Some(Outcome::WrongNumber)
        }
        State::DeliveryFailed { kind: AnswerKind::CloseInterrupted, .. } => None,
        State::DeliveryFailed { outcome, .. }
        | State::AskReport { outcome, .. }
        | State::Reporting { outcome }
        | State::Ended { outcome, .. } => Some(outcome.clone()),
        State::Waiting
        | State::Open(_)
        | State::Storing { .. }
        | State::Sending(_)
        | State::ShowingCode(_) => None,
    }
}

fn reported(state: &State) -> Option<Reported> {
    if let State::Ended { reported, .. } = state { reported.clone() } else { None }
}

fn report_failed(state: &State) -> Option<PushError> {
    match state {
        State::AskReport { failed, .. } => *failed,
        State::Ended { report_failed, .. } => *report_failed,
        State::Waiting
        | State::Open(_)
        | State::Storing { .. }
        | State::Sending(_)
        | State::ShowingCode(_)
        | State::DeliveryFailed { .. }
        | State::Reporting { .. } => None,
    }
}

fn number_field(request: &Request, entry: &Input) -> Option<NumberField> {
    let Prompt::NumberEntry { digits } = request.prompt else { return None };
    let number = entry.number().expose();
    let count = number.chars().count();
    Some(if count == 0 {
        NumberField::Empty
    } else if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        NumberField::NotDigits
    } else {
        match count.cmp(&usize::from(digits)) {
            Ordering::Less => NumberField::TooShort,
            Ordering::Equal => NumberField::Complete,
            Ordering::Greater => NumberField::TooLong,
        }
    })
}

fn answer_warning(request: &Request) -> Option<RequestWarning> {
    match request.assurance {
        Assurance::Typed => None,
        Assurance::Picked => Some(RequestWarning::PickedIsWeaker),
        Assurance::Plain if matches!(request.prompt, Prompt::ShowCode { .. }) => None,
        Assurance::Plain => Some(RequestWarning::NoNumber),
    }
}

fn warnings(request: &Request, wrong_in_row: u32, left: u64) -> Vec<RequestWarning> {
    let mut warnings = Vec::new();
    if request.country_mismatch == CountryMismatch::Different {
        warnings.push(RequestWarning::OtherCountry);
    }
    if let Some(count @ 2..) = request.requests_last_hour
        && request.purpose == Purpose::Login
    {
        warnings.push(RequestWarning::RequestsThisHour(count));
    }
    if wrong_in_row >= 3 {
        warnings.push(RequestWarning::WrongInRow(wrong_in_row));
    }
    if left <= ALMOST_OVER {
        warnings.push(RequestWarning::AlmostOver);
    }
    warnings
}

/// Seconds that are left when a request is almost over.
pub const ALMOST_OVER: u64 = 20;
