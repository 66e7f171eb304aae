"""The two measurements of a peer: seconds per iteration, and seconds to a marginal error.

A peer has `iterate(count)`, which returns a function that does `count` plain iterations, both
updates each, from zero potentials; `converge(threshold, limit)`, which returns a function that
iterates until the peer's own error is below the threshold; and, of what those functions return,
`iterations(result)` and the logarithms `scalings(result)`, u and v, of the plan
exp(u_i + v_j - c_ij/epsilon). What is made before the returned function runs is not timed.
"""

import math
import time
from statistics import median

FEW = 1
# Pairs of a short and a long run are taken until this many seconds have gone.
BUDGET = 8.0
MOST_PAIRS = 40
# How often a peer may stop short of the tolerance by our count and be sent on.
ATTEMPTS = 3


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
    while not rates or (time.perf_counter() - start < BUDGET and len(rates) < MOST_PAIRS):
        few_seconds, many_seconds = timed(short)[1], timed(long)[1]
        rates.append((many_seconds - few_seconds) / (many - FEW))
    return {
        "seconds": median(rates),
        "least": min(rates),
        "greatest": max(rates),
        "pairs": len(rates),
        "iterations": many - FEW,
    }


def _check_count(peer, result, count):
    if peer.iterations(result) != count:
        raise WrongCount(f"{peer.iterations(result)} iterations instead of {count}")


def time_to_accuracy(peer, problem, tolerance, patience):
    """One run of the peer from zero potentials to a marginal error, by our count, of `tolerance`;
    at most as many iterations as fit in `patience` seconds. Where the peer's own criterion lets it
    stop short, the next run, which counts alone, has a sharper one."""
    limit = _affordable(peer, patience)
    threshold, start = tolerance, time.perf_counter()
    for _ in range(ATTEMPTS):
        peer.compile(limit)
        result, seconds = timed(peer.converge(threshold, limit))
        error = problem.marginal_error(*peer.scalings(result))
        is_out_of_time = time.perf_counter() - start > patience
        if error <= tolerance or peer.iterations(result) >= limit or is_out_of_time:
            break
        threshold *= 0.7 * tolerance / error if math.isfinite(error) else 0.1
    return {
        "seconds": seconds,
        "iterations": peer.iterations(result),
        "marginalError": error if math.isfinite(error) else None,
        "reached": error <= tolerance,
    }


def _affordable(peer, patience):
    trial = peer.iterate(10)
    trial()
    return max(10, int(patience / (timed(trial)[1] / 10)) // 10 * 10)
