//! What is wrong, or odd, about a scanned text.
//!
//! Numbers and enum names only, never text of the payload: these values reach logs and shells.

use std::fmt;

/// The part of a payload that is wrong.
///
/// ```
/// use countersign_core::app::{AddError, Field};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQ&digits=99";
/// let error = app.accounts().preview(scanned).await.unwrap_err();
/// let AddError::BadCode { finding } = error else { return Err(error.into()) };
/// assert_eq!(finding.field, Field::Digits);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The text as a whole.
    Payload,
    /// The kind of code.
    Type,
    /// The label of an `otpauth` link.
    Label,
    /// The issuer.
    Issuer,
    /// The secret.
    Secret,
    /// The hash.
    Algorithm,
    /// The length of the codes.
    Digits,
    /// The life of a code.
    Period,
    /// The counter.
    Counter,
    /// The PIN.
    Pin,
    /// The data of an export.
    Data,
    /// The place of an export part among its parts.
    Batch,
    /// The address of the server.
    Url,
    /// The enrolment token.
    Token,
    /// The serial number of a push token.
    Serial,
    /// The enrolment credential or the app's client id.
    Credential,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Payload,
        Self::Type,
        Self::Label,
        Self::Issuer,
        Self::Secret,
        Self::Algorithm,
        Self::Digits,
        Self::Period,
        Self::Counter,
        Self::Pin,
        Self::Data,
        Self::Batch,
        Self::Url,
        Self::Token,
        Self::Serial,
        Self::Credential,
    ];

    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Payload => "Payload",
            Self::Type => "Type",
            Self::Label => "Label",
            Self::Issuer => "Issuer",
            Self::Secret => "Secret",
            Self::Algorithm => "Algorithm",
            Self::Digits => "Digits",
            Self::Period => "Period",
            Self::Counter => "Counter",
            Self::Pin => "Pin",
            Self::Data => "Data",
            Self::Batch => "Batch",
            Self::Url => "Url",
            Self::Token => "Token",
            Self::Serial => "Serial",
            Self::Credential => "Credential",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Payload => "The text of this code",
            Self::Type => "The kind of this code",
            Self::Label => "The account name in this code",
            Self::Issuer => "The issuer's name in this code",
            Self::Secret => "The secret key",
            Self::Algorithm => "The hash algorithm in this code",
            Self::Digits => "The number of digits in this code",
            Self::Period => "The lifetime in this code",
            Self::Counter => "The counter in this code",
            Self::Pin => "The PIN in this code",
            Self::Data => "The export data in this code",
            Self::Batch => "The part number of this export",
            Self::Url => "The server address in this code",
            Self::Token => "The enrolment token in this code",
            Self::Serial => "The serial number in this code",
            Self::Credential => "The enrolment credential in this code",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Payload => "Scan the code that the service shows for setting up an app.",
            Self::Type | Self::Algorithm | Self::Digits | Self::Period => {
                "Ask the service for a set-up with standard one-time codes."
            }
            Self::Label | Self::Issuer | Self::Counter | Self::Pin => {
                "Ask the service for a new code."
            }
            Self::Secret => "Open the set-up page again and scan or copy the key afresh.",
            Self::Data | Self::Batch => "Make the export again and scan all its codes.",
            Self::Url | Self::Token | Self::Serial | Self::Credential => {
                "Ask your IT support for a new code."
            }
        }
    }
}

/// What is wrong about it.
///
/// ```
/// use countersign_core::app::{AddError, Reason};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Mail:ada?digits=6";
/// let error = app.accounts().preview(scanned).await.unwrap_err();
/// let AddError::BadCode { finding } = error else { return Err(error.into()) };
/// assert_eq!(finding.reason, Reason::Missing, "the secret");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Longer than `max` bytes (of a query: parameters).
    TooLong {
        /// The limit.
        max: u64,
    },
    /// Not there.
    Missing,
    /// There, but empty.
    Empty,
    /// Not UTF-8 after percent-decoding, or half a byte of hex.
    BadEncoding,
    /// A control character or line break in a name.
    ControlCharacter,
    /// A character that does not belong there.
    BadCharacter {
        /// Its place among the characters of the decoded value, from 0.
        at: u64,
    },
    /// Not 1 to 20 ASCII digits.
    NotANumber,
    /// Outside its range.
    OutOfRange {
        /// The smallest value.
        min: u64,
        /// The largest value.
        max: u64,
    },
    /// Not a value that this app knows.
    Unknown,
    /// Said twice and differently, or against another part.
    Conflict,
    /// Not Base64.
    BadBase64,
    /// Not a well-formed protocol buffer.
    BadProtobuf,
    /// An export part whose index is not below the number of parts.
    IndexOutsideBatch,
    /// An address that is not `https`, or carries a user name.
    NotHttps,
    /// Well-formed, but not something this app does.
    Unsupported,
}

impl Reason {
    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TooLong { .. } => "TooLong",
            Self::Missing => "Missing",
            Self::Empty => "Empty",
            Self::BadEncoding => "BadEncoding",
            Self::ControlCharacter => "ControlCharacter",
            Self::BadCharacter { .. } => "BadCharacter",
            Self::NotANumber => "NotANumber",
            Self::OutOfRange { .. } => "OutOfRange",
            Self::Unknown => "Unknown",
            Self::Conflict => "Conflict",
            Self::BadBase64 => "BadBase64",
            Self::BadProtobuf => "BadProtobuf",
            Self::IndexOutsideBatch => "IndexOutsideBatch",
            Self::NotHttps => "NotHttps",
            Self::Unsupported => "Unsupported",
        }
    }

    /// The numbers that belong to it, by name, as JSON has them beside the bare name.
    #[must_use]
    pub fn numbers(self) -> Vec<(&'static str, u64)> {
        match self {
            Self::TooLong { max } => vec![("max", max)],
            Self::BadCharacter { at } => vec![("at", at)],
            Self::OutOfRange { min, max } => vec![("min", min), ("max", max)],
            Self::Missing
            | Self::Empty
            | Self::BadEncoding
            | Self::ControlCharacter
            | Self::NotANumber
            | Self::Unknown
            | Self::Conflict
            | Self::BadBase64
            | Self::BadProtobuf
            | Self::IndexOutsideBatch
            | Self::NotHttps
            | Self::Unsupported => Vec::new(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { max } => write!(f, "is too long (at most {max})"),
            Self::Missing => f.write_str("is missing"),
            Self::Empty => f.write_str("is empty"),
            Self::BadEncoding => f.write_str("is garbled"),
            Self::ControlCharacter => f.write_str("holds line breaks or control characters"),
            Self::BadCharacter { at } => {
                write!(f, "has a wrong character at place {}", at.saturating_add(1))
            }
            Self::NotANumber => f.write_str("is not a number"),
            Self::OutOfRange { min, max } => write!(f, "is not between {min} and {max}"),
            Self::Unknown => f.write_str("is not one that Countersign knows"),
            Self::Conflict => f.write_str("contradicts itself"),
            Self::BadBase64 => f.write_str("is not readable Base64"),
            Self::BadProtobuf => f.write_str("is damaged or cut off"),
            Self::IndexOutsideBatch => f.write_str("lies outside the export"),
            Self::NotHttps => f.write_str("is not protected by https"),
            Self::Unsupported => f.write_str("has a form that this version does not support"),
        }
    }
}

/// What field and reason do not say, where that asks for a sentence of its own.
///
/// ```
/// use countersign_core::app::{Detail, Field, Malformed, Reason};
///
/// let finding = Malformed::new(Field::Batch, Reason::OutOfRange { min: 1, max: 100 });
/// let finding = finding.with(Detail::TooManyParts { count: 400 });
/// println!("{finding}");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// The code wants the server's certificate not to be checked.
    CertificateUnchecked,
    /// A part of an export holds more accounts than one may.
    TooManyAccounts {
        /// How many.
        count: u64,
    },
    /// An export has more parts than one may.
    TooManyParts {
        /// How many.
        count: u64,
    },
}

impl Detail {
    fn advice(self) -> String {
        match self {
            Self::CertificateUnchecked => "This code asks not to check the server's certificate, so that anybody could answer in its place. Ask your IT support for a code that leaves the check on.".to_owned(),
            Self::TooManyAccounts { count } => format!(
                "This code holds {count} accounts, and one code of an export holds at most 100. Export fewer accounts at a time."
            ),
            Self::TooManyParts { count } => format!(
                "This export has {count} parts, and at most 100 can be read. Export fewer accounts at a time."
            ),
        }
    }
}

/// A payload that is ours by its scheme, but wrong. Its text says what to do next.
///
/// ```
/// use countersign_core::app::{Malformed, SecretString};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let key = SecretString::new("GEZD NBVG 1".to_owned());
/// let finding: Malformed = match app.accounts().preview_key("Mail", "ada", &key).unwrap_err() {
///     countersign_core::app::AddError::BadCode { finding } => finding,
///     other => return Err(other.into()),
/// };
/// println!("{finding}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Malformed {
    /// Which part.
    pub field: Field,
    /// What about it.
    pub reason: Reason,
    /// What the two do not say.
    pub detail: Option<Detail>,
}

impl Malformed {
    /// The finding.
    #[must_use]
    pub fn new(field: Field, reason: Reason) -> Self {
        Self { field, reason, detail: None }
    }

    /// The same with what field and reason do not say.
    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// Two sentences for the person: what is wrong and what to do next.
    #[must_use]
    pub fn advice(&self) -> String {
        if let Some(detail) = self.detail {
            return format!("{} Nothing was added.", detail.advice());
        }
        let remedy = match self.reason {
            Reason::NotHttps => "Do not use it: ask your IT support for a secure code.",
            Reason::Unsupported => "Update Countersign, or ask your IT support for another code.",
            Reason::TooLong { .. }
            | Reason::Missing
            | Reason::Empty
            | Reason::BadEncoding
            | Reason::ControlCharacter
            | Reason::BadCharacter { .. }
            | Reason::NotANumber
            | Reason::OutOfRange { .. }
            | Reason::Unknown
            | Reason::Conflict
            | Reason::BadBase64
            | Reason::BadProtobuf
            | Reason::IndexOutsideBatch => self.field.remedy(),
        };
        format!("{} {}. {remedy} Nothing was added.", self.field.noun(), self.reason)
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.advice())
    }
}

impl std::error::Error for Malformed {}
