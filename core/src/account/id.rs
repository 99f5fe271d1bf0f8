//! Which account.

use std::fmt;

use crate::random::{Random, RandomError};

/// Random identity of an account inside one vault: 16 lower-case hex digits to the outside.
///
/// ```
/// use countersign_core::app::AccountId;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// let text = shop.to_string();
/// assert_eq!(AccountId::parse(&text), Some(shop), "commands name an account by it");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId([u8; 8]);

impl AccountId {
    /// A fresh random id.
    ///
    /// # Errors
    /// [`RandomError`].
    pub fn random(random: &dyn Random) -> Result<Self, RandomError> {
        Ok(Self(random.bytes()?))
    }

    /// Reads the hex spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let raw = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(raw.try_into().ok()?))
    }

    /// The id that was stored.
    #[must_use]
    pub fn from_bytes(raw: [u8; 8]) -> Self {
        Self(raw)
    }

    /// The id to store.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({self})")
    }
}
