"""A server that runs beside the scenarios, in a process group of its own, behind the network that phones reach it by."""

import os
import signal
import socket
import subprocess
import time


class Failed(Exception):
    """Something did not go as it has to; the message says what."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def ahead(clock):
    """What a command begins with whose clock is so many seconds ahead."""
    return ["faketime", "-f", f"{clock:+d}s"] if clock else []


class Process:
    """What every server here has: it is started, waited for, stopped and started anew. Each says how in `start`."""

    process = None
    network = None
    # What ends it, without being asked; Keycloak is asked.
    ends_by = signal.SIGKILL

    def launch(self, name, command, output, seconds, **how):
        """Starts it and returns once it answers."""
        with open(output, "ab") as file:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True, **how
            )
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise Failed(f"{name} ended by itself; see {output}")
            try:
                if self.answers():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise Failed(f"{name} does not answer; see {output}")

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, self.ends_by)
            self.process.wait()

    def restart(self, clock=0):
        self.stop()
        self.start(clock)

    def close(self):
        self.stop()
        self.network.stop()
