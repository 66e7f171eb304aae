"""Factorisations of fields: polar, helmholtz."""

import numpy
from numpy.typing import ArrayLike

from ._calls import Progress, call, describe, numbers
from ._library import library
from .measures import Measure, borrow
from .results import HelmholtzParts, PolarFactors
from .results.build import build, certified, spelled


def polar(values: ArrayLike, base: Measure | None = None, *, method: str | None = None, epsilon: float | None = None,
          progress: Progress | None = None) -> PolarFactors:  # fmt: skip
    """Brenier's polar factorisation h = grad psi o sigma of a sampled field.

    Parameters
    ----------
    values : array_like, shape (n, d) or (n,)
        h at the base's points.
    base : array_like, PointCloud or GridDensity, optional
        Where the field was sampled; n midpoints of the unit interval for a list of numbers.
    """
    field = numpy.asarray(values, dtype=float)
    field = numbers(field[:, None] if field.ndim == 1 else field)
    if base is None:
        if field.shape[1] != 1:
            raise ValueError("base is missing: only fields on the line have one of their own")
        base = (numpy.arange(len(field)) + 0.5) / len(field)
    points = borrow(base)
    words = {"method": method, "epsilon": epsilon}
    return build(PolarFactors, certified(call(library.ot_polar, (points.measure, describe(field)), words, progress)))


def helmholtz(vectors: ArrayLike, box: ArrayLike | None = None, *, periodic: bool = False,
              derivative: str | None = None) -> HelmholtzParts:  # fmt: skip
    """Helmholtz's decomposition of a field on a grid, v = s + grad p.

    Parameters
    ----------
    vectors : array_like, shape (n1, ..., nd, d)
    box : array_like, shape (d, 2), optional
    periodic : bool
        Whether the box is a torus; otherwise s does not cross its sides.
    derivative : {'spectral', 'difference'}, optional
    """
    field, sides = numbers(vectors), None if box is None else numbers(box)
    words = {"boundary": "periodic" if periodic else "no-flux", "derivative": derivative}
    return build(HelmholtzParts, spelled(call(library.ot_helmholtz, (describe(field), describe(sides)), words)))
