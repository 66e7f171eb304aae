"""The optimal map between Gaussians."""

import numpy

from .._calls import GAUSSIAN, BorrowedMeasure, call_briefly
from .._library import library
from ._bures import square_root
from ._frameworks import arrays


def bures_wasserstein_mapping(ms, mt, Cs, Ct, log=False):
    """The optimal map x A + b between Gaussians of means ms, mt, (d,) or (1, d), and covariances Cs, Ct.

    Covariances may be singular where the target's rank is not above the source's.

    Returns
    -------
    A, b : arrays, (d, d) and the shape of the means
    log : dict
        ``Cs12`` and ``Cs12inv``: the root of Cs and its inverse.
    """
    room, ms, mt, Cs, Ct = arrays(ms, mt, Cs, Ct)
    room.refuse_gradients(ms, mt, Cs, Ct)
    model = room.promoted(ms, mt, Cs, Ct)
    parts = [room.numbers(part) for part in (ms, mt, Cs, Ct)]
    A = optimal_matrix(parts[2], parts[3])
    b = parts[1] - parts[0] @ A
    found = room.like(A, model), room.like(b, model)
    if not log:
        return found
    root = square_root(parts[2])
    return *found, {"Cs12": room.like(root, model), "Cs12inv": room.like(numpy.linalg.inv(root), model)}


def optimal_matrix(first, second):
    """The symmetric A with A first A = second."""
    d = first.shape[0]
    source, target = (BorrowedMeasure(GAUSSIAN, numpy.zeros(d), C) for C in (first, second))
    return call_briefly(library.ot_gaussian_map, source.measure, target.measure)["matrix"]
