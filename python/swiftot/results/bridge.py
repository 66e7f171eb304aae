"""The solution of Schroedinger's problem."""

from dataclasses import dataclass

from .arrays import Doubles
from .outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Bridge(Outcome):
    """The likeliest random motion between two measures; what every `Outcome` has, and these.

    The value is the least of <C, P> + epsilon KL(P | a x b), epsilon = 2 s^2, and the certificate bounds it.

    Attributes
    ----------
    times : numpy.ndarray or None
        Those asked for.
    mean, covariance : numpy.ndarray or None
        Of the motion at these times.
    paths : numpy.ndarray or None
        Random paths, times x samples x d.
    """

    times: Doubles | None = None
    mean: Doubles | None = None
    covariance: Doubles | None = None
    paths: Doubles | None = None
