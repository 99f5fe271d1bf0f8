#!/usr/bin/env python3
"""Opens a backup of Countersign from FORMAT.md alone, without the core's code, and prints what is in it as JSON.

    read_backup.py [--reveal] BACKUP        the passphrase stands in COUNTERSIGN_PASSCODE
"""

import argparse
import json
import os
import pathlib
import sys

from argon2.low_level import Type, hash_secret_raw
from contents import Reader, Refused, read_contents
from read_vault import hkdf, mapped, open_sealed


def read_backup(data, passphrase):
    """When a backup was made, and its contents."""
    reader = Reader(data)
    if reader.take(8) != b"CSBACKP\x1a":
        raise Refused("this is no backup")
    version = reader.number("H")
    if version != 1:
        raise Refused(f"backup version {version} is not known here")
    if reader.number("I") != 155:
        raise Refused("the header's length is wrong")
    reader.take(16)
    made, salt = reader.number("Q"), reader.take(32)
    memory, passes, lanes = reader.number("I"), reader.number("I"), reader.number("B")
    # The limits of V-13, before any memory is taken.
    if not (19 * 1024 <= memory <= 256 * 1024 and 2 <= passes <= 8 and 1 <= lanes <= 4):
        raise Refused("the cost of the key derivation is outside its limits")
    kdf_salt = reader.take(16)
    front = data[: reader.at]
    nonce, sealed = reader.take(12), reader.take(48)
    stretched = hash_secret_raw(
        mapped(passphrase).encode("utf-8"),
        kdf_salt,
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=32,
        type=Type.ID,
        version=0x13,
    )
    slot_key = hkdf(b"", stretched, b"countersign vault v1 backup slot")
    file_key = open_sealed(slot_key, nonce, sealed, front, "the passphrase is wrong")
    data_key = hkdf(salt, file_key, b"countersign vault v1 backup data")
    plain = open_sealed(data_key, bytes(12), data[155:], data[:155], "the backup is damaged")
    return made, Reader(plain).bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reveal", action="store_true", help="print secrets too")
    parser.add_argument("backup", type=pathlib.Path)
    arguments = parser.parse_args()
    passphrase = os.environ.get("COUNTERSIGN_PASSCODE")
    if passphrase is None:
        parser.error("COUNTERSIGN_PASSCODE is not set")
    try:
        made, contents = read_backup(arguments.backup.read_bytes(), passphrase)
        result = {"version": 1, "made": made}
        result.update(read_contents(contents, arguments.reveal))
    except (Refused, OSError) as error:
        print(f"read_backup: {error}", file=sys.stderr)
        return 1
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
