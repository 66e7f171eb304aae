"""The shared library, loaded once, and the types of its C interface."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

ABI_VERSION = 1
USAGE, DATA, CANCELLED = 64, 65, 3

if sys.platform == "darwin":
    NAME = "libswiftot.dylib"
else:
    NAME = "libswiftot.so"


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int32), ("cause", ctypes.c_char * 32), ("message", ctypes.c_char * 988)]


class Array(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.POINTER(ctypes.c_size_t)), ("rank", ctypes.c_size_t)]


class Measure(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int32), ("values", Array), ("weights", Array), ("box", Array)]


class Option(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("text", ctypes.c_char_p), ("number", ctypes.c_double)]


ProgressFunction = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double, ctypes.c_int64)


class Call(ctypes.Structure):
    _fields_ = [("options", ctypes.POINTER(Option)), ("option_count", ctypes.c_size_t),
                ("progress", ProgressFunction), ("context", ctypes.c_void_p)]  # fmt: skip


class Field(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("kind", ctypes.c_int32), ("number", ctypes.c_double),
                ("text", ctypes.c_char_p), ("doubles", ctypes.c_void_p), ("integers", ctypes.c_void_p),
                ("shape", ctypes.POINTER(ctypes.c_size_t)), ("rank", ctypes.c_size_t)]  # fmt: skip


class Problem(ctypes.Structure):
    _fields_ = [("n", ctypes.c_size_t), ("m", ctypes.c_size_t), ("source", ctypes.c_void_p), ("target", ctypes.c_void_p),
                ("costs", ctypes.c_void_p), ("rows", ctypes.c_void_p), ("columns", ctypes.c_void_p), ("pairs", ctypes.c_size_t),
                ("start_alpha", ctypes.c_void_p), ("start_beta", ctypes.c_void_p), ("plan", ctypes.c_void_p),
                ("alpha", ctypes.c_void_p), ("beta", ctypes.c_void_p)]  # fmt: skip


class ProblemCertificate(ctypes.Structure):
    _fields_ = [("value", ctypes.c_double), ("upper_bound", ctypes.c_double), ("lower_bound", ctypes.c_double),
                ("marginal_error", ctypes.c_double), ("dual_infeasibility", ctypes.c_double),
                ("iterations", ctypes.c_int64), ("termination", ctypes.c_int32), ("seconds", ctypes.c_double)]  # fmt: skip


def place() -> Path:
    """The library that SWIFTOT_LIBRARY names, or the one beside this file.

    Raises
    ------
    ImportError
        Where it is missing.
    """
    named = os.environ.get("SWIFTOT_LIBRARY")
    path = Path(named) if named else Path(__file__).with_name(NAME)
    if not path.exists():
        missing = f"SWIFTOT_LIBRARY names {path}, which is not there" if named else f"swiftot was installed without {NAME}"
        raise ImportError(f"{missing}; build it with: pip install ./python")
    return path


def load() -> ctypes.CDLL:
    """The library with the types of its functions; the import fails with words where it is of another version."""
    path = place()
    found = ctypes.CDLL(str(path))
    found.ot_abi_version.restype = ctypes.c_int32
    if found.ot_abi_version() != ABI_VERSION:
        raise ImportError(f"{path} speaks version {found.ot_abi_version()} of the interface, this package {ABI_VERSION}")
    for name, arguments in SIGNATURES.items():
        function = getattr(found, name)
        function.argtypes = arguments
        function.restype = ctypes.c_int32
    return found


def signatures() -> dict[str, list[Any]]:
    """The types of each function's arguments, as the header has them."""
    to = ctypes.POINTER
    error, result, field = to(Error), to(ctypes.c_uint64), to(Field)
    measure, call, array = to(Measure), to(Call), to(Array)
    problem, certificate = to(Problem), to(ProblemCertificate)
    size, integer, double, pointer, text = ctypes.c_size_t, ctypes.c_int64, ctypes.c_double, ctypes.c_void_p, ctypes.c_char_p
    return {
        "ot_result_fields": [ctypes.c_uint64, to(field), to(size), error],
        "ot_result_free": [ctypes.c_uint64, error],
        "ot_solve": [measure, measure, array, call, result, error],
        "ot_exact": [problem, integer, call, certificate, error],
        "ot_entropic": [problem, double, double, integer, call, certificate, error],
        "ot_line": [size, size, size, pointer, pointer, pointer, pointer, double, pointer, error],
        "ot_bures": [size, size, pointer, pointer, pointer, error],
        "ot_map": [measure, measure, call, result, error],
        "ot_polar": [measure, array, call, result, error],
        "ot_helmholtz": [array, array, call, result, error],
        "ot_dynamic": [measure, measure, array, call, result, error],
        "ot_bridge": [measure, measure, array, array, array, array, call, result, error],
        "ot_flow": [text, text, measure, call, result, error],
        "ot_push": [measure, text, array, array, array, array, result, error],
        "ot_verify": [measure, measure, array, array, array, array, call, result, error],
        "ot_gaussian_map": [measure, measure, result, error],
        "ot_gaussian_barycenter": [size, measure, array, call, result, error],
    }


SIGNATURES = signatures()
library = load()
