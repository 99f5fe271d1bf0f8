//! Faults that are put in on purpose, beside the product, to see that the checks find them.

/// What is wrong in a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// The phone's disk forgets what was stored since the phone was set up.
    ForgetfulDisk,
    /// Something on the phone says YES where the person said nothing.
    YesOfNobody,
    /// The service's log counts an approval that comes twice as two.
    CountsTwice,
    /// The network says "approved" to every denial.
    LyingNetwork,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::ForgetfulDisk, Self::YesOfNobody, Self::CountsTwice, Self::LyingNetwork];

    /// A part of what is said when it is found.
    #[must_use]
    pub fn found_as(self) -> &'static str {
        match self {
            Self::ForgetfulDisk => "was refused, and it is open",
            Self::YesOfNobody => "the person did not say so",
            Self::CountsTwice => "were counted",
            Self::LyingNetwork => "is told to be Approved",
        }
    }
}
