"""Benamou and Brenier's problem: dynamic."""

from numpy.typing import ArrayLike

from ._calls import Progress, call, describe, numbers
from ._library import library
from .measures import GridDensity, borrow
from .results import DynamicSolution
from .results.build import build, certified


def dynamic(
    source: GridDensity | ArrayLike, target: GridDensity | ArrayLike, *, time_steps: int | None = None, periodic: bool = False,
    obstacles: ArrayLike | None = None, cap: float | None = None, growth: float | None = None,
    tolerance: float | None = None, iteration_limit: int | None = None, progress: Progress | None = None,
) -> DynamicSolution:
    """The flow of least action between two densities on one grid (Benamou and Brenier).

    Parameters
    ----------
    source, target : GridDensity or array_like
        An array is a density on the unit cube.
    time_steps : int, optional
    periodic : bool
        Whether the box is a torus; otherwise nothing crosses its sides.
    obstacles : array_like, optional
        Of the grid's shape, true where nothing may go.
    cap : float, optional
        The most that the density may be.
    growth : float, optional
        The length delta of the Wasserstein-Fisher-Rao metric: mass may grow and die.
    tolerance : float, optional
        Stops at this relative gap.
    """
    from_, onto = (borrow(side if isinstance(side, GridDensity) else GridDensity(side)) for side in (source, target))
    mask = None if obstacles is None else numbers(obstacles)
    words = {"timeSteps": time_steps, "sides": "periodic" if periodic else None, "tolerance": tolerance,
             "iterationLimit": iteration_limit, "cap": cap, "growth": growth}  # fmt: skip
    fields = call(library.ot_dynamic, (from_.measure, onto.measure, describe(mask)), words, progress)
    return build(DynamicSolution, certified(fields))
