//! The QR symbol itself: its layout, its error correction and its text (ISO/IEC 18004).
//!
//! Works on modules, knows nothing of pixels. Modules come with a sign and a confidence, so that
//! codewords under a reflection or a thumb count as erasures, of which twice as many can be
//! corrected as of errors.

mod decode;
mod field;
mod format;
mod layout;
mod modules;
mod reed_solomon;
pub(crate) mod second_opinion;
mod shift_jis;
mod text;

pub(crate) use decode::{Decoded, Plan, decode};
pub(crate) use format::{format_places, formats};
pub(crate) use layout::Version;
pub(crate) use modules::Modules;
