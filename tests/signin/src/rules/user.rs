//! Accounts: role, and whether sign-ins are confirmed with a phone.

/// How long a remembered browser is not asked, counted from the approval, never extended.
pub(crate) const REMEMBERED: i64 = 90 * 24 * 3600;

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Signs in.
    User,
    /// Also sees the admin page.
    Admin,
}

impl Role {
    /// The word in commands and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }

    /// Reads [`Role::word`]; an unknown word is the lesser role.
    pub(crate) fn from_word(word: &str) -> Self {
        if word == "admin" { Self::Admin } else { Self::User }
    }
}

/// Whether sign-ins are confirmed with a phone: off, on (until the set-up is done), enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mfa {
    /// The password is enough.
    Off,
    /// The next sign-in leads through the set-up.
    On,
    /// Set up: each new browser is confirmed with the phone.
    Enforced,
}

impl Mfa {
    /// The word in commands and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Enforced => "enforced",
        }
    }

    /// Reads [`Mfa::word`]; an unknown word is the strictest.
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "off" => Self::Off,
            "on" => Self::On,
            _ => Self::Enforced,
        }
    }
}

/// What an account has to confirm sign-ins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Factors {
    /// A phone in use.
    pub(crate) phone: bool,
    /// Another authenticator app.
    pub(crate) app: bool,
}

/// Where a right password leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterPassword {
    /// Signed in.
    SignedIn,
    /// Signed in, because this browser is remembered.
    Remembered,
    /// To the set-up.
    SetUp,
    /// To the number.
    Number,
    /// To the one-time pass that IT issued.
    Pass,
    /// To the page for codes: there is no phone to ask.
    Code,
    /// Nowhere until IT helps.
    Blocked,
}

/// Decides where a right password leads.
pub(crate) fn after_password(
    blocked: bool,
    mfa: Mfa,
    factors: Factors,
    remembered: bool,
    has_pass: bool,
) -> AfterPassword {
    let Factors { phone, app } = factors;
    match (blocked, mfa) {
        (true, _) => AfterPassword::Blocked,
        (false, Mfa::Off) => AfterPassword::SignedIn,
        (false, Mfa::On | Mfa::Enforced) if remembered && (phone || app) => {
            AfterPassword::Remembered
        }
        (false, Mfa::On | Mfa::Enforced) if phone => AfterPassword::Number,
        (false, Mfa::On | Mfa::Enforced) if app => AfterPassword::Code,
        (false, Mfa::On) => AfterPassword::SetUp,
        (false, Mfa::Enforced) if has_pass => AfterPassword::Pass,
        // The last phone was removed: a password alone must not set up another (section 4.6).
        (false, Mfa::Enforced) => AfterPassword::Blocked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Factors = Factors { phone: false, app: false };
    const PHONE: Factors = Factors { phone: true, app: false };
    const APP: Factors = Factors { phone: false, app: true };

    #[test]
    fn another_app_is_asked_for_where_there_is_no_phone() {
        let both = Factors { phone: true, app: true };
        assert_eq!(after_password(false, Mfa::Enforced, APP, false, false), AfterPassword::Code);
        assert_eq!(
            after_password(false, Mfa::Enforced, APP, true, false),
            AfterPassword::Remembered
        );
        assert_eq!(after_password(false, Mfa::Enforced, both, false, false), AfterPassword::Number);
    }

    #[test]
    fn a_blocked_account_goes_nowhere() {
        for mfa in [Mfa::Off, Mfa::On, Mfa::Enforced] {
            for factors in [NONE, PHONE, APP] {
                let after = after_password(true, mfa, factors, true, true);
                assert_eq!(after, AfterPassword::Blocked);
            }
        }
    }

    #[test]
    fn a_removed_phone_is_no_way_around() {
        assert_eq!(after_password(false, Mfa::Enforced, NONE, true, false), AfterPassword::Blocked);
        assert_eq!(after_password(false, Mfa::On, NONE, true, false), AfterPassword::SetUp);
        assert_eq!(after_password(false, Mfa::On, PHONE, false, false), AfterPassword::Number);
        assert_eq!(
            after_password(false, Mfa::Enforced, PHONE, true, false),
            AfterPassword::Remembered
        );
        assert_eq!(after_password(false, Mfa::Off, NONE, false, false), AfterPassword::SignedIn);
        assert_eq!(after_password(false, Mfa::Enforced, NONE, true, true), AfterPassword::Pass);
        assert_eq!(after_password(false, Mfa::Enforced, PHONE, false, true), AfterPassword::Number);
    }
}
