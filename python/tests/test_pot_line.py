"""POT's functions on the line."""

import numpy
import pytest

import swiftot.pot as ot


def test_the_line_agrees_with_the_matrix(random):
    x, y, a = random.normal(size=15), random.normal(size=20), random.random(15)
    a /= a.sum()
    for metric, p in (("sqeuclidean", 1), ("euclidean", 1), ("minkowski", 3), ("minkowski", 0.5)):
        power = {"sqeuclidean": 2, "euclidean": 1}.get(metric, p)
        costs = numpy.abs(x[:, None] - y) ** power
        plan, log = ot.emd_1d(x, y, a, metric=metric, p=p, log=True)
        assert log["cost"] == pytest.approx(ot.emd2(a, [], costs), rel=1e-12)
        assert (plan * costs).sum() == pytest.approx(log["cost"], rel=1e-12)


def test_columns_of_wasserstein_1d(random):
    x = random.normal(size=(30, 4))
    assert ot.wasserstein_1d(x, x + numpy.arange(4.0), p=2) == pytest.approx(numpy.arange(4.0) ** 2, abs=1e-13)
    values, plans = ot.wasserstein_1d(x[:, :2], x[:20, :2], p=1, return_plans="coo_tuple")
    assert plans[1].data @ numpy.abs(x[plans[1].rows, 1] - x[plans[1].cols, 1]) == pytest.approx(values[1], abs=1e-13)
    with pytest.raises(AssertionError, match="p>=1"):
        ot.wasserstein_1d(x, x, p=0.5)


def test_metrics_off_the_line_are_value_errors():
    with pytest.raises(ValueError, match="only supports"):
        ot.emd_1d([0.0], [1.0], metric="cosine")
    with pytest.raises(AssertionError, match="monodimensional"):
        ot.emd_1d(numpy.zeros((3, 2)), numpy.zeros((3, 2)))
