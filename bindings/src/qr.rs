//! Camera frames and pictures to codes. What a code says may be a secret: it stays in the library.

use std::sync::{Arc, Mutex};

use countersign_core::app::qr::{self, Characters, Collected, Found, PartsError};
use countersign_core::app::{self, CodeChoice as Choice, LiveChoice};

/// Why a picture could not be read.
#[derive(Debug, Clone, Copy, thiserror::Error, uniffi::Error)]
pub enum ScanError {
    /// The sizes do not fit the bytes, or are too large.
    #[error("the frame's sizes do not fit its bytes")]
    Frame,
}

/// The text of a code, to be handed to `Authenticator.preview`.
#[derive(uniffi::Object)]
pub struct ScannedCode(pub(crate) Found);

/// A code and where it stands.
#[derive(uniffi::Record)]
pub struct FoundCode {
    /// What it says.
    pub code: Arc<ScannedCode>,
    /// Its corners in pixels of the frame, around the code.
    pub corners: Vec<FramePoint>,
    /// What it is to a person who adds an account.
    pub kind: ScannedKind,
    /// Its character set was guessed, so that names may be wrong.
    pub guessed: bool,
}

/// What a code is, as far as it says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScannedKind {
    /// An account, accounts of an export, or a set-up.
    SetsUp,
    /// Ours by its scheme, but wrong.
    Malformed,
    /// It only downloads an app.
    Store,
    /// Another vendor's set-up code.
    Foreign,
    /// It sets nothing up.
    Other,
    /// Its characters are in a set that is not known here.
    UnknownCharacters {
        /// The number of the set.
        set: u32,
    },
    /// A part of a text in several codes: for a `PartsCollector`.
    Part {
        /// Which, from 1.
        index: u8,
        /// Of how many.
        count: u8,
    },
}

/// A point in pixels.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct FramePoint {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// Reads one camera frame after the other.
#[derive(uniffi::Object)]
pub struct FrameScanner(Mutex<qr::Scanner>);

#[uniffi::export]
impl FrameScanner {
    /// A scanner for one run of the camera.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, ScanError> {
        Ok(Arc::new(Self(Mutex::new(qr::Scanner::new()))))
    }

    /// Reads the brightness plane of a frame as it comes from the camera; rows start `row_stride`
    /// bytes apart. A frame that another thread is reading meanwhile gives nothing.
    pub fn scan(
        &self,
        luma: &[u8],
        width: u32,
        height: u32,
        row_stride: u32,
    ) -> Result<Vec<FoundCode>, ScanError> {
        let Ok(mut scanner) = self.0.try_lock() else { return Ok(Vec::new()) };
        let found = scanner.scan(luma, width, height, row_stride).map_err(|_| ScanError::Frame)?;
        Ok(found.into_iter().map(FoundCode::from).collect())
    }
}

/// Reads every code in a picture that the platform decoded, given as its brightness plane, in reading
/// order; it is looked at more closely than a frame of the camera, of which the next one follows.
#[uniffi::export]
pub fn scan_still(
    luma: &[u8],
    width: u32,
    height: u32,
    row_stride: u32,
) -> Result<Vec<FoundCode>, ScanError> {
    let found = qr::scan_frame(luma, width, height, row_stride).map_err(|_| ScanError::Frame)?;
    Ok(found.into_iter().map(FoundCode::from).collect())
}

/// The same for red, green, blue and alpha, one byte each and the colours multiplied by alpha: the
/// picture is put on white and on black, and colours of equal brightness are told apart. `row_stride` is
/// in bytes. For pictures of the gallery and the clipboard, rather than `scan_still`.
#[uniffi::export]
pub fn scan_pixels(
    rgba: &[u8],
    width: u32,
    height: u32,
    row_stride: u32,
) -> Result<Vec<FoundCode>, ScanError> {
    let found = qr::scan_rgba(rgba, width, height, row_stride).map_err(|_| ScanError::Frame)?;
    Ok(found.into_iter().map(FoundCode::from).collect())
}

/// What to do with codes that were seen together.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CodeChoice {
    /// There is none.
    Nothing,
    /// This one, by its place in the list: the only one that sets something up, or, if none does, the
    /// one whose refusal says most.
    Take {
        /// Its place, from 0.
        place: u32,
    },
    /// Ask the person which of these.
    Ask {
        /// Their places, from 0.
        places: Vec<u32>,
    },
    /// Before a camera: all that it sees sets nothing up. Say why of this one; the camera goes on.
    Say {
        /// Its place, from 0.
        place: u32,
    },
}

/// Chooses among codes that were seen together in a picture.
#[uniffi::export]
pub fn choose_code(codes: Vec<Arc<ScannedCode>>) -> CodeChoice {
    match app::choose_code(&found(&codes)) {
        Choice::Nothing => CodeChoice::Nothing,
        Choice::Take(at) => CodeChoice::Take { place: place(at) },
        Choice::Ask(places) => CodeChoice::Ask { places: places.into_iter().map(place).collect() },
    }
}

/// Chooses among the codes of one camera frame after the other; frames without a code count.
#[derive(uniffi::Object)]
pub struct LiveChooser(Mutex<app::LiveChooser>);

#[uniffi::export]
impl LiveChooser {
    /// For one visit to the scanner.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, ScanError> {
        Ok(Arc::new(Self(Mutex::default())))
    }

    /// Chooses among the codes of the next frame.
    pub fn frame(&self, codes: Vec<Arc<ScannedCode>>) -> CodeChoice {
        let Ok(mut chooser) = self.0.lock() else { return CodeChoice::Nothing };
        match chooser.frame(&found(&codes)) {
            LiveChoice::Nothing => CodeChoice::Nothing,
            LiveChoice::Take(at) => CodeChoice::Take { place: place(at) },
            LiveChoice::Ask(places) => {
                CodeChoice::Ask { places: places.into_iter().map(place).collect() }
            }
            LiveChoice::Say(at) => CodeChoice::Say { place: place(at) },
        }
    }
}

fn found(codes: &[Arc<ScannedCode>]) -> Vec<Found> {
    codes.iter().map(|code| code.0.clone()).collect()
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Joins texts that stand in several codes, over any number of frames and pictures.
#[derive(uniffi::Object)]
pub struct PartsCollector(Mutex<qr::Parts>);

/// What came of a part.
#[derive(uniffi::Enum)]
pub enum PartsProgress {
    /// The code is no part.
    NoPart,
    /// Others are needed: say "part 1 of 2, scan the other".
    Waiting {
        /// Which part it was, from 1.
        index: u8,
        /// Of how many.
        count: u8,
        /// Which are missing, from 1.
        missing: Vec<u8>,
    },
    /// It was the last one.
    Whole {
        /// What all say together.
        code: FoundCode,
    },
    /// They do not belong together, by their parity; they are forgotten.
    NotOfOneText,
    /// Together they are longer than any set-up code; they are forgotten.
    TooLong,
}

#[uniffi::export]
impl PartsCollector {
    /// A collector without parts, for one visit to the scanner.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, ScanError> {
        Ok(Arc::new(Self(Mutex::new(qr::Parts::new()))))
    }

    /// Takes a part; the same one again changes nothing.
    pub fn add(&self, code: Arc<ScannedCode>) -> PartsProgress {
        let Ok(mut parts) = self.0.lock() else { return PartsProgress::NoPart };
        match parts.add(&code.0) {
            None => PartsProgress::NoPart,
            Some(Collected::Waiting { index, count, missing }) => {
                PartsProgress::Waiting { index, count, missing }
            }
            Some(Collected::Whole(found)) => PartsProgress::Whole { code: found.into() },
            Some(Collected::Refused(PartsError::NotOfOneText)) => PartsProgress::NotOfOneText,
            Some(Collected::Refused(PartsError::TooLong { .. })) => PartsProgress::TooLong,
        }
    }
}

impl From<Found> for FoundCode {
    fn from(found: Found) -> Self {
        let corners = found.corners.iter().map(|at| FramePoint { x: at.x, y: at.y }).collect();
        let kind = match (app::ScannedKind::of(&found), &found.part) {
            (_, Some(part)) => ScannedKind::Part { index: part.index(), count: part.count() },
            (app::ScannedKind::SetsUp, None) => ScannedKind::SetsUp,
            (app::ScannedKind::Malformed, None) => ScannedKind::Malformed,
            (app::ScannedKind::Store, None) => ScannedKind::Store,
            (app::ScannedKind::Foreign, None) => ScannedKind::Foreign,
            (app::ScannedKind::UnknownCharacters(set), None) => {
                ScannedKind::UnknownCharacters { set }
            }
            (app::ScannedKind::Other | app::ScannedKind::Part, None) => ScannedKind::Other,
        };
        let guessed = found.characters == Characters::Guessed;
        Self { code: Arc::new(ScannedCode(found)), corners, kind, guessed }
    }
}
