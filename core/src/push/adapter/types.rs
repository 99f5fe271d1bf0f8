//! What goes into the adapters and what comes out.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::account::{
    AccountId, DenyReason, ItContact, OtpSeed, Profile, PushAccount, PushProtocol, PushState,
};
use crate::clock::UnixSeconds;
use crate::payload::{EnrolLink, Offer, PushOffer};
use crate::secret::SecretString;

use crate::push::error::{PushError, Version};
use crate::push::log;
#[cfg(test)]
use crate::push::request::MatchNumber;
use crate::push::request::{Answer, Outcome, Request, ShownCode};

/// Where an enrolment link points.
#[derive(Debug)]
pub enum LinkSource {
    /// The signed token itself.
    Token(SecretString),
    /// Where to fetch it: a capability, kept in memory only.
    RequestUri(SecretString),
}

/// An enrolment link, parsed and not yet verified.
#[derive(Debug)]
pub struct Link {
    /// The token or its address.
    pub source: LinkSource,
    /// OAuth client of the app, where the link names it.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<SecretString>,
}

impl From<&EnrolLink> for Link {
    fn from(link: &EnrolLink) -> Self {
        let source = match &link.offer {
            Offer::ByValue { token, .. } => LinkSource::Token(token.duplicate()),
            Offer::ByReference { request_uri } => {
                LinkSource::RequestUri(SecretString::new(request_uri.as_str().to_owned()))
            }
        };
        Self {
            source,
            client_id: link.client_id.clone(),
            client_secret: link.client_secret.as_ref().map(SecretString::duplicate),
        }
    }
}

/// What the person is asked to agree to. Everything in it is signed by the issuer, which proves
/// nothing about who the issuer is: show the host.
pub struct EnrolmentOffer {
    /// Host of the issuer, punycode for internationalised names.
    pub host: String,
    /// The issuer, realm base.
    pub issuer: String,
    /// The realm.
    pub realm: String,
    /// The organisation's name, cleaned for display.
    pub organisation: Option<String>,
    /// The user's name, cleaned for display.
    pub username: String,
    /// The user's id at the issuer.
    pub sub: String,
    /// When the offer lapses, by this phone's clock.
    pub expires: UnixSeconds,
    /// The profile that will be used.
    pub profile: Profile,
    /// What the server offers besides.
    pub features: Vec<String>,
    /// Whom to call.
    pub it_contact: Option<ItContact>,
    pub(super) client_id: String,
    pub(super) client_secret: Option<SecretString>,
    pub(super) enrolment_id: String,
    pub(super) nonce: SecretString,
    pub(super) expires_at_server: UnixSeconds,
    /// Of a push token of pipush: where and how it is registered.
    pub(super) token: Option<TokenOffer>,
}

/// How a push token is registered.
#[derive(Debug)]
pub(super) struct TokenOffer {
    pub(super) protocol: PushProtocol,
    pub(super) url: String,
    /// The server takes no key but RSA.
    pub(super) rsa: bool,
}

/// A code of a push token (PROTOCOL.md 3.1, 3.5).
#[derive(Debug)]
pub struct TokenCode {
    /// What the code says.
    pub offer: PushOffer,
    /// It is of the form that eduMFA alone has.
    pub edumfa: bool,
}

impl fmt::Debug for EnrolmentOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolmentOffer").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// Whether the issuer and user of an offer are known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// No account of this user at this issuer.
    New,
    /// There is one that never became active or is unlinked: it is replaced once the new enrolment
    /// succeeded.
    Replaces(AccountId),
    /// There is one in use: ask "add a second registration or cancel".
    SecondOf(AccountId),
}

impl EnrolmentOffer {
    /// Compares with the accounts in the vault.
    #[must_use]
    pub fn known<'a>(
        &self,
        accounts: impl IntoIterator<Item = (AccountId, &'a PushAccount)>,
    ) -> Known {
        let mut known = Known::New;
        for (id, account) in accounts {
            if account.issuer != self.issuer || account.sub != self.sub {
                continue;
            }
            // A token has one key: the server forgets the old one when it takes the new one.
            if !account.state.is_replaceable() && self.token.is_none() {
                return Known::SecondOf(id);
            }
            known = Known::Replaces(id);
        }
        known
    }
}

/// The platform that the core runs on, as `Countersign-Client` names it.
///
/// ```
/// use countersign_core::app::Platform;
///
/// assert_eq!(Platform::Android.as_str(), "android");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// iOS
    Ios,
    /// Android
    Android,
    /// The command, the demo and tests.
    Test,
}

impl Platform {
    /// The spelling in the header and in `deviceType`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ios => "ios",
            Self::Android => "android",
            Self::Test => "test",
        }
    }
}

/// Who calls the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientInfo {
    /// The platform.
    pub platform: Platform,
    /// The shell's version.
    pub version: Version,
}

/// What the enrolment says of this phone.
#[derive(Debug, Clone)]
pub struct DeviceInfo {
    /// A name such as the model; four random characters are added, because the name must be unique
    /// among the user's phones.
    pub name: String,
}

/// What a successful enrolment changes in the account.
#[derive(Debug)]
pub struct Completed {
    /// The new state.
    pub state: PushState,
    /// The account's own one-time code.
    pub otp: Option<OtpSeed>,
    /// The key that the server signs requests with, at pipush.
    pub server_key: Option<Vec<u8>>,
}

impl Completed {
    /// Puts it into the account and drops the completion, which is of no use any more.
    pub fn apply(self, account: &mut PushAccount) {
        account.state = self.state;
        account.otp = self.otp;
        if let (Some(token), Some(key)) = (&mut account.token, self.server_key) {
            token.server_key = key;
        }
        account.completion = None;
    }
}

/// The app must be updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooOld {
    /// The version needed, if the server said so.
    pub needed: Option<Version>,
}

/// A pending list.
#[derive(Debug)]
pub struct Pending {
    /// The requests that passed every guard.
    pub requests: Vec<Request>,
    /// The account's state, where the server says it.
    pub state: Option<PushState>,
    /// A request, or the server as a whole, is beyond this version.
    pub too_old: Option<TooOld>,
    /// Whom to call, where the server says it.
    pub it_contact: Option<ItContact>,
    /// How many entries were dropped.
    pub dropped: usize,
    /// Why the keys could not be fetched that entries are verified with, if some were dropped and that
    /// may be the reason.
    pub unverified: Option<PushError>,
    /// Server time minus phone time, when it is worth telling the person.
    pub clock_off: Option<i64>,
}

/// What a push message says. It only asks to poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushHint {
    /// The account that is to be polled.
    pub account: AccountId,
    /// The request, a UUID.
    pub request: String,
    /// Its issuer signed it. Otherwise the issuer's keys are not known yet.
    pub verified: bool,
}

/// What became of an unlinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlinked {
    /// The server has forgotten this phone.
    ServerForgot,
    /// The server was not reached; try again.
    Queued,
    /// The server has no such function: the person removes the phone on the account page.
    NotSupported,
}

/// An answer on its way: created once, kept in memory until its outcome is known. It may be delivered
/// any number of times and counts once.
pub struct PendingAnswer {
    /// The request.
    pub request: Request,
    /// The answer.
    pub answer: Answer,
    /// The server has refused the request's number already.
    pub(super) closes: bool,
    /// An earlier run of the app may have sent the same.
    pub(super) resumed: bool,
    /// Another answer to the same request was given before, and may have arrived.
    pub(super) follows: bool,
    /// That one, or one before it, was an approval.
    pub(in crate::push) after_approval: bool,
    pub(super) progress: Mutex<Progress>,
}

impl fmt::Debug for PendingAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingAnswer").field("request", &self.request).finish_non_exhaustive()
    }
}

impl PendingAnswer {
    /// An answer to a request; nothing is signed or sent yet.
    #[must_use]
    pub fn new(request: Request, answer: Answer) -> Self {
        Self {
            request,
            answer,
            closes: false,
            resumed: false,
            follows: false,
            after_approval: false,
            progress: Mutex::default(),
        }
    }

    /// The same, of a denial before which an approval of the request may have arrived: a server that does not
    /// say so is not believed when it says that nobody was let in (PROTOCOL.md 3.5).
    #[must_use]
    pub fn after_approval(self) -> Self {
        Self { after_approval: true, ..self }
    }

    /// The denial that ends a request whose number the server refused and which it left open.
    #[must_use]
    pub fn closing(request: Request) -> Self {
        let answer = Answer::Deny { reason: DenyReason::Cancelled };
        Self { closes: true, ..Self::new(request, answer) }
    }

    /// The same answer of an earlier run of the app, which may have sent it: what the server says has
    /// to be read so.
    #[must_use]
    pub fn resumed(self) -> Self {
        Self { resumed: true, ..self }
    }

    /// Takes the place of another answer. Where that one may have arrived, it may be what ended the
    /// request.
    #[must_use]
    pub fn after(self, before: Option<&Self>) -> Self {
        let follows = before.is_some_and(|before| before.resumed || before.may_have_arrived());
        let after_approval = before.is_some_and(Self::may_have_approved);
        Self { follows, after_approval, ..self }
    }

    /// Whether an approval may have arrived: this one, or one before it.
    #[must_use]
    pub fn may_have_approved(&self) -> bool {
        let arrived = self.resumed || self.may_have_arrived();
        self.after_approval || (arrived && matches!(self.answer, Answer::Approve { .. }))
    }

    /// Whether an answer that an earlier run of the app gave, or that this one takes the place of, may be
    /// what ended the request.
    #[must_use]
    pub fn is_not_the_first(&self) -> bool {
        self.resumed || self.follows
    }

    /// Whether it ends a request whose number the server refused.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.closes
    }

    /// Whether the server may have seen what is kept here, or what it takes the place of, without our
    /// hearing of it.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        self.follows || progress.signed.as_ref().is_some_and(|signed| signed.sent)
    }

    /// The same answer, signed, which the server may have seen or not.
    #[cfg(test)]
    pub(crate) fn after_sending(&self, may_have_arrived: bool) -> Self {
        let answer = match &self.answer {
            Answer::Approve { value, source } => {
                let value = value.as_ref().map(|value| MatchNumber::picked(value.expose()));
                Answer::Approve { value, source: *source }
            }
            Answer::Deny { reason } => Answer::Deny { reason: *reason },
        };
        let signed = Signed {
            jws: SecretString::new(String::new()),
            signed_at: self.request.first_seen,
            expires_at_server: self.request.expires_at_server,
            sent: may_have_arrived,
        };
        let progress = Mutex::new(Progress { signed: Some(signed) });
        Self {
            request: self.request.clone(),
            answer,
            closes: self.closes,
            resumed: self.resumed,
            follows: self.follows,
            after_approval: self.after_approval,
            progress,
        }
    }
}

/// What delivering an answer brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// What became of the request, or that the answer did not arrive.
    Outcome(Outcome),
    /// The server refused the number and left the request open: it is to be ended by
    /// [`PendingAnswer::closing`].
    NumberRefused,
    /// The server took the approval; the browser is signed in when this code is typed there.
    CodeGiven(ShownCode),
}

impl Delivered {
    /// What delivering an answer by a protocol brought, which is logged.
    pub(super) fn logged(
        result: Result<Self, PushError>,
        protocol: &'static str,
        id: AccountId,
        answer: &PendingAnswer,
    ) -> Self {
        let delivered = result.unwrap_or_else(|error| error.into_outcome().into());
        let name = match &delivered {
            Self::Outcome(outcome) => outcome.name(),
            Self::NumberRefused => "number_refused",
            Self::CodeGiven(_) => "code_given",
        };
        log::outcome(protocol, id, &answer.request.id, name);
        delivered
    }
}

impl From<Outcome> for Delivered {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}

/// How far an answer has come.
#[derive(Default)]
pub(super) struct Progress {
    /// The signed answer.
    pub(super) signed: Option<Signed>,
}

/// A signed answer and when it stops being valid.
pub(super) struct Signed {
    pub(super) jws: SecretString,
    /// By the phone's clock.
    pub(super) signed_at: UnixSeconds,
    pub(super) expires_at_server: UnixSeconds,
    /// Whether the server may have seen it.
    pub(super) sent: bool,
}

impl Signed {
    pub(super) fn duplicate(&self) -> Self {
        Self {
            jws: self.jws.duplicate(),
            signed_at: self.signed_at,
            expires_at_server: self.expires_at_server,
            sent: self.sent,
        }
    }
}
