"""Helmholtz's decomposition."""

from dataclasses import dataclass

from .arrays import Doubles


@dataclass(frozen=True, kw_only=True)
class HelmholtzParts:
    """v = s + grad p: the divergence-free part and the gradient.

    Attributes
    ----------
    solenoidal, gradient : numpy.ndarray
        Both of the field's shape.
    potential : numpy.ndarray
        p.
    harmonic : numpy.ndarray
        The mean field of a periodic box, part of the solenoidal one.
    relative_divergence, orthogonality_error : float
        Residuals of the parts, measured on the result.
    """

    solenoidal: Doubles
    gradient: Doubles
    potential: Doubles
    harmonic: Doubles
    relative_divergence: float
    orthogonality_error: float
