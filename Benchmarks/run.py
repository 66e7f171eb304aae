"""Times this library and its peers on the same files, one process a measurement, taking turns."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import dynamic.suite
import entropic.suite
import flows.suite
import maps.suite
import python.suite
from cases import all_cases, warm_up_case
from machine import describe
from measure import MeasurementFailed, measure
from report import OURS, summarize, table

HERE = Path(__file__).resolve().parent
# Peers that solve assignment problems only.
ASSIGNMENT = ("scipy", "lapx")
SUITES = ("exact", "entropic", "maps", "dynamic", "flows", "python")


def main():
    options = parse_options()
    cases = select(options) if "exact" in options.suite else []
    entropic_cases = entropic.suite.select(options) if "entropic" in options.suite else []
    wants_maps = "maps" in options.suite and not options.only and not options.quick
    wants_dynamic = "dynamic" in options.suite and not options.only and not options.quick
    wants_flows = "flows" in options.suite and not options.only and not options.quick
    wants_python = "python" in options.suite and not options.only and not options.quick
    if not (cases or entropic_cases or wants_maps or wants_dynamic or wants_flows or wants_python):
        sys.exit("bench: no problem matches; see the names with --list")
    if options.list:
        print("\n".join(case.name for case in [*cases, *entropic_cases]))
        return
    machine, failed = describe(HERE.parent), False
    for suite, chosen in ((run_exact, cases), (entropic.suite.run, entropic_cases)):
        if chosen:
            report, some_failed = suite(chosen, options, machine)
            failed = failed or some_failed
            print(report)
    if wants_maps:
        print(maps.suite.run(options))
    if wants_dynamic:
        print(dynamic.suite.run(options))
    if wants_flows:
        print(flows.suite.run(options))
    if wants_python:
        print(python.suite.run(options))
    if failed:
        sys.exit(1)


def run_exact(cases, options, machine):
    """Measures the exact solvers; returns the table, and whether anything failed."""
    data, results, tiring = options.output / "data", {}, set()
    make_data(cases, data)
    warm_up(data, options)
    for case in cases:
        say(f"{case.name}: {repeats_of(case, options)} rounds")
        results[case.name] = run_case(case, data, options, tiring)
        # Written after every case, so that an interrupted run keeps what it has.
        write_results(options.output, machine, results)
    failed = any("failed" in summary for case in results.values() for summary in case.values())
    return table(results, machine), failed


def parse_options():
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    parser.add_argument("--ot", default=".build/release/ot", help="the command to measure")
    parser.add_argument("--output", type=Path, default=Path("bench-output"), metavar="DIR")
    parser.add_argument("--suite", nargs="+", choices=SUITES,
                        default=SUITES, help="which benchmarks (default all)")  # fmt: skip
    parser.add_argument("--bfm", type=Path, metavar="DIR",
                        help="a checkout of github.com/Math-Jacobs/bfm to run beside ot map")  # fmt: skip
    parser.add_argument("--octave-code", type=Path, metavar="DIR",
                        help="a folder with the proximal-splitting code of Papadakis, Peyre and Oudet "
                        "(2014), which holds toolbox/, to run under Octave beside ot dynamic")  # fmt: skip
    parser.add_argument("--wgf", type=Path, metavar="DIR",
                        help="a checkout of github.com/wonjunee/wgfBFMcodes to run beside ot flow")  # fmt: skip
    parser.add_argument("--only", nargs="+", default=[], metavar="PART",
                        help="parts of a problem's name, all of which it must have: line n=4000")  # fmt: skip
    parser.add_argument("--programs", nargs="+", choices=[OURS, "pot", "scipy", "lapx", "ott", "geomloss"],
                        help="run these only")  # fmt: skip
    parser.add_argument("--repeats", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--large-repeats", type=int, default=3,
                        help="rounds at n=10000 (default 3)")  # fmt: skip
    parser.add_argument("--patience", type=float, default=10, metavar="SECONDS",
                        help="an assignment solver slower than this is not run again (default 10)")  # fmt: skip
    parser.add_argument("--entropic-patience", type=float, default=300, metavar="SECONDS",
                        help="an entropic peer is given so long to reach the accuracy, and one that "
                        "takes longer is not run on larger problems (default 300)")  # fmt: skip
    parser.add_argument("--skip-large", action="store_true", help="leave out n=10000 and more")
    parser.add_argument("--quick", action="store_true",
                        help="the plane at n=1000, the line, images of 64x64; 3 rounds")  # fmt: skip
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    options = parser.parse_args()
    if min(options.repeats, options.large_repeats) < 1:
        parser.error("at least 1 round is needed")
    return options


def select(options):
    return [
        case
        for case in all_cases()
        if case.matches(options.only)
        and not (options.skip_large and case.is_large)
        and not (options.quick and case.n > 1000 and not case.is_line)
    ]


def repeats_of(case, options):
    if options.quick:
        return min(3, options.repeats)
    return options.large_repeats if case.is_large else options.repeats


def make_data(cases, folder):
    names = [case.name for case in [*cases, warm_up_case()]]
    subprocess.run([sys.executable, HERE / "cases.py", folder, *names], check=True)


def commands(case, data, options):
    """What to run for each program that can solve the case, in the order of their turns."""
    paths = [str(path) for path in case.paths(data)]
    method = "quantile" if case.is_line else "simplex"
    found = {OURS: [options.ot, "solve", *paths, "--method", method, "--json"]}
    peers = {"pot": "pot-line"} if case.is_line else {"pot": "pot"}
    if case.is_assignment:
        peers |= {name: name for name in ASSIGNMENT}
    found |= {name: peer_command(peer, paths) for name, peer in peers.items()}
    wanted = options.programs or found
    return {name: command for name, command in found.items() if name in wanted}


def peer_command(peer, paths):
    return [sys.executable, str(HERE / "peers.py"), peer, *paths]


def measure_program(program, command):
    # 2 is ot's status for an answer short of the tolerance; the table shows how it stopped.
    return measure(command, accepted_statuses=(0, 2) if program == OURS else (0,))


def warm_up(data, options):
    for program, command in commands(warm_up_case(), data, options).items():
        try:
            measure_program(program, command)
        except (MeasurementFailed, OSError) as error:
            sys.exit(f"bench: {program} does not work: {error}")


def run_case(case, data, options, tiring):
    """`tiring` collects the programs that are not run again on a kind of data: see --patience."""
    turns = {
        program: command
        for program, command in commands(case, data, options).items()
        if (program, case.kind) not in tiring
    }
    runs, failures = {program: [] for program in turns}, {}
    for _ in range(repeats_of(case, options)):
        for program, command in turns.items():
            if program not in failures and (program, case.kind) not in tiring:
                take(program, command, runs, failures)
                if program in ASSIGNMENT and is_slow(runs[program], options):
                    tiring.add((program, case.kind))
    return summarize(runs, failures, default_run(case, data, runs))


def is_slow(runs, options):
    return bool(runs) and runs[-1].seconds > options.patience


def take(program, command, runs, failures):
    try:
        taken = measure_program(program, command)
    except MeasurementFailed as error:
        failures[program] = str(error)
        say(f"  {program}: {error}")
        return
    runs[program].append(taken)
    say(f"  {program}: solver {taken.seconds:.4g} s, process {taken.process_seconds:.4g} s")


def default_run(case, data, runs):
    """POT once more, with its default iteration limit; None where it has none or did not run."""
    if case.is_line or not runs.get("pot"):
        return None
    try:
        return measure(peer_command("pot-default", [str(path) for path in case.paths(data)]))
    except MeasurementFailed as error:
        say(f"  pot-default: {error}")
        return None


def write_results(folder, machine, results):
    document = json.dumps({"machine": machine, "results": results}, indent=2) + "\n"
    for name, text in (("results.json", document), ("table.md", table(results, machine))):
        aside = folder / (name + ".part")
        aside.write_text(text)
        os.replace(aside, folder / name)


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
