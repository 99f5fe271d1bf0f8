//! The name under which the device keeps what belongs to a vault.

use std::fmt;

/// A vault's random identity, for as long as it lives.
///
/// ```
/// use countersign_core::app::{VaultId, VaultState};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// app.vault().lock();
/// let VaultState::Locked(info) = app.vault().state()? else { return Err("it is open".into()) };
/// let id: VaultId = info.id;
/// assert_eq!(id.key("tries"), format!("{id}/tries"), "where a platform keeps something of it");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VaultId(pub(crate) [u8; 16]);

impl VaultId {
    /// The name of something that the platform keeps for this vault: `<32 hex digits>/<name>`.
    #[must_use]
    pub fn key(self, name: &str) -> String {
        [&self.to_string(), "/", name].concat()
    }

    /// Reads what [`Display`](fmt::Display) writes, in capital letters too.
    pub(crate) fn parse(hex: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultId({self})")
    }
}
