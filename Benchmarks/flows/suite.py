"""Times gradient flows beside the public back-and-forth flow code (--wgf DIR) and the proximal recursion on particles in NumPy."""

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy

from flows import recursion

HERE = Path(__file__).resolve().parent
GAMMA, START, END = 1e-3, 0.4, 2.4
# Cells along a side, tau, and the iterations that the peer may take in a step.
CASES = ((128, 0.5, (200, 1000)), (256, 0.5, (200,)), (128, 0.05, (200,)))
PARTICLES, PARTICLE_STEP, PARTICLE_STEPS = 400, 1e-3, 1000
HEIGHT = (1 / (8 * numpy.pi)) ** 0.5


def barenblatt(n, dilation):
    """The profile l^-2 (C - |x / l|^2 / 16)_+ of mass one, cell means over the unit square about zero."""
    x = (numpy.arange(4 * n) + 0.5) / (4 * n) - 0.5
    square = (x[:, None] ** 2 + x[None, :] ** 2) / dilation**2
    fine = numpy.maximum(0, HEIGHT - square / 16) / dilation**2
    return fine.reshape(n, 4, n, 4).mean((1, 3))


def exact_step(dilation, tau):
    """The dilation after a step of Jordan, Kinderlehrer and Otto: (l+ - l) m2 / tau = 2 gamma F1 l+^-3."""
    moment, energy = 16 * HEIGHT / 3, 2 * HEIGHT / 3
    lower, upper = dilation, 4 * dilation
    for _ in range(200):
        middle = (lower + upper) / 2
        if (middle - dilation) * moment / tau < 2 * GAMMA * energy / middle**3:
            lower = middle
        else:
            upper = middle
    return (lower + upper) / 2


def errors(frames, n, tau):
    """The L1 distance of each frame from the exact step of the same number."""
    dilation, found = (GAMMA * START) ** 0.25, []
    for frame in frames:
        dilation = exact_step(dilation, tau)
        found.append(float(numpy.abs(frame - barenblatt(n, dilation)).mean()))
    return found


def solve(command, folder, words):
    """What `ot flow` says of the flow in the folder."""
    words = [command, "flow", folder / "flow.json", "--json", *words]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode not in (0, 2):
        raise SystemExit(f"bench: ot flow failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def run_ours(command, folder, n, tau):
    """Seconds a step, its certificate's bounds included, and the error of the steps."""
    steps = round((END - START) / tau)
    density = barenblatt(n, (GAMMA * START) ** 0.25)
    numpy.savez(folder / "start.npz", density=density, box=[[-0.5, 0.5]] * 2)
    flow = {"energy": {"power": {"exponent": 2, "temperature": GAMMA}}, "start": "start.npz",
            "space": {"grid": {"cells": [n, n], "box": [[-0.5, 0.5]] * 2}},
            "timeStep": tau, "duration": END - START, "frames": steps}  # fmt: skip
    (folder / "flow.json").write_text(json.dumps(flow))
    answer = solve(command, folder, ["--frames", folder / "frames.npz"])
    found = errors(numpy.load(folder / "frames.npz")["density"][1:], n, tau)
    return {"perStep": answer["seconds"] / steps, "first": found[0], "last": found[-1]}


def compile_peer(checkout, folder):
    program = folder / "bfm-flow"
    words = ["c++", "-O3", "-w", f"-I{checkout / 'src'}", str(HERE / "bfm_flow_driver.cpp"),
             "-o", str(program), "-lfftw3", "-lm"]  # fmt: skip
    subprocess.run(words, check=True)
    return program


def run_peer(program, folder, n, tau, iterations):
    steps = round((END - START) / tau)
    barenblatt(n, (GAMMA * START) ** 0.25).tofile(folder / "start")
    words = [program, n, tau, steps, iterations, 1e-3, GAMMA, folder / "start", folder / "frames"]
    done = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
    seconds = [float(line) for line in done.stdout.split()]
    found = errors(numpy.fromfile(folder / "frames").reshape(steps, n, n), n, tau)
    return {"perStep": statistics.mean(seconds), "first": found[0], "last": found[-1]}


def grid_rows(options, folder):
    """Rows of the table, and our time a step over the peer's."""
    program = compile_peer(options.wgf.resolve(), folder) if options.wgf else None
    rows, ratios = [], []
    for n, tau, limits in CASES:
        ours = run_ours(options.ot, folder, n, tau)
        rows.append((f"ot flow, {n}^2, tau {tau}", ours))
        for limit in limits if program else ():
            theirs = run_peer(program, folder, n, tau, limit)
            rows.append((f"wgfBFMcodes, {limit} iterations, {n}^2, tau {tau}", theirs))
            ratios.append((n, tau, limit, ours["perStep"] / theirs["perStep"]))
    return rows, ratios


def particle_lines(command, folder):
    """The Ornstein-Uhlenbeck process by the proximal recursion on particles: milliseconds a step."""
    flow = {"energy": {"potential": {"quadratic": 1}, "entropy": 1}, "start": {"gaussian": {"mean": [2], "covariance": [[0.25]]}},
            "space": {"particles": {"dimension": 1, "count": PARTICLES, "seed": 1}},
            "timeStep": PARTICLE_STEP, "duration": PARTICLE_STEP * PARTICLE_STEPS, "frames": 1}  # fmt: skip
    (folder / "flow.json").write_text(json.dumps(flow))
    ours = solve(command, folder, [])["seconds"] / PARTICLE_STEPS
    theirs = recursion.seconds(PARTICLES, PARTICLE_STEP, PARTICLE_STEPS) / PARTICLE_STEPS
    return [f"The proximal recursion on {PARTICLES} particles: ot flow {1e3 * ours:.3g} ms a step, "
            f"NumPy {1e3 * theirs:.3g} ms, ratio {ours / theirs:.3f}."]  # fmt: skip


def run(options):
    """Prints a table of both programs; without a checkout, of ours alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, ratios = grid_rows(options, folder)
        particles = particle_lines(options.ot, folder)
    lines = [f"Porous medium, m = 2, gamma {GAMMA}, t {START} to {END}: L1 error against exact steps", "",
             "| program | s a step | error of the first step | of the last |",
             "| --- | --- | --- | --- |"]  # fmt: skip
    for title, row in rows:
        lines.append(f"| {title} | {row['perStep']:.3g} | {row['first']:.2g} | {row['last']:.2g} |")
    lines += [""] + [f"A step at {n}^2, tau {tau}, takes {ratio:.3f} of the peer's with {limit} iterations."
                     for n, tau, limit, ratio in ratios]  # fmt: skip
    if not options.wgf:
        lines.append("wgfBFMcodes not run: give a checkout of github.com/wonjunee/wgfBFMcodes as --wgf DIR.")
    text = "\n".join(lines + particles)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "flows.md").write_text(text + "\n")
    return text
