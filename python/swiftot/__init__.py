"""Optimal transport whose every number says how good it is.

The engine is the Swift library OptimalTransport; arrays are NumPy's, and results carry a `Certificate`.
"""

from ._bridge import bridge
from ._calls import Progress
from ._dynamic import dynamic
from ._factors import helmholtz, polar
from ._flow import flow
from ._map import map
from ._push import push
from ._solve import sinkhorn, solve, solve_sample
from ._verify import verify
from .errors import TransportError, UsageError
from .measures import Gaussian, GridDensity, PointCloud
from .results import (
                      Atom,
                      Branch,
                      Bridge,
                      Certificate,
                      DynamicSolution,
                      Flow,
                      FlowCertificate,
                      HelmholtzParts,
                      Outcome,
                      PolarFactors,  # fmt: skip
                      Pushforward,
                      PushforwardCertificate,
                      Run,
                      Solution,
                      TransportMap,
)

__all__ = [
    "Atom", "Branch", "Bridge", "Certificate", "DynamicSolution", "Flow", "FlowCertificate", "Gaussian", "GridDensity",
    "HelmholtzParts", "Outcome", "PointCloud", "PolarFactors", "Progress", "Pushforward", "PushforwardCertificate", "Run",
    "Solution", "TransportError", "TransportMap", "UsageError", "bridge", "dynamic", "flow", "helmholtz", "map", "polar",
    "push", "sinkhorn", "solve", "solve_sample", "verify",
]  # fmt: skip
