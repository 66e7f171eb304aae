"""What solvers return: values, each with the certificate of how good it is."""

import functools
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Certificate:
    """How good a value is, proved.

    Attributes
    ----------
    upper_bound : float
        The cost of a plan with exactly the marginals asked for.
    lower_bound : float
        The value of exactly feasible potentials.
    gap, relative_gap : float
        The difference of the bounds, and its share of the larger.
    marginal_error : float
        What the marginals missed before they were repaired, L1.
    dual_infeasibility : float
        The most that the potentials broke a constraint by before they were repaired.
    """

    upper_bound: float
    lower_bound: float
    gap: float
    relative_gap: float
    marginal_error: float
    dual_infeasibility: float


@dataclass(frozen=True)
class Solution:
    """A solution of Kantorovich's problem.

    Attributes
    ----------
    value : float
        The cost of the plan; W2^2 for the squared Euclidean cost.
    distance : float or None
        The root of the value that is a distance, where there is one.
    certificate : Certificate
    method, reason : str
        Which solver, and why that one.
    termination : str
        ``converged``, ``iterationLimit``, ``cancelled`` or ``stalled``.
    rows, columns, mass : numpy.ndarray or None
        The plan's entries, where one was kept.
    alpha, beta : numpy.ndarray or None
        Kantorovich's potentials, alpha(x) + beta(y) <= c(x, y).
    f, g : numpy.ndarray or None
        Schroedinger's potentials of an entropic solution, and its `epsilon`.
    shape : (int, int) or None
        The number of atoms on each side.
    """

    value: float
    distance: float | None
    certificate: Certificate
    method: str
    reason: str
    note: str | None
    termination: str
    iterations: int
    seconds: float
    shape: tuple[int, int] | None
    rows: numpy.ndarray | None = None
    columns: numpy.ndarray | None = None
    mass: numpy.ndarray | None = None
    alpha: numpy.ndarray | None = None
    beta: numpy.ndarray | None = None
    f: numpy.ndarray | None = None
    g: numpy.ndarray | None = None
    epsilon: float | None = None

    @property
    def plan(self) -> numpy.ndarray:
        """The plan as an n x m array; `rows`, `columns` and `mass` take less memory."""
        if self.mass is None:
            raise ValueError("no plan was kept; solve with plan=True")
        dense = numpy.zeros(self.shape)
        numpy.add.at(dense, (self.rows, self.columns), self.mass)
        return dense


@dataclass(frozen=True)
class TransportMap:
    """A map that carries a source onto a target.

    Attributes
    ----------
    value, distance : float
        What the map costs, and W2.
    certificate : Certificate
    discretization_error : float
        How far the value may be from that of the densities themselves.
    points, map : numpy.ndarray
        Where mass starts, n x d, and where it goes: n x d, or the grid's shape and d.
    potential : numpy.ndarray or None
        The convex psi with T = grad psi, on grids.
    """

    value: float
    distance: float
    certificate: Certificate
    discretization_error: float
    method: str
    reason: str
    note: str | None
    termination: str
    iterations: int
    seconds: float
    points: numpy.ndarray
    map: numpy.ndarray
    potential: numpy.ndarray | None = None


@dataclass(frozen=True)
class DynamicSolution:
    """A density on its way, at least action.

    Attributes
    ----------
    value, action : float
        W2^2, and its half, the action.
    certificate : Certificate
    times, density : numpy.ndarray
        N + 1 times, and the density at each.
    velocity, potential : numpy.ndarray
        u = grad phi and phi at the N times between.
    continuity, hamilton_jacobi, action_variation : float
        Residuals of the equations.
    """

    value: float
    action: float
    certificate: Certificate
    termination: str
    iterations: int
    seconds: float
    times: numpy.ndarray
    density: numpy.ndarray
    velocity: numpy.ndarray
    potential: numpy.ndarray
    continuity: float
    hamilton_jacobi: float
    action_variation: float


@dataclass(frozen=True)
class Bridge:
    """The likeliest random motion between two measures.

    Attributes
    ----------
    value : float
        The entropic cost.
    certificate : Certificate or None
        None for atoms, whose bounds are `upper_bound` and `lower_bound`.
    mean, covariance : numpy.ndarray or None
        At the times asked for.
    paths : numpy.ndarray or None
        Random paths, times x samples x d.
    """

    value: float
    upper_bound: float
    lower_bound: float
    marginal_error: float
    method: str
    termination: str
    times: numpy.ndarray | None = None
    mean: numpy.ndarray | None = None
    covariance: numpy.ndarray | None = None
    paths: numpy.ndarray | None = None


@dataclass(frozen=True)
class PolarFactors:
    """Brenier's polar factors of a field, h = grad psi o sigma.

    Attributes
    ----------
    sigma, gradient : numpy.ndarray
        The rearrangement and the monotone factor, n x d each.
    potential : numpy.ndarray
        psi at the images of sigma.
    permutation : numpy.ndarray or None
        sigma as a permutation of the samples, where it is one.
    value, distance : float
        The transport between the base and the field's law.
    certificate : Certificate
    """

    value: float
    distance: float
    certificate: Certificate
    method: str
    termination: str
    iterations: int
    seconds: float
    spread: float
    sigma: numpy.ndarray
    gradient: numpy.ndarray
    potential: numpy.ndarray
    permutation: numpy.ndarray | None = None


@dataclass(frozen=True)
class HelmholtzParts:
    """v = s + grad p: the divergence-free part and the gradient.

    Attributes
    ----------
    solenoidal, gradient : numpy.ndarray
        Both of the field's shape.
    potential : numpy.ndarray
    harmonic : numpy.ndarray
        The mean field of a periodic box, part of the solenoidal one.
    relative_divergence, orthogonality_error : float
        Residuals of the parts, measured on the result.
    """

    solenoidal: numpy.ndarray
    gradient: numpy.ndarray
    potential: numpy.ndarray
    harmonic: numpy.ndarray
    relative_divergence: float
    orthogonality_error: float


@functools.cache
def snake(name):
    """marginalError -> marginal_error."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def build(kind, fields, **more):
    """A dataclass from a call's fields; parts it does not know are left out, missing ones are None."""
    values = {snake(name): value for name, value in fields.items()} | more
    known = kind.__dataclass_fields__
    if "certificate" in known:
        values["certificate"] = certificate(values)
    if "iterations" in values:
        values["iterations"] = int(values["iterations"])
    for optional in ("note", "distance"):
        if optional in known:
            values.setdefault(optional, None)
    return kind(**{name: value for name, value in values.items() if name in known})


def certificate(values):
    return Certificate(*(values[name] for name in Certificate.__dataclass_fields__))
