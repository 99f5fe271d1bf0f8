//! The ways to open the vault, beside changing the passcode: the recovery code (V-15), the platform's key, and
//! a new vault key where a way was compromised (V-16).

use std::fmt;

use crate::secret::SecretString;
use crate::vault::{
    GROUPS, KdfParams, NewPlatformSlot, NewSlots, Passcode, RecoveryCode, SlotInfo, SlotType,
    Unlock, VaultError,
};

use super::fault::Fault;
use super::fresh::{Fresh, Operation};
use super::inner::Inner;
use super::state::Session;

/// A recovery code that is shown and not in use yet. It becomes the vault's when two of its groups were typed
/// ([`Vault::use_recovery_code`](super::Vault::use_recovery_code)); until then the one before it holds.
///
/// ```
/// use countersign_core::app::{SecretString, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let new = app.vault().new_recovery_code(Unlock::Platform)?;
/// println!("write this down: {}", new.text().expose());
/// // The person types two of its groups.
/// let [first, second] = new.asked();
/// # let shown = new.text();
/// # let group = |n: usize| SecretString::new(shown.expose().split('-').nth(n - 1).unwrap().to_owned());
/// app.vault().use_recovery_code(&new, [&group(first), &group(second)])?;
/// assert!(app.settings().safety()?.recovery_code);
/// # Ok(())
/// # }
/// ```
pub struct NewRecoveryCode {
    code: RecoveryCode,
    asked: [usize; 2],
    session: Session,
    /// The ways to open the vault when it was made: should they have changed, by this code too, it is void.
    beside: Vec<SlotInfo>,
}

impl fmt::Debug for NewRecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewRecoveryCode([redacted])")
    }
}

impl NewRecoveryCode {
    /// The code, to be written down: seven groups of four. It is shown this once.
    #[must_use]
    pub fn text(&self) -> SecretString {
        self.code.text()
    }

    /// The two groups that the person types to show that it was written down, counted from 1.
    #[must_use]
    pub fn asked(&self) -> [usize; 2] {
        self.asked
    }
}

/// What stands between a lost phone and lost codes (V-17).
///
/// ```
/// use countersign_core::app::Safety;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let Safety { recovery_code, backup, warn } = app.settings().safety()?;
/// assert!(warn && !recovery_code && !backup, "a lost phone loses the codes: say so");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Safety {
    /// There is a recovery code.
    pub recovery_code: bool,
    /// Backups have a passphrase.
    pub backup: bool,
    /// Say that losing the phone loses the codes: there is neither, and the person has not dismissed it.
    pub warn: bool,
}

/// One of the ways that stay when the vault key is changed.
///
/// ```
/// use countersign_core::app::{Kept, NewPlatformSlot, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let key = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: true };
/// let dropped = app.vault().change_vault_key(Unlock::Platform, vec![Kept::Platform(key)])?;
/// assert_eq!(dropped.len(), 1, "the passcode opens it no more");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub enum Kept {
    /// The passcode, typed once more.
    Passcode {
        /// It.
        passcode: SecretString,
        /// What its key derivation costs.
        kdf: KdfParams,
    },
    /// The platform's key of this name.
    Platform(NewPlatformSlot),
    /// The recovery code, typed once more.
    Recovery(RecoveryCode),
}

impl Inner {
    /// The ways to open the vault.
    pub(super) fn ways(&self) -> Result<Vec<SlotInfo>, Fault> {
        Ok(self.lock_state()?.vault()?.slots())
    }

    /// A fresh recovery code; `fresh` is for [`Operation::ChangeKeySlots`].
    pub(super) fn new_recovery_code(&self, fresh: Fresh) -> Result<NewRecoveryCode, Fault> {
        let session = fresh.session.clone();
        let beside = {
            let state = self.lock_state()?;
            state.vault()?.slot_maker()?;
            self.use_up(&state, fresh, &Operation::ChangeKeySlots)?;
            state.vault()?.slots()
        };
        let random = self.dependencies.vault.random.as_ref();
        let code = RecoveryCode::random(random).map_err(VaultError::from)?;
        let [first, second] = random.bytes::<2>().map_err(VaultError::from)?.map(usize::from);
        // Two different groups: the second one is counted from the first.
        let first = first % GROUPS;
        let second = (first + 1 + second % (GROUPS - 1)) % GROUPS;
        Ok(NewRecoveryCode { code, asked: [first + 1, second + 1], session, beside })
    }

    /// Makes a shown code the vault's, once the two groups were typed.
    pub(super) fn use_recovery_code(
        &self,
        new: &NewRecoveryCode,
        typed: [&SecretString; 2],
    ) -> Result<(), Fault> {
        let pairs = new.asked.iter().zip(typed);
        if !pairs.map(|(number, typed)| new.code.has_group(*number, typed)).fold(true, |a, b| a & b)
        {
            return Err(VaultError::WrongRecoveryCode.into());
        }
        let mut state = self.lock_session(&new.session)?;
        let vault = state.vault_mut()?;
        if vault.slots() != new.beside {
            return Err(VaultError::SlotsChanged.into());
        }
        Ok(vault.set_recovery(new.code.secret())?)
    }

    /// Adds a key of the platform; `fresh` is for [`Operation::ChangeKeySlots`]. Ways whose platform key is lost
    /// go: they open nothing any more.
    pub(super) fn add_platform_key(
        &self,
        fresh: Fresh,
        new: &NewPlatformSlot,
    ) -> Result<(), Fault> {
        let session = fresh.session.clone();
        let (maker, slots) = {
            let state = self.lock_state()?;
            let vault = state.vault()?;
            self.use_up(&state, fresh, &Operation::ChangeKeySlots)?;
            (vault.slot_maker()?, vault.slots())
        };
        // The key store is asked without the lock: it may take its time.
        let lost = crate::vault::lost_among(&slots, self.dependencies.vault.keys.as_ref());
        let slot = maker.platform(new)?;
        let mut state = self.lock_session(&session)?;
        let vault = state.vault_mut()?;
        vault.put_slot(slot)?;
        for id in lost {
            // One that stays is a way that does not open, no harm.
            let _ = vault.remove_slot(id);
        }
        Ok(())
    }

    /// Changes the vault key, since a way to open it was compromised: only what is kept opens it from now on.
    /// Each kept way was proven just now: a passcode and a recovery code by being typed.
    pub(super) fn change_vault_key(
        &self,
        fresh: Fresh,
        kept: Vec<Kept>,
    ) -> Result<Vec<SlotInfo>, Fault> {
        let session = fresh.session.clone();
        let (verifier, before) = {
            let state = self.lock_state()?;
            let vault = state.vault()?;
            vault.slot_maker()?;
            self.use_up(&state, fresh, &Operation::ChangeKeySlots)?;
            (vault.verifier(), vault.slots())
        };
        let mut slots = NewSlots::default();
        for way in kept {
            match way {
                Kept::Passcode { passcode, kdf } => {
                    let _proven =
                        verifier.verify_person(Unlock::Passcode(&passcode), self.now())?;
                    (slots.passcode, slots.kdf) = (Some(Passcode::proven(&passcode)), kdf);
                }
                Kept::Recovery(code) => {
                    let how = Unlock::Recovery(code.secret());
                    let _proven = verifier.verify_person(how, self.now())?;
                    slots.recovery = Some(code.secret().duplicate());
                }
                Kept::Platform(key) => {
                    let known = |slot: &SlotInfo| matches!(&slot.kind, SlotType::Platform { key_id, .. } if *key_id == key.key_id);
                    if !before.iter().any(known) {
                        return Err(VaultError::NoSuchSlot.into());
                    }
                    slots.platform = Some(key);
                }
            }
        }
        let dropped = dropped(&before, &slots);
        let mut state = self.lock_session(&session)?;
        let vault = state.vault_mut()?;
        if vault.slots() != before {
            return Err(VaultError::SlotsChanged.into());
        }
        vault.change_key(&slots)?;
        Ok(dropped)
    }

    /// What protects the codes against the loss of this phone.
    pub(super) fn safety(&self) -> Result<Safety, Fault> {
        let state = self.lock_state()?;
        let vault = state.vault()?;
        let recovery_code = vault.slots().iter().any(|slot| slot.kind == SlotType::Recovery);
        let contents = vault.contents();
        let backup = contents.settings.backup_key.is_some();
        let warn = !recovery_code && !backup && !contents.recovery_declined;
        Ok(Safety { recovery_code, backup, warn })
    }

    /// The person declines a recovery code, or has read what losing the phone means.
    pub(super) fn decline_recovery_code(&self) -> Result<(), Fault> {
        self.lock_state()?.vault_mut()?.change(|contents| {
            contents.recovery_declined = true;
            Ok(())
        })
    }
}

/// The ways that are not among the kept ones.
fn dropped(before: &[SlotInfo], kept: &NewSlots) -> Vec<SlotInfo> {
    let stays = |slot: &&SlotInfo| match &slot.kind {
        SlotType::Passcode => kept.passcode.is_some(),
        SlotType::Recovery => kept.recovery.is_some(),
        SlotType::Platform { key_id, .. } => {
            kept.platform.as_ref().is_some_and(|kept| kept.key_id == *key_id)
        }
    };
    before.iter().filter(|slot| !stays(slot)).cloned().collect()
}
