//! Encoded pictures to brightness values.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

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
        let image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
        Ok(Self { luma: luma_over_white(image), width, height })
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

/// ITU-R BT.601 brightness; transparent parts let white paper through, as picture viewers show it.
fn luma_over_white(image: DynamicImage) -> Vec<u8> {
    if let DynamicImage::ImageLuma8(gray) = image {
        return gray.into_raw();
    }
    if image.color().has_alpha() {
        return image.into_rgba8().pixels().map(|p| over_white(brightness(p.0), p.0[3])).collect();
    }
    image.into_rgb8().pixels().map(|p| brightness([p.0[0], p.0[1], p.0[2], u8::MAX])).collect()
}

fn brightness([red, green, blue, _]: [u8; 4]) -> u8 {
    let sum = 306 * u32::from(red) + 601 * u32::from(green) + 117 * u32::from(blue) + 512;
    u8::try_from(sum >> 10).unwrap_or(u8::MAX)
}

fn over_white(luma: u8, alpha: u8) -> u8 {
    let (luma, alpha) = (u32::from(luma), u32::from(alpha));
    u8::try_from((luma * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}
