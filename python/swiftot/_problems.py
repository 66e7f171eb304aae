"""Problems with given costs, solved straight into NumPy's memory."""

from typing import Any, NamedTuple

import numpy
from numpy.typing import ArrayLike

from ._calls import ROOM, SMALL, address, check, interruptible, numbers
from ._library import Problem, ProblemCertificate, library
from .results.arrays import Doubles

CONVERGED, ITERATION_LIMIT, CANCELLED, STALLED = range(4)

Pair = tuple[ArrayLike, ArrayLike]


class Answer(NamedTuple):
    """A plan of one mass a cost (or None), two potentials, and how good they are."""

    plan: Doubles | None
    alpha: Doubles
    beta: Doubles
    certificate: ProblemCertificate


def exact(
    source: ArrayLike, target: ArrayLike, costs: ArrayLike, pairs: Pair | None = None, start: Pair | None = None,
    plan: bool = True, iteration_limit: int = 0,
) -> Answer:
    """Kantorovich's problem by the network simplex method.

    Parameters
    ----------
    source, target : numpy.ndarray, (n,) and (m,)
    costs : numpy.ndarray, (n, m), or (k,) with `pairs`
    pairs : (rows, columns), optional
        The pairs that may carry mass.
    start : (alpha, beta), optional
        Potentials near the solution's.
    """
    return solve(library.ot_exact, (int(iteration_limit),), source, target, costs, pairs, start, plan)


def entropic(
    source: ArrayLike, target: ArrayLike, costs: ArrayLike, epsilon: float, tolerance: float, start: Pair | None = None,
    plan: bool = True, iteration_limit: int = 0,
) -> Answer:
    """Kantorovich's problem with entropy; the potentials are Schroedinger's, in units of the cost."""
    options = float(epsilon), float(tolerance), int(iteration_limit)
    return solve(library.ot_entropic, options, source, target, costs, None, start, plan)


def solve(
    function: Any, options: tuple[float, ...], source: ArrayLike, target: ArrayLike, costs: ArrayLike, pairs: Pair | None,
    start: Pair | None, plan: bool,
) -> Answer:
    a, b, matrix = numbers(source), numbers(target), numbers(costs)
    n, m = a.size, b.size
    if pairs is None and matrix.shape != (n, m):
        raise ValueError(f"costs have the shape {matrix.shape}; the masses ask for {(n, m)}")
    # One block for all answers: asking NumPy where an array is takes a microsecond.
    block = numpy.empty(n + m + (matrix.size if plan else 0))
    room = address(block) or 0
    rows, columns = (None, None) if pairs is None else (numpy.ascontiguousarray(k, numpy.int64) for k in pairs)
    first, second = (None, None) if start is None else (numbers(part) for part in start)
    problem = Problem(
        n, m, address(a), address(b), address(matrix), address(rows), address(columns), matrix.size,
        address(first), address(second), room + 8 * (n + m) if plan else None, room, room + 8 * n)  # fmt: skip
    certificate = ProblemCertificate()
    if matrix.size <= SMALL:
        error = ROOM.error
        check(function(problem, *options, None, certificate, error), error)
    else:
        interruptible(lambda call, error: function(problem, *options, call, certificate, error))
    mass = block[n + m :].reshape(matrix.shape) if plan else None
    return Answer(mass, block[:n], block[n : n + m], certificate)
