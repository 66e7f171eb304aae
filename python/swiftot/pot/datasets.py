"""The histogram that POT's examples start from."""

import numpy

from ._missing import absent

__getattr__ = absent("ot.datasets")


def make_1D_gauss(n, m, s):
    """A normal law of mean m and deviation s at 0, 1, ..., n - 1, of mass one."""
    x = numpy.arange(n, dtype=numpy.float64)
    h = numpy.exp(-((x - m) ** 2) / (2 * s**2))
    return h / h.sum()
