"""Sinkhorn between points."""

import warnings

import numpy

from .._solve import solve_sample
from ..measures import PointCloud
from ._balance import balanced, uniform
from ._frameworks import arrays
from ._sinkhorn import LEAST_TOLERANCE, LIMIT_MESSAGE, sinkhorn, sinkhorn2
from .utils import dist

COSTS = {"sqeuclidean": "squaredEuclidean", "euclidean": "euclidean", "cityblock": "manhattan", "chebyshev": "chebyshev",
         "cosine": "cosine"}  # fmt: skip


def empirical_sinkhorn(X_s, X_t, reg, a=None, b=None, metric="sqeuclidean", numIterMax=10000, stopThr=1e-9, isLazy=False,
                       batchSize=100, verbose=False, log=False, warn=True, warmstart=None, **kwargs):  # fmt: skip
    """The entropic plan between points X_s, (n, d), and X_t, (m, d).

    Parameters
    ----------
    isLazy : bool
        Whether to store neither costs nor plan, and return log u and log v: P_ij = exp(log u_i + log v_j - c_ij / reg).
        The log has ``lazy_plan`` then, whose blocks are made when they are asked for.
    batchSize : int or (int, int)
        Taken for compatibility.
    warmstart, kwargs
        As for `sinkhorn`; the lazy solver has a start of its own.

    Other parameters are those of `sinkhorn`.
    """
    if not isLazy:
        return sinkhorn(*problem(X_s, X_t, a, b, metric), reg, numItermax=numIterMax, stopThr=stopThr, verbose=verbose, log=log,
                        warn=warn, warmstart=warmstart, **kwargs)  # fmt: skip
    check_batch(batchSize)
    task = LazyTask(X_s, X_t, reg, a, b, metric, numIterMax, stopThr, verbose, warn)
    return (task.f, task.g, task.log()) if log else (task.f, task.g)


def empirical_sinkhorn2(X_s, X_t, reg, a=None, b=None, metric="sqeuclidean", numIterMax=10000, stopThr=1e-9, isLazy=False,
                        batchSize=100, verbose=False, log=False, warn=True, warmstart=None, **kwargs):  # fmt: skip
    """The loss <P, M> of `empirical_sinkhorn`; parameters are the same."""
    if not isLazy:
        return sinkhorn2(*problem(X_s, X_t, a, b, metric), reg, numItermax=numIterMax, stopThr=stopThr, verbose=verbose, log=log,
                         warn=warn, warmstart=warmstart, **kwargs)  # fmt: skip
    check_batch(batchSize)
    task = LazyTask(X_s, X_t, reg, a, b, metric, numIterMax, stopThr, verbose, warn)
    loss = task.room.like(task.solution.value, task.model)
    return (loss, task.log()) if log else loss


def empirical_sinkhorn_divergence(X_s, X_t, reg, a=None, b=None, metric="sqeuclidean", numIterMax=10000, stopThr=1e-9,
                                  verbose=False, log=False, warn=True, warmstart=None, **kwargs):  # fmt: skip
    """The loss between X_s and X_t, less half of those of each with itself, 0 or more; parameters as before."""
    u, v = (None, None) if warmstart is None else warmstart
    sides = {"ab": (X_s, X_t, a, b, warmstart), "a": (X_s, X_s, a, a, None if u is None else (u, u)),
             "b": (X_t, X_t, b, b, None if v is None else (v, v))}  # fmt: skip
    losses, logs = {}, {}
    for name, (x, y, first, second, start) in sides.items():
        losses[name], logs[name] = empirical_sinkhorn2(
            x, y, reg, first, second, metric=metric, numIterMax=numIterMax, stopThr=stopThr, verbose=verbose, log=True,
            warn=warn, warmstart=start, **kwargs)  # fmt: skip
    difference = losses["ab"] - 0.5 * (losses["a"] + losses["b"])
    divergence = numpy.maximum(0, difference) if isinstance(difference, numpy.generic) else difference.clip(min=0)
    if not log:
        return divergence
    found = {f"sinkhorn_loss_{name}": loss for name, loss in losses.items()}
    return divergence, found | {f"log_sinkhorn_{name}": one for name, one in logs.items()}


def problem(X_s, X_t, a, b, metric):
    """Masses and costs for `sinkhorn`."""
    _, X_s, X_t = arrays(X_s, X_t)
    return ([] if a is None else a), ([] if b is None else b), dist(X_s, X_t, metric=metric)


def check_batch(size):
    if not isinstance(size, int) and not (isinstance(size, tuple) and len(size) == 2):
        raise ValueError("Batch size must be in integer or a tuple of two integers")


class LazyTask:
    """A problem between points, solved in O(n + m) memory."""

    def __init__(self, X_s, X_t, reg, a, b, metric, limit, threshold, verbose, warn):
        self.room, self.X_s, self.X_t, a, b = arrays(X_s, X_t, a, b)
        self.room.refuse_gradients(self.X_s, self.X_t, a, b)
        if metric not in COSTS:
            raise NotImplementedError(
                f"isLazy knows the metrics {', '.join(COSTS)}, and not {metric}; isLazy=False stores the costs")
        self.metric, self.reg = metric, float(reg)
        self.model = self.room.promoted(*(w for w in (a, self.X_s) if w is not None))
        x, y = self.room.numbers(self.X_s), self.room.numbers(self.X_t)
        first = uniform(len(x)) if a is None else self.room.numbers(a)
        second = uniform(len(y)) if b is None else self.room.numbers(b)
        self.solution = solve_sample(
            PointCloud(x, first), PointCloud(y, balanced(first, second)), cost=COSTS[metric], method="sinkhorn",
            epsilon=self.reg, tolerance=max(threshold / first.sum(), LEAST_TOLERANCE), iteration_limit=limit,
            plan=False)  # fmt: skip
        if verbose:
            print(f"Error in marginal at iteration {self.solution.iterations} = {self.solution.certificate.marginal_error}")
        if warn and self.solution.termination != "converged":
            warnings.warn(LIMIT_MESSAGE, stacklevel=4)
        self.masses = first, second
        self.f = self.room.like(self.solution.f / self.reg, self.model)
        self.g = self.room.like(self.solution.g / self.reg, self.model)

    def log(self):
        plan = LazyPlan(self.X_s, self.X_t, self.f, self.g, self.metric, self.reg)
        return {"err": [self.solution.certificate.marginal_error], "u": self.f, "v": self.g,
                "niter": self.solution.iterations, "lazy_plan": plan, "certificate": self.solution.certificate}  # fmt: skip

    def objective(self, kind):
        """The least <P, c> + reg <P, log P>, which is <f, a> + <g, b>; or with log(P / a b') in place of log P."""
        value = 0.0
        for part, masses in ((self.solution.f, self.masses[0]), (self.solution.g, self.masses[1])):
            there = masses > 0
            value += part[there] @ masses[there]
            if kind.lower() == "kl":
                value -= self.reg * masses[there] @ numpy.log(masses[there])
        return value


class LazyPlan:
    """A plan whose blocks are made when they are asked for: ``plan[i]``, ``plan[i, j]``, ``plan[:]``, slices among them."""

    def __init__(self, X_a, X_b, f, g, metric, reg):
        self.X_a, self.X_b, self.f, self.g, self.metric, self.reg = X_a, X_b, f, g, metric, reg
        self.shape, self.ndim = (X_a.shape[0], X_b.shape[0]), 2

    def __getitem__(self, key):
        i, j = (*key, slice(None))[:2] if isinstance(key, tuple) else (key, slice(None))
        i, j = (slice(k, k + 1 or None) if isinstance(k, int) else k for k in (i, j))
        logarithm = self.f[i, None] + self.g[None, j] - dist(self.X_a[i], self.X_b[j], metric=self.metric) / self.reg
        return numpy.exp(logarithm) if isinstance(logarithm, numpy.ndarray) else logarithm.exp()
