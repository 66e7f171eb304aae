"""What is moved: points, densities on grids, Gaussians."""

from dataclasses import dataclass
from typing import TypeAlias, Union

import numpy
from numpy.typing import ArrayLike

from ._calls import GAUSSIAN, GRID, POINTS, BorrowedMeasure


@dataclass(frozen=True)
class PointCloud:
    """Points with masses.

    Parameters
    ----------
    points : array_like, shape (n, d) or (n,)
        Where they are; a list of numbers is n points on the line.
    weights : array_like, shape (n,), optional
        How much mass is there, 1/n each when left out.
    """

    points: ArrayLike
    weights: ArrayLike | None = None

    def borrow(self) -> BorrowedMeasure:
        points = numpy.asarray(self.points, dtype=float)
        return BorrowedMeasure(POINTS, points[:, None] if points.ndim == 1 else points, self.weights)


@dataclass(frozen=True)
class GridDensity:
    """A density that is constant in each cell of a grid.

    Parameters
    ----------
    density : array_like, shape (n1, ..., nd), d <= 3
        The density in each cell; axis k is coordinate k.
    box : array_like, shape (d, 2), optional
        Lower and upper sides, the unit cube when left out.
    """

    density: ArrayLike
    box: ArrayLike | None = None

    def borrow(self) -> BorrowedMeasure:
        return BorrowedMeasure(GRID, self.density, box=self.box)


@dataclass(frozen=True)
class Gaussian:
    """A normal law.

    Parameters
    ----------
    mean : array_like, shape (d,)
    covariance : array_like, shape (d, d)
        Symmetric positive definite.
    """

    mean: ArrayLike
    covariance: ArrayLike

    def borrow(self) -> BorrowedMeasure:
        covariance = numpy.atleast_2d(numpy.asarray(self.covariance, dtype=float))
        return BorrowedMeasure(GAUSSIAN, numpy.atleast_1d(numpy.asarray(self.mean, dtype=float)), covariance)


Measure: TypeAlias = Union[PointCloud, GridDensity, Gaussian, ArrayLike]


def borrow(measure: Measure) -> BorrowedMeasure:
    """A measure, or an array of points, for a call."""
    return measure.borrow() if isinstance(measure, (PointCloud, GridDensity, Gaussian)) else PointCloud(measure).borrow()
