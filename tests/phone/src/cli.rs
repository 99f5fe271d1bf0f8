//! The words of the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use countersign_core::app::CodeKind;
use countersign_core::text::digits;
use countersign_core::vault::export::Target;
use countersign_core::vault::import::Format;

/// An authenticator on the command line: scan a set-up code, show one-time codes, answer sign-ins.
///
/// The passcode comes from COUNTERSIGN_PASSCODE or is asked for without echo. What tells an older copy of
/// the vault from the newest lies in the folder COUNTERSIGN_STATE [default: countersign in
/// $XDG_STATE_HOME, else in ~/.local/state]. Exit status: 0 done, 1 refused with the reason, 2 wrong
/// usage.
#[derive(Debug, Parser)]
#[command(name = "countersign", version)]
pub(crate) struct Cli {
    /// Folder of the vault [default: countersign in $XDG_DATA_HOME, else in ~/.local/share]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) vault: Option<PathBuf>,
    /// Print JSON, errors included
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The country this phone is in (ISO 3166-1, two letters), to warn of sign-ins from elsewhere
    /// [default: none, and no warning]
    #[arg(long, global = true, value_name = "CC", value_parser = crate::country::parse)]
    pub(crate) country: Option<String>,
    /// This phone's name, as the organisation will list it; four random characters follow it
    /// [default: Countersign command]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) device_name: Option<String>,
    /// Open the vault with the recovery code (from COUNTERSIGN_RECOVERY or a prompt) and make a new passcode
    #[arg(long, global = true)]
    pub(crate) recovery: bool,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read the QR codes in pictures (PNG, JPEG, WebP, GIF; - is standard input); needs no vault
    Scan(Scan),
    /// Say what a scanned text is; needs no vault
    Inspect {
        /// The text, or - for standard input. Other users of this machine can see arguments
        text: String,
        /// Show the secret in the output
        #[arg(long)]
        reveal: bool,
    },
    /// Add a one-time-code account, or enrol at an organisation
    Add(Add),
    /// List the accounts
    Accounts,
    /// Show the one-time codes, or the code of one account that needs a PIN or an unlock
    Codes {
        /// The account, as `accounts` lists it [default: all]
        #[arg(conflicts_with = "at")]
        id: Option<String>,
        /// At this time, in seconds since 1970 [default: now]
        #[arg(long, value_name = "UNIX", value_parser = number::<u64>)]
        at: Option<u64>,
    },
    /// Advance a counter-based account and show its code
    Next {
        /// The account, as `accounts` lists it
        id: String,
    },
    /// Ask every account's server for sign-in requests
    Requests {
        /// Keep asking, and print each change, until interrupted [default: ask once]
        #[arg(long)]
        watch: bool,
    },
    /// Approve a sign-in with the number that its page shows
    Approve {
        /// The request, as `requests` lists it
        id: String,
        /// The number on the sign-in page [default: none, for a request that asks for none]
        value: Option<String>,
    },
    /// Deny a sign-in
    Deny {
        /// The request, as `requests` lists it
        id: String,
        /// Also report it: IT blocks the account until they have talked to you
        #[arg(long)]
        report: bool,
        /// Do not ask before a report that disables the account until IT enables it again
        #[arg(long, requires = "report")]
        yes: bool,
    },
    /// Approve a sign-in with the code beside its number, as a scanner reads it
    Match {
        /// The text of the code, or - for standard input. Other users of this machine can see arguments
        text: String,
    },
    /// What this phone answered lately for an account, as its service remembers it
    Activity {
        /// The account, as `accounts` lists it
        id: String,
    },
    /// "This wasn't me": take an approval back; the session that came of it ends
    Undo {
        /// The account, as `accounts` lists it
        id: String,
        /// The sign-in, as `activity` lists it
        cid: String,
    },
    /// Give an account a new device key, and tell its service
    RenewKey {
        /// The account, as `accounts` lists it
        id: String,
    },
    /// Remove an account here, and tell its server; a one-time-code account goes to the bin for 30 days
    Remove {
        /// The account, as `accounts` lists it
        id: String,
    },
    /// What is in the bin, or delete from it for good
    Trash(Trash),
    /// Take an account back from the bin
    RestoreAccount {
        /// The account, as `trash` lists it
        id: String,
    },
    /// Show the secret of an account as its set-up code holds it
    Reveal {
        /// The account, as `accounts` lists it
        id: String,
    },
    /// Make an account's codes of another kind, where a guess was wrong
    Kind {
        /// The account, as `accounts` lists it
        id: String,
        /// totp, hotp, steam, yaotp or motp
        #[arg(value_parser = kind())]
        kind: CodeKind,
    },
    /// Set things of an account: name, note, tags (with commas between), favourite, order, ask_before, never_export
    /// (for ever), pin (from COUNTERSIGN_PIN or a prompt)
    Set {
        /// The account, as `accounts` lists it
        id: String,
        /// KEY=VALUE; yes or no for favourite, ask_before and never_export, stored or asked for pin
        #[arg(required = true, value_name = "KEY=VALUE")]
        changes: Vec<String>,
    },
    /// Say which time codes are made by, or choose it
    Clock {
        /// By the services' time, where this computer's clock is known to be wrong
        #[arg(long, conflicts_with = "phone")]
        corrected: bool,
        /// By this computer's clock
        #[arg(long)]
        phone: bool,
    },
    /// Move in from another app: add the accounts of its export file
    Import(Import),
    /// Move out to another app: write the accounts to a file that it imports
    Export(Export),
    /// Write an encrypted backup of all accounts, or have one written by itself
    Backup(Backup),
    /// Bring the accounts of a backup back, beside those that are here
    Restore(Restore),
    /// Take an import back: what it added goes to the bin
    UndoImport {
        /// As `import` printed it
        commit: String,
    },
    /// How the vault stands, or which copy of it is used
    Vault {
        /// What to do
        #[command(subcommand)]
        action: VaultAction,
    },
    /// Make a new recovery code, which is shown once; write it down
    Recovery {
        /// Do not ask for two groups of it
        #[arg(long)]
        yes: bool,
    },
    /// Change the passcode (the new one from COUNTERSIGN_NEW_PASSCODE or a prompt), or make a vault
    Passcode,
}

/// `vault`.
#[derive(Debug, Subcommand)]
pub(crate) enum VaultAction {
    /// Say how the vault stands; needs no passcode
    Status,
    /// Go on with a restored or older copy, or with the save before a damaged one
    Accept {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// `scan`.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// The pictures
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// Use only the stages of the live camera
    #[arg(long)]
    pub(crate) live: bool,
}

/// `add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The text of a code, or - for standard input. Other users of this machine can see arguments
    #[arg(required_unless_present_any = ["picture", "code"], conflicts_with_all = ["picture", "code"])]
    pub(crate) text: Option<String>,
    /// The code that the page shows to people who cannot scan, or - for standard input
    #[arg(long, value_name = "CODE", requires = "address", conflicts_with = "picture")]
    pub(crate) code: Option<String>,
    /// The address that the page shows with it
    #[arg(long, value_name = "ADDRESS", requires = "code")]
    pub(crate) address: Option<String>,
    /// A picture to read the code from (- is standard input); may be repeated, for a code in parts
    #[arg(long, value_name = "FILE")]
    pub(crate) picture: Vec<String>,
    /// Which code, when several can be added (1 is the first of all) [default: the only one]
    #[arg(long, value_name = "N", requires = "picture", value_parser = number::<usize>)]
    pub(crate) pick: Option<usize>,
    /// Do not ask before the organisation's server is contacted
    #[arg(long)]
    pub(crate) yes: bool,
    /// Add it even if the same account or the same name is there already
    #[arg(long)]
    pub(crate) keep_both: bool,
    /// Put it in the place of the account with the same name; that one is in the bin for 30 days
    #[arg(long, conflicts_with = "keep_both")]
    pub(crate) replace: bool,
}

/// `trash`.
#[derive(Debug, Args)]
pub(crate) struct Trash {
    /// Delete this account of the bin now, in place of listing it
    #[arg(long, value_name = "ID", conflicts_with = "empty")]
    pub(crate) delete: Option<String>,
    /// Delete all that is in the bin now
    #[arg(long)]
    pub(crate) empty: bool,
}

/// `import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file, a picture of its codes, or - for standard input
    pub(crate) file: String,
    /// Read it as this format [default: detected from its content]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub(crate) format: Option<Format>,
    /// The environment variable with the file's password [default: a prompt]
    #[arg(long, value_name = "VAR")]
    pub(crate) password_env: Option<String>,
    /// Say what would be added and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Show the secrets of the file in the output
    #[arg(long)]
    pub(crate) reveal: bool,
    /// Also add accounts whose name or key is there already
    #[arg(long)]
    pub(crate) keep_both: bool,
    /// Put accounts in the place of those with the same name, which are in the bin for 30 days
    #[arg(long, conflicts_with = "keep_both")]
    pub(crate) replace: bool,
    /// Do not ask before an export is added of which parts are missing
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// For which app: aegis (encrypted), otpauth (a list of links), google (the lines of its codes) or cxf
    #[arg(long, value_name = "FORMAT", value_parser = target())]
    pub(crate) format: Target,
    /// The file, which must not exist yet, or - for standard output
    pub(crate) out: String,
    /// The environment variable with the password of the new file [default: a prompt]
    #[arg(long, value_name = "VAR")]
    pub(crate) password_env: Option<String>,
    /// Do not ask before keys are written in clear
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file, which must not exist yet, or - for standard output
    #[arg(required_unless_present = "auto", conflicts_with = "auto")]
    pub(crate) out: Option<String>,
    /// Write a backup into this folder by itself, after changes and at most daily; `off` ends that
    #[arg(long, value_name = "DIR|off")]
    pub(crate) auto: Option<String>,
    /// The environment variable with a new passphrase [default: the one set before, else a prompt]
    #[arg(long, value_name = "VAR")]
    pub(crate) password_env: Option<String>,
}

/// `restore`.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup, or - for standard input
    pub(crate) file: String,
    /// The environment variable with its passphrase [default: a prompt]
    #[arg(long, value_name = "VAR")]
    pub(crate) password_env: Option<String>,
    /// Say what would come back and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Also bring back accounts whose name or key is there already
    #[arg(long)]
    pub(crate) keep_both: bool,
    /// Put accounts in the place of those with the same name, which are in the bin for 30 days
    #[arg(long, conflicts_with = "keep_both")]
    pub(crate) replace: bool,
}

/// The name of a kind of code.
fn kind() -> impl TypedValueParser<Value = CodeKind> {
    let names = PossibleValuesParser::new(CodeKind::ALL.map(CodeKind::name));
    names.try_map(|name| CodeKind::parse(&name).ok_or("no such kind"))
}

/// The name of an export's format.
fn target() -> impl TypedValueParser<Value = Target> {
    let names = PossibleValuesParser::new(Target::ALL.map(|target| target.format().name()));
    names.try_map(|name| Target::parse(&name).ok_or("no such format"))
}

/// The name of a format.
fn format() -> impl TypedValueParser<Value = Format> {
    let names = PossibleValuesParser::new(Format::ALL.map(Format::name));
    names.try_map(|name| Format::parse(&name).ok_or("no such format"))
}

/// A number in any script's digits.
fn number<N: FromStr>(text: &str) -> Result<N, N::Err> {
    digits::ascii_text(text).expose().parse()
}
