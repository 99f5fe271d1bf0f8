//! The normalised model of a sign-in request (PROTOCOL.md section 1).

use std::fmt;

use crate::account::{AccountId, DenyReason, ItContact, PushAccount, SeenRequest};
use crate::clock::UnixSeconds;
use crate::net::UnreachableCause;
use crate::secret::SecretString;

use crate::text;

/// What the person is asked to do.
///
/// ```
/// use countersign_core::app::Prompt;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// match app.requests().get(&id)?.request.prompt {
///     Prompt::NumberEntry { digits } => println!("a field for {digits} digits"),
///     Prompt::NumberChoice { options } => println!("one of {options:?}"),
///     Prompt::Confirm => println!("are you signing in right now?"),
///     Prompt::ShowCode { code } => println!("type {code} in the browser"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Prompt {
    /// Type the number that the page shows.
    NumberEntry {
        /// How many digits.
        digits: u8,
    },
    /// Pick the number that the page shows.
    NumberChoice {
        /// The numbers offered, as sent.
        options: Vec<String>,
    },
    /// No number; a second question instead.
    Confirm,
    /// Type this code on the page.
    ShowCode {
        /// The code.
        code: String,
    },
}

impl fmt::Debug for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NumberEntry { digits } => write!(f, "NumberEntry({digits})"),
            Self::NumberChoice { options } => write!(f, "NumberChoice({} options)", options.len()),
            Self::Confirm => f.write_str("Confirm"),
            Self::ShowCode { .. } => f.write_str("ShowCode([redacted])"),
        }
    }
}

/// A number as the page shows it: 1 to 12 ASCII digits, leading zeros kept, never an integer.
pub struct MatchNumber(SecretString);

impl MatchNumber {
    /// Checks what was typed or scanned; blanks around it are dropped.
    ///
    /// # Errors
    /// [`BadNumber`] when it is not exactly `digits` ASCII digits.
    pub fn parse(text: &str, digits: u8) -> Result<Self, BadNumber> {
        let text = text.trim();
        if text.len() != usize::from(digits) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadNumber { digits });
        }
        Ok(Self(SecretString::new(text.to_owned())))
    }

    /// One of the options that a guard has checked (1 to 8 letters or digits).
    pub(super) fn picked(option: &str) -> Self {
        Self(SecretString::new(option.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for MatchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What was typed is not a number of the asked length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("type the {digits} digits that the sign-in page shows")]
pub struct BadNumber {
    /// The length asked for.
    pub digits: u8,
}

/// What a request is for.
///
/// ```
/// use countersign_core::app::Purpose;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// assert_eq!(app.requests().get(&id)?.request.purpose, Purpose::Login, "no try-out");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A sign-in.
    Login,
    /// The try-out at the end of enrolment.
    Tryout,
}

/// The phone's country against the request's.
///
/// ```
/// use countersign_core::app::CountryMismatch;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
///
/// app.set_country(Some("BE".to_owned()));
/// # testing::refresh(&app).await?;
/// let view = app.requests().get(&id)?;
/// assert_eq!(view.request.country_mismatch, CountryMismatch::Different, "it comes from NL");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountryMismatch {
    /// The same country.
    Same,
    /// Another country: a warning stands above the number field.
    Different,
    /// One of the two is not known.
    Unknown,
}

/// How much the answer proves.
///
/// ```
/// use countersign_core::app::Assurance;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// assert_eq!(app.requests().get(&id)?.request.assurance, Assurance::Typed);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// A number was typed or scanned.
    Typed,
    /// A number was picked from a few.
    Picked,
    /// No number.
    Plain,
}

/// A sign-in request that passed every guard of section 5.1: what the person sees.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The server's id of it.
    pub id: String,
    /// The account it belongs to.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// Host of the stored account's issuer, never taken from the request.
    pub issuer_host: String,
    /// Client name, else client id.
    pub service: Option<String>,
    /// User name.
    pub user: String,
    /// When the server made it, by this phone's clock.
    pub created: Option<UnixSeconds>,
    /// When this phone first saw it.
    pub first_seen: UnixSeconds,
    /// When it lapses, by this phone's clock.
    pub expires: UnixSeconds,
    /// When it lapses, by the server's clock: the latest end of an answer's life.
    pub expires_at_server: UnixSeconds,
    /// Address of the browser.
    pub ip: Option<String>,
    /// Coarse place.
    pub location: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Browser name and version.
    pub browser: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Against the phone's country.
    pub country_mismatch: CountryMismatch,
    /// Requests of this account in the last hour, this one included.
    pub requests_last_hour: Option<u32>,
    /// What to do.
    pub prompt: Prompt,
    /// What it proves.
    pub assurance: Assurance,
    /// The organisation's own words beside it (pipush), cleaned for display. A stranger may have written part of
    /// them: they are shown as somebody's words, and nothing follows from them.
    pub text: Option<String>,
    /// Digest of the signed context to echo in the answer (countersign+).
    pub ctx: Option<String>,
    /// How an answer reaches a server of pipush; `None` at others.
    pub reply: Option<TokenReply>,
}

/// How a request of pipush is answered (PROTOCOL.md 3.3, 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenReply {
    /// The signed address.
    pub url: String,
    /// The server takes a reason with a denial, by its signed word.
    pub takes_reason: bool,
}

/// A code that the page asks for, in reply to an approval (PROTOCOL.md 3.4).
#[derive(Clone, PartialEq, Eq)]
pub struct ShownCode(pub String);

impl fmt::Debug for ShownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Request {
    /// What is left of a request that an earlier run of the app saw: what delivering an answer needs,
    /// and whose it was. It is never open again, so that its prompt does not matter.
    #[must_use]
    pub fn seen(record: &SeenRequest, account: &PushAccount) -> Self {
        let ctx = record.ctx.clone().unwrap_or_default();
        Self {
            id: record.id.clone(),
            account: record.account,
            purpose: Purpose::Login,
            issuer_host: account.host(),
            service: None,
            user: text::shown(&account.username),
            created: Some(record.created),
            first_seen: record.first_seen,
            expires: record.expires,
            expires_at_server: record.expires_at_server,
            ip: None,
            location: None,
            country: None,
            browser: None,
            os: None,
            country_mismatch: CountryMismatch::Unknown,
            requests_last_hour: None,
            prompt: Prompt::NumberEntry { digits: 2 },
            assurance: Assurance::Typed,
            text: None,
            ctx: account.is_countersign().then_some(ctx),
            reply: account
                .token
                .as_ref()
                .map(|token| TokenReply { url: token.url.clone(), takes_reason: false }),
        }
    }

    /// Whether the server takes a report of what was refused. At pipush the denial itself says that the person
    /// did not start it.
    #[must_use]
    pub fn can_report(&self) -> bool {
        self.reply.is_none()
    }

    /// Whether a newer request of the account takes this one's place. pipush keeps several open.
    #[must_use]
    pub fn is_superseded_by_newer(&self) -> bool {
        self.reply.is_none()
    }

    /// Whether the server itself ends the request at the first wrong number (countersign+). Where it does
    /// not, the app sees to it that no second number is sent.
    #[must_use]
    pub fn server_ends_it(&self) -> bool {
        self.ctx.is_some()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("purpose", &self.purpose)
            .field("expires", &self.expires)
            .field("prompt", &self.prompt)
            .finish_non_exhaustive()
    }
}

/// How a number got into the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Typed.
    Typed,
    /// Scanned from the QR code beside the number.
    Scanned,
    /// Picked from a few.
    Picked,
    /// There was none.
    NoNumber,
}

/// What the person answers.
#[derive(Debug)]
pub enum Answer {
    /// YES.
    Approve {
        /// The number, where one was asked for.
        value: Option<MatchNumber>,
        /// How it was entered.
        source: Source,
    },
    /// No.
    Deny {
        /// Why.
        reason: DenyReason,
    },
}

/// What became of an answer (table of section 1).
///
/// ```
/// use countersign_core::app::{Outcome, SecretString, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
/// # app.requests().open(&id).await?;
///
/// app.requests().type_number(&id, &SecretString::new("99".to_owned()))?;
/// app.requests().authorise(&id, Unlock::Platform)?;
/// let outcome = app.requests().approve(&id).await?.outcome;
/// assert_eq!(outcome, Some(Outcome::WrongNumber), "that is final: start again in the browser");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The browser is signed in.
    Approved,
    /// Nobody was signed in.
    Denied {
        /// The app denied it by itself: it was closed or locked while an approval was under way, and
        /// what became of that is not known. The person starts again in the browser.
        interrupted: bool,
    },
    /// The number was wrong; the request is over.
    WrongNumber,
    /// Too late.
    Expired,
    /// A newer sign-in replaced it.
    Superseded,
    /// Answered or cancelled elsewhere, or our own answer got through and its reply was lost.
    AlreadyHandled,
    /// The server no longer knows this phone.
    AccountUnlinked {
        /// Whether the server said so in so many words.
        certain: bool,
    },
    /// This app is too old.
    AppTooOld {
        /// The version needed, if known.
        needed: Option<String>,
    },
    /// No answer; the request is not over.
    Unreachable {
        /// Why.
        why: UnreachableCause,
        /// Seconds to wait, if the server said so.
        retry_after: Option<u64>,
    },
    /// The account was reported.
    AccountBlocked,
    /// The phone's clock is off; the request is not over.
    ClockWrong {
        /// Server time minus phone time, if known.
        seconds: Option<i64>,
        /// The server said that it is the clock. Otherwise: check date and time, and if they are right,
        /// IT must check the server's public address.
        certain: bool,
    },
    /// Refused for another reason.
    Refused {
        /// HTTP status, when there was one.
        status: Option<u16>,
    },
}

impl Outcome {
    /// The outcome's name in commands and logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied { .. } => "denied",
            Self::WrongNumber => "wrong_number",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::AlreadyHandled => "already_handled",
            Self::AccountUnlinked { .. } => "account_unlinked",
            Self::AppTooOld { .. } => "app_too_old",
            Self::Unreachable { .. } => "unreachable",
            Self::AccountBlocked => "account_blocked",
            Self::ClockWrong { .. } => "clock_wrong",
            Self::Refused { .. } => "refused",
        }
    }

    /// What happened and what to do, in one or two English sentences.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Approved => "Approved. Your browser is signed in.",
            Self::Denied { interrupted: false } => "Refused. Nobody was signed in.",
            Self::Denied { interrupted: true } => {
                "The app was closed while it answered, so it refused the request. Start again in the browser."
            }
            Self::WrongNumber => {
                "That was not the number. The request is over. Start again in the browser."
            }
            Self::Expired => "Too late: this request has lapsed. Start again in the browser.",
            Self::Superseded => "A newer sign-in took over.",
            Self::AlreadyHandled => "Already handled. Look at your browser.",
            Self::AccountUnlinked { .. } => {
                "This phone is no longer registered there. Set it up again, or remove the account."
            }
            Self::AppTooOld { .. } => "This app is too old for this request. Update it.",
            Self::Unreachable { why, .. } => undelivered(*why),
            Self::AccountBlocked => {
                "This account was reported. Sign-ins are blocked until IT has talked to you."
            }
            Self::ClockWrong { certain: true, .. } => {
                "Your phone's clock is off. Set date and time right."
            }
            Self::ClockWrong { certain: false, .. } => {
                "The service did not accept your phone's clock. Check date and time; if they are right, IT must check the service's public address."
            }
            Self::Refused { .. } => "The service refused this answer. Start again in the browser.",
        }
    }

    /// Whether the request is over.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Unreachable { .. } | Self::ClockWrong { .. })
    }
}

/// What a report brought.
///
/// ```
/// use countersign_core::app::{DenyReason, Reported};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// app.requests().deny(&id, DenyReason::UnknownTrigger).await?;
/// let view = app.requests().report(&id, true).await?;
/// let Reported { it_contact } = view.reported.ok_or("it did not go through")?;
/// println!("call {:?}", it_contact.and_then(|contact| contact.phone));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Whom to call now.
    pub it_contact: Option<ItContact>,
}

/// An answer that was not delivered. Where the service may have read it, the browser knows.
fn undelivered(why: UnreachableCause) -> &'static str {
    match why {
        UnreachableCause::Offline => "No connection. Nothing was decided; try again.",
        UnreachableCause::NoSuchHost => {
            "The service's address was not found. Nothing was decided; check the connection and try again."
        }
        UnreachableCause::Refused => {
            "The service takes no connections at the moment. Nothing was decided; try again."
        }
        UnreachableCause::TimedOut => {
            "The service did not answer in time. Look at the browser, then try again."
        }
        UnreachableCause::Certificate => {
            "The connection to the service is not secure, so nothing was sent. Use another network, or tell IT."
        }
        UnreachableCause::NotHttps => {
            "Something else answered in place of the service, so nothing was sent. Use another network, or tell IT."
        }
        UnreachableCause::ServerError => {
            "The service has a fault. Look at the browser, then try again."
        }
        UnreachableCause::TooManyRequests => {
            "The service asks for some patience. Nothing was decided; try again in a moment."
        }
    }
}
