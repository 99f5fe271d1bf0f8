//! One sign-in request.

use countersign_core::account::AccountId;
use countersign_core::app::{Phase, RequestView, RequestWarning};
use countersign_core::push::request::{CountryMismatch, Outcome, Prompt, Purpose};

use super::Contact;

/// A request as a screen draws it. Texts may be shown as they are.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RequestSnapshot {
    /// The request's id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// Host of the organisation's service.
    pub host: String,
    /// What is signed in to.
    pub service: Option<String>,
    /// Who signs in.
    pub user: String,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// When it lapses.
    pub expires: u64,
    /// Where the browser is.
    pub location: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Against the phone's country.
    pub country_mismatch: CountryMismatch,
    /// Browser name and version.
    pub browser: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Address of the browser.
    pub ip: Option<String>,
    /// What to do.
    pub prompt: Prompt,
    /// Where it stands.
    pub phase: Phase,
    /// Whether it is the one in front.
    pub in_front: bool,
    /// The number is complete, or picked, or the sign-in confirmed. YES is enabled when `needs_unlock` is
    /// false besides.
    pub can_approve: bool,
    /// A fresh unlock is still to be made.
    pub needs_unlock: bool,
    /// How many digits to type.
    pub digits: Option<u8>,
    /// How many are typed.
    pub typed: u32,
    /// Seconds left.
    pub seconds_left: u64,
    /// What to warn of.
    pub warnings: Vec<RequestWarning>,
    /// "N more waiting".
    pub more_waiting: u32,
    /// What became of the answer.
    pub outcome: Option<Outcome>,
    /// The report went through.
    pub reported: bool,
    /// Whom to call after it.
    pub it_contact: Option<Contact>,
    /// The report did not go through.
    pub report_failed: bool,
    /// A report disables the account until IT enables it again: ask twice.
    pub report_disables_account: bool,
    /// The person said no. Together with the outcome `Expired`: it was too late.
    pub refused: bool,
}

impl From<RequestView> for RequestSnapshot {
    fn from(view: RequestView) -> Self {
        let request = view.request;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            id: request.id,
            account: request.account,
            purpose: request.purpose,
            host: request.issuer_host,
            service: request.service,
            user: request.user,
            created: request.created.unwrap_or(request.first_seen),
            expires: request.expires,
            location: request.location,
            country: request.country,
            country_mismatch: request.country_mismatch,
            browser: request.browser,
            os: request.os,
            ip: request.ip,
            prompt: request.prompt,
            phase: view.phase,
            in_front: view.in_front,
            can_approve: view.can_approve,
            needs_unlock: view.needs_unlock,
            digits: view.digits,
            typed: count(view.typed),
            seconds_left: view.seconds_left,
            warnings: view.warnings,
            more_waiting: count(view.more_waiting),
            outcome: view.outcome,
            reported: view.reported.is_some(),
            it_contact: view.reported.and_then(|r| r.it_contact).map(Contact::from),
            report_failed: view.report_failed.is_some(),
            report_disables_account: view.report_disables_account,
            refused: view.refused,
        }
    }
}
