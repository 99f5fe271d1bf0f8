"""The phone: the command `countersign`, one process a step, so that it is started again between any two."""

import base64
import json
import os
import shutil
import subprocess

from process import Failed

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def built(name, package):
    """A program of this tree."""
    target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(REPO, "target")
    path = os.path.join(target, "debug", name)
    if not os.path.exists(path):
        raise Failed(f"{path} is not there; build it: cargo build -p {package}")
    return path


class Said:
    """What one run of the command said."""

    def __init__(self, arguments, done):
        self.arguments, self.status = arguments, done.returncode
        self.out, self.err = done.stdout, done.stderr
        try:
            self.json = json.loads(self.out) if self.out.strip() else None
        except ValueError:
            self.json = None

    def __repr__(self):
        return f"countersign {' '.join(self.arguments)}: exit {self.status}\n{self.out}{self.err}"

    @property
    def outcome(self):
        return self.json.get("outcome") if isinstance(self.json, dict) else None

    @property
    def error(self):
        return self.json["error"]["kind"] if isinstance(self.json, dict) and "error" in self.json else None

    def notes(self):
        """The JSON lines on standard error."""
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]


class Phone:
    def __init__(self, folder):
        self.folder = folder
        self.vault = os.path.join(folder, "vault")
        self.heard = []
        home = os.path.join(folder, "home")
        os.makedirs(home)
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "XDG_STATE_HOME": os.path.join(folder, "state"),
            "COUNTERSIGN_PASSCODE": "correct-horse-battery",
        }

    def run(self, *arguments, clock=0):
        """One command. `clock`: seconds by which its clock is ahead."""
        command = [built("countersign", "countersign-phone"), "--vault", self.vault, "--json", *arguments]
        if clock:
            command = [shutil.which("faketime"), "-f", f"{clock:+d}s", *command]
        done = subprocess.run(
            command, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
        )
        said = Said(arguments, done)
        self.heard.append(said)
        return said

    def add(self, code, clock=0):
        """Sets up the account of a code, by its picture."""
        path = os.path.join(self.folder, "code.png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(code.picture.partition(",")[2]))
        return self.run("add", "--yes", "--picture", path, clock=clock)

    def requests(self, clock=0):
        said = self.run("requests", clock=clock)
        if said.status != 0 or not isinstance(said.json, list):
            raise Failed(f"no list of requests: {said}")
        return said.json

    def request(self, clock=0):
        """The one request that waits."""
        waiting = self.requests(clock)
        if len(waiting) != 1:
            raise Failed(f"one request should wait, not {len(waiting)}: {self.heard[-1]}")
        return waiting[0]
