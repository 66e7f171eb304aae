"""Which machine, system and versions a table was made with."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version

PEERS = ("pot", "scipy", "lapx", "numpy", "jax", "ott-jax", "torch", "geomloss")


def describe(repository):
    """A dictionary of strings and numbers, to be printed above the table and kept with it."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memoryGiB": round(_memory_bytes() / 2**30, 1),
        "system": _system(),
        "loadAverage": round(os.getloadavg()[0], 2),
        "swift": _first_line(["swift", "--version"]),
        "commit": _first_line(["git", "-C", str(repository), "describe", "--always", "--dirty"]),
        "python": platform.python_version(),
        **{name: _version(name) for name in PEERS},
    }


def _version(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor():
    if platform.system() == "Darwin":
        return _first_line(["sysctl", "-n", "machdep.cpu.brand_string"])
    return _field("/proc/cpuinfo", "model name", ":") or platform.processor() or platform.machine()


def _system():
    name = (_field("/etc/os-release", "PRETTY_NAME", "=") or platform.system()).strip('"')
    return f"{name}, {platform.machine()}, kernel {platform.release().split('-')[0]}"


def _memory_bytes():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _field(path, key, separator):
    """The value of the first `key<separator>value` line of a file, or None."""
    try:
        with open(path) as lines:
            for line in lines:
                found, _, value = line.partition(separator)
                if found.strip() == key:
                    return value.strip()
    except OSError:
        pass
    return None


def _first_line(command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return output.strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"
