"""Times the cheapest flow beside the public proximal-splitting code under Octave, where a folder holds it (--octave-code)."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy

HERE = Path(__file__).resolve().parent
SIZES = (32, 64)
# Iterations of two runs, whose difference leaves out what a run does once.
FEW, MANY = 25, 125
PEER_FEW, PEER_MANY = 2, 12


def gaussian(n, center):
    """A Gaussian of deviation 0.1 about (c, c), on the peer's points of the unit square, of mean one."""
    x = numpy.linspace(0, 1, n)
    first, second = numpy.meshgrid(x, x, indexing="ij")
    density = 1e-12 + numpy.exp(-((first - center) ** 2 + (second - center) ** 2) / 0.02)
    return density / density.mean()


def distance(density, exact):
    """The L1 distance of two densities, each of mass one."""
    return float(numpy.abs(density / density.sum() - exact / exact.sum()).sum())


def solve(command, folder, n, words):
    """`ot dynamic` on the Gaussian that moves from (.25, .25) to (.75, .75), n steps in time."""
    half = 0.5 / (n - 1)
    for name, center in (("source", 0.25), ("target", 0.75)):
        numpy.savez(folder / f"{name}.npz", density=gaussian(n, center), box=[[-half, 1 + half]] * 2)
    path = folder / "path.npz"
    words = [command, "dynamic", folder / "source.npz", folder / "target.npz", "--steps", n,
             "--path", path, "--json", *words]  # fmt: skip
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode not in (0, 2):
        raise SystemExit(f"bench: ot dynamic failed: {done.stderr.strip()}")
    answer = json.loads(done.stdout)
    answer["error"] = distance(numpy.load(path)["density"][n // 2], gaussian(n, 0.5))
    return answer


def run_ours(command, folder, n):
    """The answer to a gap of 1e-3, with the seconds of one iteration beside."""
    counts = [["--tolerance", 1e-15, "--iteration-limit", count] for count in (FEW, MANY)]
    few, many = (solve(command, folder, n, words)["seconds"] for words in counts)
    return {**solve(command, folder, n, []), "perIteration": (many - few) / (MANY - FEW)}


def peer(code, folder, n, iterations):
    for name, center in (("source", 0.25), ("target", 0.75)):
        density = gaussian(n, center)
        numpy.savetxt(folder / f"{name}.txt", density / density.sum())
    call = f"addpath('{HERE}'); peer('{code}', '{folder}', {n}, {iterations})"
    done = subprocess.run(["octave", "--no-gui", "--quiet", "--eval", call], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"bench: octave failed: {done.stderr.strip()}")
    return float(done.stdout.split()[-1])


def run_peer(code, folder, n, seconds):
    """The peer given `seconds`, or a little more: its error then, and its seconds an iteration."""
    few, many = (peer(code, folder, n, count) for count in (PEER_FEW, PEER_MANY))
    each = (many - few) / (PEER_MANY - PEER_FEW)
    count = max(1, int(seconds / each) + 1)
    taken = peer(code, folder, n, count)
    error = distance(numpy.loadtxt(folder / "middle.txt"), gaussian(n, 0.5))
    return {"perIteration": each, "iterations": count, "seconds": taken, "error": error}


def peer_folder(options):
    """The folder of the code, or None and a line that says why not."""
    if not options.octave_code:
        return None, "Octave code not run: give the folder that holds its toolbox/ as --octave-code DIR."
    folder = options.octave_code.resolve()
    if not (folder / "toolbox").is_dir():
        return None, f"Octave code not run: {folder} has no folder toolbox."
    if not shutil.which("octave"):
        return None, "Octave code not run: there is no program octave."
    return folder, None


def run(options):
    """A table of both programs on the same grids in turns; without the peer, of ours alone."""
    code, note = peer_folder(options)
    rows, ratios = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in SIZES:
            ours = run_ours(options.ot, folder, n)
            rows.append((f"ot dynamic, {n}^3", ours, f"{ours['relativeGap']:.1e}"))
            if code:
                theirs = run_peer(code, folder, n, ours["seconds"])
                rows.append((f"Octave, {n}^3", theirs, "none"))
                ratios.append((n, ours["perIteration"] / theirs["perIteration"]))
    lines = ["The cheapest flow: a Gaussian moves along the diagonal; the peer is given our time", "",
             "| program | s an iteration | iterations | s in all | L1 error at t = 1/2 | proved gap |",
             "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for title, row, gap in rows:
        lines.append(f"| {title} | {row['perIteration']:.3g} | {row['iterations']} | {row['seconds']:.3g} "
                     f"| {row['error']:.2g} | {gap} |")  # fmt: skip
    lines += [""] + [f"An iteration at {n}^3 takes {ratio:.3f} of the peer's." for n, ratio in ratios]
    text = "\n".join(lines + ([note] if note else []))
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "dynamic.md").write_text(text + "\n")
    return text
