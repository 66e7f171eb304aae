"""The functions of the package: NumPy in, certified results out."""

from collections.abc import Callable

import numpy
from numpy.typing import ArrayLike

from ._calls import call, describe, numbers
from ._library import library
from .measures import GridDensity, Measure, PointCloud, borrow
from .results import (Bridge, Certificate, DynamicSolution, HelmholtzParts, PolarFactors, Solution, TransportMap, build,
                      certificate, snake)  # fmt: skip

#: Called with (stage, fraction, iterations); an answer that is true stops the solver.
Progress = Callable[[str, float, int], object]


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
    source, target = (borrow(PointCloud(numpy.zeros(len(w)), w)) for w in (_masses(a, n), _masses(b, m)))
    words = {"method": _method(method, epsilon), "epsilon": epsilon, "tolerance": tolerance,
             "iterationLimit": iteration_limit, "plan": float(plan)}  # fmt: skip
    fields = call(library.ot_solve, (source.measure, target.measure, describe(matrix)), words, progress, matrix.size)
    return build(Solution, fields, shape=(n, m))


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
    from_, onto = _sample(source, a), _sample(target, b)
    words = {"method": _method(method, epsilon), "cost": cost, "power": power, "epsilon": epsilon, "tolerance": tolerance,
             "iterationLimit": iteration_limit, "precision": precision, "plan": float(plan)}  # fmt: skip
    size = from_.size * onto.size
    fields = call(library.ot_solve, (from_.measure, onto.measure, None), words, progress, size)
    shape = (len(fields["alpha"]), len(fields["beta"])) if "alpha" in fields else None
    return build(Solution, fields, shape=shape)


def sinkhorn(source: Measure, target: Measure, epsilon: float, a: ArrayLike | None = None, b: ArrayLike | None = None,
             **words) -> Solution:  # fmt: skip
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
    return build(TransportMap, call(library.ot_map, (from_.measure, onto.measure), words, progress))


def dynamic(
    source: GridDensity, target: GridDensity, *, time_steps: int | None = None, periodic: bool = False,
    obstacles: ArrayLike | None = None, cap: float | None = None, growth: float | None = None,
    tolerance: float | None = None, iteration_limit: int | None = None, progress: Progress | None = None,
) -> DynamicSolution:
    """The flow of least action between two densities on one grid (Benamou and Brenier).

    Parameters
    ----------
    source, target : GridDensity or array_like
        An array is a density on the unit cube.
    time_steps : int, optional
    periodic : bool
        Whether the box is a torus; otherwise nothing crosses its sides.
    obstacles : array_like, optional
        Of the grid's shape, true where nothing may go.
    cap : float, optional
        The most that the density may be.
    growth : float, optional
        The length delta of the Wasserstein-Fisher-Rao metric: mass may grow and die.
    tolerance : float, optional
        Stops at this relative gap.
    """
    from_, onto = (borrow(side if hasattr(side, "borrow") else GridDensity(side)) for side in (source, target))
    mask = None if obstacles is None else numbers(obstacles)
    words = {"timeSteps": time_steps, "sides": "periodic" if periodic else None, "tolerance": tolerance,
             "iterationLimit": iteration_limit, "cap": cap, "growth": growth}  # fmt: skip
    return build(DynamicSolution, call(library.ot_dynamic, (from_.measure, onto.measure, describe(mask)), words, progress))


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
    return build(Bridge, call(library.ot_bridge, (from_.measure, onto.measure, *map_(describe, arrays)), words, progress))


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
    return build(PolarFactors, call(library.ot_polar, (points.measure, describe(field)), words, progress))


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
    return build(HelmholtzParts, call(library.ot_helmholtz, (describe(field), describe(sides)), words))


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
    fields = call(library.ot_verify, (from_.measure, onto.measure, *map_(describe, arrays)), {"cost": cost, "power": power})
    return certificate({snake(name): value for name, value in fields.items()})


def map_(function, values):
    """Python's own `map`, whose name this module gives to transport maps."""
    return [function(value) for value in values]


def _masses(weights, count):
    return numpy.full(count, 1 / count) if weights is None else numbers(weights)


def _method(method, epsilon):
    return "sinkhorn" if method == "auto" and epsilon is not None else method


def _sample(measure, weights):
    return borrow(measure) if weights is None else borrow(PointCloud(measure, weights))
