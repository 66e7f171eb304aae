"""Which programs are measured on which entropic case, and what each may be asked."""

import os
from importlib.util import find_spec

OURS = "ot"
PRECISIONS = ("float64", "float32")
LIBRARIES = {"pot": "ot", "ott": "ott", "geomloss": "geomloss"}

ITERATION = {
    "cloud": ("pot-sinkhorn", "pot-log", "pot-stabilized", "ott-log", "ott-kernel", "ott-online",
              "geomloss"),
    "image": ("pot-convolution", "pot-convolution-log", "ott-grid-log", "ott-grid-kernel"),
}  # fmt: skip
ACCURACY = {
    "cloud": ("pot-sinkhorn", "pot-log", "pot-stabilized", "ott-log", "ott-log-momentum",
              "ott-log-adaptive", "ott-log-annealed-adaptive", "ott-kernel-adaptive",
              "ott-online-adaptive", "geomloss"),
    "image": ("ott-grid-log", "ott-grid-log-adaptive", "ott-grid-kernel-adaptive"),
}  # fmt: skip
VERIFIED = {
    "cloud": ("pot-sinkhorn", "pot-log", "pot-stabilized", "ott-log", "ott-kernel", "ott-online"),
    "image": ("ott-grid-log", "ott-grid-kernel"),
}
# Arrays as large as the cost matrix that a program holds at its peak, beside the double one it was
# made from: rounded up from peaks at n=5000 in double precision; stabilized and kernel are assumed.
MATRICES = {"pot-sinkhorn": 6, "pot-log": 9, "pot-stabilized": 9, "ott-log": 4, "ott-kernel": 4,
            "ott-online": 0, "geomloss": 6}  # fmt: skip
MEMORY_SHARE = 0.8


def library(program):
    return program.split("-")[0]


def is_installed(program):
    return program == OURS or find_spec(LIBRARIES[library(program)]) is not None


def programs(case, wanted):
    """Pairs of a program and a precision, ours first; `wanted` names libraries."""
    peers = (ITERATION if case.goal == "iteration" else ACCURACY)[case.kind]
    return [
        (program, precision)
        for program in (OURS, *peers)
        if not wanted or library(program) in wanted
        for precision in PRECISIONS
    ]


def fits_memory(case, program, precision):
    name = next((name for name in MATRICES if program.startswith(name)), None)
    if case.is_image or name is None:
        return True
    # The files' costs are in double precision, and a peer's copy in its own.
    size = 8 + MATRICES[name] * (8 if precision == "float64" else 4)
    if MATRICES[name] == 0:
        return True
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return case.n**2 * size < MEMORY_SHARE * memory
