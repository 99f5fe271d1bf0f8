//! `vault`: how the vault stands, and going on with a copy of it.

use countersign_core::app::{Authenticator, UnlockError, VaultState};
use countersign_core::vault::{HeaderInfo, RollbackStatus, SlotType, Unlock};
use serde_json::{Value, json};

use crate::cli::VaultAction;
use crate::input::{confirmed, passcode};
use crate::output::{Failure, Report};
use crate::session::PASSCODE;

/// One of the two.
pub(crate) fn run(phone: &Authenticator, action: &VaultAction) -> Result<Report, Failure> {
    match action {
        VaultAction::Status => status(phone),
        VaultAction::Accept { yes } => accept(phone, *yes),
    }
}

/// What can be said without a passcode, so also of a vault that no passcode opens.
fn status(phone: &Authenticator) -> Result<Report, Failure> {
    let previous = phone.vault().previous();
    let before = previous.as_ref().ok().and_then(Option::as_ref);
    let (state, info) = match phone.vault().state() {
        Ok(VaultState::Locked(info)) => (word(info.rollback_status), Some(info)),
        Ok(VaultState::None) => ("none", None),
        Ok(VaultState::Open | VaultState::ReadOnly) => ("open", None),
        Err(error) => (broken(error).ok_or(error)?, None),
    };
    let mut json = json!({
        "state": state,
        "generation": info.as_ref().map(|info| info.generation),
        "slots": info.as_ref().map_or(Vec::new(), slots),
        "previous": before.map(|info| json!({"generation": info.generation})),
    });
    if let Some(
        RollbackStatus::RolledBack { expected, .. }
        | RollbackStatus::PlatformRestored { expected, .. },
    ) = info.as_ref().map(|info| info.rollback_status)
    {
        json["expected"] = json!(expected);
    }
    let mut text = vec![sentence(state).to_owned()];
    if let Some(info) = &info {
        text.push(format!("It was saved {} times.", info.generation));
        text.extend(slots(info).iter().map(described));
    }
    if let Some(info) = before {
        text.push(format!("The save before is kept too: number {}.", info.generation));
    }
    Ok(Report::done(json, text))
}

/// Opens the copy that is there, or the save before one that does not open, and makes it the vault.
fn accept(phone: &Authenticator, yes: bool) -> Result<Report, Failure> {
    if matches!(phone.vault().state(), Ok(VaultState::None)) {
        return Err(UnlockError::NoVault.into());
    }
    let passcode = passcode(PASSCODE, "Passcode: ")?;
    let how = Unlock::Passcode(&passcode);
    let opened = match phone.vault().unlock(how) {
        Err(error) if does_not_open(error) => match phone.vault().previous() {
            Ok(Some(_)) => phone.vault().unlock_previous(how)?,
            Ok(None) | Err(_) => return Err(error.into()),
        },
        other => other?,
    };
    let question = match opened.rollback_status {
        RollbackStatus::Current | RollbackStatus::Repaired | RollbackStatus::PlatformRestored { .. } => {
            return done(phone, "This is the vault that was saved here last: there is nothing to accept.");
        }
        RollbackStatus::RolledBack { file, expected } if file < expected => format!(
            "This copy is older than what was saved here last (number {file}, not {expected}): what was changed \
             since is lost. Go on with it?"
        ),
        RollbackStatus::RolledBack { .. } => {
            "This is the save before the last one: what was changed since is lost. Go on with it?".to_owned()
        }
        RollbackStatus::NewPhone => {
            "This computer does not know this copy: it may be older than the last save. Go on with it?".to_owned()
        }
    };
    let accounts = phone.accounts().list()?.len();
    if !yes && !confirmed(&format!("It holds {accounts} accounts. {question}")) {
        return Err(Failure::new(
            "refused",
            "Nothing was changed. Say --yes to accept without a question.",
        ));
    }
    phone.vault().accept()?;
    done(phone, "This copy is the vault from now on.")
}

fn done(phone: &Authenticator, text: &str) -> Result<Report, Failure> {
    phone.vault().lock();
    let mut report = status(phone)?;
    report.text.insert(0, text.to_owned());
    Ok(report)
}

/// Whether the file itself is at fault.
fn does_not_open(error: UnlockError) -> bool {
    matches!(error, UnlockError::Damaged | UnlockError::Tampered)
}

fn word(rollback_status: RollbackStatus) -> &'static str {
    match rollback_status {
        RollbackStatus::Current | RollbackStatus::Repaired => "current",
        RollbackStatus::PlatformRestored { .. } => "state_restored",
        RollbackStatus::RolledBack { .. } => "older_copy",
        RollbackStatus::NewPhone => "unknown_here",
    }
}

/// The word for a vault that does not open whatever is typed.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others are refusals, not states")]
fn broken(error: UnlockError) -> Option<&'static str> {
    match error {
        UnlockError::Damaged => Some("damaged"),
        UnlockError::Tampered => Some("header_tampered"),
        UnlockError::NewerVersion { .. } => Some("newer_version"),
        _ => None,
    }
}

fn sentence(state: &str) -> &'static str {
    match state {
        "none" => "There is no vault yet.",
        "current" => "The vault is the one that was saved here last.",
        "state_restored" => {
            "The state folder is older than the vault. If you did not restore it, find out who did."
        }
        "older_copy" => {
            "The vault is an older copy: it can be read. `countersign vault accept` goes on with it."
        }
        "unknown_here" => {
            "This computer does not know this copy of the vault: it can be read. \
            `countersign vault accept` goes on with it."
        }
        "damaged" => {
            "The vault is damaged. `countersign vault accept` goes on with the save before it, if there is one."
        }
        "header_tampered" => {
            "The vault was changed by something else than this program. `countersign vault accept` goes \
            on with the save before it, if there is one."
        }
        "newer_version" => "The vault was written by a newer version. Update this program.",
        _ => "The vault is open.",
    }
}

fn slots(info: &HeaderInfo) -> Vec<Value> {
    let slot = |kind: &SlotType| match (kind, info.passcode) {
        (SlotType::Platform { user_presence, .. }, _) => {
            json!({"kind": "platform", "user_presence": user_presence})
        }
        (SlotType::Passcode, Some(passcode)) => json!({
            "kind": "passcode",
            "tries_left": passcode.tries_left,
            "wait": passcode.wait,
            "device_key": if passcode.device_key_missing { "missing" } else { "present" },
        }),
        (SlotType::Passcode, None) => json!({"kind": "passcode"}),
        (SlotType::Recovery, _) => json!({"kind": "recovery"}),
    };
    info.slots.iter().map(|found| slot(&found.kind)).collect()
}

fn described(slot: &Value) -> String {
    match slot["kind"].as_str() {
        Some("passcode") if slot["device_key"] == "missing" => {
            "It opens by a passcode, but the device key for it is missing here.".to_owned()
        }
        Some("passcode") => match slot["tries_left"].as_u64() {
            Some(0) => "Its passcode is switched off after ten wrong tries.".to_owned(),
            left => format!("It opens by a passcode ({} tries left).", left.unwrap_or_default()),
        },
        Some("recovery") => "It opens by a recovery code.".to_owned(),
        _ => "It opens by a key of this device.".to_owned(),
    }
}
