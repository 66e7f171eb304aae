"""Calls into the library: arrays in, named fields out."""

import ctypes
import math
import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy
from numpy.typing import ArrayLike

from ._library import CANCELLED, DATA, Array, Call, Error, Field, Measure, Option, ProgressFunction, library
from .errors import TransportError, UsageError
from .results.arrays import Doubles

#: Called with (stage, fraction, iterations); an answer that is true stops the solver.
Progress = Callable[[str, float, int], object]

NUMBER, TEXT, DOUBLES, INTEGERS = range(4)
POINTS, GRID, GAUSSIAN = range(3)


def check(status: int, error: Error) -> bool:
    """Raises what the library reported; returns whether the call was cancelled."""
    if status == 0:
        return False
    if status == CANCELLED:
        return True
    message, cause = error.message.decode(), error.cause.decode()
    raise TransportError(message, cause) if status == DATA else UsageError(message)


def numbers(values: ArrayLike) -> Doubles:
    """The values as a C-contiguous array of doubles, copied only if they are not yet one."""
    return numpy.ascontiguousarray(values, dtype=numpy.float64)


def address(array: Any) -> int | None:
    """Where an array's numbers are; None for one that is left out."""
    if array is None:
        return None
    try:
        # Four times as fast as NumPy's own way; arrays that are read-only or empty refuse.
        return ctypes.addressof(BYTE.from_buffer(array))
    except (TypeError, ValueError):
        return array.__array_interface__["data"][0] or None


BYTE = ctypes.c_char


class Room(threading.local):
    """What each thread keeps from call to call."""

    def __init__(self) -> None:
        self.error = Error()


ROOM = Room()


def describe(values: Doubles | None) -> Array:
    """An `ot_array` that borrows an array; keep the array while it is used."""
    if values is None:
        return Array()
    shape = (ctypes.c_size_t * max(1, values.ndim))(*values.shape)
    return Array(address(values), shape, values.ndim)


class BorrowedMeasure:
    """A measure whose arrays stay where they are during a call."""

    def __init__(self, kind: int, values: ArrayLike, weights: ArrayLike | None = None, box: ArrayLike | None = None) -> None:
        self.values = numbers(values)
        self.weights, self.box = (None if part is None else numbers(part) for part in (weights, box))
        self.measure = Measure(kind, *map(describe, (self.values, self.weights, self.box)))
        #: How many atoms there are, or numbers that describe it.
        self.size = len(self.values) if kind == POINTS else self.values.size


def options(words: Mapping[str, str | float | None]) -> tuple[Any, int]:
    """An array of options from a dictionary; those that are None are left out."""
    given = [(name, value) for name, value in words.items() if value is not None]
    found = (Option * max(1, len(given)))()
    for slot, (name, value) in zip(found, given):
        slot.name = name.encode()
        if isinstance(value, str):
            slot.text = value.encode()
        else:
            slot.number = float(value)
    return found, len(given)


NO_PROGRESS = ProgressFunction()


class Result:
    """A result of the library; freed when nothing refers to it or its arrays any more."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        library.ot_result_free(self.number, None)

    def fields(self) -> dict[str, Any]:
        """All fields by name; arrays are views of the library's memory."""
        first, count = ctypes.POINTER(Field)(), ctypes.c_size_t()
        error = Error()
        check(library.ot_result_fields(self.number, first, count, error), error)
        return {field.name.decode(): self.value(field) for field in first[: count.value]}

    def value(self, field: Field) -> Any:
        if field.kind == NUMBER:
            return field.number
        if field.kind == TEXT:
            return field.text.decode()
        shape = field.shape[: field.rank]
        kind, address = (ctypes.c_double, field.doubles) if field.kind == DOUBLES else (ctypes.c_int64, field.integers)
        block = (kind * math.prod(shape)).from_address(address)
        block.owner = self
        return numpy.frombuffer(block, dtype=kind).reshape(shape)


#: Problems of fewer costs end before anyone presses Ctrl-C, and are spared a thread.
SMALL = 1 << 16


def call(
    function: Any, arguments: tuple[Any, ...], words: Mapping[str, str | float | None], progress: Progress | None = None,
    size: int | None = None,
) -> dict[str, Any]:
    """Calls a function of the library that can be stopped; returns the fields. `size`: how many costs there are, if known."""
    found, count = options(words)
    number = ctypes.c_uint64()

    def begin(call: Call, error: Error) -> int:
        call.options, call.option_count = found, count
        return int(function(*arguments, call, number, error))

    interruptible(begin, progress, size is not None and size <= SMALL)
    return Result(number.value).fields()


def call_briefly(function: Any, *arguments: Any) -> dict[str, Any]:
    """Calls a function of the library that takes no options and is soon done; returns the fields."""
    number = ctypes.c_uint64()
    check(function(*arguments, number, ROOM.error), ROOM.error)
    return Result(number.value).fields()


def interruptible(begin: Callable[[Call, Error], int], progress: Progress | None = None, small: bool = False) -> None:
    """Runs begin(call, error), which returns a status, so that Ctrl-C and the progress callback can stop it.

    Python hears of Ctrl-C in its main thread only, and only while no library holds it: the library works in a thread of its
    own, and asks from time to time whether to go on.
    """
    if progress is None and (small or threading.current_thread() is not threading.main_thread()):
        check(begin(Call(None, 0, NO_PROGRESS, None), ROOM.error), ROOM.error)
        return
    stop, error = threading.Event(), Error()
    status: list[int] = []
    raised: list[BaseException] = []

    def report(_: int | None, stage: bytes, fraction: float, iterations: int) -> int:
        try:
            if progress is not None and progress(stage.decode(), fraction, iterations):
                stop.set()
        except BaseException as wrong:
            raised.append(wrong)
            stop.set()
        return int(stop.is_set())

    call = Call(None, 0, ProgressFunction(report), None)
    worker = threading.Thread(target=lambda: status.append(begin(call, error)))
    worker.start()
    try:
        worker.join()
    except BaseException:
        stop.set()
        worker.join()
        raise
    if raised:
        raise raised[0]
    check(status[0], error)
