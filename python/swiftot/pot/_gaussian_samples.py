"""Transport between the Gaussians with the moments of samples."""

import warnings

import numpy

from ..errors import TransportError
from ._bures import bures_wasserstein_distance
from ._frameworks import arrays
from ._gaussian_barycenter import bures_wasserstein_barycenter
from ._gaussian_map import bures_wasserstein_mapping


class Samples:
    """The mean and the covariance of weighted samples, with `reg` on the diagonal."""

    def __init__(self, room, x, weights, bias, reg):
        x = room.numbers(x)
        weights = numpy.full(len(x), 1 / len(x)) if weights is None else room.numbers(weights).reshape(-1)
        mass = weights.sum()
        self.mean = (weights @ x / mass if bias else numpy.zeros(x.shape[1]))[None]
        self.centred, self.weights = x - self.mean, weights
        self.covariance = (self.centred * weights[:, None]).T @ self.centred / mass + reg * numpy.eye(x.shape[1])


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
