//! Which of the codes in a picture or a frame is the one to add (acceptance statements 68 and 69).

use countersign_qr::{Characters, Found};

use super::{NonAccountKind, Verdict, classify_code};
use crate::url::Network;

/// What a code is to a person who adds an account, as far as the code itself says.
///
/// ```
/// use countersign_core::app::ScannedKind;
/// # let codes = countersign_core::app::testing::codes("WIFI:S:Home;;");
///
/// for code in &codes {
///     if ScannedKind::of(code) == ScannedKind::SetsUp {
///         println!("this one can be added");
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// A one-time-code account, accounts of an export, or a set-up.
    SetsUp,
    /// Ours by its scheme, but wrong.
    Malformed,
    /// It only downloads an app.
    Store,
    /// Another vendor's set-up code.
    Foreign,
    /// It sets nothing up.
    Other,
    /// Its characters are not known: the number of the set.
    UnknownCharacters(u32),
    /// A part of a text in several codes; the others are needed.
    Part,
}

impl CodeKind {
    /// Judges a code. Nothing is asked, opened or stored.
    #[must_use]
    pub fn of(code: &Found) -> Self {
        if code.part.is_some() {
            return Self::Part;
        }
        match (code.characters, code.text()) {
            (Characters::Unsupported(set), _) => Self::UnknownCharacters(set),
            (_, None) => Self::Other,
            (_, Some(text)) => match classify_code(text, Network::HttpsOnly) {
                Verdict::Otp(_) | Verdict::OtpBatch(_) | Verdict::Enrol(_) => Self::SetsUp,
                // An address that is not https may be one that this phone is allowed to contact.
                Verdict::Malformed(_) => Self::Malformed,
                Verdict::Foreign { .. } => Self::Foreign,
                Verdict::NotAnAccount { kind: NonAccountKind::StoreLink } => Self::Store,
                Verdict::NotAnAccount { .. } => Self::Other,
            },
        }
    }

    /// What is looked at first where nothing sets anything up.
    fn rank(self) -> u8 {
        match self {
            Self::SetsUp => 0,
            Self::Malformed => 1,
            Self::Foreign => 2,
            Self::UnknownCharacters(_) => 3,
            Self::Part => 4,
            Self::Store | Self::Other => 5,
        }
    }
}

/// What to do with the codes that were seen together.
///
/// ```
/// use countersign_core::app::{CodeChoice, choose_code};
/// # let codes = countersign_core::app::testing::codes("WIFI:S:Home;;");
///
/// match choose_code(&codes) {
///     CodeChoice::Nothing => println!("there is no code"),
///     CodeChoice::Take(place) => println!("code {place}"),
///     CodeChoice::Ask(places) => println!("which of these {}?", places.len()),
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// There is none.
    Nothing,
    /// This one, by its place in the list: the only one that sets something up, or, if none does, the one
    /// whose refusal says most.
    Take(usize),
    /// The person says which of these.
    Ask(Vec<usize>),
}

/// Chooses among codes that were seen together. The same text twice is one code.
#[must_use]
pub fn choose(codes: &[Found]) -> Choice {
    let kinds: Vec<CodeKind> = codes.iter().map(CodeKind::of).collect();
    let new = |at: &usize| !codes.iter().take(*at).any(|before| before.bytes == codes[*at].bytes);
    let good = |kind: CodeKind| -> Vec<usize> {
        (0..codes.len()).filter(|at| kinds[*at] == kind).filter(new).collect()
    };
    let mut wanted = good(CodeKind::SetsUp);
    if wanted.is_empty() {
        wanted = good(CodeKind::Malformed);
    }
    match wanted[..] {
        [] => (0..codes.len())
            .min_by_key(|at| kinds[*at].rank())
            .map_or(Choice::Nothing, Choice::Take),
        [one] => Choice::Take(one),
        _ => Choice::Ask(wanted),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use countersign_qr::Point;

    use super::*;

    pub(in crate::payload) const ACCOUNT: &str =
        "otpauth://totp/Example:ida?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
    pub(in crate::payload) const SECOND: &str =
        "otpauth://totp/Example:noor?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
    pub(in crate::payload) const STORE: &str = "https://apps.apple.com/app/id000";
    pub(in crate::payload) const FOREIGN: &str = "phonefactor://activate_account?code=1";
    pub(in crate::payload) const WRONG: &str = "otpauth://totp/x?secret=";

    pub(in crate::payload) fn code(text: &str) -> Found {
        let (bytes, characters) = (text.as_bytes().to_vec(), Characters::Known);
        Found { bytes, characters, part: None, corners: [Point::default(); 4] }
    }

    fn chosen(texts: &[&str]) -> Choice {
        choose(&texts.iter().map(|text| code(text)).collect::<Vec<_>>())
    }

    #[test]
    fn one_account_is_taken_and_several_are_asked_about_a68() {
        assert_eq!(chosen(&[]), Choice::Nothing);
        assert_eq!(chosen(&[STORE]), Choice::Take(0));
        assert_eq!(chosen(&[STORE, ACCOUNT, FOREIGN]), Choice::Take(1));
        assert_eq!(chosen(&[ACCOUNT, STORE, SECOND]), Choice::Ask(vec![0, 2]));
        assert_eq!(chosen(&[ACCOUNT, ACCOUNT]), Choice::Take(0), "shown twice");
        assert_eq!(chosen(&[WRONG, ACCOUNT]), Choice::Take(1));
    }

    #[test]
    fn where_nothing_sets_up_the_most_telling_is_named() {
        assert_eq!(chosen(&[STORE, FOREIGN]), Choice::Take(1));
        assert_eq!(chosen(&[FOREIGN, WRONG]), Choice::Take(1));
        let mut unknown = code("x");
        unknown.characters = Characters::Unsupported(14);
        assert_eq!(CodeKind::of(&unknown), CodeKind::UnknownCharacters(14));
        assert_eq!(choose(&[code(STORE), unknown]), Choice::Take(1));
    }

    #[test]
    fn bytes_that_are_no_text_set_nothing_up() {
        let mut bytes = code(ACCOUNT);
        bytes.characters = Characters::Bytes;
        assert_eq!(CodeKind::of(&bytes), CodeKind::Other);
        assert_eq!(CodeKind::of(&code(STORE)), CodeKind::Store);
        assert_eq!(CodeKind::of(&code(FOREIGN)), CodeKind::Foreign);
        assert_eq!(CodeKind::of(&code("WIFI:S:x;;")), CodeKind::Other);
    }
}
