"""Schroedinger's problem: bridge."""

from numpy.typing import ArrayLike

from ._calls import Progress, call, describe, numbers
from ._library import library
from .measures import Measure, borrow
from .results import Bridge
from .results.build import build, certified


def bridge(
    source: Measure, target: Measure, noise: float, *, drift: ArrayLike | None = None, offset: ArrayLike | None = None,
    input: ArrayLike | None = None, times: ArrayLike | None = None, samples: int = 0, seed: int = 1,
    tolerance: float | None = None, iteration_limit: int | None = None, progress: Progress | None = None,
) -> Bridge:
    """Schroedinger's bridge: the likeliest motion between two measures of dX = (A X + a) dt + s B dW.

    Parameters
    ----------
    source, target : array_like, PointCloud, GridDensity or Gaussian
    noise : float
        s; as entropic transport, epsilon = 2 s^2.
    drift, offset, input : array_like, optional
        A, a and B: zero, zero and the identity when left out.
    times : array_like, optional
        From 0 to 1, where to give the mean and the covariance, and the paths.
    samples, seed : int
        How many random paths, and where their randomness starts.
    """
    from_, onto = borrow(source), borrow(target)
    arrays = [None if part is None else numbers(part) for part in (drift, offset, input, times)]
    words = {"noise": noise, "tolerance": tolerance, "iterationLimit": iteration_limit, "samples": samples, "seed": seed}
    fields = call(library.ot_bridge, (from_.measure, onto.measure, *map(describe, arrays)), words, progress)
    return build(Bridge, certified(fields))
