//! Texts that set up no account (PAYLOADS.md section 8), each with a sentence of its own.

/// What the text is instead.
///
/// ```
/// use countersign_core::app::{AddError, NonAccountKind};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let error = app.accounts().preview(b"https://example.org/menu").await.unwrap_err();
/// assert_eq!(error, AddError::NotAnAccount { kind: NonAccountKind::Url });
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NonAccountKind {
    /// A web address; shown as text, never opened.
    Url,
    /// A link into an app store.
    StoreLink,
    /// Access to a wireless network.
    Wifi,
    /// A contact card.
    Contact,
    /// A calendar entry.
    Calendar,
    /// An e-mail.
    Mail,
    /// A telephone number.
    Phone,
    /// A text message.
    Sms,
    /// A place on the map.
    Geo,
    /// A payment.
    Payment,
    /// The code beside the number of a sign-in.
    SignInRequest,
    /// A key without anything around it.
    RawBase32,
    /// Six to ten digits.
    Digits,
    /// A link of an unknown kind.
    UnknownScheme,
    /// Text.
    PlainText,
    /// Not text.
    Binary,
    /// Nothing.
    Empty,
}

impl NonAccountKind {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Url,
        Self::StoreLink,
        Self::Wifi,
        Self::Contact,
        Self::Calendar,
        Self::Mail,
        Self::Phone,
        Self::Sms,
        Self::Geo,
        Self::Payment,
        Self::SignInRequest,
        Self::RawBase32,
        Self::Digits,
        Self::UnknownScheme,
        Self::PlainText,
        Self::Binary,
        Self::Empty,
    ];

    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "Url",
            Self::StoreLink => "StoreLink",
            Self::Wifi => "Wifi",
            Self::Contact => "Contact",
            Self::Calendar => "Calendar",
            Self::Mail => "Mail",
            Self::Phone => "Phone",
            Self::Sms => "Sms",
            Self::Geo => "Geo",
            Self::Payment => "Payment",
            Self::SignInRequest => "SignInRequest",
            Self::RawBase32 => "RawBase32",
            Self::Digits => "Digits",
            Self::UnknownScheme => "UnknownScheme",
            Self::PlainText => "PlainText",
            Self::Binary => "Binary",
            Self::Empty => "Empty",
        }
    }

    /// What it is and what to do next.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Url => {
                "This code is a web address, not a set-up code: scan the code on the set-up page."
            }
            Self::StoreLink => {
                "This code only downloads the app. Press Next on the page and scan the next code."
            }
            Self::Wifi => {
                "This code joins a wireless network: open it with your phone's camera instead."
            }
            Self::Contact => {
                "This code is a contact card: open it with your phone's camera instead."
            }
            Self::Calendar => {
                "This code is a calendar entry: open it with your phone's camera instead."
            }
            Self::Mail => "This code writes an e-mail: open it with your phone's camera instead.",
            Self::Phone => "This code is a telephone number and sets up nothing.",
            Self::Sms => "This code writes a text message and sets up nothing.",
            Self::Geo => "This code is a place on the map and sets up nothing.",
            Self::Payment => "This code asks for a payment: do not use it for a sign-in.",
            Self::SignInRequest => {
                "This code belongs to a sign-in: open the request in the app first, then scan it."
            }
            Self::RawBase32 => {
                "This looks like a key alone: choose \"type in a key\" and give the account a name."
            }
            Self::Digits => {
                "This looks like a code, not a set-up: scan the picture on the set-up page."
            }
            Self::UnknownScheme => {
                "This code is for another app: ask who gave it to you which app it needs."
            }
            Self::PlainText => {
                "This code holds plain text, not a set-up: scan the code on the set-up page."
            }
            Self::Binary => {
                "This code holds data that is no text: scan the code on the set-up page."
            }
            Self::Empty => "This code is empty: reload the set-up page and scan its code.",
        }
    }
}
