"""The two measurements of a peer: seconds per iteration, and seconds to a marginal error.

A peer has `iterate(count)`, which returns a function that does `count` plain iterations, both
updates each, from zero potentials; `converge(threshold, limit)`, which returns a function that
iterates until the peer's own error is below the threshold; and, of what those functions return,
`iterations(result)` and the logarithms `scalings(result)`, u and v, of the plan
exp(u_i + v_j - c_ij/epsilon). What is made before the returned function runs is not timed.
"""

import math
import time
from statistics import median, quantiles

FEW = 1
# Pairs of a short and a long run are taken until this many seconds have gone.
BUDGET = 8.0
LEAST_PAIRS = 3
MOST_PAIRS = 40
# Rates whose quartiles are further apart than this part of the median do not resolve an iteration.
SPREAD_LIMIT = 0.3
# How often a peer may stop short of the tolerance by our count and be run again.
ATTEMPTS = 5


class Unresolved(Exception):
    """The set-up, which both runs of a pair have, varies by as much as the iterations take."""


class WrongCount(Exception):
    """A peer did another number of iterations than it was asked for."""


def timed(function):
    start = time.perf_counter()
    result = function()
    return result, time.perf_counter() - start


def seconds_per_iteration(peer, many):
    """The time of many iterations less that of few, over the difference: set-up cancels."""
    short, long = peer.iterate(FEW), peer.iterate(many)
    for function, count in ((short, FEW), (long, many)):
        # The first call compiles, or touches its memory for the first time.
        _check_count(peer, function(), count)
    rates, start = [], time.perf_counter()
    while len(rates) < LEAST_PAIRS or (time.perf_counter() - start < BUDGET and len(rates) < MOST_PAIRS):
        few_seconds, many_seconds = timed(short)[1], timed(long)[1]
        rates.append((many_seconds - few_seconds) / (many - FEW))
    low, middle, high = quantiles(rates, n=4, method="inclusive")
    if not high - low <= SPREAD_LIMIT * middle:
        raise Unresolved(f"{middle:.3g} s an iteration, quartiles {low:.3g} and {high:.3g}")
    return {
        "seconds": middle,
        "quartiles": [low, high],
        "least": min(rates),
        "greatest": max(rates),
        "pairs": len(rates),
        "iterations": many - FEW,
    }


def _check_count(peer, result, count):
    if peer.iterations(result) != count:
        raise WrongCount(f"{peer.iterations(result)} iterations instead of {count}")


def time_to_accuracy(peer, problem, tolerance, patience):
    """One run of the peer from zero potentials to a marginal error, by our count, of `tolerance`.
    A run that ends early is done again, with a sharper criterion or with more iterations, as many
    as fit in `patience` seconds; the last run alone counts."""
    limit, threshold = _first_limit(peer, patience), tolerance
    for _ in range(ATTEMPTS):
        peer.compile(limit)
        result, seconds = timed(peer.converge(threshold, limit))
        iterations = peer.iterations(result)
        error = problem.marginal_error(*peer.scalings(result))
        if error <= tolerance or not math.isfinite(error):
            break
        if iterations < limit:
            threshold *= 0.7 * tolerance / error
        elif seconds > patience / 2:
            break
        else:
            limit = int(limit * min(10, patience / seconds)) // 10 * 10
    return {
        "seconds": seconds,
        "iterations": iterations,
        "marginalError": error if math.isfinite(error) else None,
        "reached": error <= tolerance,
    }


def _first_limit(peer, patience):
    """Too few where setting up takes long: that counts as iterating here."""
    trial = peer.iterate(10)
    trial()
    return max(10, int(patience / (timed(trial)[1] / 10)) // 10 * 10)
