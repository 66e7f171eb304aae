"""The law of f(X): push."""

from collections.abc import Callable
from typing import Any, TypeAlias, Union

import numpy
from numpy.typing import ArrayLike

from ._calls import BorrowedMeasure, call_briefly, describe, numbers
from ._library import library
from .measures import Gaussian, GridDensity, Measure, PointCloud, borrow
from .results import Atom, Branch, Pushforward, PushforwardCertificate, TransportMap
from .results.arrays import Doubles
from .results.build import build, spelled

Map: TypeAlias = Union[str, TransportMap, Callable[[Doubles], ArrayLike], ArrayLike]


def push(source: Measure, map: Map, *, shape: ArrayLike | None = None, box: ArrayLike | None = None,
         map_box: ArrayLike | None = None) -> Pushforward:  # fmt: skip
    """The law of f(X) for X of a given law, every inverse branch of f included.

    eta(y) is the sum of xi(x) / |det Df(x)| over all x with f(x) = y. Points move and keep their weights; a density on the
    line is split into the monotone pieces of f, proved to be all; any other goes cell by cell, and mass is conserved.

    Parameters
    ----------
    source : array_like, PointCloud, GridDensity or Gaussian
    map : str, TransportMap, callable or array_like
        A formula, ``"x^2"``, or one a coordinate, ``"(x+y, x*y)"``: derivatives are exact, and branches are proved
        (``ot help push`` lists the functions). A callable is given the points, as they were given, or the centres of the
        cells, (n1, ..., nd, d) or (n,) on the line, and returns their images. An array holds these images.
    shape, box : array_like, optional
        Cells of the result along each axis, and the box that they fill, d x 2; when left out, as many as the source has
        (400 on the line), about all but 1e-4 of the mass on each side.
    map_box : array_like, optional
        The box whose cells an array of images belongs to; when left out, that of a source on a grid.

    Returns
    -------
    Pushforward

    Raises
    ------
    TransportError
        For a formula that does not parse, and for shapes that do not fit.

    Examples
    --------
    >>> import swiftot
    >>> square = swiftot.push(swiftot.Gaussian([0.0], [[1.0]]), "x^2")
    >>> len(square.branches), square.certificate.certified
    (2, True)
    """
    borrowed = borrow(source)
    text = map.encode() if isinstance(map, str) else None
    values = None if isinstance(map, str) else images(source, borrowed, map)
    extents, corners, around = (None if part is None else numbers(part) for part in (shape, box, map_box))
    if extents is not None:
        extents = numpy.atleast_1d(extents)
    parts = [None if part is None else describe(part) for part in (values, around, extents, corners)]
    return pushforward_of(spelled(call_briefly(library.ot_push, borrowed.measure, text, *parts)))


def images(source: Measure, borrowed: BorrowedMeasure, map: Any) -> Doubles:
    """The map's values at the points or the centres of cells."""
    if isinstance(map, TransportMap):
        return map.map
    values = numbers(map(places(source, borrowed)) if callable(map) else map)
    return values[..., None] if values.ndim == 1 else values


def places(source: Measure, borrowed: BorrowedMeasure) -> Doubles:
    """Where a map is called: the points as they were given, or the centres of the cells."""
    if isinstance(source, GridDensity):
        return centers(borrowed.values.shape, borrowed.box)
    if isinstance(source, Gaussian):
        raise TypeError("a Gaussian has no points to call the map at; give a formula, or points")
    return numpy.asarray(source.points if isinstance(source, PointCloud) else source, dtype=float)


def centers(shape: tuple[int, ...], box: Doubles | None) -> Doubles:
    """The centres of cells, (n1, ..., nd, d), or (n,) on the line."""
    sides = numpy.array([[0.0, 1.0]] * len(shape)) if box is None else box
    axes = [lower + (upper - lower) * (numpy.arange(n) + 0.5) / n for n, (lower, upper) in zip(shape, sides)]
    return axes[0] if len(axes) == 1 else numpy.stack(numpy.meshgrid(*axes, indexing="ij"), -1)


def pushforward_of(values: dict[str, Any]) -> Pushforward:
    """The dataclass of a call's values."""
    warnings = tuple(values.pop("warnings").splitlines())
    certificate = build(PushforwardCertificate, values, certified=bool(values["certified"]), warnings=warnings)
    branches = tuple(Branch(*row) for row in rows(values, "branches"))
    atoms = tuple(Atom(*row) for row in rows(values, "atoms"))
    return build(Pushforward, values, certificate=certificate, branches=branches, atoms=atoms)


def rows(values: dict[str, Any], name: str) -> list[list[float]]:
    """The rows of a table, none where there is no table."""
    table = values.pop(name, None)
    return [] if table is None else table.tolist()
