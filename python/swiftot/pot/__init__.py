"""POT's names and signatures on the engine of swiftot.

``import swiftot.pot as ot`` runs scripts that were written for POT (Flamary et al., "POT: Python Optimal Transport", 2021)
and use its exact, 1-D, Sinkhorn and Gaussian functions. Other names of POT raise `MissingFunction`, which says where they are.

Where results differ from POT's:

- Sinkhorn's methods share one fixed point and one solver, which converges where POT's iterations stall;
- masses that no plan can carry raise `swiftot.TransportError` in place of a warning;
- wherever a message, a sum or a square root is rounded, the last digits differ.
"""

from . import bregman, datasets, gaussian, lp, utils
from ._missing import MissingFunction, absent
from ._result import OTResult
from ._solvers import solve, solve_sample
from .bregman import sinkhorn, sinkhorn2
from .lp import emd, emd2, emd2_1d, emd2_lazy, emd_1d, emd_1d_dual_backprop, wasserstein_1d
from .utils import dist, tic, toc, toq, unif

__all__ = [
    "MissingFunction", "OTResult", "bregman", "datasets", "dist", "emd", "emd2", "emd2_1d", "emd2_lazy", "emd_1d",
    "emd_1d_dual_backprop", "gaussian", "lp", "sinkhorn", "sinkhorn2", "solve", "solve_sample", "tic", "toc", "toq", "unif",
    "utils", "wasserstein_1d",
]  # fmt: skip

__getattr__ = absent("ot")
