"""The C interface, misused: statuses and words, never a crash."""

import ctypes

import numpy
import pytest

from swiftot import _library
from swiftot._calls import describe
from swiftot._library import DATA, USAGE, Array, Call, Error, Field, Measure, Option, Problem, ProblemCertificate, library

FREE = library.ot_result_free
RESULT = ctypes.c_uint64


def points(values):
    values = numpy.ascontiguousarray(values, dtype=float)
    measure = Measure(0, describe(values))
    measure.keep = values
    return measure


def solve(source, target, call=None, costs=None):
    number, error = RESULT(), Error()
    return library.ot_solve(source, target, costs, call, number, error), number.value, error


def test_the_version_is_that_of_the_header():
    assert library.ot_abi_version() == _library.ABI_VERSION


def test_a_result_is_freed_once():
    status, number, error = solve(points([[0.0], [1.0]]), points([[2.0], [3.0]]))
    assert (status, error.message) == (0, b"")
    assert FREE(number, error) == 0
    assert FREE(number, error) == USAGE
    assert b"freed" in error.message


@pytest.mark.parametrize("number", [0, 12345678, 2**64 - 1])
def test_numbers_that_were_never_given_out_are_errors(number):
    fields, count, error = ctypes.POINTER(Field)(), ctypes.c_size_t(), Error()
    assert FREE(number, error) == USAGE
    assert library.ot_result_fields(number, fields, count, error) == USAGE
    assert error.cause == b"noResult"


def test_null_pointers_are_errors():
    good, error = points([[0.0], [1.0]]), Error()
    for arguments in [(None, good), (good, None)]:
        assert solve(*arguments)[0] == USAGE
    assert library.ot_solve(good, good, None, None, None, error) == USAGE
    assert library.ot_solve(good, good, None, None, None, None) == USAGE
    assert library.ot_result_fields(1, None, None, error) == USAGE
    assert library.ot_exact(None, 0, None, None, error) == USAGE
    assert library.ot_entropic(Problem(2, 2), 1.0, 1e-9, 0, None, None, error) == USAGE
    assert library.ot_line(1, 2, 2, None, None, None, None, 2.0, None, error) == USAGE
    assert library.ot_bures(1, 2, None, None, None, error) == USAGE
    assert library.ot_gaussian_map(None, None, None, error) == USAGE
    assert library.ot_gaussian_barycenter(3, None, None, None, None, error) == USAGE
    for name in ("map", "polar", "helmholtz", "dynamic", "bridge", "verify", "flow", "push"):
        function = getattr(library, f"ot_{name}")
        assert function(*[None] * len(function.argtypes)) == USAGE
    assert b"null" in error.message


@pytest.mark.parametrize("rank, extents", [(0, []), (1, [4]), (3, [2, 1, 1]), (9, [1] * 9), (2**60, [1])])
def test_ranks_that_do_not_fit_are_errors(rank, extents):
    values = numpy.zeros(4)
    shape = (ctypes.c_size_t * max(1, len(extents)))(*extents)
    measure = Measure(0, Array(values.ctypes.data, shape, rank))
    status, _, error = solve(measure, points([[0.0], [1.0]]))
    assert status in (USAGE, DATA)
    assert error.message


@pytest.mark.parametrize("extents", [(2**63, 1), (2**40, 2**40), (2**62, 4), (2**61, 1)])
def test_shapes_beyond_memory_are_errors(extents):
    values = numpy.zeros(4)
    measure = Measure(0, Array(values.ctypes.data, (ctypes.c_size_t * 2)(*extents), 2))
    status, _, error = solve(measure, points([[0.0], [1.0]]))
    assert status == USAGE
    assert b"memory" in error.message


def test_sizes_beyond_memory_are_errors():
    error, values = Error(), numpy.zeros(4)
    address = values.ctypes.data
    huge = Problem(2**40, 2**40, address, address, address)
    assert library.ot_exact(huge, 0, None, None, error) == USAGE
    assert library.ot_line(2**40, 2**40, 2, address, None, address, None, 2.0, address, error) == USAGE
    assert library.ot_bures(2**40, 2**40, address, address, address, error) == USAGE
    pairs = Problem(2, 2, address, address, address, address, address, 2**62)
    assert library.ot_exact(pairs, 0, None, None, error) == USAGE


def test_empty_problems_are_errors():
    error, values = Error(), numpy.zeros(1)
    address = values.ctypes.data
    assert library.ot_exact(Problem(0, 0, address, address, address), 0, None, None, error) == DATA
    assert library.ot_entropic(Problem(0, 1, address, address, address), 1.0, 1e-9, 0, None, None, error) == DATA


@pytest.mark.parametrize("epsilon, tolerance, limit", [(0, 1e-9, 0), (-1, 1e-9, 0), (numpy.nan, 1e-9, 0), (numpy.inf, 1e-9, 0),
                                                       (1, 0, 0), (1, numpy.nan, 0)])  # fmt: skip
def test_options_out_of_range_are_errors(epsilon, tolerance, limit):
    masses, costs, error = numpy.ones(2), numpy.zeros((2, 2)), Error()
    problem = Problem(2, 2, masses.ctypes.data, masses.ctypes.data, costs.ctypes.data)
    assert library.ot_entropic(problem, epsilon, tolerance, limit, None, None, error) == DATA
    assert error.message


def test_pairs_outside_of_the_matrix_are_errors():
    masses, costs, error = numpy.ones(2), numpy.zeros(2), Error()
    for wrong in (-1, 2, 2**62):
        rows, columns = numpy.array([0, wrong]), numpy.array([0, 1])
        problem = Problem(2, 2, masses.ctypes.data, masses.ctypes.data, costs.ctypes.data, rows.ctypes.data,
                          columns.ctypes.data, 2)  # fmt: skip
        assert library.ot_exact(problem, 0, None, None, error) == DATA


def test_a_problem_without_room_for_answers_is_solved():
    masses, costs, error, certificate = numpy.ones(2), numpy.eye(2), Error(), ProblemCertificate()
    problem = Problem(2, 2, masses.ctypes.data, masses.ctypes.data, costs.ctypes.data)
    assert library.ot_exact(problem, 0, None, None, None) == 0
    assert library.ot_exact(problem, 0, None, certificate, error) == 0
    assert certificate.value == 0


def test_unknown_kinds_are_errors():
    measure = points([[0.0], [1.0]])
    measure.kind = 77
    status, _, error = solve(measure, points([[0.0], [1.0]]))
    assert status == USAGE
    assert b"77" in error.message


@pytest.mark.parametrize("options, words", [
    ([Option(b"colour", None, 1.0)], b"no option colour"), ([Option(None, None, 1.0)], b"null"),
    ([Option(b"method", None, 1.0)], b"text"), ([Option(b"epsilon", b"much", 0.0)], b"number"),
    ([Option(b"iterationLimit", None, -1.0)], b"whole"), ([Option(b"iterationLimit", None, float("nan"))], b"whole"),
    ([Option(b"plan", None, 1.0)] * 2, b"twice"), ([Option(b"cost", b"\xff\xfe", 0.0)], b"cost"),
])  # fmt: skip
def test_options_that_are_wrong_are_named(options, words):
    call = Call((Option * len(options))(*options), len(options))
    status, _, error = solve(points([[0.0], [1.0]]), points([[0.0], [1.0]]), call)
    assert status == USAGE
    assert words in error.message


def test_options_without_an_array_are_errors():
    status, _, error = solve(points([[0.0]]), points([[1.0]]), Call(None, 3))
    assert status == USAGE


def test_long_messages_are_cut_between_characters():
    call = Call((Option * 1)(Option("ü".encode() * 2000, None, 1.0)), 1)
    status, _, error = solve(points([[0.0]]), points([[1.0]]), call)
    assert status == USAGE
    assert 900 < len(error.message) < 988
    error.message.decode()


def test_flows_and_pushes_of_wild_texts_are_errors():
    number, error, cloud = RESULT(), Error(), points([[0.0], [1.0]])
    for text in (b"", b"\xff\xfe{", b"[" * 10000, b'{"flow": "crowd", "cells": -1}', b'{"flow": "crowd", "cells": 1e300}'):
        assert library.ot_flow(text, None, None, None, number, error) == DATA
        assert error.message
    for text in (b"", b"x +", b"(" * 10000, b"\xff", b"x1x"):
        assert library.ot_push(cloud, text, None, None, None, None, number, error) == DATA
    assert library.ot_push(cloud, None, None, None, None, None, number, error) == USAGE
    assert number.value == 0
