//! No error, no plan and no log line of an import tells a secret (V-60): every sample, as it is and damaged.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::fs;
use std::path::Path;

use countersign_core::otp::OtpKind;
use countersign_core::vault::import::{ImportError, SourceFile, inspect};
use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, HEXLOWER, HEXUPPER};

use crate::{PASSWORD, open, open_with};

#[path = "../log_support/mod.rs"]
mod log_support;
use log_support::Log;

/// What was said, each text once.
#[derive(Default)]
struct Said(BTreeSet<String>);

impl Said {
    fn value(&mut self, value: &impl Debug) {
        self.0.insert(format!("{value:?}"));
    }

    fn error(&mut self, error: &(impl Debug + Display)) {
        self.value(error);
        self.0.insert(error.to_string());
    }

    fn outcome(
        &mut self,
        outcome: Result<SourceFile, ImportError>,
        secrets: &mut BTreeSet<String>,
    ) {
        match outcome {
            Err(error) => self.error(&error),
            Ok(file) => {
                self.value(&file);
                collect(&file, secrets);
            }
        }
    }
}

/// The secrets of a file in each form in which they could be told.
fn collect(file: &SourceFile, secrets: &mut BTreeSet<String>) {
    for account in file.entries.iter().filter_map(|entry| entry.outcome.as_ref().ok()) {
        let key = account.account.secret.expose();
        let mut forms = vec![
            BASE32_NOPAD.encode(key),
            BASE64_NOPAD.encode(key),
            HEXLOWER.encode(key),
            HEXUPPER.encode(key),
            format!("{key:?}"),
            String::from_utf8_lossy(key).into_owned(),
        ];
        forms.push(BASE32_NOPAD.encode(key).to_lowercase());
        if let OtpKind::Motp { pin: Some(pin), .. } | OtpKind::Yandex { pin: Some(pin) } =
            &account.account.kind
        {
            forms.push(format!("\"{}\"", pin.expose()));
        }
        secrets.extend(forms.into_iter().filter(|form| form.len() >= 6));
    }
}

#[test]
fn no_sample_and_no_damaged_one_tells_a_secret_v60() {
    let heard = Log::heard();
    let mut said = Said::default();
    let mut secrets = BTreeSet::from([PASSWORD.to_owned(), "otpauth".to_owned()]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    let mut samples = 0;
    for sample in fs::read_dir(folder).unwrap() {
        let path = sample.unwrap().path();
        if path.extension().is_some_and(|end| end == "py" || end == "md") {
            continue;
        }
        samples += 1;
        let whole = fs::read(&path).unwrap();
        match inspect(&whole, None) {
            Ok(kind) => said.value(&kind),
            Err(error) => said.error(&error),
        }
        said.outcome(open_with(&whole, PASSWORD), &mut secrets);
        said.outcome(open(&whole), &mut secrets);
        said.outcome(open_with(&whole, "lantern"), &mut secrets);
        // What is cut or changed holds the same secrets, but for some that the change made.
        let mut of_damage = BTreeSet::new();
        for at in (0..whole.len()).step_by(whole.len() / 30 + 1) {
            said.outcome(open(&whole[..at]), &mut of_damage);
            for to in [b'"', b'0', 0xff] {
                let mut changed = whole.clone();
                changed[at] = to;
                said.outcome(open(&changed), &mut of_damage);
            }
        }
        secrets.extend(of_damage);
        let mut changed = whole.clone();
        changed[whole.len() / 3] ^= 1;
        said.outcome(open_with(&changed, PASSWORD), &mut secrets);
    }
    assert!(samples > 15 && secrets.len() > 100, "{samples} samples, {} secrets", secrets.len());
    said.0.insert(heard.text());
    for text in &said.0 {
        let told = secrets.iter().find(|secret| text.contains(secret.as_str()));
        assert_eq!(told, None, "{text}");
    }
}
