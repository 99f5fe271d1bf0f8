//! Encoded pictures to brightness values.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::frame::Frame;
use super::limits::{MAX_DECODER_BYTES, MAX_PICTURE_BYTES, MAX_PIXELS, MAX_SIDE};
use super::scanner::{Scanner, scan_still};
use super::types::{Found, QrError};

/// A decoded picture, so that reading the codes can be separated from opening the file.
pub struct Picture {
    luma: Vec<u8>,
    width: u32,
    height: u32,
}

impl Picture {
    /// Opens a PNG, JPEG, WebP or GIF (its first frame). What is transparent counts as white.
    ///
    /// # Errors
    /// [`QrError::UnsupportedPicture`], [`QrError::DamagedPicture`], and before any pixel is
    /// decoded [`QrError::TooLarge`] and [`QrError::TooManyBytes`].
    pub fn decode(bytes: &[u8]) -> Result<Self, QrError> {
        if bytes.len() > MAX_PICTURE_BYTES {
            return Err(QrError::TooManyBytes { got: bytes.len(), most: MAX_PICTURE_BYTES });
        }
        let format = image::guess_format(bytes).map_err(|_| QrError::UnsupportedPicture)?;
        if ![ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif]
            .contains(&format)
        {
            return Err(QrError::UnsupportedPicture);
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        limits.max_alloc = Some(MAX_DECODER_BYTES);

        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits.clone());
        let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
        let (width, height) = decoder.dimensions();
        if width > MAX_SIDE
            || height > MAX_SIDE
            || u64::from(width) * u64::from(height) > MAX_PIXELS
            || decoder.total_bytes() > MAX_DECODER_BYTES
        {
            return Err(QrError::TooLarge { width, height });
        }
        decoder.set_limits(limits).map_err(|error| refusal(&error))?;
        let layout = Layout::of(decoder.color_type()).ok_or(QrError::UnsupportedPicture)?;
        let size = usize::try_from(decoder.total_bytes())
            .map_err(|_| QrError::TooLarge { width, height })?;
        let mut raw = vec![0; size];
        decoder.read_image(&mut raw).map_err(|error| refusal(&error))?;
        Ok(Self { luma: layout.luma(raw), width, height })
    }

    /// Brightness values, one byte a pixel, row after row without gaps.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Number of rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Reads the codes, trying every stage.
    ///
    /// # Errors
    /// [`QrError::EmptyFrame`].
    pub fn scan(&self) -> Result<Vec<Found>, QrError> {
        Ok(scan_still(&self.frame()?))
    }

    /// Reads the codes as a camera would: the live stages only, with a scanner of its own.
    ///
    /// # Errors
    /// [`QrError::EmptyFrame`].
    pub fn scan_live(&self) -> Result<Vec<Found>, QrError> {
        Scanner::new().scan(&self.luma, self.width, self.height, self.width)
    }

    fn frame(&self) -> Result<Frame<'_>, QrError> {
        Frame::new(&self.luma, self.width, self.height, self.width)
    }
}

fn refusal(error: &ImageError) -> QrError {
    match error {
        ImageError::Unsupported(_) => QrError::UnsupportedPicture,
        ImageError::Limits(_) => QrError::TooLarge { width: MAX_SIDE, height: MAX_SIDE },
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => QrError::DamagedPicture,
    }
}

/// How a pixel lies in a decoder's bytes. Read here, in one pass and without a second picture in
/// memory, instead of by the image crate's conversions.
struct Layout {
    channels: usize,
    colour: bool,
    alpha: bool,
    /// Two bytes a channel, as the machine orders them.
    wide: bool,
}

impl Layout {
    fn of(color: ColorType) -> Option<Self> {
        let (channels, wide) = match color {
            ColorType::L8 => (1, false),
            ColorType::La8 => (2, false),
            ColorType::Rgb8 => (3, false),
            ColorType::Rgba8 => (4, false),
            ColorType::L16 => (1, true),
            ColorType::La16 => (2, true),
            ColorType::Rgb16 => (3, true),
            ColorType::Rgba16 => (4, true),
            ColorType::Rgb32F | ColorType::Rgba32F | _ => return None,
        };
        Some(Self { channels, colour: channels > 2, alpha: channels % 2 == 0, wide })
    }

    /// Brightness of each pixel; transparent parts let white paper through, as viewers show it.
    fn luma(&self, raw: Vec<u8>) -> Vec<u8> {
        if self.channels == 1 && !self.wide {
            return raw;
        }
        // Of two bytes the more significant one is the value with eight bits.
        let (step, first) = match (self.wide, cfg!(target_endian = "little")) {
            (false, _) => (1, 0),
            (true, true) => (2, 1),
            (true, false) => (2, 0),
        };
        raw.chunks_exact(self.channels * step)
            .map(|pixel| {
                let channel = |i: usize| pixel[i * step + first];
                let luma = if self.colour {
                    brightness([channel(0), channel(1), channel(2)])
                } else {
                    channel(0)
                };
                if self.alpha { over_white(luma, channel(self.channels - 1)) } else { luma }
            })
            .collect()
    }
}

/// By ITU-R BT.601.
fn brightness([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 306 * u32::from(red) + 601 * u32::from(green) + 117 * u32::from(blue) + 512;
    u8::try_from(sum >> 10).unwrap_or(u8::MAX)
}

fn over_white(luma: u8, alpha: u8) -> u8 {
    let (luma, alpha) = (u32::from(luma), u32::from(alpha));
    u8::try_from((luma * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}
