"""Optimal transport whose every number says how good it is.

The engine is the Swift library OptimalTransport; arrays are NumPy's, and results carry a `Certificate`.
"""

from ._functions import Progress, bridge, dynamic, helmholtz, map, polar, sinkhorn, solve, solve_sample, verify
from .errors import TransportError, UsageError
from .measures import Gaussian, GridDensity, PointCloud
from .results import Bridge, Certificate, DynamicSolution, HelmholtzParts, PolarFactors, Solution, TransportMap

__all__ = [
    "Bridge", "Certificate", "DynamicSolution", "Gaussian", "GridDensity", "HelmholtzParts", "PointCloud", "PolarFactors",
    "Progress", "Solution", "TransportError", "TransportMap", "UsageError", "bridge", "dynamic", "helmholtz", "map",
    "polar", "sinkhorn", "solve", "solve_sample", "verify",
]  # fmt: skip
