//! The fuzz target: pixels, or codes that are well formed as far as the bytes are.

use super::writer::{Segment, symbol};
use super::{STAGES, live_is_bounded, still_is_bounded};
use crate::limits::{MAX_CODES, MAX_JOINED_BYTES};
use crate::{Characters, Collected, Found, Parts};

/// A frame out of any bytes. A first byte below 128 means pixels: the frame's sizes, its scale, then its
/// modules or its pixels, repeated. Else a row of codes: each a number of segments (character sets, bytes,
/// kanji, hanzi, parts) as the bytes say.
///
/// # Panics
/// When the reader breaks a promise.
#[allow(clippy::panic, reason = "a broken promise is what the fuzzer looks for")]
pub fn run(data: &[u8]) {
    let Some((kind, content)) = data.split_first() else { return };
    let Some((luma, size)) = (if *kind < 128 { pixels(content) } else { codes(content) }) else {
        return;
    };
    let Ok((found, bounded)) = still_is_bounded(&luma, size) else {
        panic!("a sound frame was refused");
    };
    assert!(bounded, "more work than {} stages may do", STAGES.len());
    assert!(found.len() <= MAX_CODES);
    let turn = usize::from(*kind % 20);
    assert!(live_is_bounded(&luma, size, turn).is_ok_and(|bounded| bounded), "a live frame");
    found.iter().for_each(kept);
    let mut parts = Parts::new();
    for code in &found {
        match parts.add(code) {
            Some(Collected::Whole(text)) => kept(&text),
            Some(Collected::Waiting { missing, count, .. }) => {
                assert!(!missing.is_empty() && missing.len() < usize::from(count));
            }
            Some(Collected::Refused(_)) | None => {}
        }
    }
    assert_eq!(Parts::joined(found.clone()).is_empty(), found.is_empty());
}

/// What every code promises.
fn kept(code: &Found) {
    assert!(code.corners.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()));
    let is_text = matches!(code.characters, Characters::Known | Characters::Guessed);
    assert_eq!(code.text().is_some(), is_text && code.part.is_none(), "text is UTF-8");
    assert!(code.part.is_none() || code.bytes.is_empty(), "a part has no text");
    assert!(code.bytes.len() <= MAX_JOINED_BYTES * 3);
}

type Frame = (Vec<u8>, (u32, u32, u32));

fn pixels(data: &[u8]) -> Option<Frame> {
    let ([width, height, scale, stride], content) = data.split_first_chunk::<4>()?;
    let (width, height) = (u32::from(*width) * 2 + 1, u32::from(*height) * 2 + 1);
    let row_stride = width + u32::from(*stride % 8);
    let scale = u32::from(*scale % 8) + 1;
    let across = width.div_ceil(scale);
    let luma = (0..row_stride * height)
        .map(|i| {
            let (x, y) = (i % row_stride / scale, i / row_stride / scale);
            let at = usize::try_from(y * across + x).unwrap_or(0);
            content.get(at % content.len().max(1)).copied().unwrap_or(u8::MAX)
        })
        .collect();
    Some((luma, (width, height, row_stride)))
}

/// Codes beside each other.
fn codes(data: &[u8]) -> Option<Frame> {
    let mut bytes = data.iter().copied();
    let (module, count) = (usize::from(bytes.next()? % 3) + 2, usize::from(bytes.next()? % 4) + 1);
    let mut symbols = Vec::new();
    for _ in 0..count {
        let mask = u16::from(bytes.next()?);
        let segments: Vec<Segment> =
            (0..mask >> 3 & 3).map_while(|_| segment(&mut bytes)).collect();
        symbols.extend(symbol(&segments, mask).filter(|symbol| symbol.size <= 77));
    }
    let side = symbols.iter().map(|symbol| symbol.size).max()? + 8;
    let (width, height) = (side * module * symbols.len(), side * module);
    let luma = (0..width * height)
        .map(|i| {
            let (x, y) = (i % width / module, i / width / module);
            let (x_in, y_in) = ((x % side).wrapping_sub(4), y.wrapping_sub(4));
            if symbols.get(x / side).is_some_and(|symbol| symbol.at(x_in, y_in)) { 20 } else { 230 }
        })
        .collect();
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Some((luma, (width, height, width)))
}

fn segment(bytes: &mut impl Iterator<Item = u8>) -> Option<Segment> {
    let (kind, length) = (bytes.next()?, usize::from(bytes.next()?));
    let pair = |bytes: &mut dyn Iterator<Item = u8>| -> Option<u16> {
        Some(u16::from_be_bytes([bytes.next()?, bytes.next()?]))
    };
    Some(match kind % 8 {
        0 => Segment::CharacterSet(u32::from(bytes.next()?)),
        1 => Segment::CharacterSet(u32::from(pair(bytes)?) * 16),
        2 => Segment::Digits(bytes.take(length).collect()),
        3 => Segment::Letters(bytes.take(length).collect()),
        4 => Segment::Kanji((0..length).map_while(|_| pair(bytes)).collect()),
        5 => Segment::Hanzi((0..length).map_while(|_| pair(bytes)).collect()),
        6 => {
            let place = bytes.next()?;
            let (index, count) = (place & 15, (place >> 4) + 1);
            Segment::Part { index, count, parity: bytes.next()? }
        }
        _ => Segment::Bytes(bytes.take(length).collect()),
    })
}
