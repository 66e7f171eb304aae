"""Kantorovich's problem: closed forms, certificates, errors."""

import numpy
import pytest

import swiftot

#: Values are sums of some tens of products below 1; their rounding is far below this.
ROUNDING = 1e-13


def test_two_points_move_the_mass_that_is_missing():
    solution = swiftot.solve([[0.0, 1.0], [1.0, 0.0]], [0.5, 0.5], [0.25, 0.75])
    assert solution.value == 0.25
    assert solution.plan.tolist() == [[0.25, 0.25], [0.0, 0.5]]


def test_a_shift_costs_its_square(random):
    points = random.normal(size=(50, 3))
    solution = swiftot.solve_sample(points, points + [3.0, 4.0, 0.0])
    assert solution.value == pytest.approx(25, abs=50 * ROUNDING)
    assert solution.distance == pytest.approx(5, abs=50 * ROUNDING)


def test_the_certificate_brackets_the_value(problem):
    a, b, costs = problem
    found = swiftot.solve(costs, a, b)
    assert found.certificate.lower_bound <= found.value <= found.certificate.upper_bound + ROUNDING
    assert found.certificate.gap < ROUNDING
    assert numpy.abs(found.plan.sum(1) - a).max() < ROUNDING
    assert (found.alpha[:, None] + found.beta - costs).max() < ROUNDING


def test_verify_says_the_same_as_the_solver(random):
    x, y = random.normal(size=(20, 2)), random.normal(size=(25, 2))
    found = swiftot.solve_sample(x, y)
    again = swiftot.verify(x, y, found.plan, found.alpha, found.beta)
    assert again.upper_bound == pytest.approx(found.value, abs=ROUNDING)
    assert again.gap < 10 * ROUNDING


def test_entropy_loses_at_most_what_theory_says(problem):
    a, b, costs = problem
    epsilon = 0.01
    exact, found = swiftot.solve(costs, a, b), swiftot.solve(costs, a, b, epsilon=epsilon)
    # <C, P_eps> - OT <= eps KL(P_0 | a b') <= eps log(n m).
    assert -ROUNDING < found.value - exact.value < epsilon * numpy.log(costs.size)


def test_one_atom_on_each_side():
    assert swiftot.solve([[2.5]], [3.0], [3.0]).value == 7.5


def test_denormal_masses_are_masses():
    tiny = 5e-324
    found = swiftot.solve(numpy.ones((2, 2)), [1.0, tiny], [1.0, tiny])
    assert found.value == 1.0


@pytest.mark.parametrize("a, b, cause", [
    ([0.5, numpy.nan], [0.5, 0.5], "nonFinite"), ([1.5, -0.5], [0.5, 0.5], "negativeMass"),
    ([0.5, 0.5], [0.5, 0.6], "massMismatch"), ([0.0, 0.0], [0.0, 0.0], "degenerateMass"),
])  # fmt: skip
def test_wrong_masses_are_named(a, b, cause):
    with pytest.raises(swiftot.TransportError) as caught:
        swiftot.solve([[0.0, 1.0], [1.0, 0.0]], a, b)
    assert caught.value.cause == cause
    assert isinstance(caught.value, ValueError)


def test_wrong_shapes_are_named():
    with pytest.raises(swiftot.TransportError, match="axes"):
        swiftot.solve([1.0, 2.0])
    with pytest.raises(swiftot.TransportError) as caught:
        swiftot.solve_sample(numpy.zeros((3, 2)), numpy.zeros((3, 4)))
    assert caught.value.cause == "shapeMismatch"


def test_an_unknown_method_is_named_with_those_that_are():
    with pytest.raises(swiftot.UsageError, match="expected one of auto, "):
        swiftot.solve([[0.0]], method="magic")


def test_views_keep_their_memory():
    views = [swiftot.solve(numpy.eye(50) + k).mass for k in range(100)]
    for view in views:
        assert view.sum() == pytest.approx(1, abs=ROUNDING)
        assert not view.flags.owndata
