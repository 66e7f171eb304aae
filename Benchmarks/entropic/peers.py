"""One peer is measured on one problem, and one JSON object printed:
`python -m entropic.peers PROGRAM PRECISION GOAL SOURCE TARGET EPSILON [PATIENCE TOLERANCE]`.

GOAL is iteration, accuracy, or verify: whether a peer asked for k plain iterations does them.
"""

import json
import sys
import warnings

import numpy

from entropic import peer_geomloss, peer_ott, peer_pot
from entropic.problem import load
from entropic.timing import seconds_per_iteration, time_to_accuracy

PROGRAMS = peer_pot.PROGRAMS | peer_ott.PROGRAMS | peer_geomloss.PROGRAMS
# An iteration slower than this is timed over fewer.
SLOW_PAIRS, FEWER = 5e7, 4


def iteration(peer, problem):
    pairs = 2 * len(problem.a) ** 3 if problem.a.ndim == 2 else len(problem.a) ** 2
    return seconds_per_iteration(peer, peer.many if pairs < SLOW_PAIRS else FEWER)


def verify(peer, problem):
    """POT's and OTT's potentials after k iterations are those of k iterations written out, but for
    a constant that moves from one to the other. GeomLoss averages its updates, and counts its
    softmins instead; POT's barycentre has no potentials."""
    return {"seconds": 0, "difference": max(_difference(peer, problem, k) for k in (1, peer.many))}


def _difference(peer, problem, count):
    u, v = peer.scalings(peer.iterate(count)())
    expected_u, expected_v = problem.iterate(count)
    shift = numpy.mean(u - expected_u)
    errors = u - expected_u - shift, v - expected_v + shift
    return float(max(numpy.abs(error).max() for error in errors))


def main(program, precision, goal, source, target, epsilon, patience=0, tolerance=0):
    problem = load(source, target, float(epsilon))
    # Libraries warn of underflow, which the marginal error and the count of iterations show.
    warnings.simplefilter("ignore")
    numpy.seterr(all="ignore")
    peer = PROGRAMS[program](problem, precision)
    if goal == "accuracy":
        answer = time_to_accuracy(peer, problem, float(tolerance), float(patience))
    else:
        answer = {"iteration": iteration, "verify": verify}[goal](peer, problem)
    json.dump({"value": None} | answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
