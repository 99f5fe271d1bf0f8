"""ES256 and compact JWS with Python's own library alone (FIPS 186-4, RFC 6979, RFC 7515, RFC 7518 section 3.4)."""

import base64
import hashlib
import hmac
import json

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sha(text):
    return b64(hashlib.sha256(text.encode()).digest())


def nonce_of(secret, digest):
    """RFC 6979 section 3.2 with SHA-256."""
    seed = secret.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    k, v = bytes(32), b"\x01" * 32
    for step in (b"\x00", b"\x01"):
        k = hmac.digest(k, v + step + seed, "sha256")
        v = hmac.digest(k, v, "sha256")
    while True:
        v = hmac.digest(k, v, "sha256")
        if 0 < (candidate := int.from_bytes(v, "big")) < N:
            return candidate
        k = hmac.digest(k, v + b"\x00", "sha256")
        v = hmac.digest(k, v, "sha256")


class Key:
    def __init__(self, fill):
        raw = bytes([fill]) * 32
        self.secret = int.from_bytes(raw, "big")
        x, y = times(self.secret, G)
        self.x, self.y = x.to_bytes(32, "big"), y.to_bytes(32, "big")
        self.public = {"kty": "EC", "crv": "P-256", "x": b64(self.x), "y": b64(self.y)}
        self.thumbprint = sha(compact({name: self.public[name] for name in ("crv", "kty", "x", "y")}))
        self.jwk = {**self.public, "alg": "ES256", "use": "sig", "kid": self.thumbprint}
        # PKCS#8 (RFC 5208) around RFC 5915's form.
        self.pkcs8 = base64.b64encode(
            bytes.fromhex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420")
            + raw
            + bytes.fromhex("a14403420004")
            + self.x
            + self.y
        ).decode()

    def sign(self, message):
        digest = hashlib.sha256(message).digest()
        k = nonce_of(self.secret, digest)
        r = times(k, G)[0] % N
        s = pow(k, -1, N) * (int.from_bytes(digest, "big") + r * self.secret) % N
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def jws(self, header, claims):
        signed = f"{b64(compact(header).encode())}.{b64(compact(claims).encode())}"
        return f"{signed}.{b64(self.sign(signed.encode()))}"

    def message(self, typ, claims, **header):
        return self.jws({"alg": "ES256", "kid": self.thumbprint, "typ": typ, **header}, claims)


def compact(value):
    """RFC 8785's form, for strings, integers, null and names in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def without(members, *names):
    return {name: value for name, value in members.items() if name not in names}


def uuid(number):
    return f"00000000-0000-4000-8000-{number:012x}"
