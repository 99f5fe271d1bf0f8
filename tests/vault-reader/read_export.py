#!/usr/bin/env python3
"""Reads what Countersign exports to other apps, without its code: an encrypted vault of Aegis, and the parts of Google's export.

    read_export.py FILE         the password of an Aegis file stands in COUNTERSIGN_PASSCODE; prints one JSON list of accounts

From the other apps' own descriptions: scrypt and AES-256-GCM as Aegis has them, protocol buffers as their encoding is
documented (varints, and bytes with a length).
"""

import base64
import hashlib
import json
import os
import pathlib
import sys
import urllib.parse

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def opened(key, params, sealed):
    return AESGCM(key).decrypt(bytes.fromhex(params["nonce"]), sealed + bytes.fromhex(params["tag"]), None)


def aegis(document, password):
    if document["version"] != 1:
        raise ValueError("a version of Aegis that is not known")
    header = document["header"]
    (slot,) = header["slots"]
    if slot["type"] != 1 or slot["repaired"] is not True or slot["is_backup"] is not False:
        raise ValueError("no password slot as Aegis writes one")
    key = hashlib.scrypt(
        password.encode("utf-8"),
        salt=bytes.fromhex(slot["salt"]),
        n=slot["n"],
        r=slot["r"],
        p=slot["p"],
        dklen=32,
        maxmem=128 * 1024 * 1024,
    )
    master = opened(key, slot["key_params"], bytes.fromhex(slot["key"]))
    database = json.loads(opened(master, header["params"], base64.b64decode(document["db"], validate=True)))
    if database["version"] != 3:
        raise ValueError("a version of Aegis' database that is not known")
    groups = {group["uuid"]: group["name"] for group in database["groups"]}
    accounts = []
    for entry in database["entries"]:
        info = entry["info"]
        account = {"type": entry["type"], "issuer": entry["issuer"], "account": entry["name"], "note": entry["note"]}
        account["tags"] = [groups[uuid] for uuid in entry["groups"]]
        account["favourite"] = entry["favorite"]
        account.update({name: info[name] for name in ("secret", "algo", "digits", "period", "counter", "pin") if name in info})
        accounts.append(account)
    return accounts


def fields(message):
    """Pairs of field number and value of a protocol buffer."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            length = varint()
            yield key >> 3, message[at : at + length]
            at += length
            if at > len(message):
                raise ValueError("a field ends too early")
        else:
            raise ValueError("a wire type that nothing here uses")


def google(lines):
    accounts, seen, ids = [], [], set()
    for line in lines:
        address = urllib.parse.urlsplit(line)
        if (address.scheme, address.netloc) != ("otpauth-migration", "offline"):
            raise ValueError("no part of an export")
        (data,) = urllib.parse.parse_qs(address.query, strict_parsing=True)["data"]
        part = {}
        for number, value in fields(base64.b64decode(data, validate=True)):
            if number != 1:
                part[number] = value
                continue
            entry = dict(fields(value))
            kind = {1: "hotp", 2: "totp"}[entry[6]]
            account = {"type": kind, "issuer": entry[3].decode(), "account": entry[2].decode()}
            account["secret"] = base64.b32encode(entry[1]).decode().rstrip("=")
            account["algo"] = {1: "SHA1", 2: "SHA256", 3: "SHA512"}[entry[4]]
            account["digits"] = {1: 6, 2: 8}[entry[5]]
            if kind == "hotp":
                account["counter"] = entry.get(7, 0)
            accounts.append(account)
        if part[2] != 1 or part[3] != len(lines):
            raise ValueError("the part says that there are others")
        seen.append(part[4])
        ids.add(part[5])
    if seen != list(range(len(lines))) or len(ids) != 1:
        raise ValueError("the parts do not belong together")
    return accounts


def main():
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    if text.startswith("{"):
        accounts = aegis(json.loads(text), os.environ["COUNTERSIGN_PASSCODE"])
    else:
        accounts = google(text.splitlines())
    json.dump(accounts, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
