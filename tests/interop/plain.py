"""The stand-in for Keycloak: the reference service's realm that behaves like a plain server (PROTOCOL.md section 4.1).

It needs no jar and starts at once, so that the scenarios themselves are proven on every machine.
"""

import http.client
import json
import secrets
import urllib.parse

from phone import built
from process import Failed, Process, ahead, free_port
from proxy import Network
from servers import USERS

REALM = "corner"


class Page:
    """What a browser shows."""

    def __init__(self, told):
        self.browser, self.state = told["browser"], told["state"]
        self.number, self.code = told.get("number"), told.get("code")
        self.signed_in = self.state == "signed_in"


class Plain(Process):
    """It, running over a folder of its own."""

    name = "plain"
    version = "of this tree"

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.network = Network(self.port, "/respond")
        self.base = self.network.base
        self.host = urllib.parse.urlsplit(self.base).netloc
        self.password = secrets.token_hex(12)
        try:
            self.start()
            for user in USERS:
                self.call("POST", "/test/user", {"name": f"{user}@example.test", "password": self.password, "mfa": "on"})
        except BaseException:
            self.close()
            raise

    def start(self, clock=0):
        """`clock`: seconds by which its clock is ahead."""
        command = [
            *ahead(clock), built("countersign-signin", "countersign-signin"), "--data", self.folder, "--listen", f"127.0.0.1:{self.port}",
            "--base-url", self.base, "--test-control", "--realm", "demo=countersign+", "--realm", f"{REALM}=plain",
        ]
        self.launch("the service", command, self.folder + "-output", 60)

    def answers(self):
        self.call("GET", f"/test/plain/{REALM}")
        return True

    def call(self, method, path, body=None):
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": self.host, "Content-Type": "application/json"}
        server.request(method, path, None if body is None else json.dumps(body), headers)
        reply = server.getresponse()
        text = reply.read().decode("utf-8", "replace")
        server.close()
        if reply.status != 200:
            raise Failed(f"{method} {path}: {reply.status} {text}")
        return json.loads(text)

    def sign_in(self, user, page=None):
        body = {"user": f"{user}@example.test", "password": self.password}
        if page:
            body["browser"] = page.browser
        return Page(self.call("POST", f"/test/plain/{REALM}/signin", body))

    def look(self, page):
        return Page(self.call("GET", f"/test/plain/{REALM}/browser/{page.browser}"))
