"""POT's Gaussian functions: closed forms."""

import numpy
import pytest

import swiftot.pot as ot


def test_gaussians_of_one_axis_each():
    # W2^2 between N(m, s^2) and N(n, t^2) is (m - n)^2 + (s - t)^2 on each axis.
    first, second = numpy.diag([1.0, 4.0]), numpy.diag([9.0, 0.0])
    W = ot.gaussian.bures_wasserstein_distance(numpy.zeros(2), numpy.array([3.0, 0.0]), first, second)
    assert W == pytest.approx(numpy.sqrt(9 + 4 + 4), rel=1e-14)
    assert ot.gaussian.bures_distance(first, second) == pytest.approx(numpy.sqrt(8), rel=1e-14)
    A, b = ot.gaussian.bures_wasserstein_mapping(numpy.zeros((1, 2)), numpy.ones((1, 2)), first, second)
    assert A == pytest.approx(numpy.diag([3.0, 0.0]), abs=1e-14) and b.tolist() == [[1.0, 1.0]]


def test_the_barycentre_of_commuting_gaussians_averages_deviations():
    C = numpy.stack([numpy.diag([1.0, 4.0]), numpy.diag([9.0, 16.0])])
    means = numpy.array([[0.0, 0.0], [4.0, 8.0]])
    mean, covariance, log = ot.gaussian.bures_wasserstein_barycenter(means, C, weights=numpy.array([0.75, 0.25]), log=True)
    assert mean == pytest.approx([1, 2], rel=1e-14)
    assert covariance == pytest.approx(numpy.diag([1.5**2, 2.5**2]), abs=1e-9)
    assert log["certificate"]["relativeGap"] < 1e-9
    with pytest.raises(ValueError, match="Unknown method"):
        ot.gaussian.bures_wasserstein_barycenter(means, C, method="magic")


def test_samples_map_to_the_moments_of_the_target(random):
    x, y = random.normal(size=(200, 3)), random.normal(size=(300, 3)) @ random.normal(size=(3, 3)) + 1
    A, b = ot.gaussian.empirical_bures_wasserstein_mapping(x, y, reg=0)
    moved = x @ A + b
    assert moved.mean(0) == pytest.approx(y.mean(0), abs=1e-12)
    assert numpy.cov(moved.T, bias=True) == pytest.approx(numpy.cov(y.T, bias=True), abs=1e-12)


def test_gromov_between_axes_of_one_variance_each():
    # Theorem 4.1 by hand: s = (4, 1), t = (9, 0): 4 (5 - 9)^2 + 8 ((4 - 9)^2 + 1^2).
    first, second = numpy.diag([1.0, 4.0]), numpy.array([[9.0]])
    expected = numpy.sqrt(4 * 16 + 8 * 26)
    assert ot.gaussian.gaussian_gromov_wasserstein_distance(first, second) == pytest.approx(expected, rel=1e-14)
    distance, log = ot.gaussian.gaussian_gromov_wasserstein_distance(second, first, log=True)
    assert distance == pytest.approx(expected, rel=1e-14) and log["d_s"].tolist() == [4, 1]


def test_gromov_maps_the_widest_axis_to_the_widest(random):
    first, second = numpy.diag([1.0, 4.0, 0.0]), numpy.diag([9.0, 16.0])
    A, b = ot.gaussian.gaussian_gromov_wasserstein_mapping(numpy.ones(3), numpy.zeros(2), first, second)
    assert A.T @ first @ A == pytest.approx(second, abs=1e-13)
    assert numpy.abs(A) == pytest.approx(numpy.array([[3.0, 0.0], [0.0, 2.0], [0.0, 0.0]]), abs=1e-14)
    assert b == pytest.approx(-A.sum(0), abs=1e-14)


def test_gromov_of_samples_that_were_turned_is_zero_and_undone(random):
    x = random.gamma(1.0, size=(400, 2)) * [3.0, 1.0]
    turn = numpy.array([[0.6, -0.8], [0.8, 0.6]])
    weights = random.random((400, 1))
    y = x @ turn + [5.0, -2.0]
    assert ot.gaussian.empirical_gaussian_gromov_wasserstein_distance(x, y, weights, weights) == pytest.approx(0, abs=1e-10)
    A, b, log = ot.gaussian.empirical_gaussian_gromov_wasserstein_mapping(x, y, weights, weights, "skewness", log=True)
    assert x @ A + b == pytest.approx(y, abs=1e-11)
    assert {"d_s", "d_t", "U_s", "U_t", "Cov_s", "Cov_t"} <= set(log)
