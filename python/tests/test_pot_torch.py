"""Derivatives by tensors of torch, beside differences of values."""

import numpy
import pytest

import swiftot.pot as ot

torch = pytest.importorskip("torch")

#: Half of the distance of two points of a central difference: its error is some STEP^2, and rounding some 1e-15 / STEP.
STEP = 1e-5
CLOSE = 1e-8


@pytest.fixture
def sides(random):
    """Masses and points of 5 and 6 atoms."""
    a, b = random.random(5) + 0.1, random.random(6) + 0.1
    return a / a.sum(), b / b.sum(), random.normal(size=(5, 2)), random.normal(size=(6, 2))


def slopes(function, *arrays):
    """The derivatives of a number by tensors of the arrays, as NumPy arrays."""
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    function(*tensors).backward()
    return [tensor.grad.numpy() for tensor in tensors]


def differences(function, arrays, k):
    """Central differences by the k-th array."""
    found = numpy.zeros_like(arrays[k])
    for place in numpy.ndindex(found.shape):
        values = []
        for step in (STEP, -STEP):
            moved = [array.copy() for array in arrays]
            moved[k][place] += step
            values.append(float(function(*moved)))
        found[place] = (values[0] - values[1]) / (2 * STEP)
    return found


def along_masses(slope, masses):
    """The derivative of f(w / sum w) where that of f is known up to a constant."""
    return slope - slope @ masses


def balanced(function):
    """The same of masses scaled to sum one, which differences keep."""
    return lambda a, b, *rest: function(a / a.sum(), b / b.sum(), *rest)


FUNCTIONS = {
    "emd2": lambda a, b, x, y: ot.emd2(a, b, ot.dist(x, y)),
    "sinkhorn2": lambda a, b, x, y: ot.sinkhorn2(a, b, ot.dist(x, y), 0.5, numItermax=10000, stopThr=1e-13),
    "sinkhorn": lambda a, b, x, y: (ot.sinkhorn(a, b, ot.dist(x, y), 0.5, numItermax=10000, stopThr=1e-13) ** 2).sum(),
    "solve": lambda a, b, x, y: ot.solve(ot.dist(x, y), a, b, reg=0.5, max_iter=10000, tol=1e-13).value,
    "wasserstein_1d": lambda a, b, x, y: ot.wasserstein_1d(x, y, a, b, p=3).sum(),
    "emd2_1d": lambda a, b, x, y: ot.emd2_1d(x[:, 0], y[:, 0], a, b, metric="minkowski", p=1.5),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivatives_are_differences(sides, name):
    function = FUNCTIONS[name]
    found = slopes(function, *sides)
    for k in (2, 3):
        assert found[k] == pytest.approx(differences(function, sides, k), abs=CLOSE)
    for k in (0, 1):
        slope = along_masses(found[k], sides[k])
        assert slope == pytest.approx(differences(balanced(function), sides, k), abs=CLOSE)


def test_columns_have_their_own_derivatives(sides):
    a, b, x, y = sides
    both = numpy.stack([b, b[::-1]], 1)
    costs = ot.dist(x, y)
    for function in (lambda b: sum(ot.emd2(torch.tensor(a), b, torch.tensor(costs))),
                     lambda b: ot.sinkhorn2(torch.tensor(a), b, torch.tensor(costs), 0.5, stopThr=1e-13).sum()):  # fmt: skip
        (together,) = slopes(function, both)
        for k in range(2):
            alone = slopes(lambda c: function(torch.stack([c, c], 1)) / 2, numpy.ascontiguousarray(both[:, k]))[0]
            assert together[:, k] == pytest.approx(alone, abs=CLOSE)


def test_masses_of_zero_have_one_sided_derivatives(sides):
    a, b, x, y = sides
    a[2] = b[1] = 0
    a, b = a / a.sum(), b / b.sum()
    costs = ot.dist(x, y)
    value = balanced(lambda a, b: ot.sinkhorn2(a, b, costs, 0.5, numItermax=10000, stopThr=1e-14))
    by_a, by_b, _ = slopes(lambda a, b, c: ot.sinkhorn2(a, b, c, 0.5, numItermax=10000, stopThr=1e-14), a, b, costs)
    for masses, slope, move in ((a, by_a, lambda w: (w, b)), (b, by_b, lambda w: (a, w))):
        # One-sided: the error is a STEP of the second derivative, some tens here.
        found = [(value(*move(masses + STEP * e)) - value(a, b)) / STEP for e in numpy.eye(len(masses))]
        assert along_masses(slope, masses) == pytest.approx(found, abs=100 * STEP)


def test_values_keep_the_type_and_plans_need_no_derivative(sides):
    a, b, x, y = (torch.tensor(part, dtype=torch.float32) for part in sides)
    costs = ot.dist(x, y)
    assert ot.emd2(a, b, costs).dtype == ot.sinkhorn(a, b, costs, 1.0).dtype == torch.float32
    assert not ot.sinkhorn(a, b, costs, 1.0).requires_grad
    detached = ot.solve(costs.requires_grad_(), a, b, reg=1.0, grad="detach")
    assert not detached.value.requires_grad


def test_no_derivative_is_better_than_a_wrong_one(sides):
    x = torch.tensor(sides[2], requires_grad=True)
    with pytest.raises(NotImplementedError, match="detach"):
        ot.gaussian.empirical_bures_wasserstein_distance(x, x)
    with pytest.warns(UserWarning, match="reg is 0"), pytest.raises(NotImplementedError, match="without entropy"):
        ot.sinkhorn2([], [], ot.dist(x, x), 0)


def test_sparse_tensors_forbid_the_other_pairs_and_have_derivatives():
    rows, columns, values = [0, 0, 1], [0, 1, 1], [1.0, 5.0, 0.5]
    costs = torch.sparse_coo_tensor([rows, columns], values, (2, 2), dtype=torch.float64, requires_grad=True)
    a, b = torch.tensor([0.75, 0.25], dtype=torch.float64), torch.tensor([0.5, 0.5], dtype=torch.float64)
    plan = ot.emd(a, b, costs.detach())
    assert plan.is_sparse and plan.to_dense().tolist() == [[0.5, 0.25], [0, 0.25]]
    cost = ot.emd2(a, b, costs)
    cost.backward()
    assert cost.item() == 0.5 + 1.25 + 0.125
    assert costs.grad.coalesce().values().tolist() == [0.5, 0.25, 0.25]
