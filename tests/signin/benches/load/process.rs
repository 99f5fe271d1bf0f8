//! The service as a process of its own, and what it holds in memory.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};

use countersign_signin::{Config, PasswordCost, Service};

/// Says that this program is to be the service.
const SERVE: &str = "--serve";

/// The same, with passwords that cost next to nothing.
const CHEAPLY: &str = "cheaply";

pub struct Process {
    pub base: String,
    child: Child,
}

impl Process {
    /// Starts it on a free port, with everything in memory.
    pub fn start(cost: PasswordCost) -> Self {
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.arg(SERVE);
        if cost == PasswordCost::ForTests {
            program.arg(CHEAPLY);
        }
        let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { base: line.trim().to_owned(), child }
    }

    /// Is the service, if that is what this process was started for.
    pub async fn serve() -> bool {
        let arguments: Vec<String> = std::env::args().collect();
        let has = |wanted: &str| arguments.iter().any(|argument| argument == wanted);
        if !has(SERVE) {
            return false;
        }
        let cost = if has(CHEAPLY) { PasswordCost::ForTests } else { PasswordCost::Real };
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config =
            Config { listen, test_control: true, password_cost: cost, ..Config::default() };
        let running = Service::start(config).await.unwrap();
        println!("{}", running.base_url);
        // Until the bench ends, however it does.
        let ends = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = tokio::task::spawn_blocking(ends).await;
        true
    }

    /// What it holds now, in megabytes of 10^6 bytes; 0 where the system does not tell.
    pub fn resident_mb(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most that it ever held.
    pub fn peak_mb(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// How many milliseconds of a processor it has used, in steps of ten (`man 5 proc`); 0 where the
    /// system does not tell.
    pub fn processor_ms(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        // The name of the program may hold blanks.
        let fields = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2);
        ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kib.unwrap_or(0) * 1024 / 1_000_000
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
