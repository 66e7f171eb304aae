#!/usr/bin/env python3
"""Runs the snippets of the articles and compares what they print with what their comments say.

A line `print(x)  // prints 0.25 true` must print 0.25, to the digits that are written, and true;
`// prints below 1e-12` stands for one number whose size is less than that. A comment may be the
beginning of what is printed. Snippets without such comments are left out.

    Scripts/check-snippets.py FOLDER-OF-PROGRAMS [NAME ...]
"""
import pathlib
import re
import subprocess
import sys

SNIPPETS = pathlib.Path(__file__).resolve().parent.parent / "Snippets"
PRINTED = re.compile(r"print\(.*// prints (.*)$")


def agrees(expected, found):
    """Whether one word is another, or one number the other to the digits written."""
    if expected == found:
        return True
    strip = "[],"
    try:
        number, value = expected.strip(strip), float(found.strip(strip))
        mantissa, _, exponent = number.lower().partition("e")
        decimals = len(mantissa.partition(".")[2])
        unit = 10.0 ** (int(exponent or 0) - decimals)
        return abs(float(number) - value) <= 0.5000001 * unit
    except ValueError:
        return False


def matches(expected, line):
    words, found = expected.split(), line.split()
    if words[0] == "below":
        return abs(float(found[0])) < float(words[1])
    return len(found) >= len(words) and all(map(agrees, words, found))


def check(path, programs):
    """The number of lines that differ."""
    expected = [m.group(1) for m in map(PRINTED.search, path.read_text().splitlines()) if m]
    if not expected:
        return 0
    printed = subprocess.run(
        [str(programs / path.stem)], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()
    pairs = list(zip(expected, printed))
    wrong = [(e, p) for e, p in pairs if not matches(e, p)]
    for e, p in wrong:
        print(f"{path.name}: expected {e}\n{' ' * len(path.name)}  printed  {p}")
    if len(expected) != len(printed):
        print(f"{path.name}: {len(printed)} lines printed, {len(expected)} expected")
    return len(wrong) + abs(len(expected) - len(printed))


def main():
    programs, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    paths = [p for p in sorted(SNIPPETS.glob("*.swift")) if not names or p.stem in names]
    wrong = sum(check(path, programs) for path in paths)
    print(f"{len(paths)} snippets, {wrong} lines differ")
    sys.exit(1 if wrong else 0)


main()
