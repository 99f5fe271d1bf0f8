//! The browser's driver: one process for all tests of a test program, gone when the program is.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Where Debian's packages put the programs; the environment may name others.
const MISSING: &str = "Chromium and its driver are needed: install them (on Debian: apt-get install chromium \
     chromium-driver), or name them in CHROMIUM and CHROMEDRIVER.";

struct Driver {
    address: String,
    /// The driver ends when this program does, however that comes about: its keeper reads from us.
    _keeper: Child,
}

/// The address of the driver, started at the first call.
///
/// # Panics
/// With one sentence about what to install when it is missing.
pub fn address() -> &'static str {
    static DRIVER: OnceLock<Driver> = OnceLock::new();
    &DRIVER.get_or_init(start).address
}

/// The browser itself.
///
/// # Panics
/// With one sentence about what to install when it is missing.
pub fn program() -> PathBuf {
    find("CHROMIUM", "chromium")
}

/// What every session starts with. Nothing of it asks the network for anything.
#[must_use]
pub fn arguments(profile: &Path) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--password-store=basic",
        "--window-size=1200,900",
    ]
    .map(str::to_owned)
    .into();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        // Chromium's sandbox does not run as root; the only pages opened are our own.
        arguments.push("--no-sandbox".to_owned());
    }
    arguments
}

fn start() -> Driver {
    // The shell waits until our end of its standard input is closed, then ends the driver.
    let script =
        "\"$0\" --port=0 --log-level=SEVERE </dev/null & driver=$!; cat >/dev/null; kill $driver";
    let mut keeper = Command::new("sh")
        .args(["-c", script])
        .arg(find("CHROMEDRIVER", "chromedriver"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell can be started");
    let mut lines = BufReader::new(keeper.stdout.take().expect("it was piped")).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        })
        .expect("chromedriver says on which port it listens");
    // What else it says is read, so that it never waits for us.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Driver { address: format!("http://127.0.0.1:{port}"), _keeper: keeper }
}

fn find(variable: &str, name: &str) -> PathBuf {
    let named = std::env::var_os(variable).map(PathBuf::from);
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    };
    named.filter(|file| file.is_file()).or_else(on_path).unwrap_or_else(|| panic!("{MISSING}"))
}
