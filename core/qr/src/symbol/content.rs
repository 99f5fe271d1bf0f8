//! What the bit stream of a symbol holds: pieces of bytes and how each is written; and their text.

use zeroize::Zeroizing;

use super::charset::{Charset, guess};

/// How the bytes of a piece are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Bytes without a declared character set.
    Undeclared,
    /// Digits and capitals.
    Letters,
    /// The standard's own mode for kanji, as Shift JIS.
    Kanji,
    /// The mode for hanzi of GB/T 18284, as GB 2312.
    Hanzi,
    /// Bytes in a declared character set (extended channel interpretation).
    Declared(u32),
}

#[derive(Clone, PartialEq, Eq)]
struct Piece {
    writing: Writing,
    bytes: Zeroizing<Vec<u8>>,
}

/// Where a symbol stands in a row of several (structured append, ISO/IEC 18004 clause 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// From 0, below `count`.
    pub(crate) index: u8,
    /// From 2 to 16.
    pub(crate) count: u8,
    /// All bytes of all parts, added without carry.
    pub(crate) parity: u8,
}

/// All that a symbol, or the symbols of a row, say.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Content {
    pieces: Vec<Piece>,
    pub(crate) place: Option<Place>,
}

impl Place {
    /// Whether both are places in the same row.
    pub(crate) fn is_of_the_row_of(self, other: Self) -> bool {
        self.count == other.count && self.parity == other.parity
    }
}

/// All bytes added without carry.
fn sum(bytes: impl Iterator<Item = u8>) -> u8 {
    bytes.fold(0, |sum, byte| sum ^ byte)
}

/// How bytes became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// It is text: its character set is declared, or it is UTF-8.
    Known,
    /// It is text if a guess is right: no character set is declared, and it is not UTF-8.
    Guessed,
    /// It is no text.
    Bytes,
    /// Its character set is declared, and not known here: the number of its assignment
    /// (extended channel interpretation).
    Unsupported(u32),
}

/// Binary data, by its assignment.
const BINARY: u32 = 899;

impl Content {
    /// Adds bytes, to the last piece if that is written in the same way.
    pub(crate) fn push(&mut self, writing: Writing, bytes: &[u8]) {
        let last = self.pieces.pop_if(|last| last.writing == writing);
        let before = last.as_ref().map_or(&[][..], |last| &last.bytes[..]);
        // A new vector: one that grows leaves copies behind.
        let bytes = Zeroizing::new([before, bytes].concat());
        self.pieces.push(Piece { writing, bytes });
    }

    /// Bytes of data.
    pub(crate) fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.bytes.len()).sum()
    }

    /// Whether `parity` is that of the bytes as they stand, or of the text in UTF-8 or ISO/IEC 8859-1:
    /// writers differ in whether they add up before or after they choose a set for each part.
    pub(crate) fn has_parity(&self, parity: u8) -> bool {
        let stands = self.pieces.iter().flat_map(|piece| piece.bytes.iter());
        if sum(stands.copied()) == parity {
            return true;
        }
        self.characters().is_ok_and(|(text, _)| {
            let latin: Option<u8> = text.chars().try_fold(0, |sum, letter| {
                u8::try_from(u32::from(letter)).ok().map(|byte| sum ^ byte)
            });
            sum(text.bytes()) == parity || latin == Some(parity)
        })
    }

    /// Goes on with the symbol that follows in a row. A character set that was declared holds until
    /// another one is, and a character may be cut in two.
    pub(crate) fn append(&mut self, next: &Self) {
        let declared = self.pieces.iter().rev().find_map(|piece| match piece.writing {
            Writing::Declared(_) => Some(piece.writing),
            Writing::Undeclared | Writing::Letters | Writing::Kanji | Writing::Hanzi => None,
        });
        let mut inherited = declared;
        for piece in &next.pieces {
            let undeclared = piece.writing == Writing::Undeclared;
            let writing = inherited.filter(|_| undeclared).unwrap_or(piece.writing);
            if matches!(piece.writing, Writing::Declared(_)) {
                inherited = None;
            }
            self.push(writing, &piece.bytes);
        }
    }

    /// The text as UTF-8; else the bytes as they stand.
    pub(crate) fn text(&self) -> (Vec<u8>, Characters) {
        match self.characters() {
            Ok((text, characters)) => (text.as_bytes().to_vec(), characters),
            Err(characters) => {
                let mut bytes = Vec::with_capacity(self.len());
                self.pieces.iter().for_each(|piece| bytes.extend_from_slice(&piece.bytes));
                (bytes, characters)
            }
        }
    }

    fn characters(&self) -> Result<(Zeroizing<String>, Characters), Characters> {
        let undeclared = self.pieces.iter().filter(|piece| piece.writing == Writing::Undeclared);
        let guessed = guess(undeclared.map(|piece| &piece.bytes[..]));
        let mut text = Zeroizing::new(String::with_capacity(self.len() * 3));
        for piece in &self.pieces {
            let charset = match piece.writing {
                Writing::Undeclared => guessed.ok_or(Characters::Bytes)?,
                Writing::Letters => Charset::Ascii,
                Writing::Kanji => Charset::ShiftJis,
                Writing::Hanzi => Charset::Gb18030,
                Writing::Declared(BINARY) => return Err(Characters::Bytes),
                Writing::Declared(number) => {
                    Charset::from_number(number).ok_or(Characters::Unsupported(number))?
                }
            };
            charset.decode(&piece.bytes, &mut text).ok_or(Characters::Bytes)?;
        }
        let sure = matches!(guessed, None | Some(Charset::Utf8));
        Ok((text, if sure { Characters::Known } else { Characters::Guessed }))
    }
}
