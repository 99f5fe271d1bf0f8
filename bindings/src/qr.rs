//! Camera frames and pictures to codes. What a code says may be a secret: it stays in the library.

use std::sync::{Arc, Mutex};

use countersign_core::qr::{self, Found};

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

/// Reads the codes in a picture that the platform decoded, given as its brightness plane; it is looked
/// at more closely than a frame of the camera, of which the next one follows.
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

impl From<Found> for FoundCode {
    fn from(found: Found) -> Self {
        let corners = found.corners.iter().map(|at| FramePoint { x: at.x, y: at.y }).collect();
        Self { code: Arc::new(ScannedCode(found)), corners }
    }
}
