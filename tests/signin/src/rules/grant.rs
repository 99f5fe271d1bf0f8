//! What allows a phone to be set up (PROTOCOL.md section 4.6).

use super::user::Mfa;

/// How many phones an account may have.
pub(crate) const MOST_PHONES: usize = 5;

/// For how long an approval on a phone counts as one that was given just now, in seconds.
pub(crate) const FRESH: i64 = 15 * 60;

/// What allows a phone to be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grant {
    /// The password, as long as the account has no phone and never had one.
    Password,
    /// An approval on a phone of the account.
    Phone,
    /// A one-time pass of IT.
    Pass,
}

impl Grant {
    /// The word in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Phone => "phone",
            Self::Pass => "pass",
        }
    }

    /// Reads [`Grant::word`]; an unknown word allows the least.
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "phone" => Self::Phone,
            "pass" => Self::Pass,
            _ => Self::Password,
        }
    }

    /// Whether it still allows one, for an account that is not blocked and has so many phones.
    pub(crate) fn allows(self, mfa: Mfa, phones: usize) -> bool {
        match (self, mfa) {
            (_, Mfa::Off) | (Self::Password, Mfa::Enforced) => false,
            (Self::Password, Mfa::On) | (Self::Pass, Mfa::On | Mfa::Enforced) => phones == 0,
            (Self::Phone, Mfa::On | Mfa::Enforced) => (1..MOST_PHONES).contains(&phones),
        }
    }
}

/// Whether an approval at a time counts as one that was given just now.
pub(crate) fn is_fresh(approved: Option<i64>, now: i64) -> bool {
    approved.is_some_and(|at| (0..FRESH).contains(&now.saturating_sub(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_alone_sets_up_no_second_phone_and_no_sixth_is_set_up() {
        for mfa in [Mfa::Off, Mfa::On, Mfa::Enforced] {
            for phones in 0..=6 {
                let allowed = |grant: Grant| grant.allows(mfa, phones);
                assert_eq!(allowed(Grant::Password), mfa == Mfa::On && phones == 0);
                assert_eq!(allowed(Grant::Pass), mfa != Mfa::Off && phones == 0);
                assert_eq!(allowed(Grant::Phone), mfa != Mfa::Off && (1..5).contains(&phones));
            }
        }
        assert_eq!(Grant::from_word("?"), Grant::Password);
    }

    #[test]
    fn an_approval_is_fresh_for_a_quarter_of_an_hour() {
        assert!(is_fresh(Some(100), 100) && is_fresh(Some(100), 999));
        assert!(!is_fresh(Some(100), 1000) && !is_fresh(None, 0) && !is_fresh(Some(100), 99));
    }
}
