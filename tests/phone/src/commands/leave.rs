//! `export` and `backup`: moving out, and what is kept for a lost computer.

use std::io::{self, Write};
use std::path::Path;

use countersign_core::app::{
    Authenticator, Export, ExportRequest, LeftOut, NewPassphrase, TransferError, UnlockError,
    VaultState,
};
use countersign_core::secret::SecretString;
use countersign_core::text::isolated;
use countersign_core::vault::Unlock;
use countersign_core::vault::export::Target;
use serde_json::{Value, json};

use crate::backup_folder::{Folder, write_new};
use crate::cli;
use crate::input::{new_password, read_file, typed_word};
use crate::output::{self, Failure, Report};
use crate::session;

/// Exports to another app.
pub(crate) fn export(
    phone: &Authenticator,
    args: &cli::Export,
    as_json: bool,
) -> Result<Report, Failure> {
    needs_a_vault(phone)?;
    not_there(&args.out)?;
    session::open(phone)?;
    let password = match args.format.is_plain() {
        true => None,
        false => Some(new_password(args.password_env.as_deref(), "Password of the new file: ")?),
    };
    let mut request = ExportRequest { target: args.format, password, plain_agreed: args.yes };
    let typed = session::once_more()?;
    let how = Unlock::Passcode(&typed);
    let made = match phone.transfer().export(how, &request) {
        Err(error @ TransferError::NotConfirmed { .. }) => {
            let warning = Failure::from(error);
            if !typed_word(&warning.advice, "export") {
                return Err(warning);
            }
            request.plain_agreed = true;
            phone.transfer().export(how, &request)?
        }
        other => other?,
    };
    put(&made, &args.out)?;
    let mut json = told(&made);
    json["format"] = json!(args.format.format().name());
    let mut text = vec![format!("{} accounts were exported and read back.", made.accounts)];
    text.extend(lines(&made));
    if args.format == Target::Google {
        text.push("Each line of the file is one code to be scanned.".to_owned());
    }
    Ok(said(json, text, &args.out, as_json))
}

/// Writes a backup, or turns automatic ones on or off.
pub(crate) fn backup(
    phone: &Authenticator,
    args: &cli::Backup,
    as_json: bool,
) -> Result<Report, Failure> {
    needs_a_vault(phone)?;
    let (None, Some(out)) = (&args.auto, &args.out) else {
        return set_automatic(phone, args);
    };
    not_there(out)?;
    session::open(phone)?;
    let new = passphrase(phone, args.password_env.as_deref())?;
    let typed = session::once_more()?;
    let made = phone.transfer().back_up(Unlock::Passcode(&typed), new.as_ref())?;
    put(&made, out)?;
    let mut text = vec![format!(
        "A backup of {} accounts was written and read back. `countersign restore` brings it back; without its \
         passphrase nothing does.",
        made.accounts
    )];
    text.extend(lines(&made));
    Ok(said(told(&made), text, out, as_json))
}

fn set_automatic(phone: &Authenticator, args: &cli::Backup) -> Result<Report, Failure> {
    session::open(phone)?;
    let folder = args.auto.as_deref().filter(|folder| *folder != "off");
    let Some(folder) = folder else {
        phone.transfer().stop_auto_backup()?;
        let text = vec!["Automatic backups are off. Those that were made stay.".to_owned()];
        return Ok(Report::done(json!({ "folder": null, "last": null }), text));
    };
    let whole = Path::new(folder).canonicalize().ok().filter(|path| path.is_dir());
    let whole = whole.as_deref().and_then(Path::to_str).ok_or_else(|| {
        Failure::new("refused", format!("{folder} is no folder. Make it, and try again."))
    })?;
    let new = passphrase(phone, args.password_env.as_deref())?;
    let typed = session::once_more()?;
    if let Some(new) = new {
        phone.transfer().set_backup_passphrase(Unlock::Passcode(&typed), &new)?;
    }
    phone.transfer().start_auto_backup(Unlock::Passcode(&typed), whole.to_owned())?;
    let first = phone.transfer().run_auto_backup(&Folder::of(whole));
    if let Err(error) = first {
        return Err(error.into());
    }
    let view = phone.transfer().auto_backup()?;
    let last = view.as_ref().and_then(|view| view.last);
    let text = vec![format!(
        "Backups go to {whole}: encrypted, after changes, at most daily, the last five."
    )];
    Ok(Report::done(json!({ "folder": whole, "last": last }), text))
}

/// The automatic backup that a command leaves behind. What went wrong is said beside what the command did.
pub(crate) fn automatic(phone: &Authenticator) {
    if !matches!(phone.vault().state(), Ok(VaultState::Open)) {
        return;
    }
    let Ok(Some(view)) = phone.transfer().auto_backup() else { return };
    if let Err(error) = phone.transfer().run_auto_backup(&Folder::of(&view.folder)) {
        output::note(&Failure::from(error).advice);
    }
}

fn needs_a_vault(phone: &Authenticator) -> Result<(), Failure> {
    match phone.vault().state()? {
        VaultState::None => Err(UnlockError::NoVault.into()),
        VaultState::Locked(_) | VaultState::Open | VaultState::ReadOnly => Ok(()),
    }
}

/// A new passphrase, where one is named or none was set before.
fn passphrase(
    phone: &Authenticator,
    variable: Option<&str>,
) -> Result<Option<NewPassphrase>, Failure> {
    if variable.is_none() && phone.settings().safety()?.backup {
        return Ok(None);
    }
    let passphrase: SecretString =
        new_password(variable, "Choose a backup passphrase, twelve characters at least: ")?;
    Ok(Some(NewPassphrase { passphrase, kdf: Authenticator::calibrate()? }))
}

/// Refuses before anybody types anything.
fn not_there(out: &str) -> Result<(), Failure> {
    if out != "-" && Path::new(out).exists() {
        let advice = format!("{out} is there already and is not overwritten. Name another file.");
        return Err(Failure::new("refused", advice));
    }
    Ok(())
}

/// Writes the file and reads it back.
fn put(made: &Export, out: &str) -> Result<(), Failure> {
    let bytes = made.file().expose();
    if out == "-" {
        // Nothing can be read back: the bytes that were handed over are the ones that were opened.
        let mut stdout = io::stdout().lock();
        return stdout
            .write_all(bytes)
            .and_then(|()| stdout.flush())
            .map_err(|_| TransferError::NotWritten.into());
    }
    write_new(Path::new(out), bytes).map_err(|error| {
        let full = error.kind() == io::ErrorKind::StorageFull;
        let why = if full { "no space is left there" } else { "it cannot be written there" };
        Failure::new(
            if full { "disk_full" } else { "refused" },
            format!("{out} was not written: {why}. Name another file."),
        )
    })?;
    Ok(made.check(&read_file(out)?)?)
}

/// With the file on standard output, what is said goes beside it.
fn said(json: Value, text: Vec<String>, out: &str, as_json: bool) -> Report {
    if out != "-" {
        return Report::done(json, text);
    }
    if as_json {
        output::note(&json.to_string());
    } else {
        text.iter().for_each(|line| output::note(line));
    }
    Report { done: true, json: Vec::new(), text: Vec::new() }
}

fn told(made: &Export) -> Value {
    let left = |one: &LeftOut| {
        json!({
            "id": one.id.to_string(), "issuer": one.issuer, "label": one.label,
            "reason": one.reason.name(),
        })
    };
    let left_out: Vec<Value> = made.left_out.iter().map(left).collect();
    json!({ "accounts": made.accounts, "left_out": left_out })
}

fn lines(made: &Export) -> Vec<String> {
    let mut lines: Vec<String> = made
        .left_out
        .iter()
        .map(|one| {
            let (issuer, label) = (isolated(&one.issuer), isolated(&one.label));
            format!("- {issuer} {label}: {}", one.reason.sentence())
        })
        .collect();
    if made.left_behind {
        lines.push("Notes, tags, own names or PINs had no place in this format.".to_owned());
    }
    if made.unreadable > 0 {
        lines.push(format!(
            "{} accounts that this version does not know stay here.",
            made.unreadable
        ));
    }
    lines
}
