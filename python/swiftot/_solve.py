"""Kantorovich's problem: solve, solve_sample, sinkhorn."""

from typing import Any

import numpy
from numpy.typing import ArrayLike

from ._calls import BorrowedMeasure, Progress, call, describe, numbers
from ._library import library
from .errors import UsageError
from .measures import Gaussian, GridDensity, Measure, PointCloud, borrow
from .results import Solution
from .results.arrays import Doubles
from .results.build import build, certified


def solve(
    costs: ArrayLike, a: ArrayLike | None = None, b: ArrayLike | None = None, *, method: str = "auto",
    epsilon: float | None = None, tolerance: float | None = None, iteration_limit: int | None = None, plan: bool = True,
    progress: Progress | None = None,
) -> Solution:
    """Kantorovich's problem with a matrix of costs.

    Parameters
    ----------
    costs : array_like, shape (n, m)
    a, b : array_like, shape (n,) and (m,), optional
        The masses, equal ones when left out.
    method : {'auto', 'simplex', 'sinkhorn'}
        ``auto`` is exact, or entropic where `epsilon` is given.
    epsilon : float, optional
        The entropic regularisation, in units of the cost.
    tolerance : float, optional
        Sinkhorn stops at this marginal error, a share of the mass.
    iteration_limit : int, optional
    plan : bool
        Whether to keep the plan.
    progress : callable, optional
        See `Progress`.

    Returns
    -------
    Solution

    Raises
    ------
    TransportError
        For numbers that are no problem: not finite, negative, of masses that differ.

    Examples
    --------
    >>> import swiftot
    >>> swiftot.solve([[0.0, 1.0], [1.0, 0.0]], [0.5, 0.5], [0.25, 0.75]).value
    0.25
    """
    matrix = numbers(costs)
    n, m = matrix.shape if matrix.ndim == 2 else (1, 1)
    # Where the points are does not matter when costs are given.
    source, target = (borrow(PointCloud(numpy.zeros(len(w)), w)) for w in (masses(a, n), masses(b, m)))
    words = {"method": chosen(method, epsilon), "epsilon": epsilon, "tolerance": tolerance,
             "iterationLimit": iteration_limit, "plan": float(plan)}  # fmt: skip
    fields = call(library.ot_solve, (source.measure, target.measure, describe(matrix)), words, progress, matrix.size)
    return build(Solution, certified(fields), shape=(n, m))


def solve_sample(
    source: Measure, target: Measure, a: ArrayLike | None = None, b: ArrayLike | None = None, *,
    cost: str = "squaredEuclidean", power: float | None = None, method: str = "auto", epsilon: float | None = None,
    tolerance: float | None = None, iteration_limit: int | None = None, precision: str | None = None, plan: bool = True,
    progress: Progress | None = None,
) -> Solution:
    """Kantorovich's problem between two measures; no matrix of costs is ever stored.

    Parameters
    ----------
    source, target : array_like, PointCloud, GridDensity or Gaussian
        An array holds points, (n, d), or (n,) on the line.
    a, b : array_like, optional
        The masses of points.
    cost : {'squaredEuclidean', 'euclidean', 'manhattan', 'chebyshev', 'cosine', 'power'}
        The ground cost; `power` is the p of |x - y|^p.
    method : {'auto', 'simplex', 'quantile', 'gaussian', 'sinkhorn'}
        ``auto`` takes the closed form, sorting or the simplex method, or Sinkhorn where `epsilon` is given.
    precision : {'double', 'single'}, optional
        Of the entropic kernels; results are doubles either way.
    epsilon, tolerance, iteration_limit, plan, progress
        As for `solve`.

    Returns
    -------
    Solution
    """
    from_, onto = sampled(source, a), sampled(target, b)
    words = {"method": chosen(method, epsilon), "cost": cost, "power": power, "epsilon": epsilon, "tolerance": tolerance,
             "iterationLimit": iteration_limit, "precision": precision, "plan": float(plan)}  # fmt: skip
    size = from_.size * onto.size
    fields = call(library.ot_solve, (from_.measure, onto.measure, None), words, progress, size)
    shape = (len(fields["alpha"]), len(fields["beta"])) if "alpha" in fields else None
    return build(Solution, certified(fields), shape=shape)


def sinkhorn(source: Measure, target: Measure, epsilon: float, a: ArrayLike | None = None, b: ArrayLike | None = None,
             **words: Any) -> Solution:  # fmt: skip
    """Entropic transport; `value` is the certified cost of a plan with exact marginals.

    Parameters
    ----------
    source, target, a, b
        As for `solve_sample`.
    epsilon : float
        The regularisation, in units of the cost.
    **words
        `cost`, `tolerance`, `iteration_limit`, `precision`, `plan`, `progress`.
    """
    return solve_sample(source, target, a, b, epsilon=epsilon, method="sinkhorn", **words)


def masses(weights: ArrayLike | None, count: int) -> Doubles:
    """The masses, equal ones when left out."""
    return numpy.full(count, 1 / count) if weights is None else numbers(weights)


def chosen(method: str, epsilon: float | None) -> str:
    """``auto`` with an epsilon is entropic."""
    return "sinkhorn" if method == "auto" and epsilon is not None else method


def sampled(measure: Measure, weights: ArrayLike | None) -> BorrowedMeasure:
    """A measure, or points with masses beside them."""
    if weights is None:
        return borrow(measure)
    if isinstance(measure, (PointCloud, GridDensity, Gaussian)):
        raise UsageError(f"a {type(measure).__name__} has masses of its own; give points to go with others")
    return borrow(PointCloud(measure, weights))
