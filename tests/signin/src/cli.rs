//! The command line: `COMMANDS.md`, section `countersign-signin`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use zeroize::Zeroizing;

use crate::StartError;
use crate::accounts::NewUser;
use crate::config::{Config, Organisation};
use crate::listen::{Bound, Running};
use crate::outside::{SystemClock, SystemRandom};
use crate::plain::PlainRealm;
use crate::rescue;
use crate::rules::user::{Mfa, Role};
use crate::service::Service;

/// A reference sign-in service for Countersign: try it, test against it, read it.
#[derive(Parser)]
#[command(name = "countersign-signin", version)]
struct Cli {
    #[command(flatten)]
    serve: Serve,
    /// Folder of database and realm.toml; `user` needs it [default: none, everything is in memory].
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
struct Serve {
    /// Where to listen; 127.0.0.1 stands for ::1 too.
    #[arg(long, default_value = "127.0.0.1:8400", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The address that browsers and phones use [default: http://localhost and the port].
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Name and profile of a realm: one with countersign+, any number of plain, and, for tests, of pipush [default: demo=countersign+].
    #[arg(long, value_name = "NAME=PROFILE")]
    realm: Vec<String>,
    /// Believe X-Forwarded-For of the nearest proxy.
    #[arg(long)]
    trust_proxy: bool,
    /// Ask phones for a nonce in each proof (RFC 9449 section 8).
    #[arg(long)]
    demand_nonces: bool,
    /// Serve /test/ (whoever reaches the service may do everything).
    #[arg(long)]
    test_control: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Adds, lists and helps users.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Adds a user.
    Add {
        /// The user's name.
        name: String,
        /// Whether the next sign-in leads through the set-up of a phone: off or on.
        #[arg(long, default_value = "off")]
        mfa: Switch,
        /// What the user may do.
        #[arg(long, default_value = "user")]
        role: Rank,
        /// Environment variable that holds the password, of at least 8 characters.
        #[arg(long, value_name = "VAR")]
        password_env: String,
    },
    /// Lists all users.
    List,
    /// Lifts the block of a user after a report; the log keeps the reason.
    Unblock {
        /// The user's name.
        name: String,
        /// Why.
        #[arg(long, default_value = "by the command", value_name = "TEXT")]
        reason: String,
    },
    /// Ends the pause after three wrong numbers or a hundred wrong codes; the log keeps the reason.
    Resume {
        /// The user's name.
        name: String,
        /// Why.
        #[arg(long, default_value = "by the command", value_name = "TEXT")]
        reason: String,
    },
    /// Issues a one-time pass to a user who lost every phone, and removes those phones.
    Pass {
        /// The user's name.
        name: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Switch {
    Off,
    On,
}

#[derive(Clone, Copy, ValueEnum)]
enum Rank {
    User,
    Admin,
}

/// Runs the command; a leading `--` is skipped. Exit 0 = done, 1 = refused, 2 = wrong usage or the
/// service cannot start.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let mut arguments: Vec<_> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "--") {
        arguments.remove(1);
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match cli.command {
        None => serve(cli.serve, cli.data),
        Some(Command::User { command }) => match cli.data {
            Some(data) => user(command, data),
            None => fail(2, "say with --data which folder holds the users"),
        },
    }
}

fn serve(serve: Serve, data: Option<PathBuf>) -> ExitCode {
    let realms = match Realms::of(&serve.realm) {
        Ok(realms) => realms,
        Err(sentence) => return fail(2, sentence),
    };
    let in_memory = data.is_none();
    let config = Config {
        listen: serve.listen,
        base_url: serve.base_url,
        data,
        realm: realms.own.unwrap_or_else(|| "demo".into()),
        plain: realms.plain,
        pipush: realms.pipush,
        trust_proxy: serve.trust_proxy,
        test_control: serve.test_control,
        demand_nonces: serve.demand_nonces,
        ..Config::default()
    };
    let test_control = config.test_control;
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().build() else {
        return fail(2, "the system gives no threads");
    };
    runtime.block_on(async move {
        let running = match start(config).await {
            Ok(running) => running,
            Err(error) => return fail(2, &error.to_string()),
        };
        say(&format!("Sign-in service at {}", running.base_url));
        say(&format!("Issuer: {}", running.service.realm_base()));
        for base in running.service.plain_bases() {
            say(&format!("Plain realm, for trying only: {base}, pages at {base}/signin"));
        }
        if in_memory {
            say("Everything is in memory and is forgotten when it stops; --data keeps it.");
        }
        if test_control {
            say("WARNING: --test-control is on. Whoever reaches this service may do everything.");
        }
        tokio::select! {
            _ = tokio::signal::ctrl_c() => running.stop().await,
            () = terminated() => running.stop().await,
        }
        ExitCode::SUCCESS
    })
}

/// The address first: when it is taken, no folder is made.
async fn start(config: Config) -> Result<Running, StartError> {
    let mut bound = Bound::new(config).await?;
    bound.read_folder()?;
    bound.serve()
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}

fn user(command: UserCommand, data: PathBuf) -> ExitCode {
    match command {
        UserCommand::List => list(data),
        UserCommand::Unblock { name, reason } => rescue::unblock(data, &name, &reason),
        UserCommand::Resume { name, reason } => rescue::resume(data, &name, &reason),
        UserCommand::Pass { name } => rescue::issue(data, &name),
        UserCommand::Add { name, mfa, role, password_env } => {
            let Ok(password) = std::env::var(&password_env).map(Zeroizing::new) else {
                return fail(2, "the variable named by --password-env holds no password");
            };
            let new = NewUser {
                name: &name,
                password: &password,
                mfa: match mfa {
                    Switch::Off => Mfa::Off,
                    Switch::On => Mfa::On,
                },
                role: match role {
                    Rank::User => Role::User,
                    Rank::Admin => Role::Admin,
                },
            };
            add(&new, data)
        }
    }
}

fn list(data: PathBuf) -> ExitCode {
    // Looking makes no folder.
    if !data.exists() {
        return fail(2, &StartError::NoFolder.to_string());
    }
    let users = match open(data, Organisation::default()) {
        Ok(service) => service.users(),
        Err(error) => return fail(2, &error.to_string()),
    };
    match users {
        Ok(users) => {
            for user in users {
                let blocked = if user.blocked { "\tblocked" } else { "" };
                let (role, mfa) = (user.role.word(), user.mfa.word());
                say(&format!("{}\t{role}\tmfa {mfa}{blocked}", user.name));
            }
            ExitCode::SUCCESS
        }
        Err(error) => fail(1, &error.to_string()),
    }
}

fn add(new: &NewUser<'_>, data: PathBuf) -> ExitCode {
    // What cannot be added makes no folder.
    if let Err(error) = new.check() {
        return fail(1, &error.to_string());
    }
    let service = match open(data, Organisation::default()) {
        Ok(service) => service,
        Err(error) => return fail(2, &error.to_string()),
    };
    match service.add_user(new) {
        Ok(_) => {
            let (role, mfa) = (new.role.word(), new.mfa.word());
            let next = match new.mfa {
                Mfa::Off => "The password alone signs in.",
                Mfa::On | Mfa::Enforced => "The next sign-in leads through the set-up of a phone.",
            };
            say(&format!("Added {} ({role}, MFA {mfa}). {next}", new.name));
            ExitCode::SUCCESS
        }
        Err(error) => fail(1, &error.to_string()),
    }
}

/// The service of a data folder that nobody listens to.
pub(crate) fn open(data: PathBuf, organisation: Organisation) -> Result<Service, StartError> {
    let config = Config { data: Some(data), organisation, ..Config::default() };
    Service::new(config, Arc::new(SystemClock::default()), Arc::new(SystemRandom::default()))
}

/// The realms: one with the countersign+ profile, whose pages stand at `/signin`, and any number that behave like a
/// plain server or speak pipush.
#[derive(Default)]
struct Realms {
    own: Option<String>,
    plain: Vec<PlainRealm>,
    pipush: Vec<String>,
}

impl Realms {
    fn of(asked: &[String]) -> Result<Self, &'static str> {
        let mut realms = Self::default();
        for one in asked {
            match one.split_once('=') {
                Some((name, "countersign+")) if realms.own.is_none() => {
                    realms.own = Some(name.to_owned());
                }
                Some((_, "countersign+")) => {
                    return Err("one countersign+ realm is served: its pages stand at /signin");
                }
                Some((name, "plain")) => realms.plain.push(PlainRealm::named(name)),
                Some((name, "pipush")) => realms.pipush.push(name.to_owned()),
                _ => {
                    return Err(
                        "a realm is given as NAME=countersign+, NAME=plain or, for tests, NAME=pipush",
                    );
                }
            }
        }
        Ok(realms)
    }
}

pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

pub(crate) fn fail(code: u8, sentence: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr().lock(), "countersign-signin: {sentence}.");
    ExitCode::from(code)
}
