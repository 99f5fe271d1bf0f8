//! What the room hands out: codes, their corners, and why an input was refused.

use std::fmt;

use zeroize::Zeroize;

use super::symbol::{Characters, Content, Place};

/// A position in pixels of the input frame; the centre of the first pixel is (0.5, 0.5).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// The point at `x`, `y`.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

/// One code: its text and where it was seen.
///
/// The text may hold a secret: it is not printed by `Debug` and is wiped when the value is dropped.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// The text as UTF-8, else the bytes as they stand ([`characters`](Self::characters) says which).
    /// Empty for a part of a text.
    pub bytes: Vec<u8>,
    /// How the bytes became text.
    pub characters: Characters,
    /// A part of a text in several codes; [`Parts`](crate::Parts) joins them.
    pub part: Option<Part>,
    /// The symbol's corners in the order top left, top right, bottom right, bottom left, as the
    /// symbol itself counts them (a code upside down has its top left corner at the bottom right).
    pub corners: [Point; 4],
}

impl Found {
    pub(crate) fn new(content: Content, corners: [Point; 4]) -> Self {
        if let Some(place) = content.place {
            let part = Some(Part { place, content });
            return Self { bytes: Vec::new(), characters: Characters::Bytes, part, corners };
        }
        let (bytes, characters) = content.text();
        Self { bytes, characters, part: None, corners }
    }

    /// Takes the text out.
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The text, if it is one, and whole.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match (self.characters, &self.part) {
            (Characters::Known | Characters::Guessed, None) => {
                std::str::from_utf8(&self.bytes).ok()
            }
            _ => None,
        }
    }

    /// Whether both say the same.
    pub(crate) fn says_what(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.part == other.part
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("bytes", &format_args!("[redacted]"))
            .field("characters", &self.characters)
            .field("part", &self.part)
            .field("corners", &self.corners)
            .finish()
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// A part of a text that stands in several codes (structured append). It is no text by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

impl Part {
    /// Which part it is, from 1.
    #[must_use]
    pub fn index(&self) -> u8 {
        self.place.index + 1
    }

    /// Of how many, at most 16.
    #[must_use]
    pub fn count(&self) -> u8 {
        self.place.count
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part {} of {} [redacted]", self.index(), self.count())
    }
}

/// Why a picture or a frame was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// The bytes are no PNG, JPEG, WebP or GIF.
    #[error("This is not a PNG, JPEG, WebP or GIF picture; save it as one of these and try again.")]
    UnsupportedPicture,
    /// The picture's bytes are cut off or contradict themselves.
    #[error("The picture is damaged and cannot be opened; take or save it again.")]
    DamagedPicture,
    /// More pixels than the reader takes on.
    #[error(
        "The picture measures {width} x {height} pixels, more than the reader takes on; cut out the part with the code, or take a picture of the screen."
    )]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// More encoded bytes than the reader takes on.
    #[error(
        "The picture has {got} bytes, and the reader takes at most {most}; cut out the part with the code."
    )]
    TooManyBytes {
        /// Size of the picture.
        got: usize,
        /// Largest size.
        most: usize,
    },
    /// A frame without pixels.
    #[error("The frame has no pixels.")]
    EmptyFrame,
    /// Rows would overlap.
    #[error(
        "The frame's rows start {stride} bytes apart, which is less than their {width} pixels."
    )]
    BadStride {
        /// Distance of the rows in bytes.
        stride: u32,
        /// Width in pixels.
        width: u32,
    },
    /// Fewer bytes than the size promises.
    #[error("The frame has {got} bytes, and its size asks for {expected}.")]
    FrameTooShort {
        /// Bytes that the size asks for.
        expected: usize,
        /// Bytes that were given.
        got: usize,
    },
}
