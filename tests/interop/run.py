#!/usr/bin/env python3
"""Plays the scenarios with one real server.

    tests/interop/run.py privacyidea|edumfa [NAME...]    all of them, or those with such a part in their name
    tests/interop/run.py --install SERVER...             only installs
"""

import os
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from scenarios import SCENARIOS
from scenarios import World
from servers import EDUMFA, PRIVACYIDEA, USERS, Failed, Server

PRODUCTS = {"privacyidea": PRIVACYIDEA, "edumfa": EDUMFA}


def main(which, names):
    product = PRODUCTS[which]
    shutil.which("faketime") or sys.exit("error: faketime is missing (Debian: apt-get install faketime)")
    folder = tempfile.mkdtemp(prefix=f"countersign-{which}-")
    began = time.monotonic()
    server = Server(product, os.path.join(folder, "server"))
    print(f"{which} {product.version} answers after {time.monotonic() - began:.0f} s", flush=True)
    passed = failed = 0
    try:
        chosen = [scenario for scenario, products in SCENARIOS if product in products]
        for number, scenario in enumerate(chosen):
            if names and not any(name in scenario.__name__ for name in names):
                continue
            start = time.monotonic()
            try:
                scenario(World(server, os.path.join(folder, f"{number:02}"), USERS[number]))
            except Failed as error:
                failed += 1
                print(f"FAILED {scenario.__name__}\n{error}", flush=True)
            else:
                passed += 1
                print(f"ok     {scenario.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
            finally:
                server.network.lose()
    finally:
        server.close()
    if not failed:
        shutil.rmtree(folder)
    else:
        print(f"what is left of it: {folder}")
    print(f"{which}: {passed} passed, {failed} failed in {time.monotonic() - began:.0f} s", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    try:
        if sys.argv[1:2] == ["--install"]:
            for which in sys.argv[2:]:
                PRODUCTS[which].install()
            sys.exit(0)
        if len(sys.argv) < 2 or sys.argv[1] not in PRODUCTS:
            sys.exit(__doc__)
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Failed as error:
        sys.exit(f"error: {error}")
