import numpy
import pytest


@pytest.fixture
def random():
    """Numbers that are the same in every run."""
    return numpy.random.default_rng(7)


@pytest.fixture
def problem(random):
    """Masses and costs of 30 x 40 atoms, one of them without mass."""
    a, b = random.random(30), random.random(40)
    a[3] = 0
    return a / a.sum(), b / b.sum(), random.random((30, 40))
