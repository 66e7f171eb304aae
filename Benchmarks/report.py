"""From measurements to medians, ratios and a table in Markdown."""

from statistics import median

OURS = "ot"
HEADINGS = (
    "problem", "program", "solver s", "process s", "peak MiB",
    "solver ratio", "process ratio", "value", "difference", "remark",
)  # fmt: skip


def summarize(runs, failures, default_run):
    """One case: `runs` maps each program to its measurements, in the order they were taken."""
    ours = runs.get(OURS, [])
    return {
        **{
            program: _summary(taken, ours, program != OURS)
            for program, taken in runs.items()
            if taken
        },
        **{program: {"failed": reason} for program, reason in failures.items()},
        **({"potDefault": _default_summary(default_run, runs)} if default_run else {}),
    }


def _summary(taken, ours, is_peer):
    value = taken[0].answer["value"]
    result = {
        "repeats": len(taken),
        "solverSeconds": _spread([m.seconds for m in taken]),
        "processSeconds": _spread([m.process_seconds for m in taken]),
        "processorSeconds": _spread([m.processor_seconds for m in taken]),
        "peakBytes": max(m.peak_bytes for m in taken),
        "value": value,
        "warned": any(m.answer.get("warned", False) for m in taken),
        "termination": taken[0].answer.get("termination"),
        "relativeGap": taken[0].answer.get("relativeGap"),
    }
    if is_peer and ours:
        result["solverRatio"] = _ratios(taken, ours, lambda m: m.seconds)
        result["processRatio"] = _ratios(taken, ours, lambda m: m.process_seconds)
        result["relativeDifference"] = relative_difference(value, ours[0].answer["value"])
    return result


def _default_summary(run, runs):
    """How far POT is from the optimum when it is called with its default iteration limit."""
    optimum = runs[OURS] if runs.get(OURS) else runs["pot"]
    return {
        "value": run.answer["value"],
        "warned": run.answer["warned"],
        "costError": relative_difference(run.answer["value"], optimum[0].answer["value"]),
    }


def _spread(numbers):
    return {"median": median(numbers), "min": min(numbers), "max": max(numbers)}


def _ratios(theirs, ours, time):
    """Above 1 this library is the faster one. Runs of the same round make a pair."""
    pairs = [time(a) / time(b) for a, b in zip(theirs, ours)]
    return {
        "ofMedians": median(map(time, theirs)) / median(map(time, ours)),
        "medianOfPairs": median(pairs),
    }


def relative_difference(value, reference):
    """(value - reference) / |reference|; the plain difference where the reference is zero."""
    return (value - reference) / (abs(reference) or 1)


def table(results, machine):
    """The report, in Markdown."""
    lines = ["# Benchmark", ""]
    lines += [f"- {name}: {value}" for name, value in machine.items()]
    lines += ["", *_explanation(), "", _row(HEADINGS), _row(["---"] * len(HEADINGS))]
    for name, programs in results.items():
        lines += [
            _row([name, *_cells(program, summary)])
            for program, summary in programs.items()
            if program != "potDefault"
        ]
    return "\n".join([*lines, *_footnotes(results), ""])


def _explanation():
    return [
        "Squared Euclidean cost. Seconds are medians [least, greatest]; each measurement is a",
        "process of its own, and the programs take turns. `solver s` is the solver alone: ours",
        "computes costs as it goes and certifies its answer, the peers are handed a stored cost",
        "matrix. Ratios are peer / ot, ratio of medians (median of the ratios of each round): above",
        "1 ot is faster. `difference` is (value - ot's value) / ot's value.",
    ]


def _cells(program, summary):
    if "failed" in summary:
        return [program, *["-"] * 7, f"FAILED: {summary['failed']}"]
    return [
        program,
        _seconds(summary["solverSeconds"]),
        _seconds(summary["processSeconds"]),
        f"{summary['peakBytes'] / 2**20:.0f}",
        _ratio(summary.get("solverRatio")),
        _ratio(summary.get("processRatio")),
        f"{summary['value']:.12g}",
        _signed(summary.get("relativeDifference")),
        _remark(program, summary),
    ]


def _remark(program, summary):
    if program == OURS:
        gap = summary["relativeGap"]
        shown = "unknown" if gap is None else f"{gap:.1e}"
        return f"{summary['termination']}, relative gap {shown}"
    return "warned" if summary["warned"] else ""


def _footnotes(results):
    """POT's answers with its default iteration limit, taken once."""
    found = [(name, programs["potDefault"]) for name, programs in results.items()
             if "potDefault" in programs]  # fmt: skip
    if not found:
        return []
    lines = ["", "`ot.emd` with its default limit (numItermax=100000) on the same files, run once:"]
    lines += ["", _row(["problem", "cost error", "warned"]), _row(["---"] * 3)]
    return lines + [
        _row([name, _signed(run["costError"]), "yes" if run["warned"] else "no"])
        for name, run in found
    ]


def _row(cells):
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def _seconds(spread):
    return f"{spread['median']:.4g} [{spread['min']:.4g}, {spread['max']:.4g}]"


def _ratio(ratio):
    if ratio is None:
        return ""
    return f"{ratio['ofMedians']:.2f} ({ratio['medianOfPairs']:.2f})"


def _signed(number):
    return "" if number is None else f"{number:+.1e}"
