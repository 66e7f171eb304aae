"""POT's names: closed forms, types, logs, warnings, exceptions."""


import numpy
import pytest

import swiftot
import swiftot.pot as ot

#: Sums of some hundred products below 1.
ROUNDING = 1e-12


def test_emd_is_exact_and_its_log_complete(problem):
    a, b, costs = problem
    plan, log = ot.emd(a, b, costs, log=True)
    assert {"cost", "u", "v", "warning", "result_code"} <= set(log)
    assert log["warning"] is None and log["result_code"] == 1
    assert numpy.abs(plan.sum(1) - a).max() < ROUNDING and numpy.abs(plan.sum(0) - b).max() < ROUNDING
    assert log["u"] @ a + log["v"] @ b == pytest.approx((plan * costs).sum(), abs=ROUNDING)
    assert (log["u"][:, None] + log["v"] - costs).max() < ROUNDING
    assert log["u"] @ a == pytest.approx(log["v"] @ b, abs=ROUNDING)


def test_emd_takes_lists_and_empty_masses():
    assert ot.emd([0.5, 0.5], [0.5, 0.5], [[0.0, 1.0], [1.0, 0.0]]).tolist() == [[0.5, 0.0], [0.0, 0.5]]
    assert ot.emd2([], [], [[0.0, 1.0], [1.0, 0.0]]) == 0


@pytest.mark.parametrize("kind", [numpy.float64, numpy.float32])
def test_plans_have_the_type_of_the_masses(problem, kind):
    a, b, costs = (part.astype(kind) for part in problem)
    assert ot.emd(a, b, costs).dtype == kind
    assert ot.emd(a, b, costs.astype(numpy.float64)).dtype == kind
    assert ot.sinkhorn(a, b, costs, 0.1).dtype == kind
    assert ot.sinkhorn2(a, b, costs, 0.1).dtype == kind
    assert ot.emd_1d(costs[0], costs[1]).dtype == kind
    assert ot.wasserstein_1d(costs, costs + 1).dtype == kind
    assert ot.dist(costs).dtype == kind


def test_whole_masses_are_warned_of():
    with pytest.warns(UserWarning, match="integer"):
        assert ot.emd(numpy.array([1, 1]), numpy.array([1, 1]), numpy.eye(2)).dtype.kind == "i"


def test_emd2_takes_columns(problem):
    a, b, costs = problem
    both = numpy.stack([b, b[::-1]], 1)
    values = ot.emd2(a, both, costs)
    assert isinstance(values, list)
    assert values == [ot.emd2(a, b, costs), ot.emd2(a, b[::-1], costs)]
    cost, log = ot.emd2(a, both, costs, return_matrix=True)[1]
    assert (log["G"] * costs).sum() == pytest.approx(cost, abs=ROUNDING)


def test_masses_and_shapes_that_differ_are_assertion_errors(problem):
    a, b, costs = problem
    with pytest.raises(AssertionError, match="same sum"):
        ot.emd(a, 2 * b, costs)
    with pytest.raises(AssertionError, match="Dimension"):
        ot.emd2(a[1:], b, costs)
    assert ot.emd2(a, 2 * b, costs, check_marginals=False) == pytest.approx(ot.emd2(a, b, costs), abs=ROUNDING)


def test_the_limit_of_iterations_warns(random):
    a, costs = numpy.full(60, 1 / 60), random.random((60, 60))
    with pytest.warns(UserWarning, match="numItermax"):
        plan, log = ot.emd(a, a, costs, numItermax=2, log=True)
    assert log["result_code"] == 3 and "numItermax" in log["warning"]
    assert numpy.abs(plan.sum(0) - a).max() < ROUNDING


def test_a_warm_start_saves_pivots(random):
    a, costs = numpy.full(300, 1 / 300), random.random((300, 300))
    _, log = ot.emd(a, a, costs, log=True)
    _, again = ot.emd(a, a, costs, log=True, potentials_init=(log["u"], log["v"]))
    assert again["cost"] == pytest.approx(log["cost"], abs=ROUNDING)
    assert again["certificate"].iterations < log["certificate"].iterations


def test_infinite_costs_forbid_their_pairs():
    costs = numpy.array([[0.0, numpy.inf], [1.0, 0.0]])
    assert ot.emd([0.5, 0.5], [0.5, 0.5], costs).tolist() == [[0.5, 0], [0, 0.5]]
    with pytest.raises(swiftot.TransportError):
        ot.emd([0.75, 0.25], [0.5, 0.5], costs)


def test_near_points_keep_the_digits_of_their_distance():
    # |x|^2 + |y|^2 - 2 x.y would be 0 here.
    x = numpy.array([[1e8, 0.0]])
    assert ot.dist(x, x + [[1.0, 0.0]])[0, 0] == 1


def test_distances_by_their_formulas(random):
    x, y = random.normal(size=(7, 3)), random.normal(size=(8, 3))
    difference = numpy.abs(x[:, None] - y)
    for metric, expected in (("sqeuclidean", (difference**2).sum(2)), ("euclidean", numpy.sqrt((difference**2).sum(2))),
                             ("cityblock", difference.sum(2)), ("chebyshev", difference.max(2))):  # fmt: skip
        assert ot.dist(x, y, metric=metric) == pytest.approx(expected, rel=1e-14)
    assert ot.dist(x, y, metric="minkowski", p=3) == pytest.approx((difference**3).sum(2) ** (1 / 3), rel=1e-14)
    assert numpy.diag(ot.dist(x)).tolist() == [0] * 7


def test_absent_names_say_where_they_are():
    with pytest.raises(NotImplementedError, match="ot.gromov after import ot"):
        ot.gromov
    assert not hasattr(ot.lp, "barycenter")


def test_arrays_of_every_layout_are_read_right(problem):
    a, b, costs = problem
    expected = ot.emd2(a, b, costs)
    frozen = costs.copy()
    frozen.flags.writeable = False
    wide = numpy.zeros((60, 80))
    wide[::2, ::2] = costs
    for layout in (numpy.asfortranarray(costs), frozen, wide[::2, ::2], costs.astype(">f8")):
        assert ot.emd2(a, b, layout) == expected
    assert ot.emd2(numpy.repeat(a, 2)[::2], b.tolist(), costs, numItermax=numpy.int64(1000)) == expected


def test_inputs_stay_as_they_were(problem):
    kept = [part.copy() for part in problem]
    ot.emd(*problem)
    ot.sinkhorn(problem[0], 2 * problem[1] / 2, problem[2], numpy.float32(0.1))
    ot.emd_1d(problem[2][0], problem[2][1])
    assert all((part == copy).all() for part, copy in zip(problem, kept))


def test_sparse_costs_forbid_the_other_pairs(random):
    sparse = pytest.importorskip("scipy.sparse")
    costs = sparse.coo_array((numpy.array([1.0, 5.0, 2.0, 0.5]), ([0, 0, 1, 1], [0, 1, 0, 1])), shape=(2, 3))
    with pytest.raises(swiftot.TransportError) as caught:
        ot.emd([0.5, 0.5], [0.25, 0.25, 0.5], costs)
    assert caught.value.cause == "infeasible"
    costs = sparse.coo_array((numpy.array([1.0, 5.0, 0.5]), ([0, 0, 1], [0, 1, 1])), shape=(2, 2))
    plan, log = ot.emd([0.75, 0.25], [0.5, 0.5], costs, log=True)
    assert plan.toarray().tolist() == [[0.5, 0.25], [0, 0.25]]
    assert log["cost"] == 0.5 + 1.25 + 0.125
