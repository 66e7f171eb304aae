"""The solution of Monge's problem."""

from dataclasses import dataclass

from .arrays import Doubles
from .outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class TransportMap(Outcome):
    """A map that carries a source onto a target; what every `Outcome` has, and these.

    Attributes
    ----------
    distance : float
        W2.
    reason : str
        Why that method was taken.
    note : str or None
        What was replaced.
    discretization_error : float
        How far the value may be from that of the densities themselves.
    points, map : numpy.ndarray
        Where mass starts, n x d, and where it goes: n x d, or the grid's shape and d.
    potential : numpy.ndarray or None
        The convex psi with T = grad psi, on grids.
    """

    distance: float
    reason: str
    note: str | None = None
    discretization_error: float
    points: Doubles
    map: Doubles
    potential: Doubles | None = None
