"""wasserstein_1d and emd_1d_dual_backprop: many measures on the line at once."""

from collections import namedtuple

import numpy

from .._calls import ROOM, address, check
from .._library import library
from .._solve import solve_sample
from ..measures import PointCloud
from ._frameworks import NumPyArrays, arrays

PlanTuple = namedtuple("PlanTuple", ["data", "rows", "cols"])


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
