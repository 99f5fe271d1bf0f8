//! Making, opening and locking the vault, and fresh unlocks.

use std::sync::PoisonError;
use std::task::Waker;

use crate::clock::{UnixSeconds, timed};
use crate::device::VaultFile;
use crate::secret::SecretString;
use crate::vault::{
    HeaderInfo, KdfParams, NewPlatformSlot, NewSlots, Passcode, RollbackStatus, SlotInfo, SlotType,
    Unlock, Vault, VaultError, Verified, lost_among, probe,
};

use super::fault::Fault;
use super::fresh::{Fresh, Operation, Proof};
use super::inner::Inner;
use super::state::{Session, State};

/// Where the vault stands.
///
/// ```
/// use countersign_core::app::VaultState;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// match app.vault().state()? {
///     VaultState::None => println!("make a vault"),
///     VaultState::Locked(info) => println!("locked, {} ways to open it", info.slots.len()),
///     VaultState::Open => println!("draw the list"),
///     VaultState::ReadOnly => println!("an older copy: accept it?"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultState {
    /// There is none yet.
    None,
    /// There is one; unlock it.
    Locked(HeaderInfo),
    /// It is open.
    Open,
    /// It is open, and nothing can be changed until [`Vault::accept`](super::Vault::accept): an older copy, or
    /// one that this device does not know.
    ReadOnly,
}

/// Whether a key of the platform opens the vault, beside a passcode.
///
/// ```
/// use countersign_core::app::PlatformKey;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// match app.vault().platform_key()? {
///     PlatformKey::None => println!("ask for the passcode"),
///     PlatformKey::Ready => println!("ask for the finger"),
///     PlatformKey::Lost => println!("ask for the passcode, then offer a new key"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformKey {
    /// None does: there is no vault, or it has no such slot.
    None,
    /// One does; the platform asks for the person where the key demands it.
    Ready,
    /// One did, and is lost for good: another way opens the vault (V-11).
    Lost,
}

/// How a new vault is to be unlocked. At least one way must be given.
///
/// ```
/// use countersign_core::app::{Authenticator, NewPlatformSlot, NewVault, SecretString};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let dependencies = testing::dependencies()?;
///
/// let app = Authenticator::new(dependencies);
/// let new = NewVault {
///     passcode: Some(SecretString::new("an example of a passcode".to_owned())),
///     kdf: Authenticator::calibrate()?,
///     platform: Some(NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: true }),
///     no_person_key: false,
/// };
/// app.vault().create(new)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct NewVault {
    /// A passcode, checked by [`Passcode::parse`].
    pub passcode: Option<SecretString>,
    /// What the passcode's key derivation costs; see [`Authenticator::calibrate`](super::Authenticator::calibrate).
    pub kdf: KdfParams,
    /// A key of the platform's key store.
    pub platform: Option<NewPlatformSlot>,
    /// The device has no key that asks for its person. Only then may a passcode be the only way on a
    /// phone (V-10).
    pub no_person_key: bool,
}

/// What unlocking brought.
///
/// ```
/// use countersign_core::app::{RollbackStatus, Unlock, Unlocked};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// app.vault().lock();
/// let Unlocked { rollback_status } = app.vault().unlock(Unlock::Platform)?;
/// assert_eq!(rollback_status, RollbackStatus::Current, "else say what is wrong with the copy");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Unlocked {
    /// How the file compares with what this device saved last; anything but
    /// [`RollbackStatus::Current`] is told to the person.
    pub rollback_status: RollbackStatus,
}

impl Inner {
    /// Where the vault stands.
    pub(super) fn vault_state(&self) -> Result<VaultState, Fault> {
        if let Some(vault) = &self.lock_state()?.vault {
            return Ok(if vault.is_read_only() { VaultState::ReadOnly } else { VaultState::Open });
        }
        let found = probe(&self.dependencies.vault, VaultFile::Current, self.now())?;
        Ok(found.map_or(VaultState::None, VaultState::Locked))
    }

    /// Whether a key of the platform opens the vault, open or locked.
    pub(super) fn platform_key(&self) -> Result<PlatformKey, Fault> {
        let open = self.lock_state()?.vault.as_ref().map(Vault::slots);
        let (slots, lost) = match open {
            // The key store is asked without the lock: it may take its time.
            Some(slots) => {
                let lost = lost_among(&slots, self.dependencies.vault.keys.as_ref());
                (slots, lost)
            }
            None => match probe(&self.dependencies.vault, VaultFile::Current, self.now())? {
                Some(found) => (found.slots, found.lost),
                None => return Ok(PlatformKey::None),
            },
        };
        let platform = |slot: &&SlotInfo| matches!(slot.kind, SlotType::Platform { .. });
        let (all, gone) = (slots.iter().filter(platform).count(), lost.len());
        Ok(match all {
            0 => PlatformKey::None,
            _ if all == gone => PlatformKey::Lost,
            _ => PlatformKey::Ready,
        })
    }

    /// Makes a vault and leaves it open. Durable when it returns.
    pub(super) fn create_vault(&self, new: NewVault) -> Result<Unlocked, Fault> {
        let session = self.lock_state()?.session().clone();
        let passcode = new
            .passcode
            .map(|text| Passcode::parse(text, &[]))
            .transpose()
            .map_err(VaultError::from)?;
        let slots = NewSlots {
            passcode,
            kdf: new.kdf,
            platform: new.platform,
            recovery: None,
            recovery_declined: false,
            no_person_key: new.no_person_key,
        };
        let vault = Vault::create(self.dependencies.vault.clone(), slots)?;
        self.opened(vault, &session)
    }

    /// What a passcode's key derivation may cost on this device, for [`NewVault::kdf`]: half a second to
    /// one, within bounds (V-13). Takes about as long itself.
    pub(super) fn calibrate() -> Result<KdfParams, Fault> {
        KdfParams::calibrate(|params| {
            let (tried, milliseconds) = timed(|| params.trial());
            tried?;
            Ok(milliseconds)
        })
    }

    /// Opens the vault. It counts as one fresh unlock ([`Unlocked::proof`]). When the vault is open
    /// already, the person is asked all the same, and requests and answers on their way stay.
    pub(super) fn unlock(&self, how: Unlock<'_>) -> Result<Unlocked, Fault> {
        self.unlock_file(VaultFile::Current, how)
    }

    /// The save before the last one, where it is still kept: for when the last one does not open (V-41).
    pub(super) fn previous_vault(&self) -> Result<Option<HeaderInfo>, Fault> {
        Ok(probe(&self.dependencies.vault, VaultFile::Previous, self.now())?)
    }

    /// Opens the save before the last one, for when the last one does not open (V-41). It can be read,
    /// and changed after [`Vault::accept`](super::Vault::accept), which keeps the file that did not open until
    /// the next unlock.
    pub(super) fn unlock_previous(&self, how: Unlock<'_>) -> Result<Unlocked, Fault> {
        self.unlock_file(VaultFile::Previous, how)
    }

    fn unlock_file(&self, which: VaultFile, how: Unlock<'_>) -> Result<Unlocked, Fault> {
        let (open, session) = {
            let state = self.lock_state()?;
            (state.vault.as_ref().map(Vault::verifier), state.session().clone())
        };
        if let Some(verifier) = open {
            let verified = verifier.verify(how, self.now())?;
            let mut state = self.lock_session(&session)?;
            let rollback_status = state.vault()?.rollback_status();
            let person = verified.person;
            renew(&mut state, verified);
            return Ok(self.unlocked(&mut state, rollback_status, person));
        }
        let vault = match which {
            VaultFile::Current => Vault::open(self.dependencies.vault.clone(), how, self.now()),
            VaultFile::Previous => {
                Vault::open_previous(self.dependencies.vault.clone(), how, self.now())
            }
        }?;
        self.opened(vault, &session)
    }

    /// Takes an older or unknown copy of the vault as the vault from now on.
    pub(super) fn accept_vault(&self) -> Result<(), Fault> {
        Ok(self.lock_state()?.vault_mut()?.accept()?)
    }

    /// Locks: keys, secrets and requests leave the memory. An answer on its way may still end, within ten
    /// seconds; it holds its own account's key meanwhile and nothing else. What was said to a request and
    /// is not delivered by then is sent after the next unlock.
    pub(super) fn lock(&self) {
        // A poisoned state is replaced too: that is what locking is for.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = self.running();
        if let Some(vault) = &state.vault {
            let entries = vault.contents().entries.iter();
            let idle = entries.filter(|entry| !running.is_answering(entry.id));
            idle.for_each(|entry| self.engine.forget(entry.id));
        }
        *state = State::default();
        self.state.clear_poison();
        let waiting = running.waiting();
        drop((state, running));
        waiting.into_iter().for_each(Waker::wake);
        self.held.empty();
    }

    /// Asks the person to unlock once more, for one operation (REQUIREMENTS.md V-70). Call it when
    /// the request opens: a passcode's key derivation then runs while the person reads. A platform key
    /// that asks for nobody is not used.
    ///
    /// # Errors
    /// [`Fault::Locked`], also when the app was locked meanwhile; [`Fault::Vault`] as when
    /// unlocking, [`VaultError::NoSuchSlot`] where no platform key asks for the person.
    pub(super) fn reauth(&self, operation: Operation, how: Unlock<'_>) -> Result<Fresh, Fault> {
        let (verifier, session) = {
            let state = self.lock_state()?;
            (state.vault()?.verifier(), state.session().clone())
        };
        let verified = verifier.verify_person(how, self.now())?;
        let mut state = self.lock_session(&session)?;
        renew(&mut state, verified);
        Ok(Fresh { operation, made: self.now(), session })
    }

    /// Spends an unlock that was just made on approving one request.
    ///
    /// # Errors
    /// [`Fault::NeedsReauth`] for any other operation (V-70); when nobody was asked in that unlock;
    /// and when it is older than [`PROOF_LIFE`](super::PROOF_LIFE) seconds, from the future, or from
    /// before the app was locked.
    pub(super) fn spend(&self, proof: Proof, operation: Operation) -> Result<Fresh, Fault> {
        let approves = matches!(operation, Operation::Approve { .. });
        if !approves || !proof.holds(self.lock_state()?.session(), self.now()) {
            return Err(Fault::NeedsReauth);
        }
        Ok(Fresh { operation, made: proof.made, session: proof.session })
    }

    fn opened(&self, vault: Vault, session: &Session) -> Result<Unlocked, Fault> {
        let (rollback_status, person) = (vault.rollback_status(), vault.person_was_there());
        let now = self.now();
        let mut state = self.lock_session(session)?;
        // Two threads may unlock at once; what the first one changed since must not be lost.
        if state.vault.is_none() {
            state.open(vault);
            self.recall_clocks(&state);
            self.take_over(&mut state, now);
            state.sweep_bin(now);
        }
        Ok(self.unlocked(&mut state, rollback_status, person))
    }

    /// Takes over what was under way when the app was locked.
    fn take_over(&self, state: &mut State, now: UnixSeconds) {
        let (answers, heard) = self.running().taken_over();
        let mut todo = Vec::new();
        for heard in heard {
            let request = state.describe_id(&heard.request);
            todo.extend(state.inbox.hear(heard, request, now));
        }
        answers.into_iter().for_each(|answer| state.inbox.resume(answer));
        // Nothing is to be sent yet.
        drop(state.carry_out(todo, now));
    }

    fn unlocked(
        &self,
        state: &mut State,
        rollback_status: RollbackStatus,
        person: bool,
    ) -> Unlocked {
        let proof = Proof { made: self.now(), session: state.session().clone(), person };
        state.just_unlocked = Some(proof);
        Unlocked { rollback_status }
    }
}

/// Puts in a passcode slot that an unlock made anew. Should it fail, the next unlock tries again.
fn renew(state: &mut State, verified: Verified) {
    if let (Some(slot), Some(vault)) = (verified.renewed, state.vault.as_mut()) {
        let _ = vault.put_slot(slot);
    }
}
