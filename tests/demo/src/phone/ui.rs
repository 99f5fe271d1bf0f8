//! Which screen is in front: all that the demo's phone knows besides the core.

use countersign_core::account::AccountId;
use countersign_core::app::Preview;
use countersign_core::clock::UnixSeconds;
use countersign_core::secret::SecretString;

use crate::screens::add::ScanProblem;
use crate::screens::passcode::{NewPasscodeProblem, UnlockProblem};
use crate::screens::request::RequestProblem;
use crate::screens::told::Saying;

/// The state of the screen.
#[derive(Default)]
pub(super) struct Ui {
    /// Whether the app is in front.
    pub(super) open: bool,
    /// Whether the app asks for the passcode before it shows anything.
    pub(super) locked: bool,
    /// How often the app went to the back: an unlock begun before that opens nothing after it.
    pub(super) closings: u64,
    /// May the app notify? `None`: not asked yet.
    pub(super) notifications: Option<bool>,
    /// The account that the question about notifications follows.
    pub(super) just_added: Option<String>,
    /// What would be added.
    pub(super) preview: Option<Preview>,
    /// Why adding did not work.
    pub(super) preview_problem: Option<String>,
    /// Why the last picture brought nothing.
    pub(super) scan_problem: Option<ScanProblem>,
    /// Why the passcode was not taken.
    pub(super) new_passcode_problem: Option<NewPasscodeProblem>,
    /// Why the phone stays locked.
    pub(super) unlock_problem: Option<UnlockProblem>,
    /// The request that came to the front last.
    pub(super) opened: Option<String>,
    /// The request that was tapped while something else stood on the screen.
    pub(super) wanted: Option<String>,
    /// The number of a request whose passcode was not right: it stays typed.
    pub(super) typed: Option<(String, SecretString)>,
    /// The codes of counter-based accounts that were asked for, until they are hidden again.
    pub(super) made: Vec<Made>,
    /// Why an answer was not sent or did not arrive.
    pub(super) request_problem: Option<RequestProblem>,
    /// What stands over the list until it is put away.
    pub(super) over: Option<Over>,
    /// What is searched for; empty where nothing is.
    pub(super) search: String,
    /// Why a name or an order was not taken.
    pub(super) name_problem: Option<String>,
    /// Why codes stay hidden.
    pub(super) show_problem: Option<UnlockProblem>,
    /// The address that was typed in the place of a scan, and why nothing came of it.
    pub(super) typed_address: String,
    /// See there.
    pub(super) typed_problem: Option<String>,
    /// What was said to notifications could not be kept.
    pub(super) not_kept: bool,
    /// When the services were asked last.
    pub(super) asked: u64,
}

/// A code of a counter-based account.
pub(super) struct Made {
    /// The account.
    pub(super) id: AccountId,
    /// The code.
    pub(super) code: SecretString,
    /// When it was made, and when it is hidden.
    pub(super) shown: std::ops::Range<UnixSeconds>,
}

/// What stands over the list.
pub(super) enum Over {
    /// One thing, said.
    Told(Saying),
    /// "Refused. Report it?"
    Denied {
        /// The request's id.
        id: String,
        /// Whether its service takes a report.
        can_report: bool,
        /// A report was tried and did not arrive.
        report_failed: bool,
    },
    /// Reported; whom to call.
    Reported {
        /// A name.
        name: Option<String>,
        /// A number.
        phone: Option<String>,
    },
}

impl Ui {
    /// Says one thing.
    pub(super) fn tell(&mut self, saying: Saying) {
        self.over = Some(Over::Told(saying));
    }

    /// The app goes to the back: what was half done there is given up.
    pub(super) fn close(&mut self) {
        let (notifications, closings) = (self.notifications, self.closings.saturating_add(1));
        *self = Self { notifications, closings, locked: true, ..Self::default() };
    }
}
