//! The service as a process of its own, and what it holds in memory.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::support::{Folder, program};

pub struct Process {
    pub base: String,
    child: Child,
}

impl Process {
    /// Starts it on a free port, with everything in memory.
    pub fn start() -> Self {
        let mut child = program()
            .args(["--listen", "127.0.0.1:0", "--test-control"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim().strip_prefix("Sign-in service at ").unwrap().to_owned();
        Self { base, child }
    }

    /// What it holds now, in megabytes of 10^6 bytes; 0 where the system does not tell.
    pub fn resident_mb(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most that it ever held.
    pub fn peak_mb(&self) -> u64 {
        self.status("VmHWM:")
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
