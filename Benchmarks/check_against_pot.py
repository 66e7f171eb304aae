"""Solves and verifies every pair of images in a folder, and compares some of the values with POT's.

An R x C grey image stands on the unit square: the pixel in row r (0 at the top) and column c is an
atom at ((c + 1/2)/C, (R - 1 - r + 1/2)/R), and its mass is its share of the image's grey. The
images of one sub-folder that have the same size, 32 or 64 pixels a side, are paired.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import combinations
from pathlib import Path

import numpy
from PIL import Image

GAP_LIMIT = 1e-12
DIFFERENCE_LIMIT = 1e-10
GREY_MODES = ("1", "L", "I", "I;16")


def main():
    options = parse_options()
    pairs = find_pairs(options.images, options.sizes)
    if not pairs:
        sys.exit(f"check-pot: no pair of grey PNGs of sizes {options.sizes} in {options.images}")
    compared = spread_evenly(len(pairs), options.compare)
    print(f"{'pair':58} {'value':>18} {'gap':>8} {'verified':>8} {'POT':>8}  seconds  remark")
    rows = []
    for k, pair in enumerate(pairs):
        rows.append(check(pair, options, with_pot=k in compared))
        print_row(rows[-1], options.images)
    print(verdict(rows))
    sys.exit(1 if any(row["faults"] for row in rows) else 0)


def parse_options():
    parser = argparse.ArgumentParser(prog="check_against_pot.py", description=__doc__)
    parser.add_argument("images", type=Path, help="a folder of grey PNGs, or of folders of them")
    parser.add_argument("--ot", default=".build/release/ot", help="the command to check")
    parser.add_argument("--compare", type=int, default=20, metavar="N",
                        help="how many pairs to give to POT too (default 20)")  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="+", default=[32, 64],
                        help="pixels a side (default 32 64)")  # fmt: skip
    return parser.parse_args()


def find_pairs(root, sizes):
    """All pairs of one folder and one size, in the order of their names."""
    pairs = []
    for folder in sorted({path.parent for path in root.rglob("*.png")}):
        by_shape = {}
        for path in sorted(folder.glob("*.png")):
            with Image.open(path) as image:
                if image.mode in GREY_MODES and image.width == image.height:
                    by_shape.setdefault(image.width, []).append(path)
        for size in sizes:
            pairs += combinations(by_shape.get(size, []), 2)
    return pairs


def spread_evenly(count, wanted):
    """`wanted` of the numbers below `count`, from the first to the last."""
    wanted = max(0, min(wanted, count))
    return set(numpy.linspace(0, count - 1, wanted).round().astype(int).tolist())


def check(pair, options, with_pot):
    with tempfile.TemporaryDirectory() as folder:
        plan, potentials = Path(folder) / "plan.npz", Path(folder) / "potentials.npz"
        files = ["--plan", plan, "--potentials", potentials, "--json"]
        solved, solve_fault = ask([options.ot, "solve", *pair, *files], "value", "relativeGap")
        # The check of a plan that was not written would only repeat the first fault.
        verified, verify_fault = (
            ({}, None) if solve_fault else ask([options.ot, "verify", *pair, *files], "relativeGap")
        )
    row = {"pair": pair, "solved": solved, "verified": verified, "difference": None}
    row["faults"] = [fault for fault in (solve_fault, verify_fault) if fault]
    if not row["faults"]:
        if with_pot:
            reference = pot_value(*pair)
            row["difference"] = abs(solved["value"] - reference) / (abs(reference) or 1)
        row["faults"] = list(find_faults(row))
    return row


def ask(command, *keys):
    """The JSON object that a command prints, and what is wrong with its exit, if anything."""
    try:
        done = subprocess.run(
            [str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    except OSError as error:
        return {}, str(error)
    if done.returncode != 0:
        said = (done.stderr.strip() or "nothing on stderr").splitlines()[-1]
        return {}, f"{command[1]}: exit status {done.returncode}: {said}"
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return {}, f"{command[1]}: not one JSON object: {done.stdout[:80]!r}"
    missing = [key for key in keys if key not in answer]
    return answer, f"{command[1]}: no {', '.join(missing)}" if missing else None


def find_faults(row):
    if row["solved"].get("termination") != "converged":
        yield f"terminated: {row['solved'].get('termination')}"
    for name in ("solved", "verified"):
        # Written so that a NaN is a fault.
        if not row[name]["relativeGap"] <= GAP_LIMIT:
            yield f"{name}: relative gap above {GAP_LIMIT:g}"
    if row["difference"] is not None and not row["difference"] <= DIFFERENCE_LIMIT:
        yield f"differs from POT by more than {DIFFERENCE_LIMIT:g}, relative"


def pot_value(source, target):
    import ot

    (x, a), (y, b) = atoms(source), atoms(target)
    matrix = squared_distances(x, y)
    return float(ot.emd2(a, b, matrix, numItermax=10**9))


def atoms(path):
    """The cell centres, (R C) x 2, and the masses, which add up to 1."""
    with Image.open(path) as image:
        grey = numpy.asarray(image, dtype=float)
    height, width = grey.shape
    rows, columns = numpy.indices(grey.shape)
    points = numpy.stack([(columns + 0.5) / width, (height - 1 - rows + 0.5) / height], axis=-1)
    return points.reshape(-1, 2), (grey / grey.sum()).ravel()


def squared_distances(x, y):
    from scipy.spatial.distance import cdist

    return cdist(x, y, "sqeuclidean")


def print_row(row, root):
    first, second = (str(path.relative_to(root)) for path in row["pair"])
    solved, verified = row["solved"], row["verified"]
    print(
        f"{first + ' - ' + Path(second).name:58} {number(solved.get('value'), '18.15f')}",
        number(solved.get("relativeGap"), "8.1e"),
        number(verified.get("relativeGap"), "8.1e"),
        number(row["difference"], "8.1e"),
        number(solved.get("seconds"), "8.3f"),
        " " + ("; ".join(row["faults"]) or "ok"),
        flush=True,
    )


def number(value, form):
    width = int(form.split(".")[0])
    return format(value, form) if isinstance(value, (int, float)) else "-".rjust(width)


def verdict(rows):
    faulty = sum(bool(row["faults"]) for row in rows)
    compared = sum(row["difference"] is not None for row in rows)
    return (
        f"{'FAILED' if faulty else 'PASSED'}: {len(rows)} pairs, {faulty} with something off; "
        f"{compared} compared with POT"
    )


if __name__ == "__main__":
    main()
