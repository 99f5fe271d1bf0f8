"""What phones sign, read as PROTOCOL.md sections 0 and 2.2 say, with Python's own library alone."""

import base64
import functools
import hashlib
import json
import re

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# The table of section 4.3.
DECEPTIVE = re.compile(
    "[\0-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def is_clean(text, longest):
    return isinstance(text, str) and text.strip() != "" and len(text) <= longest and not DECEPTIVE.search(text)


def is_uuid(text):
    return isinstance(text, str) and UUID.fullmatch(text) is not None


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def b64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64url(text):
    """Section 0: no padding, no other alphabet, no left-over bits."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        return None
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if b64url(raw) == text else None


def sha256(text):
    return b64url(hashlib.sha256(text.encode()).digest())


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


class Key:
    """A public key; `None` from `read` where section 2.2 refuses it."""

    def __init__(self, jwk, x, y):
        self.point = (int.from_bytes(x, "big"), int.from_bytes(y, "big"))
        self.thumbprint = sha256('{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' % (jwk["x"], jwk["y"]))

    @classmethod
    def read(cls, jwk):
        if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
            return None
        if jwk.get("alg", "ES256") != "ES256" or jwk.get("use", "sig") != "sig":
            return None
        x, y = unb64url(jwk.get("x")), unb64url(jwk.get("y"))
        if x is None or y is None or len(x) != 32 or len(y) != 32:
            return None
        key = cls(jwk, x, y)
        u, v = key.point
        on_curve = u < P and v < P and (v * v - u * u * u + 3 * u - B) % P == 0
        return key if on_curve else None


@functools.cache
def verifies(point, signed, signature):
    """ECDSA with SHA-256 (FIPS 186-4); both values of `s` are good."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(hashlib.sha256(signed.encode()).digest(), "big")
    w = pow(s, -1, N)
    found = add(times(digest * w % N, G), times(r * w % N, point))
    return found is not None and found[0] % N == r


def objects(part):
    raw = unb64url(part)
    try:
        value = json.loads(raw) if raw is not None else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


class Jws:
    """A compact JWS by ES256; `None` from `read` for whatever section 0 does not count as one."""

    def __init__(self, signed, header, claims, signature):
        self.signed, self.header, self.claims, self.signature = signed, header, claims, signature

    @classmethod
    def read(cls, text):
        if not isinstance(text, str) or len(text.encode()) > 8192 or text.count(".") != 2:
            return None
        signed, _, last = text.rpartition(".")
        header, claims = (objects(part) for part in signed.split("."))
        signature = unb64url(last)
        if header is None or claims is None or signature is None or len(signature) != 64:
            return None
        if header.get("alg") != "ES256" or "crit" in header:
            return None
        return cls(signed, header, claims, signature)

    def is_by(self, key):
        return verifies(key.point, self.signed, self.signature)


def canonical(value):
    """RFC 8785, for one level of strings, integers and null under ASCII names."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


MEMBERS = (
    "browser cid clientId clientName country createdAt expiresAt ipAddress iss location os pinLength purpose requestsLastHour type "
    "userId username v"
).split()


def displayed(entry, issuer):
    """D of section 4.3."""
    prompt = entry.get("userVerification") or {}
    known = {**entry, "iss": issuer, "v": 1, "type": prompt.get("type"), "pinLength": prompt.get("pinLength")}
    return {name: known.get(name) for name in MEMBERS}
