"""What all solvers report."""

from dataclasses import dataclass

from .certificate import Certificate


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a result came about.

    Attributes
    ----------
    method : str
        Which method it was.
    termination : str
        ``converged``, ``iterationLimit``, ``cancelled``, ``stalled`` or, of a flow, ``blowUp``.
    iterations : int
        How many it took, 0 for closed forms.
    seconds : float
        How long it took.
    """

    method: str
    termination: str = "converged"
    iterations: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Outcome(Run):
    """A value with its certificate.

    Attributes
    ----------
    value : float
        What was minimised, at the solution; W2^2 for the squared Euclidean cost.
    certificate : Certificate
        How good it is.
    """

    value: float
    certificate: Certificate
