"""Progress, Ctrl-C, threads and memory."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time

import numpy
import pytest

import swiftot
import swiftot.pot

#: Takes minutes, if nobody stops it.
LONG = "import numpy, swiftot; x = numpy.random.default_rng(0).normal(size=(2, 40000, 3)); print('go', flush=True); "


def test_progress_is_told_and_can_stop(random):
    told = []

    def progress(stage, fraction, iterations):
        told.append((stage, fraction, iterations))
        return len(told) >= 2

    found = swiftot.solve_sample(random.normal(size=(3000, 2)), random.normal(size=(3000, 2)), progress=progress)
    assert found.termination == "cancelled"
    assert all(isinstance(stage, str) and 0 <= fraction <= 1 for stage, fraction, _ in told)


def test_what_progress_raises_is_raised(random):
    def progress(*_):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        swiftot.solve_sample(random.normal(size=(2000, 2)), random.normal(size=(2000, 2)), progress=progress)


@pytest.mark.parametrize("work", [
    "swiftot.solve_sample(*x)", "swiftot.sinkhorn(*x, epsilon=1e-4)",
    "import swiftot.pot as ot; y = x[:, :5000]; ot.emd([], [], ot.dist(*y))",
    "swiftot.flow({'flow': 'porousMedium', 'cells': 128}, duration=1e4)",
])  # fmt: skip
def test_control_c_ends_within_seconds(work):
    process = subprocess.Popen([sys.executable, "-c", LONG + work], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    time.sleep(1.5)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    # Solvers ask between passes: a second on an idle machine, more on one that others use, minutes if it were not heard.
    assert time.monotonic() - start < 20
    assert b"KeyboardInterrupt" in words


def test_the_interpreter_runs_on_while_the_library_works(random):
    a = numpy.full(1200, 1 / 1200)
    costs = random.random((1200, 1200))
    ended = []
    worker = threading.Thread(target=lambda: ended.append(swiftot.pot.emd2(a, a, costs)))
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.001)
    assert ended and turns > 5


def test_threads_do_not_mix_their_answers(random):
    tasks = [random.random((60, 60)) for _ in range(8)]
    a = numpy.full(60, 1 / 60)
    alone = [swiftot.pot.emd2(a, a, costs) for costs in tasks]
    together = [None] * 8

    def work(k):
        for _ in range(20):
            together[k] = swiftot.pot.emd2(a, a, tasks[k])
            with pytest.raises(swiftot.TransportError, match="nan"):
                swiftot.pot.emd2(a, a, tasks[k] * numpy.nan)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def resident():
    """Bytes in memory now, where the system says so; the most so far elsewhere."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_ten_thousand_calls_leave_nothing_behind(random):
    a, costs = numpy.full(20, 1 / 20), random.random((20, 20))

    def calls(count):
        for _ in range(count):
            swiftot.pot.emd(a, a, costs)
        for _ in range(count // 10):
            swiftot.pot.emd_1d(a, costs[0])
            with pytest.raises(swiftot.TransportError):
                swiftot.pot.emd_1d(a, costs[0] * numpy.nan)

    calls(1000)
    before = resident()
    calls(10000)
    # A plan of 3200 bytes left behind by each call would take 32 MB.
    assert resident() - before < 4 << 20
