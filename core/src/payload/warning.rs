//! What the person should know about an account before it is added.

/// Something odd that does not stop an account from being added.
///
/// ```
/// use countersign_core::app::{AccountWarning, Preview};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Mail:ada?secret=MFRGGZDFMZTWQ2LK";
/// let Preview::Otp(account) = app.accounts().preview(scanned).await? else {
///     return Err("it is an organisation's code".into());
/// };
/// assert!(matches!(account.warnings[0], AccountWarning::WeakSecret { bits: 80 }));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountWarning {
    /// The secret is shorter than 128 bits (RFC 4226 section 4, R6).
    WeakSecret {
        /// Its length in bits.
        bits: u64,
    },
    /// The Base32 text had bits left over.
    SurplusBits,
    /// Codes of other than 6 to 8 digits.
    UnusualDigits,
    /// Codes live longer than two minutes (NIST SP 800-63B-4).
    LongPeriod,
    /// A counter account without a counter: it starts at 0.
    CounterMissing,
    /// The label names another issuer than the issuer parameter.
    IssuerDiffers,
    /// Neither issuer nor account is named: the person must type one.
    NameMissing,
    /// A name holds characters that are not shown.
    HiddenCharacters,
    /// A parameter stands twice, with the same value.
    RepeatedParameter,
    /// The link was escaped for HTML.
    HtmlEscaped,
    /// The link had a fragment, which was not read.
    FragmentDropped,
    /// The hash is spelled in an app's own way.
    AlgorithmSpelling,
    /// Taken for a Steam account because of its issuer.
    AssumedSteam,
    /// Perhaps a Steam account; taken for standard codes.
    MaybeSteam,
    /// An export left the algorithm, the digits or the type open.
    UnspecifiedEnum,
    /// An export of an unknown version.
    MigrationVersion,
    /// Each code needs a PIN.
    PinNeeded,
    /// The account asks for an unlock before each code.
    LockRequested,
    /// The code does not say in which character set it is written.
    GuessedCharacters,
}

impl AccountWarning {
    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WeakSecret { .. } => "WeakSecret",
            Self::SurplusBits => "SurplusBits",
            Self::UnusualDigits => "UnusualDigits",
            Self::LongPeriod => "LongPeriod",
            Self::CounterMissing => "CounterMissing",
            Self::IssuerDiffers => "IssuerDiffers",
            Self::NameMissing => "NameMissing",
            Self::HiddenCharacters => "HiddenCharacters",
            Self::RepeatedParameter => "RepeatedParameter",
            Self::HtmlEscaped => "HtmlEscaped",
            Self::FragmentDropped => "FragmentDropped",
            Self::AlgorithmSpelling => "AlgorithmSpelling",
            Self::AssumedSteam => "AssumedSteam",
            Self::MaybeSteam => "MaybeSteam",
            Self::UnspecifiedEnum => "UnspecifiedEnum",
            Self::MigrationVersion => "MigrationVersion",
            Self::PinNeeded => "PinNeeded",
            Self::LockRequested => "LockRequested",
            Self::GuessedCharacters => "GuessedCharacters",
        }
    }

    /// One sentence for the preview.
    #[must_use]
    pub fn sentence(self) -> String {
        let fixed = match self {
            Self::WeakSecret { bits } => {
                return format!(
                    "The secret has only {bits} bits; the service should use at least 128."
                );
            }
            Self::SurplusBits => "The key had a few bits too many, which were left out.",
            Self::UnusualDigits => "The codes have an unusual number of digits.",
            Self::LongPeriod => "The codes stay valid for more than two minutes.",
            Self::CounterMissing => "The counter was not given and starts at 0.",
            Self::IssuerDiffers => "The code names two different issuers.",
            Self::NameMissing => "The code names nobody: type a name for this account.",
            Self::HiddenCharacters => "A name holds invisible characters, which are not shown.",
            Self::RepeatedParameter => "The code says something twice.",
            Self::HtmlEscaped => "The code was copied from a web page's source.",
            Self::FragmentDropped => "The end of the code, after a # sign, was not read.",
            Self::AlgorithmSpelling => "The hash algorithm is spelled in an unusual way.",
            Self::AssumedSteam => "This is taken for a Steam account; you can switch it.",
            Self::MaybeSteam => "If this is a Steam account, switch it to Steam codes.",
            Self::UnspecifiedEnum => "The export left a setting open; the usual value is used.",
            Self::MigrationVersion => "The export comes from a version that is not known yet.",
            Self::PinNeeded => "You type a PIN to see a code of this account.",
            Self::LockRequested => "This account asks you to unlock before each code.",
            Self::GuessedCharacters => {
                "The code does not say how its letters are written: check the names."
            }
        };
        fixed.to_owned()
    }
}

/// Adds a warning once.
pub(super) fn warn(warnings: &mut Vec<AccountWarning>, warning: AccountWarning) {
    if !warnings.contains(&warning) {
        warnings.push(warning);
    }
}
