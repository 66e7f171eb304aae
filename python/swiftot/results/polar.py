"""Brenier's polar factorisation."""

from dataclasses import dataclass

from .arrays import Doubles, Integers
from .outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class PolarFactors(Outcome):
    """The polar factors of a field, h = grad psi o sigma; what every `Outcome` has, and these.

    The value is that of the transport between the base and the field's law.

    Attributes
    ----------
    distance : float
        The root of the value.
    spread : float
        How far sigma is from a permutation; 0 for one.
    sigma, gradient : numpy.ndarray
        The rearrangement and the monotone factor, n x d each.
    potential : numpy.ndarray
        psi at the images of sigma.
    permutation : numpy.ndarray or None
        sigma as a permutation of the samples, where it is one.
    """

    distance: float
    spread: float
    sigma: Doubles
    gradient: Doubles
    potential: Doubles
    permutation: Integers | None = None
