//! Rows of comma-separated values (RFC 4180), wiped when dropped.

use zeroize::Zeroizing;

use super::error::ImportError;

/// Longest row that is read, in bytes.
const MAX_ROW: usize = 1024 * 1024;
/// Most columns of a row.
const MAX_COLUMNS: usize = 256;

/// Reads row after row; blank lines are left out.
pub(super) struct Rows<'a> {
    rest: &'a str,
}

/// One row.
pub(super) type Row = Vec<Zeroizing<String>>;

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Reads one row and goes behind its end.
    fn row(&mut self) -> Result<Row, ImportError> {
        let mut row = Row::new();
        loop {
            let cell = match self.rest.strip_prefix('"') {
                Some(quoted) => self.quoted(quoted)?,
                None => {
                    let end = self.rest.find([',', '\n', '\r']).unwrap_or(self.rest.len());
                    self.take(end)
                }
            };
            if row.len() >= MAX_COLUMNS {
                return Err(ImportError::TooLarge);
            }
            row.push(cell);
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
            let rest = rest.strip_prefix('\n').unwrap_or(rest);
            if rest.len() == self.rest.len() && !rest.is_empty() {
                // Something stands behind a closing quote.
                return Err(ImportError::DAMAGED);
            }
            self.rest = rest;
            return Ok(row);
        }
    }

    /// A cell in quotes, in which a quote is written twice.
    fn quoted(&mut self, inside: &'a str) -> Result<Zeroizing<String>, ImportError> {
        let mut at = 0;
        loop {
            let here = inside.get(at..).unwrap_or_default();
            let found = here.find('"').ok_or(ImportError::DAMAGED)?;
            let end = at.saturating_add(found);
            if end > MAX_ROW {
                return Err(ImportError::TooLarge);
            }
            let behind = inside.get(end.saturating_add(1)..).unwrap_or_default();
            if behind.starts_with('"') {
                at = end.saturating_add(2);
                continue;
            }
            self.rest = behind;
            let text = inside.get(..end).unwrap_or_default();
            return Ok(Zeroizing::new(text.replace("\"\"", "\"")));
        }
    }

    fn take(&mut self, end: usize) -> Zeroizing<String> {
        let (cell, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        Zeroizing::new(cell.to_owned())
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = self.rest.trim_start_matches(['\r', '\n']);
        if self.rest.is_empty() {
            return None;
        }
        let row = self.row();
        if row.is_err() {
            self.rest = "";
        }
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let plain = |row: Row| row.into_iter().map(|cell| cell.to_string()).collect();
        Rows::new(text).map(|row| plain(row.unwrap())).collect()
    }

    #[test]
    fn cells_are_read_as_rfc_4180_writes_them() {
        assert_eq!(
            rows("a,b\r\n\r\n,\n\"x,\"\"y\"\"\nz\",\"\"\r\nlast"),
            [vec!["a", "b"], vec!["", ""], vec!["x,\"y\"\nz", ""], vec!["last"],]
        );
        assert!(rows("\r\n\n").is_empty());
    }

    #[test]
    fn open_quotes_and_endless_rows_are_refused() {
        let refused = |text: &str| Rows::new(text).find_map(Result::err);
        assert_eq!(refused("a,\"b\nc"), Some(ImportError::DAMAGED));
        assert_eq!(refused("\"a\"b,c"), Some(ImportError::DAMAGED));
        assert_eq!(refused(&",".repeat(300)), Some(ImportError::TooLarge));
        let long = format!("\"{}\"", "x".repeat(MAX_ROW + 1));
        assert_eq!(refused(&long), Some(ImportError::TooLarge));
    }
}
