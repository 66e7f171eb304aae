"""Gromov and Wasserstein's distance between Gaussians, among plans that are Gaussian."""

import numpy

from ._frameworks import arrays
from ._gaussian_samples import Samples


def gaussian_gromov_wasserstein_distance(Cov_s, Cov_t, log=False):
    """The root of the least integral of (|x - x'|^2 - |y - y'|^2)^2 among Gaussian plans, whose dimensions may differ.

    With the eigenvalues of both covariances, largest first, s of the larger dimension and t filled up with zeros, its square
    is 4 (sum s - sum t)^2 + 8 |s - t|^2 (Delon, Desolneux and Salmona 2022, theorem 4.1).

    Parameters
    ----------
    Cov_s, Cov_t : array, (ds, ds) and (dt, dt)
    log : bool
        Whether to return the eigenvalues too, ``d_s`` of the larger dimension and ``d_t``.

    Returns
    -------
    distance : number
    log : dict
    """
    room, Cov_s, Cov_t = arrays(Cov_s, Cov_t)
    room.refuse_gradients(Cov_s, Cov_t)
    model = room.promoted(Cov_s, Cov_t)
    first, second = sorted((room.numbers(Cov_s), room.numbers(Cov_t)), key=len, reverse=True)
    s, t = (numpy.linalg.eigvalsh(covariance)[::-1] for covariance in (first, second))
    difference = s - numpy.pad(t, (0, len(s) - len(t)))
    distance = room.like(numpy.sqrt(4 * (s.sum() - t.sum()) ** 2 + 8 * (difference**2).sum()), model)
    return (distance, {"d_s": room.like(s, model), "d_t": room.like(t, model)}) if log else distance


def empirical_gaussian_gromov_wasserstein_distance(xs, xt, ws=None, wt=None, log=False):
    """`gaussian_gromov_wasserstein_distance` of the moments of samples with masses; the log has ``Cov_s``, ``Cov_t`` too."""
    room, xs, xt, ws, wt = arrays(xs, xt, ws, wt)
    room.refuse_gradients(xs, xt, ws, wt)
    model = room.promoted(xs, xt)
    source, target = Samples(room, xs, ws, True, 0), Samples(room, xt, wt, True, 0)
    distance, found = gaussian_gromov_wasserstein_distance(source.covariance, target.covariance, log=True)
    distance = room.like(distance, model)
    found |= {"Cov_s": source.covariance, "Cov_t": target.covariance}
    return (distance, {name: room.like(value, model) for name, value in found.items()}) if log else distance


def gaussian_gromov_wasserstein_mapping(mu_s, mu_t, Cov_s, Cov_t, sign_eigs=None, log=False):
    """The map x A + b of the best Gaussian plan: it stretches the k-th axis of the source to the k-th of the target.

    Parameters
    ----------
    mu_s, mu_t : array, (ds,) and (dt,)
    Cov_s, Cov_t : array, (ds, ds) and (dt, dt)
    sign_eigs : array, (min(ds, dt),), optional
        Which way each axis points: all are as good.

    Returns
    -------
    A, b : arrays, (ds, dt) and (dt,)
    log : dict
        The eigenvalues ``d_s``, ``d_t``, largest first, and their vectors ``U_s``, ``U_t``.
    """
    room, mu_s, mu_t, Cov_s, Cov_t = arrays(mu_s, mu_t, Cov_s, Cov_t)
    room.refuse_gradients(mu_s, mu_t, Cov_s, Cov_t)
    model = room.promoted(mu_s, mu_t, Cov_s, Cov_t)
    signs = None if sign_eigs is None else room.numbers(sign_eigs)
    found = mapping(*(room.numbers(part) for part in (mu_s, mu_t, Cov_s, Cov_t)), signs)
    A, b, log_of = found
    A, b = room.like(A, model), room.like(b, model)
    return (A, b, {name: room.like(value, model) for name, value in log_of.items()}) if log else (A, b)


def mapping(mu_s, mu_t, Cov_s, Cov_t, signs):
    (d_s, U_s), (d_t, U_t) = axes(Cov_s), axes(Cov_t)
    k = min(len(d_s), len(d_t))
    # An axis along which nothing varies may be stretched by anything.
    ratio = numpy.sqrt(numpy.divide(d_t[:k], d_s[:k], out=numpy.zeros(k), where=d_s[:k] > 0).clip(min=0))
    A = (U_s[:, :k] * (ratio if signs is None else signs * ratio)) @ U_t[:, :k].T
    return A, mu_t - mu_s @ A, {"d_s": d_s, "d_t": d_t, "U_s": U_s, "U_t": U_t}


def axes(covariance):
    """Eigenvalues and vectors, largest first."""
    values, vectors = numpy.linalg.eigh(covariance)
    return values[::-1], vectors[:, ::-1]


def empirical_gaussian_gromov_wasserstein_mapping(xs, xt, ws=None, wt=None, sign_eigs=None, log=False):
    """`gaussian_gromov_wasserstein_mapping` of the moments of samples.

    Parameters
    ----------
    sign_eigs : array or 'skewness', optional
        'skewness': axes point to where the third moments of both sides have the same sign.

    Other parameters are those of `empirical_gaussian_gromov_wasserstein_distance`; the log has ``Cov_s``, ``Cov_t`` too.
    """
    room, xs, xt, ws, wt = arrays(xs, xt, ws, wt)
    room.refuse_gradients(xs, xt, ws, wt)
    model = room.promoted(xs, xt)
    source, target = Samples(room, xs, ws, True, 0), Samples(room, xt, wt, True, 0)
    if isinstance(sign_eigs, str):
        signs = numpy.sign(skewness(source, target) * skewness(target, source))
    else:
        signs = None if sign_eigs is None else room.numbers(sign_eigs)
    A, b, found = mapping(source.mean, target.mean, source.covariance, target.covariance, signs)
    A, b = room.like(A, model), room.like(b, model)
    found |= {"Cov_s": source.covariance, "Cov_t": target.covariance}
    return (A, b, {name: room.like(value, model) for name, value in found.items()}) if log else (A, b)


def skewness(samples, others):
    """The third moments along the axes that both sides have."""
    k = min(samples.centred.shape[1], others.centred.shape[1])
    _, U = axes(samples.covariance)
    return samples.weights @ (samples.centred @ U[:, :k]) ** 3
