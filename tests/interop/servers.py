"""A real privacyIDEA and a real eduMFA, each a process of its own on loopback over SQLite.

Nothing of theirs is imported: they are asked over their command line and REST, as PROTOCOL.md section 3.6 says.
"""

import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

from process import Failed, Process, ahead, free_port
from proxy import Network

CACHE = os.path.join(
    os.environ.get("COUNTERSIGN_CACHE")
    or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "countersign"),
    "interop",
)
ADMIN = "admin"
PIN = "1234"
USERS = [f"user{number:02}" for number in range(40)]


class Code:
    """An enrolment code: its token, its text, and the picture that the page shows."""

    def __init__(self, detail):
        self.serial, self.text, self.picture = detail["serial"], detail["pushurl"]["value"], detail["pushurl"]["img"]


def run(command, env, folder):
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


class Product:
    """What differs between the two."""

    def __init__(self, name, version, prefix, manage, variable, token, path):
        self.name, self.version, self.prefix = name, version, prefix
        self.manage, self.variable = manage, variable
        self.token, self.path = token, path

    def install(self):
        """The program in an environment of its own, by name and version; made once."""
        home = os.path.join(CACHE, f"{self.name}-{self.version}")
        ready = os.path.join(home, "ready")
        if not os.path.exists(ready):
            print(f"installing {self.name} {self.version} (once)", file=sys.stderr, flush=True)
            subprocess.run(["rm", "-rf", home], check=True)
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            pip = [os.path.join(home, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check"]
            if subprocess.run([*pip, f"{self.name}=={self.version}"], check=False).returncode != 0:
                raise Failed(f"{self.name} {self.version} could not be installed by pip")
            with open(ready, "w", encoding="utf-8") as file:
                file.write(self.version)
        return os.path.join(home, "bin", self.manage)


PRIVACYIDEA = Product(
    "privacyidea", "3.14", "PI", "pi-manage", "PRIVACYIDEA_CONFIGFILE", "push", "/ttype/push",
)
EDUMFA = Product(
    "edumfa", "2.9.5", "EDUMFA", "edumfa-manage", "EDUMFA_CONFIGFILE", "edupush", "/ttype/edupush",
)


class Server(Process):
    """One of them, running in a folder of its own."""

    def __init__(self, product, folder):
        self.product, self.folder = product, folder
        self.manage = product.install()
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.auth = None
        self.network = Network(self.port)
        self.env = {**os.environ, product.variable: os.path.join(folder, "config.py"), "FLASK_DEBUG": "0"}
        self._set_up()
        try:
            self.start()
            self._first_settings()
        except BaseException:
            self.close()
            raise

    def _set_up(self):
        os.makedirs(self.folder, exist_ok=True)
        place = lambda name: os.path.join(self.folder, name)
        with open(place("enckey"), "wb") as file:
            file.write(secrets.token_bytes(96))
        run(["openssl", "genrsa", "-traditional", "-out", place("audit.pem"), "2048"], self.env, self.folder)
        run(["openssl", "rsa", "-in", place("audit.pem"), "-pubout", "-out", place("audit-public.pem")], self.env, self.folder)
        p = self.product.prefix
        config = {
            "SQLALCHEMY_DATABASE_URI": "sqlite:///" + place("data.sqlite"),
            "SECRET_KEY": secrets.token_hex(32),
            f"{p}_PEPPER": secrets.token_hex(8),
            f"{p}_ENCFILE": place("enckey"),
            f"{p}_AUDIT_KEY_PRIVATE": place("audit.pem"),
            f"{p}_AUDIT_KEY_PUBLIC": place("audit-public.pem"),
            f"{p}_AUDIT_NO_SIGN": True,
            f"{p}_NO_RESPONSE_SIGN": True,
            f"{p}_LOGFILE": place("log"),
            f"{p}_LOGLEVEL": 30,
            f"{p}_UUID_FILE": place("uuid"),
            "SUPERUSER_REALM": ["super"],
            f"{p}_HASH_ALGO_PARAMS": {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1},
        }
        with open(place("config.py"), "w", encoding="utf-8") as file:
            for name, value in config.items():
                file.write(f"{name} = {value!r}\n")
        with open(place("passwd"), "w", encoding="utf-8") as file:
            for number, user in enumerate(USERS):
                file.write(f"{user}:x:{1001 + number}:{1001 + number}:{user},,,,{user}@example.test:/home/{user}:/bin/sh\n")
        tables = ["setup", "create_tables"] if self.product is PRIVACYIDEA else ["create_tables"]
        run([self.manage, *tables], self.env, self.folder)
        self.password = secrets.token_hex(12)
        run([self.manage, "admin", "add", ADMIN, "-p", self.password], self.env, self.folder)

    def start(self, clock=0):
        """`clock`: seconds by which its clock is ahead."""
        command = [*ahead(clock), self.manage, "run", "-h", "127.0.0.1", "-p", str(self.port)]
        output = os.path.join(self.folder, "output")
        self.launch(self.product.name, command, output, 120, env=self.env, cwd=self.folder)

    def answers(self):
        try:
            with urllib.request.urlopen(self.base + "/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True

    def call(self, method, path, body=None, signed=True):
        """One call of its REST interface. `body` goes as JSON. Returns the reply, whatever its status."""
        headers = {"Content-Type": "application/json"} if method == "POST" else {}
        if signed:
            headers["Authorization"] = self.auth
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")
            try:
                return json.loads(text)
            except ValueError:
                raise Failed(f"{method} {path}: {error.code} {text[:300]}") from error

    def sure(self, method, path, body=None, signed=True):
        """The same, of a call that has to go well."""
        reply = self.call(method, path, body, signed)
        if not reply.get("result", {}).get("status"):
            raise Failed(f"{self.product.name} refused {method} {path}: {reply.get('result')}")
        return reply

    def policy(self, name, scope, **action):
        self.sure("POST", f"/policy/{name}", {"scope": scope, "action": action, "active": True, "realm": ""})

    def no_policy(self, name):
        self.sure("DELETE", f"/policy/{name}")

    def _first_settings(self):
        reply = self.sure("POST", "/auth", {"username": ADMIN, "password": self.password}, signed=False)
        self.auth = reply["result"]["value"]["token"]
        self.sure("POST", "/resolver/res1", {"type": "passwdresolver", "fileName": os.path.join(self.folder, "passwd")})
        self.sure("POST", "/realm/realm1", {"resolvers": "res1"})
        self.sure("POST", "/defaultrealm/realm1")
        self.registration(self.network.base)
        self.asking()

    def registration(self, base):
        """Where phones register, ask and answer: the server's own address, as it tells phones."""
        kind = self.product.token
        self.policy("enrol", "enrollment", **{
            f"{kind}_firebase_configuration": "poll only",
            f"{kind}_registration_url": base + self.product.path,
            f"{kind}_ttl": "10",
            f"{kind}_ssl_verify": "1",
        })

    def asking(self):
        """What phones show, and that they may ask."""
        kind = self.product.token
        self.policy("ask", "authentication", **{
            f"{kind}_text_on_mobile": "Are you signing in at the shop?",
            f"{kind}_title_on_mobile": "The Shop",
            f"{kind}_allow_polling": "allow",
        })

    def new_code(self, user, **more):
        body = {"type": self.product.token, "genkey": 1, "user": user, "realm": "realm1", "pin": PIN, **more}
        return Code(self.sure("POST", "/token/init", body)["detail"])

    def delete_token(self, serial):
        self.sure("DELETE", f"/token/{serial}")

    def delete_user(self, user):
        """The directory has no such user any more."""
        path = os.path.join(self.folder, "passwd")
        with open(path, encoding="utf-8") as file:
            lines = [line for line in file if not line.startswith(user + ":")]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(lines)

    def sign_in(self, user):
        """The browser's side: name and PIN were typed. Returns the reply's detail."""
        reply = self.sure("POST", "/validate/check", {"user": user, "pass": PIN}, signed=False)
        return reply["detail"]

    def lets_in(self, user, transaction, code=""):
        """Whether the browser is let in now. It can ask once."""
        body = {"user": user, "transaction_id": transaction, "pass": code}
        return bool(self.call("POST", "/validate/check", body, signed=False)["result"].get("value"))

    def status(self, transaction):
        """How the request stands, by the server's own word."""
        reply = self.sure("GET", f"/validate/polltransaction/{transaction}", signed=False)
        return (reply.get("detail") or {}).get("challenge_status")
