//! `import` and `undo-import`: moving in from another app.

use countersign_core::account::AccountId;
use countersign_core::app::{
    Authenticator, EntryChoice, ImportChoices, ImportOptions, ImportPlan, ImportReceipt,
    ImportStatus, ImportTotals, TransferError, VaultState,
};
use countersign_core::qr;
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::text::isolated;
use countersign_core::vault::CommitId;
use countersign_core::vault::import::{FileKind, Format};
use serde_json::{Map, Value, json};

use crate::cli::{Import, Restore};
use crate::input::{confirmed, password, read_file};
use crate::memory;
use crate::output::{self, Failure, Report};
use crate::session;

use super::database;

/// Imports a file, or says what importing it would do.
pub(crate) fn run(phone: &Authenticator, args: &Import) -> Result<Report, Failure> {
    let file = texts_of_pictures(SecretBytes::new(read_file(&args.file)?))?;
    let file = database::rows(phone, &args.file, file)?;
    // What is no export is refused before anybody types a passcode for it.
    let kind = phone.transfer().inspect(file.expose(), args.format)?;
    // Without a vault it is compared with an empty one, and a file that brings nothing makes none.
    session::open(phone)?;
    let plan = phone.transfer().plan(file, options(args, &kind)?)?;
    if !plan.is_usable() {
        return Ok(unusable(&plan));
    }
    let incomplete = args.dry_run || plan.missing.is_empty() || go_on_without(&plan, args.yes);
    if !args.dry_run && incomplete && matches!(phone.vault().state()?, VaultState::None) {
        session::open_or_create(phone)?;
    }
    let secrets: Vec<_> = match args.reveal {
        true => plan.receipts.iter().map(|receipt| plan.reveal(receipt.position)).collect(),
        false => Vec::new(),
    };
    let (format, left_behind) = (plan.format, plan.left_behind);
    let (receipts, totals, commit) = if args.dry_run {
        (plan.receipts, plan.totals, None)
    } else {
        let mut choices = ImportChoices::default();
        if args.keep_both {
            choices.others = EntryChoice::KeepBoth;
        } else if args.replace {
            choices.others = EntryChoice::Replace;
        }
        choices.incomplete = incomplete;
        let done = phone.transfer().commit(plan, &choices)?;
        (done.receipts, done.totals, done.commit)
    };
    let mut json = report_json(format.name(), &receipts, totals, &secrets);
    if let Some(commit) = commit {
        json["commit"] = json!(commit.to_string());
    }
    let mut text = lines(&receipts, &secrets);
    text.push(sum(totals, args.dry_run));
    if left_behind {
        text.push("Icons, colours and counts of use are not taken along.".to_owned());
    }
    if let Some(commit) = commit {
        text.push(format!("`countersign undo-import {commit}` takes it back, for 30 days."));
    }
    Ok(Report::done(json, text))
}

/// Brings the accounts of a backup back: an import of our own format.
pub(crate) fn restore(phone: &Authenticator, args: &Restore) -> Result<Report, Failure> {
    run(
        phone,
        &Import {
            file: args.file.clone(),
            format: Some(Format::Countersign),
            password_env: args.password_env.clone(),
            dry_run: args.dry_run,
            reveal: false,
            keep_both: args.keep_both,
            replace: args.replace,
            yes: false,
        },
    )
}

/// Takes an import back.
pub(crate) fn undo(phone: &Authenticator, commit: &str) -> Result<Report, Failure> {
    let commit = CommitId::parse(commit).ok_or(TransferError::NoSuchImport)?;
    session::open(phone)?.ok_or(TransferError::NoSuchImport)?;
    let undone = phone.transfer().undo(commit)?;
    let names = |ids: &[AccountId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (binned, restored) = (names(&undone.binned), names(&undone.restored));
    let kept = names(&undone.kept);
    let mut text = vec![format!(
        "{} accounts went to the bin, {} came back from it.",
        binned.len(),
        restored.len()
    )];
    for id in &kept {
        text.push(format!("{id} was changed since and stays."));
    }
    Ok(Report::done(json!({ "binned": binned, "restored": restored, "kept": kept }), text))
}

/// A picture stands for the texts of its codes, one a line.
fn texts_of_pictures(file: SecretBytes) -> Result<SecretBytes, Failure> {
    let pictures: [&[u8]; 4] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"];
    if !pictures.iter().any(|begin| file.expose().starts_with(begin)) {
        return Ok(file);
    }
    let found = qr::scan_picture(file.expose()).map_err(|error| {
        let too_large =
            matches!(error, qr::QrError::TooLarge { .. } | qr::QrError::TooManyBytes { .. });
        Failure::new(if too_large { "too_large" } else { "malformed" }, error.to_string())
    })?;
    if found.is_empty() {
        return Err(Failure::new("not_an_account", "No QR code was found in the picture."));
    }
    let mut lines = Vec::new();
    let mut parts = qr::Parts::new();
    let mut waiting = None;
    for code in found {
        let text = match parts.add(&code) {
            None => code.into_bytes(),
            Some(qr::Collected::Whole(text)) => {
                waiting = None;
                text.into_bytes()
            }
            Some(qr::Collected::Waiting { index, count, .. }) => {
                waiting = Some(format!(
                    "The picture holds part {index} of {count} of one code. Use a picture with all of them."
                ));
                continue;
            }
            Some(qr::Collected::Refused(error)) => {
                return Err(Failure::new("part_of_several", error.to_string()));
            }
        };
        lines.extend(text);
        lines.push(b'\n');
    }
    if let Some(advice) = waiting {
        return Err(Failure::new("part_of_several", advice));
    }
    Ok(SecretBytes::new(lines))
}

/// The password is asked once the person was told what opening the file costs.
fn options(args: &Import, kind: &FileKind) -> Result<ImportOptions, Failure> {
    let free_memory = memory::available();
    let mut options = ImportOptions { format: args.format, password: None, free_memory };
    if !kind.encrypted {
        return Ok(options);
    }
    if let Some(cost) = kind.cost.filter(|cost| cost.milliseconds >= 1_000) {
        output::note(&format!(
            "Opening this file takes about {} s and {} MiB of memory.",
            cost.milliseconds / 1_000,
            cost.memory_kib / 1024
        ));
    }
    let question = format!("Password of this file ({}): ", kind.format.title());
    let given: SecretString = password(args.password_env.as_deref(), &question)?;
    options.password = Some(given);
    Ok(options)
}

fn go_on_without(plan: &ImportPlan, yes: bool) -> bool {
    let there =
        usize::try_from(plan.parts).unwrap_or(usize::MAX).saturating_sub(plan.missing.len());
    yes || confirmed(&format!(
        "Only {there} of {} parts of this export are here. Add these?",
        plan.parts
    ))
}

/// Receipts and error in one object: nothing in the file can be used.
fn unusable(plan: &ImportPlan) -> Report {
    let failure = Failure::from(TransferError::NothingUsable);
    let mut json = report_json(plan.format.name(), &plan.receipts, plan.totals, &[]);
    json["error"] = json!({ "kind": failure.kind, "advice": failure.advice });
    let mut text = lines(&plan.receipts, &[]);
    text.push(failure.advice);
    Report { done: false, json: vec![json], text }
}

fn report_json(
    format: &str,
    receipts: &[ImportReceipt],
    totals: ImportTotals,
    secrets: &[Option<SecretString>],
) -> Value {
    let secret = |at: usize| secrets.get(at).and_then(Option::as_ref);
    let receipts = receipts.iter().enumerate().map(|(at, one)| receipt_json(one, secret(at)));
    json!({
        "format": format,
        "receipts": receipts.collect::<Vec<_>>(),
        "totals": {
            "found": totals.found, "imported": totals.imported, "with_warning": totals.with_warning,
            "refused": totals.refused, "not_otp": totals.not_otp,
        },
    })
}

fn receipt_json(receipt: &ImportReceipt, secret: Option<&SecretString>) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("status", json!(status(receipt)));
    put("issuer", json!(receipt.issuer));
    put("label", json!(receipt.label));
    if let Some(account) = receipt.account {
        put("type", json!(account.kind));
        put("digits", json!(account.digits));
        put("period", json!(account.period));
        put("algorithm", json!(account.algorithm));
        if let Some(counter) = account.counter {
            put("counter", json!(counter));
        }
        if account.pin {
            put("pin", json!(true));
        }
    }
    let warnings: Vec<_> = receipt.warnings.iter().map(|warning| warning.name()).collect();
    put("warnings", json!(warnings));
    match receipt.status {
        ImportStatus::Imported { id: Some(id) } => put("id", json!(id.to_string())),
        ImportStatus::Imported { id: None } => {}
        ImportStatus::Refused(refusal) => {
            put("reason", json!(refusal.name()));
            if let Some(field) = refusal.field() {
                put("field", json!(field.name()));
            }
            if let Some(of) = refusal.account() {
                put("of", json!(of.to_string()));
            }
        }
    }
    if let Some(secret) = secret {
        put("secret", json!(secret.expose()));
    }
    Value::Object(fields)
}

fn status(receipt: &ImportReceipt) -> &'static str {
    match receipt.status {
        ImportStatus::Refused(_) => "refused",
        ImportStatus::Imported { .. } if receipt.warnings.is_empty() => "imported",
        ImportStatus::Imported { .. } => "imported_with_warning",
    }
}

/// One line an entry, with what the person should know below it.
fn lines(receipts: &[ImportReceipt], secrets: &[Option<SecretString>]) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, receipt) in receipts.iter().enumerate() {
        let mark = if matches!(receipt.status, ImportStatus::Refused(_)) { "-" } else { "+" };
        let names = format!("{} {}", isolated(&receipt.issuer), isolated(&receipt.label));
        let names = match names.trim() {
            "" => format!("(entry {})", at.saturating_add(1)),
            names => names.to_owned(),
        };
        let reason = match receipt.status {
            ImportStatus::Refused(refusal) => format!(": {}", refusal.sentence()),
            ImportStatus::Imported { .. } => String::new(),
        };
        lines.push(format!("{mark} {names}{reason}"));
        lines.extend(receipt.warnings.iter().map(|warning| format!("    {}", warning.sentence())));
        if let Some(Some(secret)) = secrets.get(at) {
            lines.push(format!("    Secret: {}", secret.expose()));
        }
    }
    lines
}

fn sum(totals: ImportTotals, dry_run: bool) -> String {
    let added = totals.imported.saturating_add(totals.with_warning);
    let would = if dry_run { "would be added" } else { "added" };
    let mut text = format!("{added} of {} accounts {would}, {} not.", totals.found, totals.refused);
    if totals.not_otp > 0 {
        text.push_str(&format!(
            " {} other items have no one-time code and were left out.",
            totals.not_otp
        ));
    }
    text
}
