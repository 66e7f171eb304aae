"""A problem as the peers receive it, and how far scalings are from its marginals."""

from dataclasses import dataclass
from functools import cached_property

import numpy
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

# Rows of the plan that are formed at a time.
BLOCK = 500


@dataclass(frozen=True)
class Cloud:
    """Points x (n x d) with weights a (n), points y (m x d) with weights b (m); cost |x - y|^2."""

    x: numpy.ndarray
    a: numpy.ndarray
    y: numpy.ndarray
    b: numpy.ndarray
    epsilon: float

    @cached_property
    def costs(self):
        return cdist(self.x, self.y, "sqeuclidean")

    def iterate(self, count):
        """Plain iterations from zero, columns first, written out: u and v."""
        logarithms = -self.costs / self.epsilon
        u = numpy.zeros(len(self.a))
        for _ in range(count):
            v = numpy.log(self.b) - logsumexp(logarithms + u[:, None], axis=0)
            u = numpy.log(self.a) - logsumexp(logarithms + v, axis=1)
        return u, v

    def marginal_error(self, u, v):
        """The larger of the L1 errors of the rows and of the columns of exp(u_i + v_j - c_ij/eps),
        in double precision from the points; infinite where it is not a number."""
        columns, rows = numpy.zeros_like(self.b), numpy.zeros_like(self.a)
        with numpy.errstate(all="ignore"):
            for k in range(0, len(self.a), BLOCK):
                part = slice(k, k + BLOCK)
                costs = cdist(self.x[part], self.y, "sqeuclidean")
                plan = numpy.exp(u[part, None] + v - costs / self.epsilon)
                rows[part] = plan.sum(axis=1)
                columns += plan.sum(axis=0)
            return _larger(rows - self.a, columns - self.b)


@dataclass(frozen=True)
class Image:
    """Masses a and b (n x n) of the cells of the unit square, whose centres are `axis` squared."""

    a: numpy.ndarray
    b: numpy.ndarray
    epsilon: float

    @property
    def axis(self):
        return (numpy.arange(len(self.a)) + 0.5) / len(self.a)

    @property
    def axis_costs(self):
        return (self.axis[:, None] - self.axis) ** 2

    def iterate(self, count):
        u = numpy.zeros_like(self.a)
        for _ in range(count):
            v = numpy.log(self.b) - self._log_apply(u)
            u = numpy.log(self.a) - self._log_apply(v)
        return u.ravel(), v.ravel()

    def marginal_error(self, u, v):
        u, v = u.reshape(self.a.shape), v.reshape(self.b.shape)
        with numpy.errstate(all="ignore"):
            rows = numpy.exp(u + self._log_apply(v))
            columns = numpy.exp(v + self._log_apply(u))
            return _larger(rows - self.a, columns - self.b)

    def _log_apply(self, logarithms):
        """log of the Gibbs kernel applied to exp(logarithms): one axis, then the other."""
        for _ in range(2):
            lines = [
                logsumexp(line - self.axis_costs / self.epsilon, axis=1) for line in logarithms
            ]
            logarithms = numpy.stack(lines, axis=1)
        return logarithms


def load(source, target, epsilon):
    with numpy.load(source) as first, numpy.load(target) as second:
        if "density" in first:
            masses = (file["density"] / file["density"].sum() for file in (first, second))
            return Image(*masses, epsilon)
        return Cloud(first["points"], first["weights"], second["points"], second["weights"], epsilon)


def _larger(*differences):
    error = max(float(numpy.abs(difference).sum()) for difference in differences)
    # max() may drop a NaN, which the sums pass on.
    finite = all(numpy.isfinite(difference).all() for difference in differences)
    return error if finite else float("inf")
