//! One item of a table or of a KeePass database: what its fields mean, by their names.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

use super::draft::{Draft, DraftKind, Secret, algorithm, number};
use super::entry::ImportedAccount;
use super::value;
use crate::payload::{Field, form_value};
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// What a field is. Fields of other names, passwords first of all, are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A link, a bare secret, or one of the ways in which add-ons of KeePass write it.
    Code,
    Issuer,
    Title,
    Account,
    Note,
    Folder,
    Tags,
    Favourite,
    Type,
    Digits,
    Period,
    Algorithm,
    Counter,
    /// KeePassXC before 2.3: the secret, and its settings in a field of their own.
    Seed,
    Settings,
    /// KeePass 2.47 and later.
    TimeSecret(Form),
    TimeLength,
    TimePeriod,
    TimeAlgorithm,
    HmacSecret(Form),
    HmacCounter,
}

/// How KeePass writes a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Hex,
    Base32,
    Base64,
}

const FORMS: [(&str, Form); 4] =
    [("", Form::Text), ("-hex", Form::Hex), ("-base32", Form::Base32), ("-base64", Form::Base64)];

impl Role {
    /// The role of a field's name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let form = |begin: &str| {
            let rest = name.strip_prefix(begin)?;
            FORMS.into_iter().find(|(end, _)| *end == rest).map(|(_, form)| form)
        };
        if let Some(form) = form("timeotp-secret") {
            return Some(Self::TimeSecret(form));
        }
        if let Some(form) = form("hmacotp-secret") {
            return Some(Self::HmacSecret(form));
        }
        Some(match name.as_str() {
            "otpauth" | "otpurl" | "otp_url" | "otp" | "totp" | "otpsecret" | "secret"
            | "login_totp" => Self::Code,
            "issuer" => Self::Issuer,
            "title" | "name" => Self::Title,
            "username" | "account" | "login_username" => Self::Account,
            "notes" | "note" | "extra" => Self::Note,
            "folder" | "group" | "grouping" | "category" => Self::Folder,
            "tags" => Self::Tags,
            "favorite" | "fav" => Self::Favourite,
            "type" => Self::Type,
            "digits" => Self::Digits,
            "period" => Self::Period,
            "algorithm" => Self::Algorithm,
            "counter" => Self::Counter,
            "totp seed" => Self::Seed,
            "totp settings" => Self::Settings,
            "timeotp-length" => Self::TimeLength,
            "timeotp-period" => Self::TimePeriod,
            "timeotp-algorithm" => Self::TimeAlgorithm,
            "hmacotp-counter" => Self::HmacCounter,
            _ => return None,
        })
    }

    /// Whether KeePass and its add-ons alone have it.
    pub(super) fn is_keepass(self) -> bool {
        matches!(
            self,
            Self::Seed
                | Self::Settings
                | Self::TimeSecret(_)
                | Self::TimeLength
                | Self::TimePeriod
                | Self::TimeAlgorithm
                | Self::HmacSecret(_)
                | Self::HmacCounter
        )
    }
}

/// The fields of an item that have a role.
pub(super) struct Fields<'a>(pub(super) Vec<(Role, &'a str)>);

impl<'a> Fields<'a> {
    /// The first field of that role that holds something; else empty.
    pub(super) fn get(&self, role: Role) -> &'a str {
        let of_role = self.0.iter().filter(|(found, _)| *found == role);
        of_role.map(|(_, text)| text.trim()).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Issuer and account.
    pub(super) fn names(&self) -> (&'a str, &'a str) {
        let issuer = self.get(Role::Issuer);
        let issuer = if issuer.is_empty() { self.get(Role::Title) } else { issuer };
        (issuer, self.get(Role::Account))
    }

    /// The item's account, or why there is none; nothing where it has no one-time code.
    pub(super) fn account(&self) -> Option<Result<ImportedAccount, Refusal>> {
        let read = self.code()?;
        Some(read.map(|mut account| {
            let title = self.get(Role::Title);
            if !self.get(Role::Issuer).is_empty() && title != account.account.issuer {
                account.set_display_name(title);
            }
            account.add_tag(self.get(Role::Folder));
            account.add_tags(self.get(Role::Tags).split([',', ';']));
            let favourite = self.get(Role::Favourite);
            account.favourite = favourite == "1" || favourite.eq_ignore_ascii_case("true");
            account.set_note(self.get(Role::Note));
            account
        }))
    }

    fn code(&self) -> Option<Result<ImportedAccount, Refusal>> {
        let (code, seed) = (self.get(Role::Code), self.get(Role::Seed));
        let (issuer, user) = self.names();
        if code.contains("://") {
            return Some(value::code(code, issuer, user));
        }
        if code.split('&').any(|part| part.starts_with("key=")) {
            return Some(self.query(code));
        }
        if code.contains(';') {
            return Some(self.settings(seed, code));
        }
        if !code.is_empty() {
            return Some(self.bare(code));
        }
        if !seed.is_empty() {
            return Some(self.settings(seed, self.get(Role::Settings)));
        }
        FORMS.into_iter().find_map(|(_, form)| {
            let (time, hmac) = (self.get(Role::TimeSecret(form)), self.get(Role::HmacSecret(form)));
            match (time.is_empty(), hmac.is_empty()) {
                (false, _) => Some(self.keepass(DraftKind::Totp, form, time)),
                (true, false) => Some(self.keepass(DraftKind::Hotp, form, hmac)),
                (true, true) => None,
            }
        })
    }

    fn draft(&self, kind: DraftKind, secret: &'a str) -> Draft<'a> {
        let (issuer, user) = self.names();
        Draft::new(kind, issuer, user, Some(secret))
    }

    /// A secret by itself; other columns may say more.
    fn bare(&self, secret: &'a str) -> Result<ImportedAccount, Refusal> {
        let mut draft = self.draft(kind(self.get(Role::Type))?, secret);
        draft.algorithm = algorithm(Some(self.get(Role::Algorithm)), &mut draft.warnings)?;
        draft.digits = number(self.get(Role::Digits), Field::Digits)?;
        draft.period = number(self.get(Role::Period), Field::Period)?;
        draft.counter = number(self.get(Role::Counter), Field::Counter)?;
        draft.finish()
    }

    /// `period;digits` or `period;S` for Steam; the secret stands in a field of its own.
    fn settings(&self, seed: &'a str, settings: &str) -> Result<ImportedAccount, Refusal> {
        let mut parts = settings.split(';');
        let (period, digits) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if digits.trim().eq_ignore_ascii_case("s") {
            return self.draft(DraftKind::Steam, seed).finish();
        }
        let mut draft = self.draft(DraftKind::Totp, seed);
        draft.period = number(period, Field::Period)?;
        draft.digits = number(digits, Field::Digits)?;
        draft.finish()
    }

    /// `key=..&size=..&step=..&type=..&counter=..&otpHashMode=..`, as KeeOtp writes it.
    fn query(&self, query: &str) -> Result<ImportedAccount, Refusal> {
        let mut pairs = Vec::new();
        for part in query.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = form_value(value).ok_or(Refusal::Damaged)?;
            pairs.push((name.trim().to_ascii_lowercase(), value));
        }
        let get = |name: &str| {
            let found = pairs.iter().find(|(found, _)| found == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        let (issuer, user) = self.names();
        let mut draft = Draft::new(kind(get("type"))?, issuer, user, Some(get("key")));
        draft.algorithm = algorithm(Some(get("otphashmode")), &mut draft.warnings)?;
        draft.digits = number(get("size"), Field::Digits)?;
        draft.period = number(get("step"), Field::Period)?;
        draft.counter = number(get("counter"), Field::Counter)?;
        draft.finish()
    }

    /// KeePass' own fields.
    fn keepass(
        &self,
        kind: DraftKind,
        form: Form,
        secret: &'a str,
    ) -> Result<ImportedAccount, Refusal> {
        let mut draft = self.draft(kind, secret);
        let decoded =
            |bytes: Option<Vec<u8>>| bytes.map(SecretBytes::new).ok_or(Refusal::BadSecret);
        let bytes = match form {
            Form::Base32 => None,
            Form::Text => Some(Ok(SecretBytes::copy_of(secret.as_bytes()))),
            Form::Hex => Some(decoded(HEXLOWER_PERMISSIVE.decode(secret.as_bytes()).ok())),
            Form::Base64 => Some(decoded(BASE64.decode(secret.as_bytes()).ok())),
        };
        if let Some(bytes) = bytes {
            draft.secret = Secret::Bytes(bytes);
        }
        if kind == DraftKind::Hotp {
            draft.counter = number(self.get(Role::HmacCounter), Field::Counter)?;
            return draft.finish();
        }
        // The usual spelling there is `HMAC-SHA-256`.
        let hash = self.get(Role::TimeAlgorithm).replace('-', "");
        draft.algorithm = algorithm(Some(&hash), &mut Vec::new())?;
        draft.digits = number(self.get(Role::TimeLength), Field::Digits)?;
        draft.period = number(self.get(Role::TimePeriod), Field::Period)?;
        draft.finish()
    }
}

/// The kind by its name; an item that signs in is the usual one.
fn kind(name: &str) -> Result<DraftKind, Refusal> {
    match name.to_ascii_lowercase().as_str() {
        "" | "1" | "login" | "totp" => Ok(DraftKind::Totp),
        "hotp" => Ok(DraftKind::Hotp),
        "steam" => Ok(DraftKind::Steam),
        _ => Err(Refusal::UnsupportedType),
    }
}
