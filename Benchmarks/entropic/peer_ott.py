"""OTT-JAX: compiled iterations on a stored matrix, on a matrix never stored, and on a grid."""

from functools import cached_property

import numpy

# The online form recomputes costs this many rows at a time.
BATCH = 1024


class Sinkhorn:
    """`ott.solvers.linear.sinkhorn.Sinkhorn` on one geometry, compiled before it is timed.

    `momentum`: None, a constant weight, or the iteration from which the weight is adaptive.
    `annealing`: the first epsilon as a multiple of the last, and the factor from one to the next.
    """

    many = 10

    def __init__(self, problem, precision, geometry, lse=True, momentum=None, annealing=None):
        import jax

        jax.config.update("jax_enable_x64", precision == "float64")
        self.array = lambda values: jax.numpy.asarray(values, precision)
        self.a, self.b = self.array(problem.a.ravel()), self.array(problem.b.ravel())
        self.lse, self.momentum, self.problem_epsilon = lse, momentum, problem.epsilon
        self.geometry = geometry(problem, self.array, self._epsilon(problem, annealing))

    def _epsilon(self, problem, annealing):
        from ott.geometry.epsilon_scheduler import Epsilon

        first, factor = annealing or (1.0, 1.0)
        return Epsilon(self.array(problem.epsilon), init=first, decay=factor)

    def iterate(self, count):
        """With equal limits no error is computed but the last; one inner iteration at a time, for
        OTT does whole multiples of its inner iterations only."""
        solver = self._compiled(min_iterations=count, max_iterations=count, inner_iterations=1)
        return lambda: self._run(solver, 0.0)

    def compile(self, limit):
        self.solver = self._compiled(max_iterations=limit, **self._momentum)
        self._run(self.solver, 1e30)

    def converge(self, threshold, limit):
        return lambda: self._run(self.solver, threshold)

    @cached_property
    def _momentum(self):
        from ott.solvers.linear.acceleration import Momentum

        if self.momentum is None:
            return {}
        key = "start" if self.momentum > 2 else "value"
        return {"momentum": Momentum(**{key: self.momentum})}

    def _compiled(self, **options):
        import jax
        from ott.problems.linear.linear_problem import LinearProblem
        from ott.solvers.linear.sinkhorn import Sinkhorn as Solver

        inner = options.get("inner_iterations", 10)

        def solve(geometry, a, b, threshold):
            solver = Solver(lse_mode=self.lse, threshold=threshold, **options)
            output = solver(LinearProblem(geometry, a, b))
            return output.f, output.g, inner * (output.errors != -1).sum()

        return jax.jit(solve)

    def _run(self, solver, threshold):
        import jax

        return jax.block_until_ready(solver(self.geometry, self.a, self.b, threshold))

    def iterations(self, result):
        return int(result[2])

    def scalings(self, result):
        return [numpy.asarray(array, float) / self.problem_epsilon for array in result[:2]]


def stored(problem, array, epsilon):
    from ott.geometry.geometry import Geometry

    return Geometry(cost_matrix=array(problem.costs), epsilon=epsilon)


def online(problem, array, epsilon):
    from ott.geometry.pointcloud import PointCloud

    return PointCloud(array(problem.x), array(problem.y), epsilon=epsilon, batch_size=BATCH)


def grid(problem, array, epsilon):
    from ott.geometry.grid import Grid

    return Grid(x=[array(problem.axis)] * 2, epsilon=epsilon)


def _program(geometry, **options):
    return lambda problem, precision: Sinkhorn(problem, precision, geometry, **options)


PROGRAMS = {
    "ott-log": _program(stored),
    "ott-kernel": _program(stored, lse=False),
    "ott-online": _program(online),
    "ott-log-momentum": _program(stored, momentum=1.8),
    "ott-log-adaptive": _program(stored, momentum=300),
    "ott-log-annealed-adaptive": _program(stored, momentum=500, annealing=(1000.0, 0.98)),
    "ott-kernel-adaptive": _program(stored, lse=False, momentum=300),
    "ott-online-adaptive": _program(online, momentum=300),
    "ott-grid-log": _program(grid),
    "ott-grid-kernel": _program(grid, lse=False),
    "ott-grid-log-adaptive": _program(grid, momentum=300),
    "ott-grid-kernel-adaptive": _program(grid, lse=False, momentum=300),
}
