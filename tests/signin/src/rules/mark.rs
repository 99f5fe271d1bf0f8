//! The mark of an organisation: a small picture, told by its bytes and not by its name.

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// Largest mark, in bytes. It is sent with every page.
pub(crate) const LARGEST: usize = 256 * 1024;

/// Most pixels of a side of a PNG; a page draws 40 of them.
const LONGEST_SIDE: u32 = 2048;

/// What every PNG begins with (ISO/IEC 15948 section 5.2).
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// The namespace of SVG, without which a browser draws nothing.
const SVG: &str = "http://www.w3.org/2000/svg";

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// Portable Network Graphics.
    Png,
    /// Scalable Vector Graphics.
    Svg,
}

/// The mark of an organisation. Clones share its bytes.
#[derive(Clone)]
pub struct Mark {
    kind: MarkKind,
    bytes: Arc<[u8]>,
}

/// Why a file is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// There is no such file, or it cannot be read.
    #[error("there is no file of this name in the data folder that can be read; put it there")]
    Missing,
    /// The file is a link to somewhere else.
    #[error(
        "it is a symbolic link, which is not followed; put the file itself into the data folder"
    )]
    Link,
    /// It is too large.
    #[error("it is larger than {} KiB; make the picture smaller", LARGEST / 1024)]
    TooLarge,
    /// Its bytes are neither PNG nor SVG.
    #[error("it is neither PNG nor SVG; save the picture as one of them")]
    NotAPicture,
    /// Its sides are none, or too long.
    #[error("its sides must have 1 to {LONGEST_SIDE} pixels; make the picture smaller")]
    Sides,
    /// An SVG with declarations of its own (the document type of XML 1.0).
    #[error("it declares entities; save the SVG without a document type")]
    Declarations,
    /// An SVG without its namespace.
    #[error("browsers do not draw it: its <svg> needs xmlns=\"{SVG}\"")]
    NoNamespace,
}

impl Mark {
    /// Takes a picture.
    ///
    /// # Errors
    /// [`MarkError`] when the bytes are none that a page can show.
    pub fn new(bytes: &[u8]) -> Result<Self, MarkError> {
        if bytes.len() > LARGEST {
            return Err(MarkError::TooLarge);
        }
        let kind = match bytes.strip_prefix(&PNG) {
            Some(after) => png(after)?,
            None => svg(bytes)?,
        };
        Ok(Self { kind, bytes: bytes.into() })
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        match self.kind {
            MarkKind::Png => "image/png",
            MarkKind::Svg => "image/svg+xml",
        }
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Debug for Mark {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Mark({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// The sides stand in the first chunk, which must be the header (ISO/IEC 15948 section 11.2.2).
fn png(after: &[u8]) -> Result<MarkKind, MarkError> {
    let header = after.strip_prefix(&[0, 0, 0, 13, b'I', b'H', b'D', b'R']);
    let (width, rest) = header.and_then(<[u8]>::split_first_chunk).ok_or(MarkError::NotAPicture)?;
    let (height, _) = rest.split_first_chunk().ok_or(MarkError::NotAPicture)?;
    let sides = [u32::from_be_bytes(*width), u32::from_be_bytes(*height)];
    let good = sides.iter().all(|side| (1..=LONGEST_SIDE).contains(side));
    if good { Ok(MarkKind::Png) } else { Err(MarkError::Sides) }
}

/// The document's first element must be `<svg>` in its namespace.
fn svg(bytes: &[u8]) -> Result<MarkKind, MarkError> {
    let text = std::str::from_utf8(bytes).map_err(|_| MarkError::NotAPicture)?;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    loop {
        let (begin, end) = match rest {
            _ if rest.starts_with("<?") => ("<?", "?>"),
            _ if rest.starts_with("<!--") => ("<!--", "-->"),
            _ if rest.starts_with("<!DOCTYPE") => ("<!DOCTYPE", ">"),
            _ => break,
        };
        let inside = rest.strip_prefix(begin).ok_or(MarkError::NotAPicture)?;
        let (inside, after) = inside.split_once(end).ok_or(MarkError::NotAPicture)?;
        if begin == "<!DOCTYPE" && inside.contains('[') {
            return Err(MarkError::Declarations);
        }
        rest = after.trim_start();
    }
    let inside = rest.strip_prefix("<svg").ok_or(MarkError::NotAPicture)?;
    if !inside.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')) {
        return Err(MarkError::NotAPicture);
    }
    let (tag, _) = inside.split_once('>').ok_or(MarkError::NotAPicture)?;
    let named = [format!("xmlns=\"{SVG}\""), format!("xmlns='{SVG}'")];
    if named.iter().any(|name| tag.contains(name)) {
        Ok(MarkKind::Svg)
    } else {
        Err(MarkError::NoNamespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(width: u32, height: u32) -> Vec<u8> {
        let begin = [PNG.as_slice(), &[0, 0, 0, 13], b"IHDR"].concat();
        [begin, width.to_be_bytes().into(), height.to_be_bytes().into(), vec![8, 6, 0, 0, 0]]
            .concat()
    }

    #[test]
    fn a_picture_is_told_by_its_bytes() {
        let png = crate::web::png::qr("a mark").unwrap();
        assert_eq!(Mark::new(&png).unwrap().media_type(), "image/png");
        let ours = include_bytes!("../../static/mark.svg");
        assert_eq!(Mark::new(ours).unwrap().media_type(), "image/svg+xml");
        for svg in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg\n xmlns='http://www.w3.org/2000/svg'></svg>",
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\"><svg width=\"4\" xmlns=\"http://www.w3.org/2000/svg\"/>",
        ] {
            assert_eq!(Mark::new(svg.as_bytes()).unwrap().kind, MarkKind::Svg, "{svg}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let svg = |inside: &str| format!("{inside}<svg xmlns=\"{SVG}\"/>").into_bytes();
        let too_large = [svg(""), vec![b' '; LARGEST]].concat();
        for (bytes, error) in [
            (Vec::new(), MarkError::NotAPicture),
            (b"GIF89a".to_vec(), MarkError::NotAPicture),
            (b"\xff\xd8\xff\xe0".to_vec(), MarkError::NotAPicture),
            (
                b"<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>".to_vec(),
                MarkError::NotAPicture,
            ),
            (b"<svgx xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), MarkError::NotAPicture),
            (b"<svg".to_vec(), MarkError::NotAPicture),
            (b"<!-- never ends".to_vec(), MarkError::NotAPicture),
            (b"<svg/>".to_vec(), MarkError::NoNamespace),
            (svg("<!DOCTYPE svg [<!ENTITY a \"b\">]>"), MarkError::Declarations),
            (PNG.to_vec(), MarkError::NotAPicture),
            (header(0, 4), MarkError::Sides),
            (header(4, 100_000), MarkError::Sides),
            (too_large, MarkError::TooLarge),
        ] {
            let found = Mark::new(&bytes).map(|mark| mark.kind);
            assert_eq!(found, Err(error), "{:?}", String::from_utf8_lossy(&bytes).get(..40));
        }
    }
}
