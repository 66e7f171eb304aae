"""POT's Sinkhorn functions: closed forms, logs, warnings, warm starts."""

import warnings

import numpy
import pytest

import swiftot.pot as ot

#: Sums of some hundred products below 1.
ROUNDING = 1e-12


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
