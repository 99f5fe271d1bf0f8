//! Tables of characters, written as text and kept as numbers.
#![allow(clippy::as_conversions, reason = "constant evaluation knows no TryFrom")]

/// The characters of a table row after row; 0 where it has U+FFFD, which stands for none.
///
/// Evaluated by the compiler: the text is not in the library.
pub(super) const fn cells<const COUNT: usize>(text: &str) -> [u16; COUNT] {
    let bytes = text.as_bytes();
    let mut out = [0; COUNT];
    let (mut at, mut filled) = (0, 0);
    while at < bytes.len() {
        let first = bytes[at] as u16;
        if first == b'\n' as u16 {
            at += 1;
            continue;
        }
        let value = if first < 0x80 {
            at += 1;
            first
        } else if first < 0xe0 {
            at += 2;
            (first & 0x1f) << 6 | (bytes[at - 1] as u16 & 0x3f)
        } else {
            at += 3;
            (first & 0xf) << 12 | (bytes[at - 2] as u16 & 0x3f) << 6 | (bytes[at - 1] as u16 & 0x3f)
        };
        out[filled] = if value == char::REPLACEMENT_CHARACTER as u16 { 0 } else { value };
        filled += 1;
    }
    assert!(filled == COUNT, "the table is of another size");
    out
}

/// The character of a cell, or `None` for 0.
pub(super) fn character(cell: u16) -> Option<char> {
    char::from_u32(u32::from(cell)).filter(|c| *c != '\0')
}
