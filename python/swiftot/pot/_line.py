"""emd_1d, emd2_1d and wasserstein_1d: measures on the line."""

from collections import namedtuple

import numpy

from .._calls import ROOM, address, check
from .._library import library
from .._solve import solve_sample
from ..measures import PointCloud
from ._balance import balanced, check_sums, uniform
from ._exact import is_empty
from ._frameworks import NumPyArrays, arrays

METRICS = {"sqeuclidean": 2.0, "cityblock": 1.0, "euclidean": 1.0, "minkowski": None}
PlanTuple = namedtuple("PlanTuple", ["data", "rows", "cols"])


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


def wasserstein_1d(u_values, v_values, u_weights=None, v_weights=None, p=1, require_sort=True, return_plans=False):
    """W_p^p between measures on the line, one for each column.

    Parameters
    ----------
    u_values, v_values : array, (n, ...) and (m, ...)
    u_weights, v_weights : array, optional
        Masses, of that shape or (n,) and (m,); equal ones when left out.
    p : float, 1 or more
    require_sort : bool
        Taken for compatibility: points are sorted in any case.
    return_plans : bool or 'coo_tuple'
        Whether to return the plans too, as scipy sparse arrays or as tuples (data, rows, cols).

    Returns
    -------
    cost : array, (...)
    plans : list
    """
    assert p >= 1, f"The OT loss is only valid for p>=1, {p} was given"
    room, u_values, v_values, u_weights, v_weights = arrays(u_values, v_values, u_weights, v_weights)
    first, second = Batch(room, u_values, u_weights), Batch(room, v_values, v_weights)
    second.balance(first)
    values = numpy.empty(first.count)
    status = library.ot_line(
        first.count, first.size, second.size, address(first.points), address(first.masses), address(second.points),
        address(second.masses), float(p), address(values), ROOM.error)  # fmt: skip
    check(status, ROOM.error)
    cost = room.like(values.reshape(first.shape), u_values)
    inputs = [u_values, v_values, u_weights, v_weights]
    if room.wants_gradients(*inputs):
        cost = differentiable(cost, inputs, first, second, p)
    if return_plans is False:
        return cost
    return cost, [plan(first, second, k, p, return_plans, room, u_values) for k in range(first.count)]


def differentiable(cost, inputs, first, second, p):
    """The values with their derivatives by points and masses."""
    kept = [k for k, given in enumerate(inputs) if getattr(given, "requires_grad", False)]
    slopes = [slope(first, second, k, p) for k in range(first.count)]

    def pull(change):
        change = change.reshape(-1)
        columns = (numpy.stack([change[k] * part[side] for k, part in enumerate(slopes)], -1) for side in range(4))
        shaped = [column.reshape(-1, *first.shape) for column in columns]
        # Masses that all columns share get the sum of their derivatives.
        return [shaped[k] if shaped[k].ndim == inputs[k].ndim else shaped[k].reshape(len(shaped[k]), -1).sum(1) for k in kept]

    return first.room.differentiable(cost, [inputs[k] for k in kept], pull)


def slope(first, second, k, p):
    """The derivatives of one value by the points and the masses of both sides.

    By the points, p |x - y|^(p - 1) sign(x - y) along the plan; by the masses, potentials of mean zero.
    """
    found = potentials(first, second, k, p)
    shift = first.points[k][found.rows] - second.points[k][found.columns]
    push = found.mass * p * numpy.abs(shift) ** (p - 1) * numpy.sign(shift)
    by_source = numpy.bincount(found.rows, push, first.size)
    by_target = -numpy.bincount(found.columns, push, second.size)
    return by_source, by_target, found.alpha - found.alpha.mean(), found.beta - found.beta.mean()


class Batch:
    """Measures on the line, one a row."""

    def __init__(self, room, values, weights):
        self.room, self.shape, self.size = room, tuple(values.shape[1:]), values.shape[0]
        self.points = self.rows(room.numbers(values))
        self.count = self.points.shape[0]
        self.masses = None
        if weights is not None:
            weights = room.numbers(weights)
            if weights.ndim != values.ndim:
                weights = numpy.repeat(weights[..., None], values.shape[-1], -1)
            self.masses = self.rows(weights)

    def rows(self, values):
        return numpy.ascontiguousarray(values.reshape(self.size, -1).T)

    def balance(self, other):
        """Makes the masses equal where they are to rounding of single precision; otherwise the engine objects."""
        mass = 1.0 if other.masses is None else other.masses.sum(1, keepdims=True)
        mine = 1.0 if self.masses is None else self.masses.sum(1, keepdims=True)
        if (self.masses is None and other.masses is None) or not (abs(mine - mass) < 1e-5 * mass).all():
            return
        masses = numpy.full(self.points.shape, 1 / self.size) if self.masses is None else self.masses
        self.masses = numpy.ascontiguousarray(masses * (mass / mine))


def plan(first, second, k, p, form, room, model):
    from_ = PointCloud(first.points[k], None if first.masses is None else first.masses[k])
    onto = PointCloud(second.points[k], None if second.masses is None else second.masses[k])
    found = solve_sample(from_, onto, cost="power", power=p, method="quantile")
    data, rows, columns = room.like(found.mass, model), numpy.array(found.rows), numpy.array(found.columns)
    if form == "coo_tuple":
        return PlanTuple(data, rows, columns)
    from scipy.sparse import coo_array

    return coo_array((numpy.asarray(data), (rows, columns)), shape=(first.size, second.size))


def emd_1d_dual_backprop(u_values, v_values, u_weights=None, v_weights=None, p=1, require_sort=True):
    """Kantorovich's potentials and W_p^p on the line, one for each column; tensors of torch only, as in POT."""
    room, u_values, v_values, u_weights, v_weights = arrays(u_values, v_values, u_weights, v_weights)
    assert room is not NumPyArrays, "Function only valid in torch"
    first, second = Batch(room, u_values, u_weights), Batch(room, v_values, v_weights)
    second.balance(first)
    found = [potentials(first, second, k, p) for k in range(first.count)]
    f = numpy.stack([one.alpha for one in found], 1).reshape(u_values.shape)
    g = numpy.stack([one.beta for one in found], 1).reshape(v_values.shape)
    values = numpy.array([one.value for one in found]).reshape(first.shape)
    return room.like(f, u_values), room.like(g, u_values), room.like(values, u_values)


def potentials(first, second, k, p):
    from_ = PointCloud(first.points[k], None if first.masses is None else first.masses[k])
    onto = PointCloud(second.points[k], None if second.masses is None else second.masses[k])
    return solve_sample(from_, onto, cost="power", power=p, method="quantile")
