//! The facade on a plain computer: vault folder, state folder, system clock, loopback http allowed.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use countersign_core::app::{
    Authenticator, Device, NewVault, Outside, Platform, Unlocked, VaultState,
};
use countersign_core::clock::SystemClock;
use countersign_core::net::{HttpTransport, Network, TokioRuntime};
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::{Parts, Standing, StateFolder, Unlock};

use crate::cli::Cli;
use crate::input::passcode;
use crate::output::{self, Failure};

/// Where the passcode comes from.
pub(crate) const PASSCODE: &str = "COUNTERSIGN_PASSCODE";

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
            None => base_folder("XDG_DATA_HOME", ".local/share")?.join("countersign"),
        };
        let state = match env::var_os("COUNTERSIGN_STATE") {
            Some(folder) => StateFolder::Exactly(PathBuf::from(folder)),
            None => {
                let base = base_folder("XDG_STATE_HOME", ".local/state")?;
                StateFolder::Under(base.join("countersign"))
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
    let name = cli.device_name.clone().unwrap_or_else(|| "Countersign command".to_owned());
    Ok(Authenticator::new(Outside {
        vault: Parts::in_folder(&folders.vault, folders.state, Arc::new(SystemRandom::new())),
        clock: Arc::new(SystemClock),
        transport: Arc::new(transport),
        runtime: Arc::new(TokioRuntime),
        network,
        device: Device {
            name,
            platform: Platform::Test,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            country: cli.country.as_ref().map(|code| code.to_ascii_uppercase()),
        },
    }))
}

/// Opens the vault for a command that reads; without a vault there is nothing to read.
pub(crate) fn open(phone: &Authenticator) -> Result<Option<Unlocked>, Failure> {
    match phone.vault_state()? {
        VaultState::None => Ok(None),
        VaultState::Locked(_) | VaultState::Open | VaultState::ReadOnly => unlock(phone).map(Some),
    }
}

/// Opens the vault, or makes one.
pub(crate) fn open_or_create(phone: &Authenticator) -> Result<Unlocked, Failure> {
    match phone.vault_state()? {
        VaultState::None => create(phone, PASSCODE),
        VaultState::Locked(_) | VaultState::Open | VaultState::ReadOnly => unlock(phone),
    }
}

/// Makes a vault under the passcode in `variable`, its derivation calibrated on this machine.
pub(crate) fn create(phone: &Authenticator, variable: &str) -> Result<Unlocked, Failure> {
    let passcode = passcode(variable, "Choose a passcode for the new vault: ")?;
    let new = NewVault { passcode: Some(passcode), kdf: phone.calibrate()?, platform: None };
    Ok(phone.create_vault(new)?)
}

fn unlock(phone: &Authenticator) -> Result<Unlocked, Failure> {
    unlock_by(phone, &passcode(PASSCODE, "Passcode: ")?)
}

/// Opens the vault by this passcode, and says when it is not the one that was saved here last.
pub(crate) fn unlock_by(
    phone: &Authenticator,
    passcode: &SecretString,
) -> Result<Unlocked, Failure> {
    let unlocked = phone.unlock(Unlock::Passcode(passcode))?;
    match unlocked.standing {
        Standing::Current | Standing::Repaired => {}
        Standing::PlatformRestored { .. } => output::note(
            "The state folder is older than the vault. If you did not restore it, find out who did.",
        ),
        Standing::RolledBack { .. } | Standing::NewPhone => output::note(
            "This copy of the vault is not the one that was saved here last. It can be read, not changed: \
             `countersign vault accept` goes on with it.",
        ),
    }
    Ok(unlocked)
}

fn base_folder(variable: &str, under_home: &str) -> Result<PathBuf, Failure> {
    if let Some(folder) = env::var_os(variable).filter(|folder| !folder.is_empty()) {
        return Ok(PathBuf::from(folder));
    }
    let home = env::var_os("HOME").filter(|home| !home.is_empty()).ok_or_else(|| {
        Failure::new("refused", format!("Set {variable} or HOME, or name a folder with --vault."))
    })?;
    Ok(PathBuf::from(home).join(under_home))
}
