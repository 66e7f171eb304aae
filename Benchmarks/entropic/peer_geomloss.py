"""GeomLoss: averaged symmetric updates on stored matrices, annealed. Its grids and its online form
need KeOps, which compiles as it runs; they are not measured."""

import math

import numpy

# The factor from one epsilon to the next; GeomLoss' own default for the scale, 0.5, squared.
COOLING = 0.25


class Sinkhorn:
    """The loop inside `geomloss.ot.solve_sample`: an iteration is two softmins, f and g."""

    many = 10

    def __init__(self, problem, precision):
        import torch

        tensor = lambda array: torch.tensor(array, dtype=getattr(torch, precision))  # noqa: E731
        self.a, self.b, self.epsilon = tensor(problem.a), tensor(problem.b), problem.epsilon
        self.costs, self.transposed = tensor(problem.costs), tensor(problem.costs.T.copy())
        self.greatest = float(problem.costs.max())
        self.problem = problem

    def iterate(self, count):
        return self._solver(count)

    def compile(self, limit):
        pass

    def converge(self, threshold, limit):
        """GeomLoss has no criterion to stop on; the number of iterations is extrapolated, untimed,
        from the errors after two numbers of them, by the geometric rate between those."""
        return self._solver(self._needed(threshold, limit))

    def _needed(self, threshold, limit):
        count, last = limit // 4, None
        while count < limit:
            error = self.problem.marginal_error(*self.scalings(self._solver(count)()))
            if error <= threshold:
                return count
            if last and error < last[1]:
                rate = math.log(last[1] / error) / (count - last[0])
                return min(limit, count + math.ceil(math.log(error / threshold) / rate))
            count, last = 2 * count, (count, error)
        return limit

    def _solver(self, count):
        from geomloss._typing import CostMatrices
        from geomloss.ot._abstract_solvers import annealing_parameters, sinkhorn_loop
        from geomloss.ot._implementations.sample import softmin_sample

        calls = []

        def softmin(*arguments):
            calls.append(1)
            return softmin_sample(*arguments)

        def solve():
            calls.clear()
            potentials = sinkhorn_loop(
                softmin=softmin,
                log_a_list=[self.a.log()],
                log_b_list=[self.b.log()],
                C_list=[CostMatrices(xy=self.costs, yx=self.transposed, xx=None, yy=None)],
                descent=annealing_parameters(
                    maxmin_cost=self.greatest, eps=self.epsilon, n_iter=count, scaling=COOLING
                ),
                debias=False,
            )
            # Two softmins begin the loop, and two end it.
            return potentials, (len(calls) - 4) // 2

        return solve

    def iterations(self, result):
        return result[1]

    def scalings(self, result):
        pairs = ((result[0].f_ba, self.a), (result[0].g_ab, self.b))
        return [
            numpy.asarray(potential, float) / self.epsilon + numpy.log(numpy.asarray(weights, float))
            for potential, weights in pairs
        ]


PROGRAMS = {"geomloss": Sinkhorn}
