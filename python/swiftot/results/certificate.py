"""How good a number is."""

from dataclasses import dataclass


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
