"""Writes the data of entropic cases: `python -m entropic.data FOLDER NAME...`."""

import json
import sys

import numpy
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import cdist

from cases import write_whole
from entropic.cases import SAMPLE, all_cases, verification_case, verification_image


def write_data(case, folder):
    """Two files with keys `points`, `weights` or `density`, `box`, and the scale of the costs."""
    scale_path = case.scale_path(folder)
    if scale_path.exists():
        return
    generator = numpy.random.default_rng([case.n, case.dimension])
    make = _image if case.is_image else _cloud
    source, target = make(case, generator), make(case, generator)
    for path, arrays in zip(case.paths(folder), (source, target)):
        write_whole(path, **arrays)
    scale_path.write_text(json.dumps(_scale(case, source, target)))


def _cloud(case, generator):
    points = generator.random((case.n, case.dimension))
    weights = generator.random(case.n) if case.weights == "general" else numpy.ones(case.n)
    return {"points": points, "weights": weights / weights.sum()}


def _image(case, generator):
    """A smooth random density, everywhere positive, with a range of about a hundred."""
    noise = gaussian_filter(generator.standard_normal((case.n, case.n)), case.n / 10)
    density = numpy.exp(noise / noise.std())
    cell = 1 / case.n**2
    return {"density": density / (density.sum() * cell), "box": numpy.array([[0, 1], [0, 1.0]])}


def _scale(case, source, target):
    if case.is_image:
        return 2.0
    generator = numpy.random.default_rng(0)
    some = [
        cloud["points"][generator.choice(case.n, min(case.n, SAMPLE), replace=False)]
        for cloud in (source, target)
    ]
    return float(numpy.median(cdist(*some, "sqeuclidean")))


if __name__ == "__main__":
    data_folder, names = sys.argv[1], sys.argv[2:]
    for case in [*all_cases(), verification_case(), verification_image()]:
        if case.name in names:
            write_data(case, data_folder)
