"""What a gradient flow did."""

from dataclasses import dataclass

from .arrays import Doubles, Integers
from .outcome import Run


@dataclass(frozen=True, kw_only=True)
class FlowCertificate:
    """How good a flow is: what its steps, each a minimisation, are proved to have reached.

    Attributes
    ----------
    certified : bool
        Whether the flow covered its duration, every step converged, and F rose no more than the gaps explain.
    largest_gap, gap_sum : float
        By how much a step may have missed its minimum at most, and all steps together; infinite where no convexity of F
        is known that bounds it.
    largest_rise : float
        The most that F rose in one step, 0 if it never did.
    largest_excess : float
        The most by which F(y) + W2(x, y)^2 / 2h after a step was above F(x) before it; 0 for exact steps.
    short_steps : int
        Steps that did not converge.
    slack : str or None
        What F does where it need not fall, by noise or by forces that do work; then its rises count for nothing.
    local_error_sum : float or None
        What the local errors of adaptive steps are estimated to add up to, in W2.
    """

    certified: bool
    largest_gap: float
    gap_sum: float
    largest_rise: float
    largest_excess: float
    short_steps: int
    slack: str | None = None
    local_error_sum: float | None = None


@dataclass(frozen=True, kw_only=True)
class Flow(Run):
    """A law that flowed down its free energy F; what every `Run` has, and these.

    Attributes
    ----------
    title, equation : str
        What it is called, and the equation that it solves as steps grow short.
    certificate : FlowCertificate
        How good the steps are.
    times, mass : numpy.ndarray, shape (K,)
        When states were kept, the start and the last among them, and the mass of each.
    frame_steps : numpy.ndarray, shape (K,)
        How many steps were taken before each.
    nodes, masses : numpy.ndarray or None, shape (K, n + 1) and (n,)
        States on the line: masses[i] lies between nodes i and i + 1.
    density, box : numpy.ndarray or None, shape (K, n1, ..., nd) and (d, 2)
        States on a grid.
    points, weights : numpy.ndarray or None, shape (K, n, d) and (K, n)
        States that are points; positions, then velocities, where they have these.
    means, covariances : numpy.ndarray or None, shape (K, d) and (K, d, d)
        States that are Gaussians.
    initial_energy, final_energy : float
        F of the start and of the last state.
    step_times, energies, distances, slopes, gaps : numpy.ndarray, shape (N,)
        After each step: the time, F, how far it moved in W2, |grad F|, and by how much it may miss its minimum.
    """

    title: str
    equation: str
    certificate: FlowCertificate
    times: Doubles
    mass: Doubles
    frame_steps: Integers
    nodes: Doubles | None = None
    masses: Doubles | None = None
    density: Doubles | None = None
    box: Doubles | None = None
    points: Doubles | None = None
    weights: Doubles | None = None
    means: Doubles | None = None
    covariances: Doubles | None = None
    initial_energy: float
    final_energy: float
    step_times: Doubles
    energies: Doubles
    distances: Doubles
    slopes: Doubles
    gaps: Doubles

    @property
    def blew_up(self) -> bool:
        """Whether the mass gathered in a point before the duration was over, where the flow ends."""
        return self.termination == "blowUp"
