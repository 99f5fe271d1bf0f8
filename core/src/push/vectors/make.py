#!/usr/bin/env python3
"""Makes the test vectors of the push protocol (PROTOCOL.md section 8): the JSON files beside this program.

    core/src/push/vectors/make.py [--check]

Everything is fixed: keys, times, ids and, by RFC 6979, signatures. With --check nothing is written; it fails if a file is not what would be made.
Keys here are for tests only. Only Python's own library is used, so that no implementation of ours has a hand in the signatures.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import calls
import messages
import pipush
import plain
from people import SETTING

HERE = Path(__file__).resolve().parent

FILES = {
    "setting": SETTING,
    "thumbprint": calls.thumbprints(),
    "proof": calls.proofs(),
    "token_binding": calls.bindings(),
    "offer": calls.offers(),
    "typed_code": calls.typed_codes(),
    "context": calls.contexts(),
    "answer": messages.answers(),
    "report": messages.reports(),
    "rotation": messages.rotations(),
    "completion": messages.completions(),
    "token": plain.tokens(),
    "plain_answer": plain.answers(),
    "match": plain.matches(),
    "pipush": pipush.vectors(),
}


def main(check):
    assert messages.CTX == "wiaNiSCC7o2KalrMotDqtNtPp-8871ngqSlyZtI5ImU", "the vector of PROTOCOL.md section 4.3"
    other = []
    for name, content in FILES.items():
        path, text = HERE / f"{name}.json", json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        if not check:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            other.append(path.name)
    if other:
        print(f"not what make.py makes: {', '.join(other)}")
        return 1
    print(f"{sum(len(content.get('cases', [])) for content in FILES.values())} cases in {len(FILES)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
