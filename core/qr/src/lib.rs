//! Pictures and camera frames to the texts of the QR codes in them.
//!
//! No meaning is given to a text: that is the business of the core's `payload`.
//!
//! Two modes. **Live** ([`Scanner`]) is for the frames of a camera: little work for each, and what
//! one frame leaves out the next one tries. **Still** ([`scan_frame`], and with the feature `pictures`
//! `scan_picture`) is for a picture from the gallery or the clipboard: every code in it is looked for,
//! in every stage.
//!
//! Any input is answered within bounds that are counted, not timed: pixels, finder patterns,
//! triples of them and stages ([`limits`]).
#![forbid(unsafe_code)]

mod bend;
mod bits;
#[cfg(feature = "pictures")]
mod decoding;
mod detector;
mod finder;
mod frame;
mod geometry;
mod grey;
mod levels;
pub mod limits;
mod locate;
mod look;
mod measure;
mod mesh;
mod order;
mod outline;
mod parts;
mod patterns;
mod picture;
mod pyramid;
mod rank;
mod runs;
mod sample;
mod scanner;
mod surface;
mod symbol;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod triple;
mod types;
pub mod writer;

pub use parts::{Collected, Parts, PartsError};
pub use picture::Picture;
pub use scanner::Scanner;
pub use symbol::Characters;
pub use types::{Found, Part, Point, QrError};
pub use writer::{Matrix, write};

use frame::Frame;

/// Reads the QR codes in a PNG, JPEG, WebP or GIF (its first frame), trying every stage.
///
/// An empty list means that no code was found.
///
/// # Errors
/// [`QrError::UnsupportedPicture`], [`QrError::DamagedPicture`], [`QrError::TooLarge`] and
/// [`QrError::TooManyBytes`]; the sizes are checked before the pixels are decoded.
#[cfg(feature = "pictures")]
pub fn scan_picture(bytes: &[u8]) -> Result<Vec<Found>, QrError> {
    Picture::decode(bytes)?.scan()
}

/// Reads the QR codes in a picture of red, green, blue and alpha, one byte each and the colours
/// multiplied by alpha as screens have them: on white, where something is transparent on black too,
/// and in each colour by itself if nothing was found. `row_stride` is in bytes.
///
/// # Errors
/// [`QrError::EmptyFrame`], [`QrError::TooLarge`], [`QrError::BadStride`] and
/// [`QrError::FrameTooShort`].
pub fn scan_rgba(
    pixels: &[u8],
    width: u32,
    height: u32,
    row_stride: u32,
) -> Result<Vec<Found>, QrError> {
    Picture::from_rgba(pixels, width, height, row_stride)?.scan()
}

/// Reads the QR codes in one still frame of brightness values, trying every stage.
///
/// `luma` holds one byte a pixel, row after row; rows start `row_stride` bytes apart, so that the
/// brightness plane of a camera is taken as it comes. An empty list means that no code was found.
///
/// # Errors
/// [`QrError::EmptyFrame`], [`QrError::TooLarge`], [`QrError::BadStride`] and
/// [`QrError::FrameTooShort`].
pub fn scan_frame(
    luma: &[u8],
    width: u32,
    height: u32,
    row_stride: u32,
) -> Result<Vec<Found>, QrError> {
    Ok(scanner::scan_still(&Frame::new(luma, width, height, row_stride)?))
}
