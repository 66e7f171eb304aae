"""Runs POT's own tests of its exact, 1-D, Sinkhorn and Gaussian functions with those of swiftot.pot in their place.

    python check_pot_tests.py DIR

DIR is a checkout or an unpacked release of POT; POT itself, pytest and swiftot must be installed. A test that calls none of
the replaced functions is not applicable: it passes or fails with POT alone. A call that swiftot.pot leaves to POT, such as an
unbalanced problem, falls back on POT's function, and is counted.
"""

import functools
import importlib
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from swiftot.pot import OTResult

FILES = ("test_ot.py", "test_1d_solver.py", "test_bregman.py", "test_gaussian.py", "test_solvers.py")
#: Where POT keeps the functions, and which of ours take their place.
HOMES = {
    "ot": "swiftot.pot", "ot.lp": "swiftot.pot.lp", "ot.lp._network_simplex": "swiftot.pot.lp",
    "ot.lp.solver_1d": "swiftot.pot.lp", "ot.bregman": "swiftot.pot.bregman", "ot.bregman._sinkhorn": "swiftot.pot.bregman",
    "ot.bregman._empirical": "swiftot.pot.bregman", "ot.gaussian": "swiftot.pot.gaussian",
    "ot.solvers": "swiftot.pot._solvers", "ot.utils": "swiftot.pot.utils",
}  # fmt: skip
#: Names that every test calls to set itself up, and which say nothing about what it tests.
SETUP = {"dist", "unif", "tic", "toc", "toq", "dist0"}


class Replacement:
    """A plugin of pytest that replaces the functions, and notes which test called one."""

    def __init__(self):
        self.called, self.outcomes, self.reasons = set(), {}, {}
        self.replaced, self.fallen = set(), Counter()
        # What POT's conftest.py, which its releases leave out, gives its tests; other frameworks are left out here.
        pytest.skip_arg = lambda *_, **__: lambda test: test
        pytest.skip_backend = lambda name, reason="": pytest.mark.skipif(name == "numpy", reason=f"not for {name}")
        # POT's results carry the framework that they were made in, which its tests read.
        OTResult._backend = importlib.import_module("ot.backend").NumpyBackend()
        for theirs, ours in HOMES.items():
            theirs, ours = importlib.import_module(theirs), importlib.import_module(ours)
            for name in vars(theirs):
                found = vars(ours).get(name)
                if callable(found) and not name.startswith("_") and callable(getattr(theirs, name)):
                    setattr(theirs, name, self.noted(name, found, getattr(theirs, name)))

    def noted(self, name, function, theirs):
        self.replaced.add(name)

        @functools.wraps(function)
        def wrapper(*arguments, **words):
            test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
            try:
                found = function(*arguments, **words)
            except NotImplementedError:
                self.fallen[Path(test.partition("::")[0]).name, name] += 1
                return theirs(*arguments, **words)
            finally:
                if name not in SETUP:
                    self.called.add(test)
            return found

        return wrapper

    def pytest_runtest_logreport(self, report):
        name = report.nodeid
        if report.failed or (report.skipped and report.when != "teardown") or report.when == "call":
            self.outcomes[name] = report.outcome
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self.reasons[name] = next((line[1:].strip() for line in lines if line.startswith("E ")), lines[-1])

    @pytest.fixture
    def nx(self):
        return importlib.import_module("ot.backend").NumpyBackend()

    def table(self):
        rows = []
        for file in FILES:
            counts = Counter()
            for name, outcome in self.outcomes.items():
                if name.rpartition("/")[2].startswith(file):
                    ours = name.rpartition("/")[2] in {one.rpartition("/")[2] for one in self.called}
                    counts[outcome if ours else "not applicable"] += 1
            rows.append(f"{file:20}{counts['passed']:>8}{counts['failed']:>8}{counts['not applicable']:>16}")
        return "\n".join([f"{'':20}{'passed':>8}{'failed':>8}{'not applicable':>16}", *rows])


def main(folder):
    plugin = Replacement()
    tests = [str(Path(folder) / "test" / name) for name in FILES]
    # Not the options of POT's own setup.cfg, which need plugins, nor its conftest.py, which adds other frameworks.
    options = ["-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning",
               "-c", os.devnull, "--rootdir", folder, "--noconftest"]  # fmt: skip
    code = pytest.main([*options, *tests], [plugin])
    print("\nreplaced: " + ", ".join(sorted(plugin.replaced)))
    print(plugin.table())
    for (file, name), count in sorted(plugin.fallen.items()):
        print(f"fell back: {file}: {name}, {count} calls")
    for name, reason in plugin.reasons.items():
        print(f"failed: {name.rpartition('/')[2]}: {reason}")
    return int(code)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
