//! What a screen draws: plain data, cut loose from the vault.

use std::fmt;

use crate::account::{AccountId, ItContact, Profile, PushAccount, PushState};
use crate::clock::UnixSeconds;
use crate::text::{isolated, shown};
use crate::vault::{Entry, EntryBody};

/// How far an account is usable.
///
/// ```
/// use countersign_core::app::AccountState;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// let row = app.accounts().list()?.remove(1);
/// assert_eq!(row.state, AccountState::Active);
/// assert_eq!(row.state.name(), "active");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Usable.
    Active,
    /// Enrolled; the try-out is still to be answered.
    TryoutPending,
    /// Requests are paused after three wrong numbers.
    Paused,
    /// The organisation asks for no confirmation at the moment: IT switched it off.
    Off,
    /// Reported; IT must unblock it.
    Blocked,
    /// The server no longer knows this phone. Set it up again, or remove it.
    Unlinked,
    /// Removed here; the server is told at the next refresh.
    RemovalPending,
    /// Restored without its key. Set it up again.
    SetUpAgain,
}

impl AccountState {
    /// The word in commands and strings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::TryoutPending => "tryout_pending",
            Self::Paused => "paused",
            Self::Off => "off",
            Self::Blocked => "blocked",
            Self::Unlinked => "unlinked",
            Self::RemovalPending => "removal_pending",
            Self::SetUpAgain => "set_up_again",
        }
    }
}

impl From<PushState> for AccountState {
    fn from(state: PushState) -> Self {
        match state {
            PushState::Enrolling | PushState::TryoutPending => Self::TryoutPending,
            PushState::Active => Self::Active,
            PushState::Paused => Self::Paused,
            PushState::Off => Self::Off,
            PushState::Blocked => Self::Blocked,
            PushState::Unlinked { .. } => Self::Unlinked,
            PushState::RemovalPending => Self::RemovalPending,
            PushState::SetUpAgain => Self::SetUpAgain,
        }
    }
}

/// One row of the account list.
///
/// ```
/// use countersign_core::app::AccountView;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// let AccountView { issuer, label, title, kind, .. } = app.accounts().list()?.remove(0);
/// assert_eq!((issuer.as_str(), label.as_str(), kind), ("Example Shop", "ada@shop.example", "totp"));
/// assert_eq!(title, "Example Shop, ada@shop.example", "as a screen reader says it");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// Identity inside this vault.
    pub id: AccountId,
    /// Who issued it: the person's own name for it, else the organisation or issuer; safe to show.
    pub issuer: String,
    /// The account's name at the issuer; safe to show.
    pub label: String,
    /// Issuer and name in one line, as a screen reader says it.
    pub title: String,
    /// totp hotp steam yaotp motp push.
    pub kind: &'static str,
    /// How far it is usable.
    pub state: AccountState,
    /// It stands first in the list.
    pub favourite: bool,
    /// Its groups, safe to show.
    pub tags: Vec<String>,
    /// What belongs to a push account only.
    pub push: Option<Box<PushView>>,
}

/// What the details of a push account show.
///
/// ```
/// use countersign_core::app::PushView;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// let row = app.accounts().list()?.remove(1);
/// let PushView { host, signed_requests, can_report, .. } = *row.push.ok_or("it only makes codes")?;
/// assert_eq!((host.as_str(), signed_requests, can_report), ("idp.example", true, true));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushView {
    /// The host that is asked.
    pub host: String,
    /// The organisation's page: a person who must set the account up again signs in there and gets a new code.
    pub page: Option<String>,
    /// This phone's name there.
    pub device_label: String,
    /// Whether the server signs what a request displays (countersign+).
    pub signed_requests: bool,
    /// Whether a report can be sent.
    pub can_report: bool,
    /// Whether its service sends what rings to this phone.
    pub rings: bool,
    /// Whether the service says what was approved lately, and takes it back
    /// ([`Services::activity`](super::Services::activity)).
    pub has_activity: bool,
    /// Whether the account has a one-time code of its own, for a phone without a network
    /// ([`CodeView::of_push`]).
    pub has_code: bool,
    /// Whom to call.
    pub it_contact: Option<ItContact>,
}

/// One time-based code of the list.
///
/// ```
/// use countersign_core::app::CodeView;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let now = 1_764_000_010;
///
/// let row: CodeView = app.accounts().codes(None)?.remove(0);
/// let code = row.code.ok_or("it has to be asked for")?;
/// let (first, second) = code.split_at(row.group.into());
/// println!("{first} {second} for {} s more", row.valid_until - now);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CodeView {
    /// The account.
    pub id: AccountId,
    /// As in the account's row.
    pub issuer: String,
    /// As in the account's row.
    pub label: String,
    /// The code; `None` where one has to be asked for (counter-based, or a PIN is needed).
    pub code: Option<String>,
    /// The code after it.
    pub next: Option<String>,
    /// How many of its characters stand together for reading; 0 where it is not cut.
    pub group: u8,
    /// First second at which `code` holds.
    pub valid_from: UnixSeconds,
    /// First second at which it no longer holds; 0 when there is no code.
    pub valid_until: UnixSeconds,
    /// Not to be shown until it is tapped.
    pub masked: bool,
    /// When a code that was tapped is masked again.
    pub shown_until: Option<UnixSeconds>,
    /// There is no code because the account's PIN is not stored.
    pub needs_pin: bool,
    /// There is no code because each one asks for an unlock first.
    pub needs_unlock: bool,
    /// It is the one-time code of an account that confirms sign-ins: what its sign-in page takes when the
    /// person chooses another way than the number, and nothing else does.
    pub of_push: bool,
}

impl fmt::Debug for CodeView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeView").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A counter-based code, just made.
///
/// ```
/// use countersign_core::app::{Choice, HotpCode};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://hotp/Token?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&counter=7";
/// let preview = app.accounts().preview(scanned).await?;
/// let token = app.accounts().add(preview, Choice::OnlyNew).await?.account.id;
/// let HotpCode { code, counter, .. } = app.accounts().next_code(token)?;
/// assert_eq!((code.len(), counter), (6, 7));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct HotpCode {
    /// The code.
    pub code: String,
    /// The counter it was made from.
    pub counter: u64,
    /// As of a time-based code.
    pub group: u8,
    /// When a screen takes it away.
    pub shown_until: UnixSeconds,
}

impl fmt::Debug for HotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HotpCode([redacted])")
    }
}

/// The row of an entry; `rings`: its service rings this phone.
pub(super) fn account_view(entry: &Entry, rings: bool) -> AccountView {
    let (kind, state, push) = match &entry.body {
        EntryBody::Otp(otp) => (otp.kind.name(), AccountState::Active, None),
        EntryBody::Push(account) => {
            ("push", account.state.into(), Some(Box::new(push_view(account, rings))))
        }
    };
    let (issuer, label) = (issuer(entry), isolated(&entry.account));
    let between = if issuer.is_empty() || label.is_empty() { "" } else { ", " };
    let title = [&issuer, between, &label].concat();
    let (favourite, tags) = (entry.favourite, entry.tags.iter().map(|tag| shown(tag)).collect());
    AccountView { id: entry.id, issuer, label, title, kind, state, favourite, tags, push }
}

/// What an entry's row calls its issuer.
pub(super) fn issuer(entry: &Entry) -> String {
    isolated(entry.display_name.as_ref().unwrap_or(&entry.issuer))
}

/// How many characters of a code stand together for reading: 492 039, 1234 5678. One that is no number is
/// not cut (7KQ4M), nor one that cannot be cut evenly.
pub(super) fn group(code: &str) -> u8 {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    match code.len() {
        length if !digits || length < 6 => 0,
        length if length % 3 == 0 => 3,
        length if length % 4 == 0 => 4,
        _ => 0,
    }
}

fn push_view(account: &PushAccount, rings: bool) -> PushView {
    PushView {
        host: account.host(),
        page: account.page(),
        device_label: shown(&account.device_label),
        signed_requests: account.is_countersign() || account.protocol.is_pipush(),
        can_report: match account.profile {
            Profile::Countersign { .. } => account.features.iter().any(|name| name == "report"),
            Profile::Plain => !account.protocol.is_pipush(),
        },
        rings,
        has_activity: account.is_countersign() && account.offers("activity"),
        has_code: account.has_code(),
        it_contact: account.it_contact.clone(),
    }
}
