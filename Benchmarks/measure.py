"""One measurement: one process, its wall-clock time, processor time, peak memory and JSON answer."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass


@dataclass
class Measurement:
    """`seconds` is the solver's own time; the other times are of the whole process, and of the
    other processes of the machine meanwhile, which is None where the system does not tell."""

    seconds: float
    process_seconds: float
    processor_seconds: float
    peak_bytes: int
    others_seconds: float | None
    answer: dict

    @property
    def others_cores(self):
        """How many cores the rest of the machine kept busy."""
        return (self.others_seconds or 0) / self.process_seconds

    def as_json(self):
        return asdict(self)


class MeasurementFailed(Exception):
    """The process did not give an answer."""


def measure(command, accepted_statuses=(0,), environment=None):
    """Runs `command`, which prints one JSON object with `value` and `seconds`.

    The peak memory comes from `wait4`, which reports on this one child. Linux counts the parent's
    memory at the fork too, so the caller must stay small: it imports nothing but the standard
    library.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        busy, start = _busy_seconds(), time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                                 env={**os.environ, **(environment or {})})  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        elapsed = time.perf_counter() - start
        processor = usage.ru_utime + usage.ru_stime
        others = None if busy is None else max(0.0, _busy_seconds() - busy - processor)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in accepted_statuses:
            raise MeasurementFailed(_reason(child.returncode, errors))
        answer = _json(out)
    return Measurement(
        seconds=answer["seconds"],
        process_seconds=elapsed,
        processor_seconds=processor,
        # Kilobytes on Linux, bytes on macOS.
        peak_bytes=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        others_seconds=others,
        answer=answer,
    )


def _busy_seconds():
    """Of all cores and processes, in user, nice, system and both interrupt states; or None."""
    try:
        with open("/proc/stat") as lines:
            ticks = [int(word) for word in lines.readline().split()[1:]]
    except OSError:
        return None
    return sum(ticks[k] for k in (0, 1, 2, 5, 6)) / os.sysconf("SC_CLK_TCK")


def _json(stream):
    stream.seek(0)
    text = stream.read()
    try:
        answer = json.loads(text)
        answer["seconds"], answer["value"]
        return answer
    except (ValueError, KeyError, TypeError) as error:
        raise MeasurementFailed(f"no answer in {text[:200]!r}") from error


def _reason(status, errors):
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return f"exit status {status}: {lines[-1] if lines else 'nothing on stderr'}"
