"""Times swiftot.pot beside POT, function for function, from Python and on the same arrays."""

import json
import statistics
import sys
import time
import warnings
from pathlib import Path

import numpy

CHECKOUT = Path(__file__).resolve().parents[2]
# emd: points in the plane, squared distances. sinkhorn_log: the same, with entropy of a hundredth of the median cost.
EXACT, ENTROPIC = (1000, 4000), (500, 2000)
SHARE_OF_MEDIAN = 0.01
# Calls of a loop that shows what a call costs beyond the solver, and loops, of which the least counts.
CALLS, LOOPS = 2000, 20


def clouds(n):
    random = numpy.random.default_rng(n)
    return random.normal(size=(n, 2)), random.normal(size=(n, 2)) + 1


def timed(function, *arguments, **words):
    start = time.perf_counter()
    found = function(*arguments, **words)
    return time.perf_counter() - start, found


def exact(ours, pot, n, repeats):
    """Seconds of emd, plan included, and the relative difference of both costs."""
    costs = pot.dist(*clouds(n))
    masses = pot.unif(n)
    rounds = []
    for _ in range(repeats):
        mine, plan = timed(ours.emd, masses, masses, costs, numItermax=10_000_000)
        theirs, other = timed(pot.emd, masses, masses, costs, numItermax=10_000_000)
        value = (plan * costs).sum()
        rounds.append((mine, theirs, abs(value / (other * costs).sum() - 1)))
    return summary("emd", n, rounds)


def entropic(ours, pot, n, repeats):
    """Seconds of sinkhorn_log, and by how much the marginals of our plan are off, L1."""
    costs = pot.dist(*clouds(n))
    masses, epsilon = pot.unif(n), SHARE_OF_MEDIAN * numpy.median(costs)
    rounds = []
    for _ in range(repeats):
        mine, plan = timed(ours.bregman.sinkhorn_log, masses, masses, costs, epsilon)
        theirs, other = timed(pot.bregman.sinkhorn_log, masses, masses, costs, epsilon, warn=False)
        rounds.append((mine, theirs, marginal_error(plan, masses)))
    found = summary("sinkhorn_log", n, rounds)
    found["potError"] = marginal_error(other, masses)
    return found


def marginal_error(plan, masses):
    return abs(plan.sum(0) - masses).sum() + abs(plan.sum(1) - masses).sum()


def summary(name, n, rounds):
    mine, theirs, errors = zip(*rounds)
    ours, peer = statistics.median(mine), statistics.median(theirs)
    return {"case": f"{name} n={n}", "ours": ours, "pot": peer, "ratio": ours / peer, "error": max(errors)}


def overhead(ours, pot):
    """Seconds of a call with two atoms a side, and those that the solver says it took: the least of many loops."""
    masses, costs = numpy.array([0.5, 0.5]), numpy.array([[0.0, 1.0], [1.0, 0.0]])

    def least(function):
        loops = []
        for _ in range(LOOPS):
            start = time.perf_counter()
            for _ in range(CALLS):
                function(masses, masses, costs)
            loops.append((time.perf_counter() - start) / CALLS)
        return min(loops)

    solver = min(ours.emd(masses, masses, costs, log=True)[1]["certificate"].seconds for _ in range(CALLS))
    call, peer = least(ours.emd), least(pot.emd)
    return {"case": "emd n=2", "ours": call, "pot": peer, "ratio": call / peer, "overhead": call - solver}


def run(options):
    """Measures; writes python.json and returns the table."""
    sys.path.insert(0, str(CHECKOUT / "python"))
    import ot as pot

    try:
        import swiftot.pot as ours
    except ImportError as missing:
        return f"python: {missing}; or: make python-library"
    repeats = 3 if options.skip_large else options.large_repeats
    warnings.simplefilter("ignore")
    ours.emd2([], [], numpy.eye(50)), pot.emd2([], [], numpy.eye(50))
    rows = [overhead(ours, pot)]
    rows += [exact(ours, pot, n, repeats) for n in EXACT]
    rows += [entropic(ours, pot, n, repeats) for n in ENTROPIC]
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "python.json").write_text(json.dumps(rows, indent=2))
    return table(rows)


def table(rows):
    lines = ["", "| from Python | swiftot.pot | POT | ratio | error |", "|---|---:|---:|---:|---:|"]
    for row in rows:
        error = f"{row['error']:.1e}" if "error" in row else f"{1e6 * row['overhead']:.1f} us beyond the solver"
        lines.append(f"| {row['case']} | {spelled(row['ours'])} | {spelled(row['pot'])} | {row['ratio']:.3f} | {error} |")
    return "\n".join(lines)


def spelled(seconds):
    return f"{seconds:.3f} s" if seconds > 1e-3 else f"{1e6 * seconds:.1f} us"
