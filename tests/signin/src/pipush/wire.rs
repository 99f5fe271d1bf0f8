//! What is signed, and how signatures are written (PROTOCOL.md section 3.2).

use data_encoding::BASE32;
use ring::rand::SystemRandom;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

use super::state::{Asked, Request};
use crate::Fault;

/// The service's name and its question, as a policy would say them.
const TITLE: &str = "Harbour Mail";
const QUESTION: &str = "Are you signing in at Harbour?";

/// What stands before the numbers of an RSA key of 2048 bits in its `SubjectPublicKeyInfo` (RFC 8017 appendix A.1):
/// keys of another kind or size are not known here.
const RSA_2048: [u8; 24] = [
    0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
    0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0f, 0x00,
];

/// A signature of this realm.
pub(super) fn sign(pair: &RsaKeyPair, text: &str) -> Result<String, Fault> {
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
        .map_err(|_| Fault::Store)?;
    Ok(BASE32.encode(&signature))
}

/// Whether a phone with this key signed the text.
pub(super) fn verifies(key: &[u8], text: &str, signature: &str) -> bool {
    let Some(numbers) = key.strip_prefix(&RSA_2048) else { return false };
    let Ok(signature) = BASE32.decode(signature.as_bytes()) else { return false };
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, numbers)
        .verify(text.as_bytes(), &signature)
        .is_ok()
}

/// A request as it is listed.
pub(super) fn entry(pair: &RsaKeyPair, url: &str, request: &Request) -> Result<Value, Fault> {
    let Request { nonce, serial, asked, .. } = request;
    let mut text = format!("{nonce}|{url}|{serial}|{QUESTION}|{TITLE}|1");
    // The canonical form (RFC 8785) of an object this small is this text.
    let capable = format!(r#"{{"capabilities":{{"decline_reason":true}},"nonce":"{nonce}"}}"#);
    let mut entry = json!({
        "nonce": nonce, "url": url, "serial": serial, "question": QUESTION, "title": TITLE, "sslverify": "1",
        "capabilities": r#"{"decline_reason": true}"#,
        "capabilities_signature": sign(pair, &capable)?,
    });
    if let (Asked::Number { options, .. }, Some(fields)) = (asked, entry.as_object_mut()) {
        let options = options.join(",");
        text = format!("{text}|{options}");
        fields.insert("require_presence".to_owned(), json!(options));
        fields.insert("version".to_owned(), json!("2"));
    }
    if let Some(fields) = entry.as_object_mut() {
        fields.insert("signature".to_owned(), json!(sign(pair, &text)?));
    }
    Ok(entry)
}
