"""emd_1d and emd2_1d: two measures on the line."""

import numpy

from .._solve import solve_sample
from ..measures import PointCloud
from ._balance import balanced, check_sums, uniform
from ._exact import is_empty
from ._frameworks import NumPyArrays, arrays

METRICS = {"sqeuclidean": 2.0, "cityblock": 1.0, "euclidean": 1.0, "minkowski": None}


def emd_1d(x_a, x_b, a=None, b=None, metric="sqeuclidean", p=1.0, dense=True, log=False, check_marginals=True):
    """The optimal plan between points on the line for the cost |x - y|^p.

    Parameters
    ----------
    x_a, x_b : array_like, (n,) or (n, 1), and (m,) or (m, 1)
    a, b : array_like, optional
        Masses, equal ones where empty; b is scaled to the mass of a.
    metric : {'sqeuclidean', 'euclidean', 'cityblock', 'minkowski'}
        The last one takes `p`; below 1 the cost is concave and the plan is found by the network simplex method.
    dense : bool
        Whether the plan is an array, or a scipy sparse array.
    log : bool
        Whether to return ``cost``, ``perms_x_a``, ``perms_x_b`` too: the atoms of the plan's entries.

    Returns
    -------
    plan : array of the type of x_a, (n, m)
    log : dict
    """
    line = Line(x_a, x_b, a, b, metric, p, check_marginals)
    plan = line.plan(dense)
    if not log:
        return plan
    found = line.solution
    return plan, {"cost": line.cost(), "perms_x_a": numpy.array(found.rows), "perms_x_b": numpy.array(found.columns)}


def emd2_1d(x_a, x_b, a=None, b=None, metric="sqeuclidean", p=1.0, dense=True, log=False):
    """The optimal cost between points on the line; parameters as for `emd_1d`, the log holds the plan ``G``."""
    line = Line(x_a, x_b, a, b, metric, p, True)
    return (line.cost(), {"G": line.plan(dense)}) if log else line.cost()


def emd_1d_sorted(u_weights, v_weights, u, v, metric="sqeuclidean", p=1.0):
    """The masses, the pairs (k, 2) and the cost of the optimal plan between sorted points."""
    found = Line(u, v, u_weights, v_weights, metric, p, False).solution
    return numpy.array(found.mass), numpy.column_stack((found.rows, found.columns)), found.value


class Line:
    """What `emd_1d` was given, and its solution."""

    def __init__(self, x_a, x_b, a, b, metric, p, check_marginals):
        self.room, self.x, self.y = arrays(x_a, x_b)
        for points in (self.x, self.y):
            assert points.ndim == 1 or points.ndim == 2 and points.shape[1] == 1, (
                "emd_1d should only be used with monodimensional data")
        if metric not in METRICS:
            raise ValueError(f"Solver for EMD in 1d only supports metrics from the following list: `{list(METRICS)}`")
        self.power = power = p if metric == "minkowski" else METRICS[metric]
        self.given = (self.x, self.y, a, b)
        self.points = x, y = tuple(self.room.numbers(points).reshape(-1) for points in (self.x, self.y))
        first, second = self.masses(a, x.size), self.masses(b, y.size)
        if check_marginals:
            check_sums(first.sum(), second.sum())
        self.solution = solve_sample(
            PointCloud(x, first), PointCloud(y, balanced(first, second)), cost="squaredEuclidean" if power == 2 else "power",
            power=power, method="quantile" if power >= 1 else "simplex")  # fmt: skip

    def masses(self, weights, count):
        if is_empty(weights):
            return uniform(count)
        return self.room.numbers(weights)

    def cost(self):
        """The cost; of tensors with its derivatives by the points and the masses."""
        value = self.solution.value
        if self.room is NumPyArrays:
            return value
        value = self.room.like(value, self.x)
        if not self.room.wants_gradients(*self.given):
            return value
        slopes = [(given, part) for given, part in zip(self.given, self.slopes()) if getattr(given, "requires_grad", False)]
        return self.room.differentiable(
            value, [given for given, _ in slopes],
            lambda change: [change * part.reshape(tuple(given.shape)) for given, part in slopes])

    def slopes(self):
        """The derivatives of the cost: along the plan, and the potentials."""
        found = self.solution
        shift = self.points[0][found.rows] - self.points[1][found.columns]
        with numpy.errstate(divide="ignore", invalid="ignore"):
            push = found.mass * self.power * numpy.abs(shift) ** (self.power - 1) * numpy.sign(shift)
        push[shift == 0] = 0
        return (numpy.bincount(found.rows, push, len(self.points[0])), -numpy.bincount(found.columns, push, len(self.points[1])),
                found.alpha - found.alpha.mean(), found.beta - found.beta.mean())  # fmt: skip

    def plan(self, dense):
        if dense:
            return self.room.like(self.solution.plan, self.x)
        from scipy.sparse import coo_array

        mass = numpy.asarray(self.room.like(self.solution.mass, self.x))
        return coo_array((mass, (self.solution.rows, self.solution.columns)), shape=self.solution.shape)
