//! Details of an account, and the bin.

use countersign_core::app::qr::Matrix;
use countersign_core::app::{self, AccountChange, Binned, QualityFlag, UnlockError};

use super::AccountRow;
use crate::vault::typed;

/// What the details of an account show, beside its row.
#[derive(Clone, uniffi::Record)]
pub struct AccountDetails {
    /// Its row.
    pub account: AccountRow,
    /// The person's note.
    pub note: String,
    /// Its groups.
    pub tags: Vec<String>,
    /// It stands first in the list.
    pub favourite: bool,
    /// It can be moved up in the list.
    pub can_go_up: bool,
    /// It can be moved down.
    pub can_go_down: bool,
    /// What is weak about its codes.
    pub quality: Vec<QualityFlag>,
    /// Each code asks for an unlock first.
    pub ask_before: bool,
    /// Its secret is never shown and never exported, and that stays so.
    pub never_export: bool,
    /// Whether its PIN is stored; none where its codes need none.
    pub pin_stored: Option<bool>,
}

/// One thing that a person sets.
#[derive(uniffi::Enum)]
pub enum AccountSetting {
    /// Each code asks for an unlock first. `Settings.stop_asking` ends it.
    AskBefore,
    /// Its secret is never shown and never exported. Warn before: nothing takes that back.
    NeverExport,
    /// The person's note, 4 KiB at most.
    Note {
        /// It; empty for none.
        text: String,
    },
    /// Its groups.
    Tags {
        /// All of them.
        tags: Vec<String>,
    },
    /// It stands first in the list, or no more.
    Favourite {
        /// Which.
        on: bool,
    },
    /// Its PIN is stored, or forgotten.
    Pin {
        /// What was typed, in UTF-8.
        pin: Option<Vec<u8>>,
    },
}

/// An account in the bin.
#[derive(Debug, Clone, uniffi::Record)]
pub struct BinnedAccount {
    /// Its row, as it was.
    pub account: AccountRow,
    /// When it was removed, in seconds since 1970.
    pub since: u64,
    /// From when on it cannot be taken back.
    pub until: u64,
}

/// The modules of a code to be drawn: dark on light, with four light modules around it.
#[derive(uniffi::Record)]
pub struct CodePicture {
    /// Modules on a side.
    pub side: u32,
    /// Row by row: 1 for dark, 0 for light.
    pub modules: Vec<u8>,
}

impl From<app::AccountDetails> for AccountDetails {
    fn from(details: app::AccountDetails) -> Self {
        let app::AccountDetails { account, note, tags, favourite, can_go_up, can_go_down, .. } =
            details;
        let app::AccountDetails { quality, ask_before, never_export, pin, .. } = details;
        let (account, pin_stored) = (account.into(), pin.map(|pin| pin.0));
        Self {
            account,
            note,
            tags,
            favourite,
            can_go_up,
            can_go_down,
            quality,
            ask_before,
            never_export,
            pin_stored,
        }
    }
}

impl AccountSetting {
    pub(crate) fn change(self) -> Result<AccountChange, UnlockError> {
        Ok(match self {
            Self::AskBefore => AccountChange::AskBefore,
            Self::NeverExport => AccountChange::NeverExport,
            Self::Note { text } => AccountChange::Note(text),
            Self::Tags { tags } => AccountChange::Tags(tags),
            Self::Favourite { on } => AccountChange::Favourite(on),
            Self::Pin { pin } => AccountChange::Pin(pin.map(typed).transpose()?),
        })
    }
}

impl From<Binned> for BinnedAccount {
    fn from(binned: Binned) -> Self {
        let Binned { account, since, until } = binned;
        Self { account: account.into(), since, until }
    }
}

impl From<Matrix> for CodePicture {
    fn from(matrix: Matrix) -> Self {
        let side = u32::try_from(matrix.size).unwrap_or_default();
        Self { side, modules: matrix.dark.into_iter().map(u8::from).collect() }
    }
}
