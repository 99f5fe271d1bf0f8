"""Arrows between the rooms of the core: who names whom in code that ships.

    rooms.py ROOT           prints each arrow that the table forbids, as `file:line: ...`, and nothing where there is none
    rooms.py ROOT --arrows  prints all arrows with their files, for people

A room is a module of `core/src`. `crate::X` and `super::` are followed; tests (`tests.rs`, `tests/`, `*_tests.rs`, what stands
after `#[cfg(test)]` at the left edge) may use any room.
"""

import pathlib
import re
import sys

# From the top down. A room uses rooms of the rows below it, never of its own row and never above. ARCHITECTURE.md shows the same.
ROWS = [
    ["app"],
    ["push", "vault"],
    ["account"],
    ["payload", "net"],
    ["otp"],
    ["text", "url", "device"],
    ["secret", "clock", "random"],
]
FLOOR = {room: number for number, row in enumerate(ROWS) for room in row}
TEST_FILE = re.compile(r"(^|/)tests?(/|\.rs$)|_tests\.rs$")
PATH = re.compile(r"\b(?:crate|(?:super(?:\s*::\s*super)*))\s*::")


def code_lines(text):
    """Pairs of line number and line, without comments and without the tests at the end."""
    in_block = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#[cfg(test)]"):
            rest = text.splitlines()[number : number + 1]
            if rest and re.match(r"(pub(\([a-z]+\))? )?mod \w+;", rest[0]):
                continue
            return
        if in_block:
            in_block = "*/" not in line
            continue
        line = re.sub(r'(^|[^:"])//.*$', r"\1", line)
        if re.match(r"\s*/\*", line):
            in_block = "*/" not in line
            continue
        if line.strip():
            yield number, line


def module_of(file, source):
    """The module path of a file: `vault/tests/mod.rs` is `vault::tests`."""
    parts = list(file.relative_to(source).with_suffix("").parts)
    if parts[-1] in ("mod", "lib"):
        parts.pop()
    return parts


def members(text, start):
    """First names after the `::` at `start`: of `{a::b, c}` both a and c."""
    rest = text[start:].lstrip()
    if not rest.startswith("{"):
        found = re.match(r"(\w+)", rest)
        return [found.group(1)] if found else []
    depth, names, word = 0, [], ""
    for letter in rest:
        if letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
        if depth == 1 and letter in "{,":
            word = ""
        elif depth == 1 and re.match(r"\w", letter):
            word += letter
        elif word:
            names.append(word)
            word = ""
            # The rest of this member names what lies inside the room.
            if letter == ":":
                word = ""
        if depth == 0:
            if word:
                names.append(word)
            break
    return names


def arrows(root):
    source = root / "core" / "src"
    rooms = {p.stem if p.is_file() else p.name for p in source.iterdir()} - {"lib"} | FLOOR.keys()
    for file in sorted(source.rglob("*.rs")):
        where = file.relative_to(root).as_posix()
        if TEST_FILE.search(where[len("core/src/") :]):
            continue
        module = module_of(file, source)
        if not module:
            continue
        lines = list(code_lines(file.read_text(encoding="utf-8")))
        text, starts = "", []
        for number, line in lines:
            starts.append((len(text), number))
            text += line + "\n"
        for found in PATH.finditer(text):
            up = found.group(0).count("super")
            base = [] if up == 0 else module[: len(module) - up]
            if base:
                continue
            number = max(n for at, n in starts if at <= found.start())
            for name in members(text, found.end()):
                if name in rooms and name != module[0]:
                    yield where, number, module[0], name


def main():
    root = pathlib.Path(sys.argv[1])
    if "--arrows" in sys.argv:
        drawn = {}
        for where, _, room, other in arrows(root):
            drawn.setdefault((room, other), set()).add(where)
        for (room, other), files in sorted(drawn.items()):
            mark = " " if FLOOR.get(room, -1) < FLOOR.get(other, -1) else "!"
            print(f"{mark} {room} -> {other}: {len(files)}  {' '.join(sorted(f[9:] for f in files)[:12])}")
        return
    for where, number, room, other in arrows(root):
        for name in (room, other):
            if name not in FLOOR:
                print(f"{where}:{number}: `{name}` is in no row of the table in tests/checks/rooms.py")
        if room in FLOOR and other in FLOOR and FLOOR[other] <= FLOOR[room]:
            print(f"{where}:{number}: `{room}` must not use `{other}`: arrows point down (ARCHITECTURE.md)")


main()
