"""The certificate of anyone's solution: verify."""

from numpy.typing import ArrayLike

from ._calls import call, describe, numbers
from ._library import library
from .measures import Measure, borrow
from .results import Certificate
from .results.build import build, spelled


def verify(source: Measure, target: Measure, plan: ArrayLike, alpha: ArrayLike, beta: ArrayLike, *,
           costs: ArrayLike | None = None, cost: str | None = None, power: float | None = None) -> Certificate:  # fmt: skip
    """The certificate of anyone's plan and potentials, by code that no solver shares.

    Parameters
    ----------
    source, target : array_like, PointCloud or GridDensity
    plan : array_like, shape (n, m) or (k, 3)
        Dense, or rows of i, j and mass.
    alpha, beta : array_like, shape (n,) and (m,)
    costs : array_like, shape (n, m), optional
        In place of `cost`.
    """
    from_, onto = borrow(source), borrow(target)
    arrays = [None if part is None else numbers(part) for part in (costs, plan, alpha, beta)]
    words = {"cost": cost, "power": power}
    return build(Certificate, spelled(call(library.ot_verify, (from_.measure, onto.measure, *map(describe, arrays)), words)))
