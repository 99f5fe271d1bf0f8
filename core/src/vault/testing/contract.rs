//! What every implementation of the outside world must do, as functions: the twins, the folder of a
//! plain computer, and the shells' implementations through the bindings all run them.

use crate::device::{
    DeviceStateStore, SecureKey, SecureKeyError, StoreError, VaultFile, VaultStore,
};
use crate::secret::SecretBytes;

/// A promise that was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the implementation breaks its contract: {0}")]
pub struct ContractBroken(pub &'static str);

/// The contract of [`VaultStore`]. `store` is empty.
///
/// # Errors
/// The first promise that is not kept.
pub fn vault_store(store: &dyn VaultStore) -> Result<(), ContractBroken> {
    let holds = |file, expected: Option<&[u8]>| {
        store.read(file, 1 << 20).is_ok_and(|bytes| bytes.as_deref() == expected)
    };
    let (current, previous) = (VaultFile::Current, VaultFile::Previous);
    expect(holds(current, None) && holds(previous, None), "an empty store has no files")?;
    expect(store.forget_previous() == Ok(()), "forgetting what is not there is no error")?;
    expect(holds(current, None), "forgetting makes no file")?;
    expect(store.replace(b"one") == Ok(()), "the first file is written")?;
    expect(holds(current, Some(b"one")), "what was written is read")?;
    expect(holds(previous, None), "the first file has none before it")?;
    let large = vec![7; 300_000];
    expect(store.replace(&large) == Ok(()), "a file is replaced")?;
    expect(holds(current, Some(&large)), "the new file is whole")?;
    expect(holds(previous, Some(b"one")), "the old file is the previous one")?;
    expect(store.replace(b"three") == Ok(()), "a file is replaced by a shorter one")?;
    expect(holds(current, Some(b"three")), "nothing is left behind a shorter file")?;
    expect(holds(previous, Some(&large)), "the previous file is the one before")?;
    let limit = StoreError::TooLarge { limit: 4 };
    expect(store.read(current, 4) == Err(limit), "a file above the limit is not read")?;
    expect(
        store.read(current, 5).is_ok_and(|bytes| bytes.is_some()),
        "a file at the limit is read",
    )?;
    expect(store.forget_previous() == Ok(()), "the previous file is forgotten")?;
    expect(holds(previous, None) && holds(current, Some(b"three")), "and only that one")
}

/// The contract of [`DeviceStateStore`]. `store` has no values yet; `prefix` is a vault id in hex.
///
/// # Errors
/// The first promise that is not kept.
pub fn device_state_store(
    store: &dyn DeviceStateStore,
    prefix: &str,
) -> Result<(), ContractBroken> {
    let key = |name: &str| [prefix, "/", name].concat();
    let holds = |name: &str, expected: Option<&[u8]>| {
        store.read(&key(name)).is_ok_and(|value| value.as_deref() == expected)
    };
    expect(holds("generation", None), "an empty store has no values")?;
    expect(store.write(&key("generation"), &[1, 0, 255]) == Ok(()), "a value is written")?;
    expect(holds("generation", Some(&[1, 0, 255])), "what was written is read")?;
    expect(holds("tries", None), "values do not mix")?;
    expect(store.write(&key("tries"), &[9; 77]) == Ok(()), "a second value is written")?;
    expect(store.write(&key("generation"), &[2]) == Ok(()), "a value is replaced")?;
    expect(holds("generation", Some(&[2])), "a replaced value is the new one")?;
    expect(holds("tries", Some(&[9; 77])), "the other value stays")?;
    let staged = store.stage(&key("generation"), &[3]);
    expect(holds("generation", Some(&[2])), "a staged value is not seen yet")?;
    expect(staged() == Ok(()), "a staged value is written")?;
    expect(holds("generation", Some(&[3])), "and is the new one")?;
    drop(store.stage(&key("generation"), &[4]));
    expect(holds("generation", Some(&[3])), "a value that is given up leaves the old one")?;
    expect(store.write(&key("generation"), &[2]) == Ok(()), "and is no obstacle to the next")?;
    let replace =
        |expected: Option<&[u8]>, value: &[u8]| store.replace_if(&key("count"), expected, value);
    expect(replace(Some(&[0]), &[1]) == Ok(false), "a value that is not there is not this one")?;
    expect(holds("count", None), "what was not replaced is not written")?;
    expect(
        replace(None, &[0]) == Ok(true),
        "where no value is expected and none is, it is written",
    )?;
    expect(replace(None, &[1]) == Ok(false), "where one is, it stays")?;
    expect(replace(Some(&[1]), &[2]) == Ok(false), "another value than the expected one stays")?;
    expect(holds("count", Some(&[0])), "a value that stays is the old one")?;
    expect(replace(Some(&[0]), &[1]) == Ok(true), "the expected value is replaced")?;
    expect(holds("count", Some(&[1])), "and is the new one")?;
    count_together(&[store, store, store], &key("count"), 8)?;
    expect(holds("count", Some(&[25])), "of changes at the same moment none is lost")?;
    expect(holds("generation", Some(&[2])), "nor another value")
}

/// Raises the one byte of a value so many times through each handle, all at the same time. The handles
/// are those of one store.
///
/// # Errors
/// When a handle says something else than whether it was first.
pub fn count_together(
    handles: &[&dyn DeviceStateStore],
    key: &str,
    times: usize,
) -> Result<(), ContractBroken> {
    let raise = |store: &dyn DeviceStateStore| loop {
        let before = store.read(key)?.unwrap_or_else(|| vec![0]);
        let after: Vec<u8> = before.iter().map(|count| count.wrapping_add(1)).collect();
        if store.replace_if(key, Some(&before), &after)? {
            return Ok(());
        }
    };
    let many = |store: &dyn DeviceStateStore| (0..times).try_for_each(|_| raise(store));
    let done: Result<(), StoreError> = std::thread::scope(|scope| {
        let started: Vec<_> =
            handles.iter().map(|handle| scope.spawn(move || many(*handle))).collect();
        started.into_iter().try_for_each(|one| one.join().unwrap_or(Err(StoreError::Io)))
    });
    expect(done == Ok(()), "a value is compared and replaced by several at once")
}

/// The part of [`SecureKey`]'s contract that needs no person: wrapping under `id`, which asks for
/// nobody and was never used.
///
/// # Errors
/// The first promise that is not kept.
pub fn secure_key(keys: &dyn SecureKey, id: &str) -> Result<(), ContractBroken> {
    let secret = SecretBytes::new((0..32).collect());
    let broken = ContractBroken("a secret is wrapped");
    let first = keys.wrap(id, &secret).map_err(|_| broken)?;
    let second = keys.wrap(id, &secret).map_err(|_| broken)?;
    expect(first != second, "wrapping the same secret twice gives different bytes")?;
    let plain_inside = first.windows(8).any(|part| secret.expose().starts_with(part));
    expect(!plain_inside, "the wrapped bytes do not show the secret")?;
    for wrapped in [&first, &second] {
        let same = keys.unwrap(id, wrapped).is_ok_and(|plain| plain.ct_eq(secret.expose()));
        expect(same, "what was wrapped is unwrapped")?;
    }
    expect(keys.lost(id) == Ok(false), "a key in use is not lost")?;
    for at in 0..first.len() {
        let mut changed = first.clone();
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 1;
        }
        expect(keys.unwrap(id, &changed).is_err(), "changed bytes are refused")?;
    }
    expect(keys.unwrap(id, &[]).is_err(), "no bytes are refused")?;
    expect(keys.delete(id) == Ok(()), "a key is deleted")?;
    expect(keys.unwrap(id, &first).is_err(), "a deleted key unwraps nothing")?;
    expect(keys.delete(id) == Ok(()), "deleting twice is no error")?;
    expect(keys.wrap(id, &secret).is_ok(), "wrapping after that makes a new key")?;
    expect(keys.unwrap(id, &first).is_err(), "a new key does not unwrap the old one's bytes")
}

/// The part of [`SecureKey`]'s contract about signing: either it signs, or it says `Unsupported`.
///
/// # Errors
/// The first promise that is not kept.
pub fn signing_key(keys: &dyn SecureKey, id: &str) -> Result<(), ContractBroken> {
    use ring::signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, UnparsedPublicKey, VerificationAlgorithm,
    };
    let public = match keys.create(id) {
        Err(SecureKeyError::Unsupported) => {
            let refused = keys.sign(id, b"message") == Err(SecureKeyError::Unsupported);
            return expect(refused, "where keys cannot be made, nothing is signed");
        }
        made => made.map_err(|_| ContractBroken("a key is made"))?,
    };
    expect(public.len() == 65 && public.first() == Some(&4), "the point is uncompressed")?;
    let signature = keys.sign(id, b"message").map_err(|_| ContractBroken("a message is signed"))?;
    let verifies = |algorithm: &'static dyn VerificationAlgorithm, message: &[u8]| {
        UnparsedPublicKey::new(algorithm, &public).verify(message, &signature).is_ok()
    };
    let either = |message: &[u8]| {
        verifies(&ECDSA_P256_SHA256_ASN1, message) || verifies(&ECDSA_P256_SHA256_FIXED, message)
    };
    expect(either(b"message"), "the signature is the key's")?;
    expect(!either(b"massage"), "the signature is of the message")?;
    expect(keys.delete(id) == Ok(()), "a key is deleted")?;
    expect(keys.sign(id, b"message").is_err(), "a deleted key signs nothing")
}

fn expect(kept: bool, promise: &'static str) -> Result<(), ContractBroken> {
    if kept { Ok(()) } else { Err(ContractBroken(promise)) }
}
