"""POT's front doors, solve and solve_sample, and their result."""

import numpy
import pytest

import swiftot.pot as ot

#: Sums of some hundred products below 1.
ROUNDING = 1e-12


def test_without_entropy_the_value_is_that_of_emd2(problem):
    a, b, costs = problem
    found = ot.solve(costs, a, b)
    assert found.value == found.value_linear == ot.emd2(a, b, costs)
    assert found.status == "Converged" and found.certificate.lower_bound == pytest.approx(found.value, abs=ROUNDING)
    assert (found.plan * costs).sum() == pytest.approx(found.value, abs=ROUNDING)
    assert found.potential_a @ a + found.potential_b @ b == pytest.approx(found.value, abs=ROUNDING)
    assert numpy.abs(found.marginal_a - a).max() < ROUNDING and numpy.abs(found.marginals[1] - b).max() < ROUNDING
    assert repr(found).startswith("OTResult(value=")


def test_with_entropy_the_value_is_the_dual_one(problem):
    a, b, costs = problem
    reg = 0.1
    for kind in ("entropy", "KL"):
        found = ot.solve(costs, a, b, reg=reg, reg_type=kind, tol=1e-13, max_iter=10000)
        f, g = (numpy.where(w > 0, reg * u, 0) for w, u in ((a, found.potential_a), (b, found.potential_b)))
        dual = f @ a + g @ b
        if kind == "KL":
            dual -= reg * sum((w[w > 0] * numpy.log(w[w > 0])).sum() for w in (a, b))
        # Both objectives differ by the marginals' error times the potentials, some units at most.
        assert found.value == pytest.approx(dual, abs=1e-11)
        assert found.status == "Converged"


def test_equal_masses_are_the_usual_ones(problem):
    costs = problem[2]
    assert ot.solve(costs).value == ot.emd2([], [], costs)
    assert ot.solve(costs, reg=0.1).value_linear == pytest.approx(ot.sinkhorn2([], [], costs, 0.1), abs=1e-9)


@pytest.mark.parametrize("reg", [None, 0.2])
def test_stored_and_lazy_costs_agree(random, reg):
    x, y, a = random.random((20, 2)), random.random((30, 2)), random.random(20)
    a /= a.sum()
    stored, lazy = (ot.solve_sample(x, y, a, reg=reg, lazy=lazy, tol=1e-12, max_iter=10000) for lazy in (False, True))
    assert lazy.value == pytest.approx(stored.value, abs=1e-9)
    assert lazy.value_linear == pytest.approx(stored.value_linear, abs=1e-9)
    plan = lazy.lazy_plan[:] if reg else lazy.plan
    assert plan.sum(1) == pytest.approx(a, abs=1e-9)


def test_methods_for_samples(random):
    x, y = random.normal(size=(40, 2)), random.normal(size=(50, 2)) + 1
    assert ot.solve_sample(x, y, method="1d").value == pytest.approx(ot.wasserstein_1d(x, y, p=2), rel=1e-15)
    W = ot.gaussian.empirical_bures_wasserstein_distance(x, y)
    assert ot.solve_sample(x, y, method="gaussian").value == pytest.approx(W**2, rel=1e-14)


def test_a_cloud_is_at_no_distance_from_itself_without_bias(random):
    x, y = random.random((15, 2)), random.random((15, 2))
    assert ot.solve_sample(x, x, reg=0.1, debias=True).value == pytest.approx(0, abs=1e-9)
    found = ot.solve_sample(x, y, reg=0.1, debias=True)
    assert 0 < found.value < found.log["res_ab"].value


@pytest.mark.parametrize("words", [
    {"unbalanced": 1.0}, {"reg": 1.0, "reg_type": "L2"}, {"reg": 1.0, "c": numpy.ones((30, 40))},
])  # fmt: skip
def test_what_is_left_to_pot_says_so(problem, words):
    with pytest.raises(NotImplementedError, match="POT"):
        ot.solve(problem[2], **words)
    with pytest.raises(NotImplementedError, match="POT"):
        ot.solve_sample(numpy.zeros((30, 1)), numpy.zeros((40, 1)), **words)


def test_unknown_methods_are_value_errors(problem):
    with pytest.raises(ValueError, match="Unknown method"):
        ot.solve(problem[2], method="magic")
    with pytest.raises(ValueError, match="Unknown method"):
        ot.solve_sample(problem[2], problem[2], method="magic")
    with pytest.raises(NotImplementedError, match="sliced"):
        ot.solve_sample(problem[2], problem[2], method="sliced")


def test_the_limit_of_iterations_is_the_status(problem):
    with pytest.warns(UserWarning):
        assert "numItermax" in ot.solve(problem[2], max_iter=1).status
    with pytest.warns(UserWarning):
        assert "converge" in ot.solve(problem[2], reg=1e-3, max_iter=1, tol=1e-15).status
