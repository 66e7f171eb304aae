"""sinkhorn, sinkhorn2 and the methods by name: one solver, the logs of each."""

import warnings

import numpy

from .._problems import CONVERGED, STALLED, entropic, exact
from ._balance import LARGEST_DIFFERENCE, balanced, uniform
from ._exact import is_empty
from ._frameworks import arrays
from ._sinkhorn_gradient import PlanGradient
from ._sinkhorn_logs import Greedy, Ladder, Logarithms, Potentials, Scalings

LIMIT_MESSAGE = ("Sinkhorn did not converge. You might want to increase the number of iterations `numItermax` or the "
                 "regularization parameter `reg`.")  # fmt: skip
#: The engine's tolerance is above zero; POT's may be zero, which no sum reaches.
LEAST_TOLERANCE = 1e-300


def sinkhorn(a, b, M, reg, method="sinkhorn", numItermax=1000, stopThr=1e-9, verbose=False, log=False, warn=True,
             warmstart=None, **kwargs):  # fmt: skip
    """The plan of least <P, M> + reg <P, log P - 1>; losses <P, M> where b has columns.

    Parameters
    ----------
    a, b : array_like, (n,) and (m,) or (m, k)
        Masses, equal ones where empty; b is scaled to the mass of a where they agree to six decimal places.
    M : array_like, (n, m)
        Costs.
    reg : float
        The strength of the entropy, in units of the cost. 0 warns, and gives a plan without entropy.
    method : {'sinkhorn', 'sinkhorn_log', 'greenkhorn', 'sinkhorn_stabilized', 'sinkhorn_epsilon_scaling'}
        Which of POT's logs and warm starts; the solver is one and works on logarithms.
    numItermax, stopThr : int, float
        Iterations after which to warn; the error of both marginals, L1, at which to stop. POT measures one in L2, which is less.
    warmstart : pair of arrays, optional
        Logarithms of scalings, or potentials for the methods 'sinkhorn_stabilized' and 'sinkhorn_epsilon_scaling'.
    verbose, warn, kwargs
        As POT's; options of a method that only steer its iterations are taken and not needed.

    Returns
    -------
    plan : array, (n, m), or losses, (k,)
    log : dict
    """
    if method.lower() not in METHODS:
        raise ValueError(f"Unknown method '{method}'.")
    return METHODS[method.lower()](a, b, M, reg, numItermax=numItermax, stopThr=stopThr, verbose=verbose, log=log, warn=warn,
                                   warmstart=warmstart, **kwargs)  # fmt: skip


def sinkhorn2(a, b, M, reg, method="sinkhorn", numItermax=1000, stopThr=1e-9, verbose=False, log=False, warn=False,
              warmstart=None, **kwargs):  # fmt: skip
    """The loss <P, M> of `sinkhorn`'s plan, which is not stored unless the log is asked for; parameters are the same."""
    if method.lower() not in ("sinkhorn", "sinkhorn_log", "sinkhorn_stabilized"):
        raise ValueError(f"Unknown method '{method}'.")
    style = STYLES[method.lower()]
    task = Task(a, b, M, reg, style, numItermax, stopThr, verbose, warn, warmstart)
    if task.is_batch:
        return task.losses(log)
    answer = task.solve(plan=task.has_gradients)
    loss = task.loss(answer)
    return (loss, task.log(answer)) if log else loss


def sinkhorn_knopp(a, b, M, reg, numItermax=1000, stopThr=1e-9, verbose=False, log=False, warn=True, warmstart=None, **kwargs):
    """`sinkhorn` with the log ``err``, ``niter``, ``u``, ``v``: P = diag(u) exp(-M / reg) diag(v)."""
    return Task(a, b, M, reg, Scalings, numItermax, stopThr, verbose, warn, warmstart).answer(log)


def sinkhorn_log(a, b, M, reg, numItermax=1000, stopThr=1e-9, verbose=False, log=False, warn=True, warmstart=None, **kwargs):
    """`sinkhorn` with the log ``err``, ``niter``, ``log_u``, ``log_v``, ``u``, ``v``."""
    return Task(a, b, M, reg, Logarithms, numItermax, stopThr, verbose, warn, warmstart).answer(log)


def greenkhorn(a, b, M, reg, numItermax=10000, stopThr=1e-9, verbose=False, log=False, warn=True, warmstart=None, **kwargs):
    """`sinkhorn` with the log ``n_iter``, ``u``, ``v``."""
    return Task(a, b, M, reg, Greedy, numItermax, stopThr, verbose, warn, warmstart).answer(log)


def sinkhorn_stabilized(a, b, M, reg, numItermax=1000, tau=1e3, stopThr=1e-9, warmstart=None, verbose=False, print_period=20,
                        log=False, warn=True, **kwargs):  # fmt: skip
    """`sinkhorn` with the log ``alpha``, ``beta``, ``logu``, ``logv``, ``warmstart``, ``n_iter``, ``err``."""
    return Task(a, b, M, reg, Potentials, numItermax, stopThr, verbose, warn, warmstart).answer(log)


def sinkhorn_epsilon_scaling(a, b, M, reg, numItermax=100, epsilon0=1e4, numInnerItermax=100, tau=1e3, stopThr=1e-9,
                             warmstart=None, verbose=False, print_period=10, log=False, warn=True, **kwargs):  # fmt: skip
    """`sinkhorn` with the log ``alpha``, ``beta``, ``warmstart``, ``niter``, ``err``; the engine has a ladder of its own."""
    limit = numItermax * numInnerItermax if numItermax > 1 else numItermax
    return Task(a, b, M, reg, Ladder, limit, stopThr, verbose, warn, warmstart).answer(log)


STYLES = {"sinkhorn": Scalings, "sinkhorn_log": Logarithms, "sinkhorn_stabilized": Potentials}
METHODS = {"sinkhorn": sinkhorn_knopp, "sinkhorn_log": sinkhorn_log, "greenkhorn": greenkhorn,
           "sinkhorn_stabilized": sinkhorn_stabilized, "sinkhorn_epsilon_scaling": sinkhorn_epsilon_scaling}  # fmt: skip


class Task:
    """What a method was given, ready for the engine."""

    def __init__(self, a, b, M, reg, style, limit, threshold, verbose, warn, start):
        self.room, a, b, M = arrays(a, b, M)
        self.given = (a, b, M)
        self.has_gradients = self.room.wants_gradients(a, b, M)
        self.model = self.room.promoted(*(w for w in (M, a, b) if w is M or not is_empty(w)))
        self.costs = self.room.numbers(M)
        n, m = self.costs.shape
        self.a = uniform(n) if is_empty(a) else self.room.numbers(a)
        self.b = uniform(m) if is_empty(b) else self.room.numbers(b)
        self.is_batch = self.b.ndim > 1
        self.reg, self.style, self.start = float(reg), style, start
        self.limit, self.threshold, self.verbose, self.warn = limit, float(threshold), verbose, warn

    def like(self, values):
        return self.room.like(values, self.model)

    def answer(self, log):
        if self.is_batch:
            return self.losses(log)
        answer = self.solve()
        plan = self.plan(answer)
        return (plan, self.log(answer)) if log else plan

    def plan(self, answer):
        """The plan; of tensors with its derivatives."""
        plan = self.like(answer.plan)
        if not self.has_gradients:
            return plan
        gradient = self.gradient(answer)
        return self.differentiable(plan, lambda slope: gradient.pull(slope))

    def loss(self, answer, column=None):
        """<P, M>; of tensors with its derivatives."""
        loss = self.like(answer.certificate.value)
        if not self.has_gradients:
            return loss
        gradient = self.gradient(answer)

        def pull(change):
            by_a, by_b, by_costs = gradient.pull(change * self.costs)
            if column is not None:
                slope, by_b = by_b, numpy.zeros_like(self.b)
                by_b[:, column] = slope
            return by_a, by_b, by_costs + change * answer.plan

        return self.differentiable(loss, pull)

    def gradient(self, answer):
        if self.reg == 0:
            raise NotImplementedError("a plan without entropy has no derivatives; emd2 has those of the cost")
        return PlanGradient(answer.plan, self.costs, answer.alpha, answer.beta, self.reg)

    def differentiable(self, value, pull):
        """The value with its derivatives by a, b and M, as many of these as are tensors to differentiate by."""
        kept = [k for k, given in enumerate(self.given) if getattr(given, "requires_grad", False)]

        def wanted(slope):
            found = pull(slope)
            return [found[k] for k in kept]

        return self.room.differentiable(value, [self.given[k] for k in kept], wanted)

    def losses(self, log):
        """One solution for each column of b."""
        answers = [self.solve(k, plan=self.has_gradients) for k in range(self.b.shape[1])]
        values = self.room.stacked([self.loss(answer, k) for k, answer in enumerate(answers)])
        if not log:
            return values
        f, g = (numpy.stack([answer[part] for answer in answers], 1) for part in (1, 2))
        worst = max(answers, key=lambda answer: answer.certificate.marginal_error)
        return values, self.log(worst._replace(alpha=f, beta=g))

    def solve(self, column=None, plan=True):
        b = self.b if column is None else numpy.ascontiguousarray(self.b[:, column])
        # A wider difference is the caller's, and the engine says so.
        if abs(self.a.sum() - b.sum()) < LARGEST_DIFFERENCE:
            b = balanced(self.a, b)
        if self.reg == 0:
            warnings.warn("reg is 0, where Sinkhorn's iterations have numerical errors; this is a plan without entropy.",
                          stacklevel=4)  # fmt: skip
            return exact(self.a, b, self.costs, plan=plan)
        tolerance = max(self.threshold / max(self.a.sum(), LEAST_TOLERANCE), LEAST_TOLERANCE)
        answer = entropic(self.a, b, self.costs, self.reg, tolerance, self.potentials(column), plan, self.limit)
        self.tell(answer.certificate)
        return answer

    def potentials(self, column):
        """The warm start of a column, in units of the cost."""
        if self.start is None:
            return None
        pair = self.start
        if column is not None:
            pair = pair[column] if len(pair) == self.b.shape[1] and len(pair[0]) == 2 else [part[:, column] for part in pair]
        return self.style.start([self.room.numbers(part) for part in pair], self.reg)

    def tell(self, certificate):
        if self.verbose:
            print("It.  |Err         \n" + "-" * 19)
            print(f"{certificate.iterations:5d}|{certificate.marginal_error:8e}|")
        if not self.warn or certificate.termination == CONVERGED:
            return
        message = LIMIT_MESSAGE
        if certificate.termination == STALLED:
            message += f" Rounding leaves a marginal error of {certificate.marginal_error:.1e}."
        warnings.warn(message, stacklevel=5)

    def log(self, answer):
        found = answer.certificate
        with numpy.errstate(divide="ignore", invalid="ignore"):
            log = self.style.log(self, answer.alpha, answer.beta, found.iterations, [found.marginal_error])
        return log | {"certificate": found}
