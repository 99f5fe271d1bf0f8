//! Where services send what rings on this phone.

use countersign_core::app::PushTarget;
use countersign_core::secret::SecretString;

use crate::authenticator::Authenticator;

/// What carries pushes to this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PushTransport {
    /// Firebase Cloud Messaging; the address is the registration token.
    Fcm,
    /// Apple's; the address is the device token in hexadecimal.
    Apns,
    /// Web Push and UnifiedPush; the address is `{"endpoint","p256dh","auth"}` as JSON.
    WebPush,
    /// The sign-in service writes it down, for tests.
    Log,
}

/// Why a push address was not taken.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum PushAddressError {
    /// It is empty, longer than 2,048 bytes, or has control characters in it.
    #[error("this is no push address; ask the platform for another one")]
    Malformed,
}

#[uniffi::export]
impl Authenticator {
    /// The platform gave this phone a push address. To be called at each start; a later `refresh` tells
    /// the services. A push itself only says that `refresh` is due.
    pub fn set_push_address(
        &self,
        transport: PushTransport,
        address: String,
    ) -> Result<(), PushAddressError> {
        let kind = match transport {
            PushTransport::Fcm => "fcm",
            PushTransport::Apns => "apns",
            PushTransport::WebPush => "webpush",
            PushTransport::Log => "log",
        };
        let target = PushTarget::new(kind, SecretString::new(address));
        self.core.set_push_target(target.ok_or(PushAddressError::Malformed)?);
        Ok(())
    }

    /// The platform took the push address away, or the person refuses notifications.
    pub fn no_push_address(&self) -> Result<(), PushAddressError> {
        self.core.set_push_target(PushTarget::none());
        Ok(())
    }
}
