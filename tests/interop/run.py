#!/usr/bin/env python3
"""Plays the scenarios with one server.

    tests/interop/run.py privacyidea|edumfa [NAME...]    all of them, or those with such a part in their name
    tests/interop/run.py keycloak [NAME...]              with the extension's jar that PUSH_MFA_JAR names
    tests/interop/run.py plain [NAME...]                 the same, with the reference service's plain realm in Keycloak's place
    tests/interop/run.py --install SERVER...             only installs
    tests/interop/run.py --bare                          brings Keycloak up without the extension, and signs in
"""

import os
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import keycloak
import number_scenarios
import scenarios
from keycloak import Keycloak
from plain import Plain
from process import Failed
from servers import EDUMFA, PRIVACYIDEA, USERS, Server

PRODUCTS = {"privacyidea": PRIVACYIDEA, "edumfa": EDUMFA}


def bring_up(which, folder):
    """The server, and what is played with it: scenarios and the world that each gets."""
    if which == "plain":
        return Plain(folder), number_scenarios.SCENARIOS, number_scenarios.World
    if which == "keycloak":
        jar = os.environ.get("PUSH_MFA_JAR") or sys.exit("error: PUSH_MFA_JAR names no jar of the push-MFA extension")
        return Keycloak(folder, jar), number_scenarios.SCENARIOS, number_scenarios.World
    product = PRODUCTS[which]
    chosen = [scenario for scenario, products in scenarios.SCENARIOS if product in products]
    return Server(product, folder), chosen, scenarios.World


def main(which, names):
    shutil.which("faketime") or sys.exit("error: faketime is missing (Debian: apt-get install faketime)")
    folder = tempfile.mkdtemp(prefix=f"countersign-{which}-")
    began = time.monotonic()
    server, chosen, world = bring_up(which, os.path.join(folder, "server"))
    version = PRODUCTS[which].version if which in PRODUCTS else server.version
    print(f"{which} {version} answers after {time.monotonic() - began:.0f} s", flush=True)
    passed = failed = 0
    try:
        for number, scenario in enumerate(chosen):
            if names and not any(name in scenario.__name__ for name in names):
                continue
            start = time.monotonic()
            try:
                scenario(world(server, os.path.join(folder, f"{number:02}"), USERS[number]))
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


def bare():
    """All of Keycloak's side but the extension: it starts, takes the realm, lets a browser in, and its phones' client asks for
    a proof of possession."""
    folder = tempfile.mkdtemp(prefix="countersign-keycloak-")
    began = time.monotonic()
    server = Keycloak(os.path.join(folder, "server"), None)
    try:
        print(f"keycloak {server.version} answers after {time.monotonic() - began:.0f} s", flush=True)
        if not server.sign_in(USERS[0]).signed_in:
            raise Failed("the right password does not let the browser in")
        status, said = server.answers_without_a_proof()
        if status != 400 or "DPoP" not in said:
            raise Failed(f"a token without a proof: {status} {said}")
        server.restart(clock=300)
        if not server.sign_in(USERS[1]).signed_in:
            raise Failed("after it started again with another time, the right password does not let the browser in")
    finally:
        server.close()
    shutil.rmtree(folder)
    print("keycloak, without the extension: 1 passed, 0 failed", flush=True)


if __name__ == "__main__":
    try:
        if sys.argv[1:2] == ["--install"]:
            for which in sys.argv[2:]:
                keycloak.install() if which == "keycloak" else PRODUCTS[which].install()
            sys.exit(0)
        if sys.argv[1:] == ["--bare"]:
            sys.exit(bare())
        if len(sys.argv) < 2 or sys.argv[1] not in [*PRODUCTS, "keycloak", "plain"]:
            sys.exit(__doc__)
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Failed as error:
        sys.exit(f"error: {error}")
