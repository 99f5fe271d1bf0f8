//! Sign-in requests. Everything here is sealed in the vault; nothing here is printed.

use std::fmt;

use crate::clock::UnixSeconds;
use crate::otp::{Algorithm, Digits, Period};
use crate::secret::{SecretBytes, SecretString};
use crate::url::Url;

/// Which protocol the account's server speaks; one adapter a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushProtocol {
    /// The Keycloak push-MFA extension's, plain or with the countersign+ profile.
    Keycloak,
    /// pipush, as privacyIDEA speaks it (PROTOCOL.md section 3).
    PrivacyIdea,
    /// pipush, as eduMFA speaks it (PROTOCOL.md 3.5).
    EduMfa,
}

impl PushProtocol {
    /// Whether it is pipush, of either server.
    #[must_use]
    pub fn is_pipush(self) -> bool {
        matches!(self, Self::PrivacyIdea | Self::EduMfa)
    }
}

/// What only a push token of pipush has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushToken {
    /// Where it was registered, where it is asked, and where an answer goes unless a request says otherwise.
    pub url: String,
    /// The server's key as PKCS#1 `RSAPublicKey`, DER. Empty until the server has given it.
    pub server_key: Vec<u8>,
}

/// The profile fixed at enrolment: once countersign+, always countersign+.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The extension as it stands (PROTOCOL.md section 2).
    Plain,
    /// countersign+ (section 4) in the version agreed on.
    Countersign {
        /// 1 today.
        version: u32,
    },
}

/// How far the account has come. The server's word, except where noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushState {
    /// Key stored, completion perhaps sent, no reply seen yet (ours). The identical completion may be
    /// sent again (section 4.6).
    Enrolling,
    /// Enrolled; the try-out is still to be answered.
    TryoutPending,
    /// In use.
    Active,
    /// Push is paused after three wrong numbers.
    Paused,
    /// The organisation asks for no confirmation at the moment: IT switched it off for this user.
    Off,
    /// The account was reported; IT must unblock it.
    Blocked,
    /// The server no longer knows this phone.
    Unlinked {
        /// Whether the server said so in so many words.
        certain: bool,
    },
    /// Removed here; the server is still to be told (ours).
    RemovalPending,
    /// Restored from a backup without its key (ours).
    SetUpAgain,
}

impl PushState {
    /// Whether a new enrolment of the same user takes its place without a question (section 4.6): it
    /// never became usable, or the server no longer knows it.
    #[must_use]
    pub fn is_replaceable(self) -> bool {
        match self {
            Self::Enrolling | Self::TryoutPending | Self::Unlinked { .. } | Self::SetUpAgain => {
                true
            }
            Self::Active | Self::Paused | Self::Off | Self::Blocked | Self::RemovalPending => false,
        }
    }
}

/// Where the device's private key lives.
#[derive(Debug)]
pub enum KeyRef {
    /// PKCS#8 of a P-256 key, on computers also of an RSA key, inside the vault.
    Software {
        /// PKCS#8 version 1 or 2, DER.
        pkcs8: SecretBytes,
    },
    /// In the platform's key store.
    Hardware {
        /// The identifier given to [`SecureKey`](crate::device::SecureKey).
        id: String,
        /// Public point, uncompressed, 65 bytes; of an RSA key its `SubjectPublicKeyInfo`, DER.
        public: Vec<u8>,
    },
}

/// Whom to call, as the organisation signed it. Not secret, shown after a report.
///
/// ```
/// use countersign_core::app::ItContact;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// let row = app.accounts().list()?.remove(1);
/// let contact = row.push.and_then(|push| push.it_contact).ok_or("nobody is named")?;
/// let ItContact { name, phone, .. } = contact;
/// println!("call {} ({})", name.unwrap_or_default(), phone.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItContact {
    /// Name of a desk or a person.
    pub name: Option<String>,
    /// Phone number as text.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address; shown, opened only by the person.
    pub url: Option<String>,
}

impl KeyRef {
    /// A second copy, made on purpose.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        match self {
            Self::Software { pkcs8 } => Self::Software { pkcs8: pkcs8.duplicate() },
            Self::Hardware { id, public } => {
                Self::Hardware { id: id.clone(), public: public.clone() }
            }
        }
    }
}

/// The one-time code that belongs to a push account (feature `otp`).
#[derive(Debug)]
pub struct OtpSeed {
    /// The shared secret.
    pub secret: SecretBytes,
    /// The hash.
    pub algorithm: Algorithm,
    /// Code length.
    pub digits: Digits,
    /// Code life.
    pub period: Period,
}

/// A push account, as the vault keeps it. `Debug` shows its kind and state only.
pub struct PushAccount {
    /// The protocol.
    pub protocol: PushProtocol,
    /// The profile.
    pub profile: Profile,
    /// How far it has come.
    pub state: PushState,
    /// Realm base, the issuer: `https://idp.example/realms/demo`.
    pub issuer: String,
    /// The realm's name.
    pub realm: String,
    /// The user's id at the issuer.
    pub sub: String,
    /// The user's name at the issuer.
    pub username: String,
    /// The organisation's name; `None` on plain servers.
    pub organisation: Option<String>,
    /// OAuth client of the app.
    pub client_id: String,
    /// Its secret, if it has one.
    pub client_secret: Option<SecretString>,
    /// Our credential id (random UUID).
    pub credential_id: String,
    /// Our device id (random UUID, never a hardware id).
    pub device_id: String,
    /// This phone's name at the issuer, unique for the user.
    pub device_label: String,
    /// The device key.
    pub key: KeyRef,
    /// The key that takes its place: from before the service is told until it is known to have taken it.
    /// Either of the two may be the one that the service knows.
    pub next_key: Option<KeyRef>,
    /// Signed feature list: report unlink match manual otp activity.
    pub features: Vec<String>,
    /// Whom to call.
    pub it_contact: Option<ItContact>,
    /// The account's own one-time code.
    pub otp: Option<OtpSeed>,
    /// The completion that was or will be sent, while [`PushState::Enrolling`]; a lost reply is
    /// answered by sending it again.
    pub completion: Option<SecretString>,
    /// Whether the pending list was ever read with success (row "list 403" of section 2.5).
    pub ever_listed: bool,
    /// Wrong numbers in a row, over all requests of the account (5.3).
    pub wrong_in_row: u32,
    /// When it was enrolled.
    pub created: UnixSeconds,
    /// The server's time minus the phone's when last learnt, in seconds, so that a restarted app signs
    /// with it (2.3). `None` while the two agree.
    pub clock_offset: Option<i64>,
    /// The push token, at servers of pipush. There [`Self::issuer`] is the server's origin and [`Self::sub`] the
    /// token's serial.
    pub token: Option<PushToken>,
}

impl fmt::Debug for PushAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushAccount")
            .field("protocol", &self.protocol)
            .field("profile", &self.profile)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl PushAccount {
    /// A second copy, made on purpose: what a call needs while the vault is not locked.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        let otp = self.otp.as_ref().map(|seed| OtpSeed {
            secret: seed.secret.duplicate(),
            algorithm: seed.algorithm,
            digits: seed.digits,
            period: seed.period,
        });
        Self {
            protocol: self.protocol,
            profile: self.profile,
            state: self.state,
            issuer: self.issuer.clone(),
            realm: self.realm.clone(),
            sub: self.sub.clone(),
            username: self.username.clone(),
            organisation: self.organisation.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.as_ref().map(SecretString::duplicate),
            credential_id: self.credential_id.clone(),
            device_id: self.device_id.clone(),
            device_label: self.device_label.clone(),
            key: self.key.duplicate(),
            next_key: self.next_key.as_ref().map(KeyRef::duplicate),
            features: self.features.clone(),
            it_contact: self.it_contact.clone(),
            otp,
            completion: self.completion.as_ref().map(SecretString::duplicate),
            ever_listed: self.ever_listed,
            wrong_in_row: self.wrong_in_row,
            created: self.created,
            clock_offset: self.clock_offset,
            token: self.token.clone(),
        }
    }

    /// What a backup holds of it: its names and whom to call, to be set up again. No key, no token, no
    /// one-time code and nothing that a service knows this phone by. `None` for one that is being removed or
    /// was never set up.
    #[must_use]
    pub fn names_only(&self) -> Option<Self> {
        if matches!(self.state, PushState::RemovalPending | PushState::Enrolling) {
            return None;
        }
        Some(Self {
            state: PushState::SetUpAgain,
            client_secret: None,
            credential_id: String::new(),
            device_id: String::new(),
            key: KeyRef::Software { pkcs8: SecretBytes::new(Vec::new()) },
            next_key: None,
            features: Vec::new(),
            otp: None,
            completion: None,
            ever_listed: false,
            wrong_in_row: 0,
            clock_offset: None,
            token: None,
            ..self.duplicate()
        })
    }

    /// Host of its issuer, for display; the issuer was checked when it was enrolled.
    #[must_use]
    pub fn host(&self) -> String {
        Url::parse(&self.issuer).map_or_else(|_| String::new(), |url| url.host().to_owned())
    }

    /// The page on which its person signs in and gets a code for a phone (`PROTOCOL.md` 4.6): what stands beside the
    /// realm, or a plain server's account page. It is opened by the person and never asked by the app.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        Url::parse(&self.issuer).ok()?;
        Some(if self.protocol.is_pipush() {
            format!("{}/", self.issuer)
        } else if self.is_countersign() {
            let base = self.issuer.rsplit_once("/realms/").map_or(&*self.issuer, |(base, _)| base);
            format!("{base}/")
        } else {
            format!("{}/account/", self.issuer.trim_end_matches('/'))
        })
    }

    /// Whether the account speaks countersign+.
    #[must_use]
    pub fn is_countersign(&self) -> bool {
        matches!(self.profile, Profile::Countersign { .. })
    }

    /// Whether its own one-time code is shown: the service gave it one, and the person did not remove the account.
    #[must_use]
    pub fn has_code(&self) -> bool {
        self.otp.is_some() && self.state != PushState::RemovalPending
    }

    /// Whether the signed feature list names `feature`.
    #[must_use]
    pub fn offers(&self, feature: &str) -> bool {
        self.features.iter().any(|have| have == feature)
    }
}
