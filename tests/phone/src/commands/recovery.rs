//! `recovery`: a new recovery code, shown once.

use countersign_core::app::{Authenticator, NewRecoveryCode, UnlockError, VaultState};
use countersign_core::secret::SecretString;
use countersign_core::vault::Unlock;
use serde_json::json;

use crate::input;
use crate::output::{self, Failure, Report};
use crate::session::{self, PASSCODE};

/// Makes a code and shows it; it is in use once two groups of it were typed.
pub(crate) fn run(phone: &Authenticator, yes: bool) -> Result<Report, Failure> {
    if phone.vault().state()? == VaultState::None {
        return Err(UnlockError::NoVault.into());
    }
    if !yes && !input::at_a_terminal() {
        return Err(Failure::new(
            "refused",
            "Two groups of the new code are to be typed. Run the command in a terminal, or say --yes.",
        ));
    }
    let passcode = input::passcode(PASSCODE, "Passcode: ")?;
    session::unlock_by(phone, &passcode)?;
    let new = phone.vault().new_recovery_code(Unlock::Passcode(&passcode))?;
    let code = new.text();
    if yes {
        let typed = new.asked().map(|number| group(&code, number));
        phone.vault().use_recovery_code(&new, [&typed[0], &typed[1]])?;
    } else {
        output::note("Write this code down and keep it away from this computer. It is shown once:");
        output::note(code.expose());
        confirm(phone, &new)?;
    }
    let text = match yes {
        true => vec![code.expose().to_owned(), "Write it down: it is shown once.".to_owned()],
        false => vec!["The recovery code is in use.".to_owned()],
    };
    Ok(Report::done(json!({ "code": code.expose() }), text))
}

/// Asks for the two groups, three times at most.
fn confirm(phone: &Authenticator, new: &NewRecoveryCode) -> Result<(), Failure> {
    let mut refused = None;
    for _ in 0..3 {
        let [first, second] = new.asked();
        let ask = |number: usize| input::typed_at_terminal(&format!("Group {number} of it: "));
        let typed = [ask(first)?, ask(second)?];
        match phone.vault().use_recovery_code(new, [&typed[0], &typed[1]]) {
            Ok(()) => return Ok(()),
            Err(UnlockError::WrongRecoveryCode) => {
                output::note("That is not what stands there. Look at the paper and type it again.");
                refused = Some(UnlockError::WrongRecoveryCode);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(refused.map_or_else(|| Failure::new("refused", "Nothing was changed."), Failure::from))
}

/// One group of a code, counted from 1.
fn group(code: &SecretString, number: usize) -> SecretString {
    let group = number.checked_sub(1).and_then(|at| code.expose().split('-').nth(at));
    SecretString::new(group.unwrap_or_default().to_owned())
}
