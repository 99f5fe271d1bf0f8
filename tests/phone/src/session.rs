//! The facade on a plain computer: vault folder, state folder, system clock, loopback http allowed.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use countersign_core::app::{
    Authenticator, Dependencies, Device, NewVault, Platform, Unlocked, VaultState,
};
use countersign_core::clock::SystemClock;
use countersign_core::net::{HttpTransport, TokioRuntime};
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::url::Network;
use countersign_core::vault::{
    RecoveryCode, RollbackStatus, StateFolder, Unlock, VaultDependencies,
};
use countersign_phone::words::sentence;

use crate::cli::Cli;
use crate::input::{new_passcode, passcode};
use crate::output::{self, Failure};

/// This phone's name where none is given; the help says so too.
pub(crate) const DEVICE_NAME: &str = "Countersign command";

/// Where the passcode comes from.
pub(crate) const PASSCODE: &str = "COUNTERSIGN_PASSCODE";

/// Where a new passcode comes from.
pub(crate) const NEW_PASSCODE: &str = "COUNTERSIGN_NEW_PASSCODE";

/// Where the recovery code comes from.
pub(crate) const RECOVERY: &str = "COUNTERSIGN_RECOVERY";

/// Where the vault and its state lie.
pub(crate) struct Folders {
    pub(crate) vault: PathBuf,
    pub(crate) state: StateFolder,
}

impl Folders {
    /// As the command line and the environment say.
    pub(crate) fn of(cli: &Cli) -> Result<Self, Failure> {
        let vault = match &cli.vault {
            Some(folder) => folder.clone(),
            None => base_folder("XDG_DATA_HOME", ".local/share")
                .ok_or_else(|| {
                    no_folder("There is no folder for the vault", "XDG_DATA_HOME", "use --vault")
                })?
                .join("countersign"),
        };
        let state = match env::var_os("COUNTERSIGN_STATE").filter(|folder| !folder.is_empty()) {
            Some(folder) => StateFolder::Exactly(PathBuf::from(folder)),
            None => {
                let under = base_folder("XDG_STATE_HOME", ".local/state").ok_or_else(|| {
                    let what =
                        "There is no folder for what belongs to this computer and not to the vault";
                    no_folder(what, "XDG_STATE_HOME", "name one in COUNTERSIGN_STATE")
                })?;
                StateFolder::Under(under.join("countersign"))
            }
        };
        Ok(Self { vault, state })
    }
}

/// The facade, locked.
pub(crate) fn authenticator(cli: &Cli) -> Result<Authenticator, Failure> {
    let folders = Folders::of(cli)?;
    let network = Network::LoopbackHttpToo;
    let transport = HttpTransport::new(network, None)
        .map_err(|error| Failure::new("unreachable", error.to_string()))?;
    let name = cli.device_name.clone().unwrap_or_else(|| DEVICE_NAME.to_owned());
    Ok(Authenticator::new(Dependencies {
        vault: VaultDependencies::in_folder(
            &folders.vault,
            folders.state,
            Arc::new(SystemRandom::new()),
        ),
        clock: Arc::new(SystemClock),
        transport: Arc::new(transport),
        runtime: Arc::new(TokioRuntime),
        network,
        device: Device {
            name,
            platform: Platform::Test,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            country: cli.country.clone(),
        },
    }))
}

/// Opens the vault for a command that reads; without a vault there is nothing to read.
pub(crate) fn open(phone: &Authenticator) -> Result<Option<()>, Failure> {
    match phone.vault().state()? {
        VaultState::None => Ok(None),
        VaultState::Locked(_) => unlock(phone).map(|_| Some(())),
        // The recovery code opened it.
        VaultState::Open | VaultState::ReadOnly => Ok(Some(())),
    }
}

/// Opens the vault, or makes one.
pub(crate) fn open_or_create(phone: &Authenticator) -> Result<(), Failure> {
    match phone.vault().state()? {
        VaultState::None => create(phone, PASSCODE).map(drop),
        VaultState::Locked(_) => unlock(phone).map(drop),
        VaultState::Open | VaultState::ReadOnly => Ok(()),
    }
}

/// Makes a vault under the passcode in `variable`, its derivation calibrated on this machine.
pub(crate) fn create(phone: &Authenticator, variable: &str) -> Result<Unlocked, Failure> {
    let passcode = new_passcode(variable, "Choose a passcode for the new vault: ")?;
    let new = NewVault {
        passcode: Some(passcode),
        kdf: Authenticator::calibrate()?,
        ..NewVault::default()
    };
    Ok(phone.vault().create(new)?)
}

fn unlock(phone: &Authenticator) -> Result<Unlocked, Failure> {
    unlock_by(phone, &passcode(PASSCODE, "Passcode: ")?)
}

/// Opens the vault by this passcode, and says when it is not the one that was saved here last.
pub(crate) fn unlock_by(
    phone: &Authenticator,
    passcode: &SecretString,
) -> Result<Unlocked, Failure> {
    let unlocked = phone.vault().unlock(Unlock::Passcode(passcode))?;
    tell(&unlocked);
    Ok(unlocked)
}

/// Opens the vault by the recovery code, and makes a new passcode.
pub(crate) fn recover(phone: &Authenticator) -> Result<(), Failure> {
    if phone.vault().state()? == VaultState::None {
        return Ok(());
    }
    let code = recovery_code()?;
    let how = Unlock::Recovery(code.secret());
    let unlocked = phone.vault().unlock(how)?;
    tell(&unlocked);
    match unlocked.rollback_status {
        // Nothing of it can be changed before it is accepted.
        RollbackStatus::RolledBack { .. } | RollbackStatus::NewPhone => Ok(()),
        RollbackStatus::Current
        | RollbackStatus::Repaired
        | RollbackStatus::PlatformRestored { .. } => new_passcode_by(phone, how),
    }
}

/// The recovery code that the person gave.
pub(crate) fn recovery_code() -> Result<RecoveryCode, Failure> {
    let typed = passcode(RECOVERY, "Recovery code: ")?;
    RecoveryCode::parse(&typed)
        .map_err(|error| Failure::new("wrong_recovery_code", sentence(&error.to_string())))
}

/// Makes a new passcode, after an unlock in another way.
pub(crate) fn new_passcode_by(phone: &Authenticator, how: Unlock<'_>) -> Result<(), Failure> {
    let new = new_passcode(NEW_PASSCODE, "New passcode: ")?;
    let kdf = Authenticator::calibrate()?;
    Ok(phone.vault().change_passcode(how, new, kdf)?)
}

/// The passcode once more, for one thing alone.
pub(crate) fn once_more() -> Result<SecretString, Failure> {
    passcode(PASSCODE, "Passcode, once more: ")
}

/// Says when the vault is not the one that was saved here last.
fn tell(unlocked: &Unlocked) {
    match unlocked.rollback_status {
        RollbackStatus::Current | RollbackStatus::Repaired => {}
        RollbackStatus::PlatformRestored { .. } => output::note(
            "The state folder is older than the vault. If you did not restore it, find out who did.",
        ),
        RollbackStatus::RolledBack { .. } | RollbackStatus::NewPhone => output::note(
            "This copy of the vault is not the one that was saved here last. It can be read, not changed: \
             `countersign vault accept` goes on with it.",
        ),
    }
}

/// The folder that a variable names, else one in the person's home. Relative paths are as good as none
/// (XDG Base Directory Specification).
fn base_folder(variable: &str, under_home: &str) -> Option<PathBuf> {
    let absolute =
        |name| env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    absolute(variable).or_else(|| Some(absolute("HOME")?.join(under_home)))
}

fn no_folder(what: &str, variable: &str, instead: &str) -> Failure {
    Failure::new("refused", format!("{what}: set HOME or {variable}, or {instead}."))
}
