#!/usr/bin/env python3
"""Opens a Countersign vault (format versions 1 to 3) without the core.

Written from the format's description, core/src/vault/FORMAT.md, so that a person who has the two
folders and the passcode of a plain computer's vault can always reach what is theirs. It reads and
prints JSON; it writes nothing. Needs the packages `cryptography` and `argon2-cffi`.

    COUNTERSIGN_PASSCODE=... read_vault.py [--reveal] --state DIR VAULT

DIR holds `device.key`. Exit 0 = read, 1 = refused.
"""

import argparse
import base64
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


class Refused(Exception):
    """The file is not what it should be, or the passcode is wrong."""


class WrongPasscode(Refused):
    """The text does not open the passcode slot."""


class Reader:
    """Big-endian numbers and length-prefixed strings from the front of some bytes."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise Refused("it ends too early")
        self.at += count
        return part

    def number(self, code):
        return struct.unpack(">" + code, self.take(struct.calcsize(">" + code)))[0]

    def flag(self):
        value = self.number("B")
        if value > 1:
            raise Refused("a flag is neither 0 nor 1")
        return value == 1

    def short(self):
        return self.take(self.number("H"))

    def bytes(self):
        return self.take(self.number("I"))

    def text(self):
        try:
            return self.bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("a text is not UTF-8") from error

    def texts(self):
        return [self.text() for _ in range(self.number("H"))]

    def option(self, read):
        return read() if self.flag() else None

    def rest(self):
        return self.at < len(self.data)

    def end(self):
        if self.rest():
            raise Refused("there are bytes after the end")


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


ALGORITHMS = {1: "SHA1", 2: "SHA256", 3: "SHA512"}
STATES = {
    0: "enrolling",
    1: "tryout_pending",
    2: "active",
    3: "paused",
    4: "blocked",
    5: "unlinked",
    6: "unlinked",
    7: "removal_pending",
    8: "set_up_again",
    9: "off",
}


def known(table, value):
    if value not in table:
        raise Refused(f"value {value} is not known here")
    return table[value]


def read_otp(reader, entry, reveal, version):
    number = reader.number("B")
    kind = known({1: "totp", 2: "hotp", 3: "steam", 4: "yaotp", 5: "motp", 6: "motp"}, number)
    entry["type"], pin = kind, None
    if number == 6:
        entry["form"] = "text"
    if kind in ("totp", "hotp"):
        entry["algorithm"] = known(ALGORITHMS, reader.number("B"))
        entry["digits"] = reader.number("B")
        what, size = ("period", "I") if kind == "totp" else ("counter", "Q")
        entry[what] = reader.number(size)
    elif kind in ("yaotp", "motp"):
        pin = reader.option(reader.text)
    secret = reader.bytes()
    if reveal:
        entry["secret"] = base64.b32encode(secret).decode().rstrip("=")
        if pin is not None:
            entry["pin"] = pin
    entry["lock_requested"], entry["never_export"] = reader.flag(), version > 2 and reader.flag()
    if version > 3:
        entry["counted_to"] = reader.number("Q")


def read_push(reader, entry, reveal, version):
    entry["type"] = "push"
    entry["protocol"] = known({1: "keycloak", 2: "privacyidea", 3: "edumfa"}, reader.number("B"))
    entry["profile"] = reader.number("I")
    entry["state"] = known(STATES, reader.number("B"))
    for field in ("push_issuer", "realm", "sub", "username"):
        entry[field] = reader.text()
    entry["organisation"] = reader.option(reader.text)
    entry["client_id"] = reader.text()
    client_secret = reader.option(reader.text)
    for field in ("credential_id", "device_id", "device_label"):
        entry[field] = reader.text()
    read_key(reader, entry, reveal, "")
    entry["features"] = reader.texts()
    entry["it_contact"] = reader.option(
        lambda: {name: reader.option(reader.text) for name in ("name", "phone", "email", "url")}
    )
    seed = reader.option(
        lambda: {
            "secret": base64.b32encode(reader.bytes()).decode().rstrip("="),
            "algorithm": known(ALGORITHMS, reader.number("B")),
            "digits": reader.number("B"),
            "period": reader.number("I"),
        }
    )
    completion = reader.option(reader.text)
    if reveal:
        entry.update(client_secret=client_secret, otp=seed, completion=completion)
    entry["ever_listed"], entry["wrong_in_row"], entry["created_push"] = reader.flag(), reader.number("I"), reader.number("Q")
    entry["clock_offset"] = reader.option(lambda: reader.number("q")) if version > 1 else None
    if entry["protocol"] != "keycloak":
        entry["push_token"] = reader.option(lambda: {"url": reader.text(), "server_key": reader.bytes().hex()})
    if version > 3:
        read_key(reader, entry, reveal, "next_")


def read_key(reader, entry, reveal, which):
    if known({1: False, 2: True}, reader.number("B")):
        entry[which + "hardware_key"], _point = reader.text(), reader.bytes()
        return
    key = base64.b64encode(reader.bytes()).decode()
    entry.update({which + "pkcs8": key} if reveal else {})


def read_entry(record, reveal):
    reader = Reader(record)
    version = known({number: number for number in range(1, 5)}, reader.number("B"))
    body = known({1: read_otp, 2: read_push}, reader.number("B"))
    entry = {
        "id": reader.take(8).hex(),
        "issuer": reader.text(),
        "account": reader.text(),
        "display_name": reader.option(reader.text),
        "note": reader.text(),
        "tags": reader.texts(),
        "favourite": reader.flag(),
        "order": reader.number("I"),
        "created": reader.number("Q"),
        "trashed": reader.option(lambda: reader.number("Q")),
    }
    body(reader, entry, reveal, version)
    reader.end()
    return entry


OUTCOMES = {
    0: "open",
    1: "approved",
    2: "denied",
    3: "wrong_number",
    4: "expired",
    5: "superseded",
    6: "already_handled",
    7: "refused",
}
# Since version 2. 10: "No, it's not me"; 11: the person's own sign-in, cancelled.
NEWER_OUTCOMES = OUTCOMES | {
    8: "sent", 9: "wrong",
    10: "refusing", 11: "refusing",
    12: "interrupted", 13: "unlinked",
}
# Version 3 is that of these alone: the person said yes before, and that may have arrived.
OUTCOMES_AFTER_YES = dict.fromkeys((10, 11), "refusing after sent")


def read_seen(record):
    reader = Reader(record)
    version = reader.number("B")
    outcomes = known({1: OUTCOMES, 2: NEWER_OUTCOMES, 3: OUTCOMES_AFTER_YES}, version)
    seen = {
        "id": reader.text(),
        "account_id": reader.take(8).hex(),
        "created": reader.number("Q"),
        "expires": reader.number("Q"),
        "outcome": known(outcomes, reader.number("B")),
    }
    if version > 1:
        seen["first_seen"] = reader.number("Q")
        seen["expires_at_server"] = reader.number("Q")
        seen["ctx"] = reader.option(reader.text)
        seen["report"] = reader.flag()
    reader.end()
    return seen


def read_import(record):
    reader = Reader(record)
    if reader.number("B") != 1:
        raise Refused("an import of another version")
    made = {"id": reader.take(8).hex(), "at": reader.number("Q"), "format": reader.text(), "not_otp": reader.number("I"), "receipts": []}
    for _ in range(reader.number("I")):
        status = reader.number("B")
        if status in (1, 2):
            receipt = {"status": ["imported", "imported_with_warning"][status - 1], "id": reader.take(8).hex()}
            reader.take(16)
            receipt["replaced"] = reader.option(lambda: reader.take(8).hex())
        elif status == 3:
            receipt = {"status": "refused", "reason": reader.number("B")}
            if receipt["reason"] in (4, 5):
                receipt["field"] = reader.number("B")
            elif receipt["reason"] == 8:
                receipt["of"] = reader.option(lambda: reader.take(8).hex())
            elif receipt["reason"] == 10:
                receipt["of"] = reader.take(8).hex()
        else:
            raise Refused("a receipt of another kind")
        made["receipts"].append(receipt)
    reader.end()
    return made


def read_settings(section, result):
    key = section.option(
        lambda: (section.number("I"), section.number("I"), section.number("I"), section.take(16), section.bytes())
    )
    result["backup_passphrase"] = key is not None
    result["auto_backup"] = section.option(lambda: read_auto_backup(section))
    result["corrected_time"] = section.flag()
    result["clock_asked"] = section.option(lambda: section.number("Q"))
    section.option(section.bytes)
    section.end()


def read_auto_backup(section):
    auto = {"folder": section.text(), "last": section.option(lambda: section.number("Q"))}
    section.take(32)
    failed = {1: "no_folder", 2: "full", 3: "read_back", 4: "failed"}
    auto["failed"] = section.option(lambda: known(failed, section.number("B")))
    return auto


def read_contents(contents, reveal):
    result = {"entries": [], "unreadable": 0, "seen": [], "unknown_sections": 0}
    reader = Reader(contents)
    while reader.rest():
        tag, section = reader.number("H"), Reader(reader.bytes())
        if tag == 1:
            while section.rest():
                record = section.bytes()
                try:
                    result["entries"].append(read_entry(record, reveal))
                except Refused:
                    result["unreadable"] += 1
        elif tag == 2:
            while section.rest():
                record = section.bytes()
                try:
                    result["seen"].append(read_seen(record))
                except Refused:
                    pass
        elif tag == 3:
            result["hide_codes"] = section.flag()
            result["recovery_declined"] = section.flag()
        elif tag == 4:
            result["imports"] = []
            while section.rest():
                record = section.bytes()
                try:
                    result["imports"].append(read_import(record))
                except Refused:
                    pass
        elif tag == 5:
            read_settings(section, result)
        else:
            result["unknown_sections"] += 1
    return result


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
