"""solve and solve_sample: POT's front doors."""

from ._empirical import COSTS as LAZY_COSTS
from ._empirical import LazyTask
from ._exact import emd2
from ._frameworks import NumPyArrays, arrays
from ._gaussian_samples import empirical_bures_wasserstein_distance
from ._lazy import emd2_lazy
from ._line_columns import wasserstein_1d
from ._result import OTResult
from ._sinkhorn import LIMIT_MESSAGE as SINKHORN_MESSAGE
from ._sinkhorn import sinkhorn_log
from .utils import dist

CONVERGED = "Converged"
METHODS = ("sinkhorn", "sinkhorn_log", "mm", "lbfgsb")
SAMPLE_METHODS = (*METHODS, "1d", "gaussian", "gaussian_hd", "lowrank", "nystroem", "factored", "geomloss", "geomloss_auto",
                  "geomloss_tensorized", "geomloss_online", "geomloss_multiscale", "sliced", "max_sliced", "bsp")  # fmt: skip


def solve(M, a=None, b=None, reg=None, c=None, reg_type="KL", unbalanced=None, unbalanced_type="KL", method=None, n_threads=1,
          max_iter=None, plan_init=None, potentials_init=None, tol=None, verbose=False, grad="autodiff"):  # fmt: skip
    """Kantorovich's problem with a matrix of costs, exactly or with entropy.

    Parameters
    ----------
    M : array, (n, m)
    a, b : array, optional
        Masses, equal ones when left out.
    reg : float, optional
        The strength of the entropy; None or 0 for none.
    reg_type : {'KL', 'entropy'}
        The value has reg KL(P | a b') or reg <P, log P> in it; the plan is the same.
    max_iter, tol : int, float
        As ``numItermax`` and ``stopThr`` of `emd` and `sinkhorn`.
    potentials_init : (alpha, beta), optional
        Potentials to start the network simplex method from.
    verbose : bool
        Whether the entropic solver prints.
    grad : str
        'detach' keeps tensors without derivatives; all other ways of POT's lead to those of the solution itself, found by
        implicit differentiation.
    c, unbalanced, unbalanced_type, plan_init, n_threads
        Problems that are not balanced, other regularisations and other references are left to POT.

    Returns
    -------
    OTResult
    """
    if method is not None and method not in METHODS:
        raise ValueError(f"Unknown method={method} for solve, must be in {list(METHODS)}")
    refuse(unbalanced, c, reg, reg_type)
    if grad == "last_step" and max_iter == 0:
        raise ValueError("The maximum number of iterations must be greater than 0 when using grad=last_step.")
    room, a, b, M = arrays(a, b, M)
    if not reg:
        cost, log = emd2([] if a is None else a, [] if b is None else b, M, numItermax=max_iter or 1_000_000, log=True,
                         return_matrix=True, potentials_init=potentials_init)  # fmt: skip
        return OTResult(value=cost, value_linear=cost, plan=log["G"], potentials=(log["u"], log["v"]), log=log,
                        status=log["warning"] or CONVERGED, certificate=log["certificate"])  # fmt: skip
    if grad == "detach" and room is not NumPyArrays:
        a, b, M = (given if given is None else given.detach() for given in (a, b, M))
    plan, log = sinkhorn_log([] if a is None else a, [] if b is None else b, M, reg, numItermax=max_iter or 1000,
                             stopThr=1e-9 if tol is None else tol, log=True, verbose=verbose)  # fmt: skip
    linear = (M * plan).sum()
    return OTResult(value=linear + reg * entropy(room, plan, a, b, reg_type), value_linear=linear, plan=plan,
                    potentials=(log["log_u"], log["log_v"]), log=log, status=status_of(log["certificate"]),
                    certificate=log["certificate"])  # fmt: skip


def refuse(unbalanced, c, reg, reg_type):
    """Raises for what is left to POT."""
    kind = reg_type if isinstance(reg_type, str) else "of functions"
    if unbalanced is not None:
        raise NotImplementedError("swiftot.pot solves balanced problems only; ot.solve of POT has unbalanced ones")
    if reg and kind.lower() not in ("kl", "entropy"):
        raise NotImplementedError(f"Not implemented reg_type={kind!r}; known are 'KL' and 'entropy', ot.solve of POT has more")
    if reg and c is not None:
        raise NotImplementedError("the reference c is a b' here; ot.solve of POT takes others")


def entropy(room, plan, a, b, kind):
    """<P, log P>, or <P, log(P / a b')>."""
    # Where there is no mass the logarithm counts for nothing.
    logarithm = room.log(plan + (plan == 0))
    if kind.lower() == "kl":
        for masses, axis in ((a, 1), (b, 0)):
            masses = plan.sum(axis) if masses is None else masses
            logarithm = logarithm - (room.log(masses + (masses == 0))[:, None] if axis else room.log(masses + (masses == 0)))
    return (plan * logarithm).sum()


def status_of(certificate):
    return CONVERGED if certificate.termination == 0 else SINKHORN_MESSAGE


def solve_sample(X_a, X_b, a=None, b=None, metric="sqeuclidean", reg=None, c=None, reg_type="KL", unbalanced=None,
                 unbalanced_type="KL", lazy=False, batch_size=None, method=None, n_threads=1, max_iter=None, plan_init=None,
                 rank=100, scaling=0.95, potentials_init=None, X_init=None, tol=None, verbose=False, grad="autodiff",
                 random_state=None, debias=False, n_projections=50, projections=None, scaler=None):  # fmt: skip
    """Kantorovich's problem between points X_a, (n, d), and X_b, (m, d), exactly or with entropy.

    Parameters
    ----------
    metric : str
        That of `dist`.
    lazy : bool
        Whether to store no matrix of costs.
    method : {None, '1d', 'gaussian'}
        '1d': one value for each coordinate; 'gaussian': W2^2 between the Gaussians of the same moments.
    debias : bool
        Whether to subtract half of the values of each side with itself.
    scaler, n_projections, and so on
        Methods that need them are left to POT.

    Other parameters are those of `solve`.

    Returns
    -------
    OTResult
    """
    name = "" if method is None else method.lower()
    if name and name not in SAMPLE_METHODS:
        raise ValueError(f"Unknown method={method} for solve_sample. Available methods are: {list(SAMPLE_METHODS)}")
    words = {"metric": metric, "reg": reg, "c": c, "reg_type": reg_type, "unbalanced": unbalanced, "lazy": lazy, "method": method,
             "max_iter": max_iter, "tol": tol, "verbose": verbose, "grad": grad}  # fmt: skip
    if scaler is not None or isinstance(debias, str):
        raise NotImplementedError("scalers and debias='split' are left to ot.solve_sample of POT")
    if debias:
        return debiased(X_a, X_b, a, b, words)
    refuse(unbalanced, c, 0 if name == "gaussian" else reg, reg_type)
    if name == "1d":
        return on_each_axis(X_a, X_b, a, b, metric)
    if name == "gaussian":
        return between_gaussians(X_a, X_b, a, b, metric, reg)
    if name:
        raise NotImplementedError(f"the method {name} is left to ot.solve_sample of POT")
    if not lazy:
        _, X_a, X_b = arrays(X_a, X_b)
        return solve(dist(X_a, X_b, metric), a, b, reg, c, reg_type, max_iter=max_iter, potentials_init=potentials_init, tol=tol,
                     verbose=verbose, grad=grad)  # fmt: skip
    if not reg:
        return lazily(X_a, X_b, a, b, metric, max_iter)
    return lazily_entropic(X_a, X_b, a, b, metric, reg, reg_type, max_iter, tol, verbose)


def debiased(X_a, X_b, a, b, words):
    """The value between both sides, less half of those of each with itself."""
    ab, aa, bb = (solve_sample(x, y, p, q, **words) for x, y, p, q in ((X_a, X_b, a, b), (X_a, X_a, a, a), (X_b, X_b, b, b)))
    value, linear = (getattr(ab, name) - 0.5 * (getattr(aa, name) + getattr(bb, name)) for name in ("value", "value_linear"))
    return OTResult(value=value, value_linear=linear, plan=ab._plan, sparse_plan=ab._sparse_plan, lazy_plan=ab.lazy_plan,
                    potentials=ab.potentials, status=ab.status, certificate=ab.certificate,
                    log={"res_aa": aa, "res_bb": bb, "res_ab": ab})  # fmt: skip


def on_each_axis(X_a, X_b, a, b, metric):
    power = {"sqeuclidean": 2, "euclidean": 1, "cityblock": 1}.get(metric)
    if power is None:
        raise NotImplementedError(f'Not implemented metric="{metric}"')
    value = wasserstein_1d(X_a, X_b, a, b, p=power)
    return OTResult(value=value, value_linear=value, status=CONVERGED)


def between_gaussians(X_a, X_b, a, b, metric, reg):
    if metric.lower() != "sqeuclidean":
        raise NotImplementedError(f'Not implemented metric="{metric}"')
    a, b = (w if w is None else w.reshape(-1, 1) for w in (a, b))
    distance, log = empirical_bures_wasserstein_distance(X_a, X_b, reg=1e-6 if reg is None else reg, ws=a, wt=b, log=True)
    return OTResult(value=distance**2, value_linear=distance**2, status=CONVERGED, log=log)


def lazily(X_a, X_b, a, b, metric, max_iter):
    """Exactly, with a sparse plan."""
    value, log = emd2_lazy(X_a, X_b, a, b, metric=metric, numItermax=max_iter or 100_000, log=True)
    return OTResult(value=value, value_linear=value, sparse_plan=log["G"], potentials=(log["u"], log["v"]), log=log,
                    status=log["warning"] or CONVERGED, certificate=log["certificate"])  # fmt: skip


def lazily_entropic(X_a, X_b, a, b, metric, reg, reg_type, max_iter, tol, verbose):
    """With entropy, and a plan that is made block by block."""
    if metric not in LAZY_COSTS:
        raise NotImplementedError(f'Not implemented metric="{metric}"')
    task = LazyTask(X_a, X_b, reg, a, b, metric, max_iter or 1000, 1e-9 if tol is None else tol, verbose, True)
    found, log = task.solution, task.log()
    like = task.room.like
    value, linear = like(task.objective(reg_type), task.model), like(found.value, task.model)
    return OTResult(value=value, value_linear=linear, lazy_plan=log["lazy_plan"], potentials=(task.f, task.g), log=log,
                    status=CONVERGED if found.termination == "converged" else SINKHORN_MESSAGE,
                    certificate=found.certificate)  # fmt: skip
