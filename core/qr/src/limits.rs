//! The bounds of the work on one picture or frame, whatever is in it.

/// Largest frame of pixels that were decoded elsewhere: 64 megapixels.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Largest picture of which all pixels are decoded at once: 50 megapixels, as phones' cameras have them
/// (8192 x 6144).
pub const MAX_DECODED_PIXELS: u64 = 8_192 * 6_144;

/// Largest PNG, which is decoded row by row and reduced on the way.
pub const MAX_PNG_PIXELS: u64 = 268_435_456;

/// Pixels that are kept of a picture; a larger one is reduced on the way. What is searched is smaller
/// still.
pub const MAX_KEPT_PIXELS: u64 = 16_777_216;

/// Largest side of a picture or frame, in pixels.
pub const MAX_SIDE: u32 = 32_767;

/// Largest encoded picture, in bytes.
pub const MAX_PICTURE_BYTES: usize = 64 << 20;

/// Memory that decoding one picture may ask for, in bytes.
pub const MAX_DECODER_BYTES: u64 = 384 << 20;

/// Finder patterns that are kept of one stage, the likeliest first: those of 600 codes.
pub const MAX_FINDERS: usize = 2048;

/// Triples of finder patterns of which the size is measured in vain in one stage, the most plausible
/// first.
pub const MAX_MEASURED: usize = 400;

/// Of these, triples that are tried in vain.
pub const MAX_TRIPLES: usize = 40;

/// More of them for each code that was read: among many codes, three finder patterns of several are a triple
/// too.
pub const TRIPLES_A_CODE: usize = 8;

/// Of these, triples that only a strong tilt explains.
pub const MAX_UNUSUAL_TRIPLES: usize = 16;

/// The same where a bent surface is looked for, which costs more for each.
pub const MAX_BENT_TRIPLES: usize = 4;

/// Codes reported of one picture.
pub const MAX_CODES: usize = 512;

/// Codes reported of one frame of the camera.
pub const MAX_LIVE_CODES: usize = 64;

/// Places that one search looks at closely for a finder pattern.
pub const MAX_CROSS_CHECKS: usize = 20_000;

/// The same over all searches of one frame: a page of 30 codes takes 17,000.
pub const MAX_FRAME_CHECKS: usize = 70_000;

/// Modules that are sampled or decoded in vain for one frame: about 60 readings of version 20.
pub const MAX_SAMPLED_MODULES: usize = 600_000;

/// Modules that are sampled and decoded for one frame for the codes that are read in it: 700 of version 3.
pub const MAX_READ_MODULES: usize = 1_200_000;

/// Finder patterns of one stage that are tried in pairs, the likeliest first.
pub const MAX_PAIRED_FINDERS: usize = 6;

/// Pixels of the largest size in which a frame is searched; larger ones are reduced first.
pub const MAX_SEARCHED_PIXELS: usize = 4_200_000;

/// Groups of finder patterns that are measured in vain in one frame, over all its stages.
pub const MAX_POSES: usize = 320;

/// Grids that are fitted to alignment patterns in vain in one frame, over all its stages.
pub const MAX_GRIDS: usize = 96;

/// Places that are compared with an alignment pattern in vain in one frame, 25 readings each.
pub const MAX_PROBES: usize = 300_000;

/// Bytes of a text that stands in several codes.
pub const MAX_JOINED_BYTES: usize = 16 << 10;

/// Texts in several codes that are collected at the same time.
pub const MAX_PART_ROWS: usize = 4;
