use ring::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING};

use super::*;
use crate::net::InstantRuntime;

/// A key store that keeps ring keys and signs in a chosen way.
struct Store {
    pair: EcdsaKeyPair,
    answer: fn(Vec<u8>) -> Result<Vec<u8>, SecureKeyError>,
    public: Option<Vec<u8>>,
}

impl Store {
    fn der(answer: fn(Vec<u8>) -> Result<Vec<u8>, SecureKeyError>) -> Arc<dyn SecureKey> {
        Self::with(&ECDSA_P256_SHA256_ASN1_SIGNING, answer)
    }

    fn with(
        algorithm: &'static ring::signature::EcdsaSigningAlgorithm,
        answer: fn(Vec<u8>) -> Result<Vec<u8>, SecureKeyError>,
    ) -> Arc<dyn SecureKey> {
        let system = ring::rand::SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &system).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &system).unwrap();
        Arc::new(Self { pair, answer, public: None })
    }
}

impl SecureKey for Store {
    fn create(&self, _: &str) -> Result<Vec<u8>, SecureKeyError> {
        Ok(self.public.clone().unwrap_or_else(|| self.pair.public_key().as_ref().to_vec()))
    }
    fn sign(&self, _: &str, message: &[u8]) -> Result<Vec<u8>, SecureKeyError> {
        let system = ring::rand::SystemRandom::new();
        (self.answer)(self.pair.sign(&system, message).unwrap().as_ref().to_vec())
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

async fn round_trip(store: Arc<dyn SecureKey>) -> Result<Vec<u8>, KeyError> {
    let runtime = InstantRuntime::default();
    let key = make_key(&runtime, Some(&store), "k").await?;
    assert!(matches!(key, KeyRef::Hardware { .. }));
    let signature = sign(&runtime, Some(&store), &key, b"message").await?;
    let point = public_point(&key)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.as_bytes())
        .verify(b"message", &signature)
        .unwrap();
    Ok(signature)
}

#[tokio::test]
async fn software_keys_sign_and_never_print() {
    let runtime = InstantRuntime::default();
    let key = make_key(&runtime, None, "k").await.unwrap();
    let signature = sign(&runtime, None, &key, b"message").await.unwrap();
    assert_eq!(signature.len(), 64);
    let point = public_point(&key).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.as_bytes())
        .verify(b"message", &signature)
        .unwrap();
    assert!(format!("{key:?}").contains("[redacted]"));
    assert_ne!(public_point(&make_software_key().unwrap()).unwrap(), point);
}

#[tokio::test]
async fn damaged_software_keys_are_refused() {
    for bytes in [Vec::new(), vec![0x30], vec![7; 138]] {
        let key = KeyRef::Software { pkcs8: SecretBytes::new(bytes) };
        assert_eq!(public_point(&key), Err(KeyError::Damaged));
        let runtime = InstantRuntime::default();
        assert_eq!(sign(&runtime, None, &key, b"m").await, Err(KeyError::Damaged));
    }
}

#[tokio::test]
async fn hardware_signatures_in_der_and_raw_both_become_fixed() {
    // DER integers vary in length with the value: many signatures meet each case.
    for _ in 0..64 {
        round_trip(Store::der(Ok)).await.unwrap();
    }
    round_trip(Store::with(&ECDSA_P256_SHA256_FIXED_SIGNING, Ok)).await.unwrap();
}

#[tokio::test]
async fn wrong_platform_answers_are_refused() {
    type Spoil = fn(Vec<u8>) -> Result<Vec<u8>, SecureKeyError>;
    let cases: [Spoil; 5] = [
        |_| Ok(Vec::new()),
        |_| Ok(vec![0; 64]),
        |mut der| {
            der.push(0);
            Ok(der)
        },
        |mut der| {
            let last = der.len() - 1;
            der[last] ^= 1;
            Ok(der)
        },
        |der| Ok(der[..der.len() - 1].to_vec()),
    ];
    for answer in cases {
        assert_eq!(round_trip(Store::der(answer)).await, Err(KeyError::BadPlatformAnswer));
    }
    let cancelled = round_trip(Store::der(|_| Err(SecureKeyError::Cancelled))).await;
    assert_eq!(cancelled, Err(KeyError::Platform(SecureKeyError::Cancelled)));
}

#[tokio::test]
async fn a_missing_key_store_is_said() {
    let runtime = InstantRuntime::default();
    let key = KeyRef::Hardware { id: "k".into(), public: GENERATOR.to_vec() };
    assert_eq!(sign(&runtime, None, &key, b"m").await, Err(KeyError::NoKeyStore));
}

#[tokio::test]
async fn der_is_written_as_it_is_read() {
    let runtime = InstantRuntime::default();
    let key = make_software_key().unwrap();
    let info = public_info(&key).unwrap();
    let point = public_point(&key).unwrap();
    assert_eq!((info.len(), info.ends_with(point.as_bytes())), (91, true));
    // Numbers vary in length with the value: many signatures meet each case.
    for _ in 0..64 {
        let der = sign_either(&runtime, None, &key, b"message").await.unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point.as_bytes())
            .verify(b"message", &der)
            .unwrap();
    }
    let mut small = [0; 64];
    (small[31], small[32]) = (1, 0x80);
    let der = fixed_to_der(&small);
    assert_eq!(der[..7], [0x30, 38, 2, 1, 1, 2, 33]);
    assert_eq!(der_to_fixed(&der), Some(small));
}

#[test]
fn der_is_read_strictly() {
    let good = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x7f];
    let fixed = der_to_fixed(&good).unwrap();
    assert_eq!((fixed[31], fixed[63]), (1, 0x7f));
    for bad in [
        &[][..],
        &[0x30, 0x05, 0x02, 0x01, 0x01, 0x02, 0x01, 0x7f],
        &[0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x7f],
        &[0x30, 0x06, 0x02, 0x01, 0x80, 0x02, 0x01, 0x7f],
        &[0x30, 0x07, 0x02, 0x02, 0x00, 0x01, 0x02, 0x01, 0x7f],
        &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x02, 0x7f],
    ] {
        assert!(der_to_fixed(bad).is_none(), "{bad:?}");
    }
    assert!(UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, GENERATOR).verify(b"", &good).is_err());
}
