"""pipush (PROTOCOL.md section 3): what a server signs, what a phone signs, and what is dropped. RSASSA-PKCS1-v1_5 with Python's own library."""

import base64
import hashlib
import json

E = 65537
SERVER = (
    0xFC1723C870D0B5B49FA313301B4A5F5A633BB316C92447A83F1BE35B17ED730B19EECD682ACCA918DBBF36B32B321DB71A9B5722AFF7F5831926946B839AFC58EFBDCC89CBD3FA532FCBAD67B33BA7347EE81EB219B395528B6E6D2815AEF66E9C00B40D138789A1D638EB4E662B9F29B40EC54EFEAAA356DC8A437FFDDE3397,
    0xE8253FA67C738ADF8940ECF27C87F661668B769591E114210CC491AA05D1A30D5B71A7AB49FFBD0CCEE53C0752D58C82E0D5E1CA0CEAFD22ED40C1F4D612600E7250118CCFA1231D8C6E43CAF8E6F2BAB77E0B9D3B19FBD6C53F9CDCB11944B4330CEB47CC03C365F7CD8343CE0C9006BD9711BB0A2CA78D6C8A11343FF9D585,
)
PHONE = (
    0xCF3A92004644800FB136E4D65584BB22FCD6F99288A4DCCF5566553A02168BBE9E3791A8A24308AA3DA7479E77C76C79C180ADFD3A36B419FC2144588D0CDA617A42476AA34C867B134F5AF9D7F0EF4A7503EB41E1A9B06E668D40D0F6E72FBE4061B47942B7E616A9505265A09024C913967D55FBB296EAA55A0E7882006F1F,
    0xC45BD435BB59B5286B6B263AF5C7E4CD759AA666DFAD7F84BA443971036678E49D5A0E127B8C1BA847E1FDEE4D7CA1053426606C67CAF74AA5BCF58468DE535AB269F5EEFB9B05E82A88B5C25795E7B430A5AC7BE478A2F8DA4B213E0621552DB4DA20ED1B183A06C7C017A53F7CFE5445A2F5B79E26FC63FE285B9B439D86F5,
)
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
SERIAL, URL, NOW = "PIPU00011AB2", "https://pi.example/ttype/push", 1_764_000_010
NONCE = "VE7FYAFCOAM5YWONYG7PWYQKYBOAUEE4"


def der(tag, body):
    size = len(body)
    length = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2, "big") if size > 0xFF else bytes([0x81, size])
    return bytes([tag]) + length + body


def integer(n):
    return der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def private(key):
    return pow(E, -1, (key[0] - 1) * (key[1] - 1))


def public(key):
    """PKCS#1 `RSAPublicKey`."""
    return der(0x30, integer(key[0] * key[1]) + integer(E))


def info(key):
    """`SubjectPublicKeyInfo`."""
    return der(0x30, RSA + der(3, b"\0" + public(key)))


def pkcs8(key):
    (p, q), d = key, private(key)
    numbers = (0, p * q, E, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    return der(0x30, integer(0) + RSA + der(4, der(0x30, b"".join(map(integer, numbers)))))


def sign(key, text):
    digest = SHA256 + hashlib.sha256(text.encode()).digest()
    block = b"\0\1" + b"\xff" * (256 - 3 - len(digest)) + b"\0" + digest
    return base64.b32encode(pow(int.from_bytes(block, "big"), private(key), key[0] * key[1]).to_bytes(256, "big")).decode()


def entry(options=None, **fields):
    made = {"nonce": NONCE, "question": "Are you signing in?", "title": "The Shop", "serial": SERIAL, "url": URL, "sslverify": "1"}
    if options is not None:
        made |= {"require_presence": options, "version": "2"}
    return made | fields


def signed(made, capabilities='{"decline_reason": true}'):
    """As a server sends it, with both signatures."""
    text = "|".join(made[name] for name in ("nonce", "url", "serial", "question", "title", "sslverify"))
    text += "|" + made["require_presence"] if "require_presence" in made else ""
    made = made | {"signature": sign(SERVER, text)}
    if capabilities is not None:
        both = {"capabilities": json.loads(capabilities), "nonce": made["nonce"]}
        told = json.dumps(both, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        made |= {"capabilities": capabilities, "capabilities_signature": sign(SERVER, told)}
    return made


def vectors():
    shown = [
        ("a confirmation", signed(entry()), None, True),
        ("numbers", signed(entry("89,99,06")), ["89", "99", "06"], True),
        ("letters", signed(entry("A,Q")), ["A", "Q"], True),
        ("words with a mark between fields", signed(entry(question="a | b")), None, True),
        ("words of another script", signed(entry(question="Êtes-vous là ? 日本")), None, True),
        ("no capabilities, as of eduMFA", signed(entry(), None), None, False),
        ("a capability that is off", signed(entry(), '{"decline_reason": false}'), None, False),
    ]
    dropped = [
        ("another nonce than was signed", signed(entry()) | {"nonce": NONCE[:-1] + "5"}),
        ("other numbers than were signed", signed(entry("89,99,06")) | {"require_presence": "89,99,07"}),
        ("a number that was not signed", signed(entry()) | {"require_presence": "89,99"}),
        ("capabilities that were not signed", signed(entry()) | {"capabilities": '{"decline_reason": false}'}),
        ("a signature in lower case", (lambda made: made | {"signature": made["signature"].lower()})(signed(entry()))),
        ("a signature by the phone's key", signed(entry()) | {"signature": sign(PHONE, "x")}),
        ("another token", signed(entry(serial="PIPU00011AB3"))),
        ("another server", signed(entry(url="https://evil.example/ttype/push"))),
        ("certificates unchecked", signed(entry(sslverify="0"))),
        ("a mark in the title", signed(entry(title="a|b"))),
        ("a number that is a denial", signed(entry("06,Decline"))),
        ("one number", signed(entry("06"))),
        ("the same number twice", signed(entry("06,06"))),
        ("a version to come", signed(entry("89,99", version="3"))),
    ]
    said = [
        ("list", f"{SERIAL}|2025-11-24T16:00:10Z"),
        ("approve", f"{NONCE}|{SERIAL}"),
        ("approve with a number", f"{NONCE}|{SERIAL}|06"),
        ("deny", f"{NONCE}|{SERIAL}|decline"),
        ("deny with a reason", f"{NONCE}|{SERIAL}|decline|unknown_trigger"),
    ]
    b64 = lambda raw: base64.b64encode(raw).decode()
    cases = [{"name": name, "entry": made, "options": options, "takes_reason": reason} for name, made, options, reason in shown]
    cases += [{"name": name, "entry": made, "dropped": True} for name, made in dropped]
    return {
        "about": "`cases`: entries of a list; each is shown with these options, or dropped. `phone`: what a phone signs, and its signature. "
        "The server's key is PKCS#1, the phone's PKCS#8 and SubjectPublicKeyInfo.",
        "now": NOW,
        "server_key": b64(public(SERVER)),
        "account": {"serial": SERIAL, "url": URL, "pkcs8": b64(pkcs8(PHONE)), "public": b64(info(PHONE))},
        "cases": cases,
        "phone": [{"name": name, "text": text, "signature": sign(PHONE, text)} for name, text in said],
    }
