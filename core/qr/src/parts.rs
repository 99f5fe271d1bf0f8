//! Texts that stand in several codes: collecting and joining the parts (structured append,
//! ISO/IEC 18004 clause 8).

use super::limits::{MAX_JOINED_BYTES, MAX_PART_ROWS};
use super::symbol::Content;
use super::types::{Found, Part};

/// Collects parts over any number of frames or pictures.
///
/// Parts belong together if they name the same number of parts and the same parity. At most
/// [`MAX_PART_ROWS`] rows are kept; the one that was seen longest ago is forgotten first.
#[derive(Default)]
pub struct Parts {
    /// The one seen last is the last.
    rows: Vec<Row>,
}

struct Row {
    parity: u8,
    parts: Vec<Option<Part>>,
}

/// What came of a part.
#[derive(Debug, Clone, PartialEq)]
pub enum Collected {
    /// Others are needed.
    Waiting {
        /// Which part was shown, from 1.
        index: u8,
        /// How many there are.
        count: u8,
        /// Which are missing, from 1.
        missing: Vec<u8>,
    },
    /// It was the last one: the text, standing where that part stood.
    Whole(Found),
    /// All are here and do not make a text. The row is forgotten.
    Refused(PartsError),
}

/// Why parts were not joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// The parity of what they hold is not the one that they name.
    #[error("The codes do not belong together; scan all codes of one page again.")]
    NotOfOneText,
    /// The text is longer than any that is taken.
    #[error("The codes hold more than {most} bytes together, which is too long for a set-up code.")]
    TooLong {
        /// Most bytes of a joined text.
        most: usize,
    },
}

impl Parts {
    /// A collector without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a part, or does nothing and returns `None` if the code is none.
    ///
    /// The same part again changes nothing. Another text at its place begins the row anew.
    pub fn add(&mut self, code: &Found) -> Option<Collected> {
        let part = code.part.as_ref()?;
        let (index, count) = (usize::from(part.place.index), usize::from(part.place.count));
        let known = self
            .rows
            .iter()
            .position(|row| row.parity == part.place.parity && row.parts.len() == count);
        let mut row = match known {
            Some(at) => self.rows.remove(at),
            None => Row { parity: part.place.parity, parts: vec![None; count] },
        };
        let slot = row.parts.get_mut(index)?;
        if slot.as_ref().is_some_and(|old| old != part) {
            row.parts.fill(None);
        }
        *row.parts.get_mut(index)? = Some(part.clone());
        let missing = row.missing();
        if missing.is_empty() {
            return Some(match row.joined() {
                Ok(content) => Collected::Whole(Found::new(content, code.corners)),
                Err(error) => Collected::Refused(error),
            });
        }
        if self.rows.len() >= MAX_PART_ROWS {
            self.rows.remove(0);
        }
        self.rows.push(row);
        Some(Collected::Waiting { index: part.index(), count: part.count(), missing })
    }

    /// Puts the joined text in the place of the first of its parts, wherever all of them are there.
    pub(crate) fn joined(found: Vec<Found>) -> Vec<Found> {
        let mut parts = Self::new();
        let mut whole: Vec<(Found, Part)> = Vec::new();
        for code in &found {
            if let (Some(Collected::Whole(text)), Some(part)) = (parts.add(code), &code.part) {
                whole.push((text, part.clone()));
            }
        }
        let mut out: Vec<Found> = Vec::with_capacity(found.len());
        for code in found {
            let row = code.part.as_ref().and_then(|part| {
                whole.iter_mut().find(|(_, last)| last.place.is_of_the_row_of(part.place))
            });
            match row {
                None => out.push(code),
                Some((text, _)) if !out.contains(text) => {
                    text.corners = code.corners;
                    out.push(text.clone());
                }
                Some(_) => {}
            }
        }
        out
    }
}

impl Row {
    fn missing(&self) -> Vec<u8> {
        let numbered = (1_u8..).zip(&self.parts);
        numbered.filter(|(_, part)| part.is_none()).map(|(index, _)| index).collect()
    }

    fn joined(&self) -> Result<Content, PartsError> {
        let mut content = Content::default();
        for part in self.parts.iter().flatten() {
            content.append(&part.content);
        }
        if content.len() > MAX_JOINED_BYTES {
            return Err(PartsError::TooLong { most: MAX_JOINED_BYTES });
        }
        if content.has_parity(self.parity) { Ok(content) } else { Err(PartsError::NotOfOneText) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::symbol::{Content, Place, Writing};
    use super::super::types::Point;
    use super::*;

    fn part(index: u8, count: u8, parity: u8, bytes: &[u8]) -> Found {
        let mut content = Content::default();
        content.push(Writing::Undeclared, bytes);
        content.place = Some(Place { index, count, parity });
        Found::new(content, [Point::new(f32::from(index), 0.0); 4])
    }

    fn parity(bytes: &[u8]) -> u8 {
        bytes.iter().fold(0, |sum, byte| sum ^ byte)
    }

    fn waiting(index: u8, count: u8, missing: &[u8]) -> Option<Collected> {
        Some(Collected::Waiting { index, count, missing: missing.to_vec() })
    }

    fn whole(collected: Option<Collected>) -> String {
        match collected {
            Some(Collected::Whole(found)) => found.text().unwrap().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parts_in_any_order_become_one_text() {
        let sum = parity(b"one two three");
        let mut parts = Parts::new();
        assert_eq!(parts.add(&part(2, 3, sum, b"three")), waiting(3, 3, &[1, 2]));
        assert_eq!(parts.add(&part(0, 3, sum, b"one ")), waiting(1, 3, &[2]));
        assert_eq!(parts.add(&part(0, 3, sum, b"one ")), waiting(1, 3, &[2]), "again");
        assert_eq!(whole(parts.add(&part(1, 3, sum, b"two "))), "one two three");
        assert_eq!(parts.add(&part(0, 3, sum, b"one ")), waiting(1, 3, &[2, 3]), "anew");
    }

    #[test]
    fn a_part_is_no_text() {
        let found = part(0, 2, 0, b"otpauth://totp/a?secret=MFRGGZDFMZTWQ2LK");
        assert_eq!(found.text(), None);
        assert!(found.bytes.is_empty());
        assert!(!format!("{found:?}").contains("otpauth"));
    }

    #[test]
    fn parts_of_different_texts_are_never_joined() {
        let mut parts = Parts::new();
        let (first, second) = (parity(b"ab"), parity(b"cde"));
        parts.add(&part(0, 2, first, b"a"));
        assert_eq!(parts.add(&part(1, 2, second, b"d")), waiting(2, 2, &[1]), "another row");
        assert_eq!(parts.add(&part(1, 3, first, b"b")), waiting(2, 3, &[1, 3]), "another row");
        assert_eq!(whole(parts.add(&part(1, 2, first, b"b"))), "ab");
        // The same parity by accident, or by design.
        parts.add(&part(0, 2, first, b"x"));
        let refused = Some(Collected::Refused(PartsError::NotOfOneText));
        assert_eq!(parts.add(&part(1, 2, first, b"b")), refused);
        assert_eq!(parts.add(&part(1, 2, first, b"b")), waiting(2, 2, &[1]), "forgotten");
        assert_eq!(parts.add(&part(1, 2, first, b"c")), waiting(2, 2, &[1]), "the new one counts");
        assert_eq!(parts.add(&part(0, 2, first, b"a")), refused);
    }

    #[test]
    fn the_parity_may_be_that_of_the_text_in_another_set() {
        // Some writers add up the text before they choose a set for each part.
        let text = "a\u{e9}\u{20ac}";
        let mut parts = Parts::new();
        parts.add(&part(0, 2, parity(text.as_bytes()), b"a"));
        let mut last = Content::default();
        last.push(Writing::Declared(25), b"\0\xe9\x20\xac");
        last.place = Some(Place { index: 1, count: 2, parity: parity(text.as_bytes()) });
        assert_eq!(whole(parts.add(&Found::new(last, [Point::default(); 4]))), text);
    }

    #[test]
    fn a_joined_text_has_a_longest_length() {
        let piece = [b'7'; 2000];
        let mut parts = Parts::new();
        for index in 0..8 {
            assert!(matches!(
                parts.add(&part(index, 9, b'7', &piece)),
                Some(Collected::Waiting { .. })
            ));
        }
        let last = parts.add(&part(8, 9, b'7', &piece[..385]));
        assert_eq!(last, Some(Collected::Refused(PartsError::TooLong { most: 16_384 })));
        for index in 0..8 {
            parts.add(&part(index, 9, 0, &piece));
        }
        assert_eq!(whole(parts.add(&part(8, 9, 0, &piece[..384]))).len(), 16_384);
    }

    #[test]
    fn few_rows_are_remembered() {
        let mut parts = Parts::new();
        for parity in 0..=u8::MAX {
            parts.add(&part(0, 2, parity, b"a"));
        }
        assert_eq!(parts.rows.len(), MAX_PART_ROWS);
        assert_eq!(parts.add(&part(1, 2, 0, b"b")), waiting(2, 2, &[1]), "long ago");
    }

    #[test]
    fn parts_of_one_picture_are_joined_where_the_first_stands() {
        let sum = parity(b"ab");
        let text = |bytes: &[u8]| {
            let mut content = Content::default();
            content.push(Writing::Undeclared, bytes);
            Found::new(content, [Point::default(); 4])
        };
        let found = vec![
            text(b"x"),
            part(1, 2, sum, b"b"),
            part(0, 3, sum, b"z"),
            part(0, 2, sum, b"a"),
            text(b"y"),
        ];
        let joined = Parts::joined(found);
        let texts: Vec<Option<&str>> = joined.iter().map(Found::text).collect();
        assert_eq!(texts, [Some("x"), Some("ab"), None, Some("y")]);
        assert_eq!(joined[1].corners[0].x, 1.0);
        let alone = Parts::joined(vec![part(0, 2, sum, b"a"), part(1, 2, sum, b"c")]);
        assert!(alone.iter().all(|found| found.part.is_some()) && alone.len() == 2);
    }
}
