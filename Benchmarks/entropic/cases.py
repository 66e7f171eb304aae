"""The entropic problems that are timed: what they are, and their data, made from explicit seeds."""

import json
from dataclasses import dataclass
from pathlib import Path

# Plain scaling iterations must not underflow where iterations are timed, and must be hard pressed
# where accuracy is.
EASY, HARD = 0.05, 0.001
# The median cost is taken over all pairs of this many points of each cloud.
SAMPLE = 2000


@dataclass(frozen=True)
class EntropicCase:
    """One problem. `goal` is iteration or accuracy; `kind` is cloud or image; `n` counts the points
    of a cloud, or the pixels along a side. `fraction` times the median cost of a cloud, or times
    the squared diameter 2 of an image's square, is epsilon."""

    goal: str
    kind: str
    weights: str
    dimension: int
    n: int
    fraction: float

    @property
    def name(self):
        size = f"n={self.n}" if self.kind == "cloud" else f"{self.n}x{self.n}"
        return "/".join(
            ["entropic", self.goal, self.kind, self.weights, f"d={self.dimension}", size]
            + [f"eps={self.fraction:g}"]
        )

    @property
    def family(self):
        """What is left of the case without its size."""
        return (self.goal, self.kind, self.weights, self.dimension, self.fraction)

    @property
    def is_image(self):
        return self.kind == "image"

    @property
    def work(self):
        """Pairs that one half of an iteration visits; on a grid it goes axis by axis."""
        return 2 * self.n**3 if self.is_image else self.n**2

    def matches(self, words):
        return all(word in self.name.split("/") for word in words)

    @property
    def _stem(self):
        return f"entropic-{self.kind}-{self.weights}-d{self.dimension}-n{self.n}"

    def paths(self, folder):
        """The two files, source and target."""
        return [Path(folder) / f"{self._stem}-{end}.npz" for end in ("source", "target")]

    def scale_path(self, folder):
        return Path(folder) / f"{self._stem}-scale.json"

    def epsilon(self, folder):
        return self.fraction * json.loads(self.scale_path(folder).read_text())


def all_cases():
    """Every case of a family in the order of size: a program that tires leaves the rest out."""
    return [*_iteration_cases(), *_accuracy_cases()]


def quick(case):
    return case.dimension == 2 and case.n in (64, 1000) and case.weights != "general"


def verification_case():
    """A tiny case: it warms the page cache, and on it iterations are counted."""
    return EntropicCase("iteration", "cloud", "general", 2, 100, EASY)


def verification_image():
    return EntropicCase("iteration", "image", "density", 2, 16, HARD)


def _iteration_cases():
    for dimension in (2, 3, 64):
        for n in (1000, 2000, 5000, 10_000, 20_000):
            yield EntropicCase("iteration", "cloud", "uniform", dimension, n, EASY)
    yield EntropicCase("iteration", "cloud", "general", 2, 5000, EASY)
    for side in (64, 128, 256, 512):
        yield EntropicCase("iteration", "image", "density", 2, side, HARD)


def _accuracy_cases():
    for dimension in (2, 3, 64):
        for n in (1000, 2000, 5000):
            yield EntropicCase("accuracy", "cloud", "uniform", dimension, n, HARD)
    yield EntropicCase("accuracy", "cloud", "general", 2, 2000, HARD)
    for fraction in (HARD, HARD / 10):
        for side in (64, 128, 256, 512):
            yield EntropicCase("accuracy", "image", "density", 2, side, fraction)
