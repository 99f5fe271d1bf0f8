//! One sign-in request.

use countersign_core::app::{
    AccountId, CountryMismatch, ItContact as Contact, NumberField, Origin, Outcome, Phase, Prompt,
    Purpose, RequestView, RequestWarning,
};

/// A request as a screen draws it. Texts may stand in a line with words of the shell.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RequestSnapshot {
    /// The request's id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// What the list calls the account.
    pub organisation: String,
    /// Host of the organisation's service.
    pub host: String,
    /// What is signed in to.
    pub service: Option<String>,
    /// Who signs in.
    pub user: String,
    /// The organisation's own words about it: a stranger may have written part of them.
    #[uniffi(default = None)]
    pub text: Option<String>,
    /// From where.
    pub origin: Origin,
    /// Where the phone is (ISO 3166-1 alpha-2), if known.
    pub phone_country: Option<String>,
    /// The phone's country against the request's.
    pub country_mismatch: CountryMismatch,
    /// Seconds since it was made, and that it lives altogether.
    pub age: u64,
    /// Seconds that it lives altogether.
    pub life: u64,
    /// When it lapses, in seconds since 1970.
    pub expires: u64,
    /// What to do.
    pub prompt: Prompt,
    /// Where it stands.
    pub phase: Phase,
    /// Whether it is the one in front.
    pub in_front: bool,
    /// Its row stands among those that wait for the person.
    pub waits: bool,
    /// "No, it's not me" can be pressed.
    pub can_refuse: bool,
    /// The number is complete, or picked, or the sign-in confirmed. YES is enabled when `needs_unlock` is
    /// false besides.
    pub can_approve: bool,
    /// A fresh unlock is still to be made.
    pub needs_unlock: bool,
    /// The code beside the number on the page can be scanned (`Requests.matchScanned`).
    #[uniffi(default = false)]
    pub can_scan: bool,
    /// How many characters the number field holds.
    pub typed: u32,
    /// What it holds, where a number is asked for.
    pub number: Option<NumberField>,
    /// Seconds left.
    pub seconds_left: u64,
    /// What to warn of above the facts, in this order.
    pub warnings: Vec<RequestWarning>,
    /// What to warn of beside that which is picked or confirmed.
    pub answer_warning: Option<RequestWarning>,
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
            organisation: view.organisation,
            host: request.issuer_host,
            service: view.service,
            user: view.user,
            text: view.text,
            origin: view.origin,
            phone_country: view.phone_country,
            country_mismatch: request.country_mismatch,
            age: view.age,
            life: view.life,
            expires: request.expires,
            prompt: request.prompt,
            phase: view.phase,
            in_front: view.in_front,
            waits: view.waits,
            can_refuse: view.can_refuse,
            can_approve: view.can_approve,
            needs_unlock: view.needs_unlock,
            can_scan: view.can_scan,
            typed: count(view.typed),
            number: view.number,
            seconds_left: view.seconds_left,
            warnings: view.warnings,
            answer_warning: view.answer_warning,
            more_waiting: count(view.more_waiting),
            outcome: view.outcome,
            reported: view.reported.is_some(),
            it_contact: view.reported.and_then(|reported| reported.it_contact),
            report_failed: view.report_failed.is_some(),
            report_disables_account: view.report_disables_account,
            refused: view.refused,
        }
    }
}
