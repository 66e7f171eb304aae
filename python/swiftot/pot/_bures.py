"""W2 between Gaussians, one pair or many."""

import numpy

from .._calls import ROOM, address, check
from .._library import library
from ._frameworks import arrays


def square_root(matrix):
    """The root of a symmetric matrix, for the logs that POT's functions have."""
    values, vectors = numpy.linalg.eigh(matrix)
    return (vectors * numpy.sqrt(values.clip(min=0))[..., None, :]) @ vectors.swapaxes(-1, -2)


def bures_distance(Cs, Ct, paired=False, log=False, nx=None):
    """W2 between centred Gaussians: of two covariances, (d, d), of all pairs of n and m of them, or of n `paired` ones.

    Returns
    -------
    W : number, array (n, m) or (n,)
    log : dict
        ``Cs12``, the roots of Cs.
    """
    room, Cs, Ct = arrays(Cs, Ct)
    room.refuse_gradients(Cs, Ct)
    assert Cs.shape[-1] == Ct.shape[-1], "All Gaussian must have the same dimension"
    model = room.promoted(Cs, Ct)
    first, second = room.numbers(Cs), room.numbers(Ct)
    W = room.like(distances(first, second, paired), model)
    return (W, {"Cs12": room.like(square_root(first), model)}) if log else W


def distances(first, second, paired):
    if first.ndim == second.ndim == 2:
        return bures(first[None], second[None])[0]
    assert first.ndim == second.ndim == 3, "Both Cs and Ct should be batched"
    if paired and len(first) == len(second):
        return bures(first, second)
    n, m = len(first), len(second)
    return bures(numpy.repeat(first, m, 0), numpy.tile(second, (n, 1, 1))).reshape(n, m)


def bures(first, second):
    """The distances of pairs of covariances, (k, d, d) each."""
    values = numpy.empty(len(first))
    first, second = numpy.ascontiguousarray(first), numpy.ascontiguousarray(second)
    status = library.ot_bures(
        len(first), first.shape[-1], address(first), address(second), address(values), ROOM.error)
    check(status, ROOM.error)
    return values


def bures_wasserstein_distance(ms, mt, Cs, Ct, paired=False, log=False):
    """W2 between Gaussians of means ms, mt, (d,) or (n, d), and covariances; see `bures_distance`."""
    room, ms, mt, Cs, Ct = arrays(ms, mt, Cs, Ct)
    room.refuse_gradients(ms, mt, Cs, Ct)
    assert ms.shape[0] == Cs.shape[0], "Source Gaussians has different amount of components"
    assert mt.shape[0] == Ct.shape[0], "Target Gaussians has different amount of components"
    assert ms.shape[-1] == mt.shape[-1] == Cs.shape[-1] == Ct.shape[-1], "All Gaussian must have the same dimension"
    model = room.promoted(ms, mt, Cs, Ct)
    first, second, A, B = (room.numbers(part) for part in (ms, mt, Cs, Ct))
    if first.ndim == second.ndim == 1 or (paired and first.ndim == second.ndim == 2):
        shift = first - second
    else:
        assert first.ndim == second.ndim == 2, "Both ms and mt should be batched"
        shift = first[:, None] - second[None]
    W = room.like(numpy.hypot(numpy.linalg.norm(shift, axis=-1), distances(A, B, paired)), model)
    return (W, {"Cs12": room.like(square_root(A), model)}) if log else W
