//! The receipts of imports as bytes.

use super::bytes::{Malformed, Reader, Writer};
use super::receipts::{CommitId, ImportRecord, KeptReceipt, Refusal};
use crate::account::AccountId;
use crate::payload::Field;

/// What a record costs in memory beyond its texts, and what a receipt does.
const RECORD_COST: usize = 200;
const RECEIPT_COST: usize = 96;
const VERSION: u8 = 1;

pub(super) fn write(w: &mut Writer, record: &ImportRecord) {
    w.spend(RECORD_COST);
    w.u8(VERSION);
    w.raw(&record.id.0);
    w.u64(record.at);
    w.text(&record.format);
    w.u32(record.not_otp);
    match u32::try_from(record.receipts.len()) {
        Ok(count) => w.u32(count),
        Err(_) => w.refuse(),
    }
    for receipt in &record.receipts {
        w.spend(RECEIPT_COST);
        match receipt {
            KeptReceipt::Added { id, warned, fingerprint, replaced } => {
                w.u8(if *warned { WARNED } else { ADDED });
                w.raw(&id.to_bytes());
                w.raw(fingerprint);
                write_id(w, *replaced);
            }
            KeptReceipt::Refused(refusal) => {
                w.u8(REFUSED);
                write_refusal(w, *refusal);
            }
        }
    }
}

/// Reads the records. One that cannot be read is left out: it is a convenience of thirty days.
pub(super) fn read_list(
    list: &mut Reader<'_>,
    records: &mut Vec<ImportRecord>,
) -> Result<(), Malformed> {
    while !list.is_empty() {
        list.spend(RECORD_COST)?;
        let record = list.slice()?;
        let mut reader = list.inner(record);
        match read(&mut reader).and_then(|record| reader.end().map(|()| record)) {
            Ok(record) => {
                list.absorb(&reader);
                records.push(record);
            }
            Err(Malformed::OverBudget) => return Err(Malformed::OverBudget),
            Err(Malformed::Broken) => {}
        }
    }
    Ok(())
}

fn read(r: &mut Reader<'_>) -> Result<ImportRecord, Malformed> {
    if r.u8()? != VERSION {
        return Err(Malformed::Broken);
    }
    let id = CommitId(r.array()?);
    let at = r.u64()?;
    let format = r.text()?;
    let not_otp = r.u32()?;
    let mut receipts = Vec::new();
    for _ in 0..r.u32()? {
        r.spend(RECEIPT_COST)?;
        receipts.push(match r.u8()? {
            kind @ (ADDED | WARNED) => KeptReceipt::Added {
                id: AccountId::from_bytes(r.array()?),
                warned: kind == WARNED,
                fingerprint: r.array()?,
                replaced: read_id(r)?,
            },
            REFUSED => KeptReceipt::Refused(read_refusal(r)?),
            _ => return Err(Malformed::Broken),
        });
    }
    Ok(ImportRecord { id, at, format, not_otp, receipts })
}

fn write_id(w: &mut Writer, id: Option<AccountId>) {
    w.option(id, |w, id| w.raw(&id.to_bytes()));
}

fn read_id(r: &mut Reader<'_>) -> Result<Option<AccountId>, Malformed> {
    r.option(|r| r.array().map(AccountId::from_bytes))
}

fn write_refusal(w: &mut Writer, refusal: Refusal) {
    let mut with_field = |code, field| {
        w.u8(code);
        w.u8(field_code(field));
    };
    match refusal {
        Refusal::OutOfRange { field } => with_field(4, field),
        Refusal::MissingField { field } => with_field(5, field),
        Refusal::Duplicate { of } => {
            w.u8(8);
            write_id(w, of);
        }
        Refusal::Conflict { with } => {
            w.u8(10);
            w.raw(&with.to_bytes());
        }
        Refusal::UnsupportedType => w.u8(1),
        Refusal::UnsupportedAlgorithm => w.u8(2),
        Refusal::BadSecret => w.u8(3),
        Refusal::NotRepresentable => w.u8(6),
        Refusal::EncryptedEntry => w.u8(7),
        Refusal::NotSelected => w.u8(9),
        Refusal::PushAccount => w.u8(11),
        Refusal::Damaged => w.u8(12),
    }
}

fn read_refusal(r: &mut Reader<'_>) -> Result<Refusal, Malformed> {
    Ok(match r.u8()? {
        1 => Refusal::UnsupportedType,
        2 => Refusal::UnsupportedAlgorithm,
        3 => Refusal::BadSecret,
        4 => Refusal::OutOfRange { field: field(r.u8()?)? },
        5 => Refusal::MissingField { field: field(r.u8()?)? },
        6 => Refusal::NotRepresentable,
        7 => Refusal::EncryptedEntry,
        8 => Refusal::Duplicate { of: read_id(r)? },
        9 => Refusal::NotSelected,
        10 => Refusal::Conflict { with: AccountId::from_bytes(r.array()?) },
        11 => Refusal::PushAccount,
        12 => Refusal::Damaged,
        _ => return Err(Malformed::Broken),
    })
}

/// The place of a field in the list of `payload`, from 1.
fn field_code(field: Field) -> u8 {
    let at = Field::ALL.iter().position(|known| *known == field);
    at.and_then(|at| u8::try_from(at.saturating_add(1)).ok()).unwrap_or_default()
}

fn field(code: u8) -> Result<Field, Malformed> {
    let at = usize::from(code).checked_sub(1).ok_or(Malformed::Broken)?;
    Field::ALL.get(at).copied().ok_or(Malformed::Broken)
}

const ADDED: u8 = 1;
const WARNED: u8 = 2;
const REFUSED: u8 = 3;

#[cfg(test)]
mod tests {
    use super::super::{Contents, codec};
    use super::*;

    fn record() -> ImportRecord {
        let (one, two) = (AccountId::from_bytes([1; 8]), AccountId::from_bytes([2; 8]));
        let refusals = [
            Refusal::UnsupportedType,
            Refusal::UnsupportedAlgorithm,
            Refusal::BadSecret,
            Refusal::OutOfRange { field: Field::Period },
            Refusal::MissingField { field: Field::Secret },
            Refusal::NotRepresentable,
            Refusal::EncryptedEntry,
            Refusal::Duplicate { of: Some(one) },
            Refusal::Duplicate { of: None },
            Refusal::NotSelected,
            Refusal::Conflict { with: two },
            Refusal::PushAccount,
            Refusal::Damaged,
        ];
        let mut receipts: Vec<_> = refusals.into_iter().map(KeptReceipt::Refused).collect();
        for (warned, replaced) in [(false, None), (true, Some(two))] {
            let fingerprint = [7; 16];
            receipts.push(KeptReceipt::Added { id: one, warned, fingerprint, replaced });
        }
        let format = "aegis".to_owned();
        ImportRecord { id: CommitId([9; 8]), at: 77, format, not_otp: 3, receipts }
    }

    #[test]
    fn every_receipt_is_read_back() {
        let contents = Contents { imports: vec![record()], ..Contents::default() };
        let bytes = codec::encode(&contents).unwrap();
        assert_eq!(codec::decode(&bytes).unwrap().imports, [record()]);
    }

    #[test]
    fn a_record_of_a_newer_app_costs_itself_and_nothing_else() {
        let contents = Contents { imports: vec![record(), record()], ..Contents::default() };
        let mut bytes = codec::encode(&contents).unwrap().to_vec();
        let first = bytes.windows(9).position(|at| at == [1, 9, 9, 9, 9, 9, 9, 9, 9]).unwrap();
        bytes[first] = 2;
        assert_eq!(codec::decode(&bytes).unwrap().imports, [record()]);
    }
}
