//! Microsoft Authenticator: the rows of its database. The shell reads them with its platform's SQLite and hands them
//! over; here they are a table like that of a CSV file.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::csv::{self, Row};
use super::draft::{Draft, DraftKind, Secret, number};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::{Container, ImportError};
use super::format::Format;
use crate::payload::Field;
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// How a database of SQLite begins.
pub(super) const DATABASE: &[u8] = b"SQLite format 3\0";
/// What its shell is to ask it: one row more than is read.
const QUERY: &str = "SELECT * FROM accounts LIMIT 10001";
/// The columns that are looked at.
const TYPE: &str = "account_type";
const NAME: &str = "name";
const USER: &str = "username";
const KEY: &str = "oath_secret_key";
const SEALED_KEY: &str = "encrypted_oath_secret_key";
const COLUMNS: [&str; 5] = [TYPE, NAME, USER, KEY, SEALED_KEY];
/// Codes of personal accounts at Microsoft.
const PERSONAL_DIGITS: u64 = 8;

/// What to ask a file, where it is a database of SQLite: the rows are handed over by [`rows_of`].
#[must_use]
pub fn query_of(file: &[u8]) -> Option<&'static str> {
    file.starts_with(DATABASE).then_some(QUERY)
}

/// Whether the newest rows of a database may lie in a second file beside it, named like it with `-wal` behind: it is
/// written ahead (SQLite file format, bytes 18 and 19), and that file was not handed over.
#[must_use]
pub fn may_lack_rows(file: &[u8]) -> bool {
    query_of(file).is_some() && file.get(18..20).is_some_and(|modes| modes.contains(&2))
}

/// The rows of a database as a file that [`inspect`](super::inspect) and [`read`](super::read) take. Whatever is no text
/// stands there as the text that SQLite makes of it; nothing stands for `NULL`.
///
/// # Errors
/// [`ImportError::UnsupportedContainer`] when the database is another app's: it has other columns, or none.
pub fn rows_of(
    columns: &[String],
    rows: impl Iterator<Item = Vec<Option<String>>>,
) -> Result<SecretBytes, ImportError> {
    if !is_it(columns.iter().map(String::as_str)) {
        return Err(ImportError::UnsupportedContainer { container: Container::Sqlite });
    }
    let mut file = Zeroizing::new(COLUMNS.join(",").into_bytes());
    for row in rows {
        let row: Vec<_> =
            row.into_iter().map(|cell| Zeroizing::new(cell.unwrap_or_default())).collect();
        for (nth, wanted) in COLUMNS.into_iter().enumerate() {
            let found = columns.iter().zip(&row).find(|(column, _)| column.as_str() == wanted);
            let cell = found.map_or("", |(_, cell)| cell.as_str());
            file.extend_from_slice(if nth == 0 { b"\n\"" } else { b",\"" });
            file.extend_from_slice(Zeroizing::new(cell.replace('"', "\"\"")).as_bytes());
            file.push(b'"');
        }
        if file.len() > super::MAX_FILE {
            return Err(ImportError::TooLarge);
        }
    }
    Ok(SecretBytes::copy_of(&file))
}

/// Whether these are the columns of its accounts.
pub(super) fn is_it<'a>(columns: impl Iterator<Item = &'a str>) -> bool {
    columns.filter(|column| matches!(*column, TYPE | KEY)).count() == 2
}

pub(super) fn read(text: &str) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::Microsoft);
    let mut rows = csv::Rows::new(text);
    let header = rows.next().ok_or(ImportError::DAMAGED)??;
    if !is_it(header.iter().map(|name| name.as_str())) {
        return Err(ImportError::UnknownFormat);
    }
    for row in rows {
        let row = row?;
        let account = Account { header: &header, row: &row };
        file.push(SourceEntry::new(account.get(NAME), account.get(USER), account.read()))?;
    }
    Ok(file)
}

struct Account<'a> {
    header: &'a Row,
    row: &'a Row,
}

impl<'a> Account<'a> {
    fn get(&self, wanted: &str) -> &'a str {
        let mut cells = self.header.iter().zip(self.row);
        let found = cells.find(|(column, _)| column.as_str() == wanted);
        found.map_or("", |(_, cell)| cell.trim())
    }

    fn read(&self) -> Result<ImportedAccount, Refusal> {
        let kind = number(self.get(TYPE), Field::Type)?;
        if kind == Some(2) {
            return Err(Refusal::PushAccount);
        }
        let secret = self.get(KEY);
        if secret.is_empty() && !self.get(SEALED_KEY).is_empty() {
            return Err(Refusal::EncryptedEntry);
        }
        let (issuer, label) = (self.get(NAME), self.get(USER));
        let mut draft = Draft::new(DraftKind::Totp, issuer, label, Some(secret));
        match kind {
            Some(0) => {}
            Some(1) => {
                let bytes = BASE64.decode(secret.as_bytes()).map_err(|_| Refusal::BadSecret);
                draft.secret = Secret::Bytes(bytes.map(SecretBytes::new));
                draft.digits = Some(PERSONAL_DIGITS);
            }
            None => return Err(Refusal::MissingField { field: Field::Type }),
            Some(_) => return Err(Refusal::UnsupportedType),
        }
        draft.finish()
    }
}
