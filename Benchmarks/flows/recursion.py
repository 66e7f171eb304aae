"""The proximal recursion of Caluya and Halder (2019) on weighted particles in plain NumPy: the Ornstein-Uhlenbeck process on the line."""

import time

import numpy

# The paper's regularisation, tolerance and limit for its one-dimensional example.
EPSILON, TOLERANCE, LIMIT = 0.05, 1e-3, 300


def proximal(weights, before, after, energy, step):
    """The weights after a step: the fixed point of y o (G z) = weights, z o (G' y)^(1 / (1 + eps / h)) = xi, from Sinkhorn's matrix G."""
    kernel = numpy.exp(-((after[None, :] - before[:, None]) ** 2) / (2 * EPSILON))
    xi = numpy.exp(-energy - 1)
    y, z = numpy.ones_like(weights), numpy.ones_like(weights)
    for _ in range(LIMIT):
        old_y, old_z = y, z
        y = weights / (kernel @ z)
        z = (xi / (kernel.T @ y)) ** (1 / (1 + EPSILON / step))
        if numpy.linalg.norm(y - old_y) < TOLERANCE and numpy.linalg.norm(z - old_z) < TOLERANCE:
            break
    return z * (kernel.T @ y)


def seconds(count, step, steps):
    """How long the recursion takes: unit temperature, V = x^2 / 2, from N(2, 1/4)."""
    noise = numpy.random.default_rng(1)
    points = 2 + 0.5 * noise.standard_normal(count)
    weights = numpy.exp(-2 * (points - 2) ** 2)
    weights /= weights.sum()
    start = time.perf_counter()
    for _ in range(steps):
        moved = points - step * points + (2 * step) ** 0.5 * noise.standard_normal(count)
        weights = proximal(weights, points, moved, moved**2 / 2, step)
        points = moved
    return time.perf_counter() - start
