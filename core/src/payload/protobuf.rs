//! A reader of protocol buffers, just large enough for Google's export: varints and byte strings;
//! 32- and 64-bit fields are passed over; groups are refused.

/// The bytes are no well-formed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadProtobuf;

/// The value of one field.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 2.
    Bytes(&'a [u8]),
    /// Wire types 1 and 5, which nothing here uses.
    Fixed,
}

impl<'a> Value<'a> {
    /// The number, if it is one.
    pub(super) fn varint(self) -> Result<u64, BadProtobuf> {
        match self {
            Self::Varint(value) => Ok(value),
            Self::Bytes(_) | Self::Fixed => Err(BadProtobuf),
        }
    }

    /// An int32: negative numbers come as ten bytes, of which the low half counts.
    pub(super) fn int32(self) -> Result<i32, BadProtobuf> {
        let [a, b, c, d, ..] = self.varint()?.to_le_bytes();
        Ok(i32::from_le_bytes([a, b, c, d]))
    }

    /// The bytes, if they are some.
    pub(super) fn bytes(self) -> Result<&'a [u8], BadProtobuf> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Varint(_) | Self::Fixed => Err(BadProtobuf),
        }
    }
}

/// The fields of one message, in order.
pub(super) struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    /// A message that fills the bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next field's number and value; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Value<'a>)>, BadProtobuf> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = u32::try_from(self.varint()?).map_err(|_| BadProtobuf)?;
        let value = match key & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| BadProtobuf)?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(BadProtobuf),
        };
        match key >> 3 {
            0 => Err(BadProtobuf),
            field => Ok(Some((field, value))),
        }
    }

    /// At most ten bytes, of which the tenth holds one bit.
    fn varint(&mut self) -> Result<u64, BadProtobuf> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = *self.take(1)? else { return Err(BadProtobuf) };
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(BadProtobuf);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(BadProtobuf)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], BadProtobuf> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BadProtobuf)?;
        self.0 = rest;
        Ok(taken)
    }
}
