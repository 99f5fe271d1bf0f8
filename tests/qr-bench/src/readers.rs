//! The readers under comparison, each with its CPU time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cpu_time::ThreadTime;

use crate::child::Child;

/// What a reader made of one picture.
pub(crate) struct Outcome {
    pub(crate) texts: Vec<Vec<u8>>,
    /// CPU milliseconds of the calling thread.
    pub(crate) ms: f64,
    /// Panicked, or was ended because it did not come back.
    pub(crate) broke: bool,
}

/// A reader by its name in the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// countersign, every stage.
    Still,
    /// countersign, the live stages.
    Live,
    /// zxing-cpp with everything it offers: harder, rotated, inverted, downscaled.
    #[cfg(feature = "peers")]
    ZxingCpp,
    /// rxing's `qrcode::cpp_port`, try harder.
    Rxing,
    /// rqrr, in a process of its own with a time limit.
    Rqrr,
}

impl Reader {
    pub(crate) const ALL: &[Self] = &[
        Self::Still,
        Self::Live,
        #[cfg(feature = "peers")]
        Self::ZxingCpp,
        Self::Rxing,
        Self::Rqrr,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Still => "countersign, still",
            Self::Live => "countersign, live",
            #[cfg(feature = "peers")]
            Self::ZxingCpp => "zxing-cpp 3",
            Self::Rxing => "rxing 0.9",
            Self::Rqrr => "rqrr 0.11",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reader| reader.name().starts_with(name))
    }
}

/// Runs the readers; holds what they need between pictures.
#[derive(Default)]
pub(crate) struct Runner {
    rqrr: Option<Child>,
}

impl Runner {
    pub(crate) fn run(
        &mut self,
        reader: Reader,
        luma: &[u8],
        width: usize,
        height: usize,
    ) -> Outcome {
        if reader == Reader::Rqrr {
            return Child::ask(&mut self.rqrr, luma, width, height);
        }
        let start = ThreadTime::now();
        let texts = catch_unwind(AssertUnwindSafe(|| read(reader, luma, width, height)));
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let broke = texts.is_err();
        Outcome { texts: texts.unwrap_or_default(), ms, broke }
    }
}

/// The mean cost of two live frames in a row, of which one is searched in full size.
pub(crate) fn two_live_frames(luma: &[u8], width: usize, height: usize) -> Outcome {
    let (w, h) = (width as u32, height as u32);
    let mut scanner = countersign_qr::Scanner::new();
    let start = ThreadTime::now();
    let mut texts = Vec::new();
    for _ in 0..2 {
        let found = scanner.scan(luma, w, h, w).unwrap_or_default();
        texts.extend(found.into_iter().map(|code| code.into_bytes()));
    }
    Outcome { texts, ms: start.elapsed().as_secs_f64() * 1e3 / 2.0, broke: false }
}

/// One reader on one picture, in this thread.
pub(crate) fn read(reader: Reader, luma: &[u8], width: usize, height: usize) -> Vec<Vec<u8>> {
    let (w, h) = (width as u32, height as u32);
    match reader {
        Reader::Still => {
            let found = countersign_qr::scan_frame(luma, w, h, w);
            found.map_or_else(|_| Vec::new(), |f| f.into_iter().map(|f| f.into_bytes()).collect())
        }
        Reader::Live => {
            let found = countersign_qr::Scanner::new().scan(luma, w, h, w);
            found.map_or_else(|_| Vec::new(), |f| f.into_iter().map(|f| f.into_bytes()).collect())
        }
        #[cfg(feature = "peers")]
        Reader::ZxingCpp => {
            let Ok(view) = zxingcpp::ImageView::from_slice(luma, w, h, zxingcpp::ImageFormat::Lum)
            else {
                return Vec::new();
            };
            let found = zxingcpp::BarcodeReader::new()
                .formats([zxingcpp::BarcodeFormat::QRCode])
                .try_harder(true)
                .try_rotate(true)
                .try_invert(true)
                .try_downscale(true)
                .from(&view);
            found.map_or_else(
                |_| Vec::new(),
                |codes| codes.iter().map(|code| code.text().into_bytes()).collect(),
            )
        }
        Reader::Rxing => rxing_texts(luma, w, h),
        Reader::Rqrr => {
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
                luma[y * width + x]
            });
            image
                .detect_grids()
                .iter()
                .filter_map(|grid| {
                    let mut text = Vec::new();
                    grid.decode_to(&mut text).ok().map(|_| text)
                })
                .collect()
        }
    }
}

fn rxing_texts(luma: &[u8], width: u32, height: u32) -> Vec<Vec<u8>> {
    use rxing::common::HybridBinarizer;
    use rxing::qrcode::cpp_port::QrReader;
    use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader as _};

    let Ok(source) = Luma8LuminanceSource::new(luma.to_vec(), width, height) else {
        return Vec::new();
    };
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    QrReader
        .decode_with_hints(&mut BinaryBitmap::new(HybridBinarizer::new(source)), &hints)
        .map_or_else(|_| Vec::new(), |found| vec![found.getText().as_bytes().to_vec()])
}
