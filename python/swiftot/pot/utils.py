"""Costs and masses: POT's `ot.utils`."""

import time

import numpy

from ._frameworks import NumPyArrays, arrays, framework
from ._missing import absent

__getattr__ = absent("ot.utils")

#: Rows of costs are made in blocks of this many numbers, which stay in the processor's cache.
BLOCK = 1 << 16


def unif(n, type_as=None):
    """Equal masses of sum one."""
    masses = numpy.full(n, 1 / n)
    return masses if type_as is None else framework(type_as).like(masses, type_as)


def dist(x1, x2=None, metric="sqeuclidean", p=2, w=None, backend="auto", nx=None, use_tensor=False):
    """The costs between points x1, (n, d), and x2, (m, d), or x1 itself.

    Coordinates are subtracted before they are squared, so that near points keep their digits.

    Parameters
    ----------
    metric : str
        sqeuclidean, euclidean, cityblock, chebyshev, minkowski (with `p` and weights `w`), cosine, correlation; others are
        scipy's, where that is installed.
    backend, nx, use_tensor
        Taken for compatibility.

    Returns
    -------
    costs : array of the type of x1, (n, m)
    """
    room, x1, x2 = arrays(x1, x2)
    if room is not NumPyArrays:
        return tensor_costs(x1, x1 if x2 is None else x2, metric, p, w)
    model = room.promoted(x1, x1 if x2 is None else x2)
    x = room.numbers(x1)
    y = x if x2 is None or x2 is x1 else room.numbers(x2)
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ValueError(f"points have the shapes {x.shape} and {y.shape}; expected (n, d) and (m, d)")
    if metric in ("cosine", "correlation"):
        return angles(x, y, metric).astype(model.dtype, copy=False)
    if metric not in METRICS:
        from scipy.spatial.distance import cdist

        return cdist(x, y, metric=metric) if w is None else cdist(x, y, metric=metric, w=w)
    costs = numpy.empty((x.shape[0], y.shape[0]), model.dtype)
    rows = max(1, BLOCK // max(1, y.shape[0]))
    for start in range(0, x.shape[0], rows):
        METRICS[metric](x[start : start + rows], y, p, w, costs[start : start + rows])
    return costs


def differences(x, y):
    """|x_k - y_k| of all pairs, one coordinate after the other."""
    for k in range(x.shape[1]):
        yield numpy.abs(numpy.subtract.outer(x[:, k], y[:, k]))


def squares(x, y, p, w, out):
    total = 0
    for difference in differences(x, y):
        difference *= difference
        total += difference
    out[...] = total


def lengths(x, y, p, w, out):
    total = 0
    for difference in differences(x, y):
        difference *= difference
        total += difference
    out[...] = numpy.sqrt(total)


def sums(x, y, p, w, out):
    out[...] = sum(differences(x, y))


def greatest(x, y, p, w, out):
    total = 0
    for difference in differences(x, y):
        total = numpy.maximum(total, difference)
    out[...] = total


def powers(x, y, p, w, out):
    weights = numpy.ones(x.shape[1]) if w is None else numpy.asarray(w)
    out[...] = sum(weight * difference**p for weight, difference in zip(weights, differences(x, y))) ** (1 / p)


METRICS = {"sqeuclidean": squares, "euclidean": lengths, "cityblock": sums, "chebyshev": greatest, "minkowski": powers}


def angles(x, y, metric):
    if metric == "correlation":
        x, y = x - x.mean(1, keepdims=True), y - y.mean(1, keepdims=True)
    return 1 - (x @ y.T) / numpy.linalg.norm(x, axis=1)[:, None] / numpy.linalg.norm(y, axis=1)


def tensor_costs(x, y, metric, p, w):
    """The same by torch, so that costs have derivatives."""
    difference = (x[:, None] - y[None]).abs()
    if metric == "sqeuclidean":
        return (difference**2).sum(2)
    if metric == "euclidean":
        square = (difference**2).sum(2)
        # The root has no derivative at zero: there the length counts as constant.
        return square.where(square > 0, square + 1).sqrt() * (square > 0)
    if metric == "cityblock":
        return difference.sum(2)
    if metric == "minkowski":
        return ((1 if w is None else w) * difference**p).sum(2) ** (1 / p)
    raise NotImplementedError(
        f"the metric {metric} is not made for tensors; known are sqeuclidean, euclidean, cityblock, minkowski")


def euclidean_distances(X, Y, squared=False, nx=None):
    """|x - y| or its square for all pairs."""
    return dist(X, Y, "sqeuclidean" if squared else "euclidean")


def dist0(n, method="lin_square"):
    """The squared distances of 0, 1, ..., n - 1."""
    if method != "lin_square":
        return 0
    x = numpy.arange(n, dtype=numpy.float64).reshape(-1, 1)
    return dist(x, x)


def clean_zeros(a, b, M):
    """The masses above zero, and the costs between them."""
    return a[a > 0], b[b > 0], M[a > 0][:, b > 0].copy()


_START = [0.0]


def tic():
    """Starts the clock."""
    _START[0] = time.time()


def toc(message="Elapsed time : {} s"):
    """Prints and returns the seconds since `tic`."""
    seconds = time.time() - _START[0]
    print(message.format(seconds))
    return seconds


def toq():
    """The seconds since `tic`."""
    return time.time() - _START[0]
