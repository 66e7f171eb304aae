"""The derivatives of entropic plans."""

import numpy


class PlanGradient:
    """How an entropic plan P_ij = exp((f_i + g_j - M_ij) / reg) changes with its masses and costs.

    Differentiating both the plan and its marginals P 1 = a, P' 1 = b gives dP = P (df + dg - dM) / reg with

        diag(a) df + P dg = reg da + (P dM) 1,    P' df + diag(b) dg = reg db + (P dM)' 1.

    For a loss with the derivatives G by P, the adjoint solves the same symmetric system once, with (P G) 1 and (P G)' 1 on
    the right: its x and y are the derivatives by a and b, up to a constant, and P (x + y - G) / reg those by M
    (implicit differentiation; Luise, Rudi, Pontil and Ciliberto 2018, theorem 4).
    """

    def __init__(self, plan, costs, f, g, reg):
        self.plan, self.reg = plan, reg
        self.rows, self.columns = plan.sum(1), plan.sum(0)
        self.by_row, self.by_column = shares(costs, g, reg), shares(costs.T, f, reg).T

    def pull(self, slope):
        """From the derivatives by the plan to those by a, b and the costs."""
        mean = (self.by_row * slope).sum(1)
        # x = mean - by_row y, put into the second row; rows of no mass are not there, and y is 0 at the last.
        kept = numpy.flatnonzero(self.columns > 0)[:-1]
        matrix = numpy.diag(self.columns) - self.plan.T @ self.by_row
        right = (self.plan * slope).sum(0) - self.plan.T @ mean
        y = numpy.zeros(len(self.columns))
        if len(kept):
            y[kept] = solved(matrix[numpy.ix_(kept, kept)], right[kept])
        x = mean - self.by_row @ y
        empty = self.columns <= 0
        y[empty] = (self.by_column * (slope - x[:, None])).sum(0)[empty]
        by_costs = self.plan * (x[:, None] + y - slope) / self.reg
        return x - x.mean(), y - y.mean(), by_costs


def shares(costs, g, reg):
    """Each row of a plan as shares of its mass; where it has none, those of the mass that it would get."""
    logarithms = (g - costs) / reg
    weights = numpy.exp(logarithms - logarithms.max(1, keepdims=True))
    return weights / weights.sum(1, keepdims=True)


def solved(matrix, right):
    """The solution of a symmetric system; the shortest one where rounding leaves it singular."""
    try:
        return numpy.linalg.solve(matrix, right)
    except numpy.linalg.LinAlgError:
        return numpy.linalg.lstsq(matrix, right, rcond=None)[0]
