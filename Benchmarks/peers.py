"""One peer solves one problem and prints one JSON object: `python peers.py PEER A.npz B.npz`.

`seconds` is the time of the solver alone: files are read and the cost matrix is formed before.
"""

import json
import sys
import time
import warnings


def load(path):
    import numpy

    with numpy.load(path) as arrays:
        return arrays["points"], arrays["weights"]


def squared_distances(x, y):
    """The n x m matrix of |x_i - y_j|^2, timed apart from the solver."""
    from scipy.spatial.distance import cdist

    start = time.perf_counter()
    matrix = cdist(x, y, "sqeuclidean")
    return matrix, time.perf_counter() - start


def timed(function):
    start = time.perf_counter()
    result = function()
    return result, time.perf_counter() - start


def pot(source, target, iteration_limit=10**9):
    """POT's network simplex; the limit keeps it from stopping early."""
    import ot

    (x, a), (y, b) = source, target
    matrix, matrix_seconds = squared_distances(x, y)
    (_, log), seconds = timed(
        lambda: ot.emd(a, b, matrix, numItermax=iteration_limit, log=True)
    )
    return {
        "value": float(log["cost"]),
        "seconds": seconds,
        "matrixSeconds": matrix_seconds,
        "warned": log["warning"] is not None,
    }


def pot_default(source, target):
    """POT as it comes: its default iteration limit is 100 000 pivots."""
    return pot(source, target, iteration_limit=100_000)


def pot_line(source, target):
    """POT's sort on the line."""
    import ot

    (x, a), (y, b) = source, target
    value, seconds = timed(
        lambda: ot.emd2_1d(x.ravel(), y.ravel(), a, b, metric="sqeuclidean")
    )
    return {"value": float(value), "seconds": seconds}


def scipy(source, target):
    """SciPy's shortest augmenting paths, for assignments."""
    from scipy.optimize import linear_sum_assignment

    (x, _), (y, _) = source, target
    matrix, matrix_seconds = squared_distances(x, y)
    (rows, columns), seconds = timed(lambda: linear_sum_assignment(matrix))
    value = float(matrix[rows, columns].mean())
    return {"value": value, "seconds": seconds, "matrixSeconds": matrix_seconds}


def lapx(source, target):
    """lapx's Jonker-Volgenant, for assignments."""
    import lap

    (x, _), (y, _) = source, target
    matrix, matrix_seconds = squared_distances(x, y)
    (_, columns, _), seconds = timed(lambda: lap.lapjv(matrix))
    value = float(matrix[range(len(x)), columns].mean())
    return {"value": value, "seconds": seconds, "matrixSeconds": matrix_seconds}


PEERS = {
    "pot": pot,
    "pot-default": pot_default,
    "pot-line": pot_line,
    "scipy": scipy,
    "lapx": lapx,
}


def main(peer, source_path, target_path):
    source, target = load(source_path), load(target_path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = PEERS[peer](source, target)
    # A solver's own warning counts, and one of a library's upkeep does not.
    said = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    result["warned"] = result.get("warned", False) or bool(said)
    result["warnings"] = said
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
