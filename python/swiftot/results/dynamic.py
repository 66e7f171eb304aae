"""The solution of Benamou and Brenier's problem."""

from dataclasses import dataclass

from .arrays import Doubles
from .outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class DynamicSolution(Outcome):
    """A density on its way, at least action; what every `Outcome` has, and these.

    Attributes
    ----------
    action : float
        Half of the value, which is W2^2.
    times, density : numpy.ndarray
        N + 1 times, and the density at each.
    velocity, potential : numpy.ndarray
        u = grad phi and phi at the N times between.
    continuity, hamilton_jacobi, action_variation : float
        Residuals of the equations.
    """

    action: float
    times: Doubles
    density: Doubles
    velocity: Doubles
    potential: Doubles
    continuity: float
    hamilton_jacobi: float
    action_variation: float
