//! Counting wrong passcodes, and what that gives away (V-22, V-23).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use countersign_core::device::{
    DeviceStateStore, SecureKey, SecureKeyError, StoreError, VaultFile,
};
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey};
use countersign_core::vault::{KdfParams, Unlock, Vault, VaultDependencies, VaultError, probe};
use vault_support::{NOW, PASSCODE, Phone, add, names, passcode};

const WRONG: &str = "wrong passcode";

fn wrong(tries_left: u8) -> Option<VaultError> {
    Some(VaultError::WrongPasscode { tries_left })
}

/// Fails until `count` failures stand, waiting as long as asked; returns the time.
fn fail(phone: &Phone, count: u8) -> u64 {
    fail_more(phone, 0..count, NOW)
}

/// The same from where so many stand already.
fn fail_more(phone: &Phone, rollback_status: Range<u8>, mut now: u64) -> u64 {
    for failed in rollback_status {
        let info = probe(&phone.parts(), VaultFile::Current, now).unwrap().unwrap();
        now += info.passcode.unwrap().wait;
        assert_eq!(phone.open_with(WRONG, now).err(), wrong(9 - failed));
    }
    now
}

#[test]
fn ten_failures_disable_the_passcode_with_growing_delays_v22() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let file = phone.file();
    let mut now = NOW;
    for (failed, delay) in [0, 0, 0, 0, 1, 5, 15, 30, 60, 120].into_iter().enumerate() {
        let left = 9 - u8::try_from(failed).unwrap();
        if delay > 0 {
            // Too soon, whatever is typed, and that costs no try.
            let soon = Some(VaultError::TooSoon { seconds: 1 });
            assert_eq!(phone.open_with(PASSCODE, now + delay - 1).err(), soon);
            let soon = Some(VaultError::TooSoon { seconds: delay });
            assert_eq!(phone.open_with(WRONG, now).err(), soon);
        }
        now += delay;
        assert_eq!(phone.open_with(WRONG, now).err(), wrong(left));
    }
    now += 1_000_000;
    assert_eq!(phone.open_with(PASSCODE, now).err(), Some(VaultError::PasscodeDisabled));
    let info = probe(&phone.parts(), VaultFile::Current, now).unwrap().unwrap();
    assert_eq!(info.passcode.map(|passcode| passcode.tries_left), Some(0));
    assert!(phone.file() == file);
    // The platform slot still opens, and a new passcode has fresh tries.
    let mut vault = phone.open().unwrap();
    assert_eq!(phone.open_with(PASSCODE, now).err(), Some(VaultError::PasscodeDisabled));
    vault.set_passcode(&passcode("a new passcode"), KdfParams::FLOOR).unwrap();
    assert!(phone.open_with("a new passcode", now).is_ok());
}

#[test]
fn success_resets_the_count_v22() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let now = fail(&phone, 4) + 1;
    assert!(phone.open_with(PASSCODE, now).is_ok());
    assert_eq!(phone.open_with(WRONG, now).err(), wrong(9));
}

#[test]
fn restoring_an_old_file_gains_no_try_v22() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    let old = phone.file();
    add(&mut vault, "alice");
    drop(vault);
    fail(&phone, 3);
    phone.put(&old);
    assert_eq!(phone.open_with(WRONG, NOW).err(), wrong(6));
    // Not even with a changed number or a changed salt in it.
    let mut changed = old.clone();
    changed[37] ^= 0x40;
    phone.put(&changed);
    assert_eq!(phone.open_with(WRONG, NOW + 1).err(), wrong(5));
    phone.put(&old);
    let vault = phone.open_with(PASSCODE, NOW + 6).unwrap();
    assert!(vault.is_read_only());
}

#[test]
fn a_clock_set_back_or_forward_shortens_no_delay_for_long_v22() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let now = fail(&phone, 9);
    let soon = |seconds| Some(VaultError::TooSoon { seconds });
    assert_eq!(phone.open_with(PASSCODE, now - 500_000).err(), soon(120));
    assert_eq!(phone.open_with(PASSCODE, now - 500_000 + 119).err(), soon(1));
    assert!(phone.open_with(PASSCODE, now - 500_000 + 120).is_ok());
}

#[test]
fn a_count_that_cannot_be_written_or_read_allows_no_try_v22() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let unwraps = phone.keys.unwraps();
    phone.device_state.fail_writes(Some(StoreError::Io));
    assert_eq!(phone.open_with(PASSCODE, NOW).err(), Some(VaultError::Io));
    assert_eq!(phone.keys.unwraps(), unwraps, "nothing was tried");
    phone.device_state.fail_writes(None);
    let mut values = phone.device_state.snapshot();
    let key = values.keys().find(|key| key.ends_with("/generation")).unwrap();
    let tries = key.replace("generation", "tries");
    for garbage in [vec![], vec![1], vec![2; 10], vec![1; 11], vec![255; 40]] {
        values.insert(tries.clone(), garbage);
        phone.device_state.restore(values.clone());
        let refused = phone.open_with(PASSCODE, NOW).err();
        assert_eq!(refused, Some(VaultError::PasscodeDisabled));
    }
    assert!(phone.open().is_ok());
}

/// A platform key that looks, whenever it is asked, at what the count says.
struct Watching {
    keys: Arc<MemoryKey>,
    device_state: Arc<MemoryDeviceState>,
    seen: Mutex<Vec<u8>>,
}

impl SecureKey for Watching {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        self.keys.create(id)
    }
    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        self.keys.sign(id, message)
    }
    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        self.keys.wrap(id, plain)
    }
    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        let key = id.replace("/device", "/tries");
        let count = self.device_state.read(&key).unwrap().map_or(0, |value| value[1]);
        self.seen.lock().unwrap().push(count);
        self.keys.unwrap(id, wrapped)
    }
    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        self.keys.delete(id)
    }
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        self.keys.lost(id)
    }
}

#[test]
fn the_count_is_durable_before_anything_is_tried_v22() {
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let watching = Arc::new(Watching {
        keys: Arc::clone(&phone.keys),
        device_state: Arc::clone(&phone.device_state),
        seen: Mutex::default(),
    });
    let parts = VaultDependencies { keys: Arc::clone(&watching) as _, ..phone.parts() };
    for text in [WRONG, WRONG, PASSCODE, WRONG] {
        let text = SecretString::new(text.to_owned());
        let _ = Vault::open(parts.clone(), Unlock::Passcode(&text), NOW);
    }
    // Killing the app at that moment leaves the try counted.
    assert_eq!(*watching.seen.lock().unwrap(), [1, 2, 3, 1]);
}

/// A generation store where all who read the count first wait for each other.
struct Meeting {
    device_state: Arc<MemoryDeviceState>,
    begun: AtomicUsize,
    all_there: Barrier,
}

impl Meeting {
    fn of(device_state: &Arc<MemoryDeviceState>, guesses: usize) -> Arc<Self> {
        let device_state = Arc::clone(device_state);
        let all_there = Barrier::new(guesses);
        Arc::new(Self { device_state, begun: AtomicUsize::new(guesses), all_there })
    }
}

impl DeviceStateStore for Meeting {
    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.device_state.read(key);
        let one_less = |left: usize| left.checked_sub(1);
        let (order, first) = (Ordering::SeqCst, key.ends_with("/tries"));
        if first && self.begun.fetch_update(order, order, one_less).is_ok() {
            self.all_there.wait();
        }
        value
    }
    fn write(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.device_state.write(key, value)
    }
    fn replace_if(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, StoreError> {
        self.device_state.replace_if(key, expected, value)
    }
}

#[test]
fn guesses_at_the_same_moment_are_counted_each_and_ten_run_v22() {
    const GUESSES: usize = 63;
    let phone = Phone::new();
    drop(phone.create_with_passcode());
    let unwraps = phone.keys.unwraps();
    let mut left = Vec::new();
    for round in 0..8 {
        let meeting = Meeting::of(&phone.device_state, GUESSES);
        let now = NOW + round * 1000;
        let guess = || {
            let parts =
                VaultDependencies { device_state: Arc::clone(&meeting) as _, ..phone.parts() };
            let text = SecretString::new(WRONG.to_owned());
            Vault::open(parts, Unlock::Passcode(&text), now).err().unwrap()
        };
        let said: Vec<VaultError> = std::thread::scope(|scope| {
            let guesses: Vec<_> = (0..GUESSES).map(|_| scope.spawn(guess)).collect();
            guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
        });
        let before = left.len();
        for error in said {
            if let VaultError::WrongPasscode { tries_left } = error {
                left.push(tries_left);
            } else {
                let off = round >= 6 && error == VaultError::PasscodeDisabled;
                assert!(off || matches!(error, VaultError::TooSoon { .. }), "{error:?}");
            }
        }
        // Four without a delay, then one at a time.
        let expected = [4, 1, 1, 1, 1, 1, 1, 0][usize::try_from(round).unwrap()];
        assert_eq!(left.len() - before, expected, "round {round}");
    }
    left.sort_unstable();
    assert_eq!(left, (0..10).collect::<Vec<u8>>(), "each has its own place in the count");
    assert_eq!(phone.keys.unwraps() - unwraps, 10, "nothing else was tried");
    let error = phone.open_with(PASSCODE, NOW + 100_000).err();
    assert_eq!(error, Some(VaultError::PasscodeDisabled));
}

/// A platform key that is asked once, lets somebody else guess meanwhile, and is then cancelled.
struct Cancelled {
    phone: Arc<Phone>,
    guesses: Mutex<u8>,
}

impl SecureKey for Cancelled {
    fn create(&self, id: &str) -> Result<Vec<u8>, SecureKeyError> {
        self.phone.keys.create(id)
    }
    fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        self.phone.keys.sign(id, message)
    }
    fn wrap(&self, id: &str, plain: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        self.phone.keys.wrap(id, plain)
    }
    fn unwrap(&self, _: &str, _: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        for _ in 0..*self.guesses.lock().unwrap() {
            assert!(self.phone.open_with(WRONG, NOW).is_err());
        }
        Err(SecureKeyError::Cancelled)
    }
    fn delete(&self, id: &str) -> Result<(), SecureKeyError> {
        self.phone.keys.delete(id)
    }
    fn lost(&self, id: &str) -> Result<bool, SecureKeyError> {
        self.phone.keys.lost(id)
    }
}

#[test]
fn a_cancelled_try_takes_back_its_own_count_and_no_other_v22() {
    let phone = Arc::new(Phone::new());
    drop(phone.create_with_passcode());
    let cancelled = Arc::new(Cancelled { phone: Arc::clone(&phone), guesses: Mutex::new(0) });
    let parts = VaultDependencies { keys: Arc::clone(&cancelled) as _, ..phone.parts() };
    let attempt = |now| {
        let text = SecretString::new(WRONG.to_owned());
        let error = Vault::open(parts.clone(), Unlock::Passcode(&text), now).err();
        assert_eq!(error, Some(VaultError::SecureKey(SecureKeyError::Cancelled)));
    };
    let passcode_at =
        |now| probe(&phone.parts(), VaultFile::Current, now).unwrap().unwrap().passcode.unwrap();
    attempt(NOW);
    assert_eq!(passcode_at(NOW).tries_left, 10);
    *cancelled.guesses.lock().unwrap() = 1;
    attempt(NOW);
    assert_eq!(passcode_at(NOW).tries_left, 8, "the guess made meanwhile stays counted");
    *cancelled.guesses.lock().unwrap() = 0;
    // And after a delay that was waited for, cancelling does not begin another one.
    let now = fail_more(&phone, 2..6, NOW);
    let later = now + passcode_at(now).wait;
    assert!(later > now);
    attempt(later);
    assert_eq!(passcode_at(later).wait, 0);
}

#[test]
fn what_is_no_guess_is_not_counted_v23() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    drop(vault);
    let file = phone.file();
    let tries_left = || {
        phone.put(&file);
        let info = probe(&phone.parts(), VaultFile::Current, NOW).unwrap().unwrap();
        info.passcode.unwrap().tries_left
    };
    for failure in [SecureKeyError::Cancelled, SecureKeyError::LockedOut, SecureKeyError::Failed] {
        phone.keys.fail(Some(failure));
        let refused = phone.open_with(WRONG, NOW).err();
        assert_eq!(refused, Some(VaultError::SecureKey(failure)));
        phone.keys.fail(None);
        assert_eq!(tries_left(), 10);
    }
    // A header that is not the one saved last is refused before the count.
    let mut changed = file.clone();
    changed[80] ^= 1;
    phone.put(&changed);
    assert_eq!(phone.open_with(WRONG, NOW).err(), Some(VaultError::HeaderTampered));
    assert_eq!(tries_left(), 10);
    // Damaged data under a good header: the passcode was right, and the count is reset.
    let mut changed = file.clone();
    *changed.last_mut().unwrap() ^= 1;
    phone.put(&changed);
    assert_eq!(phone.open_with(PASSCODE, NOW).err(), Some(VaultError::Damaged));
    assert_eq!(tries_left(), 10);
    // With a wrong passcode the damage is not even seen.
    phone.put(&changed);
    assert_eq!(phone.open_with(WRONG, NOW).err(), wrong(9));
    assert_eq!(tries_left(), 9);
}

#[test]
fn asking_again_counts_by_the_same_rules_v22() {
    let phone = Phone::new();
    let mut vault = phone.create_with_passcode();
    add(&mut vault, "alice");
    let verify = |vault: &Vault, text: &str, now| {
        vault.verify_passcode(&SecretString::new(text.to_owned()), now)
    };
    assert_eq!(verify(&vault, PASSCODE, NOW), Ok(()));
    for failed in 0..4 {
        assert_eq!(verify(&vault, WRONG, NOW).err(), wrong(9 - failed));
    }
    assert_eq!(verify(&vault, PASSCODE, NOW), Err(VaultError::TooSoon { seconds: 1 }));
    assert_eq!(verify(&vault, PASSCODE, NOW + 1), Ok(()));
    assert_eq!(phone.open_with(WRONG, NOW + 1).err(), wrong(9));
    assert_eq!(vault.verify_platform(), Ok(()));
    phone.keys.fail(Some(SecureKeyError::Cancelled));
    let cancelled = VaultError::SecureKey(SecureKeyError::Cancelled);
    assert_eq!(vault.verify_platform(), Err(cancelled));
    assert_eq!(names(&vault), ["alice"], "the open vault is not touched");
}
