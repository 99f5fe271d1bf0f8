//! The QR symbol itself: its layout, its error correction and its text (ISO/IEC 18004).
//!
//! Works on modules, knows nothing of pixels. Modules come with a sign and a confidence, so that
//! codewords under a reflection or a thumb count as erasures, of which twice as many can be
//! corrected as of errors.

mod charset;
mod content;
mod decode;
mod field;
mod format;
mod layout;
mod modules;
mod reed_solomon;
pub(crate) mod second_opinion;
mod text;

pub use content::Characters;
#[cfg(test)]
pub(crate) use content::Writing;
pub(crate) use content::{Content, Place};
pub(crate) use decode::{Decoded, Plan, decode};
pub(crate) use decode::{data_path, masked};
pub(crate) use field::{power, product};
pub(crate) use format::format_word;
pub(crate) use format::{format_places, formats};
pub(crate) use layout::Level;
pub(crate) use layout::Version;
pub(crate) use modules::Modules;
