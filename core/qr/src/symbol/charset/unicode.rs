//! Unicode in units of two and four bytes.

use super::ByteOrder;

/// Appends UTF-16; a byte order mark is obeyed and left out.
pub(super) fn utf16(bytes: &[u8], order: ByteOrder, out: &mut String) -> Option<()> {
    let (mut units, rest) = bytes.as_chunks::<2>();
    let mut order = order;
    if let [mark @ ([0xfe, 0xff] | [0xff, 0xfe]), text @ ..] = units {
        order = if mark[0] == 0xfe { ByteOrder::Big } else { ByteOrder::Little };
        units = text;
    }
    if !rest.is_empty() {
        return None;
    }
    let numbers = units.iter().map(|unit| match order {
        ByteOrder::Big => u16::from_be_bytes(*unit),
        ByteOrder::Little => u16::from_le_bytes(*unit),
    });
    for letter in char::decode_utf16(numbers) {
        out.push(letter.ok()?);
    }
    Some(())
}

/// Appends UTF-32.
pub(super) fn utf32(bytes: &[u8], order: ByteOrder, out: &mut String) -> Option<()> {
    let (units, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    for unit in units {
        out.push(char::from_u32(match order {
            ByteOrder::Big => u32::from_be_bytes(*unit),
            ByteOrder::Little => u32::from_le_bytes(*unit),
        })?);
    }
    Some(())
}
