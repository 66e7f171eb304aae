"""emd2_lazy: the exact cost between points, whose matrix is never stored."""

import warnings

import numpy

from .._solve import solve_sample
from ..measures import PointCloud
from ._balance import balanced, centered, check_sums, uniform
from ._exact import INTEGER_MESSAGE, LIMIT_MESSAGE, LIMIT_REACHED, OPTIMAL, first_of, is_empty
from ._frameworks import NumPyArrays, arrays

COSTS = {"sqeuclidean": "squaredEuclidean", "euclidean": "euclidean", "cityblock": "manhattan"}


def emd2_lazy(X_a, X_b, a=None, b=None, metric="sqeuclidean", numItermax=100000, log=False, return_matrix=True,
              center_dual=True, check_marginals=True, potentials_init=None):  # fmt: skip
    """The optimal cost between points X_a, (n, d), and X_b, (m, d), in O(n + m) memory.

    `potentials_init` is taken for compatibility: the engine's own start is a coarser copy of the clouds. Other parameters are
    those of `emd2`; the log's ``G`` is a scipy sparse array.
    """
    room, a, b, X_a, X_b = arrays(a, b, X_a, X_b)
    if X_a.shape[1] != X_b.shape[1]:
        raise ValueError(
            f"X_a and X_b must have the same number of dimensions, got {X_a.shape[1]} and {X_b.shape[1]}")
    if metric not in COSTS:
        raise ValueError(f"Unknown metric '{metric}'; known are {', '.join(COSTS)}.")
    n, m = X_a.shape[0], X_b.shape[0]
    model = X_a if is_empty(a) and is_empty(b) else first_of(a, b, X_a)
    first = uniform(n) if is_empty(a) else room.numbers(a)
    second = uniform(m) if is_empty(b) else room.numbers(b)
    assert first.shape[0] == n and second.shape[0] == m, "Dimension mismatch, check dimensions of X_a/X_b with a and b"
    if check_marginals:
        check_sums(first.sum(), second.sum())
    if not room.is_floating(model):
        warnings.warn(INTEGER_MESSAGE, stacklevel=2)
    second = balanced(first, second)
    solution = solve_sample(
        PointCloud(room.numbers(X_a), first), PointCloud(room.numbers(X_b), second), cost=COSTS[metric], method="simplex",
        iteration_limit=numItermax)  # fmt: skip
    u, v = numpy.array(solution.alpha), numpy.array(solution.beta)
    if center_dual:
        u, v = centered(u, v, first, second)
    room.refuse_gradients(X_a, X_b)
    cost = solution.value if room is NumPyArrays else room.like(solution.value, model)
    slopes = [(given, part - part.mean()) for given, part in ((a, u), (b, v)) if room.wants_gradients(given)]
    if slopes:
        cost = room.differentiable(cost, [given for given, _ in slopes], lambda change: [change * s for _, s in slopes])
    limited = solution.termination == "iterationLimit"
    if limited:
        warnings.warn(LIMIT_MESSAGE, stacklevel=2)
    if not (log or return_matrix):
        return cost
    found = {"cost": cost, "u": room.like(u, model), "v": room.like(v, model),
             "warning": LIMIT_MESSAGE if limited else None, "result_code": LIMIT_REACHED if limited else OPTIMAL,
             "certificate": solution.certificate}  # fmt: skip
    if return_matrix:
        from scipy.sparse import coo_array

        found["G"] = coo_array((solution.mass, (solution.rows, solution.columns)), shape=(n, m))
    return cost, found
