"""The token endpoint of either kind of server, answers to a plain one (PROTOCOL.md sections 2.3, 2.4), and the code beside a number (4.5)."""

from calls import proof
from es256 import b64, uuid, without
from people import *

PLAIN = "plain"
SECRET = b64(bytes([7] * 32))
APPS = {"demo": "countersign-app", PLAIN: "push-device-client"}


# --- Section 2.3: the token endpoint


def tokens():
    def ask(realm, number=1, app=None, secret=SECRET, grant="client_credentials", dpop=True, drop=(), **bent):
        path = f"/realms/{realm}/protocol/openid-connect/token"
        made = {"htm": "POST", "htu": ORIGIN + path, **bent}
        headers = {"dpop": proof(number, "", drop=("ath", "sub", "deviceId", *drop), **made)} if dpop else {}
        form = {"grant_type": grant, "client_id": app or APPS[realm], "client_secret": secret}
        return {"now": NOW, "path": path, "form": form, "headers": headers}

    ok = {"status": 200}

    def oauth(status, error, **more):
        return {"status": status, "body": {"error": error, **more}}

    def case(name, realm, expect, client, *more, **bent):
        steps = [{**ask(realm, **bent), "expect": expect}, *more]
        return {"name": f"{name}, {realm}", "realm": realm, "steps": steps, "client": client}

    cases = []
    for realm in APPS:
        plus = realm == "demo"

        def bad(code, **more):
            return oauth(400, "invalid_dpop_proof", code=code, **more) if plus else oauth(400, "invalid_request")

        def app_is(status, error):
            return oauth(status, error, code=error) if plus else oauth(status, error)

        skew = bad("clock_skew", serverTime=NOW)
        again = {**ask(realm), "expect": bad("replay")}
        cases += [
            case("right", realm, ok, None),
            case("24 s old", realm, ok, None, iat=NOW - 24),
            case("15 s ahead", realm, ok, None, iat=NOW + 15),
            case("26 s old", realm, skew, "clock_wrong", iat=NOW - 26),
            case("16 s ahead", realm, skew, "clock_wrong", iat=NOW + 16),
            case("without a proof", realm, bad("dpop"), "clock_wrong", dpop=False),
            case("a proof for another address", realm, bad("dpop"), "clock_wrong", htu=f"{ORIGIN}/realms/other/protocol/openid-connect/token"),
            case("a proof for another method", realm, bad("dpop"), "clock_wrong", htm="GET"),
            case("a proof without a time", realm, bad("dpop"), "clock_wrong", drop=("iat",)),
            case("a proof of another kind", realm, bad("dpop"), "clock_wrong", header={"typ": "JWT"}),
            case("a proof signed by another key than it names", realm, bad("dpop"), "clock_wrong", signer=OTHER, key=DEVICE),
            case("a proof sent twice", realm, ok, "clock_wrong", again),
            case("another client", realm, app_is(401, "invalid_client"), "refused", app="somebody"),
            case("another secret", realm, app_is(401, "invalid_client"), "refused", secret="guessed"),
            case("another secret and no proof", realm, app_is(401, "invalid_client"), "refused", secret="guessed", dpop=False),
            case("another grant", realm, app_is(400, "unsupported_grant_type"), "refused", grant="password"),
        ]
    return {
        "about": "The token endpoint (PROTOCOL.md section 2.3) of the realm `demo` (countersign+) and of the realm `plain` (a plain server) at the origin of "
        "setting.json, whose clients have `client_secret`. `expect` is the reply's status and, where refused, its body but for `error_description`. "
        "`client` is what a phone makes of it, whose clock stands at `now` and which is told so twice.",
        "client_secret": SECRET,
        "cases": cases,
    }


# --- Section 2.4: answers to a plain server


def answers():
    made = {"cid": CID, "credId": CREDENTIAL, "deviceId": DEVICE_ID, "action": "approve", "userVerification": "42"}
    made |= {"iat": NOW, "exp": NOW + 60, "jti": uuid(0x71), "aud": f"{ORIGIN}/realms/{PLAIN}"}

    def step(status, said, signer=DEVICE, cid=CID, drop=(), claims=None, **bent):
        head = {"alg": "ES256", "kid": signer.thumbprint, "typ": "JWT"}
        token = signer.jws(head, without({**made, **bent, **(claims or {})}, *drop))
        return {"cid": cid, "token": token, "expect": {"status": status, "body": said}}

    def no(status, error, **bent):
        return step(status, {"error": error}, **bent)

    yes = {"status": "approved"}
    deny = {"action": "deny", "drop": ("userVerification",)}
    over = "Challenge already resolved or expired"
    cases = {
        "approved": [step(200, yes)],
        "denied": [step(200, {"status": "denied"}, **deny)],
        "a wrong number, and another one: it stays open": [
            no(403, "User verification mismatch", userVerification="43"),
            no(403, "User verification mismatch", userVerification="44"),
            step(200, yes),
        ],
        "no action is an approval": [step(200, yes, drop=("action",))],
        "an action in capitals": [step(200, yes, action="APPROVE")],
        "another action": [no(400, "Unsupported action: later", action="later")],
        "no end": [step(200, yes, drop=("exp",))],
        "over": [no(400, "authentication token expired", exp=NOW - 1)],
        "no number": [no(400, "Missing user verification", drop=("userVerification",))],
        "a number that is no string": [no(400, "Invalid user verification value", userVerification=42)],
        "blanks around the number": [step(200, yes, userVerification=" 42 ")],
        "no other claims": [step(200, yes, drop=("deviceId", "iat", "jti", "aud"))],
        "an approval twice": [step(200, yes), no(400, over)],
        "an approval after a denial": [step(200, {"status": "denied"}, **deny), no(400, over)],
        "of another request than the address": [no(403, "Challenge mismatch", claims={"cid": SECOND})],
        "of another phone's credential": [no(403, "Authentication token credential mismatch", credId=uuid(0xC2))],
        "by another key": [no(403, "Invalid authentication token signature", signer=OTHER)],
        "to nothing": [no(404, "Challenge not found", cid=SECOND)],
    }
    return {
        "about": "Answers to a plain server (PROTOCOL.md section 2.4), at `now`, to a request of the phone of setting.json with `cid` and `number` at the realm "
        "`plain`, in sequences. `expect` is the whole reply, with the texts of the extension 2.3; a client never reads them.",
        "now": NOW,
        "created": CREATED,
        "expires": CREATED + 240,
        "cid": CID,
        "number": "42",
        "cases": [{"name": name, "steps": steps} for name, steps in cases.items()],
    }


# --- Section 4.5: the code beside the number


def matches():
    def text(host="link.countersign.test", path="/match", between="#", v="1", iss=ISSUER, cid=CID, n="42", tail="", scheme="https"):
        escaped = iss.replace(":", "%3A").replace("/", "%2F")
        return f"{scheme}://{host}{path}{between}v={v}&iss={escaped}&cid={cid}&n={n}{tail}"

    def reads(name, n="42", **bent):
        return {"name": name, "text": text(n=n, **bent), "reads": {"iss": ISSUER, "cid": CID, "n": n}}

    def no(name, **bent):
        return {"name": name, "text": text(**bent), "reads": None}

    return {
        "about": "The code beside a number (PROTOCOL.md section 4.5) and what a phone's scanner reads in it, null where it is none or wrong. The first one is "
        "what a service with the link host `link.countersign.test` shows for the request `cid` with the number 42.",
        "cases": [
            reads("right"),
            reads("another link host, which means nothing", host="elsewhere.example"),
            reads("a longer path", path="/app/match"),
            reads("six digits with zeros in front", n="001234"),
            no("another version", v="2"),
            no("in the query in place of the fragment", between="?"),
            no("another path", path="/enroll"),
            no("another scheme", scheme="countersign"),
            no("an issuer without TLS", iss="http://login.example.org/realms/demo"),
            no("a request that is no UUID", cid="7"),
            no("no number", n=""),
            no("letters in the number", n="4a"),
            no("digits of another script", n="%D9%A4%D9%A2"),
            no("thirteen digits", n="1234567890123"),
            no("a number twice", tail="&n=43"),
            {"name": "nothing", "text": "", "reads": None},
        ],
    }
