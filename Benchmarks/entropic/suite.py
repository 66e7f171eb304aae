"""Runs the entropic cases: one process a measurement, the programs taking turns."""

import json
import os
import subprocess
import sys
from pathlib import Path

from entropic import command
from entropic.cases import all_cases, quick, verification_case, verification_image
from entropic.programs import OURS, VERIFIED, fits_memory, is_installed, library, programs
from entropic.report import BUSY, table
from measure import MeasurementFailed, measure

TOLERANCE = 1e-6
# Potentials after k iterations, in units of epsilon; single precision loses costs/epsilon * 1e-7.
VERIFICATION_LIMITS = {"float64": 1e-9, "float32": 1e-3}
# Peers make temporaries as large as the cost matrix. Where the C library returns each to the system,
# most of their time goes to page faults, by chance of the process; kept, it does not.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(2**36),
               "MALLOC_TOP_PAD_": str(2**28)}  # fmt: skip
# How often a measurement is tried that another program disturbs.
ATTEMPTS = 3
# More than this many pairs of points, and a case is measured once.
LARGE = 3e7


def select(options):
    return [
        case
        for case in all_cases()
        if case.matches(options.only) and not (options.quick and not quick(case))
        and not (options.skip_large and case.work > LARGE)
    ]  # fmt: skip


def run(cases, options, machine):
    """Measures the cases, writes `entropic.json` and `entropic.md`; returns the table."""
    # The peers are modules of this package.
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
    data = options.output / "data"
    make_data([*cases, verification_case(), verification_image()], data)
    verify(cases, options, data)
    results, tired = {}, {}
    for case in cases:
        say(f"{case.name}:")
        results[case.name] = run_case(case, options, data, tired)
        write_results(options.output, machine, results)
    return table(results, machine), has_failed(results)


def make_data(cases, folder):
    folder.mkdir(parents=True, exist_ok=True)
    names = [case.name for case in cases]
    subprocess.run([sys.executable, "-m", "entropic.data", folder, *names], check=True)


def verify(cases, options, data):
    """Stops unless each peer, asked for k iterations, does k: times are divided by their number."""
    kinds = {case.kind for case in cases}
    for case in (verification_case(), verification_image()):
        for program in VERIFIED[case.kind] if case.kind in kinds else ():
            if options.programs and library(program) not in options.programs:
                continue
            for precision, limit in VERIFICATION_LIMITS.items():
                words = peer_words(program, precision, "verify", case, data, options)
                difference = measure(words, environment=KEEP_MEMORY).answer["difference"]
                if not difference <= limit:
                    sys.exit(f"bench: {program}, {precision}: potentials off by {difference:g}")


def run_case(case, options, data, tired):
    """`tired` maps a program and family to why its larger cases are left out."""
    runs = {}
    for turn in range(rounds(case, options)):
        for program, precision in programs(case, options.programs):
            key = (program, precision, case.family)
            row = runs.setdefault(f"{program} {precision}", {"taken": []})
            reason = None if turn else why_not(case, program, precision)
            row.update({"leftOut": tired.get(key) or reason} if tired.get(key) or reason else {})
            if not ("leftOut" in row or "failed" in row):
                take(row, case, program, precision, options, data)
                tire(row, key, case, options, tired)
    return runs


def rounds(case, options):
    if case.goal == "accuracy" or case.work > LARGE:
        return 1
    return min(3, options.repeats)


def why_not(case, program, precision):
    if not is_installed(program):
        return "not installed"
    if not fits_memory(case, program, precision):
        return "does not fit in memory"
    return None


def take(row, case, program, precision, options, data):
    try:
        taken = quiet_measurement(case, program, precision, options, data)
    except (MeasurementFailed, OSError) as error:
        row["failed"] = str(error)
        say(f"  {program} {precision}: {error}")
        return
    row["taken"].append(taken.as_json() | {"others_cores": taken.others_cores})
    reached = "" if taken.answer.get("reached", True) else ", short of the tolerance"
    say(f"  {program} {precision}: {taken.seconds:.4g} s{reached}, process "
        f"{taken.process_seconds:.3g} s, others {taken.others_cores:.2f} cores")  # fmt: skip


def quiet_measurement(case, program, precision, options, data):
    """Again while another program is at work, or where a busy machine may be why it failed."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            taken = measure_program(case, program, precision, options, data)
        except MeasurementFailed as error:
            if attempt == ATTEMPTS or "Unresolved" not in str(error):
                raise
            continue
        if taken.others_cores <= BUSY or attempt == ATTEMPTS:
            return taken
        say(f"  {program} {precision}: others took {taken.others_cores:.2f} cores; once more")


def tire(row, key, case, options, tired):
    """A slow program, or one that did not reach the tolerance, meets no larger case."""
    if not row["taken"] or key[0] == OURS:
        return
    last = row["taken"][-1]
    if not last["answer"].get("reached", True):
        tired[key] = f"short of the tolerance at {case.n}"
    elif last["process_seconds"] > options.entropic_patience:
        tired[key] = f"over {options.entropic_patience:g} s at {case.n}"


def measure_program(case, program, precision, options, data):
    if program != OURS:
        words = peer_words(program, precision, case.goal, case, data, options)
        return measure(words, environment=KEEP_MEMORY)
    paths, epsilon = case.paths(data), case.epsilon(data)
    if case.goal == "iteration":
        return command.measure_iteration(options.ot, case, paths, epsilon, precision)
    return command.measure_accuracy(options.ot, paths, epsilon, precision, TOLERANCE)


def peer_words(program, precision, goal, case, data, options):
    words = [sys.executable, "-m", "entropic.peers", program, precision, goal, *case.paths(data),
             case.epsilon(data), options.entropic_patience, TOLERANCE]  # fmt: skip
    return [str(word) for word in words]


def has_failed(results):
    return any("failed" in row for rows in results.values() for row in rows.values())


def write_results(folder, machine, results):
    document = json.dumps({"machine": machine, "results": results}, indent=2) + "\n"
    for name, text in (("entropic.json", document), ("entropic.md", table(results, machine))):
        aside = folder / (name + ".part")
        aside.write_text(text)
        os.replace(aside, folder / name)


def say(text):
    print(text, file=sys.stderr, flush=True)
