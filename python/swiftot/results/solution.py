"""The solution of Kantorovich's problem."""

from dataclasses import dataclass

import numpy

from .arrays import Doubles, Integers
from .outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Solution(Outcome):
    """A solution of Kantorovich's problem; what every `Outcome` has, and these.

    Attributes
    ----------
    distance : float or None
        The root of the value that is a distance, where there is one.
    reason : str
        Why that method was taken.
    note : str or None
        What was replaced.
    shape : (int, int) or None
        The number of atoms on each side.
    rows, columns, mass : numpy.ndarray or None
        The plan's entries, where one was kept.
    alpha, beta : numpy.ndarray or None
        Kantorovich's potentials, alpha(x) + beta(y) <= c(x, y).
    f, g : numpy.ndarray or None
        Schroedinger's potentials of an entropic solution, and its `epsilon`.
    """

    distance: float | None = None
    reason: str
    note: str | None = None
    shape: tuple[int, int] | None = None
    rows: Integers | None = None
    columns: Integers | None = None
    mass: Doubles | None = None
    alpha: Doubles | None = None
    beta: Doubles | None = None
    f: Doubles | None = None
    g: Doubles | None = None
    epsilon: float | None = None

    @property
    def plan(self) -> Doubles:
        """The plan as an n x m array; `rows`, `columns` and `mass` take less memory."""
        if self.shape is None or self.mass is None or self.rows is None or self.columns is None:
            raise ValueError("no plan was kept; solve with plan=True")
        dense = numpy.zeros(self.shape)
        numpy.add.at(dense, (self.rows, self.columns), self.mass)
        return dense
