"""POT's names: closed forms, types, logs, warnings, exceptions."""

import warnings

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


@pytest.mark.parametrize("method", ["sinkhorn", "sinkhorn_log", "greenkhorn", "sinkhorn_stabilized", "sinkhorn_epsilon_scaling"])
def test_sinkhorn_meets_the_closed_form_of_two_points(method):
    # P_11 / P_12 = exp(1 / reg) by symmetry.
    plan, log = ot.sinkhorn([0.5, 0.5], [0.5, 0.5], [[0.0, 1.0], [1.0, 0.0]], 0.25, method=method, log=True)
    share = numpy.exp(4) / (1 + numpy.exp(4)) / 2
    assert plan == pytest.approx(numpy.array([[share, 0.5 - share], [0.5 - share, share]]), abs=1e-9)
    assert log["certificate"].termination == 0


def test_scalings_make_the_plan(problem):
    a, b, costs = problem
    plan, log = ot.sinkhorn(a, b, costs, 0.1, log=True)
    kernel = numpy.exp(-costs / 0.1)
    assert log["u"][:, None] * kernel * log["v"] == pytest.approx(plan, rel=1e-12)
    plan, log = ot.sinkhorn(a, b, costs, 0.1, method="sinkhorn_stabilized", log=True)
    with numpy.errstate(divide="ignore"):
        assert numpy.exp((log["alpha"][:, None] + log["beta"] - costs) / 0.1) == pytest.approx(plan, rel=1e-12)


def test_a_warm_start_of_sinkhorn_needs_fewer_iterations(problem):
    a, b, costs = problem
    a = a + 1e-3
    a /= a.sum()
    plan, log = ot.sinkhorn(a, b, costs, 0.02, method="sinkhorn_log", log=True)
    again, short = ot.sinkhorn(
        a, b, costs, 0.02, method="sinkhorn_log", log=True, warmstart=(log["log_u"], log["log_v"]))
    assert again == pytest.approx(plan, abs=1e-9)
    assert short["niter"] < log["niter"]


def test_sinkhorn_says_when_it_did_not_converge(problem):
    a, b, costs = problem
    with pytest.warns(UserWarning, match="did not converge"):
        ot.sinkhorn(a, b, costs, 0.001, numItermax=1, stopThr=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ot.sinkhorn2(a, b, costs, 0.001, numItermax=1, stopThr=0)


def test_without_entropy_sinkhorn_warns_and_is_exact(problem):
    a, b, costs = problem
    with pytest.warns(UserWarning, match="reg is 0"):
        assert ot.sinkhorn2(a, b, costs, 0) == pytest.approx(ot.emd2(a, b, costs), abs=ROUNDING)


def test_unknown_methods_are_value_errors(problem):
    with pytest.raises(ValueError, match="Unknown method"):
        ot.sinkhorn(*problem, 1.0, method="magic")
    with pytest.raises(ValueError, match="Unknown method"):
        ot.sinkhorn2(*problem, 1.0, method="greenkhorn")


def test_lazy_and_stored_costs_agree(random):
    x, y = random.random((20, 2)), random.random((30, 2))
    plan = ot.bregman.empirical_sinkhorn(x, y, 0.1)
    f, g, log = ot.bregman.empirical_sinkhorn(x, y, 0.1, isLazy=True, log=True)
    assert log["lazy_plan"][:] == pytest.approx(plan, abs=1e-8)
    assert log["lazy_plan"][3, 4:6] == pytest.approx(plan[3:4, 4:6], abs=1e-8)
    value = ot.bregman.empirical_sinkhorn2(x, y, 0.1, isLazy=True)
    assert value == pytest.approx(ot.bregman.empirical_sinkhorn2(x, y, 0.1), abs=1e-8)


def test_the_divergence_of_a_cloud_from_itself_is_zero(random):
    x = random.random((20, 2))
    assert ot.bregman.empirical_sinkhorn_divergence(x, x, 0.1) == pytest.approx(0, abs=1e-9)


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
