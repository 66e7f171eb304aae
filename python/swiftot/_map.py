"""Monge's problem: map."""

from ._calls import Progress, call
from ._library import library
from .measures import Measure, borrow
from .results import TransportMap
from .results.build import build, certified


def map(
    source: Measure, target: Measure, *, method: str = "auto", iteration_limit: int | None = None,
    progress: Progress | None = None,
) -> TransportMap:
    """A map that carries one measure onto another at least cost |x - y|^2.

    Parameters
    ----------
    source, target : array_like, PointCloud, GridDensity or Gaussian
    method : {'auto', 'quantile', 'gaussian', 'back-and-forth', 'monge-ampere', 'barycentric'}
    iteration_limit, progress
        As for `solve`.
    """
    from_, onto = borrow(source), borrow(target)
    words = {"method": method, "iterationLimit": iteration_limit}
    fields = call(library.ot_map, (from_.measure, onto.measure), words, progress)
    return build(TransportMap, certified(fields))
