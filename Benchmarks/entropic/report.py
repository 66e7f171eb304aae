"""The entropic tables, in Markdown."""

from statistics import median

OURS = "ot"
# Cores that other programs may take: a time beside more than that is taken again, then marked.
BUSY = 0.1
EXPLANATION = {
    "iteration": (
        "Seconds for one Sinkhorn iteration, both updates, median [least, greatest] of the rounds:",
        "the time of many plain iterations less that of few, over the difference, within a process;",
        "reading, compiling and forming a stored cost matrix are not in it. `pot-convolution` is an",
        "iteration of a barycentre of one image, which applies the same kernel twice.",
    ),
    "accuracy": (
        "Seconds to an L1 marginal error of 1e-6 on both sides. The peers' errors are computed",
        "apart, in double precision from the points; their cost matrices and compilation are not",
        "timed. Ours includes its certificate, and its error is the one it states. A program that",
        "did not get there shows where it stopped.",
    ),
}
HEADINGS = {
    "iteration": ("problem", "program", "precision", "s/iteration", "ratio", "peak MiB", "remark"),
    "accuracy": ("problem", "program", "precision", "s", "iterations", "error", "ratio",
                 "peak MiB", "remark"),
}  # fmt: skip


def table(results, machine):
    lines = ["# Entropic benchmark", "", *(f"- {name}: {value}" for name, value in machine.items())]
    for goal, title in (("iteration", "Per iteration"), ("accuracy", "Time to accuracy")):
        chosen = {name: rows for name, rows in results.items() if f"/{goal}/" in name}
        if chosen:
            lines += ["", f"## {title}", "", *EXPLANATION[goal]]
            lines += [
                "Ratios are peer / ot in the same precision, [least, greatest] of the rounds: above 1",
                "ot is faster. Seconds drift between runs; compare within a round only. Peers run with",
                "an allocator told to keep its memory, which is faster for them; ours runs as it comes.",
                "",
            ]
            lines += [_row(HEADINGS[goal]), _row(["---"] * len(HEADINGS[goal]))]
            lines += [line for name, rows in chosen.items() for line in _case(goal, name, rows)]
    return "\n".join([*lines, ""])


def _case(goal, name, rows):
    for label, row in rows.items():
        program, precision = label.split()
        cells = _cells(goal, row, rows.get(f"{OURS} {precision}", {}).get("taken"))
        yield _row([name.removeprefix("entropic/"), program, precision, *cells])


def _cells(goal, row, ours):
    if not row["taken"]:
        blank = ["-"] * (len(HEADINGS[goal]) - 4)
        return [*blank, f"FAILED: {row['failed']}" if "failed" in row else row["leftOut"]]
    answer = row["taken"][0]["answer"]
    reached = answer.get("reached", True)
    seconds = [taken["seconds"] for taken in row["taken"]]
    error = answer.get("marginalError")
    details = [answer.get("iterations"), "inf" if error is None else f"{error:.1e}"]
    return [
        _seconds(seconds),
        *(details if goal == "accuracy" else []),
        _ratio(row["taken"], ours) if reached else "",
        f"{max(taken['peak_bytes'] for taken in row['taken']) / 2**20:.0f}",
        _remark(row, reached),
    ]


def _remark(row, reached):
    if "failed" in row:
        return f"FAILED: {row['failed']}"
    remarks = [] if reached else ["short of the tolerance"]
    others = max(taken["others_cores"] for taken in row["taken"])
    if others > BUSY:
        remarks.append(f"BUSY: others took {others:.1f} cores")
    return "; ".join(remarks)


def _seconds(seconds):
    if len(seconds) == 1:
        return f"{seconds[0]:.4g}"
    return f"{median(seconds):.4g} [{min(seconds):.4g}, {max(seconds):.4g}]"


def _ratio(theirs, ours):
    """Of the medians, and the least and greatest of the rounds; nothing where ours did not run or
    did not reach the tolerance."""
    if not ours or not ours[0]["answer"].get("reached", True):
        return ""
    seconds = [[taken["seconds"] for taken in runs] for runs in (theirs, ours)]
    ratio = median(seconds[0]) / median(seconds[1])
    rounds = [a / b for a, b in zip(*seconds)]
    return f"{ratio:.2f} [{min(rounds):.2f}, {max(rounds):.2f}]"


def _row(cells):
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"
