#!/usr/bin/env python3
"""Makes the README's pictures of the demo: number.png, and story.webp, which moves.

    tests/demo/pictures/make.py

It needs chromium, chromedriver and img2webp (on Debian: apt-get install chromium chromium-driver webp) and cargo, and only
Python's own library. The demo plays its own story in a browser without a window; what stands there is photographed. It fails if
anything is missing, if the story does not come to its end, or if a picture is larger than what a README may load.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]

# The window that is photographed: a small one, for a README shows it smaller still.
WIDTH, HEIGHT = 1280, 650
# How long a sentence is read, and how long everything else stands, in milliseconds.
READ_MS, STEP_MS = 2400, 260
# The story is played faster than people watch it: each frame says for itself how long it stands.
PACE = 0.3
# The pictures' largest sizes, in bytes.
LARGEST = {"number.png": 400_000, "story.webp": 2_000_000}
PATIENCE_S = 180


def fail(reason):
    sys.exit(f"tests/demo/pictures/make.py: {reason}")


def program(name, package):
    found = shutil.which(name)
    return found or fail(f"{name} is needed (on Debian: apt-get install {package})")


class Browser:
    """A browser without a window, over the WebDriver protocol."""

    def __init__(self, profile):
        driver = program("chromedriver", "chromium-driver")
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = None
        for line in self.driver.stdout:
            if said := re.search(r"started successfully on port (\d+)", line):
                port = said.group(1)
                break
        if port is None:
            fail("chromedriver does not say on which port it listens")
        self.base = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-GB",
                     f"--window-size={WIDTH},{HEIGHT + 200}", f"--user-data-dir={profile}"]
        if Path("/proc/self").stat().st_uid == 0:
            # Chromium's sandbox does not run as root; the only pages opened are our own.
            arguments.append("--no-sandbox")
        options = {"binary": program("chromium", "chromium"), "args": arguments}
        wishes = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self.base += "/" + self.ask("", wishes)["sessionId"]
        for name, parameters in [
            ("Emulation.setDeviceMetricsOverride",
             {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}),
            ("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "light"},
                                                         {"name": "prefers-reduced-motion", "value": "reduce"}]}),
        ]:
            self.ask("/goog/cdp/execute", {"cmd": name, "params": parameters})

    def ask(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        kind = {"content-type": "application/json"}
        request = urllib.request.Request(self.base + path, data=data, headers=kind, method=method)
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)["value"]

    def run(self, script):
        return self.ask("/execute/sync", {"script": script, "args": []})

    def picture(self):
        return base64.b64decode(self.ask("/screenshot"))

    def close(self):
        self.ask("", method="DELETE")
        self.driver.terminate()
        self.driver.wait()


def start_demo(folder):
    """The demo at a free port: its process and its address."""
    program("cargo", "cargo")
    demo = subprocess.Popen(["cargo", "run", "--quiet", "-p", "countersign-demo", "--", "--port", "0", "--data", folder],
                            cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    for line in demo.stdout:
        if said := re.search(r"open (http://localhost:\d+) in a browser", line):
            return demo, said.group(1)
    return fail("the demo did not start")


def play(browser, address):
    """The frames of the story from the set-up's end on, each with how long it stands; and the first one with a number typed."""
    browser.ask("/url", {"url": address})
    browser.run(f"document.body.dataset.pace = '{PACE}'; document.getElementById('play').click()")
    frames, typed, said_before = [], None, None
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        said, number, yes = browser.run(
            "const phone = document.querySelector('iframe.phone').contentDocument;"
            "return [document.getElementById('said').innerText,"
            " phone?.getElementById('number')?.value ?? '', phone?.querySelector('.yes')?.disabled === false]")
        if "stopped" in said:
            fail(f"the demo says: {said}")
        begun = bool(frames) or said.startswith("G7")
        if begun:
            shot = browser.picture()
            if not frames or frames[-1][0] != shot:
                frames.append([shot, READ_MS if said != said_before else STEP_MS])
            if typed is None and number and yes:
                typed = shot
            said_before = said
        if said.startswith("That was the story"):
            frames[-1][1] = 2 * READ_MS
            return frames, typed or fail("no number was seen on the phone")
    return fail("the story did not come to its end")


def write(name, data):
    if len(data) > LARGEST[name]:
        fail(f"{name} would have {len(data):,} bytes; it may have {LARGEST[name]:,}")
    (HERE / name).write_bytes(data)
    print(f"{name}: {len(data):,} bytes")


def main():
    encoder = program("img2webp", "webp")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        demo, address = start_demo(str(folder / "demo"))
        browser = Browser(folder / "profile")
        try:
            frames, typed = play(browser, address)
        finally:
            browser.close()
            demo.terminate()
            demo.wait()
        arguments = [encoder, "-loop", "0", "-min_size", "-mixed"]
        for at, (shot, stands) in enumerate(frames):
            file = folder / f"{at:03}.png"
            file.write_bytes(shot)
            arguments += ["-d", str(stands), "-lossy", "-q", "70", str(file)]
        out = folder / "story.webp"
        subprocess.run([*arguments, "-o", str(out)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        print(f"{len(frames)} frames, {sum(stands for _, stands in frames) / 1000:.0f} s")
        write("story.webp", out.read_bytes())
        write("number.png", typed)


if __name__ == "__main__":
    main()
