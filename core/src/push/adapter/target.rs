//! Where services send what rings on this phone (PROTOCOL.md section 7).

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use crate::secret::SecretString;
use crate::url::{Network, Url, UrlError};

/// The longest address that services store.
const LONGEST: usize = 2_048;
/// An uncompressed point of P-256 (RFC 8291 section 3.1).
const KEY_BYTES: usize = 65;
/// The authentication secret (RFC 8291 section 3.2).
const AUTH_BYTES: usize = 16;

/// What carries pushes to this phone.
///
/// ```
/// use countersign_core::app::{PushTransport, SecretString};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let endpoint = SecretString::new("an address that the platform gave".to_owned());
/// app.set_push_address(PushTransport::Log, endpoint)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushTransport {
    /// Firebase Cloud Messaging; the address is the registration token.
    Fcm,
    /// Apple's; the address is the device token in hexadecimal.
    Apns,
    /// Web Push and UnifiedPush; the address is `{"endpoint","p256dh","auth"}` as JSON, the keys in Base64url
    /// without padding.
    WebPush,
    /// The sign-in service writes it down, for tests.
    Log,
}

/// Why an address was not taken.
///
/// ```
/// use countersign_core::app::{PushTargetError, PushTransport, SecretString};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let endpoint = SecretString::new("http://push.example/not-https".to_owned());
/// let error: PushTargetError =
///     app.set_push_address(PushTransport::WebPush, endpoint).unwrap_err();
/// println!("the address before it stays: {error}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushTargetError {
    /// It is empty.
    #[error("the push address is empty; ask the platform for another one")]
    Empty,
    /// It is longer than 2,048 bytes.
    #[error("the push address is too long; ask the platform for another one")]
    TooLong,
    /// It has control characters in it.
    #[error("the push address has control characters in it; ask the platform for another one")]
    ControlCharacter,
    /// It is not an endpoint with its two keys.
    #[error("the push address is no Web Push endpoint; ask the distributor for another one")]
    NotAnEndpoint,
    /// The endpoint is not `https`.
    #[error("the push endpoint is not https; choose another distributor")]
    NotHttps,
}

/// Where pushes go. One that exists can be rung: what no service may contact is refused when it is made.
pub struct PushTarget {
    kind: &'static str,
    address: SecretString,
}

/// A Web Push subscription. Nothing else may stand in it: what two readers of JSON would read differently is
/// refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subscription<'a> {
    #[serde(borrow)]
    endpoint: Cow<'a, str>,
    #[serde(borrow)]
    p256dh: Cow<'a, str>,
    #[serde(borrow)]
    auth: Cow<'a, str>,
}

impl fmt::Debug for PushTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushTarget").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl PushTarget {
    /// No push: the app polls.
    #[must_use]
    pub fn none() -> Self {
        Self { kind: "none", address: SecretString::new("disabled".to_owned()) }
    }

    /// A transport and this phone's address there. A Web Push endpoint is `https`, or `http` to this machine
    /// where `network` allows it: whoever can read or change the connection to it could ring at will and see
    /// when a person signs in.
    ///
    /// # Errors
    /// [`PushTargetError`].
    pub fn new(
        transport: PushTransport,
        address: SecretString,
        network: Network,
    ) -> Result<Self, PushTargetError> {
        let text = address.expose();
        if text.is_empty() {
            return Err(PushTargetError::Empty);
        }
        if text.len() > LONGEST {
            return Err(PushTargetError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(PushTargetError::ControlCharacter);
        }
        if transport == PushTransport::WebPush {
            check_subscription(text, network)?;
        }
        let kind = match transport {
            PushTransport::Fcm => "fcm",
            PushTransport::Apns => "apns",
            PushTransport::WebPush => "webpush",
            PushTransport::Log => "log",
        };
        Ok(Self { kind, address })
    }

    /// Whether it is [`Self::none`].
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.kind == "none"
    }

    /// Whether both are the same address.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.address.ct_eq(other.address.expose())
    }

    /// A second copy, made on purpose.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self { kind: self.kind, address: self.address.duplicate() }
    }

    pub(super) fn kind(&self) -> &str {
        self.kind
    }

    pub(super) fn id(&self) -> &SecretString {
        &self.address
    }
}

fn check_subscription(text: &str, network: Network) -> Result<(), PushTargetError> {
    let told: Subscription<'_> =
        serde_json::from_str(text).map_err(|_| PushTargetError::NotAnEndpoint)?;
    Url::to_contact(&told.endpoint, network).map_err(|error| match error {
        UrlError::NotHttps => PushTargetError::NotHttps,
        UrlError::Scheme
        | UrlError::UserInfo
        | UrlError::Host
        | UrlError::Port
        | UrlError::Form
        | UrlError::TooLong => PushTargetError::NotAnEndpoint,
    })?;
    let bytes = |text: &str| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    let key =
        bytes(&told.p256dh).is_some_and(|key| key.len() == KEY_BYTES && key.first() == Some(&4));
    let auth = bytes(&told.auth).is_some_and(|auth| auth.len() == AUTH_BYTES);
    if key && auth { Ok(()) } else { Err(PushTargetError::NotAnEndpoint) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(
        transport: PushTransport,
        address: &str,
        network: Network,
    ) -> Result<PushTarget, PushTargetError> {
        PushTarget::new(transport, SecretString::new(address.to_owned()), network)
    }

    fn subscription(endpoint: &str) -> String {
        let key = data_encoding::BASE64URL_NOPAD.encode(&[[4; 1].as_slice(), &[7; 64]].concat());
        let auth = data_encoding::BASE64URL_NOPAD.encode(&[9; 16]);
        format!(r#"{{"endpoint":"{endpoint}","p256dh":"{key}","auth":"{auth}"}}"#)
    }

    fn web(endpoint: &str, network: Network) -> Result<(), PushTargetError> {
        made(PushTransport::WebPush, &subscription(endpoint), network).map(drop)
    }

    #[test]
    fn an_address_that_nobody_can_ring_is_refused_a09() {
        let log = |address: &str| made(PushTransport::Log, address, Network::HttpsOnly).map(drop);
        assert_eq!(log(""), Err(PushTargetError::Empty));
        assert_eq!(log("a\nb"), Err(PushTargetError::ControlCharacter));
        assert_eq!(log(&"x".repeat(LONGEST + 1)), Err(PushTargetError::TooLong));
        assert_eq!(log(&"x".repeat(LONGEST)), Ok(()));
        let shown = format!("{:?}", made(PushTransport::Fcm, "token", Network::HttpsOnly).unwrap());
        assert!(shown.contains("fcm") && !shown.contains("token"), "{shown}");
    }

    #[test]
    fn an_endpoint_is_https_or_loopback_where_that_is_allowed_a09() {
        for (endpoint, https_only, loopback_too) in [
            ("https://push.example.test/up?id=42", Ok(()), Ok(())),
            (
                "http://push.example.test/up",
                Err(PushTargetError::NotHttps),
                Err(PushTargetError::NotHttps),
            ),
            ("http://localhost:8400/up", Err(PushTargetError::NotHttps), Ok(())),
            ("http://127.0.0.1:8400/up", Err(PushTargetError::NotHttps), Ok(())),
            (
                "http://localhost.evil.test/up",
                Err(PushTargetError::NotHttps),
                Err(PushTargetError::NotHttps),
            ),
        ] {
            assert_eq!(web(endpoint, Network::HttpsOnly), https_only, "{endpoint}");
            assert_eq!(web(endpoint, Network::LoopbackHttpToo), loopback_too, "{endpoint}");
        }
    }

    #[test]
    fn what_is_no_endpoint_or_would_break_out_of_it_is_refused_a09() {
        for endpoint in [
            "",
            "ftp://push.example.test/x",
            "https://",
            "https://ida@push.example.test/x",
            "https://push.example.test/ x",
            "https://push.example.test/\u{e9}",
            "https://push.example.test/x#y",
            r#"https://a.test/","auth":"x"#,
            r#"https://a.test/","more":"x"#,
            r"https://a.test/\",
        ] {
            let refused = web(endpoint, Network::LoopbackHttpToo);
            assert_eq!(refused, Err(PushTargetError::NotAnEndpoint), "{endpoint}");
        }
        let sound = subscription("https://push.example.test/up");
        let escaped = sound.replace('/', r"\/");
        assert!(made(PushTransport::WebPush, &escaped, Network::HttpsOnly).is_ok(), "{escaped}");
        for (from, to) in [
            (sound.as_str(), "https://push.example.test/up"),
            ("\"auth\"", "\"other\""),
            ("CQkJ", ""),
            ("BAcH", "BQcH"),
            ("BAcH", "BA=H"),
        ] {
            let broken = sound.replacen(from, to, 1);
            assert_ne!(broken, sound);
            let refused = made(PushTransport::WebPush, &broken, Network::HttpsOnly).map(drop);
            assert_eq!(refused, Err(PushTargetError::NotAnEndpoint), "{broken}");
        }
    }
}
