"""Transport between Gaussians: POT's `ot.gaussian`."""

import ctypes
import warnings

import numpy

from .._calls import GAUSSIAN, ROOM, BorrowedMeasure, Result, address, call, check, describe
from .._library import Measure, library
from ..errors import TransportError
from ._frameworks import arrays
from ._missing import absent

__getattr__ = absent("ot.gaussian")


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
    number = ctypes.c_uint64()
    check(library.ot_gaussian_map(source.measure, target.measure, number, ROOM.error), ROOM.error)
    return Result(number.value).fields()["matrix"]


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


def bures_wasserstein_barycenter(m, C, weights=None, method="fixed_point", num_iter=1000, eps=1e-7, log=False, step_size=1,
                                 batch_size=None):  # fmt: skip
    """The barycentre of Gaussians of means m, (k, d), and covariances C, (k, d, d), certified.

    All of POT's methods lead to one barycentre, and the engine's fixed point to that.

    Returns
    -------
    mb, Cb : arrays, (d,) and (d, d)
    log : dict
        ``num_iter``, ``final_diff``, and the ``certificate``.
    """
    if method not in METHODS:
        raise ValueError(f"Unknown method '{method}'.")
    if method.endswith("stochastic_gradient_descent") and batch_size is not None and batch_size <= 0:
        raise ValueError(f"batch_size must be an integer between 0 and {len(C)}")
    room, m, C, weights = arrays(m, C, weights)
    room.refuse_gradients(m, C, weights)
    model = room.promoted(m, C)
    fields = barycenter(room.numbers(m), room.numbers(C), None if weights is None else room.numbers(weights), num_iter, eps)
    found = room.like(fields["mean"], model), room.like(fields["covariance"], model)
    return (*found, summary(fields)) if log else found


METHODS = ("fixed_point", "gradient_descent", "stochastic_gradient_descent", "averaged_stochastic_gradient_descent")


def barycenter(m, C, weights, limit, tolerance):
    borrowed = [BorrowedMeasure(GAUSSIAN, mean, covariance) for mean, covariance in zip(m, C)]
    family = (Measure * len(borrowed))(*(one.measure for one in borrowed))
    shares = None if weights is None else describe(weights)
    # POT's eps is an absolute difference of two steps; the engine's residual is a share of the covariance.
    words = {"tolerance": min(tolerance, 1e-10), "iterationLimit": limit}
    return call(library.ot_gaussian_barycenter, (len(borrowed), family, shares), words)


def summary(fields):
    size = numpy.linalg.norm(fields["covariance"])
    return {"num_iter": int(fields["iterations"]), "final_diff": fields["fixedPointResidual"] * size,
            "certificate": {name: fields[name] for name in ("upperBound", "lowerBound", "relativeGap")}}  # fmt: skip


def bures_barycenter_fixpoint(C, weights=None, num_iter=1000, eps=1e-7, log=False, nx=None):
    """The covariance of the barycentre of centred Gaussians; see `bures_wasserstein_barycenter`."""
    room, C, weights = arrays(C, weights)
    room.refuse_gradients(C, weights)
    shares = None if weights is None else room.numbers(weights)
    fields = barycenter(numpy.zeros(C.shape[:2]), room.numbers(C), shares, num_iter, eps)
    covariance = room.like(fields["covariance"], C)
    return (covariance, summary(fields)) if log else covariance


def bures_barycenter_gradient_descent(C, weights=None, num_iter=1000, eps=1e-7, log=False, step_size=1, batch_size=None,
                                      averaged=False, nx=None):  # fmt: skip
    """As `bures_barycenter_fixpoint`: a step of length one down the gradient is one step to the fixed point."""
    if batch_size is not None and batch_size <= 0:
        raise ValueError(f"batch_size must be an integer between 0 and {len(C)}")
    return bures_barycenter_fixpoint(C, weights, num_iter, eps, log)


class Samples:
    """The mean and the covariance of weighted samples, with `reg` on the diagonal."""

    def __init__(self, room, x, weights, bias, reg):
        x = room.numbers(x)
        weights = numpy.full(len(x), 1 / len(x)) if weights is None else room.numbers(weights).reshape(-1)
        mass = weights.sum()
        self.mean = (weights @ x / mass if bias else numpy.zeros(x.shape[1]))[None]
        x = x - self.mean
        self.covariance = (x * weights[:, None]).T @ x / mass + reg * numpy.eye(x.shape[1])


def empirical_bures_wasserstein_mapping(xs, xt, reg=1e-6, ws=None, wt=None, bias=True, log=False):
    """The optimal map x A + b between the Gaussians with the moments of samples.

    Parameters
    ----------
    xs, xt : array_like, (n, d) and (m, d)
    reg : float
        Added to the diagonals of the covariances.
    ws, wt : array_like, optional
        Masses, equal ones when left out.
    bias : bool
        Whether the means count; otherwise samples are taken for centred.
    log : bool
        Whether to return ``Cs``, ``Ct``, ``Cs12``, ``Cs12inv`` too.
    """
    room, xs, xt, ws, wt = arrays(xs, xt, ws, wt)
    room.refuse_gradients(xs, xt, ws, wt)
    model = room.promoted(xs, xt)
    source, target = Samples(room, xs, ws, bias, reg), Samples(room, xt, wt, bias, reg)
    try:
        A, b, *found = bures_wasserstein_mapping(source.mean, target.mean, source.covariance, target.covariance, log=log)
    except TransportError as wrong:
        warnings.warn(f"{wrong} Consider increasing the regularization parameter `reg`.", stacklevel=2)
        raise
    A, b = room.like(A, model), room.like(b, model)
    if not log:
        return A, b
    found = {name: room.like(value, model) for name, value in found[0].items()}
    return A, b, found | moments(room, source, target, model)


def moments(room, source, target, model):
    return {"Cs": room.like(source.covariance, model), "Ct": room.like(target.covariance, model)}


def empirical_bures_wasserstein_distance(xs, xt, reg=1e-6, ws=None, wt=None, bias=True, log=False):
    """W2 between the Gaussians with the moments of samples; parameters as for `empirical_bures_wasserstein_mapping`."""
    room, xs, xt, ws, wt = arrays(xs, xt, ws, wt)
    room.refuse_gradients(xs, xt, ws, wt)
    model = room.promoted(xs, xt)
    source, target = Samples(room, xs, ws, bias, reg), Samples(room, xt, wt, bias, reg)
    W, found = bures_wasserstein_distance(source.mean[0], target.mean[0], source.covariance, target.covariance, log=True)
    W = room.like(W, model)
    return (W, {"Cs12": room.like(found["Cs12"], model)} | moments(room, source, target, model)) if log else W


def empirical_bures_wasserstein_barycenter(X, reg=1e-6, weights=None, num_iter=1000, eps=1e-7, w=None, bias=True, log=False):
    """The barycentre of the Gaussians with the moments of samples X, a list of (n_i, d); see `bures_wasserstein_barycenter`."""
    room, *X = arrays(*X)
    room.refuse_gradients(*X)
    model = room.promoted(*X)
    parts = [Samples(room, x, None if w is None else w[i], bias, reg) for i, x in enumerate(X)]
    means, covariances = numpy.stack([part.mean[0] for part in parts]), numpy.stack([part.covariance for part in parts])
    weights = None if weights is None else room.numbers(weights)
    mb, Cb, found = bures_wasserstein_barycenter(means, covariances, weights, num_iter=num_iter, eps=eps, log=True)
    mb, Cb = room.like(mb, model), room.like(Cb, model)
    return (mb, Cb, found) if log else (mb, Cb)
