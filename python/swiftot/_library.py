"""The shared library, loaded once, and the types of its C interface."""

import ctypes
import sys
from pathlib import Path

ABI_VERSION = 1
USAGE, DATA, CANCELLED = 64, 65, 3


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int32), ("cause", ctypes.c_char * 32), ("message", ctypes.c_char * 988)]


class Array(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.POINTER(ctypes.c_size_t)), ("rank", ctypes.c_size_t)]


class Measure(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int32), ("values", Array), ("weights", Array), ("box", Array)]


class Option(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("text", ctypes.c_char_p), ("number", ctypes.c_double)]


Progress = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double, ctypes.c_int64)


class Call(ctypes.Structure):
    _fields_ = [("options", ctypes.POINTER(Option)), ("option_count", ctypes.c_size_t),
                ("progress", Progress), ("context", ctypes.c_void_p)]  # fmt: skip


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


def load():
    """The library beside this file; the import fails with words where it is missing or of another version."""
    name = "libswiftot.dylib" if sys.platform == "darwin" else "libswiftot.so"
    path = Path(__file__).with_name(name)
    if not path.exists():
        raise ImportError(f"swiftot was installed without {name}; build it with: pip install ./python")
    found = ctypes.CDLL(str(path))
    found.ot_abi_version.restype = ctypes.c_int32
    if found.ot_abi_version() != ABI_VERSION:
        raise ImportError(f"{name} speaks version {found.ot_abi_version()} of the interface, this package {ABI_VERSION}")
    error = ctypes.POINTER(Error)
    result = ctypes.POINTER(ctypes.c_uint64)
    measure, call = ctypes.POINTER(Measure), ctypes.POINTER(Call)
    pointer = ctypes.c_void_p
    declare(found.ot_result_fields, ctypes.c_uint64, ctypes.POINTER(ctypes.POINTER(Field)),
            ctypes.POINTER(ctypes.c_size_t), error)  # fmt: skip
    declare(found.ot_result_free, ctypes.c_uint64, error)
    declare(found.ot_solve, measure, measure, ctypes.POINTER(Array), call, result, error)
    array = ctypes.POINTER(Array)
    declare(found.ot_map, measure, measure, call, result, error)
    declare(found.ot_polar, measure, array, call, result, error)
    declare(found.ot_helmholtz, array, array, call, result, error)
    declare(found.ot_dynamic, measure, measure, array, call, result, error)
    declare(found.ot_bridge, measure, measure, array, array, array, array, call, result, error)
    declare(found.ot_verify, measure, measure, array, array, array, array, call, result, error)
    declare(found.ot_gaussian_map, measure, measure, result, error)
    declare(found.ot_gaussian_barycenter, ctypes.c_size_t, measure, array, call, result, error)
    size, integer, double = ctypes.c_size_t, ctypes.c_int64, ctypes.c_double
    problem, certificate = ctypes.POINTER(Problem), ctypes.POINTER(ProblemCertificate)
    declare(found.ot_exact, problem, integer, call, certificate, error)
    declare(found.ot_entropic, problem, double, double, integer, call, certificate, error)
    declare(found.ot_line, size, size, size, pointer, pointer, pointer, pointer, double, pointer, error)
    declare(found.ot_bures, size, size, pointer, pointer, pointer, error)
    return found


def declare(function, *arguments):
    function.argtypes = arguments
    function.restype = ctypes.c_int32


library = load()
