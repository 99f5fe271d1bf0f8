//! `passcode`: another passcode, or a new vault.

use countersign_core::app::{Authenticator, VaultState};
use countersign_core::vault::Unlock;
use serde_json::json;

use crate::output::{Failure, Report};
use crate::session::NEW_PASSCODE;
use crate::{input, session};

/// Changes the passcode; without a vault it makes one under it.
pub(crate) fn run(phone: &Authenticator) -> Result<Report, Failure> {
    if phone.vault().state()? == VaultState::None {
        let variable =
            if std::env::var_os(NEW_PASSCODE).is_some() { NEW_PASSCODE } else { session::PASSCODE };
        session::create(phone, variable)?;
        return Ok(Report::done(json!({ "created": true }), vec!["A vault was made.".to_owned()]));
    }
    if phone.vault().state()? == VaultState::Open {
        // The recovery code opened it, and a new passcode was made then.
        return Ok(changed());
    }
    // For this process its unlock counts: the passcode is asked for once, and used twice.
    let old = input::passcode(session::PASSCODE, "Passcode: ")?;
    session::unlock_by(phone, &old)?;
    let new = input::new_passcode(NEW_PASSCODE, "New passcode: ")?;
    let kdf = Authenticator::calibrate()?;
    phone.vault().change_passcode(Unlock::Passcode(&old), new, kdf)?;
    Ok(changed())
}

fn changed() -> Report {
    Report::done(json!({ "changed": true }), vec!["The passcode was changed.".to_owned()])
}
