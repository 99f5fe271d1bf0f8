"""A real Keycloak with the push-MFA extension, a process of its own on loopback, and a browser for its pages.

Keycloak comes from Maven. The extension's jar is in no registry: `PUSH_MFA_JAR` names it. Without it Keycloak is brought up
bare, to prove everything here but the extension's own pages (`run.py keycloak --bare`).
"""

import glob
import html
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import tarfile
import urllib.parse

from process import Failed, Process, ahead, free_port
from proxy import Network
from servers import CACHE, USERS

VERSION = "26.7.3"
ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:tar.gz"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
REALM = "demo"
CLIENT = "push-device-client"
# Nobody listens there: a browser that is sent to it is signed in.
SHOP = "http://127.0.0.1:9/signed-in"
# The extension asks for this one.
OLDEST_JAVA = 25


def java_home():
    """A JDK that is new enough."""
    named = [os.environ.get("KEYCLOAK_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    for home in [*named, *sorted(glob.glob("/usr/lib/jvm/*"))]:
        try:
            with open(os.path.join(home or "", "release"), encoding="utf-8") as file:
                version = re.search(r'JAVA_VERSION="(\d+)', file.read())
        except OSError:
            continue
        if version and int(version[1]) >= OLDEST_JAVA:
            return home
    raise Failed(f"no JDK {OLDEST_JAVA} was found: KEYCLOAK_JAVA_HOME names one")


def install():
    """Keycloak as it is published, unpacked once."""
    home = os.path.join(CACHE, f"keycloak-{VERSION}")
    if not os.path.exists(os.path.join(home, "bin", "kc.sh")):
        repository = os.path.join(os.path.dirname(CACHE), "maven")
        maven = ["mvn", "-B", "-q", "-ntp", "-C", f"-Dmaven.repo.local={repository}"]
        got = subprocess.run([*maven, f"{PLUGIN}:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"], check=False)
        if got.returncode != 0:
            raise Failed(f"{ARTIFACT} could not be fetched by Maven")
        name = f"keycloak-quarkus-dist-{VERSION}.tar.gz"
        os.makedirs(CACHE, exist_ok=True)
        with tarfile.open(os.path.join(repository, "org/keycloak/keycloak-quarkus-dist", VERSION, name)) as archive:
            archive.extractall(CACHE, filter="data")
    return home


class Page:
    """Where a browser stands, and the cookies that it has."""

    def __init__(self, cookies, status, url, text):
        self.cookies, self.status, self.url, self.text = cookies, status, url, text
        self.signed_in = url.startswith(SHOP) and "code=" in url

    def element(self, pattern):
        found = re.search(pattern, self.text, re.DOTALL)
        return html.unescape(found[1]).strip() if found else None

    def form(self, name):
        """Where a form goes."""
        tag = self.element(rf'(<form[^>]*id="{name}"[^>]*>)')
        action = re.search(r'action="([^"]*)"', tag or "")
        if not action:
            title = self.element(r"<title>(.*?)</title>")
            raise Failed(f"there is no form {name} on the page {title!r} ({self.status}, {self.url})")
        return action[1]

    @property
    def number(self):
        return self.element(r'id="kc-push-user-verification"[^>]*>([^<]*)<')

    @property
    def code(self):
        """The text of the set-up code, which a script draws."""
        return self.element(r'data-push-qr-value="([^"]*)"')

    @property
    def state(self):
        """The words are those of the reference service."""
        if self.signed_in:
            return "signed_in"
        if self.code:
            return "scan"
        return "number" if self.number else "other"


class Keycloak(Process):
    """One of them, running in a folder of its own."""

    name = "keycloak"
    version = VERSION
    ends_by = signal.SIGTERM

    def __init__(self, folder, jar):
        self.folder, self.jar = folder, jar
        self.port = free_port()
        self.network = Network(self.port, "/respond")
        self.host = urllib.parse.urlsplit(self.network.base).netloc
        self.password = secrets.token_hex(12)
        self.secret = secrets.token_hex(16)
        self.env = {**os.environ, "JAVA_HOME": java_home()}
        # What it builds at its start is written into its own folder.
        shutil.copytree(install(), folder)
        if jar:
            shutil.copy(jar, os.path.join(folder, "providers"))
        os.makedirs(os.path.join(folder, "data", "import"))
        with open(os.path.join(folder, "data", "import", f"{REALM}-realm.json"), "w", encoding="utf-8") as file:
            json.dump(self.realm(), file)
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def realm(self):
        """What the administrator's page says, as a file to import."""
        link = f"countersign://enroll?client_id={CLIENT}&client_secret={self.secret}"
        steps = [{"authenticator": "auth-username-password-form", "requirement": "REQUIRED", "priority": 10}]
        realm = {
            "realm": REALM, "enabled": True, "sslRequired": "none", "browserFlow": "with a phone",
            "users": [{
                "username": user, "enabled": True, "email": f"{user}@example.test", "emailVerified": True,
                "firstName": user, "lastName": "Example", "credentials": [{"type": "password", "value": self.password}],
                "requiredActions": ["push-mfa-register"] if self.jar else [],
            } for user in USERS],
            "clients": [
                {"clientId": "shop", "name": "The Shop", "publicClient": True, "redirectUris": [SHOP]},
                {
                    "clientId": CLIENT, "secret": self.secret, "serviceAccountsEnabled": True, "standardFlowEnabled": False,
                    "fullScopeAllowed": False, "attributes": {"dpop.bound.access.tokens": "true"},
                },
            ],
            "authenticationFlows": [{
                "alias": "with a phone", "providerId": "basic-flow", "topLevel": True, "builtIn": False,
                "authenticationExecutions": steps,
            }],
        }
        if self.jar:
            steps.append({
                "authenticator": "push-mfa-authenticator", "authenticatorConfig": "two digits", "requirement": "REQUIRED",
                "priority": 20,
            })
            realm["authenticatorConfig"] = [
                {"alias": "two digits", "config": {"userVerification": "pin", "userVerificationPinLength": "2"}}
            ]
            realm["requiredActions"] = [{
                "alias": "push-mfa-register", "providerId": "push-mfa-register", "name": "Set up a phone", "enabled": True,
                "defaultAction": False, "priority": 10, "config": {"enrollmentAppUniversalLink": link},
            }]
        return realm

    def start(self, clock=0):
        """`clock`: seconds by which its clock is ahead."""
        command = [
            *ahead(clock), os.path.join(self.folder, "bin", "kc.sh"), "start-dev", "--http-host=127.0.0.1", f"--http-port={self.port}",
            "--hostname-strict=false", "--db=dev-file", "--cache=local", "--import-realm",
        ]
        self.launch("Keycloak", command, os.path.join(self.folder, "output"), 900, env=self.env, cwd=self.folder)

    def answers(self):
        return self.ask("GET", f"/realms/{REALM}")[0] == 200

    def ask(self, method, path, fields=None, cookies=None):
        """One request under the name that phones know; a browser is on no network that loses anything."""
        headers = {"Host": self.host, "Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields or {})
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        server.request(method, path, body, headers)
        reply = server.getresponse()
        text = reply.read().decode("utf-8", "replace")
        server.close()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie" and cookies is not None:
                name, _, value = value.partition(";")[0].partition("=")
                cookies[name] = value
        return reply.status, text, reply.getheader("Location")

    def open(self, method, url, fields=None, cookies=None):
        """A browser opens an address, and follows where it is led on this server."""
        cookies = {} if cookies is None else cookies
        for _ in range(10):
            parts = urllib.parse.urlsplit(url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            status, text, location = self.ask(method, path, fields, cookies)
            if not (300 <= status < 400 and location):
                return Page(cookies, status, url, text)
            url, method, fields = urllib.parse.urljoin(url, location), "GET", None
            if not url.startswith(self.network.base):
                return Page(cookies, status, url, "")
        raise Failed(f"the browser is led in circles: {url}")

    def sign_in(self, user, page=None):
        """Name and password were typed, in the browser of `page` if there is one."""
        query = urllib.parse.urlencode({
            "client_id": "shop", "redirect_uri": SHOP, "response_type": "code", "scope": "openid", "state": "1",
        })
        cookies = dict(page.cookies) if page else None
        first = self.open("GET", f"{self.network.base}/realms/{REALM}/protocol/openid-connect/auth?{query}", None, cookies)
        typed = {"username": user, "password": self.password}
        return self.open("POST", first.form("kc-form-login"), typed, first.cookies)

    def look(self, page):
        """The page goes on by itself, as its script would make it."""
        if page.state == "scan":
            return self.open("POST", page.form("kc-push-register-poll"), {"check": "true"}, page.cookies)
        if page.state == "number":
            return self.open("POST", page.form("kc-push-form"), {}, page.cookies)
        return page

    def answers_without_a_proof(self):
        """What the phones' client is told that asks for a token without a proof."""
        fields = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": self.secret}
        return self.ask("POST", f"/realms/{REALM}/protocol/openid-connect/token", fields)[:2]
