"""The problems that are timed: what they are, and their data, made from explicit seeds."""

import os
from dataclasses import dataclass
from pathlib import Path

LARGE = 10_000


@dataclass(frozen=True)
class Case:
    """One problem. `kind` is square, gaussian or line; `weights` is uniform or general."""

    kind: str
    weights: str
    n: int
    seed: int

    @property
    def name(self):
        return f"{self.kind}/{self.weights}/n={self.n}"

    @property
    def is_assignment(self):
        """Equal weights, as many sources as targets: some optimal plan is a permutation."""
        return self.weights == "uniform"

    @property
    def is_line(self):
        return self.kind == "line"

    @property
    def is_large(self):
        """A cost matrix of this size takes 800 MB, and a solver several times that."""
        return not self.is_line and self.n >= LARGE

    def matches(self, words):
        """Whether each word is a part of the name: `n=1000` is not a part of `n=10000`."""
        return all(word in self.name.split("/") for word in words)

    def paths(self, folder):
        """The two files, source and target."""
        stem = f"{self.name}-seed{self.seed}".replace("/", "-").replace("=", "")
        return [Path(folder) / f"{stem}-{end}.npz" for end in ("source", "target")]


def all_cases():
    """Every case, smallest first; the seed of a cloud does not depend on its kind of weights."""
    planar = [
        Case(kind, weights, n, seed=100_000 * k + n)
        for n in (1000, 2000, 4000, LARGE)
        for k, kind in enumerate(("square", "gaussian"))
        for weights in ("uniform", "general")
    ]
    return planar + [Case("line", "general", 1_000_000, seed=7)]


def warm_up_case():
    """A tiny case that brings programs and libraries into the page cache; it is not reported."""
    return Case("square", "uniform", 50, seed=1)


def write_data(case, folder):
    """Writes the two files of a case (keys `points`, `weights`) unless they are there."""
    import numpy

    paths = case.paths(folder)
    if all(path.exists() for path in paths):
        return
    generator = numpy.random.default_rng(case.seed)
    clouds = _points(case, generator)
    for path, points in zip(paths, clouds):
        write_whole(path, points=points, weights=_weights(case, generator))


def _points(case, generator):
    if case.kind == "square":
        return generator.random((case.n, 2)), generator.random((case.n, 2))
    dimension = 1 if case.is_line else 2
    source, target = generator.standard_normal((2, case.n, dimension))
    return source, 0.7 * target + 1


def _weights(case, generator):
    import numpy

    if case.weights == "uniform":
        return numpy.full(case.n, 1 / case.n)
    weights = generator.random(case.n)
    return weights / weights.sum()


def write_whole(path, **arrays):
    import numpy

    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part.npz")
    numpy.savez(aside, **arrays)
    os.replace(aside, path)


if __name__ == "__main__":
    # Run as a process of its own so that the runner never loads NumPy: the peak memory of a child
    # counts that of its parent at the fork.
    import sys

    data_folder, names = sys.argv[1], sys.argv[2:]
    for case in [*all_cases(), warm_up_case()]:
        if case.name in names:
            write_data(case, data_folder)
