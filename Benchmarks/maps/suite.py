"""Times maps between grids beside the public back-and-forth code, where a checkout of it is given (--bfm DIR)."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

HERE = Path(__file__).resolve().parent
SIZES = (256, 512, 1024)


def square(n):
    """The density of Benamou, Froese and Oberman (2014), the uniform one, and the map between them."""
    x = (numpy.arange(n) + 0.5) / n - 0.5
    pi = numpy.pi
    q = (-x * x / (8 * pi) + 1 / (256 * pi**3) + 1 / (32 * pi)) * numpy.cos(8 * pi * x)
    q += x * numpy.sin(8 * pi * x) / (32 * pi**2)
    slope = (x * x - 0.25) * numpy.sin(8 * pi * x)
    bend = 2 * x * numpy.sin(8 * pi * x) + (x * x - 0.25) * 8 * pi * numpy.cos(8 * pi * x)
    density = 1 + 4 * (numpy.outer(bend, q) + numpy.outer(q, bend))
    density += 16 * (numpy.outer(q * bend, q * bend) - numpy.outer(slope**2, slope**2))
    first, second = numpy.meshgrid(x, x, indexing="ij")
    image = numpy.stack([first + 4 * numpy.outer(slope, q), second + 4 * numpy.outer(q, slope)], -1)
    return density / density.mean(), numpy.ones((n, n)), image + 0.5


def error(image, exact, density):
    """|T - exact| over |exact - x|, root mean squares by mass, over the inner cells."""
    n = len(density)
    x = (numpy.arange(n) + 0.5) / n
    place = numpy.stack(numpy.meshgrid(x, x, indexing="ij"), -1)
    inner = slice(1, n - 1)
    weight = density[inner, inner, None]
    off = (weight * (image - exact)[inner, inner] ** 2).sum()
    return float(numpy.sqrt(off / (weight * (exact - place)[inner, inner] ** 2).sum()))


def compile_peer(checkout, folder):
    program = folder / "bfm"
    words = ["cc", "-O3", "-std=gnu11", "-w", f"-I{checkout}", f"-I{HERE / 'stub'}",
             str(HERE / "bfm_driver.c"), "-o", str(program), "-lfftw3", "-lm"]  # fmt: skip
    subprocess.run(words, check=True)
    return program


def run_peer(program, folder, n, iterations):
    """The error of the map, and seconds an iteration: the difference of two runs, which leaves planning out."""
    source, target, exact = square(n)
    source.tofile(folder / "source")
    target.tofile(folder / "target")
    paths = [str(folder / name) for name in ("source", "target", "potential")]

    def seconds(count):
        words = [str(program), str(n), str(count), str(4 / source.max()), *paths]
        return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

    few = seconds(2)
    many = seconds(2 + iterations)
    potential = numpy.fromfile(folder / "potential").reshape(n, n)
    image = numpy.stack(numpy.gradient(potential, 1 / n), -1)
    return {"error": error(image, exact, source), "perIteration": (many - few) / iterations,
            "seconds": many}  # fmt: skip


def run_ours(command, folder, n, cores):
    source, target, exact = square(n)
    for name, density in (("source", source), ("target", target)):
        numpy.savez(folder / f"{name}.npz", density=density)
    paths = [str(folder / f"{name}.npz") for name in ("source", "target", "map")]
    words = [*cores, command, "map", *paths[:2], "--method", "back-and-forth", "--map", paths[2]]
    done = subprocess.run([*words, "--json"], check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout)
    image = numpy.load(paths[2])["map"]
    return {"error": error(image, exact, source), "seconds": answer["seconds"],
            "perIteration": answer["iterationSeconds"] / max(answer["iterations"], 1)}  # fmt: skip


def run(options):
    """Prints a table of both programs; without a checkout, of ours alone."""
    one = ["taskset", "-c", "0"] if sys.platform == "linux" else []
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = compile_peer(options.bfm.resolve(), folder) if options.bfm else None
        for n in SIZES:
            rows.append((f"ot, one core, {n}^2", run_ours(options.ot, folder, n, one)))
            rows.append((f"ot, all cores, {n}^2", run_ours(options.ot, folder, n, [])))
            if program:
                rows.append((f"bfm, one core, {n}^2", run_peer(program, folder, n, 10)))
    lines = [f"Maps between grids, the square of oracle 2; {os.cpu_count()} cores", "",
             "| program | s an iteration | s in all | error / displacement |",
             "| --- | --- | --- | --- |"]  # fmt: skip
    for title, row in rows:
        lines.append(f"| {title} | {row['perIteration']:.3g} | {row['seconds']:.3g} | {row['error']:.2g} |")
    text = "\n".join(lines)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "maps.md").write_text(text + "\n")
    return text
