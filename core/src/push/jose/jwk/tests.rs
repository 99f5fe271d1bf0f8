use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};

use super::*;

fn rsa() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../../../../tests/fixtures/rsa-test-key.pk8")).unwrap()
}

fn rsa_jwk(extra: Value) -> Value {
    let key: ring::rsa::PublicKeyComponents<Vec<u8>> = rsa().public().into();
    let mut jwk = json!({"kty": "RSA", "kid": "r1", "use": "sig",
        "n": BASE64URL_NOPAD.encode(&key.n), "e": BASE64URL_NOPAD.encode(&key.e)});
    jwk.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    jwk
}

fn sign_rsa(alg: &str, encoding: &'static dyn RsaEncoding) -> String {
    let header = BASE64URL_NOPAD.encode(format!(r#"{{"alg":"{alg}","kid":"r1"}}"#).as_bytes());
    let input = format!("{header}.e30");
    let mut signature = vec![0; rsa().public().modulus_len()];
    let system = ring::rand::SystemRandom::new();
    rsa().sign(encoding, &system, input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn set(keys: &[Value]) -> Jwks {
    Jwks::parse(json!({"keys": keys}).to_string().as_bytes()).unwrap()
}

#[test]
fn thumbprint_of_rfc_9449() {
    let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let x = decode("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs");
    let y = decode("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA");
    let point = PublicPoint::from_bytes(&[&[4][..], &x, &y].concat()).unwrap();
    assert_eq!(thumbprint(&point), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

#[test]
fn coordinates_keep_their_leading_zeros() {
    let mut raw = [0; 65];
    raw[0] = 4;
    raw[64] = 9;
    let jwk = device_jwk(&PublicPoint::from_bytes(&raw).unwrap());
    assert_eq!(jwk["x"], "A".repeat(43));
    assert_eq!(jwk["y"].as_str().unwrap().len(), 43);
    assert!(jwk.get("d").is_none());
}

#[test]
fn every_rsa_method_verifies_and_only_as_itself_a58() {
    let all: [(&str, &'static dyn RsaEncoding); 6] = [
        ("RS256", &RSA_PKCS1_SHA256),
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("PS384", &RSA_PSS_SHA384),
        ("PS512", &RSA_PSS_SHA512),
    ];
    let keys = set(&[rsa_jwk(json!({}))]);
    for (name, _) in all {
        for (_, encoding) in all {
            let text = sign_rsa(name, encoding);
            let fits = all.iter().any(|(n, e)| *n == name && std::ptr::addr_eq(*e, encoding));
            let expected = if fits { Ok(()) } else { Err(JwksError::Signature) };
            assert_eq!(keys.verify(&Jws::parse(&text).unwrap()), expected);
        }
    }
}

#[test]
fn keys_for_other_uses_are_not_signing_keys_a58() {
    let text = sign_rsa("RS256", &RSA_PKCS1_SHA256);
    let jws = Jws::parse(&text).unwrap();
    let cases = [
        (json!({"use": "enc"}), JwksError::UnknownKey),
        (json!({"use": null}), JwksError::UnknownKey),
        (json!({"kid": "other"}), JwksError::UnknownKey),
        (json!({"alg": "RS512"}), JwksError::WrongKind),
        (json!({"kty": "oct"}), JwksError::UnknownKey),
        (json!({"n": "AAAA"}), JwksError::UnknownKey),
    ];
    for (change, expected) in cases {
        assert_eq!(set(&[rsa_jwk(change)]).verify(&jws), Err(expected));
    }
    // The encryption key beside it does not get in the way.
    let both = set(&[rsa_jwk(json!({"use": "enc", "alg": "RSA-OAEP"})), rsa_jwk(json!({}))]);
    assert_eq!(both.verify(&jws), Ok(()));
}

#[test]
fn an_rsa_key_never_verifies_as_ec_nor_the_other_way_a58() {
    let system = ring::rand::SystemRandom::new();
    let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let document = EcdsaKeyPair::generate_pkcs8(alg, &system).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(alg, document.as_ref(), &system).unwrap();
    let jwk = device_jwk(&PublicPoint::from_bytes(pair.public_key().as_ref()).unwrap());
    let kid = jwk["kid"].as_str().unwrap().to_owned();
    let keys = set(&[jwk, rsa_jwk(json!({}))]);
    let signed = |header: String| {
        let input = format!("{}.e30", BASE64URL_NOPAD.encode(header.as_bytes()));
        let signature = pair.sign(&system, input.as_bytes()).unwrap();
        format!("{input}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    };
    let good = signed(format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#));
    assert_eq!(keys.verify(&Jws::parse(&good).unwrap()), Ok(()));
    let changed = good.replace(".e30.", ".e30K.");
    assert_eq!(keys.verify(&Jws::parse(&changed).unwrap()), Err(JwksError::Signature));
    for (header, expected) in [
        (r#"{"alg":"ES256","kid":"r1"}"#.to_owned(), JwksError::WrongKind),
        (format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#), JwksError::WrongKind),
        (format!(r#"{{"alg":"ES384","kid":"{kid}"}}"#), JwksError::WrongKind),
        (r#"{"alg":"ES256"}"#.to_owned(), JwksError::UnknownKey),
    ] {
        assert_eq!(keys.verify(&Jws::parse(&signed(header)).unwrap()), Err(expected));
    }
}

#[test]
fn a_key_list_that_is_none_is_refused() {
    for body in ["", "{}", "[]", r#"{"keys":7}"#] {
        assert_eq!(Jwks::parse(body.as_bytes()).unwrap_err(), JwksError::Malformed);
    }
    assert!(!set(&[json!(7), json!({}), json!({"kty": "EC"})]).has("x"));
}
