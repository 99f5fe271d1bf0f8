use super::*;
use crate::net::InstantRuntime;
use crate::secret::SecretBytes;

/// A key store with one RSA key, which may sign wrongly.
struct Store {
    key: KeyRef,
    spoil: fn(Vec<u8>) -> Vec<u8>,
}

impl SecureKey for Store {
    fn create(&self, _: &str) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }
    fn create_rsa(&self, _: &str) -> Result<Vec<u8>, SecureKeyError> {
        public_info(&self.key).map_err(|_| SecureKeyError::Failed)
    }
    fn makes_rsa(&self) -> bool {
        true
    }
    fn sign(&self, _: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        let KeyRef::Software { pkcs8 } = &self.key else { return Err(SecureKeyError::Failed) };
        let signed = software::sign(pkcs8, message).map_err(|_| SecureKeyError::Failed)?;
        Ok((self.spoil)(signed))
    }
    fn wrap(&self, _: &str, _: &SecretBytes) -> Result<Vec<u8>, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }
    fn unwrap(&self, _: &str, _: &[u8]) -> Result<SecretBytes, SecureKeyError> {
        Err(SecureKeyError::Unsupported)
    }
    fn delete(&self, _: &str) -> Result<(), SecureKeyError> {
        Ok(())
    }
    fn lost(&self, _: &str) -> Result<bool, SecureKeyError> {
        Ok(false)
    }
}

#[tokio::test]
async fn keys_of_software_and_of_a_store_sign_alike() {
    let runtime = InstantRuntime::default();
    let software = make(&runtime, None, "k").await.unwrap();
    assert!(is_rsa(&software) && !is_rsa(&super::super::make_software_key().unwrap()));
    let info = public_info(&software).unwrap();
    let numbers = public_numbers(&info).unwrap();
    let signature = sign(&runtime, None, &software, b"message").await.unwrap();
    assert!(verifies(numbers, b"message", &signature));
    assert!(!verifies(numbers, b"massage", &signature));

    let store =
        |spoil| -> Arc<dyn SecureKey> { Arc::new(Store { key: software.duplicate(), spoil }) };
    let good = store(|signature| signature);
    let hardware = make(&runtime, Some(&good), "k").await.unwrap();
    assert!(is_rsa(&hardware) && matches!(hardware, KeyRef::Hardware { .. }));
    // PKCS#1 v1.5 has one signature only of a message.
    assert_eq!(sign(&runtime, Some(&good), &hardware, b"message").await.unwrap(), signature);
    let bad = store(|_| vec![7; 256]);
    let refused = sign(&runtime, Some(&bad), &hardware, b"message").await;
    assert_eq!(refused, Err(KeyError::BadPlatformAnswer));
}

#[test]
fn what_is_no_public_rsa_key_is_told_apart() {
    let key = software::make().unwrap();
    let info = public_info(&key).unwrap();
    assert!(public_numbers(&info).is_some());
    for cut in 0..info.len() {
        assert_eq!(public_numbers(&info[..cut]), None, "{cut}");
    }
    let longer = [info.as_slice(), &[0]].concat();
    let mut other = info.clone();
    other[16] ^= 1;
    for wrong in [&longer, &other] {
        assert_eq!(public_numbers(wrong), None);
    }
    assert_eq!(public_numbers(&[4; 65]), None);
}
