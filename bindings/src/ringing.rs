//! Where services send what rings on this phone.

use countersign_core::app::{PushTargetError, PushTransport};
use countersign_core::secret::SecretString;

use crate::authenticator::Authenticator;

#[uniffi::export]
impl Authenticator {
    /// The platform gave this phone a push address. To be called at each start; a later `refresh` tells
    /// the services. A push itself only says that `refresh` is due. An endpoint that is not `https` is
    /// refused, and the address before it stays.
    pub fn set_push_address(
        &self,
        transport: PushTransport,
        address: String,
    ) -> Result<(), PushTargetError> {
        self.core.set_push_address(transport, SecretString::new(address))
    }

    /// The platform took the push address away, or the person refuses notifications.
    pub fn no_push_address(&self) -> Result<(), PushTargetError> {
        self.core.no_push_address();
        Ok(())
    }
}
