//! Encoded pictures to rows of pixels.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use png::{BitDepth, Transformations};

use super::limits::{
    MAX_DECODED_PIXELS, MAX_DECODER_BYTES, MAX_PICTURE_BYTES, MAX_PNG_PIXELS, MAX_SIDE,
};
use super::picture::{Picture, Rows};
use super::types::QrError;

impl Picture {
    /// Opens a PNG, JPEG, WebP or GIF (its first frame). Of a PNG whose end is missing the rest is
    /// taken.
    ///
    /// # Errors
    /// [`QrError::UnsupportedPicture`], [`QrError::DamagedPicture`], and before any pixel is
    /// decoded [`QrError::TooLarge`] and [`QrError::TooManyBytes`].
    pub fn decode(bytes: &[u8]) -> Result<Self, QrError> {
        if bytes.len() > MAX_PICTURE_BYTES {
            return Err(QrError::TooManyBytes { got: bytes.len(), most: MAX_PICTURE_BYTES });
        }
        let format = image::guess_format(bytes).map_err(|_| QrError::UnsupportedPicture)?;
        if format == ImageFormat::Png {
            return png_rows(bytes);
        }
        if ![ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif].contains(&format) {
            return Err(QrError::UnsupportedPicture);
        }
        whole(bytes, format)
    }
}

fn checked(width: u32, height: u32, most: u64) -> Result<(), QrError> {
    let fits =
        width <= MAX_SIDE && height <= MAX_SIDE && u64::from(width) * u64::from(height) <= most;
    if fits { Ok(()) } else { Err(QrError::TooLarge { width, height }) }
}

/// A PNG row by row, of which memory holds few at a time, up to where it ends.
fn png_rows(bytes: &[u8]) -> Result<Picture, QrError> {
    let limits = png::Limits { bytes: usize::try_from(MAX_DECODER_BYTES).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(|_| QrError::DamagedPicture)?;
    let (width, height, interlaced) = (header.width, header.height, header.interlaced);
    checked(width, height, if interlaced { MAX_DECODED_PIXELS } else { MAX_PNG_PIXELS })?;
    let mut reader = decoder.read_info().map_err(|_| QrError::DamagedPicture)?;
    let (colour, depth) = reader.output_color_type();
    let layout = match (colour, depth) {
        (png::ColorType::Grayscale, BitDepth::Eight) => Layout::Grey,
        (png::ColorType::GrayscaleAlpha, BitDepth::Eight) => Layout::GreyAlpha,
        (png::ColorType::Rgb, BitDepth::Eight) => Layout::Colour,
        (png::ColorType::Rgba, BitDepth::Eight) => Layout::ColourAlpha,
        _ => return Err(QrError::UnsupportedPicture),
    };
    let mut rows = Rows::new(width, height);
    if interlaced {
        let across = layout.channels() * usize::try_from(width).unwrap_or(usize::MAX);
        let size = across.saturating_mul(usize::try_from(height).unwrap_or(usize::MAX));
        // What does not come is white.
        let mut raw = vec![u8::MAX; size];
        let bits = u8::try_from(layout.channels() * 8).unwrap_or(u8::MAX);
        while let Ok(Some(row)) = reader.next_interlaced_row() {
            if let png::InterlaceInfo::Adam7(place) = row.interlace() {
                png::expand_interlaced_row(&mut raw, across, row.data(), place, bits);
            }
        }
        raw.chunks_exact(across).for_each(|row| layout.push(row, &mut rows));
    } else {
        while let Ok(Some(row)) = reader.next_row() {
            layout.push(row.data(), &mut rows);
        }
    }
    Ok(rows.finish())
}

/// The other formats, all pixels at once.
fn whole(bytes: &[u8], format: ImageFormat) -> Result<Picture, QrError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    checked(width, height, MAX_DECODED_PIXELS)?;
    if decoder.total_bytes() > MAX_DECODER_BYTES {
        return Err(QrError::TooLarge { width, height });
    }
    decoder.set_limits(limits).map_err(|error| refusal(&error))?;
    let layout = match decoder.color_type() {
        ColorType::L8 => Layout::Grey,
        ColorType::La8 => Layout::GreyAlpha,
        ColorType::Rgb8 => Layout::Colour,
        ColorType::Rgba8 => Layout::ColourAlpha,
        ColorType::L16
        | ColorType::La16
        | ColorType::Rgb16
        | ColorType::Rgba16
        | ColorType::Rgb32F
        | ColorType::Rgba32F
        | _ => return Err(QrError::UnsupportedPicture),
    };
    let size =
        usize::try_from(decoder.total_bytes()).map_err(|_| QrError::TooLarge { width, height })?;
    let mut raw = vec![0; size];
    decoder.read_image(&mut raw).map_err(|error| refusal(&error))?;
    let mut rows = Rows::new(width, height);
    let across = layout.channels() * usize::try_from(width).unwrap_or(usize::MAX);
    raw.chunks_exact(across.max(1)).for_each(|row| layout.push(row, &mut rows));
    Ok(rows.finish())
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

/// How a pixel lies in a decoder's bytes.
#[derive(Clone, Copy)]
enum Layout {
    Grey,
    GreyAlpha,
    Colour,
    ColourAlpha,
}

impl Layout {
    fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Colour => 3,
            Self::ColourAlpha => 4,
        }
    }

    fn push(self, row: &[u8], rows: &mut Rows) {
        let clear = |[red, green, blue, alpha]: [u8; 4]| {
            let by_alpha = |value: u8| {
                let product = u32::from(value) * u32::from(alpha);
                u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
            };
            [by_alpha(red), by_alpha(green), by_alpha(blue), alpha]
        };
        match self {
            Self::Grey => rows.push(row.iter().map(|grey| [*grey, *grey, *grey, u8::MAX])),
            Self::GreyAlpha => {
                let pixels = row.as_chunks::<2>().0.iter();
                rows.push(pixels.map(|[grey, alpha]| clear([*grey, *grey, *grey, *alpha])));
            }
            Self::Colour => {
                let pixels = row.as_chunks::<3>().0.iter();
                rows.push(pixels.map(|[red, green, blue]| [*red, *green, *blue, u8::MAX]));
            }
            Self::ColourAlpha => rows.push(row.as_chunks::<4>().0.iter().copied().map(clear)),
        }
    }
}
