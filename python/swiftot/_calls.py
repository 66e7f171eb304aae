"""Calls into the library: arrays in, named fields out."""

import ctypes
import threading

import numpy

from ._library import CANCELLED, DATA, Array, Call, Error, Field, Measure, Option, Progress, library
from .errors import TransportError, UsageError

NUMBER, TEXT, DOUBLES, INTEGERS = range(4)
POINTS, GRID, GAUSSIAN = range(3)


def check(status, error):
    """Raises what the library reported; returns whether the call was cancelled."""
    if status == 0:
        return False
    if status == CANCELLED:
        return True
    message, cause = error.message.decode(), error.cause.decode()
    raise TransportError(message, cause) if status == DATA else UsageError(message)


def numbers(values):
    """The values as a C-contiguous array of doubles, copied only if they are not yet one."""
    return numpy.ascontiguousarray(values, dtype=numpy.float64)


def describe(values):
    """An `ot_array` that borrows an array; keep the array while it is used."""
    if values is None:
        return Array()
    shape = (ctypes.c_size_t * max(1, values.ndim))(*values.shape)
    return Array(values.__array_interface__["data"][0] or None, shape, values.ndim)


class BorrowedMeasure:
    """A measure whose arrays stay where they are during a call."""

    def __init__(self, kind, values, weights=None, box=None):
        self.arrays = [None if part is None else numbers(part) for part in (values, weights, box)]
        self.measure = Measure(kind, *map(describe, self.arrays))


def options(words):
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


class Result:
    """A result of the library; freed when nothing refers to it or its arrays any more."""

    def __init__(self, number):
        self.number = number

    def __del__(self):
        library.ot_result_free(self.number, None)

    def fields(self):
        """All fields by name; arrays are views of the library's memory."""
        first, count = ctypes.POINTER(Field)(), ctypes.c_size_t()
        error = Error()
        check(library.ot_result_fields(self.number, first, count, error), error)
        return {field.name.decode(): self.value(field) for field in first[: count.value]}

    def value(self, field):
        if field.kind == NUMBER:
            return field.number
        if field.kind == TEXT:
            return field.text.decode()
        shape = field.shape[: field.rank]
        count = 1
        for extent in shape:
            count *= extent
        kind, address = (ctypes.c_double, field.doubles) if field.kind == DOUBLES else (ctypes.c_int64, field.integers)
        block = (kind * count).from_address(address)
        block.owner = self
        return numpy.frombuffer(block, dtype=kind).reshape(shape)


def call(function, arguments, words, progress=None):
    """Calls a function of the library; returns the fields.

    With a progress callback the library works in a thread of its own, so that Ctrl-C reaches Python, which asks it to stop.
    """
    found, count = options(words)
    number, error = ctypes.c_uint64(), Error()
    if progress is None:
        status = function(*arguments, Call(found, count, Progress(), None), number, error)
        check(status, error)
        return Result(number.value).fields()
    return watched(function, arguments, found, count, progress)


def watched(function, arguments, found, count, progress):
    number, error = ctypes.c_uint64(), Error()
    stop, status, raised = threading.Event(), [], []

    def report(_, stage, fraction, iterations):
        try:
            if progress(stage.decode(), fraction, iterations):
                stop.set()
        except BaseException as wrong:
            raised.append(wrong)
            stop.set()
        return int(stop.is_set())

    callback = Progress(report)
    worker = threading.Thread(
        target=lambda: status.append(function(*arguments, Call(found, count, callback, None), number, error)))
    worker.start()
    try:
        worker.join()
    except KeyboardInterrupt:
        stop.set()
        worker.join()
        raise
    if raised:
        raise raised[0]
    check(status[0], error)
    return Result(number.value).fields()
