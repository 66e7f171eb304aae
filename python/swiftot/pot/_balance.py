"""Masses of both sides, made equal as POT does."""

import numpy

#: What POT allows two sums to differ by: half a unit of the sixth decimal place, three times.
LARGEST_DIFFERENCE = 1.5e-6


def uniform(count):
    return numpy.full(count, 1 / count)


def check_sums(a, b):
    """Raises AssertionError unless the sums, numbers or arrays, agree to six decimal places."""
    worst = abs(a - b)
    if isinstance(worst, numpy.ndarray):
        worst = worst.max()
    if not worst < LARGEST_DIFFERENCE:
        raise AssertionError(f"a and b vector must have the same sum; they differ by {worst}")


def balanced(a, b):
    """b with the mass of a: rounding to single precision leaves sums that the engine would not take for equal."""
    return scaled(b, b.sum(), a.sum())


def scaled(masses, sum_now, sum_wanted):
    return masses if sum_now == sum_wanted or not sum_now > 0 else masses * (sum_wanted / sum_now)


def centered(alpha, beta, a=None, b=None):
    """The same potentials shifted so that <alpha, a> = <beta, b>; both may have columns."""
    a = numpy.full(alpha.shape[0], 1 / alpha.shape[0]) if a is None else numpy.asarray(a)
    b = numpy.full(beta.shape[0], 1 / beta.shape[0]) if b is None else numpy.asarray(b)
    a, b = (w[:, None] if w.ndim < potential.ndim else w for w, potential in ((a, alpha), (b, beta)))
    shift = ((b * beta).sum(0) - (a * alpha).sum(0)) / (a.sum(0) + b.sum(0))
    return alpha + shift, beta - shift
