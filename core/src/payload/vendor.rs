//! Set-up codes of other vendors: how they are recognised and what to do instead (PAYLOADS.md
//! section 7).

use data_encoding::{BASE64, BASE64_NOPAD};

use super::link::Link;
use super::query::Query;

/// Whose code it is.
///
/// ```
/// use countersign_core::app::{AddError, Vendor};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"duo://XXXXXXXXXXXXXXXXXXXX-YXBpLTEyMzQ1Njc4LmR1b3NlY3VyaXR5LmNvbQ";
/// let error = app.accounts().preview(scanned).await.unwrap_err();
/// assert_eq!(error, AddError::OtherApp { vendor: Vendor::Duo });
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// Microsoft Entra, work or school.
    MicrosoftWork,
    /// An internal link of a Microsoft app.
    MicrosoftLink,
    /// Duo Mobile.
    Duo,
    /// Okta Verify.
    Okta,
    /// Auth0 Guardian.
    Guardian,
    /// ForgeRock or Ping authenticator.
    ForgeRockPing,
    /// Keycloak's own app authenticator.
    KeycloakAppAuthenticator,
    /// A tiqr app.
    Tiqr,
    /// LinOTP Authenticator.
    LinOtp,
    /// What only privacyIDEA Authenticator can do.
    PrivacyIdeaSpecial,
    /// A passkey sign-in (CTAP 2.2 hybrid transport).
    Passkey,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::MicrosoftWork,
        Self::MicrosoftLink,
        Self::Duo,
        Self::Okta,
        Self::Guardian,
        Self::ForgeRockPing,
        Self::KeycloakAppAuthenticator,
        Self::Tiqr,
        Self::LinOtp,
        Self::PrivacyIdeaSpecial,
        Self::Passkey,
    ];

    /// The name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MicrosoftWork => "Microsoft work",
            Self::MicrosoftLink => "Microsoft link",
            Self::Duo => "Duo",
            Self::Okta => "Okta",
            Self::Guardian => "Guardian",
            Self::ForgeRockPing => "ForgeRock/Ping",
            Self::KeycloakAppAuthenticator => "Keycloak app authenticator",
            Self::Tiqr => "tiqr",
            Self::LinOtp => "LinOTP",
            Self::PrivacyIdeaSpecial => "privacyIDEA special",
            Self::Passkey => "Passkey",
        }
    }

    /// What to do instead. Each ends with "Nothing was added."
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::MicrosoftWork => concat!(
                "This is a Microsoft work or school code. Only Microsoft Authenticator can use it. ",
                "On the page choose \"I want to use a different authenticator app\" and scan the ",
                "code shown there. Nothing was added."
            ),
            Self::MicrosoftLink => concat!(
                "This is an internal link of a Microsoft app, not a set-up code. ",
                "Nothing was added."
            ),
            Self::Duo => concat!(
                "This code only works in Duo Mobile. Ask your organisation whether it allows ",
                "another authenticator app. Nothing was added."
            ),
            Self::Okta => concat!(
                "This code only works in Okta Verify. At your Okta page choose \"Google ",
                "Authenticator\" and scan that code here. Nothing was added."
            ),
            Self::Guardian => concat!(
                "This code is for Auth0 Guardian. Choose \"Google Authenticator or similar\" on ",
                "the page and scan that code. Nothing was added."
            ),
            Self::ForgeRockPing => concat!(
                "This code is for the ForgeRock or Ping authenticator. Ask for a set-up with ",
                "one-time codes only. Nothing was added."
            ),
            Self::KeycloakAppAuthenticator => concat!(
                "This code is for another Keycloak app. Ask your administrator which set-up ",
                "Countersign can use. Nothing was added."
            ),
            Self::Tiqr => {
                "This code is for a tiqr app. Countersign cannot use it. Nothing was added."
            }
            Self::LinOtp => concat!(
                "This code is for the LinOTP Authenticator. Ask for a TOTP token instead. ",
                "Nothing was added."
            ),
            Self::PrivacyIdeaSpecial => concat!(
                "This code needs privacyIDEA Authenticator. Ask for a TOTP or push token without ",
                "two-step set-up. Nothing was added."
            ),
            Self::Passkey => concat!(
                "This code signs you in with a passkey. Open it with your phone's camera. ",
                "Nothing was added."
            ),
        }
    }
}

/// The vendor whose scheme it is.
pub(super) fn by_scheme(scheme: &str, rest: &str) -> Option<Vendor> {
    match scheme {
        "phonefactor" => Some(Vendor::MicrosoftWork),
        "msauth" => Some(Vendor::MicrosoftLink),
        "duo" => Some(Vendor::Duo),
        "oktaverify" => Some(Vendor::Okta),
        "pushauth" | "mfauth" => Some(Vendor::ForgeRockPing),
        "tiqrenroll" | "tiqrauth" => Some(Vendor::Tiqr),
        "lseqr" => Some(Vendor::LinOtp),
        "fido" => {
            let digits = rest.strip_prefix('/')?;
            let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            all.then_some(Vendor::Passkey)
        }
        _ => None,
    }
}

/// The vendor whose web address it is.
pub(super) fn by_web_address(link: &Link<'_>) -> Option<Vendor> {
    let host = link.host()?;
    if host == "phonefactor.net"
        || host.ends_with(".phonefactor.net")
        || host == "mobileappcommunicator.auth.microsoft.com"
    {
        return Some(Vendor::MicrosoftWork);
    }
    let query = Query::parse(link.query?).ok()?;
    (link.path.ends_with("/login-actions/action-token") && query.has("key"))
        .then_some(Vendor::KeycloakAppAuthenticator)
}

/// Duo's bare form: a code, a dash, and a host name in Base64.
pub(super) fn is_duo(text: &str) -> bool {
    let Some((code, host)) = text.split_once('-') else {
        return false;
    };
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let plain = host.trim_end_matches('=').as_bytes();
    let decoded = BASE64_NOPAD.decode(plain).or_else(|_| BASE64.decode(host.as_bytes()));
    is_code && decoded.is_ok_and(|host| is_host_name(&host))
}

/// Two or more labels of letters, digits and dashes, the last one not a number.
fn is_host_name(host: &[u8]) -> bool {
    let labels: Vec<&[u8]> = host.split(|byte| *byte == b'.').collect();
    let is_label = |label: &&[u8]| {
        (1..=63).contains(&label.len())
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    host.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| last.iter().any(u8::is_ascii_alphabetic))
}
