//! The formats that are read.

use super::kdf::Cost;

/// An app's export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Aegis.
    Aegis,
    /// A list of `otpauth` lines.
    Otpauth,
    /// The parts of Google Authenticator's export.
    Google,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Aegis, Self::Google, Self::Otpauth];

    /// The name in commands and receipts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aegis => "aegis",
            Self::Otpauth => "otpauth",
            Self::Google => "google",
        }
    }

    /// The app's name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Aegis => "Aegis",
            Self::Otpauth => "a list of otpauth links",
            Self::Google => "Google Authenticator",
        }
    }

    /// The format of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What a file is.
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
