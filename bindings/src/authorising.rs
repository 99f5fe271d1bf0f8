//! The fresh unlock that an approval asks for.

use std::sync::Arc;

use countersign_core::app::{AppError, Operation};
use countersign_core::secret::SecretString;
use countersign_core::vault::Unlock;

use crate::authenticator::Authenticator;
use crate::error::UnlockError;
use crate::unlocking::UnlockProof;

#[uniffi::export]
impl Authenticator {
    /// Unlocks for this request by the passcode. Blocks for a key derivation: call it when the
    /// request opens.
    pub fn authorise_with_passcode(&self, id: String, passcode: String) -> Result<(), UnlockError> {
        self.authorise(&id, Unlock::Passcode(&SecretString::new(passcode)))
    }

    /// Unlocks for this request by the platform's key. Blocks while the platform asks the person.
    pub fn authorise_with_platform(&self, id: String) -> Result<(), UnlockError> {
        self.authorise(&id, Unlock::Platform)
    }

    /// Spends an unlock that was just made on this request.
    pub fn authorise_with_proof(
        &self,
        id: String,
        proof: Arc<UnlockProof>,
    ) -> Result<(), UnlockError> {
        let proof = proof.take().ok_or(UnlockError::AnotherWay { key_lost: false })?;
        self.core.present(self.core.spend(proof, self.approval(&id)?)?)?;
        Ok(())
    }
}

impl Authenticator {
    fn authorise(&self, id: &str, how: Unlock<'_>) -> Result<(), UnlockError> {
        self.core.present(self.core.reauth(self.approval(id)?, how)?)?;
        Ok(())
    }

    fn approval(&self, id: &str) -> Result<Operation, AppError> {
        let account = self.core.request(id)?.request.account;
        Ok(Operation::Approve { account, request: id.to_owned() })
    }
}
