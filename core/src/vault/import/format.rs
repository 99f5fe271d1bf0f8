//! The formats that are read.

use super::kdf::Cost;

/// An app's export.
///
/// ```
/// use countersign_core::app::Format;
///
/// // A list to choose from, where a file does not say whose it is.
/// for format in Format::ALL {
///     println!("{}", format.name());
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own encrypted backup.
    Countersign,
    /// Aegis.
    Aegis,
    /// 2FAS.
    TwoFas,
    /// The parts of Google Authenticator's export.
    Google,
    /// Ente Auth.
    Ente,
    /// Proton Authenticator.
    Proton,
    /// The FIDO Alliance's Credential Exchange Format.
    Cxf,
    /// Bitwarden and Bitwarden Authenticator.
    Bitwarden,
    /// Stratum, earlier Authenticator Pro.
    Stratum,
    /// andOTP, plain or encrypted by its newer way.
    AndOtp,
    /// andOTP, encrypted by its older way.
    AndOtpOld,
    /// FreeOTP+.
    FreeOtpPlus,
    /// FreeOTP 1: its preferences on Android.
    FreeOtp1,
    /// FreeOTP 2.
    FreeOtp2,
    /// KeePass 2 and KeePassXC: CSV and XML.
    KeePass,
    /// 1Password.
    OnePassword,
    /// LastPass Authenticator.
    LastPass,
    /// Raivo.
    Raivo,
    /// Authy: its preferences on Android.
    Authy,
    /// Microsoft Authenticator: its database on Android.
    Microsoft,
    /// WinAuth.
    WinAuth,
    /// A list of `otpauth` lines.
    Otpauth,
    /// A table of any password manager.
    Csv,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Countersign,
        Self::Aegis,
        Self::TwoFas,
        Self::Google,
        Self::Ente,
        Self::Proton,
        Self::Cxf,
        Self::Bitwarden,
        Self::Stratum,
        Self::AndOtp,
        Self::AndOtpOld,
        Self::FreeOtpPlus,
        Self::FreeOtp1,
        Self::FreeOtp2,
        Self::KeePass,
        Self::OnePassword,
        Self::LastPass,
        Self::Raivo,
        Self::Authy,
        Self::Microsoft,
        Self::WinAuth,
        Self::Otpauth,
        Self::Csv,
    ];

    /// The name in commands and receipts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Countersign => "countersign",
            Self::Aegis => "aegis",
            Self::TwoFas => "2fas",
            Self::Google => "google",
            Self::Ente => "ente",
            Self::Proton => "proton",
            Self::Cxf => "cxf",
            Self::Bitwarden => "bitwarden",
            Self::Stratum => "stratum",
            Self::AndOtp => "andotp",
            Self::AndOtpOld => "andotp-old",
            Self::FreeOtpPlus => "freeotp-plus",
            Self::FreeOtp1 => "freeotp1",
            Self::FreeOtp2 => "freeotp2",
            Self::KeePass => "keepass",
            Self::OnePassword => "1pux",
            Self::LastPass => "lastpass",
            Self::Raivo => "raivo",
            Self::Authy => "authy",
            Self::Microsoft => "microsoft",
            Self::WinAuth => "winauth",
            Self::Otpauth => "otpauth",
            Self::Csv => "csv",
        }
    }

    /// The app's name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Countersign => "a Countersign backup",
            Self::Aegis => "Aegis",
            Self::TwoFas => "2FAS",
            Self::Google => "Google Authenticator",
            Self::Ente => "Ente Auth",
            Self::Proton => "Proton Authenticator",
            Self::Cxf => "a password manager",
            Self::Bitwarden => "Bitwarden",
            Self::Stratum => "Stratum",
            Self::AndOtp | Self::AndOtpOld => "andOTP",
            Self::FreeOtpPlus => "FreeOTP+",
            Self::KeePass => "KeePass",
            Self::OnePassword => "1Password",
            Self::LastPass => "LastPass Authenticator",
            Self::Raivo => "Raivo",
            Self::Authy => "Authy",
            Self::Microsoft => "Microsoft Authenticator",
            Self::WinAuth => "WinAuth",
            Self::FreeOtp1 | Self::FreeOtp2 => "FreeOTP",
            Self::Otpauth => "a list of otpauth links",
            Self::Csv => "a table of a password manager",
        }
    }

    /// The format of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What a file is.
///
/// ```
/// use countersign_core::app::{FileKind, Format};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
///
/// let kind: FileKind = app.transfer().inspect(file.expose(), None)?;
/// assert_eq!((kind.format, kind.encrypted, kind.cost), (Format::Otpauth, false, None));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKind {
    /// Whose.
    pub format: Format,
    /// The version that it says it has.
    pub version: Option<u64>,
    /// Whether it has a password.
    pub encrypted: bool,
    /// What opening it costs, when it is encrypted: to be told before the password is asked.
    pub cost: Option<Cost>,
    /// The file has no mark of its format: this is the likeliest one.
    pub guessed: bool,
}
