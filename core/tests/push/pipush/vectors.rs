//! The test vectors of PROTOCOL.md section 3.

use countersign_core::account::{AccountId, KeyRef, PushProtocol};
use countersign_core::net::{ClockOffset, InstantRuntime};
use countersign_core::push::guards::pipush::{TokenContext, check_entry};
use countersign_core::push::key;
use countersign_core::push::request::Prompt;
use countersign_core::secret::SecretBytes;
use countersign_core::url::{Network, Url};
use data_encoding::{BASE32, BASE64};
use serde_json::{Value, json};

use super::SERVER;

/// Made by `core/src/push/vectors/make.py` from PROTOCOL.md section 3, with Python's own numbers.
#[tokio::test]
async fn the_vectors_are_shown_dropped_and_signed_alike_a58() {
    let file = include_str!("../../../src/push/vectors/pipush.json");
    let file: Value = serde_json::from_str(file).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let bytes = |value: &Value| BASE64.decode(text(value).as_bytes()).unwrap();
    let mut account = SERVER.account(PushProtocol::PrivacyIdea).unwrap();
    account.token.as_mut().unwrap().server_key = bytes(&file["server_key"]);
    account.key = KeyRef::Software { pkcs8: SecretBytes::new(bytes(&file["account"]["pkcs8"])) };
    assert_eq!(key::public_info(&account.key).unwrap(), bytes(&file["account"]["public"]));
    let server = Url::parse(&account.issuer).unwrap();
    let against = TokenContext {
        id: AccountId::from_bytes([1; 8]),
        account: &account,
        server: &server,
        network: Network::HttpsOnly,
        offset: ClockOffset::default(),
        now: file["now"].as_u64().unwrap(),
    };
    for case in file["cases"].as_array().unwrap() {
        let name = text(&case["name"]);
        match check_entry(&case["entry"], &against) {
            Ok(shown) => {
                assert!(case.get("dropped").is_none(), "{name}");
                let offered = if let Prompt::NumberChoice { options } = shown.prompt {
                    json!(options)
                } else {
                    Value::Null
                };
                assert_eq!(offered, case["options"], "{name}");
                assert_eq!(
                    json!(shown.reply.unwrap().takes_reason),
                    case["takes_reason"],
                    "{name}"
                );
            }
            Err(reason) => assert!(case.get("dropped").is_some(), "{name}: {reason}"),
        }
    }
    let runtime = InstantRuntime::default();
    for case in file["phone"].as_array().unwrap() {
        let signed = text(&case["text"]);
        let signature =
            key::sign_either(&runtime, None, &account.key, signed.as_bytes()).await.unwrap();
        assert_eq!(BASE32.encode(&signature), text(&case["signature"]), "{}", case["name"]);
    }
}
