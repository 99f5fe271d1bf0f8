//! How the pages of a realm look.

use super::accent::Accents;
use super::language::Language;
use super::mark::Mark;

/// How the pages of a realm look. Each realm has one of its own.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// The picture beside the organisation's name; `None` = the one of Countersign.
    pub mark: Option<Mark>,
    /// Colours of buttons, links and the number; `None` = those of Countersign.
    pub accents: Option<Accents>,
    /// The language for browsers that ask for none of ours.
    pub language: Language,
}
