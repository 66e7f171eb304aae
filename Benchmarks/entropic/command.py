"""Our command on the entropic problems: the one place that knows its options and its JSON."""

from dataclasses import replace

from measure import MeasurementFailed, measure

PRECISIONS = {"float64": "double", "float32": "single"}
# Short and long runs; the long one so long that a second or so goes into it.
FEW, LEAST, MOST = 5, 15, 1005
PAIRS_A_SECOND = 1e9
# An answer short of the tolerance: that of a run of so many iterations is short on purpose.
SHORT_OF_TOLERANCE = 2


def measure_iteration(ot, case, paths, epsilon, precision):
    """The difference of two runs of plain iterations, which are those that the peers do."""
    many = FEW + max(LEAST, min(MOST, int(PAIRS_A_SECOND / case.work)))
    short, long = (
        _run(ot, paths, epsilon, precision,
             "--plain", "--iteration-limit", count, "--marginal-tolerance", 1e-300)
        for count in (FEW, many)
    )  # fmt: skip
    done = long.answer["iterations"] - short.answer["iterations"]
    if done != many - FEW:
        raise MeasurementFailed(f"{done} iterations instead of {many - FEW}")
    seconds = long.answer["iterationSeconds"] - short.answer["iterationSeconds"]
    return replace(long, seconds=seconds / done)


def measure_accuracy(ot, paths, epsilon, precision, tolerance):
    """Ours as it comes, the certificate included."""
    taken = _run(ot, paths, epsilon, precision, "--marginal-tolerance", tolerance)
    taken.answer["reached"] = taken.answer["marginalError"] <= tolerance
    return taken


def _run(ot, paths, epsilon, precision, *options):
    command = [ot, "solve", *paths, "--method", "sinkhorn", "--epsilon", repr(epsilon),
               "--precision", PRECISIONS[precision], *options, "--json"]  # fmt: skip
    return measure([str(word) for word in command], accepted_statuses=(0, SHORT_OF_TOLERANCE))
