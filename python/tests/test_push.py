"""Push-forwards: closed forms, every branch, mass."""

import math

import numpy
import pytest

import swiftot

#: Sums of some hundred masses below 1.
ROUNDING = 1e-13


def test_the_square_of_a_gaussian_has_two_branches():
    found = swiftot.push(swiftot.Gaussian([0.0], [[1.0]]), "x^2", shape=[8], box=[[0, 4]])
    assert [branch.mass for branch in found.branches] == pytest.approx([0.5, 0.5], abs=ROUNDING)
    # P(X^2 < 1/2) = erf(1/2), P(X^2 > 4) = erfc(sqrt 2).
    assert found.density[0] / 2 == pytest.approx(math.erf(0.5), abs=ROUNDING)
    assert found.mass_outside == pytest.approx(math.erfc(math.sqrt(2)), abs=ROUNDING)
    assert found.mass_inside + found.mass_outside == pytest.approx(1, abs=ROUNDING)
    assert found.certificate.certified and found.certificate.unproved_mass < 1e-12
    assert found.method == "branches" and found.box.tolist() == [[0, 4]]


def test_a_flat_piece_is_an_atom():
    found = swiftot.push(swiftot.Gaussian([0.0], [[1.0]]), "max(x, 0)")
    assert len(found.atoms) == 1 and found.atoms[0].position == 0
    assert found.atoms[0].mass == pytest.approx(0.5, abs=ROUNDING)


def test_points_move_to_any_dimension_and_keep_their_weights():
    cloud = swiftot.PointCloud([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [0.5, 0.25, 0.25])
    found = swiftot.push(cloud, "(x+y, x*y, 2)")
    assert found.points.tolist() == [[0, 0, 2], [1, 0, 2], [1, 0, 2]]
    assert found.weights.tolist() == [0.5, 0.25, 0.25]
    assert found.density is None and found.certificate.certified


def test_a_map_may_be_a_function_an_array_or_a_transport_map(random):
    x, y = random.normal(size=(20, 2)), random.normal(size=(20, 2))
    expected = x @ [[1.0, 2.0], [0.0, 1.0]]
    assert (swiftot.push(x, lambda points: points @ [[1.0, 2.0], [0.0, 1.0]]).points == expected).all()
    assert (swiftot.push(x, expected).points == expected).all()
    moved = swiftot.map(x, y)
    assert (swiftot.push(x, moved).points == moved.map).all()
    assert swiftot.push([0.0, 1.0, 2.0], numpy.square).points.tolist() == [[0], [1], [4]]


def test_a_function_on_a_grid_agrees_with_its_formula(random):
    density = swiftot.GridDensity(random.random((20, 16)) + 1, [[-1, 1], [0, 1]])
    words = {"shape": (10, 8), "box": [[-2, 2], [0, 2]]}
    by_formula = swiftot.push(density, "(2*x, y + x^2)", **words)
    by_function = swiftot.push(density, lambda p: numpy.stack([2 * p[..., 0], p[..., 1] + p[..., 0] ** 2], -1), **words)
    assert by_formula.certificate.mass_error < ROUNDING and by_function.certificate.mass_error < ROUNDING
    # Between cell centres h apart the function is interpolated, h^2 f''/8 off: mass moves by a 400th at most of a cell's 1/4.
    cell = 0.4 * 0.25
    assert numpy.abs(by_formula.density - by_function.density).sum() * cell < 0.01 * by_formula.mass


def test_the_line_scales_exactly():
    density = swiftot.GridDensity([1.0, 3.0])
    found = swiftot.push(density, "2*x", shape=2, box=[[0, 2]])
    assert found.density == pytest.approx([0.5, 1.5], abs=ROUNDING)
    found = swiftot.push(density, lambda x: 2 * x, shape=2, box=[[0, 2]])
    assert found.mass_inside == pytest.approx(2, abs=ROUNDING)


def test_folds_that_lose_a_dimension_are_warned_of():
    found = swiftot.push(swiftot.GridDensity(numpy.ones((4, 4))), "(x+y, x+y)")
    assert not found.certificate.certified
    assert "det Df vanishes" in found.certificate.warnings[0]


def test_zero_and_denormal_weights_move_along():
    found = swiftot.push(swiftot.PointCloud([[1.0], [2.0], [3.0]], [0.0, 5e-324, 1.0]), "-x")
    assert found.points.tolist() == [[-1], [-2], [-3]]
    assert found.weights.tolist() == [0, 5e-324, 1]


@pytest.mark.parametrize("source, map, words, cause", [
    ([[0.0]], "x +", {}, "malformedExpression"), ([[0.0]], "q", {}, "malformedExpression"),
    ([[0.0], [1.0]], [[1.0]], {}, "shapeMismatch"), ([[0.0], [1.0]], [[numpy.nan], [0.0]], {}, "nonFinite"),
    ([[0.0]], "1/x", {}, "nonFinite"), ([[0.0]], "x", {"shape": [4]}, "notApplicable"),
    (swiftot.Gaussian([0.0, 0.0], numpy.eye(2)), "x", {}, "notApplicable"),
    (swiftot.Gaussian([0.0], [[1.0]]), "x", {"box": [[0, 1], [0, 1]]}, "shapeMismatch"),
    (swiftot.Gaussian([0.0], [[1.0]]), "x", {"shape": [-4]}, "shapeMismatch"),
    (swiftot.Gaussian([0.0], [[1.0]]), [[1.0]], {"map_box": [0, 1]}, "shapeMismatch"),
    (swiftot.GridDensity([1.0, 1.0]), [[1.0], [2.0], [3.0]], {"map_box": [[0, 1], [0, 1]]}, "shapeMismatch"),
])  # fmt: skip
def test_what_does_not_fit_is_named(source, map, words, cause):
    with pytest.raises(swiftot.TransportError) as caught:
        swiftot.push(source, map, **words)
    assert caught.value.cause == cause


def test_an_array_belongs_to_the_cells_of_its_box():
    values = numpy.arange(8.0) / 8
    found = swiftot.push([0.3, 0.7], values, map_box=[[0, 1]])
    # Linear between the centres (k + 1/2) / 8, whose images are k / 8.
    assert found.points[:, 0] == pytest.approx([0.3 - 1 / 16, 0.7 - 1 / 16], abs=1e-14)
    with pytest.raises(swiftot.UsageError, match="values_box"):
        swiftot.push(swiftot.Gaussian([0.0], [[1.0]]), values)


def test_a_function_of_a_gaussian_is_refused():
    with pytest.raises(TypeError, match="formula"):
        swiftot.push(swiftot.Gaussian([0.0], [[1.0]]), lambda x: x)
