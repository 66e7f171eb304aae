"""Maps, flows, bridges, polar factors, Helmholtz's parts."""

import numpy
import pytest

import swiftot


def test_the_map_of_a_shift_is_the_shift(random):
    points = numpy.sort(random.normal(size=(40, 1)), 0)
    found = swiftot.map(points, points + 2)
    assert numpy.allclose(found.map, points + 2, atol=1e-14)


def test_gaussians_map_by_the_closed_form():
    # A = diag(2, 1/2) between diag(1, 4) and diag(4, 1); W2^2 = |m|^2 + (2 - 1)^2 + (1 - 2)^2.
    source = swiftot.Gaussian([0.0, 0.0], numpy.diag([1.0, 4.0]))
    target = swiftot.Gaussian([3.0, 0.0], numpy.diag([4.0, 1.0]))
    assert swiftot.solve_sample(source, target).value == pytest.approx(11, abs=1e-13)


def test_a_flow_keeps_its_mass(random):
    first, second = random.random((8, 8)) + 1, random.random((8, 8)) + 1
    first, second = first / first.sum(), second / second.sum()
    found = swiftot.dynamic(first, second, time_steps=6)
    masses = found.density.sum((1, 2))
    assert numpy.abs(masses / masses[0] - 1).max() < 1e-10
    assert found.certificate.lower_bound <= found.certificate.upper_bound


def test_polar_factors_multiply_to_the_field(random):
    base, field = random.random((30, 2)), random.normal(size=(30, 2))
    found = swiftot.polar(field, base)
    # sigma carries sample i to base point p(i), where the monotone factor has the value of the field.
    assert numpy.allclose(found.sigma, base[found.permutation], atol=1e-14)
    assert numpy.allclose(found.gradient[found.permutation], field, atol=1e-14)


def test_helmholtz_parts_add_up(random):
    field = random.normal(size=(16, 12, 2))
    parts = swiftot.helmholtz(field, periodic=True)
    assert numpy.allclose(parts.solenoidal + parts.gradient, field, atol=1e-12)
    assert parts.orthogonality_error < 1e-12
