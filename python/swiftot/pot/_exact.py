"""emd and emd2: Kantorovich's problem with a matrix of costs."""

import functools
import warnings

import numpy

from .._problems import ITERATION_LIMIT, exact
from ..errors import TransportError
from ._balance import centered, check_sums, scaled, uniform
from ._frameworks import NumPyArrays, arrays
from ._sparse import entries, matrix

OPTIMAL, LIMIT_REACHED = 1, 3
LIMIT_MESSAGE = "numItermax reached before optimality. Try to increase numItermax."
INTEGER_MESSAGE = ("Input histogram consists of integer. The transport plan will be casted accordingly, possibly resulting in a "
                   "loss of precision. If this behaviour is unwanted, please make sure your input histogram consists of "
                   "floating point elements.")  # fmt: skip
THREADS_MESSAGE = "numThreads is ignored; the network simplex method does not need it."


def emd(a, b, M, numItermax=100000, log=False, center_dual=True, numThreads=1, check_marginals=True, potentials_init=None):
    """The optimal plan between masses a and b for the costs M.

    Parameters
    ----------
    a, b : array_like, (n,) and (m,)
        Masses, equal ones where empty; b is scaled to the mass of a.
    M : array_like, scipy sparse array or sparse tensor, (n, m)
        Costs; pairs that a sparse array leaves out, and those of infinite cost, are forbidden.
    numItermax : int
        Pivots after which to warn and return what there is.
    log : bool
        Whether to return a dictionary too: ``cost``, the potentials ``u`` and ``v``, ``warning``, ``result_code``, and
        ``certificate``, which POT does not have.
    center_dual : bool
        Whether to shift the potentials to <u, a> = <v, b>.
    check_marginals : bool
        Whether sums of a and b that differ are an AssertionError.
    potentials_init : (alpha, beta), optional
        Potentials to start from.

    Returns
    -------
    plan : array of the type of a, (n, m); sparse for sparse costs
    log : dict
    """
    task = Task(a, b, M, numThreads, check_marginals, center_dual)
    flow = task.solve(task.b, numItermax, potentials_init)
    plan = task.plan(flow)
    return (plan, task.log(flow, flow.cost)) if log else plan


def emd2(a, b, M, processes=1, numItermax=100000, log=False, return_matrix=False, center_dual=True, numThreads=1,
         check_marginals=True, potentials_init=None):  # fmt: skip
    """The optimal cost; a list of them where b has columns.

    Parameters are those of `emd`; `return_matrix` puts the plan into the log as ``G``. Tensors of torch have derivatives:
    the potentials for a and b, the plan for M.

    Returns
    -------
    cost : float, or [cost, log], or a list of either
    """
    task = Task(a, b, M, numThreads, check_marginals, center_dual)
    if processes > 1:
        warnings.warn("processes is ignored; start them outside of this function.", stacklevel=2)

    def value(column):
        masses = task.b if column is None else numpy.ascontiguousarray(task.b[:, column])
        flow = task.solve(masses, numItermax, potentials_init, log or return_matrix or task.has_gradients)
        cost = task.value(flow, column)
        if not (log or return_matrix):
            return cost
        found = task.log(flow, cost)
        if return_matrix:
            found["G"] = task.plan(flow)
        return [cost, found]

    return value(None) if task.b.ndim == 1 else [value(column) for column in range(task.b.shape[1])]


class Flow:
    """A solution in double precision."""

    def __init__(self, answer, a, b, center_dual):
        self.answer, self.masses, self.center_dual = answer, (a, b), center_dual
        self.mass, self.certificate = answer.plan, answer.certificate
        self.cost = answer.certificate.value
        self.limited = answer.certificate.termination == ITERATION_LIMIT

    @functools.cached_property
    def potentials(self):
        found = self.answer.alpha, self.answer.beta
        return centered(*found, *self.masses) if self.center_dual else found


class Task:
    """What `emd` and `emd2` were given, ready for the engine."""

    def __init__(self, a, b, M, threads, check_marginals, center_dual):
        values, self.pairs = entries(M) or (M, None)
        self.room, a, b, values = arrays(a, b, values)
        self.model = first_of(a, b, values)
        self.given = (a, b, values)
        self.has_gradients = self.room.wants_gradients(a, b, values)
        self.costs = self.room.numbers(values)
        self.shape = n, m = M.shape if self.pairs else self.costs.shape
        self.a = uniform(n) if is_empty(a) else self.room.numbers(a)
        self.b = uniform(m) if is_empty(b) else self.room.numbers(b)
        assert self.a.shape[0] == n and self.b.shape[0] == m, "Dimension mismatch, check dimensions of M with a and b"
        self.sum_a, self.sum_b = numpy.add.reduce(self.a), numpy.add.reduce(self.b)
        if check_marginals:
            check_sums(self.sum_a, self.sum_b)
        if threads != 1:
            warnings.warn(THREADS_MESSAGE, DeprecationWarning, stacklevel=3)
        self.center_dual = center_dual

    def solve(self, b, limit, start, plan=True):
        b = scaled(b, self.sum_b if b is self.b else b.sum(), self.sum_a)
        start = None if start is None else [self.room.numbers(part) for part in start]
        try:
            answer = exact(self.a, b, self.costs, self.pairs, start, plan, limit)
        except TransportError as wrong:
            if wrong.cause != "invalidCost" or self.pairs or numpy.isnan(self.costs).any() or (self.costs == -numpy.inf).any():
                raise
            answer = self.solve_allowed(b, limit, start)
        flow = Flow(answer, self.a, b, self.center_dual)
        if flow.limited:
            warnings.warn(LIMIT_MESSAGE, stacklevel=4)
        return flow

    def solve_allowed(self, b, limit, start):
        """Infinite costs forbid their pairs."""
        pairs = numpy.nonzero(numpy.isfinite(self.costs))
        answer = exact(self.a, b, self.costs[pairs], pairs, start, True, limit)
        plan = numpy.zeros(self.shape)
        plan[pairs] = answer.plan
        return answer._replace(plan=plan)

    def plan(self, flow):
        if self.pairs:
            kept = numpy.nonzero(flow.mass)[0]
            rows, columns = self.pairs
            return matrix(self.room, flow.mass[kept], (rows[kept], columns[kept]), self.shape, self.model)
        if not self.room.is_floating(self.model):
            warnings.warn(INTEGER_MESSAGE, stacklevel=3)
        return self.room.like(flow.mass, self.model)

    def log(self, flow, cost):
        u, v = flow.potentials
        return {"cost": cost, "u": self.room.like(u, self.model), "v": self.room.like(v, self.model),
                "warning": LIMIT_MESSAGE if flow.limited else None,
                "result_code": LIMIT_REACHED if flow.limited else OPTIMAL, "certificate": flow.certificate}  # fmt: skip

    def value(self, flow, column=None):
        """The cost; of tensors with its derivatives: potentials of mean zero, and the plan."""
        if self.room is NumPyArrays:
            return flow.cost
        cost = self.room.like(flow.cost, self.model)
        if not self.has_gradients:
            return cost
        alpha, beta = (potential - potential.mean() for potential in flow.potentials)
        if column is not None:
            slope, beta = beta, numpy.zeros_like(self.b)
            beta[:, column] = slope
        slopes = zip(self.given, (alpha, beta, flow.mass))
        kept = [(given, slope) for given, slope in slopes if getattr(given, "requires_grad", False)]
        return self.room.differentiable(
            cost, [given for given, _ in kept], lambda change: [change * slope for _, slope in kept])


def is_empty(weights):
    return weights is None or len(weights) == 0


def first_of(a, b, costs):
    """The array whose type results have."""
    if not is_empty(a):
        return a
    if not is_empty(b):
        return b
    return next((array for array in (a, b) if array is not None), costs)
