"""The barycentre of Gaussians."""

import numpy

from .._calls import GAUSSIAN, BorrowedMeasure, call, describe
from .._library import Measure, library
from ._frameworks import arrays


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
