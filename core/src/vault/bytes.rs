//! The bounds-checked reader and writer under the vault's format: big-endian numbers, and byte
//! strings and texts with a 32-bit length before them.
//!
//! Both count what a decoded value costs in memory and stop at [`MEMORY_BUDGET`], so that no sealed
//! contents, however strange, take more (V-47). The count is the same in both directions: what was
//! written can be read.

use crate::secret::{SecretBytes, SecretString, Wiped};

/// Most memory that decoded contents may take, in bytes.
pub(super) const MEMORY_BUDGET: usize = 40 * 1024 * 1024;

/// What an owned text or byte string costs beyond its bytes: its handle and the allocator's share.
const OWNED_COST: usize = 96;

/// The bytes are not what the format says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// They end too early, or a value is outside its range.
    Broken,
    /// They would take too much memory.
    OverBudget,
}

/// Reads from the front of a slice.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    spent: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, spent: 0 }
    }

    /// A reader of a part that was read from this one; it goes on counting.
    pub(super) fn inner<'b>(&self, part: &'b [u8]) -> Reader<'b> {
        Reader { rest: part, spent: self.spent }
    }

    /// Takes over what an inner reader has counted.
    pub(super) fn absorb(&mut self, inner: &Reader<'_>) {
        self.spent = self.spent.max(inner.spent);
    }

    /// Counts memory.
    pub(super) fn spend(&mut self, cost: usize) -> Result<(), Malformed> {
        self.spent = self.spent.saturating_add(cost);
        if self.spent > MEMORY_BUDGET { Err(Malformed::OverBudget) } else { Ok(()) }
    }

    /// Counts `len` bytes that are about to be owned.
    pub(super) fn spend_owned(&mut self, len: usize) -> Result<(), Malformed> {
        self.spend(len.saturating_add(OWNED_COST))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Fails unless everything was read.
    pub(super) fn end(&self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed::Broken) }
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Malformed::Broken)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed::Broken)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array().map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_be_bytes)
    }

    /// One byte, 0 or 1.
    pub(super) fn flag(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            2.. => Err(Malformed::Broken),
        }
    }

    /// Bytes with a 16-bit length before them, at most `max`.
    pub(super) fn short(&mut self, max: usize) -> Result<&'a [u8], Malformed> {
        let len = usize::from(self.u16()?);
        if len > max { Err(Malformed::Broken) } else { self.take(len) }
    }

    /// Bytes with a 32-bit length before them, still borrowed.
    pub(super) fn slice(&mut self) -> Result<&'a [u8], Malformed> {
        let len = usize::try_from(self.u32()?).map_err(|_| Malformed::Broken)?;
        self.take(len)
    }

    fn owned(&mut self) -> Result<&'a [u8], Malformed> {
        let slice = self.slice()?;
        self.spend_owned(slice.len())?;
        Ok(slice)
    }

    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, Malformed> {
        self.owned().map(<[u8]>::to_vec)
    }

    pub(super) fn secret(&mut self) -> Result<SecretBytes, Malformed> {
        self.owned().map(SecretBytes::copy_of)
    }

    pub(super) fn text(&mut self) -> Result<String, Malformed> {
        std::str::from_utf8(self.owned()?).map(str::to_owned).map_err(|_| Malformed::Broken)
    }

    pub(super) fn secret_text(&mut self) -> Result<SecretString, Malformed> {
        self.text().map(SecretString::new)
    }

    /// A value that may be absent: a flag, then the value.
    pub(super) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }

    /// Texts with their number before them.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, Malformed> {
        let count = self.u16()?;
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(self.text()?);
        }
        Ok(texts)
    }
}

/// Appends to a buffer that is wiped when dropped, also when it grows.
#[derive(Default)]
pub(super) struct Writer {
    out: Wiped,
    spent: usize,
    over: bool,
}

impl Writer {
    /// A writer that need not grow before so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self { out: Wiped::new(Vec::with_capacity(bytes)), ..Self::default() }
    }

    /// The bytes, or `None` when a value was longer than its length field can say or everything
    /// together would not be read back.
    pub(super) fn finish(self) -> Option<Wiped> {
        (!self.over && self.spent <= MEMORY_BUDGET).then_some(self.out)
    }

    /// Counts what the reader will count.
    pub(super) fn spend(&mut self, cost: usize) {
        self.spent = self.spent.saturating_add(cost);
    }

    /// Gives up: a value is outside what can be read back.
    pub(super) fn refuse(&mut self) {
        self.over = true;
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        let needed = self.out.len().saturating_add(bytes.len());
        if needed > self.out.capacity() {
            // A plain reallocation would leave the old bytes behind.
            let mut larger = Wiped::new(Vec::with_capacity(needed.saturating_mul(2).max(1024)));
            larger.extend_from_slice(&self.out);
            self.out = larger;
        }
        self.out.extend_from_slice(bytes);
    }

    pub(super) fn u8(&mut self, value: u8) {
        self.raw(&[value]);
    }

    pub(super) fn u16(&mut self, value: u16) {
        self.raw(&value.to_be_bytes());
    }

    pub(super) fn u32(&mut self, value: u32) {
        self.raw(&value.to_be_bytes());
    }

    pub(super) fn u64(&mut self, value: u64) {
        self.raw(&value.to_be_bytes());
    }

    pub(super) fn flag(&mut self, value: bool) {
        self.u8(u8::from(value));
    }

    /// Bytes with a 16-bit length before them.
    pub(super) fn short(&mut self, bytes: &[u8]) {
        match u16::try_from(bytes.len()) {
            Ok(len) => self.u16(len),
            Err(_) => self.over = true,
        }
        self.raw(bytes);
    }

    /// Bytes with a 32-bit length before them, not counted as owned.
    pub(super) fn slice(&mut self, bytes: &[u8]) {
        match u32::try_from(bytes.len()) {
            Ok(len) => self.u32(len),
            Err(_) => self.over = true,
        }
        self.raw(bytes);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.spend(bytes.len().saturating_add(OWNED_COST));
        self.slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A value that may be absent.
    pub(super) fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// Texts with their number before them.
    pub(super) fn texts(&mut self, texts: &[String]) {
        match u16::try_from(texts.len()) {
            Ok(count) => self.u16(count),
            Err(_) => self.over = true,
        }
        for text in texts {
            self.text(text);
        }
    }

    /// Writes what `write` writes with its 32-bit length before it.
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let at = self.out.len();
        self.u32(0);
        write(self);
        let written = self.out.len().saturating_sub(at).saturating_sub(4);
        match u32::try_from(written) {
            Ok(len) => {
                if let Some(place) = self.out.get_mut(at..at.saturating_add(4)) {
                    place.copy_from_slice(&len.to_be_bytes());
                }
            }
            Err(_) => self.over = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_back() {
        let mut writer = Writer::default();
        writer.u8(7);
        writer.u16(300);
        writer.u32(70_000);
        writer.u64(u64::MAX);
        writer.flag(true);
        writer.short(b"short");
        writer.text("Zürich");
        writer.option(None::<&str>, Writer::text);
        writer.option(Some("there"), Writer::text);
        writer.texts(&["a".to_owned(), String::new()]);
        writer.nested(|inner| inner.bytes(b"inside"));
        let bytes = writer.finish().unwrap();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8(), Ok(7));
        assert_eq!(reader.u16(), Ok(300));
        assert_eq!(reader.u32(), Ok(70_000));
        assert_eq!(reader.u64(), Ok(u64::MAX));
        assert_eq!(reader.flag(), Ok(true));
        assert_eq!(reader.short(5), Ok(&b"short"[..]));
        assert_eq!(reader.text().unwrap(), "Zürich");
        assert_eq!(reader.option(Reader::text), Ok(None));
        assert_eq!(reader.option(Reader::text).unwrap().unwrap(), "there");
        assert_eq!(reader.texts().unwrap(), ["a", ""]);
        let mut inner = Reader::new(reader.slice().unwrap());
        assert!(inner.secret().unwrap().ct_eq(b"inside"));
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn a_length_beyond_the_end_is_refused_before_memory_is_taken_v47() {
        let mut reader = Reader::new(&[0xff, 0xff, 0xff, 0xff, 1]);
        assert_eq!(reader.bytes(), Err(Malformed::Broken));
        assert_eq!(Reader::new(&[2]).flag(), Err(Malformed::Broken));
        assert_eq!(Reader::new(&[0, 0, 0, 1, 0xff]).text(), Err(Malformed::Broken));
        assert_eq!(Reader::new(&[0, 9]).short(8), Err(Malformed::Broken));
        assert_eq!(Reader::new(b"x").end(), Err(Malformed::Broken));
    }

    #[test]
    fn the_budget_is_the_same_in_both_directions_v47() {
        let mut writer = Writer::default();
        for _ in 0..=MEMORY_BUDGET / OWNED_COST {
            writer.bytes(b"");
        }
        assert!(writer.finish().is_none());
        let raw = vec![0; 4 * (MEMORY_BUDGET / OWNED_COST + 1)];
        let mut reader = Reader::new(&raw);
        let failed = (0..=MEMORY_BUDGET / OWNED_COST).find_map(|_| reader.bytes().err());
        assert_eq!(failed, Some(Malformed::OverBudget));
    }
}
