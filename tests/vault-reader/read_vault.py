#!/usr/bin/env python3
"""Opens a Countersign vault (format versions 1 to 3) without the core.

Written from the format's description, core/src/vault/FORMAT.md, so that a person who has the two
folders and the passcode of a plain computer's vault can always reach what is theirs. It reads and
prints JSON; it writes nothing. Needs the packages `cryptography` and `argon2-cffi`.

    COUNTERSIGN_PASSCODE=... read_vault.py [--reveal] --state DIR VAULT

DIR holds `device.key`. Exit 0 = read, 1 = refused.
"""

import argparse
import hashlib
import hmac
import json
import os
import pathlib
import struct
import sys
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from contents import Reader, Refused, read_contents


class WrongPasscode(Refused):
    """The text does not open the passcode slot."""


def hkdf(salt, secret, info):
    """RFC 5869 with SHA-256, one block."""
    pseudo_random = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(pseudo_random, info + b"\x01", hashlib.sha256).digest()


def read_header(data):
    """The header's fields, and the passcode slot."""
    reader = Reader(data)
    if reader.take(8) != b"CSVAULT\x1a":
        raise Refused("this is no vault")
    version = reader.number("H")
    if version not in (1, 2, 3):
        raise Refused(f"format version {version} is not known here")
    length = reader.number("I")
    if length > len(data):
        raise Refused("the header ends too early")
    header = {
        "bytes": data[:length],
        "id": reader.take(16),
        "generation": reader.number("Q"),
        "salt": reader.take(32),
        "version": version,
        "passcode": None,
    }
    for _ in range(reader.number("B")):
        start = reader.at
        kind = reader.number("B")
        reader.take(8)
        if kind == 1:
            reader.flag()
            reader.short()
            reader.short()
        elif kind == 2:
            slot = {"memory": reader.number("I"), "passes": reader.number("I")}
            slot["lanes"] = reader.number("B")
            slot["salt"] = reader.take(16)
            slot["key_id"] = reader.short()
            slot["wrapped"] = reader.short()
            slot["front"] = data[start : reader.at]
            header["passcode"] = slot
        elif kind == 3:
            reader.take(16)
        else:
            raise Refused(f"slot type {kind} is not known here")
        wrap = (reader.take(12), reader.take(48))
        if kind == 2:
            header["passcode"]["nonce"], header["passcode"]["sealed"] = wrap
    if reader.at != length:
        raise Refused("the header's length is wrong")
    return header


def open_sealed(key, nonce, sealed, aad, what):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag as error:
        raise Refused(what) from error


def mapped(passcode):
    """The passcode as RFC 8265 section 4.2.2 maps it: other spaces to U+0020, then NFC."""
    spaces = (" " if unicodedata.category(one) == "Zs" else one for one in passcode)
    return unicodedata.normalize("NFC", "".join(spaces))


def vault_key(header, device_key, passcode):
    """The key that the passcode slot wraps. Older slots were made from what was typed."""
    try:
        return vault_key_from(header, device_key, mapped(passcode))
    except WrongPasscode:
        if mapped(passcode) == passcode:
            raise
        return vault_key_from(header, device_key, passcode)


def vault_key_from(header, device_key, passcode):
    """The key that this exact text opens."""
    slot = header["passcode"]
    if slot is None:
        raise Refused("the vault has no passcode")
    # The limits of V-13 and V-14, before any memory is taken.
    if not (19 * 1024 <= slot["memory"] <= 64 * 1024 and 2 <= slot["passes"] <= 10):
        raise Refused("the cost of the key derivation is outside its limits")
    if not 1 <= slot["lanes"] <= 4:
        raise Refused("the cost of the key derivation is outside its limits")
    device_secret = open_sealed(
        device_key,
        slot["wrapped"][:12],
        slot["wrapped"][12:],
        slot["key_id"],
        "the device key does not belong to this vault",
    )
    stretched = hash_secret_raw(
        passcode.encode("utf-8"),
        slot["salt"],
        time_cost=slot["passes"],
        memory_cost=slot["memory"],
        parallelism=slot["lanes"],
        hash_len=32,
        type=Type.ID,
        version=0x13,
    )
    key = hkdf(b"", stretched + device_secret, b"countersign vault v1 passcode slot")
    aad = b"countersign vault v1 slot" + header["id"] + slot["front"]
    try:
        return open_sealed(key, slot["nonce"], slot["sealed"], aad, "the passcode is wrong")
    except Refused as error:
        raise WrongPasscode(str(error)) from error


def open_contents(data, header, key):
    """The contents, without padding."""
    info = b"countersign vault v1 data" + struct.pack(">Q", header["generation"])
    data_key = hkdf(header["salt"], key, info)
    sealed = data[len(header["bytes"]) :]
    plain = open_sealed(data_key, bytes(12), sealed, header["bytes"], "the vault is damaged")
    reader = Reader(plain)
    return reader.bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--state", required=True, type=pathlib.Path, help="folder of device.key")
    parser.add_argument("--reveal", action="store_true", help="print secrets too")
    parser.add_argument("vault", type=pathlib.Path)
    arguments = parser.parse_args()
    passcode = os.environ.get("COUNTERSIGN_PASSCODE")
    if passcode is None:
        parser.error("COUNTERSIGN_PASSCODE is not set")
    try:
        data = arguments.vault.read_bytes()
        device_key = (arguments.state / "device.key").read_bytes()
        if len(device_key) != 32:
            raise Refused("device.key has the wrong length")
        header = read_header(data)
        key = vault_key(header, device_key, passcode)
        result = {"version": header["version"], "generation": header["generation"]}
        result.update(read_contents(open_contents(data, header, key), arguments.reveal))
    except (Refused, OSError) as error:
        print(f"read_vault: {error}", file=sys.stderr)
        return 1
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
