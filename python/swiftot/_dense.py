"""Kantorovich's problem with a cost matrix, straight into NumPy's memory."""

import ctypes

import numpy

from ._calls import check, numbers
from ._library import DenseCertificate, Error, library

TERMINATIONS = ("converged", "iterationLimit", "cancelled", "stalled")


def address(array):
    return array.__array_interface__["data"][0]


def solve_dense(source, target, costs, iteration_limit=0, plan=True):
    """The plan (or None), alpha, beta and the certificate of an exact solution."""
    a, b, matrix = numbers(source), numbers(target), numbers(costs)
    n, m = matrix.shape
    gamma = numpy.empty((n, m)) if plan else None
    alpha, beta = numpy.empty(n), numpy.empty(m)
    certificate, error = DenseCertificate(), Error()
    status = library.ot_solve_dense(
        n, m, address(a), address(b), address(matrix), iteration_limit, address(gamma) if plan else None,
        address(alpha), address(beta), certificate, error)  # fmt: skip
    check(status, error)
    return gamma, alpha, beta, certificate
