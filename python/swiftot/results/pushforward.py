"""The law of f(X)."""

from dataclasses import dataclass
from typing import NamedTuple

from .arrays import Doubles
from .outcome import Run


class Branch(NamedTuple):
    """A piece of the line on which f is monotone, and the mass on it."""

    lower: float
    upper: float
    image_of_lower: float
    image_of_upper: float
    mass: float


class Atom(NamedTuple):
    """Mass that a flat piece of f leaves in one place."""

    position: float
    mass: float


@dataclass(frozen=True, kw_only=True)
class PushforwardCertificate:
    """What may have been lost on the way, as parts of the mass; None where it does not apply.

    Attributes
    ----------
    certified : bool
        Whether mass is conserved to 1e-12, and there is nothing to warn of.
    mass_error : float
        What was lost or counted twice.
    unproved_mass : float or None
        On the line: where samples of f, and not proofs, say that no branch is missing.
    unresolved_mass : float or None
        On the line: on intervals that hold more branches than can be told apart.
    derivative_error : float or None
        On the line: by how much the derivative that was given disagrees with differences of f.
    folded_mass : float or None
        On a grid: on cells where det Df changes sign.
    singular_mass : float or None
        On a grid: where det Df = 0 to rounding, which has no density.
    warnings : tuple of str
        What the result cannot vouch for.
    """

    certified: bool
    mass_error: float
    unproved_mass: float | None = None
    unresolved_mass: float | None = None
    derivative_error: float | None = None
    folded_mass: float | None = None
    singular_mass: float | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pushforward(Run):
    """The law of f(X); what every `Run` has, and these.

    Attributes
    ----------
    certificate : PushforwardCertificate
        What may have been lost.
    mass : float
        The mass of X's law.
    mass_inside, mass_outside : float or None
        What arrived in the box, and what did not.
    density, box : numpy.ndarray or None
        The law on cells, with the mass that arrived there, and the box that they fill, d x 2.
    points, weights : numpy.ndarray or None
        The law of points.
    branches : tuple of Branch
        The monotone pieces of a map of the line.
    atoms : tuple of Atom
        The law's atoms, on the line.
    note : str or None
        What was replaced.
    """

    certificate: PushforwardCertificate
    mass: float
    mass_inside: float | None = None
    mass_outside: float | None = None
    density: Doubles | None = None
    box: Doubles | None = None
    points: Doubles | None = None
    weights: Doubles | None = None
    branches: tuple[Branch, ...] = ()
    atoms: tuple[Atom, ...] = ()
    note: str | None = None
